/* set.c - maps of a finished result, from outside: lci_maps(). */
#include <stdio.h>
#include <string.h>

#include "io/growing_text.h"
#include "io/write.h"
#include "maps/maps.h"

struct set {
    struct lci_maps_request request;
    struct lci_maps_drawn drawn;
};

static enum lci_status
build(void *user, const char *tables_path, const char *staged, struct lci_error *err)
{
    struct set *set = user;

    (void)tables_path; /* nothing is written beside */
    set->request.folder = staged;
    return lci_maps_build(&set->request, &set->drawn, err);
}

static enum lci_status
summarize(const struct lci_maps_options *options, const struct lci_maps_drawn *drawn, struct lci_maps_summary *summary,
          struct lci_error *err)
{
    struct lci_growing_text json = {.bytes = NULL}, text = {.bytes = NULL}, text_zh = {.bytes = NULL};

    lci_text_add(&json, "{");
    lci_text_add_json_text(&json, "folder", options->folder);
    lci_text_add(&json, ",\"sheet_count\":%zu,\"missing_glyph_count\":%zu,\"texts_without_glyphs\":[", drawn->sheet_count,
                 drawn->missing.missing_count);
    for (size_t i = 0; i < drawn->missing.count; i++) {
        lci_text_add(&json, i > 0 ? "," : "");
        lci_text_add_json(&json, drawn->missing.items[i].text);
    }
    lci_text_add(&json, "]}");
    lci_text_add(&text, "%zu sheets in %s, all of them in maps.pdf\n", drawn->sheet_count, options->folder);
    lci_text_add(&text_zh, "共 %zu 张图，位于 %s，合订本 maps.pdf\n", drawn->sheet_count, options->folder);
    if (drawn->missing.count > 0) {
        lci_text_add(&text, "%zu characters have no glyph in the installed fonts; install fonts-noto-cjk\n",
                     drawn->missing.missing_count);
        lci_text_add(&text_zh, "有 %zu 个字在已安装字体中缺字形，请安装 fonts-noto-cjk\n", drawn->missing.missing_count);
    }
    *summary = (struct lci_maps_summary){json.bytes, text.bytes, text_zh.bytes};
    if (!json.failed && !text.failed && !text_zh.failed)
        return LCI_OK;
    lci_maps_summary_fini(summary);
    return lci_fail_nomem(err, "maps");
}

enum lci_status
lci_maps(const struct lci_maps_options *options, const struct lci_context *context, struct lci_maps_summary *summary,
         struct lci_error *err)
{
    struct set set = {.request = {.tables_path = options->path,
                                  .paper = options->paper,
                                  .profile = options->profile,
                                  .has_language = options->has_language,
                                  .english = options->english,
                                  .context = context}};
    struct lci_write_options write = {.extra_count = 0};
    enum lci_status status = LCI_OK;

    lci_write_add(&write, (struct lci_write_extra){
                              .path = options->folder, .owns = lci_maps_owns, .is_folder = true, .build = build, .user = &set});
    status = lci_write_tables(NULL, 0, &write, err);
    if (status == LCI_OK)
        lci_maps_tell_missing(&set.drawn.missing, context);
    if (status == LCI_OK && summary)
        status = summarize(options, &set.drawn, summary, err);
    lci_glyphs_fini(&set.drawn.missing);
    return status;
}

void
lci_maps_summary_fini(struct lci_maps_summary *summary)
{
    lci_free(summary->json);
    lci_free(summary->text);
    lci_free(summary->text_zh);
    *summary = (struct lci_maps_summary){.json = NULL};
}
