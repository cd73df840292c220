/* document.c - what a result says of itself, and what is shown where it does not. */
#include "result/document.h"

#include <string.h>

static bool
is_none(const char *text)
{
    return text && strcmp(text, "none") == 0;
}

/* An entry that says something, or NULL. */
static const char *
said(const struct lci_result *result, const char *key)
{
    const char *value = lci_result_value(result, key);

    return value && value[0] != '\0' ? value : NULL;
}

const char *
lci_document_stamp(const char *stamp, bool english)
{
    if (!stamp || stamp[0] == '\0')
        return english ? "Internal working map, not for publication" : "内部工作用图 不公开";
    return is_none(stamp) ? NULL : stamp;
}

bool
lci_result_english(const struct lci_result *result)
{
    const char *language = lci_result_value(result, "language");

    return language && strcmp(language, "en") == 0;
}

struct lci_result_document
lci_result_document(const struct lci_result *result, bool english)
{
    const char *standard = said(result, "standard");

    return (struct lci_result_document){
        .title = said(result, "document.title"),
        .author = said(result, "document.author"),
        .source = said(result, "document.source"),
        .date = said(result, "document.date"),
        .approval_number = said(result, "document.approval_number"),
        .stamp = lci_document_stamp(lci_result_value(result, "document.stamp"), english),
        .standard = standard && !is_none(standard) ? lci_result_label(result, "standard", standard, english) : NULL,
        .version = said(result, "version"),
    };
}
