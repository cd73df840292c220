/* document.c - what is said where a document says nothing of itself. */
#include "report/document.h"

#include <stddef.h>

#include "report/words.h"

const char *
lci_document_stamp(const char *stamp, bool english)
{
    if (stamp)
        return stamp[0] == '\0' ? NULL : stamp;
    return lci_word(english, (struct lci_words){"内部工作用图 不公开", "Internal working map, not for publication"});
}
