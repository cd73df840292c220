#!/usr/bin/python3
"""A run on 115 planted bad rows of 23 kinds ends well, lists each of them, and keeps the figures of the good rows. Speaks TAP.

Usage: bad_rows.py COMMAND
"""
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))

import tap  # noqa: E402

CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::4549'}}
X_M, Y_M = 642000.0, 3457000.0
EACH = 5       # bad rows of a kind
STREETS = 9    # each way, 200 m apart
GOOD_HOMES = 20
SIDE_M = 20

# What must be said of a bad row of each kind: one of these codes.
KINDS = {
    'home_without_geometry': {'geometry_missing'},
    'home_with_empty_geometry': {'geometry_missing'},
    'home_like_a_bow_tie': {'geometry_repaired'},
    'home_with_negative_people': {'weight_not_usable'},
    'home_with_people_in_words': {'number_not_readable', 'weight_not_usable'},
    'home_with_no_people_given': {'weight_not_usable'},
    'home_with_people_guessed': {'number_guessed'},
    'home_with_an_id_twice': {'duplicate_id'},
    'home_far_from_streets': {'home_no_street'},
    'home_over_another': {'home_overlap'},
    'home_drawn_twice': {'home_duplicate'},
    'facility_without_x': {'coordinates_unreadable'},
    'facility_with_x_in_words': {'coordinates_unreadable'},
    'facility_of_no_category': {'unknown_category'},
    'facility_twice': {'duplicate_facility'},
    'facility_far_from_streets': {'facility_not_joined'},
    'facility_a_way_off_the_street': {'facility_far_from_street'},
    'facility_total_row': {'total_row'},
    'street_of_one_point': {'way_too_short'},
    'street_without_geometry': {'geometry_missing'},
    'unit_code_twice': {'duplicate_id'},
    'unit_of_no_parent': {'unknown_parent'},
    'unit_without_geometry': {'geometry_missing'},
}


def feature(geometry, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': geometry}


def place(x_m, y_m):
    return [X_M + x_m, Y_M + y_m]


def line(*places):
    return {'type': 'LineString', 'coordinates': [place(*at) for at in places]}


def box(x_m, y_m, side_m=SIDE_M):
    corners = ((0, 0), (side_m, 0), (side_m, side_m), (0, side_m), (0, 0))
    return {'type': 'Polygon', 'coordinates': [[place(x_m + dx, y_m + dy) for dx, dy in corners]]}


def bow_tie(x_m, y_m):
    corners = ((0, 0), (SIDE_M, SIDE_M), (SIDE_M, 0), (0, SIDE_M), (0, 0))
    return {'type': 'Polygon', 'coordinates': [[place(x_m + dx, y_m + dy) for dx, dy in corners]]}


class Town:
    """A grid of streets with good rows, and bad ones among them."""

    def __init__(self, with_bad):
        self.streets, self.homes, self.facilities, self.units = [], [], [], []
        self.planted = []  # (kind, source, id)
        self.free = 0
        self.plant_good()
        if with_bad:
            for kind in KINDS:
                for number in range(EACH):
                    getattr(self, kind)(kind, f'bad-{kind}-{number}', number)

    def plant_good(self):
        span = 200.0 * (STREETS - 1)
        for k in range(STREETS):
            for name, places in (('ew', [(200.0 * j, 200.0 * k) for j in range(STREETS)]),
                                 ('ns', [(200.0 * k, 200.0 * j) for j in range(STREETS)])):
                self.streets.append(feature(line(*places), id=f'{name}{k}', highway='residential'))
        for k in range(GOOD_HOMES):
            self.homes.append(self.home(f'good-{k:02d}', box(*self.next_place()), 100))
        for k in range(4):
            self.facilities.append([f'good-{k}', f'点{k}', 'shop', X_M + 400.0 * k + 100, Y_M + 400.0 * k + 5])
        self.units.append(feature(box(-300, -300, span + 600), code='D', name='区', level='district', parent=None))
        for k in range(2):
            half = (span + 600) / 2
            ring = [place(-300 + half * k, -300), place(-300 + half * (k + 1), -300), place(-300 + half * (k + 1), span + 300),
                    place(-300 + half * k, span + 300), place(-300 + half * k, -300)]
            self.units.append(feature({'type': 'Polygon', 'coordinates': [ring]}, code=f'S{k}', name=f'街道{k}', level='subdistrict',
                                      parent='D'))

    def next_place(self):
        """Of a home: beside a street, apart from all others."""
        column, row = self.free % 30, self.free // 30
        self.free += 1
        return 15.0 + 50.0 * column, 15.0 + 200.0 * row

    @staticmethod
    def home(number, geometry, people):
        return feature(geometry, id=number, name=f'小区{number}', population=people)

    def bad_home(self, kind, number, geometry, people=50):
        self.homes.append(self.home(number, geometry, people))
        self.planted.append((kind, 'homes.geojson', number))

    def home_without_geometry(self, kind, number, _):
        self.bad_home(kind, number, None)

    def home_with_empty_geometry(self, kind, number, _):
        self.bad_home(kind, number, {'type': 'Polygon', 'coordinates': []})

    def home_like_a_bow_tie(self, kind, number, _):
        self.bad_home(kind, number, bow_tie(*self.next_place()))

    def home_with_negative_people(self, kind, number, which):
        self.bad_home(kind, number, box(*self.next_place()), -1 - which)

    def home_with_people_in_words(self, kind, number, which):
        self.bad_home(kind, number, box(*self.next_place()), ('很多', 'many', '—', '?', 'N/A 人')[which])

    def home_with_no_people_given(self, kind, number, _):
        self.bad_home(kind, number, box(*self.next_place()), None)

    def home_with_people_guessed(self, kind, number, which):
        self.bad_home(kind, number, box(*self.next_place()), ('约１２人', '12 人', '约12', '近12', '12户')[which])

    def home_with_an_id_twice(self, kind, number, _):
        self.bad_home(kind, number, box(*self.next_place()))
        self.homes.append(self.home(number, box(*self.next_place()), 50))

    def home_far_from_streets(self, kind, number, which):
        self.bad_home(kind, number, box(2500.0 + 60.0 * which, 100.0))

    def home_over_another(self, kind, number, _):
        x, y = self.next_place()
        self.homes.append(self.home(f'under-{number}', box(x, y), 50))
        self.bad_home(kind, number, box(x + SIDE_M / 2, y))

    def home_drawn_twice(self, kind, number, _):
        x, y = self.next_place()
        self.homes.append(self.home(f'first-{number}', box(x, y), 50))
        self.bad_home(kind, number, box(x, y))

    def bad_facility(self, kind, number, *values):
        self.facilities.append([number, *values])
        self.planted.append((kind, 'facilities.csv', number))

    def facility_without_x(self, kind, number, which):
        self.bad_facility(kind, number, f'点{number}', 'shop', '', Y_M + 5)

    def facility_with_x_in_words(self, kind, number, which):
        self.bad_facility(kind, number, f'点{number}', 'shop', '东边', Y_M + 5)

    def facility_of_no_category(self, kind, number, which):
        self.bad_facility(kind, number, f'点{number}', f'thing {which}', X_M + 30.0 * which, Y_M + 5)

    def facility_twice(self, kind, number, which):
        for part in range(2):
            self.facilities.append([f'{number}-{part}', f'同名{which}', 'shop', X_M + 40.0 * which + 7, Y_M + 405])
            self.planted.append((kind, 'facilities.csv', f'{number}-{part}'))

    def facility_far_from_streets(self, kind, number, which):
        self.bad_facility(kind, number, f'点{number}', 'shop', X_M + 2500.0, Y_M + 60.0 * which)

    def facility_a_way_off_the_street(self, kind, number, which):
        self.bad_facility(kind, number, f'点{number}', 'shop', X_M + 100.0 + 200.0 * which, Y_M + 100.0)

    def facility_total_row(self, kind, number, which):
        self.facilities.append([('合计', '小计', '总计', '共计', '合计')[which], '', '', '', ''])
        self.planted.append((kind, 'facilities.csv', None))

    def bad_street(self, kind, number, geometry):
        self.streets.append(feature(geometry, id=number, highway='residential'))
        self.planted.append((kind, 'streets.geojson', number))

    def street_of_one_point(self, kind, number, which):
        at = place(37.0 * which, 11.0)
        self.bad_street(kind, number, {'type': 'LineString', 'coordinates': [at, at]})

    def street_without_geometry(self, kind, number, _):
        self.bad_street(kind, number, None)

    def bad_unit(self, kind, number, geometry, parent='D'):
        self.units.append(feature(geometry, code=number, name=f'某{number}', level='community', parent=parent))
        self.planted.append((kind, 'units.geojson', number))

    def unit_code_twice(self, kind, number, which):
        self.bad_unit(kind, number, box(-290.0 + 25.0 * which, -290.0))
        self.units.append(feature(box(-290.0 + 25.0 * which, -260.0), code=number, name='又', level='community', parent='D'))

    def unit_of_no_parent(self, kind, number, which):
        self.bad_unit(kind, number, box(-290.0 + 25.0 * which, -230.0), parent='nobody')

    def unit_without_geometry(self, kind, number, _):
        self.bad_unit(kind, number, None)

    def write(self, folder):
        for name, features in (('streets', self.streets), ('homes', self.homes), ('units', self.units)):
            with open(os.path.join(folder, f'{name}.geojson'), 'w', encoding='utf-8') as out:
                json.dump({'type': 'FeatureCollection', 'crs': CRS, 'features': features}, out, ensure_ascii=False)
        with open(os.path.join(folder, 'facilities.csv'), 'w', encoding='utf-8', newline='') as out:
            csv.writer(out).writerows([['编号', '名称', '类别', 'x', 'y'], *self.facilities])
        config = {
            'working_crs': 'EPSG:4549', 'limits': {'meters': 500}, 'categories': [{'id': 'shop', 'zh': '网点', 'en': 'Outlet'}],
            'network': [{'source': 'streets.geojson', 'id': 'id', 'fields': {'highway': 'highway'}}],
            'facilities': [{'source': 'facilities.csv', 'category_field': '类别', 'id': '编号', 'name': '名称', 'x': 'x', 'y': 'y',
                            'crs': 'EPSG:4549'}],
            'homes': [{'source': 'homes.geojson', 'id': 'id', 'name': 'name', 'population': 'population'}],
            'units': [{'source': 'units.geojson', 'level_field': 'level', 'code': 'code', 'name': 'name', 'parent': 'parent'}],
            'parameters': {'areas': 'none'}, 'output': {'path': 'out.gpkg'}}
        path = os.path.join(folder, 'config.yaml')
        with open(path, 'w', encoding='utf-8') as out:
            json.dump(config, out, ensure_ascii=False)
        return path


def run(town, folder):
    os.makedirs(folder)
    done = subprocess.run([COMMAND, 'run', '--quiet', town.write(folder)], capture_output=True, text=True, check=False)
    return done, os.path.join(folder, 'out.gpkg')


class BadRows(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.town = Town(True)
        cls.done, cls.path = run(cls.town, os.path.join(cls.place.name, 'bad'))

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def rows(self, path, query):
        with sqlite3.connect(path) as database:
            return database.execute(query).fetchall()

    def test_the_run_ends_well(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertGreaterEqual(len(KINDS), 20)
        self.assertGreaterEqual(len(self.town.planted), 100)

    def test_each_bad_row_is_listed(self):
        said = {}
        for source, number, code, found in self.rows(self.path, 'SELECT source, feature_id, code, found FROM quality'):
            # A row about two homes is listed under one and names the other.
            for name in [number, *(word.rstrip(':,') for word in (found or '').split() if word.startswith('bad-'))]:
                said.setdefault((source, name), set()).add(code)
        totals = sum(code == 'total_row' for (code,) in self.rows(self.path, 'SELECT code FROM quality'))
        missing = [f'{kind}: {source} {number}: only {sorted(said.get((source, number), ()))}'
                   for kind, source, number in self.town.planted
                   if number and not said.get((source, number), set()) & KINDS[kind]]
        self.assertEqual(missing, [])
        self.assertEqual(totals, EACH)

    def test_good_rows_keep_their_figures(self):
        """Bad rows are no reason to lose good ones: these say what they say without the bad rows."""
        _, alone = run(Town(False), os.path.join(self.place.name, 'good'))
        query = "SELECT home_id, population, area_m2, unit_subdistrict FROM homes WHERE home_id LIKE 'good-%' ORDER BY home_id"
        self.assertEqual(self.rows(self.path, query), self.rows(alone, query))
        self.assertEqual(len(self.rows(alone, query)), GOOD_HOMES)


if __name__ == '__main__':
    COMMAND = sys.argv[1]
    sys.exit(tap.main(BadRows))
