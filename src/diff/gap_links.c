/* gap_links.c - gaps of the two results are linked where they share a home; what hangs together is one story. */
#include <math.h>
#include <string.h>

#include "diff/gaps.h"

/* An old and a new gap with a home in common. */
struct link {
    uint32_t old_gap, new_gap, shared_count;
    bool same_ratios;
};

struct links {
    struct lci_gap_scan *scan;
    struct link *items;
    size_t count, capacity;
    uint32_t *above; /* of all gaps, old ones first: one of the same group, in the end its least */
};

/* Gaps of a group: numbers, and what they add up to. */
struct group {
    uint32_t counts[LCI_DIFF_SIDES];
    uint32_t number; /* 0 until a row of it is listed */
    bool same;       /* its one link, if it has but one, changes nothing */
    enum lci_diff_change change;
};

static bool
boxes_meet(const struct lci_gap_read *a, const struct lci_gap_read *b)
{
    return a->has_box && b->has_box && a->box_m[0] <= b->box_m[1] && b->box_m[0] <= a->box_m[1] && a->box_m[2] <= b->box_m[3] &&
           b->box_m[2] <= a->box_m[3];
}

/* Parts of one id in one gap: several where homes share an id. */
struct run {
    const struct lci_gap_side *side;
    const struct lci_keyed *parts;
    size_t count;
};

static const struct lci_gap_part *
part_of(const struct run *run, size_t at)
{
    return &run->side->parts[run->parts[at].value];
}

/* The parts at the front of `rest` that are in its first gap; `rest` goes on behind them. Parts come gap by gap. */
static struct run
next_run(struct run *rest)
{
    struct run run = *rest;

    run.count = 0;
    while (run.count < rest->count && part_of(rest, run.count)->gap == part_of(rest, 0)->gap)
        run.count++;
    rest->parts += run.count;
    rest->count -= run.count;
    return run;
}

static size_t
count_ratio(const struct run *run, double ratio)
{
    size_t count = 0;

    for (size_t i = 0; i < run->count; i++)
        count += part_of(run, i)->ratio == ratio;
    return count;
}

/* Are the same shares uncovered, in whatever order? */
static bool
same_ratios(const struct run *old, const struct run *new_run)
{
    bool same = old->count == new_run->count;

    for (size_t i = 0; i < old->count && same; i++)
        same = count_ratio(old, part_of(old, i)->ratio) == count_ratio(new_run, part_of(old, i)->ratio);
    return same;
}

static enum lci_status
add_link(struct links *links, const struct run *old, const struct run *new_run, struct lci_error *err)
{
    const size_t shared = old->count < new_run->count ? old->count : new_run->count;

    if (!lci_grow(&links->items, links->count, &links->capacity))
        return lci_fail_nomem(err, "gaps");
    links->items[links->count++] =
        (struct link){part_of(old, 0)->gap, part_of(new_run, 0)->gap, (uint32_t)shared, same_ratios(old, new_run)};
    return LCI_OK;
}

/*
 * The parts of one id in each result. Where the id is used once, and the home is in one gap on either side, it is the same home;
 * else gaps are linked whose boxes meet, and where none do, all of them if the id is used once: homes that share one and lie apart
 * differ.
 */
static enum lci_status
link_home(struct links *links, const struct run *old, const struct run *new_parts, struct lci_error *err)
{
    const uint32_t home = part_of(old, 0)->home;
    const bool used_once = home < links->scan->use_count && links->scan->uses[home].of[LCI_DIFF_OLD] <= 1 &&
                           links->scan->uses[home].of[LCI_DIFF_NEW] <= 1;
    const bool certain = used_once && old->count == 1 && new_parts->count == 1;
    enum lci_status status = LCI_OK;

    for (int round = 0; round < 2; round++) {
        const size_t before = links->count;

        for (struct run o = *old; o.count > 0 && status == LCI_OK;) {
            const struct run in_old = next_run(&o);

            for (struct run n = *new_parts; n.count > 0 && status == LCI_OK;) {
                const struct run in_new = next_run(&n);

                if (certain || round > 0 ||
                    boxes_meet(&old->side->items[part_of(&in_old, 0)->gap], &new_parts->side->items[part_of(&in_new, 0)->gap]))
                    status = add_link(links, &in_old, &in_new, err);
            }
        }
        if (links->count > before || !used_once)
            break;
    }
    return status;
}

static enum lci_status
link_homes(struct links *links, struct lci_error *err)
{
    const struct lci_gap_side *old = &links->scan->sides[LCI_DIFF_OLD];
    const struct lci_gap_side *new_side = &links->scan->sides[LCI_DIFF_NEW];
    size_t o = 0;
    size_t n = 0;
    enum lci_status status = LCI_OK;

    while (o < old->part_count && n < new_side->part_count && status == LCI_OK) {
        const uint64_t old_key = old->part_keys[o].key;
        const uint64_t new_key = new_side->part_keys[n].key;
        const size_t old_same = old_key <= new_key ? lci_keyed_run(old->part_keys + o, old->part_count - o) : 0;
        const size_t new_same = new_key <= old_key ? lci_keyed_run(new_side->part_keys + n, new_side->part_count - n) : 0;

        if (old_key == new_key)
            status = link_home(links, &(struct run){old, old->part_keys + o, old_same},
                               &(struct run){new_side, new_side->part_keys + n, new_same}, err);
        o += old_same;
        n += new_same;
    }
    return status;
}

/* One link for each two gaps, in the order of the new ones. */
static enum lci_status
merge_links(struct links *links, struct lci_error *err)
{
    struct lci_keyed *keys = lci_new_array(struct lci_keyed, links->count);
    struct link *merged = lci_new_array(struct link, links->count);
    size_t count = 0;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < links->count && keys; i++)
        keys[i] = (struct lci_keyed){(uint64_t)links->items[i].new_gap << 32 | links->items[i].old_gap, (uint32_t)i};
    if (!keys || !merged || !lci_sort_keyed(keys, links->count))
        status = lci_fail_nomem(err, "gaps");
    for (size_t i = 0; i < links->count && status == LCI_OK; i++) {
        const struct link *link = &links->items[keys[i].value];

        if (i > 0 && keys[i].key == keys[i - 1].key) {
            merged[count - 1].shared_count += link->shared_count;
            merged[count - 1].same_ratios = merged[count - 1].same_ratios && link->same_ratios;
        } else {
            merged[count++] = *link;
        }
    }
    lci_free(keys);
    if (status != LCI_OK) {
        lci_free(merged);
        return status;
    }
    lci_free(links->items);
    links->items = merged;
    links->count = count;
    return LCI_OK;
}

static uint32_t
root_of(uint32_t *above, uint32_t gap)
{
    while (above[gap] != gap)
        gap = above[gap] = above[above[gap]];
    return gap;
}

/* The least gap of each group stands for it. */
static void
join_groups(struct links *links)
{
    const uint32_t old_count = (uint32_t)links->scan->sides[LCI_DIFF_OLD].count;
    const uint32_t count = old_count + (uint32_t)links->scan->sides[LCI_DIFF_NEW].count;

    for (uint32_t gap = 0; gap < count; gap++)
        links->above[gap] = gap;
    for (size_t i = 0; i < links->count; i++) {
        const uint32_t a = root_of(links->above, links->items[i].old_gap);
        const uint32_t b = root_of(links->above, old_count + links->items[i].new_gap);

        links->above[a > b ? a : b] = a < b ? a : b;
    }
    for (uint32_t gap = 0; gap < count; gap++)
        links->above[gap] = root_of(links->above, gap);
}

static bool
is_same(const struct links *links, const struct link *link)
{
    const struct lci_gap_read *old = &links->scan->sides[LCI_DIFF_OLD].items[link->old_gap];
    const struct lci_gap_read *new_gap = &links->scan->sides[LCI_DIFF_NEW].items[link->new_gap];
    bool same = link->same_ratios && (double)link->shared_count >= old->amounts[0];

    for (size_t i = 0; i < LCI_GAP_AMOUNTS; i++)
        same = same && (old->amounts[i] == new_gap->amounts[i] || (isnan(old->amounts[i]) && isnan(new_gap->amounts[i])));
    return same;
}

/* Homes of each gap that the other result does not have. */
static void
count_absent(const struct lci_gap_scan *scan, enum lci_diff_side side, uint32_t *absent)
{
    const struct lci_gap_side *gaps = &scan->sides[side];

    for (size_t i = 0; i < gaps->part_count; i++) {
        const uint32_t home = gaps->parts[i].home;

        if (home >= scan->use_count || scan->uses[home].of[1 - side] == 0)
            absent[gaps->parts[i].gap]++;
    }
}

/* What a group's gaps have become; gap, absent: where it is a single one. */
static enum lci_diff_change
judge(const struct group *group, const struct lci_gap_read *gap, uint32_t absent)
{
    const bool all_absent = (double)absent >= gap->amounts[0];
    const uint32_t old_count = group->counts[LCI_DIFF_OLD];
    const uint32_t new_count = group->counts[LCI_DIFF_NEW];

    if (new_count == 0)
        return all_absent ? LCI_CHANGED_REMOVED : LCI_CHANGED_CLOSED;
    if (old_count == 0)
        return all_absent ? LCI_CHANGED_ADDED : LCI_CHANGED_OPENED;
    if (old_count == 1 && new_count == 1)
        return group->same ? LCI_CHANGED_NOT : LCI_CHANGED_PEOPLE;
    if (old_count == 1)
        return LCI_CHANGED_SPLIT;
    return new_count == 1 ? LCI_CHANGED_MERGED : LCI_CHANGED_REGROUPED;
}

/* What listing the groups takes. */
struct listing {
    struct links *links;
    struct group *groups;             /* of all gaps, old ones first; those of the least of each group count */
    uint32_t *absent[LCI_DIFF_SIDES]; /* of the gaps of each side */
    uint32_t group_count;             /* numbered so far */
};

static enum lci_status
list_row(struct listing *listing, uint32_t root, const uint32_t gaps[LCI_DIFF_SIDES], uint32_t shared_count, struct lci_error *err)
{
    struct lci_diff_job *job = listing->links->scan->job;
    struct group *group = &listing->groups[root];
    struct lci_diff_gap row = {.shared_count = shared_count, .change = group->change};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        if (gaps[side] != LCI_DIFF_WHOLE) {
            row.fids[side] = listing->links->scan->sides[side].items[gaps[side]].fid;
            row.of = listing->links->scan->sides[side].items[gaps[side]].of;
            row.absent_count[side] = listing->absent[side][gaps[side]];
        }
    if (row.change == LCI_CHANGED_NOT && !job->options.all)
        return LCI_OK;
    if (group->number == 0)
        group->number = ++listing->group_count;
    row.group = group->number;
    if (!lci_grow(&job->gaps.items, job->gaps.count, &job->gaps.capacity))
        return lci_fail_nomem(err, "gaps");
    job->gaps.items[job->gaps.count++] = row;
    return LCI_OK;
}

/* Counts each gap in its group, and each group in its category. */
static void
settle_groups(struct listing *listing)
{
    const struct links *links = listing->links;
    const struct lci_gap_side *sides = links->scan->sides;
    const uint32_t first[LCI_DIFF_SIDES] = {0, (uint32_t)sides[LCI_DIFF_OLD].count};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        for (uint32_t gap = 0; gap < sides[side].count; gap++)
            listing->groups[links->above[first[side] + gap]].counts[side]++;
    for (size_t i = 0; i < links->count; i++)
        listing->groups[links->above[links->items[i].old_gap]].same = is_same(links, &links->items[i]);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        for (uint32_t gap = 0; gap < sides[side].count; gap++) {
            const uint32_t root = links->above[first[side] + gap];
            struct group *group = &listing->groups[root];
            const struct lci_gap_read *read = &sides[side].items[gap];
            struct lci_diff_gap_count *count = NULL;

            if (read->of == LCI_DIFF_WHOLE)
                continue;
            count = &links->scan->job->gaps.counts[read->of];
            if (root == first[side] + gap) {
                group->change = judge(group, read, listing->absent[side][gap]);
                count->counts[group->change]++;
            }
            if (side == (group->counts[LCI_DIFF_OLD] > 0 ? LCI_DIFF_OLD : LCI_DIFF_NEW) &&
                isfinite(read->amounts[LCI_GAP_POPULATION]))
                count->population[group->change] += read->amounts[LCI_GAP_POPULATION];
        }
}

/* The links in the order of the new gaps, with new gaps that have none among them; then old gaps that have none. */
static enum lci_status
list_groups(struct listing *listing, struct lci_error *err)
{
    const struct links *links = listing->links;
    const struct lci_gap_side *sides = links->scan->sides;
    const uint32_t old_count = (uint32_t)sides[LCI_DIFF_OLD].count;
    size_t at = 0;
    enum lci_status status = LCI_OK;

    for (uint32_t gap = 0; gap < sides[LCI_DIFF_NEW].count && status == LCI_OK; gap++) {
        const uint32_t root = links->above[old_count + gap];

        if (sides[LCI_DIFF_NEW].items[gap].of != LCI_DIFF_WHOLE && listing->groups[root].counts[LCI_DIFF_OLD] == 0)
            status = list_row(listing, root, (const uint32_t[]){LCI_DIFF_WHOLE, gap}, 0, err);
        for (; at < links->count && links->items[at].new_gap == gap && status == LCI_OK; at++)
            status = list_row(listing, root, (const uint32_t[]){links->items[at].old_gap, gap}, links->items[at].shared_count, err);
    }
    for (uint32_t gap = 0; gap < old_count && status == LCI_OK; gap++)
        if (sides[LCI_DIFF_OLD].items[gap].of != LCI_DIFF_WHOLE && listing->groups[links->above[gap]].counts[LCI_DIFF_NEW] == 0)
            status = list_row(listing, links->above[gap], (const uint32_t[]){gap, LCI_DIFF_WHOLE}, 0, err);
    return status;
}

enum lci_status
lci_gap_scan_compare(struct lci_gap_scan *scan, struct lci_error *err)
{
    const size_t old_count = scan->sides[LCI_DIFF_OLD].count;
    const size_t new_count = scan->sides[LCI_DIFF_NEW].count;
    struct links links = {.scan = scan, .above = lci_new_array(uint32_t, old_count + new_count)};
    struct listing listing = {
        .links = &links,
        .groups = lci_new_array(struct group, old_count + new_count),
        .absent = {lci_new_array(uint32_t, old_count), lci_new_array(uint32_t, new_count)},
    };
    enum lci_status status = LCI_OK;

    if (!links.above || !listing.groups || !listing.absent[LCI_DIFF_OLD] || !listing.absent[LCI_DIFF_NEW])
        status = lci_fail_nomem(err, "gaps");
    if (status == LCI_OK)
        status = link_homes(&links, err);
    if (status == LCI_OK)
        status = merge_links(&links, err);
    if (status == LCI_OK) {
        join_groups(&links);
        for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++)
            count_absent(scan, side, listing.absent[side]);
        settle_groups(&listing);
        status = list_groups(&listing, err);
    }
    lci_free(links.items);
    lci_free(links.above);
    lci_free(listing.groups);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        lci_free(listing.absent[side]);
    return status;
}
