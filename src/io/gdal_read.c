/* gdal_read.c - reads a layer or table row by row; what cannot be used is reported, never silently
 * lost. */
#include "io/gdal_read.h"

#include <stdio.h>
#include <string.h>

#include "io/builder.h"
#include "io/crs.h"
#include "io/crs_names.h"
#include "io/gdal_fields.h"
#include "io/gdal_geometry.h"
#include "io/gdal_table.h"

/* A compound or a building that is wider has a stray corner; its demand points would fill the
 * memory. */
static const double HOME_EXTENT_MAX_M = 100000.0;

struct reader {
    const struct lci_source *source;
    const struct lci_read_request *request;
    const struct lci_working_system *system;
    struct lci_quality *quality;
    struct lci_gdal_source opened;
    struct lci_gdal_fields fields;
    struct lci_builder builder;
    struct lci_shaper shaper;
    struct lci_arena names; /* of the layer and its CRS */
    const char *layer_name;
    const char *crs;
    bool has_columns; /* places are in columns */
    size_t row_count, unselected_count;
    size_t fitting_count, outside_count; /* rows whose numbers speak for or against the CRS */
    struct lci_taking outside;           /* the first of those against */
    const char *outside_id;
    const char *last_problem; /* static: why the last row was dropped */
    bool is_out_of_memory;
};

static void
note(struct reader *reader, const struct lci_quality_row *row)
{
    struct lci_quality_row full = *row;

    full.stage = "read";
    full.source = reader->source->label;
    full.layer = reader->request->kind;
    full.layer_name = reader->layer_name;
    if (!lci_quality_add(reader->quality, &full))
        reader->is_out_of_memory = true;
}

/* The source's CRS: declared, else from the file, else by its numbers. `row` gets how it was found.
 */
static enum lci_status
find_crs(struct reader *reader, struct lci_quality_row *row, struct lci_error *err)
{
    const char *from_file =
        reader->has_columns ? NULL : lci_gdal_layer_crs(&reader->opened, &reader->names);

    if (reader->source->crs) {
        reader->crs = reader->source->crs;
        row->code = "crs_declared";
        row->done = "the declared CRS is used";
        return LCI_OK;
    }
    if (from_file) {
        reader->crs = from_file;
        row->code = "crs_from_file";
        row->done = "the CRS of the file is used";
        return LCI_OK;
    }
    if (reader->has_columns) {
        row->code = "crs_assumed";
        row->done = "the numbers are in the range of degrees: taken as longitude and latitude";
        return lci_gdal_guess_table_crs(&reader->opened, &reader->fields, &reader->crs, err);
    }
    return lci_fail(
        err, LCI_E_DATA, "no CRS: %s; declare the system with crs: (for instance EPSG:4549)",
        reader->opened.is_shapefile   ? "the shapefile has no .prj"
        : reader->source->is_database ? "the SRID of the table's geometry is 0 or not known"
                                      : "the file does not say which");
}

static enum lci_status
prepare_crs(struct reader *reader, struct lci_error *err)
{
    struct lci_crs_facts facts;
    struct lci_quality_row row = {.severity = LCI_SEVERITY_NOTE};
    enum lci_status status = find_crs(reader, &row, err);

    if (status == LCI_OK)
        status = lci_crs_describe(reader->crs, &facts, err);
    if (status == LCI_OK) {
        row.found = facts.code[0] ? facts.code : facts.name;
        note(reader, &row);
    }
    if (status == LCI_OK)
        status = lci_projection_new(reader->crs, reader->system, &reader->shaper.projection, err);
    if (status == LCI_OK && facts.has_unknown_datum)
        note(reader, &(struct lci_quality_row){
                         .severity = LCI_SEVERITY_WARNING,
                         .code = "datum_shift_unknown",
                         .found = facts.name,
                         .done = "taken over without a shift to CGCS2000; places may be off by up "
                                 "to 100 m"});
    return status;
}

static void
note_encoding(struct reader *reader)
{
    const char *found = reader->opened.encoding_found;
    bool is_contradiction = strstr(found, "but the bytes") != NULL;

    if (found[0])
        note(reader, &(struct lci_quality_row){
                         .severity = is_contradiction ? LCI_SEVERITY_WARNING : LCI_SEVERITY_NOTE,
                         .code = reader->opened.encoding_is_doubtful ? "encoding_assumed"
                                                                     : "encoding_found",
                         .found = found,
                         .done = "texts are read in this encoding"});
}

/* One note for all fields whose names only resemble their roles. */
static void
note_fields(struct reader *reader)
{
    char found[400] = "";

    for (size_t i = 0; i < reader->request->role_count; i++) {
        int field = reader->fields.of_role[i];
        const char *role = reader->request->roles[i];
        size_t used = strlen(found);

        if (field == LCI_NO_FIELD || lci_source_field(reader->source, role) ||
            strcmp(reader->fields.list.names[field], role) == 0)
            continue;
        if (used + strlen(reader->fields.list.names[field]) + strlen(role) + 8 < sizeof(found))
            (void)snprintf(found + used, sizeof(found) - used, "%s%s: %s", used ? ", " : "",
                           role, reader->fields.list.names[field]);
    }
    if (found[0])
        note(reader, &(struct lci_quality_row){.severity = LCI_SEVERITY_NOTE,
                                               .code = "fields_matched",
                                               .found = found,
                                               .done = "taken by their usual names"});
}

/* Where the places of the rows are, and in which CRS; rows of a mere table have none. */
static enum lci_status
prepare_places(struct reader *reader, struct lci_error *err)
{
    if (reader->request->shape == LCI_SHAPE_NONE)
        return LCI_OK;
    reader->has_columns = OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(reader->opened.layer)) == 0 ||
                          lci_source_field(reader->source, "x") ||
                          lci_source_field(reader->source, "location");
    if (reader->has_columns && !lci_gdal_has_places(&reader->fields))
        return lci_fail(err, LCI_E_DATA,
                        "no geometry, and no columns for coordinates; name them with x: and y:");
    return prepare_crs(reader, err);
}

static enum lci_status
prepare(struct reader *reader, struct lci_error *err)
{
    size_t choice_count = 0;
    enum lci_status status = lci_gdal_open(reader->source, &reader->opened, err);

    if (status == LCI_OK)
        status = lci_gdal_choose_layer(&reader->opened, reader->source, reader->request->shape,
                                       &choice_count, err);
    if (status == LCI_OK)
        status = lci_gdal_fields_find(&reader->opened, reader->source, reader->request,
                                      &reader->fields, err);
    if (status != LCI_OK)
        return status;
    reader->layer_name = lci_arena_text(&reader->names, OGR_L_GetName(reader->opened.layer),
                                        strlen(OGR_L_GetName(reader->opened.layer)));
    if (!reader->layer_name)
        return lci_fail_nomem(err, "layer");
    status = prepare_places(reader, err);
    if (status != LCI_OK)
        return status;
    note_encoding(reader);
    note_fields(reader);
    if (choice_count > 1 && !reader->source->layer)
        note(reader, &(struct lci_quality_row){.severity = LCI_SEVERITY_NOTE,
                                               .code = "layer_chosen",
                                               .found = reader->layer_name,
                                               .done = "the first layer that suits"});
    return LCI_OK;
}

static bool
match_holds(const struct lci_match *match, const char *text)
{
    if (!text)
        return false;
    if (match->values.count == 0)
        return strcmp(text, "no") != 0;
    for (size_t i = 0; i < match->values.count; i++)
        if (strcmp(match->values.items[i], "*") == 0 || strcmp(match->values.items[i], text) == 0)
            return true;
    return false;
}

/* Whether any one of the source's selections holds for the row, with all its matches. */
static bool
is_selected(struct reader *reader, OGRFeatureH row)
{
    const struct lci_source *source = reader->source;
    struct lci_arena arena = {0};
    size_t at = 0;
    bool answer = source->select_count == 0;
    bool damaged = false;

    for (size_t i = 0; i < source->select_count && !answer; i++) {
        bool all = true;

        for (size_t k = 0; k < source->select[i].match_count; k++, at++) {
            const char *text = NULL;

            if (!lci_gdal_text(&reader->opened, &reader->fields, row, reader->fields.of_match[at],
                               &arena, &text, &damaged))
                reader->is_out_of_memory = true;
            all = all && match_holds(&source->select[i].matches[k], text);
        }
        answer = all;
    }
    lci_arena_fini(&arena);
    return answer;
}

/* The driver's number of a row, in the arena; printf() would take a tenth of the time of reading. NULL: out of memory. */
static const char *
text_of_number(struct lci_arena *arena, int64_t number)
{
    char digits[20];
    char *begin = digits + sizeof(digits);
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do
        *--begin = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (number < 0)
        *--begin = '-';
    return lci_arena_text(arena, begin, (size_t)(digits + sizeof(digits) - begin));
}

/* The texts of all roles, and the id. NULL: out of memory. */
static const char **
read_texts(struct reader *reader, OGRFeatureH row, const char **id)
{
    size_t count = reader->request->role_count;
    struct lci_arena *arena = &reader->builder.arena;
    const char **texts = lci_arena_alloc(arena, count + 1, sizeof(*texts));
    bool damaged = false;

    if (!texts)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!lci_gdal_text(&reader->opened, &reader->fields, row, reader->fields.of_role[i], arena,
                           &texts[i], &damaged))
            return NULL;
    if (!lci_gdal_text(&reader->opened, &reader->fields, row, reader->fields.id, arena, id,
                       &damaged))
        return NULL;
    if (!*id)
        *id = text_of_number(arena, (int64_t)OGR_F_GetFID(row));
    if (damaged && *id)
        note(reader, &(struct lci_quality_row){.severity = LCI_SEVERITY_WARNING,
                                               .code = "text_damaged",
                                               .feature_id = *id,
                                               .found = "bytes that are no text in the encoding",
                                               .done = "replaced by U+FFFD"});
    return *id ? texts : NULL;
}

static void
drop(struct reader *reader, const char *id, const char *code, const char *found)
{
    reader->last_problem = code;
    note(reader, &(struct lci_quality_row){.severity = LCI_SEVERITY_ERROR,
                                           .code = code,
                                           .feature_id = id,
                                           .found = found,
                                           .done = "dropped"});
}

static void
note_total(struct reader *reader, const char *id)
{
    note(reader, &(struct lci_quality_row){.severity = LCI_SEVERITY_NOTE,
                                           .code = "total_row",
                                           .feature_id = id,
                                           .found = "a row of totals",
                                           .done = "left out"});
}

/* A row that is nothing but its texts; sums of other rows are left out. */
static void
take_plain_row(struct reader *reader, OGRFeatureH row, const char *id, const char **texts)
{
    if (lci_gdal_row_is_total(&reader->opened, &reader->fields, row)) {
        reader->last_problem = "total_row";
        note_total(reader, id);
    } else if (!lci_builder_add_feature(&reader->builder, id, (int64_t)OGR_F_GetFID(row), texts)) {
        reader->is_out_of_memory = true;
    }
}

/* The geometry of the row, which the caller owns; NULL with *is_done where the row has been dealt
 * with. */
static OGRGeometryH
geometry_of(struct reader *reader, OGRFeatureH row, const char *id, bool *is_done)
{
    enum lci_place_kind kind = LCI_PLACE_BAD;
    OGRGeometryH place = NULL;
    double xy[2];
    char found[200];

    *is_done = false;
    if (!reader->has_columns)
        return OGR_F_StealGeometry(row);
    if (!lci_gdal_row_place(&reader->opened, &reader->fields, row, &reader->builder.arena, &kind,
                            xy, found)) {
        reader->is_out_of_memory = true;
        return NULL;
    }
    if (kind == LCI_PLACE_OK) {
        place = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(place, 0, xy[0], xy[1]);
        return place;
    }
    *is_done = true;
    if (kind == LCI_PLACE_BAD) {
        drop(reader, id, "coordinates_unreadable", found);
    } else if (lci_gdal_row_is_total(&reader->opened, &reader->fields, row)) {
        note_total(reader, id);
    } else {
        drop(reader, id, "coordinates_missing", "no coordinates");
    }
    return NULL;
}

static void
note_taking(struct reader *reader, const char *id, const struct lci_taking *taking)
{
    if (taking->is_outside && !taking->is_nonsense) {
        if (reader->outside_count++ == 0) {
            reader->outside = *taking;
            reader->outside_id = id;
        }
    } else if (taking->is_taken) {
        reader->fitting_count++;
    }
    if (!taking->is_taken)
        reader->last_problem = taking->code;
    if (taking->code)
        note(reader, &(struct lci_quality_row){.severity = taking->severity,
                                               .code = taking->code,
                                               .feature_id = id,
                                               .found = taking->found,
                                               .done = taking->done,
                                               .has_place = taking->has_place,
                                               .x_m = taking->x_m,
                                               .y_m = taking->y_m});
}

static void
read_row(struct reader *reader, OGRFeatureH row)
{
    const char *id = NULL;
    const char **texts = NULL;
    struct lci_taking taking;
    bool is_done = false;
    OGRGeometryH geometry = NULL;

    if (reader->opened.is_table && lci_gdal_row_is_empty(row))
        return;
    reader->row_count++;
    if (!is_selected(reader, row)) {
        reader->unselected_count++;
        return;
    }
    texts = read_texts(reader, row, &id);
    if (!texts) {
        reader->is_out_of_memory = true;
        return;
    }
    if (reader->request->shape == LCI_SHAPE_NONE) {
        take_plain_row(reader, row, id, texts);
        return;
    }
    geometry = geometry_of(reader, row, id, &is_done);
    if (is_done || reader->is_out_of_memory) {
        OGR_G_DestroyGeometry(geometry);
        return;
    }
    lci_gdal_take_geometry(&reader->shaper, geometry, &taking);
    if (taking.is_out_of_memory)
        reader->is_out_of_memory = true;
    if (!geometry && reader->opened.failure.is_set)
        (void)snprintf(taking.found, sizeof(taking.found), "%.190s",
                       reader->opened.failure.message);
    note_taking(reader, id, &taking);
    if (taking.is_taken &&
        !lci_builder_add_feature(&reader->builder, id, (int64_t)OGR_F_GetFID(row), texts))
        reader->is_out_of_memory = true;
}

static enum lci_status
read_rows(struct reader *reader, struct lci_error *err)
{
    OGRFeatureH row = NULL;
    uint32_t number = 0;

    OGR_L_ResetReading(reader->opened.layer);
    for (;;) {
        reader->opened.failure.is_set = false;
        row = OGR_L_GetNextFeature(reader->opened.layer);
        if (!row)
            break;
        if (!reader->opened.header_is_a_row || ++number > reader->opened.header_row)
            read_row(reader, row);
        OGR_F_Destroy(row);
        if (reader->is_out_of_memory)
            return lci_fail_nomem(err, "features");
    }
    if (reader->opened.failure.is_set)
        return lci_fail(err, LCI_E_DATA, "reading broke off after %zu features: %.300s",
                        reader->row_count, reader->opened.failure.message);
    return LCI_OK;
}

/* Ends a source whose numbers mostly do not fit its CRS, or that has nothing usable. */
static enum lci_status
judge(struct reader *reader, struct lci_error *err)
{
    char why[400];

    if (reader->outside_count > reader->fitting_count) {
        lci_crs_explain(reader->crs, reader->outside.source_x, reader->outside.source_y, why,
                        sizeof(why));
        return lci_fail(err, LCI_E_DATA,
                        "coordinates of %zu of %zu features do not fit the CRS %.60s (first: "
                        "feature \"%.60s\" at %s): %s",
                        reader->outside_count, reader->outside_count + reader->fitting_count,
                        reader->crs, reader->outside_id, reader->outside.found, why);
    }
    if (reader->builder.count > 0)
        return LCI_OK;
    if (reader->row_count > 0 && reader->unselected_count == reader->row_count)
        return lci_fail(err, LCI_E_DATA, "none of its %zu features matches select",
                        reader->row_count);
    return lci_fail(err, LCI_E_DATA, "no usable feature among %zu%s%s", reader->row_count,
                    reader->last_problem ? "; the last one: " : "",
                    reader->last_problem ? reader->last_problem : "");
}

/* A guessed id column that holds nothing but "0", as some programs write it, is no id. */
static bool
replace_zero_ids(struct reader *reader)
{
    struct lci_builder *builder = &reader->builder;

    if (!reader->fields.id_is_guessed || reader->fields.id == LCI_NO_FIELD || builder->count < 2)
        return true;
    for (size_t i = 0; i < builder->count; i++)
        if (strcmp(builder->features[i].id, "0") != 0)
            return true;
    for (size_t i = 0; i < builder->count; i++) {
        builder->features[i].id = text_of_number(&builder->arena, builder->features[i].number);
        if (!builder->features[i].id)
            return false;
    }
    note(reader, &(struct lci_quality_row){.severity = LCI_SEVERITY_NOTE,
                                           .code = "id_column_empty",
                                           .field = reader->fields.list.names[reader->fields.id],
                                           .found = "0 in every row",
                                           .done = "features are named by their row number"});
    return true;
}

static void
note_domains(struct reader *reader)
{
    for (size_t i = 0; i < reader->fields.list.count; i++)
        if (reader->fields.code_is_used[i])
            note(reader, &(struct lci_quality_row){.severity = LCI_SEVERITY_NOTE,
                                                   .code = "domain_resolved",
                                                   .field = reader->fields.list.names[i],
                                                   .found = "coded values",
                                                   .done = "their descriptions are used"});
}

static enum lci_status
finish(struct reader *reader, struct lci_features *out, struct lci_error *err)
{
    enum lci_status status = judge(reader, err);

    if (status != LCI_OK)
        return status;
    if (!replace_zero_ids(reader))
        return lci_fail_nomem(err, "features");
    note_domains(reader);
    if (reader->is_out_of_memory)
        return lci_fail_nomem(err, "features");
    status = lci_builder_take(&reader->builder, reader->request->shape == LCI_SHAPE_LINE_OR_POLYGON,
                              out, err);
    if (status != LCI_OK)
        return status;
    out->row_count = reader->row_count - reader->unselected_count;
    out->layer_name = lci_arena_text(&out->arena, reader->layer_name, strlen(reader->layer_name));
    if (out->layer_name)
        return LCI_OK;
    lci_features_fini(out);
    return lci_fail_nomem(err, "features");
}

enum lci_status
lci_gdal_read_features(const struct lci_source *source, const struct lci_read_request *request,
                       const struct lci_working_system *system, struct lci_quality *quality,
                       struct lci_features *out, struct lci_error *err)
{
    struct reader *reader = lci_new(struct reader);
    enum lci_status status = LCI_OK;

    *out = (struct lci_features){0};
    if (!reader)
        return lci_fail_nomem(err, "features");
    reader->source = source;
    reader->request = request;
    reader->system = system;
    reader->quality = quality;
    reader->builder.role_count = request->role_count;
    reader->shaper.shape = request->shape;
    reader->shaper.builder = &reader->builder;
    if (strcmp(request->kind, "homes") == 0 || strcmp(request->kind, "buildings") == 0)
        reader->shaper.extent_max_m = HOME_EXTENT_MAX_M;
    status = prepare(reader, err);
    if (status == LCI_OK) {
        size_t match_count = 0;

        for (size_t i = 0; i < source->select_count; i++)
            match_count += source->select[i].match_count;
        if (!reader->opened.is_table) /* of a table all cells are looked at */
            lci_gdal_fields_ignore_others(&reader->opened, &reader->fields, request->role_count,
                                          match_count);
        status = read_rows(reader, err);
    }
    if (status == LCI_OK)
        status = finish(reader, out, err);
    lci_builder_fini(&reader->builder);
    lci_shaper_fini(&reader->shaper);
    lci_gdal_fields_fini(&reader->fields);
    lci_gdal_close(&reader->opened);
    lci_arena_fini(&reader->names);
    lci_free(reader);
    return status;
}

enum lci_status
lci_gdal_source_crs(const struct lci_source *source, enum lci_shape shape, struct lci_arena *arena,
                    const char **crs, struct lci_error *err)
{
    struct lci_gdal_source *opened = NULL;
    size_t choice_count = 0;
    enum lci_status status = LCI_OK;

    *crs = source->crs;
    if (source->crs)
        return LCI_OK;
    opened = lci_new(struct lci_gdal_source);
    if (!opened)
        return lci_fail_nomem(err, "source");
    status = lci_gdal_open(source, opened, err);
    if (status == LCI_OK)
        status = lci_gdal_choose_layer(opened, source, shape, &choice_count, err);
    if (status == LCI_OK)
        *crs = lci_gdal_layer_crs(opened, arena);
    lci_gdal_close(opened);
    lci_free(opened);
    return status;
}
