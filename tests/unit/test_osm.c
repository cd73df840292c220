/* test_osm.c - small OSM files: streets, areas, barriers, and files that are not what they say. */
#include "../support/osm_town.h"
#include "../support/tiny_pbf.h"

#include <locale.h>
#include <math.h>

static struct lci_match water[] = {{"natural", TEXTS("water")}};
static struct lci_match rail[] = {{"railway", TEXTS("rail")}};
static struct lci_match motorway[] = {{"highway", TEXTS("motorway")}};
static struct lci_selection lines[] = {{rail, 1}, {motorway, 1}};
static struct lci_selection areas[] = {{water, 1}};
static const struct lci_profile walkers = {
    .never_classes = TEXTS("construction", "proposed"),
    .foot_only_classes = TEXTS("motorway"),
    .closing_values = TEXTS("no", "private"),
    .opening_values = TEXTS("yes"),
    .closed_point_kinds = TEXTS("wall"),
    .barrier_lines = lines,
    .barrier_line_count = 2,
    .barrier_areas = areas,
    .barrier_area_count = 1,
};

static enum lci_status
read_roads(struct town *town)
{
    return lci_osm_read_roads(&town->source, 3, &walkers, town->system, &town->quality, &town->ways,
                              &town->barriers, &town->err);
}

static void
expect_way(const struct town *town, size_t number, const char *id, const int64_t *nodes, size_t count)
{
    const struct lci_way *way = &town->ways.items[number];

    assert_true(number < town->ways.count);
    assert_string_equal(way->id, id);
    assert_int_equal(way->point_count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(town->ways.point_node[way->first_point + i], nodes[i]);
}

static void
test_streets_come_by_id_with_nodes_and_flags(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<node id=\"99\" lat=\"36.0015\" lon=\"117\"><tag k=\"barrier\" v=\"wall\"/></node>"
              "<way id=\"9\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"highway\" v=\"steps\"/>"
              "<tag k=\"bridge\" v=\"yes\"/><tag k=\"layer\" v=\"2\"/></way>"
              "<way id=\"5\"><nd ref=\"12\"/><nd ref=\"12\"/><nd ref=\"99\"/><nd ref=\"22\"/>"
              "<tag k=\"highway\" v=\"path\"/></way>"
              "<way id=\"6\"><nd ref=\"12\"/><nd ref=\"13\"/><tag k=\"highway\" v=\"proposed\"/></way>"
              "<way id=\"7\"><nd ref=\"12\"/><nd ref=\"13\"/><tag k=\"building\" v=\"yes\"/></way>");
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 2);
    expect_way(&town, 0, "w5", (const int64_t[]){12, 99, 22}, 3);
    expect_way(&town, 1, "w9", (const int64_t[]){11, 12}, 2);
    assert_int_equal(town.ways.items[0].flags, LCI_WAY_BY_NODE);
    assert_int_equal(town.ways.items[1].flags, LCI_WAY_BY_NODE | LCI_WAY_BRIDGE);
    assert_int_equal(town.ways.items[1].level, 2);
    assert_int_equal(town.ways.items[1].source, 3);
    assert_int_equal(town.ways.items[1].area, UINT32_MAX);
    assert_int_equal(town.ways.point_flags[0], 0);
    assert_int_equal(town.ways.point_flags[1], LCI_POINT_CLOSED);
    /* The wall stands on the central meridian of the working system, whose false easting is 500 km. */
    assert_true(fabs(town.ways.point_xy_m[2] - 500000.0) < 1e-6);
    assert_int_equal(count_rows(&town, "ways_not_walkable"), 1);
    assert_string_equal(town.quality.rows[0].found, "1 of 3 ways are not for walkers");
    free_town(&town);
}

static void
test_missing_nodes_cut_a_way_and_are_told_once(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<way id=\"1\"><nd ref=\"1\"/><nd ref=\"11\"/><nd ref=\"12\"/><nd ref=\"2\"/><nd ref=\"13\"/>"
              "<nd ref=\"3\"/><nd ref=\"14\"/><nd ref=\"15\"/><tag k=\"highway\" v=\"path\"/></way>");
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 2); /* 13 alone is no line */
    expect_way(&town, 0, "w1", (const int64_t[]){11, 12}, 2);
    expect_way(&town, 1, "w1", (const int64_t[]){14, 15}, 2);
    assert_int_equal(count_rows(&town, "incomplete_way"), 1);
    assert_string_equal(town.quality.rows[0].found, "3 of 8 nodes are not in the file");
    free_town(&town);
}

static void
test_repeated_ids_count_once(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"highway\" v=\"path\"/></way>"
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"highway\" v=\"path\"/></way>");
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 1);
    free_town(&town);
}

static void
test_two_files_join_by_node_identity(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"highway\" v=\"path\"/></way>");
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 2);
    assert_int_equal(town.ways.point_node[0], town.ways.point_node[2]);
    free_town(&town);
}

/* A square drawn as a way, and another drawn as a relation of two half outlines and a fountain. */
static void
test_walkable_areas_keep_their_rings(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><nd ref=\"22\"/><nd ref=\"21\"/>"
              "<nd ref=\"11\"/><tag k=\"highway\" v=\"pedestrian\"/><tag k=\"area\" v=\"yes\"/></way>"
              "<way id=\"2\"><nd ref=\"11\"/><nd ref=\"15\"/><nd ref=\"55\"/></way>"
              "<way id=\"3\"><nd ref=\"11\"/><nd ref=\"51\"/><nd ref=\"55\"/></way>"
              "<way id=\"4\"><nd ref=\"33\"/><nd ref=\"34\"/><nd ref=\"44\"/><nd ref=\"33\"/></way>"
              "<relation id=\"7\"><member type=\"way\" ref=\"4\" role=\"outer\"/>"
              "<member type=\"way\" ref=\"3\" role=\"\"/><member type=\"way\" ref=\"2\" role=\"inner\"/>"
              "<tag k=\"type\" v=\"multipolygon\"/><tag k=\"highway\" v=\"pedestrian\"/></relation>");
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 3);
    assert_int_equal(town.ways.area_count, 2);
    expect_way(&town, 0, "w1", (const int64_t[]){11, 12, 22, 21, 11}, 5);
    expect_way(&town, 1, "r7", (const int64_t[]){33, 34, 44, 33}, 4); /* whole rings come first */
    expect_way(&town, 2, "r7", (const int64_t[]){11, 15, 55, 51, 11}, 5);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(town.ways.items[i].flags, LCI_WAY_BY_NODE | LCI_WAY_RING);
        assert_int_equal(town.ways.items[i].area, i == 0 ? 0 : 1);
    }
    free_town(&town);
}

/* The inside of a barrier area lies to the left of each side. */
static double
left_area_m2(const struct lci_barriers *barriers)
{
    double twice = 0.0;

    for (size_t i = 0; i < barriers->count; i++) {
        const struct lci_barrier_side *s = &barriers->sides[i];
        const double x0 = barriers->sides[0].ax_m;
        const double y0 = barriers->sides[0].ay_m;

        twice += (s->ax_m - x0) * (s->by_m - y0) - (s->bx_m - x0) * (s->ay_m - y0);
    }
    return twice / 2.0;
}

static const char LAKE[] =
    "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"highway\" v=\"path\"/></way>"
    "<way id=\"2\"><nd ref=\"11\"/><nd ref=\"15\"/><nd ref=\"55\"/></way>"
    "<way id=\"3\"><nd ref=\"55\"/><nd ref=\"51\"/><nd ref=\"11\"/></way>"
    "<way id=\"4\"><nd ref=\"22\"/><nd ref=\"24\"/><nd ref=\"44\"/><nd ref=\"42\"/><nd ref=\"22\"/></way>"
    "<way id=\"5\"><nd ref=\"12\"/><nd ref=\"13\"/><tag k=\"railway\" v=\"rail\"/></way>"
    "<way id=\"6\"><nd ref=\"12\"/><nd ref=\"13\"/><tag k=\"railway\" v=\"rail\"/>"
    "<tag k=\"bridge\" v=\"yes\"/></way>"
    "<way id=\"8\"><nd ref=\"12\"/><nd ref=\"13\"/><tag k=\"highway\" v=\"motorway\"/>"
    "<tag k=\"foot\" v=\"yes\"/></way>"
    "<relation id=\"9\"><member type=\"way\" ref=\"2\" role=\"outer\"/>"
    "<member type=\"way\" ref=\"3\" role=\"outer\"/><member type=\"way\" ref=\"4\" role=\"inner\"/>"
    "%s<tag k=\"type\" v=\"multipolygon\"/><tag k=\"natural\" v=\"water\"/></relation>";

static void
test_a_lake_with_an_island_is_a_barrier(void **state)
{
    struct town town;
    char body[4096];
    size_t line_count = 0;
    double cell_m2 = 0.0;

    (void)snprintf(body, sizeof(body), LAKE, "");
    make_town(&town, *state, body);
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 2); /* the path, and the motorway that is open on foot and so no barrier */
    assert_int_equal(town.barriers.count, 4 + 4 + 1);
    assert_false(town.barriers.sides[0].area); /* the railway; the one on a bridge stops nobody */
    for (size_t i = 0; i < town.barriers.count; i++)
        line_count += !town.barriers.sides[i].area;
    assert_int_equal(line_count, 1);
    /* 16 cells less 4: a cell of 0.001 degrees at 36 degrees is 90.16 m by 110.95 m (table of the ellipsoid). */
    town.barriers.sides++;
    town.barriers.count--;
    cell_m2 = left_area_m2(&town.barriers) / 12.0;
    town.barriers.sides--;
    town.barriers.count++;
    assert_true(fabs(cell_m2 - 90.16 * 110.95) < 20.0);
    free_town(&town);
}

static void
test_an_open_ring_becomes_lines_and_is_told(void **state)
{
    struct town town;
    char body[4096];
    size_t line_count = 0;

    (void)snprintf(body, sizeof(body), LAKE, "<member type=\"way\" ref=\"77\" role=\"outer\"/>");
    strstr(body, "\"51\"/><nd ref=\"11\"/></way>")[strlen("\"51\"/><nd ref=\"")] = '7'; /* node 71 */
    make_town(&town, *state, body);
    assert_int_equal(read_roads(&town), LCI_OK);
    for (size_t i = 0; i < town.barriers.count; i++)
        line_count += !town.barriers.sides[i].area;
    assert_int_equal(line_count, 1 + 3); /* the railway; 11-15-55-51 */
    assert_int_equal(town.barriers.count, 4 + 4);
    assert_int_equal(count_rows(&town, "incomplete_area"), 1);
    free_town(&town);
}

static void
test_barriers_can_be_turned_off(void **state)
{
    struct town town;
    char body[4096];

    (void)snprintf(body, sizeof(body), LAKE, "");
    make_town(&town, *state, body);
    town.source.own_barriers = false;
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 2);
    assert_int_equal(town.barriers.count, 0);
    free_town(&town);
}

static void
test_a_file_without_streets_stops_the_run(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"highway\" v=\"motorway\"/></way>");
    assert_int_equal(read_roads(&town), LCI_E_DATA);
    assert_string_equal(town.err.message,
                        "town.osm: no way that may be walked (of 1 with a highway tag)");
    free_town(&town);
}

static void
test_hostile_xml_is_refused(void **state)
{
    static const char *const bodies[] = {
        "", /* no bytes at all */
        "this is not XML",
        "<?xml version='1.0'?><osm version='0.6'><node id='1' lat='36' lon='117'/><way id='1'><nd re",
        ("<?xml version=\"1.0\"?><!DOCTYPE osm [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
         "<osm version=\"0.6\"><node id=\"1\" lat=\"31\" lon=\"121\"><tag k=\"name\" v=\"A&x;\"/></node></osm>"),
    };
    struct town town;

    make_town(&town, *state, "");
    for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
        support_write(town.path, bodies[i]);
        assert_int_equal(read_roads(&town), LCI_E_DATA);
        assert_non_null(strstr(town.err.message, "town.osm: "));
        assert_int_equal(town.ways.count, 0);
    }
    free_town(&town);
}

/* Ten times ten times ... "a": 10^9 bytes if it were unfolded. */
static void
test_an_entity_bomb_is_refused(void **state)
{
    struct town town;
    char body[4096] = "<?xml version=\"1.0\"?><!DOCTYPE osm [<!ENTITY e0 \"aaaaaaaaaa\">";

    make_town(&town, *state, "");
    for (int level = 1; level <= 8; level++) {
        const size_t size = strlen(body);

        (void)snprintf(body + size, sizeof(body) - size,
                       "<!ENTITY e%d \"&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;\">", level,
                       level - 1, level - 1, level - 1, level - 1, level - 1, level - 1, level - 1,
                       level - 1, level - 1, level - 1);
    }
    strcat(body, "]><osm><node id=\"1\" lat=\"31\" lon=\"121\"><tag k=\"name\" v=\"&e8;\"/></node></osm>");
    support_write(town.path, body);
    assert_int_equal(read_roads(&town), LCI_E_DATA);
    free_town(&town);
}

static void
test_nodes_outside_the_globe_are_told_and_left_out(void **state)
{
    struct town town;

    make_town(&town, *state,
              "<node id=\"1\" lat=\"nan\" lon=\"117\"/><node id=\"2\" lat=\"91\" lon=\"117\"/>"
              "<node id=\"3\" lat=\"36\" lon=\"1e300\"/><node id=\"4\"/>"
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><nd ref=\"1\"/><nd ref=\"2\"/><nd ref=\"3\"/>"
              "<nd ref=\"4\"/><tag k=\"highway\" v=\"path\"/></way>");
    assert_int_equal(read_roads(&town), LCI_OK);
    expect_way(&town, 0, "w1", (const int64_t[]){11, 12}, 2);
    assert_int_equal(count_rows(&town, "coordinates_impossible"), 1);
    free_town(&town);
}

static void
test_missing_files_and_other_names_are_told(void **state)
{
    struct town town;

    make_town(&town, *state, "");
    assert_int_equal(remove(town.path), 0);
    assert_int_equal(read_roads(&town), LCI_E_IO);
    assert_string_equal(town.err.message, "town.osm: cannot be opened");
    assert_true(lci_path_is_osm("a/b.OSM.PBF"));
    assert_true(lci_path_is_osm("b.osm"));
    assert_false(lci_path_is_osm("b.osm.gpkg"));
    assert_false(lci_path_is_osm(".osm"));
    free_town(&town);
}

static void
test_a_decimal_comma_changes_nothing(void **state)
{
    struct town town;
    const char *found = NULL;

    make_town(&town, *state,
              "<way id=\"1\"><nd ref=\"11\"/><nd ref=\"12\"/><tag k=\"highway\" v=\"path\"/></way>");
    found = setlocale(LC_ALL, "de_DE.UTF-8");
    assert_int_equal(read_roads(&town), LCI_OK);
    (void)setlocale(LC_ALL, "C");
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_memory_equal(town.ways.point_xy_m, town.ways.point_xy_m + 4, 4 * sizeof(double));
    free_town(&town);
    if (!found)
        fail_msg("no locale with a decimal comma: tests/meson.build makes one, LOCPATH names it");
}

static void
test_every_failed_allocation_is_an_error_without_a_leak(void **state)
{
    struct town town;
    char body[4096];
    enum lci_status status = LCI_E_NOMEM;

    (void)snprintf(body, sizeof(body), LAKE, "");
    make_town(&town, *state, body);
    for (uint64_t n = 1; status != LCI_OK; n++) {
        lci_alloc_fail_at(n);
        status = read_roads(&town);
        lci_alloc_fail_at(0);
        assert_true(n < 1000);
    }
    free_town(&town);
}

/* Texts "", "highway", "path"; nodes 1 and 2; way 7 along them. */
static void
make_pbf(struct tiny *file)
{
    struct tiny message = {.size = 0};
    struct tiny nodes = {.size = 0};
    struct tiny block = {.size = 0};

    tiny_text(&message, 1, "");
    tiny_text(&message, 1, "highway");
    tiny_text(&message, 1, "path");
    tiny_message(&block, 1, &message);

    tiny_bytes(&nodes, 1, "\2\2", 2);
    message.size = 0;
    tiny_zigzag(&message, 360010000);
    tiny_zigzag(&message, 10000);
    tiny_message(&nodes, 8, &message);
    message.size = 0;
    tiny_zigzag(&message, 1170000000);
    tiny_zigzag(&message, 0);
    tiny_message(&nodes, 9, &message);
    message.size = 0;
    tiny_message(&message, 2, &nodes);
    tiny_message(&block, 2, &message);

    nodes.size = 0; /* now the way */
    tiny_number(&nodes, 1, 7);
    tiny_bytes(&nodes, 2, "\1", 1);
    tiny_bytes(&nodes, 3, "\2", 1);
    tiny_bytes(&nodes, 8, "\2\2", 2);
    message.size = 0;
    tiny_message(&message, 3, &nodes);
    tiny_message(&block, 2, &message);

    file->size = 0;
    tiny_header(file, "DenseNodes");
    message.size = 0;
    tiny_blob(&message, &block, 0); /* as it is: a flipped bit then reaches the fields, no checksum stops it */
    tiny_block(file, "OSMData", &message);
}

/* A town whose streets come from that PBF, saved as a file. */
static void
make_pbf_town(struct town *town, struct tiny *file, void *folder)
{
    make_town(town, folder, "");
    free(town->path);
    town->path = support_path(folder, "town.osm.pbf");
    town->source.path = town->path;
    make_pbf(file);
    tiny_save(file, town->path);
}

static void
test_every_failed_allocation_of_a_pbf_is_an_error(void **state)
{
    struct town town;
    struct tiny file;
    enum lci_status status = LCI_E_NOMEM;

    make_pbf_town(&town, &file, *state);
    for (uint64_t n = 1; status != LCI_OK; n++) {
        lci_ways_fini(&town.ways);
        lci_alloc_fail_at(n);
        status = read_roads(&town);
        lci_alloc_fail_at(0);
        assert_true(n < 1000);
    }
    assert_int_equal(town.ways.count, 1);
    free_town(&town);
}

static void
test_no_flipped_bit_of_a_pbf_does_harm(void **state)
{
    struct town town;
    struct tiny file;
    size_t read_count = 0;

    make_pbf_town(&town, &file, *state);
    assert_int_equal(read_roads(&town), LCI_OK);
    assert_int_equal(town.ways.count, 1);
    expect_way(&town, 0, "w7", (const int64_t[]){1, 2}, 2);
    for (size_t bit = 0; bit < 8 * file.size; bit++) {
        enum lci_status status = LCI_OK;

        file.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        tiny_save(&file, town.path);
        file.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        status = read_roads(&town);
        assert_true(status == LCI_OK || status == LCI_E_DATA);
        read_count += status == LCI_OK;
    }
    assert_true(read_count < 8 * file.size / 4); /* ids, coordinates and letters of texts may change unseen */
    free_town(&town);
}

/* Appends a block of one part: texts "", "highway", "path", "barrier", "wall". */
static void
add_pbf_block(struct tiny *file, unsigned field, const struct tiny *part)
{
    static const char *const texts[] = {"", "highway", "path", "barrier", "wall"};
    struct tiny table = {.size = 0}, group = {.size = 0}, block = {.size = 0}, blob = {.size = 0};

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        tiny_text(&table, 1, texts[i]);
    tiny_message(&group, field, part);
    tiny_message(&block, 1, &table);
    tiny_message(&block, 2, &group);
    tiny_blob(&blob, &block, 1);
    tiny_block(file, "OSMData", &blob);
}

/* Nodes 52, 12, 33, 15, 51 as make_town() places them, 33 a wall, and 12 once more, farther east. */
static void
make_pbf_nodes(struct tiny *nodes)
{
    static const int64_t ids[] = {52, 12, 33, 15, 51, 12};
    static const int64_t cells[][2] = {{5, 2}, {1, 2}, {3, 3}, {1, 5}, {5, 1}, {1, 3}}; /* row, column */
    struct tiny lists[3] = {{.size = 0}};
    int64_t before[3] = {0, -36000, -117000};

    for (size_t i = 0; i < 6; i++) {
        const int64_t here[3] = {ids[i], cells[i][0], cells[i][1]};

        for (size_t k = 0; k < 3; k++) {
            tiny_zigzag(&lists[k], (here[k] - before[k]) * (k == 0 ? 1 : 10000));
            before[k] = here[k];
        }
    }
    tiny_message(nodes, 1, &lists[0]);
    tiny_message(nodes, 8, &lists[1]);
    tiny_message(nodes, 9, &lists[2]);
    tiny_bytes(nodes, 10, "\0\0\3\4\0\0\0\0", 8);
}

/* A town in XML and in PBF, there with the way before its nodes, these in no order, one twice, and one missing. */
static void
test_a_pbf_in_any_order_is_read_as_its_xml_is(void **state)
{
    struct town xml;
    struct town pbf;
    struct tiny file = {.size = 0}, way = {.size = 0}, nodes = {.size = 0}, refs = {.size = 0};

    make_town(&xml, *state,
              "<node id=\"33\" lat=\"36.003\" lon=\"117.003\"><tag k=\"barrier\" v=\"wall\"/></node>"
              "<way id=\"7\"><nd ref=\"12\"/><nd ref=\"52\"/><nd ref=\"4\"/><nd ref=\"33\"/><nd ref=\"51\"/>"
              "<tag k=\"highway\" v=\"path\"/></way>");
    assert_int_equal(read_roads(&xml), LCI_OK);

    tiny_zigzag(&refs, 12);
    tiny_zigzag(&refs, 52 - 12);
    tiny_zigzag(&refs, 4 - 52);
    tiny_zigzag(&refs, 33 - 4);
    tiny_zigzag(&refs, 51 - 33);
    tiny_number(&way, 1, 7);
    tiny_bytes(&way, 2, "\1", 1);
    tiny_bytes(&way, 3, "\2", 1);
    tiny_message(&way, 8, &refs);
    make_pbf_nodes(&nodes);
    tiny_header(&file, "DenseNodes");
    add_pbf_block(&file, 3, &way);
    add_pbf_block(&file, 2, &nodes);
    make_town(&pbf, *state, "");
    free(pbf.path);
    pbf.path = support_path(*state, "town.osm.pbf");
    pbf.source.path = pbf.path;
    tiny_save(&file, pbf.path);
    assert_int_equal(read_roads(&pbf), LCI_OK);

    assert_int_equal(pbf.ways.count, 2);
    expect_way(&pbf, 0, "w7", (const int64_t[]){12, 52}, 2);
    expect_way(&pbf, 1, "w7", (const int64_t[]){33, 51}, 2);
    assert_memory_equal(pbf.ways.point_xy_m, xml.ways.point_xy_m, 8 * sizeof(double)); /* of 12 the one farther west */
    assert_memory_equal(pbf.ways.point_flags, xml.ways.point_flags, 4);
    assert_int_equal(pbf.ways.point_flags[2], LCI_POINT_CLOSED);
    assert_int_equal(count_rows(&pbf, "incomplete_way"), 1);
    assert_string_equal(pbf.quality.rows[0].found, "1 of 5 nodes are not in the file");
    free_town(&pbf);
    free_town(&xml);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streets_come_by_id_with_nodes_and_flags),
        cmocka_unit_test(test_missing_nodes_cut_a_way_and_are_told_once),
        cmocka_unit_test(test_repeated_ids_count_once),
        cmocka_unit_test(test_two_files_join_by_node_identity),
        cmocka_unit_test(test_walkable_areas_keep_their_rings),
        cmocka_unit_test(test_a_lake_with_an_island_is_a_barrier),
        cmocka_unit_test(test_an_open_ring_becomes_lines_and_is_told),
        cmocka_unit_test(test_barriers_can_be_turned_off),
        cmocka_unit_test(test_a_file_without_streets_stops_the_run),
        cmocka_unit_test(test_hostile_xml_is_refused),
        cmocka_unit_test(test_an_entity_bomb_is_refused),
        cmocka_unit_test(test_nodes_outside_the_globe_are_told_and_left_out),
        cmocka_unit_test(test_missing_files_and_other_names_are_told),
        cmocka_unit_test(test_a_decimal_comma_changes_nothing),
        cmocka_unit_test(test_every_failed_allocation_is_an_error_without_a_leak),
        cmocka_unit_test(test_every_failed_allocation_of_a_pbf_is_an_error),
        cmocka_unit_test(test_no_flipped_bit_of_a_pbf_does_harm),
        cmocka_unit_test(test_a_pbf_in_any_order_is_read_as_its_xml_is),
    };

    return cmocka_run_group_tests(tests, support_folder, support_remove);
}
