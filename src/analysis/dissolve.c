/* dissolve.c - plans areas of whole categories, asks for their blocks, draws the missing ones and joins all. */
#include "analysis/dissolve.h"

#include <string.h>

#include "analysis/area_memo.h"
#include "analysis/land_network.h"
#include "analysis/reach_limits.h"
#include "base/alloc.h"

/* A block of an area at hand. */
struct block {
    size_t item; /* whose it is */
    struct lci_ground_block plan;
    struct lci_ground_bytes drawn;
    bool kept; /* it is that of the memo */
};

/* An area at hand. */
struct item {
    struct lci_search *search;
    struct lci_reach_limit *limit;
    uint32_t category, limit_mm;
    uint64_t *tiles; /* of its blocks */
    struct block *blocks;
    size_t block_count;
};

struct work {
    const struct lci_access_inputs *inputs;
    struct lci_ground_prints *prints; /* NULL: there is no memo */
    struct lci_area_bench *benches;   /* one a worker */
    struct lci_reach *categories;
    const size_t *limit_first;
    struct item *items; /* room for one a worker: areas that are made at a time */
    size_t first, item_count; /* which limits they are of */
    struct block **missing; /* blocks to draw */
    size_t missing_count, missing_capacity;
};

/* Takes the blocks of an area over from the ground. */
static enum lci_status
copy_blocks(const struct lci_ground_block *blocks, size_t count, size_t number, struct item *item, struct lci_error *err)
{
    size_t tile_count = 0;

    for (size_t b = 0; b < count; b++)
        tile_count += blocks[b].count;
    item->tiles = lci_new_array(uint64_t, tile_count);
    item->blocks = lci_new_array(struct block, count);
    if (!item->tiles || !item->blocks)
        return lci_fail_nomem(err, "service areas");
    item->block_count = count;
    tile_count = 0;
    for (size_t b = 0; b < count; b++) {
        item->blocks[b] = (struct block){.item = number, .plan = blocks[b]};
        item->blocks[b].plan.tiles = item->tiles + tile_count;
        memcpy(item->tiles + tile_count, blocks[b].tiles, blocks[b].count * sizeof(*item->tiles));
        tile_count += blocks[b].count;
    }
    return LCI_OK;
}

/* Searches for an area, and finds its blocks. */
static enum lci_status
plan_area(void *user, unsigned worker, size_t number, struct lci_error *err)
{
    const struct work *work = user;
    const struct lci_access_inputs *inputs = work->inputs;
    struct item *item = &work->items[number];
    const struct lci_area_bench *bench = &work->benches[worker];
    const struct lci_ground_block *blocks = NULL;
    size_t block_count = 0;
    enum lci_status status = LCI_OK;

    item->category = lci_category_at(work->limit_first, work->first + number);
    item->limit = &work->categories[item->category].limits[work->first + number - work->limit_first[item->category]];
    item->limit_mm = lci_limit_mm(item->limit->limit_m);
    status = lci_category_search(inputs, item->category, true, item->limit_mm, item->search, err);
    if (!status)
        status = lci_search_stretches(item->search, &item->limit->stretches, &item->limit->stretch_count, err);
    if (status)
        return status;
    lci_reach_sum_street(inputs->net, item->limit);
    status = lci_ground_blocks(bench->ground, bench->looker, item->search, LCI_NONE, item->limit_mm, &blocks, &block_count, err);
    return status ? status : copy_blocks(blocks, block_count, number, item, err);
}

/* Takes a block, if the memo has it. */
static enum lci_status
ask_block(struct lci_memo *memo, struct block *block, struct lci_error *err)
{
    const void *bytes = NULL;
    size_t size = 0;
    enum lci_status status = lci_memo_get(memo, LCI_MEMO_AREA, block->plan.key, &bytes, &size, err);

    if (status || !bytes || !lci_ground_is_drawn(bytes, size, block->plan.count))
        return status;
    if (!lci_reserve(&block->drawn.items, size, &block->drawn.capacity))
        return lci_fail_nomem(err, "service areas");
    memcpy(block->drawn.items, bytes, size);
    block->drawn.count = size;
    block->kept = true;
    return LCI_OK;
}

/* Takes the blocks that the memo has, and lists the others. */
static enum lci_status
ask_memo(struct work *work, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    work->missing_count = 0;
    for (size_t i = 0; i < work->item_count && !status; i++)
        for (size_t b = 0; b < work->items[i].block_count && !status; b++) {
            struct block *block = &work->items[i].blocks[b];

            if (work->inputs->memo)
                status = ask_block(work->inputs->memo, block, err);
            if (block->kept)
                continue;
            if (!lci_grow(&work->missing, work->missing_count, &work->missing_capacity))
                return lci_fail_nomem(err, "service areas");
            work->missing[work->missing_count++] = block;
        }
    return status;
}

static enum lci_status
draw_block(void *user, unsigned worker, size_t number, struct lci_error *err)
{
    const struct work *work = user;
    struct block *block = work->missing[number];
    const struct item *item = &work->items[block->item];

    return lci_ground_draw_block(work->benches[worker].ground, item->search, LCI_NONE, item->limit_mm, block->plan.tiles,
                                 block->plan.count, &block->drawn, err);
}

/* Joins the blocks of an area, and adds what is inside walled homes. */
static enum lci_status
join_area(void *user, unsigned worker, size_t number, struct lci_error *err)
{
    const struct work *work = user;
    const struct lci_access_inputs *inputs = work->inputs;
    struct item *item = &work->items[number];
    struct lci_area_bench *bench = &work->benches[worker];
    const struct lci_yard_question question = lci_land_yards(inputs, item->category, item->search, item->limit_mm);
    struct lci_ground_drawn *drawn = NULL;
    enum lci_status status = LCI_OK;

    drawn = lci_new_array(struct lci_ground_drawn, item->block_count);
    if (!drawn)
        return lci_fail_nomem(err, "service areas");
    for (size_t b = 0; b < item->block_count; b++)
        drawn[b] = (struct lci_ground_drawn){item->blocks[b].plan.tiles, item->blocks[b].plan.count, item->blocks[b].drawn.items,
                                             item->blocks[b].drawn.count};
    status = lci_ground_join(bench->ground, drawn, item->block_count, &item->limit->area, err);
    if (!status)
        status = lci_yards_add(inputs->yards, &question, &bench->yards, bench->ground, &item->limit->area, err);
    lci_free(drawn);
    return status;
}

/* Hands in the blocks that were drawn. */
static enum lci_status
fill_memo(const struct work *work, struct lci_error *err)
{
    struct lci_memo *memo = work->inputs->memo;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; memo && i < work->missing_count && !status; i++)
        status = lci_memo_put(memo, LCI_MEMO_AREA, work->missing[i]->plan.key, work->missing[i]->drawn.items,
                              work->missing[i]->drawn.count, err);
    return status;
}

/* Forgets the areas at hand, but for the searches. */
static void
clear_items(struct work *work, size_t room)
{
    for (size_t i = 0; work->items && i < room; i++) {
        struct item *item = &work->items[i];

        for (size_t b = 0; b < item->block_count; b++)
            lci_free(item->blocks[b].drawn.items);
        lci_free(item->blocks);
        lci_free(item->tiles);
        *item = (struct item){.search = item->search};
    }
}

/* Makes item_count areas from work->first on. */
static enum lci_status
make_areas(struct work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    enum lci_status status = lci_pool_run(pool, context, "land", work->item_count, 1, plan_area, work, err);

    if (!status)
        status = ask_memo(work, err);
    if (!status)
        status = lci_pool_run(pool, context, "land", work->missing_count, 1, draw_block, work, err);
    if (!status)
        status = lci_pool_run(pool, context, "land", work->item_count, 1, join_area, work, err);
    return status ? status : fill_memo(work, err);
}

static enum lci_status
new_work(struct work *work, unsigned room, struct lci_error *err)
{
    const struct lci_access_inputs *inputs = work->inputs;
    enum lci_status status = LCI_OK;

    work->benches = lci_new_array(struct lci_area_bench, room);
    work->items = lci_new_array(struct item, room);
    if (!work->benches || !work->items)
        return lci_fail_nomem(err, "service areas");
    if (inputs->memo)
        status = lci_ground_prints_new(inputs->partition, &work->prints, err);
    for (unsigned i = 0; i < room && !status; i++) {
        status = lci_area_bench_init(inputs, work->prints, &work->benches[i], err);
        if (!status)
            status = lci_search_new(inputs->net, &work->items[i].search, err);
    }
    return status;
}

enum lci_status
lci_dissolve(const struct lci_access_inputs *inputs, struct lci_pool *pool, const struct lci_context *context,
             struct lci_reach *categories, const size_t *limit_first, struct lci_error *err)
{
    const unsigned room = lci_pool_thread_count(pool);
    const size_t total = limit_first[inputs->category_count];
    struct work work = {.inputs = inputs, .categories = categories, .limit_first = limit_first};
    enum lci_status status = new_work(&work, room, err);

    for (; work.first < total && !status; work.first += room) {
        work.item_count = total - work.first < room ? total - work.first : room;
        status = make_areas(&work, pool, context, err);
        clear_items(&work, room);
    }
    for (size_t category = 0; category < inputs->category_count && !status; category++)
        status = lci_reach_finish(inputs, work.benches[0].ground, &categories[category], err);
    for (unsigned i = 0; i < room; i++) {
        if (work.benches)
            lci_area_bench_fini(&work.benches[i]);
        if (work.items)
            lci_search_free(work.items[i].search);
    }
    lci_free(work.benches);
    lci_free(work.items);
    lci_free(work.missing);
    lci_ground_prints_free(work.prints);
    return status;
}
