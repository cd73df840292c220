"""Random districts whose answers can be worked out apart from the program: rectangles as homes, tiles as units."""
import json
import os
import random

X_M, Y_M = 640000.0, 3457000.0
EPSG = 4549
SIDE_M = 1200
CATEGORIES = ('clinic', 'market', 'park')
WEIGHTS = ('households', 'population', 'elders', 'minors')
LIMITS_M = {'clinic': (250.0, 600.0), 'market': (250.0, 600.0), 'park': (300.0,)}
# Row, column of a subdistrict of 600 m; a community is a quarter of one.
LEVELS = (('tier', 1200), ('subdistrict', 600), ('circle', 600), ('community', 300))

CONFIG = """\
limits: {{meters: [250, 600]}}
speed_mps: 1.25
working_crs: EPSG:4549
parameters: {{areas: none}}
categories:
  - {{id: clinic, zh: 卫生站, en: Clinic, target_ratio: 0.5}}
  - {{id: market, zh: 菜场, en: Market, radius_m: 400, target_ratio: 0.8}}
  - {{id: park, zh: 公园, en: Park, limits: {{meters: 300}}}}
sets:
  - {{id: daily, zh: 日常, en: Daily, categories: [market, clinic], least: 1}}
network: [{{source: streets.geojson, every_line: true}}]
facilities: [{{source: facilities.geojson, category_field: category, id: id, name: name}}]
homes: [{{source: homes.geojson, id: id, name: name, households: households, population: population, elders: elders, minors: minors}}]
units: [{{source: units.geojson, level_field: level, code: code, name: name}}]
output: {output}
"""


def collection(features):
    return {'type': 'FeatureCollection', 'crs': {'type': 'name', 'properties': {'name': f'urn:ogc:def:crs:EPSG::{EPSG}'}},
            'features': features}


def feature(kind, coordinates, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': {'type': kind, 'coordinates': coordinates}}


def box(west, south, east, north, **properties):
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return feature('Polygon', [[[X_M + x, Y_M + y] for x, y in ring]], **properties)


class Town:
    """A grid of streets with gaps, homes beside them, facilities anywhere, a few of them off every street."""

    def __init__(self, seed, names=None):
        self.random = random.Random(seed)
        self.names = names or {}
        pick = self.random.uniform
        self.homes = []
        for number in range(24):
            west, south = round(pick(0, SIDE_M - 160)), round(pick(0, SIDE_M - 160))
            people = self.random.randrange(0, 400)
            self.homes.append({'id': f'H{number:02}', 'name': f'小区{number}', 'box': (west, south, west + round(pick(21, 150)),
                                                                                    south + round(pick(21, 150))),
                               'households': people // 3, 'population': people, 'elders': people // 4, 'minors': people // 7})
        self.facilities = [{'id': f'F{number}', 'category': CATEGORIES[number % 3], 'x': round(pick(0, SIDE_M), 2),
                            'y': round(pick(0, SIDE_M), 2)} for number in range(8)]
        self.facilities[7].update(x=600.0, y=-450.0)  # joins no street; a straight line reaches it
        self.streets = []
        for line in range(0, SIDE_M + 1, 100):
            for step in range(0, SIDE_M, 100):
                if pick(0, 1) > 0.12:
                    self.streets.append([(line, step), (line, step + 100)])
                if pick(0, 1) > 0.12:
                    self.streets.append([(step, line), (step + 100, line)])

    def units(self):
        """(level, code, box); the last community has no homes."""
        for level, side in LEVELS:
            for row in range(SIDE_M // side):
                for column in range(SIDE_M // side):
                    yield level, f'{level[0]}{row}{column}', (column * side, row * side, (column + 1) * side, (row + 1) * side)
        yield 'community', 'empty', (SIDE_M, 0, SIDE_M + 10, 10)

    def write(self, folder, output='{path: out.gpkg}'):
        name = self.names.get
        layers = {
            'streets': [feature('LineString', [[X_M + x, Y_M + y] for x, y in street], id=str(i))
                        for i, street in enumerate(self.streets)],
            'facilities': [feature('Point', [X_M + f['x'], Y_M + f['y']], id=f['id'], name=name(f['id'], f['id']),
                                   category=f['category']) for f in self.facilities],
            'homes': [box(*h['box'], **{key: value for key, value in h.items() if key not in ('box', 'name')},
                          name=name(h['id'], h['name'])) for h in self.homes],
            'units': [box(*corners, level=level, code=code, name=name(code, f'名{code}')) for level, code, corners in self.units()],
        }
        for layer, features in layers.items():
            with open(os.path.join(folder, layer + '.geojson'), 'w', encoding='utf-8') as file:
                json.dump(collection(features), file)
        with open(os.path.join(folder, 'c.yaml'), 'w', encoding='utf-8') as file:
            file.write(CONFIG.format(output=output))
