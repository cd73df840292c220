/* fingerprint.c - the one door to xxHash. */
#include "base/fingerprint.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <xxhash.h>

#include "base/alloc.h"

struct lci_hasher {
    XXH3_state_t *state;
};

struct lci_hasher *
lci_hasher_new(void)
{
    struct lci_hasher *hasher = lci_new(struct lci_hasher);

    if (!hasher)
        return NULL;
    hasher->state = XXH3_createState();
    if (!hasher->state) {
        lci_free(hasher);
        return NULL;
    }
    lci_hasher_reset(hasher);
    return hasher;
}

void
lci_hasher_free(struct lci_hasher *hasher)
{
    if (!hasher)
        return;
    (void)XXH3_freeState(hasher->state);
    lci_free(hasher);
}

void
lci_hasher_reset(struct lci_hasher *hasher)
{
    (void)XXH3_128bits_reset(hasher->state);
}

void
lci_hasher_add(struct lci_hasher *hasher, const void *bytes, size_t size)
{
    if (size > 0)
        (void)XXH3_128bits_update(hasher->state, bytes, size);
}

void
lci_hasher_add_u64(struct lci_hasher *hasher, uint64_t value)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    lci_hasher_add(hasher, bytes, sizeof(bytes));
}

void
lci_hasher_add_u32(struct lci_hasher *hasher, uint32_t value)
{
    unsigned char bytes[4];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    lci_hasher_add(hasher, bytes, sizeof(bytes));
}

void
lci_hasher_add_double(struct lci_hasher *hasher, double value)
{
    uint64_t bits = 0;

    if (isnan(value))
        bits = UINT64_C(0x7FF8000000000000);
    else if (value != 0.0)
        memcpy(&bits, &value, sizeof(bits));
    lci_hasher_add_u64(hasher, bits);
}

void
lci_hasher_add_text(struct lci_hasher *hasher, const char *text)
{
    const size_t length = text ? strlen(text) : 0;

    lci_hasher_add_u64(hasher, text ? (uint64_t)length : UINT64_MAX);
    lci_hasher_add(hasher, text, length);
}

void
lci_hasher_add_fingerprint(struct lci_hasher *hasher, struct lci_fingerprint value)
{
    lci_hasher_add_u64(hasher, value.high);
    lci_hasher_add_u64(hasher, value.low);
}

static struct lci_fingerprint
of_hash(XXH128_hash_t hash)
{
    return (struct lci_fingerprint){.high = hash.high64, .low = hash.low64};
}

struct lci_fingerprint
lci_hasher_end(const struct lci_hasher *hasher)
{
    return of_hash(XXH3_128bits_digest(hasher->state));
}

struct lci_fingerprint
lci_fingerprint_bytes(const void *bytes, size_t size)
{
    return of_hash(XXH3_128bits(bytes, size));
}

bool
lci_fingerprint_equal(struct lci_fingerprint a, struct lci_fingerprint b)
{
    return a.high == b.high && a.low == b.low;
}

void
lci_fingerprint_text(struct lci_fingerprint value, char text[LCI_FINGERPRINT_TEXT_SIZE])
{
    (void)snprintf(text, LCI_FINGERPRINT_TEXT_SIZE, "%016" PRIx64 "%016" PRIx64, value.high, value.low);
}

bool
lci_fingerprint_from_text(const char *text, struct lci_fingerprint *out)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t halves[2] = {0, 0};

    for (size_t i = 0; i < LCI_FINGERPRINT_TEXT_SIZE - 1; i++) {
        const char *digit = text[i] != '\0' ? strchr(digits, text[i]) : NULL;

        if (!digit)
            return false;
        halves[i / 16] = halves[i / 16] << 4 | (uint64_t)(digit - digits);
    }
    *out = (struct lci_fingerprint){.high = halves[0], .low = halves[1]};
    return text[LCI_FINGERPRINT_TEXT_SIZE - 1] == '\0';
}
