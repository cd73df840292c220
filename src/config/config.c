/* config.c - loads a configuration with the standard and profile it names, from a file or a command
 * line. */
#include <lifecircle/config.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "config/assemble.h"
#include "config/below.h"
#include "config/data_dir.h"
#include "config/modes.h"
#include "config/number.h"
#include "config/paths.h"
#include "config/phrases.h"
#include "config/reader_internal.h"
#include "config/settings.h"
#include "config/written.h"

/* Everything that is needed while a configuration is made. */
struct loader {
    struct lci_config *config; /* with its memory */
    struct lci_fault_list faults;
    struct lci_draft draft;
    struct lci_reader reader;
    struct lci_config_file file; /* the configuration, or the command line */
    struct lci_written written[LCI_WRITTEN_MOST]; /* the configuration, then each that the one before extends */
    size_t written_count;
};

static bool
loader_init(struct loader *loader, const char *name, const char *folder)
{
    loader->config = lci_new(struct lci_config);
    if (loader->config)
        loader->config->memory = lci_new(struct lci_config_memory);
    if (!loader->config || !loader->config->memory)
        return false;
    loader->file = (struct lci_config_file){.name = name, .folder = folder, .order = 0};
    loader->reader.file_count = 1;
    loader->reader.arena = &loader->config->memory->arena;
    loader->reader.faults = &loader->faults;
    loader->reader.file = &loader->file;
    loader->reader.weights = &loader->draft.weights;
    loader->draft.profile = (struct lci_noted){"adult", {&loader->file, 0, 0, 0}};
    loader->draft.parameters = (struct lci_parameters){
        .off_street_m = 200.0,
        .islet_m = 200.0,
        .node_tolerance_m = 0.5,
        .sample_m = 20.0,
        .gate_tolerance_m = 5.0,
        .area_tolerance_m = 1.0,
        .site_tolerance_m = 30.0,
        .suppress_below = 5.0,
        .gap_link_m = 60.0,
        .link_max_m = 50.0,
        .gaps = true,
    };
    loader->draft.nights = (struct lci_draft_nights){.keep = 14, .history_nights = 1100, .keep_inputs = true};
    return true;
}

static void
loader_fini(struct loader *loader)
{
    lci_config_free(loader->config);
    lci_free(loader->reader.read_files);
    lci_fault_list_fini(&loader->faults);
}

/* A file of words that comes with the program, where its data has it. */
static void
read_words_of(struct loader *loader, const char *name, const char *key, const struct lci_section *section, void *target)
{
    const struct lci_noted noted = {name, {&loader->file, 0, 0, 0}};
    const char *path = lci_data_path(loader->reader.arena, "words", name);

    if (!path)
        loader->reader.out_of_memory = true;
    else if (!lci_input_refusal(path))
        lci_written_take_named(&loader->reader, &noted, "words", key, section, target);
}

/* The words that data use; a standard or the configuration outranks them. */
static void
read_words(struct loader *loader)
{
    read_words_of(loader, "attributes", "status_values", &lci_words_keys, &loader->draft);
}

static bool
is_chinese(const char *language)
{
    return !language || strcmp(language, "zh") == 0;
}

/* The texts of tables that are handed in, and of the report, in Chinese. */
static void
read_phrases(struct loader *loader)
{
    const struct lci_draft_output *output = &loader->draft.output;
    const struct lci_draft_tables *tables = &output->tables;
    const bool has_tables = tables->folder.text || tables->xlsx.text;
    const bool has_report = output->main.path.text && (!output->report.text || strcmp(output->report.text, "none") != 0);

    if ((has_tables && is_chinese(tables->language.text ? tables->language.text : output->language.text)) ||
        (has_report && is_chinese(output->language.text)))
        read_words_of(loader, "zh", "output.language", &lci_phrases_keys, &loader->config->phrases);
}

enum lci_status
lci_config_load_phrases(struct lci_config **out, struct lci_error *err)
{
    struct loader loader = {0};
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!loader_init(&loader, "words", ""))
        status = lci_fail_nomem(err, "words");
    if (status == LCI_OK) {
        read_words_of(&loader, "zh", "--lang", &lci_phrases_keys, &loader.config->phrases);
        status = loader.reader.out_of_memory ? lci_fail_nomem(err, "words") : lci_fault_list_finish(&loader.faults, NULL, err);
    }
    if (status == LCI_OK) {
        *out = loader.config;
        loader.config = NULL;
    }
    loader_fini(&loader);
    return status;
}

/* The standard comes first, then what is extended, so that what the configuration says itself is read over them. */
static void
read_all_written(struct loader *loader)
{
    struct lci_noted standard = {.text = NULL};

    loader->written_count = lci_written_chain(&loader->reader, loader->written);
    if (loader->reader.out_of_memory)
        return;
    read_words(loader);
    for (size_t i = 0; i < loader->written_count && !standard.text; i++)
        standard = lci_written_text(&loader->written[i], "standard");
    if (standard.text)
        lci_written_take_named(&loader->reader, &standard, "standards", "standard", &lci_standard_keys, &loader->draft);
    for (size_t i = loader->written_count; i-- > 0;)
        lci_written_take(&loader->reader, &loader->written[i], &lci_config_keys, &loader->draft);
}

/* What the run walks by: of `profile` and `profiles` the configuration's outranks the standard's. */
static void
choose_walkers(struct loader *loader)
{
    struct lci_draft *draft = &loader->draft;
    const struct lci_noted *one = &draft->profile;
    const struct lci_spot *several = draft->walker_count > 0 ? &draft->walkers[0].spot : NULL;
    const bool one_is_given = one->spot.line > 0;

    if (several && one_is_given && one->spot.file == several->file)
        lci_reader_fault(&loader->reader, several, "profiles",
                         "expected profile or profiles, found both");
    if (several && (!one_is_given || one->spot.file->order >= several->file->order))
        return;
    draft->walkers = lci_reader_alloc(&loader->reader, 1, sizeof(*draft->walkers));
    if (draft->walkers)
        draft->walkers[0] = (struct lci_draft_walker){.spot = one->spot, .profile = *one};
    draft->walker_count = draft->walkers ? 1 : 0;
}

/* One speed for all of several profiles would make them all the same person. */
static void
check_speed(struct loader *loader)
{
    const struct lci_draft *draft = &loader->draft;

    if (draft->speed_mps > 0.0 && draft->walker_count > 1)
        lci_reader_fault(&loader->reader, &draft->walkers[0].spot, "speed_mps",
                         "expected one profile beside it, found %zu; each may have its own: "
                         "{profile: %s, speed_mps: 1}",
                         draft->walker_count, draft->walkers[0].profile.text);
}

static void
read_walker(struct loader *loader, size_t index, bool command_line, struct lci_profile *profile)
{
    const struct lci_draft *draft = &loader->draft;
    const struct lci_draft_walker *walker = &draft->walkers[index];
    char key[LCI_KEY_PATH_SIZE];

    if (walker->mode > 0)
        (void)snprintf(key, sizeof(key), "modes[%zu].profile", walker->mode);
    else if (walker->profile.text == draft->profile.text)
        (void)snprintf(key, sizeof(key), "%s", command_line ? "--profile" : "profile");
    else
        (void)snprintf(key, sizeof(key), "profiles[%zu]", index + 1);
    if (walker->profile.text)
        lci_written_take_named(&loader->reader, &walker->profile, "profiles", key, &lci_profile_keys, profile);
    if (walker->id) {
        profile->id = walker->id;
        profile->title_zh = profile->title_en = NULL;
    }
    if (walker->speed_mps > 0.0)
        profile->speed_mps = walker->speed_mps;
    else if (draft->speed_mps > 0.0 && walker->mode == 0)
        profile->speed_mps = draft->speed_mps;
}

/* Results are told apart by the ids of the profiles. */
static void
check_walker_id(struct loader *loader, size_t index)
{
    const struct lci_config *config = loader->config;
    const char *id = index == 0 ? config->profile.id : config->further[index - 1].profile.id;

    if (id && strcmp(id, LCI_BY_UNIT) == 0)
        lci_reader_fault(&loader->reader, &loader->draft.walkers[index].spot, "profiles",
                         "\"%s\" is what results by modes are called; expected another id", id);
    for (size_t i = 0; i < index && id; i++) {
        const char *other = i == 0 ? config->profile.id : config->further[i - 1].profile.id;

        if (other && strcmp(other, id) == 0) {
            lci_reader_fault(&loader->reader, &loader->draft.walkers[index].spot, "profiles",
                             "\"%s\" is here twice; one of them needs another id: "
                             "{profile: %s, id: %s_slow, speed_mps: 0.8}",
                             id, id, id);
            return;
        }
    }
}

/* Room for the profiles of the modes behind those of the run. */
static void
make_room_for_walkers(struct loader *loader)
{
    struct lci_draft *draft = &loader->draft;
    const size_t most = draft->walker_count + draft->mode_count;
    struct lci_draft_walker *walkers = lci_reader_alloc(&loader->reader, most, sizeof(*walkers));

    loader->config->further = lci_reader_alloc(&loader->reader, most, sizeof(struct lci_config));
    if (walkers && draft->walker_count > 0)
        memcpy(walkers, draft->walkers, draft->walker_count * sizeof(*walkers));
    draft->walkers = walkers;
}

/* The profile of a mode: one of the run, by its id or as it was written, else one more. */
static uint32_t
find_walker(struct loader *loader, size_t mode)
{
    struct lci_draft *draft = &loader->draft;
    const struct lci_noted *wanted = &draft->modes[mode].profile;
    const uint32_t count = (uint32_t)draft->walker_count;
    struct lci_profile *profile = NULL;

    if (!wanted->text)
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *id = i == 0 ? loader->config->profile.id : loader->config->further[i - 1].profile.id;
        const char *text = draft->walkers[i].profile.text;

        if ((id && strcmp(id, wanted->text) == 0) || (text && strcmp(text, wanted->text) == 0))
            return i;
    }
    draft->walkers[draft->walker_count++] = (struct lci_draft_walker){.spot = wanted->spot, .profile = *wanted, .mode = mode + 1};
    profile = &loader->config->further[loader->config->further_count++].profile;
    read_walker(loader, count, false, profile);
    check_walker_id(loader, count);
    return count;
}

/* The profiles of the run, then those that only modes name. */
static void
read_walkers(struct loader *loader, bool command_line)
{
    struct lci_config *config = loader->config;
    struct lci_draft *draft = &loader->draft;
    struct lci_reader *reader = &loader->reader;
    uint32_t *profiles = NULL;

    choose_walkers(loader);
    if (reader->out_of_memory)
        return;
    check_speed(loader);
    config->modes_left_out = lci_modes_judge(reader, draft);
    make_room_for_walkers(loader);
    profiles = lci_reader_alloc(reader, draft->mode_count, sizeof(*profiles));
    if (reader->out_of_memory)
        return;
    config->further_count = draft->walker_count - 1;
    for (size_t i = 0; i <= config->further_count && !reader->out_of_memory; i++) {
        read_walker(loader, i, command_line,
                    i == 0 ? &config->profile : &config->further[i - 1].profile);
        check_walker_id(loader, i);
    }
    for (size_t i = 0; i < draft->mode_count && !reader->out_of_memory; i++)
        profiles[i] = find_walker(loader, i);
    lci_modes_take(reader, draft, profiles, config);
}

/* All schemes of land use, if a source of homes is a layer of it. */
static void
read_landuse_schemes(struct loader *loader)
{
    struct lci_config *config = loader->config;
    struct lci_data_names names = {.count = 0};
    bool is_asked = false;

    for (size_t i = 0; i < loader->draft.homes.count; i++)
        is_asked = is_asked || loader->draft.homes.items[i].landuse.spot.file;
    if (!is_asked)
        return;
    if (!lci_data_names(loader->reader.arena, "landuse", &names)) {
        loader->reader.out_of_memory = true;
        return;
    }
    config->landuse_schemes = lci_reader_alloc(&loader->reader, names.count + 1, sizeof(*config->landuse_schemes));
    for (size_t i = 0; i < names.count && config->landuse_schemes && !loader->reader.out_of_memory; i++) {
        const struct lci_noted noted = {names.items[i], {&loader->file, 0, 0, 0}};
        struct lci_landuse_scheme *scheme = &config->landuse_schemes[config->landuse_scheme_count];

        lci_written_take_named(&loader->reader, &noted, "landuse", "landuse", &lci_landuse_keys, scheme);
        config->landuse_scheme_count += scheme->id != NULL;
    }
}

/* False: out of memory. */
static bool
take_files(struct loader *loader)
{
    const struct lci_reader *reader = &loader->reader;
    struct lci_config *config = loader->config;

    config->files = lci_arena_alloc(reader->arena, reader->read_file_count, sizeof(*config->files));
    if (!config->files)
        return reader->read_file_count == 0;
    memcpy(config->files, reader->read_files, reader->read_file_count * sizeof(*config->files));
    config->file_count = reader->read_file_count;
    return true;
}

/* All that was read, as texts. */
static void
list_settings(struct loader *loader)
{
    struct lci_config *config = loader->config;
    struct lci_settings_list list = {.arena = loader->reader.arena, .out = &config->settings};
    char path[LCI_KEY_PATH_SIZE];

    lci_settings_add(&list, &lci_config_keys, &loader->draft, "");
    for (size_t i = 0; i <= config->further_count; i++) {
        const struct lci_profile *profile = i == 0 ? &config->profile : &config->further[i - 1].profile;

        (void)snprintf(path, sizeof(path), "profiles[%s]", profile->id);
        lci_settings_add(&list, &lci_profile_keys, profile, path);
    }
    for (size_t i = 0; i < config->landuse_scheme_count; i++) {
        (void)snprintf(path, sizeof(path), "landuse[%s]", config->landuse_schemes[i].id);
        lci_settings_add(&list, &lci_landuse_keys, &config->landuse_schemes[i], path);
    }
    loader->reader.out_of_memory = loader->reader.out_of_memory || list.failed;
}

/* The profiles, then everything that depends on them; hands out the configuration if there is no
 * fault. */
static enum lci_status
finish(struct loader *loader, bool command_line, struct lci_config **out, struct lci_faults *faults,
       struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct lci_assembler assembler = {&loader->reader, &loader->draft, loader->config,
                                      command_line};

    if (!loader->reader.out_of_memory)
        read_walkers(loader, command_line);
    if (!loader->reader.out_of_memory)
        read_landuse_schemes(loader);
    if (!loader->reader.out_of_memory)
        read_phrases(loader);
    if (!loader->reader.out_of_memory)
        lci_assemble(&assembler);
    if (!loader->reader.out_of_memory && loader->faults.count == 0)
        list_settings(loader);
    if (loader->reader.out_of_memory)
        return lci_fail_nomem(err, "configuration");
    if (!take_files(loader))
        return lci_fail_nomem(err, "configuration");
    status = lci_fault_list_finish(&loader->faults, faults, err);
    if (status == LCI_OK) {
        *out = loader->config;
        loader->config = NULL;
    }
    return status;
}

/* What is wrong with the file itself: the only fault there is then. */
static enum lci_status
fail_file(struct loader *loader, const struct lci_yaml_fault *fault, struct lci_faults *faults,
          struct lci_error *err)
{
    lci_reader_fault_here(&loader->reader, fault->line, fault->column, "%s", fault->message);
    if (loader->reader.out_of_memory)
        return lci_fail_nomem(err, "configuration");
    return lci_fault_list_finish(&loader->faults, faults, err);
}

enum lci_status
lci_config_load(const char *path, struct lci_config **out, struct lci_faults *faults, struct lci_error *err)
{
    return lci_config_load_below(NULL, path, out, faults, err);
}

enum lci_status
lci_config_load_below(const char *top, const char *path, struct lci_config **out, struct lci_faults *faults, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct loader loader = {0};
    struct lci_yaml_fault fault = {0};
    struct lci_yaml_node *root = NULL;
    const char *folder = NULL;

    *out = NULL;
    if (faults)
        *faults = (struct lci_faults){0};
    if (!loader_init(&loader, path, "") || !(folder = lci_written_folder(loader.reader.arena, path)) ||
        !(loader.config->path = lci_arena_text(loader.reader.arena, path, strlen(path)))) {
        status = lci_fail_nomem(err, path);
        goto out;
    }
    loader.file.folder = folder;
    loader.reader.root = top;
    status = lci_reader_file(&loader.reader, loader.config->path, &root, &fault);
    if (status == LCI_OK && !root) {
        (void)snprintf(fault.message, sizeof(fault.message),
                       "the file is empty; expected keys "
                       "such as network, facilities, homes and output");
        status = LCI_E_CONFIG;
    }
    if (status == LCI_E_CONFIG)
        status = fail_file(&loader, &fault, faults, err);
    else if (status != LCI_OK)
        status = lci_fail(err, status, "%s: %s", path, fault.message);
    if (status != LCI_OK)
        goto out;
    loader.written[0] = (struct lci_written){&loader.file, root};
    read_all_written(&loader);
    status = finish(&loader, false, out, faults, err);

out:
    loader_fini(&loader);
    return status;
}

/* Copies a text, because the caller's may be gone before the configuration is. */
static const char *
keep(struct loader *loader, const char *text)
{
    const char *copy = lci_arena_text(loader->reader.arena, text, strlen(text));

    if (!copy)
        loader->reader.out_of_memory = true;
    return copy;
}

static void
take_paths(struct loader *loader, const struct lci_texts *paths, const char *option,
           struct lci_draft_sources *out)
{
    const struct lci_spot spot = {&loader->file, 0, 0, 0};

    if (paths->count == 0) {
        lci_reader_fault(&loader->reader, &spot, option, "expected the path of a file or folder");
        return;
    }
    out->items = lci_reader_alloc(&loader->reader, paths->count, sizeof(*out->items));
    if (!out->items)
        return;
    out->count = paths->count;
    for (size_t i = 0; i < paths->count; i++)
        out->items[i].path = (struct lci_noted){keep(loader, paths->items[i]), spot};
}

/* One limit, by the range of its key. 0: not given. */
static void
take_limit(struct loader *loader, double value, const char *name, struct lci_draft_numbers *out)
{
    const struct lci_key *key = lci_section_key(&lci_limit_keys, name);
    const struct lci_spot spot = {&loader->file, 0, 0, 0};
    char low[LCI_NUMBER_TEXT_SIZE];
    char high[LCI_NUMBER_TEXT_SIZE];

    assert(key);
    if (value == 0.0)
        return;
    if (!(value >= key->low && value <= key->high)) {
        lci_number_write(key->low, low);
        lci_number_write(key->high, high);
        lci_reader_fault(&loader->reader, &spot, "", "--%s: expected %s to %s %s", name, low, high,
                         key->unit);
        return;
    }
    out->items = lci_reader_alloc(&loader->reader, 1, sizeof(*out->items));
    if (out->items) {
        out->items[0] = value;
        out->count = 1;
    }
}

enum lci_status
lci_config_from_command_line(const struct lci_command_line *line, struct lci_config **out,
                             struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct loader loader = {0};
    struct lci_draft *draft = &loader.draft;

    *out = NULL;
    if (!loader_init(&loader, "command line", "")) {
        status = lci_fail_nomem(err, "configuration");
        goto out;
    }
    take_paths(&loader, &line->roads, "--roads", &draft->network);
    take_paths(&loader, &line->facilities, "--facilities", &draft->facilities);
    take_paths(&loader, &line->homes, "--homes", &draft->homes);
    take_limit(&loader, line->minutes, "minutes", &draft->limits.minutes);
    if (line->minutes != 0.0 && line->meters != 0.0)
        lci_reader_fault(&loader.reader, &draft->profile.spot, "--minutes, --meters",
                         "expected one of them, found both");
    else
        take_limit(&loader, line->meters, "meters", &draft->limits.meters);
    draft->limits.spot.file = &loader.file;
    if (line->profile)
        draft->profile.text = keep(&loader, line->profile);
    if (line->output)
        draft->output.main.path =
            (struct lci_noted){keep(&loader, line->output), {&loader.file, 0, 0, 0}};
    else
        lci_reader_fault(&loader.reader, &draft->profile.spot, "--output",
                         "expected the path of a file");
    status = finish(&loader, true, out, NULL, err);

out:
    loader_fini(&loader);
    return status;
}

void
lci_config_free(struct lci_config *config)
{
    if (!config)
        return;
    if (config->memory)
        lci_arena_fini(&config->memory->arena);
    lci_free(config->settings.items);
    lci_free(config->memory);
    lci_free(config);
}
