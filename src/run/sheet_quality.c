/* sheet_quality.c - T7: what is known about the quality of the data, remark by remark. */
#include <string.h>

#include "run/sheet_picks.h"

/* What became of the thing that a remark is about; by the words of what was done, which say so. */
static struct lci_words
class_of(const struct lci_job *job, size_t remark)
{
    const struct lci_quality_row *row = &job->quality.rows[remark];

    if (strstr(row->done, "dropped") || strstr(row->done, "left out"))
        return (struct lci_words){"剔除", "dropped"};
    if (strstr(row->code, "duplicate_facility"))
        return (struct lci_words){"合并", "merged"};
    if (strstr(row->code, "repaired") || strstr(row->code, "guessed") || strstr(row->code, "damaged"))
        return (struct lci_words){"修复", "repaired"};
    if (strncmp(row->code, "crs_", 4) == 0 || strcmp(row->code, "working_system") == 0 || strstr(row->code, "datum"))
        return (struct lci_words){"坐标系", "crs"};
    if (strncmp(row->code, "encoding_", 9) == 0)
        return (struct lci_words){"编码", "encoding"};
    if (strstr(row->code, "far_from_street") || strstr(row->code, "not_joined") || strstr(row->code, "no_street"))
        return (struct lci_words){"远离道路", "far from streets"};
    return (struct lci_words){"其他", "other"};
}

/* What kind of remark it is: in Chinese by the phrase for its code. */
static struct lci_words
kind_of(const struct lci_job *job, size_t remark)
{
    const char *code = job->quality.rows[remark].code;
    const char *zh = lci_phrases_word(&job->config->phrases, code);

    return (struct lci_words){zh ? zh : code, code};
}

enum lci_status
lci_sheet_quality(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    static const struct lci_pick picks[] = {
        {"kind", {"类型", "Kind"}, LCI_SHEET_PLAIN, false, kind_of, false, NULL}, /* in Chinese only: in English it is the code */
        {"severity", {"级别", "Severity"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"class", {"处理", "Class"}, LCI_SHEET_PLAIN, false, class_of, false, NULL},
        {"profile", {"人群", "Profile"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"layer", {"输入类别", "Input"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"source", {"数据源", "Source"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"layer_name", {"图层", "Layer"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"feature_id", {"要素编号", "Feature"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"field", {"字段", "Field"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"code", {"代码", "Code"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"found", {"发现", "Found"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"done", {"所做处理", "Done"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
        {"x_m", {"X（米）", "Easting (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
        {"y_m", {"Y（米）", "Northing (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    };
    const size_t english = job->config->output.tables.english ? 1 : 0;
    struct lci_table table = {0};
    const enum lci_status status = lci_table_quality(job, &table, err);

    if (status != LCI_OK)
        return status;
    out->tab = lci_word(english > 0, (struct lci_words){"T7 数据质量", "T7 quality"});
    out->table.name = "T7_quality";
    out->frozen_columns = 2;
    return lci_sheet_picked(job, &table, picks + english, sizeof(picks) / sizeof(picks[0]) - english, out, err);
}
