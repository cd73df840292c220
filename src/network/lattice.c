/* lattice.c - rings on a lattice, filed in cells. */
#include "network/lattice.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Half of these make a metre: 2^20 of the lattice, doubled. */
#define LATTICE_PER_M (2.0 * 1048576.0)

__extension__ typedef __int128 wide;

struct lci_lattice_point
lci_lattice_round(const double xy_m[2])
{
    return (struct lci_lattice_point){2 * llround(xy_m[0] * (LATTICE_PER_M / 2.0)), 2 * llround(xy_m[1] * (LATTICE_PER_M / 2.0))};
}

/* Exact: below 2^52 each factor fits. */
int
lci_lattice_turn(struct lci_lattice_point a, struct lci_lattice_point b, struct lci_lattice_point c)
{
    const wide left = (wide)(b.x - a.x) * (c.y - a.y);
    const wide right = (wide)(b.y - a.y) * (c.x - a.x);

    return (left > right) - (left < right);
}

bool
lci_lattice_between(struct lci_lattice_point a, struct lci_lattice_point b, struct lci_lattice_point c)
{
    const wide dot = (wide)(c.x - a.x) * (c.x - b.x) + (wide)(c.y - a.y) * (c.y - b.y);

    return dot < 0;
}

void
lci_lattice_clear(struct lci_lattice *lattice)
{
    lattice->vertex_count = 0;
    lci_free(lattice->cell_first);
    lci_free(lattice->cell_side);
    lci_free(lattice->row_first);
    lci_free(lattice->row_side);
    lattice->cell_first = NULL;
    lattice->cell_side = NULL;
    lattice->row_first = NULL;
    lattice->row_side = NULL;
}

void
lci_lattice_fini(struct lci_lattice *lattice)
{
    lci_lattice_clear(lattice);
    lci_free(lattice->vertices);
    *lattice = (struct lci_lattice){0};
}

bool
lci_lattice_add_ring(struct lci_lattice *lattice, const struct lci_lattice_point *places, size_t count)
{
    const size_t first = lattice->vertex_count;

    for (size_t i = 0; i < count; i++) {
        if (!lci_grow(&lattice->vertices, lattice->vertex_count, &lattice->vertex_capacity))
            return false;
        lattice->vertices[lattice->vertex_count++] =
            (struct lci_lattice_vertex){.at = places[i], .next = i + 1 < count ? first + i + 1 : first};
    }
    return true;
}

static size_t
row_of(const struct lci_lattice *lattice, int64_t y)
{
    const int64_t row = (y - lattice->y0) / lattice->cell;

    return row < (int64_t)lattice->row_count ? (size_t)row : lattice->row_count - 1;
}

static size_t
column_of(const struct lci_lattice *lattice, int64_t x)
{
    const int64_t column = (x - lattice->x0) / lattice->cell;

    return column < (int64_t)lattice->column_count ? (size_t)column : lattice->column_count - 1;
}

/*
 * Columns that the line a -> b touches in a row: from its x where it enters to where it leaves, one
 * unit wider.
 */
static void
columns_in_row(const struct lci_lattice *lattice, struct lci_lattice_point a, struct lci_lattice_point b, size_t row,
               size_t *first, size_t *last)
{
    const struct lci_lattice_point low = a.y <= b.y ? a : b;
    const struct lci_lattice_point high = a.y <= b.y ? b : a;
    const int64_t bottom = lattice->y0 + (int64_t)row * lattice->cell;
    const int64_t from_y = bottom > low.y ? bottom : low.y;
    const int64_t to_y = bottom + lattice->cell < high.y ? bottom + lattice->cell : high.y;
    const int64_t min_x = a.x < b.x ? a.x : b.x;
    const int64_t max_x = a.x < b.x ? b.x : a.x;
    int64_t x1 = min_x;
    int64_t x2 = max_x;

    if (high.y > low.y) {
        const wide dx = high.x - low.x;
        const int64_t dy = high.y - low.y;
        const int64_t enter = low.x + (int64_t)(dx * (from_y - low.y) / dy);
        const int64_t leave = low.x + (int64_t)(dx * (to_y - low.y) / dy);

        x1 = (enter < leave ? enter : leave) - 2;
        x2 = (enter < leave ? leave : enter) + 2;
        x1 = x1 > min_x ? x1 : min_x;
        x2 = x2 < max_x ? x2 : max_x;
    }
    *first = column_of(lattice, x1);
    *last = column_of(lattice, x2);
}

static struct lci_lattice_point
end_of(const struct lci_lattice *lattice, size_t side)
{
    return lattice->vertices[lattice->vertices[side].next].at;
}

/* Counts the sides by row and by cell, or enters them. */
static void
enter_sides(struct lci_lattice *lattice, size_t *row_at, size_t *cell_at, bool fill)
{
    for (size_t side = 0; side < lattice->vertex_count; side++) {
        const struct lci_lattice_point a = lattice->vertices[side].at;
        const struct lci_lattice_point b = end_of(lattice, side);
        const size_t last_row = row_of(lattice, a.y > b.y ? a.y : b.y);

        for (size_t row = row_of(lattice, a.y < b.y ? a.y : b.y); row <= last_row; row++) {
            size_t column = 0;
            size_t last = 0;

            if (fill)
                lattice->row_side[row_at[row]] = side;
            row_at[row]++;
            columns_in_row(lattice, a, b, row, &column, &last);
            for (; column <= last; column++) {
                const size_t cell = row * lattice->column_count + column;

                if (fill)
                    lattice->cell_side[cell_at[cell]] = side;
                cell_at[cell]++;
            }
        }
    }
}

/* Turns counts at [i] into beginnings, with one more entry at the end. Answers the sum. */
static size_t
sum_up(size_t *first, size_t count)
{
    size_t sum = 0;

    for (size_t i = 0; i <= count; i++) {
        const size_t here = i < count ? first[i] : 0;

        first[i] = sum;
        sum += here;
    }
    return sum;
}

/* After filling, every beginning has moved to the next one: move them back. */
static void
step_back(size_t *first, size_t count)
{
    for (size_t i = count; i > 0; i--)
        first[i] = first[i - 1];
    first[0] = 0;
}

/* Cells up to the corner (x1, y1) of the box. */
static void
lay_cells(struct lci_lattice *lattice, int64_t x1, int64_t y1)
{
    const double broad = (double)(x1 - lattice->x0);
    const double high = (double)(y1 - lattice->y0);
    const double longer = broad > high ? broad : high;
    const double count = (double)lattice->vertex_count + 1.0;
    /* Not above a cell for each side in a row, however flat the box is. */
    const double cell = fmax(sqrt(broad * high / count), longer / count);

    lattice->cell = (int64_t)cell + 1;
    lattice->column_count = (size_t)((x1 - lattice->x0) / lattice->cell) + 1;
    lattice->row_count = (size_t)((y1 - lattice->y0) / lattice->cell) + 1;
}

bool
lci_lattice_prepare(struct lci_lattice *lattice)
{
    int64_t x1 = 0;
    int64_t y1 = 0;
    size_t cells = 0;

    lattice->x0 = lattice->vertex_count > 0 ? INT64_MAX : 0;
    lattice->y0 = lattice->x0;
    x1 = y1 = lattice->vertex_count > 0 ? INT64_MIN : 0;
    for (size_t v = 0; v < lattice->vertex_count; v++) {
        const struct lci_lattice_point p = lattice->vertices[v].at;

        lattice->x0 = p.x < lattice->x0 ? p.x : lattice->x0;
        lattice->y0 = p.y < lattice->y0 ? p.y : lattice->y0;
        x1 = p.x > x1 ? p.x : x1;
        y1 = p.y > y1 ? p.y : y1;
    }
    lay_cells(lattice, x1, y1);
    cells = lattice->column_count * lattice->row_count;
    lattice->row_first = lci_new_array(size_t, lattice->row_count + 1);
    lattice->cell_first = lci_new_array(size_t, cells + 1);
    if (!lattice->row_first || !lattice->cell_first)
        return false;
    enter_sides(lattice, lattice->row_first, lattice->cell_first, false);
    lattice->row_side = lci_new_array(size_t, sum_up(lattice->row_first, lattice->row_count));
    lattice->cell_side = lci_new_array(size_t, sum_up(lattice->cell_first, cells));
    if (!lattice->row_side || !lattice->cell_side)
        return false;
    enter_sides(lattice, lattice->row_first, lattice->cell_first, true);
    step_back(lattice->row_first, lattice->row_count);
    step_back(lattice->cell_first, cells);
    return true;
}

/* Sides to the right of the place: odd or even. */
bool
lci_lattice_contains(const struct lci_lattice *lattice, struct lci_lattice_point p)
{
    size_t row = 0;
    bool inside = false;

    if (p.y < lattice->y0)
        return false;
    row = row_of(lattice, p.y);
    for (size_t i = lattice->row_first[row]; i < lattice->row_first[row + 1]; i++) {
        const size_t side = lattice->row_side[i];
        const struct lci_lattice_point a = lattice->vertices[side].at;
        const struct lci_lattice_point b = end_of(lattice, side);
        const int side_of = lci_lattice_turn(a, b, p);

        if (side_of == 0 && ((p.x == a.x && p.y == a.y) || (p.x == b.x && p.y == b.y) ||
                             lci_lattice_between(a, b, p)))
            return true;
        if ((a.y > p.y) != (b.y > p.y) && (side_of > 0) == (b.y > a.y))
            inside = !inside;
    }
    return inside;
}

enum lci_lattice_answer
lci_lattice_pass(const struct lci_lattice *lattice, struct lci_lattice_point p, struct lci_lattice_point q,
                 enum lci_lattice_answer (*look)(void *user, size_t side), void *user)
{
    const size_t last_row = row_of(lattice, p.y > q.y ? p.y : q.y);

    for (size_t row = row_of(lattice, p.y < q.y ? p.y : q.y); row <= last_row; row++) {
        size_t column = 0;
        size_t last = 0;

        columns_in_row(lattice, p, q, row, &column, &last);
        for (; column <= last; column++) {
            const size_t cell = row * lattice->column_count + column;

            for (size_t i = lattice->cell_first[cell]; i < lattice->cell_first[cell + 1]; i++) {
                const enum lci_lattice_answer answer = look(user, lattice->cell_side[i]);

                if (answer != LCI_LATTICE_GO_ON)
                    return answer;
            }
        }
    }
    return LCI_LATTICE_GO_ON;
}

enum lci_lattice_meeting
lci_lattice_meet(const struct lci_lattice *lattice, size_t side, struct lci_lattice_point p, struct lci_lattice_point q)
{
    const struct lci_lattice_point a = lattice->vertices[side].at;
    const struct lci_lattice_point b = end_of(lattice, side);
    const int ends = lci_lattice_turn(p, q, a) * lci_lattice_turn(p, q, b);

    if (ends == 0)
        return LCI_LATTICE_TOUCHES;
    return ends < 0 && lci_lattice_turn(a, b, p) * lci_lattice_turn(a, b, q) < 0 ? LCI_LATTICE_CROSSES : LCI_LATTICE_APART;
}

bool
lci_lattice_touch(const struct lci_lattice *lattice, size_t side, struct lci_lattice_point p, struct lci_lattice_point q,
                  struct lci_lattice_touches *touches)
{
    const size_t ends[2] = {side, lattice->vertices[side].next};

    for (size_t e = 0; e < 2; e++) {
        const struct lci_lattice_point end = lattice->vertices[ends[e]].at;

        if (lci_lattice_turn(p, q, end) != 0 || !lci_lattice_between(p, q, end))
            continue;
        if (!lci_grow(&touches->vertices, touches->count, &touches->capacity))
            return false;
        touches->vertices[touches->count++] = ends[e];
    }
    return true;
}

static int
compare_along(const void *left, const void *right, void *user)
{
    const struct lci_lattice *lattice = user;
    const struct lci_lattice_point a = lattice->vertices[*(const size_t *)left].at;
    const struct lci_lattice_point b = lattice->vertices[*(const size_t *)right].at;

    if (a.x != b.x)
        return a.x < b.x ? -1 : 1;
    return (a.y > b.y) - (a.y < b.y);
}

bool
lci_lattice_stays_inside(const struct lci_lattice *lattice, struct lci_lattice_point p, struct lci_lattice_point q,
                         struct lci_lattice_touches *touches)
{
    const bool forward = p.x != q.x ? p.x < q.x : p.y <= q.y;
    const struct lci_lattice_point end = forward ? q : p;
    struct lci_lattice_point before = forward ? p : q;

    if (touches->count > 1)
        qsort_r(touches->vertices, touches->count, sizeof(*touches->vertices), compare_along, (void *)(uintptr_t)lattice);
    for (size_t i = 0; i <= touches->count; i++) {
        const struct lci_lattice_point next = i < touches->count ? lattice->vertices[touches->vertices[i]].at : end;
        const struct lci_lattice_point middle = {before.x + (next.x - before.x) / 2, before.y + (next.y - before.y) / 2};

        if (!lci_lattice_contains(lattice, middle))
            return false;
        before = next;
    }
    return true;
}

/* A line that is looked along. */
struct sight_line {
    const struct lci_lattice *lattice;
    struct lci_lattice_point p, q;
    struct lci_lattice_touches *touches;
};

static enum lci_lattice_answer
look_past(void *user, size_t side)
{
    const struct sight_line *line = user;

    switch (lci_lattice_meet(line->lattice, side, line->p, line->q)) {
    case LCI_LATTICE_CROSSES:
        return LCI_LATTICE_BLOCKED;
    case LCI_LATTICE_TOUCHES:
        return lci_lattice_touch(line->lattice, side, line->p, line->q, line->touches) ? LCI_LATTICE_GO_ON
                                                                                       : LCI_LATTICE_NO_MEMORY;
    case LCI_LATTICE_APART:
        break;
    }
    return LCI_LATTICE_GO_ON;
}

bool
lci_lattice_sees(const struct lci_lattice *lattice, struct lci_lattice_point p, struct lci_lattice_point q,
                 struct lci_lattice_touches *touches, bool *sees)
{
    struct sight_line line = {lattice, p, q, touches};
    enum lci_lattice_answer answer = LCI_LATTICE_GO_ON;

    touches->count = 0;
    answer = lci_lattice_pass(lattice, p, q, look_past, &line);
    *sees = answer == LCI_LATTICE_GO_ON && lci_lattice_stays_inside(lattice, p, q, touches);
    return answer != LCI_LATTICE_NO_MEMORY;
}

void
lci_lattice_touches_fini(struct lci_lattice_touches *touches)
{
    lci_free(touches->vertices);
    *touches = (struct lci_lattice_touches){0};
}
