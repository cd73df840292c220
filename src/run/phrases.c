/* phrases.c - texts of sheets in Chinese. */
#include <string.h>

#include "run/sheets.h"

static bool
is_text(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* What an id is called: a category by its title, a level by its name. */
static const char *
title_of(const void *user, const char *text, size_t length)
{
    const struct lci_job *job = user;
    const struct lci_config *config = job->config;

    for (size_t c = 0; c < config->category_count + config->left_out_count; c++)
        if (is_text(config->categories[c].id, text, length))
            return config->categories[c].title_zh;
    for (uint32_t level = 0; level < job->units.level_count; level++)
        if (is_text(job->units.levels[level], text, length))
            return lci_sheet_value(job, "level", job->units.levels[level]);
    return NULL;
}

const char *
lci_sheet_phrase(const struct lci_job *job, const char *text, char *buffer, size_t size)
{
    const struct lci_phrase_book book = {&job->config->phrases, title_of, job};

    return job->config->output.tables.english ? text : lci_phrases_say(&book, text, buffer, size);
}
