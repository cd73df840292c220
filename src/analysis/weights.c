/* weights.c - the known weights, and which of their numbers contradict each other. */
#include "analysis/weights.h"

#include <stdio.h>
#include <string.h>

#include "analysis/remark.h"

#define WITHIN " within the largest limit"
#define WEIGHT(id, of, what)                                                                                                  \
    {                                                                                                                         \
        .name = id, .measure = of, .ratio_description = "share of " what WITHIN " (0 to 1)", .reached_description = what WITHIN \
    }

const struct lci_known_weight lci_known_weights[LCI_WEIGHT_KNOWN] = {
    WEIGHT("households", "households", "households"),
    WEIGHT("population", "people", "people"),
    WEIGHT("elders", "people", "people of 60 and over"),
    WEIGHT("minors", "people", "people under 18"),
    WEIGHT("elders_65", "people", "people of 65 and over"),
    WEIGHT("elders_80", "people", "people of 80 and over"),
    WEIGHT("age_0_3", "people", "children of 0 to 3"),
    WEIGHT("age_0_6", "people", "children of 0 to 6"),
    WEIGHT("age_0_14", "people", "children of 0 to 14"),
};

/* Each holds the ones before it. */
static const char *const old_ages[] = {"elders_80", "elders_65", "elders", "population", NULL};
static const char *const young_ages[] = {"age_0_3", "age_0_6", "age_0_14", "minors", "population", NULL};
static const char *const household_people[] = {"households", "population", NULL};

const struct lci_known_weight *
lci_known_weight(const char *name)
{
    for (size_t i = 0; i < LCI_WEIGHT_KNOWN; i++)
        if (strcmp(lci_known_weights[i].name, name) == 0)
            return &lci_known_weights[i];
    return NULL;
}

/* What a home says against itself, as text. */
struct contradictions {
    char found[512], fields[160];
    size_t found_length, fields_length;
};

static void
add_text(char *text, size_t size, size_t *length, const char *separator, const char *more)
{
    if (*length < size)
        *length += (size_t)snprintf(text + *length, size - *length, "%s%s", *length > 0 ? separator : "", more);
}

static void
add_contradiction(struct contradictions *all, const char *names[2], const double values[2])
{
    char numbers[2][LCI_NUMBER_TEXT_SIZE];
    char text[256];

    (void)snprintf(text, sizeof(text), "%s %s > %s %s", names[0], lci_number_text(values[0], numbers[0]), names[1],
                   lci_number_text(values[1], numbers[1]));
    add_text(all->found, sizeof(all->found), &all->found_length, "; ", text);
    (void)snprintf(text, sizeof(text), "%s, %s", names[0], names[1]);
    add_text(all->fields, sizeof(all->fields), &all->fields_length, ", ", text);
}

/* The home's number of that name; false where it gives none. */
static bool
given(const struct lci_homes *homes, size_t home, const char *name, double *value)
{
    for (size_t w = 0; w < homes->weight_count; w++)
        if (strcmp(homes->weight_names[w], name) == 0) {
            const struct lci_weight_value *weight = &homes->items[home].weights[w];

            *value = weight->value;
            return weight->state == LCI_WEIGHT_GIVEN;
        }
    return false;
}

/* Every given number of the chain against the next one that is given. */
static void
check_chain(const struct lci_homes *homes, size_t home, const char *const *chain, struct contradictions *all)
{
    const char *names[2] = {NULL, NULL};
    double values[2] = {0.0, 0.0};

    for (; *chain; chain++) {
        if (!given(homes, home, *chain, &values[1]))
            continue;
        names[1] = *chain;
        if (names[0] && values[0] > values[1])
            add_contradiction(all, names, values);
        names[0] = names[1];
        values[0] = values[1];
    }
}

static void
check_sum(const struct lci_homes *homes, size_t home, struct contradictions *all)
{
    const char *names[2] = {"elders + minors", "population"};
    double elders = 0.0;
    double values[2] = {0.0, 0.0};

    if (!given(homes, home, "elders", &elders) || !given(homes, home, "minors", &values[0]) ||
        !given(homes, home, "population", &values[1]) || elders > values[1] || values[0] > values[1])
        return; /* what is wrong with one of them is said already */
    values[0] += elders;
    if (values[0] > values[1])
        add_contradiction(all, names, values);
}

enum lci_status
lci_weights_check(const struct lci_homes *homes, struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < homes->count && !status; home++) {
        struct contradictions all = {.found_length = 0};
        struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "weights_implausible",
            .layer = "homes",
            .feature_id = homes->items[home].id,
            .field = all.fields,
            .found = all.found,
            .done = "taken as they are",
        };

        check_chain(homes, home, old_ages, &all);
        check_chain(homes, home, young_ages, &all);
        check_chain(homes, home, household_people, &all);
        check_sum(homes, home, &all);
        if (all.found_length == 0)
            continue;
        row.has_place = lci_shape_place(&homes->shapes, home, &row.x_m, &row.y_m);
        status = lci_remark(quality, &homes->items[home].origin, &row, err);
    }
    return status;
}
