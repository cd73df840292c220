/* relink.c - projects of a file that got another name: lci_relink(). */
#include <lifecircle/qgis.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "io/copy_file.h"
#include "io/gpkg_projects.h"
#include "io/gpkg_read.h"
#include "io/publish.h"
#include "qgis/qml_text.h"

static const char BEGIN[] = "<identifier>", END[] = "</identifier>";

struct relink {
    const char *path;
    char *name; /* of the file, as it stands in a project */
    struct lci_relinked found;
};

/* A text with every `from` as `to`; NULL: out of memory. */
static char *
replace(const char *text, const char *from, const char *to, size_t *length)
{
    struct lci_growing_text out = {.bytes = NULL};
    const size_t size = strlen(from);
    const char *at = NULL;

    while ((at = strstr(text, from))) {
        lci_text_add_bytes(&out, text, (size_t)(at - text));
        lci_text_add_bytes(&out, to, strlen(to));
        text = at + size;
    }
    lci_text_add_bytes(&out, text, strlen(text));
    *length = out.length;
    if (!out.failed)
        return out.bytes;
    lci_free(out.bytes);
    return NULL;
}

/* The name before and behind what stands around it; NULL: out of memory. */
static char *
around(const char *before, const char *name, size_t length, const char *behind)
{
    struct lci_growing_text out = {.bytes = NULL};

    lci_text_add(&out, "%s", before);
    lci_text_add_bytes(&out, name, length);
    lci_text_add(&out, "%s", behind);
    if (!out.failed)
        return out.bytes;
    lci_free(out.bytes);
    return NULL;
}

/* Every source begins with "./NAME|layername="; the name stands as identifier once more. */
static enum lci_status
change(void *user, const struct lci_gpkg_project *project, char **text, size_t *length, struct lci_error *err)
{
    struct relink *relink = user;
    const char *begin = strstr(project->text, BEGIN);
    const char *name = begin ? begin + strlen(BEGIN) : NULL;
    const char *end = name ? strstr(name, END) : NULL;
    const size_t size = end ? (size_t)(end - name) : 0;
    char *from[2] = {NULL}, *to[2] = {NULL};
    char *sources = NULL;

    if (size == 0)
        return lci_fail(err, LCI_E_DATA, "%s: project %s: it does not say which file it is of", relink->path, project->name);
    if (size == strlen(relink->name) && memcmp(name, relink->name, size) == 0) {
        relink->found.right_count++;
        return LCI_OK;
    }
    from[0] = around("./", name, size, "|layername=");
    to[0] = around("./", relink->name, strlen(relink->name), "|layername=");
    from[1] = around(BEGIN, name, size, END);
    to[1] = around(BEGIN, relink->name, strlen(relink->name), END);
    if (!relink->found.old_name)
        relink->found.old_name = around("", name, size, "");
    if (from[0] && from[1] && to[0] && to[1] && relink->found.old_name)
        sources = replace(project->text, from[0], to[0], length);
    if (sources)
        *text = replace(sources, from[1], to[1], length);
    relink->found.changed_count++;
    for (size_t i = 0; i < 2; i++) {
        lci_free(from[i]);
        lci_free(to[i]);
    }
    lci_free(sources);
    return *text ? LCI_OK : lci_fail_nomem(err, relink->path);
}

/* A GeoPackage that nobody is writing, with a project in it. */
static enum lci_status
check(const char *path, struct stat *info, struct lci_error *err)
{
    struct lci_gpkg_source *source = NULL;
    char journal[4096];
    enum lci_status status = lci_gpkg_open(path, &source, err);

    if (status == LCI_OK && !lci_gpkg_has_table(source, "qgis_projects"))
        status = lci_fail(err, LCI_E_DATA,
                          "%s: expected a result with a project of lifecircle, found a GeoPackage without any", path);
    lci_gpkg_close(source);
    if (status != LCI_OK)
        return status;
    if (stat(path, info) != 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot read: %s", path, strerror(errno));
    for (size_t i = 0; i < 2; i++) {
        struct stat beside = {0};

        (void)snprintf(journal, sizeof(journal), "%s%s", path, i == 0 ? "-wal" : "-journal");
        if (stat(journal, &beside) == 0 && beside.st_size > 0)
            return lci_fail(err, LCI_E_IO, "%s: another program is writing it (%s): close it there first", path, journal);
    }
    return LCI_OK;
}

static enum lci_status
change_aside(struct relink *relink, const char *staged, mode_t mode, struct lci_error *err)
{
    enum lci_status status = lci_copy_file(relink->path, staged, mode | S_IRUSR | S_IWUSR, err);

    if (status == LCI_OK)
        status = lci_gpkg_change_projects(staged, change, relink, &relink->found.other_count, err);
    if (status == LCI_OK && relink->found.changed_count + relink->found.right_count == 0)
        status = lci_fail(err, LCI_E_DATA, "%s: expected a project of lifecircle, found %zu that another program has saved",
                          relink->path, relink->found.other_count);
    if (status == LCI_OK && chmod(staged, mode) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write: %s", staged, strerror(errno));
    return status;
}

enum lci_status
lci_relink(const char *path, struct lci_relinked *out, struct lci_error *err)
{
    const char *slash = strrchr(path, '/');
    struct lci_growing_text name = {.bytes = NULL};
    struct lci_publication *publication = NULL;
    struct relink relink = {.path = path};
    const char *staged = NULL;
    struct stat info = {0};
    enum lci_status status = check(path, &info, err);

    lci_qml_add_raw(&name, slash ? slash + 1 : path);
    relink.name = name.bytes;
    if (status == LCI_OK && (name.failed || !name.bytes))
        status = lci_fail_nomem(err, path);
    if (status == LCI_OK)
        status = lci_publication_new(&publication, err);
    if (status == LCI_OK)
        status = lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, err);
    if (status == LCI_OK)
        status = change_aside(&relink, staged, info.st_mode & 07777, err);
    if (status == LCI_OK && relink.found.changed_count > 0)
        status = lci_publication_commit(publication, err);
    lci_publication_free(publication);
    lci_free(name.bytes);
    if (out)
        *out = (struct lci_relinked){.changed_count = 0};
    if (status == LCI_OK && out)
        *out = relink.found;
    else
        lci_free(relink.found.old_name);
    return status;
}
