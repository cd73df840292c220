"""A small district in many formats, in two versions with different answers; the runs made of it, and what their readers find."""
import csv
import json
import os
import re
import shutil
import subprocess
import sys

from osgeo import ogr, osr

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'property'))
import town

ogr.UseExceptions()

# Every kind of file that a run reads and writes: GDAL, SQLite, our own CSV, libxlsxwriter, a text driver that loses errors.
CONFIG = """\
limits: {meters: [250, 600]}
speed_mps: 1.25
working_crs: EPSG:4549
categories:
  - {id: clinic, zh: 卫生站, en: Clinic, target_ratio: 0.5}
  - {id: market, zh: 菜场, en: Market, radius_m: 400, target_ratio: 0.8}
  - {id: park, zh: 公园, en: Park, limits: {meters: 300}}
network: [{source: streets.geojson, every_line: true}]
facilities:
  - {source: clinics.csv, category: clinic, x: x, y: y, crs: EPSG:4549, id: id, name: name}
  - {source: markets.shp, category: market, id: id, name: name}
  - {source: parks.gpkg, category: park, id: id, name: name}
homes: [{source: homes.gpkg, id: id, name: name, households: households, population: population, elders: elders, minors: minors}]
units: [{source: units.geojson, level_field: level, code: code, name: name}]
output: {path: out/lifecircle.gpkg, csv: out/tables, also: {path: out/layers, format: GeoJSON},
         tables: {folder: out/hand-in, xlsx: out/hand-in.xlsx}}
"""
SOURCES = ('streets.geojson', 'clinics.csv', 'markets.shp', 'parks.gpkg', 'homes.gpkg', 'units.geojson')
KEPT = 2
NIGHTS = f'nights: {{keep: {KEPT}, history_nights: 30}}\n'
NIGHT_FILES = {'state.sqlite', 'memo.sqlite', 'lock', 'inputs', 'runs', 'current'}
ACCOUNTS = {'manifest.json', 'changes.json', 'changes.txt', 'changes.zh.txt', 'changes.html'}  # of a night and the one before it: not the same for the same inputs
OUT = 'out'
TIMEOUT_S = 300


def new_layer(path, driver, kind, **options):
    system = osr.SpatialReference()
    system.ImportFromEPSG(town.EPSG)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = ogr.GetDriverByName(driver).CreateDataSource(path)
    return source, source.CreateLayer(os.path.splitext(os.path.basename(path))[0], system, kind, **options)


def write_layer(path, driver, kind, rows, **options):
    """rows: (text of the geometry in metres of the town, fields)."""
    source, layer = new_layer(path, driver, kind, **options)
    for name, value in rows[0][1].items():
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTInteger if isinstance(value, int) else ogr.OFTString))
    for shape, fields in rows:
        row = ogr.Feature(layer.GetLayerDefn())
        row.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        for name, value in fields.items():
            row[name] = value
        layer.CreateFeature(row)
    del layer, source


def point(place):
    return f"POINT ({town.X_M + place['x']} {town.Y_M + place['y']})"


def rectangle(west, south, east, north):
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return f"POLYGON (({', '.join(f'{town.X_M + x} {town.Y_M + y}' for x, y in corners)}))"


def write_town(place, folder):
    """The files of a town.Town: its streets and units as GeoJSON, facilities as CSV, shapefile in GBK and GeoPackage."""
    place.write(folder)
    for name in ('facilities.geojson', 'homes.geojson', 'c.yaml'):
        os.remove(os.path.join(folder, name))
    of = {category: [row for row in place.facilities if row['category'] == category] for category in town.CATEGORIES}
    with open(os.path.join(folder, 'clinics.csv'), 'w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(['id', 'name', 'x', 'y'])
        for row in of['clinic']:
            writer.writerow([row['id'], '卫生站' + row['id'], town.X_M + row['x'], town.Y_M + row['y']])
    rows = [(point(row), {'id': row['id'], 'name': '菜场' + row['id']}) for row in of['market']]
    write_layer(os.path.join(folder, 'markets.shp'), 'ESRI Shapefile', ogr.wkbPoint, rows, options=['ENCODING=GBK'])
    rows = [(point(row), {'id': row['id'], 'name': '公园' + row['id']}) for row in of['park']]
    write_layer(os.path.join(folder, 'parks.gpkg'), 'GPKG', ogr.wkbPoint, rows)
    rows = [(rectangle(*row['box']), {key: row[key] for key in ('id', 'name', *town.WEIGHTS)}) for row in place.homes]
    write_layer(os.path.join(folder, 'homes.gpkg'), 'GPKG', ogr.wkbPolygon, rows)


def second_town():
    """The first one with a facility moved, ten homes that other people live in, and some streets less."""
    place = town.Town(1)
    place.facilities[0].update(x=300.0, y=900.0)
    for row in place.homes[:10]:
        row['households'] += 7
        row['population'] += 20
    del place.streets[40:46]
    return place


def tree(folder):
    """Every file below a folder: {name: bytes}. Links to folders are followed, as readers do."""
    found = {}
    for parent, _, names in os.walk(folder, followlinks=True):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, 'rb') as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def different(found, clean):
    """Names of files that are not the same in two results."""
    return [name for name in sorted(found.keys() | clean.keys()) if found.get(name) != clean.get(name)]


class Versions:
    """The inputs of both versions, written once, and what clean runs of them give, each in a folder of its own."""

    def __init__(self, command, folder, nights=False):
        self.command = command
        self.nights = nights
        self.inputs = []
        self.clean = []
        for number, place in enumerate((town.Town(1), second_town())):
            source = os.path.join(folder, f'inputs{number}')
            os.makedirs(source)
            write_town(place, source)
            with open(os.path.join(source, 'c.yaml'), 'w', encoding='utf-8') as file:
                file.write(CONFIG + (NIGHTS if nights else ''))
            self.inputs.append(source)
            clean = District(self, os.path.join(folder, f'clean{number}'))
            clean.hand_in(number)
            done = clean.run()
            assert done.returncode == 0, done.stderr.decode()
            self.clean.append(clean.result())
        assert self.clean[0] and self.clean[0] != self.clean[1]


class District:
    """A folder with a configuration, its inputs and its results in `out`."""

    def __init__(self, versions, folder):
        self.versions = versions
        self.folder = folder
        self.out = os.path.join(folder, OUT)
        os.makedirs(folder, exist_ok=True)

    def hand_in(self, version):
        """The inputs of a version take the place of those that are there."""
        for name in os.listdir(self.versions.inputs[version]):
            shutil.copyfile(os.path.join(self.versions.inputs[version], name), os.path.join(self.folder, name))

    def run(self, *options, verb='run', before=(), environment=None, **more):
        """Runs the command, behind another one (strace, faketime ...) if `before` names it."""
        more = {'capture_output': True, **more}
        return subprocess.run(self.words(*options, verb=verb, before=before), cwd=self.folder, timeout=TIMEOUT_S, check=False,
                              env={**os.environ, **(environment or {})}, **more)

    def words(self, *options, verb='run', before=()):
        return [*before, self.versions.command, verb, 'c.yaml', '--threads', '1', *options]

    def result(self):
        """What a reader finds: {name: bytes}; of nights what is published. Empty where there is none."""
        if not self.versions.nights:
            return {name: data for name, data in tree(self.out).items() if not is_private(name)}
        return {name: data for name, data in tree(os.path.join(self.out, 'current')).items() if name not in ACCOUNTS}

    def manifest(self):
        with open(os.path.join(self.out, 'current', 'manifest.json'), encoding='utf-8') as file:
            return json.load(file)

    def leftovers(self):
        """What lies in `out` and belongs to nothing that a reader or the next run needs."""
        found = [os.path.relpath(os.path.join(parent, name), self.out) for parent, folders, names in os.walk(self.out)
                 for name in folders + names if is_private(name)]
        if self.versions.nights:
            found += sorted(set(os.listdir(self.out)) - NIGHT_FILES)
            runs = os.listdir(os.path.join(self.out, 'runs'))
            found += [name for name in runs if not re.fullmatch(r'\d{6}', name)] + sorted(runs)[:-KEPT]
            found += sorted(set(os.listdir(os.path.join(self.out, 'inputs'))) - self.prints_of(runs))
        return sorted(found)

    def prints_of(self, runs):
        """Fingerprints of the inputs of these nights."""
        prints = set()
        for run in runs:
            with open(os.path.join(self.out, 'runs', run, 'manifest.json'), encoding='utf-8') as file:
                prints.update(source['xxh128'] for source in json.load(file)['inputs'])
        return prints

    def forget(self):
        shutil.rmtree(self.out, ignore_errors=True)


def is_private(name):
    return any(part.startswith('.lifecircle') for part in name.split(os.sep))
