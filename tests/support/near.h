/* near.h - doubles that should be equal but for rounding. Include it after cmocka. */
#ifndef LCI_TESTS_NEAR_H
#define LCI_TESTS_NEAR_H

#include <math.h>

#define assert_near(found, expected, tolerance)                                                    \
    do {                                                                                           \
        const double found_number = (found);                                                       \
        const double expected_number = (expected);                                                 \
        if (!(fabs(found_number - expected_number) <= (tolerance)))                                \
            fail_msg("%s is %.12g, not %.12g", #found, found_number, expected_number);             \
    } while (0)

#endif
