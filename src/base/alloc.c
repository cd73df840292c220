/* alloc.c - checked allocation, arenas and the failure counter of the tests. */
#include "base/alloc.h"

#include <stdalign.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { ARENA_BLOCK_SIZE = 1 << 18, SMALL_PAGE = 1 << 12, LARGE_BLOCK = 1 << 21 };

struct lci_arena_block {
    struct lci_arena_block *before;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

/* Only tests set this, and they allocate from one thread while it is set. */
static uint64_t fail_countdown;

static bool
must_fail(void)
{
    return fail_countdown > 0 && --fail_countdown == 0;
}

void
lci_alloc_fail_at(uint64_t n)
{
    fail_countdown = n;
}

/*
 * Asks for large pages inside a large block: the system takes longer to give a page of 4 KiB than we to fill it. A wish only:
 * where it is not granted nothing changes.
 */
static void *
with_large_pages(void *block, size_t count, size_t size)
{
    const uintptr_t begin = ((uintptr_t)block + SMALL_PAGE - 1) / SMALL_PAGE * SMALL_PAGE;
    const uintptr_t end = ((uintptr_t)block + count * size) / SMALL_PAGE * SMALL_PAGE;

    if (block && count * size >= LARGE_BLOCK)
        (void)madvise((void *)begin, end - begin, MADV_HUGEPAGE);
    return block;
}

void *
lci_alloc(size_t count, size_t size)
{
    if (must_fail() || (size > 0 && count > SIZE_MAX / size))
        return NULL;
    return with_large_pages(calloc(count > 0 ? count : 1, size > 0 ? size : 1), count, size);
}

void *
lci_realloc(void *block, size_t count, size_t size)
{
    if (must_fail())
        return NULL;
    return with_large_pages(reallocarray(block, count > 0 ? count : 1, size > 0 ? size : 1), count, size);
}

void
lci_free(void *block)
{
    free(block);
}

bool
lci_resize_sized(void *block, size_t count, size_t size)
{
    void *old = NULL;
    void *grown = NULL;

    memcpy(&old, block, sizeof(old));
    grown = lci_realloc(old, count, size);
    if (grown)
        memcpy(block, &grown, sizeof(grown));
    return grown != NULL;
}

bool
lci_reserve_sized(void *block, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity < 16 ? 16 : *capacity;

    if (count <= *capacity)
        return true;
    while (wanted < count) {
        if (wanted > SIZE_MAX / 2)
            return false;
        wanted *= 2;
    }
    if (!lci_resize_sized(block, wanted, size))
        return false;
    *capacity = wanted;
    return true;
}

bool
lci_grow_sized(void *block, size_t count, size_t *capacity, size_t size)
{
    return lci_reserve_sized(block, count + 1, capacity, size);
}

void *
lci_arena_alloc(struct lci_arena *arena, size_t count, size_t size)
{
    const size_t step = alignof(max_align_t);
    struct lci_arena_block *block = arena->last;
    size_t wanted = 0;
    void *place = NULL;

    if (size > 0 && count > (SIZE_MAX / 2) / size)
        return NULL;
    wanted = (count * size + step - 1) / step * step;
    if (!block || block->size - block->used < wanted) {
        const size_t room = wanted > ARENA_BLOCK_SIZE ? wanted : ARENA_BLOCK_SIZE;

        block = lci_alloc(1, sizeof(*block) + room);
        if (!block)
            return NULL;
        block->size = room;
        block->before = arena->last;
        arena->last = block;
    }
    place = block->bytes + block->used;
    block->used += wanted;
    return place;
}

char *
lci_arena_text(struct lci_arena *arena, const char *text, size_t length)
{
    char *copy = lci_arena_alloc(arena, length + 1, 1);

    if (copy && length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *
lci_arena_print(struct lci_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    char *text = NULL;
    int length = 0;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0)
        text = lci_arena_alloc(arena, (size_t)length + 1, 1);
    if (text)
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *
lci_arena_path(struct lci_arena *arena, const char *folder, const char *name)
{
    const size_t length = strlen(folder);
    const size_t name_length = strlen(name);
    const size_t slash = length > 0 && folder[length - 1] != '/' ? 1 : 0;
    char *path = lci_arena_alloc(arena, length + slash + name_length + 1, 1);

    if (!path)
        return NULL;
    memcpy(path, folder, length);
    if (slash > 0)
        path[length] = '/';
    memcpy(path + length + slash, name, name_length);
    return path;
}

void
lci_arena_fini(struct lci_arena *arena)
{
    while (arena->last) {
        struct lci_arena_block *before = arena->last->before;

        lci_free(arena->last);
        arena->last = before;
    }
}
