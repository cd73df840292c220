/* paths.h - which paths a configuration may name, as input and as output. */
#ifndef LCI_CONFIG_PATHS_H
#define LCI_CONFIG_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

/** How every report begins, so that no other page is ever written over. */
#define LCI_REPORT_START "<!DOCTYPE html>\n<!-- lifecircle report"

/** GDAL short names of the formats that results can be written in, NULL at the end. The first is
 * the default. */
extern const char *const lci_output_formats[];

/** Path of `text` as seen from `folder` ("" or ending in "/"), so that no part of it can be taken
 * for a driver's prefix. NULL: out of memory. */
char *lci_path_join(struct lci_arena *arena, const char *folder, const char *text);

/** Where the report of a result lies unless something else is said: "out/city.html" for "out/city.gpkg". NULL: out of memory. */
char *lci_report_path(struct lci_arena *arena, const char *result);

/** What is wrong with a path as it is written (driver prefixes, addresses, data instead of a path),
 * or NULL. Static. */
const char *lci_path_refusal(const char *text);

/** What is wrong with an input path, which must be a regular file or a folder that exists, or NULL.
 * Static. */
const char *lci_input_refusal(const char *path);

/**
 * What is wrong with putting results in a format at `path`, or NULL: nothing may be there but an
 * earlier result. Static. format: index of lci_output_formats.
 */
const char *lci_output_refusal(const char *path, size_t format);

/** The same of a format that is one file: one of those that are, or "HTML". */
const char *lci_file_refusal(const char *path, const char *format);

/** Does the format put files into a folder? And which one is CSV? */
bool lci_is_folder_format(size_t format);
size_t lci_csv_format(void);

/** Is `folder` a folder, and the one that `path` lies in? */
bool lci_is_directly_in(const char *path, const char *folder);

/** Do both paths exist and lead to the same file? */
bool lci_same_file(const char *a, const char *b);

#endif
