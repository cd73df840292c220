/* cli.h - what the files of the command share: options, messages, exit codes. */
#ifndef LCI_CLI_CLI_H
#define LCI_CLI_CLI_H

#include <lifecircle/lifecircle.h>

#include "usage.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_QUALITY = 3, /* done, but the quality log holds errors, with --strict */
    EXIT_LOCKED = 4,  /* another run is at work on the same results */
    EXIT_ALARM = 5,   /* nothing was published: somebody has to look at the figures first */
    EXIT_HUNG_UP = 129, /* by a signal: 128 and its number */
    EXIT_INTERRUPTED = 130,
    EXIT_TERMINATED = 143
};

enum { MAX_PATHS = 64 };

/** Paths given to an option that may be repeated. */
struct path_list {
    const char *items[MAX_PATHS];
    size_t count;
};

struct options {
    struct path_list roads, facilities, homes, rest;
    const char *output;     /* NULL: not given */
    const char *profile;    /* NULL: not given */
    const char *csv;        /* NULL: not given */
    const char *old_config, *new_config; /* NULL: not given */
    const char *unit, *category, *definition; /* of a history; NULL: not given */
    double minutes, meters; /* 0: not given */
    unsigned threads;       /* 0: as many as the machine has */
    bool progress, quiet, verbose, json_log, json, chinese, english, dry_run, strict, all, full, accept, state, print_schema;
    bool large_paper, help, version;
};

/** Reads the options after the verb, argv[0]. False: a message was printed; EXIT_USAGE. */
bool options_read(enum verb_id verb, int argc, char **argv, struct options *out);

int verb_run(const struct options *options);
int verb_check(const struct options *options);
int verb_diff(const struct options *options);
int verb_report(const struct options *options);
int verb_relink(const struct options *options);
int verb_inspect(const struct options *options);
int verb_schema(const struct options *options);
int verb_rerun(const struct options *options);
int verb_verify(const struct options *options);
int verb_status(const struct options *options);
int verb_history(const struct options *options);
int verb_maps(const struct options *options);

/** Loads the one configuration of a verb. Answers EXIT_DONE and fills *config, or has printed why not. */
int load_configuration(const struct options *options, struct lci_config **config);

/** Prints the JSON Schema of a kind of file: config, standard or profile. Answers an exit code. */
int print_schema(const char *kind, const struct options *options);

/** Whether a command line asks for messages as JSON, be it right or wrong otherwise: its faults are told in that form, too. */
bool options_want_json_log(int argc, char **argv);

/** From here on messages are JSON, or text. */
void messages_format(bool as_json);

/** Prepares messages and progress on standard error; options must live on. */
void messages_start(const struct options *options);

/** The last message of a command, where they are JSON: how it ended. Answers `code`. */
int messages_code(int code);

/** Takes an unfinished progress line away. */
void messages_end(void);

/** A message from the command itself. */
void message(enum lci_log_level level, const char *format, ...) LCI_PRINTF(2, 3);

/** What is wrong with the command line; the text form says whose it is. Answers EXIT_USAGE. */
int message_usage(const char *text);

/** Callbacks of struct lci_context. */
void message_stage(void *user, const char *stage, const char *profile);
void message_stages(void *user, size_t done, size_t count);
void message_night(void *user, uint64_t night);
void message_log(void *user, enum lci_log_level level, const char *text);
void message_progress(void *user, const char *stage, double done_ratio);

/** Before any file is opened: standard streams that are closed fail when they are used, and no file gets their numbers. */
void streams_start(void);

/** Makes SIGHUP, SIGINT and SIGTERM stop the run, unless they are ignored; writing to a closed pipe or beyond a limit becomes an
 * error instead of a signal. */
void signals_start(void);
bool signals_cancelled(void *user);

/** Exit code for a failed call: of a signal if one came, of usage, or of failure. Prints the
 * message. */
int exit_for(enum lci_status status, const struct lci_error *err);

/** EXIT_DONE, or EXIT_FAILED if standard output could not be written. */
int finish_output(void);

/** Writes a summary as --json, --lang and --quiet ask for it, and ends as finish_output() does. */
int finish_summary(const struct options *options, const char *json, const char *text, const char *text_zh);

#endif
