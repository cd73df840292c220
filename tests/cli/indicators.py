#!/usr/bin/python3
"""Indicators, spreads and presence of a small district against spreadsheet arithmetic done here, from the same input files.

Usage: indicators.py COMMAND [SEED...]
"""
import csv
import math
import os
import sys
import tempfile
import unittest

import command
import village

SEEDS = [int(seed) for seed in sys.argv[2:] if seed.isdigit()] or [1, 2, 3]
AREA_CATEGORIES = ('party_centre', 'service_facility')


def number(text):
    return None if text == '' else float(text)


class Sheet:
    """What a planner would put into the cells of a spreadsheet."""

    def __init__(self, plan):
        self.plan = plan
        self.above = {unit.code: unit.parent for unit in plan.units}

    def inside(self, unit, code):
        """Whether the unit of that code is `unit` or lies in it; None is everything."""
        while code and unit and code != unit.code:
            code = self.above[code]
        return unit is None or code == unit.code

    def homes(self, unit, key):
        return sum(row[key] for row in self.plan.homes if unit is None or unit.holds(row['x'] + 1, row['y'] + 1))

    def facilities(self, unit, categories):
        return [row for row in self.plan.facilities
                if row['category'] in categories and (unit is None or unit.holds(row['x'], row['y']))]

    def buildings(self, categories):
        """Facilities by building: the same site, or the same address within 30 m. The first by category and id stands for all."""
        order = {'party_centre': 3, 'service_facility': 4}
        rows = sorted(self.facilities(None, categories), key=lambda row: (order[row['category']], row['id']))
        found = []
        for row in rows:
            for building in found:
                if any(same_building(row, other) for other in building):
                    building.append(row)
                    break
            else:
                found.append([row])
        return found

    def area(self, unit, key, known=None):
        """Sum over buildings that lie in the unit: each with the greatest value among its rows."""
        total, found, lacking = 0, 0, 0
        for building in self.buildings(AREA_CATEGORIES):
            rows = [row for row in building if known is None or known in row]
            values = [row[key] for row in rows if key in row]
            if not rows or not (unit is None or unit.holds(rows[0]['x'], rows[0]['y'])):
                continue
            found, lacking = found + bool(values), lacking + (not values)
            total += max(values, default=0)
        return None if lacking and not found else total  # one gap counts nothing; where there are only gaps nothing is known

    def figure(self, unit, key):
        values = [row[key] for code, row in self.plan.figures.items() if self.inside(unit, code)]
        return None if not values or None in values else sum(values)

    def communities(self, unit, category):
        """Communities in the unit that hold a facility, and all of them."""
        there = [item for item in self.plan.of('community') if self.inside(unit, item.code)]
        return sum(bool(self.facilities(item, (category,))) for item in there), len(there)

    def parts(self, indicator, unit):
        """Numerator and denominator; None where not known."""
        if indicator == 'service_area_per_100_households':
            return self.area(unit, 'floor_area_m2'), self.homes(unit, 'households')
        if indicator == 'service_facility_coverage':
            return self.communities(unit, 'service_facility')
        if indicator == 'self_service_coverage':
            return self.communities(unit, 'self_service')
        if indicator == 'activity_area_share':
            return self.area(unit, 'activity_area_m2', known='floor_area_m2'), self.area(unit, 'floor_area_m2')
        if indicator == 'cloud_registration_share':
            return self.figure(unit, 'registered_families'), self.figure(unit, 'resident_households')
        if indicator == 'community_workers_per_10000':
            return self.figure(unit, 'community_workers'), self.figure(unit, 'urban_population')
        if indicator == 'certified_worker_share':
            return self.figure(unit, 'certified_workers'), self.figure(unit, 'community_workers')
        if indicator == 'volunteer_station_share':
            rows = self.facilities(unit, AREA_CATEGORIES)
            return sum(row.get('volunteer_station') == '是' for row in rows), len(rows)
        if indicator == 'rural_elder_beds_per_1000':
            return sum(row['beds'] for row in self.facilities(unit, ('rural_elder_facility',))), self.homes(unit, 'elders')
        raise KeyError(indicator)


TARGETS = {'service_area_per_100_households': (30, 100, 'm2'), 'service_facility_coverage': (100, 100, 'units'),
           'self_service_coverage': (100, 100, 'units'), 'activity_area_share': (60, 100, 'm2'),
           'cloud_registration_share': (65, 100, '户'), 'community_workers_per_10000': (18, 10000, '人'),
           'certified_worker_share': (22, 100, '人'), 'volunteer_station_share': (100, 100, 'facilities'),
           'rural_elder_beds_per_1000': (None, 1000, None)}


def same_building(a, b):
    if a.get('site') and b.get('site'):
        return a['site'] == b['site']
    near = math.hypot(a['x'] - b['x'], a['y'] - b['y']) <= 30
    return near and bool(a.get('address')) and a.get('address') == b.get('address')


class IndicatorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keeper = tempfile.TemporaryDirectory(prefix='lifecircle-指标-')
        cls.done = {}
        for seed in SEEDS:
            cls.done[seed] = cls.run_plan(f'{seed}', village.Village(seed))

    @classmethod
    def tearDownClass(cls):
        cls.keeper.cleanup()

    @classmethod
    def run_plan(cls, name, plan, code=0, **more):
        folder = os.path.join(cls.keeper.name, name)
        os.makedirs(folder)
        plan.write(folder, **more)
        done = command.subprocess.run([command.COMMAND, 'run', '-q', 'c.yaml'], cwd=folder, capture_output=True, timeout=300, check=False)
        if done.returncode != code:
            raise AssertionError(f'{name}: {done.returncode}: {done.stderr.decode()}')
        return plan, folder

    def each(self):
        yield from self.done.values()

    def table(self, folder, name, **wanted):
        with open(os.path.join(folder, 'tables', name + '.csv'), encoding='utf-8-sig', newline='') as file:
            return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in wanted.items())]

    def expect_row(self, row, parts, target):
        """A row of the table against numerator and denominator."""
        numerator, denominator = parts
        wanted, scale, measure = target
        where = (row['indicator'], row['unit_code'])
        self.assertEqual((number(row['numerator']), number(row['denominator'])), parts, where)
        if not denominator or numerator is None:
            self.assertEqual((row['value'], row['pass'], row['gap']), ('', 'n/a', ''), where)
            return
        value = scale * numerator / denominator
        self.assertAlmostEqual(number(row['value']), value, delta=2e-6, msg=where)
        if wanted is None:
            self.assertEqual((row['pass'], row['target'], row['gap']), ('n/a', '', ''))
            return
        self.assertEqual(row['pass'], 'yes' if value >= wanted else 'no', where)
        gap = max(0.0, wanted * denominator / scale - numerator)
        if measure != 'm2':
            gap = math.ceil(gap - 1e-9)
        self.assertAlmostEqual(number(row['gap']), gap, delta=2e-6, msg=where)
        self.assertEqual((row['gap_measure'], number(row['target'])), (measure, wanted), where)

    def test_every_indicator_equals_the_sheet_in_every_unit(self):
        for plan, folder in self.each():
            sheet = Sheet(plan)
            rows = self.table(folder, 'indicators')
            seen = 0
            for row in rows:
                if row['indicator'] not in TARGETS:
                    continue
                unit = next((unit for unit in plan.units if unit.code == row['unit_code']), None)
                self.assertEqual(row['level'], unit.level if unit else 'all')
                parts = sheet.parts(row['indicator'], unit)
                if row['level'] == 'group' and not parts[1]:  # no communities, no figures below
                    self.assertIn((row['value'], row['pass']), (('', 'n/a'),))
                    seen += 1
                    continue
                self.expect_row(row, parts, TARGETS[row['indicator']])
                seen += 1
            self.assertGreater(seen, 300)

    def test_a_town_without_households_is_not_judged(self):
        for _, folder in self.each():
            row, = self.table(folder, 'indicators', indicator='service_area_per_100_households', unit_code='T4')
            self.assertEqual((row['value'], row['pass'], row['gap'], row['denominator']), ('', 'n/a', '', '0'))
            self.assertIn('the denominator is 0', row['note'])

    def test_question_1_area_for_100_households(self):
        """Who is under 30 m2, what does each lack, and the district as a ratio of sums: one run, one table."""
        for plan, folder in self.each():
            sheet = Sheet(plan)
            rows = self.table(folder, 'indicators', indicator='service_area_per_100_households', level='subdistrict')
            self.assertEqual([row['unit_code'] for row in rows], ['T1', 'T2', 'T3', 'T4'])
            for row in rows:
                unit = next(unit for unit in plan.units if unit.code == row['unit_code'])
                area, households = sheet.parts(row['indicator'], unit)
                if households:
                    self.assertAlmostEqual(number(row['gap']), max(0.0, 0.3 * households - area), delta=1e-6)
                    self.assertEqual(row['pass'], 'no' if area < 0.3 * households else 'yes')
            whole, = self.table(folder, 'indicators', indicator='service_area_per_100_households', unit_code='all')
            areas = [number(row['numerator']) for row in rows]
            self.assertAlmostEqual(number(whole['value']),
                                   100 * sum(areas) / sum(number(row['denominator']) for row in rows), delta=1e-6)
            passed, = self.table(folder, 'indicator_spread', indicator='service_area_per_100_households', unit_code='all',
                                 counted_level='subdistrict')
            self.assertEqual([int(passed[key]) for key in ('unit_count', 'pass_count', 'fail_count', 'na_count')],
                             [4, sum(row['pass'] == 'yes' for row in rows), sum(row['pass'] == 'no' for row in rows), 1])

    def test_question_2_communities_without_a_facility_by_tier(self):
        for plan, folder in self.each():
            sheet = Sheet(plan)
            rows = self.table(folder, 'indicators', indicator='service_facility_coverage', level='community')
            without = {row['unit_code'] for row in rows if row['pass'] == 'no'}
            self.assertEqual(without, {unit.code for unit in plan.of('community')
                                       if not sheet.facilities(unit, ('service_facility',))})
            for tier in plan.of('tier'):
                row, = self.table(folder, 'indicators', indicator='service_facility_coverage', unit_code=tier.code)
                self.assertEqual(number(row['gap']), sum(sheet.inside(tier, code) for code in without))

    def test_question_2_what_changes_where_sites_count_once(self):
        more = ('indicators:\n  - {id: service_area_per_100_households, numerator: {facilities: [party_centre, service_facility], '
                'attribute: floor_area_m2, sites: each}}\n')
        plan, once = self.done[SEEDS[0]]
        _, each = self.run_plan('each', village.Village(SEEDS[0]), more=more)
        merged = {row['feature_id'] for row in self.table(once, 'quality', code='shared_site', field='floor_area_m2')}
        buildings = [building for building in Sheet(plan).buildings(AREA_CATEGORIES) if len(building) > 1]
        self.assertEqual(merged, {row['id'] for building in buildings for row in building[1:]})
        totals = [self.table(folder, 'indicators', indicator='service_area_per_100_households', unit_code='all')[0]
                  for folder in (once, each)]
        less = sum(sum(row.get('floor_area_m2', 0) for row in building) - max(row.get('floor_area_m2', 0) for row in building)
                   for building in buildings)
        self.assertGreater(less, 0)
        self.assertAlmostEqual(number(totals[1]['numerator']) - number(totals[0]['numerator']), less, delta=1e-6)
        self.assertIn(f'{len(merged)} facilities share the site of another and count once ({less} less)', totals[0]['note'])
        self.assertEqual(totals[1]['target'], '30')  # what the configuration does not say stays the standard's
        self.assertEqual(totals[1]['binding'], 'binding')

    def test_question_6_thirty_six_of_thirty_six(self):
        for _, folder in self.each():
            stations = self.table(folder, 'presence', requirement='minor_station')
            self.assertEqual({row['unit_code'] for row in stations if row['missing'] == 'yes'}, {'T1'})
            centres = {row['unit_code']: row for row in self.table(folder, 'presence', requirement='affairs_centre')}
            self.assertEqual({code: (row['missing'], row['best_grade'], row['met']) for code, row in centres.items()},
                             {'T1': ('no', '5A', 'yes'), 'T2': ('no', '4A', 'no'), 'T3': ('yes', '', 'no'), 'T4': ('no', '5A', 'yes')})
            unknown = self.table(folder, 'presence', requirement='charity_shop')
            self.assertEqual({(row['missing'], row['met'], row['facility_count']) for row in unknown}, {('n/a', 'n/a', '')})

    def test_question_16_the_rural_network(self):
        """Units without a facility of their level, and facilities whose level contradicts their place."""
        for plan, folder in self.each():
            for name, level, words in (('rural_town', 'subdistrict', '镇'), ('rural_circle', 'circle', '片区'),
                                       ('rural_village', 'community', '村'), ('rural_group', 'group', '组')):
                rows = self.table(folder, 'presence', requirement=name)
                asked = [unit for unit in plan.of(level) if level == 'circle' or unit.code.startswith(('T3', 'T4'))]
                self.assertEqual([row['unit_code'] for row in rows], [unit.code for unit in asked])
                for row, unit in zip(rows, asked):
                    count = sum(item.get('level') == words for item in Sheet(plan).facilities(unit, ('rural_elder_facility',)))
                    self.assertEqual((int(row['facility_count']), row['missing']), (count, 'no' if count else 'yes'), unit.code)
            wrong = {row['feature_id']: row for row in self.table(folder, 'quality', code='level_contradicts_place')}
            outside, = [item for item in plan.facilities if item.get('level') == '组' and item['x'] < 800]
            self.assertEqual(set(wrong), {outside['id'], plan.wrong['id']})
            self.assertIn('T4-P2-C2', wrong[plan.wrong['id']]['found'])
            self.assertEqual([row['found'] for row in self.table(folder, 'quality', code='level_unknown')], ['"别院"'])

    def test_spread_of_beds_over_the_towns(self):
        for plan, folder in self.each():
            sheet = Sheet(plan)
            values = []
            for unit in plan.of('subdistrict'):
                beds, elders = sheet.parts('rural_elder_beds_per_1000', unit)
                if elders:
                    values.append(1000 * beds / elders)
            values.sort()
            row, = self.table(folder, 'indicator_spread', indicator='rural_elder_beds_per_1000', unit_code='all', counted_level='subdistrict')
            self.assertEqual((row['unit_count'], row['na_count']), ('4', '1'))
            gini = sum(abs(a - b) for a in values for b in values) / (2 * len(values) * sum(values))
            for key, value in (('min', values[0]), ('median', values[1]), ('max', values[2]), ('gini', gini)):
                self.assertAlmostEqual(number(row[key]), value, delta=2e-6, msg=key)

    def test_a_register_is_counted_and_a_sample_has_an_interval(self):
        for plan, folder in self.each():
            row, = self.table(folder, 'indicators', indicator='social_organisation_count')
            self.assertEqual((row['level'], number(row['value']), number(row['gap'])), ('all', len(plan.register), 13000 - len(plan.register)))
            self.assertEqual((row['date'], row['measure']), ('2025-03', '家'))
            for code, (satisfied, answers) in plan.satisfaction.items():
                row, = self.table(folder, 'indicators', indicator='satisfaction_share', unit_code=code)
                self.assertAlmostEqual(number(row['value']), 100 * satisfied / answers, delta=1e-6)
                self.assertEqual((row['date'], row['base']), ('2025-06-30', '有效答卷'))
                # Both ends of Wilson's interval solve |p - share| = z sqrt(p (1 - p) / n).
                for end in ('low', 'high'):
                    p = number(row[end]) / 100
                    self.assertAlmostEqual(abs(p - satisfied / answers), 1.959963984540054 * math.sqrt(p * (1 - p) / answers), delta=1e-7)
            whole, = self.table(folder, 'indicators', indicator='satisfaction_share', unit_code='all')
            self.assertEqual((whole['value'], whole['pass']), ('', 'n/a'))  # T4 has no figure: the whole is not known
            self.assertIn('have no figure', whole['note'])

    def test_what_could_not_be_counted_is_listed(self):
        """Another kind of area, a word in a number, a row of totals, an unknown unit: the run finishes and lists each."""
        for plan, folder in self.each():
            other = {row['feature_id'] for row in self.table(folder, 'quality', code='other_area_kind')}
            self.assertEqual(other, {row['id'] for row in plan.facilities if 'site_area_m2' in row and 'floor_area_m2' not in row})
            self.assertIn('约1200㎡', {row['found'] for row in self.table(folder, 'quality', code='number_guessed')})
            self.assertEqual(len(self.table(folder, 'quality', code='total_row', layer='figures')), 1)
            self.assertEqual({row['found'] for row in self.table(folder, 'quality', code='unknown_unit', layer='figures')}, {'T9-unknown'})
            missing, = self.table(folder, 'indicators', indicator='community_workers_per_10000', unit_code='all')
            self.assertEqual((missing['value'], missing['pass']), ('', 'n/a'))

    def test_a_coverage_is_the_row_that_was_meant(self):
        """Against the table `coverage`, picked by its columns: a limit, the largest limit, sets, land, counted units."""
        choices = {
            'a': ('definition: weight, category: elderly_centre, weight: elders, minutes: 5',
                  {'definition': 'weight', 'category': 'elderly_centre', 'weight': 'elders', 'limit_m': '360'}, 'people'),
            'b': ('definition: weight, category: elderly_centre, weight: households',
                  {'definition': 'weight', 'category': 'elderly_centre', 'weight': 'households', 'limit_m': '1080'}, 'households'),
            'c': ('definition: land_network, category: minor_station, meters: 360',
                  {'definition': 'land_network', 'category': 'minor_station', 'limit_m': '360'}, 'm2'),
            'd': ('definition: land_radius, category: minor_station', {'definition': 'land_radius', 'category': 'minor_station'}, 'm2'),
            'e': ('definition: all_of, set: care, weight: population',
                  {'definition': 'all_of', 'category_set': 'care', 'weight': 'population', 'limit_m': '1080'}, 'people'),
            'f': ('definition: k_of_n, k: 1, set: care, weight: population, minutes: 5',
                  {'definition': 'k_of_n', 'category_set': 'care', 'k': '1', 'weight': 'population', 'limit_m': '360'}, 'people'),
            'g': ('definition: unit_has, category: affairs_centre, counted_level: subdistrict',
                  {'definition': 'unit_has', 'category': 'affairs_centre', 'counted_level': 'subdistrict'}, 'units'),
            'h': ('definition: facility_has, category: elderly_centre, detail: with minor_station',
                  {'definition': 'facility_has', 'category': 'elderly_centre', 'detail': 'with minor_station'}, 'facilities'),
            'i': ('definition: two_tier, weight: elders, detail: neither',
                  {'definition': 'two_tier', 'weight': 'elders', 'detail': 'neither'}, 'people'),
            'j': ('definition: two_tier, weight: elders, detail: many',
                  {'definition': 'two_tier', 'weight': 'elders', 'detail': 'many'}, 'people'),
        }
        more = ('limits: {minutes: [5, 15]}\nsets: [{id: care, categories: [elderly_centre, minor_station]}]\n'
                'facility_has: [{category: elderly_centre, with: minor_station, within_m: 400}]\n'
                'two_tier: [{id: pair, one: elderly_centre, many: minor_station, weight: elders}]\nindicators:\n' +
                ''.join(f'  - {{id: {name}, kind: coverage, target: 100, {text}}}\n' for name, (text, _, _) in choices.items()))
        _, folder = self.run_plan('choices', village.Village(SEEDS[0]), more=more)
        for name, (_, columns, measure) in choices.items():
            rows = {row['unit_code']: row for row in self.table(folder, 'coverage', **columns)}
            self.assertIn('all', rows, name)
            for found in self.table(folder, 'indicators', indicator=name):
                row = rows.get(found['unit_code'])
                if row is None:  # units below those that are counted
                    self.assertEqual((name, found['value']), ('g', ''))
                    continue
                self.assertEqual((found['numerator'], found['denominator']), (row['numerator'], row['denominator']), (name, found))
                if row['ratio']:
                    self.assertAlmostEqual(number(found['value']), 100 * number(row['ratio']), delta=1e-4)
                    self.assertEqual(found['gap_measure'], measure)

    def test_question_19_parks_by_their_area(self):
        """Residential land within 500 m of parks from 5,000 m2 on, 300 m from 2,000 m2 on; smaller ones do not count."""
        plan = village.Village(SEEDS[0])
        plan.facilities = [{'id': f'P{area}', 'name': '', 'category': 'park', 'x': x, 'y': 210, 'site_area_m2': area}
                           for area, x in ((5000, 40), (4999, 1000), (1999, 1550))]
        _, folder = self.run_plan('parks', plan, standard='urban-checkup')
        row, = self.table(folder, 'indicators', indicator='park_radius_coverage', unit_code='all')
        within = 0
        for item in plan.homes:
            away = [math.hypot(item['x'] + 1 - x, item['y'] + 1 - 210) - radius for x, radius in ((40, 500), (1000, 300))]
            self.assertTrue(all(abs(value) > 3 for value in away))  # no home lies across a circle
            within += min(away) < 0
        self.assertGreater(len(plan.homes), within)
        self.assertAlmostEqual(number(row['denominator']), 4 * len(plan.homes), delta=1e-3)
        self.assertAlmostEqual(number(row['numerator']), 4 * within, delta=1e-3)
        self.assertAlmostEqual(number(row['value']), 100 * within / len(plan.homes), delta=1e-3)

    def test_an_incomplete_standard_says_so(self):
        _, folder = self.run_plan('incomplete', village.Village(SEEDS[0]), standard='tdt1062-2021')
        done = command.subprocess.run([command.COMMAND, 'run', 'c.yaml'], cwd=folder, capture_output=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(b'standard_incomplete', done.stderr)
        row, = self.table(folder, 'quality', code='standard_incomplete')
        self.assertIn('TD/T 1062-2021', row['found'])
        self.assertEqual({row['value'] for row in self.table(folder, 'run', key='standard.incomplete')}, {row['found']})

    def test_any_number_of_threads_gives_the_same_tables(self):
        _, folder = self.run_plan('threads', village.Village(SEEDS[0]))
        before = self.read_tables(folder)
        done = command.subprocess.run([command.COMMAND, 'run', '-q', '--threads', '7', 'c.yaml'], cwd=folder, capture_output=True,
                                      timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(self.read_tables(folder), before)

    @staticmethod
    def read_tables(folder):
        found = {}
        for name in ('indicators', 'indicator_spread', 'presence', 'quality'):
            with open(os.path.join(folder, 'tables', name + '.csv'), 'rb') as file:
                found[name] = file.read()
        return found


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(command.tap.main(IndicatorsTest))
