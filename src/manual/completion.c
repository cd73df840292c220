/* completion.c - what bash completes: verbs, their options, words and files. */
#include "manual/manual.h"

#include <string.h>

static const char head[] =
    "# bash completion of lifecircle, made from the table of its options.\n"
    "\n"
    "_lifecircle_words()\n"
    "{\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$2\")\n"
    "}\n"
    "\n"
    "# Files that match a pattern, and folders.\n"
    "_lifecircle_files()\n"
    "{\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -f -X \"!$1\" -- \"$2\"; compgen -d -- \"$2\")\n"
    "    mapfile -t COMPREPLY < <(printf '%s\\n' \"${COMPREPLY[@]}\" | sort -u)\n"
    "    [[ -n ${COMPREPLY[0]} ]] || COMPREPLY=()\n"
    "}\n"
    "\n"
    "_lifecircle()\n"
    "{\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]} options=\n"
    "\n"
    "    COMPREPLY=()\n"
    "    # --option=value comes in three words.\n"
    "    if [[ $current == = ]]; then\n"
    "        current=\n"
    "    elif [[ $before == = ]]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    if ((COMP_CWORD == 1)); then\n"
    "        verb=\n"
    "    fi\n";

static const char tail[] =
    "}\n"
    "complete -F _lifecircle lifecircle\n";

/* "--output -o " of all options of the verb, each once. */
static void
write_options(FILE *to, enum verb_id verb)
{
    const char *space = "";

    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];

        if (!option_is_of(row, verb))
            continue;
        (void)fprintf(to, "%s--%s", space, row->name);
        if (row->letter)
            (void)fprintf(to, " -%c", row->letter);
        space = " ";
    }
}

/* What stands behind an option: "    run:--output | run:-o) _lifecircle_files ...". */
static void
write_value(FILE *to, const struct option_row *row)
{
    const char *bar = "";

    if (row->kind == OPTION_FLAG)
        return;
    (void)fputs("    ", to);
    for (int verb = VERB_NONE; verb < VERB_COUNT; verb++) {
        if (!option_is_of(row, (enum verb_id)verb))
            continue;
        (void)fprintf(to, "%s%s:--%s", bar, verbs[verb].name, row->name);
        if (row->letter)
            (void)fprintf(to, " | %s:-%c", verbs[verb].name, row->letter);
        bar = " | ";
    }
    if (row->words[0])
        (void)fprintf(to, ") _lifecircle_words '%s %s' \"$current\"; return ;;\n", row->words[0], row->words[1]);
    else if (row->kind == OPTION_FILE || row->kind == OPTION_FILES)
        (void)fputs(") _lifecircle_files '*' \"$current\"; return ;;\n", to);
    else if (row->kind == OPTION_FOLDER)
        (void)fputs(") _lifecircle_files '' \"$current\"; return ;;\n", to);
    else
        (void)fputs(") return ;;\n", to);
}

/* What a verb is called with. */
static void
write_operands(FILE *to, const struct verb *verb)
{
    (void)fprintf(to, "    %s) ", verb->name);
    if (verb->words) {
        (void)fputs("_lifecircle_words '", to);
        for (size_t w = 0; verb->words[w]; w++)
            (void)fprintf(to, "%s%s", w > 0 ? " " : "", verb->words[w]);
        (void)fputs("' \"$current\" ;;\n", to);
    } else {
        (void)fprintf(to, "_lifecircle_files '*%s' \"$current\" ;;\n", verb->suffix ? verb->suffix : "");
    }
}

void
manual_completion(FILE *to)
{
    (void)fputs(head, to);
    (void)fputs("    case $verb:$before in\n", to);
    for (size_t i = 0; i < option_row_count; i++)
        write_value(to, &option_rows[i]);
    (void)fputs("    esac\n    if [[ $current == -* ]]; then\n        case $verb in\n", to);
    for (int verb = VERB_NONE; verb < VERB_COUNT; verb++) {
        (void)fprintf(to, "        %s) options='", verb == VERB_NONE ? "''" : verbs[verb].name);
        write_options(to, (enum verb_id)verb);
        (void)fputs("' ;;\n", to);
    }
    (void)fputs("        esac\n        _lifecircle_words \"$options\" \"$current\"\n        return\n    fi\n", to);
    (void)fputs("    case $verb in\n    '' | help) ((COMP_CWORD > 2)) || _lifecircle_words '", to);
    for (int verb = VERB_NONE + 1; verb < VERB_COUNT; verb++)
        (void)fprintf(to, "%s ", verbs[verb].name);
    (void)fputs("help' \"$current\" ;;\n", to);
    for (int verb = VERB_NONE + 1; verb < VERB_COUNT; verb++)
        write_operands(to, &verbs[verb]);
    (void)fputs("    esac\n", to);
    (void)fputs(tail, to);
}
