/* verb_relink.c - lifecircle relink: the projects in a file that got another name. */
#include "cli.h"

static int
relink(const char *path, const struct options *options)
{
    struct lci_relinked found = {0};
    struct lci_error err = {0};
    const enum lci_status status = lci_relink(path, &found, &err);

    if (status != LCI_OK)
        return exit_for(status, &err);
    if (!options->quiet) {
        if (found.changed_count > 0)
            (void)printf(options->chinese ? "%s：%zu 个工程原指向 %s，现指向本文件\n"
                                          : "%s: %zu projects named %s; they name this file now\n",
                         path, found.changed_count, found.old_name);
        else
            (void)printf(options->chinese ? "%s：工程已指向本文件，无需更改\n"
                                          : "%s: its projects name this file; nothing was changed\n",
                         path);
        if (found.other_count > 0)
            (void)printf(options->chinese
                             ? "%s：另有 %zu 个工程由其他程序保存，未更改；可能仍指向原文件，请在 QGIS 中另存\n"
                             : "%s: %zu projects were saved by another program and were left as they are; they may name "
                               "another file: save them anew in QGIS\n",
                         path, found.other_count);
    }
    lci_text_free(found.old_name);
    return finish_output();
}

int
verb_relink(const struct options *options)
{
    int code = EXIT_DONE;

    if (options->rest.count == 0) {
        message(LCI_LOG_ERROR, "expected a result; see lifecircle relink --help");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < options->rest.count && code == EXIT_DONE; i++)
        code = relink(options->rest.items[i], options);
    return code;
}
