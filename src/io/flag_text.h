/* flag_text.h - yes or no, as tables say it in Chinese and English. */
#ifndef LCI_IO_FLAG_TEXT_H
#define LCI_IO_FLAG_TEXT_H

enum lci_flag {
    LCI_FLAG_NONE, /* no value */
    LCI_FLAG_NO,
    LCI_FLAG_YES,
    LCI_FLAG_BAD /* neither */
};

/** Words of one field beside the usual ones, folded as lci_text_fold() does; each list ends with NULL. */
struct lci_flag_words {
    const char *const *yes, *const *no;
};

/** Reads yes, y, true, t, 1, on, 是, 有, 对 and their contraries, or one of the words. text: valid UTF-8, or NULL: no value. */
enum lci_flag lci_flag_from_text(const char *text, const struct lci_flag_words *words);

#endif
