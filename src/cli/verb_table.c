/* verb_table.c - what each verb is for, in both languages. */
#include "usage.h"

#define END {{NULL, NULL}}

static const struct text main_about[] = {
    {{"Takes streets, facility points and residential polygons as they come, and says for every home how far people "
      "walk to the nearest facility of each category, how many households, elders and children are within the limit, "
      "and where the ground within reach ends. The result is one GeoPackage.",
      "读入现有的道路、设施点和住宅面，求每处住宅到各类最近设施的步行距离、步行上限内的户数、老年人和儿童数，以及可达范围的边界。成果为一个 "
      "GeoPackage。"}},
    END,
};

static const struct text run_about[] = {
    {{"Reads streets, facilities and homes, finds the walk from every home to the nearest facility of each category, "
      "draws service areas, and writes the shares of people and land that are covered. The result is built aside, "
      "checked, and renamed into place.",
      "读入道路、设施与住宅，求每处住宅到各类最近设施的步行距离，绘制服务范围，写出人口与用地的覆盖率。成果先写在临时位置，检查无误后再就位。"}},
    END,
};
static const struct text run_notes[] = {
    {{"A configuration (YAML), line by line:", "配置文件（YAML）示例："}},
    {{"  standard: pudong-2025               categories and limits of a standard\n"
      "  network:                            streets, any number of sources\n"
      "    - {source: roads.osm.pbf}\n"
      "  facilities:\n"
      "    - {source: elderly.csv, category: elderly_centre, crs: gcj02, x: 经度, y: 纬度, id: 编号}\n"
      "  homes:\n"
      "    - {source: compounds.gpkg, id: gid, households: 户数, elders: 老年人口}\n"
      "  units:                              areas that are reported on, optional\n"
      "    - {source: zones.shp, level: subdistrict, code: JDDM, name: 街镇}\n"
      "  output: {path: out.gpkg}            also csv: FOLDER, also: {path: P, format: F}, pairs: true",
      "  standard: pudong-2025               采用某标准的类别与步行上限\n"
      "  network:                            道路，数据源数目不限\n"
      "    - {source: roads.osm.pbf}\n"
      "  facilities:\n"
      "    - {source: elderly.csv, category: elderly_centre, crs: gcj02, x: 经度, y: 纬度, id: 编号}\n"
      "  homes:\n"
      "    - {source: compounds.gpkg, id: gid, households: 户数, elders: 老年人口}\n"
      "  units:                              统计单元，可不给\n"
      "    - {source: zones.shp, level: subdistrict, code: JDDM, name: 街镇}\n"
      "  output: {path: out.gpkg}            另有 csv: 目录, also: {path: 路径, format: 格式}, pairs: true"}},
    {{"Every further key: lifecircle-config(5), lifecircle-standard(5). `lifecircle check` names every wrong key with "
      "its line and what was expected.",
      "其余各键见 lifecircle-config(5) 与 lifecircle-standard(5)。`lifecircle check` 逐一指出写错的键，给出行号和应填的内容。"}},
    {{"The result: layers homes, facilities, service_areas, reached_streets, units; tables coverage (every share with "
      "its definition, numerator and denominator), indicators, indicator_spread and presence (what the standard asks "
      "of every unit), access (with pairs: true), quality (everything dropped, repaired, guessed or far off), run "
      "(versions, parameters, inputs).",
      "成果：图层 homes（住宅）、facilities（设施）、service_areas（服务范围）、reached_streets（可达道路）、units（统计单元）；表 "
      "coverage（每项覆盖率及其口径、分子、分母）、indicators、indicator_spread 和 presence（标准对各单元的要求）、access（pairs: true "
      "时）、quality（剔除、修复、推定和偏离的数据）、run（版本、参数、数据来源）。"}},
    END,
};

static const struct text check_about[] = {
    {{"Prints all faults of the configuration at once, each as file:line:column, what was found and what was expected. "
      "If there are none, reads every source, builds the network and joins all places to it, and says what was "
      "dropped, repaired, guessed or lies far from a street, and whether the result could be written. Nothing is "
      "written.",
      "一次列出配置文件的全部错误，每条给出文件:行:列、实际内容和应填的内容。无误时读入全部数据、建立路网并接入各点，说明哪些数据被剔除、修复、"
      "推定或远离道路，以及成果能否写出。不写任何文件。"}},
    END,
};

static const struct text diff_about[] = {
    {{"Compares two results of lifecircle run, each a GeoPackage, or a night that is kept (its folder in runs, or its "
      "manifest): shares of every unit, homes that won or lost a category, gaps that opened, closed or changed, "
      "facilities and homes that were handed in differently, parameters and inputs of the runs. Both are only read. "
      "What both have is compared, exactly as it is stored; profiles, limits, categories or units that only one of "
      "them has are listed. Of nights whose inputs are kept it also says why they differ, split into program, "
      "facilities, network, homes and parameters (tables coverage_causes, homes_causes, layer objects_changed): it "
      "runs old and new inputs mixed.",
      "比较 lifecircle run 的两份成果（GeoPackage，或留存的某一夜：runs 中的目录或其 manifest.json）：各单元覆盖率、新增或失去某类覆盖的住宅、新出现、"
      "消除或变化的缺口、数据有变的设施与住宅、运行参数与数据来源。两份成果只读不改。两者都有的内容按存储值逐一比较；只有一方有的人群、上限、"
      "类别和单元另行列出。数据有留存的两夜，还说明差异原因，分解为程序、设施、路网、住宅、参数（表 coverage_causes、homes_causes，图层 "
      "objects_changed）：为此将新旧数据混合重算。"}},
    END,
};
static const struct text report_about[] = {
    {{"Writes the result of lifecircle run as one page of HTML: headline figures with definition, numerator and "
      "denominator, indicators, units by categories, gaps with causes and least changes, data quality, and the method with "
      "every parameter and version. The page needs no network, no other file and no script to be read; it prints to A4 and "
      "A3. It is the page that the run itself writes (output.report), byte for byte. The result is only read. Counts below "
      "parameters.suppress_below, and numbers that would tell them, are not on the page.",
      "把 lifecircle run 的成果写成一个 HTML 报告：总体结论（附定义、分子、分母）、指标、覆盖矩阵、缺口清单（成因与最小改动）、数据质量，以及含全部参数与版本的"
      "方法说明。报告自成一体，不联网、不依赖其他文件，不启用脚本也可阅读，可按 A4、A3 打印；与运行时写出的报告（output.report）逐字节相同。成果只读不改。"
      "小于 parameters.suppress_below 的人数、户数以及可推出它们的数字不在报告中出现。"}},
    END,
};

static const struct text diff_notes[] = {
    {{"Homes and facilities are the same where their ids are, and where an id is used twice, at the same place. Gaps "
      "are where they share homes. README.md says what each column means.",
      "编号相同即视为同一住宅或设施；编号重复时看位置。缺口有共同住宅即视为同一缺口。各列含义见 README.md。"}},
    END,
};

static const struct text maps_about[] = {
    {{"Draws maps of a result: of each category who is within which limit (bands), gaps by cause (gaps), shares by "
      "unit (coverage) and the straight line beside the walk (straight); gaps of all categories together; radars of "
      "the units, or a matrix where categories are many; a sheet for each unit. Each is a PDF and a PNG of 200 dpi, with a "
      "world file that says to a GIS where it lies; maps.pdf holds all of them. The result is only read.",
      "由成果绘制专题图：各类设施的步行可达分级（bands）、缺口及成因（gaps）、分单元覆盖率（coverage）、直线距离与步行对比（straight）；"
      "全部类别的缺口；各单元雷达图，类别较多时为矩阵；每个单元一张概况图。每张图均有 PDF 与 200 dpi 的 PNG，并附供 GIS "
      "定位的坐标文件（.pgw）；maps.pdf 为合订本。成果本身只读不写。"}},
    END,
};
static const struct text maps_notes[] = {
    {{"The configuration says title, author, source, date, approval number and stamp (output: document). With output: {maps: "
      "FOLDER} every run draws the same maps. Texts that the installed fonts cannot draw are counted and warned of; Chinese "
      "needs the package fonts-noto-cjk. Counts that are too small to be published are shown as *.",
      "图名、编制单位、数据来源、数据日期、审图号和图章由配置给出（output: document）。配置 output: {maps: 目录} 时，每次运行均绘制同样的专题图。"
      "已安装字体缺字形的文字会计数并警告；中文需要软件包 fonts-noto-cjk。数量过少、不宜公布者以 * 表示。"}},
    END,
};

static const struct text inspect_about[] = {
    {{"Says what a file or folder holds - layers, fields with example values, coordinate system, encoding - and how it "
      "would be read: which fields would play which roles.",
      "列出文件或目录的内容（图层、字段及示例值、坐标系、编码），并说明将如何读取：哪些字段用作什么。"}},
    END,
};

static const struct text relink_about[] = {
    {{"A result holds a project for QGIS, and a project names its file: of a copy under another name it goes on showing the data "
      "of the old file if that lies beside it, and else nothing. This makes the projects in a result, or in what diff -o has "
      "written, name the file by the name it has now. It is changed aside and swapped in as a whole.",
      "成果文件内含 QGIS 工程，而工程按文件名引用数据：改名或复制后，若原文件仍在同一目录，打开的工程显示的是原文件的数据；若不在，则图层失效。"
      "本命令使成果（或 diff -o 所写的文件）中的工程指向文件现在的名称；先在旁边改好，再整体替换。"}},
    END,
};

static const struct text status_about[] = {
    {{"Of a configuration with the section nights: which night ran last, when, how it ended and why; which one is "
      "published, and how old that is; whether a night is at work now; the number of the next one; how large the state "
      "is.",
      "用于含 nights 的配置：最近一夜是哪一夜、何时运行、如何结束及原因；已发布的是哪一夜、距今多久；现在是否有一夜正在进行；下一夜的编号；"
      "状态文件的大小。"}},
    END,
};

static const struct text history_about[] = {
    {{"Prints what every published night has said of its units, as CSV: a row for each night and series, by night. "
      "Kept for nights.history_nights nights.",
      "以 CSV 输出每个已发布的夜对各单元的结果：每夜每个序列一行，按夜排列。保留 nights.history_nights 夜。"}},
    END,
};

static const struct text schema_about[] = {
    {{"Prints the JSON Schema (draft 7) of a configuration, a standard or a profile: an editor that knows YAML takes "
      "it to complete keys and to mark wrong ones while they are typed. `lifecircle check` judges more, and says where.",
      "输出配置、标准或人群文件的 JSON Schema（draft 7）：支持 YAML 的编辑器可据此补全键名、即时标出错误。`lifecircle check` 检查得更全，并指明位置。"}},
    END,
};

static const struct text rerun_about[] = {
    {{"Makes the results of a night again, from its manifest and the copies of its inputs that are kept beside the "
      "runs (nights: keep_inputs), into a new or empty folder, and compares them with what the manifest says. The same "
      "program and libraries give the same bytes; with others it is said that they are others. Tables of a database "
      "are read as they are now.",
      "依据某一夜的 manifest.json 和留存的数据副本（nights: keep_inputs），在新目录或空目录中重算该夜成果，并与 manifest.json 所记比较。程序和库相同，"
      "则逐字节相同；不同时予以说明。数据库中的表按现状读取。"}},
    END,
};

static const struct text verify_about[] = {
    {{"Whether the state of a configuration with `nights` is right: the published files are those that were written; "
      "everything computed anew from the copies of the published night's inputs gives the same files; and so do the "
      "values of earlier nights, by which a night spares work. Changes nothing; takes about twice a full run.",
      "核验含 nights 的配置的状态：已发布的文件是否为当时所写；用已发布之夜的数据副本全部重算，所得文件是否相同；沿用以往各夜的值计算，"
      "是否也相同。不作任何改动；用时约为完整运行的两倍。"}},
    END,
};

static const char *const schema_words[] = {"config", "standard", "profile", NULL};

const struct verb verbs[VERB_COUNT] = {
    [VERB_NONE] =
        {
            .name = "",
            .synopses = {{{{"COMMAND", "命令"}}, {{"who reaches which facilities on foot", "社区生活圈步行可达性与覆盖率计算"}}}},
            .about = main_about,
        },
    [VERB_RUN] =
        {
            .name = "run",
            .synopses = {{{{"CONFIG", "配置文件"}},
                          {{"walks, service areas and coverage, into one GeoPackage", "计算步行距离、服务范围和覆盖率，写入一个 GeoPackage"}}},
                         {{{"--roads R --facilities F --homes H -o OUT.gpkg",
                            "--roads 道路 --facilities 设施 --homes 住宅 -o 成果.gpkg"}},
                          {{"the same without a configuration", "同上，不用配置文件"}}}},
            .about = run_about,
            .notes = run_notes,
            .suffix = ".yaml",
        },
    [VERB_CHECK] =
        {
            .name = "check",
            .synopses = {{{{"CONFIG", "配置文件"}},
                          {{"reads the configuration and judges the inputs; writes nothing", "检查配置文件和数据，不写任何文件"}}}},
            .about = check_about,
            .suffix = ".yaml",
        },
    [VERB_DIFF] =
        {
            .name = "diff",
            .synopses = {{{{"OLD NEW", "旧成果 新成果"}},
                          {{"what has changed between two results: who won, who lost, which gaps",
                            "两份成果的变化：谁新增覆盖、谁失去覆盖、缺口增减"}}}},
            .about = diff_about,
            .notes = diff_notes,
            .exit = {{"0 compared, whether anything differs or not", "0 已比较，不论有无差异"}},
            .suffix = ".gpkg",
        },
    [VERB_REPORT] =
        {
            .name = "report",
            .synopses = {{{{"RESULT", "成果"}},
                          {{"a result as one page of HTML, for whoever has no map program", "把成果写成一个 HTML 报告，用浏览器即可查看"}}}},
            .about = report_about,
            .suffix = ".gpkg",
        },
    [VERB_MAPS] =
        {
            .name = "maps",
            .synopses = {{{{"RESULT.gpkg -o FOLDER", "成果.gpkg -o 目录"}},
                          {{"maps of a result to be printed, as PDF and PNG", "由成果绘制可打印的专题图（PDF 与 PNG）"}}}},
            .about = maps_about,
            .notes = maps_notes,
            .suffix = ".gpkg",
        },
    [VERB_INSPECT] =
        {
            .name = "inspect",
            .synopses = {{{{"PATH...",
                            "路径..."}}, {{"what a file or folder holds and how it would be read", "文件或目录的内容，以及将如何读取"}}}},
            .about = inspect_about,
            .exit = {{"1 it cannot be read", "1 无法读取"}},
        },
    [VERB_RELINK] =
        {
            .name = "relink",
            .synopses = {{{{"RESULT.gpkg...", "成果.gpkg..."}},
                          {{"make the QGIS projects in a renamed or copied result name it", "改名或复制后，使成果中的 QGIS 工程指向该文件"}}}},
            .about = relink_about,
            .exit = {{"1 it is no result with a project, or cannot be written; it is then as it was", "1 不是含工程的成果，或无法写入；文件保持原样"}},
            .suffix = ".gpkg",
        },
    [VERB_STATUS] =
        {
            .name = "status",
            .synopses = {{{{"CONFIG", "配置文件"}},
                          {{"of a configuration with nights: what ran last, how it ended, what is published",
                            "每夜运行的情况：最近一夜、结束情况、已发布的成果"}}}},
            .about = status_about,
            .exit = {{"0 what is published is what the last night made or found unchanged; 1 the last night failed, "
                      "was killed or raised an alarm, or there has been none",
                      "0 已发布的即最近一夜所算或确认未变的成果；1 最近一夜失败、被中止或触发警报，或尚未运行过"}},
            .suffix = ".yaml",
        },
    [VERB_HISTORY] =
        {
            .name = "history",
            .synopses = {{{{"CONFIG", "配置文件"}}, {{"what every night has said of its units, as CSV", "各夜各单元的历史数值（CSV）"}}}},
            .about = history_about,
            .exit = {{"1 there is no state yet, or none that can be read", "1 尚无状态文件，或无法读取"}},
            .suffix = ".yaml",
        },
    [VERB_SCHEMA] =
        {
            .name = "schema",
            .synopses = {{{{"config|standard|profile", "config|standard|profile"}},
                          {{"JSON Schema of a configuration, standard or profile, for editors",
                            "配置、标准或人群文件的 JSON Schema，供编辑器使用"}}}},
            .about = schema_about,
            .exit = {{"2 there is no such kind", "2 无此种类"}},
            .words = schema_words,
        },
    [VERB_RERUN] =
        {
            .name = "rerun",
            .synopses = {{{{"FOLDER/runs/000123[/manifest.json] -o NEW_FOLDER", "目录/runs/000123[/manifest.json] -o 新目录"}},
                          {{"the results of a night once more, byte for byte", "重算某一夜的成果，逐字节相同"}}}},
            .about = rerun_about,
            .exit = {{"1 a file differs, or an input was not kept", "1 有文件不同，或数据未留存"}},
        },
    [VERB_VERIFY] =
        {
            .name = "verify",
            .synopses = {{{{"CONFIG --state", "配置文件 --state"}},
                          {{"whether what a night knows of earlier ones is right", "核验每夜沿用的以往结果是否正确"}}}},
            .about = verify_about,
            .exit = {{"1 a file differs; 4 a night is at work", "1 有文件不同；4 有一夜正在进行"}},
            .suffix = ".yaml",
        },
};
