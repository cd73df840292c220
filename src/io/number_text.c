/* number_text.c - decimal texts of a double, without asking the locale. */
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

enum { MAX_DECIMALS = 6, GROUP_DIGITS = 3 };

static const double PLAIN_MIN = 1e-5;
static const double PLAIN_MAX = 1e15;
/* Below this a value times 10^6 is a whole number that a double holds exactly. */
static const double SCALED_MAX = 9007199254740992.0;
static const double READ_MAX = 1e14; /* with four decimals still a 64 bit whole number */

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

void
lci_number_to_read(double value, unsigned decimals, bool grouped, char text[LCI_NUMBER_TEXT_SIZE])
{
    static const uint64_t scales[LCI_NUMBER_DECIMALS_MAX + 1] = {1, 10, 100, 1000, 10000};
    const uint64_t scale = scales[decimals];
    char digits[LCI_NUMBER_TEXT_SIZE];
    uint64_t whole = 0;
    size_t length = 0;
    size_t used = 0;

    if (!isfinite(value) || fabs(value) > READ_MAX) {
        (void)snprintf(text, LCI_NUMBER_TEXT_SIZE, "–");
        return;
    }
    whole = (uint64_t)llround(fabs(value) * (double)scale);
    length = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, whole / scale);
    if (value < 0.0 && whole > 0)
        text[used++] = '-';
    for (size_t i = 0; i < length; i++) {
        if (grouped && i > 0 && (length - i) % GROUP_DIGITS == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    if (decimals > 0)
        (void)snprintf(text + used, LCI_NUMBER_TEXT_SIZE - used, ".%0*" PRIu64, (int)decimals, whole % scale);
}

void
lci_number_to_short(double value, unsigned decimals, char text[LCI_NUMBER_TEXT_SIZE])
{
    size_t length = 0;

    lci_number_to_read(value, decimals, false, text);
    if (!strchr(text, '.'))
        return;
    length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    text[length] = '\0';
}
