/* sight.c - lines of sight inside an area with holes. */
#include "network/sight.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Half of these make a metre: 2^20 of the lattice, doubled. */
#define LATTICE_PER_M (2.0 * 1048576.0)

__extension__ typedef __int128 wide;

struct point {
    int64_t x, y;
};

static struct point
at(const struct lci_sight *sight, size_t vertex)
{
    return (struct point){sight->vertices[vertex].x, sight->vertices[vertex].y};
}

/*
 * Side of the line a -> b on which c lies: 1 left, -1 right, 0 on it. Exact: below 2^52 each factor
 * fits.
 */
static int
turn(struct point a, struct point b, struct point c)
{
    const wide left = (wide)(b.x - a.x) * (c.y - a.y);
    const wide right = (wide)(b.y - a.y) * (c.x - a.x);

    return (left > right) - (left < right);
}

/* For a place on the line through a and b: strictly between them. */
static bool
between(struct point a, struct point b, struct point c)
{
    const wide dot = (wide)(c.x - a.x) * (c.x - b.x) + (wide)(c.y - a.y) * (c.y - b.y);

    return dot < 0;
}

void
lci_sight_clear(struct lci_sight *sight)
{
    sight->vertex_count = 0;
    lci_free(sight->by_place);
    lci_free(sight->cell_first);
    lci_free(sight->cell_side);
    lci_free(sight->row_first);
    lci_free(sight->row_side);
    sight->by_place = NULL;
    sight->cell_first = NULL;
    sight->cell_side = NULL;
    sight->row_first = NULL;
    sight->row_side = NULL;
}

void
lci_sight_fini(struct lci_sight *sight)
{
    lci_sight_clear(sight);
    lci_free(sight->vertices);
    lci_free(sight->touched);
    *sight = (struct lci_sight){0};
}

bool
lci_sight_add_ring(struct lci_sight *sight, const double *xy_m, const uint32_t *ring, size_t count)
{
    const size_t first = sight->vertex_count;

    if (count > 1 && ring[0] == ring[count - 1])
        count--;
    for (size_t i = 0; i < count; i++) {
        const double *place_m = &xy_m[2 * (size_t)ring[i]];

        if (!lci_grow(&sight->vertices, sight->vertex_count, &sight->vertex_capacity))
            return false;
        sight->vertices[sight->vertex_count] =
            (struct lci_sight_vertex){.x = 2 * llround(place_m[0] * (LATTICE_PER_M / 2.0)),
                                      .y = 2 * llround(place_m[1] * (LATTICE_PER_M / 2.0)),
                                      .place = ring[i],
                                      .next = i + 1 < count ? first + i + 1 : first};
        sight->vertex_count++;
    }
    return true;
}

static int
compare_places(const void *left, const void *right, void *user)
{
    const struct lci_sight *sight = user;
    const uint32_t a = sight->vertices[*(const size_t *)left].place;
    const uint32_t b = sight->vertices[*(const size_t *)right].place;

    return (a > b) - (a < b);
}

static size_t
row_of(const struct lci_sight *sight, int64_t y)
{
    const int64_t row = (y - sight->y0) / sight->cell;

    return row < (int64_t)sight->side_count ? (size_t)row : sight->side_count - 1;
}

static size_t
column_of(const struct lci_sight *sight, int64_t x)
{
    const int64_t column = (x - sight->x0) / sight->cell;

    return column < (int64_t)sight->side_count ? (size_t)column : sight->side_count - 1;
}

/*
 * Columns that the line a -> b touches in a row: from its x where it enters to where it leaves, one
 * unit wider.
 */
static void
columns_in_row(const struct lci_sight *sight, struct point a, struct point b, size_t row,
               size_t *first, size_t *last)
{
    const struct point low = a.y <= b.y ? a : b;
    const struct point high = a.y <= b.y ? b : a;
    const int64_t bottom = sight->y0 + (int64_t)row * sight->cell;
    const int64_t from_y = bottom > low.y ? bottom : low.y;
    const int64_t to_y = bottom + sight->cell < high.y ? bottom + sight->cell : high.y;
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
    *first = column_of(sight, x1);
    *last = column_of(sight, x2);
}

/* Counts the sides by row and by cell (place NULL), or enters them. */
static void
enter_sides(struct lci_sight *sight, size_t *row_at, size_t *cell_at, bool fill)
{
    for (size_t side = 0; side < sight->vertex_count; side++) {
        const struct point a = at(sight, side);
        const struct point b = at(sight, sight->vertices[side].next);
        const size_t last_row = row_of(sight, a.y > b.y ? a.y : b.y);

        for (size_t row = row_of(sight, a.y < b.y ? a.y : b.y); row <= last_row; row++) {
            size_t column = 0;
            size_t last = 0;

            if (fill)
                sight->row_side[row_at[row]] = side;
            row_at[row]++;
            columns_in_row(sight, a, b, row, &column, &last);
            for (; column <= last; column++) {
                const size_t cell = row * sight->side_count + column;

                if (fill)
                    sight->cell_side[cell_at[cell]] = side;
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

static bool
build_cells(struct lci_sight *sight)
{
    int64_t x1 = INT64_MIN;
    int64_t y1 = INT64_MIN;
    size_t cells = 0;

    sight->x0 = INT64_MAX;
    sight->y0 = INT64_MAX;
    for (size_t v = 0; v < sight->vertex_count; v++) {
        const struct point p = at(sight, v);

        sight->x0 = p.x < sight->x0 ? p.x : sight->x0;
        sight->y0 = p.y < sight->y0 ? p.y : sight->y0;
        x1 = p.x > x1 ? p.x : x1;
        y1 = p.y > y1 ? p.y : y1;
    }
    sight->side_count = 1 + (size_t)sqrt((double)sight->vertex_count / 2.0);
    sight->cell = (x1 - sight->x0 > y1 - sight->y0 ? x1 - sight->x0 : y1 - sight->y0) /
                      (int64_t)sight->side_count +
                  1;
    cells = sight->side_count * sight->side_count;
    sight->row_first = lci_new_array(size_t, sight->side_count + 1);
    sight->cell_first = lci_new_array(size_t, cells + 1);
    if (!sight->row_first || !sight->cell_first)
        return false;
    enter_sides(sight, sight->row_first, sight->cell_first, false);
    sight->row_side = lci_new_array(size_t, sum_up(sight->row_first, sight->side_count));
    sight->cell_side = lci_new_array(size_t, sum_up(sight->cell_first, cells));
    if (!sight->row_side || !sight->cell_side)
        return false;
    enter_sides(sight, sight->row_first, sight->cell_first, true);
    step_back(sight->row_first, sight->side_count);
    step_back(sight->cell_first, cells);
    return true;
}

bool
lci_sight_prepare(struct lci_sight *sight, const uint32_t *entrances, size_t count)
{
    size_t e = 0;

    sight->by_place = lci_new_array(size_t, sight->vertex_count);
    if (!sight->by_place)
        return false;
    for (size_t v = 0; v < sight->vertex_count; v++)
        sight->by_place[v] = v;
    qsort_r(sight->by_place, sight->vertex_count, sizeof(*sight->by_place), compare_places, sight);
    for (size_t i = 0; i < sight->vertex_count; i++) {
        struct lci_sight_vertex *vertex = &sight->vertices[sight->by_place[i]];

        while (e < count && entrances[e] < vertex->place)
            e++;
        vertex->entrance = e < count && entrances[e] == vertex->place;
    }
    return build_cells(sight);
}

/* A vertex at this place. */
static size_t
vertex_at(const struct lci_sight *sight, uint32_t place)
{
    size_t low = 0;
    size_t high = sight->vertex_count - 1;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (sight->vertices[sight->by_place[middle]].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    return sight->by_place[low];
}

/*
 * Whether a place of the lattice lies in the area or on its rings: sides to the right of it, odd or
 * even.
 */
static bool
contains(const struct lci_sight *sight, struct point p)
{
    const size_t row = row_of(sight, p.y);
    bool inside = false;

    for (size_t i = sight->row_first[row]; i < sight->row_first[row + 1]; i++) {
        const size_t side = sight->row_side[i];
        const struct point a = at(sight, side);
        const struct point b = at(sight, sight->vertices[side].next);
        const int side_of = turn(a, b, p);

        if (side_of == 0 && ((p.x == a.x && p.y == a.y) || (p.x == b.x && p.y == b.y) ||
                             between(a, b, p)))
            return true;
        if ((a.y > p.y) != (b.y > p.y) && (side_of > 0) == (b.y > a.y))
            inside = !inside;
    }
    return inside;
}

static bool
note_touched(struct lci_sight *sight, size_t vertex)
{
    if (!lci_grow(&sight->touched, sight->touched_count, &sight->touched_capacity))
        return false;
    sight->touched[sight->touched_count++] = vertex;
    return true;
}

/*
 * Looks at one side: *blocked where it crosses the line, lies along it end to end, or touches it
 * with an entrance.
 */
static bool
look_past(struct lci_sight *sight, size_t side, size_t from, size_t to, bool *blocked)
{
    const struct point p = at(sight, from);
    const struct point q = at(sight, to);
    const size_t ends[2] = {side, sight->vertices[side].next};
    const uint32_t places[2] = {sight->vertices[ends[0]].place, sight->vertices[ends[1]].place};
    const uint32_t from_place = sight->vertices[from].place;
    const uint32_t to_place = sight->vertices[to].place;
    const struct point a = at(sight, ends[0]);
    const struct point b = at(sight, ends[1]);
    const int pqa = turn(p, q, a);
    const int pqb = turn(p, q, b);

    if ((places[0] == from_place && places[1] == to_place) ||
        (places[1] == from_place && places[0] == to_place))
        *blocked = true;
    if (pqa * pqb < 0 && turn(a, b, p) * turn(a, b, q) < 0)
        *blocked = true;
    for (size_t e = 0; e < 2 && !*blocked; e++) {
        if ((e == 0 ? pqa : pqb) != 0 || !between(p, q, e == 0 ? a : b))
            continue;
        *blocked = sight->vertices[ends[e]].entrance;
        if (!*blocked && !note_touched(sight, ends[e]))
            return false;
    }
    return true;
}

static int
compare_along(const void *left, const void *right, void *user)
{
    const struct lci_sight *sight = user;
    const struct point a = at(sight, *(const size_t *)left);
    const struct point b = at(sight, *(const size_t *)right);

    if (a.x != b.x)
        return a.x < b.x ? -1 : 1;
    return (a.y > b.y) - (a.y < b.y);
}

/* Whether the line stays inside between one touched vertex and the next. */
static bool
stays_inside(struct lci_sight *sight, size_t from, size_t to)
{
    const struct point p = at(sight, from);
    const struct point q = at(sight, to);
    const bool forward = p.x != q.x ? p.x < q.x : p.y <= q.y;
    const struct point end = forward ? q : p;
    struct point before = forward ? p : q;

    if (sight->touched_count > 1)
        qsort_r(sight->touched, sight->touched_count, sizeof(*sight->touched), compare_along,
                sight);
    for (size_t i = 0; i <= sight->touched_count; i++) {
        const struct point next = i < sight->touched_count ? at(sight, sight->touched[i]) : end;
        const struct point middle = {before.x + (next.x - before.x) / 2,
                                     before.y + (next.y - before.y) / 2};

        if (!contains(sight, middle))
            return false;
        before = next;
    }
    return true;
}

bool
lci_sight_sees(struct lci_sight *sight, uint32_t from_place, uint32_t to_place, bool *sees)
{
    const size_t from = vertex_at(sight, from_place);
    const size_t to = vertex_at(sight, to_place);
    const struct point p = at(sight, from);
    const struct point q = at(sight, to);
    const size_t last_row = row_of(sight, p.y > q.y ? p.y : q.y);
    bool blocked = p.x == q.x && p.y == q.y;

    *sees = false;
    sight->touched_count = 0;
    for (size_t row = row_of(sight, p.y < q.y ? p.y : q.y); row <= last_row; row++) {
        size_t column = 0;
        size_t last = 0;

        columns_in_row(sight, p, q, row, &column, &last);
        for (; column <= last; column++) {
            const size_t cell = row * sight->side_count + column;

            for (size_t i = sight->cell_first[cell]; i < sight->cell_first[cell + 1]; i++) {
                if (!look_past(sight, sight->cell_side[i], from, to, &blocked))
                    return false;
                if (blocked)
                    return true;
            }
        }
    }
    *sees = stays_inside(sight, from, to);
    return true;
}
