/* error.h - how every call of lifecircle says whether it worked. */
#ifndef LIFECIRCLE_ERROR_H
#define LIFECIRCLE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define LCI_API __attribute__((visibility("default")))
#define LCI_MUST_USE __attribute__((warn_unused_result))
#define LCI_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define LCI_API
#define LCI_MUST_USE
#define LCI_PRINTF(text, first)
#endif

/** What a call answers. Wrong data is a status; wrong code is an assert. */
enum lci_status {
    LCI_OK = 0,
    LCI_E_NOMEM,     /* memory could not be had */
    LCI_E_ARG,       /* an argument outside what the call documents */
    LCI_E_LIMIT,     /* more of something than 32-bit ids can count */
    LCI_E_IO,        /* a file could not be read, written, synced or renamed */
    LCI_E_DATA,      /* a source that cannot be used: format, coordinates, nothing in it */
    LCI_E_CONFIG,    /* a configuration or command line that cannot be used */
    LCI_E_CANCELLED, /* the caller asked to stop */
    LCI_E_LOCKED,    /* another run is at work on the same results */
    LCI_E_ALARM,     /* the figures are such that somebody has to look before they are published */
    LCI_E_LIBRARY    /* GDAL, GEOS or PROJ failed where it should not */
};

enum { LCI_ERROR_MESSAGE_SIZE = 2048 };

/** The first fact that went wrong, in words for the person who runs the program. */
struct lci_error {
    enum lci_status status;
    char message[LCI_ERROR_MESSAGE_SIZE]; /* UTF-8, ends with a zero byte, names file, layer, feature and field */
};

#ifdef __cplusplus
}
#endif
#endif
