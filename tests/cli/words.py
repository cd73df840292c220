#!/usr/bin/python3
"""Words of the configuration that nothing in the data says are reported, and what they were probably meant to be.

Usage: words.py COMMAND
"""
import csv
import json
import os
import sys

import command
from command import X_M, Y_M, collection, feature

TOWNS = (('T1', 0, '城市化地区'), ('T2', 250, '城镇化拓展区'), ('T3', 450, None))
CODES = ('word_not_found', 'attribute_not_asked_for', 'figure_not_used', 'level_not_usual')


class WordsTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        units = []
        for (code, west, kind), east in zip(TOWNS, (250, 450, 600)):
            ring = [[X_M + x, Y_M + y] for x, y in ((west, -9), (east, -9), (east, 600), (west, 600), (west, -9))]
            units.append(feature('Polygon', [ring], code=code, area=kind))
        self.write('units.geojson', json.dumps(collection(*units)))

    def warnings(self, more, facilities='grade: name', units='area_class: area', level='town'):
        text = command.CONFIG.format(output='path: out.gpkg, csv: tables', areas='none')
        text = text.replace('name: name', 'name: name, attributes: {' + facilities + '}')
        self.write('c.yaml', text + 'units: [{source: units.geojson, level: ' + level + ', code: code, attributes: {' + units + '}}]\n' + more)
        self.run_and_expect(0, 'run', 'c.yaml')
        with open(os.path.join(self.folder, 'tables', 'quality.csv'), encoding='utf-8-sig', newline='') as file:
            rows = [row for row in csv.DictReader(file) if row['code'] in CODES]
        self.assertEqual({row['severity'] for row in rows} | {'warning'}, {'warning'})
        return [(row['field'], row['found'], row['done']) for row in rows]

    def modes(self, *values):
        rules = ''.join(f'  - {{level: town, where: {{area_class: {value}}}, profile: ride}}\n' for value in values)
        return self.warnings('modes:\n' + rules + '  - {profile: adult}\n')

    def test_a_misspelt_value_before_a_rule_for_everybody_is_reported_with_the_one_meant(self):
        self.assertEqual(self.modes('城市化地区', '城镇化拓展去'),
                         [('area_class', 'modes[2]: 城镇化拓展去',
                           'no unit of level town says so; said and not asked for is: 城镇化拓展区; did you mean "城镇化拓展区"?')])

    def test_a_level_that_is_nearly_a_usual_one_is_reported(self):
        self.assertEqual(self.warnings('', facilities='status: name', units='', level='subdistict'),
                         [('level', 'subdistict', 'taken as a level of its own; did you mean "subdistrict"?')])
        for level in ('town', 'subdistrict', 'neighbourhood'):
            self.assertEqual(self.warnings('', facilities='status: name', units='', level=level), [])

    def test_a_value_that_is_near_to_nothing_is_reported_with_what_there_is(self):
        self.assertEqual(self.modes('rural'), [('area_class', 'modes[1]: rural',
                                                'no unit of level town says so; said and not asked for is: 城市化地区, 城镇化拓展区')])

    def test_further_names_of_what_is_found_are_right(self):
        self.assertEqual(self.modes('[城市化地区, 中心城区]', '城镇化拓展区', '远郊地区'), [])
        self.assertEqual([row[1] for row in self.modes('[城市化地区, 城镇化拓展曲]')], ['modes[1]: 城镇化拓展曲'])

    def test_values_that_indicators_and_presence_ask_for_are_looked_for(self):
        more = ('indicators: [{id: best, kind: count, numerator: {facilities: elderly, where: {grade: FF1}}}]\n'
                'presence: [{id: here, facilities: elderly, level: town, units_where: {area_class: 城市化地域}, grade_attribute: grade, '
                'grades: [A, B], level_attribute: grade, level_values: F1}]\n')
        self.assertEqual([(row[0], row[1]) for row in self.warnings(more + 'categories: [{id: elderly}, {id: school}]\n')],
                         [('grade', 'indicator best: FF1'), ('grade', 'presence here: A'), ('grade', 'presence here: B'),
                          ('area_class', 'presence here: 城市化地域')])

    def test_an_attribute_by_nearly_the_name_that_is_asked_for_is_reported(self):
        more = 'presence: [{id: here, facilities: elderly, level: town, grade_attribute: grade, grades: [F1, F2]}]\n'
        self.assertEqual(self.warnings(more, 'grades: name, colour: name', 'area_class: area'),
                         [('attributes', 'grades', 'nothing asks for it; asked for, and handed in by no source, is "grade"')])
        self.assertEqual(self.warnings(more), [])

    def test_figures_that_nothing_asks_for_are_reported(self):
        self.write('staff.csv', 'code,a,b\nT1,1,2\nT2,3,4\n')
        more = ('indicators: [{id: staff, kind: reported, figures: community_workers}]\n'
                'figures: [{source: staff.csv, code: code, attributes: {%s: a, drivers: b}}]\n')
        self.assertEqual(self.warnings(more % 'community_worker'),
                         [('community_worker', 'community_worker', 'no indicator and no spread asks for it; did you mean "community_workers"?'),
                          ('drivers', 'drivers', 'no indicator and no spread asks for it')])
        self.assertEqual([row[0] for row in self.warnings(more % 'community_workers')], ['drivers'])


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(WordsTest) if name.startswith('test_')]
    sys.exit(command.tap.main(WordsTest, sys.argv[2:] or own))
