/* gdal_door.c - starting GDAL, and catching what it says. */
#include "io/gdal_door.h"

#include <string.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_frmts.h>
#include <ogr_srs_api.h>

/* From ogrsf_frmts.h, which is C++. */
void RegisterOGRCSV(void);
void RegisterOGRDXF(void);
void RegisterOGRFlatGeobuf(void);
void RegisterOGRGeoJSON(void);
void RegisterOGRGeoJSONSeq(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRKML(void);
void RegisterOGRODS(void);
void RegisterOGROpenFileGDB(void);
void RegisterOGRShape(void);
void RegisterOGRTAB(void);
void RegisterOGRXLSX(void);

/* Set by the program itself, so that neither the environment nor a configuration file of GDAL can
 * turn them. */
static const char *const OPTIONS[][2] = {
    {"GDAL_DRIVER_PATH", "disable"},
    {"GDAL_HTTP_PROXY", "127.0.0.1:1"},
    {"CPL_VSIL_CURL_ALLOWED_FILENAME", "none"},
    {"GDAL_VRT_ENABLE_PYTHON", "NO"},
    {"OGR_SQLITE_LOAD_EXTENSIONS", ""},
    {"OGR_SQLITE_PRAGMA", ""},
    {"OGR_SQLITE_LIST_VIRTUAL_OGR", "NO"},
    {"SHAPE_RESTORE_SHX", "NO"},
    {"SHAPE_REWIND_ON_WRITE", "YES"},
    {"GDAL_PAM_ENABLED", "NO"}, /* no .aux.xml beside anything */
};

void
lci_gdal_start(void)
{
    static bool is_started; /* GDAL's drivers are process-wide, and so is this */

    if (is_started)
        return;
    is_started = true;
    for (size_t i = 0; i < sizeof(OPTIONS) / sizeof(OPTIONS[0]); i++)
        CPLSetConfigOption(OPTIONS[i][0], OPTIONS[i][1]);
    OSRSetPROJEnableNetwork(0);
    RegisterOGRGeoPackage();
    RegisterOGRShape();
    RegisterOGROpenFileGDB();
    RegisterOGRGeoJSON();
    RegisterOGRGeoJSONSeq();
    RegisterOGRFlatGeobuf();
    RegisterOGRCSV();
    RegisterOGRXLSX();
    RegisterOGRODS();
    RegisterOGRTAB();
    RegisterOGRDXF();
    RegisterOGRKML();
    GDALRegister_GTiff();
    GDALRegister_SRTMHGT();
}

/* Servers answer in several lines; a message of ours is one. */
static void
copy_as_one_line(const char *from, char *to, size_t size)
{
    size_t used = 0;

    for (; *from && used + 1 < size; from++) {
        const bool is_space = strchr(" \t\r\n", *from) != NULL;

        if (!is_space || (used > 0 && to[used - 1] != ' '))
            to[used++] = is_space ? ' ' : *from;
    }
    if (used > 0 && to[used - 1] == ' ')
        used--;
    to[used] = '\0';
}

static void CPL_STDCALL
note_failure(CPLErr level, CPLErrorNum number, const char *message)
{
    struct lci_gdal_failure *failure = CPLGetErrorHandlerUserData();

    (void)number;
    if (level < CE_Failure || !failure || failure->is_set)
        return;
    failure->is_set = true;
    copy_as_one_line(message ? message : "", failure->message, sizeof(failure->message));
}

void
lci_gdal_watch(struct lci_gdal_failure *failure)
{
    *failure = (struct lci_gdal_failure){.is_set = false};
    CPLPushErrorHandlerEx(note_failure, failure);
}

void
lci_gdal_unwatch(void)
{
    CPLPopErrorHandler();
}
