/* shares.c - reads shares, and hides those of few people. */
#include "maps/shares.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/suppress.h"
#include "maps/scene_layer.h"

static const double PER_CENT = 100.0;

/* What rounded numbers of tables may differ by, as a ratio. */
static const double ROUNDING = 1e-5;

static const double M2_A_HECTARE = 10000.0;

/* Weights that T1 takes where nothing else is said, in their order. */
static const char *const usual_weights[] = {"households", "population"};
enum { USUAL_WEIGHTS = sizeof(usual_weights) / sizeof(usual_weights[0]) };

enum { PROFILE, LEVEL, UNIT, CATEGORY, WEIGHT, LIMIT_M, LIMIT_MIN, FIRST_OF_ITS_OWN };

/* The limit that each share was read for: the largest one counts. */
struct largest {
    double *limits; /* unit_count * category_count */
};

static bool
is_of(struct lci_layer_rows *rows, const struct lci_scene *scene)
{
    return lci_layer_text_is(rows, PROFILE, scene->pass->id) && lci_layer_text_is(rows, LEVEL, scene->level);
}

/* The share that a row is about; NULL: of another unit or category. */
static struct lci_map_share *
share_at(struct lci_layer_rows *rows, const struct lci_scene *scene, const struct lci_map_shares *shares,
         struct largest *largest)
{
    const char *code = lci_gpkg_text_at(rows->cursor, UNIT);
    const struct lci_scene_unit *unit = code ? lci_scene_unit_of(scene, code) : NULL;
    const double limit_m = lci_gpkg_real_at(rows->cursor, LIMIT_M);
    const double limit = isnan(limit_m) ? lci_gpkg_real_at(rows->cursor, LIMIT_MIN) : limit_m;
    size_t at = 0;

    if (!unit || isnan(limit))
        return NULL;
    while (at < shares->category_count && !lci_layer_text_is(rows, CATEGORY, scene->pass->categories[at].id))
        at++;
    if (at == shares->category_count)
        return NULL;
    at += (size_t)(unit - scene->units) * shares->category_count;
    if (limit < largest->limits[at])
        return NULL;
    largest->limits[at] = limit;
    return &shares->items[at];
}

/* The first usual weight that anybody has. */
static enum lci_status
choose_weight(const struct lci_scene *scene, struct lci_map_shares *shares, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "level", "definition", "weight", "denominator"};
    double sums[USUAL_WEIGHTS] = {0.0};
    struct lci_layer_rows rows = {.cursor = NULL};
    enum lci_status status = lci_layer_open(scene->result, "coverage", columns, 5, &shares->arena, &rows, err);

    while (lci_layer_next(&rows, &status, err))
        if (is_of(&rows, scene) && lci_layer_text_is(&rows, 2, "weight"))
            for (size_t w = 0; w < USUAL_WEIGHTS; w++)
                if (lci_layer_text_is(&rows, 3, usual_weights[w]))
                    sums[w] = fmax(sums[w], lci_gpkg_real_at(rows.cursor, 4));
    lci_layer_close(&rows);
    shares->weight = "land";
    shares->measure = "m2";
    for (size_t w = USUAL_WEIGHTS; w-- > 0;)
        if (sums[w] > 0.0) {
            shares->weight = usual_weights[w];
            shares->measure = strcmp(usual_weights[w], "population") == 0 ? "people" : usual_weights[w];
        }
    return status;
}

static enum lci_status
read_coverage(const struct lci_scene *scene, struct lci_map_shares *shares, struct largest *largest, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "level",     "unit_code",  "category",  "weight",
                                          "limit_m", "limit_min", "definition", "numerator", "denominator"};
    const bool is_land = strcmp(shares->weight, "land") == 0;
    struct lci_layer_rows rows = {.cursor = NULL};
    enum lci_status status = lci_layer_open(scene->result, "coverage", columns, 10, &shares->arena, &rows, err);

    while (lci_layer_next(&rows, &status, err)) {
        struct lci_map_share *share = NULL;

        if (!is_of(&rows, scene) || !lci_layer_text_is(&rows, FIRST_OF_ITS_OWN, is_land ? "land_network" : "weight") ||
            (!is_land && !lci_layer_text_is(&rows, WEIGHT, shares->weight)))
            continue;
        share = share_at(&rows, scene, shares, largest);
        if (share) {
            share->numerator = lci_gpkg_real_at(rows.cursor, FIRST_OF_ITS_OWN + 1);
            share->denominator = lci_gpkg_real_at(rows.cursor, FIRST_OF_ITS_OWN + 2);
        }
    }
    lci_layer_close(&rows);
    return status;
}

static enum lci_status
read_straight(const struct lci_scene *scene, struct lci_map_shares *shares, struct largest *largest, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "level",   "unit_code", "category",
                                          "weight",  "limit_m", "limit_min", "straight"};
    const double unit = strcmp(shares->weight, "land") == 0 ? M2_A_HECTARE : 1.0; /* land is in hectares there */
    struct lci_layer_rows rows = {.cursor = NULL};
    enum lci_status status = LCI_OK;

    shares->has_straight = lci_gpkg_has_table(scene->result->source, "straight_network");
    if (!shares->has_straight)
        return LCI_OK;
    status = lci_layer_open(scene->result, "straight_network", columns, 8, &shares->arena, &rows, err);
    while (lci_layer_next(&rows, &status, err)) {
        struct lci_map_share *share = NULL;

        if (is_of(&rows, scene) && lci_layer_text_is(&rows, WEIGHT, shares->weight))
            share = share_at(&rows, scene, shares, largest);
        if (share)
            share->straight = lci_gpkg_real_at(rows.cursor, FIRST_OF_ITS_OWN) * unit;
    }
    lci_layer_close(&rows);
    return status;
}

static void
hide_small(const struct lci_scene *scene, struct lci_map_shares *shares)
{
    const struct lci_figures *figures = &scene->figures;
    const uint32_t level = lci_figures_level(figures, scene->level);
    const enum lci_figure_weight weight =
        strcmp(shares->weight, "population") == 0 ? LCI_FIGURE_PEOPLE : LCI_FIGURE_HOUSEHOLDS;

    for (size_t u = 0; u < scene->unit_count; u++) {
        const uint32_t at = level == LCI_FIGURES_NONE ? level : lci_figures_find(figures, level, scene->units[u].code);

        for (size_t c = 0; c < shares->category_count; c++) {
            struct lci_map_share *share = &shares->items[u * shares->category_count + c];

            share->is_hidden = at == LCI_FIGURES_NONE || figures->units[at].whole_is_hidden[weight] ||
                               lci_figure_of(&figures->units[at], &figures->groups[c], weight)->is_hidden;
            share->straight_is_hidden = share->is_hidden ||
                                        lci_suppress_share(share->straight, share->denominator, figures->below) ||
                                        lci_suppress_count(share->straight - share->numerator, figures->below);
        }
    }
}

static void
forget_limits(struct largest *largest, size_t count)
{
    for (size_t i = 0; i < count; i++)
        largest->limits[i] = 0.0;
}

enum lci_status
lci_map_shares_read(const struct lci_scene *scene, struct lci_map_shares *out, struct lci_error *err)
{
    const size_t count = scene->unit_count * scene->pass->category_count;
    struct largest largest = {.limits = NULL};
    enum lci_status status = LCI_OK;

    *out = (struct lci_map_shares){.weight = "land", .measure = "m2", .category_count = scene->pass->category_count};
    if (count == 0 || !lci_gpkg_has_table(scene->result->source, "coverage"))
        return LCI_OK;
    out->items = lci_arena_alloc(&out->arena, count, sizeof(*out->items));
    largest.limits = lci_arena_alloc(&out->arena, count, sizeof(*largest.limits));
    status = out->items && largest.limits ? choose_weight(scene, out, err) : lci_fail_nomem(err, "maps");
    if (status == LCI_OK) {
        for (size_t i = 0; i < count; i++)
            out->items[i] = (struct lci_map_share){.numerator = NAN, .denominator = NAN, .straight = NAN};
        status = read_coverage(scene, out, &largest, err);
    }
    if (status == LCI_OK) {
        forget_limits(&largest, count);
        status = read_straight(scene, out, &largest, err);
    }
    if (status == LCI_OK && strcmp(out->weight, "land") != 0)
        hide_small(scene, out);
    if (status != LCI_OK)
        lci_map_shares_fini(out);
    return status;
}

void
lci_map_shares_fini(struct lci_map_shares *shares)
{
    lci_arena_fini(&shares->arena);
    *shares = (struct lci_map_shares){.items = NULL};
}

const struct lci_map_share *
lci_map_share_of(const struct lci_map_shares *shares, const struct lci_scene *scene, const struct lci_scene_unit *unit,
                 size_t category)
{
    return &shares->items[(size_t)(unit - scene->units) * shares->category_count + category];
}

double
lci_map_share_ratio(const struct lci_map_share *share)
{
    return share->denominator > 0.0 ? share->numerator / share->denominator : (double)NAN;
}

double
lci_map_share_over_claim(const struct lci_map_share *share)
{
    const double claim = share->denominator > 0.0 ? (share->straight - share->numerator) / share->denominator : (double)NAN;

    return fabs(claim) < ROUNDING ? 0.0 : claim; /* no walk is shorter than the straight line */
}

void
lci_map_share_text(const struct lci_map_share *share, char text[16])
{
    const double ratio = lci_map_share_ratio(share);

    if (share->is_hidden)
        (void)snprintf(text, 16, "*");
    else if (isnan(ratio))
        (void)snprintf(text, 16, "n/a");
    else
        (void)snprintf(text, 16, "%.1f %%", PER_CENT * ratio);
}
