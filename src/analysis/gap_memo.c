/* gap_memo.c - the changes of gaps and the gains of defects as bytes, and what they were computed from. */
#include "analysis/gap_memo.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

/* To be raised whenever the same inputs would give something else, or values are written differently. */
enum { GAP_METHOD = 1, DEFECT_METHOD = 1 };

/* A change as it is kept: all of its members have eight bytes, or are whole numbers of them. */
struct stored {
    uint64_t kind, walker, has_facility, has_home;
    struct lci_fingerprint facility, home; /* contents */
    double line[4];
    double length_m, closes_ratio;
    double gain[LCI_WEIGHT_FIRST_EXTRA + 1];
};

/* Points of one home, side by side, that a change flips. */
struct stored_run {
    struct lci_fingerprint home;
    uint32_t first, count; /* of the home's points */
};

bool
lci_gap_memo_is_known(const struct lci_gap_memo *memo, size_t list, size_t gap)
{
    return memo && memo->lists[list].is_known[gap];
}

static enum lci_status
new_arrays(struct lci_gap_memo *memo, struct lci_error *err)
{
    const struct lci_gap_work *work = memo->work;
    const size_t category_count = work->inputs->access->category_count;
    bool room = true;

    memo->cities = lci_new_array(struct lci_city_tiles, work->walkers->count);
    memo->categories = lci_new_array(struct lci_fingerprint *, category_count);
    memo->all = lci_new_array(struct lci_fingerprint, lci_tile_count(&memo->grid));
    memo->lists = lci_new_array(struct lci_gap_memo_list, work->gaps->list_count);
    room = memo->cities && memo->categories && memo->all && memo->lists;
    for (size_t c = 0; c < category_count && room; c++) {
        memo->categories[c] = lci_new_array(struct lci_fingerprint, lci_tile_count(&memo->grid));
        room = memo->categories[c] != NULL;
    }
    for (size_t l = 0; l < work->gaps->list_count && room; l++) {
        memo->lists[l].keys = lci_new_array(struct lci_fingerprint, work->gaps->lists[l].count);
        memo->lists[l].is_known = lci_new_array(bool, work->gaps->lists[l].count);
        room = memo->lists[l].keys && memo->lists[l].is_known;
    }
    return room ? LCI_OK : lci_fail_nomem(err, "gaps");
}

static enum lci_status
find_grid(struct lci_gap_memo *memo, struct lci_error *err)
{
    const struct lci_gap_walkers *walkers = memo->work->walkers;
    const struct lci_access_inputs **access = lci_new_array(const struct lci_access_inputs *, walkers->count);

    if (!access)
        return lci_fail_nomem(err, "gaps");
    for (size_t w = 0; w < walkers->count; w++)
        access[w] = walkers->items[w].access;
    memo->grid = lci_tile_grid_over(access, walkers->count);
    lci_free(access);
    return LCI_OK;
}

enum lci_status
lci_gap_memo_new(const struct lci_gap_work *work, struct lci_memo *memo, struct lci_gap_memo **out, struct lci_error *err)
{
    struct lci_gap_memo *made = lci_new(struct lci_gap_memo);
    const struct lci_gap_inputs *first = work->inputs;
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!made)
        return lci_fail_nomem(err, "gaps");
    *made = (struct lci_gap_memo){.memo = memo, .work = work};
    status = find_grid(made, err);
    if (!status)
        status = new_arrays(made, err);
    for (size_t w = 0; w < work->walkers->count && !status; w++)
        status = lci_city_tiles_build(work->walkers->items[w].access, work->walkers->items[w].idle, work->walkers->home_walker,
                                      &made->grid, &made->cities[w], err);
    if (!status)
        status = lci_content_index_build(made->cities[0].contents.homes, first->access->homes->count, &made->homes, err);
    if (!status)
        status = lci_content_index_build(made->cities[0].contents.facilities, first->access->facilities->count, &made->facilities,
                                         err);
    if (!status)
        status = lci_content_index_build(made->cities[0].contents.idle, first->idle ? first->idle->count : 0, &made->idle, err);
    if (status)
        lci_gap_memo_free(made);
    else
        *out = made;
    return status;
}

void
lci_gap_memo_free(struct lci_gap_memo *memo)
{
    if (!memo)
        return;
    for (size_t w = 0; memo->cities && w < memo->work->walkers->count; w++)
        lci_city_tiles_fini(&memo->cities[w]);
    for (size_t c = 0; memo->categories && c < memo->work->inputs->access->category_count; c++)
        lci_free(memo->categories[c]);
    for (size_t l = 0; memo->lists && l < memo->work->gaps->list_count; l++) {
        lci_free(memo->lists[l].keys);
        lci_free(memo->lists[l].is_known);
    }
    lci_content_index_fini(&memo->homes);
    lci_content_index_fini(&memo->facilities);
    lci_content_index_fini(&memo->idle);
    lci_free(memo->cities);
    lci_free(memo->categories);
    lci_free(memo->all);
    lci_free(memo->lists);
    lci_free(memo->defects);
    lci_free(memo);
}

/* How far on the map what is walked in a limit leads, by whoever it leads farthest. */
static double
reach_m(const struct lci_gap_memo *memo, double limit_m)
{
    double most_m = 0.0;

    for (size_t w = 0; w < memo->work->walkers->count; w++)
        most_m = fmax(most_m, memo->cities[w].map_m_per_mm * (1000.0 * limit_m + 1.0));
    return most_m;
}

/* The largest limit of a category; LCI_NONE: of all. */
static double
limit_m(const struct lci_gap_memo *memo, uint32_t category)
{
    const struct lci_access_inputs *access = memo->work->inputs->access;
    double most_m = 0.0;

    for (size_t c = 0; c < access->category_count; c++)
        if (category == LCI_NONE || category == c)
            most_m = fmax(most_m, access->categories[c].limits_m[access->categories[c].limit_count - 1]);
    return most_m;
}

/* Whether a facility of a category that joined no street, or an idle one, is in a box grown by a margin. */
static bool
any_near(const struct lci_facilities *facilities, uint32_t category, bool unjoined, const double box_m[4], double margin_m)
{
    for (uint32_t f = facilities->category_first[category]; f < facilities->category_first[category + 1]; f++) {
        const struct lci_facility *item = &facilities->items[f];

        if ((!unjoined || item->join.edge == LCI_NONE) && item->x_m >= box_m[0] - margin_m && item->y_m >= box_m[1] - margin_m &&
            item->x_m <= box_m[2] + margin_m && item->y_m <= box_m[3] + margin_m)
            return true;
    }
    return false;
}

/*
 * How far from its homes (box_m) what is tried for a gap is computed from: decision 110 goes through the steps. Whoever adds a kind
 * of change, or lets one lead farther, has to say so here.
 */
static double
margin_of(const struct lci_gap_memo *memo, const struct lci_gap *gap, const double box_m[4])
{
    const struct lci_gap_walkers *walkers = memo->work->walkers;
    const struct lci_gap_inputs *inputs = memo->work->inputs;
    const double walk_m = reach_m(memo, limit_m(memo, gap->category == LCI_NONE ? LCI_NONE : gap->missing));
    const double off_m = reach_m(memo, inputs->off_street_m);
    const double joins_m = reach_m(memo, inputs->islet_m) + 3.0 * off_m; /* who joins a new street, or what it makes one */
    double most_m = walk_m + off_m;                                      /* a facility in the gap */
    double gate_m = 0.0;

    for (size_t w = 0; w < walkers->count; w++) {
        const struct lci_gap_inputs *own = &walkers->items[w];

        gate_m = fmax(gate_m, memo->cities[w].gate_m);
        if (own->idle && any_near(own->idle, gap->missing, false, box_m, walk_m))
            most_m = fmax(most_m, 2.0 * walk_m + off_m);
        if (any_near(own->access->facilities, gap->missing, true, box_m, walk_m))
            most_m = fmax(most_m, 2.0 * walk_m + reach_m(memo, LCI_GAP_LOCATE_REACH * inputs->off_street_m) + off_m);
    }
    if (gap->cause == LCI_CAUSE_ISLAND || gap->cause == LCI_CAUSE_DETOUR)
        most_m = fmax(most_m, 2.0 * walk_m + reach_m(memo, lci_links_looked_m(inputs->link_max_m)) + joins_m);
    if (gap->cause == LCI_CAUSE_NO_STREET)
        most_m = fmax(most_m, walk_m + reach_m(memo, LCI_GAP_STREET_REACH * inputs->off_street_m) + joins_m);
    return most_m + gate_m + off_m;
}

static void
add_parameters(const struct lci_gap_memo *memo, struct lci_hasher *hasher)
{
    const struct lci_gap_walkers *walkers = memo->work->walkers;

    for (size_t w = 0; w < walkers->count; w++) {
        const struct lci_gap_inputs *inputs = &walkers->items[w];
        const double numbers[] = {inputs->off_street_m, inputs->islet_m, inputs->link_max_m};

        lci_hasher_add(hasher, numbers, sizeof(numbers));
        lci_hasher_add_fingerprint(hasher, memo->cities[w].contents.rest);
    }
}

static void
add_limit(const struct lci_gap_memo *memo, size_t category, struct lci_hasher *hasher)
{
    lci_hasher_add_u32(hasher, lci_limit_mm(limit_m(memo, (uint32_t)category)));
}

static void
add_homes(const struct lci_gap_memo *memo, const struct lci_gap_list *list, const struct lci_gap *gap, double box_m[4],
          struct lci_hasher *hasher)
{
    box_m[0] = box_m[1] = INFINITY;
    box_m[2] = box_m[3] = -INFINITY;
    for (size_t i = gap->home_first; i < gap->home_first + gap->home_count; i++)
        for (size_t w = 0; w < memo->work->walkers->count; w++) {
            const double *home_m = memo->cities[w].home_box_m[list->homes[i].home];

            lci_hasher_add_fingerprint(hasher, memo->cities[w].contents.homes[list->homes[i].home]);
            for (size_t side = 0; side < 2; side++) {
                box_m[side] = fmin(box_m[side], home_m[side]);
                box_m[side + 2] = fmax(box_m[side + 2], home_m[side + 2]);
            }
        }
}

static void
grow_box(double box_m[4], double margin_m)
{
    for (size_t side = 0; side < 2; side++) {
        box_m[side] -= margin_m;
        box_m[side + 2] += margin_m;
    }
}

static struct lci_fingerprint
key_of_gap(const struct lci_gap_memo *memo, const struct lci_gap_list *list, const struct lci_gap *gap, struct lci_hasher *hasher)
{
    const bool whole_circle = gap->category == LCI_NONE;
    const size_t category_count = memo->work->inputs->access->category_count;
    double box_m[4];

    lci_hasher_reset(hasher);
    lci_hasher_add_text(hasher, "gap");
    lci_hasher_add_u32(hasher, GAP_METHOD);
    lci_hasher_add_u32(hasher, memo->work->walkers->keeps_flips);
    lci_hasher_add_u32(hasher, gap->cause);
    for (size_t c = 0; c < category_count; c++)
        if (whole_circle || c == gap->missing)
            add_limit(memo, c, hasher);
    add_parameters(memo, hasher);
    add_homes(memo, list, gap, box_m, hasher);
    grow_box(box_m, margin_of(memo, gap, box_m));
    lci_tiles_add_box(hasher, &memo->grid, whole_circle ? memo->all : memo->categories[gap->missing], box_m);
    return lci_hasher_end(hasher);
}

/* Keys of all gaps of a list but those of capacity, which no search is for. */
static void
make_keys(struct lci_gap_memo *memo, size_t l, struct lci_hasher *hasher)
{
    const struct lci_gap_list *list = &memo->work->gaps->lists[l];

    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].left)
            memo->lists[l].keys[i] = key_of_gap(memo, list, &list->items[i], hasher);
}

enum lci_status
lci_gap_memo_add(struct lci_gap_memo *memo, const struct lci_gap_case *cases, struct lci_error *err)
{
    const uint32_t category = cases[0].category;
    struct lci_hasher *hasher = lci_hasher_new();
    enum lci_status status = hasher ? LCI_OK : lci_fail_nomem(err, "gaps");

    for (size_t w = 0; w < memo->work->walkers->count && !status; w++)
        status = lci_city_tiles_add(&memo->cities[w], category, lci_trial_now(cases[w].trial), cases[w].nearest,
                                    lci_trial_limit_mm(cases[w].trial), memo->categories[category], err);
    if (!status)
        make_keys(memo, category, hasher);
    lci_hasher_free(hasher);
    return status;
}

/* The tiles of all categories as one. */
static void
join_categories(struct lci_gap_memo *memo, struct lci_hasher *hasher)
{
    for (size_t tile = 0; tile < lci_tile_count(&memo->grid); tile++) {
        lci_hasher_reset(hasher);
        for (size_t c = 0; c < memo->work->inputs->access->category_count; c++)
            lci_hasher_add_fingerprint(hasher, memo->categories[c][tile]);
        memo->all[tile] = lci_hasher_end(hasher);
    }
}

static struct lci_fingerprint
key_of_defect(const struct lci_gap_memo *memo, size_t d, struct lci_hasher *hasher)
{
    const struct lci_gap_inputs *inputs = memo->work->inputs;
    const struct lci_defects *defects = &memo->work->gaps->defects;
    const struct lci_new_street *street = &defects->items[d].street;
    const struct lci_segment *line = &street->line;
    const double places_m[4] = {line->ax_m, line->ay_m, line->bx_m, line->by_m};
    double box_m[4] = {fmin(line->ax_m, line->bx_m), fmin(line->ay_m, line->by_m), fmax(line->ax_m, line->bx_m),
                       fmax(line->ay_m, line->by_m)};

    lci_hasher_reset(hasher);
    lci_hasher_add_text(hasher, "defect");
    lci_hasher_add_u32(hasher, DEFECT_METHOD);
    for (size_t c = 0; c < defects->category_count; c++) {
        add_limit(memo, c, hasher);
        lci_hasher_add_u32(hasher, defects->is_tried[d * defects->category_count + c]);
    }
    add_parameters(memo, hasher);
    lci_hasher_add(hasher, places_m, sizeof(places_m));
    for (size_t end = 0; end < 2; end++) {
        lci_hasher_add_u32(hasher, street->end[end].offset_mm);
        lci_hasher_add_fingerprint(hasher, memo->cities[0].contents.edges[street->end[end].edge]);
    }
    grow_box(box_m, reach_m(memo, limit_m(memo, LCI_NONE)) + reach_m(memo, inputs->islet_m) +
                        4.0 * reach_m(memo, inputs->off_street_m) + memo->cities[0].gate_m);
    lci_tiles_add_box(hasher, &memo->grid, memo->all, box_m);
    return lci_hasher_end(hasher);
}

/* Points of the runs that were kept, as numbers, which ascend again. False: the bytes are no runs of homes that there are. */
static bool
read_flips(const struct lci_gap_memo *memo, const unsigned char *bytes, size_t size, struct lci_gap_flips *flips)
{
    const struct lci_demand *demand = memo->work->inputs->access->demand;
    struct stored_run run;

    if (size % sizeof(run) != 0)
        return false;
    for (size_t at = 0; at < size; at += sizeof(run)) {
        uint32_t home = LCI_NONE;

        memcpy(&run, bytes + at, sizeof(run));
        home = lci_content_find(&memo->homes, run.home);
        if (home == LCI_NONE || (uint64_t)run.first + run.count > demand->home_first[home + 1] - demand->home_first[home] ||
            !lci_reserve(&flips->points, flips->count + run.count, &flips->capacity))
            return false;
        for (uint32_t i = 0; i < run.count; i++)
            flips->points[flips->count++] = demand->home_first[home] + run.first + i;
    }
    return true;
}

/* The change that was kept; false: the bytes are none, or name what there is not. */
static bool
read_change(const struct lci_gap_memo *memo, const struct stored *stored, struct lci_gap_change *change)
{
    *change = (struct lci_gap_change){
        .kind = (enum lci_change_kind)stored->kind,
        .walker = (uint32_t)stored->walker,
        .facility = LCI_NONE,
        .line = {stored->line[0], stored->line[1], stored->line[2], stored->line[3]},
        .length_m = stored->length_m,
        .closes_ratio = stored->closes_ratio,
        .gain = {.homes = stored->gain[LCI_WEIGHT_FIRST_EXTRA]},
        .end = {{LCI_NONE, 0}, {LCI_NONE, 0}},
    };
    memcpy(change->gain.weights, stored->gain, sizeof(change->gain.weights));
    if (stored->has_facility) {
        change->facility =
            lci_content_find(stored->kind == LCI_CHANGE_OPEN ? &memo->idle : &memo->facilities, stored->facility);
        if (change->facility == LCI_NONE)
            return false;
    }
    if (stored->has_home)
        change->home = lci_content_find(&memo->homes, stored->home);
    return change->home != LCI_NONE && stored->kind < LCI_CHANGE_COUNT && stored->walker < memo->work->walkers->count;
}

static enum lci_status
ask_gap(struct lci_gap_memo *memo, size_t l, size_t i, struct lci_error *err)
{
    struct lci_gap *gap = &memo->work->gaps->lists[l].items[i];
    const void *bytes = NULL;
    size_t size = 0;
    struct stored stored;
    struct lci_gap_change change;
    struct lci_gap_flips flips = {0};
    enum lci_status status = lci_memo_get(memo->memo, LCI_MEMO_GAP, memo->lists[l].keys[i], &bytes, &size, err);

    if (status || !bytes || size < sizeof(stored))
        return status;
    memcpy(&stored, bytes, sizeof(stored));
    if (!read_change(memo, &stored, &change) ||
        !read_flips(memo, (const unsigned char *)bytes + sizeof(stored), size - sizeof(stored), &flips)) {
        lci_free(flips.points);
        return LCI_OK;
    }
    change.category = change.kind == LCI_CHANGE_NONE ? 0 : gap->missing;
    gap->change = change;
    gap->flips = flips;
    gap->cause = lci_gap_cause_after(memo->work->inputs->idle, &change, gap->cause);
    memo->lists[l].is_known[i] = true;
    return LCI_OK;
}

static enum lci_status
ask_defect(struct lci_gap_memo *memo, size_t d, struct lci_error *err)
{
    const struct lci_defects *defects = &memo->work->gaps->defects;
    struct lci_defect *defect = &defects->items[d];
    const size_t size = defects->category_count * sizeof(*defect->gains);
    const void *bytes = NULL;
    size_t found = 0;
    enum lci_status status = LCI_OK;

    defect->is_known = true; /* gains nothing, where it is not tried */
    for (size_t c = 0; c < defects->category_count; c++)
        if (defects->is_tried[d * defects->category_count + c])
            defect->is_known = false;
    if (defect->is_known)
        return LCI_OK;
    status = lci_memo_get(memo->memo, LCI_MEMO_GAP, memo->defects[d], &bytes, &found, err);
    if (status || !bytes || found != size)
        return status;
    memcpy(defect->gains, bytes, size);
    defect->is_known = true;
    return LCI_OK;
}

enum lci_status
lci_gap_memo_ask(struct lci_gap_memo *memo, struct lci_error *err)
{
    const struct lci_gaps *gaps = memo->work->gaps;
    struct lci_hasher *hasher = lci_hasher_new();
    enum lci_status status = LCI_OK;

    memo->defects = lci_new_array(struct lci_fingerprint, gaps->defects.count);
    if (!hasher || !memo->defects)
        status = lci_fail_nomem(err, "gaps");
    if (!status) {
        join_categories(memo, hasher);
        make_keys(memo, gaps->list_count - 1, hasher);
        for (size_t d = 0; d < gaps->defects.count; d++)
            memo->defects[d] = key_of_defect(memo, d, hasher);
    }
    lci_hasher_free(hasher);
    for (size_t l = 0; l < gaps->list_count && !status; l++)
        for (size_t i = 0; i < gaps->lists[l].count && !status; i++)
            if (!gaps->lists[l].items[i].left)
                status = ask_gap(memo, l, i, err);
    for (size_t d = 0; d < gaps->defects.count && !status; d++)
        status = ask_defect(memo, d, err);
    return status;
}

static void
store_change(const struct lci_gap_memo *memo, const struct lci_gap_change *change, struct stored *out)
{
    const struct lci_contents *contents = &memo->cities[0].contents;

    *out = (struct stored){
        .kind = change->kind,
        .walker = change->walker,
        .has_facility = change->facility != LCI_NONE,
        .has_home = change->kind == LCI_CHANGE_GATE,
        .line = {change->line.ax_m, change->line.ay_m, change->line.bx_m, change->line.by_m},
        .length_m = change->length_m,
        .closes_ratio = change->closes_ratio,
    };
    memcpy(out->gain, change->gain.weights, sizeof(change->gain.weights));
    out->gain[LCI_WEIGHT_FIRST_EXTRA] = change->gain.homes;
    if (out->has_facility)
        out->facility = (change->kind == LCI_CHANGE_OPEN ? contents->idle : contents->facilities)[change->facility];
    if (out->has_home)
        out->home = contents->homes[change->home];
}

/* Writes the runs of ascending points; answers how many. out: room for one a point. */
static size_t
store_flips(const struct lci_gap_memo *memo, const struct lci_gap_flips *flips, struct stored_run *out)
{
    const struct lci_demand *demand = memo->work->inputs->access->demand;
    size_t count = 0;

    for (size_t i = 0; i < flips->count; i++) {
        const uint32_t point = flips->points[i];
        const uint32_t home = demand->point_home[point];

        if (i > 0 && point == flips->points[i - 1] + 1 && home == demand->point_home[point - 1])
            out[count - 1].count++;
        else
            out[count++] = (struct stored_run){memo->cities[0].contents.homes[home], point - demand->home_first[home], 1};
    }
    return count;
}

static enum lci_status
hand_in_gap(struct lci_gap_memo *memo, size_t l, size_t i, struct lci_error *err)
{
    const struct lci_gap *gap = &memo->work->gaps->lists[l].items[i];
    unsigned char *bytes = lci_alloc(1, sizeof(struct stored) + gap->flips.count * sizeof(struct stored_run));
    struct stored stored;
    size_t run_count = 0;
    enum lci_status status = LCI_OK;

    if (!bytes)
        return lci_fail_nomem(err, "gaps");
    store_change(memo, &gap->change, &stored);
    memcpy(bytes, &stored, sizeof(stored));
    run_count = store_flips(memo, &gap->flips, (struct stored_run *)(void *)(bytes + sizeof(stored)));
    status = lci_memo_put(memo->memo, LCI_MEMO_GAP, memo->lists[l].keys[i], bytes,
                          sizeof(stored) + run_count * sizeof(struct stored_run), err);
    lci_free(bytes);
    return status;
}

enum lci_status
lci_gap_memo_hand_in(struct lci_gap_memo *memo, struct lci_error *err)
{
    const struct lci_gaps *gaps = memo->work->gaps;
    enum lci_status status = LCI_OK;

    for (size_t l = 0; l < gaps->list_count && !status; l++)
        for (size_t i = 0; i < gaps->lists[l].count && !status; i++)
            if (!gaps->lists[l].items[i].left && !memo->lists[l].is_known[i])
                status = hand_in_gap(memo, l, i, err);
    for (size_t d = 0; d < gaps->defects.count && !status; d++)
        if (!gaps->defects.items[d].is_known)
            status = lci_memo_put(memo->memo, LCI_MEMO_GAP, memo->defects[d], gaps->defects.items[d].gains,
                                  gaps->defects.category_count * sizeof(*gaps->defects.items[d].gains), err);
    return status;
}
