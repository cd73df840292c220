/* maps.c - the list of sheets of a result, and their files. */
#include "maps/maps.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "io/growing_text.h"
#include "maps/sheets.h"

enum { SLUG_SIZE = 40, NAME_SIZE = 128, TOLD_MAX = 20 };

static const double PNG_DPI = 200.0;
static const double MM_AN_INCH = 25.4;

static const char ATLAS[] = "maps.pdf";
static const char BY_UNIT[] = "by_unit";

/* The sheets of a set. */
struct sheets {
    struct lci_map_sheet *items;
    size_t count, capacity;
};

static bool
add_sheet(struct sheets *sheets, const struct lci_map_sheet *sheet)
{
    if (!lci_grow(&sheets->items, sheets->count, &sheets->capacity))
        return false;
    sheets->items[sheets->count++] = *sheet;
    return true;
}

/* A sheet of the whole region. */
static bool
add_whole(const struct lci_map_job *job, struct sheets *sheets, const char *kind, lci_map_draw draw, size_t category)
{
    return add_sheet(sheets, &(struct lci_map_sheet){
                                 .kind = kind, .draw = draw, .category = category, .frame = job->whole, .has_map = true});
}

/* Sheets that set units beside each other; as many as it takes. */
static bool
add_comparisons(const struct lci_map_job *job, struct sheets *sheets)
{
    const size_t categories = job->shares.category_count, units = job->scene.unit_count;
    const bool radars = categories >= LCI_RADAR_LEAST && categories <= LCI_RADAR_MOST;
    const size_t room = radars ? lci_map_radar_room(&job->page, units) : lci_map_matrix_room(&job->page);
    bool is_kept = true;

    for (size_t unit = 0; unit < units && is_kept; unit += room)
        is_kept = add_sheet(sheets, &(struct lci_map_sheet){.kind = radars ? "radar" : "matrix",
                                                            .draw = radars ? lci_map_draw_radar : lci_map_draw_matrix,
                                                            .category = SIZE_MAX,
                                                            .unit = unit});
    return is_kept;
}

/* The order of the atlas: all together first, then kind by kind of each category, then the units. */
static enum lci_status
list_sheets(struct lci_map_job *job, struct sheets *sheets, struct lci_error *err)
{
    const size_t categories = job->scene.pass->category_count;
    const bool has_shares = job->shares.items != NULL;
    bool is_kept = !has_shares || add_comparisons(job, sheets);
    enum lci_status status = LCI_OK;

    if (job->scene.has_gaps && categories > 1)
        is_kept = is_kept && add_whole(job, sheets, "gaps", lci_map_draw_gaps, SIZE_MAX);
    for (size_t c = 0; c < categories && is_kept; c++) {
        is_kept = add_whole(job, sheets, "bands", lci_map_draw_bands, c);
        if (job->scene.has_gaps)
            is_kept = is_kept && add_whole(job, sheets, "gaps", lci_map_draw_gaps, c);
        if (has_shares)
            is_kept = is_kept && add_whole(job, sheets, "coverage", lci_map_draw_coverage, c);
        if (has_shares && job->shares.has_straight)
            is_kept = is_kept && add_whole(job, sheets, "straight", lci_map_draw_straight, c);
    }
    for (size_t u = 0; u < job->scene.unit_count && has_shares && is_kept && status == LCI_OK; u++) {
        struct lci_map_sheet sheet = {
            .kind = "unit", .draw = lci_map_draw_unit, .category = SIZE_MAX, .unit = u, .has_map = true};

        if (lci_map_box_is_empty(&job->scene.units[u].ground.box))
            continue;
        status = lci_map_frame_fit(&job->page.map, &job->scene.units[u].ground.box, &job->system, &sheet.frame, err);
        if (status == LCI_OK)
            is_kept = add_sheet(sheets, &sheet);
    }
    for (size_t s = 0; s < sheets->count; s++) {
        sheets->items[s].number = s + 1;
        sheets->items[s].count = sheets->count;
    }
    return status == LCI_OK && !is_kept ? lci_fail_nomem(err, "maps") : status;
}

/* What is left of an id in a name of a file: small letters and digits; "" where nothing is. */
static void
slug_of(const char *id, char slug[SLUG_SIZE])
{
    size_t used = 0;

    for (; *id && used + 1 < SLUG_SIZE; id++) {
        const char small = *id >= 'A' && *id <= 'Z' ? (char)(*id - 'A' + 'a') : *id;

        if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9'))
            slug[used++] = small;
        else if (used > 0 && slug[used - 1] != '_')
            slug[used++] = '_';
    }
    while (used > 0 && slug[used - 1] == '_')
        used--;
    slug[used] = '\0';
}

/* "03-gaps-elderly_centre": the number tells sheets apart, whatever ids are made of. */
static void
name_sheet(const struct lci_map_job *job, const struct lci_map_sheet *sheet, char name[NAME_SIZE])
{
    const int digits = sheet->count >= 100 ? 3 : 2;
    const char *id = sheet->category != SIZE_MAX                          ? job->scene.pass->categories[sheet->category].id
                     : sheet->has_map && sheet->draw == lci_map_draw_unit ? job->scene.units[sheet->unit].code
                                                                          : "all";
    char slug[SLUG_SIZE];

    slug_of(id, slug);
    (void)snprintf(name, NAME_SIZE, "%0*zu-%s%s%s", digits, sheet->number, sheet->kind, slug[0] ? "-" : "", slug);
}

/* Six lines that say where the pixels of a picture lie (ESRI's world file). */
static enum lci_status
write_world_file(const struct lci_map_sheet *sheet, const char *path, struct lci_error *err)
{
    const struct lci_map_frame *frame = &sheet->frame;
    const double pixel_m = MM_AN_INCH / PNG_DPI / frame->mm_a_map_m;
    const double left_m = frame->centre_m[0] - (frame->area.x_mm + frame->area.width_mm / 2.0) / frame->mm_a_map_m;
    const double top_m = frame->centre_m[1] + (frame->area.y_mm + frame->area.height_mm / 2.0) / frame->mm_a_map_m;
    const double numbers[] = {pixel_m, 0.0, 0.0, -pixel_m, left_m + pixel_m / 2.0, top_m - pixel_m / 2.0};
    struct lci_growing_text text = {.bytes = NULL};
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        lci_text_add_number(&text, numbers[i]);
        lci_text_add(&text, "\n");
    }
    status = text.failed ? lci_fail_nomem(err, path) : lci_text_write_file(&text, path, err);
    lci_free(text.bytes);
    return status;
}

/* A sheet on a canvas that is there; the list of missing glyphs is that of the canvas. */
static enum lci_status
draw_sheet(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas, struct lci_error *err)
{
    enum lci_status status = sheet->draw(job, sheet, canvas, err);

    if (status == LCI_OK && job->out_of_memory)
        status = lci_fail_nomem(err, "maps");
    lci_arena_fini(&job->texts);
    return status;
}

static enum lci_status
write_sheet(struct lci_map_job *job, const struct lci_map_sheet *sheet, enum lci_canvas_kind kind, const char *path,
            struct lci_error *err)
{
    const struct lci_canvas_options options = {
        .kind = kind,
        .path = path,
        .width_mm = job->page.width_mm,
        .height_mm = job->page.height_mm,
        .dpi = PNG_DPI,
        .title = job->document.title,
    };
    struct lci_canvas *canvas = NULL;
    enum lci_status status = lci_canvas_new(&options, &canvas, err);

    if (status == LCI_OK)
        status = draw_sheet(job, sheet, canvas, err);
    if (status == LCI_OK)
        status = lci_canvas_finish(canvas, err);
    lci_canvas_free(canvas);
    return status;
}

static enum lci_status
write_files(struct lci_map_job *job, const struct lci_map_sheet *sheet, const char *folder, struct lci_error *err)
{
    static const char *const endings[] = {".pdf", ".png", ".pgw"};
    struct lci_arena paths = {.last = NULL};
    enum lci_status status = LCI_OK;

    for (size_t f = 0; f < (sheet->has_map ? 3U : 2U) && status == LCI_OK; f++) {
        char name[NAME_SIZE + 8];
        const char *path = NULL;

        name_sheet(job, sheet, name);
        (void)snprintf(name + strlen(name), sizeof(name) - strlen(name), "%s", endings[f]);
        path = lci_arena_path(&paths, folder, name);
        if (!path)
            status = lci_fail_nomem(err, folder);
        else
            status = f == 2 ? write_world_file(sheet, path, err)
                            : write_sheet(job, sheet, f == 0 ? LCI_CANVAS_PDF : LCI_CANVAS_PNG, path, err);
    }
    lci_arena_fini(&paths);
    return status;
}

static enum lci_status
write_sheets(struct lci_map_job *job, const struct sheets *sheets, const struct lci_maps_request *request,
             struct lci_canvas *atlas, struct lci_error *err)
{
    const struct lci_context *context = request->context;
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < sheets->count && status == LCI_OK; s++) {
        if (context && context->cancelled && context->cancelled(context->user))
            return lci_fail(err, LCI_E_CANCELLED, "stopped while maps were drawn");
        if (s > 0)
            lci_canvas_next_page(atlas);
        status = draw_sheet(job, &sheets->items[s], atlas, err);
        if (status == LCI_OK)
            status = write_files(job, &sheets->items[s], request->folder, err);
    }
    return status;
}

/* The profile that is mapped. */
static enum lci_status
choose_pass(const struct lci_result *result, const char *profile, const struct lci_result_pass **pass, struct lci_error *err)
{
    *pass = lci_result_pass(result, profile ? profile : BY_UNIT);
    if (!*pass && profile)
        return lci_fail(err, LCI_E_CONFIG, "%s: it has no profile \"%s\"", result->path, profile);
    if (!*pass || !(*pass)->homes)
        *pass = profile ? *pass : &result->passes[0];
    return (*pass)->homes ? LCI_OK
                          : lci_fail(err, LCI_E_DATA, "%s: it has no layer of homes; they were left out", result->path);
}

static enum lci_status
prepare(struct lci_map_job *job, const struct lci_result *result, const struct lci_maps_request *request,
        struct lci_error *err)
{
    const struct lci_result_pass *pass = NULL;
    enum lci_status status = choose_pass(result, request->profile, &pass, err);

    job->result = result;
    job->areas_category = SIZE_MAX;
    job->english = request->has_language ? request->english : lci_result_english(result);
    if (status == LCI_OK && !lci_map_page_of(request->paper ? request->paper : "A4", &job->page))
        status = lci_fail(err, LCI_E_CONFIG, "paper: expected A4 or A3, found \"%s\"", request->paper);
    if (status == LCI_OK)
        status = lci_map_system_of(result, &job->system, err);
    if (status == LCI_OK)
        status = lci_scene_read(result, pass, job->english, &job->scene, err);
    if (status == LCI_OK)
        status = lci_map_shares_read(&job->scene, &job->shares, err);
    if (status == LCI_OK)
        status = lci_map_frame_fit(&job->page.map, &job->scene.box, &job->system, &job->whole, err);
    job->document = lci_map_document_of(result, job->english);
    return status;
}

/* The picture of the ground of all maps of the whole region. */
static enum lci_status
draw_ground(struct lci_map_job *job, struct lci_error *err)
{
    const struct lci_canvas_options options = {
        .kind = LCI_CANVAS_PICTURE, .width_mm = job->page.width_mm, .height_mm = job->page.height_mm};
    enum lci_status status = lci_canvas_new(&options, &job->ground, err);

    if (status == LCI_OK)
        lci_layers_ground(job->ground, &job->whole, &job->scene);
    return status;
}

static enum lci_status
draw_all(struct lci_map_job *job, const struct lci_maps_request *request, struct lci_maps_drawn *out, struct lci_error *err)
{
    struct lci_arena paths = {.last = NULL};
    struct lci_canvas_options options = {
        .kind = LCI_CANVAS_PDF,
        .path = lci_arena_path(&paths, request->folder, ATLAS),
        .width_mm = job->page.width_mm,
        .height_mm = job->page.height_mm,
        .title = job->document.title,
        .missing = &out->missing,
    };
    struct sheets sheets = {.items = NULL};
    struct lci_canvas *atlas = NULL;
    enum lci_status status = options.path ? list_sheets(job, &sheets, err) : lci_fail_nomem(err, request->folder);

    if (status == LCI_OK)
        status = draw_ground(job, err);
    if (status == LCI_OK)
        status = lci_canvas_new(&options, &atlas, err);
    if (status == LCI_OK)
        status = write_sheets(job, &sheets, request, atlas, err);
    if (status == LCI_OK)
        status = lci_canvas_finish(atlas, err);
    out->sheet_count = sheets.count;
    lci_canvas_free(atlas);
    lci_canvas_free(job->ground);
    lci_free(sheets.items);
    lci_arena_fini(&paths);
    return status;
}

enum lci_status
lci_maps_build(const struct lci_maps_request *request, struct lci_maps_drawn *out, struct lci_error *err)
{
    struct lci_arena arena = {.last = NULL};
    struct lci_result result = {.path = NULL};
    struct lci_map_job job = {.result = NULL};
    enum lci_status status = LCI_OK;

    *out = (struct lci_maps_drawn){.sheet_count = 0};
    if (mkdir(request->folder, 0777) != 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot make this folder: %s", request->folder, strerror(errno));
    status = lci_result_open(request->tables_path, &arena, &result, err);
    if (status == LCI_OK)
        status = prepare(&job, &result, request, err);
    if (status == LCI_OK)
        status = draw_all(&job, request, out, err);
    if (status == LCI_OK && out->missing.out_of_memory)
        status = lci_fail_nomem(err, "maps");
    lci_scene_areas_fini(&job.areas);
    lci_map_shares_fini(&job.shares);
    lci_scene_fini(&job.scene);
    lci_map_system_fini(&job.system);
    lci_result_fini(&result);
    lci_arena_fini(&arena);
    return status;
}

void
lci_maps_tell_missing(const struct lci_glyphs *missing, const struct lci_context *context)
{
    if (missing->count == 0)
        return;
    lci_log(context, LCI_LOG_WARNING,
            "maps: %zu characters of %zu texts have no glyph in the installed fonts and are drawn as boxes; install "
            "fonts-noto-cjk",
            missing->missing_count, missing->count);
    for (size_t i = 0; i < missing->count && i < TOLD_MAX; i++)
        lci_log(context, LCI_LOG_WARNING, "maps: %zu without a glyph in \"%s\"", missing->items[i].missing_count,
                missing->items[i].text);
    if (missing->count > TOLD_MAX)
        lci_log(context, LCI_LOG_WARNING, "maps: and %zu texts more", missing->count - TOLD_MAX);
}

/* "07-bands-clinic.png": a name that only maps have. */
static bool
is_name_of_map(const char *name)
{
    static const char *const kinds[] = {"radar", "matrix", "gaps", "bands", "coverage", "straight", "unit"};
    static const char *const endings[] = {".pdf", ".png", ".pgw"};
    const size_t digits = strspn(name, "0123456789");
    const size_t length = strlen(name);
    bool is_kind = false, is_ending = false;

    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        is_kind = is_kind || (name[digits] == '-' && strncmp(name + digits + 1, kinds[k], strlen(kinds[k])) == 0);
    for (size_t e = 0; e < sizeof(endings) / sizeof(endings[0]); e++)
        is_ending = is_ending || (length > 4 && strcmp(name + length - 4, endings[e]) == 0);
    return strcmp(name, ATLAS) == 0 || (digits >= 2 && is_kind && is_ending);
}

bool
lci_maps_owns(const char *path)
{
    DIR *folder = opendir(path);
    bool is_own = folder != NULL;

    for (const struct dirent *entry = NULL; is_own && (entry = readdir(folder)) != NULL;)
        is_own = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_name_of_map(entry->d_name);
    if (folder)
        (void)closedir(folder);
    return is_own;
}
