/* signals.c - being asked to stop, and what to say when a call failed. */
#include "cli.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t caught;

static void
note_signal(int number)
{
    caught = number;
}

void
signals_start(void)
{
    struct sigaction stop;

    memset(&stop, 0, sizeof(stop));
    stop.sa_handler = note_signal;
    stop.sa_flags = SA_RESTART | (int)SA_RESETHAND; /* the second one kills */
    (void)sigemptyset(&stop.sa_mask);
    (void)sigaction(SIGINT, &stop, NULL);
    (void)sigaction(SIGTERM, &stop, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
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
    if (status == LCI_E_CANCELLED && caught == SIGTERM)
        return EXIT_TERMINATED;
    if (status == LCI_E_CANCELLED && caught == SIGINT)
        return EXIT_INTERRUPTED;
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
