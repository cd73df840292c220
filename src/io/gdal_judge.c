/* gdal_judge.c - what is wrong with a source, all at once, without reading its rows. */
#include "base/alloc.h"
#include "io/gdal_fields.h"
#include "io/gdal_read.h"

/* A source that is judged, and who is told. */
struct judge {
    const struct lci_source *source;
    const char *kind;
    void (*tell)(void *user, const char *message);
    void *user;
};

/* Tells of an error as reading would: it names the source and its kind. */
static void
tell(const struct judge *judge, struct lci_error *err)
{
    (void)lci_fail_in(err, err->status, "%s (%s)", judge->source->label, judge->kind);
    judge->tell(judge->user, err->message);
}

static void
judge_field(const struct judge *judge, const struct lci_gdal_fields *fields, const char *name, const char *role)
{
    struct lci_error err = {.status = LCI_OK};

    if (lci_field_by_name(&fields->list, name) != LCI_NO_FIELD)
        return;
    (void)lci_gdal_fail_no_field(fields, name, role, &err);
    tell(judge, &err);
}

/* Keys of `select` may be usual names, too. */
static void
judge_fields(const struct judge *judge, const struct lci_gdal_fields *fields)
{
    const struct lci_source *source = judge->source;

    for (size_t i = 0; i < source->field_count; i++)
        judge_field(judge, fields, source->fields[i].name, source->fields[i].role);
    for (size_t i = 0; i < source->select_count; i++)
        for (size_t k = 0; k < source->select[i].match_count; k++) {
            const char *key = source->select[i].matches[k].key;

            if (lci_field_by_usual_names(&fields->list, key) == LCI_NO_FIELD)
                judge_field(judge, fields, key, "select");
        }
    if (source->landuse_field)
        judge_field(judge, fields, source->landuse_field, "landuse");
}

void
lci_gdal_judge(const struct lci_source *source, const char *kind, enum lci_shape shape,
               void (*teller)(void *user, const char *message), void *user)
{
    const struct judge judge = {source, kind, teller, user};
    struct lci_gdal_source *opened = lci_new(struct lci_gdal_source);
    struct lci_gdal_fields fields = {.id = LCI_NO_FIELD};
    struct lci_error err = {.status = LCI_OK};
    size_t choice_count = 0;
    enum lci_status status = opened ? LCI_OK : lci_fail_nomem(&err, source->label);

    if (status == LCI_OK)
        status = lci_gdal_open(source, opened, &err);
    if (status == LCI_OK)
        status = lci_gdal_choose_layer(opened, source, shape, &choice_count, &err);
    if (status == LCI_OK)
        status = lci_gdal_fields_find(opened, source, NULL, &fields, &err);
    if (status == LCI_OK)
        judge_fields(&judge, &fields);
    else
        tell(&judge, &err);
    lci_gdal_fields_fini(&fields);
    if (opened)
        lci_gdal_close(opened);
    lci_free(opened);
}
