/* words.c - words of the configuration and its standard that nothing in the data says: misspelt, most likely. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/attributes.h"
#include "base/alloc.h"
#include "config/suggest.h"
#include "run/job.h"

/* Words of fewer bytes are near to anything. */
enum { LIST_SIZE = 400, SHOWN = 8, PLACE_SIZE = 160, NEAR_LENGTH = 5 };

/* What the features that a match asks about say of its attribute. */
struct said {
    const char **items; /* ascending, each once */
    size_t count;
};

/* A match of the configuration, and where it stands. */
struct asked {
    const char *place;  /* "modes[2]" */
    const char *layer;  /* "units" or "facilities" */
    const char *what;   /* "unit of level town", "facility of category park" */
    const char *name;   /* of the attribute */
    const struct lci_texts *values;
};

static bool
has_text(const char *const *items, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i], text) == 0)
            return true;
    return false;
}

static int
compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void
sort_once(struct said *said)
{
    size_t count = 0;

    qsort(said->items, said->count, sizeof(*said->items), compare_texts);
    for (size_t i = 0; i < said->count; i++)
        if (count == 0 || strcmp(said->items[count - 1], said->items[i]) != 0)
            said->items[count++] = said->items[i];
    said->count = count;
}

/* What units of a level say; items NULL: out of memory. */
static struct said
said_of_units(const struct lci_units *units, const char *level, const char *name)
{
    struct said said = {lci_new_array(const char *, units->count + 1), 0};

    for (size_t i = 0; i < units->count && said.items; i++) {
        const char *text = strcmp(units->items[i].level, level) == 0 ? lci_unit_attribute(units, i, name) : NULL;

        if (text)
            said.items[said.count++] = text;
    }
    if (said.items)
        sort_once(&said);
    return said;
}

/* What facilities of the categories say. */
static struct said
said_of_facilities(const struct lci_job *job, const struct lci_texts *categories, const char *name)
{
    const struct lci_facilities *all = &job->facilities;
    struct said said = {lci_new_array(const char *, all->count + 1), 0};

    for (size_t i = 0; i < all->count && said.items; i++) {
        const char *id = job->categories[all->items[i].category].id;
        const char *text = has_text(categories->items, categories->count, id) ? lci_facility_attribute(all, i, name) : NULL;

        if (text)
            said.items[said.count++] = text;
    }
    if (said.items)
        sort_once(&said);
    return said;
}

/* "a, b, c and 7 more" */
static void
list_words(const char *const *items, size_t count, char out[LIST_SIZE])
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < count && i < SHOWN && used + 64 < LIST_SIZE; i++)
        used += (size_t)snprintf(out + used, LIST_SIZE - used, "%s%.40s", i > 0 ? ", " : "", items[i]);
    if (count > SHOWN)
        (void)snprintf(out + used, LIST_SIZE - used, " and %zu more", count - SHOWN);
}

static enum lci_status
warn(struct lci_job *job, const struct asked *asked, const char *word, const struct said *others, const char *near,
     struct lci_error *err)
{
    char list[LIST_SIZE];
    char found[LIST_SIZE];
    char done[2 * LIST_SIZE];
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "word_not_found",
        .layer = asked->layer,
        .field = asked->name,
        .found = found,
        .done = done,
    };

    list_words(others->items, others->count, list);
    (void)snprintf(found, sizeof(found), "%s: %s", asked->place, word);
    (void)snprintf(done, sizeof(done), "no %s says so; said and not asked for is: %s%s%s%s", asked->what, list,
                   near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    return lci_job_remark(job, &row, err);
}

/*
 * Warns of a word that nothing says while something is said that no word asks for: where it is near to that, or where no word
 * of its match is said at all. named: all that is asked for of the attribute, here and beside it. Takes `said` over.
 */
static enum lci_status
check_words(struct lci_job *job, const struct asked *asked, const struct lci_texts *named, size_t named_count, struct said *said,
            struct lci_error *err)
{
    struct said others = {said->items ? lci_new_array(const char *, said->count + 1) : NULL, 0};
    bool any_is_said = false;
    enum lci_status status = others.items ? LCI_OK : lci_fail_nomem(err, "words");

    for (size_t i = 0; i < said->count && status == LCI_OK; i++) {
        bool is_named = false;

        for (size_t k = 0; k < named_count && !is_named; k++)
            is_named = has_text(named[k].items, named[k].count, said->items[i]);
        if (!is_named)
            others.items[others.count++] = said->items[i];
        any_is_said = any_is_said || has_text(asked->values->items, asked->values->count, said->items[i]);
    }
    for (size_t v = 0; v < asked->values->count && others.count > 0 && status == LCI_OK; v++) {
        const char *word = asked->values->items[v];
        const char *near = strlen(word) >= NEAR_LENGTH ? lci_suggest(word, others.items, others.count) : NULL;

        if (!has_text(said->items, said->count, word) && (near || !any_is_said))
            status = warn(job, asked, word, &others, near, err);
    }
    lci_free(others.items);
    lci_free(said->items);
    return status;
}

/* The values that all modes ask for of an attribute of units of a level. In the job's arena; NULL: out of memory. */
static struct lci_texts *
named_by_modes(struct lci_job *job, const char *level, const char *name, size_t *count)
{
    const struct lci_config *config = job->config;
    struct lci_texts *named = NULL;

    for (int pass = 0; pass < 2; pass++) {
        *count = 0;
        for (size_t m = 0; m < config->mode_count; m++)
            for (size_t c = 0; c < config->modes[m].condition_count; c++) {
                const struct lci_mode_condition *condition = &config->modes[m].conditions[c];

                for (size_t w = 0; w < condition->where_count && strcmp(condition->level, level) == 0; w++)
                    for (size_t i = 0; i < condition->where[w].match_count; i++) {
                        if (strcmp(condition->where[w].matches[i].key, name) != 0)
                            continue;
                        if (named)
                            named[*count] = condition->where[w].matches[i].values;
                        (*count)++;
                    }
            }
        if (pass == 0)
            named = lci_arena_alloc(&job->arena, *count + 1, sizeof(*named));
        if (!named)
            return NULL;
    }
    return named;
}

static enum lci_status
check_condition(struct lci_job *job, size_t mode, const struct lci_mode_condition *condition, struct lci_error *err)
{
    char place[PLACE_SIZE];
    char what[PLACE_SIZE];
    enum lci_status status = LCI_OK;

    (void)snprintf(place, sizeof(place), "modes[%zu]", mode + 1);
    (void)snprintf(what, sizeof(what), "unit of level %.60s", condition->level);
    for (size_t w = 0; w < condition->where_count; w++)
        for (size_t i = 0; i < condition->where[w].match_count && status == LCI_OK; i++) {
            const struct lci_match *match = &condition->where[w].matches[i];
            const struct asked asked = {place, "units", what, match->key, &match->values};
            struct said said = said_of_units(&job->units, condition->level, match->key);
            size_t named_count = 0;
            const struct lci_texts *named = named_by_modes(job, condition->level, match->key, &named_count);

            status = named ? check_words(job, &asked, named, named_count, &said, err) : lci_fail_nomem(err, "words");
        }
    return status;
}

/* Selections of units of a level, or of facilities of some categories. */
static enum lci_status
check_selections(struct lci_job *job, const char *place, const char *level, const struct lci_texts *categories,
                 const struct lci_selection *select, size_t count, struct lci_error *err)
{
    char what[PLACE_SIZE];
    enum lci_status status = LCI_OK;

    if (level)
        (void)snprintf(what, sizeof(what), "unit of level %.60s", level);
    else
        (void)snprintf(what, sizeof(what), "facility of category %.60s%s", categories->items[0],
                       categories->count > 1 ? " or the like" : "");
    for (size_t s = 0; s < count; s++)
        for (size_t i = 0; i < select[s].match_count && status == LCI_OK; i++) {
            const struct lci_match *match = &select[s].matches[i];
            const struct asked asked = {place, level ? "units" : "facilities", what, match->key, &match->values};
            struct said said =
                level ? said_of_units(&job->units, level, match->key) : said_of_facilities(job, categories, match->key);

            status = check_words(job, &asked, &match->values, 1, &said, err);
        }
    return status;
}

static enum lci_status
check_quantities(struct lci_job *job, const struct lci_indicator *indicator, const struct lci_quantities *sum,
                 struct lci_error *err)
{
    char place[PLACE_SIZE];
    enum lci_status status = LCI_OK;

    (void)snprintf(place, sizeof(place), "indicator %.100s", indicator->id);
    for (size_t i = 0; i < sum->count && status == LCI_OK; i++)
        if (sum->items[i].where_count > 0)
            status = check_selections(job, place, sum->items[i].units, &sum->items[i].facilities, sum->items[i].where,
                                      sum->items[i].where_count, err);
    return status;
}

/* Grades, levels and selections of what every unit has to have. */
static enum lci_status
check_presence(struct lci_job *job, const struct lci_presence *presence, struct lci_error *err)
{
    const char *only_grade[] = {presence->grade};
    const struct lci_texts one = {only_grade, 1};
    const struct lci_texts grades = presence->grades.count > 0 || !presence->grade ? presence->grades : one;
    struct lci_match matches[] = {{presence->grade_attribute, grades}, {presence->level_attribute, presence->level_values}};
    char place[PLACE_SIZE];
    enum lci_status status = LCI_OK;

    (void)snprintf(place, sizeof(place), "presence %.100s", presence->id);
    status = check_selections(job, place, presence->level, NULL, presence->units_where, presence->units_where_count, err);
    if (status == LCI_OK)
        status = check_selections(job, place, NULL, &presence->facilities, presence->where, presence->where_count, err);
    for (size_t i = 0; i < sizeof(matches) / sizeof(matches[0]) && status == LCI_OK; i++) {
        const struct lci_selection select = {&matches[i], 1};

        if (matches[i].key && matches[i].values.count > 0)
            status = check_selections(job, place, NULL, &presence->facilities, &select, 1, err);
    }
    return status;
}

/* Names of attributes that something asks for. */
struct names {
    const char **items;
    size_t count, capacity;
    bool failed;
};

static void
add_name(struct names *names, const char *name)
{
    if (!name || has_text(names->items, names->count, name))
        return;
    names->failed = names->failed || !lci_grow(&names->items, names->count, &names->capacity);
    if (!names->failed)
        names->items[names->count++] = name;
}

static void
add_selections(struct names *names, const struct lci_selection *select, size_t count)
{
    for (size_t s = 0; s < count; s++)
        for (size_t i = 0; i < select[s].match_count; i++)
            add_name(names, select[s].matches[i].key);
}

static void
add_quantities(struct names *names, const struct lci_quantities *sum, bool of_units)
{
    for (size_t i = 0; i < sum->count; i++) {
        if ((sum->items[i].units != NULL) != of_units)
            continue;
        add_name(names, sum->items[i].attribute);
        add_selections(names, sum->items[i].where, sum->items[i].where_count);
    }
}

/* What the run asks of units, or of facilities beside what it looks for by itself. */
static void
gather_names(const struct lci_config *config, bool of_units, struct names *names)
{
    static const char *const usual[] = {"status", "hours", "site", "address", "unit_code"};

    for (size_t i = 0; !of_units && i < sizeof(usual) / sizeof(usual[0]); i++)
        add_name(names, usual[i]);
    for (size_t m = 0; of_units && m < config->mode_count; m++)
        for (size_t c = 0; c < config->modes[m].condition_count; c++)
            add_selections(names, config->modes[m].conditions[c].where, config->modes[m].conditions[c].where_count);
    for (size_t i = 0; i < config->indicator_count; i++) {
        add_quantities(names, &config->indicators[i].numerator, of_units);
        add_quantities(names, &config->indicators[i].denominator, of_units);
    }
    for (size_t i = 0; i < config->presence_count; i++) {
        const struct lci_presence *presence = &config->presence[i];

        add_selections(names, of_units ? presence->units_where : presence->where,
                       of_units ? presence->units_where_count : presence->where_count);
        if (!of_units) {
            add_name(names, presence->grade_attribute);
            add_name(names, presence->level_attribute);
        }
    }
    for (size_t c = 0; !of_units && c < config->category_count; c++) {
        add_name(names, config->categories[c].limits_attribute);
        add_name(names, config->categories[c].capacity_attribute);
    }
    for (size_t i = 0; !of_units && i < config->has_count; i++)
        add_name(names, config->has[i].attribute);
}

/* Attributes that are handed in by nearly the name of one that is asked for and not handed in. */
static enum lci_status
check_names(struct lci_job *job, bool of_units, const char *const *handed_in, size_t count, struct lci_error *err)
{
    struct names asked = {.count = 0};
    enum lci_status status = LCI_OK;

    gather_names(job->config, of_units, &asked);
    if (asked.failed)
        status = lci_fail_nomem(err, "words");
    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        char done[LIST_SIZE];
        struct names lacking = {.count = 0};
        const char *near = NULL;
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "attribute_not_asked_for",
            .layer = of_units ? "units" : "facilities",
            .field = "attributes",
            .found = handed_in[i],
            .done = done,
        };

        if (has_text(asked.items, asked.count, handed_in[i]))
            continue;
        for (size_t k = 0; k < asked.count; k++)
            if (!has_text(handed_in, count, asked.items[k]))
                add_name(&lacking, asked.items[k]);
        near = lci_suggest(handed_in[i], lacking.items, lacking.count);
        (void)snprintf(done, sizeof(done), "nothing asks for it; asked for, and handed in by no source, is \"%.60s\"",
                       near ? near : "");
        if (lacking.failed || (near && lci_job_remark(job, &row, err) != LCI_OK))
            status = lci_fail_nomem(err, "words");
        lci_free(lacking.items);
    }
    lci_free(asked.items);
    return status;
}

/* The figures that indicators and spreads ask for. */
static void
gather_figures(const struct lci_config *config, struct names *names)
{
    for (size_t i = 0; i < config->indicator_count; i++) {
        const struct lci_quantities *sums[] = {&config->indicators[i].numerator, &config->indicators[i].denominator};

        add_name(names, config->indicators[i].figures);
        for (size_t s = 0; s < sizeof(sums) / sizeof(sums[0]); s++)
            for (size_t k = 0; k < sums[s]->count; k++)
                add_name(names, sums[s]->items[k].figures);
    }
    for (size_t i = 0; i < config->spread_count; i++)
        add_name(names, config->spreads[i].figures);
}

/* Figures that were handed in, and that nothing asks for. */
static enum lci_status
check_figures(struct lci_job *job, struct lci_error *err)
{
    struct names asked = {.count = 0};
    struct names told = {.count = 0};
    enum lci_status status = LCI_OK;

    gather_figures(job->config, &asked);
    for (size_t i = 0; i < job->figures.count && status == LCI_OK; i++) {
        const struct lci_handed_figure *figure = &job->figures.items[i];
        const char *near = NULL;
        char done[PLACE_SIZE];
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "figure_not_used",
            .source = figure->origin.source,
            .layer = "figures",
            .layer_name = figure->origin.layer_name,
            .field = figure->name,
            .found = figure->name,
            .done = done,
        };

        if (has_text(asked.items, asked.count, figure->name) || has_text(told.items, told.count, figure->name))
            continue;
        add_name(&told, figure->name);
        near = lci_suggest(figure->name, asked.items, asked.count);
        (void)snprintf(done, sizeof(done), "no indicator and no spread asks for it%s%.60s%s", near ? "; did you mean \"" : "",
                       near ? near : "", near ? "\"?" : "");
        status = lci_job_remark(job, &row, err);
    }
    if (asked.failed || told.failed)
        status = lci_fail_nomem(err, "words");
    lci_free(asked.items);
    lci_free(told.items);
    return status;
}

/* Levels of the configuration's own whose names are nearly those of usual ones, which order, tables and modes go by. */
static enum lci_status
check_levels(struct lci_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < job->units.level_count && status == LCI_OK; i++) {
        const char *level = job->units.levels[i];
        const char *near = has_text(lci_known_levels, LCI_KNOWN_LEVEL_COUNT, level)
                               ? NULL : lci_suggest(level, lci_known_levels, LCI_KNOWN_LEVEL_COUNT);
        char done[PLACE_SIZE];
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "level_not_usual",
            .source = job->units.items[job->units.level_first[i]].origin.source,
            .layer = "units",
            .layer_name = job->units.items[job->units.level_first[i]].origin.layer_name,
            .field = "level",
            .found = level,
            .done = done,
        };

        if (!near)
            continue;
        (void)snprintf(done, sizeof(done), "taken as a level of its own; did you mean \"%s\"?", near);
        status = lci_job_remark(job, &row, err);
    }
    return status;
}

enum lci_status
lci_job_remark_words(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    enum lci_status status = LCI_OK;

    for (size_t m = 0; m < config->mode_count; m++)
        for (size_t c = 0; c < config->modes[m].condition_count && status == LCI_OK; c++)
            status = check_condition(job, m, &config->modes[m].conditions[c], err);
    for (size_t i = 0; i < config->indicator_count && status == LCI_OK; i++) {
        status = check_quantities(job, &config->indicators[i], &config->indicators[i].numerator, err);
        if (status == LCI_OK)
            status = check_quantities(job, &config->indicators[i], &config->indicators[i].denominator, err);
    }
    for (size_t i = 0; i < config->presence_count && status == LCI_OK; i++)
        status = check_presence(job, &config->presence[i], err);
    if (status == LCI_OK)
        status = check_names(job, false, job->facilities.attribute_names, job->facilities.attribute_count, err);
    if (status == LCI_OK)
        status = check_figures(job, err);
    if (status == LCI_OK)
        status = check_levels(job, err);
    return status == LCI_OK ? check_names(job, true, job->units.attribute_names, job->units.attribute_count, err) : status;
}
