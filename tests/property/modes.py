#!/usr/bin/python3
"""Who walks and who rides by unit, and which units reach what, on one straight road where every walk is arithmetic. TAP.

Usage: modes.py COMMAND

The road runs along y = 0 from x = -1000 to 6000, the facility is at x = 1500 on it. A home is 10 m by 10 m with its middle 10 m
from the road, so it has one demand point, and its walk is |x - 1500| + 10. On foot (1.2 m/s) 15 minutes are 1080 m and 5 are
360 m; by bicycle, here 4 m/s, 3600 m and 1200 m. The map is at its central meridian, so that its metres are those of the ground.
"""
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap

COMMAND = os.path.abspath(sys.argv[1])
X_M, Y_M = 500000.0, 3450000.0  # EPSG:4549 has its meridian at x = 500000
FACILITY = 1500

#         id   x   side  households   who goes, by the rules below                       covered within 15 min
HOMES = [('A', 500, 1, 1),      # S1 walks: 1010 m                                       yes
         ('B', 100, 1, 2),      # S1 walks: 1410 m                                       no (but by bicycle)
         ('C', 2400, 1, 4),     # S2, a residents' committee, walks: 910 m               yes
         ('D', 3000, 1, 8),     # S2, a residents' committee, walks: 1510 m              no
         ('E', 3000, -1, 16),   # S2, a village, rides: 1510 m                           yes
         ('G', 5000, 1, 32),    # S3 rides: 3510 m                                       yes
         ('H', 5200, 1, 64),    # S3 rides: 3710 m                                       no
         ('K', -500, 1, 128),   # in no unit: walks, the first profile: 2010 m           no
         ('M', 1600, 1, 256)]   # S1 walks: 110 m                                        yes, in 5 min too
RIDES = {'E', 'G', 'H'}

SUBDISTRICTS = [('S1', 0, 2000, '城市化地区'), ('S2', 2000, 4000, '城镇化拓展区'), ('S3', 4000, 6000, '远郊地区')]
#               code   parent from  to   side kind
COMMUNITIES = [('S1-1', 'S1', 0, 2000, 0, '居'), ('S2-1', 'S2', 2000, 4000, 1, '居'), ('S2-2', 'S2', 2000, 4000, -1, '村'),
               ('S3-1', 'S3', 4000, 6000, 0, '村')]
#           unit   x   y    walk of the origin
ORIGINS = [('S1-1', 700, 10),    # 810 m
           ('S1-1', 900, 10),    # a second one: the most western counts
           ('S2-1', 2700, 10),   # 1210 m
           ('S2-2', 2700, -10),  # 1210 m
           ('S3-2', 5500, 600),  # 600 m from the road: joins none
           ('X9', 1500, 0)]      # of no unit
# S3-1 has none and sets out from its middle, (5000, 0): 3500 m; so do S1 (500 m), S2 (1500 m) and S3 (3500 m).
RULES = """modes:
  - {level: subdistrict, where: {class: 城市化地区}, profile: adult}
  - {level: community, where: {kind: 村}, and: {level: subdistrict, where: {class: 城镇化拓展区}}, profile: ride}
  - {level: subdistrict, where: {class: 城镇化拓展区}, profile: adult}
  - {level: subdistrict, where: {class: [远郊地区, 远郊]}, profile: ride}
"""


def box(left, low, right, high):
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    return {'type': 'Polygon', 'coordinates': [[[X_M + x, Y_M + y] for x, y in corners]]}


def write(folder, name, features):
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
        json.dump({'type': 'FeatureCollection', 'crs': {'type': 'name', 'properties': {'name': 'EPSG:4549'}},
                   'features': [{'type': 'Feature', 'properties': texts, 'geometry': shape} for texts, shape in features]}, file)


def point(x, y):
    return {'type': 'Point', 'coordinates': [X_M + x, Y_M + y]}


def home_shape(x, side):
    return box(x - 5, 10 * side - 5, x + 5, 10 * side + 5)


def side_box(left, right, side):
    return box(left, -100 if side < 1 else 0, right, 100 if side > -1 else 0)


def town(folder):
    write(folder, 'roads.geojson', [({'id': 'R', 'highway': 'residential'},
                                     {'type': 'LineString', 'coordinates': [[X_M - 1000, Y_M], [X_M + 6000, Y_M]]})])
    write(folder, 'f.geojson', [({'id': 'F'}, point(FACILITY, 0))])
    write(folder, 'homes.geojson', [({'id': i, 'households': n}, home_shape(x, side)) for i, x, side, n in HOMES])
    write(folder, 'subdistricts.geojson', [({'code': c, 'klass': k}, side_box(a, b, 0)) for c, a, b, k in SUBDISTRICTS])
    far = ({'code': 'S3-2', 'parent': 'S3', 'sort': '村'}, box(5400, 200, 5900, 700))
    write(folder, 'communities.geojson',
          [({'code': c, 'parent': p, 'sort': k}, side_box(a, b, s)) for c, p, a, b, s, k in COMMUNITIES] + [far])
    write(folder, 'committees.geojson', [({'id': f'O{i}', 'unit': u}, point(x, y)) for i, (u, x, y) in enumerate(ORIGINS)])


BASE = """limits: {minutes: [5, 15]}
working_crs: EPSG:4549
network: [{source: roads.geojson}]
facilities: [{source: f.geojson, category: shop}]
homes: [{source: homes.geojson, id: id, households: households}]
units:
  - {source: subdistricts.geojson, level: subdistrict, code: code, attributes: {class: klass}}
  - {source: communities.geojson, level: community, code: code, parent: parent, attributes: {kind: sort}}
origins: [{source: committees.geojson, unit: unit}]
"""


def run(folder, name, text, more=''):
    with open(os.path.join(folder, name + '.yaml'), 'w', encoding='utf-8') as file:
        file.write(text + f'output: {{path: {name}.gpkg{more}}}\n')
    done = subprocess.run([COMMAND, 'run', '--quiet', '--json', name + '.yaml'], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr[-600:])
    return json.loads(done.stdout), os.path.join(folder, name + '.gpkg')


def table(path, name):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as base:
        base.row_factory = sqlite3.Row
        return [{key: row[key] for key in row.keys() if key not in ('fid', 'geom')} for row in base.execute(f'SELECT * FROM "{name}"')]


def shares(path, profile, definition='weight', minutes=15):
    """(numerator, denominator) by unit code."""
    return {row['unit_code']: (row['numerator'], row['denominator']) for row in table(path, 'coverage')
            if row['profile'] == profile and row['definition'] == definition and row['limit_min'] == minutes
            and row['weight'] in (None, 'households')}


class Modes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = cls.place.name
        town(cls.folder)
        profiles = 'profiles: [adult, {profile: ride, speed_mps: 4}]\n'
        cls.summary, cls.path = run(cls.folder, 'modes', profiles + RULES + BASE)
        cls.walk_alone = run(cls.folder, 'walk', 'profile: adult\n' + BASE)[1]
        cls.ride_alone = run(cls.folder, 'ride', 'profile: ride\nspeed_mps: 4\n' + BASE)[1]

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_every_home_has_the_row_of_its_own_mode(self):
        rows = {profile: {row['home_id']: row for row in table(path, 'homes')}
                for profile, path in (('adult', self.walk_alone), ('ride', self.ride_alone))}
        found = {row['home_id']: row for row in table(self.path, 'homes_by_unit')}
        self.assertEqual(sorted(found), sorted(home[0] for home in HOMES))
        for home, x, _, households in HOMES:
            profile = 'ride' if home in RIDES else 'adult'
            metres = abs(x - FACILITY) + 10
            speed, limits = (4.0, (1200, 3600)) if profile == 'ride' else (1.2, (360, 1080))
            row = found[home]
            self.assertEqual((row['profile'], row['households']), (profile, households))
            self.assertAlmostEqual(row['shop_nearest_m'], metres, delta=0.005)
            self.assertAlmostEqual(row['shop_nearest_min'], metres / speed / 60, delta=0.002)
            self.assertEqual(row['shop_covered_ratio'], 1.0 if metres <= limits[1] else 0.0, home)
            self.assertEqual(row['shop_covered_ratio_5min'], 1.0 if metres <= limits[0] else 0.0, home)
            own = dict(rows[profile][home])  # the same to the last digit; only a column of metres is one of minutes
            own['shop_covered_ratio_5min'] = own.pop('shop_covered_ratio_360m' if profile == 'adult' else 'shop_covered_ratio_1200m')
            self.assertEqual(row, own)

    def test_units_are_summed_again_from_those_homes(self):
        # 15 min: A 1, C 4, E 16, G 32, M 256 are covered, of 511; S1 holds A B M, S2 C D E, S3 G H
        self.assertEqual(shares(self.path, 'by_unit'), {
            'all': (309, 511), 'S1': (257, 259), 'S2': (20, 28), 'S3': (32, 96),
            'S1-1': (257, 259), 'S2-1': (4, 12), 'S2-2': (16, 16), 'S3-1': (32, 96), 'S3-2': (0, 0)})
        self.assertEqual(shares(self.path, 'by_unit', minutes=5)['all'], (256, 511))  # M alone
        units = {row['unit_code']: row for row in table(self.path, 'units_by_unit')}
        self.assertAlmostEqual(units['S2']['shop_households_ratio'], 20 / 28, delta=1e-6)
        self.assertEqual({code: row['profile'] for code, row in units.items()}, {
            'S1': 'adult', 'S2': 'adult', 'S3': 'ride', 'S1-1': 'adult', 'S2-1': 'adult', 'S2-2': 'ride', 'S3-1': 'ride',
            'S3-2': 'ride'})

    def test_each_profile_alone_is_there_beside(self):
        # On foot A, C and M; by bicycle all but H: 511 - 64
        self.assertEqual(shares(self.path, 'adult')['all'], (261, 511))
        self.assertEqual(shares(self.path, 'ride')['all'], (447, 511))
        self.assertEqual(shares(self.path, 'adult'), shares(self.walk_alone, 'adult'))
        self.assertEqual(shares(self.path, 'ride'), shares(self.ride_alone, 'ride'))

    def test_limits_are_minutes_where_metres_differ(self):
        rows = [row for row in table(self.path, 'coverage') if row['profile'] == 'by_unit' and row['definition'] == 'weight']
        self.assertEqual({row['limit_min'] for row in rows}, {5, 15})
        self.assertEqual({row['limit_m'] for row in rows}, {None})
        counted = {profile: len([row for row in table(self.path, 'coverage') if row['profile'] == profile])
                   for profile in ('by_unit', 'adult', 'ride')}
        self.assertEqual(len(set(counted.values())), 1)  # every definition is composed

    def test_land_and_straight_lines_are_composed_too(self):
        # A home's land is 100 m2, and lies whole inside the area of its people's limit or whole outside.
        land = {row['unit_code']: (row['numerator'], row['denominator']) for row in table(self.path, 'coverage')
                if row['profile'] == 'by_unit' and row['definition'] == 'land_network' and row['limit_min'] == 15}
        self.assertAlmostEqual(land['all'][0], 500, delta=0.5)
        self.assertAlmostEqual(land['all'][1], 900, delta=0.5)
        self.assertAlmostEqual(land['S2'][0], 200, delta=0.5)
        # In a straight line D is 1500.03 m off and walks, E as far and rides; nobody else changes sides.
        straight = {row['unit_code']: (row['numerator'], row['denominator']) for row in table(self.path, 'coverage')
                    if row['profile'] == 'by_unit' and row['definition'] == 'weight_radius' and row['weight'] == 'households'}
        self.assertEqual(straight['all'], (309, 511))

    def test_minutes_that_are_missing_are_those_of_each_home(self):
        speed = {'adult': 1.2, 'ride': 4.0}
        rows = {(row['unit_code'], row['limit_min']): row for row in table(self.path, 'missing_minutes')
                if row['profile'] == 'by_unit' and row['weight'] == 'households'}
        held = {'all': 'ABCDEGHKM', 'S1': 'ABM', 'S2': 'CDE', 'S3': 'GH', 'S2-1': 'CD', 'S2-2': 'E'}
        for code, inside in held.items():
            for minutes in (5, 15):
                beyond = total = 0.0
                for home, x, _, households in HOMES:
                    mps = speed['ride' if home in RIDES else 'adult']
                    too_far_m = abs(x - FACILITY) + 10 - minutes * 60 * mps
                    if home in inside and too_far_m > 0:
                        beyond += households
                        total += households * too_far_m / mps / 60
                row = rows[code, minutes]
                self.assertEqual((row['beyond'], row['without_walk'], row['limit_m']), (beyond, 0, None), row)
                self.assertAlmostEqual(row['missing_total_min'], total, delta=0.01, msg=row)
                self.assertAlmostEqual(row['missing_min'] or 0, total / beyond if beyond else 0, delta=0.001, msg=row)

    def test_straight_lines_beside_walks_are_those_of_each_home(self):
        rows = {(row['unit_code'], row['limit_min']): row for row in table(self.path, 'straight_network')
                if row['profile'] == 'by_unit' and row['weight'] == 'households'}
        # In a straight line every home is 10 m nearer at most: in 15 min nobody else is within, in 5 min nobody but M.
        self.assertEqual({code: (row['straight'], row['network'], row['denominator'])
                          for (code, minutes), row in rows.items() if minutes == 15 and code in ('all', 'S1', 'S2', 'S3')},
                         {'all': (309, 309, 511), 'S1': (257, 257, 259), 'S2': (20, 20, 28), 'S3': (32, 32, 96)})
        self.assertEqual((rows['all', 5]['straight'], rows['all', 5]['network']), (256, 256))
        for name in ('straight_network', 'missing_minutes'):  # a row for a row: nothing is left out
            counted = {profile: len([row for row in table(self.path, name) if row['profile'] == profile])
                       for profile in ('by_unit', 'adult', 'ride')}
            self.assertEqual(len(set(counted.values())), 1, name)

    def test_what_composing_reports_is_there_with_one_profile_too(self):
        path = run(self.folder, 'alone', 'profile: adult\nmodes: [{level: subdistrict, profile: adult}]\n' + BASE)[1]
        self.assertEqual([(row['feature_id'], row['profile']) for row in table(path, 'quality') if row['code'] == 'mode_not_sure'],
                         [('K', 'by_unit')])

    def test_what_is_handed_in_begins_with_the_rule(self):
        text = 'profiles: [adult, {profile: ride, speed_mps: 4}]\n' + RULES + BASE
        run(self.folder, 'handed', text, ', tables: {folder: hand}')
        for name in ('T1_subdistricts', 'T2_communities', 'T5_gaps', 'T6_projects'):
            with open(os.path.join(self.folder, 'hand', name + '.csv'), encoding='utf-8-sig', newline='') as file:
                rows = list(csv.reader(file))
            walkers = [row[0] for row in rows[1:]]
            self.assertEqual(sorted(set(walkers), key=walkers.index), ['按单元规则', '成人', '骑行'], name)
            if name == 'T1_subdistricts':  # 15 minutes are 1080 m for the ones and 3600 m for the others
                self.assertEqual([heading for heading in rows[0] if 'shop' in heading][0], 'shop ≤15 分钟 分子')
                self.assertEqual([row[9:11] for row in rows if row[0] == '按单元规则' and row[1] == '合计'], [['309', '511']])

    def test_a_facility_is_filled_by_all_who_go_there_nearest_in_time_first(self):
        # M walks 110 m (92 s), E rides 1510 m (378 s), C walks 910 m (758 s), A 1010 m (842 s), G rides 3510 m (878 s): 256 + 16 + 4 +
        # 1 + 32 households. Of 270 places M takes 256, and E, who is the farthest but one in metres, the 14 that are left.
        write(self.folder, 'f.geojson', [({'id': 'F', 'places': '270'}, point(FACILITY, 0))])
        text = BASE.replace('category: shop}', 'category: shop, attributes: {places: places}}')
        text += 'categories: [{id: shop, capacity: {attribute: places, weight: households}}]\n'
        path = run(self.folder, 'full', 'profiles: [adult, {profile: ride, speed_mps: 4}]\n' + RULES + text)[1]
        rows = {row['home_id']: row['households'] for row in table(path, 'gap_homes')
                if (row['profile'], row['cause'], row['category']) == ('by_unit', 'capacity', 'shop')}
        self.assertEqual({home: round(left, 3) for home, left in rows.items()}, {'E': 2, 'C': 4, 'A': 1, 'G': 32})
        gap = next(row for row in table(path, 'gaps') if (row['profile'], row['cause']) == ('by_unit', 'capacity'))
        self.assertEqual((gap['change'], gap['change_capacity'], gap['gain_households']), ('add_capacity', 39, 39))
        # No people are known, so households weigh: 2 ride 1510 m, 4 walk 910 m, 1 walks 1010 m, 32 ride 3510 m.
        self.assertAlmostEqual(gap['walk_m'], (2 * 1510 + 4 * 910 + 1010 + 32 * 3510) / 39, delta=0.01)
        self.assertAlmostEqual(gap['walk_min'], (2 * 1510 / 4 + 4 * 910 / 1.2 + 1010 / 1.2 + 32 * 3510 / 4) / 60 / 39, delta=0.002)

    def test_a_home_in_no_unit_is_reported_and_walks(self):
        rows = [row for row in table(self.path, 'quality') if row['code'] == 'mode_not_sure']
        self.assertEqual([(row['feature_id'], row['profile']) for row in rows], [('K', 'by_unit')])
        self.assertIn('adult', rows[0]['done'])

    def test_a_unit_that_no_rule_fits_is_reported_and_walks(self):
        rules = 'modes: [{level: subdistrict, where: {class: 远郊地区}, profile: ride}]\n'
        path = run(self.folder, 'few', 'profile: adult\n' + rules + BASE)[1]  # ride is added: 12 km/h, 3000 m in 15 min
        rows = {row['feature_id']: row for row in table(path, 'quality') if row['code'] == 'unit_without_mode'}
        self.assertEqual({code: row['done'].split()[0] for code, row in rows.items()}, {'S1': '3', 'S2': '3'})
        self.assertEqual(shares(path, 'by_unit')['all'], (261, 511))  # G is 3510 m off, H 3710
        self.assertEqual({row['home_id']: row['profile'] for row in table(path, 'homes_by_unit')}['G'], 'ride')

    def test_one_rule_for_all_is_the_run_of_that_profile(self):
        path = run(self.folder, 'everywhere', 'profile: adult\nmodes: [{profile: adult}]\n' + BASE)[1]
        found = [row for row in table(path, 'coverage') if row['profile'] == 'by_unit']
        self.assertEqual([{**row, 'profile': 'adult'} for row in found],
                         [row for row in table(path, 'coverage') if row['profile'] == 'adult'])
        homes = table(path, 'homes_by_unit')
        self.assertEqual(homes, table(path, 'homes'))

    def reach(self, profile, level, minutes=15):
        return {row['unit_code']: (row['numerator'], row['denominator']) for row in table(self.path, 'coverage')
                if (row['profile'], row['definition'], row['counted_level'], row['limit_min']) == (profile, 'unit_reach', level, minutes)}

    def test_units_reach_by_their_own_mode_from_their_origin(self):
        # S1-1 walks 810 m: yes. S2-1 walks 1210 m: no. S2-2 rides 1210 m and S3-1 3500 m: yes. S3-2 is not located.
        self.assertEqual(self.reach('by_unit', 'community'), {
            'all': (3, 5), 'S1': (1, 1), 'S2': (1, 2), 'S3': (1, 2),
            'S1-1': (1, 1), 'S2-1': (0, 1), 'S2-2': (1, 1), 'S3-1': (1, 1), 'S3-2': (0, 1)})
        self.assertEqual(self.reach('by_unit', 'subdistrict'), {'all': (2, 3), 'S1': (1, 1), 'S2': (0, 1), 'S3': (1, 1)})
        # 5 minutes are 360 m on foot and 1200 m by bicycle.
        self.assertEqual(self.reach('by_unit', 'community', 5)['all'], (0, 5))
        self.assertEqual(self.reach('adult', 'community')['all'], (1, 5))
        self.assertEqual(self.reach('ride', 'community')['all'], (4, 5))
        self.assertEqual(self.reach('ride', 'community', 5)['all'], (1, 5))

    def test_which_units_fail_by_the_rule_and_how_many_more_if_all_walked(self):
        # One run: by the rule S2-1 (1210 m on foot) and S3-2 (no street) fail, if all walked S2-2 and S3-1 as well.
        failing = {name: {row['unit_code'] for row in table(self.path, name)
                          if row['level'] == 'community' and row['shop_origin_reached'] == 0} for name in ('units_by_unit', 'units')}
        self.assertEqual(failing, {'units_by_unit': {'S2-1', 'S3-2'}, 'units': {'S2-1', 'S3-2', 'S2-2', 'S3-1'}})
        rows = {row['profile']: row['denominator'] - row['numerator'] for row in table(self.path, 'coverage')
                if (row['definition'], row['unit_code'], row['counted_level'], row['limit_min']) == ('unit_reach', 'all', 'community', 15)}
        self.assertEqual(rows, {'adult': 4, 'ride': 1, 'by_unit': 2})

    def test_units_say_how_far_their_origin_is(self):
        found = {row['unit_code']: row for row in table(self.path, 'units_by_unit')}
        expected = {'S1-1': ('given', 10, 810, 1.2, 1), 'S2-1': ('given', 10, 1210, 1.2, 0), 'S2-2': ('given', 10, 1210, 4, 1),
                    'S3-1': ('inside', 0, 3500, 4, 1), 'S2': ('inside', 0, 1500, 1.2, 0)}
        for code, (origin, snap, metres, speed, reached) in expected.items():
            row = found[code]
            self.assertEqual((row['origin'], row['shop_origin_reached']), (origin, reached), code)
            self.assertAlmostEqual(row['origin_snap_m'], snap, delta=0.005)
            self.assertAlmostEqual(row['shop_origin_m'], metres, delta=0.005)
            self.assertAlmostEqual(row['shop_origin_min'], metres / speed / 60, delta=0.002)
        self.assertEqual((found['S3-2']['origin'], found['S3-2']['origin_snap_m'], found['S3-2']['shop_origin_m'],
                          found['S3-2']['shop_origin_reached']), ('given', None, None, 0))

    def test_origins_that_do_not_fit_are_reported(self):
        rows = [(row['code'], row['severity'], row['feature_id'], row['profile']) for row in table(self.path, 'quality')
                if row['severity'] != 'note' and (row['layer'] == 'origins' or row['code'] == 'origin_not_joined')]
        self.assertEqual(sorted(rows), [('duplicate_origin', 'error', 'O0', ''), ('duplicate_origin', 'error', 'O1', ''),
                                        ('origin_not_joined', 'error', 'S3-2', ''), ('unknown_unit', 'error', 'O5', '')])

    def test_every_limit_has_its_rows_in_every_definition(self):
        # At 4 m/s 5, 8, 10 and 15 minutes are 1200, 1920, 2400 and 3600 m: A C M, then B D E, then K, then G.
        text = BASE.replace('minutes: [5, 15]', 'minutes: [5, 8, 10, 15]')
        path = run(self.folder, 'limits', 'profile: ride\nspeed_mps: 4\n' + text)[1]
        self.assertEqual([shares(path, 'ride', minutes=minutes)['all'][0] for minutes in (5, 8, 10, 15)], [261, 287, 415, 447])
        limits = {}
        for row in table(path, 'coverage'):
            if row['limit_m'] is not None:
                limits.setdefault((row['definition'], row['unit_code'], row['weight'], row['counted_level']), []).append(row['limit_min'])
        self.assertEqual({definition for definition, *_ in limits}, {'weight', 'land_network', 'unit_reach'})
        self.assertEqual({tuple(found) for found in limits.values()}, {(5, 8, 10, 15)})

    def test_rules_are_in_the_manifest(self):
        entries = {row['key']: row['value'] for row in table(self.path, 'run')}
        self.assertEqual(entries['mode.2'], 'community kind=村 and subdistrict class=城镇化拓展区: ride')
        self.assertEqual(entries['mode.4'], 'subdistrict class=远郊地区|远郊: ride')
        self.assertEqual(entries['profile'], 'adult ride')


if __name__ == '__main__':
    sys.exit(tap.main(Modes))
