/* test_osm_features.c - objects of an OSM file chosen by their tags. */
#include "../support/osm_town.h"

#include <math.h>

static const char SERVICES[] =
    "<node id=\"60\" lat=\"36.0022\" lon=\"117.0022\"><tag k=\"amenity\" v=\"clinic\"/>"
    "<tag k=\"name\" v=\" 诊所 \"/></node>"
    "<node id=\"61\" lat=\"36.0023\" lon=\"117.0022\"><tag k=\"amenity\" v=\"bench\"/></node>"
    "<node id=\"62\" lat=\"36.0024\" lon=\"117.0022\"><tag k=\"amenity\" v=\"clinic\"/>"
    "<tag k=\"operator\" v=\"no\"/></node>"
    "<way id=\"3\"><nd ref=\"11\"/><nd ref=\"12\"/><nd ref=\"22\"/><nd ref=\"21\"/><nd ref=\"11\"/>"
    "<tag k=\"amenity\" v=\"clinic\"/><tag k=\"beds\" v=\"12\"/></way>"
    "<way id=\"4\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"amenity\" v=\"clinic\"/></way>"
    "<way id=\"5\"><nd ref=\"11\"/><nd ref=\"15\"/><nd ref=\"55\"/><nd ref=\"51\"/><nd ref=\"11\"/></way>"
    "<way id=\"6\"><nd ref=\"22\"/><nd ref=\"24\"/><nd ref=\"44\"/><nd ref=\"42\"/><nd ref=\"22\"/></way>"
    "<relation id=\"2\"><member type=\"way\" ref=\"6\" role=\"inner\"/>"
    "<member type=\"way\" ref=\"5\" role=\"outer\"/>"
    "<tag k=\"type\" v=\"multipolygon\"/><tag k=\"amenity\" v=\"clinic\"/></relation>";

static struct lci_match clinic[] = {{"amenity", TEXTS("clinic", "hospital")}};
static struct lci_match run_clinic[] = {{"amenity", TEXTS("clinic")}, {"operator", {NULL, 0}}};
static struct lci_selection clinics[] = {{clinic, 1}};
static struct lci_selection run_clinics[] = {{run_clinic, 2}};
static const char *const roles[] = {"id", "name", "category", "beds_count"};
static struct lci_field fields[] = {{"beds_count", "beds"}};

static enum lci_status
read_features(struct town *town, enum lci_shape shape)
{
    const struct lci_read_request request = {.kind = "facilities", .shape = shape, .roles = roles, .role_count = 4};

    return lci_osm_read_features(&town->source, &request, town->system, &town->quality, &town->features,
                                 &town->err);
}

static void
test_points_come_of_nodes_ways_and_relations(void **state)
{
    struct town town;
    const struct lci_features *f = &town.features;

    make_town(&town, *state, SERVICES);
    town.source.select = clinics;
    town.source.select_count = 1;
    town.source.fields = fields;
    town.source.field_count = 1;
    assert_int_equal(read_features(&town, LCI_SHAPE_POINT), LCI_OK);
    assert_int_equal(f->count, 4);
    assert_string_equal(f->ids[0], "n60");
    assert_string_equal(f->ids[1], "n62");
    assert_string_equal(f->ids[2], "r2");
    assert_string_equal(f->ids[3], "w3");
    assert_string_equal(f->texts[1 * 4 + 0], "诊所");
    assert_null(f->texts[1 * 4 + 1]);
    assert_string_equal(f->texts[2 * 4 + 3], "clinic");
    assert_string_equal(f->texts[3 * 4 + 3], "12");
    assert_int_equal(f->point_count, 4);
    /* The middle of the ring-shaped clinic is not inside: the place lies in the band, off the inner square. */
    assert_true(f->xy_m[2 * 2] < 500000.0 + 2 * 90.16 || f->xy_m[2 * 2] > 500000.0 + 4 * 90.16);
    /* The way is a cell of the grid: its middle is half a cell, 45.08 m, east of node 11, which is 90.16 m off 117 E. */
    assert_true(fabs(f->xy_m[2 * 3] - (500000.0 + 135.24)) < 0.2);
    assert_int_equal(count_rows(&town, "not_an_area"), 1); /* way 4 */
    free_town(&town);
}

static void
test_polygons_have_holes_and_turn_left(void **state)
{
    struct town town;
    const struct lci_features *f = &town.features;

    make_town(&town, *state, SERVICES);
    town.source.select = clinics;
    town.source.select_count = 1;
    assert_int_equal(read_features(&town, LCI_SHAPE_POLYGON), LCI_OK);
    assert_int_equal(f->count, 2);
    assert_int_equal(f->part_count, 2);
    assert_int_equal(f->ring_count, 3);
    for (uint32_t ring = 0; ring < 3; ring++) {
        const double *xy = f->xy_m + 2 * (size_t)f->point_first[ring];
        double twice = 0.0;

        assert_int_equal(f->point_first[ring + 1] - f->point_first[ring], 5);
        for (size_t i = 1; i < 4; i++)
            twice += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) -
                     (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1]);
        assert_true(ring == 1 ? twice < 0.0 : twice > 0.0); /* r2, its hole, w3 */
    }
    free_town(&town);
}

static void
test_all_keys_of_a_selection_must_match(void **state)
{
    struct town town;

    make_town(&town, *state, SERVICES);
    town.source.select = run_clinics;
    town.source.select_count = 1;
    assert_int_equal(read_features(&town, LCI_SHAPE_POINT), LCI_E_DATA); /* operator=no is none */
    assert_non_null(strstr(town.err.message, "no object that `select` asks for"));
    town.source.select_count = 0;
    assert_int_equal(read_features(&town, LCI_SHAPE_POINT), LCI_E_DATA);
    assert_non_null(strstr(town.err.message, "`select` must say which objects are facilities"));
    free_town(&town);
}

static void
test_a_bow_tie_keeps_both_lobes_and_is_told(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"22\"/><nd ref=\"12\"/><nd ref=\"21\"/>"
              "<nd ref=\"11\"/><tag k=\"amenity\" v=\"clinic\"/></way>"
              "<way id=\"2\"><nd ref=\"31\"/><nd ref=\"32\"/><nd ref=\"42\"/><nd ref=\"31\"/>"
              "<tag k=\"amenity\" v=\"clinic\"/></way>");
    town.source.select = clinics;
    town.source.select_count = 1;
    assert_int_equal(read_features(&town, LCI_SHAPE_POLYGON), LCI_OK);
    assert_int_equal(town.features.count, 2);
    assert_int_equal(town.features.part_count, 3);
    assert_int_equal(count_rows(&town, "geometry_repaired"), 1);
    free_town(&town);
}

/* A closed way is an area unless its tags say line; `area` outranks them. */
static void
test_lines_and_areas_are_told_apart_by_their_tags(void **state)
{
    static const char body[] =
        "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><nd ref=\"22\"/><nd ref=\"11\"/>"
        "<tag k=\"amenity\" v=\"clinic\"/></way>"
        "<way id=\"2\"><nd ref=\"31\"/><nd ref=\"32\"/><nd ref=\"42\"/><nd ref=\"31\"/>"
        "<tag k=\"amenity\" v=\"clinic\"/><tag k=\"barrier\" v=\"fence\"/></way>"
        "<way id=\"3\"><nd ref=\"31\"/><nd ref=\"32\"/><nd ref=\"42\"/><nd ref=\"31\"/>"
        "<tag k=\"amenity\" v=\"clinic\"/><tag k=\"highway\" v=\"footway\"/><tag k=\"area\" v=\"yes\"/></way>"
        "<way id=\"4\"><nd ref=\"31\"/><nd ref=\"32\"/><nd ref=\"42\"/><nd ref=\"31\"/>"
        "<tag k=\"amenity\" v=\"clinic\"/><tag k=\"area\" v=\"no\"/></way>"
        "<way id=\"5\"><nd ref=\"51\"/><nd ref=\"52\"/><nd ref=\"53\"/><tag k=\"amenity\" v=\"clinic\"/></way>";
    static const bool is_line[] = {false, true, false, true, true};
    struct town town;
    const struct lci_features *f = &town.features;

    make_town(&town, *state, body);
    town.source.select = clinics;
    town.source.select_count = 1;
    assert_int_equal(read_features(&town, LCI_SHAPE_LINE_OR_POLYGON), LCI_OK);
    assert_int_equal(f->count, 5);
    assert_int_equal(f->part_count, 5);
    for (uint32_t part = 0; part < 5; part++)
        assert_int_equal(f->part_is_line[part], is_line[part]);
    assert_int_equal(f->point_first[5] - f->point_first[4], 3);
    assert_true(fabs(f->xy_m[2 * f->point_first[4] + 4] - f->xy_m[2 * f->point_first[4]] - 2 * 90.16) < 0.2); /* as above */
    lci_features_fini(&town.features);
    assert_int_equal(read_features(&town, LCI_SHAPE_LINE), LCI_OK);
    assert_int_equal(f->count, 5); /* of lines every one is a line */
    free_town(&town);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_come_of_nodes_ways_and_relations),
        cmocka_unit_test(test_polygons_have_holes_and_turn_left),
        cmocka_unit_test(test_all_keys_of_a_selection_must_match),
        cmocka_unit_test(test_a_bow_tie_keeps_both_lobes_and_is_told),
        cmocka_unit_test(test_lines_and_areas_are_told_apart_by_their_tags),
    };

    return cmocka_run_group_tests(tests, support_folder, support_remove);
}
