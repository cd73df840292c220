/* show.h - what people look at, made of the results once they are written. */
#ifndef LCI_RUN_SHOW_H
#define LCI_RUN_SHOW_H

#include "io/write.h"
#include "run/job.h"

/** Has a GeoPackage hold what QGIS shows it by; other formats cannot. */
void lci_show_dress(struct lci_write_options *options);

/** Adds to where a run writes what people look at, and what is asked for beside the GeoPackage. */
void lci_show_add(const struct lci_job *job, struct lci_write_options *options);

#endif
