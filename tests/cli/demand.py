#!/usr/bin/python3
"""Who lives in homes: ages, households by what is known, people of whole units; answers by hand. Speaks TAP."""
import csv
import json
import os
import sys

import command
from command import X_M, Y_M, collection, feature, home


def rectangle(name, west, south, east, north, **properties):
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return feature('Polygon', [[[X_M + x, Y_M + y] for x, y in corners]], id=name, **properties)


class DemandTest(command.CommandTest):
    def configuration(self, *lines):
        """The configuration of command.py with further lines, which replace those of the same key."""
        keys = {line.split(':')[0] for line in lines}
        text = command.CONFIG.format(output='path: out.gpkg, csv: tables', areas='none')
        kept = [line for line in text.splitlines() if line.split(':')[0] not in keys]
        self.write('c.yaml', '\n'.join([*kept, *lines]) + '\n')

    def run_with(self, *lines):
        self.configuration(*lines)
        return self.run_and_expect(0, 'run', 'c.yaml')

    def faults_with(self, *lines):
        """What the command says of a configuration that it refuses."""
        self.configuration(*lines)
        return self.run_and_expect(2, 'run', 'c.yaml').stderr.decode()

    def write_layer(self, name, *features):
        self.write(name, json.dumps(collection(*features)))

    def table(self, name):
        with open(os.path.join(self.folder, 'tables', name + '.csv'), encoding='utf-8-sig', newline='') as file:
            return list(csv.DictReader(file))

    def remarks(self, code):
        return [row for row in self.table('quality') if row['code'] == code]

    def homes(self, column):
        return {row['home_id']: row[column] for row in self.table('homes')}

    def shares(self, weight, definition='weight', limit='250', category='elderly', unit='all'):
        """Numerator and denominator."""
        for row in self.table('coverage'):
            if (row['weight'], row['definition'], row['limit_m'], row['category'], row['unit_code']) == (
                    weight, definition, limit, category, unit):
                return float(row['numerator']), float(row['denominator'])
        return None

    # Ages

    def test_ages_that_a_source_gives_are_columns_and_others_are_not(self):
        # H1 is 99 + 2 m from F1, H2 farther than 250 m.
        self.write_layer('homes.geojson', home('H1', 100, 99, population=30, old=4, a65=3, small=2),
                         home('H2', 299, 399, population=50, old=20, a65=12, small=5))
        self.run_with('homes: [{source: homes.geojson, id: id, population: population, elders: old, elders_65: a65, age_0_3: small}]')
        self.assertEqual(self.homes('elders_65'), {'H1': '3', 'H2': '12'})
        self.assertEqual(self.shares('elders_65'), (3.0, 15.0))
        self.assertEqual(self.shares('age_0_3'), (2.0, 7.0))
        measures = {row['weight']: row['measure'] for row in self.table('coverage') if row['weight']}
        self.assertEqual(measures, {'population': 'people', 'elders': 'people', 'elders_65': 'people', 'age_0_3': 'people'})
        for name in ('homes', 'facilities'):
            columns = list(self.table(name)[0])
            self.assertEqual([column for column in columns if 'age_0_' in column or 'elders_' in column],
                             [prefix + weight for prefix in [{'homes': '', 'facilities': 'reached_'}[name]]
                              for weight in ('elders_65', 'age_0_3')])
        self.assertEqual({row['facility_id']: row['reached_elders_65'] for row in self.table('facilities')}['F1'], '15')
        self.assertEqual(self.remarks('weights_implausible'), [])

    def test_ages_are_found_by_their_usual_names_and_may_be_listed(self):
        self.write_layer('homes.geojson', home('H1', 100, 99, **{'常住人口': 30, '65岁及以上人口': 3, '0-6岁': 2, 'dogs': 4}))
        self.run_with('homes: [{source: homes.geojson, id: id, dogs: dogs}]', 'weights: [dogs, elders_80]')
        row, = self.table('homes')
        self.assertEqual([(name, row[name]) for name in list(row) if name in ('elders_65', 'elders_80', 'age_0_6', 'dogs')],
                         [('elders_65', '3'), ('elders_80', ''), ('age_0_6', '2'), ('dogs', '4')])

    def test_units_sum_ages(self):
        self.write_layer('homes.geojson', home('H1', 100, 99, elders_80=3), home('H2', 299, 399, elders_80=5))
        self.write_layer('units.geojson', rectangle('W', 0, 0, 200, 500), rectangle('E', 200, 0, 600, 500))
        self.run_with('homes: [{source: homes.geojson, id: id}]', 'units: [{source: units.geojson, level: community, code: id}]')
        self.assertEqual({row['unit_code']: (row['elders_80'], row['elderly_elders_80_ratio']) for row in self.table('units')},
                         {'W': ('3', '1'), 'E': ('5', '1')})  # the largest limit is 600

    def test_numbers_that_contradict_each_other_are_reported_and_stay(self):
        self.write_layer(
            'homes.geojson', home('fine', 100, 99, households=10, population=30, elders=9, elders_80=9, minors=21),
            home('old', 120, 99, households=10, population=30, elders=9, elders_80=10, minors=2),
            home('whole', 140, 99, households=31, population=30, elders=31, elders_80=1, minors=2),
            home('sum', 160, 99, households=1, population=30, elders=20, elders_80=1, minors=11),
            home('unknown', 180, 99, households=1, population=None, elders=20, elders_80=1, minors=11))
        self.run_with('homes: [{source: homes.geojson, id: id}]')
        self.assertEqual({row['feature_id']: (row['found'], row['field'], row['severity']) for row in
                          self.remarks('weights_implausible')},
                         {'old': ('elders_80 10 > elders 9', 'elders_80, elders', 'warning'),
                          'whole': ('elders 31 > population 30; households 31 > population 30',
                                    'elders, population, households, population', 'warning'),
                          'sum': ('elders + minors 31 > population 30', 'elders + minors, population', 'warning')})
        self.assertEqual(self.homes('elders_80')['old'], '10')


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(DemandTest) if name.startswith('test_')]
    sys.exit(command.tap.main(DemandTest, sys.argv[2:] or own))
