/* lifecircle.h - all of liblifecircle. */
#ifndef LIFECIRCLE_LIFECIRCLE_H
#define LIFECIRCLE_LIFECIRCLE_H

#include <lifecircle/changes.h>
#include <lifecircle/config.h>
#include <lifecircle/context.h>
#include <lifecircle/diff.h>
#include <lifecircle/error.h>
#include <lifecircle/indicator.h>
#include <lifecircle/maps.h>
#include <lifecircle/network.h>
#include <lifecircle/night.h>
#include <lifecircle/qgis.h>
#include <lifecircle/report.h>
#include <lifecircle/run.h>
#include <lifecircle/search.h>
#include <lifecircle/service_area.h>
#include <lifecircle/texts.h>

#endif
