/* rules.c - judges ways and points for walkers: foot before access before class. */
#include "network/rules.h"

#include <string.h>

#include "network/ways.h"

/* More than any layer that was ever drawn; absurd numbers beyond it count as equal. */
enum { LEVEL_MAX = 1000 };

/* What one access tag says. */
enum say { SAYS_NOTHING, SAYS_CLOSED, SAYS_OPEN, SAYS_BY_CLASS };

static const char *
value_of(const struct lci_tags *tags, const char *key)
{
    const char *value = tags->value(tags->user, key);

    return value && *value ? value : NULL;
}

static bool
is_one_of(const char *value, const struct lci_texts *texts)
{
    for (size_t i = 0; value && i < texts->count; i++)
        if (strcmp(value, texts->items[i]) == 0)
            return true;
    return false;
}

bool
lci_rules_is_no(const char *value)
{
    static const char *const words[] = {"no", "false", "0", "F", "N", "f", "n", "No", "NO", "False", "FALSE"};

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strcmp(value, words[i]) == 0)
            return true;
    return false;
}

static bool
is_yes(const char *value)
{
    static const char *const words[] = {"yes", "true", "1", "T", "Y", "t", "y", "Yes", "YES", "True", "TRUE"};

    for (size_t i = 0; value && i < sizeof(words) / sizeof(*words); i++)
        if (strcmp(value, words[i]) == 0)
            return true;
    return false;
}

static bool
is_set(const struct lci_tags *tags, const char *key)
{
    const char *value = value_of(tags, key);

    return value && !lci_rules_is_no(value);
}

static enum say
say(const struct lci_profile *profile, const char *value)
{
    if (is_one_of(value, &profile->closing_values))
        return SAYS_CLOSED;
    if (is_one_of(value, &profile->opening_values))
        return SAYS_OPEN;
    return value && strcmp(value, "destination") == 0 ? SAYS_BY_CLASS : SAYS_NOTHING;
}

static bool
matches(const struct lci_match *match, const struct lci_tags *tags)
{
    const char *value = value_of(tags, match->key);

    if (!value)
        return false;
    if (match->values.count == 0)
        return !lci_rules_is_no(value);
    for (size_t i = 0; i < match->values.count; i++)
        if (strcmp(match->values.items[i], value) == 0)
            return true;
    return false;
}

bool
lci_rules_selected(const struct lci_selection *selections, size_t count, const struct lci_tags *tags)
{
    for (size_t i = 0; i < count; i++) {
        bool all = selections[i].match_count > 0;

        for (size_t j = 0; all && j < selections[i].match_count; j++)
            all = matches(&selections[i].matches[j], tags);
        if (all)
            return true;
    }
    return false;
}

/* The first whole number of a text such as "-1", "+2", "1;2", "1.0"; 0 where there is none. */
static int32_t
level_from(const char *text)
{
    int32_t level = 0;
    bool below = false;

    if (!text)
        return 0;
    while (*text == ' ')
        text++;
    if (*text == '-' || *text == '+')
        below = *text++ == '-';
    for (; *text >= '0' && *text <= '9'; text++)
        if (level < LEVEL_MAX)
            level = level * 10 + (*text - '0');
    if (level > LEVEL_MAX)
        level = LEVEL_MAX;
    return below ? -level : level;
}

/* One way on foot only: flags for it; *closed where neither direction is left. */
static uint32_t
direction(const struct lci_profile *profile, const struct lci_tags *tags, bool *closed)
{
    const char *oneway = value_of(tags, "oneway:foot");
    bool forward = say(profile, value_of(tags, "foot:forward")) != SAYS_CLOSED;
    bool backward = say(profile, value_of(tags, "foot:backward")) != SAYS_CLOSED;

    if (oneway && (strcmp(oneway, "-1") == 0 || strcmp(oneway, "reverse") == 0))
        forward = false;
    else if (is_yes(oneway))
        backward = false;
    *closed = !forward && !backward;
    if (*closed || (forward && backward))
        return 0;
    return forward ? LCI_WAY_FORWARD_ONLY : LCI_WAY_BACKWARD_ONLY;
}

void
lci_rules_judge_open_way(const struct lci_profile *profile, const struct lci_tags *tags,
                         struct lci_way_verdict *out)
{
    *out = (struct lci_way_verdict){.open = true, .is_street = true, .factor = 1.0};
    if (is_set(tags, "bridge"))
        out->flags |= LCI_WAY_BRIDGE;
    if (is_set(tags, "tunnel"))
        out->flags |= LCI_WAY_TUNNEL;
    out->level = level_from(value_of(tags, "layer"));
    out->area = is_yes(value_of(tags, "area")) ||
                (value_of(tags, "type") && strcmp(value_of(tags, "type"), "multipolygon") == 0);
    for (size_t i = 0; i < profile->factor_count; i++)
        if (matches(&profile->factors[i].match, tags))
            out->factor *= profile->factors[i].factor;
}

void
lci_rules_judge_way(const struct lci_profile *profile, const struct lci_tags *tags,
                    struct lci_way_verdict *out)
{
    const char *class = value_of(tags, "highway");
    const char *access_value = NULL;
    enum say foot = SAYS_NOTHING;
    enum say access = SAYS_NOTHING;
    bool no_direction = false;

    *out = (struct lci_way_verdict){.factor = 1.0};
    if (!class || lci_rules_is_no(class))
        return;
    access_value = value_of(tags, "access");
    foot = say(profile, value_of(tags, "foot"));
    access = say(profile, access_value);
    lci_rules_judge_open_way(profile, tags, out);
    out->open = !is_one_of(class, &profile->closed_classes) && !is_one_of(class, &profile->foot_only_classes);
    if (foot == SAYS_OPEN || foot == SAYS_CLOSED) {
        out->open = foot == SAYS_OPEN;
    } else if (foot == SAYS_NOTHING) {
        if (access == SAYS_OPEN && !is_one_of(class, &profile->foot_only_classes))
            out->open = true;
        else if (access == SAYS_CLOSED && strcmp(access_value, "private") == 0)
            out->flags |= LCI_WAY_PRIVATE;
        else if (access == SAYS_CLOSED)
            out->open = false;
    }
    if (is_one_of(class, &profile->never_classes))
        out->open = false;
    out->flags |= direction(profile, tags, &no_direction);
    if (no_direction)
        out->open = false;
}

uint8_t
lci_rules_judge_point(const struct lci_profile *profile, const struct lci_tags *tags)
{
    const char *barrier = value_of(tags, "barrier");
    const char *highway = value_of(tags, "highway");
    const char *crossing = value_of(tags, "crossing");
    uint8_t flags = 0;

    if ((highway && strcmp(highway, "traffic_signals") == 0) ||
        (crossing && strcmp(crossing, "traffic_signals") == 0))
        flags |= LCI_POINT_SIGNAL;
    if (barrier && !lci_rules_is_no(barrier)) {
        enum say word = say(profile, value_of(tags, "foot"));

        if (word == SAYS_NOTHING)
            word = say(profile, value_of(tags, "access"));
        if (word == SAYS_CLOSED || is_yes(value_of(tags, "locked")) ||
            (word == SAYS_NOTHING && is_one_of(barrier, &profile->closed_point_kinds)))
            flags |= LCI_POINT_CLOSED;
    }
    return flags;
}

static bool
is_level_barrier(const struct lci_tags *tags)
{
    return !is_set(tags, "bridge") && !is_set(tags, "tunnel");
}

bool
lci_rules_is_barrier_area(const struct lci_profile *profile, const struct lci_tags *tags)
{
    return is_level_barrier(tags) &&
           lci_rules_selected(profile->barrier_areas, profile->barrier_area_count, tags);
}

bool
lci_rules_is_barrier_line(const struct lci_profile *profile, const struct lci_tags *tags)
{
    return is_level_barrier(tags) &&
           lci_rules_selected(profile->barrier_lines, profile->barrier_line_count, tags);
}
