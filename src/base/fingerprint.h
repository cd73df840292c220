/* fingerprint.h - 128 bits that stand for bytes: of inputs, and of what a value was computed from. */
#ifndef LCI_BASE_FINGERPRINT_H
#define LCI_BASE_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * XXH3, 128 bits (xxHash 0.8). It tells contents apart, with a chance of two equal ones among n of n^2 / 2^129; it is no protection
 * from forgery. The same on every machine.
 */
struct lci_fingerprint {
    uint64_t high, low;
};

/** Fingerprints bytes that come in parts. One thread at a time. */
struct lci_hasher;

/** NULL: out of memory. */
struct lci_hasher *lci_hasher_new(void);
void lci_hasher_free(struct lci_hasher *hasher);

/** Forgets what was added. */
void lci_hasher_reset(struct lci_hasher *hasher);

/** Bytes as they lie in memory: structs with padding must not be added whole. size bytes at `bytes`, which may be NULL if
 * size is 0. */
void lci_hasher_add(struct lci_hasher *hasher, const void *bytes, size_t size);

/** Its length and its bytes, so that "ab" and "c" differ from "a" and "bc"; NULL differs from "". */
void lci_hasher_add_text(struct lci_hasher *hasher, const char *text);
void lci_hasher_add_u32(struct lci_hasher *hasher, uint32_t value);
void lci_hasher_add_u64(struct lci_hasher *hasher, uint64_t value);

/** By its bits, but that -0.0 counts as 0.0 and every NAN as one. */
void lci_hasher_add_double(struct lci_hasher *hasher, double value);
void lci_hasher_add_fingerprint(struct lci_hasher *hasher, struct lci_fingerprint value);

/** Of all that was added so far; more may be added after it. */
struct lci_fingerprint lci_hasher_end(const struct lci_hasher *hasher);

struct lci_fingerprint lci_fingerprint_bytes(const void *bytes, size_t size);
bool lci_fingerprint_equal(struct lci_fingerprint a, struct lci_fingerprint b);

enum { LCI_FINGERPRINT_TEXT_SIZE = 33 };

/** 32 small hexadecimal digits, the high half first, as xxhsum -H2 prints them. */
void lci_fingerprint_text(struct lci_fingerprint value, char text[LCI_FINGERPRINT_TEXT_SIZE]);

/** False: `text` is not what lci_fingerprint_text() writes. */
bool lci_fingerprint_from_text(const char *text, struct lci_fingerprint *out);

#endif
