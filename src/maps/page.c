/* page.c - papers, and the scale of a map. */
#include "maps/page.h"

#include <math.h>
#include <string.h>

static const double MM_A_M = 1000.0;

/* Air around what is mapped. */
static const double MARGIN_RATIO = 0.03;

/* A box of one place is drawn with this much around it. */
static const double LEAST_SIDE_M = 200.0;

static const struct {
    const char *name;
    double width_mm, height_mm, grown_ratio;
} papers[] = {{"A4", 297.0, 210.0, 1.0}, {"A3", 420.0, 297.0, 1.25}};

bool
lci_map_page_of(const char *paper, struct lci_map_page *out)
{
    for (size_t i = 0; i < sizeof(papers) / sizeof(papers[0]); i++) {
        const double k = papers[i].grown_ratio;
        const double edge = 9.0 * k, gap = 3.0 * k, title = 17.0 * k, foot = 17.5 * k, panel = 71.0 * k;
        const double width = papers[i].width_mm, height = papers[i].height_mm;

        if (strcmp(papers[i].name, paper) != 0)
            continue;
        *out = (struct lci_map_page){.paper = papers[i].name, .width_mm = width, .height_mm = height, .grown_ratio = k};
        out->title = (struct lci_map_area){edge, edge - 1.0, width - 2.0 * edge, title};
        out->foot = (struct lci_map_area){edge, height - edge + 2.0 - foot, width - 2.0 * edge, foot};
        out->map = (struct lci_map_area){edge, edge + title, width - 2.0 * edge - panel - gap,
                                         out->foot.y_mm - 2.0 * k - edge - title};
        out->panel = (struct lci_map_area){width - edge - panel, out->map.y_mm, panel, out->map.height_mm};
        return true;
    }
    return false;
}

/* The smallest round number that is not below. */
static double
round_up(double denominator)
{
    static const double steps[] = {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0};
    const double power = pow(10.0, floor(log10(denominator)));
    size_t at = 0;

    while (at + 1 < sizeof(steps) / sizeof(steps[0]) && steps[at] * power < denominator * (1.0 - 1e-9))
        at++;
    return steps[at] * power;
}

enum lci_status
lci_map_frame_fit(const struct lci_map_area *area, const struct lci_map_box *box, const struct lci_map_system *system,
                  struct lci_map_frame *out, struct lci_error *err)
{
    const double sides_mm[2] = {area->width_mm, area->height_mm};
    double denominator = 1.0;
    double scale = 1.0;
    enum lci_status status = LCI_OK;

    *out = (struct lci_map_frame){.area = *area};
    for (size_t axis = 0; axis < 2; axis++)
        out->centre_m[axis] = (box->least_m[axis] + box->greatest_m[axis]) / 2.0;
    status = lci_map_system_at(system, out->centre_m, &out->north_rad, &scale, err);
    if (status != LCI_OK)
        return status;
    for (size_t axis = 0; axis < 2; axis++) {
        const double side_m = fmax(box->greatest_m[axis] - box->least_m[axis], LEAST_SIDE_M) * (1.0 + 2.0 * MARGIN_RATIO);

        denominator = fmax(denominator, side_m / scale * MM_A_M / sides_mm[axis]);
    }
    out->scale_denominator = round_up(denominator);
    out->mm_a_map_m = MM_A_M / out->scale_denominator / scale;
    for (size_t axis = 0; axis < 2; axis++) {
        out->box.least_m[axis] = out->centre_m[axis] - sides_mm[axis] / 2.0 / out->mm_a_map_m;
        out->box.greatest_m[axis] = out->centre_m[axis] + sides_mm[axis] / 2.0 / out->mm_a_map_m;
    }
    return LCI_OK;
}
