#!/usr/bin/python3
"""lifecircle diff from outside: a town by hand whose bridge is closed, what comes out, and what is refused."""
import csv
import json
import os
import random
import shutil
import sqlite3
import sys
from collections import Counter

import command
import inputs
from command import X_M, Y_M, collection, facility, feature, home, street
from inputs import rectangle

# Streets along y = 0 that only the bridge S1 joins; walks are 1 m to the street and then along it.
WEST, BRIDGE, EAST = street(0, [(0, 0), (400, 0)]), street(1, [(400, 0), (600, 0)]), street(2, [(600, 0), (1000, 0)])
PLACES = {'A': 100, 'B': 350, 'C': 650, 'D': 850, 'E': 950}
HOUSEHOLDS = {'A': 10, 'B': 20, 'C': 30, 'D': 40, 'E': 50}
TABLES = ('homes_changed', 'gaps_changed', 'facilities_changed', 'gates_changed', 'units_changed', 'coverage_changed',
          'indicators_changed', 'run_changed', 'not_compared')
UNITS = 'units: [{source: units.geojson, level: half, code: id}]'


def home_of(name, **more):
    return home(name, PLACES[name] - 1, 0, **{'households': HOUSEHOLDS[name], 'population': 3 * HOUSEHOLDS[name], **more})


class Result:
    """A result as anybody can read it: with SQLite, all rows as dictionaries."""

    def __init__(self, path):
        self.database = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
        self.database.row_factory = sqlite3.Row

    def rows(self, table):
        if not self.has(table):
            return []
        return [dict(row) for row in self.database.execute(f'SELECT * FROM "{table}" ORDER BY fid')]

    def has(self, table):
        return bool(self.database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone())


class DiffTest(inputs.InputsTest):
    def setUp(self):
        super().setUp()
        self.put('roads.geojson', WEST, BRIDGE, EAST)
        self.put('facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'))
        self.put('homes.geojson', *map(home_of, PLACES))
        self.put('units.geojson', rectangle('W', -50, -50, 500, 50), rectangle('O', 500, -50, 1050, 50))

    def put(self, name, *features):
        self.write(name, json.dumps(collection(*features)))

    def path(self, name):
        return os.path.join(self.folder, name)

    def result(self, name, *lines, **more):
        """Runs and puts the result aside."""
        self.run_with(*([] if any(line.startswith('units:') for line in lines) else [UNITS]), *lines, **more)
        shutil.move(self.path('out.gpkg'), self.path(name))

    def diff(self, *arguments):
        """The summary, and the tables as they come out in the GeoPackage."""
        done = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '-o', 'diff.gpkg', '--json', *arguments)
        self.made_by_diff = Result(self.path('diff.gpkg'))
        return json.loads(done.stdout)

    def rows(self, table):
        return self.made_by_diff.rows(table)

    def homes(self):
        return {(row['home_id'], row['category'], row['limit_m'], row['change']) for row in self.rows('homes_changed')}

    # By hand

    def test_who_loses_what_when_the_bridge_is_closed(self):
        self.result('old.gpkg', 'parameters: {areas: none, gap_link_m: 120}')
        self.put('roads.geojson', WEST, EAST)
        self.result('new.gpkg', 'parameters: {areas: none, gap_link_m: 120}')
        summary = self.diff()
        # Elders' walks of old: A 201, B 51, C 351, D 551, E 651; to school: A 601, B 351, C 51, D 151, E 251.
        lost = {('C', 'elderly'), ('D', 'elderly'), ('B', 'school')}
        self.assertEqual({row[:3] for row in self.homes() if row[3] == 'lost'},
                         {(name, category, 600) for name, category in lost} | {(name, 'whole_circle', None) for name in 'BCD'})
        self.assertEqual({row[3] for row in self.homes()}, {'lost'})
        rows = {(row['home_id'], row['category']): row for row in self.rows('homes_changed') if row['change'] == 'lost'}
        self.assertEqual([rows['C', 'elderly'][key] for key in
                          ('old_status', 'new_status', 'old_covered_ratio', 'new_covered_ratio', 'covered_ratio_difference', 'old_nearest_m',
                           'new_nearest_m', 'old_facility_id', 'new_facility_id', 'old_households', 'new_households',
                           'covered_households_difference', 'covered_population_difference', 'unit_half')],
                         ['covered', 'uncovered', 1, 0, -1, 351, None, 'F1', None, 30, 30, -30, -90, 'O'])
        shares = {(row['level'], row['unit_code'], row['category'], row['limit_m'], row['weight']): row
                  for row in self.rows('coverage_changed') if row['definition'] == 'weight'}
        self.assertEqual({key[1:4] for key in shares},
                         {('all', 'elderly', 600), ('all', 'school', 600), ('W', 'school', 600), ('O', 'elderly', 600)})
        row = shares['all', 'all', 'elderly', 600, 'households']
        self.assertEqual([row[key] for key in ('old_numerator', 'new_numerator', 'numerator_difference', 'old_denominator',
                                               'new_denominator', 'denominator_difference', 'change')], [100, 30, -70, 150, 150, 0, 'lower'])
        units = {(row['level'], row['unit_code']): row for row in self.rows('units_changed')}
        self.assertEqual({key: row['change'] for key, row in units.items()},
                         {('all', 'all'): 'worse', ('half', 'W'): 'worse', ('half', 'O'): 'worse'})
        # O: of 120 households C and D reached an elderly centre, 70; W: of 30 households B reached a school, 20; its circle likewise.
        self.assertEqual([units['half', 'W'][key] for key in ('worst_old_ratio', 'worst_new_ratio', 'best_category')], [0.666667, 0, None])
        self.assertIsNotNone(units['half', 'W']['geom'])
        gaps = {(row['category'], row['change'], row['old_households'], row['new_households'], row['shared_home_count'])
                for row in self.rows('gaps_changed')}
        # D lies 98 m from E, C lies 198 m from D.
        self.assertEqual(gaps, {('elderly', 'opened', None, 30, 0), ('elderly', 'changed', 50, 90, 1), ('school', 'opened', None, 20, 0),
                                ('whole_circle', 'opened', None, 20, 0), ('whole_circle', 'opened', None, 30, 0),
                                ('whole_circle', 'changed', 50, 90, 1)})
        self.assertEqual(self.rows('facilities_changed'), [])
        self.assertEqual(self.rows('not_compared'), [])
        self.assertIn('input.network.1.xxh128', {row['key'] for row in self.rows('run_changed')})
        verdicts = {(row['category'], row['limit_m']): row for row in summary['homes']['verdicts']}
        self.assertEqual(verdicts['elderly', 600]['lost'], 2)
        self.assertEqual(verdicts['elderly', 600]['lost_people'], {'households': -70, 'population': -210, 'elders': 0, 'minors': 0})
        self.assertEqual([(row['level'], row['compared'], row['worse'], row['better']) for row in summary['units']['levels']],
                         [('all', 1, 1, 0), ('half', 2, 2, 0)])

    def test_a_facility_that_moved_and_a_home_that_is_gone(self):
        self.result('old.gpkg')
        self.put('facilities.geojson', facility('F1', 360, 0), facility('G1', 700, 0, 'school'))
        self.put('homes.geojson', *(home_of(name) for name in 'ABCE'))
        self.result('new.gpkg')
        summary = self.diff()
        # A walks 261 instead of 201, E 591 instead of 651, D is gone; B is nearer now, C too, which changes no verdict.
        self.assertEqual(self.homes(), {('A', 'elderly', 250, 'lost'), ('E', 'elderly', 600, 'won'), ('E', 'whole_circle', None, 'won'),
                                        ('D', None, None, 'removed')})
        moved = self.rows('facilities_changed')
        self.assertEqual([[row[key] for key in ('facility_id', 'category', 'change', 'fields', 'old_x_m', 'new_x_m', 'moved_m')]
                          for row in moved], [['F1', 'elderly', 'moved', 'place', X_M + 300, X_M + 360, 60]])
        row = next(row for row in self.rows('coverage_changed') if (row['level'], row['definition'], row['category'], row['limit_m'],
                                                                   row['weight']) == ('all', 'weight', 'elderly', 600, 'households'))
        # Of A, B, C, D: 100 of 150 households; of A, B, C, E: 110 of 110.
        self.assertEqual([row[key] for key in ('old_numerator', 'new_numerator', 'old_denominator', 'new_denominator', 'change')],
                         [100, 110, 150, 110, 'higher'])
        gaps = {(row['category'], row['change'], row['old_households']) for row in self.rows('gaps_changed')}
        self.assertEqual(gaps, {('elderly', 'closed', 50), ('whole_circle', 'closed', 50)})
        self.assertEqual(summary['facilities'], {'added': 0, 'removed': 0, 'moved': 1, 'status': 0, 'given': 0})
        self.assertEqual([summary['homes'][key] for key in ('added', 'removed', 'given')], [0, 1, 0])
        self.diff('--all')
        walks = {(row['home_id'], row['change']): (row['old_nearest_m'], row['new_nearest_m'], row['nearest_m_difference'])
                 for row in self.rows('homes_changed') if row['category'] == 'elderly' and row['limit_m'] == 600}
        self.assertEqual(walks, {('A', 'longer'): (201, 261, 60), ('B', 'shorter'): (51, 11, -40), ('C', 'shorter'): (351, 291, -60),
                                 ('E', 'won'): (651, 591, -60)})

    def test_a_gap_whose_homes_are_gone_is_removed_not_closed(self):
        self.result('old.gpkg')
        self.put('homes.geojson', *(home_of(name) for name in 'ABCD'))
        self.result('new.gpkg')
        self.diff()
        change = {(row['category'], row['change'], row['removed_home_count']) for row in self.rows('gaps_changed')}
        self.assertEqual(change, {('elderly', 'removed', 1), ('whole_circle', 'removed', 1)})
        shutil.move(self.path('old.gpkg'), self.path('x.gpkg'))
        shutil.move(self.path('new.gpkg'), self.path('old.gpkg'))
        shutil.move(self.path('x.gpkg'), self.path('new.gpkg'))
        self.diff()
        change = {(row['category'], row['change'], row['added_home_count']) for row in self.rows('gaps_changed')}
        self.assertEqual(change, {('elderly', 'added', 1), ('whole_circle', 'added', 1)})

    def test_gaps_that_split_and_merge_are_said(self):
        self.put('roads.geojson', WEST, EAST)
        self.result('old.gpkg', 'parameters: {areas: none, gap_link_m: 220}')
        self.result('new.gpkg', 'parameters: {areas: none, gap_link_m: 60}')
        self.diff()
        rows = [row for row in self.rows('gaps_changed') if row['category'] == 'elderly']
        self.assertEqual({(row['change'], row['old_households'], row['new_households'], row['shared_home_count']) for row in rows},
                         {('split', 120, 30, 1), ('split', 120, 40, 1), ('split', 120, 50, 1)})
        self.assertEqual(len({row['gap_group'] for row in rows}), 1)
        self.assertEqual([(row['key'], row['old_value'], row['new_value']) for row in self.rows('run_changed')],
                         [('parameter.gap_link_m', '220', '60')])
        done = self.run_and_expect(0, 'diff', 'new.gpkg', 'old.gpkg', '--json')
        counts = {row['category']: row for row in json.loads(done.stdout)['gaps']}
        self.assertEqual([counts['elderly'][key] for key in ('split', 'merged', 'opened', 'closed')], [0, 1, 0, 0])

    def test_of_homes_with_one_id_the_one_at_the_place_is_the_same(self):
        twins = [home('T', 199, 0, households=7, population=7), home('T', 749, 0, households=8, population=8)]
        self.put('homes.geojson', home_of('A'), *twins)
        self.result('old.gpkg')
        self.put('homes.geojson', home_of('A'), twins[1])
        self.result('new.gpkg')
        self.diff()
        rows = [row for row in self.rows('homes_changed') if row['category'] is None]
        self.assertEqual([(row['home_id'], row['change'], row['old_households']) for row in rows], [('T', 'removed', 7)])
        self.assertEqual({row['change'] for row in self.rows('homes_changed')}, {'removed'})

    def test_what_was_handed_in_differently_is_listed(self):
        lines = ['facilities: [{source: facilities.geojson, category_field: category, id: id, name: name, '
                 'attributes: {status: state, rooms: rooms}}]']
        self.put('facilities.geojson', *(dict(place, properties={**place['properties'], 'state': 'open', 'rooms': '3'}) for place in
                                         (facility('F1', 300, 0), facility('F2', 310, 0), facility('G1', 700, 0, 'school'))))
        self.result('old.gpkg', *lines)
        self.put('facilities.geojson', *(dict(place, properties={**place['properties'], 'state': state, 'rooms': rooms})
                                         for place, state, rooms in
                                         ((facility('F1', 300, 0), 'open', '4'), (facility('F2', 310, 0), 'planned', '3'),
                                          (facility('G2', 700, 0, 'school'), 'open', '3'))))
        self.put('homes.geojson', *(home_of(name) for name in 'ABCD'), home_of('E', households=51))
        self.result('new.gpkg', *lines)
        self.diff()
        self.assertEqual({(row['facility_id'], row['change'], row['fields'], row['old_status'], row['new_status'])
                          for row in self.rows('facilities_changed')},
                         {('F1', 'given', 'rooms', 'joined', 'joined'), ('F2', 'status', 'status given_status', 'joined', 'planned'),
                          ('G1', 'removed', None, 'joined', None), ('G2', 'added', None, None, 'joined')})
        self.assertEqual([(row['home_id'], row['fields'], row['old_households'], row['new_households'])
                          for row in self.rows('homes_changed') if row['change'] == 'given'], [('E', 'households', 50, 51)])

    def test_gates_and_the_walls_that_come_with_them(self):
        def gate(name, x, y=20, **more):
            return feature('Point', [X_M + x, Y_M + y], **{'id': name, 'home': 'C', 'hours': '24/7', **more})
        gates = 'gates: [{source: gates.geojson, id: id, home: home, hours: hours}]'
        self.put('homes.geojson', home_of('A'), rectangle('C', 600, 20, 700, 120, households=60, population=180))
        self.put('gates.geojson', gate('G1', 620), gate('G2', 660), gate('G3', 680))
        self.result('old.gpkg', gates)
        self.put('gates.geojson', gate('G1', 640), gate('G3', 680, hours='Mo-Su 06:00-22:00'), gate('G4', 690))
        self.result('new.gpkg', gates)
        summary = self.diff()
        self.assertEqual({(row['gate_id'], row['home_id'], row['change'], row['fields'], row['moved_m'])
                          for row in self.rows('gates_changed')},
                         {('G1', 'C', 'moved', 'place', 20), ('G2', 'C', 'removed', None, None), ('G3', 'C', 'given', 'hours', 0),
                          ('G4', 'C', 'added', None, None)})
        self.assertEqual(summary['gates'], {'added': 1, 'removed': 1, 'moved': 1, 'status': 0, 'given': 1})
        self.result('old.gpkg')
        self.diff()
        self.assertEqual({(row['gate_id'], row['change']) for row in self.rows('gates_changed')},
                         {(name, 'added') for name in ('G1', 'G3', 'G4')})
        self.assertEqual([(row['home_id'], row['fields']) for row in self.rows('homes_changed') if row['change'] == 'given'],
                         [('C', 'walled')])

    def test_what_only_one_of_them_has_is_listed_and_the_rest_compared(self):
        self.result('old.gpkg', 'limits: {meters: [250, 600]}', 'speed_mps:', 'profiles: [adult, elder]')
        self.put('roads.geojson', WEST, EAST)
        self.put('facilities.geojson', facility('F1', 300, 0), facility('P1', 700, 0, 'park'))
        self.result('new.gpkg', 'limits: {meters: [250, 600, 700]}', 'speed_mps:', 'profiles: [elder, child]')
        self.diff()
        self.assertEqual({(row['kind'], row['name'], row['found_in']) for row in self.rows('not_compared') if row['kind'] != 'row'},
                         {('profile', 'adult', 'old'), ('profile', 'child', 'new'), ('category', 'school', 'old'), ('category', 'park', 'new'),
                          ('category', 'elderly+school', 'old'), ('category', 'elderly+park', 'new'), ('limit', '700 m', 'new'),
                          *(('gaps', f'adult {name}', 'old') for name in ('elderly', 'school', 'whole_circle')),
                          *(('gaps', f'elder {name}', 'old') for name in ('elderly', 'school', 'whole_circle')),
                          *(('gaps', f'{who} {name}', 'new') for name in ('elderly', 'park', 'whole_circle') for who in ('child', 'elder'))})
        self.assertEqual({row['profile'] for row in self.rows('coverage_changed')}, {'elder'})
        self.assertEqual({(row['profile'], *key) for row in self.rows('homes_changed')
                          for key in [(row['home_id'], row['category'], row['limit_m'], row['change'])]},
                         {('elder', 'C', 'elderly', 600, 'lost'), ('elder', 'D', 'elderly', 600, 'lost')})
        self.assertEqual(self.rows('gaps_changed'), [])

    def test_profiles_in_another_order_are_the_same(self):
        self.put('facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'), facility('Z', 5000, 0))
        self.result('old.gpkg', 'limits: {minutes: [4, 8]}', 'speed_mps:', 'profiles: [adult, elder]')
        self.result('new.gpkg', 'limits: {minutes: [4, 8]}', 'speed_mps:', 'profiles: [elder, adult]')
        self.diff()
        for table in ('homes_changed', 'gaps_changed', 'facilities_changed', 'units_changed', 'coverage_changed', 'not_compared'):
            self.assertEqual(self.rows(table), [], table)
        self.assertIn(('profile', 'adult elder', 'elder adult'),
                      {(row['key'], row['old_value'], row['new_value']) for row in self.rows('run_changed')})

    def test_homes_by_the_profile_of_their_unit(self):
        lines = ['limits: {minutes: [5, 8]}', 'speed_mps:', 'profiles: [{profile: adult, speed_mps: 1.25}, {profile: ride, speed_mps: 4}]',
                 'modes: [{level: half, where: {area: town}, profile: ride}, {profile: adult}]',
                 'units: [{source: units.geojson, level: half, code: id, attributes: {area: area}}]']
        self.put('units.geojson', rectangle('W', -50, -50, 500, 50, area='city'), rectangle('O', 500, -50, 1050, 50, area='town'))
        self.result('old.gpkg', *lines)
        self.put('roads.geojson', WEST, EAST)
        self.result('new.gpkg', *lines)
        self.diff()
        # In W B walks 351 m to school: 375 m are 5 minutes. In O they ride 1200 m in 5 minutes: C, D and E 651 m at most.
        self.assertEqual({(row['home_id'], row['category'], row['limit_m'], row['limit_min'], row['change'])
                          for row in self.rows('homes_changed') if row['profile'] == 'by_unit' and row['category'] != 'whole_circle'},
                         {('B', 'school', None, limit, 'lost') for limit in (5, 8)} |
                         {(name, 'elderly', None, limit, 'lost') for name in 'CDE' for limit in (5, 8)})
        self.assertEqual({row['profile'] for row in self.rows('coverage_changed')}, {'adult', 'ride', 'by_unit'})

    def test_shares_of_several_categories_are_compared_within_the_same_limits(self):
        """Elderly is asked about within 600 m. To school (700) B walks 350 m: within 400, not within 300. No way is another one."""
        tier = 'two_tier: [{id: care, one: elderly, many: school, weight: households}]'
        for name, limit_m in (('old.gpkg', 300), ('new.gpkg', 400)):
            self.result(name, tier, f'categories: [{{id: elderly, limits: {{meters: 600}}}}, {{id: school, limits: {{meters: {limit_m}}}}}]')
        self.diff()
        for table in ('coverage_changed', 'homes_changed', 'gaps_changed', 'units_changed'):
            self.assertEqual(self.rows(table), [], table)
        self.assertTrue({'limit', 'row'} <= {row['kind'] for row in self.rows('not_compared')})

    def test_the_weakest_of_other_categories_is_no_rise(self):
        """Of all three the weakest in O (C, D, E) is elderly, at 300; without it one of the others, at 700. Nobody walks another way."""
        self.put('facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'), facility('P1', 700, 0, 'park'))
        kinds = 'categories: [{id: elderly}, {id: park}, {id: school}]'
        self.result('old.gpkg', 'limits: {meters: 300}', kinds)
        self.result('new.gpkg', 'limits: {meters: 300}', kinds, 'categories_only: [park, school]')
        self.diff()
        for table in ('coverage_changed', 'homes_changed', 'gaps_changed', 'units_changed'):
            self.assertEqual(self.rows(table), [], table)
        self.assertEqual([row['name'] for row in self.rows('not_compared') if 'weakest' in row['name']], ['weakest all'] * 2)

    def test_what_a_facility_serves_is_not_handed_in_and_asked_by_both(self):
        """
        F1 serves 70 people: within 250 m are A (30) and B (60), so 20 of A are left. Once S9 is closed, A has no way, and its load is 60.
        Without the question there is neither a gap of that cause that closed nor, the other way round, one that opened.
        """
        self.put('facilities.geojson', facility('F1', 300, 0, beds=70), facility('G1', 700, 0, 'school', beds=None))
        self.put('homes.geojson', *map(home_of, 'AB'))
        self.put('roads.geojson', street(0, [(0, 0), (200, 0)]), street(9, [(200, 0), (250, 0)]), street(8, [(250, 0), (400, 0)]), BRIDGE)
        plain = ('limits: {meters: 250}',
                 'facilities: [{source: facilities.geojson, category_field: category, id: id, name: name, attributes: {beds: beds}}]')
        asks = (*plain, 'categories: [{id: elderly, capacity: {attribute: beds, weight: population}}, {id: school}]')
        for old, new, gaps, left in ((asks, (*asks, 'closed_ways: [S9]'), {('capacity', 'island')}, []),
                                     (asks, plain, set(), [('adult elderly capacity', 'old', 1)]),
                                     (plain, asks, set(), [('adult elderly capacity', 'new', 1)])):
            self.result('old.gpkg', *old)
            self.result('new.gpkg', *new)
            self.diff()
            self.assertEqual(self.rows('facilities_changed'), [])
            self.assertEqual({(row['old_cause'], row['new_cause']) for row in self.rows('gaps_changed') if row['category'] == 'elderly'}, gaps)
            self.assertEqual([(row['name'], row['found_in'], row['row_count']) for row in self.rows('not_compared')], left)

    def test_indicators_are_better_or_worse_by_their_sense(self):
        def lines(*more):
            choice = 'kind: coverage, definition: weight, category: elderly, weight: households, meters: 600'
            return ('indicators: [' + ', '.join([f'{{id: reach, {choice}, target: 60}}', f'{{id: plain, {choice}}}',
                                                 f'{{id: most, {choice}, target: 60, sense: at_most}}', *more]) + ']',)
        self.result('old.gpkg', *lines('{id: gone, kind: coverage, definition: weight, category: school, weight: households, meters: 600}'))
        self.put('roads.geojson', WEST, EAST)
        self.put('homes.geojson', *map(home_of, 'ABCDE'), home('N', 259, 0, households=50, population=150))
        self.result('new.gpkg', *lines())
        summary = self.diff()
        rows = {(row['indicator'], row['unit_code']): row for row in self.rows('indicators_changed')}
        # All: A to D, 100 of 150, then A, B and N, 80 of 200. W: A and B, 30 of 30, then 80 of 80. O: C and D, 70 of 120, then nobody.
        self.assertEqual({key: row['change'] for key, row in rows.items()},
                         {('reach', 'all'): 'worse', ('reach', 'O'): 'worse', ('plain', 'all'): 'lower', ('plain', 'O'): 'lower',
                          ('most', 'all'): 'better', ('most', 'O'): 'better',
                          **{(name, 'W'): 'same_value' for name in ('reach', 'plain', 'most')}})
        self.assertEqual([rows['reach', 'all'][key] for key in ('old_value', 'new_value', 'old_pass', 'new_pass', 'old_numerator',
                                                                'new_numerator', 'old_denominator', 'new_denominator')],
                         [66.666667, 40, 'yes', 'no', 100, 80, 150, 200])
        self.assertEqual([summary['indicators'][key] for key in ('worse', 'better', 'lower', 'higher', 'same_value', 'no_value')],
                         [2, 2, 2, 0, 3, 0])
        self.assertEqual([(row['name'], row['found_in'], row['row_count']) for row in self.rows('not_compared')], [('gone', 'old', 3)])

    def test_an_indicator_that_asks_another_question_is_not_better(self):
        """Nobody walks another way; but one indicator asks about 250 m in the one, about 600 m in the other."""
        for name, limit_m in (('old.gpkg', 250), ('new.gpkg', 600)):
            choice = 'kind: coverage, definition: weight, category: elderly, weight: households, target: 60'
            self.result(name, 'limits: {meters: [250, 600]}',
                        f'indicators: [{{id: near, {choice}, meters: {limit_m}}}, {{id: same, {choice}, meters: 600}}]')
        summary = self.diff()
        self.assertEqual(self.rows('indicators_changed'), [])
        self.assertEqual(summary['indicators']['unchanged'], 3)
        self.assertEqual([(row['kind'], row['name'], row['found_in'], row['row_count']) for row in self.rows('not_compared')],
                         [('indicator', 'near', side, 3) for side in ('old', 'new')])
        self.assertIn(('indicator.near.coverage', 'weight elderly households 250 m', 'weight elderly households 600 m'),
                      [(row['key'], row['old_value'], row['new_value']) for row in self.rows('run_changed')])

    def test_limits_in_minutes_are_the_same_at_another_speed(self):
        self.result('old.gpkg', 'limits: {minutes: [5, 8]}', 'speed_mps: 1')  # 300 and 480 m
        self.result('new.gpkg', 'limits: {minutes: [5, 8]}', 'speed_mps: 1.25')  # 375 and 600 m
        self.diff()
        # C walks 351, D 551 to F1; B 351 and A 601 to G1.
        self.assertEqual({(row['home_id'], row['category'], row['limit_min'], row['limit_m'], row['change'])
                          for row in self.rows('homes_changed') if row['category'] != 'whole_circle'},
                         {('C', 'elderly', 5, 375, 'won'), ('D', 'elderly', 8, 600, 'won'), ('B', 'school', 5, 375, 'won')})
        self.result('new.gpkg', 'limits: {meters: [300, 480]}', 'speed_mps: 1.25')
        self.diff()
        self.assertEqual(self.rows('homes_changed'), [])
        self.assertEqual({row['kind'] for row in self.rows('not_compared')}, set())

    # What comes out, and what does not

    def test_equal_results_have_no_difference(self):
        self.result('old.gpkg')
        shutil.copy(self.path('old.gpkg'), self.path('new.gpkg'))
        summary = self.diff()
        for table in TABLES:
            self.assertEqual(self.rows(table), [], table)
        self.assertEqual([summary['run'], summary['units']['changed'], summary['not_compared'], summary['coverage']['all']],
                         [[], [], [], []])
        self.diff('--all')
        rows = self.rows('coverage_changed')
        self.assertEqual(len(rows), len(Result(self.path('old.gpkg')).rows('coverage')))
        self.assertEqual({row['change'] for row in rows}, {'unchanged'})

    def test_other_facilities_listed_are_a_change(self):
        self.result('old.gpkg')
        shutil.copy(self.path('old.gpkg'), self.path('new.gpkg'))
        database = sqlite3.connect(self.path('new.gpkg'))
        database.execute("UPDATE coverage SET listed = 'F1 F2' WHERE fid = 7")
        database.commit()
        database.close()
        self.diff()
        self.assertEqual([(row['change'], row['numerator_difference'], row['old_listed'], row['new_listed'])
                          for row in self.rows('coverage_changed')], [('same_ratio', 0, None, 'F1 F2')])

    def test_land_is_the_same_to_a_square_metre(self):
        self.result('old.gpkg', 'parameters: {gap_link_m: 60}', areas='overlap')
        for more, count in ((0.999, 0), (1.001, 1)):
            shutil.copy(self.path('old.gpkg'), self.path('new.gpkg'))
            database = sqlite3.connect(self.path('new.gpkg'))
            database.execute("UPDATE coverage SET numerator = numerator - ? WHERE definition = 'land_network' AND unit_code = 'W' "
                             "AND category = 'elderly' AND limit_m = 600", (more,))
            database.commit()
            database.close()
            summary = self.diff()
            self.assertEqual((len(self.rows('coverage_changed')), len(self.rows('units_changed'))), (count, count))
            self.assertEqual(summary['coverage']['lower'], count)

    def test_csv_and_geopackage_say_the_same_and_equal_results_give_equal_bytes(self):
        self.result('old.gpkg')
        self.put('roads.geojson', WEST, EAST)
        self.result('new.gpkg')
        self.diff('--csv', 'changes')
        first = self.read('diff.gpkg')
        for table in ('homes_changed', 'gaps_changed', 'coverage_changed', 'units_changed', 'run_changed'):
            with open(self.path(f'changes/{table}.csv'), encoding='utf-8-sig', newline='') as file:
                lines = list(csv.DictReader(file))
            rows = self.rows(table)
            self.assertEqual(len(lines), len(rows), table)
            for line, row in zip(lines, rows):
                for name, text in line.items():
                    is_number = isinstance(row[name], (int, float))
                    self.assertEqual(float(text) if is_number else text, row[name] if is_number else row[name] or '', (table, name))
        self.diff('--csv', 'changes')
        self.assertEqual(self.read('diff.gpkg'), first)
        shutil.rmtree(self.path('changes'))
        self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '--csv', 'changes')
        self.assertEqual(len(os.listdir(self.path('changes'))), len(TABLES))
        for name in ('old.gpkg', 'new.gpkg'):
            self.assertFalse([file for file in os.listdir(self.folder) if file.startswith(name + '-')])

    def test_summaries_for_people(self):
        self.result('old.gpkg')
        self.put('roads.geojson', WEST, EAST)
        self.result('new.gpkg')
        english = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg').stdout.decode()
        self.assertIn('adult, elderly, 600 m: households 66.7 % (100 / 150) -> 20 % (30 / 150)', english)
        self.assertIn('homes, adult, elderly, 600 m: lost 2', english)
        self.assertIn('half (of 2): worse 2', english)
        chinese = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '--lang', 'zh').stdout.decode()
        self.assertIn('adult, elderly, 600 m: 户 66.7 % (100 / 150) -> 20 % (30 / 150)', chinese)
        self.assertEqual(self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '-q').stdout, b'')

    def test_nothing_in_common_is_not_no_difference(self):
        self.result('old.gpkg')
        self.result('new.gpkg', 'limits: {meters: [300, 700]}')
        text = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg').stdout.decode()
        self.assertIn('\nhomes: nothing that both have, so nothing was compared\n', text)
        self.assertIn('\ngaps: nothing that both have, so nothing was compared\n', text)
        self.result('new.gpkg', 'speed_mps:', 'profile: elder')
        text = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg').stdout.decode()
        for what in ('homes handed in', 'homes', 'gaps'):
            self.assertIn(f'\n{what}: nothing that both have, so nothing was compared\n', text)
        text = self.run_and_expect(0, 'diff', 'old.gpkg', 'old.gpkg').stdout.decode()
        self.assertIn('\nhomes: no difference\ngaps: no difference\n', text)

    def test_what_is_no_result_is_told(self):
        self.result('old.gpkg')
        self.write('text.gpkg', 'no database')
        sqlite3.connect(self.path('plain.gpkg')).execute('CREATE TABLE t (a)').connection.commit()
        for name, statement in (('other.gpkg', 'DROP TABLE run'), ('foreign.gpkg', "UPDATE run SET value = 'QGIS' WHERE key = 'program'"),
                                ('older.gpkg', 'ALTER TABLE coverage DROP COLUMN detail'), ('view.gpkg', 'DROP TABLE coverage'),
                                ('odd.gpkg', "UPDATE gpkg_spatial_ref_sys SET definition = definition || ' '")):
            shutil.copy(self.path('old.gpkg'), self.path(name))
            database = sqlite3.connect(self.path(name))
            database.execute(statement)
            if name == 'view.gpkg':
                database.execute('CREATE VIEW coverage AS SELECT * FROM units')
            database.commit()
            database.close()
        for name, code, words in (
                ('absent.gpkg', 1, 'absent.gpkg: cannot read: No such file'), ('.', 1, 'expected a GeoPackage, found a folder'),
                ('text.gpkg', 1, 'text.gpkg: cannot read: it is no GeoPackage'), ('plain.gpkg', 1, 'plain.gpkg: expected a GeoPackage'),
                ('units.geojson', 1, 'units.geojson: cannot read: it is no GeoPackage'),
                ('other.gpkg', 1, 'other.gpkg: expected a result of lifecircle'), ('foreign.gpkg', 1, 'a GeoPackage of QGIS'),
                ('older.gpkg', 1, 'older.gpkg: table coverage: it has no column detail; written by version'),
                ('view.gpkg', 1, 'view.gpkg: table coverage'), ('odd.gpkg', 1, 'expected coordinates in EPSG:4548')):
            for pair in ((name, 'old.gpkg'), ('old.gpkg', name)):
                done = self.run_and_expect(code, 'diff', *pair, '-o', 'diff.gpkg')
                self.assertIn(words, done.stderr.decode(), name)
                self.assertFalse(os.path.exists(self.path('diff.gpkg')))

    def test_damaged_results_are_refused_or_compared_but_never_end_it(self):
        self.result('old.gpkg')
        content = self.read('old.gpkg')
        draw = random.Random(5)
        codes = Counter()
        for trial in range(40):
            damaged = bytearray(content)
            for _ in range(draw.choice((1, 10, 100))):
                damaged[draw.randrange(len(damaged))] = draw.randrange(256)
            with open(self.path('new.gpkg'), 'wb') as file:
                file.write(damaged if trial % 4 else damaged[:draw.randrange(len(damaged))])
            codes[self.run_command('diff', 'old.gpkg', 'new.gpkg', '-o', 'diff.gpkg', '-q').returncode] += 1
        self.assertLessEqual(codes.keys(), {0, 1})
        self.assertGreater(codes[1], 5)

    def test_wrong_usage(self):
        self.result('old.gpkg')
        shutil.copy(self.path('old.gpkg'), self.path('new.gpkg'))
        before = self.read('old.gpkg')
        for arguments, words in ((['old.gpkg'], 'expected two results'), (['old.gpkg', 'new.gpkg', 'x.gpkg'], 'expected two results'),
                                 (['old.gpkg', 'new.gpkg', '-o', './old.gpkg'], 'one of the results to compare'),
                                 (['old.gpkg', 'new.gpkg', '--minutes', '5'], '--minutes is for lifecircle run only'),
                                 (['old.gpkg', 'new.gpkg', '-o', 'roads.geojson'], 'another format')):
            self.assertIn(words, self.run_and_expect(2, 'diff', *arguments).stderr.decode())
        self.assertIn('--csv is for lifecircle diff only', self.run_and_expect(2, 'run', 'c.yaml', '--csv', 'x').stderr.decode())
        self.assertEqual(self.read('old.gpkg'), before)
        text = self.run_and_expect(0, 'diff', '--help').stdout.decode()
        for option in ('--output', '--csv', '--all', '--json', '--lang', '--log-format', '--progress', '--quiet', '--verbose'):
            self.assertIn(option, text)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(DiffTest) if name.startswith('test_')]
    sys.exit(command.tap.main(DiffTest, sys.argv[2:] or own))
