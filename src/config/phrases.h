/* phrases.h - the Chinese of results without a configuration. */
#ifndef LCI_CONFIG_PHRASES_H
#define LCI_CONFIG_PHRASES_H

#include <lifecircle/config.h>

/**
 * A configuration that holds nothing but the phrases that come with the program; none if its data lacks them. *out belongs
 * to the caller, who frees it with lci_config_free(); NULL on failure. Errors: LCI_E_CONFIG (a fault in their file),
 * LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_config_load_phrases(struct lci_config **out, struct lci_error *err);

#endif
