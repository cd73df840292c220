/* hand_in.c - the tables T1 to T7 as CSV files, and with what they mean as a workbook, beside the results. */
#include "run/hand_in.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/csv_write.h"
#include "io/zip.h"
#include "report/xlsx.h"

/* Sheets in their order. */
static const struct {
    lci_sheet_maker make;
    bool of_all_passes, explains;
    struct lci_words row, title, note;
} makers[] = {
    {lci_sheet_subdistricts, true, false,
     {"街镇（含圈层小计与合计）", "subdistrict, with subtotals by tier and the total"},
     {"T1 街镇覆盖矩阵", "T1 Coverage of subdistricts"},
     {"分子：步行上限内的权重之和；分母：全部权重，含无法定位者；覆盖率＝分子÷分母，小计与合计为分子、分母分别求和后再相除。",
      "Numerator: weight within the walking limit. Denominator: all of it, also what could not be located. Subtotals and totals "
      "divide summed numerators by summed denominators."}},
    {lci_sheet_communities, true, false,
     {"居村", "community"},
     {"T2 居村覆盖矩阵", "T2 Coverage of communities"},
     {"分子：步行上限内的权重之和；分母：全部权重，含无法定位者；覆盖率＝分子÷分母。",
      "Numerator: weight within the walking limit. Denominator: all of it, also what could not be located."}},
    {lci_sheet_circles, true, false,
     {"片区 × 设施组 × 上限", "life circle, set of categories and limit"},
     {"T3 片区评分卡", "T3 Scorecard of life circles"},
     {"k：覆盖率达到单类目标的类别数（未设目标时为全部人可达）；达标：k 不少于所需。全部可达：逐点同时可达组内所有类别的权重。",
      "k: categories whose share reaches the target of each (without one: everybody). Pass: k is at least what is needed. Reach "
      "all: weight at points that reach every category of the set."}},
    {lci_sheet_indicators, true, false,
     {"指标 × 单元", "indicator and unit"},
     {"T4 指标表", "T4 Indicators"},
     {"数值＝比例系数×分子÷分母，各级均为分子、分母分别求和后再相除；差距以分子的计量表示，0 为已达标；约束性与预期性见“属性”。",
      "Value: scale x numerator / denominator, of sums at every level. Gap: what the numerator lacks; 0: met. Binding and expected "
      "indicators are told apart."}},
    {lci_sheet_gaps, true, false,
     {"缺口", "gap"},
     {"T5 缺口清单", "T5 Gaps"},
     {"缺口：某类设施步行上限之外、彼此相连的需求；“全部类别”为至少一类不可达。距离为缺口内人口的平均。",
      "A gap: demand beyond the limit of a category that hangs together; whole_circle: at least one category is out of reach. "
      "Distances are means over the people of the gap."}},
    {lci_sheet_projects, true, false,
     {"项目（相同的最小改动合为一项）", "project: a smallest change, once for all gaps that ask for it"},
     {"T6 项目清单", "T6 Projects"},
     {"缺口的最小改动，相同者合为一项；同类之内按前面各项未覆盖的新增人口排序。累计：现已覆盖者，加本项及以上各项单独实施时新增者，"
      "每人计一次；同时实施一般不少于此，惟住处或设施改接另一条更近的新路者可能例外。扩大容量不改变覆盖，累计为空。",
      "The smallest changes of the gaps, each once; in a category first what newly covers most people whom none above does. "
      "Cumulative: those covered now and whom each of these projects covers alone, everybody once. Made together they cover no "
      "fewer, unless a new street takes a home or a facility from another. Adding capacity does not change coverage."}},
    {lci_sheet_sources, false, false,
     {"数据源", "source of data"},
     {"T7 数据质量：数据源", "T7 Data quality: sources"},
     {"读入行数＝保留＋不计入＋剔除＋合并；不计入：规划、关闭、停业时段或未达规模的设施。道路与障碍不逐行计。",
      "Rows read = kept + not counted + dropped + merged. Not counted are facilities that are planned, closed, shut at the time or "
      "below every step of limits_by. Streets and barriers are not counted by row."}},
    {lci_sheet_quality, false, false,
     {"记录", "remark about the data"},
     {"T7 数据质量：逐条记录", "T7 Data quality: every remark"},
     {"剔除、修复、猜测、合并、远离道路者及所采用的坐标系与编码，逐条列出。",
      "Everything dropped, repaired, guessed, merged or far from streets, and the systems and encodings taken."}},
    {lci_sheet_definitions, false, true,
     {"定义", "definition"},
     {"定义与公式", "Definitions and formulas"},
     {"各表“定义”一列的代码，及其他各列的算法。w 为权重，d 为步行距离。推导见 doc/method.md。",
      "The ids in the column `definition`, and how other columns are computed. w: weight; d: walk. doc/method.md derives them."}},
    {lci_sheet_indicator_list, false, true,
     {"指标", "indicator"},
     {"指标定义", "Indicators: what they divide"},
     {"T4 各指标的分子、分母与目标。数值＝比例系数×分子÷分母；覆盖率类的分子、分母见“定义”。",
      "Numerator, denominator and target of the indicators of T4. Value: scale x numerator / denominator; those of coverage "
      "divide as the definition says."}},
};

static const struct lci_words column_list_words[] = {
    {"列", "column"},
    {"各表字段", "Columns of all tables"},
    {"列标题与英文 CSV 中字段名的对应。", "Headings, and the names that columns have in CSV tables in English."},
};

enum { MAKER_COUNT = sizeof(makers) / sizeof(makers[0]), NOTE_COUNT = 3 };

_Static_assert(MAKER_COUNT + 1 <= LCI_SHEET_MAX, "a sheet each, and the columns of all");

bool
lci_hand_in_is_asked_for(const struct lci_config *config)
{
    return config->output.tables.folder || config->output.tables.xlsx;
}

static enum lci_status
add_notes(struct lci_passes *passes, struct lci_words note, struct lci_sheet *sheet, struct lci_error *err)
{
    struct lci_job *first = &passes->items[0];
    const bool english = first->config->output.tables.english;
    const char **notes = lci_arena_alloc(&first->arena, NOTE_COUNT, sizeof(*notes));

    if (!notes)
        return lci_fail_nomem(err, sheet->tab);
    notes[0] = lci_word(english, note);
    notes[1] = lci_word(english, (struct lci_words){"人数、户数取整，覆盖率为百分数，均由未取整的数算得。n/a：分母为零；*：人数或户数过少（或可由其他数推出），不公布。",
                                                    "People and households are rounded, shares are in per cent; both come from "
                                                    "what is not rounded. n/a: there is nothing to divide by. *: too few people or "
                                                    "households, or what would tell them; not published."});
    notes[2] = lci_hand_in_origin(passes);
    sheet->notes = notes;
    sheet->note_count = NOTE_COUNT;
    return notes[2] ? LCI_OK : lci_fail_nomem(err, sheet->tab);
}

/* One sheet with the rows of every pass that it is about: those by unit first, for that is the rule of who hands in. */
static enum lci_status
make_sheet(struct lci_passes *passes, size_t maker, struct lci_hand_in_sheets *out, struct lci_error *err)
{
    const size_t count = makers[maker].of_all_passes ? passes->count : 1;
    struct lci_table *parts = lci_arena_alloc(&passes->items[0].arena, count, sizeof(*parts));
    struct lci_sheet *sheet = &out->items[out->count];
    enum lci_status status = parts ? LCI_OK : lci_fail_nomem(err, "tables");

    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        *sheet = (struct lci_sheet){.tab = "tables"};
        status = makers[maker].make(&passes->items[count == 1 ? 0 : (passes->walk_count + i) % passes->count], sheet, err);
        parts[i] = sheet->table;
    }
    if (status != LCI_OK || sheet->table.column_count == 0)
        return status;
    status = lci_tables_chain(&passes->items[0], parts, count, &sheet->table, err);
    if (status == LCI_OK)
        status = lci_sheet_round(&passes->items[0].arena, sheet, err);
    sheet->row = lci_word(out->english, makers[maker].row);
    sheet->title = lci_word(out->english, makers[maker].title);
    if (status == LCI_OK)
        status = add_notes(passes, makers[maker].note, sheet, err);
    out->count++;
    out->table_count += !makers[maker].explains;
    return status;
}

/* What the columns of all sheets are called. */
static enum lci_status
make_column_list(struct lci_passes *passes, struct lci_hand_in_sheets *out, struct lci_error *err)
{
    struct lci_sheet *sheet = &out->items[out->count];
    const enum lci_status status = lci_sheet_column_list(&passes->items[0], out->items, out->count, sheet, err);

    sheet->row = lci_word(out->english, column_list_words[0]);
    sheet->title = lci_word(out->english, column_list_words[1]);
    out->count++;
    return status == LCI_OK ? add_notes(passes, column_list_words[2], sheet, err) : status;
}

enum lci_status
lci_hand_in_make(struct lci_passes *passes, struct lci_hand_in_sheets *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_hand_in_sheets){.english = passes->items[0].config->output.tables.english};
    for (size_t m = 0; m < MAKER_COUNT && status == LCI_OK; m++)
        status = make_sheet(passes, m, out, err);
    if (status == LCI_OK)
        status = make_column_list(passes, out, err);
    if (status == LCI_OK)
        status = lci_hand_in_cover(passes, &out->cover, err);
    return status;
}

/* The CSV of a sheet: one heading row, of the names for programs in English and of the headings for people in Chinese. */
static enum lci_status
write_csv(const struct lci_sheet *sheet, bool english, const char *path, struct lci_error *err)
{
    struct lci_table table = sheet->table;
    struct lci_column *columns = lci_new_array(struct lci_column, table.column_count);
    enum lci_status status = LCI_OK;

    if (!columns)
        return lci_fail_nomem(err, path);
    memcpy(columns, table.columns, table.column_count * sizeof(*columns));
    for (size_t c = 0; c < table.column_count && !english; c++)
        columns[c].name = sheet->heads[c].heading;
    table.columns = columns;
    status = lci_csv_write(&table, path, err);
    lci_free(columns);
    return status;
}

static enum lci_status
build_folder(void *user, const char *tables_path, const char *staged, struct lci_error *err)
{
    const struct lci_hand_in_sheets *sheets = user;
    enum lci_status status = LCI_OK;

    (void)tables_path;
    for (size_t s = 0; s < sheets->table_count && status == LCI_OK; s++) {
        const size_t size = strlen(staged) + strlen(sheets->items[s].table.name) + sizeof("/.csv");
        char *path = lci_alloc(size, 1);

        if (!path)
            return lci_fail_nomem(err, staged);
        (void)snprintf(path, size, "%s/%s.csv", staged, sheets->items[s].table.name);
        status = write_csv(&sheets->items[s], sheets->english, path, err);
        lci_free(path);
    }
    return status;
}

/* Parts of the workbook go beside it, into the private folder; it is read back, for the library does not tell of a full disk. */
static enum lci_status
build_workbook(void *user, const char *tables_path, const char *staged, struct lci_error *err)
{
    const struct lci_hand_in_sheets *sheets = user;
    const struct lci_workbook workbook = {
        .sheets = sheets->items, .sheet_count = sheets->count, .cover = sheets->cover, .english = sheets->english};
    const char *slash = strrchr(staged, '/');
    const size_t length = slash ? (size_t)(slash - staged) : 0;
    char *folder = lci_alloc(length + 2, 1);
    enum lci_status status = LCI_OK;

    (void)tables_path;
    if (!folder)
        return lci_fail_nomem(err, staged);
    memcpy(folder, length > 0 ? staged : ".", length > 0 ? length : 1);
    status = lci_xlsx_write(&workbook, staged, folder, err);
    if (status == LCI_OK)
        status = lci_zip_check_xml(staged, err);
    lci_free(folder);
    return status;
}

void
lci_hand_in_add(const struct lci_config *config, struct lci_hand_in_sheets *sheets, struct lci_write_options *options)
{
    const struct lci_hand_in *asked = &config->output.tables;

    if (asked->folder)
        lci_write_add(options, (struct lci_write_extra){.path = asked->folder, .build = build_folder, .user = sheets});
    if (asked->xlsx)
        lci_write_add(options, (struct lci_write_extra){.path = asked->xlsx,
                                                        .owns = lci_zip_is_one,
                                                        .build = build_workbook,
                                                        .user = sheets});
}

static enum lci_status
leave_out(struct lci_job *job, const char *field, const char *found, const char *done, struct lci_error *err)
{
    const struct lci_quality_row row = {.severity = LCI_SEVERITY_WARNING,
                                        .stage = "read",
                                        .code = "table_left_out",
                                        .layer = "output",
                                        .field = field,
                                        .found = found,
                                        .done = done};

    return lci_job_remark(job, &row, err);
}

enum lci_status
lci_job_check_hand_in(struct lci_job *job, struct lci_error *err)
{
    const struct lci_hand_in *asked = &job->config->output.tables;
    const struct {
        const char *level, *field, *done;
    } levels[] = {{asked->subdistricts, "output.tables.subdistricts", "T1 is not among the tables"},
                  {asked->communities, "output.tables.communities", "T2 is not among the tables"},
                  {asked->circles, "output.tables.circles", "T3 is not among the tables"}};
    uint32_t weight = 0;
    char found[160];
    enum lci_status status = LCI_OK;

    if (!lci_hand_in_is_asked_for(job->config))
        return LCI_OK;
    status = lci_job_hand_in_weight(job, &weight, err);
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]) && status == LCI_OK; i++) {
        (void)snprintf(found, sizeof(found), "no units of level %.80s", levels[i].level);
        if (lci_job_level(job, levels[i].level) == LCI_NONE)
            status = leave_out(job, levels[i].field, found, levels[i].done, err);
    }
    if (status == LCI_OK && job->category_count < 2)
        status = leave_out(job, "categories", "one category only", "T3 is not among the tables", err);
    if (status == LCI_OK && job->config->indicator_count == 0)
        status = leave_out(job, "indicators", "the standard has none", "T4 is not among the tables", err);
    if (status == LCI_OK && !job->config->parameters.gaps)
        status = leave_out(job, "parameters.gaps", "gaps are not looked for", "T5 and T6 are not among the tables", err);
    return status;
}
