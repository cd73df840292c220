"""Writes a region: streets as they are made, the rest as GeoPackages, and the configuration."""
import os
import shutil
import subprocess
from collections import Counter
from xml.sax.saxutils import quoteattr

from osgeo import ogr, osr

from . import bureau
from .region import HEIGHT, TILE, WIDTH
from .spatial import FIELDS, WORKING, add, new_file, new_layer, polygon, system
from .superblock import Superblock

PLACE_FIELDS = {name: FIELDS[name] for name in ('code', 'name')}
# Of the 30 superblocks of a tile beside the river's: together 33 compounds, Lujiazui's number.
KINDS = ['quarters'] * 6 + ['halves'] * 3 + ['whole'] * 3 + ['commerce'] * 14 + ['park'] * 4
FACILITIES = ['elderly_centre'] * 3 + ['minor_station'] + ['convenience_outlet'] * 8
CONFIGURATION = '''# A region that does not exist, made by scripts/make-district --size {size} --seed {seed} --walled {walled}
standard: pudong-2025
working_crs: EPSG:4549
network:
  - {{source: {streets}}}
facilities:
  - {{source: facilities.gpkg, layer: elderly_centre, category: elderly_centre, id: code, name: name}}
  - {{source: facilities.gpkg, layer: minor_station, category: minor_station, id: code, name: name}}
  - {{source: facilities.gpkg, layer: convenience_outlet, category: convenience_outlet, id: code, name: name}}
homes:
  - {{source: homes.gpkg, id: code, name: name, households: households, population: people, elders: elders, minors: minors}}
units:
  - {{source: units.gpkg, layer: subdistricts, level: subdistrict, code: code, name: name}}
parameters: {{areas: overlap}}
output: {{path: out/lifecircle.gpkg}}
'''


def superblocks(region):
    """All superblocks, one at a time and in the order of their ids."""
    for _, column, row in region.tiles():
        lot = region.lot('tile', column, row)
        kinds = KINDS[:]
        lot.shuffle(kinds)
        places = [(column * TILE + i, row * TILE + j) for j in range(TILE) for i in range(TILE)]
        land = [place for place in places if not region.is_river(place[1])]
        kind_of = dict(zip(land, kinds))
        wanted = bureau.wanted(region, column, row, land) if region.bureau else {}
        for category in () if region.bureau else FACILITIES:
            wanted.setdefault(lot.choice(land), []).append(category)
        for place in places:
            yield Superblock(region, *place, kind_of.get(place, 'river'), wanted.get(place, ()))


def tag_lines(tags):
    return ''.join(f'<tag k={quoteattr(key)} v={quoteattr(value)}/>\n' for key, value in sorted(tags.items()))


def element(name, head, inside):
    return f'<{name} {head}>\n{inside}</{name}>\n' if inside else f'<{name} {head}/>\n'


def write_nodes(region, out, counts):
    to_degrees = osr.CoordinateTransformation(system(WORKING), system(4326))
    for block in superblocks(region):
        numbers = sorted(block.nodes)
        places = [region.place(block.i, block.j, *block.nodes[number][:2]) for number in numbers]
        for number, (lon, lat, _) in zip(numbers, to_degrees.TransformPoints(places)):
            head = f'id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"'
            out.write(element('node', head, tag_lines(block.nodes[number][2])))
        counts['nodes'] += len(numbers)


def write_ways(region, out, counts, each):
    """Makes every superblock anew: cheaper than to remember the ways while nodes are written."""
    for block in superblocks(region):
        for way in block.ways:
            inside = ''.join(f'<nd ref="{number}"/>\n' for number in way.nodes) + tag_lines(way.tags)
            out.write(element('way', f'id="{way.id}" version="1"', inside))
        counts['ways'] += len(block.ways)
        each(block)


def streets(region, folder, counts, each):
    """Answers the file's name. A PBF needs osmium, which reads what we write from a pipe."""
    for name in ('streets.osm', 'streets.osm.pbf'):
        if os.path.exists(os.path.join(folder, name)):
            os.remove(os.path.join(folder, name))
    osmium = shutil.which('osmium')
    name = 'streets.osm.pbf' if osmium else 'streets.osm'
    path = os.path.join(folder, name)
    process = None
    if osmium:
        command = [osmium, 'cat', '--no-progress', '-F', 'osm', '-', '-o', path, '-O', '--generator', 'make-district']
        process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding='utf-8')
    out = process.stdin if process else open(path, 'w', encoding='utf-8', newline='\n')
    with out:
        out.write("<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\" generator=\"make-district\">\n")
        write_nodes(region, out, counts)
        write_ways(region, out, counts, each)
        out.write('</osm>\n')
    if process and process.wait():
        raise SystemExit(f'osmium: exit {process.returncode}')
    return name


def subdistricts(region, folder):
    """One a tile. Neighbours have the same points at their common border."""
    dataset = new_file(folder, 'units.gpkg')
    layer = new_layer(dataset, 'subdistricts', ogr.wkbPolygon, PLACE_FIELDS)
    steps = TILE * 4
    for number, column, row in region.tiles():
        rim = [(k, 0) for k in range(steps)] + [(steps, k) for k in range(steps)]
        rim += [(steps - k, steps) for k in range(steps)] + [(0, steps - k) for k in range(steps)]
        places = []
        for a, b in rim:
            i, j = column * TILE + a // 4, row * TILE + b // 4
            places.append(region.place(i, j, WIDTH * (a % 4) / 4, HEIGHT * (b % 4) / 4))
        add(layer, polygon(places), {'code': f'999{number:06d}', 'name': f'第{number + 1}街道'})


class Features:
    """Homes and facilities, written while streets are made."""

    def __init__(self, region, folder, counts):
        self.region, self.counts = region, counts
        self.files = [new_file(folder, 'homes.gpkg'), new_file(folder, 'facilities.gpkg')]
        self.homes = new_layer(self.files[0], 'homes', ogr.wkbPolygon, FIELDS)
        self.facilities = {name: new_layer(self.files[1], name, ogr.wkbPoint, PLACE_FIELDS)
                           for name in dict.fromkeys(FACILITIES)}
        for file in self.files:
            file.StartTransaction()

    def add(self, block):
        for home in block.homes:
            lot = self.region.lot('people', home.id)
            households = round(home.area_m2 / lot.uniform(60, 140))
            people = round(households * lot.uniform(2.1, 2.6))
            ring = [self.region.place(block.i, block.j, x, y) for x, y in home.ring]
            values = {'code': home.id, 'name': f'小区{home.id}', 'households': households, 'people': people}
            values['elders'], values['minors'] = round(people * lot.uniform(0.2, 0.4)), round(people * lot.uniform(0.08, 0.16))
            add(self.homes, polygon(ring), values)
        for category, number, x, y in block.facilities:
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*(round(value, 3) for value in self.region.place(block.i, block.j, x, y)))
            add(self.facilities[category], point, {'code': number, 'name': f'{category} {number}'})
        self.counts['homes'] += len(block.homes)
        self.counts['facilities'] += len(block.facilities)

    def close(self):
        for file in self.files:
            file.CommitTransaction()
        self.homes = self.facilities = self.files = None


def everything(region, folder):
    """Answers counts of what was written."""
    os.makedirs(folder, exist_ok=True)
    counts = Counter()
    kinds = (bureau.Homes, bureau.Sites) if region.bureau else (Features,)
    writers = [kind(region, folder, counts) for kind in kinds]

    def add_all(block):
        for writer in writers:
            writer.add(block)

    name = streets(region, folder, counts, add_all)
    for writer in writers:
        writer.close()
    (bureau.units if region.bureau else subdistricts)(region, folder)
    text = bureau.configuration(region, name) if region.bureau else CONFIGURATION.format(
        size=region.size, seed=region.seed, walled=region.walled_percent, streets=name)
    with open(os.path.join(folder, 'district.yaml'), 'w', encoding='utf-8', newline='\n') as out:
        out.write(text)
    return counts
