/* streets.c - streets and barriers that were added, removed or changed: results do not hold them, so the sources are read. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fingerprint.h"
#include "base/numbering.h"
#include "changes/parts.h"
#include "diff/pairs.h"
#include "io/read.h"

enum { NAME_SIZE = 64 };

/* A street, or sides of a barrier that follow one another. */
struct line {
    const char *id, *of; /* NULL: none */
    uint32_t shape;      /* number of where it lies; equal exactly for equal ones */
    uint32_t rest;       /* number of all else that counts */
    const double *xy_m;  /* 2 * point_count */
    size_t point_count;
};

struct lines {
    struct line *items; /* count; lci_free() */
    size_t count, capacity;
};

/* What was read of a side. */
struct streets {
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lines lines[2]; /* streets; barriers */
};

static const char *const kinds[] = {"street", "barrier"};

/* Numbers the two halves of a fingerprint. */
static uint32_t
number_fingerprint(struct lci_numbering *numbering, struct lci_fingerprint value)
{
    const uint64_t halves[] = {value.high, value.low};
    uint32_t number = 0;

    for (size_t i = 0; i < 2; i++) {
        number = lci_numbering_pair(numbering, number, (uint32_t)(halves[i] >> 32));
        number = lci_numbering_pair(numbering, number, (uint32_t)halves[i]);
    }
    return number;
}

/* Both sides are read by the rules of the new profile: a rule that has changed is a parameter, not a street. */
static enum lci_status
read_side(struct lci_changes_job *job, enum lci_changes_which which, const struct lci_working_system *system, struct streets *out,
          struct lci_error *err)
{
    const struct lci_config *config = job->sides[which]->config;
    const struct lci_profile *profile = &job->sides[LCI_CHANGES_NEW]->config->profile;
    struct lci_quality quality = {0};
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < config->network.count && status == LCI_OK; s++)
        status = lci_read_roads(&config->network.items[s], (uint32_t)s, profile, system, &quality, &out->ways, &out->barriers, err);
    for (size_t s = 0; s < config->barriers.count && status == LCI_OK; s++)
        status = lci_read_barriers(&config->barriers.items[s], system, &quality, &out->barriers, err);
    lci_quality_fini(&quality);
    return status;
}

static enum lci_status
add_line(struct lines *lines, const struct line *line, struct lci_error *err)
{
    if (!lci_grow(&lines->items, lines->count, &lines->capacity))
        return lci_fail_nomem(err, "streets");
    lines->items[lines->count++] = *line;
    return LCI_OK;
}

/* The way as it lies: drawn the other way round it is the same, unless one direction is closed. */
static struct lci_fingerprint
fingerprint_points(const double *xy_m, const uint8_t *flags, size_t count, bool backwards, struct lci_hasher *hasher)
{
    lci_hasher_reset(hasher);
    for (size_t i = 0; i < count; i++) {
        const size_t p = backwards ? count - 1 - i : i;

        lci_hasher_add_double(hasher, xy_m[2 * p]);
        lci_hasher_add_double(hasher, xy_m[2 * p + 1]);
        lci_hasher_add_u32(hasher, flags ? flags[p] : 0);
    }
    return lci_hasher_end(hasher);
}

static bool
is_lower(struct lci_fingerprint a, struct lci_fingerprint b)
{
    return a.high < b.high || (a.high == b.high && a.low < b.low);
}

static uint32_t
number_shape(struct lci_numbering *numbering, const double *xy_m, const uint8_t *flags, size_t count, struct lci_hasher *hasher)
{
    const struct lci_fingerprint forwards = fingerprint_points(xy_m, flags, count, false, hasher);
    const struct lci_fingerprint backwards = fingerprint_points(xy_m, flags, count, true, hasher);

    return number_fingerprint(numbering, is_lower(backwards, forwards) ? backwards : forwards);
}

static enum lci_status
list_streets(struct lci_changes_job *job, enum lci_changes_which which, struct streets *streets, struct lci_numbering *numbering,
             struct lci_hasher *hasher, struct lci_error *err)
{
    const struct lci_ways *ways = &streets->ways;
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < ways->count && status == LCI_OK; w++) {
        const struct lci_way *way = &ways->items[w];
        const double *xy_m = &ways->point_xy_m[2 * way->first_point];
        const bool is_one_way = way->flags & (LCI_WAY_FORWARD_ONLY | LCI_WAY_BACKWARD_ONLY);
        struct line line = {
            .id = way->id,
            .of = job->sides[which]->config->network.items[way->source].label,
            .shape = number_shape(numbering, xy_m, &ways->point_flags[way->first_point], way->point_count, hasher),
            .xy_m = xy_m,
            .point_count = way->point_count,
        };

        lci_hasher_reset(hasher);
        lci_hasher_add_u32(hasher, (uint32_t)way->level);
        lci_hasher_add_u32(hasher, way->flags);
        lci_hasher_add_double(hasher, way->factor);
        for (size_t axis = 0; axis < 2 && is_one_way; axis++) /* which end it is walked from */
            lci_hasher_add_double(hasher, xy_m[axis]);
        line.rest = number_fingerprint(numbering, lci_hasher_end(hasher));
        status = add_line(&streets->lines[0], &line, err);
    }
    return status;
}

/* Sides that follow one another and are called the same are one barrier. */
static enum lci_status
list_barriers(struct lci_changes_job *job, struct streets *streets, struct lci_numbering *numbering, struct lci_hasher *hasher,
              struct lci_error *err)
{
    const struct lci_barriers *barriers = &streets->barriers;
    double *xy_m = lci_arena_alloc(&job->arena, 2 * barriers->count + 2, 2 * sizeof(*xy_m));
    size_t used = 0;
    enum lci_status status = xy_m ? LCI_OK : lci_fail_nomem(err, "barriers");

    for (size_t first = 0; first < barriers->count && status == LCI_OK;) {
        const struct lci_barrier_side *side = &barriers->sides[first];
        const char *name = lci_barriers_name_of(barriers, first);
        struct line line = {.id = name, .xy_m = &xy_m[2 * used], .point_count = 1};
        size_t next = first;

        xy_m[2 * used] = side->ax_m;
        xy_m[2 * used++ + 1] = side->ay_m;
        do {
            side = &barriers->sides[next++];
            xy_m[2 * used] = side->bx_m;
            xy_m[2 * used++ + 1] = side->by_m;
            line.point_count++;
        } while (next < barriers->count && barriers->sides[next].ring == side->ring && barriers->sides[next].area == side->area &&
                 barriers->sides[next].ax_m == side->bx_m && barriers->sides[next].ay_m == side->by_m &&
                 lci_barriers_name_of(barriers, next) == name);
        line.shape = number_shape(numbering, line.xy_m, NULL, line.point_count, hasher);
        line.rest = side->area ? 1 : 0;
        status = add_line(&streets->lines[1], &line, err);
        first = next;
    }
    return status;
}

/* Marks those that are the same in both, as often as they are there. */
static enum lci_status
mark_same(const struct lines *lines[LCI_CHANGES_SIDES], bool *same[LCI_CHANGES_SIDES], struct lci_numbering *numbering,
          struct lci_error *err)
{
    struct lci_keyed *keys[LCI_CHANGES_SIDES] = {NULL};
    struct lci_pairs pairs = {.items = NULL};
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_CHANGES_SIDES; side++) {
        keys[side] = lci_new_array(struct lci_keyed, lines[side]->count);
        for (size_t i = 0; i < lines[side]->count && keys[side]; i++)
            keys[side][i] = (struct lci_keyed){
                lci_numbering_pair(numbering, lines[side]->items[i].shape, lines[side]->items[i].rest), (uint32_t)i + 1};
        if (!keys[side] || numbering->failed)
            status = lci_fail_nomem(err, "streets");
    }
    if (status == LCI_OK)
        status = lci_pairs_build(keys[LCI_CHANGES_OLD], lines[LCI_CHANGES_OLD]->count, keys[LCI_CHANGES_NEW],
                                 lines[LCI_CHANGES_NEW]->count, NULL, NULL, &pairs, err);
    for (size_t i = 0; i < pairs.count; i++)
        if (pairs.items[i].old_row > 0 && pairs.items[i].new_row > 0) {
            same[LCI_CHANGES_OLD][pairs.items[i].old_row - 1] = true;
            same[LCI_CHANGES_NEW][pairs.items[i].new_row - 1] = true;
        }
    lci_free(pairs.items);
    for (size_t side = 0; side < LCI_CHANGES_SIDES; side++)
        lci_free(keys[side]);
    return status;
}

/* Adds a line that differs; either may be NULL. */
static enum lci_status
add_difference(struct lci_changes_job *job, const char *kind, const struct line *old, const struct line *new_one,
               struct lci_error *err)
{
    const struct line *latest = new_one ? new_one : old;
    const size_t size = 2 * latest->point_count * sizeof(double);
    double *xy_m = lci_arena_alloc(&job->arena, latest->point_count, 2 * sizeof(double));
    struct lci_diff_given given = {
        .cause = LCI_CAUSE_NETWORK,
        .kind = kind,
        .change = !old       ? "added"
                  : !new_one ? "removed"
                             : "given",
        .fields = !old || !new_one               ? NULL
                  : old->shape == new_one->shape ? "attributes"
                                                 : "place",
        .xy_m = xy_m,
        .point_count = latest->point_count,
        .is_line = true,
    };

    given.id = latest->id ? lci_arena_text(&job->arena, latest->id, strlen(latest->id)) : NULL;
    given.of = latest->of ? lci_arena_text(&job->arena, latest->of, strlen(latest->of)) : NULL;
    if (!xy_m || (latest->id && !given.id) || (latest->of && !given.of))
        return lci_fail_nomem(err, "streets");
    memcpy(xy_m, latest->xy_m, size);
    return lci_changes_add(job, &given, err);
}

/* Of those that are not the same, the ones of one id have changed, and the others were added or removed. */
static enum lci_status
add_differences(struct lci_changes_job *job, const char *kind, const struct lines *lines[LCI_CHANGES_SIDES],
                bool *same[LCI_CHANGES_SIDES], struct lci_numbering *numbering, struct lci_error *err)
{
    struct lci_keyed *keys[LCI_CHANGES_SIDES] = {NULL};
    size_t counts[LCI_CHANGES_SIDES] = {0};
    struct lci_pairs pairs = {.items = NULL};
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_CHANGES_SIDES; side++) {
        keys[side] = lci_new_array(struct lci_keyed, lines[side]->count);
        for (size_t i = 0; i < lines[side]->count && keys[side]; i++)
            if (!same[side][i])
                keys[side][counts[side]++] =
                    (struct lci_keyed){lci_numbering_text(numbering, lines[side]->items[i].id), (uint32_t)i + 1};
        if (!keys[side] || numbering->failed)
            status = lci_fail_nomem(err, "streets");
    }
    if (status == LCI_OK)
        status = lci_pairs_build(keys[LCI_CHANGES_OLD], counts[LCI_CHANGES_OLD], keys[LCI_CHANGES_NEW], counts[LCI_CHANGES_NEW],
                                 NULL, NULL, &pairs, err);
    for (size_t i = 0; i < pairs.count && status == LCI_OK; i++) {
        const struct lci_pair_of_rows *pair = &pairs.items[i];

        status = add_difference(job, kind, pair->old_row > 0 ? &lines[LCI_CHANGES_OLD]->items[pair->old_row - 1] : NULL,
                                pair->new_row > 0 ? &lines[LCI_CHANGES_NEW]->items[pair->new_row - 1] : NULL, err);
    }
    lci_free(pairs.items);
    for (size_t side = 0; side < LCI_CHANGES_SIDES; side++)
        lci_free(keys[side]);
    return status;
}

static enum lci_status
compare_kind(struct lci_changes_job *job, size_t kind, const struct streets sides[LCI_CHANGES_SIDES],
             struct lci_numbering *numbering, struct lci_error *err)
{
    const struct lines *lines[LCI_CHANGES_SIDES] = {&sides[LCI_CHANGES_OLD].lines[kind], &sides[LCI_CHANGES_NEW].lines[kind]};
    bool *same[LCI_CHANGES_SIDES] = {lci_new_array(bool, lines[LCI_CHANGES_OLD]->count),
                                     lci_new_array(bool, lines[LCI_CHANGES_NEW]->count)};
    enum lci_status status = same[LCI_CHANGES_OLD] && same[LCI_CHANGES_NEW] ? LCI_OK : lci_fail_nomem(err, "streets");

    if (status == LCI_OK)
        status = mark_same(lines, same, numbering, err);
    if (status == LCI_OK)
        status = add_differences(job, kinds[kind], lines, same, numbering, err);
    lci_free(same[LCI_CHANGES_OLD]);
    lci_free(same[LCI_CHANGES_NEW]);
    return status;
}

/* The system that both results are in. */
static enum lci_status
open_system(struct lci_changes_job *job, struct lci_working_system **out, struct lci_error *err)
{
    struct lci_config config = *job->sides[LCI_CHANGES_NEW]->config;
    const char *crs = lci_result_value(&job->results[LCI_CHANGES_NEW], "working_crs");

    config.working_crs = crs ? crs : config.working_crs;
    return lci_working_system_new(&config, out, err);
}

static bool
has_network(const struct lci_diff_replays *replays)
{
    for (size_t c = 0; c < replays->count; c++)
        if (replays->causes[c] == LCI_CAUSE_NETWORK)
            return true;
    return false;
}

enum lci_status
lci_changes_streets(struct lci_changes_job *job, struct lci_error *err)
{
    struct lci_working_system *system = NULL;
    struct lci_numbering numbering = {.failed = false};
    struct lci_hasher *hasher = NULL;
    struct streets sides[LCI_CHANGES_SIDES] = {{.ways = {.items = NULL}}};
    enum lci_status status = LCI_OK;

    if (!has_network(&job->replays))
        return LCI_OK;
    hasher = lci_hasher_new();
    status = hasher ? open_system(job, &system, err) : lci_fail_nomem(err, "streets");
    for (enum lci_changes_which side = LCI_CHANGES_OLD; side < LCI_CHANGES_SIDES && status == LCI_OK; side++) {
        status = read_side(job, side, system, &sides[side], err);
        if (status == LCI_OK)
            status = list_streets(job, side, &sides[side], &numbering, hasher, err);
        if (status == LCI_OK)
            status = list_barriers(job, &sides[side], &numbering, hasher, err);
    }
    for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]) && status == LCI_OK; kind++)
        status = compare_kind(job, kind, sides, &numbering, err);
    for (size_t side = 0; side < LCI_CHANGES_SIDES; side++) {
        for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++)
            lci_free(sides[side].lines[kind].items);
        lci_ways_fini(&sides[side].ways);
        lci_barriers_fini(&sides[side].barriers);
    }
    lci_numbering_fini(&numbering);
    lci_hasher_free(hasher);
    lci_working_system_free(system);
    return status;
}
