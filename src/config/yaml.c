/* yaml.c - reads YAML by events: types, aliases and duplicate keys are judged here, not by the
 * library. */
#include "config/yaml.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libfyaml.h>

#include "base/utf8.h"

enum { MAX_DEPTH = 64, MAX_MIB = 1 };

/* The tree while it grows: open[depth - 1] is the list or map that the next event belongs to. */
struct builder {
    struct lci_arena *arena;
    struct lci_yaml_fault *fault;
    struct lci_yaml_node *root;
    struct lci_yaml_node *open[MAX_DEPTH];
    struct lci_yaml_node *last[MAX_DEPTH]; /* the last child of each */
    size_t depth;
    const char *key; /* read and waiting for its value; NULL: none */
    uint32_t key_line, key_column;
    size_t document_count;
};

static enum lci_status fail_at(struct lci_yaml_fault *fault, enum lci_status status, uint32_t line,
                               uint32_t column, const char *format, ...) LCI_PRINTF(5, 6);

static enum lci_status
fail_at(struct lci_yaml_fault *fault, enum lci_status status, uint32_t line, uint32_t column,
        const char *format, ...)
{
    va_list args;

    fault->line = line;
    fault->column = column;
    va_start(args, format);
    (void)vsnprintf(fault->message, sizeof(fault->message), format, args);
    va_end(args);
    return status;
}

static enum lci_status
fail_nomem(struct lci_yaml_fault *fault)
{
    return fail_at(fault, LCI_E_NOMEM, 0, 0, "out of memory");
}

/* Reads `size` bytes and a zero byte. */
static enum lci_status
read_bytes(int file, size_t size, char **out, struct lci_yaml_fault *fault)
{
    char *bytes = lci_alloc(size + 1, 1);
    size_t count = 0;

    if (!bytes)
        return fail_nomem(fault);
    while (count < size) {
        const ssize_t got = read(file, bytes + count, size - count);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            lci_free(bytes);
            return fail_at(fault, LCI_E_IO, 0, 0, "cannot be read: %s",
                           got < 0 ? strerror(errno) : "it became shorter while it was read");
        }
        count += (size_t)got;
    }
    *out = bytes;
    return LCI_OK;
}

static enum lci_status
read_file(const char *path, char **out, size_t *size, struct lci_yaml_fault *fault)
{
    enum lci_status status = LCI_OK;
    struct stat about = {0};
    /* Not blocking: a pipe is refused below, not waited for. */
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        return fail_at(fault, LCI_E_IO, 0, 0, "cannot be opened: %s", strerror(errno));
    if (fstat(file, &about) != 0)
        status = fail_at(fault, LCI_E_IO, 0, 0, "cannot be read: %s", strerror(errno));
    else if (!S_ISREG(about.st_mode))
        status = fail_at(fault, LCI_E_CONFIG, 0, 0, "expected a file, found something else");
    else if (about.st_size > (off_t)MAX_MIB << 20)
        status = fail_at(fault, LCI_E_CONFIG, 0, 0, "the file is larger than %d MiB", MAX_MIB);
    else
        status = read_bytes(file, (size_t)about.st_size, out, fault);
    if (status == LCI_OK)
        *size = (size_t)about.st_size;
    (void)close(file);
    return status;
}

/* Zero bytes would cut a text where C reads it; another encoding would make wrong names. */
static enum lci_status
check_text(const char *bytes, size_t size, struct lci_yaml_fault *fault)
{
    uint32_t line = 1;
    uint32_t column = 1;

    for (const char *at = bytes; at < bytes + size;) {
        const size_t length = lci_utf8_length(at);

        if (*at == '\0')
            return fail_at(fault, LCI_E_CONFIG, line, column, "a zero byte: this is no text file");
        if (length == 0)
            return fail_at(fault, LCI_E_CONFIG, line, column,
                           "this is no UTF-8 text; save the file in the encoding UTF-8");
        column++;
        if (*at == '\n') {
            line++;
            column = 1;
        }
        at += length;
    }
    return LCI_OK;
}

static void
mark_place(const struct fy_mark *mark, uint32_t *line, uint32_t *column)
{
    if (mark && mark->line >= 0 && mark->column >= 0) {
        *line = (uint32_t)mark->line + 1;
        *column = (uint32_t)mark->column + 1;
    }
}

/* Appends a new node to the open list or map, or makes it the root. */
static struct lci_yaml_node *
add_node(struct builder *builder, enum lci_yaml_kind kind, const struct fy_mark *mark)
{
    struct lci_yaml_node *node = lci_arena_alloc(builder->arena, 1, sizeof(*node));

    if (!node)
        return NULL;
    node->kind = kind;
    node->key = builder->key;
    node->key_line = node->line = builder->key_line;
    node->key_column = node->column = builder->key_column;
    mark_place(mark, &node->line, &node->column);
    builder->key = NULL;
    if (builder->depth == 0) {
        builder->root = node;
    } else {
        struct lci_yaml_node *parent = builder->open[builder->depth - 1];

        if (parent->first)
            builder->last[builder->depth - 1]->next = node;
        else
            parent->first = node;
        builder->last[builder->depth - 1] = node;
        parent->child_count++;
    }
    return node;
}

static bool
wants_key(const struct builder *builder)
{
    return builder->depth > 0 && builder->open[builder->depth - 1]->kind == LCI_YAML_MAP &&
           !builder->key;
}

static enum lci_status
add_text(struct builder *builder, struct fy_event *event, const struct fy_mark *mark)
{
    size_t length = 0;
    const char *text = fy_token_get_text(event->scalar.value, &length);
    char *copy = lci_arena_text(builder->arena, text, text ? length : 0);
    struct lci_yaml_node *node = NULL;
    uint32_t line = 0;
    uint32_t column = 0;

    if (!copy)
        return fail_nomem(builder->fault);
    if (strlen(copy) != length) {
        mark_place(mark, &line, &column);
        return fail_at(builder->fault, LCI_E_CONFIG, line, column, "a zero byte in a text");
    }
    if (wants_key(builder)) {
        builder->key = copy;
        mark_place(mark, &builder->key_line, &builder->key_column);
        return LCI_OK;
    }
    node = add_node(builder, LCI_YAML_TEXT, mark);
    if (!node)
        return fail_nomem(builder->fault);
    node->text = copy;
    return LCI_OK;
}

static enum lci_status
open_node(struct builder *builder, enum lci_yaml_kind kind, const struct fy_mark *mark)
{
    struct lci_yaml_node *node = NULL;
    uint32_t line = 0;
    uint32_t column = 0;

    mark_place(mark, &line, &column);
    if (wants_key(builder))
        return fail_at(builder->fault, LCI_E_CONFIG, line, column,
                       "a key must be a text, not a list or map");
    if (builder->depth == MAX_DEPTH)
        return fail_at(builder->fault, LCI_E_CONFIG, line, column, "nested deeper than %d levels",
                       MAX_DEPTH);
    node = add_node(builder, kind, mark);
    if (!node)
        return fail_nomem(builder->fault);
    builder->open[builder->depth++] = node;
    return LCI_OK;
}

static int
compare_keys(const void *left, const void *right)
{
    const struct lci_yaml_node *a = *(const struct lci_yaml_node *const *)left;
    const struct lci_yaml_node *b = *(const struct lci_yaml_node *const *)right;
    int order = strcmp(a->key, b->key);

    if (order == 0)
        order = (a->key_line > b->key_line) - (a->key_line < b->key_line);
    if (order == 0)
        order = (a->key_column > b->key_column) - (a->key_column < b->key_column);
    return order;
}

/* By sorting, so that a map of a million keys costs no more than reading it. */
static enum lci_status
refuse_repeated_keys(struct builder *builder, const struct lci_yaml_node *map)
{
    enum lci_status status = LCI_OK;
    const struct lci_yaml_node **keys = NULL;
    size_t count = 0;

    if (map->child_count < 2)
        return LCI_OK;
    keys = lci_new_array(const struct lci_yaml_node *, map->child_count);
    if (!keys)
        return fail_nomem(builder->fault);
    for (const struct lci_yaml_node *child = map->first; child; child = child->next)
        keys[count++] = child;
    qsort(keys, count, sizeof(keys[0]), compare_keys);
    for (size_t i = 1; i < count && status == LCI_OK; i++)
        if (strcmp(keys[i - 1]->key, keys[i]->key) == 0)
            status = fail_at(builder->fault, LCI_E_CONFIG, keys[i]->key_line, keys[i]->key_column,
                             "the key \"%.100s\" is here twice, first at line %u", keys[i]->key,
                             keys[i - 1]->key_line);
    lci_free(keys);
    return status;
}

static enum lci_status
close_node(struct builder *builder)
{
    const struct lci_yaml_node *closed = NULL;

    assert(builder->depth > 0);
    closed = builder->open[--builder->depth];
    return closed->kind == LCI_YAML_MAP ? refuse_repeated_keys(builder, closed) : LCI_OK;
}

static bool
is_quoted(struct fy_event *event)
{
    const enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);

    return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

static enum lci_status
take_event(struct builder *builder, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    struct fy_mark quote;
    uint32_t line = 0;
    uint32_t column = 0;

    mark_place(mark, &line, &column);
    if (event->type == FYET_ALIAS || fy_event_get_anchor_token(event))
        return fail_at(builder->fault, LCI_E_CONFIG, line, column,
                       "anchors (&) and aliases (*) are not used in a configuration; quote a text "
                       "that begins like one");
    if (event->type != FYET_DOCUMENT_START && fy_event_get_tag_token(event))
        return fail_at(
            builder->fault, LCI_E_CONFIG, line, column,
            "tags (!) are not used in a configuration; quote a text that begins like one");
    switch (event->type) {
    case FYET_DOCUMENT_START:
        if (builder->document_count++ > 0)
            return fail_at(builder->fault, LCI_E_CONFIG, line, column,
                           "expected one document, found another one after \"---\"");
        return LCI_OK;
    case FYET_SCALAR:
        if (mark && mark->column > 0 && is_quoted(event)) {
            quote = *mark; /* which is the place behind the quotation mark */
            quote.column--;
            mark = &quote;
        }
        return add_text(builder, event, mark);
    case FYET_SEQUENCE_START:
        return open_node(builder, LCI_YAML_LIST, mark);
    case FYET_MAPPING_START:
        return open_node(builder, LCI_YAML_MAP, mark);
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        return close_node(builder);
    default:
        return LCI_OK;
    }
}

/* The first thing that the library had to say. */
static enum lci_status
fail_by_diagnosis(struct fy_diag *diag, struct lci_yaml_fault *fault)
{
    void *iterator = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &iterator);

    if (!error || !error->msg)
        return fail_at(fault, LCI_E_CONFIG, 0, 0, "this is no YAML");
    return fail_at(fault, LCI_E_CONFIG, error->line > 0 ? (uint32_t)error->line : 0,
                   error->column > 0 ? (uint32_t)error->column : 0, "this is no YAML: %s",
                   error->msg);
}

static enum lci_status
parse(const char *bytes, size_t size, struct builder *builder)
{
    enum lci_status status = LCI_OK;
    struct fy_diag *diag = fy_diag_create(NULL);
    struct fy_parse_cfg settings = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = diag};
    struct fy_parser *parser = NULL;
    struct fy_event *event = NULL;

    if (!diag)
        return fail_nomem(builder->fault);
    fy_diag_set_collect_errors(diag, true);
    parser = fy_parser_create(&settings);
    if (!parser || fy_parser_set_string(parser, bytes, size) != 0) {
        status = fail_nomem(builder->fault);
        goto out;
    }
    while (status == LCI_OK && (event = fy_parser_parse(parser)) != NULL) {
        status = take_event(builder, event);
        fy_parser_event_free(parser, event);
    }
    if (status == LCI_OK && fy_parser_get_stream_error(parser))
        status = fail_by_diagnosis(diag, builder->fault);

out:
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    return status;
}

enum lci_status
lci_yaml_read(const char *path, struct lci_arena *arena, struct lci_yaml_node **root, struct lci_fingerprint *print,
              struct lci_yaml_fault *fault)
{
    enum lci_status status = LCI_OK;
    struct builder builder = {.arena = arena, .fault = fault};
    char *bytes = NULL;
    size_t size = 0;

    *root = NULL;
    *fault = (struct lci_yaml_fault){0};
    status = read_file(path, &bytes, &size, fault);
    *print = lci_fingerprint_bytes(bytes, size);
    if (status == LCI_OK)
        status = check_text(bytes, size, fault);
    if (status == LCI_OK && size > 0)
        status = parse(bytes, size, &builder);
    if (status == LCI_OK)
        *root = builder.root;
    lci_free(bytes);
    return status;
}

const struct lci_yaml_node *
lci_yaml_child(const struct lci_yaml_node *map, const char *key)
{
    const struct lci_yaml_node *child = map->first;

    while (child && strcmp(child->key, key) != 0)
        child = child->next;
    return child;
}
