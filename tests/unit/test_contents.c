/* test_contents.c - fingerprints of a city change with all that is in it, one bit at a time, and not with what is as good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/gap_town.h"
#include "analysis/city_tiles.h"
#include "network/street_index.h"

enum { MOST_BITS = 96, LIMIT_MM = 150000 };

/* A value of the city whose lowest bit is turned: of a tile, else of the rest that is everywhere. */
struct bit {
    const char *name;
    void *at;
    bool is_rest;
};

/* Fingerprints of a city. */
struct print {
    struct lci_fingerprint tiles, rest;
};

struct bits {
    struct bit items[MOST_BITS];
    size_t count;
};

/* A city with one who walks, and the search from a category's facilities. */
struct fixture {
    struct gap_town town;
    struct gap_town_pass pass;
    struct lci_pool *pool;
    struct lci_search *now;
    struct lci_metric metric;
    uint32_t *home_walker;
    char text[4][16]; /* ids of a home, its source, and a facility; the name of another */
    struct lci_join more; /* of that facility */
};

static void
add(struct bits *bits, const char *name, void *at)
{
    assert_true(bits->count < MOST_BITS);
    bits->items[bits->count++] = (struct bit){name, at, false};
}

static void
add_rest(struct bits *bits, const char *name, void *at)
{
    add(bits, name, at);
    bits->items[bits->count - 1].is_rest = true;
}

static bool
is_same(const struct print *a, const struct print *b, bool rest)
{
    return lci_fingerprint_equal(rest ? a->rest : a->tiles, rest ? b->rest : b->tiles);
}

/* The fingerprints of all tiles as one, for the first category, and of the rest. */
static struct print
print_city(const struct fixture *fixture, uint32_t limit_mm)
{
    const struct gap_town_pass *pass = &fixture->pass;
    const struct lci_access_inputs *access = &pass->access;
    const struct lci_tile_grid grid = lci_tile_grid_over(&access, 1);
    const size_t count = lci_tile_count(&grid);
    struct lci_fingerprint *tiles = lci_new_array(struct lci_fingerprint, count);
    struct lci_city_tiles city;
    struct print print;

    assert_non_null(tiles);
    assert_int_equal(lci_city_tiles_build(access, &pass->idle, fixture->home_walker, &grid, &city, NULL), LCI_OK);
    assert_int_equal(lci_city_tiles_add(&city, 0, fixture->now, &pass->nearest[0], limit_mm, tiles, NULL), LCI_OK);
    print.tiles = lci_fingerprint_bytes(tiles, count * sizeof(*tiles));
    print.rest = city.contents.rest;
    lci_city_tiles_fini(&city);
    lci_free(tiles);
    return print;
}

/* A walled home with a gate that joins a street by way of another edge than the first. */
static struct lci_walled_home *
find_walled(struct gap_town_pass *pass)
{
    for (size_t h = 0; h < pass->walled.count; h++)
        for (size_t g = 0; g < pass->walled.homes[h].gate_count; g++)
            if (pass->walled.homes[h].gates[g].entry_count > 0)
                return &pass->walled.homes[h];
    fail();
    return NULL;
}

static lci_edge_id
find_edge(const struct lci_network *net, uint32_t flag, lci_edge_id from)
{
    for (lci_edge_id e = from; e + 1 < net->edge_count; e++)
        if (net->edges[e].flags & flag)
            return e;
    fail();
    return LCI_NONE;
}

static void
open_city(struct fixture *fixture)
{
    struct gap_town_pass *pass = &fixture->pass;
    struct lci_home *home = NULL;

    assert_int_equal(lci_pool_new(1, &fixture->pool, NULL), LCI_OK);
    gap_town_fill(&fixture->town, 7, 1);
    fixture->pass = (struct gap_town_pass){.net = NULL};
    gap_town_open(&fixture->town, 0, fixture->pool, pass);
    fixture->metric = *lci_metric_plane();
    pass->access.metric = &fixture->metric;
    assert_int_equal(lci_search_new(pass->net, &fixture->now, NULL), LCI_OK);
    assert_int_equal(lci_category_search(&pass->access, 0, true, LCI_MM_MAX - 1, fixture->now, NULL), LCI_OK);
    fixture->home_walker = lci_new_array(uint32_t, pass->homes.count);
    home = &pass->homes.items[0];
    (void)snprintf(fixture->text[0], sizeof(fixture->text[0]), "home");
    (void)snprintf(fixture->text[1], sizeof(fixture->text[1]), "source");
    (void)snprintf(fixture->text[2], sizeof(fixture->text[2]), "facility");
    home->id = fixture->text[0];
    home->origin.source = fixture->text[1];
    pass->facilities.items[0].id = fixture->text[2];
    (void)snprintf(fixture->text[3], sizeof(fixture->text[3]), "name");
    pass->facilities.items[1].name = fixture->text[3];
    fixture->more = pass->facilities.items[1].join;
    pass->facilities.items[1].more_joins = &fixture->more;
    pass->facilities.items[1].more_count = 1;
}

static void
close_city(struct fixture *fixture)
{
    lci_search_free(fixture->now);
    lci_free(fixture->home_walker);
    gap_town_close(&fixture->pass);
    lci_pool_free(fixture->pool);
}

static void
add_edges(struct fixture *fixture, struct bits *bits)
{
    struct lci_network *net = fixture->pass.net;
    struct lci_edge *edge = &net->edges[7];
    const lci_edge_id islet = find_edge(net, LCI_EDGE_ISLET, 1);
    const lci_edge_id drive = find_edge(net, LCI_EDGE_PRIVATE, 1);
    struct lci_edge *same_drive = &net->edges[find_edge(net, LCI_EDGE_PRIVATE, drive + 1)];

    same_drive->way = net->edges[drive].way;

    add(bits, "length of an edge", &edge->length_mm);
    add(bits, "cost there", &edge->cost_mm[0]);
    add(bits, "cost back", &edge->cost_mm[1]);
    add(bits, "flags", &edge->flags);
    add(bits, "geometry", &net->point_xy_m[2 * (size_t)edge->first_point]);
    add(bits, "ground along it", &net->point_at_m[edge->first_point + 1]);
    add(bits, "length of an islet", &net->components[net->edges[islet].component].length_mm);
    add(bits, "way of a private edge", &same_drive->way);
    add_rest(bits, "the curve's corner", &net->curve_m[0]);
    add_rest(bits, "its other coordinate", &net->curve_m[1]);
    add_rest(bits, "its side", &net->curve_m[2]);
}

static void
add_homes(struct fixture *fixture, struct bits *bits)
{
    struct gap_town_pass *pass = &fixture->pass;
    struct lci_home *home = &pass->homes.items[0];
    const struct lci_walled_home *walled = find_walled(pass);
    struct lci_walled_gate *gate = &walled->gates[0];
    struct lci_gate_place *place = (struct lci_gate_place *)(uintptr_t)gate->place;

    add(bits, "id of a home", fixture->text[0]);
    add(bits, "its source", fixture->text[1]);
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        add(bits, "weight", &home->weights[w].value);
    add(bits, "share of a home", &pass->demand.home_share[0]);
    add(bits, "outline", &pass->homes.shapes.xy_m[3]);
    add(bits, "who walks", &fixture->home_walker[0]);
    add(bits, "place of a gate on the outline", &place->x_m);
    add(bits, "its other coordinate", &place->y_m);
    add(bits, "place of a gate", &place->from_x_m);
    add(bits, "its other coordinate", &place->from_y_m);
    add(bits, "part of a gate", &place->part);
    add(bits, "step to the outline", &place->apart_mm);
    add(bits, "visitors", &gate->for_visitors);
    add(bits, "street of a gate", &gate->join.edge);
    add(bits, "where on it", &gate->join.offset_mm);
    add(bits, "leg to it", &gate->join.leg_mm);
    add(bits, "street of the home's own people", &gate->own.edge);
    add(bits, "entry of a gate", &gate->entries[0].edge);
    add(bits, "where on it", &gate->entries[0].offset_mm);
    add(bits, "the way to it", &gate->entries[0].before_mm);
}

static void
add_facilities(struct fixture *fixture, struct bits *bits)
{
    struct gap_town_pass *pass = &fixture->pass;
    struct lci_facility *item = &pass->facilities.items[0];
    struct lci_facility *idle = &pass->idle.items[0];

    assert_int_equal(item->category, 0);
    assert_int_equal(item[1].category, 0);
    assert_int_not_equal(item[1].join.edge, LCI_NONE);
    assert_int_equal(idle->category, 0);
    assert_int_not_equal(item->join.edge, LCI_NONE);
    add(bits, "id of a facility", fixture->text[2]);
    add(bits, "name of one", fixture->text[3]);
    add(bits, "another way in", &fixture->more.offset_mm);
    add(bits, "category", &item->category);
    add(bits, "state", &item->state);
    add(bits, "what it falls short", &item->short_mm);
    add(bits, "by gates", &item->by_gates);
    add(bits, "inside only", &item->inside_only);
    add(bits, "x", &item->x_m);
    add(bits, "y", &item->y_m);
    add(bits, "street", &item->join.edge);
    add(bits, "where on it", &item->join.offset_mm);
    add(bits, "leg", &item->join.leg_mm);
    add(bits, "x of an idle one", &idle->x_m);
    add(bits, "state of an idle one", &idle->state);
}

static void
add_ground(struct fixture *fixture, struct bits *bits)
{
    struct gap_town_pass *pass = &fixture->pass;
    struct lci_demand *demand = &pass->demand;
    struct lci_barrier_side *side = &pass->barriers.sides[0];
    size_t point = 0;

    while (demand->entry_first[point] == demand->entry_first[point + 1])
        point++;
    add(bits, "barrier", &side->ax_m);
    add(bits, "barrier", &side->ay_m);
    add(bits, "barrier", &side->bx_m);
    add(bits, "barrier", &side->by_m);
    add(bits, "line or area", &side->area);
    add(bits, "closed or not", &side->ring);
    add(bits, "share of a point", &demand->share[0]);
    add(bits, "where it lies", &demand->place_m[0][0]);
    add(bits, "and north", &demand->place_m[0][1]);
    add(bits, "what it joins", &demand->joined[point]);
    add(bits, "its entry", &demand->entries[demand->entry_first[point]].edge);
    add(bits, "where", &demand->entries[demand->entry_first[point]].offset_mm);
    add(bits, "after how far", &demand->entries[demand->entry_first[point]].before_mm);
    add(bits, "within the limit", &pass->nearest[0].within[0]);
    add_rest(bits, "measure", &fixture->metric.e[0]);
    add_rest(bits, "measure", &fixture->metric.f[0]);
    add_rest(bits, "measure", &fixture->metric.g[0]);
    add_rest(bits, "measures begin", &fixture->metric.x0_m);
    add_rest(bits, "measures begin", &fixture->metric.y0_m);
    add_rest(bits, "measures are apart", &fixture->metric.cell_m);
    add_rest(bits, "off the streets", &pass->index->off_street_mm);
}

/* Each value alone; turned back, all is as it was. */
static void
test_every_bit_of_a_city_is_in_its_fingerprints(void **state)
{
    static struct fixture fixture;
    double measures[3][4];
    struct bits bits = {.count = 0};
    struct print before;
    struct print now;

    (void)state;
    open_city(&fixture);
    for (size_t i = 0; i < 4; i++) {
        measures[0][i] = measures[2][i] = 1.0;
        measures[1][i] = 0.0;
    }
    assert_true(fixture.metric.column_count * fixture.metric.row_count <= 4);
    fixture.metric.e = measures[0];
    fixture.metric.f = measures[1];
    fixture.metric.g = measures[2];
    add_edges(&fixture, &bits);
    add_homes(&fixture, &bits);
    add_facilities(&fixture, &bits);
    add_ground(&fixture, &bits);
    before = print_city(&fixture, LIMIT_MM);
    for (size_t i = 0; i < bits.count; i++) {
        *(unsigned char *)bits.items[i].at ^= 1;
        now = print_city(&fixture, LIMIT_MM);
        if (is_same(&now, &before, bits.items[i].is_rest))
            fail_msg("%s (%zu): the fingerprints are the same", bits.items[i].name, i);
        *(unsigned char *)bits.items[i].at ^= 1;
    }
    now = print_city(&fixture, LIMIT_MM);
    assert_true(is_same(&now, &before, false) && is_same(&now, &before, true));
    close_city(&fixture);
}

/* Two vertices at one place are different places of the network: streets that meet are others than streets that cross. */
static void
test_what_meets_is_told_from_what_crosses(void **state)
{
    static struct fixture fixture;
    struct lci_network *net = NULL;

    (void)state;
    open_city(&fixture);
    net = fixture.pass.net;
    for (size_t end = 0; end < 2; end++) {
        const lci_vertex_id vertex = end == 0 ? net->edges[7].from : net->edges[7].to;
        double *xy_m = net->vertex_xy_m + 2 * (size_t)vertex;
        const double kept_m = xy_m[-2];
        struct lci_contents apart;
        struct lci_contents together;

        assert_true(vertex > 0);
        assert_int_equal(lci_contents_build(&fixture.pass.access, NULL, NULL, &apart, NULL), LCI_OK);
        memcpy(xy_m - 2, xy_m, 2 * sizeof(*xy_m)); /* the vertex before it there, too: it becomes the second */
        assert_int_equal(lci_contents_build(&fixture.pass.access, NULL, NULL, &together, NULL), LCI_OK);
        assert_false(lci_fingerprint_equal(apart.edges[7], together.edges[7]));
        xy_m[-2] = kept_m - 1.0;
        lci_contents_fini(&apart);
        lci_contents_fini(&together);
    }
    close_city(&fixture);
}

/* Walks differ when all facilities are a millimetre farther off, but not those beyond the limit. */
static void
test_walks_count_up_to_the_limit(void **state)
{
    static struct fixture fixture;
    struct print near;
    struct print none;
    struct print after;
    struct lci_facilities farther;

    (void)state;
    open_city(&fixture);
    farther = fixture.pass.facilities;
    near = print_city(&fixture, LIMIT_MM);
    none = print_city(&fixture, 0);
    farther.items = lci_new_array(struct lci_facility, farther.count);
    memcpy(farther.items, fixture.pass.facilities.items, farther.count * sizeof(*farther.items));
    for (size_t f = 0; f < farther.count; f++)
        farther.items[f].join.leg_mm++;
    fixture.pass.access.facilities = &farther;
    assert_int_equal(lci_category_search(&fixture.pass.access, 0, true, LCI_MM_MAX - 1, fixture.now, NULL), LCI_OK);
    fixture.pass.access.facilities = &fixture.pass.facilities;
    after = print_city(&fixture, LIMIT_MM);
    assert_false(is_same(&after, &near, false));
    after = print_city(&fixture, 0);
    assert_true(is_same(&after, &none, false));
    lci_free(farther.items);
    close_city(&fixture);
}

/* A home that is handed in twice over is two, and each is found again. */
static void
test_equal_homes_are_told_apart(void **state)
{
    static struct fixture fixture;
    struct lci_contents contents;
    struct lci_content_index index;
    size_t equal = 0;

    (void)state;
    assert_int_equal(lci_pool_new(1, &fixture.pool, NULL), LCI_OK);
    gap_town_fill(&fixture.town, 6, 1);
    fixture.town.homes[fixture.town.home_count++] = fixture.town.homes[3];
    fixture.town.homes[fixture.town.home_count++] = fixture.town.homes[3];
    fixture.town.homes[fixture.town.home_count++] = fixture.town.homes[4];
    fixture.pass = (struct gap_town_pass){.net = NULL};
    gap_town_open(&fixture.town, 0, fixture.pool, &fixture.pass);
    assert_int_equal(lci_contents_build(&fixture.pass.access, &fixture.pass.idle, NULL, &contents, NULL), LCI_OK);
    assert_int_equal(lci_content_index_build(contents.homes, fixture.pass.homes.count, &index, NULL), LCI_OK);
    for (uint32_t home = 0; home < fixture.pass.homes.count; home++) {
        equal += strcmp(fixture.pass.homes.items[home].id, fixture.town.homes[3].id) == 0;
        assert_int_equal(lci_content_find(&index, contents.homes[home]), home);
    }
    assert_int_equal(equal, 3);
    assert_int_equal(lci_content_find(&index, (struct lci_fingerprint){1, 2}), LCI_NONE);
    lci_content_index_fini(&index);
    lci_contents_fini(&contents);
    gap_town_close(&fixture.pass);
    lci_pool_free(fixture.pool);
}

/* Streets of one private way are not the same street. */
static void
test_streets_of_a_private_way_are_told_apart(void **state)
{
    static struct fixture fixture;
    struct bits bits = {.count = 0};
    struct lci_contents contents;
    lci_edge_id drive = LCI_NONE;
    lci_edge_id second = LCI_NONE;

    (void)state;
    open_city(&fixture);
    add_edges(&fixture, &bits); /* makes one way of the first two private streets */
    drive = find_edge(fixture.pass.net, LCI_EDGE_PRIVATE, 1);
    second = find_edge(fixture.pass.net, LCI_EDGE_PRIVATE, drive + 1);
    assert_int_equal(lci_contents_build(&fixture.pass.access, &fixture.pass.idle, NULL, &contents, NULL), LCI_OK);
    assert_false(lci_fingerprint_equal(contents.edges[drive], contents.edges[second]));
    lci_contents_fini(&contents);
    close_city(&fixture);
}

/* A gate by which only the home's people get to a street is another than one by which only visitors do. */
static void
test_no_street_has_its_place(void **state)
{
    static struct fixture fixture;
    const struct lci_join none = {.edge = LCI_NONE};
    struct lci_walled_gate *gate = NULL;
    struct print own;
    struct print others;

    (void)state;
    open_city(&fixture);
    gate = &find_walled(&fixture.pass)->gates[0];
    gate->own = gate->join;
    gate->join = none;
    own = print_city(&fixture, LIMIT_MM);
    gate->join = gate->own;
    gate->own = none;
    others = print_city(&fixture, LIMIT_MM);
    assert_false(is_same(&own, &others, false));
    close_city(&fixture);
}

/* The fingerprint of a home of two rings with six points each, or as many as are said. */
static struct lci_fingerprint
print_rings(bool is_hole, size_t in_first)
{
    static const double corners[24] = {0, 0, 9, 0, 9, 9, 5, 9, 0, 9, 0, 0, 2, 2, 4, 2, 4, 4, 3, 4, 2, 4, 2, 2};
    const double *const rings[2] = {corners, corners + 2 * in_first};
    const size_t counts[2] = {in_first, 12 - in_first};
    const bool is_outer[2] = {true, !is_hole};
    struct lci_homes homes = {.count = 0};
    struct lci_network net = {.edge_count = 0};
    struct lci_join_index index = {.off_street_mm = 1};
    struct lci_facilities facilities = {.count = 0};
    uint64_t share = 1;
    struct lci_demand demand = {.home_share = &share};
    const struct lci_access_inputs access = {.net = &net, .index = &index, .metric = lci_metric_plane(), .facilities = &facilities,
                                             .homes = &homes, .demand = &demand};
    struct lci_contents contents;
    struct lci_fingerprint print;

    model_add_rings(&homes.shapes, rings, counts, is_outer, 2);
    (void)model_add_home(&homes, "h", NULL);
    assert_int_equal(lci_contents_build(&access, NULL, NULL, &contents, NULL), LCI_OK);
    print = contents.homes[0];
    lci_contents_fini(&contents);
    lci_homes_fini(&homes);
    return print;
}

/* The same corners in the same order, as a hole or a second part, or parted elsewhere. */
static void
test_rings_and_parts_are_told_apart(void **state)
{
    (void)state;
    assert_true(lci_fingerprint_equal(print_rings(true, 6), print_rings(true, 6)));
    assert_false(lci_fingerprint_equal(print_rings(true, 6), print_rings(false, 6)));
    assert_false(lci_fingerprint_equal(print_rings(true, 6), print_rings(true, 5)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_bit_of_a_city_is_in_its_fingerprints),
        cmocka_unit_test(test_what_meets_is_told_from_what_crosses),
        cmocka_unit_test(test_walks_count_up_to_the_limit),
        cmocka_unit_test(test_equal_homes_are_told_apart),
        cmocka_unit_test(test_streets_of_a_private_way_are_told_apart),
        cmocka_unit_test(test_no_street_has_its_place),
        cmocka_unit_test(test_rings_and_parts_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
