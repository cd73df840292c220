/* xlsx_shades.c - how shares and verdicts look in tables. */
#include "report/xlsx_shades.h"

#include <assert.h>

static const double PERCENT = 100.0;
static const double HALF_A_STEP = 0.005; /* shares in tables have two decimals */

static uint32_t
digit(char of)
{
    return (uint32_t)(of <= '9' ? of - '0' : of - 'a' + 10);
}

/* Half of a colour "#rrggbb", half white. */
static uint32_t
lighten(const char *colour)
{
    uint32_t light = 0;

    for (size_t i = 1; i < 7; i += 2)
        light = light << 8U | (digit(colour[i]) * 16 + digit(colour[i + 1]) + 255) / 2;
    return light;
}

const char *
lci_shade_word(const struct lci_legend_class *verdict, bool english)
{
    return english ? verdict->value : verdict->zh;
}

size_t
lci_shades(enum lci_sheet_format format, bool english, struct lci_shade out[LCI_SHADE_MAX])
{
    const bool of_shares = format == LCI_SHEET_SHARE;
    const struct lci_legend *legend = lci_legend_find(of_shares ? "share" : "pass");
    size_t count = 0;

    if (!of_shares && format != LCI_SHEET_VERDICT)
        return 0;
    assert(legend->class_count <= LCI_SHADE_MAX);
    for (size_t c = 0; c < legend->class_count; c++) {
        const struct lci_legend_class *class = &legend->classes[c];
        const bool is_last = c + 1 == legend->class_count;

        if (!of_shares && !class->value)
            continue;
        out[count++] = (struct lci_shade){
            .word = of_shares ? lci_legend_label(class, english) : lci_shade_word(class, english),
            .least_percent = class->from * PERCENT,
            .most_percent = is_last ? PERCENT : legend->classes[c + 1].from * PERCENT - HALF_A_STEP,
            .fill = lighten(class->fill),
            .is_bold = class->hatch != LCI_HATCH_NONE,
        };
    }
    return count;
}
