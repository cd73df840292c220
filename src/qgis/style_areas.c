/* style_areas.c - ground and streets from which a category is reached, band by band. */
#include <math.h>
#include <string.h>

#include "io/number.h"
#include "qgis/style_page.h"

/* The limits of a category for who walks, ascending. */
struct area_bands {
    double *limits_m, *limits_min; /* count */
    size_t count;
};

enum area_value { PROFILE, CATEGORY, LIMIT_M, LIMIT_MIN, AREA_WIDTH };

static double
number_of(const char *text)
{
    double value = NAN;

    return text && lci_number_from_text(text, &value) == LCI_NUMBER_OK ? value : (double)NAN;
}

/* "profile" = 'adult' AND "category" = 'school' AND "limit_m" = 360 */
static const char *
filter_of(struct lci_style_page *page, const char *limit)
{
    return lci_style_text(page, "%s AND %s%s%s",
                          lci_style_is(page, "profile", page->style->profile),
                          lci_style_is(page, "category", page->style->category),
                          limit ? " AND " : "", limit ? limit : "");
}

/* Limits are stored to the millimetre; half of one to either side is no other limit. */
static const char *
limit_filter(struct lci_style_page *page, double limit_m)
{
    return filter_of(page, lci_style_text(page, "abs(\"limit_m\" - %s) < 0.0005",
                                          lci_style_number(page, limit_m)));
}

static const char *
band_label(struct lci_style_page *page, size_t band)
{
    const struct area_bands *bands = page->style->facts;

    return lci_style_band(page, band > 0 ? bands->limits_min[band - 1] : 0.0,
                          bands->limits_min[band], band > 0 ? bands->limits_m[band - 1] : 0.0,
                          bands->limits_m[band]);
}

/* A smaller area lies inside the larger one, so it is drawn over it. */
static const char DRAWING_ORDER[] = "-\"limit_m\"";

static void
write_areas(struct lci_style_page *page)
{
    const struct area_bands *bands = page->style->facts;
    const struct lci_qml_tip rows[] = {
        {"category", lci_style_html(page, lci_style_category_words(page, "category"))},
        {"limit_m", lci_style_metres(page, "limit_m")},
        {"limit_min", lci_style_minutes(page, "limit_min")},
        {"area_m2", "format_number(\"area_m2\", 0)"},
        {"reached_street_m", lci_style_metres(page, "reached_street_m")},
    };
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t b = 0; b < bands->count; b++) {
        lci_qml_rule(&renderer, limit_filter(page, bands->limits_m[b]), band_label(page, b), 0.0,
                     0.0);
        lci_qml_fill_symbol(&renderer, &(struct lci_qml_fill){
                                           .fill = lci_band_colour(b, bands->count),
                                           .border = b + 1 < bands->count ? "#3d7ca8" : "#0b3c66",
                                           .line_mm = b + 1 < bands->count ? 0.25 : 0.6});
    }
    lci_qml_add_rules(page->out, &renderer, DRAWING_ORDER);
    lci_qml_renderer_fini(&renderer);
    lci_style_tip(page, "coalesce(\"facility_name\", \"facility_id\", \"category\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
    lci_text_add(page->out, "<layerOpacity>0.85</layerOpacity>\n");
}

static void
write_streets(struct lci_style_page *page)
{
    const struct area_bands *bands = page->style->facts;
    const struct lci_qml_tip rows[] = {
        {"category", lci_style_html(page, lci_style_category_words(page, "category"))},
        {"limit_m", lci_style_metres(page, "limit_m")},
        {"length_m", lci_style_metres(page, "length_m")},
    };
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t b = 0; b < bands->count; b++) {
        lci_qml_rule(&renderer, limit_filter(page, bands->limits_m[b]), band_label(page, b), 0.0,
                     0.0);
        lci_qml_stroke_symbol(&renderer,
                              &(struct lci_qml_stroke){.colour = lci_band_colour(b, bands->count),
                                                       .casing = "#0b3c66",
                                                       .width_mm = 0.7,
                                                       .casing_mm = 0.2});
    }
    lci_qml_add_rules(page->out, &renderer, DRAWING_ORDER);
    lci_qml_renderer_fini(&renderer);
    lci_style_tip(page, "coalesce(\"facility_id\", \"category\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

static bool
is_same(const char *const *one, const char *const *other)
{
    return strcmp(one[PROFILE], other[PROFILE]) == 0 && strcmp(one[CATEGORY], other[CATEGORY]) == 0;
}

/* The limits of a row's profile and category, smallest first. */
static enum lci_status
collect(struct lci_qgis_styles *styles, const struct lci_qgis_rows *rows, const char *const *own,
        struct area_bands **out, struct lci_error *err)
{
    struct area_bands *bands = lci_arena_alloc(styles->arena, 1, sizeof(*bands));

    *out = bands;
    if (bands) {
        bands->limits_m = lci_arena_alloc(styles->arena, rows->count, sizeof(double));
        bands->limits_min = lci_arena_alloc(styles->arena, rows->count, sizeof(double));
    }
    if (!bands || !bands->limits_m || !bands->limits_min)
        return lci_fail_nomem(err, "styles");
    for (size_t r = 0; r < rows->count; r++) {
        const char *const *row = &rows->values[r * rows->width];
        const double limit_m = number_of(row[LIMIT_M]);
        size_t at = bands->count;

        if (!row[PROFILE] || !row[CATEGORY] || !is_same(row, own) || !isfinite(limit_m))
            continue;
        for (; at > 0 && bands->limits_m[at - 1] > limit_m; at--) {
            bands->limits_m[at] = bands->limits_m[at - 1];
            bands->limits_min[at] = bands->limits_min[at - 1];
        }
        bands->limits_m[at] = limit_m;
        bands->limits_min[at] = number_of(row[LIMIT_MIN]);
        bands->count++;
    }
    return LCI_OK;
}

/* A style for each profile and category that the layer has, in its order. */
static enum lci_status
list(struct lci_qgis_styles *styles, const char *layer,
     const char *const question[LCI_QGIS_LANGUAGES], lci_qgis_style_writer write,
     struct lci_error *err)
{
    static const char *const columns[] = {"profile", "category", "limit_m", "limit_min"};
    struct lci_qgis_rows rows = {.count = 0};
    enum lci_status status = lci_styles_scan(styles, layer, columns, AREA_WIDTH, &rows, err);

    for (size_t r = 0; r < rows.count && status == LCI_OK; r++) {
        const char *const *row = &rows.values[r * rows.width];
        struct lci_qgis_title title = {.question = {question[0], question[1]}};
        struct lci_qgis_style *style = NULL;
        struct area_bands *bands = NULL;
        size_t before = 0;

        while (before < r &&
               !(rows.values[before * rows.width] && rows.values[before * rows.width + CATEGORY] &&
                 row[PROFILE] && row[CATEGORY] && is_same(&rows.values[before * rows.width], row)))
            before++;
        if (before < r || !row[PROFILE] || !row[CATEGORY])
            continue;
        status = collect(styles, &rows, row, &bands, err);
        style = status == LCI_OK ? lci_styles_add(styles, layer, write, err) : NULL;
        if (!style)
            return status == LCI_OK ? LCI_E_NOMEM : status;
        style->profile = row[PROFILE];
        style->category = row[CATEGORY];
        style->facts = bands;
        status = lci_styles_name_row(styles, style, "bands", &title, err);
    }
    return status;
}

enum lci_status
lci_styles_of_areas(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    return list(styles, layer, (const char *const[]){"服务范围", "Area"}, write_areas, err);
}

enum lci_status
lci_styles_of_reached_streets(struct lci_qgis_styles *styles, const char *layer,
                              struct lci_error *err)
{
    return list(styles, layer, (const char *const[]){"可达道路", "Streets"}, write_streets, err);
}
