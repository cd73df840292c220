/* cause_objects.c - what has changed of the inputs, object by object. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diff/cause_parts.h"
#include "diff/homes.h"
#include "diff/things.h"

enum { FIELDS_SIZE = 512 };

/* Of the layers of units. */
static const char *const unit_columns[] = {"level", "unit_code", "name", "parent_code", "geom"};

enum unit_column { UNIT_LEVEL, UNIT_CODE, UNIT_NAME, UNIT_PARENT, UNIT_GEOM, UNIT_COLUMNS };

enum lci_status
lci_diff_add_object(struct lci_diff_job *job, const struct lci_diff_given *given, struct lci_error *err)
{
    struct lci_diff_causes *causes = &job->causes;

    if (!lci_grow(&causes->objects, causes->object_count, &causes->object_capacity))
        return lci_fail_nomem(err, "changed objects");
    causes->objects[causes->object_count++] = (struct lci_cause_object){.given = *given};
    return LCI_OK;
}

static bool
differs(const struct lci_diff_replays *replays, enum lci_diff_cause cause)
{
    for (size_t i = 0; i < replays->count; i++)
        if (replays->causes[i] == cause)
            return true;
    return cause == LCI_CAUSE_PROGRAM && replays->program_differs;
}

/* A text of the side, kept; NULL where there is none, or *failed. */
static const char *
keep(struct lci_diff_job *job, const char *text, bool *failed)
{
    const char *kept = text ? lci_arena_text(&job->arena, text, strlen(text)) : NULL;

    *failed = *failed || (text && !kept);
    return kept;
}

/* The middle of the box of where the cursors stand, as the place of an object. */
static void
take_middle(struct lci_diff_job *job, struct lci_diff_cursors *cursors, size_t at, struct lci_diff_given *given, bool *failed)
{
    struct lci_gpkg_cursor *cursor = cursors->of[lci_diff_latest(cursors)];
    size_t size = 0;
    const unsigned char *shape = lci_gpkg_bytes_at(cursor, at, &size);
    double *xy_m = lci_arena_alloc(&job->arena, 2, sizeof(*xy_m));
    double box_m[4];

    *failed = *failed || !xy_m;
    if (!xy_m || !lci_gpkg_box(shape, size, &job->room, box_m))
        return;
    xy_m[0] = (box_m[0] + box_m[1]) / 2.0;
    xy_m[1] = (box_m[2] + box_m[3]) / 2.0;
    given->xy_m = xy_m;
    given->point_count = 1;
}

/* Homes that were added, removed or handed in differently. */
static enum lci_status
add_homes(struct lci_diff_job *job, struct lci_error *err)
{
    const struct lci_diff_home_pass *pass = &job->home_passes[0];
    const char *const layers[LCI_DIFF_SIDES] = {job->passes[0].of[LCI_DIFF_OLD]->homes, job->passes[0].of[LCI_DIFF_NEW]->homes};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    char fields[FIELDS_SIZE];
    bool failed = false;
    enum lci_status status = lci_diff_cursors_open(job, layers, pass->columns, pass->column_count, &cursors, err);

    for (size_t i = 0; i < job->homes.count && status == LCI_OK; i++) {
        const struct lci_diff_row *row = &job->homes.items[i];
        struct lci_diff_given given = {.cause = LCI_CAUSE_HOMES, .kind = "home", .change = lci_diff_change_text(row->change)};

        if (row->what != LCI_DIFF_WHOLE)
            continue;
        status = lci_diff_seek(&cursors, row->fids, err);
        if (status != LCI_OK)
            break;
        if (lci_diff_home_fields(pass, &cursors, fields, sizeof(fields)))
            given.fields = keep(job, fields, &failed);
        given.id = keep(job, lci_diff_text(&cursors, lci_diff_latest(&cursors), LCI_HOME_ID), &failed);
        given.name = keep(job, lci_diff_text(&cursors, lci_diff_latest(&cursors), LCI_HOME_NAME), &failed);
        take_middle(job, &cursors, LCI_HOME_GEOM, &given, &failed);
        status = failed ? lci_fail_nomem(err, "homes") : lci_diff_add_object(job, &given, err);
    }
    lci_diff_cursors_close(&cursors);
    return status;
}

/* The features of the units of both results, paired by level and code. */
static enum lci_status
pair_units(struct lci_diff_job *job, struct lci_diff_cursors *cursors, struct lci_pairs *out, struct lci_error *err)
{
    struct lci_numbering *n = &job->numbering;
    struct lci_diff_things things = {.items = {NULL}};
    enum lci_status status = LCI_OK;

    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        struct lci_gpkg_cursor *cursor = cursors->of[side];
        uint32_t fid = 0;

        while (cursor && status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
            const uint32_t level = lci_numbering_text(n, lci_gpkg_text_at(cursor, UNIT_LEVEL));
            const uint32_t key = lci_numbering_pair(n, level, lci_numbering_text(n, lci_gpkg_text_at(cursor, UNIT_CODE)));

            status = lci_diff_things_add(&things, side, key, (struct lci_diff_thing){fid, NAN, NAN}, err);
        }
    }
    if (status == LCI_OK && n->failed)
        status = lci_fail_nomem(err, "units");
    if (status == LCI_OK)
        status = lci_diff_things_pair(&things, out, err);
    lci_diff_things_fini(&things);
    return status;
}

/* " border name parent": what of a unit is different. */
static bool
compare_unit(struct lci_diff_cursors *cursors, char fields[FIELDS_SIZE])
{
    const unsigned char *shapes[LCI_DIFF_SIDES] = {NULL};
    size_t sizes[LCI_DIFF_SIDES] = {0};
    bool is_same = false;

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        shapes[side] = lci_gpkg_bytes_at(cursors->of[side], UNIT_GEOM, &sizes[side]);
    is_same = sizes[0] == sizes[1] && (sizes[0] == 0 || memcmp(shapes[0], shapes[1], sizes[0]) == 0);
    (void)snprintf(fields, FIELDS_SIZE, "%s%s%s", is_same ? "" : " border", lci_diff_same_text(cursors, UNIT_NAME) ? "" : " name",
                   lci_diff_same_text(cursors, UNIT_PARENT) ? "" : " parent");
    return fields[0] != '\0';
}

static enum lci_status
add_units(struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const *const both[LCI_DIFF_SIDES] = {unit_columns, unit_columns};
    const char *const layers[LCI_DIFF_SIDES] = {job->results[LCI_DIFF_OLD].passes[0].units,
                                                job->results[LCI_DIFF_NEW].passes[0].units};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    struct lci_pairs pairs = {.items = NULL};
    bool failed = false;
    enum lci_status status = lci_diff_cursors_open(job, layers, both, UNIT_COLUMNS, &cursors, err);

    if (status == LCI_OK)
        status = pair_units(job, &cursors, &pairs, err);
    for (size_t i = 0; i < pairs.count && status == LCI_OK; i++) {
        const uint32_t fids[LCI_DIFF_SIDES] = {pairs.items[i].old_row, pairs.items[i].new_row};
        struct lci_diff_given given = {.cause = LCI_CAUSE_HOMES, .kind = "unit"};
        enum lci_diff_change change = fids[LCI_DIFF_OLD] == 0 ? LCI_CHANGED_ADDED : LCI_CHANGED_REMOVED;
        char fields[FIELDS_SIZE] = "";

        status = lci_diff_seek(&cursors, fids, err);
        if (status != LCI_OK)
            break;
        if (fids[LCI_DIFF_OLD] > 0 && fids[LCI_DIFF_NEW] > 0)
            change = compare_unit(&cursors, fields) ? LCI_CHANGED_GIVEN : LCI_CHANGED_NOT;
        if (change == LCI_CHANGED_NOT)
            continue;
        given.change = lci_diff_change_text(change);
        given.fields = fields[0] != '\0' ? keep(job, fields + 1, &failed) : NULL;
        given.id = keep(job, lci_diff_text(&cursors, lci_diff_latest(&cursors), UNIT_CODE), &failed);
        given.name = keep(job, lci_diff_text(&cursors, lci_diff_latest(&cursors), UNIT_NAME), &failed);
        given.of = keep(job, lci_diff_text(&cursors, lci_diff_latest(&cursors), UNIT_LEVEL), &failed);
        take_middle(job, &cursors, UNIT_GEOM, &given, &failed);
        status = failed ? lci_fail_nomem(err, "units") : lci_diff_add_object(job, &given, err);
    }
    lci_free(pairs.items);
    lci_diff_cursors_close(&cursors);
    return status;
}

static enum lci_status
add_program(struct lci_diff_job *job, struct lci_error *err)
{
    const struct lci_diff_given program = {
        .cause = LCI_CAUSE_PROGRAM,
        .kind = "program",
        .id = "lifecircle",
        .change = lci_diff_change_text(LCI_CHANGED_GIVEN),
        .old_value = lci_result_value(&job->results[LCI_DIFF_OLD], "version"),
        .new_value = lci_result_value(&job->results[LCI_DIFF_NEW], "version"),
    };

    return lci_diff_add_object(job, &program, err);
}

/* What was handed in as changed by whoever made the replays. */
static enum lci_status
add_given(struct lci_diff_job *job, enum lci_diff_cause cause, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < job->replays->given_count && status == LCI_OK; i++)
        if (job->replays->given[i].cause == cause)
            status = lci_diff_add_object(job, &job->replays->given[i], err);
    return status;
}

enum lci_status
lci_diff_cause_objects(struct lci_diff_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (enum lci_diff_cause cause = LCI_CAUSE_PROGRAM; lci_cause_is_known(job) && cause < LCI_CAUSE_COUNT && status == LCI_OK;
         cause++) {
        if (!differs(job->replays, cause))
            continue;
        if (cause == LCI_CAUSE_PROGRAM)
            status = add_program(job, err);
        if (cause == LCI_CAUSE_FACILITIES)
            status = lci_diff_point_objects(job, LCI_DIFF_FACILITIES, cause, err);
        if (cause == LCI_CAUSE_HOMES && job->pass_count > 0)
            status = add_homes(job, err);
        if (cause == LCI_CAUSE_HOMES && status == LCI_OK)
            status = lci_diff_point_objects(job, LCI_DIFF_GATES, cause, err);
        if (cause == LCI_CAUSE_HOMES && status == LCI_OK)
            status = add_units(job, err);
        if (status == LCI_OK)
            status = add_given(job, cause, err);
    }
    return status;
}
