/* assets.h - scripts and style sheets of the page: files of assets/ and of Debian, taken in when the program is built. */
#ifndef LCI_REPORT_ASSETS_H
#define LCI_REPORT_ASSETS_H

#include <stddef.h>

/** A script or style sheet, as it stands between its tags, and what a Content-Security-Policy calls it. Static. */
struct lci_asset {
    const char *text; /* length bytes, and a zero byte */
    size_t length;
    const char *hash; /* "sha256-..." in base64 (CSP level 3, 2.3.1) */
};

/* Each is assets/NAME, made by scripts/embed. */
extern const struct lci_asset lci_asset_page_css, lci_asset_page_js;

#endif
