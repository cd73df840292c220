/* feature_list.h - building a lci_features one feature at a time. */
#ifndef LCI_IO_FEATURE_LIST_H
#define LCI_IO_FEATURE_LIST_H

#include "io/features.h"

/** A layer while it grows; `features` is usable after lci_feature_list_end(). One thread at a time. */
struct lci_feature_list {
    struct lci_features *features;
    size_t feature_capacity, part_capacity, line_capacity, ring_capacity, point_capacity;
};

/** Each starts what comes after it: a feature has parts, a part rings, a ring points. False: out of memory, or more than 32 bits count. */
bool lci_feature_list_add_feature(struct lci_feature_list *list);
bool lci_feature_list_add_part(struct lci_feature_list *list, bool is_line);
bool lci_feature_list_add_ring(struct lci_feature_list *list);
bool lci_feature_list_add_point(struct lci_feature_list *list, double x_m, double y_m);

/** Writes the last entries of the index arrays. part_is_line stays only if `with_lines`. */
bool lci_feature_list_end(struct lci_feature_list *list, bool with_lines);

#endif
