#!/usr/bin/python3
"""The same homes and facilities in every format, encoding and system that people hand in give the same answer. TAP.

Usage: formats.py COMMAND
The reference is the run on GeoJSON in the working system; the others are written here by GDAL's own drivers.
"""
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
COMMAND = os.path.abspath(sys.argv[1])
X_M, Y_M = 642000.0, 3457000.0
FACILITIES = [('310115001001', '陆家嘴街道中心', X_M + 100.0, Y_M + 5.0), ('310115001002', '塘桥新村中心', X_M + 700.0, Y_M - 5.0)]
HOMES = [('H1', '海上花苑', 120, X_M + 300.0, Y_M), ('H2', '浦东新村', 80, X_M + 500.0, Y_M)]
COLUMNS = ('facility_id', 'name', 'round(x_m, 2)', 'round(y_m, 2)', 'reached_home_count', 'reached_households')


def system(code):
    out = osr.SpatialReference()
    out.ImportFromEPSG(code)
    out.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return out


def moved(geometry, code):
    if code != 4549:
        geometry.Transform(osr.CoordinateTransformation(system(4549), system(code)))
    return geometry


def write(path, driver, rows, code, options=(), columns=False, creation=(), kinds=None):
    """rows: (texts by field name, WKT); kinds: of fields that are no texts."""
    dataset = ogr.GetDriverByName(driver).CreateDataSource(path, list(creation))
    shape = ogr.wkbNone if columns else ogr.CreateGeometryFromWkt(rows[0][1]).GetGeometryType()
    layer = dataset.CreateLayer('layer', None if columns else system(code), shape, list(options))
    for name in rows[0][0]:
        layer.CreateField(ogr.FieldDefn(name, (kinds or {}).get(name, ogr.OFTString)))
    if columns:
        layer.CreateField(ogr.FieldDefn('经度' if code == 4326 else 'X坐标'))
        layer.CreateField(ogr.FieldDefn('纬度' if code == 4326 else 'Y坐标'))
    for texts, wkt in rows:
        row = ogr.Feature(layer.GetLayerDefn())
        for number, value in enumerate(texts.values()):
            row.SetField(number, value)
        geometry = moved(ogr.CreateGeometryFromWkt(wkt), code)
        if columns:
            row.SetField(len(texts), f'{geometry.GetX():.12g}')
            row.SetField(len(texts) + 1, f'{geometry.GetY():.12g}')
        else:
            row.SetGeometry(geometry)
        layer.CreateFeature(row)


def facility_rows():
    return [({'编号': key, '名称': name}, f'POINT ({x} {y})') for key, name, x, y in FACILITIES]


def home_rows():
    return [({'编号': key, '名称': name, '户数': str(households)},
             f'POLYGON (({x} {y}, {x + 20} {y}, {x + 20} {y + 20}, {x} {y + 20}, {x} {y}))')
            for key, name, households, x, y in HOMES]


def answer(folder, facilities, homes, more=''):
    with open(os.path.join(folder, 'c.yaml'), 'w', encoding='utf-8') as file:
        file.write('limits: {meters: 1000}\nworking_crs: EPSG:4549\nnetwork: [{source: roads.geojson}]\n'
                   f'facilities: [{{source: {facilities}, category: shop{more}}}]\nhomes: [{{source: {homes}}}]\n'
                   'output: {path: out.gpkg}\n')
    run = subprocess.run([COMMAND, 'run', 'c.yaml', '--quiet'], cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        raise AssertionError(run.stderr.strip()[-500:])
    with sqlite3.connect(os.path.join(folder, 'out.gpkg')) as base:
        return (base.execute(f"SELECT {', '.join(COLUMNS)} FROM facilities ORDER BY facility_id").fetchall(),
                base.execute('SELECT home_id, name, households, round(shop_nearest_m, 1) FROM homes ORDER BY home_id').fetchall())


def strip(path, *endings):
    for ending in endings:
        if os.path.exists(path + ending):
            os.remove(path + ending)


def header_further_down(path):
    """A spreadsheet with a title above the header and a row of totals below."""
    dataset = ogr.GetDriverByName('XLSX').CreateDataSource(path)
    layer = dataset.CreateLayer('表', None, ogr.wkbNone)
    for name in ('设施一览表', 'b', 'c', 'd'):
        layer.CreateField(ogr.FieldDefn(name))
    lines = [('编号', '名称', 'X坐标', 'Y坐标')] + [(key, name, repr(x), repr(y)) for key, name, x, y in FACILITIES] + [('合计', '2', '', '')]
    for line in lines:
        row = ogr.Feature(layer.GetLayerDefn())
        for number, value in enumerate(line):
            row.SetField(number, value)
        layer.CreateFeature(row)


def coded_names(path):
    """Facilities of a FileGDB whose names are coded values of a domain."""
    dataset = gdal.GetDriverByName('OpenFileGDB').Create(path, 0, 0, 0, gdal.GDT_Unknown)
    dataset.AddFieldDomain(ogr.CreateCodedFieldDomain('names', '', ogr.OFTString, ogr.OFSTNone,
                                                      {str(n): one[1] for n, one in enumerate(FACILITIES)}))
    layer = dataset.CreateLayer('layer', system(4549), ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn('编号'))
    name = ogr.FieldDefn('名称')
    name.SetDomainName('names')
    layer.CreateField(name)
    for number, (key, _, x_m, y_m) in enumerate(FACILITIES):
        row = ogr.Feature(layer.GetLayerDefn())
        row.SetField(0, key)
        row.SetField(1, str(number))
        row.SetGeometry(ogr.CreateGeometryFromWkt(f'POINT ({x_m} {y_m})'))
        layer.CreateFeature(row)


def of_other_kind(rows, kind):
    """Polygons as curve polygons of straight pieces, or with heights and measures."""
    out = []
    for texts, wkt in rows:
        ring = wkt[len('POLYGON '):]
        if kind == 'curves':
            wkt = f'CURVEPOLYGON (COMPOUNDCURVE {ring})'
        else:
            wkt = 'POLYGON ZM ' + ring.replace(',', ' 4 1,').replace('))', ' 4 1))')
        out.append((texts, wkt))
    return out


def cases(folder):
    """(title, facilities, homes, further keys)"""
    def at(name):
        return os.path.join(folder, name)

    rows, homes = facility_rows(), home_rows()
    for name, driver, code in (('a.gpkg', 'GPKG', 4550), ('b.fgb', 'FlatGeobuf', 4528), ('c.gdb', 'OpenFileGDB', 4490),
                               ('d.geojson', 'GeoJSON', 4549)):
        options = ['COORDINATE_PRECISION=9'] if driver == 'GeoJSON' else []
        write(at(name), driver, rows, code, options)
        write(at('h' + name), driver, homes, code, options)
        yield f'{driver} in EPSG:{code}', name, 'h' + name, ''
    coded_names(at('coded.gdb'))
    yield 'FileGDB with coded names', 'coded.gdb', 'hd.geojson', ''
    for kind in ('curves', 'heights'):
        write(at(kind + '.gpkg'), 'GPKG', of_other_kind(homes, kind), 4549)
        yield f'homes with {kind}', 'd.geojson', kind + '.gpkg', ''
    for title, encoding, gone in (('with a .cpg', 'GBK', ()), ('without a .cpg', 'GBK', ('.cpg',)), ('in UTF-8', 'UTF-8', ())):
        stem = f's{len(title)}'
        write(at(stem + '.shp'), 'ESRI Shapefile', rows, 4549, [f'ENCODING={encoding}'])
        write(at(f'h{stem}.shp'), 'ESRI Shapefile', homes, 4550, [f'ENCODING={encoding}'])
        for one in (stem, 'h' + stem):
            strip(at(one), *gone)
        yield f'Shapefile {title}', stem + '.shp', f'h{stem}.shp', ''
    with zipfile.ZipFile(at('z.zip'), 'w', zipfile.ZIP_DEFLATED) as archive:
        for ending in ('shp', 'shx', 'dbf', 'prj'):
            archive.write(at('s11.' + ending), '街道/z.' + ending)
    yield 'zipped Shapefile', 'z.zip', 'hd.geojson', ''
    table = '编号,名称,X坐标,Y坐标\r\n' + ''.join(f'{key},{text},{x},{y}\r\n' for key, text, x, y in FACILITIES)
    with zipfile.ZipFile(at('tables.zip'), 'w') as archive:
        archive.writestr('readme.geojson', '{}')
        archive.writestr('表/tables.csv', table)
        archive.writestr('表/part.csv', table[:30])
    yield 'the largest of a zip without Shapefiles', 'tables.zip', 'hd.geojson', ', crs: EPSG:4549'
    write(at('k.kml'), 'KML', [({'Name': row[0]['名称'], 'Description': row[0]['编号']}, row[1]) for row in rows], 4326)
    yield 'KML', 'k.kml', 'hd.geojson', ', name: Name, id: Description'
    for driver, ending in (('XLSX', 'xlsx'), ('ODS', 'ods')):
        write(at('x.' + ending), driver, rows, 4549, columns=True)
        yield f'{driver} with coordinates', 'x.' + ending, 'hd.geojson', ', crs: EPSG:4549'
    write(at('w.xlsx'), 'XLSX', rows, 4326, columns=True)
    yield 'XLSX with degrees', 'w.xlsx', 'hd.geojson', ''
    header_further_down(at('title.xlsx'))
    yield 'XLSX with a title and totals', 'title.xlsx', 'hd.geojson', ', crs: EPSG:4549, header_row: 2'
    for title, encoding in (('with a mark', 'utf-8-sig'), ('in GBK', 'gbk')):
        name = f't{len(title)}.csv'
        with open(at(name), 'w', encoding=encoding, newline='') as file:
            file.write(table)
        yield f'CSV {title}', name, 'hd.geojson', ', crs: EPSG:4549'
    with open(at('title.csv'), 'w', encoding='gbk', newline='') as file:
        file.write('设施一览表,,,\r\n' + table)
    yield 'CSV with a title, encoding declared', 'title.csv', 'hd.geojson', ', crs: EPSG:4549, header_row: 2, encoding: gb2312'
    yield 'Shapefile with its encoding declared', 's11.shp', 'hs11.shp', ', encoding: cp936'
    write(at('reals.fgb'), 'FlatGeobuf', rows, 4549, kinds={'编号': ogr.OFTReal})
    write(at('hreals.fgb'), 'FlatGeobuf', homes, 4549, kinds={'户数': ogr.OFTReal})
    yield 'ids and households as real numbers', 'reals.fgb', 'hreals.fgb', ''


def main():
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, 'roads.geojson'), 'GeoJSON',
              [({'id': 'A', 'highway': 'residential'}, f'LINESTRING ({X_M} {Y_M}, {X_M + 1000} {Y_M})')], 4549)
        write(os.path.join(folder, 'r.geojson'), 'GeoJSON', facility_rows(), 4549)
        write(os.path.join(folder, 'hr.geojson'), 'GeoJSON', home_rows(), 4549)
        expected = answer(folder, 'r.geojson', 'hr.geojson')
        number = failed = 0
        for title, facilities, homes, more in cases(folder):
            number += 1
            try:
                got = answer(folder, facilities, homes, more)
                problem = None if got == expected else f'{got}\nexpected {expected}'
            except AssertionError as error:
                problem = str(error)
            failed += problem is not None
            print(f"{'not ok' if problem else 'ok'} {number} - {title}", flush=True)
            if problem:
                print('# ' + problem.replace('\n', '\n# '), flush=True)
        print(f'1..{number}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
