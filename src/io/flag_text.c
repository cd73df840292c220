/* flag_text.c - yes or no in words. */
#include "io/flag_text.h"

#include <stdbool.h>
#include <string.h>

#include "io/text.h"

enum { FOLDED_SIZE = 64 };

static const char *const usual_yes[] = {"yes", "y", "true", "t", "1", "on", "是", "有", "对", "真", NULL};
static const char *const usual_no[] = {"no", "n", "false", "f", "0", "off", "否", "无", "不", "不是", "没有", "假", NULL};

static bool
is_one_of(const char *folded, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(*words, folded) == 0)
            return true;
    return false;
}

enum lci_flag
lci_flag_from_text(const char *text, const struct lci_flag_words *words)
{
    char folded[FOLDED_SIZE];

    if (!text)
        return LCI_FLAG_NONE;
    lci_text_fold(text, folded, sizeof(folded));
    if (!folded[0])
        return LCI_FLAG_NONE;
    if (is_one_of(folded, usual_yes) || is_one_of(folded, words->yes))
        return LCI_FLAG_YES;
    return is_one_of(folded, usual_no) || is_one_of(folded, words->no) ? LCI_FLAG_NO : LCI_FLAG_BAD;
}
