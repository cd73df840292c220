/* coverage.c - shares that have changed: rows of the tables `coverage` by all that says what they are about. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diff/job.h"
#include "io/number_text.h"

enum column {
    PROFILE,
    LEVEL,
    UNIT_CODE,
    UNIT_NAME,
    DEFINITION,
    CATEGORY,
    CATEGORY_SET,
    K,
    WEIGHT,
    LIMIT_M,
    LIMIT_MIN,
    RADIUS_M,
    COUNTED_LEVEL,
    DETAIL,
    LISTED,
    MEASURE,
    NUMERATOR,
    DENOMINATOR,
    COLUMN_COUNT
};

static const char *const columns[] = {
    [PROFILE] = "profile",
    [LEVEL] = "level",
    [UNIT_CODE] = "unit_code",
    [UNIT_NAME] = "unit_name",
    [DEFINITION] = "definition",
    [CATEGORY] = "category",
    [CATEGORY_SET] = "category_set",
    [K] = "k",
    [WEIGHT] = "weight",
    [LIMIT_M] = "limit_m",
    [LIMIT_MIN] = "limit_min",
    [RADIUS_M] = "radius_m",
    [COUNTED_LEVEL] = "counted_level",
    [DETAIL] = "detail",
    [LISTED] = "listed",
    [MEASURE] = "measure",
    [NUMERATOR] = "numerator",
    [DENOMINATOR] = "denominator",
};

/* What a row may have that no row of the other result has; the last is about several of them together. */
enum part { OF_PROFILE, OF_UNIT, OF_DEFINITION, OF_CATEGORY, OF_WEIGHT, OF_LIMIT, OF_ROW, PART_COUNT };

static const char *const part_names[PART_COUNT] = {"profile", "unit", "definition", "category", "weight", "limit", "row"};

/* Definitions by which a unit is said to be better or worse off. */
static const char *const judged[] = {"weight", "all_of", "land_network"};

/* The definition whose category is not what the row is about but what it says. */
static const char WEAKEST[] = "weakest";

/* Definitions of several categories. The row `all_of` begins those about a set and a limit, and names all that are in it. */
static const char ALL_OF[] = "all_of";
static const char TWO_TIER[] = "two_tier";

/* A row of `coverage`. */
struct scanned {
    double numerator, denominator;
    uint32_t fid, key, unit;
    uint32_t found; /* number of what was found out beside the share: the weakest category, facilities that are listed */
    bool is_judged, is_land;
};

/* A value for each number; 0 until it is set. */
struct slots {
    uint32_t *items;
    size_t count;
};

struct scan {
    struct lci_diff_job *job;
    struct scanned *rows[LCI_DIFF_SIDES];
    size_t counts[LCI_DIFF_SIDES], capacities[LCI_DIFF_SIDES];
    struct slots seen;          /* by the number of a part: the sides that have it, as bits */
    struct slots units;         /* by the number of profile, level and code: the unit + 1 */
    struct slots rests;         /* by the number of side and part: the entry + 1 */
    uint32_t parts[PART_COUNT]; /* of the row that was read last */
    uint32_t judged[sizeof(judged) / sizeof(judged[0])];
    uint32_t everything;                /* number of the level "all" */
    uint32_t weakest, all_of, two_tier; /* parts of the definitions */
    uint32_t set;                       /* categories and limits of the row `all_of` that was read last */
    uint32_t tiers;                     /* limits of the rows `two_tier` that were read last, "one" and "many" */
    bool tiers_begun;                   /* the row before was one of them */
    uint32_t found;                     /* see struct scanned; of the row that was read last */
};

static uint32_t *
slot(struct slots *slots, uint32_t number, struct lci_error *err)
{
    if (number >= slots->count) {
        const size_t wanted = 2 * ((size_t)number + 512);

        if (!lci_resize(&slots->items, wanted)) {
            (void)lci_fail_nomem(err, "coverage");
            return NULL;
        }
        memset(slots->items + slots->count, 0, (wanted - slots->count) * sizeof(*slots->items));
        slots->count = wanted;
    }
    return &slots->items[number];
}

/* The numbers of the parts of the row that the cursor stands on; of the rest of what it is about in `other`. */
static uint32_t
number_parts(struct scan *scan, struct lci_gpkg_cursor *cursor)
{
    static const enum column more[] = {COUNTED_LEVEL, DETAIL};
    struct lci_numbering *n = &scan->job->numbering;
    const char *profile = lci_gpkg_text_at(cursor, PROFILE);
    const uint32_t profile_text = lci_numbering_text(n, profile);
    const uint32_t level = lci_numbering_text(n, lci_gpkg_text_at(cursor, LEVEL));
    const uint32_t code = lci_numbering_text(n, lci_gpkg_text_at(cursor, UNIT_CODE));
    const uint64_t limit = lci_diff_limit_key(lci_diff_pass_of(scan->job, profile), lci_gpkg_real_at(cursor, LIMIT_M),
                                              lci_gpkg_real_at(cursor, LIMIT_MIN));
    uint32_t category = lci_numbering_text(n, lci_gpkg_text_at(cursor, CATEGORY));
    uint32_t other = 0;
    bool is_found = false;

    scan->parts[OF_PROFILE] = lci_numbering_pair(n, OF_PROFILE, profile_text);
    scan->parts[OF_UNIT] = lci_numbering_pair(n, OF_UNIT, lci_numbering_pair(n, level, code));
    scan->parts[OF_DEFINITION] = lci_numbering_pair(n, OF_DEFINITION, lci_numbering_text(n, lci_gpkg_text_at(cursor, DEFINITION)));
    is_found = scan->parts[OF_DEFINITION] == scan->weakest;
    scan->found = lci_numbering_pair(n, is_found ? category : 0, lci_numbering_text(n, lci_gpkg_text_at(cursor, LISTED)));
    category = is_found ? 0 : category;
    scan->parts[OF_CATEGORY] = lci_numbering_pair(
        n, OF_CATEGORY, lci_numbering_pair(n, category, lci_numbering_text(n, lci_gpkg_text_at(cursor, CATEGORY_SET))));
    scan->parts[OF_WEIGHT] = lci_numbering_pair(n, OF_WEIGHT, lci_numbering_text(n, lci_gpkg_text_at(cursor, WEIGHT)));
    scan->parts[OF_LIMIT] = lci_numbering_pair(n, OF_LIMIT, lci_diff_number_bits(n, limit));
    other = lci_numbering_pair(n, lci_diff_number_real(n, lci_gpkg_real_at(cursor, K)),
                               lci_diff_number_real(n, lci_gpkg_real_at(cursor, RADIUS_M)));
    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
        other = lci_numbering_pair(n, other, lci_numbering_text(n, lci_gpkg_text_at(cursor, more[i])));
    scan->parts[OF_ROW] =
        lci_numbering_pair(n, OF_ROW, lci_numbering_pair(n, scan->parts[OF_DEFINITION], scan->parts[OF_CATEGORY]));
    return other;
}

/* The unit of a row in a profile; made when it is met first. LCI_DIFF_WHOLE: out of memory. */
static uint32_t
unit_of(struct scan *scan, struct lci_gpkg_cursor *cursor, uint32_t where, struct lci_error *err)
{
    struct lci_numbering *n = &scan->job->numbering;
    struct lci_diff_units *units = &scan->job->units;
    uint32_t *at = slot(&scan->units, where, err);

    if (!at)
        return LCI_DIFF_WHOLE;
    if (*at == 0) {
        if (!lci_grow(&units->items, units->count, &units->capacity)) {
            (void)lci_fail_nomem(err, "coverage");
            return LCI_DIFF_WHOLE;
        }
        units->items[units->count++] = (struct lci_diff_unit){
            .profile = lci_numbering_text(n, lci_gpkg_text_at(cursor, PROFILE)),
            .level = lci_numbering_text(n, lci_gpkg_text_at(cursor, LEVEL)),
            .code = lci_numbering_text(n, lci_gpkg_text_at(cursor, UNIT_CODE)),
        };
        *at = (uint32_t)units->count;
    }
    units->items[*at - 1].name = lci_numbering_text(n, lci_gpkg_text_at(cursor, UNIT_NAME)); /* the new one's in the end */
    return *at - 1;
}

/* Whether an id is among those that are joined by +. */
static bool
has_id(const char *joined, const char *id)
{
    const size_t length = strlen(id);

    for (const char *at = joined; at; at = strchr(at, '+') ? strchr(at, '+') + 1 : NULL)
        if (strncmp(at, id, length) == 0 && (at[length] == '+' || at[length] == '\0'))
            return true;
    return false;
}

/* A number for the largest limits of the categories that are joined by +, by the profile of the row. */
static uint32_t
number_largest(struct lci_numbering *numbering, const struct lci_diff_pass *pass, enum lci_diff_side side, const char *joined)
{
    uint32_t number = 0;

    for (size_t c = 0; pass && c < pass->of[side]->category_count; c++) {
        const struct lci_result_category *category = &pass->of[side]->categories[c];
        const struct lci_result_limit *largest = &category->limits[category->limit_count - 1];
        const uint64_t key = lci_diff_limit_key(pass, largest->limit_m, largest->limit_min);

        if (has_id(joined, category->id))
            number = lci_numbering_pair(numbering, number, lci_diff_number_bits(numbering, key));
    }
    return number;
}

/*
 * What a row about several categories leaves to those before it, of the same unit: among which the weakest was found, and limits
 * where they differ. Shares of other categories, or within other limits, are answers to another question.
 */
static uint32_t
number_context(struct scan *scan, enum lci_diff_side side, struct lci_gpkg_cursor *cursor)
{
    struct lci_numbering *n = &scan->job->numbering;
    const uint32_t definition = scan->parts[OF_DEFINITION];
    const bool has_limit = isfinite(lci_gpkg_real_at(cursor, LIMIT_M)) || isfinite(lci_gpkg_real_at(cursor, LIMIT_MIN));

    if (definition == scan->two_tier) {
        if (has_limit) /* "one" begins, "many" follows */
            scan->tiers = lci_numbering_pair(n, scan->tiers_begun ? scan->tiers : 0, scan->parts[OF_LIMIT]);
        scan->tiers_begun = has_limit;
        return has_limit || !lci_gpkg_text_at(cursor, WEIGHT) ? 0 : scan->tiers;
    }
    scan->tiers_begun = false;
    if (definition == scan->all_of) {
        const char *members = lci_gpkg_text_at(cursor, CATEGORY);
        const struct lci_diff_pass *pass = lci_diff_pass_of(scan->job, lci_gpkg_text_at(cursor, PROFILE));

        scan->set = lci_numbering_pair(n, lci_numbering_text(n, members),
                                       has_limit ? scan->parts[OF_LIMIT] : number_largest(n, pass, side, members));
    }
    return lci_gpkg_text_at(cursor, CATEGORY_SET) ? scan->set : 0;
}

static enum lci_status
scan_row(struct scan *scan, enum lci_diff_side side, struct lci_gpkg_cursor *cursor, uint32_t fid, struct lci_error *err)
{
    struct lci_numbering *n = &scan->job->numbering;
    uint32_t what = number_parts(scan, cursor);
    const uint32_t where = lci_numbering_pair(n, scan->parts[OF_PROFILE], scan->parts[OF_UNIT]);
    const char *measure = lci_gpkg_text_at(cursor, MEASURE);
    struct scanned *row = NULL;

    what = lci_numbering_pair(n, what, number_context(scan, side, cursor));
    for (enum part part = OF_DEFINITION; part < OF_ROW; part++)
        what = lci_numbering_pair(n, what, scan->parts[part]);
    for (enum part part = OF_PROFILE; part < OF_ROW; part++) {
        uint32_t *seen = slot(&scan->seen, scan->parts[part], err);

        if (!seen)
            return LCI_E_NOMEM;
        *seen |= 1U << side;
    }
    if (!lci_grow(&scan->rows[side], scan->counts[side], &scan->capacities[side]))
        return lci_fail_nomem(err, "coverage");
    row = &scan->rows[side][scan->counts[side]++];
    *row = (struct scanned){
        .numerator = lci_gpkg_real_at(cursor, NUMERATOR),
        .denominator = lci_gpkg_real_at(cursor, DENOMINATOR),
        .fid = fid,
        .key = lci_numbering_pair(n, where, what),
        .unit = unit_of(scan, cursor, where, err),
        .found = scan->found,
        .is_land = measure && strcmp(measure, "m2") == 0,
    };
    for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++)
        row->is_judged = row->is_judged || scan->parts[OF_DEFINITION] == scan->judged[i];
    return n->failed || row->unit == LCI_DIFF_WHOLE ? lci_fail_nomem(err, "coverage") : LCI_OK;
}

static enum lci_status
scan_side(struct scan *scan, enum lci_diff_side side, struct lci_gpkg_cursor *cursor, struct lci_error *err)
{
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        status = scan_row(scan, side, cursor, fid, err);
        if (status == LCI_OK)
            status = lci_diff_go_on(scan->job, scan->counts[side], err);
    }
    return status;
}

/* The sign of a b - c d, exactly: a product is its rounded value and what fma() finds was rounded away (doc/method.md, [16]). */
static int
compare_products(double a, double b, double c, double d)
{
    const double left = a * b;
    const double right = c * d;
    const double left_rest = fma(a, b, -left);
    const double right_rest = fma(c, d, -right);

    if (left < right || (left == right && left_rest < right_rest))
        return -1;
    return left > right || left_rest > right_rest;
}

/* Shares are compared by their exact numerators and denominators. */
static enum lci_diff_change
compare(const struct scanned *old, const struct scanned *new_row)
{
    const double land_m2 = fmax(fabs(new_row->numerator - old->numerator), fabs(new_row->denominator - old->denominator));
    const bool same = old->found == new_row->found &&
                      (old->numerator == new_row->numerator || (isnan(old->numerator) && isnan(new_row->numerator))) &&
                      (old->denominator == new_row->denominator || (isnan(old->denominator) && isnan(new_row->denominator)));
    int sign = 0;

    if (same || (old->is_land && new_row->is_land && land_m2 < LCI_DIFF_SAME_LAND_M2))
        return LCI_CHANGED_NOT;
    if (!(old->denominator > 0.0) || !(new_row->denominator > 0.0) || isnan(old->numerator) || isnan(new_row->numerator))
        return LCI_CHANGED_NO_RATIO;
    sign = compare_products(new_row->numerator, old->denominator, old->numerator, new_row->denominator);
    if (sign == 0)
        return LCI_CHANGED_SAME_RATIO;
    return sign > 0 ? LCI_CHANGED_HIGHER : LCI_CHANGED_LOWER;
}

static void
judge_unit(struct lci_diff_unit *unit, const struct scanned *old, const struct scanned *new_row, const struct lci_diff_row *row)
{
    const double difference = new_row->numerator / new_row->denominator - old->numerator / old->denominator;

    if (row->change == LCI_CHANGED_HIGHER) {
        if (unit->higher_count++ == 0 || difference > unit->highest_ratio) {
            unit->highest = *row;
            unit->highest_ratio = difference;
        }
    } else if (row->change == LCI_CHANGED_LOWER) {
        if (unit->lower_count++ == 0 || difference < unit->lowest_ratio) {
            unit->lowest = *row;
            unit->lowest_ratio = difference;
        }
    }
}

/* What the row has that the other result has nowhere, as people call it. NULL: out of memory. */
static const char *
part_name(struct scan *scan, struct lci_gpkg_cursor *cursor, enum part part)
{
    static const enum column plain[PART_COUNT] = {
        [OF_PROFILE] = PROFILE, [OF_DEFINITION] = DEFINITION, [OF_CATEGORY] = CATEGORY, [OF_WEIGHT] = WEIGHT};
    const bool in_m = isfinite(lci_gpkg_real_at(cursor, LIMIT_M));
    const double limit = lci_gpkg_real_at(cursor, in_m ? LIMIT_M : LIMIT_MIN);
    char number[LCI_NUMBER_TEXT_SIZE] = "";
    const char *text = NULL;
    const char *set = NULL;

    switch (part) {
    case OF_UNIT:
        text = lci_gpkg_text_at(cursor, LEVEL);
        return lci_diff_keep(scan->job, "%s %s", text ? text : "", lci_gpkg_text_at(cursor, UNIT_CODE));
    case OF_LIMIT:
        if (isfinite(limit))
            lci_number_to_text(limit, number);
        return lci_diff_keep(scan->job, "%s %s", number, in_m ? "m" : "min");
    case OF_ROW:
        text = lci_gpkg_text_at(cursor, DEFINITION);
        set = lci_gpkg_text_at(cursor, CATEGORY_SET);
        return lci_diff_keep(scan->job, "%s %s", text ? text : "", set ? set : lci_gpkg_text_at(cursor, CATEGORY));
    case OF_PROFILE:
    case OF_DEFINITION:
    case OF_CATEGORY:
    case OF_WEIGHT:
    case PART_COUNT:
        break;
    }
    text = lci_gpkg_text_at(cursor, plain[part]);
    return lci_diff_keep(scan->job, "%s", text ? text : "");
}

/* Notes why a row is in one result only: by the first of its parts that the other has nowhere. */
static enum lci_status
note_single(struct scan *scan, enum lci_diff_side side, struct lci_gpkg_cursor *cursor, uint32_t fid, struct lci_error *err)
{
    struct lci_diff_job *job = scan->job;
    enum part part = OF_PROFILE;
    uint32_t *at = NULL;
    enum lci_status status = lci_gpkg_seek(cursor, fid, err);

    if (status != LCI_OK)
        return status;
    (void)number_parts(scan, cursor);
    while (part < OF_ROW && scan->seen.items[scan->parts[part]] != 1U << side)
        part++;
    at = slot(&scan->rests, lci_numbering_pair(&job->numbering, scan->parts[part], (uint32_t)side), err);
    if (!at)
        return LCI_E_NOMEM;
    if (*at == 0) {
        status = lci_diff_add_rest(
            job, &(struct lci_diff_rest){.kind = part_names[part], .name = part_name(scan, cursor, part), .side = side}, err);
        *at = (uint32_t)job->rest_count;
    }
    if (status == LCI_OK)
        job->rests[*at - 1].row_count++;
    return status;
}

/* Judges a row that both have. */
static enum lci_status
compare_both(struct scan *scan, const struct scanned *old, const struct scanned *new_row, struct lci_error *err)
{
    struct lci_diff_job *job = scan->job;
    struct lci_diff_unit *unit = &job->units.items[new_row->unit];
    const struct lci_diff_row row = {.fids = {old->fid, new_row->fid}, .change = compare(old, new_row)};
    enum lci_status status = LCI_OK;

    job->share_counts[row.change]++;
    unit->is_compared = true;
    if (new_row->is_judged && row.change != LCI_CHANGED_NOT) {
        judge_unit(unit, old, new_row, &row);
        if (unit->level == scan->everything)
            status = lci_diff_add(&job->headlines, &row, err);
    }
    return status != LCI_OK || (row.change == LCI_CHANGED_NOT && !job->options.all) ? status
                                                                                    : lci_diff_add(&job->coverage, &row, err);
}

static enum lci_status
compare_pair(struct scan *scan, const struct lci_pair_of_rows *pair, struct lci_diff_cursors *cursors, struct lci_error *err)
{
    struct lci_diff_job *job = scan->job;
    const struct scanned *old = pair->old_row > 0 ? &scan->rows[LCI_DIFF_OLD][pair->old_row - 1] : NULL;
    const struct scanned *new_row = pair->new_row > 0 ? &scan->rows[LCI_DIFF_NEW][pair->new_row - 1] : NULL;
    struct lci_diff_row row = {.fids = {old ? old->fid : 0, new_row ? new_row->fid : 0}};
    enum lci_status status = LCI_OK;

    if (old && new_row)
        return compare_both(scan, old, new_row, err);
    row.change = old ? LCI_CHANGED_ONLY_OLD : LCI_CHANGED_ONLY_NEW;
    job->share_counts[row.change]++;
    status = old ? note_single(scan, LCI_DIFF_OLD, cursors->of[LCI_DIFF_OLD], old->fid, err)
                 : note_single(scan, LCI_DIFF_NEW, cursors->of[LCI_DIFF_NEW], new_row->fid, err);
    return status == LCI_OK && job->options.all ? lci_diff_add(&job->coverage, &row, err) : status;
}

static struct lci_keyed *
keys_of(const struct scan *scan, enum lci_diff_side side)
{
    struct lci_keyed *keys = lci_new_array(struct lci_keyed, scan->counts[side]);

    for (size_t i = 0; i < scan->counts[side] && keys; i++)
        keys[i] = (struct lci_keyed){scan->rows[side][i].key, (uint32_t)i + 1};
    return keys;
}

static enum lci_status
compare_rows(struct scan *scan, struct lci_diff_cursors *cursors, struct lci_error *err)
{
    struct lci_keyed *keys[LCI_DIFF_SIDES] = {keys_of(scan, LCI_DIFF_OLD), keys_of(scan, LCI_DIFF_NEW)};
    struct lci_pairs pairs = {.items = NULL};
    enum lci_status status = keys[LCI_DIFF_OLD] && keys[LCI_DIFF_NEW] ? LCI_OK : lci_fail_nomem(err, "coverage");

    if (status == LCI_OK)
        status = lci_pairs_build(keys[LCI_DIFF_OLD], scan->counts[LCI_DIFF_OLD], keys[LCI_DIFF_NEW], scan->counts[LCI_DIFF_NEW],
                                 NULL, NULL, &pairs, err);
    lci_free(keys[LCI_DIFF_OLD]);
    lci_free(keys[LCI_DIFF_NEW]);
    for (size_t i = 0; i < pairs.count && status == LCI_OK; i++) {
        status = compare_pair(scan, &pairs.items[i], cursors, err);
        if (status == LCI_OK)
            status = lci_diff_go_on(scan->job, i, err);
    }
    lci_free(pairs.items);
    return status;
}

/* The rows that differ, where all others are known to be the same in the same order. */
static enum lci_status
compare_aligned(struct scan *scan, struct lci_diff_cursors *cursors, struct lci_error *err)
{
    struct lci_diff_job *job = scan->job;
    enum lci_status status = LCI_OK;

    job->share_counts[LCI_CHANGED_NOT] += job->aligned_row_count - job->aligned.count;
    for (size_t i = 0; i < job->aligned.count && status == LCI_OK; i++) {
        const struct lci_diff_row *row = &job->aligned.items[i];
        struct scanned scanned[LCI_DIFF_SIDES] = {{.fid = 0}};
        const char *definition = NULL;
        const char *measure = NULL;

        status = lci_diff_seek(cursors, row->fids, err);
        definition = lci_diff_text(cursors, LCI_DIFF_NEW, DEFINITION);
        measure = lci_diff_text(cursors, LCI_DIFF_NEW, MEASURE);
        for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
            scanned[side] = (struct scanned){
                .numerator = lci_diff_real(cursors, side, NUMERATOR),
                .denominator = lci_diff_real(cursors, side, DENOMINATOR),
                .fid = row->fids[side],
                .unit = row->what,
                .is_land = measure && strcmp(measure, "m2") == 0,
            };
            for (size_t j = 0; j < sizeof(judged) / sizeof(judged[0]); j++)
                scanned[side].is_judged = scanned[side].is_judged || (definition && strcmp(definition, judged[j]) == 0);
        }
        scanned[LCI_DIFF_NEW].found = !lci_diff_same_text(cursors, CATEGORY) || !lci_diff_same_text(cursors, LISTED);
        if (status == LCI_OK)
            status = compare_both(scan, &scanned[LCI_DIFF_OLD], &scanned[LCI_DIFF_NEW], err);
    }
    return status;
}

static uint32_t
number_definition(struct lci_numbering *numbering, const char *definition)
{
    return lci_numbering_pair(numbering, OF_DEFINITION, lci_numbering_text(numbering, definition));
}

enum lci_status
lci_diff_coverage(struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"coverage", "coverage"};
    static const char *const *const both[LCI_DIFF_SIDES] = {columns, columns};
    struct scan scan = {.job = job};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    enum lci_status status = lci_diff_cursors_open(job, tables, both, COLUMN_COUNT, &cursors, err);

    scan.weakest = number_definition(&job->numbering, WEAKEST);
    scan.all_of = number_definition(&job->numbering, ALL_OF);
    scan.two_tier = number_definition(&job->numbering, TWO_TIER);
    scan.everything = lci_numbering_text(&job->numbering, "all");
    for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++)
        scan.judged[i] = number_definition(&job->numbering, judged[i]);
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK && !job->is_aligned; side++)
        status = scan_side(&scan, side, cursors.of[side], err);
    if (status == LCI_OK)
        status = job->is_aligned ? compare_aligned(&scan, &cursors, err) : compare_rows(&scan, &cursors, err);
    lci_diff_cursors_close(&cursors);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        lci_free(scan.rows[side]);
    lci_free(scan.seen.items);
    lci_free(scan.units.items);
    lci_free(scan.rests.items);
    return status;
}
