/* project_themes.c - what is shown together: a theme for every question and category. */
#include <string.h>

#include "qgis/project_parts.h"

/* Questions that have themes, in the order of QGIS's menu: it sorts by name. */
static const struct {
    enum lci_project_role role;
    struct lci_project_words name;
    bool of_all_passes; /* else of the first only: the menu has to stay one that people read */
} asked[] = {
    {LCI_ROLE_VERDICT, {"1 覆盖情况", "1 Coverage"}, true},
    {LCI_ROLE_CIRCLE, {"1 覆盖情况", "1 Coverage"}, true},
    {LCI_ROLE_BAND, {"2 步行时间", "2 Walking time"}, false},
    {LCI_ROLE_GAP, {"3 缺口", "3 Gaps"}, false},
    {LCI_ROLE_OVER_CLAIM, {"4 直线与路网", "4 Straight line and network"}, false},
    {LCI_ROLE_PASS, {"5 指标达标", "5 Targets"}, false},
    {LCI_ROLE_CHANGE, {"变化", "Changes"}, true},
};

/* Does a theme about `about` show the layer, too? Facilities of the same category, boundaries and the ground. */
static bool
goes_with(const struct lci_project *project, const struct lci_project_layer *about, const struct lci_project_layer *layer)
{
    switch (layer->role) {
    case LCI_ROLE_STREETS:
    case LCI_ROLE_BARRIERS:
        return true;
    case LCI_ROLE_OUTLINE:
        return about->role != LCI_ROLE_OVER_CLAIM && about->role != LCI_ROLE_PASS && /* those draw units themselves */
               layer->level == project->main_level;
    case LCI_ROLE_FACILITIES:
        return about->category && about->role != LCI_ROLE_OVER_CLAIM &&
               strcmp(layer->category->id, about->category->id) == 0;
    default:
        return layer == about;
    }
}

static const char *
theme_name(const struct lci_project *project, size_t of, const struct lci_project_layer *about, const char *pass)
{
    const char *question = lci_project_word(project, asked[of].name);

    if (pass)
        return lci_project_print(project, project->english ? "%s (%s): %s" : "%s（%s）：%s", question, pass, about->name);
    return lci_project_print(project, project->english ? "%s: %s" : "%s：%s", question, about->name);
}

static enum lci_status
add_theme(struct lci_project *project, size_t of, size_t layer, struct lci_error *err)
{
    const struct lci_project_layer *about = &project->layers[layer];
    const bool is_first = !about->pass || about->pass == &project->result->passes[0];
    const char *pass = is_first ? NULL : lci_project_pass_label(project, about->pass);
    struct lci_project_theme theme = {.layer = layer, .name = theme_name(project, of, about, pass)};

    theme.shows = lci_arena_alloc(project->arena, project->layer_count, sizeof(*theme.shows));
    if (!theme.name || !theme.shows || !lci_grow(&project->themes, project->theme_count, &project->theme_capacity))
        return lci_fail_nomem(err, "project");
    for (size_t l = 0; l < project->layer_count; l++)
        theme.shows[l] = goes_with(project, about, &project->layers[l]);
    project->themes[project->theme_count++] = theme;
    return LCI_OK;
}

enum lci_status
lci_project_add_themes(struct lci_project *project, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t q = 0; q < sizeof(asked) / sizeof(asked[0]); q++)
        for (size_t l = 0; l < project->layer_count && status == LCI_OK; l++) {
            const struct lci_project_layer *layer = &project->layers[l];

            if (layer->role == asked[q].role && (layer->role != LCI_ROLE_CHANGE || layer->about) &&
                (asked[q].of_all_passes || !layer->pass || layer->pass == &project->result->passes[0]))
                status = add_theme(project, q, l, err);
        }
    return status;
}
