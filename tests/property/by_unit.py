#!/usr/bin/python3
"""Random districts where each community has a mode of its own: every row of `by_unit` against runs with one profile alone. TAP.

Usage: by_unit.py COMMAND
A community has one mode, so what is said about it is what the run of that profile says; units above, and everything, are its sums.
Shares of homes come from the layers `homes` of those runs.
"""
import csv
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
sys.path.insert(0, HERE)

import tap  # noqa: E402
import town  # noqa: E402

SEEDS = (1, 2, 3)
PROFILES = ('adult', 'elder', 'ride')
INDICATORS = """indicators:
  - {id: near, kind: coverage, definition: weight, category: clinic, weight: population, minutes: 3, target: 60}
  - {id: far, kind: coverage, definition: weight, category: clinic, weight: population, target: 90}
  - {id: daily, kind: coverage, definition: all_of, set: daily, weight: elders, minutes: 3, target: 50}
  - {id: land, kind: coverage, definition: land_network, category: market, minutes: 8}
  - {id: circle, kind: coverage, definition: land_radius, category: clinic, minutes: 8}
  - {id: lines, kind: coverage, definition: weight_radius, category: clinic, weight: population, minutes: 8}
  - {id: pair, kind: coverage, definition: two_tier, detail: both, weight: population, minutes: 8}
  - {id: clinics, kind: count, numerator: {facilities: clinic}}
"""
SUMMED = {'straight_network': ('straight', 'network', 'difference', 'denominator'),
          'missing_minutes': ('denominator', 'beyond', 'without_walk', 'missing_total_min'),
          'coverage': ('numerator', 'denominator'), 'gate_band': ('denominator', 'numerator', 'numerator_worst', 'numerator_best'),
          'indicators': ('numerator', 'denominator')}
KEYS = {'straight_network': ('category', 'limit_min', 'weight'), 'missing_minutes': ('category', 'limit_min', 'weight'),
        'gate_band': ('category', 'limit_min', 'weight'),
        'coverage': ('definition', 'category', 'category_set', 'k', 'weight', 'limit_min', 'counted_level', 'detail', 'radius_of'),
        'indicators': ('indicator',)}


def table(path, name):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as base:
        base.row_factory = sqlite3.Row
        return [dict(row) for row in base.execute(f'SELECT * FROM "{name}"')]


def by_key(rows, name):
    """{((level, code), key): row}"""
    found = {}
    for row in rows:
        row['radius_of'] = row.get('definition', '').endswith('_radius')
        key = ((row['level'], row['unit_code']), tuple(row[column] for column in KEYS[name]))
        assert key not in found, key
        found[key] = row
    return found


class Result:
    """A town with modes, and each profile alone."""

    def __init__(self, seed, folder):
        self.town, dice = town.Town(seed), random.Random(seed)
        self.modes = {code: dice.choice(PROFILES) for level, code, _ in self.town.units() if level == 'community'}
        self.town.write(folder)
        with open(os.path.join(folder, 'c.yaml'), encoding='utf-8') as file:
            text = file.read()
        text = text.replace('limits: {meters: [250, 600]}', 'limits: {minutes: [3, 8]}').replace('speed_mps: 1.25\n', '')
        text = text.replace('limits: {meters: 300}', 'limits: {minutes: 4}').replace('radius_m: 400, ', '')
        text = text.replace('areas: none', 'areas: none, gaps: false, gate_band: all')
        text = text.replace('name: name}]\noutput', 'name: name, attributes: {spot: code}}]\noutput') + INDICATORS
        text += 'two_tier: [{id: pair, one: clinic, many: market, weight: population}]\n'
        rules = [{'level': 'community', 'where': {'spot': [code for code, own in self.modes.items() if own == profile]},
                  'profile': profile} for profile in PROFILES]
        self.alone = {profile: self.run(folder, profile, f'profile: {profile}\n' + text) for profile in PROFILES}
        self.path = self.run(folder, 'modes', f'profiles: {json.dumps(PROFILES)}\nmodes: {json.dumps(rules)}\n' + text)
        self.folder = os.path.join(folder, 'modes')

    @staticmethod
    def run(folder, name, text):
        text = text.replace('output: {path: out.gpkg}', f'output: {{path: {name}.gpkg, tables: {{folder: {name}, language: en}}}}')
        with open(os.path.join(folder, name + '.yaml'), 'w', encoding='utf-8') as file:
            file.write(text)
        done = subprocess.run([COMMAND, 'run', '--quiet', name + '.yaml'], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr)
        return os.path.join(folder, name + '.gpkg')

    def communities_in(self, unit):
        """All that lie in a unit (level, code) by their middle; in "all" every one."""
        boxes = {(level, code): corners for level, code, corners in self.town.units()}
        west, south, east, north = boxes.get(unit, (-1e9, -1e9, 1e9, 1e9))
        middle = {code: ((corners[0] + corners[2]) / 2, (corners[1] + corners[3]) / 2)
                  for (level, code), corners in boxes.items() if level == 'community'}
        return [name for name, (x, y) in middle.items() if west < x < east and south < y < north]


class ByUnit(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.places, cls.results = [], []
        for seed in SEEDS:
            print(f'# seed {seed}')
            cls.places.append(tempfile.TemporaryDirectory())
            cls.results.append(Result(seed, cls.places[-1].name))

    @classmethod
    def tearDownClass(cls):
        for place in cls.places:
            place.cleanup()

    def check_sums(self, result, name):
        """Rows of communities are those of the profile alone; those of the units above are their sums."""
        alone = {profile: by_key(table(path, name), name) for profile, path in result.alone.items()}
        found = by_key([row for row in table(result.path, name) if row['profile'] == 'by_unit'], name)
        counted = ('unit_has', 'unit_reach', 'weakest', 'facility_has')  # units and facilities, and another category in each
        tried = 0
        self.assertEqual(len(found), len(alone['adult']))
        for (unit, key), row in found.items():
            if row.get('definition') in counted or row.get('indicator') == 'clinics' or row.get('detail') == 'many per one':
                continue
            parts = [alone[result.modes[community]][('community', community), key] for community in result.communities_in(unit)]
            for column in SUMMED[name]:
                self.assertAlmostEqual(row[column], sum(part[column] for part in parts), delta=1e-3, msg=(unit, key, column))
            if unit[0] == 'community' and name == 'coverage':
                self.assertEqual(row['ratio'], parts[0]['ratio'])
            tried += 1
        self.assertGreater(tried, 0)
        return found

    def test_straight_lines(self):
        for result in self.results:
            for (_, _), row in self.check_sums(result, 'straight_network').items():
                if row['network']:
                    self.assertAlmostEqual(row['over_claim_percent'], 100 * row['difference'] / row['network'], 
                                           delta=1e-6 + 1e-4 * (1 + row['straight'] / row['network']) / row['network'])

    def test_missing_minutes(self):
        for result in self.results:
            self.check_sums(result, 'missing_minutes')

    def test_bands_of_unknown_gates(self):
        for result in self.results:
            self.check_sums(result, 'gate_band')
            rows = {profile: {(row['home_id'], row['category'], row['limit_min']): row for row in table(path, 'gate_band_homes')}
                    for profile, path in result.alone.items()}
            unit = {row['home_id']: row['unit_community'] for row in table(result.alone['adult'], 'homes')}
            found = [row for row in table(result.path, 'gate_band_homes') if row['profile'] == 'by_unit']
            self.assertEqual(len(found), len(rows['adult']))
            for row in found:
                own = rows[result.modes[unit[row['home_id']]]][row['home_id'], row['category'], row['limit_min']]
                for column in ('place_count', 'covered_ratio', 'covered_ratio_worst', 'covered_ratio_best', 'nearest_m',
                               'nearest_m_worst', 'nearest_m_best'):
                    self.assertEqual(row[column], own[column], (row['home_id'], column))

    def test_coverage(self):
        for result in self.results:
            self.check_sums(result, 'coverage')

    def test_coverage_is_summed_over_homes(self):
        tried = 0
        for result in self.results:
            rows = {profile: {row['home_id']: row for row in table(path, 'homes')} for profile, path in result.alone.items()}
            homes = [rows[result.modes[row['unit_community']]][row['home_id']] for row in rows['adult'].values()]
            for row in table(result.path, 'coverage'):
                if (row['profile'], row['definition'], row['limit_min']) != ('by_unit', 'weight', 8):
                    continue
                inside = [home for home in homes if row['level'] == 'all' or home['unit_' + row['level']] == row['unit_code']]
                covered = sum(home[row['weight']] * home[row['category'] + '_covered_ratio'] for home in inside)
                self.assertAlmostEqual(row['numerator'], covered, delta=1e-3)
                tried += covered > 0
        self.assertGreater(tried, 20)

    def test_indicators(self):
        for result in self.results:
            targets = {'near': 60, 'far': 90, 'daily': 50}
            found = self.check_sums(result, 'indicators')
            for (_, (name,)), row in found.items():
                if name == 'clinics':
                    continue
                share = 100 * row['numerator'] / row['denominator'] if row['denominator'] else None
                self.assertEqual(row['value'] is None, share is None, row)
                if share is None:
                    continue
                self.assertAlmostEqual(row['value'], share, delta=1e-4)
                if name in targets:
                    self.assertEqual(row['pass'], 'yes' if row['numerator'] * 100 >= targets[name] * row['denominator'] else 'no')
            self.assertEqual({found[('all', 'all'), (name,)]['numerator'] is None for name in ('near', 'daily', 'land', 'circle', 'pair')}, {False})
            self.check_spread(result, found)

    def check_spread(self, result, found):
        for row in table(result.path, 'indicator_spread'):
            if (row['profile'], row['indicator'], row['level'], row['counted_level']) != ('by_unit', 'near', 'all', 'community'):
                continue
            passes = [found[('community', code), ('near',)]['pass'] for code in result.modes]
            self.assertEqual((row['pass_count'], row['fail_count'], row['na_count']), tuple(map(passes.count, ('yes', 'no', 'n/a'))))
            return
        self.fail('no spread of by_unit')

    def test_what_each_profile_says_stays_beside(self):
        for result in self.results:
            for name in SUMMED:
                rows = table(result.path, name)
                for profile, path in result.alone.items():
                    alone = table(path, name)
                    own = [row for row in rows if row['profile'] == profile]
                    self.assertEqual([{k: v for k, v in row.items() if k != 'fid'} for row in own],
                                     [{k: v for k, v in row.items() if k != 'fid'} for row in alone])

    def test_remarks_are_not_said_again_for_by_unit(self):
        for result in self.results:
            self.assertEqual([row['code'] for row in table(result.path, 'quality') if row['profile'] == 'by_unit'], [])

    def test_tables_to_hand_in_have_the_rows(self):
        tried = 0
        for result in self.results:
            found = by_key([row for row in table(result.path, 'indicators') if row['profile'] == 'by_unit'], 'indicators')
            with open(os.path.join(result.folder, 'T4_indicators.csv'), encoding='utf-8-sig', newline='') as file:
                rows = [row for row in csv.DictReader(file) if row['profile'] == 'by_unit']
            self.assertEqual(len(rows), len(found))
            for row in rows:
                shown = found[(row['level'], row['unit_code']), (row['indicator'],)]
                if row['numerator'] not in ('*', ''):
                    self.assertAlmostEqual(float(row['numerator']), shown['numerator'], delta=0.005001)  # two decimals are shown
                    tried += 1
        self.assertGreater(tried, 20)


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(ByUnit))
