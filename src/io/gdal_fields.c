/* gdal_fields.c - names and values of attributes. */
#include "io/gdal_fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cpl_string.h>

#include "io/encoding.h"
#include "io/number_text.h"
#include "io/text.h"

/* Bytes that a field name of a .dbf may have before it was cut. */
enum { DBF_NAME_FULL = 9 };

/* Trimmed UTF-8 of what the driver gave. NULL: out of memory. */
static const char *
decode(const struct lci_gdal_source *opened, const char *raw, struct lci_arena *arena,
       bool *damaged)
{
    size_t length = strlen(raw);
    const char *encoding = opened->encoding ? opened->encoding : "UTF-8";
    const char *text = raw;

    if (strcmp(encoding, "UTF-8") == 0 && !lci_text_is_utf8(raw, length))
        /* A driver that promised UTF-8, or a .dbf whose width cut the last character. */
        encoding = lci_text_is_cut_utf8(raw, length) ? "UTF-8" : "GB18030";
    if (strcmp(encoding, "UTF-8") != 0 || !lci_text_is_utf8(raw, length)) {
        text = lci_encoding_to_utf8(encoding, raw, length, arena, damaged);
        if (!text)
            return NULL;
        length = strlen(text);
    }
    text = lci_text_trim(text, &length);
    return lci_arena_text(arena, text, length);
}

/* The row that holds the names; the caller destroys it. Rows before it are read over. */
static OGRFeatureH
read_header_row(struct lci_gdal_source *opened)
{
    OGRFeatureH row = NULL;

    OGR_L_ResetReading(opened->layer);
    for (uint32_t i = 0; i < opened->header_row; i++) {
        OGR_F_Destroy(row);
        row = OGR_L_GetNextFeature(opened->layer);
        if (!row)
            return NULL;
    }
    return row;
}

static enum lci_status
read_names(struct lci_gdal_source *opened, struct lci_gdal_fields *out, struct lci_error *err)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(opened->layer);
    size_t count = (size_t)OGR_FD_GetFieldCount(definition);
    const char **names = lci_arena_alloc(&out->arena, count + 1, sizeof(*names));
    bool *is_cut = lci_arena_alloc(&out->arena, count + 1, sizeof(*is_cut));
    OGRFeatureH header = NULL;
    enum lci_status status = LCI_OK;
    bool damaged = false;

    if (!names || !is_cut)
        return lci_fail_nomem(err, "fields");
    if (opened->header_is_a_row && !(header = read_header_row(opened)))
        return lci_fail(err, LCI_E_DATA, "no row %u to take the column names from",
                        opened->header_row);
    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        const char *raw = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)i));

        if (header && OGR_F_IsFieldSetAndNotNull(header, (int)i))
            raw = OGR_F_GetFieldAsString(header, (int)i);
        names[i] = decode(opened, raw, &out->arena, &damaged);
        is_cut[i] = opened->is_shapefile && strlen(raw) >= DBF_NAME_FULL;
        if (!names[i])
            status = lci_fail_nomem(err, "fields");
    }
    OGR_F_Destroy(header);
    out->list = (struct lci_field_list){.names = names, .is_cut = is_cut, .count = count};
    return status;
}

/* Coded values of the fields' domains (FileGDB, GeoPackage). */
static bool
read_domains(struct lci_gdal_source *opened, struct lci_gdal_fields *out)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(opened->layer);

    out->codes = lci_arena_alloc(&out->arena, out->list.count + 1, sizeof(*out->codes));
    out->code_is_used = lci_arena_alloc(&out->arena, out->list.count + 1, sizeof(bool));
    if (!out->codes || !out->code_is_used)
        return false;
    for (size_t i = 0; i < out->list.count; i++) {
        const char *name = OGR_Fld_GetDomainName(OGR_FD_GetFieldDefn(definition, (int)i));
        OGRFieldDomainH domain = NULL;

        if (name && name[0])
            domain = GDALDatasetGetFieldDomain(opened->dataset, name);
        if (domain && OGR_FldDomain_GetDomainType(domain) == OFDT_CODED)
            out->codes[i] = OGR_CodedFldDomain_GetEnumeration(domain);
    }
    return true;
}

enum lci_status
lci_gdal_fail_no_field(const struct lci_gdal_fields *fields, const char *wanted, const char *role,
                       struct lci_error *err)
{
    char names[500] = "";

    for (size_t i = 0; i < fields->list.count; i++) {
        size_t used = strlen(names);
        int wrote = snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "",
                             fields->list.names[i]);

        if (wrote < 0 || (size_t)wrote >= sizeof(names) - used) {
            names[used] = '\0'; /* whole names only */
            break;
        }
    }
    return lci_fail(err, LCI_E_DATA, "no field \"%.100s\" (for %s)%s%.100s%s; it has %s", wanted, role,
                    fields->layer_name ? " in layer \"" : "", fields->layer_name ? fields->layer_name : "",
                    fields->layer_name ? "\"" : "", names[0] ? names : "none");
}

/* The field for a role: the source's own word, else the usual names. */
static enum lci_status
find_role(const struct lci_gdal_fields *fields, const struct lci_source *source, const char *role,
          int *out, bool *is_guessed, struct lci_error *err)
{
    const char *declared = lci_source_field(source, role);

    *is_guessed = !declared;
    if (!declared) {
        *out = lci_field_by_usual_names(&fields->list, role);
        return LCI_OK;
    }
    *out = lci_field_by_name(&fields->list, declared);
    return *out == LCI_NO_FIELD ? lci_gdal_fail_no_field(fields, declared, role, err) : LCI_OK;
}

static enum lci_status
find_matches(struct lci_gdal_fields *out, const struct lci_source *source, struct lci_error *err)
{
    size_t count = 0;

    for (size_t i = 0; i < source->select_count; i++)
        count += source->select[i].match_count;
    out->of_match = lci_arena_alloc(&out->arena, count + 1, sizeof(int));
    if (!out->of_match)
        return lci_fail_nomem(err, "fields");
    count = 0;
    for (size_t i = 0; i < source->select_count; i++)
        for (size_t k = 0; k < source->select[i].match_count; k++, count++) {
            const char *key = source->select[i].matches[k].key;

            out->of_match[count] = lci_field_by_name(&out->list, key);
            if (out->of_match[count] == LCI_NO_FIELD)
                out->of_match[count] = lci_field_by_usual_names(&out->list, key);
            if (out->of_match[count] == LCI_NO_FIELD)
                return lci_gdal_fail_no_field(out, key, "select", err);
        }
    return LCI_OK;
}

enum lci_status
lci_gdal_fields_find(struct lci_gdal_source *opened, const struct lci_source *source,
                     const struct lci_read_request *request, struct lci_gdal_fields *out,
                     struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    bool is_guessed = false;

    *out = (struct lci_gdal_fields){
        .id = LCI_NO_FIELD, .x = LCI_NO_FIELD, .y = LCI_NO_FIELD, .location = LCI_NO_FIELD};
    out->layer_name = GDALDatasetGetLayerCount(opened->dataset) > 1 ? OGR_L_GetName(opened->layer) : NULL;
    status = read_names(opened, out, err);
    if (status == LCI_OK && !read_domains(opened, out))
        status = lci_fail_nomem(err, "fields");
    if (status != LCI_OK || !request)
        return status;
    out->of_role = lci_arena_alloc(&out->arena, request->role_count + 1, sizeof(int));
    if (!out->of_role)
        return lci_fail_nomem(err, "fields");
    for (size_t i = 0; i < request->role_count && status == LCI_OK; i++)
        status = find_role(out, source, request->roles[i], &out->of_role[i], &is_guessed, err);
    if (status == LCI_OK)
        status = find_role(out, source, request->id_role ? request->id_role : "id", &out->id, &out->id_is_guessed, err);
    if (status == LCI_OK)
        status = find_role(out, source, "x", &out->x, &is_guessed, err);
    if (status == LCI_OK)
        status = find_role(out, source, "y", &out->y, &is_guessed, err);
    if (status == LCI_OK)
        status = find_role(out, source, "location", &out->location, &is_guessed, err);
    return status == LCI_OK ? find_matches(out, source, err) : status;
}

void
lci_gdal_fields_fini(struct lci_gdal_fields *fields)
{
    lci_arena_fini(&fields->arena);
    *fields = (struct lci_gdal_fields){.id = LCI_NO_FIELD};
}

/* Description of a coded value; NULL: it is not in the domain. */
static const char *
description_of(const OGRCodedValue *codes, const char *code)
{
    for (; codes && codes->pszCode; codes++)
        if (strcmp(codes->pszCode, code) == 0)
            return codes->pszValue;
    return NULL;
}

bool
lci_gdal_text(const struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
              OGRFeatureH feature, int field, struct lci_arena *arena, const char **text,
              bool *damaged)
{
    OGRFieldDefnH definition = NULL;
    const char *raw = NULL;
    const char *described = NULL;
    char number[LCI_NUMBER_TEXT_SIZE];

    *text = NULL;
    if (field == LCI_NO_FIELD || !OGR_F_IsFieldSetAndNotNull(feature, field))
        return true;
    definition = OGR_F_GetFieldDefnRef(feature, field);
    if (OGR_Fld_GetType(definition) == OFTReal &&
        isfinite(OGR_F_GetFieldAsDouble(feature, field))) {
        lci_number_to_text(OGR_F_GetFieldAsDouble(feature, field), number);
        raw = number;
    } else {
        raw = OGR_F_GetFieldAsString(feature, field);
    }
    described = description_of(fields->codes[field], raw);
    if (described) {
        fields->code_is_used[field] = true;
        raw = described;
    }
    *text = decode(opened, raw, arena, damaged);
    if (!*text)
        return false;
    if (!**text)
        *text = NULL;
    return true;
}

void
lci_gdal_fields_ignore_others(struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
                              size_t role_count, size_t match_count)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(opened->layer);
    char **ignored = NULL;

    if (!OGR_L_TestCapability(opened->layer, OLCIgnoreFields))
        return;
    for (size_t i = 0; i < fields->list.count; i++) {
        int field = (int)i;
        bool is_needed = field == fields->id || field == fields->x || field == fields->y ||
                         field == fields->location;

        for (size_t k = 0; k < role_count && !is_needed; k++)
            is_needed = fields->of_role[k] == field;
        for (size_t k = 0; k < match_count && !is_needed; k++)
            is_needed = fields->of_match[k] == field;
        if (!is_needed)
            ignored =
                CSLAddString(ignored, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, field)));
    }
    if (ignored)
        (void)OGR_L_SetIgnoredFields(opened->layer, (const char **)(void *)ignored);
    CSLDestroy(ignored);
}
