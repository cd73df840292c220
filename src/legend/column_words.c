/* column_words.c - names of layers and columns in words: a table of what stands by itself, and rules for what is put together. */
#include "legend/column_words.h"

#include <stdio.h>
#include <string.h>

#include "legend/column_list.h"
#include "legend/value_words.h"

enum { NAME_SIZE = 256 };

static const char *plain_word(struct lci_column_words *words, const char *layer, const char *column);

/* A pattern with each of two texts in the place of a "%s", in their order; second: NULL where it has one place only. */
static const char *
put(struct lci_column_words *words, const char *pattern, const char *first, const char *second)
{
    const char *const texts[] = {first, second};
    const size_t room = strlen(pattern) + strlen(first) + (second ? strlen(second) : 0) + 1;
    char *text = lci_arena_alloc(words->arena, room, 1);
    size_t taken = 0;
    char *end = text;

    if (!text) {
        words->failed = true;
        return NULL;
    }
    while (*pattern != '\0') {
        if (strncmp(pattern, "%s", 2) == 0 && taken < 2 && texts[taken]) {
            end = stpcpy(end, texts[taken++]);
            pattern += 2;
        } else {
            *end++ = *pattern++;
        }
    }
    *end = '\0';
    return text;
}

/* Two words in their order, of which either may be missing; then there is none. */
static const char *
joined(struct lci_column_words *words, const char *format_zh, const char *format_en, const char *first, const char *second)
{
    return first && second ? put(words, words->english ? format_en : format_zh, first, second) : NULL;
}

static bool
ends_with(const char *text, const char *ending)
{
    const size_t length = strlen(text);
    const size_t own = strlen(ending);

    return length > own && strcmp(text + length - own, ending) == 0;
}

/* What is left of `column` without the ending, in `left`; false: it does not end so, or nothing is left. */
static bool
without_ending(const char *column, const char *ending, char left[NAME_SIZE])
{
    const size_t length = strlen(column);

    if (!ends_with(column, ending) || length >= NAME_SIZE)
        return false;
    memcpy(left, column, length - strlen(ending));
    left[length - strlen(ending)] = '\0';
    return true;
}

static const char *
behind(const char *text, const char *beginning)
{
    const size_t length = strlen(beginning);

    return strncmp(text, beginning, length) == 0 && text[length] ? text + length : NULL;
}

const char *
lci_layer_kind(const char *layer)
{
    const char *found = NULL;

    for (size_t i = 0; i < lci_layer_list_count; i++) {
        const char *name = lci_layer_list[i].layer;
        const size_t length = strlen(name);

        if (strcmp(name, layer) == 0)
            return name;
        if (lci_layer_list[i].each_profile && strncmp(layer, name, length) == 0 && layer[length] == '_')
            found = name;
    }
    return found;
}

static const char *
listed_word(const struct lci_column_words *words, const char *layer, const char *column)
{
    const struct lci_column_listed *found = NULL;

    for (size_t i = 0; i < lci_column_list_count; i++) {
        const struct lci_column_listed *one = &lci_column_list[i];

        if (strcmp(one->column, column) == 0 && (!one->layer ? !found : strcmp(one->layer, layer) == 0))
            found = one;
    }
    return found ? (words->english ? found->en : found->zh) : NULL;
}

/*
 * Households and people of an age come with what was done to them before their name, or as "_ratio" of them behind it.
 */
static const char *
weight_word(struct lci_column_words *words, const char *column)
{
    static const struct {
        const char *before, *behind, *zh, *en;
    } patterns[] = {
        {"reached_", "", "服务范围内%s", "%s within the limit"},
        {"gain_", "", "可新增覆盖%s", "%s newly covered"},
        {"won_", "", "新增覆盖%s", "%s won"},
        {"lost_", "", "失去覆盖%s", "%s lost"},
        {"covered_", "_part", "覆盖%s变化中所占部分", "part of the change of covered %s"},
        {"covered_", "", "覆盖%s", "covered %s"},
        {"", "_ratio", "%s覆盖率", "share of %s covered"},
        {"", "", "%s", "%s"},
    };

    for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]); p++) {
        const char *rest = *patterns[p].before ? behind(column, patterns[p].before) : column;
        char weight[NAME_SIZE] = "";
        const char *word = NULL;

        if (!rest || strlen(rest) >= sizeof(weight))
            continue;
        if (*patterns[p].behind ? !without_ending(rest, patterns[p].behind, weight) : !memcpy(weight, rest, strlen(rest) + 1))
            continue;
        word = lci_value_word("weight", weight, words->english);
        if (word)
            return put(words, words->english ? patterns[p].en : patterns[p].zh, word, NULL);
    }
    return NULL;
}

/* "covered_ratio_360m", "covered_ratio_7_5min": of homes, within a smaller limit. */
static const char *
limit_word(struct lci_column_words *words, const char *column)
{
    const char *rest = behind(column, "covered_ratio_");
    const size_t digits = rest ? strspn(rest, "0123456789_") : 0;
    char number[NAME_SIZE];
    char *point = NULL;

    if (digits == 0 || digits >= sizeof(number) || (strcmp(rest + digits, "m") != 0 && strcmp(rest + digits, "min") != 0))
        return NULL;
    memcpy(number, rest, digits);
    number[digits] = '\0';
    point = strchr(number, '_');
    if (point)
        *point = '.';
    if (words->english)
        return put(words, "share within %s %s", number, rest + digits);
    return put(words, "%s %s内覆盖比例", number, strcmp(rest + digits, "m") == 0 ? "米" : "分钟");
}

/* Of "1 + N": the share of a home that reaches a part of it. */
static const char *
tier_word(struct lci_column_words *words, const char *column)
{
    static const struct {
        const char *ending, *zh, *en;
    } parts[] = {
        {"_one_ratio", "%s：可达“1”的比例", "%s: share that reaches a 1"},
        {"_many_ratio", "%s：可达“N”的比例", "%s: share that reaches an N"},
        {"_both_ratio", "%s：两者皆可达的比例", "%s: share that reaches both"},
        {"_neither_ratio", "%s：两者皆不可达的比例", "%s: share that reaches neither"},
    };
    char id[NAME_SIZE];

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && words->result; i++)
        if (without_ending(column, parts[i].ending, id))
            return put(words, words->english ? parts[i].en : parts[i].zh,
                       lci_result_label(words->result, "tier", id, words->english), NULL);
    return NULL;
}

/* What was before, what is now, and what is between the two; what fell or rose most; what a group of changes has done. */
static const char *
compared_word(struct lci_column_words *words, const char *layer, const char *column)
{
    static const struct {
        const char *before, *behind, *zh, *en;
    } patterns[] = {
        {"old_", "", "原%s", "%s, before"},
        {"new_", "", "现%s", "%s, now"},
        {"worst_", "", "降幅最大：%s", "fell most: %s"},
        {"best_", "", "升幅最大：%s", "rose most: %s"},
        {"", "_worst", "%s最不利值", "%s, worst"},
        {"", "_best", "%s最有利值", "%s, best"},
        {"", "_difference", "%s增减", "change of %s"},
    };
    const char *by = strstr(column, "_by_");
    char left[NAME_SIZE] = "";
    const char *word = NULL;

    for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]) && !word; p++) {
        if (*patterns[p].before ? !behind(column, patterns[p].before) : !without_ending(column, patterns[p].behind, left))
            continue;
        word = plain_word(words, layer, *patterns[p].before ? column + strlen(patterns[p].before) : left);
        word = word ? put(words, words->english ? patterns[p].en : patterns[p].zh, word, NULL) : NULL;
    }
    if (word || !by || !without_ending(column, by, left))
        return word;
    return joined(words, "%s增减：%s所致", "change of %s by %s", plain_word(words, layer, left),
                  lci_value_word("change_group", by + strlen("_by_"), words->english));
}

/* The code of the unit of a level, which may be one of the configuration's own. */
static const char *
level_word(struct lci_column_words *words, const char *column)
{
    const char *level = behind(column, "unit_");
    const char *word = level ? lci_value_word("level", level, words->english) : NULL;

    return level ? put(words, words->english ? "code of the %s" : "所属%s代码", word ? word : level, NULL) : NULL;
}

/* Without a category before it, and without a unit behind it. */
static const char *
plain_word(struct lci_column_words *words, const char *layer, const char *column)
{
    const char *word = listed_word(words, layer, column);

    word = word ? word : weight_word(words, column);
    word = word ? word : compared_word(words, layer, column);
    word = word ? word : tier_word(words, column);
    return word ? word : level_word(words, column);
}

/* What the category at the beginning of a column's name is called, the longest such name, and what follows; NULL: it begins so
 * with none. */
static const char *
category_label(struct lci_column_words *words, const char *column, const char **rest)
{
    const struct lci_result *result = words->result;
    const char *id = NULL;
    size_t longest = 0;
    char name[NAME_SIZE];

    for (size_t p = 0; p < result->pass_count; p++)
        for (size_t c = 0; c < result->passes[p].category_count; c++) {
            const struct lci_result_category *category = &result->passes[p].categories[c];
            const size_t length = strlen(category->column);

            if (length > longest && strncmp(column, category->column, length) == 0 && column[length] == '_') {
                longest = length;
                id = category->id;
            }
        }
    /* A result without homes has but the ids, by which the columns of nearly all categories are called. */
    for (size_t e = 0; e < result->entry_count && result->pass_count == 0; e++) {
        const char *key = behind(result->entries[e].key, "category.");
        const size_t length = key && without_ending(key, ".limits_m", name) ? strlen(name) : 0;

        if (length > longest && strncmp(column, name, length) == 0 && column[length] == '_') {
            longest = length;
            id = lci_arena_text(words->arena, name, length);
            words->failed = words->failed || !id;
        }
    }
    *rest = column + longest + 1;
    return id ? lci_result_label(result, "category", id, words->english) : NULL;
}

/* What a column counts, by the end of its name; NULL: nothing, or what another column says. */
static const char *
unit_of(const char *column, bool english)
{
    static const struct {
        const char *ending, *zh, *en;
    } units[] = {
        {"_ratio", "0–1", "0–1"}, {"_household_m", "户·米", "household-metres"}, {"_m2", "平方米", "m²"}, {"_m", "米", "m"},
        {"_min", "分钟", "min"},  {"_percent", "%", "%"},                        {"_factor", "倍", "times"},
    };
    static const char *const modifiers[] = {"_difference", "_worst", "_best", "_part"};
    enum { RATIO };
    char left[NAME_SIZE];
    const char *weight = NULL;

    for (size_t i = 0; i < sizeof(modifiers) / sizeof(modifiers[0]); i++)
        if (without_ending(column, modifiers[i], left))
            return unit_of(left, english);
    if (behind(column, "rank_"))
        return NULL;
    if (behind(column, "covered_ratio_"))
        return "0–1";
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (ends_with(column, units[i].ending) || (i == RATIO && strcmp(column, "ratio") == 0))
            return english ? units[i].en : units[i].zh;
    if (english)
        return NULL; /* "households", "people of 60 and over" say it themselves */
    for (weight = column; weight; weight = strchr(weight, '_')) {
        weight += *weight == '_';
        if (lci_value_word("weight", weight, english))
            return strcmp(weight, "households") == 0 ? "户" : "人";
    }
    return NULL;
}

static const char *
with_unit(struct lci_column_words *words, const char *column, const char *word)
{
    const char *unit = word ? unit_of(column, words->english) : NULL;

    return unit ? put(words, words->english ? "%s (%s)" : "%s（%s）", word, unit) : word;
}

/* The words of the list begin small, so that others may stand before them. */
static const char *
with_capital(struct lci_column_words *words, const char *word)
{
    char *text = word ? lci_arena_text(words->arena, word, strlen(word)) : NULL;

    words->failed = words->failed || (word && !text);
    if (text && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 'a' + 'A');
    return text;
}

const char *
lci_column_word(struct lci_column_words *words, const char *layer, const char *column)
{
    const char *kind = lci_layer_kind(layer);
    const char *rest = NULL;
    const char *label = words->result ? category_label(words, column, &rest) : NULL;
    const char *word = NULL;

    if (label) {
        word = listed_word(words, LCI_COLUMN_OF_CATEGORY, rest);
        word = word ? word : weight_word(words, rest);
        word = word ? word : limit_word(words, rest);
    }
    if (word)
        return with_unit(words, rest, joined(words, "%s：%s", "%s: %s", label, word));
    return with_capital(words, with_unit(words, column, plain_word(words, kind ? kind : layer, column)));
}

const char *
lci_layer_word(struct lci_column_words *words, const char *layer)
{
    const char *kind = lci_layer_kind(layer);
    const char *id = kind && layer[strlen(kind)] ? layer + strlen(kind) + 1 : NULL;
    const char *by_rule = id ? lci_value_word("profile", id, words->english) : NULL;
    const char *word = NULL;

    for (size_t i = 0; i < lci_layer_list_count && kind; i++)
        if (strcmp(lci_layer_list[i].layer, kind) == 0)
            word = words->english ? lci_layer_list[i].en : lci_layer_list[i].zh;
    if (!word || !id)
        return word;
    if (!by_rule && words->result)
        by_rule = lci_result_label(words->result, "profile", id, words->english);
    return joined(words, "%s（%s）", "%s (%s)", word, by_rule ? by_rule : id);
}
