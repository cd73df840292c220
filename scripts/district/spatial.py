"""Layers of a GeoPackage, the same bytes whenever they are written."""
import os

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
# One date for everything, so that the same plan gives the same bytes.
gdal.SetConfigOption('OGR_CURRENT_DATE', '2026-01-01T00:00:00.000Z')
WORKING = 4549
FIELDS = {'code': ogr.OFTString, 'name': ogr.OFTString, 'households': ogr.OFTInteger, 'people': ogr.OFTInteger,
          'elders': ogr.OFTInteger, 'minors': ogr.OFTInteger}


def system(code):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(code)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def new_file(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        os.remove(path)
    return ogr.GetDriverByName('GPKG').CreateDataSource(path)


def new_layer(dataset, name, kind, fields):
    """fields: {name: type}."""
    layer = dataset.CreateLayer(name, system(WORKING), kind)
    for field, type_of_field in fields.items():
        layer.CreateField(ogr.FieldDefn(field, type_of_field))
    return layer


def add(layer, geometry, values):
    feature = ogr.Feature(layer.GetLayerDefn())
    for name, value in values.items():
        feature.SetField(name, value)
    feature.SetGeometry(geometry)
    layer.CreateFeature(feature)


def polygon(places):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in [*places, places[0]]:
        ring.AddPoint_2D(round(x, 3), round(y, 3))
    whole = ogr.Geometry(ogr.wkbPolygon)
    whole.AddGeometry(ring)
    return whole
