"""Layers of a district in memory, and the files that they are handed in as: format, coordinate system, encoding, order."""
import csv
import dataclasses
import json
import os
import xml.sax.saxutils

import shapely.geometry
import shapely.ops
import shapely.wkb
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
gdal.SetConfigOption('OGR_CURRENT_DATE', '2026-01-01T00:00:00.000Z')  # what is written again has the same bytes
# Of each layer: what it is made of, its fields (no name of more than ten letters, which is what a .dbf takes).
FIELDS = {
    'streets': ('line', ('id', 'name', 'highway', 'foot', 'bridge', 'tunnel', 'layer')),
    'barriers': ('line', ('id', 'barrier')),
    'care': ('point', ('id', 'name', 'kind', 'status', 'hours', 'm2', 'beds')),
    'shops': ('point', ('id', 'name', 'kind', 'status', 'hours', 'm2', 'beds')),
    'homes': ('polygon', ('id', 'name', 'hh', 'pop', 'eld', 'mnr', 'walled')),
    'gates': ('point', ('id', 'home', 'foot', 'own', 'hours')),
    'units': ('polygon', ('code', 'name', 'level', 'class', 'comm')),
    'buildings': ('polygon', ('id', 'hh', 'floors')),
    'origins': ('point', ('id', 'unit')),
    'figures': ('table', ('code', 'workers')),
}
NUMBERS = {'hh', 'pop', 'eld', 'mnr', 'm2', 'beds', 'workers'}
FORMS = {'table': ('csv',), 'point': ('csv', 'gpkg', 'geojson', 'shp', 'fgb'), 'polygon': ('gpkg', 'geojson', 'shp', 'fgb'),
         'line': ('gpkg', 'geojson', 'shp', 'fgb', 'osm')}
ENCODINGS = ('utf-8', 'gbk', 'utf-8-sig')
DRIVERS = {'gpkg': 'GPKG', 'fgb': 'FlatGeobuf', 'shp': 'ESRI Shapefile'}
SHAPES = {'point': ogr.wkbPoint, 'line': ogr.wkbLineString, 'polygon': ogr.wkbPolygon}
# A place in degrees is written to some hundredths of a millimetre, in metres as it is.
DECIMALS = {True: 9, False: 3}


@dataclasses.dataclass(frozen=True)
class Feature:
    """tags: value by field; shape: in the working system, None: a row of a table. An edit makes another: old states share them."""
    tags: dict
    shape: object

    def with_tags(self, **tags):
        return Feature({**self.tags, **tags}, self.shape)

    def at(self, shape):
        return Feature(self.tags, shape)


@dataclasses.dataclass(frozen=True)
class Layer:
    """form: of FORMS; code: EPSG of the file; encoding: of texts, where the form leaves a choice."""
    name: str
    form: str
    code: int
    features: list
    encoding: str = 'utf-8'

    @property
    def kind(self):
        return FIELDS[self.name][0]

    @property
    def file(self):
        return f'{self.name}.{self.form}'

    def having(self, features):
        return dataclasses.replace(self, features=features)


def system(code):
    out = osr.SpatialReference()
    out.ImportFromEPSG(code)
    out.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return out


def rounded(shape, decimals=3):
    """To the millimetre, so that a system that is written and read again is the only thing that moves a place."""
    return shapely.ops.transform(lambda x, y: (round(x, decimals), round(y, decimals)), shape)


def moved(shape, transformation, decimals):
    """A shape in the system of its file, its coordinates rounded as the file holds them."""
    if transformation is None or shape is None:
        return shape
    return rounded(shapely.ops.transform(lambda x, y: transformation.TransformPoint(x, y)[:2], shape), decimals)


def write_csv(path, layer, rows):
    with open(path, 'w', encoding=layer.encoding, newline='') as file:
        out = csv.writer(file, lineterminator='\r\n')
        names = FIELDS[layer.name][1]
        out.writerow([*names, *(() if layer.kind == 'table' else ('X', 'Y'))])
        for tags, shape in rows:
            out.writerow([tags.get(name, '') for name in names] + ([] if shape is None else [repr(shape.x), repr(shape.y)]))


def write_geojson(path, layer, rows):
    names = FIELDS[layer.name][1]
    features = [{'type': 'Feature', 'properties': {name: tags.get(name) for name in names},
                 'geometry': shapely.geometry.mapping(shape)} for tags, shape in rows]
    crs = {'type': 'name', 'properties': {'name': f'urn:ogc:def:crs:EPSG::{layer.code}' if layer.code != 4326
                                          else 'urn:ogc:def:crs:OGC:1.3:CRS84'}}
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'type': 'FeatureCollection', 'crs': crs, 'features': features}, file, ensure_ascii=False)


def write_osm(path, layer, rows):
    """Ways whose ends are the same place share a node, as in a map that people draw."""
    nodes, ways = {}, []
    for tags, shape in rows:
        refs = [nodes.setdefault((round(x, 7), round(y, 7)), len(nodes) + 1) for x, y in shape.coords]
        refs = [ref for ref, before in zip(refs, [None] + refs) if ref != before]
        words = ''.join(f'<tag k="{key}" v={xml.sax.saxutils.quoteattr(str(value))}/>' for key, value in tags.items()
                        if key != 'id' and value)
        ways.append(f'<way id="{tags["id"]}">' + ''.join(f'<nd ref="{ref}"/>' for ref in refs) + words + '</way>\n')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n')
        file.writelines(f'<node id="{ref}" lat="{y:.7f}" lon="{x:.7f}"/>\n' for (x, y), ref in nodes.items())
        file.writelines(ways)
        file.write('</osm>\n')


def write_by_gdal(path, layer, rows):
    dataset = ogr.GetDriverByName(DRIVERS[layer.form]).CreateDataSource(path)
    options = [f'ENCODING={"GBK" if layer.encoding == "gbk" else "UTF-8"}'] if layer.form == 'shp' else []
    if layer.form == 'fgb':
        options = ['SPATIAL_INDEX=NO']  # with one, rows are put in the order of space
    table = dataset.CreateLayer(layer.name, system(layer.code), SHAPES[layer.kind], options)
    names = FIELDS[layer.name][1]
    for name in names:
        table.CreateField(ogr.FieldDefn(name, ogr.OFTInteger if name in NUMBERS else ogr.OFTString))
    for tags, shape in rows:
        row = ogr.Feature(table.GetLayerDefn())
        for name in names:
            if tags.get(name) not in (None, ''):
                row[name] = tags[name]
        row.SetGeometry(ogr.CreateGeometryFromWkb(shapely.wkb.dumps(shape)))
        table.CreateFeature(row)


WRITERS = {'csv': write_csv, 'geojson': write_geojson, 'osm': write_osm}


def write_layer(folder, layer, working_code):
    code = 4326 if layer.form == 'osm' else layer.code
    transformation = osr.CoordinateTransformation(system(working_code), system(code)) if code != working_code else None
    rows = [(feature.tags, moved(feature.shape, transformation, DECIMALS[code == 4326])) for feature in layer.features]
    WRITERS.get(layer.form, write_by_gdal)(os.path.join(folder, layer.file), layer, rows)
