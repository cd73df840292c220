/* gdal_table.c - rows of CSV and spreadsheets as places. */
#include "io/gdal_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "io/text.h"

/* Longitudes and latitudes of China with its seas: enough to take columns that are merely called x
 * and y for degrees. */
static const double CHINA_DEG[4] = {73.0, 3.0, 136.0, 54.0};

bool
lci_gdal_has_places(const struct lci_gdal_fields *fields)
{
    return (fields->x != LCI_NO_FIELD && fields->y != LCI_NO_FIELD) ||
           fields->location != LCI_NO_FIELD;
}

/* Splits "121.5,31.2" (or blank, ";", full-width comma); false: it is not two parts. */
static bool
split_cell(const char *cell, char first[64], char second[64])
{
    char *target = first;
    size_t used = 0;
    bool is_split = false;
    uint32_t character = 0;

    while ((character = lci_utf8_narrow(lci_utf8_next(&cell))) != 0) {
        if (character == ',' || character == ';' || (character == ' ' && used > 0)) {
            target[used] = '\0';
            if (!is_split) {
                is_split = true;
                target = second;
                used = 0;
            } else if (used > 0) {
                return false;
            }
            continue;
        }
        if (character == ' ' || character == '[' || character == ']' || character == '(' ||
            character == ')')
            continue;
        if (character > 127 || used + 1 >= 64)
            return false;
        target[used++] = (char)character;
    }
    target[used] = '\0';
    return is_split && used > 0;
}

static enum lci_place_kind
place_of_texts(const char *x, const char *y, double xy[2])
{
    enum lci_number_kind of_x = lci_number_from_text(x, &xy[0]);
    enum lci_number_kind of_y = lci_number_from_text(y, &xy[1]);

    if (of_x == LCI_NUMBER_NONE && of_y == LCI_NUMBER_NONE)
        return LCI_PLACE_MISSING;
    if (of_x == LCI_NUMBER_NONE || of_y == LCI_NUMBER_NONE || of_x == LCI_NUMBER_BAD ||
        of_y == LCI_NUMBER_BAD)
        return LCI_PLACE_BAD;
    return LCI_PLACE_OK;
}

bool
lci_gdal_row_place(const struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
                   OGRFeatureH row, struct lci_arena *arena, enum lci_place_kind *kind,
                   double xy[2], char found[200])
{
    const char *x = NULL;
    const char *y = NULL;
    bool damaged = false;
    char first[64] = "";
    char second[64] = "";

    found[0] = '\0';
    if (fields->x != LCI_NO_FIELD && fields->y != LCI_NO_FIELD) {
        if (!lci_gdal_text(opened, fields, row, fields->x, arena, &x, &damaged) ||
            !lci_gdal_text(opened, fields, row, fields->y, arena, &y, &damaged))
            return false;
        (void)snprintf(found, 200, "%.90s, %.90s", x ? x : "", y ? y : "");
        *kind = place_of_texts(x, y, xy);
        return true;
    }
    if (!lci_gdal_text(opened, fields, row, fields->location, arena, &x, &damaged))
        return false;
    (void)snprintf(found, 200, "%.190s", x ? x : "");
    if (!x)
        *kind = LCI_PLACE_MISSING;
    else if (split_cell(x, first, second))
        *kind = place_of_texts(first, second, xy);
    else
        *kind = LCI_PLACE_BAD;
    return true;
}

/* How many rows look like what. */
struct tally {
    size_t degree_count, china_count, swapped_count, other_count;
};

static void
count_place(const double xy[2], struct tally *tally)
{
    double x = fabs(xy[0]);
    double y = fabs(xy[1]);

    if (x <= 180.0 && y <= 90.0)
        tally->degree_count++;
    else if (x <= 90.0 && y <= 180.0)
        tally->swapped_count++;
    else
        tally->other_count++;
    if (xy[0] >= CHINA_DEG[0] && xy[0] <= CHINA_DEG[2] && xy[1] >= CHINA_DEG[1] &&
        xy[1] <= CHINA_DEG[3])
        tally->china_count++;
}

static enum lci_status
count_rows(struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
           struct tally *tally, struct lci_error *err)
{
    struct lci_arena arena = {0};
    enum lci_status status = LCI_OK;
    OGRFeatureH row = NULL;
    uint32_t number = 0;
    char found[200];
    double xy[2];

    OGR_L_ResetReading(opened->layer);
    while (status == LCI_OK && (row = OGR_L_GetNextFeature(opened->layer)) != NULL) {
        enum lci_place_kind kind = LCI_PLACE_BAD;

        number++;
        if (opened->header_is_a_row && number <= opened->header_row)
            kind = LCI_PLACE_MISSING;
        else if (!lci_gdal_row_place(opened, fields, row, &arena, &kind, xy, found))
            status = lci_fail_nomem(err, "table");
        if (kind == LCI_PLACE_OK)
            count_place(xy, tally);
        OGR_F_Destroy(row);
        if (number % 4096 == 0)
            lci_arena_fini(&arena); /* the texts were only looked at */
    }
    lci_arena_fini(&arena);
    OGR_L_ResetReading(opened->layer);
    return status;
}

static bool
are_called_degrees(const struct lci_gdal_fields *fields)
{
    if (fields->x == LCI_NO_FIELD || fields->y == LCI_NO_FIELD)
        return true; /* "lng,lat" in one cell */
    return lci_field_name_is_degrees(fields->list.names[fields->x]) &&
           lci_field_name_is_degrees(fields->list.names[fields->y]);
}

enum lci_status
lci_gdal_guess_table_crs(struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
                         const char **crs, struct lci_error *err)
{
    struct tally tally = {0};
    enum lci_status status = count_rows(opened, fields, &tally, err);
    size_t count = tally.degree_count + tally.swapped_count + tally.other_count;

    *crs = "EPSG:4326";
    if (status != LCI_OK || count == 0)
        return status; /* every row will be reported for itself */
    if (tally.swapped_count * 2 > count)
        return lci_fail(err, LCI_E_DATA,
                        "latitude is out of range in %zu of %zu rows: longitude and latitude look "
                        "swapped; name the columns with x: (longitude) and y: (latitude)",
                        tally.swapped_count, count);
    if (tally.degree_count * 2 <= count)
        return lci_fail(err, LCI_E_DATA,
                        "no CRS: the coordinates of %zu of %zu rows are not degrees; declare the "
                        "system with crs: (for instance EPSG:4549)",
                        tally.other_count, count);
    if (!are_called_degrees(fields) && tally.china_count * 2 <= count)
        return lci_fail(err, LCI_E_DATA,
                        "no CRS: the columns \"%s\" and \"%s\" may be degrees or metres; declare "
                        "the system with crs: (for instance EPSG:4326)",
                        fields->list.names[fields->x], fields->list.names[fields->y]);
    return LCI_OK;
}

bool
lci_gdal_row_is_total(const struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
                      OGRFeatureH row)
{
    static const char *const WORDS[] = {"合计", "小计",  "总计", "共计",
                                        "累计", "total", "sum",  "subtotal"};
    enum { CELLS = 3 }; /* the word stands at the beginning of the row */
    struct lci_arena arena = {0};
    bool answer = false;
    size_t seen = 0;
    bool damaged = false;

    for (size_t i = 0; i < fields->list.count && seen < CELLS && !answer; i++) {
        const char *text = NULL;
        char folded[64];

        if (!lci_gdal_text(opened, fields, row, (int)i, &arena, &text, &damaged) || !text)
            continue;
        seen++;
        lci_text_fold(text, folded, sizeof(folded));
        for (size_t k = 0; k < sizeof(WORDS) / sizeof(WORDS[0]) && !answer; k++)
            answer = strcmp(folded, WORDS[k]) == 0 ||
                     (k < 5 && strncmp(folded, WORDS[k], strlen(WORDS[k])) == 0);
    }
    lci_arena_fini(&arena);
    return answer;
}

bool
lci_gdal_row_is_empty(OGRFeatureH row)
{
    for (int i = 0; i < OGR_F_GetFieldCount(row); i++)
        if (OGR_F_IsFieldSetAndNotNull(row, i) && OGR_F_GetFieldAsString(row, i)[0])
            return false;
    return true;
}
