/* number_text.c - shortest decimal text of a double, without asking the locale. */
#include "io/number_text.h"

#include <assert.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DECIMALS = 6 };

static const double PLAIN_MIN = 1e-5;
static const double PLAIN_MAX = 1e15;
/* Below this a value times 10^6 is a whole number that a double holds exactly. */
static const double SCALED_MAX = 9007199254740992.0;

/* Values with at most six decimals: nearly all, because tables are rounded. */
static bool
write_decimals(double value, char text[LCI_NUMBER_TEXT_SIZE])
{
    static const double scales[MAX_DECIMALS + 1] = {1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    const double size = fabs(value);

    for (int decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
        const double scaled = round(size * scales[decimals]);
        uint64_t whole = 0;
        uint64_t scale = 0;

        if (scaled >= SCALED_MAX)
            return false;
        if (scaled / scales[decimals] != size)
            continue;
        whole = (uint64_t)scaled;
        scale = (uint64_t)scales[decimals];
        if (decimals == 0)
            (void)snprintf(text, LCI_NUMBER_TEXT_SIZE, "%s%" PRIu64, value < 0.0 ? "-" : "", whole);
        else
            (void)snprintf(text, LCI_NUMBER_TEXT_SIZE, "%s%" PRIu64 ".%0*" PRIu64,
                           value < 0.0 ? "-" : "", whole / scale, decimals, whole % scale);
        return true;
    }
    return false;
}

void
lci_number_to_text(double value, char text[LCI_NUMBER_TEXT_SIZE])
{
    const double size = fabs(value);
    locale_t plain = (locale_t)0;
    locale_t before = (locale_t)0;

    assert(isfinite(value));
    if (write_decimals(value, text))
        return;
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain)
        before = uselocale(plain);
    for (int digits = 1; digits <= 17; digits++) {
        (void)snprintf(text, LCI_NUMBER_TEXT_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) != value)
            continue;
        if (size >= PLAIN_MIN && size < PLAIN_MAX) {
            const int decimals = digits - 1 - (int)floor(log10(size));

            (void)snprintf(text, LCI_NUMBER_TEXT_SIZE, "%.*f", decimals > 0 ? decimals : 0, value);
        }
        break;
    }
    if (plain) {
        (void)uselocale(before);
        freelocale(plain);
    }
}
