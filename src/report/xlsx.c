/* xlsx.c - a workbook, by libxlsxwriter. */
#include "report/xlsx.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "report/xlsx_book.h"

/* 2000-01-01 00:00 UTC: a date of the run would make equal results unlike. */
static const time_t CREATED = 946684800;

/* What a property of a document holds. */
enum { PROPERTY_SIZE = 256 };

static enum lci_status
put_sheets(struct lci_xlsx_book *book, struct lci_error *err)
{
    enum lci_status status = lci_xlsx_put_cover(book, err);

    for (size_t s = 0; s < book->asked->sheet_count && status == LCI_OK; s++)
        status = lci_xlsx_put_sheet(book, &book->asked->sheets[s], err);
    return status;
}

enum lci_status
lci_xlsx_write(const struct lci_workbook *workbook, const char *path, const char *temporary, struct lci_error *err)
{
    struct lci_xlsx_book *book = lci_new(struct lci_xlsx_book);
    char folder[4096];
    char title[PROPERTY_SIZE];
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = folder};
    lxw_doc_properties properties = {.created = CREATED, .title = title};
    lxw_error error = LXW_NO_ERROR;
    enum lci_status status = LCI_OK;

    if (!book || snprintf(folder, sizeof(folder), "%s", temporary) >= (int)sizeof(folder)) {
        lci_free(book);
        return lci_fail_nomem(err, path);
    }
    book->asked = workbook;
    book->workbook = workbook_new_opt(path, &options);
    if (!book->workbook || !lci_xlsx_formats_make(book))
        status = lci_fail_nomem(err, path);
    /* A longer title is on the cover only: half of one would be worse than none. */
    if (snprintf(title, sizeof(title), "%s", workbook->cover.title) >= (int)sizeof(title))
        title[0] = '\0';
    if (status == LCI_OK && workbook_set_properties(book->workbook, &properties) != LXW_NO_ERROR)
        status = lci_fail_nomem(err, path);
    if (status == LCI_OK)
        status = put_sheets(book, err);
    if (book->workbook)
        error = workbook_close(book->workbook);
    if (status == LCI_OK && error != LXW_NO_ERROR)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, lxw_strerror(error));
    lci_free(book);
    return status;
}
