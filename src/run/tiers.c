/* tiers.c - "1 + N" and what facilities have, by the numbers of categories, limits and weights of this run. */
#include <string.h>

#include "analysis/attributes.h"
#include "io/text.h"
#include "run/job.h"

enum { WORD_SIZE = 160 };

/* The category that an id or title names. */
static enum lci_status
find_category(const struct lci_job *job, const char *key, const char *id, uint32_t *out, struct lci_error *err)
{
    *out = lci_job_find_category(job, id);
    if (*out == LCI_NONE)
        return lci_fail(err, LCI_E_CONFIG, "%s: expected categories that facilities have, found \"%s\"", key, id);
    return LCI_OK;
}

/* Place of a limit among those of a category; the last one where none is named. The configuration has checked that it is there. */
static size_t
find_limit(const struct lci_access_category *category, double limit_m)
{
    for (size_t i = 0; limit_m > 0.0 && i < category->limit_count; i++)
        if (!(category->limits_m[i] < limit_m) && !(category->limits_m[i] > limit_m))
            return i;
    return category->limit_count - 1;
}

static enum lci_status
find_weights(struct lci_job *job, const struct lci_tier *from, struct lci_two_tier *to, struct lci_error *err)
{
    uint32_t *weights = lci_arena_alloc(&job->arena, from->weights.count, sizeof(*weights));

    if (!weights)
        return lci_fail_nomem(err, "two_tier");
    for (size_t i = 0; i < from->weights.count; i++) {
        uint32_t w = 0;

        while (w < job->homes.weight_count && strcmp(job->homes.weight_names[w], from->weights.items[i]) != 0)
            w++;
        if (w == job->homes.weight_count)
            return lci_fail(err, LCI_E_CONFIG, "two_tier: %s: expected a weight of the homes, found \"%s\"", from->id,
                            from->weights.items[i]);
        weights[i] = w;
    }
    to->weights = weights;
    to->weight_count = from->weights.count;
    return LCI_OK;
}

static enum lci_status
number_tier(struct lci_job *job, const struct lci_tier *from, struct lci_two_tier *to, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    to->id = from->id;
    status = find_category(job, "two_tier", from->one, &to->one, err);
    if (status == LCI_OK)
        status = find_category(job, "two_tier", from->many, &to->many, err);
    if (status != LCI_OK)
        return status;
    to->one_limit = find_limit(&job->limits[to->one], from->one_limit_m);
    to->many_limit = find_limit(&job->limits[to->many], from->many_limit_m);
    return find_weights(job, from, to, err);
}

static bool
says_no(const struct lci_supply *supply, const char *text)
{
    char folded[WORD_SIZE];
    char word[WORD_SIZE];

    if (!text)
        return true;
    lci_text_fold(text, folded, sizeof(folded));
    for (size_t i = 0; i < supply->no_values.count; i++) {
        lci_text_fold(supply->no_values.items[i], word, sizeof(word));
        if (strcmp(word, folded) == 0)
            return true;
    }
    return false;
}

static enum lci_status
number_question(struct lci_job *job, const struct lci_has *from, struct lci_has_question *to, struct lci_error *err)
{
    const struct lci_facilities *all = &job->facilities;
    bool *has = NULL;
    enum lci_status status = find_category(job, "facility_has", from->category, &to->category, err);

    to->attribute = from->attribute;
    to->with = LCI_NONE;
    to->within_m = from->within_m;
    if (status == LCI_OK && from->with) {
        status = find_category(job, "facility_has", from->with, &to->with, err);
        to->with_id = from->with;
    }
    if (status != LCI_OK || !from->attribute)
        return status;
    has = lci_arena_alloc(&job->arena, all->category_first[to->category + 1] - all->category_first[to->category], sizeof(*has));
    if (!has)
        return lci_fail_nomem(err, "facility_has");
    for (uint32_t i = all->category_first[to->category]; i < all->category_first[to->category + 1]; i++)
        has[i - all->category_first[to->category]] =
            !says_no(&job->config->supply, lci_facility_attribute(all, i, from->attribute));
    to->has_attribute = has;
    return LCI_OK;
}

enum lci_status
lci_job_number_tiers(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    enum lci_status status = LCI_OK;

    job->tiers = lci_arena_alloc(&job->arena, config->tier_count, sizeof(*job->tiers));
    job->has = lci_arena_alloc(&job->arena, config->has_count, sizeof(*job->has));
    if (!job->tiers || !job->has)
        return lci_fail_nomem(err, "two_tier");
    for (job->tier_count = 0; job->tier_count < config->tier_count && status == LCI_OK; job->tier_count++)
        status = number_tier(job, &config->tiers[job->tier_count], &job->tiers[job->tier_count], err);
    for (job->has_count = 0; job->has_count < config->has_count && status == LCI_OK; job->has_count++)
        status = number_question(job, &config->has[job->has_count], &job->has[job->has_count], err);
    return status;
}
