/* modes.c - the stage `modes`: what each home and unit is told by its own profile, composed of the passes of all. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "run/job.h"

enum { SECONDS_A_MINUTE = 60 };

static enum lci_status
decide(struct lci_job *by_unit, struct lci_error *err)
{
    const struct lci_passes *passes = by_unit->passes;
    const struct lci_job *first = &passes->items[0];
    const char **ids = lci_arena_alloc(&by_unit->arena, passes->walk_count, sizeof(*ids));
    struct lci_modes_inputs inputs = {
        .rules = first->config->modes,
        .rule_count = first->config->mode_count,
        .profile_ids = ids,
        .units = &first->units,
        .homes = &first->homes,
        .home_unit = first->coverage.home_unit,
    };

    if (!ids)
        return lci_fail_nomem(err, "modes");
    for (size_t i = 0; i < passes->walk_count; i++)
        ids[i] = passes->items[i].config->profile.id;
    return lci_modes_build(&inputs, &by_unit->quality, &by_unit->modes, err);
}

static bool
are_same(const struct lci_facilities *a, const struct lci_facilities *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; i < a->count && same; i++)
        same = a->items[i].category == b->items[i].category && strcmp(a->items[i].id, b->items[i].id) == 0;
    return same;
}

/*
 * Facilities are known by their numbers to all passes. Each pass finds the repeats by distances of its own metric, which might
 * differ from another's by less than a millionth: only of two facilities that are a metre apart to the micrometre.
 */
static enum lci_status
check_facilities(const struct lci_passes *passes, struct lci_error *err)
{
    const struct lci_job *first = &passes->items[0];

    for (size_t p = 1; p < passes->walk_count; p++) {
        const struct lci_job *other = &passes->items[p];

        if (!are_same(&first->facilities, &other->facilities) || !are_same(&first->idle, &other->idle))
            return lci_fail(err, LCI_E_DATA,
                            "facilities: profiles %s and %s find other repeats within 1 m, and modes need the same: expected "
                            "facilities of a category clearly less or more than 1 m apart",
                            first->config->profile.id, other->config->profile.id);
    }
    return LCI_OK;
}

/* The passes that modes go by. */
static enum lci_status
find_used(struct lci_job *by_unit, struct lci_error *err)
{
    const struct lci_modes *modes = &by_unit->modes;

    by_unit->is_used = lci_arena_alloc(&by_unit->arena, by_unit->passes->walk_count, sizeof(*by_unit->is_used));
    if (!by_unit->is_used)
        return lci_fail_nomem(err, "modes");
    for (size_t home = 0; home < by_unit->homes.count; home++)
        by_unit->is_used[modes->home_profile[home]] = true;
    for (size_t unit = 0; unit < by_unit->units.count; unit++)
        by_unit->is_used[modes->unit_profile[unit]] = true;
    return LCI_OK;
}

static enum lci_status
compose(struct lci_job *by_unit, struct lci_error *err)
{
    const struct lci_passes *passes = by_unit->passes;
    struct lci_compose_part *parts = lci_new_array(struct lci_compose_part, passes->walk_count);
    struct lci_compose_inputs inputs = {
        .parts = parts,
        .part_count = passes->walk_count,
        .home_part = by_unit->modes.home_profile,
        .unit_part = by_unit->modes.unit_profile,
        .is_used = by_unit->is_used,
    };
    struct lci_composed composed = {0};
    enum lci_status status = LCI_OK;

    if (!parts)
        return lci_fail_nomem(err, "modes");
    for (size_t i = 0; i < passes->walk_count; i++)
        parts[i] = (struct lci_compose_part){&passes->items[i].coverage_inputs, &passes->items[i].coverage};
    status = lci_coverage_compose(&inputs, &composed, err);
    lci_free(parts);
    if (status != LCI_OK)
        return status;
    by_unit->coverage = composed.coverage;
    by_unit->limits = composed.categories;
    by_unit->tiers = passes->items[0].tiers; /* numbered after this pass was borrowed */
    by_unit->tier_count = passes->items[0].tier_count;
    by_unit->has = passes->items[0].has;
    by_unit->has_count = passes->items[0].has_count;
    return LCI_OK;
}

/* The limits in minutes, where all profiles that are gone by have the same. */
static enum lci_status
find_minutes(struct lci_job *by_unit, struct lci_error *err)
{
    const struct lci_passes *passes = by_unit->passes;

    by_unit->limits_min = lci_arena_alloc(&by_unit->arena, by_unit->category_count, sizeof(*by_unit->limits_min));
    for (size_t c = 0; c < by_unit->category_count && by_unit->limits_min; c++) {
        const size_t count = by_unit->limits[c].limit_count;
        double *minutes = lci_arena_alloc(&by_unit->arena, count, sizeof(*minutes));

        by_unit->limits_min[c] = minutes;
        if (!minutes)
            return lci_fail_nomem(err, "modes");
        for (size_t i = 0; i < count; i++) {
            double so_far = NAN;
            bool agree = true;

            for (size_t p = 0; p < passes->walk_count; p++) {
                const double own = lci_job_limit_min(&passes->items[p], c, i);

                if (!by_unit->is_used[p])
                    continue;
                agree = agree && (isnan(so_far) || fabs(own - so_far) < LCI_SAME_MIN);
                so_far = isnan(so_far) ? own : so_far;
            }
            minutes[i] = agree ? so_far : NAN;
        }
    }
    return by_unit->limits_min ? LCI_OK : lci_fail_nomem(err, "modes");
}

enum lci_status
lci_job_modes(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    struct lci_passes *passes = job->passes;
    struct lci_job *by_unit = &passes->items[passes->walk_count];
    size_t other_count = 0;
    enum lci_status status = check_facilities(passes, err);

    if (status == LCI_OK)
        status = decide(by_unit, err);
    if (status == LCI_OK)
        status = find_used(by_unit, err);
    if (status == LCI_OK)
        status = compose(by_unit, err);
    if (status == LCI_OK)
        status = find_minutes(by_unit, err);
    if (status == LCI_OK)
        status = lci_job_judge(by_unit, err);
    if (status == LCI_OK && job->config->parameters.gaps)
        status = lci_job_composed_gaps(by_unit, err);
    for (size_t home = 0; home < job->homes.count && status == LCI_OK; home++)
        other_count += by_unit->modes.home_profile[home] > 0;
    lci_passes_release_walks(passes);
    lci_count_add(stage->in, sizeof(stage->in), job->homes.count, "home", "homes");
    lci_count_add(stage->in, sizeof(stage->in), job->units.count, "unit", "units");
    lci_count_add(stage->in, sizeof(stage->in), job->config->mode_count, "rule", "rules");
    lci_count_add(stage->out, sizeof(stage->out), by_unit->coverage.row_count, "share", "shares");
    lci_count_add(stage->out, sizeof(stage->out), by_unit->gap_count, "gap", "gaps");
    lci_count_add(stage->out, sizeof(stage->out), other_count, "home by another profile than the first",
                  "homes by another profile than the first");
    return status;
}

const struct lci_job *
lci_job_walking(const struct lci_job *job)
{
    size_t pass = 0;

    while (job->is_composed && !job->is_used[pass])
        pass++;
    return job->is_composed ? &job->passes->items[pass] : job;
}

const struct lci_job *
lci_job_of_home(const struct lci_job *job, size_t home)
{
    return job->is_composed ? &job->passes->items[job->modes.home_profile[home]] : job;
}

double
lci_job_limit_min(const struct lci_job *job, size_t category, size_t limit)
{
    return job->is_composed ? job->limits_min[category][limit]
                            : job->limits[category].limits_m[limit] / job->config->profile.speed_mps / SECONDS_A_MINUTE;
}

double
lci_job_case_limit_min(const struct lci_job *job, size_t set_case)
{
    const struct lci_set_case *one = &job->coverage.cases.items[set_case];
    const struct lci_category_set *set = &job->coverage.cases.sets[one->set];
    const double minutes = lci_job_limit_min(job, set->categories[0], one->limit[0]);

    for (size_t c = 1; c < set->count; c++)
        if (!(fabs(lci_job_limit_min(job, set->categories[c], one->limit[c]) - minutes) < LCI_SAME_MIN))
            return NAN;
    return minutes;
}

double
lci_job_row_limit_min(const struct lci_job *job, const struct lci_coverage_row *row)
{
    if (row->category != LCI_NONE && row->limit != LCI_NONE)
        return lci_job_limit_min(job, row->category, row->limit);
    return row->set_case == LCI_NONE ? NAN : lci_job_case_limit_min(job, row->set_case);
}

enum lci_status
lci_job_remark_modes_left_out(struct lci_job *job, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "modes_left_out",
        .layer = "units",
        .field = "modes",
        .found = job->config->modes_left_out,
        .done = "the standard's rules of who walks and who rides are not applied: everybody goes by each profile of the run",
    };

    return job->config->modes_left_out ? lci_job_remark(job, &row, err) : LCI_OK;
}
