"""Small windows of real networks: streets, barriers and homes as they are; facilities, gates and units are drawn by a die."""
import random
import re

import shapely.ops
import shapely.wkb
from osgeo import gdal, osr
from shapely.geometry import LineString, Point, Polygon, box

from layers import Feature, Layer, rounded, system

gdal.UseExceptions()

# name: file, layer of homes in another file or None (buildings of the file itself), system, middle, half a side in metres
WINDOWS = {
    'lujiazui': ('pudong-lujiazui/lujiazui.osm.pbf', ('pudong-lujiazui/lujiazui.gpkg', 'residential'), 4549,
                 (121.5079, 31.2335), 240),
    'monaco': ('monaco/monaco.osm.pbf', None, 32632, (7.4207, 43.7362), 150),
    'las-palmas': ('las-palmas/las_palmas.osm.pbf', None, 32628, (-15.4324, 28.1268), 150),
}
MOST_HOMES, MOST_BARRIERS = 14, 8
LEAST_HOME_M2 = 80.0
BARRIERS = {'waterway': {'river', 'canal'}, 'railway': {'rail', 'light_rail'},
            'barrier': {'wall', 'fence', 'city_wall', 'retaining_wall'}}
HOUSES = {'residential', 'apartments', 'house', 'yes'}
NAMES = '东昌新村 东园一村 海上花苑 滨江名邸 潍坊二村 梅园三街坊 浦江茗园 菊园 兰园小区 乳山四村 崂山五村 竹园公寓 源深路坊 福山新苑'.split()


def tags_of(row):
    """Of GDAL's OSM driver: some tags are columns, the rest is one text."""
    tags = {name: row[name] for name in ('highway', 'waterway', 'barrier', 'railway', 'building', 'landuse')
            if row.GetFieldIndex(name) >= 0 and row[name]}
    if row.GetFieldIndex('other_tags') >= 0 and row['other_tags']:
        tags.update(re.findall(r'"([^"]+)"=>"([^"]*)"', row['other_tags']))
    return tags


def is_line(tags):
    return 'highway' in tags or any(tags.get(key) in values for key, values in BARRIERS.items())


def parts_of(shape, kind):
    return [part for part in getattr(shape, 'geoms', [shape]) if isinstance(part, kind)]


def degrees_around(window, to_working):
    """West, south, east, north of a window in degrees: of its corners, so a little too narrow, with a margin."""
    back = to_working.GetInverse()
    places = [back.TransformPoint(*corner)[:2] for corner in window.exterior.coords]
    return (min(x for x, _ in places) - 0.0005, min(y for _, y in places) - 0.0005,
            max(x for x, _ in places) + 0.0005, max(y for _, y in places) + 0.0005)


def read(path, layer, wanted, to_working, window):
    """(tags, part of a shape within the window, in the working system) of the rows with tags that are wanted."""
    gdal.SetConfigOption('OGR_GEOMETRY_ACCEPT_UNCLOSED_RING', 'NO')
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    table = dataset.GetLayerByName(layer)
    table.SetSpatialFilterRect(*degrees_around(window, to_working))
    for row in table:
        tags = tags_of(row)
        geometry = row.GetGeometryRef()
        if geometry is None or not wanted(tags):
            continue
        geometry = geometry.Clone()
        geometry.Transform(to_working)
        west, east, south, north = geometry.GetEnvelope()
        if box(west, south, east, north).intersects(window) and geometry.IsValid():
            shape = shapely.wkb.loads(bytes(geometry.ExportToWkb())).intersection(window)
            for part in parts_of(shape, LineString if layer == 'lines' else Polygon):
                yield tags, rounded(part)


class Window:
    """What a name of WINDOWS stands for; `data` is the folder of the real data. Equal seeds draw equal facilities, gates, units."""

    def __init__(self, name, data, seed):
        path, homes, self.code, middle, half_m = WINDOWS[name]
        to_working = osr.CoordinateTransformation(system(4326), system(self.code))
        x, y, _ = to_working.TransformPoint(*middle)
        self.random = random.Random(f'{name} {seed}')
        self.box = box(round(x) - half_m, round(y) - half_m, round(x) + half_m, round(y) + half_m)
        self.data, self.to_working = data, to_working
        self.streets, self.barriers = [], []
        for tags, part in read(f'{data}/{path}', 'lines', is_line, to_working, self.box):
            self.take_line(tags, part)
        self.homes = self.take_homes(f'{data}/{path}', homes)
        self.gates = self.draw_gates()

    def take_line(self, tags, part):
        if part.length < 1.0:
            return
        if 'highway' in tags:
            kept = {key: tags[key] for key in ('name', 'highway', 'foot', 'bridge', 'tunnel', 'layer') if tags.get(key)}
            self.streets.append(Feature({'id': str(1001 + len(self.streets)), **kept}, part))
        else:
            self.barriers.append(Feature({'id': str(1 + len(self.barriers)), 'barrier': 'wall'}, part))

    def take_homes(self, path, other):
        source = (f'{self.data}/{other[0]}', other[1]) if other else (path, 'multipolygons')
        found = [part for _, part in read(*source, lambda tags: other or tags.get('building') in HOUSES, self.to_working, self.box)
                 if part.is_valid and part.area >= LEAST_HOME_M2]
        found.sort(key=lambda part: (-part.area, part.wkt))
        apart = []
        for part in found:
            if not any(part.buffer(-0.5).intersects(one) for one in apart):
                apart.append(part)
        homes = []
        for number, part in enumerate(apart[:MOST_HOMES]):
            households = 1 + int(part.area / 60)
            homes.append(Feature({'id': f'H{number:02}', 'name': NAMES[number % len(NAMES)], 'hh': households,
                                  'pop': households * 2 + number, 'eld': households * 2 // 3, 'mnr': households // 4,
                                  'walled': '是' if number % 7 == 6 else ''}, part))
        return homes

    def draw_gates(self):
        """Of every third home, on its outline, where a street is near."""
        streets = shapely.ops.unary_union([street.shape for street in self.streets])
        gates = []
        for number, home in enumerate(self.homes[::3]):
            ring = home.shape.exterior
            near = shapely.ops.nearest_points(ring, streets)[0]
            far = ring.interpolate((ring.project(near) + ring.length / 2) % ring.length)
            for side, place in enumerate((near, far)[:1 + number % 2]):
                gates.append(Feature({'id': f'G{number}{side}', 'home': home.tags['id'] if number % 3 else '', 'foot': '是',
                                      'own': '是' if side else '否', 'hours': ''}, rounded(place)))
        return gates

    def place(self):
        """Somewhere near a street."""
        line = self.random.choice(self.streets).shape
        on = line.interpolate(self.random.random(), normalized=True)
        return rounded(Point(on.x + self.random.uniform(-25, 25), on.y + self.random.uniform(-25, 25)))

    def facility(self, number, kind):
        return Feature({'id': f'{kind[0].upper()}{number}', 'name': f'{NAMES[number % len(NAMES)]}站', 'kind': kind,
                        'status': '开放', 'hours': '9:00-17:00' if number % 2 else '24小时', 'm2': 200 + 700 * (number % 4),
                        'beds': 5 + number % 9}, self.place())

    def units(self):
        """Halves, quarters and a row of groups, each with what modes ask about."""
        west, south, east, north = self.box.bounds
        wide, high = (east - west) / 4, (north - south) / 2
        for level, columns, rows in (('subdistrict', 2, 1), ('community', 2, 2), ('group', 4, 2)):
            for column in range(columns):
                for row in range(rows):
                    step_x, step_y = 4 // columns * wide, 2 // rows * high
                    corner = west + column * step_x, south + row * step_y
                    code = f'{level[0]}{column}{row}'
                    yield Feature({'code': code, 'name': f'名{code}', 'level': level, 'class': ('城', '镇')[column % 2],
                                   'comm': ('居', '村')[row % 2]}, rounded(box(*corner, corner[0] + step_x, corner[1] + step_y)))

    def more(self, units):
        """What districts hand in beside the rest: buildings of two homes, where two committees sit, staff of the quarters."""
        quarters = [unit.tags['code'] for unit in units if unit.tags['level'] == 'community']
        buildings = []
        for number, home in enumerate(self.homes[1:5:2]):
            middle = home.shape.representative_point()
            tags = {'id': f'B{number}', 'hh': 12 + number, 'floors': str(6 + number)}
            buildings.append(Feature(tags, rounded(middle.buffer(4, cap_style=3))))
        origins = [Feature({'id': f'O{number}', 'unit': code}, self.place()) for number, code in enumerate(quarters[:2])]
        figures = [Feature({'code': code, 'workers': 3 + number}, None) for number, code in enumerate(quarters)]
        return {'buildings': ('geojson', buildings), 'origins': ('csv', origins), 'figures': ('csv', figures)}

    def layers(self):
        """{name: Layer}: the district at its beginning."""
        west, south, east, north = self.box.bounds
        walls = sorted(self.barriers, key=lambda wall: -wall.shape.length)[:MOST_BARRIERS]
        if not walls:
            walls = [Feature({'id': '1', 'barrier': 'wall'}, LineString([(west + 40, south), (west + 60, (south + north) / 2)]))]
        care = [self.facility(number, 'care') for number in range(3)]
        shops = [self.facility(number, 'shop' if number % 3 else 'park') for number in range(5)]
        units = list(self.units())
        made = {'streets': ('geojson', self.streets), 'barriers': ('gpkg', walls), 'care': ('csv', care), 'shops': ('gpkg', shops),
                'homes': ('gpkg', self.homes), 'gates': ('csv', self.gates), 'units': ('geojson', units), **self.more(units)}
        return {name: Layer(name, form, 4326 if name == 'care' else self.code, features) for name, (form, features) in made.items()}
