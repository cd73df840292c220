/* signals.c - being asked to stop, and what to say when a call failed. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { SIGNAL_EXIT = 128 }; /* and the number of the signal, as shells have it */

static volatile sig_atomic_t caught;

static void
note_signal(int number)
{
    caught = number;
}

/* One that is ignored stays so: nohup asks for that, and shells do for what they start in the background. */
static void
catch_signal(int number)
{
    struct sigaction stop;
    struct sigaction before;

    memset(&stop, 0, sizeof(stop));
    stop.sa_handler = note_signal;
    stop.sa_flags = SA_RESTART | (int)SA_RESETHAND; /* the second one kills */
    (void)sigemptyset(&stop.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(number, &stop, NULL);
}

void
signals_start(void)
{
    catch_signal(SIGHUP);
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
}

void
streams_start(void)
{
    /* Closed ones are opened the wrong way round, so that using them fails; else the first results would get their numbers. */
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

bool
signals_cancelled(void *user)
{
    (void)user;
    return caught != 0;
}

int
exit_for(enum lci_status status, const struct lci_error *err)
{
    message(LCI_LOG_ERROR, "%s", err->message);
    if (status == LCI_E_CANCELLED && caught != 0)
        return SIGNAL_EXIT + (int)caught;
    if (status == LCI_E_LOCKED)
        return EXIT_LOCKED;
    if (status == LCI_E_ALARM)
        return EXIT_ALARM;
    return status == LCI_E_CONFIG || status == LCI_E_ARG ? EXIT_USAGE : EXIT_FAILED;
}

int
finish_output(void)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return EXIT_DONE;
    message(LCI_LOG_ERROR, "standard output: cannot write");
    return EXIT_FAILED;
}

int
finish_summary(const struct options *options, const char *json, const char *text, const char *text_zh)
{
    messages_end();
    if (options->json)
        (void)printf("%s\n", json);
    else if (!options->quiet)
        (void)fputs(options->chinese ? text_zh : text, stdout);
    return finish_output();
}
