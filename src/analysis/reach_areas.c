/* reach_areas.c - asks for the areas of facilities, draws what is missing, cuts them to rings and measures them. */
#include "analysis/reach_areas.h"

#include "analysis/area_memo.h"
#include "analysis/reach_limits.h"
#include "analysis/rivals.h"
#include "analysis/seeds.h"
#include "base/alloc.h"

/* Tiles that are divided by one thread at a time. */
enum { TILES_AT_ONCE = 16 };

/* Numbers of tiles. */
struct tiles {
    uint64_t *items;
    size_t count, capacity;
};

struct bench {
    struct lci_search *search; /* borrowed */
    struct lci_area_bench area;
    struct lci_seeds seeds;
};

struct lci_reach_areas {
    const struct lci_access_inputs *inputs;
    struct lci_ground_prints *prints; /* NULL: there is no memo */
    struct lci_rivals *rivals;
    struct bench *benches; /* bench_count, one a worker */
    size_t bench_count;
    struct lci_reach **missing; /* missing_count of the facilities at hand: those with areas to draw */
    size_t missing_count, missing_capacity;
    struct tiles *wanted; /* one a facility of these, while they are listed: where its areas may have a part */
    struct tiles all; /* of these facilities */
};

enum lci_status
lci_reach_areas_new(const struct lci_access_inputs *inputs, struct lci_search *const *searches, unsigned worker_count,
                    struct lci_reach_areas **out, struct lci_error *err)
{
    struct lci_reach_areas *areas = lci_new(struct lci_reach_areas);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!areas)
        return lci_fail_nomem(err, "service areas");
    areas->inputs = inputs;
    areas->benches = lci_new_array(struct bench, worker_count);
    if (!areas->benches)
        status = lci_fail_nomem(err, "service areas");
    if (!status && inputs->memo)
        status = lci_ground_prints_new(inputs->partition, &areas->prints, err);
    if (!status)
        status = lci_rivals_new(inputs, &areas->rivals, err);
    for (; areas->bench_count < worker_count && !status; areas->bench_count++) {
        struct bench *bench = &areas->benches[areas->bench_count];

        bench->search = searches[areas->bench_count];
        status = lci_area_bench_init(inputs, areas->prints, &bench->area, err);
    }
    if (!status)
        *out = areas;
    else
        lci_reach_areas_free(areas);
    return status;
}

void
lci_reach_areas_free(struct lci_reach_areas *areas)
{
    if (!areas)
        return;
    for (size_t i = 0; i < areas->bench_count; i++) {
        lci_area_bench_fini(&areas->benches[i].area);
        lci_seeds_fini(&areas->benches[i].seeds);
    }
    lci_free(areas->benches);
    lci_rivals_free(areas->rivals);
    lci_ground_prints_free(areas->prints);
    lci_free(areas->missing);
    lci_free(areas->all.items);
    lci_free(areas);
}

/*
 * Searches for an area: from the facility, or where places go to one of several, also from its rivals. The limit is the facility's
 * own, or then that of the category, which what each falls short of it counts against. Inside walled homes all rivals take part.
 */
static enum lci_status
search_area(const struct lci_reach_areas *areas, struct bench *bench, const struct lci_reach *reach, size_t which,
            struct lci_yard_question *question, struct lci_error *err)
{
    const struct lci_access_inputs *inputs = areas->inputs;
    const bool split = inputs->area_mode == LCI_AREA_SPLIT;
    const uint32_t *first = inputs->facilities->category_first;
    const double limit_m = split ? inputs->categories[reach->category].limits_m[which] : reach->limits[which].limit_m;
    enum lci_status status = LCI_OK;

    *question = (struct lci_yard_question){
        .search = bench->search,
        .facilities = inputs->facilities,
        .label = reach->facility,
        .first = split ? first[reach->category] : reach->facility,
        .end = split ? first[reach->category + 1] : reach->facility + 1,
        .limit_mm = lci_limit_mm(limit_m),
        .by_limit = split,
    };
    bench->seeds.count = 0;
    status = split ? lci_rivals_seeds(areas->rivals, reach->facility, question->limit_mm, &bench->seeds, err)
                   : lci_seeds_add(&bench->seeds, inputs->facilities, reach->facility, false, err);
    return status ? status : lci_search_run(bench->search, bench->seeds.items, bench->seeds.count, question->limit_mm, err);
}

enum lci_status
lci_reach_areas_plan(const struct lci_reach_areas *areas, unsigned worker, struct lci_reach *reach, struct lci_error *err)
{
    struct bench *bench = &areas->benches[worker];
    enum lci_status status = LCI_OK;

    for (size_t i = 0; areas->inputs->memo && i < reach->limit_count && !status; i++) {
        struct lci_yard_question question;

        status = search_area(areas, bench, reach, i, &question, err);
        if (!status)
            status = lci_area_key(areas->inputs, &question, &bench->area, &reach->limits[i].area_key, err);
    }
    for (size_t i = reach->limit_count; areas->inputs->rings && i-- > 1;)
        reach->limits[i].area_key =
            lci_ring_key(reach->limits[i].area_key, reach->limits[i - 1].area_key, bench->area.hasher);
    return status;
}

/* Adds tiles to a list. False: out of memory. */
static bool
add_tiles(struct tiles *list, const uint64_t *items, size_t count)
{
    if (!lci_reserve(&list->items, list->count + count, &list->capacity))
        return false;
    for (size_t i = 0; i < count; i++)
        list->items[list->count++] = items[i];
    return true;
}

/* Lists the tiles in which the missing areas of a facility may have a part. */
static enum lci_status
list_wanted(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct lci_reach_areas *areas = user;
    struct bench *bench = &areas->benches[worker];
    const struct lci_reach *reach = areas->missing[item];
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < reach->limit_count && !status; i++) {
        struct lci_yard_question question;
        const struct lci_ground_block *blocks = NULL;
        size_t count = 0;

        if (reach->limits[i].area_kept)
            continue;
        status = search_area(areas, bench, reach, i, &question, err);
        if (!status)
            status = lci_ground_blocks(bench->area.ground, NULL, bench->search, question.label, question.limit_mm, &blocks, &count,
                                       err);
        for (size_t b = 0; b < count && !status; b++)
            if (!add_tiles(&areas->wanted[item], blocks[b].tiles, blocks[b].count))
                status = lci_fail_nomem(err, "service areas");
    }
    return status;
}

static enum lci_status
divide_some(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct lci_reach_areas *areas = user;
    const size_t first = item * TILES_AT_ONCE;
    const size_t left = areas->all.count - first;

    return lci_ground_divide(areas->benches[worker].area.ground, areas->all.items + first,
                             left < TILES_AT_ONCE ? left : TILES_AT_ONCE, err);
}

/* Divides the ground of the missing areas: they may be fewer than there are threads. */
static enum lci_status
divide_ground(struct lci_reach_areas *areas, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    areas->all.count = 0;
    areas->wanted = lci_new_array(struct tiles, areas->missing_count);
    if (!areas->wanted)
        return lci_fail_nomem(err, "service areas");
    status = lci_pool_run(pool, context, "areas", areas->missing_count, 1, list_wanted, areas, err);
    for (size_t i = 0; i < areas->missing_count; i++) {
        if (!status && !add_tiles(&areas->all, areas->wanted[i].items, areas->wanted[i].count))
            status = lci_fail_nomem(err, "service areas");
        lci_free(areas->wanted[i].items);
    }
    lci_free(areas->wanted);
    areas->wanted = NULL;
    if (status)
        return status;
    return lci_pool_run(pool, context, "areas", (areas->all.count + TILES_AT_ONCE - 1) / TILES_AT_ONCE, 1, divide_some, areas, err);
}

/* Draws the areas of a facility that are missing. */
static enum lci_status
draw_missing(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct lci_reach_areas *areas = user;
    const struct lci_access_inputs *inputs = areas->inputs;
    struct bench *bench = &areas->benches[worker];
    struct lci_reach *reach = areas->missing[item];
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < reach->limit_count && !status; i++) {
        struct lci_reach_limit *limit = &reach->limits[i];
        struct lci_yard_question question;

        if (limit->area_kept)
            continue;
        status = search_area(areas, bench, reach, i, &question, err);
        if (!status)
            status = lci_ground_area(bench->area.ground, bench->search, question.label, question.limit_mm, &limit->area, err);
        if (!status)
            status = lci_yards_add(inputs->yards, &question, &bench->area.yards, bench->area.ground, &limit->area, err);
    }
    if (!status)
        status = lci_reach_finish(inputs, bench->area.ground, reach, err);
    if (status)
        return lci_fail_in(err, status, "facility %s", inputs->facilities->items[reach->facility].id);
    return LCI_OK;
}

/* Takes what the memo has of a facility. A ring is cut from two areas: of a facility with rings all or none is taken. */
static enum lci_status
ask_memo(const struct lci_access_inputs *inputs, struct lci_reach *reach, bool *all, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *all = inputs->memo != NULL;
    for (size_t i = 0; inputs->memo && i < reach->limit_count && !status; i++) {
        struct lci_reach_limit *limit = &reach->limits[i];

        status = lci_area_get(inputs->memo, limit->area_key, &limit->area, &limit->area_kept, err);
        *all = *all && limit->area_kept;
    }
    for (size_t i = 0; !*all && inputs->rings && i < reach->limit_count; i++) {
        lci_polygons_fini(&reach->limits[i].area);
        reach->limits[i].area_kept = false;
    }
    return status;
}

static enum lci_status
fill_memo(const struct lci_reach_areas *areas, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t m = 0; areas->inputs->memo && m < areas->missing_count; m++)
        for (size_t i = 0; i < areas->missing[m]->limit_count && !status; i++) {
            const struct lci_reach_limit *limit = &areas->missing[m]->limits[i];

            if (!limit->area_kept)
                status = lci_area_put(areas->inputs->memo, limit->area_key, &limit->area, err);
        }
    return status;
}

enum lci_status
lci_reach_areas_complete(struct lci_reach_areas *areas, struct lci_pool *pool, const struct lci_context *context,
                         struct lci_reach *reaches, size_t reach_count, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    areas->missing_count = 0;
    if (!lci_reserve(&areas->missing, reach_count, &areas->missing_capacity))
        return lci_fail_nomem(err, "service areas");
    for (size_t i = 0; i < reach_count && !status; i++) {
        bool all = false;

        status = ask_memo(areas->inputs, &reaches[i], &all, err);
        if (!status && !all)
            areas->missing[areas->missing_count++] = &reaches[i];
        else if (!status) /* nothing is cut, only measured */
            status = lci_reach_finish(areas->inputs, NULL, &reaches[i], err);
    }
    if (!status && areas->inputs->memo)
        status = divide_ground(areas, pool, context, err);
    if (!status)
        status = lci_pool_run(pool, context, "areas", areas->missing_count, 1, draw_missing, areas, err);
    return status ? status : fill_memo(areas, err);
}
