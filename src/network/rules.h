/* rules.h - what tags mean to walkers, by the profile's tables. */
#ifndef LCI_NETWORK_RULES_H
#define LCI_NETWORK_RULES_H

#include <lifecircle/config.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How to look a tag up: the value of `key`, borrowed, or NULL where there is none. */
struct lci_tags {
    const char *(*value)(const void *user, const char *key);
    const void *user;
};

/** What a way is to walkers. */
struct lci_way_verdict {
    bool open;      /* may be walked; with LCI_WAY_PRIVATE only from a home it touches */
    bool is_street; /* has a class of its own (highway=...), open or not */
    bool area;      /* drawn as an area that is crossed freely, if its line is closed */
    int32_t level;  /* layer; 0 where none is given or readable */
    uint32_t flags; /* of enum lci_way_flag: BRIDGE, TUNNEL, PRIVATE, FORWARD_ONLY, BACKWARD_ONLY */
    double factor;  /* product of the profile's factors that match; 1 if none does */
};

/**
 * Judges a way by rule 4 of the contract: `foot` outranks `access`, `access` outranks the class.
 *
 * Without highway=* nothing is a street: ferries, railways and platforms are not walked, and nothing else is said of them.
 * A class of never_classes is closed whatever the tags say. A value that neither closes nor opens (destination) leaves the
 * class to decide; foot=destination moreover silences `access`. access=private without a deciding `foot` keeps
 * an open class open with LCI_WAY_PRIVATE. `oneway` does not bind walkers; oneway:foot, foot:forward and foot:backward do.
 * Threads: any.
 */
void lci_rules_judge_way(const struct lci_profile *profile, const struct lci_tags *tags,
                         struct lci_way_verdict *out);

/** As lci_rules_judge_way() where every line is a street: only bridge, tunnel, level, area and factors are looked at. */
void lci_rules_judge_open_way(const struct lci_profile *profile, const struct lci_tags *tags,
                              struct lci_way_verdict *out);

/**
 * Judges a point on a way: LCI_POINT_CLOSED and LCI_POINT_SIGNAL, or 0.
 * A barrier stops walkers where locked=yes, where foot (else access) closes it, or where its kind is one of
 * closed_point_kinds and neither opens it.
 */
uint8_t lci_rules_judge_point(const struct lci_profile *profile, const struct lci_tags *tags);

/** Do the tags make a barrier of an area, or of a line? Nothing on a bridge or in a tunnel is one. */
bool lci_rules_is_barrier_area(const struct lci_profile *profile, const struct lci_tags *tags);
bool lci_rules_is_barrier_line(const struct lci_profile *profile, const struct lci_tags *tags);

/** Does any of `count` selections match? A match without values wants any value but "no". */
bool lci_rules_selected(const struct lci_selection *selections, size_t count, const struct lci_tags *tags);

/** Is the value one of those that people write for "no": no, false, 0, F, N? */
bool lci_rules_is_no(const char *value);

#endif
