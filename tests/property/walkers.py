"""A small town anew: streets as plain segments, places joined to the nearest, walks by networkx. Shares no code with the program.

Ends of streets meet others within 5 mm only. The town lies on the central meridian of EPSG:4548, where map metres are metres; nothing lies on a tie. Coordinates are from
(X_M, Y_M), which is a multiple of the sample grid.
"""
import json
import math
import os
import sqlite3
import subprocess

import networkx
from shapely.geometry import LineString, Point, box

X_M, Y_M = 500000.0, 4057000.0
SAMPLE_M, OFF_STREET_M, ISLET_M = 20.0, 200.0, 200.0
CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::4548'}}

WHO = """\
speed_mps: 1.25
limits: {{meters: [{limits}]}}
"""
CONFIG = """\
working_crs: EPSG:4548
parameters: {{areas: none, node_tolerance_m: 0.005{parameters}}}
network: [{{source: roads.geojson, fields: {{id: id, highway: highway}}}}]
{barriers}{gates}facilities: [{{source: facilities.geojson, category_field: category, id: id, name: id{attributes}}}]
homes: [{{source: homes.geojson, id: id, households: households, population: population, elders: elders, minors: minors}}]
output: {{path: out.gpkg}}
"""


def feature(kind, coordinates, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': {'type': kind, 'coordinates': coordinates}}


def write_collection(path, features):
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'type': 'FeatureCollection', 'crs': CRS, 'features': features}, file)


def placed(points):
    return [[X_M + x, Y_M + y] for x, y in points]


class Home:
    def __init__(self, name, corners, households=0, population=0, elders=0, minors=0):
        """corners: west, south, east, north."""
        self.name, self.shape = name, box(*corners)
        self.weights = {'households': households, 'population': population, 'elders': elders, 'minors': minors}

    def points(self):
        """[(x, y, share)]: the grid inside or on the outline, else the middle."""
        west, south, east, north = self.shape.bounds
        inside = []
        if self.shape.area >= SAMPLE_M ** 2:
            inside = [(x * SAMPLE_M, y * SAMPLE_M)
                      for y in range(math.ceil(south / SAMPLE_M), math.floor(north / SAMPLE_M) + 1)
                      for x in range(math.ceil(west / SAMPLE_M), math.floor(east / SAMPLE_M) + 1)]
        if not inside:
            inside = [(self.shape.centroid.x, self.shape.centroid.y)]
        return [(x, y, 1.0 / len(inside)) for x, y in inside]


class Town:
    """streets: [[(x, y), ...]], which meet at equal points; facilities: {id: (category, x, y)}; homes: [Home]."""

    def __init__(self, streets, facilities, homes, limit_m):
        self.streets, self.facilities, self.homes, self.limit_m = streets, facilities, homes, limit_m
        self.barriers = []
        self.smaller_limits_m = []
        self.gates = []  # (home, x, y): that home is walled
        self.status = {}  # of facilities: open, planned, closed
        self.classes = {}  # of streets by their number; the others are footways
        self.who = WHO  # walks, and how far
        self.units = []  # features; `who` says what they are for

    def write(self, folder, parameters=''):
        write_collection(os.path.join(folder, 'roads.geojson'),
                         [feature('LineString', placed(line), id=f'S{i}', highway=self.classes.get(i, 'footway')) for i, line in enumerate(self.streets)])
        write_collection(os.path.join(folder, 'facilities.geojson'),
                         [feature('Point', placed([(x, y)])[0], id=name, category=category, status=self.status.get(name))
                          for name, (category, x, y) in self.facilities.items()])
        write_collection(os.path.join(folder, 'homes.geojson'),
                         [feature('Polygon', [placed(home.shape.exterior.coords)], id=home.name, **home.weights)
                          for home in self.homes])
        if self.units:
            write_collection(os.path.join(folder, 'units.geojson'), self.units)
        if self.barriers:
            write_collection(os.path.join(folder, 'barriers.geojson'),
                             [feature('LineString', placed(line), id=f'B{i}') for i, line in enumerate(self.barriers)])
        if self.gates:
            write_collection(os.path.join(folder, 'gates.geojson'),
                             [feature('Point', placed([(x, y)])[0], id=f'G{i}', home=home) for i, (home, x, y) in enumerate(self.gates)])
        with open(os.path.join(folder, 'c.yaml'), 'w', encoding='utf-8') as file:
            file.write(self.who.format(limits=', '.join(map(str, [*self.smaller_limits_m, self.limit_m]))))
            file.write(CONFIG.format(parameters=parameters,
                                     attributes=', attributes: {status: status}' if self.status else '',
                                     gates='gates: [{source: gates.geojson, id: id, home: home}]\n' if self.gates else '',
                                     barriers='barriers: [{source: barriers.geojson, id: id}]\n' if self.barriers else ''))

    def segments(self):
        return [(a, b) for line in self.streets for a, b in zip(line, line[1:])]

    def joined(self, x, y, segments, islet):
        """(distance, segment, metres along it) of the nearest street that counts, or None."""
        for wanted in (False, True):
            near = [(LineString(segment).distance(Point(x, y)), i) for i, segment in enumerate(segments) if islet[i] == wanted]
            near = [(distance, i) for distance, i in near if distance <= OFF_STREET_M]
            if near:
                distance, i = min(near)
                return distance, i, LineString(segments[i]).project(Point(x, y))
        return None

    def walks(self, category):
        """{(home, point number): metres to the nearest facility of the category, inf where there is no way}"""
        segments = self.segments()
        graph = networkx.Graph()
        for a, b in segments:
            graph.add_edge(a, b, weight=math.dist(a, b))
        component = {node: i for i, nodes in enumerate(networkx.connected_components(graph)) for node in nodes}
        street_m = {}
        for a, b in segments:
            street_m[component[a]] = street_m.get(component[a], 0.0) + math.dist(a, b)
        islet = [street_m[component[a]] < ISLET_M for a, _ in segments]
        places = [((home.name, i), self.joined(x, y, segments, islet)) for home in self.homes
                  for i, (x, y, _) in enumerate(home.points())]
        best = {}
        for name, (kind, x, y) in self.facilities.items():
            counts = kind == category and self.status.get(name, 'open') == 'open'
            seat = self.joined(x, y, segments, islet) if counts else None
            if seat is None:
                continue
            self.walk_to(name, seat, graph, segments, places, best)
        return {(home.name, i): best.get((home.name, i), math.inf) for home in self.homes for i, _ in enumerate(home.points())}

    @staticmethod
    def walk_to(name, seat, graph, segments, places, best):
        leg, number, along = seat
        a, b = segments[number]
        graph.add_edge(name, a, weight=along)
        graph.add_edge(name, b, weight=math.dist(a, b) - along)
        cost = networkx.single_source_dijkstra_path_length(graph, name)
        for key, place in places:
            if place is None:
                continue
            own_leg, own, own_along = place
            u, v = segments[own]
            walk = min(cost.get(u, math.inf) + own_along, cost.get(v, math.inf) + math.dist(u, v) - own_along)
            if own == number:
                walk = min(walk, abs(own_along - along))
            best[key] = min(best.get(key, math.inf), leg + walk + own_leg)
        graph.remove_node(name)


    def met(self, place):
        """A vertex of the streets at a place on them, put in where there is none."""
        line, at = min(((i, k) for i, line in enumerate(self.streets) for k in range(len(line) - 1)),
                       key=lambda key: LineString(self.streets[key[0]][key[1]:key[1] + 2]).distance(Point(place)))
        for end in self.streets[line][at:at + 2]:
            if math.dist(end, place) < 0.002:
                return end
        self.streets[line] = [*self.streets[line][:at + 1], place, *self.streets[line][at + 1:]]
        return place

    def copied(self):
        town = Town([list(line) for line in self.streets], dict(self.facilities), self.homes, self.limit_m)
        town.barriers, town.smaller_limits_m, town.status, town.gates = \
            self.barriers, self.smaller_limits_m, dict(self.status), list(self.gates)
        town.classes, town.who, town.units = self.classes, self.who, self.units
        return town

    def mended(self, row):
        """The town after a defect of `network_defects` that has a length is mended."""
        town = self.copied()
        ends = [(row['x_m'] - X_M, row['y_m'] - Y_M), (row['to_x_m'] - X_M, row['to_y_m'] - Y_M)]
        town.streets.append([town.met(end) for end in ends])
        return town

    def changed(self, row):
        """The town after the change of a row of `gaps`."""
        town = self.copied()
        place = (row['change_x_m'] - X_M, row['change_y_m'] - Y_M)
        if row['change'] == 'facility':
            town.facilities['NEW'] = (row['missing'], *place)
        elif row['change'] == 'locate_facility':
            town.facilities[row['change_facility_id']] = (row['missing'], *place)
        elif row['change'] == 'open_facility':
            town.status[row['change_facility_id']] = 'open'
        elif row['change'] == 'gate':
            town.gates.append((row['change_home_id'], *place))
        elif row['change'] in ('link', 'street'):
            to = (row['change_to_x_m'] - X_M, row['change_to_y_m'] - Y_M)
            town.streets.append([town.met(place), town.met(to) if row['change'] == 'link' else to])
        else:
            raise AssertionError(row['change'])
        return town


WEIGHTS = ('households', 'population', 'elders', 'minors')


def covered(folder, limit_m):
    """{(category, weight): people covered within a limit}, and of the whole circle."""
    return {('whole_circle' if row['definition'] == 'all_of' else row['category'], row['weight']): row['numerator']
            for row in table(folder, 'coverage') if row['definition'] in ('weight', 'all_of') and row['unit_code'] == 'all'
            and row['limit_m'] in (None, limit_m)}


def run(command, folder):
    done = subprocess.run([command, 'run', 'c.yaml'], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def table(folder, name, profile=None):
    with sqlite3.connect(f'file:{os.path.join(folder, "out.gpkg")}?mode=ro', uri=True) as database:
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')]
    return [row for row in rows if profile in (None, row['profile'])]
