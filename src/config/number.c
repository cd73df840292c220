/* number.c - decimal numbers without the C library's, which follow the locale. */
#include "config/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MOST_DIGITS = 15, MOST_POWER = 22 };

/* A digit into the mantissa; leading zeroes do not count. False: too many. */
static bool
add_digit(uint64_t *mantissa, int *digit_count, char digit)
{
    if (*mantissa > 0 || digit != '0')
        ++*digit_count;
    *mantissa = *mantissa * 10 + (uint64_t)(digit - '0');
    return *digit_count <= MOST_DIGITS;
}

static bool
is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* Reads "e-3" at *at, or nothing. */
static bool
read_power(const char **at, int *power)
{
    bool negative = false;
    int value = 0;

    if (**at != 'e' && **at != 'E')
        return true;
    ++*at;
    if (**at == '-' || **at == '+')
        negative = *(*at)++ == '-';
    if (!is_digit(**at))
        return false;
    while (is_digit(**at)) {
        value = value * 10 + (*(*at)++ - '0');
        if (value > 99)
            return false;
    }
    *power += negative ? -value : value;
    return true;
}

/* Exact where the mantissa and the power of ten are doubles themselves (Clinger 1990), which the
 * limits above ensure. */
bool
lci_number_read(const char *text, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *at = text;
    const bool negative = *at == '-';
    uint64_t mantissa = 0;
    int digit_count = 0;
    int power = 0;
    bool any = false;
    double size = 0.0;

    if (*at == '-' || *at == '+')
        at++;
    for (; is_digit(*at); at++, any = true)
        if (!add_digit(&mantissa, &digit_count, *at))
            return false;
    if (*at == '.')
        for (at++; is_digit(*at); at++, any = true) {
            if (!add_digit(&mantissa, &digit_count, *at))
                return false;
            power--;
        }
    if (!any || !read_power(&at, &power) || *at != '\0')
        return false;
    if (mantissa == 0)
        power = 0;
    if (power < -MOST_POWER || power > MOST_POWER)
        return false;
    size = power < 0 ? (double)mantissa / powers[-power] : (double)mantissa * powers[power];
    *value = negative ? -size : size;
    return true;
}

void
lci_number_write(double value, char text[LCI_NUMBER_TEXT_SIZE])
{
    const long long thousandths = llround(fabs(value) * 1000.0);
    const char *sign = value < 0.0 && thousandths > 0 ? "-" : "";
    size_t length = 0;

    (void)snprintf(text, LCI_NUMBER_TEXT_SIZE, "%s%lld.%03lld", sign, thousandths / 1000,
                   thousandths % 1000);
    length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    text[length] = '\0';
}
