/* unit_levels.c - which levels of units a map shows on which scale. */
#include <string.h>

#include "qgis/style_units.h"

/* From here on whole subdistricts are looked at, nearer their communities are. */
static const double FAR_FROM = 30000.0;

struct counted_level {
    const char *id;
    size_t units;
};

enum { LEVEL_MAX = 32 };

static size_t
count_levels(const struct lci_qgis_rows *rows, struct counted_level levels[LEVEL_MAX])
{
    size_t count = 0;

    for (size_t r = 0; r < rows->count; r++) {
        size_t at = 0;

        if (!rows->values[r] || strcmp(rows->values[r], "all") == 0)
            continue;
        while (at < count && strcmp(levels[at].id, rows->values[r]) != 0)
            at++;
        if (at == count && count < LEVEL_MAX)
            levels[count++] = (struct counted_level){.id = rows->values[r]};
        if (at < count)
            levels[at].units++;
    }
    return count;
}

/* The level of that name, else the one with fewest (or most) units; of equal ones the first. NULL:
 * there is none. */
static const struct counted_level *
pick(const struct counted_level *levels, size_t count, const char *usual, bool fewest)
{
    const struct counted_level *found = NULL;

    for (size_t i = 0; i < count; i++)
        if (strcmp(levels[i].id, usual) == 0)
            return &levels[i];
    for (size_t i = 0; i < count; i++)
        if (!found || (fewest ? levels[i].units < found->units : levels[i].units > found->units))
            found = &levels[i];
    return found;
}

enum lci_status
lci_unit_levels_find(const struct lci_qgis_styles *styles, const char *layer,
                     struct lci_unit_levels *out, struct lci_error *err)
{
    static const char *const columns[] = {"level"};
    struct counted_level levels[LEVEL_MAX];
    const struct counted_level *far = NULL, *near = NULL;
    struct lci_qgis_rows rows = {.count = 0};
    size_t count = 0;
    enum lci_status status = lci_styles_read(styles, layer, columns, 1, &rows, err);

    *out = (struct lci_unit_levels){.count = 0};
    if (status != LCI_OK)
        return status;
    count = count_levels(&rows, levels);
    far = pick(levels, count, "subdistrict", true);
    near = pick(levels, count, "community", false);
    if (far)
        out->shown[out->count++] = far->id;
    if (near != far)
        out->shown[out->count++] = near->id;
    return LCI_OK;
}

const char *
lci_unit_level_word(struct lci_style_page *page, const char *level)
{
    const char *word = lci_value_word("level", level, page->english);

    return word ? word : level;
}

/* Scales from which on a level is shown, and up to which: all, where it is the only one. */
static double
from_of(const struct lci_unit_levels *levels, size_t at)
{
    return levels->count > 1 && at == 0 ? FAR_FROM : 0.0;
}

static double
to_of(size_t at)
{
    return at == 1 ? FAR_FROM : 0.0;
}

void
lci_unit_levels_render(struct lci_style_page *page, const struct lci_unit_levels *levels,
                       const char *hidden,
                       void (*add)(struct lci_style_page *page, struct lci_qml_renderer *renderer,
                                   const char *level))
{
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t i = 0; i < levels->count; i++) {
        const char *own = lci_style_is(page, "level", levels->shown[i]);

        if (hidden) {
            lci_qml_rule(&renderer, lci_style_text(page, "%s AND %s", own, hidden),
                         lci_style_pick(page, "人数过少，不公布", "too few people to be shown"),
                         from_of(levels, i), to_of(i));
            lci_qml_fill_symbol(&renderer, &(struct lci_qml_fill){.fill = "#f4f4f4",
                                                                  .line = "#969696",
                                                                  .line_mm = 0.4,
                                                                  .hatch = LCI_HATCH_RISING});
        }
        lci_qml_group_begin(
            &renderer,
            hidden ? lci_style_text(page, "%s AND NOT coalesce(%s, false)", own, hidden) : own,
            lci_unit_level_word(page, levels->shown[i]), from_of(levels, i), to_of(i));
        add(page, &renderer, levels->shown[i]);
        lci_qml_group_end(&renderer);
    }
    if (levels->count > 1) {
        lci_qml_rule(&renderer, lci_style_is(page, "level", levels->shown[0]),
                     lci_style_text(page, page->english ? "border of a %s" : "%s界线",
                                    lci_unit_level_word(page, levels->shown[0])),
                     0.0, FAR_FROM);
        lci_qml_fill_symbol(
            &renderer,
            &(struct lci_qml_fill){.border = "#333333", .line_mm = 1.0, .line_style = "dash"});
    }
    lci_qml_add_rules(page->out, &renderer,
                      levels->count > 1
                          ? lci_style_text(page, "CASE WHEN %s THEN 1 ELSE 0 END",
                                           lci_style_is(page, "level", levels->shown[0]))
                          : NULL);
    lci_qml_renderer_fini(&renderer);
}

void
lci_unit_levels_label(struct lci_style_page *page, const struct lci_unit_levels *levels,
                      const char *name, const char *const values[LCI_UNIT_LEVELS_SHOWN])
{
    struct lci_qml_label labels[LCI_UNIT_LEVELS_SHOWN];

    for (size_t i = 0; i < levels->count; i++)
        labels[i] = (struct lci_qml_label){
            .filter = lci_style_is(page, "level", levels->shown[i]),
            .expression =
                values[i] ? lci_style_text(page, "%s || coalesce('\\n' || %s, '')", name, values[i])
                          : name,
            .size_pt = i == 0 ? 9.0 : 8.0,
            .colour = "#1a1a1a",
            .bold = true,
            .scale_from = from_of(levels, i),
            .scale_to = i == 0 ? (levels->count > 1 ? 150000.0 : 60000.0) : FAR_FROM,
            .priority = 9,
        };
    lci_qml_add_labels(page->out, labels, levels->count);
}
