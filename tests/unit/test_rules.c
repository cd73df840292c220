/* test_rules.c - rule 4 of the contract, one row a precedence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "network/rules.h"
#include "network/ways.h"

#define TEXTS(...)                                                                                 \
    {                                                                                              \
        (const char *[]){__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)      \
    }

/* Walkers as the contract describes them, steps taking half as long again. */
static struct lci_way_factor factors[] = {
    {{"highway", TEXTS("steps")}, 1.5},
    {{"surface", TEXTS("mud", "sand")}, 2.0},
};
static struct lci_match water[] = {{"natural", TEXTS("water")}};
static struct lci_match rail[] = {{"railway", TEXTS("rail", "light_rail")}};
static struct lci_match fenced_weir[] = {{"waterway", TEXTS("weir")}, {"fenced", {NULL, 0}}};
static struct lci_selection lines[] = {{rail, 1}, {fenced_weir, 2}};
static struct lci_selection areas[] = {{water, 1}};
static const struct lci_profile walkers = {
    .closed_classes = TEXTS("bus_guideway", "busway", "raceway"),
    .never_classes = TEXTS("construction", "proposed"),
    .foot_only_classes = TEXTS("motorway", "motorway_link"),
    .closing_values = TEXTS("no", "private", "use_sidepath"),
    .opening_values = TEXTS("yes", "designated", "permissive"),
    .closed_point_kinds = TEXTS("wall", "fence"),
    .factors = factors,
    .factor_count = 2,
    .barrier_lines = lines,
    .barrier_line_count = 2,
    .barrier_areas = areas,
    .barrier_area_count = 1,
};

/* Tags as "key=value key=value"; an answer lives for 64 more questions, more than one judgement asks. */
static const char *
value_in(const void *user, const char *key)
{
    static char values[64][64];
    static size_t turn;
    char *value = values[turn++ % 64];
    const size_t length = strlen(key);

    for (const char *at = user; at && *at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL)
        if (strncmp(at, key, length) == 0 && at[length] == '=') {
            const size_t size = strcspn(at + length + 1, " ");

            memcpy(value, at + length + 1, size);
            value[size] = '\0';
            return value;
        }
    return NULL;
}

static struct lci_tags
tags_of(const char *text)
{
    return (struct lci_tags){value_in, text};
}

enum { CLOSED, OPEN, PRIVATE };

static void
test_foot_before_access_before_class(void **state)
{
    static const struct {
        const char *tags;
        int expected;
    } rows[] = {
        {"highway=residential", OPEN},
        {"highway=steps", OPEN},
        {"highway=elevator", OPEN},
        {"highway=corridor indoor=yes", OPEN},
        {"highway=cycleway", OPEN},
        {"highway=platform public_transport=platform", OPEN},
        {"public_transport=platform", CLOSED},
        {"railway=platform foot=yes", CLOSED},
        {"route=ferry foot=yes", CLOSED},
        {"highway=no foot=yes", CLOSED},
        {"highway=motorway", CLOSED},
        {"highway=motorway access=yes", CLOSED},
        {"highway=motorway foot=yes", OPEN},
        {"highway=motorway_link foot=designated", OPEN},
        {"highway=motorway foot=destination", CLOSED},
        {"highway=busway", CLOSED},
        {"highway=busway access=yes", OPEN},
        {"highway=busway foot=yes access=no", OPEN},
        {"highway=raceway foot=permissive", OPEN},
        {"highway=construction", CLOSED},
        {"highway=construction construction=residential foot=yes", CLOSED},
        {"highway=proposed proposed=footway foot=designated", CLOSED},
        {"highway=residential construction=minor", OPEN},
        {"highway=unclassified foot=no", CLOSED},
        {"highway=secondary foot=use_sidepath", CLOSED},
        {"highway=secondary foot=private", CLOSED},
        {"highway=secondary foot=private access=yes", CLOSED},
        {"highway=secondary foot=no access=yes", CLOSED},
        {"highway=service access=no", CLOSED},
        {"highway=service access=no foot=yes", OPEN},
        {"highway=service access=no foot=destination", OPEN},
        {"highway=service access=no foot=nonsense", CLOSED},
        {"highway=service access=destination", OPEN},
        {"highway=service access=customers", OPEN},
        {"highway=service access=private", PRIVATE},
        {"highway=service access=private foot=yes", OPEN},
        {"highway=service access=private foot=no", CLOSED},
        {"highway=service access=private foot=private", CLOSED},
        {"highway=service access=private foot=destination", OPEN},
        {"highway=motorway access=private", CLOSED},
        {"highway=construction access=private", CLOSED},
        {"highway=residential motor_vehicle=no", OPEN},
        {"highway=residential oneway=yes", OPEN},
        {"highway=residential foot:forward=no foot:backward=no", CLOSED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct lci_tags tags = tags_of(rows[i].tags);
        struct lci_way_verdict verdict;
        int found = CLOSED;

        lci_rules_judge_way(&walkers, &tags, &verdict);
        if (verdict.open)
            found = verdict.flags & LCI_WAY_PRIVATE ? PRIVATE : OPEN;
        if (found != rows[i].expected)
            fail_msg("%s: found %d, expected %d", rows[i].tags, found, rows[i].expected);
    }
}

static void
test_direction_binds_walkers_only_where_it_names_them(void **state)
{
    static const struct {
        const char *tags;
        uint32_t flags;
    } rows[] = {
        {"highway=residential oneway=yes", 0},
        {"highway=residential oneway=-1", 0},
        {"highway=footway oneway:foot=yes", LCI_WAY_FORWARD_ONLY},
        {"highway=footway oneway:foot=-1", LCI_WAY_BACKWARD_ONLY},
        {"highway=footway oneway:foot=no", 0},
        {"highway=footway foot:backward=no", LCI_WAY_FORWARD_ONLY},
        {"highway=footway foot:forward=no", LCI_WAY_BACKWARD_ONLY},
        {"highway=footway foot:forward=yes", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct lci_tags tags = tags_of(rows[i].tags);
        struct lci_way_verdict verdict;

        lci_rules_judge_way(&walkers, &tags, &verdict);
        assert_true(verdict.open);
        if (verdict.flags != rows[i].flags)
            fail_msg("%s: found %u", rows[i].tags, verdict.flags);
    }
}

static void
test_bridge_tunnel_and_level_survive_any_value(void **state)
{
    static const struct {
        const char *tags;
        uint32_t flags;
        int32_t level;
    } rows[] = {
        {"highway=footway", 0, 0},
        {"highway=footway bridge=yes layer=1", LCI_WAY_BRIDGE, 1},
        {"highway=footway bridge=viaduct", LCI_WAY_BRIDGE, 0},
        {"highway=footway bridge=no tunnel=F", 0, 0},
        {"highway=footway tunnel=building_passage layer=-1", LCI_WAY_TUNNEL, -1},
        {"highway=footway layer=-10", 0, -10},
        {"highway=footway layer=+2", 0, 2},
        {"highway=footway layer=1;2", 0, 1},
        {"highway=footway layer=2.0", 0, 2},
        {"highway=footway layer=up", 0, 0},
        {"highway=footway layer=-", 0, 0},
        {"highway=footway layer=99999999999999999999", 0, 1000},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct lci_tags tags = tags_of(rows[i].tags);
        struct lci_way_verdict verdict;

        lci_rules_judge_way(&walkers, &tags, &verdict);
        if (verdict.flags != rows[i].flags || verdict.level != rows[i].level)
            fail_msg("%s: found %u, %d", rows[i].tags, verdict.flags, verdict.level);
    }
}

static void
test_factors_multiply(void **state)
{
    const struct lci_tags plain = tags_of("highway=footway");
    const struct lci_tags steps = tags_of("highway=steps");
    const struct lci_tags muddy = tags_of("highway=steps surface=mud");
    struct lci_way_verdict verdict;

    (void)state;
    lci_rules_judge_way(&walkers, &plain, &verdict);
    assert_true(verdict.factor == 1.0);
    lci_rules_judge_way(&walkers, &steps, &verdict);
    assert_true(verdict.factor == 1.5);
    lci_rules_judge_way(&walkers, &muddy, &verdict);
    assert_true(verdict.factor == 3.0);
}

static void
test_areas_are_tagged_so_or_multipolygons(void **state)
{
    static const struct {
        const char *tags;
        bool area;
    } rows[] = {
        {"highway=pedestrian", false},
        {"highway=pedestrian area=yes", true},
        {"highway=footway area=no", false},
        {"highway=footway type=multipolygon", true},
        {"highway=footway type=route", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct lci_tags tags = tags_of(rows[i].tags);
        struct lci_way_verdict verdict;

        lci_rules_judge_way(&walkers, &tags, &verdict);
        if (verdict.area != rows[i].area)
            fail_msg("%s", rows[i].tags);
    }
}

static void
test_points_stop_walkers_only_where_their_tags_say_so(void **state)
{
    static const struct {
        const char *tags;
        uint8_t flags;
    } rows[] = {
        {"barrier=gate", 0},
        {"barrier=lift_gate", 0},
        {"barrier=bollard", 0},
        {"barrier=kissing_gate", 0},
        {"barrier=gate foot=no", LCI_POINT_CLOSED},
        {"barrier=gate foot=private", LCI_POINT_CLOSED},
        {"barrier=gate access=no", LCI_POINT_CLOSED},
        {"barrier=gate access=private", LCI_POINT_CLOSED},
        {"barrier=gate access=no foot=yes", 0},
        {"barrier=gate access=no foot=destination", 0},
        {"barrier=gate locked=yes", LCI_POINT_CLOSED},
        {"barrier=gate locked=no", 0},
        {"barrier=wall", LCI_POINT_CLOSED},
        {"barrier=fence", LCI_POINT_CLOSED},
        {"barrier=fence foot=yes", 0},
        {"barrier=wall access=permissive", 0},
        {"barrier=no foot=no", 0},
        {"highway=crossing access=no", 0},
        {"highway=traffic_signals", LCI_POINT_SIGNAL},
        {"highway=crossing crossing=traffic_signals", LCI_POINT_SIGNAL},
        {"highway=crossing crossing=zebra", 0},
        {"highway=traffic_signals barrier=gate locked=yes", LCI_POINT_SIGNAL | LCI_POINT_CLOSED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct lci_tags tags = tags_of(rows[i].tags);

        if (lci_rules_judge_point(&walkers, &tags) != rows[i].flags)
            fail_msg("%s: found %u", rows[i].tags, lci_rules_judge_point(&walkers, &tags));
    }
}

static void
test_barriers_need_all_of_one_selection_and_no_bridge(void **state)
{
    static const struct {
        const char *tags;
        bool line, area;
    } rows[] = {
        {"natural=water", false, true},
        {"natural=wood", false, false},
        {"natural=water tunnel=culvert", false, false},
        {"railway=rail", true, false},
        {"railway=rail bridge=yes", false, false},
        {"railway=rail bridge=no", true, false},
        {"railway=rail tunnel=yes", false, false},
        {"railway=abandoned", false, false},
        {"waterway=weir", false, false},
        {"waterway=weir fenced=no", false, false},
        {"waterway=weir fenced=both_sides", true, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct lci_tags tags = tags_of(rows[i].tags);

        if (lci_rules_is_barrier_line(&walkers, &tags) != rows[i].line ||
            lci_rules_is_barrier_area(&walkers, &tags) != rows[i].area)
            fail_msg("%s", rows[i].tags);
    }
}

static void
test_open_ways_ask_nothing(void **state)
{
    const struct lci_tags tags = tags_of("highway=motorway foot=no access=private bridge=yes");
    struct lci_way_verdict verdict;

    (void)state;
    lci_rules_judge_open_way(&walkers, &tags, &verdict);
    assert_true(verdict.open);
    assert_int_equal(verdict.flags, LCI_WAY_BRIDGE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foot_before_access_before_class),
        cmocka_unit_test(test_direction_binds_walkers_only_where_it_names_them),
        cmocka_unit_test(test_bridge_tunnel_and_level_survive_any_value),
        cmocka_unit_test(test_factors_multiply),
        cmocka_unit_test(test_areas_are_tagged_so_or_multipolygons),
        cmocka_unit_test(test_points_stop_walkers_only_where_their_tags_say_so),
        cmocka_unit_test(test_barriers_need_all_of_one_selection_and_no_bridge),
        cmocka_unit_test(test_open_ways_ask_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
