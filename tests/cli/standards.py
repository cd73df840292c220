#!/usr/bin/python3
"""Standards as data: every shipped file fits its JSON Schema, and `check` explains what is wrong in one.

Usage: standards.py COMMAND ROOT
"""
import glob
import json
import os
import re
import sys

import jsonschema
import yaml

import command

ROOT = None


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: of bare words only true, false and null are no texts."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ('tag:yaml.org,2002:bool', 'tag:yaml.org,2002:timestamp')]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver('tag:yaml.org,2002:bool', re.compile('^(?:true|false)$'), list('tf'))


def load(path):
    with open(path, encoding='utf-8') as file:
        return yaml.load(file, Loader)  # noqa: S506 a SafeLoader


STANDARD = """\
id: town
categories:
  - {id: clinic, zh: 卫生站}
  - {id: school, en: School}
indicators:
"""
FAULTS = (
    # an item of `indicators`, and every message about it, from its column on
    ('{id: a, kind: coverge, numerator: {facilities: clinic}}',
     ['6:19: indicators[1].kind: expected one of coverage, area_per_100_households, ratio_of_sums, per_10000_people, count, '
      'reported, found "coverge"; did you mean "coverage"?']),
    ('{id: a}', ['6:5: indicators[1]: the key "kind" is missing']),
    ('{kind: count}', ['6:5: indicators[1]: the key "id" is missing',
                       '6:5: indicators[1]: the key "numerator" is missing, which kind count needs']),
    ('{id: a, kind: count, numerator: {facilities: clinics}}',
     ['6:37: indicators[1].numerator: expected a category of the list, found "clinics"; did you mean "clinic"?']),
    ('{id: a, kind: count, numerator: {facilitys: clinic}}',
     ['6:37: indicators[1].numerator: expected one of facilities, units, homes and figures, found none',
      '6:38: indicators[1].numerator[1].facilitys: unknown key; did you mean "facilities"?']),
    ('{id: a, kind: count, numerator: {facilities: clinic, homes: people}}',
     ['6:37: indicators[1].numerator: expected one of facilities, units, homes and figures, found several',
      '6:65: indicators[1].numerator: expected one of households, population, elders, minors, ']),
    ('{id: a, kind: ratio_of_sums, numerator: {homes: elders}}',
     ['6:5: indicators[1]: the key "denominator" is missing, which kind ratio_of_sums needs']),
    ('{id: a, kind: area_per_100_households, numerator: {facilities: clinic}}',
     ['6:55: indicators[1].numerator: expected an attribute in square metres, such as floor_area_m2']),
    ('{id: a, kind: area_per_100_households, numerator: [{facilities: clinic, attribute: floor_area_m2}, '
     '{facilities: school, attribute: site_area_m2}]}',
     ['6:136: indicators[1].numerator: floor_area_m2 and site_area_m2 are never added up: an indicator names one kind of area']),
    ('{id: a, kind: coverage, category: clinic}',
     ['6:5: indicators[1]: the key "definition" is missing, which names the coverage']),
    ('{id: a, kind: coverage, definition: unit_hass, category: clinic}',
     ['6:41: indicators[1].definition: expected one of unit_has, unit_reach, facility_has, land_radius, land_network, weight, '
      'weight_radius, all_of, k_of_n, weakest, two_tier, found "unit_hass"; did you mean "unit_has"?']),
    ('{id: a, kind: coverage, definition: unit_has, category: clinic}',
     ['6:5: indicators[1]: the key "counted_level" is missing, which definition unit_has needs']),
    ('{id: a, kind: coverage, definition: weight, category: clinic, weight: elders, minutes: 5, meters: 300}',
     ['6:5: indicators[1]: expected minutes or meters, found both']),
    ('{id: a, kind: reported, numerator: {homes: elders}}', ['6:40: indicators[1].numerator: kind reported has none']),
    ('{id: a, kind: count, numerator: {homes: elders}, target: many}',
     ['6:62: indicators[1].target: expected 0 to 1000000000000, found "many"']),
    ('{id: a, kind: count, numerator: {homes: elders}, sense: atleast}',
     ['6:61: indicators[1].sense: expected at_least or at_most, found "atleast"; did you mean "at_least"?']),
)


class StandardsTest(command.CommandTest):
    def schema(self, kind):
        return json.loads(self.run_and_expect(0, 'schema', kind).stdout)

    def shipped(self, kind):
        return sorted(glob.glob(os.path.join(ROOT, 'geodata', kind, '*.yaml')))

    def test_every_shipped_file_fits_its_schema(self):
        configurations = [*sorted(glob.glob(os.path.join(ROOT, 'geodata', 'sample', '**', '*.yaml'), recursive=True)),
                          *sorted(glob.glob(os.path.join(ROOT, 'tests', 'real', '*', 'config.yaml')))]
        self.assertGreater(len(configurations), 5)
        for kind, paths in (('standard', self.shipped('standards')), ('profile', self.shipped('profiles')),
                            ('config', configurations)):
            schema = self.schema(kind)
            jsonschema.Draft7Validator.check_schema(schema)
            self.assertGreater(len(paths), 4)
            for path in paths:
                faults = [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(load(path))]
                self.assertEqual(faults, [], path)

    def test_the_schema_refuses_what_check_refuses(self):
        schema = self.schema('standard')
        for item, _ in FAULTS[:3] + FAULTS[4:5] + FAULTS[10:11] + FAULTS[14:]:
            content = yaml.load(STANDARD + '  - ' + item + '\n', Loader)  # noqa: S506 a SafeLoader
            if item == '{id: a}':
                continue  # the kind may stand in the standard that a configuration adds to
            self.assertTrue(list(jsonschema.Draft7Validator(schema).iter_errors(content)), item)

    def test_the_schema_of_configurations_asks_for_what_is_not_extended(self):
        validator = jsonschema.Draft7Validator(self.schema('config'))
        sources = {name: [{'source': 'f.csv'}] for name in ('network', 'facilities', 'homes')}
        output = {'output': {'path': 'out.gpkg'}}
        for content, fits in (({**sources, **output}, True), (output, False), ({'extends': 'c.yaml', **output}, True),
                              ({'extends': 'c.yaml', **sources}, False), ({'network': sources['network'], **output}, False)):
            self.assertEqual(validator.is_valid(content), fits, content)

    def test_an_item_that_changes_another_needs_its_id_only(self):
        validator = jsonschema.Draft7Validator(self.schema('config'))
        for name in ('categories', 'sets', 'two_tier', 'indicators', 'presence'):
            for item, fits in (({'id': 'a'}, True), ({}, False), ({'zh': 'A'}, False)):
                content = {'extends': 'c.yaml', 'output': {'path': 'out.gpkg'}, name: [item]}
                self.assertEqual(validator.is_valid(content), fits, content)

    def test_the_schema_takes_dates_and_words_as_the_program_does(self):
        text = command.CONFIG.format(output='path: out.gpkg', areas='none') + (
            'no_values: [no, 否]\nindicators: [{id: a, kind: count, numerator: {homes: households}, date: 2024-12-31, target_date: 2025}]\n')
        self.write('c.yaml', text)
        self.run_and_expect(0, 'check', 'c.yaml')
        content = yaml.safe_load(text)  # as YAML 1.1 has it: a date, and false
        self.assertEqual(type(content['indicators'][0]['date']).__name__, 'date')
        self.assertEqual([error.message for error in jsonschema.Draft7Validator(self.schema('config')).iter_errors(content)], [])

    def test_there_is_no_schema_of_anything_else(self):
        done = self.run_and_expect(2, 'schema', 'town')
        self.assertIn(b'expected config, standard or profile, found "town"', done.stderr)
        self.run_and_expect(2, 'schema')

    def test_faults_of_indicators_are_explained_where_they_stand(self):
        text = command.CONFIG.format(output='path: out.gpkg', areas='none') + 'standard: town.yaml\n'
        self.write('c.yaml', text.replace('category_field: category', 'category: clinic'))
        for item, messages in FAULTS:
            self.write('town.yaml', STANDARD + '  - ' + item + '\n')
            done = self.run_and_expect(2, 'check', 'c.yaml')
            lines = [line.removeprefix('error: ') for line in done.stderr.decode().splitlines() if 'nothing was done' not in line]
            self.assertEqual(len(lines), len(messages), (item, lines))
            for line, message in zip(lines, messages):
                self.assertTrue(line.startswith('town.yaml:' + message), f'{item}\n  found {line}\n  expected {message}')

    def test_faults_of_presence_are_explained(self):
        self.write('c.yaml', (command.CONFIG.format(output='path: out.gpkg', areas='none') + 'standard: town.yaml\n').replace(
            'category_field: category', 'category: clinic'))
        for item, message in (
                ('{id: a, facilities: shop, level: community}', '6:5: presence[1].facilities: expected a category of the list, found "shop"'),
                ('{id: a, facilities: clinic}', '6:5: presence[1]: the key "level" is missing'),
                ('{id: a, facilities: clinic, level: town, grade: 5A}', '6:5: presence[1]: the key "grade_attribute" is missing'),
                ('{id: a, facilities: clinic, level: town, grade_attribute: g, grade: 6A, grades: [5A, 4A]}',
                 '6:5: presence[1]: expected a grade of the list "grades", found "6A"'),
                ('{id: a, facilities: clinic, level: town, level_values: 镇}',
                 '6:5: presence[1]: expected level_attribute and level_values, found one of them')):
            self.write('town.yaml', STANDARD.replace('indicators', 'presence') + '  - ' + item + '\n')
            self.assertIn('town.yaml:' + message, self.run_and_expect(2, 'check', 'c.yaml').stderr.decode())

    def test_a_configuration_adds_to_an_indicator_or_replaces_it(self):
        self.write('town.yaml', STANDARD + '  - {id: a, kind: count, numerator: {facilities: clinic}, target: 3, binding: true}\n'
                                           '  - {id: b, kind: count, numerator: {facilities: clinic}, target: 3, binding: true}\n')
        text = command.CONFIG.format(output='path: out.gpkg, csv: tables', areas='none').replace('category_field: category',
                                                                                                 'category: clinic')
        self.write('c.yaml', text + 'standard: town.yaml\nindicators:\n  - {id: a, base: 2020}\n'
                                    '  - {id: b, kind: count, numerator: {facilities: clinic}, target: 4}\n'
                                    '  - {id: c, kind: count, numerator: {homes: households}}\n')
        self.run_and_expect(0, 'run', 'c.yaml')
        with open(os.path.join(self.folder, 'tables', 'indicators.csv'), encoding='utf-8-sig', newline='') as file:
            rows = [(row['indicator'], row['value'], row['target'], row['pass'], row['binding'], row['base'])
                    for row in command.csv.DictReader(file)]
        self.assertEqual(rows, [('a', '3', '3', 'yes', 'binding', '2020'), ('b', '3', '4', 'no', 'expected', ''),
                                ('c', '35', '', 'n/a', 'expected', '')])

    def test_a_run_about_few_categories_leaves_out_the_facilities_of_the_others(self):
        self.write('town.yaml', 'id: town\ncategories: [{id: elderly}, {id: school, zh: 学校}, {id: shop}]\n')
        text = command.CONFIG.format(output='path: out.gpkg, csv: tables', areas='none') + 'standard: town.yaml\n'
        text = text.replace('facilities: [', 'facilities: [{source: facilities.geojson, layer: facilities, category: shop, id: id}, ')
        self.write('c.yaml', text + 'categories_only: elderly\n')
        self.run_and_expect(0, 'run', 'c.yaml')
        with open(os.path.join(self.folder, 'tables', 'quality.csv'), encoding='utf-8-sig', newline='') as file:
            rows = [(row['severity'], row['found']) for row in command.csv.DictReader(file) if 'category' in row['code']]
        self.assertEqual(rows, [('note', '1 of 3 facilities'), ('note', '3 of 3 facilities')])
        with open(os.path.join(self.folder, 'tables', 'facilities.csv'), encoding='utf-8-sig', newline='') as file:
            self.assertEqual({row['facility_id'] for row in command.csv.DictReader(file)}, {'F1', 'F2'})

    def test_a_circle_that_asks_for_optional_categories_is_a_warning_unless_sets_say_what_is_meant(self):
        self.write('town.yaml', 'id: town\ncategories: [{id: elderly}, {id: school, optional: true}, {id: shop, optional: true}]\n')
        text = command.CONFIG.format(output='path: out.gpkg', areas='none') + 'standard: town.yaml\n'
        for more, warns in (('', True), ('sets: [{id: basic, categories: [elderly, school]}]\n', False),
                            ('categories_only: elderly\n', False)):
            self.write('c.yaml', text + more)
            done = self.run_and_expect(0, 'check', 'c.yaml').stderr.decode()
            self.assertEqual('circle_asks_for_optional: facilities, field sets: 1 of 2 categories are optional' in done, warns, done)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    ROOT = os.path.abspath(sys.argv[2])
    own = [name for name in vars(StandardsTest) if name.startswith('test_')]
    sys.exit(command.tap.main(StandardsTest, sys.argv[3:] or own))
