/* sheet_values.c - the words that result tables hold, as people who read Chinese read them in what is handed in. */
#include <string.h>

#include "legend/value_words.h"
#include "report/xlsx_shades.h"
#include "run/sheets.h"

/* Who walks, by the title of the profile with that id. */
static const char *
profile_title(const struct lci_job *job, const char *id)
{
    for (size_t i = 0; i < job->passes->walk_count; i++) {
        const struct lci_profile *profile = &job->passes->items[i].config->profile;

        if (strcmp(profile->id, id) == 0)
            return profile->title_zh;
    }
    return NULL;
}

const char *
lci_sheet_value(const struct lci_job *job, const char *column, const char *value)
{
    const char *title = NULL, *word = NULL;

    if (job->config->output.tables.english || !value)
        return value;
    title = strcmp(column, "profile") == 0 ? profile_title(job, value) : NULL;
    if (title)
        return title;
    if (strcmp(column, "gap_measure") == 0)
        column = "measure";
    word = lci_value_word(column, value, false);
    return word ? word : value;
}

const char *
lci_sheet_verdict(const struct lci_job *job, bool passes)
{
    return lci_shade_word(lci_legend_class_of(lci_legend_find("pass"), passes ? "yes" : "no"), job->config->output.tables.english);
}
