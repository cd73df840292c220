/* test_figures.c - which figures of units are hidden. Expected answers by hand; the tree is one tier of three units. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/figures_hide.h"

enum { UNITS = 4, LEVELS = 2, EVERYTHING = UNITS, ALL = UNITS + 1 };

/* Unit 0 is the tier, 1 to 3 lie in it; one category with one limit; households only. */
struct tree {
    struct lci_figures figures;
    struct lci_figure_group group;
    struct lci_figure_unit units[ALL];
    struct lci_figure values[ALL][LCI_FIGURE_WEIGHTS];
    const char *levels[LEVELS];
    uint32_t within[UNITS * LEVELS];
};

static void
make(struct tree *tree, const double covered[3], const double whole[3])
{
    *tree = (struct tree){.group = {.id = "c", .limit_count = 1}, .levels = {"tier", "subdistrict"}};
    tree->figures = (struct lci_figures){.groups = &tree->group,
                                         .group_count = 1,
                                         .figure_count = 1,
                                         .levels = tree->levels,
                                         .level_count = LEVELS,
                                         .units = tree->units,
                                         .unit_count = UNITS,
                                         .below = 5.0};
    for (size_t u = 0; u < ALL; u++) {
        double sums[2] = {0.0, 0.0};

        for (size_t i = 0; i < 3; i++)
            if (u == 0 || u == EVERYTHING || u == i + 1) {
                sums[0] += covered[i];
                sums[1] += whole[i];
            }
        for (size_t w = 0; w < LCI_FIGURE_WEIGHTS; w++) {
            tree->values[u][w].numerator = w == LCI_FIGURE_HOUSEHOLDS ? sums[0] : (double)NAN;
            tree->units[u].whole[w] = w == LCI_FIGURE_HOUSEHOLDS ? sums[1] : (double)NAN;
        }
        tree->units[u].figures = tree->values[u];
        tree->units[u].level = u == EVERYTHING ? LCI_FIGURES_NONE : u > 0;
    }
    for (size_t u = 0; u < UNITS; u++) {
        tree->within[u * LEVELS] = 0;
        tree->within[u * LEVELS + 1] = u == 0 ? LCI_FIGURES_MIXED : (uint32_t)u;
    }
}

/* hidden: of the tier, its three units, everything. */
static void
expect(const struct tree *tree, const char *hidden)
{
    for (size_t u = 0; u < ALL; u++)
        assert_int_equal(tree->values[u][LCI_FIGURE_HOUSEHOLDS].is_hidden, hidden[u] == '*');
}

static void
expect_of(const double covered[3], const double whole[3], const char *hidden)
{
    struct tree tree;

    make(&tree, covered, whole);
    assert_int_equal(lci_figures_hide(&tree.figures, tree.within, NULL), LCI_OK);
    expect(&tree, hidden);
}

static void
test_large_counts_and_zeroes_are_shown(void **state)
{
    (void)state;
    expect_of((double[]){10, 20, 0}, (double[]){100, 200, 300}, ".....");
    expect_of((double[]){100, 0, 5}, (double[]){100, 0, 10}, ".....");
}

/* One small part follows from the whole and the others: the least of those is hidden, too. */
static void
test_a_small_part_takes_the_least_other_with_it(void **state)
{
    (void)state;
    expect_of((double[]){3, 20, 30}, (double[]){100, 200, 300}, ".**..");
    expect_of((double[]){50, 197, 30}, (double[]){100, 200, 300}, "..**.");
}

/* Two small parts hide each other; what is left out counts like what is covered. */
static void
test_two_small_parts_are_enough(void **state)
{
    (void)state;
    expect_of((double[]){3, 98, 30}, (double[]){100, 100, 300}, ".**..");
}

/* Where the others are nothing, one that is nothing is hidden; where there are no others, the whole goes with it. */
static void
test_without_another_part_nothing_or_the_whole_is_hidden(void **state)
{
    (void)state;
    expect_of((double[]){4, 0, 0}, (double[]){100, 200, 300}, "***.*"); /* the sum is small itself */
    expect_of((double[]){97, 0, 0}, (double[]){100, 200, 0}, ".**..");
    expect_of((double[]){97, 0, 0}, (double[]){100, 0, 0}, "**..*");
}

static void
test_a_small_whole_hides_its_share(void **state)
{
    struct tree tree;

    (void)state;
    make(&tree, (double[]){2, 50, 60}, (double[]){4, 100, 200});
    assert_int_equal(lci_figures_hide(&tree.figures, tree.within, NULL), LCI_OK);
    assert_true(tree.units[1].whole_is_hidden[LCI_FIGURE_HOUSEHOLDS]);
    assert_true(tree.units[2].whole_is_hidden[LCI_FIGURE_HOUSEHOLDS]); /* the least other */
    assert_false(tree.units[3].whole_is_hidden[LCI_FIGURE_HOUSEHOLDS]);
    expect(&tree, ".**..");
}

static void
test_nobody_in_no_unit_is_told_by_the_sum(void **state)
{
    struct tree tree;

    (void)state;
    make(&tree, (double[]){10, 20, 30}, (double[]){100, 200, 300});
    /* Three more households, covered, lie in the tier and in none of its units: they are the tier less its units. */
    for (size_t i = 0; i < 2; i++) {
        const size_t u = i == 0 ? 0 : EVERYTHING;

        tree.values[u][LCI_FIGURE_HOUSEHOLDS].numerator += 3;
        tree.units[u].whole[LCI_FIGURE_HOUSEHOLDS] += 3;
    }
    assert_int_equal(lci_figures_hide(&tree.figures, tree.within, NULL), LCI_OK);
    expect(&tree, ".*...");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_large_counts_and_zeroes_are_shown),
        cmocka_unit_test(test_a_small_part_takes_the_least_other_with_it),
        cmocka_unit_test(test_two_small_parts_are_enough),
        cmocka_unit_test(test_without_another_part_nothing_or_the_whole_is_hidden),
        cmocka_unit_test(test_a_small_whole_hides_its_share),
        cmocka_unit_test(test_nobody_in_no_unit_is_told_by_the_sum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
