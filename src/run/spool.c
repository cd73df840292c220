/* spool.c - an unnamed temporary file of polygons, stretches and pairs. */
#include "run/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

enum { BUFFER_SIZE = 1 << 18, PATH_SIZE = 4096 };

struct lci_spool {
    int fd;
    uint64_t end; /* of the file */
    size_t used;  /* bytes of the buffer that are not in the file yet */
    char *buffer; /* BUFFER_SIZE */
    char *got[LCI_SPOOL_READER_COUNT]; /* blocks handed out */
    size_t capacity[LCI_SPOOL_READER_COUNT];
    char folder[PATH_SIZE];
};

static enum lci_status
fail_spool(const struct lci_spool *spool, struct lci_error *err)
{
    return lci_fail(err, LCI_E_IO, "%s: cannot write a temporary file: %s", spool->folder,
                    strerror(errno));
}

static int
open_unnamed(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    char path[PATH_SIZE + 32];

    if (fd >= 0)
        return fd;
    /* A file system that makes no unnamed files: take the name away at once. */
    (void)snprintf(path, sizeof(path), "%s/lifecircle-XXXXXX", folder);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

enum lci_status
lci_spool_new(struct lci_spool **out, struct lci_error *err)
{
    const char *folder = getenv("TMPDIR");
    struct lci_spool *spool = lci_new(struct lci_spool);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!spool)
        return lci_fail_nomem(err, "temporary file");
    (void)snprintf(spool->folder, sizeof(spool->folder), "%s",
                   folder && folder[0] != '\0' ? folder : P_tmpdir);
    spool->buffer = lci_new_array(char, BUFFER_SIZE);
    spool->fd = open_unnamed(spool->folder);
    if (!spool->buffer)
        status = lci_fail_nomem(err, "temporary file");
    else if (spool->fd < 0)
        status = fail_spool(spool, err);
    if (status == LCI_OK) {
        *out = spool;
        spool = NULL;
    }
    lci_spool_free(spool);
    return status;
}

void
lci_spool_free(struct lci_spool *spool)
{
    if (!spool)
        return;
    if (spool->fd >= 0)
        (void)close(spool->fd);
    lci_free(spool->buffer);
    for (size_t reader = 0; reader < LCI_SPOOL_READER_COUNT; reader++)
        lci_free(spool->got[reader]);
    lci_free(spool);
}

enum lci_status
lci_spool_finish(struct lci_spool *spool, struct lci_error *err)
{
    for (size_t done = 0; done < spool->used;) {
        const ssize_t wrote =
            pwrite(spool->fd, spool->buffer + done, spool->used - done, (off_t)spool->end);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return fail_spool(spool, err);
        done += (size_t)wrote;
        spool->end += (uint64_t)wrote;
    }
    spool->used = 0;
    return LCI_OK;
}

static enum lci_status
put(struct lci_spool *spool, const void *data, size_t size, struct lci_error *err)
{
    const char *bytes = data;

    while (size > 0) {
        const size_t room = BUFFER_SIZE - spool->used;
        const size_t part = size < room ? size : room;

        memcpy(spool->buffer + spool->used, bytes, part);
        spool->used += part;
        bytes += part;
        size -= part;
        if (spool->used == BUFFER_SIZE) {
            const enum lci_status status = lci_spool_finish(spool, err);

            if (status != LCI_OK)
                return status;
        }
    }
    return LCI_OK;
}

/* Reads `size` bytes at `offset` into the reader's block. */
static enum lci_status
get(struct lci_spool *spool, enum lci_spool_reader reader, uint64_t offset, size_t size, struct lci_error *err)
{
    if (spool->used > 0) {
        const enum lci_status status = lci_spool_finish(spool, err);

        if (status != LCI_OK)
            return status;
    }
    if (size > spool->capacity[reader]) {
        char *grown = lci_realloc(spool->got[reader], size, 1);

        if (!grown)
            return lci_fail_nomem(err, "temporary file");
        spool->got[reader] = grown;
        spool->capacity[reader] = size;
    }
    for (size_t done = 0; done < size;) {
        const ssize_t got =
            pread(spool->fd, spool->got[reader] + done, size - done, (off_t)(offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return lci_fail(err, LCI_E_IO, "%s: cannot read the temporary file back: %s",
                            spool->folder, got < 0 ? strerror(errno) : "it is cut off");
        done += (size_t)got;
    }
    return LCI_OK;
}

enum lci_status
lci_spool_put_polygons(struct lci_spool *spool, const struct lci_polygons *polygons,
                       struct lci_spool_item *item, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (polygons->point_count > UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "service area: %zu points", polygons->point_count);
    *item = (struct lci_spool_item){.offset = spool->end + spool->used,
                                    .counts = {(uint32_t)polygons->polygon_count,
                                               (uint32_t)polygons->ring_count,
                                               (uint32_t)polygons->point_count}};
    if (polygons->polygon_count == 0)
        return LCI_OK;
    /* Coordinates first, so that what is read back is aligned. */
    status = put(spool, polygons->xy_m, polygons->point_count * 2 * sizeof(double), err);
    if (status == LCI_OK)
        status =
            put(spool, polygons->point_first, (polygons->ring_count + 1) * sizeof(uint32_t), err);
    if (status == LCI_OK)
        status =
            put(spool, polygons->ring_first, (polygons->polygon_count + 1) * sizeof(uint32_t), err);
    return status;
}

enum lci_status
lci_spool_get_polygons(struct lci_spool *spool, enum lci_spool_reader reader, const struct lci_spool_item *item,
                       struct lci_polygons *out, struct lci_error *err)
{
    const size_t polygons = item->counts[0];
    const size_t rings = item->counts[1];
    const size_t points = item->counts[2];
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    if (polygons == 0)
        return LCI_OK;
    status = get(spool, reader, item->offset,
                 points * 2 * sizeof(double) + (rings + 1 + polygons + 1) * sizeof(uint32_t), err);
    if (status != LCI_OK)
        return status;
    out->polygon_count = polygons;
    out->ring_count = rings;
    out->point_count = points;
    out->xy_m = (double *)(void *)spool->got[reader];
    out->point_first = (uint32_t *)(void *)(spool->got[reader] + points * 2 * sizeof(double));
    out->ring_first = out->point_first + rings + 1;
    return LCI_OK;
}

/* Of arrays of one type; `what` they are called in messages. */
static enum lci_status
put_array(struct lci_spool *spool, const char *what, const void *items, size_t count, size_t size,
          struct lci_spool_item *item, struct lci_error *err)
{
    if (count > UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "%s: %zu", what, count);
    *item = (struct lci_spool_item){.offset = spool->end + spool->used,
                                    .counts = {(uint32_t)count, 0, 0}};
    return put(spool, items, count * size, err);
}

static enum lci_status
get_array(struct lci_spool *spool, enum lci_spool_reader reader, const struct lci_spool_item *item, size_t size, const void **out,
          struct lci_error *err)
{
    const enum lci_status status = get(spool, reader, item->offset, item->counts[0] * size, err);

    *out = status == LCI_OK ? spool->got[reader] : NULL;
    return status;
}

enum lci_status
lci_spool_put_stretches(struct lci_spool *spool, const struct lci_stretch *stretches, size_t count,
                        struct lci_spool_item *item, struct lci_error *err)
{
    return put_array(spool, "reached streets: stretches", stretches, count, sizeof(*stretches), item, err);
}

enum lci_status
lci_spool_get_stretches(struct lci_spool *spool, const struct lci_spool_item *item,
                        const struct lci_stretch **out, struct lci_error *err)
{
    const void *got = NULL;
    const enum lci_status status = get_array(spool, LCI_SPOOL_STREETS, item, sizeof(**out), &got, err);

    *out = got;
    return status;
}

enum lci_status
lci_spool_put_pairs(struct lci_spool *spool, const struct lci_pair *pairs, size_t count,
                    struct lci_spool_item *item, struct lci_error *err)
{
    return put_array(spool, "pairs of facility and home", pairs, count, sizeof(*pairs), item, err);
}

enum lci_status
lci_spool_get_pairs(struct lci_spool *spool, const struct lci_spool_item *item,
                    const struct lci_pair **out, struct lci_error *err)
{
    const void *got = NULL;
    const enum lci_status status = get_array(spool, LCI_SPOOL_PAIRS, item, sizeof(**out), &got, err);

    *out = got;
    return status;
}
