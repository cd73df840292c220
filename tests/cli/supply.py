#!/usr/bin/python3
"""Which facilities a run counts, and what it says of them: attributes, status, hours, limits of their own; answers by hand."""
import json
import os
import sys

import command
import inputs
from command import X_M, Y_M, collection, feature
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
        self.run_with_fault(2, 'at: Tue 22:00', b'no source of facilities has the attribute hours')

    def test_a_night_with_nothing_open_covers_nobody(self):
        self.put('facilities.geojson', facility('F1', 100, 0, h='8:30-17:00'))
        self.put('units.geojson', rectangle('U1', -50, -50, 600, 600))
        self.run_with(self.facilities('{hours: h}'), 'at: Su 3:00', 'units: [{source: units.geojson, level: circle, code: id}]',
                      areas='overlap')
        self.assertEqual({row['elderly_status'] for row in self.table('homes')}, {'uncovered'})
        self.assertEqual({row['numerator'] for row in self.table('coverage')}, {'0'})
        self.assertEqual([row['found'] for row in self.remarks('category_without_facility')], ['elderly: none of its 1 counts'])

    def run_with_fault(self, code, line, words):
        text = command.CONFIG.format(output='path: out.gpkg', areas='none')
        kept = [old for old in text.splitlines() if old.split(':')[0] != line.split(':')[0]]
        self.write('c.yaml', '\n'.join([*kept, line]) + '\n')
        self.assertIn(words, self.run_and_expect(code, 'run', 'c.yaml').stderr)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(SupplyTest) if name.startswith('test_')]
    sys.exit(command.tap.main(SupplyTest, sys.argv[2:] or own))
