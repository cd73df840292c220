/* test_roads.c - street layers of other formats: the same words as OpenStreetMap's, or none at all. */
#include "../support/files.h"

#include "io/crs.h"
#include "io/read.h"

#define TEXTS(...)                                                                                 \
    {                                                                                              \
        (const char *[]){__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)      \
    }

static struct lci_way_factor factors[] = {{{"surface", TEXTS("mud")}, 2.0}};
static const struct lci_profile walkers = {
    .closed_classes = TEXTS("busway"),
    .never_classes = TEXTS("construction", "proposed"),
    .foot_only_classes = TEXTS("motorway"),
    .closing_values = TEXTS("no", "private", "use_sidepath"),
    .opening_values = TEXTS("yes"),
    .factors = factors,
    .factor_count = 1,
};

struct town {
    char *path;
    struct lci_source source;
    struct lci_working_system *system;
    struct lci_quality quality;
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lci_error err;
};

/* One feature of GeoJSON in EPSG:4548. */
#define FEATURE(properties, type, coordinates)                                                     \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"" type         \
    "\",\"coordinates\":" coordinates "}}"
#define LINE(properties, y)                                                                        \
    FEATURE(properties, "LineString", "[[500000," y "],[500100," y "]]")

static void
make_town(struct town *town, const char *folder, const char *features)
{
    char text[8192];

    *town = (struct town){.path = support_path(folder, "roads.geojson")};
    town->source = (struct lci_source){.path = town->path, .label = "roads.geojson"};
    (void)snprintf(text, sizeof(text),
                   "{\"type\":\"FeatureCollection\",\"name\":\"roads\",\"crs\":{\"type\":\"name\","
                   "\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4548\"}},\"features\":[%s]}",
                   features);
    support_write(town->path, text);
    assert_int_equal(lci_working_system_from("EPSG:4548", &town->system, NULL), LCI_OK);
}

static enum lci_status
read_roads(struct town *town)
{
    return lci_read_roads(&town->source, 2, &walkers, town->system, &town->quality, &town->ways,
                          &town->barriers, &town->err);
}

static void
free_town(struct town *town)
{
    free(town->path);
    lci_working_system_free(town->system);
    lci_quality_fini(&town->quality);
    lci_ways_fini(&town->ways);
    lci_barriers_fini(&town->barriers);
}

static const struct lci_quality_row *
row_of(const struct town *town, const char *code)
{
    for (size_t i = 0; i < town->quality.count; i++)
        if (strcmp(town->quality.rows[i].code, code) == 0)
            return &town->quality.rows[i];
    return NULL;
}

static const struct lci_way *
way_of(const struct town *town, const char *id)
{
    for (size_t i = 0; i < town->ways.count; i++)
        if (strcmp(town->ways.items[i].id, id) == 0)
            return &town->ways.items[i];
    return NULL;
}

static void
test_properties_mean_what_tags_mean(void **state)
{
    struct town town;

    make_town(&town, *state,
              LINE("\"id\":\"a\",\"highway\":\"residential\",\"oneway\":\"yes\"", "4057000") ","
              LINE("\"id\":\"b\",\"highway\":\"service\",\"access\":\"private\"", "4057010") ","
              LINE("\"id\":\"c\",\"highway\":\"secondary\",\"foot\":\"use_sidepath\"", "4057020") ","
              LINE("\"id\":\"d\",\"highway\":\"footway\",\"bridge\":\"yes\",\"layer\":\"1\"", "4057030") ","
              LINE("\"id\":\"e\",\"route\":\"ferry\",\"foot\":\"yes\"", "4057040") ","
              LINE("\"id\":\"f\",\"highway\":\"path\",\"oneway:foot\":\"yes\",\"surface\":\"mud\"", "4057050"));
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 4);
    assert_null(way_of(&town, "c"));
    assert_null(way_of(&town, "e"));
    assert_int_equal(way_of(&town, "a")->flags, 0);
    assert_int_equal(way_of(&town, "a")->source, 2);
    assert_int_equal(way_of(&town, "a")->point_count, 2);
    assert_int_equal(way_of(&town, "b")->flags, LCI_WAY_PRIVATE);
    assert_int_equal(way_of(&town, "d")->flags, LCI_WAY_BRIDGE);
    assert_int_equal(way_of(&town, "d")->level, 1);
    assert_int_equal(way_of(&town, "f")->flags, LCI_WAY_FORWARD_ONLY);
    assert_true(way_of(&town, "f")->factor == 2.0);
    assert_non_null(row_of(&town, "ways_not_walkable"));
    assert_string_equal(row_of(&town, "ways_not_walkable")->found, "2 of 6 ways are not for walkers");
    assert_null(row_of(&town, "no_street_class"));
    assert_int_equal(town.barriers.count, 0);
    free_town(&town);
}

static void
test_a_field_map_gives_the_words_other_names(void **state)
{
    static struct lci_field fields[] = {{"highway", "KIND"}, {"foot", "WALK"}};
    struct town town;

    make_town(&town, *state,
              LINE("\"id\":\"a\",\"KIND\":\"motorway\",\"WALK\":\"yes\"", "4057000") ","
              LINE("\"id\":\"b\",\"KIND\":\"motorway\"", "4057010"));
    town.source.fields = fields;
    town.source.field_count = 2;
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 1);
    assert_non_null(way_of(&town, "a"));
    free_town(&town);
}

static void
test_a_layer_without_classes_is_all_streets_and_says_so(void **state)
{
    struct town town;

    make_town(&town, *state,
              LINE("\"id\":\"a\"", "4057000") "," LINE("\"id\":\"b\",\"foot\":\"no\"", "4057010") ","
              LINE("\"id\":\"c\",\"route\":\"ferry\"", "4057020"));
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 1);
    assert_non_null(way_of(&town, "a"));
    assert_non_null(row_of(&town, "no_street_class"));
    assert_int_equal(row_of(&town, "no_street_class")->severity, LCI_SEVERITY_WARNING);
    free_town(&town);
}

static void
test_a_layer_of_areas_in_the_place_of_streets_is_an_error(void **state)
{
    struct town town;

    make_town(&town, *state,
              FEATURE("\"id\":\"p\"", "Polygon", "[[[500000,4058000],[500100,4058000],[500100,4058100],[500000,4058000]]]"));
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(row_of(&town, "no_street_class")->severity, LCI_SEVERITY_ERROR);
    free_town(&town);
}

static void
test_every_line_means_every_line(void **state)
{
    struct town town;

    make_town(&town, *state,
              LINE("\"id\":\"a\",\"highway\":\"motorway\"", "4057000") ","
              LINE("\"id\":\"b\",\"foot\":\"no\",\"tunnel\":\"yes\"", "4057010"));
    town.source.every_line_open = true;
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 2);
    assert_int_equal(way_of(&town, "b")->flags, LCI_WAY_TUNNEL);
    assert_null(row_of(&town, "no_street_class"));
    free_town(&town);
}

static void
test_parts_are_ways_and_polygons_are_areas(void **state)
{
    struct town town;

    make_town(&town, *state,
              FEATURE("\"id\":\"m\",\"highway\":\"path\"", "MultiLineString",
                      "[[[500000,4057000],[500100,4057000]],[[500000,4057010],[500100,4057010]]]") ","
              FEATURE("\"id\":\"p\",\"highway\":\"pedestrian\"", "Polygon",
                      "[[[500000,4058000],[500100,4058000],[500100,4058100],[500000,4058000]],"
                      "[[500060,4058010],[500080,4058010],[500080,4058030],[500060,4058010]]]") ","
              FEATURE("\"id\":\"r\",\"highway\":\"pedestrian\",\"area\":\"yes\"", "LineString",
                      "[[500000,4059000],[500100,4059000],[500100,4059100],[500000,4059000]]"));
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 2 + 2 + 1);
    assert_int_equal(town.ways.area_count, 2);
    assert_int_equal(way_of(&town, "m")->flags, 0);
    assert_int_equal(way_of(&town, "p")->flags, LCI_WAY_RING);
    assert_int_equal(way_of(&town, "p")[1].area, way_of(&town, "p")->area);
    assert_int_equal(way_of(&town, "p")->point_count, 4);
    assert_int_equal(way_of(&town, "r")->flags, LCI_WAY_RING);
    free_town(&town);
}

static void
test_a_layer_without_walkable_ways_stops_the_run(void **state)
{
    struct town town;

    make_town(&town, *state, LINE("\"id\":\"a\",\"highway\":\"motorway\"", "4057000"));
    assert_int_equal(read_roads(&town), LCI_E_DATA);
    assert_string_equal(
        town.err.message,
        "roads.geojson: layer \"roads\": no way that may be walked (of 1 features)");
    free_town(&town);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_properties_mean_what_tags_mean),
        cmocka_unit_test(test_a_field_map_gives_the_words_other_names),
        cmocka_unit_test(test_a_layer_without_classes_is_all_streets_and_says_so),
        cmocka_unit_test(test_a_layer_of_areas_in_the_place_of_streets_is_an_error),
        cmocka_unit_test(test_every_line_means_every_line),
        cmocka_unit_test(test_parts_are_ways_and_polygons_are_areas),
        cmocka_unit_test(test_a_layer_without_walkable_ways_stops_the_run),
    };

    return cmocka_run_group_tests(tests, support_folder, support_remove);
}
