#!/usr/bin/python3
"""Which facilities a run counts, and what it says of them: attributes, status, hours, limits of their own; answers by hand."""
import json
import os
import sys

from osgeo import ogr

import command
import inputs
from command import X_M, Y_M, collection, feature, home
from inputs import rectangle


def facility(name, x, y, category='elderly', **more):
    return feature('Point', [X_M + x, Y_M + y], id=name, name=name, category=category, **more)


class SupplyTest(inputs.InputsTest):
    def put(self, name, *features):
        self.write(name, json.dumps(collection(*features)))

    def facilities(self, attributes, more=''):
        return 'facilities: [{source: facilities.geojson, category_field: category, id: id, name: name, ' \
               f'attributes: {attributes}{more}}}]'

    def test_attributes_are_columns_of_their_layers(self):
        self.put('facilities.geojson', facility('F1', 100, 0, 状态='运营', 面积='约1200㎡'), facility('F2', 200, 0, 状态=None))
        self.put('more.geojson', facility('F3', 300, 0, 'school', grade='5A'))
        self.put('units.geojson', rectangle('U1', -50, -50, 600, 600, 圈层='现代城镇', 户=7))
        self.run_with('facilities: [{source: facilities.geojson, category_field: category, id: id, name: name, '
                      'attributes: {floor_area_m2: 面积, status: 状态}}, '
                      '{source: more.geojson, category: school, id: id, attributes: {grade: grade}}]',
                      'units: [{source: units.geojson, level: circle, code: id, attributes: {zone: 圈层, households: 户}}]')
        rows = {row['facility_id']: (row['floor_area_m2'], row['given_status'], row['grade'], row['status'])
                for row in self.table('facilities')}
        self.assertEqual(rows, {'F1': ('约1200㎡', '运营', '', 'joined'), 'F2': ('', '', '', 'joined'),
                                'F3': ('', '', '5A', 'joined')})
        self.assertEqual([(row['zone'], row['given_households'], row['households']) for row in self.table('units')],
                         [('现代城镇', '7', '35')])

    def test_a_field_that_is_not_there_is_named(self):
        self.run_with_fault(1, self.facilities('{status: 状态}'), b'no field "\xe7\x8a\xb6\xe6\x80\x81" (for attributes.status)')
        self.run_with_fault(2, self.facilities('{Status: id}'), b'facilities[1].attributes.Status: expected a name of at most 40')

    def test_only_open_facilities_count(self):
        # H1 (101, 100) is 101 m from F1 (100, 0), H2 (300, 400) 200 m from F2 (300, 200), H3 (450, 100) 250 m from F3 (300, 0); from
        # F5 (0, 400) H1 and H2 are within the larger limit of 600 m, H3 is 750 m away.
        self.put('facilities.geojson', facility('F1', 100, 0, s='正常运营'), facility('F2', 300, 200, s='在建'),
                 facility('F3', 300, 0, s='Temporarily-closed'), facility('F4', 0, 500, s='?'), facility('F5', 0, 400, s=None))
        self.run_with(self.facilities('{status: s}'))
        rows = {row['facility_id']: (row['status'], row['reached_home_count'], row['given_status']) for row in self.table('facilities')}
        self.assertEqual(rows, {'F1': ('joined', '3', '正常运营'), 'F2': ('planned', '', '在建'), 'F5': ('joined', '2', ''),
                                'F3': ('closed', '', 'Temporarily-closed'), 'F4': ('status_unknown', '', '?')})
        self.assertEqual(self.within(250), {'H1': 1, 'H2': 0, 'H3': 0})
        self.assertEqual([(row['feature_id'], row['severity']) for row in self.remarks('status_unknown')], [('F4', 'error')])
        self.assertEqual({row['feature_id'] for row in self.remarks('facility_not_counted')}, {'F2', 'F3'})
        facts = {row['key']: row['value'] for row in self.table('run')}
        self.assertEqual((facts['count.facilities'], facts['count.facilities_not_counted'], facts['count_status']), ('2', '3', 'open'))
        self.run_with(self.facilities('{status: s}'), 'count_status: [open, planned]')
        self.assertEqual(self.within(250), {'H1': 1, 'H2': 1, 'H3': 1})  # H3 is 150 + 100 m from F2
        self.run_with(self.facilities('{status: s}'), 'status_values: {open: [temporarily closed], planned: [], closed: [正常运营]}')
        self.assertEqual(self.within(250), {'H1': 0, 'H2': 0, 'H3': 1})

    def test_every_profile_has_attributes_and_counts_the_same_facilities(self):
        self.put('facilities.geojson', facility('F1', 100, 0, s='open', g='5A'), facility('F2', 300, 200, s='planned', g='4A'))
        self.run_with(self.facilities('{status: s, grade: g}'), 'profiles: [adult, elder]', 'speed_mps:')
        tables = [[(row['facility_id'], row['status'], row['grade']) for row in self.table(name)]
                  for name in ('facilities', 'facilities_elder')]
        self.assertEqual(tables, 2 * [[('F1', 'joined', '5A'), ('F2', 'planned', '4A')]])

    def within(self, limit):
        """Home -> facilities of the category elderly with a walk of at most the limit, from the pairs within the largest."""
        return {row['home_id']: int(float(row['elderly_nearest_m'] or 'inf') <= limit) for row in self.table('homes')}

    def test_a_facility_listed_as_open_and_as_closed_is_open(self):
        # A1 comes before A2 by place; A, B and C are handed in twice, whichever comes first. D says nothing once.
        rows = [('A', 100, 'closed'), ('A', 100.5, 'open'), ('B', 200, 'open'), ('B', 200.5, 'planned'), ('C', 300, 'closed'),
                ('C', 300.5, 'planned'), ('D', 400, None), ('D', 400.5, 'closed')]
        self.put('facilities.geojson', *(facility(name, x, 0, s=status) for name, x, status in rows))
        self.run_with(self.facilities('{status: s}'))
        self.assertEqual([(row['facility_id'], row['status'], row['given_status']) for row in self.table('facilities')],
                         [('A', 'joined', 'open'), ('B', 'joined', 'open'), ('C', 'closed', 'closed'), ('D', 'closed', 'closed')])
        told = {row['feature_id']: (row['severity'], row['found'], row['done']) for row in self.remarks('duplicate_differs')}
        again = 'where it is handed in again'
        self.assertEqual(told, {'A': ('error', f'"closed", and "open" {again}', '"open" counts'),
                                'B': ('error', f'"open", and "planned" {again}', '"open" counts'),
                                'C': ('warning', f'"closed", and "planned" {again}', '"closed" counts'),
                                'D': ('error', f'"", and "closed" {again}', '"closed" counts')})
        self.put('facilities.geojson', facility('A', 100, 0, h='8:00-17:00'), facility('A', 100.5, 0, h='24小时'))
        self.run_with(self.facilities('{hours: h}'), 'at: Tue 22:00')
        self.assertEqual([row['status'] for row in self.table('facilities')], ['joined'])
        self.run_with(self.facilities('{hours: h}'))
        self.assertEqual([(row['severity'], row['done']) for row in self.remarks('duplicate_differs')],
                         [('warning', '"8:00-17:00" counts')])

    def test_of_all_that_is_closed_near_a_gap_the_one_that_helps_is_opened(self):
        # H, at (400, 0), is 190 m from A in a straight line, but A's street hangs together with nothing; B is 210 m off, both ways.
        # C is 220 m off, and would cover K too.
        self.put('roads.geojson', command.street(1, [(-500, 0), (1500, 0)]), command.street(2, [(0, 190), (900, 190)]))
        self.put('homes.geojson', home('H', 399, -1, households=5, population=10), home('K', 699, -1, households=2, population=4))
        self.put('facilities.geojson', facility('A', 400, 190, s='closed'), facility('B', 190, 0, s='closed'),
                 facility('C', 620, 0, s='closed'), facility('F', 1400, 0, s='open'))
        self.run_with(self.facilities('{status: s}'), 'limits: {meters: 250}', 'parameters: {areas: none, gap_link_m: 400}')
        row = next(row for row in self.table('gaps') if row['category'] == 'elderly')
        self.assertEqual((row['change'], row['change_facility_id'], row['gain_households']), ('open_facility', 'C', '7'))
        self.run_with(self.facilities('{status: s}'), 'limits: {meters: 215}', 'parameters: {areas: none, gap_link_m: 400}')
        row = next(row for row in self.table('gaps') if row['category'] == 'elderly')
        self.assertEqual((row['change'], row['change_facility_id'], row['gain_households']), ('open_facility', 'B', '5'))

    def test_words_of_two_statuses_are_a_fault(self):
        self.run_with_fault(2, 'status_values: {open: [在建]}', '"在建" is under open and under planned'.encode())
        self.run_with_fault(2, 'count_status: [opne]', b'did you mean "open"?')

    def test_at_ten_on_a_tuesday_night_what_is_open_counts(self):
        self.put('facilities.geojson', facility('F1', 100, 0, h='周一至周五 8:30-17:00'), facility('F2', 300, 200, h='24小时'),
                 facility('F3', 300, 0, h='电话预约'), facility('F4', 0, 500, h=None), facility('F5', 500, 500, h='Mo 20:00-02:00; PH off'),
                 facility('F6', 0, 400, h='9:00-5:00'))
        self.run_with(self.facilities('{hours: h}'), 'at: Tue 22:00')
        rows = {row['facility_id']: row['status'] for row in self.table('facilities')}
        self.assertEqual(rows, {'F1': 'closed_now', 'F2': 'joined', 'F3': 'hours_unknown', 'F4': 'hours_unknown', 'F5': 'closed_now',
                                'F6': 'joined'})
        self.assertEqual(self.within(250), {'H1': 0, 'H2': 1, 'H3': 1})
        for code, names in (('hours_not_readable', ['F3']), ('hours_unknown', ['F4']), ('holidays_left_out', ['F5']),
                            ('hours_doubtful', ['F6'])):
            self.assertEqual([row['feature_id'] for row in self.remarks(code)], names)
        self.assertIn(('at', 'Tue 22:00'), [(row['key'], row['value']) for row in self.table('run')])
        self.run_with(self.facilities('{hours: h}'), 'at: 周二 1:30')
        self.assertEqual({row['facility_id'] for row in self.table('facilities') if row['status'] == 'joined'}, {'F2', 'F5', 'F6'})
        self.run_with(self.facilities('{hours: h}'), 'at: 周二 1:30', 'unknown_hours: open')
        self.assertEqual({row['facility_id'] for row in self.table('facilities') if row['status'] != 'joined'}, {'F1'})
        self.run_with(self.facilities('{hours: h}'))
        self.assertEqual({row['status'] for row in self.table('facilities')}, {'joined'})
        self.assertEqual([row['feature_id'] for row in self.remarks('hours_not_readable')], ['F3'])
        self.run_with_fault(2, 'at: Tue 25:00', b'expected a day and a time such as "Tue 22:00"')
        self.run_with_fault(2, 'at: Tue 22:00', b'no source of facilities has the attribute hours, and none of gates the field')

    def test_a_night_with_nothing_open_covers_nobody(self):
        self.put('facilities.geojson', facility('F1', 100, 0, h='8:30-17:00'))
        self.put('units.geojson', rectangle('U1', -50, -50, 600, 600))
        self.run_with(self.facilities('{hours: h}'), 'at: Su 3:00', 'units: [{source: units.geojson, level: circle, code: id}]',
                      areas='overlap')
        self.assertEqual({row['elderly_status'] for row in self.table('homes')}, {'uncovered'})
        self.assertEqual({row['numerator'] for row in self.table('coverage')}, {'0'})
        self.assertEqual([row['found'] for row in self.remarks('category_without_facility')], ['elderly: none of its 1 counts'])

    PARK = 'categories: [{id: elderly, limits_by: {attribute: size_m2, steps: [{at_least: 2000, meters: 300}, ' \
           '{at_least: 5000, meters: 500}]}}]'

    def test_a_park_serves_as_far_as_it_is_large(self):
        # One street from west to east, homes of 2 m x 2 m on it, at x = 0, 100, ... 1000; a large park at 200, a small one at 600
        # that is nearer to the homes at 500 and 700, and one too small for anything.
        self.put('roads.geojson', command.street(1, [(-500, 0), (1500, 0)]))
        self.put('homes.geojson', *(home(f'H{x:04d}', x - 1, -1, households=1, population=10) for x in range(0, 1001, 100)))
        self.put('facilities.geojson', facility('large', 200, 0, m2='约5000㎡'), facility('small', 600, 0, m2=2500),
                 facility('tiny', 900, 0, m2=1999), facility('odd', 1000, 0, m2='big'))
        self.run_with(self.facilities('{size_m2: m2}'), self.PARK, 'limits:', 'output: {path: out.gpkg, csv: tables, pairs: true}',
                      areas='dissolve')
        homes = {row['home_id']: row for row in self.table('homes')}
        # Within 500 m of 200 or 300 m of 600: up to 900; beyond, the small one lacks 100 m at 1000.
        self.assertEqual([name for name, row in homes.items() if row['elderly_status'] == 'covered'],
                         [f'H{x:04d}' for x in range(0, 901, 100)])
        self.assertEqual(float(homes['H0500']['elderly_nearest_m']), 100.0)
        self.assertEqual(homes['H0500']['elderly_facility_id'], 'small')
        counts = [homes[f'H{x:04d}']['elderly_facility_count'] for x in range(0, 1001, 100)]
        self.assertEqual(counts, list('11122222110'))  # large: 0 to 700; small: 300 to 900
        self.assertAlmostEqual(float(homes['H1000']['elderly_missing_min']), 100.0 / 1.25 / 60.0, delta=0.001)
        rows = {row['facility_id']: (row['status'], row['limit_m']) for row in self.table('facilities')}
        self.assertEqual(rows, {'large': ('joined', '500'), 'small': ('joined', '300'), 'tiny': ('below_limits', ''),
                                'odd': ('limit_unknown', '')})
        pairs = sorted((row['facility_id'], row['home_id']) for row in self.table('access'))
        self.assertEqual(pairs, sorted([('large', f'H{x:04d}') for x in range(0, 701, 100)] +
                                       [('small', f'H{x:04d}') for x in range(300, 901, 100)]))
        self.assertEqual([row['feature_id'] for row in self.remarks('limit_unknown')], ['odd'])
        self.assertEqual([row['feature_id'] for row in self.remarks('number_guessed')], ['large'])
        shares = {row['definition']: (float(row['numerator']), float(row['denominator'])) for row in self.table('coverage')
                  if row['weight'] in ('', 'population') and row['level'] == 'all'}
        self.assertEqual(shares['weight'], (100.0, 110.0))
        self.assertEqual(shares['weight_radius'], (100.0, 110.0))
        # Of the last home, [899, 901] x [-1, 1], the triangle with |y| <= 900 - x: a quarter.
        self.assertAlmostEqual(shares['land_network'][0] / shares['land_network'][1], 9.25 / 11, delta=0.0005)
        facts = {row['key']: row['value'] for row in self.table('run')}
        self.assertEqual(facts['category.elderly.limits_by'], 'size_m2 from 2000: 300 m, from 5000: 500 m')
        self.assertEqual(facts['category.elderly.limits_m'], '500')

    def area(self, mode):
        """Union of the service areas and their number, with limits of their own on the grid of streets."""
        self.put('facilities.geojson', facility('A', 100, 0, m2=6000), facility('B', 300, 200, m2=2000), facility('C', 400, 500, m2=5000))
        self.run_with(self.facilities('{size_m2: m2}'), self.PARK, 'limits:', areas=mode)
        source = ogr.Open(os.path.join(self.folder, 'out.gpkg'))
        areas = [row.GetGeometryRef().Clone() for row in source.GetLayerByName('service_areas')]
        union = areas[0]
        for one in areas[1:]:
            union = union.Union(one)
        return union, len(areas)

    def test_the_dissolved_area_is_the_union_of_areas_within_limits_of_their_own(self):
        overlap, count = self.area('overlap')
        self.assertEqual(count, 3)
        dissolved, count = self.area('dissolve')
        self.assertEqual(count, 1)
        self.assertGreater(overlap.Area(), 100000.0)
        self.assertLess(overlap.SymDifference(dissolved).Area(), 1.0 * overlap.Boundary().Length())  # a metre along the border

    TWO = 'categories: [{id: centre, limits: {meters: 500}}, {id: station, limits: {meters: [100, 300]}}]'

    def tiers(self, more=''):
        """Homes on one street at x = 0, 100, ... 1000 with 10 elders each, the last with 30; a centre at 200, stations at 600 and 2000."""
        self.put('roads.geojson', command.street(1, [(-500, 0), (2500, 0)]))
        self.put('homes.geojson', *(home(f'H{x:04d}', x - 1, -1, households=1, elders=10 if x < 1000 else 30)
                                    for x in range(0, 1001, 100)))
        self.put('facilities.geojson', facility('C', 200, 0, 'centre'), facility('S1', 600, 0, 'station'),
                 facility('S2', 2000, 0, 'station'))
        self.put('units.geojson', rectangle('W', -50, -50, 450, 50), rectangle('E', 450, -50, 2050, 50))
        self.run_with(self.TWO, 'limits:', 'homes: [{source: homes.geojson, id: id, households: households, elders: elders}]',
                      'units: [{source: units.geojson, level: circle, code: id}]',
                      f'two_tier: [{{id: care, one: centre, many: station, weight: elders{more}}}]')
        return {(row['unit_code'], row['detail']): (row['numerator'], row['denominator'], row['limit_m'], row['category'])
                for row in self.table('coverage') if row['definition'] == 'two_tier' and row['category_set'] == 'care'}

    def test_one_and_many_are_decided_together(self):
        rows = self.tiers()
        # The centre reaches 0 to 700, the station 300 to 900.
        self.assertEqual(rows[('all', 'one')], ('80', '130', '500', 'centre'))
        self.assertEqual(rows[('all', 'many')], ('70', '130', '300', 'station'))
        self.assertEqual(rows[('all', 'both')], ('50', '130', '', 'centre+station'))
        self.assertEqual(rows[('all', 'neither')], ('30', '130', '', 'centre+station'))
        self.assertEqual(rows[('all', 'many per one')][:2], ('2', '1'))
        self.assertEqual([rows[('W', part)][0] for part in ('one', 'many', 'both', 'neither')], ['50', '20', '20', '0'])
        self.assertEqual([rows[('E', part)][0] for part in ('one', 'many', 'both', 'neither')], ['30', '50', '30', '30'])
        self.assertEqual(rows[('W', 'many per one')][:2], ('0', '1'))
        self.assertEqual(rows[('E', 'many per one')][:2], ('2', '0'))
        homes = {row['home_id']: [row[f'care_{part}_ratio'] for part in ('one', 'many', 'both', 'neither')]
                 for row in self.table('homes')}
        self.assertEqual((homes['H0000'], homes['H0500'], homes['H0900'], homes['H1000']),
                         (['1', '0', '0', '0'], ['1', '1', '1', '0'], ['0', '1', '0', '0'], ['0', '0', '0', '1']))
        rows = self.tiers(', many_limit: {meters: 100}')
        self.assertEqual(rows[('all', 'many')], ('30', '130', '100', 'station'))
        self.assertEqual(rows[('all', 'both')][0], '30')
        self.assertEqual(rows[('all', 'neither')][0], '50')

    def test_faults_of_two_tiers_are_named(self):
        for more, words in ((', many_limit: {meters: 200}', b'expected one of the limits of station, 100, 300 metres, found 200 metres'),
                            (', many_limit: {meters: [100, 300]}', b'expected one limit, found 2'),
                            (', one: statoin', b'is here twice')):
            self.run_with_fault(2, f'{self.TWO}\ntwo_tier: [{{id: care, one: centre, many: station{more}}}]', words)
        self.run_with_fault(2, f'{self.TWO}\ntwo_tier: [{{id: care, one: statoin, many: station}}]', b'did you mean "station"?')
        self.run_with_fault(2, f'{self.TWO}\ntwo_tier: [{{id: care, one: station, many: station}}]', b'expected two categories')
        self.put('facilities.geojson', facility('C', 200, 0, 'centre'), facility('S', 200, 0, 'station'))
        self.run_with_fault(2, f'{self.TWO}\ntwo_tier: [{{id: care, one: centre, many: station, weight: eldres}}]',
                            b'expected a weight of the homes, found "eldres"')

    def test_facilities_have_by_flag_and_by_place(self):
        self.put('facilities.geojson', facility('F1', 100, 0, 'centre', v='有', s=None), facility('F2', 200, 0, 'centre', v='是', s='A'),
                 facility('F3', 300, 0, 'centre', v='否', s=None), facility('F4', 400, 0, 'centre', v=None, s='S9'),
                 facility('V1', 100, 20, 'station', v=None, s=None), facility('V2', 300, 30, 'station', v=None, s=None),
                 facility('V3', 100, 400, 'station', v=None, s='S9'))
        self.put('units.geojson', rectangle('W', -50, -50, 250, 600), rectangle('E', 250, -50, 600, 600))
        self.run_with(self.facilities('{volunteer: v, site: s}'), self.TWO, 'limits:',
                      'units: [{source: units.geojson, level: circle, code: id}]',
                      'facility_has: [{category: centre, attribute: volunteer, with: station, within_m: 30}]')
        rows = {(row['unit_code'], row['detail']): (row['numerator'], row['denominator'], row['listed'], row['radius_m'])
                for row in self.table('coverage') if row['definition'] == 'facility_has'}
        self.assertEqual(rows, {
            ('all', 'attribute volunteer'): ('2', '4', 'F3, F4', ''), ('all', 'with station'): ('3', '4', 'F2', '30'),
            ('all', 'disagree'): ('3', '4', 'F2, F3, F4', '30'),
            ('W', 'attribute volunteer'): ('2', '2', '', ''), ('W', 'with station'): ('1', '2', 'F2', '30'),
            ('W', 'disagree'): ('1', '2', 'F2', '30'),
            ('E', 'attribute volunteer'): ('0', '2', 'F3, F4', ''), ('E', 'with station'): ('2', '2', '', '30'),
            ('E', 'disagree'): ('2', '2', 'F3, F4', '30')})
        self.assertEqual({row['measure'] for row in self.table('coverage') if row['definition'] == 'facility_has'}, {'facilities'})
        self.run_with_fault(2, f'{self.TWO}\nfacility_has: [{{category: centre, with: station}}]', b'expected one distance within_m')
        self.run_with_fault(2, f'{self.TWO}\nfacility_has: [{{category: centre}}]', b'expected attribute, or with and within_m')
        self.run_with_fault(2, f'{self.TWO}\nfacility_has: [{{category: centre, attribute: grade}}]', b'has the attribute grade')

    def test_faults_of_steps_are_named(self):
        for steps, words in (('[{at_least: 1, meters: 5, minutes: 5}]', b'expected minutes or meters, found both'),
                             ('[{at_least: 1}]', b'expected minutes or meters, found none'),
                             ('[{at_least: 1, meters: 5}, {at_least: 1, meters: 6}]', b'expected another at_least')):
            self.run_with_fault(2, f'categories: [{{id: elderly, limits_by: {{attribute: a, steps: {steps}}}}}]', words)
        self.run_with_fault(2, 'categories: [{id: elderly, radius_m: 5, limits_by: {attribute: a, steps: [{at_least: 1, meters: 5}]}}]',
                            b'expected radius_m or limits_by, found both')

    def run_with_fault(self, code, line, words):
        text = command.CONFIG.format(output='path: out.gpkg', areas='none')
        kept = [old for old in text.splitlines() if old.split(':')[0] != line.split(':')[0]]
        self.write('c.yaml', '\n'.join([*kept, line]) + '\n')
        self.assertIn(words, self.run_and_expect(code, 'run', 'c.yaml').stderr)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(SupplyTest) if name.startswith('test_')]
    sys.exit(command.tap.main(SupplyTest, sys.argv[2:] or own))
