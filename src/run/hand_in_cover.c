/* hand_in_cover.c - the cover of the tables that are handed in: by what standard, for whom, of which data, by which program. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/growing_text.h"
#include "result/document.h"
#include "run/hand_in.h"

enum { LINE_MAX_COUNT = 16, MARK_MAX_COUNT = 4 };

/* Lines as they are added. */
struct listing {
    struct lci_passes *passes;
    struct lci_job *job; /* the first pass */
    bool english, failed;
    struct lci_cover_line *items;
    size_t count;
};

/* A text that is made here moves into the arena. */
static const char *
keep(struct listing *listing, struct lci_growing_text *text)
{
    const char *kept =
        text->failed ? NULL : lci_arena_text(&listing->job->arena, text->bytes ? text->bytes : "", text->length);

    lci_free(text->bytes);
    *text = (struct lci_growing_text){0};
    listing->failed = listing->failed || !kept;
    return kept;
}

/* value NULL: an empty line, for what nobody has said yet. */
static void
add(struct listing *listing, struct lci_words label, const char *value)
{
    listing->items[listing->count++] = (struct lci_cover_line){lci_word(listing->english, label), value ? value : ""};
}

/* "成人（1.2 m/s）、老年人（0.8 m/s）" */
static void
add_profiles_to(struct lci_growing_text *text, struct lci_passes *passes, bool english)
{
    static const struct lci_words by_unit = {"；按单元规则：各住宅、各单元按规则（modes）所定的出行方式",
                                             "; by_unit: every home and unit by the profile that the rules `modes` give it"};

    for (size_t i = 0; i < passes->walk_count; i++) {
        lci_text_add(text, "%s%s (", i == 0 ? "" : lci_word(english, (struct lci_words){"、", ", "}),
                     lci_sheet_profile(&passes->items[i]));
        lci_text_add_number(text, passes->items[i].config->profile.speed_mps);
        lci_text_add(text, " m/s)");
    }
    if (passes->count > passes->walk_count)
        lci_text_add(text, "%s", lci_word(english, by_unit));
}

static const char *
standard_title(const struct lci_config *config, bool english)
{
    const char *title = english ? config->standard_title_en : config->standard_title_zh;

    return title ? title : config->standard_id;
}

const char *
lci_hand_in_origin(struct lci_passes *passes)
{
    struct listing listing = {.passes = passes, .job = &passes->items[0]};
    const bool english = listing.job->config->output.tables.english;
    struct lci_growing_text text = {0};

    lci_text_add(&text, english ? "Standard %s; profiles " : "标准 %s；人群 ",
                 listing.job->config->standard_id ? listing.job->config->standard_id : "-");
    add_profiles_to(&text, passes, english);
    lci_text_add(&text, english ? "; lifecircle %s" : "；程序 lifecircle %s", lci_version());
    return keep(&listing, &text);
}

/* The district, where units of it are handed in and it is one. */
static const char *
district(const struct lci_job *job)
{
    const uint32_t level = lci_job_level(job, "district");

    if (level == LCI_NONE || job->units.level_first[level + 1] - job->units.level_first[level] != 1)
        return NULL;
    return job->units.items[job->units.level_first[level]].name;
}

static void
add_method(struct listing *listing)
{
    const struct lci_config *config = listing->job->config;
    const bool english = listing->english;
    struct lci_growing_text text = {0};
    uint32_t weight = LCI_NONE;

    if (config->standard_id) {
        lci_text_add(&text, english ? "%s (%s)" : "%s（%s）", standard_title(config, english), config->standard_id);
        add(listing, (struct lci_words){"标准", "Standard"}, keep(listing, &text));
    }
    add_profiles_to(&text, listing->passes, english);
    add(listing, (struct lci_words){"出行人群", "Who walks"}, keep(listing, &text));
    if (lci_job_hand_in_weight(listing->job, &weight, NULL) == LCI_OK) {
        const char *name = lci_hand_in_weight_name(listing->job, weight);
        const char *measure = lci_hand_in_measure(listing->job, weight);

        lci_text_add(&text, strcmp(name, measure) == 0 ? "%s" : english ? "%s (%s)" : "%s（%s）", name, measure);
        add(listing, (struct lci_words){"覆盖率权重", "Weight of shares"}, keep(listing, &text));
    }
    add(listing, (struct lci_words){"计入的设施", "Facilities that count"},
        config->supply.at ? config->supply.at
                          : lci_word(english, (struct lci_words){"不限时段", "at any time of day"}));
    add(listing, (struct lci_words){"计算坐标系", "Map system"}, lci_working_system_name(listing->job->system));
    lci_text_add(&text, "lifecircle %s", lci_version());
    add(listing, (struct lci_words){"程序版本", "Program"}, keep(listing, &text));
}

static void
add_marks(struct listing *listing)
{
    const double below = listing->job->config->parameters.suppress_below;
    struct lci_growing_text text = {0};

    add(listing, (struct lci_words){"n/a", "n/a"},
        lci_word(listing->english, (struct lci_words){"分母为零或缺少数据，无法计算", "nothing to divide by, or not known"}));
    if (below > 0.0) {
        lci_text_add(&text, "%s", lci_word(listing->english, (struct lci_words){"人数或户数不足 ", "fewer people or households than "}));
        lci_text_add_number(&text, below);
        lci_text_add(&text, "%s",
                     lci_word(listing->english, (struct lci_words){"，或可据此推出这样的数，不公布",
                                                                   ", or a number that would tell so few; not published"}));
        add(listing, (struct lci_words){"*", "*"}, keep(listing, &text));
    }
    add(listing, (struct lci_words){"粗体灰底行", "Rows in bold"},
        lci_word(listing->english, (struct lci_words){"小计与合计：分子、分母分别求和后再相除", "Subtotals and totals: sums divided by sums"}));
    add(listing, (struct lci_words){"取整", "Rounding"},
        lci_word(listing->english, (struct lci_words){"人数、户数取整，覆盖率为百分数，均由未取整的数算得",
                                                      "whole people and households; shares in per cent, of what is not rounded"}));
}

enum lci_status
lci_hand_in_cover(struct lci_passes *passes, struct lci_cover *out, struct lci_error *err)
{
    struct lci_job *job = &passes->items[0];
    const struct lci_document *document = &job->config->output.document;
    const bool english = job->config->output.tables.english;
    struct listing listing = {.passes = passes, .job = job, .english = english};
    struct listing marks = listing;
    const char *standard = standard_title(job->config, english);
    struct lci_growing_text title = {0};

    listing.items = lci_arena_alloc(&job->arena, LINE_MAX_COUNT, sizeof(*listing.items));
    marks.items = lci_arena_alloc(&job->arena, MARK_MAX_COUNT, sizeof(*marks.items));
    if (!listing.items || !marks.items)
        return lci_fail_nomem(err, "tables");
    lci_text_add(&title, "%s%s%s", standard ? standard : "", standard ? lci_word(english, (struct lci_words){"　", ": "}) : "",
                 lci_word(english, (struct lci_words){"步行覆盖成果表", "tables of coverage on foot"}));
    out->title = document->title ? document->title : keep(&listing, &title);
    lci_free(title.bytes);
    out->subtitle = district(job);
    out->stamp = lci_document_stamp(document->stamp, english);
    add(&listing, (struct lci_words){"数据日期", "Date of the data"}, document->date);
    add(&listing, (struct lci_words){"编制单位", "Author"}, document->author);
    add(&listing, (struct lci_words){"资料来源", "Source"}, document->source);
    add(&listing, (struct lci_words){"审图号", "Map approval number"}, document->approval_number);
    add_method(&listing);
    add_marks(&marks);
    out->lines = listing.items;
    out->line_count = listing.count;
    out->marks = marks.items;
    out->mark_count = marks.count;
    return listing.failed || marks.failed ? lci_fail_nomem(err, "tables") : LCI_OK;
}
