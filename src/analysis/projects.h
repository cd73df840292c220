/* projects.h - the changes that close gaps as a list of projects: each once, those that newly cover most first. */
#ifndef LCI_ANALYSIS_PROJECTS_H
#define LCI_ANALYSIS_PROJECTS_H

#include "analysis/gaps.h"

/** A change that one gap of a category asks for, or several of them. */
struct lci_project {
    uint32_t category;
    uint32_t number;               /* its place among those of its category, from 1 */
    uint32_t gap_first, gap_count; /* of lci_projects.gaps: those it is the change of, by rank */
    bool covers;                   /* false: it serves those who are covered */
    double more[LCI_WEIGHT_FIRST_EXTRA]; /* newly covered by it and those before it in its category, each point once, less those
                                            no longer covered; 0 unless it covers */
};

/** Category by category; gaps are items of the list of their category. */
struct lci_projects {
    struct lci_project *items; /* count */
    size_t count;
    uint32_t *gaps; /* one for each gap with a change; project by project */
};

/**
 * Lists the changes of all gaps of categories, for which flips were kept. First is who newly covers most people (where none are
 * known households, else homes), next who newly covers most of those whom the first does not, and so on; of equal ones the one of
 * the gap with more people. Behind them stand those that do not change coverage, by rank of their gap.
 *
 * Gaps of the whole circle are left out: who is in one lacks a category, and is in a gap of that.
 * access: of any who walks. *out: lci_projects_fini(). Errors: LCI_E_NOMEM. One thread.
 * Cost: of n projects of a category O(n^2), and their points as often as those before have taken some of them.
 */
LCI_MUST_USE enum lci_status lci_projects_build(const struct lci_access_inputs *access, const struct lci_gaps *gaps,
                                                struct lci_projects *out, struct lci_error *err);
void lci_projects_fini(struct lci_projects *projects);

/** The gap of a project that comes first, whose change it is. */
static inline const struct lci_gap *
lci_project_gap(const struct lci_projects *projects, const struct lci_gaps *gaps, const struct lci_project *project)
{
    return &gaps->lists[project->category].items[projects->gaps[project->gap_first]];
}

#endif
