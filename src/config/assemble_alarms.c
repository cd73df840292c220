/* assemble_alarms.c - which figures are not published unseen. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/keys.h"
#include "config/reader_internal.h"

enum { MOST_INDICATORS = 256 };

/* An alarm that is being judged. */
struct judged {
    struct lci_assembler *assembler;
    const struct lci_draft_alarm *from;
};

static void
name_key(const struct judged *judged, const char *member, char key[LCI_KEY_PATH_SIZE])
{
    (void)snprintf(key, LCI_KEY_PATH_SIZE, "nights.alarms[%u]%s", judged->from->spot.item, member);
}

static void
refuse(const struct judged *judged, const char *text)
{
    char key[LCI_KEY_PATH_SIZE];

    name_key(judged, "", key);
    lci_reader_fault(judged->assembler->reader, &judged->from->spot, key, "%s", text);
}

static void
check_indicator(const struct judged *judged)
{
    const struct lci_config *config = judged->assembler->config;
    const char *words[MOST_INDICATORS];
    char key[LCI_KEY_PATH_SIZE];
    size_t count = 0;

    name_key(judged, ".indicator", key);
    for (; count < config->indicator_count && count + 1 < MOST_INDICATORS; count++)
        words[count] = config->indicators[count].id;
    words[count] = NULL;
    if (count == 0)
        lci_reader_fault(judged->assembler->reader, &judged->from->indicator.spot, key,
                         "expected an indicator of the run, which has none, found \"%.60s\"", judged->from->indicator.text);
    else
        (void)lci_assemble_word(judged->assembler, &judged->from->indicator, key, words);
}

static int
word_index(const struct judged *judged, const struct lci_noted *noted, const char *member, const char *const *words)
{
    char key[LCI_KEY_PATH_SIZE];

    name_key(judged, member, key);
    return lci_assemble_word(judged->assembler, noted, key, words);
}

/* What each kind of alarm must have and must not have. */
static void
check_parts(const struct judged *judged)
{
    const struct lci_draft_alarm *from = judged->from;
    const int about = (from->indicator.text != NULL) + (from->category.text != NULL) + (from->set.text != NULL) +
                      (from->removed.text != NULL);
    const bool of_coverage = from->category.text || from->set.text;

    if (about != 1)
        refuse(judged, "expected one of indicator, category, set and removed");
    if (from->below.count + from->above.count + from->jump.count == 0)
        refuse(judged, "expected a limit: below, above or jump");
    if (from->below.count > 1 || from->above.count > 1 || from->jump.count > 1 || from->minutes.count > 1)
        refuse(judged, "expected one number each for minutes, below, above and jump, found a list");
    if (!of_coverage && (from->definition.text || from->weight.text || from->minutes.count > 0))
        refuse(judged, "definition, weight and minutes are for alarms about a category or set");
    if (from->removed.text && (from->below.count > 0 || from->jump.count > 0 || from->profile || from->level || from->unit ||
                               from->denominator_min > 0.0))
        refuse(judged, "an alarm about things that are gone has the key above alone: the share of them, 0 to 1");
}

static double
number_of(const struct lci_draft_numbers *numbers)
{
    return numbers->count > 0 ? numbers->items[0] : NAN;
}

static void
take_alarm(struct lci_assembler *assembler, const struct lci_draft_alarm *from, struct lci_alarm *to)
{
    const struct judged judged = {assembler, from};
    char key[LCI_KEY_PATH_SIZE];

    check_parts(&judged);
    *to = (struct lci_alarm){
        .indicator = from->indicator.text,
        .category = from->category.text,
        .set = from->set.text,
        .definition = from->definition.text ? from->definition.text : from->set.text ? "all_of" : "weight",
        .weight = from->weight.text,
        .profile = from->profile,
        .level = from->level,
        .unit = from->unit,
        .limit_min = number_of(&from->minutes),
        .below = number_of(&from->below),
        .above = number_of(&from->above),
        .jump = number_of(&from->jump),
        .denominator_min = from->denominator_min,
    };
    if (from->indicator.text)
        check_indicator(&judged);
    name_key(&judged, ".category", key);
    if (from->category.text)
        lci_assemble_category(assembler, &from->category.spot, key, from->category.text);
    name_key(&judged, ".set", key);
    if (from->set.text)
        lci_assemble_set(assembler, &from->set, key);
    name_key(&judged, ".weight", key);
    if (from->weight.text)
        lci_assemble_weight(assembler, &from->weight, key);
    if (from->definition.text)
        (void)word_index(&judged, &from->definition, ".definition", lci_definition_words);
    if (from->removed.text)
        to->removed = (enum lci_removed)(word_index(&judged, &from->removed, ".removed", lci_removed_words) + 1);
}

void
lci_assemble_alarms(struct lci_assembler *assembler)
{
    const struct lci_draft_nights *from = &assembler->draft->nights;
    struct lci_nights *to = &assembler->config->nights;

    if (from->alarm_count == 0)
        return;
    to->alarms = lci_reader_alloc(assembler->reader, from->alarm_count, sizeof(*to->alarms));
    if (!to->alarms)
        return;
    for (size_t i = 0; i < from->alarm_count; i++)
        take_alarm(assembler, &from->alarms[i], &to->alarms[to->alarm_count++]);
}
