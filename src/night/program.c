/* program.c - which program this is, down to the libraries that its results depend on. */
#include "night/program.h"

#include <limits.h>
#include <link.h>
#include <string.h>

#include <lifecircle/run.h>

#include "io/crs.h"
#include "io/input_files.h"

/* Names of files that count, up to their version; "": the program itself. */
static const char *const counted[] = {
    "liblifecircle.so", "libgdal.so",    "libgeos_c.so", "libgeos.so",   "libproj.so",    "libreadosm.so",     "libsqlite3.so",
    "libfyaml.so",      "libxxhash.so",  "libz.so",      "libdeflate.so", "libxlsxwriter.so", "libm.so",
};

static bool
counts(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;

    for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
        if (strncmp(name, counted[i], strlen(counted[i])) == 0)
            return true;
    return name[0] == '\0';
}

static size_t
aligned(size_t size)
{
    return (size + 3) / 4 * 4;
}

/* Adds the build id among the notes of a segment. */
static void
add_notes(struct lci_hasher *hasher, const unsigned char *notes, size_t size)
{
    size_t at = 0;

    while (at + sizeof(ElfW(Nhdr)) <= size) {
        ElfW(Nhdr) header;
        const unsigned char *name = notes + at + sizeof(header);

        memcpy(&header, notes + at, sizeof(header));
        at += sizeof(header) + aligned(header.n_namesz) + aligned(header.n_descsz);
        if (at <= size && header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 && memcmp(name, "GNU", 4) == 0)
            lci_hasher_add(hasher, name + aligned(header.n_namesz), header.n_descsz);
    }
}

/* In the order in which they were loaded, which the program's own file decides. */
static int
add_object(struct dl_phdr_info *info, size_t size, void *user)
{
    struct lci_hasher *hasher = user;
    const char *slash = strrchr(info->dlpi_name, '/');

    (void)size;
    if (!counts(info->dlpi_name))
        return 0;
    lci_hasher_add_text(hasher, slash ? slash + 1 : info->dlpi_name);
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_NOTE)
            add_notes(hasher, (const unsigned char *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr), info->dlpi_phdr[i].p_memsz);
    return 0;
}

/* Systems are data of PROJ, not part of its library. A run without them says so itself. */
static enum lci_status
add_systems(struct lci_hasher *hasher, struct lci_error *err)
{
    char path[PATH_MAX];
    struct lci_fingerprint print = {0};
    enum lci_status status = LCI_OK;
    uint64_t size = 0;

    lci_crs_database(path, sizeof(path));
    if (path[0] != '\0')
        status = lci_input_fingerprint(path, &size, &print, err);
    lci_hasher_add_u64(hasher, print.high);
    lci_hasher_add_u64(hasher, print.low);
    return status;
}

enum lci_status
lci_program_fingerprint(struct lci_fingerprint *out, struct lci_error *err)
{
    struct lci_hasher *hasher = lci_hasher_new();
    enum lci_status status = LCI_OK;

    if (!hasher)
        return lci_fail_nomem(err, "program");
    lci_hasher_add_text(hasher, lci_version());
    lci_hasher_add_text(hasher, lci_versions());
    (void)dl_iterate_phdr(add_object, hasher);
    status = add_systems(hasher, err);
    *out = lci_hasher_end(hasher);
    lci_hasher_free(hasher);
    return status;
}
