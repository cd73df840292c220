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

    def run_with_fault(self, code, line, words):
        text = command.CONFIG.format(output='path: out.gpkg', areas='none')
        kept = [old for old in text.splitlines() if old.split(':')[0] != line.split(':')[0]]
        self.write('c.yaml', '\n'.join([*kept, line]) + '\n')
        self.assertIn(words, self.run_and_expect(code, 'run', 'c.yaml').stderr)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(SupplyTest) if name.startswith('test_')]
    sys.exit(command.tap.main(SupplyTest, sys.argv[2:] or own))
