/* suppress.h - which counts of people or households are too small to be published. */
#ifndef LCI_ANALYSIS_SUPPRESS_H
#define LCI_ANALYSIS_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Published is what is handed in or shown: the tables T1 to T7, the report, the maps. The layers and tables of the
 * GeoPackage, which never leave the analyst's desk, keep every figure (doc/decisions/094). The least count that may be
 * published is the parameter `suppress_below` (default 5; 0 publishes everything). Zero says nothing about anybody and is
 * published.
 */

/** Whether a count of people or households may not be published: above 0 and below `below`. */
bool lci_suppress_count(double count, double below);

/**
 * Whether a share may not be published: those it counts, those it leaves out, or all of them are too few. Numerator and
 * denominator are hidden with it, except that the denominator may stay where lci_suppress_count() allows it.
 */
bool lci_suppress_share(double numerator, double denominator, double below);

/**
 * Which of `count` parts may not be published beside their sum: those that are too small; and where that is just one part,
 * which sum and other parts would give away, the smallest other part above 0 as well (the first of equal ones). Where there
 * is no other, the sum has to be hidden: answers false.
 * hidden: count, filled. NAN parts (no value) are neither counted nor hidden. Cost: O(count).
 */
bool lci_suppress_parts(const double *parts, size_t count, double below, bool *hidden);

#endif
