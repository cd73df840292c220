/* main.c - a program of the build: writes a manual page in the language of scdoc(5), or the completion. */
#include "manual/manual.h"

#include <string.h>

enum { LINE_SIZE = 4096 };

static const char usage[] =
    "lifecircle-manual page NAME en|zh [TEXT]   NAME: lifecircle, or a verb, or a kind of file; TEXT: a file with what no\n"
    "                                           table holds, with a line @keys@ where keys of a kind of file are to stand\n"
    "lifecircle-manual pages                    the names and sections of all pages\n"
    "lifecircle-manual completion               the completion for bash\n";

/* Copies a text; in the place of its line @keys@ come the keys of the kind. False: it cannot be read. */
static bool
copy_text(const char *path, const struct manual_kind *kind, enum language language)
{
    char line[LINE_SIZE];
    FILE *file = path ? fopen(path, "r") : NULL;
    bool good = !path || file;

    while (file && fgets(line, sizeof(line), file)) {
        if (kind && strcmp(line, "@keys@\n") == 0)
            manual_keys(stdout, kind, language);
        else
            (void)fputs(line, stdout);
    }
    good = good && (!file || ferror(file) == 0);
    if (file)
        (void)fclose(file);
    if (path)
        (void)fputc('\n', stdout);
    return good;
}

static bool
write_verb_page(enum verb_id verb, enum language language, const char *text)
{
    const char *summary = verbs[verb].synopses[0].summary.in[language];
    char name[64];
    bool good = true;

    (void)snprintf(name, sizeof(name), "lifecircle%s%s", verb == VERB_NONE ? "" : "-", verbs[verb].name);
    manual_begin(stdout, name, 1, summary, language);
    manual_verb(stdout, verb, language);
    good = copy_text(text, NULL, language);
    manual_end(stdout, name, language);
    return good;
}

static bool
write_kind_page(const struct manual_kind *kind, enum language language, const char *text)
{
    char name[64];
    bool good = true;

    (void)snprintf(name, sizeof(name), "lifecircle-%s", kind->name);
    manual_begin(stdout, name, 5, kind->summary.in[language], language);
    good = copy_text(text, kind, language);
    manual_end(stdout, name, language);
    return good;
}

static bool
write_page(const char *name, enum language language, const char *text)
{
    if (strcmp(name, "lifecircle") == 0)
        return write_verb_page(VERB_NONE, language, text);
    for (int verb = VERB_NONE + 1; verb < VERB_COUNT; verb++)
        if (strcmp(name, verbs[verb].name) == 0)
            return write_verb_page((enum verb_id)verb, language, text);
    for (size_t k = 0; k < MANUAL_KIND_COUNT; k++)
        if (strcmp(name, manual_kinds[k].name) == 0)
            return write_kind_page(&manual_kinds[k], language, text);
    return false;
}

static void
list_pages(void)
{
    for (int verb = VERB_NONE; verb < VERB_COUNT; verb++)
        (void)fprintf(stdout, "lifecircle%s%s.1\n", verb == VERB_NONE ? "" : "-", verbs[verb].name);
    for (size_t k = 0; k < MANUAL_KIND_COUNT; k++)
        (void)fprintf(stdout, "lifecircle-%s.5\n", manual_kinds[k].name);
}

int
main(int argc, char **argv)
{
    bool good = false;

    if (argc >= 4 && strcmp(argv[1], "page") == 0) {
        good = write_page(argv[2], strcmp(argv[3], "zh") == 0 ? CHINESE : ENGLISH, argc > 4 ? argv[4] : NULL);
    } else if (argc == 2 && strcmp(argv[1], "completion") == 0) {
        manual_completion(stdout);
        good = true;
    } else if (argc == 2 && strcmp(argv[1], "pages") == 0) {
        list_pages();
        good = true;
    } else {
        (void)fputs(usage, stderr);
        return 2;
    }
    return good && fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
