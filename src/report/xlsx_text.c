/* xlsx_text.c - how much room a text takes in a cell. */
#include "report/xlsx_text.h"

#include <math.h>
#include <stdbool.h>

#include "base/utf8.h"

/* The next piece that stays together, with the blanks behind it; moves *text on. ends_line: a line ends behind it. */
static double
next_piece(const char **text, double *blank, bool *ends_line)
{
    double width = 0.0;

    *blank = 0.0;
    *ends_line = false;
    while (**text != '\0' && **text != ' ' && **text != '\n') {
        const size_t step = lci_utf8_length(*text);

        if (step >= 3 && width > 0.0)
            return width;
        *text += step > 0 ? step : 1;
        width += step >= 3 ? 2.0 : 1.0;
        if (step >= 3)
            break;
    }
    while (**text == ' ') {
        *blank += 1.0;
        (*text)++;
    }
    if (**text == '\n') {
        *ends_line = true;
        (*text)++;
    }
    return width;
}

double
lci_text_width(const char *text)
{
    double widest = 0.0;
    double width = 0.0;

    while (*text != '\0') {
        const size_t step = lci_utf8_length(text);

        width = *text == '\n' ? 0.0 : width + (step >= 3 ? 2.0 : 1.0);
        widest = fmax(widest, width);
        text += step > 0 ? step : 1;
    }
    return widest;
}

double
lci_text_widest_word(const char *text)
{
    double widest = 0.0;
    double blank = 0.0;
    bool ends_line = false;

    while (*text != '\0')
        widest = fmax(widest, next_piece(&text, &blank, &ends_line));
    return widest;
}

size_t
lci_text_lines(const char *text, double width)
{
    size_t lines = 1;
    double used = 0.0;
    double blank = 0.0;
    bool ends_line = false;

    while (*text != '\0') {
        const double piece = next_piece(&text, &blank, &ends_line);

        if (used > 0.0 && used + piece > width) {
            lines++;
            used = 0.0;
        }
        if (piece > width) /* a word that is longer than the cell is broken all the same */
            lines += (size_t)ceil(piece / width) - 1;
        used += piece + blank;
        if (ends_line) {
            lines++;
            used = 0.0;
        }
    }
    return lines;
}
