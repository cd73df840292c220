/* option_table.c - the options of all verbs, and what exit codes say. */
#include "cli.h"

#define INTO(member) .offset = offsetof(struct options, member)
#define OF(verb) (1U << VERB_##verb)

enum {
    EVERYWHERE = (1U << VERB_COUNT) - 1U,
    COMPUTING = OF(RUN) | OF(CHECK) | OF(DIFF) | OF(RERUN) | OF(VERIFY),
    SUMMING_UP = COMPUTING | OF(STATUS)
};

#define PATH_VALUE {{"PATH", "路径"}}
#define FOLDER_VALUE {{"FOLDER", "目录"}}
#define NUMBER_VALUE {{"N", "数值"}}

const struct option_row option_rows[] = {
    {"roads", .instead = true, .verbs = OF(RUN), .kind = OPTION_FILES, INTO(roads), .value = PATH_VALUE,
     .help = {{"streets: OSM PBF or XML, or any line layer; may be repeated, like the next two",
               "道路：OSM 的 PBF 或 XML 文件，或任意线图层；可重复给出，下面两项同此"}}},
    {"facilities", .instead = true, .verbs = OF(RUN), .kind = OPTION_FILES, INTO(facilities), .value = PATH_VALUE,
     .help = {{"points with a column `category`", "设施点，须有类别字段 category"}}},
    {"homes", .instead = true, .verbs = OF(RUN), .kind = OPTION_FILES, INTO(homes), .value = PATH_VALUE,
     .help = {{"residential polygons; columns id, households, population, elders, minors are used where there are any",
               "住宅面；有 id、households、population、elders、minors 字段的即采用"}}},
    {"output", 'o', .instead = true, .verbs = OF(RUN), .kind = OPTION_FILE, INTO(output), .value = PATH_VALUE,
     .help = {{"the GeoPackage to write", "成果 GeoPackage 的路径"}}},
    {"minutes", .instead = true, .verbs = OF(RUN), .kind = OPTION_NUMBER, INTO(minutes), .most = 24.0 * 60.0,
     .value = NUMBER_VALUE,
     .help = {{"limit of a walk in minutes at the profile's speed (15 unless given)",
               "步行上限（分钟），按所选人群的步速换算为距离（默认 15）"}}},
    {"meters", .instead = true, .verbs = OF(RUN), .kind = OPTION_NUMBER, INTO(meters), .most = 1000000.0,
     .value = NUMBER_VALUE,
     .help = {{"limit of a walk in metres", "步行上限（米）"}}},
    {"profile", .instead = true, .verbs = OF(RUN), .kind = OPTION_TEXT, INTO(profile), .value = {{"NAME", "名称"}},
     .help = {{"who walks: adult, elder, child, wheelchair, pushchair, ride, or the path of a profile",
               "出行人群：adult（成人）、elder（老年人）、child（儿童）、wheelchair（轮椅）、pushchair（婴儿车）、ride（骑行），或人群文件的路径"}}},
    {"output", 'o', .verbs = OF(DIFF), .kind = OPTION_FILE, INTO(output), .value = PATH_VALUE,
     .help = {{"a GeoPackage with the layers homes_changed, gaps_changed, facilities_changed, gates_changed, "
               "units_changed and the tables coverage_changed, indicators_changed, run_changed, not_compared",
               "写出 GeoPackage：图层 homes_changed、gaps_changed、facilities_changed、gates_changed、units_changed，"
               "表 coverage_changed、indicators_changed、run_changed、not_compared"}}},
    {"output", 'o', .verbs = OF(RERUN), .kind = OPTION_FOLDER, INTO(output), .value = FOLDER_VALUE,
     .help = {{"where to: a new or empty folder", "写入的目录，须不存在或为空"}}},
    {"output", 'o', .verbs = OF(REPORT), .kind = OPTION_FILE, INTO(output), .value = PATH_VALUE,
     .help = {{"the page to write (beside the result, with the ending .html)", "报告的路径（默认与成果同目录同名，扩展名 .html）"}}},
    {"csv", .verbs = OF(DIFF), .kind = OPTION_FOLDER, INTO(csv), .value = FOLDER_VALUE,
     .help = {{"the same as CSV", "同样内容写为 CSV"}}},
    {"old-config", .verbs = OF(DIFF), .kind = OPTION_FILE, INTO(old_config), .value = PATH_VALUE,
     .help = {{"the configuration that the old result was made by, if it is of no night; its inputs have to be as they "
               "were: why the two differ, as of nights",
               "旧成果（不属于任何一夜时）所用的配置文件，其数据须与当时一致；据此说明差异原因"}}},
    {"new-config", .verbs = OF(DIFF), .kind = OPTION_FILE, INTO(new_config), .value = PATH_VALUE,
     .help = {{"the same of the new result", "新成果所用的配置文件，要求同上"}}},
    {"all", .verbs = OF(DIFF), .kind = OPTION_FLAG, INTO(all),
     .help = {{"also what is the same in both, and walks that are longer or shorter within one verdict",
               "也列出未变化的内容，以及结论不变而步行距离有增减的住宅"}}},
    {"unit", .verbs = OF(HISTORY), .kind = OPTION_TEXT, INTO(unit), .value = {{"U", "单元"}},
     .help = {{"the unit of this code or name alone; all: everything handed in", "只列此代码或名称的单元；all 为全部范围"}}},
    {"category", .verbs = OF(HISTORY), .kind = OPTION_TEXT, INTO(category), .value = {{"C", "类别"}},
     .help = {{"the category, set of categories or indicator of this id alone", "只列此编号的类别、类别组合或指标"}}},
    {"definition", .verbs = OF(HISTORY), .kind = OPTION_TEXT, INTO(definition), .value = {{"D", "口径"}},
     .help = {{"weight, land_network, all_of, ... (the column definition of the table coverage), or indicator",
               "weight、land_network、all_of 等（表 coverage 的 definition 列），或 indicator"}}},
    {"state", .verbs = OF(VERIFY), .kind = OPTION_FLAG, INTO(state),
     .help = {{"what is verified: the state of the nights", "核验的对象：各夜的状态"}}},
    {"dry-run", .verbs = OF(RUN), .kind = OPTION_FLAG, INTO(dry_run),
     .help = {{"everything but writing", "照常计算，不写成果"}}},
    {"full", .verbs = OF(RUN), .kind = OPTION_FLAG, INTO(full),
     .help = {{"with the section `nights`: compute everything, whatever is known of earlier nights",
               "配置含 nights 时：不沿用以往各夜的结果，全部重新计算"}}},
    {"accept", .verbs = OF(RUN), .kind = OPTION_FLAG, INTO(accept),
     .help = {{"with the section `nights`: publish, whatever alarms there are", "配置含 nights 时：有警报也发布"}}},
    {"print-schema", .verbs = OF(CHECK), .kind = OPTION_FLAG, INTO(print_schema),
     .help = {{"print the JSON Schema of configurations and end, as `lifecircle schema config` does; no configuration "
               "is read",
               "输出配置文件的 JSON Schema 后结束（同 lifecircle schema config），不读配置文件"}}},
    {"strict", .verbs = OF(RUN) | OF(CHECK), .kind = OPTION_FLAG, INTO(strict),
     .help = {{"exit with 3 if the table `quality` holds errors", "数据质量表 quality 中有错误时，退出码为 3"}}},
    {"threads", .verbs = COMPUTING, .kind = OPTION_COUNT, INTO(threads), .most = 1024.0, .value = NUMBER_VALUE,
     .help = {{"workers (as many as the machine has); the result is the same for any number", "线程数（默认为本机处理器数）；结果与线程数无关"}}},
    {"json", .verbs = OF(NONE), .kind = OPTION_FLAG, INTO(json),
     .help = {{"the version as one JSON object", "版本以一个 JSON 对象写出"}}},
    {"json", .verbs = SUMMING_UP, .kind = OPTION_FLAG, INTO(json),
     .help = {{"the summary as one JSON object on standard output", "摘要以一个 JSON 对象写到标准输出"}}},
    {"lang", .verbs = OF(REPORT), .kind = OPTION_WORD, INTO(chinese), .first_offset = offsetof(struct options, english),
     .words = {"en", "zh"},
     .help = {{"language of the page (that of the result, output.language of its configuration)",
               "报告的语言（默认按成果，即其配置的 output.language）"}}},
    {"lang", .verbs = EVERYWHERE & ~OF(REPORT), .kind = OPTION_WORD, INTO(chinese), .words = {"en", "zh"},
     .help = {{"language of summaries, schemas and help (en)", "摘要、JSON Schema 和帮助的语言（默认 en）"}}},
    {"log-format", .verbs = EVERYWHERE, .kind = OPTION_WORD, INTO(json_log), .words = {"text", "json"},
     .help = {{"messages as text, or one JSON object a line", "消息为文本，或每行一个 JSON 对象"}}},
    {"progress", .verbs = COMPUTING, .kind = OPTION_FLAG, INTO(progress),
     .help = {{"progress also where standard error is no terminal; with --log-format json as lines",
               "标准错误不是终端时也显示进度；与 --log-format json 同用时逐行写出"}}},
    {"quiet", 'q', .verbs = EVERYWHERE, .kind = OPTION_FLAG, INTO(quiet), .help = {{"errors only", "只报错误"}}},
    {"verbose", 'v', .verbs = EVERYWHERE, .kind = OPTION_FLAG, INTO(verbose),
     .help = {{"more messages, and every share in the summary", "更多消息，摘要列出全部覆盖率"}}},
    {"help", 'h', .verbs = EVERYWHERE, .kind = OPTION_FLAG, INTO(help), .help = {{"what the command does and takes", "显示帮助"}}},
    {"version", .verbs = EVERYWHERE, .kind = OPTION_FLAG, INTO(version),
     .help = {{"version of the program and of its libraries", "程序及所用库的版本"}}},
};
const size_t option_row_count = sizeof(option_rows) / sizeof(option_rows[0]);

const struct exit_meaning exit_meanings[] = {
    {EXIT_DONE, {{"done", "完成"}}},
    {EXIT_FAILED, {{"failed", "失败"}}},
    {EXIT_USAGE, {{"wrong usage or configuration", "命令用法或配置有误"}}},
    {EXIT_QUALITY,
     {{"done, but the table quality holds errors (only with --strict)",
       "完成，但数据质量表 quality 中有错误（仅用 --strict 时）"}}},
    {EXIT_LOCKED, {{"another run is at work on the same results", "另有运行正在写同一成果"}}},
    {EXIT_ALARM, {{"an alarm: nothing was published", "触发警报，未发布"}}},
    {EXIT_HUNG_UP, {{"stopped by SIGHUP", "因 SIGHUP 中止"}}},
    {EXIT_INTERRUPTED, {{"stopped by SIGINT", "因 SIGINT 中止"}}},
    {EXIT_TERMINATED, {{"stopped by SIGTERM", "因 SIGTERM 中止"}}},
    {-1, {{NULL, NULL}}},
};
