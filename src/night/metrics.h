/* metrics.h - how it stands with nights, for Prometheus. */
#ifndef LCI_NIGHT_METRICS_H
#define LCI_NIGHT_METRICS_H

#include "night/night_internal.h"

/**
 * Replaces the file of the configuration's `nights.metrics`, if there is one, in one step. Of a night that has begun (it holds
 * the lock, and the state knows it) and has ended: its record says how. What cannot be written is a warning in the log: it is
 * not what nights are for. Source: Prometheus, text-based exposition format 0.0.4.
 */
void lci_night_metrics_write(struct lci_night *night);

#endif
