"""Writes the sample district in the formats in which planners hand such things over."""
import json
import os
from xml.sax.saxutils import quoteattr

from osgeo import gdal, ogr, osr

from . import coordinates, register, supply, units

gdal.UseExceptions()
# One date for everything, so that the same plan gives the same bytes.
gdal.SetConfigOption('OGR_CURRENT_DATE', '2026-01-01T00:00:00.000Z')
GBK_BYTES_SAY_NOTHING = 0


def system(code):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(code)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def streets(plan, folder):
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6" generator="make-sample">']
    for number, place in sorted(plan.nodes.items()):
        lon, lat = coordinates.STREETS.written(*place)
        tags = plan.node_tags.get(number, {})
        start = f'  <node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"'
        lines += [start + '>'] + tag_lines(tags) + ['  </node>'] if tags else [start + '/>']
    for way in plan.ways:
        lines.append(f'  <way id="{way.id}" version="1">')
        lines += [f'    <nd ref="{number}"/>' for number in way.nodes]
        lines += tag_lines(way.tags) + ['  </way>']
    with open(os.path.join(folder, 'streets.osm'), 'w', encoding='utf-8', newline='\n') as out:
        out.write('\n'.join(lines + ['</osm>', '']))


def tag_lines(tags):
    return [f'    <tag k={quoteattr(key)} v={quoteattr(value)}/>' for key, value in sorted(tags.items())]


def ring_geometry(places):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in list(places) + [places[0]]:
        ring.AddPoint_2D(x, y)
    return ring


def polygon(rings_of_parts):
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for ring in rings_of_parts:
        part = ogr.Geometry(ogr.wkbPolygon)
        part.AddGeometry(ring_geometry(ring))
        whole.AddGeometry(part)
    return whole


def add(layer, geometry, values, fid=None):
    feature = ogr.Feature(layer.GetLayerDefn())
    for name, value in values.items():
        feature.SetField(name, value)
    feature.SetGeometry(geometry)
    if fid is not None:
        feature.SetFID(fid)
    layer.CreateFeature(feature)


def new_layer(dataset, name, code, kind, fields, options=()):
    layer = dataset.CreateLayer(name, system(code), kind, list(options))
    for field, type_ in fields.items():
        layer.CreateField(ogr.FieldDefn(field, type_))
    return layer


def new_file(folder, name, driver):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        os.remove(path)
    return ogr.GetDriverByName(driver).CreateDataSource(path)


def homes(plan, folder):
    dataset = new_file(folder, 'homes.gpkg', 'GPKG')
    layer = new_layer(dataset, 'homes', 4549, ogr.wkbMultiPolygon,
                      {'编号': ogr.OFTString, '小区名称': ogr.OFTString, '户数': ogr.OFTString, '常住人口': ogr.OFTInteger,
                       '老年人口': ogr.OFTInteger, '未成年人': ogr.OFTInteger, '封闭': ogr.OFTString})
    crossed, ring = plan.bow_tie
    for home in plan.homes:
        parts = [ring] if home.fid == crossed else home.parts
        written = [[coordinates.HOMES.written(*place) for place in part] for part in parts]
        add(layer, polygon(written), {'编号': home.id, '小区名称': home.name, '户数': home.households,
                                      '常住人口': home.population, '老年人口': home.elders, '未成年人': home.minors,
                                      '封闭': '是' if home.id in register.WALLED else '否'}, home.fid)


def elderly(plan, folder):
    rows = [(f.id, f.name, *coordinates.ELDERLY.written(f.x, f.y), 20 + 5 * k)
            for k, f in enumerate(f for f in plan.facilities if f.category == supply.ELDERLY)]
    number, name, x, y = supply.ELDERLY_AGAIN
    rows.append((number, name, *coordinates.ELDERLY.written(x, y), 30))
    lines = ['编号,名称,经度,纬度,床位'] + [f'{a},{b},{lon:.6f},{lat:.6f},{beds}' for a, b, lon, lat, beds in rows]
    # A row nobody located, and the sum that a spreadsheet leaves behind.
    lines += ['YL06,柳湾日间照护点,—,,15', f'合计,,,,{sum(row[4] for row in rows) + 15}']
    with open(os.path.join(folder, 'elderly.csv'), 'w', encoding='utf-8', newline='\n') as out:
        out.write('\n'.join(lines + ['']))


def minor_stations(plan, folder):
    """A shapefile as old programs write it: GBK, and nothing that says so."""
    for ending in ('shp', 'shx', 'dbf', 'prj', 'cpg'):
        path = os.path.join(folder, 'minor_stations.' + ending)
        if os.path.exists(path):
            os.remove(path)
    dataset = new_file(folder, 'minor_stations.shp', 'ESRI Shapefile')
    layer = new_layer(dataset, 'minor_stations', 4550, ogr.wkbPoint, {'编号': ogr.OFTString, '名称': ogr.OFTString},
                      ('ENCODING=GBK', 'DBF_DATE_LAST_UPDATE=2026-01-01'))
    for f in plan.facilities:
        if f.category == supply.MINOR:
            add(layer, point(*coordinates.MINOR.written(f.x, f.y)), {'编号': f.id, '名称': f.name})
    del layer, dataset
    os.remove(os.path.join(folder, 'minor_stations.cpg'))
    with open(os.path.join(folder, 'minor_stations.dbf'), 'r+b') as table:
        table.seek(29)
        table.write(bytes([GBK_BYTES_SAY_NOTHING]))


def point(x, y):
    place = ogr.Geometry(ogr.wkbPoint)
    place.AddPoint_2D(x, y)
    return place


def outlets(plan, folder):
    dataset = new_file(folder, 'outlets.gpkg', 'GPKG')
    layer = new_layer(dataset, 'outlets', 4549, ogr.wkbPoint, {'编号': ogr.OFTString, '网点名称': ogr.OFTString})
    for f in plan.facilities:
        if f.category == supply.OUTLET:
            add(layer, point(*coordinates.OUTLETS.written(f.x, f.y)), {'编号': f.id, '网点名称': f.name})


def box(west, south, east, north):
    return [coordinates.HOMES.written(x, y) for x, y in ((west, south), (east, south), (east, north), (west, north))]


def reporting_units(folder):
    dataset = new_file(folder, 'units.gpkg', 'GPKG')
    for name, table in (('subdistricts', units.SUBDISTRICTS), ('communities', units.COMMUNITIES), ('circles', units.CIRCLES),
                        ('groups', units.GROUPS)):
        layer = new_layer(dataset, name, 4549, ogr.wkbMultiPolygon,
                          {'代码': ogr.OFTString, '名称': ogr.OFTString, '上级代码': ogr.OFTString, '圈层': ogr.OFTString,
                           '类型': ogr.OFTString})
        for code, title, *corners in table:
            values = {'代码': code, '名称': title}
            if len(code) > 9:
                values['上级代码'] = code[:9]
            if code in units.AREA_CLASS:
                values['圈层'] = units.AREA_CLASS[code]
            if units.sort_of(title):
                values['类型'] = units.sort_of(title)
            add(layer, polygon([box(*corners)]), values)
    layer = new_layer(dataset, 'tiers', 4549, ogr.wkbMultiPolygon, {'代码': ogr.OFTString, '名称': ogr.OFTString})
    for code, title, *boxes in units.TIERS:
        add(layer, polygon([box(*corners) for corners in boxes]), {'代码': code, '名称': title})


def answers(found, folder):
    rows = {'limits_m': found.limits(), 'homes': found.homes, 'facilities': found.facilities(), 'coverage': found.coverage(),
            'defects': found.defects(), 'quality': found.quality()}
    with open(os.path.join(folder, 'answers.json'), 'w', encoding='utf-8', newline='\n') as out:
        out.write('{\n')
        for k, (name, value) in enumerate(rows.items()):
            out.write((',\n' if k else '') + json.dumps(name) + ': ')
            items = [json.dumps(item, ensure_ascii=False) for item in value]
            out.write('[\n' + ',\n'.join(items) + '\n]' if isinstance(value, list) else json.dumps(value, ensure_ascii=False))
        out.write('\n}\n')


def everything(plan, found, folder):
    os.makedirs(folder, exist_ok=True)
    for write in (streets, homes, elderly, minor_stations, outlets):
        write(plan, folder)
    reporting_units(folder)
    answers(found, folder)
