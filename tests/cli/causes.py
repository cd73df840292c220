#!/usr/bin/python3
"""
lifecircle diff with the configurations of both results: each change split into what facilities, network, homes and parameters have done.
Expected parts come from runs by hand: every subset of the groups is run by itself, and the mean over all orders taken in fractions.
"""
import itertools
import json
import os
import random
import sqlite3
import sys
from fractions import Fraction
from math import floor

import command
import diff
import diff_towns
from command import X_M, Y_M, facility, feature, home, street
from diff import BRIDGE, EAST, WEST, home_of
from inputs import rectangle

GROUPS = ('facilities', 'network', 'homes', 'parameters')
CAUSES = ('program', *GROUPS)
VALUES = ('numerator', 'denominator')
ABOUT = ('profile', 'level', 'unit_code', 'definition', 'category_set', 'k', 'weight', 'counted_level', 'detail')
CONFIG = """\
speed_mps: 1.25
working_crs: EPSG:4548
network: [{{source: {network}/roads.geojson, fields: {{id: id, highway: highway}}}}]
facilities: [{{source: {facilities}/facilities.geojson, category_field: category, id: id, name: name}}]
homes: [{{source: {homes}/homes.geojson, id: id, households: households, population: population}}]
units: [{{source: {homes}/units.geojson, level: half, code: id}}]
output: {{path: {path}}}
"""
HALVES = (rectangle('W', -50, -50, 500, 50), rectangle('O', 500, -50, 1050, 50))
LIMITS = 'limits: {meters: [250, 600]}\nparameters: {areas: none, gap_link_m: 120}\n'


def nearest_whole(value):
    return floor(Fraction(value) + Fraction(1, 2))


def parts_by_orders(values, groups):
    """values: of each frozenset of groups. The mean over all orders of what each group changes, in whole numbers."""
    orders = list(itertools.permutations(groups))
    means = {group: sum((Fraction(values[frozenset(order[:order.index(group) + 1])] - values[frozenset(order[:order.index(group)])])
                         for order in orders), Fraction(0)) / len(orders) for group in groups}
    parts = {group: floor(mean) for group, mean in means.items()}
    left = values[frozenset(groups)] - values[frozenset()] - sum(parts.values())
    for group in sorted(groups, key=lambda group: (parts[group] - means[group], groups.index(group)))[:left]:
        parts[group] += 1
    return parts


class CausesTest(diff.DiffTest):
    """Folder a has the old inputs, b the new ones; settings[a] and settings[b] are the parameters."""

    def setUp(self):
        super().setUp()
        self.settings = {'a': LIMITS, 'b': LIMITS}
        for side in 'ab':
            os.mkdir(self.path(side))
            self.put(f'{side}/roads.geojson', WEST, BRIDGE, EAST)
            self.put(f'{side}/facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'))
            self.put(f'{side}/homes.geojson', *map(home_of, diff.PLACES))
            self.put(f'{side}/units.geojson', *HALVES)

    def config(self, name, path, sides):
        self.write(name, CONFIG.format(path=path, **sides) + self.settings[sides['parameters']])

    def run_both(self):
        for side, name in (('a', 'old'), ('b', 'new')):
            self.config(f'{name}.yaml', f'{name}.gpkg', dict.fromkeys(GROUPS, side))
            self.run_and_expect(0, 'run', f'{name}.yaml', '-q')

    def explain(self, *more):
        """The causes of the summary; self.said: what was said meanwhile."""
        done = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '--old-config', 'old.yaml', '--new-config', 'new.yaml',
                                   '-o', 'diff.gpkg', '--json', *more)
        self.made_by_diff = diff.Result(self.path('diff.gpkg'))
        self.said = done.stderr.decode()
        return json.loads(done.stdout)['causes']

    def shares(self, path):
        """The rows of coverage by what they are about, limits by their rank."""
        found, seen = {}, {}
        for row in diff.Result(self.path(path)).rows('coverage'):
            about = (*(row[c] for c in ABOUT), None if row['definition'] == 'weakest' else row['category'])
            seen[about] = seen.get(about, 0) + 1
            found[(*about, seen[about])] = row
        return found

    def wanted(self, groups):
        """Every row whose numbers or parts are not all the same, with numbers and parts, from a run of every subset of the groups."""
        runs = {}
        for size in range(len(groups) + 1):
            for subset in map(frozenset, itertools.combinations(groups, size)):
                sides = {group: 'b' if group in subset or group not in groups else 'a' for group in GROUPS}
                self.config('subset.yaml', 'subset.gpkg', sides)
                self.run_and_expect(0, 'run', 'subset.yaml', '-q')
                runs[subset] = self.shares('subset.gpkg')
        wanted = {}
        old, new = runs[frozenset()], runs[frozenset(groups)]
        for key in old.keys() & new.keys():
            row = {}
            for name in VALUES:
                def value(found, name=name):
                    if key not in found:
                        return 0
                    real = found[key][name]
                    if found[key]['measure'] == 'm2':  # drawn: the same to 1 m2
                        real = next((each[key][name] for each in (old, new) if abs(real - each[key][name]) < 1), real)
                    return nearest_whole(real)
                values = {subset: value(found) for subset, found in runs.items()}
                row[name] = (value(old), value(new), *parts_by_orders(values, groups).values())
            if any(a != b or any(parts) for a, b, *parts in row.values()):
                wanted[key] = row
        return wanted

    def check_shares(self, groups):
        """All rows of coverage_causes against runs by hand; answers how many there are."""
        wanted, found = self.wanted(groups), {}
        names = ABOUT[:3] + ('definition',) + ABOUT[4:]
        ranks = {(*key[:-1], row['limit_m']): key[-1] for key, row in self.shares('new.gpkg').items()}
        for row in self.rows('coverage_causes'):
            about = (*(row[c] for c in names), None if row['definition'] == 'weakest' else row['category'])
            key = (*about, ranks[(*about, row['new_limit_m'])])
            self.assertNotIn(key, found)
            found[key] = {name: (row[f'old_{name}'], row[f'new_{name}'], *(row[f'{name}_by_{group}'] for group in groups)) for name in VALUES}
            for name in VALUES:
                self.assertEqual(sum(row[f'{name}_by_{cause}'] for cause in CAUSES), row[f'{name}_difference'])
                self.assertEqual([row[f'{name}_by_{cause}'] for cause in CAUSES if cause not in groups], [0] * (5 - len(groups)))
        self.assertEqual(found, wanted)
        return len(wanted)

    def share(self, category, weight, limit_m=600, code='all'):
        return next(row for row in self.rows('coverage_causes') if (row['definition'], row['category'], row['weight'], row['new_limit_m'],
                                                                    row['unit_code']) == ('weight', category, weight, limit_m, code))

    def by(self, row, name='numerator'):
        return {cause: row[f'{name}_by_{cause}'] for cause in CAUSES if row[f'{name}_by_{cause}']}

    def objects(self):
        return {(row['change_group'], row['kind'], row['id'], row['change']) for row in self.rows('objects_changed')
                if row['kind'] != 'source'}

    # By hand

    def test_a_street_and_a_facility_that_only_work_together_share(self):
        """
        F1 is 641 m from B by the new bridge S1: too far; F2 (650) is no use to A and B without it. Together B (20 households) walks 301 m
        and A (10) 551 m. C to E have F1 anyway. So of 30 households either has done 15; of 90 people 45.
        """
        for side, roads, places in (('a', (WEST, EAST), ()), ('b', (WEST, BRIDGE, EAST), (facility('F2', 650, 0),))):
            self.put(f'{side}/roads.geojson', *roads)
            self.put(f'{side}/facilities.geojson', facility('F1', 990, 0), facility('G1', 700, 0, 'school'), *places)
        self.run_both()
        causes = self.explain()
        self.assertEqual(causes['groups'], ['facilities', 'network'])
        self.assertEqual(self.said.count('replay: '), 2)
        row = self.share('elderly', 'households')
        self.assertEqual((row['old_numerator'], row['new_numerator'], self.by(row)), (120, 150, {'facilities': 15, 'network': 15}))
        self.assertEqual(self.by(self.share('elderly', 'population')), {'facilities': 45, 'network': 45})
        self.assertEqual(self.by(self.share('elderly', 'households', code='W')), {'facilities': 15, 'network': 15})
        # To school B walks 351 m over the bridge: nobody needs the facility for that; A 601 m is too far.
        self.assertEqual(self.by(self.share('school', 'households')), {'network': 20})
        self.assertEqual(self.objects(), {('facilities', 'facility', 'F2', 'added'), ('network', 'street', 'S1', 'added')})
        homes = {(row['home_id'], row['change_group']): (row['change'], row['covered_ratio_part'], row['covered_households_part'],
                                                         row['due_to_kind'], row['due_to_id'])
                 for row in self.rows('homes_causes') if (row['category'], row['limit_m']) == ('elderly', 600)}
        self.assertEqual(homes, {(name, group): ('won', 0.5, half, kind, id) for name, half in (('A', 5), ('B', 10))
                                 for group, kind, id in (('facilities', 'facility', 'F2'), ('network', 'street', 'S1'))})
        # Of equal objects the first one counts. A and B lie 250 m apart: two gaps; only the street closes that of B to school.
        gaps = {(row['category'], row['change'], row['due_to_group'], row['due_to_kind'], row['due_to_id'])
                for row in self.rows('gaps_changed') if row['category'] != 'whole_circle'}
        self.assertEqual(gaps, {('elderly', 'closed', 'facilities', 'facility', 'F2'), ('school', 'closed', 'network', 'street', 'S1')})
        street_row = next(row for row in self.rows('objects_changed') if row['kind'] == 'street')
        # Elderly 10 of 30 each half, school 20: households by the largest limit of the first profile.
        self.assertEqual((street_row['won_households'], street_row['lost_households'], street_row['of']), (35, 0, 'b/roads.geojson'))
        self.assertEqual(self.check_shares(('facilities', 'network')), len(causes['shares']))

    def test_one_group_is_not_replayed_and_none_says_so(self):
        self.run_both()
        causes = self.explain()
        self.assertEqual((causes['known'], causes['groups'], causes['shares'], causes['objects']), (True, [], [], []))
        self.put('b/roads.geojson', WEST, EAST)
        self.run_both()
        causes = self.explain()
        self.assertEqual(causes['groups'], ['network'])
        self.assertNotIn('replay: ', self.said)
        self.assertEqual(self.by(self.share('elderly', 'households')), {'network': -70})
        self.assertEqual(self.objects(), {('network', 'street', 'S1', 'removed')})
        lost = next(row for row in self.rows('objects_changed') if row['kind'] == 'street')
        # C and D lose elderly, B school: 30 + 40 + 20 households; the gaps of C, and of B, open, that of E grows: twice, with the circle.
        self.assertEqual((lost['lost_households'], lost['won_count'], lost['gaps_opened_count'], lost['gaps_changed_count']), (-90, 0, 4, 2))
        self.check_shares(('network',))

    def test_a_group_without_effect_has_nothing(self):
        self.put('b/roads.geojson', WEST, EAST)
        self.put('b/facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'), facility('F9', 301, 0))
        self.run_both()
        causes = self.explain()
        self.assertEqual(causes['groups'], ['facilities', 'network'])
        people = [row for row in self.rows('coverage_causes') if row['definition'] == 'weight']
        self.assertGreater(len(people), 3)
        self.assertEqual({row['numerator_by_facilities'] for row in people}, {0})
        self.check_shares(('facilities', 'network'))

    def test_a_limit_that_became_another_one_is_a_parameter(self):
        self.settings['b'] = LIMITS.replace('600', '450')
        self.put('b/homes.geojson', *(home_of(name) for name in 'ABCE'), home('N', 259, 0, households=8, population=24))
        self.run_both()
        causes = self.explain()
        self.assertEqual(causes['groups'], ['homes', 'parameters'])
        # Old: A to D (551 m) have elderly, 100 of 150. D goes (-40) or the limit does first (-40 then 0): -20 each; N is new: +8.
        row = self.share('elderly', 'households', 450)
        self.assertEqual((row['old_limit_m'], row['old_numerator'], row['new_numerator'], self.by(row), self.by(row, 'denominator')),
                         (600, 100, 68, {'homes': -12, 'parameters': -20}, {'homes': -32}))
        self.assertEqual(self.objects(), {('homes', 'home', 'D', 'removed'), ('homes', 'home', 'N', 'added'),
                                          ('parameters', 'parameter', 'limits.meters', 'given')})
        values = next((row['old_value'], row['new_value']) for row in self.rows('objects_changed') if row['kind'] == 'parameter')
        self.assertEqual(values, ('250, 600', '250, 450'))
        self.check_shares(('homes', 'parameters'))

    def test_what_another_program_has_done_comes_first(self):
        """A result whose program said 7 households fewer: made by hand, for there is no second program here."""
        self.put('b/roads.geojson', WEST, EAST)
        self.put('b/facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'), facility('F2', 900, 0))
        for groups, more in (((), 0), (('network',), 1), (('facilities', 'network'), 3)):
            self.config('old.yaml', 'old.gpkg', dict.fromkeys(GROUPS, 'a'))
            self.config('new.yaml', 'new.gpkg', {group: 'b' if group in groups else 'a' for group in GROUPS})
            for name in ('old.yaml', 'new.yaml'):
                self.run_and_expect(0, 'run', name, '-q')
            with sqlite3.connect(self.path('old.gpkg')) as database:
                database.execute("UPDATE run SET value = '0.0.9' WHERE key = 'version'")
                database.execute("UPDATE coverage SET numerator = numerator - 7 WHERE definition = 'weight' AND category = 'elderly' "
                                 "AND weight = 'households' AND limit_m = 600 AND level = 'all'")
            database.close()
            causes = self.explain()
            self.assertEqual(causes['groups'], ['program', *groups])
            self.assertEqual(self.said.count('replay: '), more)
            row = self.share('elderly', 'households')
            # A to D of all five: 100, said to be 93. Without the bridge C and D have none (-70) unless F2 is there, which E has anyway:
            # F2 before the street goes +50 (E), after it +120; the street before F2 -70, after it 0.
            self.assertEqual((row['old_numerator'], self.by(row)), (93, {'program': 7, **{
                (): {}, ('network',): {'network': -70}, ('facilities', 'network'): {'facilities': 85, 'network': -35}}[groups]}))
            self.assertIn(('program', 'program', 'lifecircle', 'given'), self.objects())
            others = {cause for row in self.rows('coverage_causes') if row['weight'] == 'population'
                      for cause in self.by(row)}
            self.assertEqual(others - set(groups), set())

    def test_every_kind_of_object_is_listed(self):
        gates = 'gates: [{{source: {homes}/gates.geojson, id: id, home: home}}]\nbarriers: [{{source: {network}/walls.geojson, id: id}}]\n'
        fields = {'a': 'closed_ways: [S7]\n', 'b': 'closed_ways: [S8]\n'}
        compound = rectangle('Q', 40, 20, 90, 70, households=60, population=180)
        extra = [street(7, [(0, 0), (0, 90)]), street(8, [(1000, 0), (1000, 90)]), street(5, [(200, 0), (200, 90)])]
        config = CONFIG.replace('highway: highway', 'highway: highway, bridge: bridge')
        bridge = dict(extra[2], properties={'id': 'S5', 'highway': 'residential', 'bridge': 'yes'})
        for side in 'ab':
            self.put(f'{side}/homes.geojson', home_of('A'), home_of('B', households=20 + (side == 'b')), compound)
            self.put(f'{side}/gates.geojson', *(feature('Point', [X_M + x, Y_M + 20], id=f'G{x}', home='Q')
                                                for x in ((50, 60) if side == 'a' else (60, 70))))
            self.put(f'{side}/walls.geojson', *(feature('LineString', [[X_M + x, Y_M - 9], [X_M + x, Y_M - 30]], id=f'wall {x}')
                                                for x in ((10, 20) if side == 'a' else (20, 30))))
        other = dict(street(9, [(500, 0), (500, 90)]), properties={'id': 'S9', 'highway': 'residential', 'bridge': 'no'})
        self.put('a/roads.geojson', WEST, BRIDGE, EAST, *extra, other)
        self.put('b/roads.geojson', WEST, street(1, [(600, 0), (400, 0)]), street(2, [(600, 0), (999, 0)]), *extra[:2], bridge, other,
                 street(6, [(300, 0), (300, 90)]))  # S1 is only drawn the other way round
        self.put('b/units.geojson', rectangle('W', -50, -50, 510, 50), rectangle('X', 510, -50, 1050, 50))
        self.put('b/facilities.geojson', facility('F1', 310, 0), facility('G2', 700, 0, 'school'))
        for side, name in (('a', 'old'), ('b', 'new')):
            self.write(f'{name}.yaml', (config + gates).format(path=f'{name}.gpkg', **dict.fromkeys(GROUPS, side)) + LIMITS + fields[side])
            self.run_and_expect(0, 'run', f'{name}.yaml', '-q')
        causes = self.explain()
        self.assertEqual(causes['groups'], ['facilities', 'network', 'homes'])
        self.assertEqual(self.said.count('replay: '), 6)
        self.assertEqual(self.objects(), {
            ('facilities', 'facility', 'F1', 'moved'), ('facilities', 'facility', 'G1', 'removed'), ('facilities', 'facility', 'G2', 'added'),
            ('network', 'street', 'S2', 'given'), ('network', 'street', 'S5', 'given'), ('network', 'street', 'S6', 'added'),
            ('network', 'barrier', 'a/walls.geojson wall 10', 'removed'), ('network', 'barrier', 'b/walls.geojson wall 30', 'added'),
            ('network', 'closed_way', 'closed_ways[1].id', 'given'),
            ('homes', 'home', 'B', 'given'), ('homes', 'gate', 'G50', 'removed'), ('homes', 'gate', 'G70', 'added'),
            ('homes', 'unit', 'W', 'given'), ('homes', 'unit', 'O', 'removed'), ('homes', 'unit', 'X', 'added')})
        fields = {(row['kind'], row['id']): row['fields'] for row in self.rows('objects_changed')}
        self.assertEqual([fields[key] for key in (('street', 'S2'), ('street', 'S5'), ('home', 'B'), ('unit', 'W'), ('facility', 'F1'))],
                         ['place', 'attributes', 'households', 'border', 'place'])

    def test_files_in_another_order_or_under_another_name_are_no_change(self):
        self.put('b/roads.geojson', WEST, EAST)
        self.put('a/facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'))
        self.run_both()
        causes = self.explain()
        self.assertEqual(causes['groups'], ['network'])  # each file of b lies elsewhere than that of a
        self.put('b/roads.geojson', EAST, BRIDGE, WEST)  # the file differs, no street does
        self.run_both()
        causes = self.explain()
        self.assertEqual((causes['groups'], causes['shares'], self.objects()), (['network'], [], set()))

    # What is refused, and what is not known

    def test_inputs_that_are_no_longer_those_of_the_result_are_refused(self):
        self.run_both()
        self.put('a/facilities.geojson', facility('F1', 301, 0))
        done = self.run_command('diff', 'old.gpkg', 'new.gpkg', '--old-config', 'old.yaml', '--new-config', 'new.yaml')
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'a/facilities.geojson: it is not what old.gpkg was made from', done.stderr)

    def test_what_one_result_was_made_by_is_not_known(self):
        self.run_both()
        done = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '--new-config', 'new.yaml', '--json')
        causes = json.loads(done.stdout)['causes']
        self.assertEqual((causes['known'], causes['why_unknown']),
                         (False, 'old.gpkg: it is of no night, and its configuration was not given'))
        done = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '--new-config', 'new.yaml', '-o', 'diff.gpkg')
        self.assertIn('why: not known: old.gpkg: it is of no night', done.stdout.decode())
        self.assertFalse(diff.Result(self.path('diff.gpkg')).has('coverage_causes'))

    def test_a_replay_that_cannot_be_run_leaves_the_rest(self):
        """Categories are found in the data: what the new parameters ask about is only in the new facilities."""
        self.put('b/facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'), facility('P1', 500, 0, 'park'))
        self.settings['b'] += 'two_tier: [{id: care, one: elderly, many: park}]\n'
        self.run_both()
        causes = self.explain()
        self.assertFalse(causes['known'])
        self.assertIn('only this is new: parameters', causes['why_unknown'])
        self.assertIn('park', causes['why_unknown'])
        self.assertTrue(self.made_by_diff.has('coverage_changed'))

    def test_the_same_results_give_the_same_bytes(self):
        self.put('b/roads.geojson', WEST, EAST)
        self.put('b/facilities.geojson', facility('F1', 320, 0), facility('G1', 700, 0, 'school'))
        self.run_both()
        made = []
        for threads in ('1', '3'):
            causes = self.explain('--threads', threads, '--csv', 'csv')
            made.append((causes, self.read('diff.gpkg'), *(self.read(f'csv/{name}.csv') for name in
                                                          ('coverage_causes', 'objects_changed', 'homes_causes'))))
        self.assertEqual(made[0], made[1])
        text = self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '--old-config', 'old.yaml', '--new-config', 'new.yaml', '--lang', 'zh')
        self.assertIn('变化原因: 设施、路网', text.stdout.decode())
        os.mkdir(self.path('tmp'))
        self.run_and_expect(0, 'diff', 'old.gpkg', 'new.gpkg', '--old-config', 'old.yaml', '--new-config', 'new.yaml',
                            environment={'TMPDIR': self.path('tmp')})
        self.assertEqual(os.listdir(self.path('tmp')), [])  # replays are removed again


class TownCausesTest(CausesTest, diff_towns.TownsTest):
    def put_town(self, side, town):
        for kind, features in town.items():
            self.put(f'{side}/{kind}.geojson', *features)
        self.put(f'{side}/units.geojson', *(rectangle(f'U{i}{j}', 320 * i - 10, 320 * j - 10, 320 * i + 310, 320 * j + 310)
                                            for i in range(2) for j in range(2)))

    def test_random_towns_with_all_groups_changed(self):
        self.settings = {'a': 'limits: {meters: [200, 350]}\n', 'b': 'limits: {meters: [200, 330]}\nparameters: {sample_m: 10}\n'}
        for seed in range(3):
            print(f'# town {seed}', flush=True)
            draw = random.Random(seed)
            town = self.random_town(draw)
            self.put_town('a', town)
            self.put_town('b', self.edit(draw, town))
            self.run_both()
            self.assertEqual(self.explain()['groups'], list(GROUPS))
            self.assertEqual(self.said.count('replay: '), 14)
            self.assertGreater(self.check_shares(GROUPS), 100)
            self.check_homes_causes()

    def check_homes_causes(self):
        """Parts of a home add up to the difference of its shares, for every home that both results have."""
        old, new = ({row['home_id']: row for row in diff.Result(self.path(name)).rows('homes')} for name in ('old.gpkg', 'new.gpkg'))
        sums = {}
        for row in self.rows('homes_causes'):
            key = (row['home_id'], row['category'], row['limit_m'])
            sums[key] = sums.get(key, 0) + Fraction(str(row['covered_ratio_part']))
            self.assertEqual(row['change'], 'won' if row['covered_ratio_part'] > 0 else 'lost')
        for name in old.keys() & new.keys():
            for category in ('elderly', 'school'):
                for limit, columns in ((200, ('covered_ratio_200m',) * 2), (330, ('covered_ratio',) * 2)):
                    was, now = (Fraction(str(side[name][f'{category}_{column}'] or 0)) for side, column in zip((old, new), columns))
                    self.assertEqual(sums.get((name, category, limit), 0), now - was, (name, category, limit))


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(CausesTest) if name.startswith('test_')]
    random_towns = [name for name in vars(TownCausesTest) if name.startswith('test_')]
    code = command.tap.main(TownCausesTest, sys.argv[2:] or [*own, *random_towns])
    sys.exit(code)
