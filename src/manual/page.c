/* page.c - texts, headings, beginning and end of manual pages. */
#include "manual/manual.h"

#include <string.h>

const struct manual_kind manual_kinds[MANUAL_KIND_COUNT] = {
    {"config",
     {{"what a run of lifecircle reads, computes and writes", "lifecircle 的配置文件：读什么、算什么、写到哪里"}},
     &lci_config_keys},
    {"standard",
     {{"categories, limits and indicators of lifecircle", "lifecircle 的标准文件：设施类别、步行上限与指标"}},
     &lci_standard_keys},
    {"profile",
     {{"who walks how fast, and on which ways", "lifecircle 的人群文件：步行速度与可走的道路"}},
     &lci_profile_keys},
};

static const struct text name_heading = {{"NAME", "名称"}};
static const struct text also_heading = {{"SEE ALSO", "参见"}};
static const struct text manual_title = {{"lifecircle manual", "lifecircle 手册"}};

void
manual_text(FILE *to, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '`') {
            (void)fputc('*', to);
            continue;
        }
        if (strchr("\\*_", *at) || (at == text && strchr("#-.[|];<", *at)))
            (void)fputc('\\', to);
        (void)fputc(*at, to);
    }
}

void
manual_paragraphs(FILE *to, const struct text *paragraphs, enum language language)
{
    for (; paragraphs && paragraphs->in[language]; paragraphs++) {
        if (paragraphs->in[language][0] == ' ') {
            (void)fprintf(to, "```\n%s\n```\n\n", paragraphs->in[language]);
        } else {
            manual_text(to, paragraphs->in[language]);
            (void)fputs("\n\n", to);
        }
    }
}

void
manual_heading(FILE *to, const struct text *heading, enum language language)
{
    (void)fprintf(to, "# %s\n\n", heading->in[language]);
}

void
manual_begin(FILE *to, const char *name, int section, const char *summary, enum language language)
{
    (void)fprintf(to, "%s(%d) \"lifecircle %s\" \"%s\"\n\n", name, section, LCI_VERSION, manual_title.in[language]);
    manual_heading(to, &name_heading, language);
    (void)fprintf(to, "%s - ", name);
    manual_text(to, summary);
    (void)fputs("\n\n", to);
}

/* "*lifecircle-run*(1)" with a comma before it, if it is not the page itself. */
static bool
refer(FILE *to, const char *stem, int section, const char *own, bool first)
{
    char name[64];

    (void)snprintf(name, sizeof(name), "lifecircle%s%s", stem[0] != '\0' ? "-" : "", stem);
    if (strcmp(name, own) == 0)
        return first;
    (void)fprintf(to, "%s*%s*(%d)", first ? "" : ", ", name, section);
    return false;
}

void
manual_end(FILE *to, const char *name, enum language language)
{
    bool first = true;

    manual_heading(to, &also_heading, language);
    for (int verb = VERB_NONE; verb < VERB_COUNT; verb++)
        first = refer(to, verbs[verb].name, 1, name, first);
    for (size_t k = 0; k < MANUAL_KIND_COUNT; k++)
        first = refer(to, manual_kinds[k].name, 5, name, first);
    (void)fputc('\n', to);
}
