/* project.c - two projects of a result, one a language. */
#include "qgis/project.h"

#include "qgis/project_parts.h"

const char *
lci_project_title(const struct lci_project *project)
{
    const struct lci_result_document *document = &project->document;
    const char *made = NULL;

    if (document->title)
        return document->title;
    if (document->standard)
        made = lci_project_print(project, project->english ? "%s: walking coverage" : "%s步行覆盖分析", document->standard);
    return made ? made
                : lci_project_word(project,
                                   (struct lci_project_words){"社区生活圈步行覆盖分析", "Life circles: walking coverage"});
}

const char *
lci_project_abstract(const struct lci_project *project)
{
    return lci_project_word(
        project,
        (struct lci_project_words){
            "由 lifecircle 写入成果 GeoPackage 的工程。图层面板上方的“眼睛”菜单（地图主题）按问题和设施类别切换："
            "覆盖情况、步行时间、缺口、直线与路网。每组中同一时间只显示一个类别。打印：工程 > 布局。"
            "文件改名或复制后，先运行 lifecircle relink 文件名.gpkg，否则工程仍指向原文件。",
            "Written by lifecircle into the GeoPackage of its results. The themes (the eye above the list of layers) switch "
            "between questions and categories: coverage, walking time, gaps, straight line and network. Of each group one "
            "category is shown at a time. To print: Project > Layouts. After renaming or copying the file under another "
            "name "
            "run lifecircle relink FILE.gpkg, for the project would go on naming the old one."});
}

/* One project, in one language. */
static enum lci_status
make_project(const struct lci_qgis_styles *styles, const char *file, bool english, struct lci_growing_text *text,
             struct lci_error *err)
{
    struct lci_arena arena = {.last = NULL};
    struct lci_project project = {
        .result = styles->result,
        .document = lci_result_document(styles->result, english),
        .styles = styles,
        .arena = &arena,
        .file = file,
        .english = english,
    };
    enum lci_status status = lci_project_plan(&project, err);

    if (status == LCI_OK) {
        lci_project_write(&project, text);
        if (text->failed)
            status = lci_fail_nomem(err, styles->result->path);
    }
    lci_project_fini(&project);
    lci_arena_fini(&arena);
    return status;
}

enum lci_status
lci_projects_make(const struct lci_qgis_styles *styles, const char *file, struct lci_project_made out[LCI_PROJECT_COUNT],
                  struct lci_error *err)
{
    const bool english = lci_result_english(styles->result);
    enum lci_status status = LCI_OK;

    for (size_t p = 0; p < LCI_PROJECT_COUNT; p++)
        out[p] = (struct lci_project_made){.name = p == 0 ? "lifecircle" : english ? "lifecircle_zh" : "lifecircle_en"};
    for (size_t p = 0; p < LCI_PROJECT_COUNT && status == LCI_OK; p++)
        status = make_project(styles, file, p == 0 ? english : !english, &out[p].text, err);
    return status;
}
