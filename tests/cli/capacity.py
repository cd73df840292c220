#!/usr/bin/python3
"""Demand against capacity: loads of facilities, whose demand is left, how much larger a facility has to be; by hand and by brute force."""
import json
import os
import random
import sys

import command
import inputs
from command import X_M, Y_M, collection, feature, home, street

CAPACITY = 'categories: [{id: elderly, capacity: {attribute: beds, weight: elders, per_unit: 2}}, {id: school}]'
HOMES = 'homes: [{source: homes.geojson, id: id, households: households, population: population, elders: elders}]'
FACILITIES = 'facilities: [{source: facilities.geojson, category_field: category, id: id, attributes: {beds: beds, size: size, ' \
             'status: s}}]'
LIMIT_M = 250


class CapacityTest(inputs.InputsTest):
    """Homes of one demand point on a street along y = 0, so that a walk is the difference of two x."""

    def setUp(self):
        super().setUp()
        self.put('roads.geojson', street(1, [(-1000, 0), (3000, 0)]))

    def put(self, name, *features):
        self.write(name, json.dumps(collection(*features)))

    def put_homes(self, homes):
        self.put('homes.geojson', *(home(name, x - 1, -1, households=elders / 2, population=3 * elders, elders=elders)
                                    for name, x, elders in homes))

    def put_facilities(self, facilities):
        self.put('facilities.geojson', *(feature('Point', [X_M + x, Y_M], id=name, category='elderly', beds=beds, size=size, s=status)
                                         for name, x, beds, size, status in facilities))

    def run_at(self, categories=CAPACITY):
        self.run_with(categories, HOMES, FACILITIES, f'limits: {{meters: {LIMIT_M}}}', 'parameters: {areas: none}')

    def loads(self):
        return {row['facility_id']: tuple(row[name] and round(float(row[name]), 6) for name in
                                          ('capacity', 'load', 'load_ratio', 'unserved')) for row in self.table('facilities')}

    def capacity_gaps(self):
        return [row for row in self.table('gaps') if row['cause'] == 'capacity']

    def test_the_farthest_are_left(self):
        # A serves 20 of the 24 who come: H200 is half left. B serves all, C says nothing of its beds, D is closed.
        self.put_homes([('H0', 0, 8), ('H100', 100, 8), ('H200', 200, 8), ('H500', 500, 6), ('H1000', 1000, 40), ('H1900', 1900, 7)])
        self.put_facilities([('A', 0, 10, None, None), ('B', 490, 3, None, None), ('C', 1000, None, None, None),
                             ('D', 200, 50, None, 'closed')])
        self.run_at()
        self.assertEqual(self.loads(), {'A': (20, 24, 1.2, 4), 'B': (6, 6, 1, 0), 'C': ('', 40, '', 0), 'D': ('', '', '', '')})
        self.assertEqual({row['capacity_weight'] for row in self.table('facilities')}, {'elders', ''})
        self.assertEqual([(row['feature_id'], row['severity']) for row in self.remarks('capacity_unknown')], [('C', 'warning')])
        gap, = self.capacity_gaps()
        self.assertEqual([float(gap[name]) for name in ('elders', 'population', 'households', 'home_count', 'walk_m', 'straight_m',
                                                        'change_capacity', 'closes_ratio', 'gain_elders', 'gain_population')],
                         [4, 12, 2, 1, 200, 200, 2, 1, 4, 12])
        self.assertEqual((gap['facility_id'], gap['change'], gap['change_facility_id'], gap['missing']),
                         ('A', 'add_capacity', 'A', 'elderly'))
        self.assertEqual([(row['home_id'], float(row['uncovered_ratio']), float(row['elders'])) for row in self.table('gap_homes')
                          if row['cause'] == 'capacity'], [('H200', 0.5, 4)])
        # The verdict is the walk: all but H1900 are covered.
        self.assertEqual([row['home_id'] for row in self.table('homes') if row['elderly_status'] != 'covered'], ['H1900'])
        facts = {row['key']: row['value'] for row in self.table('run')}
        self.assertEqual(facts['category.elderly.capacity'], 'beds x 2 elders')

    def test_made_as_large_as_it_is_told_it_serves_all(self):
        self.put_homes([('H0', 0, 8), ('H100', 100, 9), ('H200', 200, 8)])
        self.put_facilities([('A', 0, 10, None, None)])
        self.run_at()
        gap, = self.capacity_gaps()
        self.assertEqual((float(gap['gain_elders']), float(gap['change_capacity'])), (5, 3))
        for beds, left in ((12, 1), (13, 0)):
            self.put_facilities([('A', 0, beds, None, None)])
            self.run_at()
            self.assertEqual(self.loads()['A'][3], left)
            self.assertEqual(len(self.capacity_gaps()), int(left > 0))

    def test_a_home_with_many_points_is_left_from_its_far_end(self):
        # A strip of 200 m by 20 m with eleven by two grid points, 10 elders each column; 5 columns are served, the sixth by half.
        self.put('homes.geojson', inputs.rectangle('S', 0, -10, 200, 10, households=11, population=220, elders=110))
        self.put_facilities([('A', 0, 27.5, None, None)])
        self.run_at()
        self.assertEqual(self.loads()['A'], (55, 110, 2, 55))
        gap, = self.capacity_gaps()
        self.assertAlmostEqual(float(gap['elders']), 55, delta=1e-6)
        # The squares of the sixth to the eleventh column: from x = 90 on.
        self.assertAlmostEqual(float(gap['area_m2']), 110 * 20, delta=1)

    def test_limits_of_their_own_send_people_where_they_are_covered(self):
        # From 300, S is nearer (200), but serves within 100 m only: they go to L.
        self.put_homes([('H', 300, 10)])
        self.put_facilities([('L', 0, 2, 9, None), ('S', 500, 9, 1, None)])
        by = 'limits_by: {attribute: size, steps: [{at_least: 1, meters: 100}, {at_least: 5, meters: 400}]}'
        self.run_at(CAPACITY.replace('capacity:', by + ', capacity:'))
        self.assertEqual(self.loads(), {'L': (4, 10, 2.5, 6), 'S': (18, 0, 0, 0)})
        self.assertEqual(float(self.capacity_gaps()[0]['walk_m']), 300)

    def test_nothing_fits_where_there_is_no_bed_and_those_who_do_not_count_are_not_left(self):
        self.put_homes([('H', 0, 5), ('K', 100, 0)])
        self.put_facilities([('A', 0, 0, None, None)])
        self.run_at()
        self.assertEqual(self.loads()['A'], (0, 5, '', 5))
        self.assertEqual((self.capacity_gaps()[0]['home_count'], self.capacity_gaps()[0]['change_capacity']), ('1', '3'))

    def test_a_weight_of_nobody_is_told(self):
        """Six people live there, and no source says how many are elders: a load of 0 is no answer. Of the 6 elders nothing is said."""
        self.put_facilities([('A', 0, 1, None, None)])
        self.put('homes.geojson', home('H', 99, -1, households=3, population=6))
        self.run_with(CAPACITY, HOMES.replace(', elders: elders', ''), FACILITIES, f'limits: {{meters: {LIMIT_M}}}')
        self.assertEqual(self.loads()['A'], (2, 0, 0, 0))
        self.assertEqual([(row['severity'], row['field']) for row in self.remarks('capacity_without_people')], [('warning', 'elders')])
        self.put_homes([('H', 100, 6)])
        self.run_at()
        self.assertEqual(self.loads()['A'], (2, 6, 3, 4))
        self.assertEqual(self.remarks('capacity_without_people'), [])

    def test_random_streets(self):
        for seed in range(6):
            dice = random.Random(seed)
            homes = [(f'H{i:02}', x, dice.randrange(0, 30)) for i, x in enumerate(dice.sample(range(0, 2000), 40))]
            facilities = [(f'F{i}', x + 0.5, dice.randrange(0, 60), None, None)  # no walk is as long to two of them
                          for i, x in enumerate(dice.sample(range(0, 2000, 7), 7))]
            self.put_homes(homes)
            self.put_facilities(facilities)
            self.run_at()
            left = {}
            for name, x, beds, *_ in facilities:
                mine = sorted((abs(h - x), label, elders) for label, h, elders in homes
                              if abs(h - x) <= LIMIT_M and all(abs(h - x) < abs(h - other[1]) for other in facilities if other[0] != name))
                spare = 2 * beds
                for _, label, elders in mine:
                    served = min(elders, spare)
                    spare -= served
                    if elders > served:
                        spare = 0
                        left[name, label] = elders - served
                load = sum(elders for *_, elders in mine)
                unserved = max(0, load - 2 * beds)
                self.assertEqual(self.loads()[name], (2 * beds, load, '' if beds == 0 else round(load / beds / 2, 6), unserved), (seed, name))
            gaps = {row['gap_id']: row for row in self.capacity_gaps()}
            found = {(gaps[row['gap_id']]['facility_id'], row['home_id']): round(float(row['elders']), 6)
                     for row in self.table('gap_homes') if row['cause'] == 'capacity'}
            self.assertEqual(found, left, seed)
            self.assertEqual(len({row['gap_id'] for row in self.table('gaps')}), len(self.table('gaps')))

    def test_faults(self):
        for line, words in (('categories: [{id: elderly, capacity: {attribute: places, weight: elders}}, {id: school}]',
                             b'categories[1].capacity: no source of facilities has the attribute places'),
                            ('categories: [{id: elderly, capacity: {weight: elders}}, {id: school}]', b'attribute'),
                            ('categories: [{id: elderly, capacity: {attribute: beds, weight: horses}}, {id: school}]',
                             b'category elderly: capacity: expected a weight of the homes, found "horses"')):
            self.put_homes([('H', 0, 5)])
            self.put_facilities([('A', 0, 0, None, None)])
            text = command.CONFIG.format(output='path: out.gpkg, csv: tables', areas='none')
            kept = [each for each in text.splitlines() if each.split(':')[0] not in ('facilities', 'homes')]
            self.write('c.yaml', '\n'.join([*kept, FACILITIES, HOMES, line]) + '\n')
            self.assertIn(words, self.run_and_expect(2, 'run', 'c.yaml').stderr)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(CapacityTest) if name.startswith('test_')]
    sys.exit(command.tap.main(CapacityTest, sys.argv[2:] or own))
