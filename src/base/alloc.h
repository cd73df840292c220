/* alloc.h - all memory of the program: checked sizes, arenas, and a way for tests to make it fail. */
#ifndef LCI_BASE_ALLOC_H
#define LCI_BASE_ALLOC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/error.h>

/** `count` zeroed elements of `size` bytes, or NULL (also when the product overflows). */
void *lci_alloc(size_t count, size_t size);

/** As realloc() of `count` elements; on failure the old block stays valid. New bytes are not zeroed. */
void *lci_realloc(void *block, size_t count, size_t size);

/** Releases a block of the two calls above; NULL is fine. */
void lci_free(void *block);

#define lci_new(type) ((type *)lci_alloc(1, sizeof(type)))
#define lci_new_array(type, count) ((type *)lci_alloc((count), sizeof(type)))

/**
 * As realloc() of *block to `count` elements; block: address of the pointer. New bytes are not zeroed.
 * False: out of memory, nothing changed.
 */
bool lci_resize_sized(void *block, size_t count, size_t size);
#define lci_resize(block, count) lci_resize_sized((block), (count), sizeof(**(block)))

/** Has room for `count` elements in *block, doubling *capacity as often as need be. False: out of memory, nothing changed. */
bool lci_reserve_sized(void *block, size_t count, size_t *capacity, size_t size);
#define lci_reserve(block, count, capacity) lci_reserve_sized((block), (count), (capacity), sizeof(**(block)))

/**
 * Makes room for one more element at (*block)[count], doubling the capacity.
 * block: address of the pointer; count, *capacity: elements. False: out of memory, nothing changed.
 */
bool lci_grow_sized(void *block, size_t count, size_t *capacity, size_t size);
#define lci_grow(block, count, capacity) lci_grow_sized((block), (count), (capacity), sizeof(**(block)))

/** Makes the n-th allocation from now on fail once (1 is the next); 0 turns this off. For tests, one thread. */
void lci_alloc_fail_at(uint64_t n);

/**
 * Memory that is released together: for what lives as long as one run.
 * Threads: one thread at a time.
 */
struct lci_arena {
    struct lci_arena_block *last;
};

/** `size` zeroed bytes aligned for any type, or NULL. They live until lci_arena_fini(). */
void *lci_arena_alloc(struct lci_arena *arena, size_t count, size_t size);

/** A copy of `length` bytes of text with a zero byte after them, or NULL. */
char *lci_arena_text(struct lci_arena *arena, const char *text, size_t length);

/** What vprintf() would print of the arguments, which are used up, or NULL. */
char *lci_arena_print(struct lci_arena *arena, const char *format, va_list arguments) LCI_PRINTF(2, 0);

/** "folder/name", or NULL. No slash is added behind one, and none behind "", which is the working directory. */
char *lci_arena_path(struct lci_arena *arena, const char *folder, const char *name);

/** Releases all blocks; the arena may be used again. An arena of zeroes is an empty one. */
void lci_arena_fini(struct lci_arena *arena);

#endif
