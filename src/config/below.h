/* below.h - a configuration whose files lie below another folder than "/". */
#ifndef LCI_CONFIG_BELOW_H
#define LCI_CONFIG_BELOW_H

#include <lifecircle/config.h>

/**
 * As lci_config_load(), but `root`, a folder with its slash, stands for "/" wherever a file names a path from there: for
 * copies of inputs that lie as the inputs lay. path: of the copy. root NULL: "/".
 */
LCI_MUST_USE enum lci_status lci_config_load_below(const char *root, const char *path, struct lci_config **out,
                                                   struct lci_faults *faults, struct lci_error *err);

#endif
