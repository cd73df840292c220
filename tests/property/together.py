#!/usr/bin/python3
"""Where parts of the program meet: walls and links, limits by size and split areas, modes and tables. Speaks TAP.

Usage: together.py COMMAND

All towns are a few streets, mostly one along y = 0, so that walks are differences of x; expected values are worked out by hand.
"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest

from osgeo import ogr

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))

import tap  # noqa: E402

ogr.UseExceptions()
X_M, Y_M = 500000.0, 4057000.0  # EPSG:4548, on the central meridian; multiples of the sample grid's 20 m
CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::4548'}}
GATES = {'gates': [{'source': 'gates.geojson', 'id': 'id', 'home': 'home'}]}
BY_SIZE = {'id': 'elderly', 'limits_by': {'attribute': 'size_m2', 'steps': [{'at_least': 2000, 'meters': 100},
                                                                            {'at_least': 5000, 'meters': 500}]}}
MODES = {'speed_mps': None, 'limits': {'minutes': [5, 10]}, 'profiles': ['adult', 'ride'],
         'modes': [{'level': 'community', 'where': {'kind': '村'}, 'profile': 'ride'}, {'profile': 'adult'}]}


def feature(kind, coordinates, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': {'type': kind, 'coordinates': coordinates}}


def street(number, *places):
    return feature('LineString', [[X_M + x, Y_M + y] for x, y in places], id=number, highway='residential')


def along(west_m, east_m):
    return street('along', (west_m, 0), (east_m, 0))


def box(number, west_m, south_m, east_m, north_m, **properties):
    corners = ((west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m), (west_m, south_m))
    return feature('Polygon', [[[X_M + x, Y_M + y] for x, y in corners]], id=number, **properties)


def home(number, x_m, people, y_m=0):
    """2 m x 2 m: one demand point, its middle."""
    return box(number, x_m - 1, y_m - 1, x_m + 1, y_m + 1, population=people)


def facility(number, x_m, y_m=0, category='elderly', **attributes):
    return feature('Point', [X_M + x_m, Y_M + y_m], id=number, name=number, category=category, **attributes)


def gate(number, x_m, y_m):
    return feature('Point', [X_M + x_m, Y_M + y_m], id=number, home=None)


def facilities_with(**attributes):
    return {'facilities': [{'source': 'facilities.geojson', 'category_field': 'category', 'id': 'id', 'name': 'name',
                            'attributes': attributes}]}


def units_with(**more):
    return {'units': [{'source': 'units.geojson', 'level_field': 'level', 'code': 'id', **more}]}


class Together(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.runs = 0

    def tearDown(self):
        self.place.cleanup()

    def run_town(self, layers, **keys):
        """Runs a town, which must end well (3: with remarks); answers its folder. A key None is left out."""
        self.runs += 1
        folder = os.path.join(self.place.name, str(self.runs))
        os.makedirs(folder)
        for name, features in layers.items():
            with open(os.path.join(folder, f'{name}.geojson'), 'w', encoding='utf-8') as out:
                json.dump({'type': 'FeatureCollection', 'crs': CRS, 'features': features}, out, ensure_ascii=False)
        config = {
            'speed_mps': 1.25, 'limits': {'meters': [250, 600]}, 'working_crs': 'EPSG:4548', 'parameters': {'areas': 'none'},
            'network': [{'source': 'roads.geojson', 'fields': {'id': 'id', 'highway': 'highway'}}],
            'facilities': [{'source': 'facilities.geojson', 'category_field': 'category', 'id': 'id', 'name': 'name'}],
            'homes': [{'source': 'homes.geojson', 'id': 'id', 'population': 'population'}],
            'output': {'path': 'out.gpkg', 'csv': 'tables'}, **keys}
        with open(os.path.join(folder, 'config.yaml'), 'w', encoding='utf-8') as out:
            json.dump({key: value for key, value in config.items() if value is not None}, out, ensure_ascii=False)
        done = subprocess.run([COMMAND, 'run', '--quiet', 'config.yaml'], cwd=folder, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return folder

    @staticmethod
    def table(folder, name, within='tables', **where):
        path = os.path.join(folder, within, f'{name}.csv')
        if not os.path.exists(path):
            return []
        with open(path, encoding='utf-8-sig', newline='') as rows:
            return [row for row in csv.DictReader(rows) if all(row[key] == value for key, value in where.items())]

    def one(self, folder, name, **where):
        rows = self.table(folder, name, **where)
        self.assertEqual(len(rows), 1, (name, where, rows))
        return rows[0]

    def assert_about(self, row, **expected):
        for column, value in expected.items():
            if isinstance(value, str):
                self.assertEqual(row[column], value, (column, row))
            else:
                self.assertNotEqual(row[column], '', (column, row))
                self.assertAlmostEqual(float(row[column]), value, delta=0.002, msg=(column, row))

    def handed_in(self, folder, name, profile):
        """Covered and whole by unit, of the first category."""
        return {row['unit_code'] or row['unit_name']: (float(row['elderly_numerator']), float(row['elderly_denominator']))
                for row in self.table(folder, name, 'hand', profile=profile)}

    # 1

    def strip(self, with_gate, *more_streets):
        """
        Two streets, y = 0 and y = 44, that meet at x = 1500 only; home C lies between them from end to end. The facility is on the
        one (x = 300), home R (100 people, x = 350) on the other, 2,395 m of walk away. C has 33 points (x = -20 ... 620; y = 20).
        """
        layers = {
            'roads': [street('south', (0, 0), (300, 0), (1500, 0)), street('east', (1500, 0), (1500, 44)),
                      street('north', (1500, 44), (300, 44), (0, 44)), street('spur', (300, 44), (300, 80)),
                      *more_streets],
            'homes': [box('C', -20, 5, 620, 39, population=1), home('R', 350, 100, 45)], 'facilities': [facility('F', 300)]}
        keys = {'limits': {'meters': 400}, 'parameters': {'areas': 'none', 'gaps': True}}
        if with_gate:
            layers['gates'] = [gate('G', 0, 5)]
            keys |= GATES
        return self.run_town(layers, **keys)

    def test_no_link_is_proposed_through_a_walled_home(self):
        """
        Open, the link of 44 m at x = 300 gives R a walk of 1 + 50 + 44 m: closed. With C walled such a link would be cut at the
        wall. From C's gate it is 5 + 300 m to the facility, so within 95 m of the gate C is covered: |x| <= sqrt(95^2 - 15^2) = 93,
        6 points of 33. Missing are 27/33 + 100 people; a facility on the northern street gains the 100 (C's gate leads south).
        """
        self.assert_about(self.one(self.strip(False), 'gaps'), change='link', change_length_m=44, gain_population=100)
        walled = self.strip(True)
        self.assert_about(self.one(walled, 'gaps'), population=100 + 27 / 33, change='facility', gain_population=100,
                          closes_ratio=100 / (100 + 27 / 33))
        self.assertEqual(self.table(walled, 'network_defects'), [])

    def test_no_dead_end_is_mended_through_a_walled_home(self):
        """A street drawn through C is closed inside: what is left of it ends 5 m off each wall, and mending that is no change."""
        folder = self.strip(True, street('through', (300, 0), (300, 44)))
        self.assert_about(self.one(folder, 'homes', home_id='R'), elderly_covered_ratio=0)
        self.assertEqual([row['change'] for row in self.table(folder, 'gaps')], ['facility'])
        self.assertEqual(self.table(folder, 'network_defects', kind='dead_end'), [])

    # 2

    def test_an_indicator_at_a_limit_is_about_that_limit(self):
        """
        Homes of 10 people at 100, 400 and 800 m of both facilities. Within 250 m: one home of three. At their largest limits, 600
        and 1000 m: two have both. No category has a limit of 777 m, so nothing is said about it.
        """
        layers = {'roads': [along(-100, 2500)], 'facilities': [facility('A', 0), facility('B', 0, category='school')],
                  'homes': [home('H1', 100, 10), home('H2', 400, 10), home('H3', 800, 10)],
                  'units': [box('U', -200, -200, 3000, 200)]}
        ask = {'kind': 'coverage', 'weight': 'population', 'target': 50}
        folder = self.run_town(
            layers, limits=None, units=[{'source': 'units.geojson', 'level': 'circle', 'code': 'id'}],
            categories=[{'id': 'elderly', 'limits': {'meters': [250, 600]}}, {'id': 'school', 'limits': {'meters': [250, 1000]}}],
            indicators=[{'id': 'all250', 'definition': 'all_of', 'meters': 250, **ask},
                        {'id': 'one250', 'definition': 'k_of_n', 'k': 1, 'meters': 250, **ask},
                        {'id': 'weakest250', 'definition': 'weakest', 'meters': 250, **ask},
                        {'id': 'all', 'definition': 'all_of', **ask},
                        {'id': 'all777', 'definition': 'all_of', 'meters': 777, **ask}])
        for level in ('all', 'circle'):
            for name in ('all250', 'one250', 'weakest250'):
                self.assert_about(self.one(folder, 'indicators', level=level, indicator=name), numerator=10, denominator=30,
                                  value=100 / 3, gap=5, **{'pass': 'no'})
            self.assert_about(self.one(folder, 'indicators', level=level, indicator='all'), numerator=20, denominator=30,
                              **{'pass': 'yes'})
            self.assert_about(self.one(folder, 'indicators', level=level, indicator='all777'), value='', numerator='',
                              **{'pass': 'n/a'})

    # 3

    def opened(self, places_m, **at_the_place):
        """Homes of 10 people, an open facility out of reach, and one that does not count at x = 1000; answers the one gap."""
        layers = {'roads': [along(-500, 3000)], 'homes': [home(f'H{x}', x, 10) for x in places_m],
                  'facilities': [facility('far', -400, m2=6000, s=None, h='24/7'), facility('P', 1000, **at_the_place)]}
        folder = self.run_town(layers, limits=None, categories=[BY_SIZE], at='Tue 22:00',
                               parameters={'areas': 'none', 'gaps': True, 'gap_link_m': 400},
                               **facilities_with(size_m2='m2', status='s', hours='h'))
        return self.one(folder, 'gaps')

    def test_what_opens_has_the_limit_of_its_size(self):
        """
        2500 m2 reach 100 m: the homes at 1000 and 1050 of three, 20 people of 30, more than half. Of five homes that is 0.4, less
        than half, and the new facility of the largest limit (500 m) is the answer: it closes all. So where it is below every step.
        """
        for kept_shut in ({'s': '在建', 'h': '24/7'}, {'s': None, 'h': '8:00-17:00'}):
            self.assert_about(self.opened((1000, 1050, 1300), m2=2500, **kept_shut), population=30, cause='closed_now',
                              change='open_facility', change_facility_id='P', gain_population=20, closes_ratio=2 / 3)
            self.assert_about(self.opened((1000, 1050, 1300, 1350, 1400), m2=2500, **kept_shut), population=50, change='facility',
                              gain_population=50, closes_ratio=1)
            self.assert_about(self.opened((1000, 1050, 1300), m2=100, **kept_shut), population=30, cause='no_facility',
                              change='facility', change_facility_id='', gain_population=30, closes_ratio=1)

    # 4

    def test_two_tier_by_unit_is_each_home_by_its_mode(self):
        """
        Ten minutes are 720 m on foot (E) and 1999.8 m by bicycle (W). Elderly at 0, school at 1500. Elderly and school away from
        A (W, 10 people, x = 100) 100 and 1400: both. F (W, 20, -1000) 1000 and 2500: elderly. B (E, 40, 500) 500 and 1000: elderly.
        Z (E, 80, 850) 850 and 650: school. N (E, 160, 2500) 2500 and 1000: neither.
        """
        layers = {'roads': [along(-1100, 2600)], 'facilities': [facility('E1', 0), facility('S1', 1500, category='school')],
                  'homes': [home('A', 100, 10), home('F', -1000, 20), home('B', 500, 40), home('Z', 850, 80), home('N', 2500, 160)],
                  'units': [box('U', -1500, -500, 3000, 500, level='subdistrict', kd='城'),
                            box('W', -1500, -500, 350, 500, level='community', kd='村'),
                            box('E', 350, -500, 3000, 500, level='community', kd='居')]}
        folder = self.run_town(layers, **MODES, **units_with(attributes={'kind': 'kd'}),
                               categories=[{'id': 'elderly'}, {'id': 'school'}],
                               two_tier=[{'id': 'care', 'one': 'elderly', 'many': 'school', 'weight': 'population'}])
        people = {'one': {'all': 70, 'U': 70, 'W': 30, 'E': 40}, 'many': {'all': 90, 'U': 90, 'W': 10, 'E': 80},
                  'both': {'all': 10, 'U': 10, 'W': 10, 'E': 0}, 'neither': {'all': 160, 'U': 160, 'W': 0, 'E': 160}}
        for detail, units in people.items():
            for unit, count in units.items():
                row = self.one(folder, 'coverage', profile='by_unit', definition='two_tier', detail=detail, unit_code=unit)
                self.assert_about(row, numerator=count, denominator={'W': 30, 'E': 280}.get(unit, 310))
        reached = {'A': (1, 1, 1, 0), 'F': (1, 0, 0, 0), 'B': (1, 0, 0, 0), 'Z': (0, 1, 0, 0), 'N': (0, 0, 0, 1)}
        for number, ratios in reached.items():
            self.assert_about(self.one(folder, 'homes_by_unit', home_id=number),
                              **{f'care_{part}_ratio': ratio for part, ratio in zip(people, ratios)})

    # 5

    def test_tables_to_hand_in_by_unit_need_no_people(self):
        """
        Homes of 4 m2; the facility at 800. A (W, by bicycle, x = 0) 800 m: reached, on foot (720 m) not. B (E, on foot, 500) 300 m:
        reached. Z (in no unit, so on foot, 1600) 800 m: not.
        """
        layers = {'roads': [along(-400, 1700)], 'facilities': [facility('E1', 800)],
                  'homes': [home('A', 0, None), home('B', 500, None), home('Z', 1600, None)],
                  'units': [box('U', -500, -500, 900, 500, level='subdistrict', kd='城'),
                            box('W', -500, -500, 350, 500, level='community', kd='村'),
                            box('E', 350, -500, 900, 500, level='community', kd='居')]}
        folder = self.run_town(layers, **MODES, **units_with(attributes={'kind': 'kd'}),
                               homes=[{'source': 'homes.geojson', 'id': 'id'}],
                               output={'path': 'out.gpkg', 'csv': 'tables', 'tables': {'folder': 'hand', 'language': 'en'}})
        land_m2 = {'T1_subdistricts': {'by_unit': {'U': (8, 8), 'outside': (0, 4), 'total': (8, 12)},
                                       'adult': {'U': (4, 8), 'outside': (0, 4), 'total': (4, 12)}},
                   'T2_communities': {'by_unit': {'W': (4, 4), 'E': (4, 4), 'outside': (0, 4), 'total': (8, 12)},
                                      'ride': {'W': (4, 4), 'E': (4, 4), 'outside': (4, 4), 'total': (12, 12)}}}
        for name, profiles in land_m2.items():
            for profile, units in profiles.items():
                self.assertEqual(self.handed_in(folder, name, profile), units, (name, profile))

    # 6

    def areas(self, layers, how, **keys):
        """Union of the service areas, and the sum of their sizes. A facility that keeps no ground has none."""
        folder = self.run_town(layers, limits=None, categories=[BY_SIZE], parameters={'areas': how},
                               **facilities_with(size_m2='m2'), **keys)
        data = ogr.Open(os.path.join(folder, 'out.gpkg'))
        shapes = [row.GetGeometryRef().Clone() for row in data.GetLayerByName('service_areas') if row.GetGeometryRef()]
        whole = shapes[0]
        for shape in shapes[1:]:
            whole = whole.Union(shape)
        covered = {row['home_id'] for row in self.table(folder, 'homes', elderly_status='covered')}
        return whole, sum(shape.Area() for shape in shapes), covered

    def test_split_areas_add_up_where_limits_depend_on_the_facility(self):
        """
        Along one street the ground within r is |x - a| + |y| <= r, at most 200 m off the street: 4 (200 r - 200^2 / 2) = 320,000 m2
        for the large one (r = 500, at 200), 2 * 100^2 = 20,000 for the small. At 600 the small lies in the large's ground; at 850
        it begins at 750, where the large's has ended (700). Covered are homes up to 700, and those from 750 to 950.
        """
        for x_m, size_m2 in ((600, 320000), (850, 340000)):
            layers = {'roads': [along(-1500, 1500)], 'homes': [home(f'{x}', x, 10) for x in range(10, 1000, 60)],
                      'facilities': [facility('small', x_m, m2=2500), facility('large', 200, m2=5000)]}
            expected = {f'{x}' for x in range(10, 1000, 60) if x <= 700 or abs(x - x_m) <= 100}
            for how in ('dissolve', 'split'):
                whole, sum_m2, covered = self.areas(layers, how)
                self.assertAlmostEqual(whole.Area(), size_m2, delta=40, msg=how)
                self.assertAlmostEqual(sum_m2, size_m2, delta=40, msg=how)
                self.assertEqual(covered, expected)
                for number in covered:
                    self.assertTrue(whole.Contains(ogr.CreateGeometryFromWkt(f'POINT({X_M + int(number)} {Y_M})')), (how, number))

    def test_split_areas_add_up_where_two_circles_meet(self):
        """
        Squares of half-diagonal 100 around 200 and 350 share one of half-diagonal 25: 2 * 2 * 100^2 - 2 * 25^2 = 38,750 m2. The
        border at x = 275 ends on both sides where the limit is: three meet there.
        """
        layers = {'roads': [along(-1500, 1500)], 'facilities': [facility('a', 200, m2=2500), facility('b', 350, m2=2500)],
                  'homes': [home(f'{x}', x, 10) for x in range(110, 450, 30)]}
        for how in ('dissolve', 'split'):
            whole, sum_m2, covered = self.areas(layers, how)
            self.assertEqual(len(covered), 12)
            self.assertAlmostEqual(whole.Area(), 38750, delta=40, msg=how)
            self.assertAlmostEqual(sum_m2, 38750, delta=40, msg=how)

    def test_areas_keep_their_tips_where_circles_meet(self):
        """
        Squares of half-diagonal 100 around 461.8 and 550.6 share one of half-diagonal 55.6: 40,000 - 2 * 55.6^2 = 33,817 m2. On
        one side of the street a tile's side cuts a tip off, and the walk has its peak between them.
        """
        layers = {'roads': [along(-1500, 1500)], 'facilities': [facility('a', 461.8, m2=2500), facility('b', 550.6, m2=2500)],
                  'homes': [home(f'{x}', x, 10) for x in range(380, 630, 30)]}
        for how in ('dissolve', 'split'):
            whole, sum_m2, _ = self.areas(layers, how)
            self.assertAlmostEqual(whole.Area(), 33817, delta=40, msg=how)
            self.assertAlmostEqual(sum_m2, 33817, delta=40, msg=how)

    def test_split_areas_hold_a_walled_home_that_is_covered(self):
        """
        The small facility stands inside C, 2500 m2: 100 m. The large one is at 0: 200 m to C's gate and 20 m off the street, and
        from there at most hypot(100, 100) = 141 m: within 500, so is D (420 + 20 + 40). Both lie in the ground whole.
        """
        layers = {'roads': [street('s', (-100, 0), (600, 0)), street('e', (600, 0), (600, 150)), street('n', (600, 150), (0, 150))],
                  'homes': [box('C', 100, 20, 300, 120, population=180), box('D', 400, 20, 440, 60, population=10)],
                  'gates': [gate('G', 200, 20), gate('Q', 420, 20)],
                  'facilities': [facility('inside', 260, 100, m2=2500), facility('large', 0, m2=6000)]}
        whole, sum_m2, covered = self.areas(layers, 'split', **GATES)
        self.assertEqual(covered, {'C', 'D'})
        self.assertAlmostEqual(sum_m2, self.areas(layers, 'dissolve', **GATES)[0].Area(), delta=100)
        for west, east, north in ((100, 300, 120), (400, 440, 60)):
            ring = f'{X_M + west} {Y_M + 20},{X_M + east} {Y_M + 20},{X_M + east} {Y_M + north},{X_M + west} {Y_M + north}'
            shape = ogr.CreateGeometryFromWkt(f'POLYGON(({ring},{X_M + west} {Y_M + 20}))')
            self.assertGreater(whole.Intersection(shape).Area() / shape.Area(), 0.999)

    # 7

    def test_no_worst_distance_where_a_gate_may_lead_to_an_island(self):
        """
        C is 200 m x 100 m of 11 x 6 points. Its best gate is (100, 20): 100 m along and 20 m off the street, and the mean way
        inside; the worst of the plain town, (300, 120), is 300 m farther; 54 points lie within 600 - 420 = 180 m of it. Where
        a street along C's northern side leads nowhere else, a gate there reaches nothing: the worst is no distance, least of all 0.
        """
        inside_m = sum(math.hypot(x, y) for x in range(0, 201, 20) for y in range(0, 101, 20)) / 66
        worst_m = {'plain': 420 + inside_m, 'island': ''}
        for name, streets in (('plain', []), ('island', [street('north', (-100, 150), (700, 150))])):
            folder = self.run_town({'roads': [along(-400, 2000), *streets], 'facilities': [facility('E1', 0)],
                                    'homes': [box('C', 100, 20, 300, 120, population=40), home('B', 500, 60)]},
                                   parameters={'areas': 'none', 'gate_band': 'all'})
            for limit in ('250', '600'):
                self.assert_about(self.one(folder, 'gate_band_homes', home_id='C', limit_m=limit), covered_ratio_worst={
                    ('plain', '600'): 54 / 66}.get((name, limit), 0), nearest_m_worst=worst_m[name], nearest_m_best=120 + inside_m)

    # 8

    def test_a_category_of_a_planned_facility_is_known_to_be_missing(self):
        """The only school is being built. That is handed in, so there are 0: not unknown."""
        folder = self.run_town(
            {'roads': [along(-100, 2500)], 'homes': [home('H1', 100, 10)], 'units': [box('U', -200, -200, 3000, 200)],
             'facilities': [facility('A', 0, s=None), facility('C', 300, category='school', s='在建')]},
            **facilities_with(status='s'), categories=[{'id': 'elderly'}, {'id': 'school'}],
            units=[{'source': 'units.geojson', 'level': 'circle', 'code': 'id'}],
            presence=[{'id': 'sch', 'facilities': 'school', 'level': 'circle'},
                      {'id': 'eld', 'facilities': 'elderly', 'level': 'circle'}],
            indicators=[{'id': 'schools', 'kind': 'count', 'numerator': {'facilities': ['school']}, 'target': 1}])
        self.assert_about(self.one(folder, 'presence', requirement='sch', unit_code='U'), facility_count=0, missing='yes', met='no')
        self.assert_about(self.one(folder, 'presence', requirement='eld', unit_code='U'), facility_count=1, missing='no', met='yes')
        for level in ('all', 'circle'):
            self.assert_about(self.one(folder, 'indicators', indicator='schools', level=level), value=0, gap=1, **{'pass': 'no'})

    # 11

    def test_walled_homes_join_by_their_gates(self):
        """
        joined_within_m is 50. The gates of C and N are 100 m off the street: joined is no one. With O at the street (x = 400) its
        20 people are all that are: within 600 m of the facility at 0, not within 250.
        """
        far = [box('C', 100, 100, 300, 180, population=180), box('N', 900, 100, 1000, 180, population=180)]
        for homes, parts in ((far, {'250': (0, 0), '600': (0, 0)}),
                             ([*far, home('O', 400, 20)], {'250': (0, 20), '600': (20, 20)})):
            folder = self.run_town({'roads': [along(-400, 1600)], 'homes': homes, 'facilities': [facility('F', 0)],
                                    'gates': [gate('G', 200, 100), gate('G2', 950, 100)]},
                                   parameters={'areas': 'none', 'joined_within_m': 50}, **GATES)
            for limit, (covered, whole) in parts.items():
                row = self.one(folder, 'coverage', definition='weight_joined', weight='population', limit_m=limit, level='all')
                self.assert_about(row, numerator=covered, denominator=whole)

    # 12

    def test_tables_add_up_with_people_without_a_home(self):
        """
        S1 has 100 people, its homes 40: 60 are in no home, so in no community. S2 has 50, its homes 60. Within 600 m are A (100)
        and B (500): 40 and 60 of 160 people.
        """
        layers = {'roads': [along(-400, 1600)], 'facilities': [facility('E1', 0)],
                  'homes': [home('A', 100, 40), home('B', 500, 60)],
                  'units': [box('D', -500, -500, 1900, 500, level='district', people=None),
                            box('S1', -500, -500, 350, 500, level='subdistrict', people=100),
                            box('S2', 350, -500, 1900, 500, level='subdistrict', people=50),
                            box('W', -500, -500, 350, 500, level='community', people=None),
                            box('E', 350, -500, 1900, 500, level='community', people=None)]}
        folder = self.run_town(layers, limits={'meters': [600]}, **units_with(),
                               spread=[{'weight': 'population', 'level': 'subdistrict', 'field': 'people'}],
                               output={'path': 'out.gpkg', 'csv': 'tables', 'tables': {'folder': 'hand', 'language': 'en'}})
        expected = {'T1_subdistricts': {'S1': (40, 100), 'S2': (60, 60), 'total': (100, 160)},
                    'T2_communities': {'W': (40, 40), 'E': (60, 60), 'outside': (0, 60), 'total': (100, 160)}}
        for name, units in expected.items():
            self.assertEqual(self.handed_in(folder, name, 'adult'), units, name)


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(Together))
