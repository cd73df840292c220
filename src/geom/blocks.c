/* blocks.c - follows the sides that have a square on one hand only. */
#include "geom/blocks.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "geom/holes.h"
#include "geom/polygons.h"

/* Where a side leads, with its square on the left. */
enum heading { EAST, NORTH, WEST, SOUTH };

/* A side of the outline, from the lattice point at the lower left of square (row, column) on. */
struct side {
    int64_t row, column;
    enum heading heading;
    bool done;
};

struct outline {
    struct side *sides; /* by point */
    size_t count;
    double side_m;
};

static int
compare_places(int64_t a_row, int64_t a_column, int64_t b_row, int64_t b_column)
{
    if (a_row != b_row)
        return a_row < b_row ? -1 : 1;
    return (a_column > b_column) - (a_column < b_column);
}

static int
compare_squares(const void *left, const void *right)
{
    const struct lci_block *a = left;
    const struct lci_block *b = right;

    return compare_places(a->row, a->column, b->row, b->column);
}

static int
compare_sides(const void *left, const void *right)
{
    const struct side *a = left;
    const struct side *b = right;

    return compare_places(a->row, a->column, b->row, b->column);
}

size_t
lci_blocks_sort(struct lci_block *squares, size_t count)
{
    size_t kept = 0;

    if (count == 0)
        return 0;
    qsort(squares, count, sizeof(*squares), compare_squares);
    for (size_t i = 1; i < count; i++)
        if (compare_squares(&squares[i], &squares[kept]) != 0)
            squares[++kept] = squares[i];
    return kept + 1;
}

static bool
is_there(const struct lci_block *squares, size_t count, int64_t row, int64_t column)
{
    const struct lci_block wanted = {row, column};

    return bsearch(&wanted, squares, count, sizeof(wanted), compare_squares) != NULL;
}

/* The sides without a neighbour. False: out of memory. */
static bool
find_sides(const struct lci_block *squares, size_t count, struct outline *outline)
{
    outline->sides = lci_new_array(struct side, 4 * count);
    for (size_t i = 0; outline->sides && i < count; i++) {
        const int64_t row = squares[i].row;
        const int64_t column = squares[i].column;

        if (!is_there(squares, count, row - 1, column))
            outline->sides[outline->count++] = (struct side){row, column, EAST, false};
        if (!is_there(squares, count, row, column + 1))
            outline->sides[outline->count++] = (struct side){row, column + 1, NORTH, false};
        if (!is_there(squares, count, row + 1, column))
            outline->sides[outline->count++] = (struct side){row + 1, column + 1, WEST, false};
        if (!is_there(squares, count, row, column - 1))
            outline->sides[outline->count++] = (struct side){row + 1, column, SOUTH, false};
    }
    if (outline->sides)
        qsort(outline->sides, outline->count, sizeof(*outline->sides), compare_sides);
    return outline->sides != NULL;
}

/* Two sides begin in a point where squares touch in a corner only. */
static bool
touches_itself(const struct outline *outline)
{
    for (size_t i = 1; i < outline->count; i++)
        if (compare_sides(&outline->sides[i - 1], &outline->sides[i]) == 0)
            return true;
    return false;
}

/* The side that begins where this one ends. */
static struct side *
side_after(const struct outline *outline, const struct side *side)
{
    const struct side end = {.row = side->row + (side->heading == NORTH) - (side->heading == SOUTH),
                             .column = side->column + (side->heading == EAST) - (side->heading == WEST)};

    return bsearch(&end, outline->sides, outline->count, sizeof(end), compare_sides);
}

static void
put_corner(const struct outline *outline, const struct side *side, struct lci_polygons *rings)
{
    double *at = rings->xy_m + 2 * rings->point_count++;

    at[0] = ((double)side->column - 0.5) * outline->side_m;
    at[1] = ((double)side->row - 0.5) * outline->side_m;
}

/* Every row of squares has its corners, so sides to the east and west are joined, sides to the north and south are not. */
static void
follow(const struct outline *outline, struct side *first, struct lci_polygons *rings)
{
    const size_t begin = rings->point_count;
    struct side *side = first;

    do {
        struct side *next = side_after(outline, side);

        side->done = true;
        if (next->heading != side->heading || next->heading == NORTH || next->heading == SOUTH)
            put_corner(outline, next, rings);
        side = next;
    } while (side != first);
    for (size_t axis = 0; axis < 2; axis++)
        rings->xy_m[2 * rings->point_count + axis] = rings->xy_m[2 * begin + axis];
    rings->point_count++;
    lci_polygons_end_ring(rings);
    lci_polygons_end(rings);
}

enum lci_status
lci_blocks_outline(const struct lci_block *squares, size_t count, double side_m, bool *simple, struct lci_polygons *out,
                    struct lci_error *err)
{
    struct outline outline = {.side_m = side_m};
    struct lci_polygons rings = {0};
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    *simple = false;
    /* A ring has four sides at least. */
    if (!find_sides(squares, count, &outline) || !lci_polygons_reserve(&rings, count, count, 5 * count))
        status = lci_fail_nomem(err, "squares");
    *simple = status == LCI_OK && !touches_itself(&outline);
    for (size_t i = 0; *simple && i < outline.count; i++)
        if (!outline.sides[i].done)
            follow(&outline, &outline.sides[i], &rings);
    if (*simple)
        status = lci_holes_place(&rings, 0.0, out, err);
    lci_polygons_fini(&rings);
    lci_free(outline.sides);
    return status;
}
