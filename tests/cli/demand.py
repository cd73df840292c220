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


def plot(name, west, south, east, north, **properties):
    """A rectangle with all fields of spread_with(), those not named empty."""
    return rectangle(name, west, south, east, north, **{'area': None, 'pop': None, **properties})


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

    # Households

    def test_households_are_found_by_the_best_that_is_known(self):
        # Houses of 10 m x 10 m: six floors are 600 m2. H5's own floor area outranks its building; H6 knows nothing.
        self.write_layer('homes.geojson', *[rectangle(f'H{i}', 100 * i, 0, 100 * i + 50, 50, **more) for i, more in enumerate([
            {'hh': 7, 'flats': 90}, {'hh': None, 'flats': 40}, {'hh': 'many', 'flats': 20}, {'flats': None}, {'flats': '/'},
            {'area': '1000㎡'}, {}])])
        self.write_layer('buildings.geojson', rectangle('B0', 10, 10, 20, 20, hh=3), rectangle('B1', 110, 10, 120, 20, hh=5),
                         rectangle('B1b', 130, 10, 140, 20, floors=6), rectangle('B3', 310, 10, 320, 20, floors='6', flats=12),
                         rectangle('B3b', 330, 10, 340, 20, floors='6', flats=3), rectangle('B4', 410, 10, 420, 20, floors='5+1'),
                         rectangle('B4b', 430, 10, 440, 20), rectangle('B5', 510, 10, 520, 20, floors=3))
        done = self.run_with('homes: [{source: homes.geojson, id: id, households: hh, dwellings: flats, floor_area_m2: area}]',
                             'buildings: [{source: buildings.geojson, id: id, households: hh, dwellings: flats, floors: floors}]',
                             'parameters: {areas: none, dwelling_households: 0.9, floor_area_per_household_m2: 100}')
        self.assertEqual({row['home_id']: (row['households'], row['households_method']) for row in self.table('homes')},
                         {'H0': ('7', 'given'), 'H1': ('5', 'buildings'), 'H2': ('18', 'dwellings'),
                          'H3': ('13.5', 'dwellings'),  # (12 + 3) x 0.9
                          'H4': ('7', 'floor_area'),    # 6 floors of 100 m2 and one, on the ground: 700 / 100
                          'H5': ('10', 'floor_area'), 'H6': ('', '')})
        note, = self.remarks('households_method')
        self.assertEqual(note['found'], 'given 7 of 1 homes, buildings 5 of 1 homes, dwellings 31.5 of 2 homes, '
                                        'floor_area 17 of 2 homes, no number for 1 homes')
        facts = {row['key']: row['value'] for row in self.table('run')}
        self.assertEqual([facts[name] for name in ('households.given', 'households.buildings', 'households.dwellings',
                                                   'households.floor_area', 'households.none.homes')], ['7', '5', '31.5', '17', '1'])
        self.assertEqual((facts['parameter.dwelling_households'], facts['parameter.floor_area_per_household_m2']), ('0.9', '100'))
        self.assertEqual([(row['feature_id'], row['found']) for row in self.remarks('weight_not_usable')],
                         [('H6', 'no value, and nothing to find one by')])
        self.assertEqual([(row['feature_id'], row['done']) for row in self.remarks('number_not_readable')],
                         [('H2', 'taken as not known')])
        self.assertEqual([(row['feature_id'], row['done']) for row in self.remarks('number_guessed') if row['layer'] == 'buildings'],
                         [('B4', 'read as 6 above the ground')])
        self.assertEqual([(row['feature_id'], row['found'], row['done']) for row in self.remarks('number_guessed')
                          if row['layer'] == 'homes'], [('H5', '1000㎡', 'read as 1000')])
        self.assertEqual(self.shares('households')[1], 7 + 5 + 31.5 + 17)
        self.assertNotIn(b'households_method', done.stderr)  # a note

    def test_without_a_word_about_estimates_nothing_is_estimated(self):
        # The sum of the buildings counts all the same, where there is one.
        self.write_layer('homes.geojson', rectangle('A', 0, 0, 50, 50), rectangle('B', 100, 0, 150, 50, flats=3))
        self.write_layer('buildings.geojson', rectangle('1', 10, 10, 20, 20, hh=3), rectangle('2', 110, 10, 120, 20, floors=6))
        self.run_with('homes: [{source: homes.geojson, id: id}]', 'buildings: [{source: buildings.geojson, households: hh}]')
        self.assertEqual({row['home_id']: (row['households'], row['households_method']) for row in self.table('homes')},
                         {'A': ('3', 'buildings'), 'B': ('', '')})
        self.assertEqual(self.remarks('weight_not_usable'), [])
        self.run_with('homes: [{source: homes.geojson, id: id}]')
        self.assertNotIn('households_method', self.table('homes')[0])

    def test_the_mix_is_told_for_every_unit_that_is_not_all_given(self):
        self.write_layer('homes.geojson', home('H1', 100, 99, hh=4), home('H2', 299, 399, flats=10), home('H3', 449, 99, flats=20))
        self.write_layer('units.geojson', rectangle('W', 0, 0, 200, 500), rectangle('E', 200, 0, 600, 500))
        self.run_with('homes: [{source: homes.geojson, id: id, households: hh, dwellings: flats}]',
                      'units: [{source: units.geojson, level: community, code: id}]')
        self.assertEqual({row['feature_id']: row['found'] for row in self.remarks('households_method')},
                         {'': 'given 4 of 1 homes, dwellings 30 of 2 homes', 'E': 'dwellings 30 of 2 homes'})

    def test_floors_and_the_lived_in_share_weigh_buildings(self):
        # Home of two houses on the streets x = 200 (110 m from F1) and x = 400 (350 m): 100 m2 x 7 floors, and 100 x 6 x half.
        self.write_layer('homes.geojson', rectangle('H', 150, 5, 450, 60, population=100))
        self.write_layer('buildings.geojson', rectangle('B1', 195, 5, 205, 15, cs='6+1', share=1), rectangle('B2', 395, 45, 405, 55, cs='6/B2', share=0.5))
        self.run_with('homes: [{source: homes.geojson, id: id, population: population}]',
                      'buildings: [{source: buildings.geojson, id: id, floors: cs, residential_ratio: share}]')
        covered, whole = self.shares('population')
        self.assertEqual(whole, 100.0)
        self.assertAlmostEqual(covered, 70.0, delta=1e-4)

    # People of whole units

    def spread_with(self, *lines, spread='population, level: community, field: people'):
        return self.run_with('homes: [{source: homes.geojson, id: id, population: pop, floor_area_m2: area}]',
                             'units: [{source: units.geojson, level_field: level, code: id, parent: parent}]',
                             'spread: [{weight: %s}]' % spread, *lines)

    def write_units(self, people_west, people_east, people_north=0):
        self.write_layer('units.geojson', rectangle('W', 0, 0, 200, 500, level='community', parent='D', people=people_west),
                         rectangle('E', 200, 0, 600, 500, level='community', parent='D', people=people_east),
                         rectangle('N', 0, 500, 600, 900, level='community', parent='D', people=people_north),
                         rectangle('D', 0, 0, 600, 900, level='district', people=1))

    def test_people_of_a_unit_are_spread_to_the_unit(self):
        # W: 10 people on floor areas 1 : 1 : 1 (4, 3, 3: the lower id of equal remainders); E: 100 on 1 : 2, but E2 has 40.
        self.write_layer('homes.geojson', *[plot(f'W{i}', 10 + 40 * i, 10, 40 + 40 * i, 40, area=500) for i in (1, 2, 3)],
                         *[plot(f'E{i}', 210 + 50 * i, 10, 240 + 50 * i, 40, area=i * 300, pop=40 if i == 2 else None)
                           for i in (1, 2, 3)])
        self.write_units(10, '100人', 7)
        done = self.spread_with()
        # E1 and E3 share 60 as 300 : 900.
        self.assertEqual(self.homes('population'), {'W1': '4', 'W2': '3', 'W3': '3', 'E1': '15', 'E2': '40', 'E3': '45'})
        self.assertEqual({row['unit_code']: row['population'] for row in self.table('units')},
                         {'W': '10', 'E': '100', 'N': '7', 'D': '117'})
        self.assertEqual([(row['feature_id'], row['found'], row['severity']) for row in self.remarks('people_without_home')],
                         [('N', '7 that no home of the unit can take', 'warning')])
        self.assertIn(b'people_without_home', done.stderr)
        self.assertEqual(self.shares('population')[1], 117.0)
        self.assertEqual(self.shares('population', unit='N'), (0.0, 7.0))
        self.assertEqual(self.shares('population', unit='D')[1], 117.0)
        self.assertEqual([row for row in self.remarks('weight_not_usable') if row['field'] == 'population'], [])

    def test_land_stands_for_floor_area_where_it_is_not_known_of_all(self):
        # 30 x 30 and 30 x 60 m2; the floor area of one is not known. By land: 1 : 2, and so by `by: land`.
        self.write_layer('homes.geojson', plot('W1', 10, 10, 40, 40, area=5000), plot('W2', 50, 10, 80, 70),
                         plot('E1', 210, 10, 240, 40, area=500), plot('E2', 250, 10, 280, 70, area=500))
        self.write_units(90, 90)
        self.spread_with()
        self.assertEqual(self.homes('population'), {'W1': '30', 'W2': '60', 'E1': '45', 'E2': '45'})
        self.assertEqual([(row['feature_id'], row['found']) for row in self.remarks('spread_by_land')],
                         [('W', 'floor area not known of 1 of 2 homes')])
        self.spread_with(spread='population, level: community, field: people, by: land')
        self.assertEqual(self.homes('population'), {'W1': '30', 'W2': '60', 'E1': '30', 'E2': '60'})
        self.assertEqual(self.remarks('spread_by_land'), [])

    def test_amounts_that_do_not_fit_their_homes_are_told(self):
        self.write_layer('homes.geojson', plot('W1', 10, 10, 40, 40, pop=30), plot('W2', 50, 10, 80, 70),
                         plot('E1', 210, 10, 240, 40), rectangle('out', 700, 10, 740, 40))
        self.write_units(20, 'about fifty')
        self.spread_with()
        self.assertEqual(self.homes('population'), {'W1': '30', 'W2': '0', 'E1': '', 'out': ''})
        self.assertEqual([(row['feature_id'], row['found']) for row in self.remarks('unit_total_exceeded')],
                         [('W', '20, but its homes have 30 of their own')])
        self.assertEqual([row['feature_id'] for row in self.remarks('number_not_readable')], ['E'])
        self.assertEqual([row['feature_id'] for row in self.remarks('weight_not_usable') if row['field'] == 'population'], ['E1', 'out'])
        self.assertEqual([row['feature_id'] for row in self.remarks('unit_without_amount')], [])

    def test_households_are_spread_first_and_people_by_them(self):
        self.write_layer('homes.geojson', plot('W1', 10, 10, 40, 40, area=100), plot('W2', 50, 10, 80, 70, area=300))
        self.write_layer('units.geojson', rectangle('W', 0, 0, 200, 500, hh=40, old=10.5))
        self.run_with('homes: [{source: homes.geojson, id: id, floor_area_m2: area}]',
                      'units: [{source: units.geojson, level: community, code: id}]',
                      'spread: [{weight: elders_80, level: community, field: old, by: households}, '
                      '{weight: households, level: community, field: hh}]')
        self.assertEqual({row['home_id']: (row['households'], row['households_method'], row['elders_80'])
                          for row in self.table('homes')}, {'W1': ('10', 'spread', '2.625'), 'W2': ('30', 'spread', '7.875')})

    def test_people_of_units_may_stand_in_a_table(self):
        # By code; U3 is in no unit, N is in no row.
        self.write_layer('homes.geojson', plot('W1', 10, 10, 40, 40), plot('W2', 50, 10, 80, 70), plot('E1', 210, 10, 240, 40))
        self.write_units(1, 1)
        self.write('people.csv', '代码,人口\nW,90\nE,"1,000"\nU3,5\n合计,1095\n')
        self.run_with('homes: [{source: homes.geojson, id: id, population: pop}]',
                      'units: [{source: units.geojson, level_field: level, code: id, parent: parent}]',
                      'figures: [{source: people.csv, code: 代码, attributes: {people: 人口}}]',
                      'spread: [{weight: population, level: community, figures: people, by: land}]')
        self.assertEqual(self.homes('population'), {'W1': '30', 'W2': '60', 'E1': '1000'})
        self.assertEqual([row['feature_id'] for row in self.remarks('unit_without_amount')], ['N'])
        self.assertEqual(len(self.remarks('unknown_unit')), 1)

    def test_wrong_spreads_are_refused(self):
        units = 'units: [{source: units.geojson, level: community, code: id}]'
        self.write_units(1, 1)
        for spread, words in (('weight: peple, level: community, field: a', 'expected a weight such as population'),
                              ('weight: populatoin, level: community, field: a', 'did you mean "population"?'),
                              ('weight: population, level: circle, field: a', 'spread[1].level: expected a level of a source of units'),
                              ('weight: population, level: community', 'spread[1]: expected field (of the units) or figures (of a table), found neither'),
                              ('weight: population, level: community, field: a, figures: b', 'found both'),
                              ('weight: population, level: community, figures: people', 'figures: "people" needs a table under figures'),
                              ('weight: population, level: community, field: a, by: heads', 'expected floor_area, land or households')):
            self.assertIn(words, self.faults_with(units, 'spread: [{%s}]' % spread), spread)
        self.assertIn('"elders" is here twice', self.faults_with(
            units, 'spread: [{weight: elders, level: community, field: a}, {weight: elders, level: community, field: b}]'))

    def test_a_grid_of_cells_is_a_layer_of_homes(self):
        # Cells of 100 m, people by cell; the one that holds nobody stays, and cells that touch do not overlap.
        self.write_layer('cells.geojson', *[rectangle(f'C{i}', 100 * i, 0, 100 * i + 100, 100, pop=10 * i) for i in range(5)])
        self.run_with('homes: [{source: cells.geojson, id: id, population: pop}]')
        self.assertEqual(self.homes('population'), {'C0': '0', 'C1': '10', 'C2': '20', 'C3': '30', 'C4': '40'})
        # Points every 20 m, each joined to the nearest street; 250 m from F1 at (100, 0), by hand: all of C0 to C2 is.
        self.assertEqual({name: self.homes('elderly_status')[name] for name in ('C0', 'C1', 'C2')},
                         {'C0': 'covered', 'C1': 'covered', 'C2': 'covered'})
        self.assertEqual(self.shares('population')[1], 100.0)

    # Homes out of a land-use layer

    def landuse_with(self, codes, scheme='auto', code=0):
        """A row of plots with these codes, read by the scheme."""
        self.write_layer('homes.geojson', *[rectangle(f'P{i}', 60 * i, 0, 60 * i + 50, 50, DLBM=one, pop=10)
                                            for i, one in enumerate(codes)])
        self.configuration('homes: [{source: homes.geojson, id: id, population: pop, landuse: {field: DLBM, scheme: %s}}]' % scheme)
        return self.run_and_expect(code, 'run', 'c.yaml').stderr.decode()

    def test_the_scheme_is_found_out_by_codes_that_no_other_has(self):
        for codes, homes, scheme in (
                (['0701', '0702', '1004', '0810A', None], ['P0', 'P1'], 'gbt21010'),
                (['0701', '0702k', '08H1'], ['P0', 'P1'], 'gbt21010'),
                (['0701', '0702', '0703', '0801'], ['P0', 'P2'], 'yongdi2023'),
                (['070102', '0702', '070302', '1401'], ['P0', 'P2'], 'yongdi2023'),
                (['R2', 'R22', 'R11', 'B1', 'r 3'], ['P0', 'P2', 'P4'], 'gb50137')):
            self.landuse_with(codes)
            self.assertEqual(sorted(self.homes('population')), homes, codes)
            row, = self.remarks('landuse_scheme')
            self.assertIn(f'read by {scheme} (found out by codes that no other scheme has): {len(homes)} of {len(codes)} features are homes',
                          row['done'])
            self.assertEqual(row['field'], 'DLBM')
        self.landuse_with(['0701', '0702', '1004', '0810A', None])
        self.assertEqual(self.remarks('landuse_scheme')[0]['found'], 'homes are 0701 城镇住宅用地 (1), 0702 农村宅基地 (1)')
        self.assertIn('1 have no code', self.remarks('landuse_scheme')[0]['done'])

    def test_people_of_features_that_are_no_homes_are_a_warning_with_their_sum(self):
        self.landuse_with(['0701', '0702', '1004', '0810A', None])
        row, = self.remarks('people_left_out')
        self.assertEqual((row['severity'], row['field'], row['found']), ('warning', 'DLBM', '3 features with population 30'))
        self.landuse_with(['0701', '0702', '0702k'], scheme='gbt21010')
        self.assertEqual(self.remarks('people_left_out'), [])

    def test_an_unclear_scheme_stops_the_run_and_says_what_both_readings_mean(self):
        for codes, numbers in ((['0701', '0702', '0702', '0801'], ('3 of 4', '1 are')), (['0702'], ('1 of 1', '0 are'))):
            said = self.landuse_with(codes, code=1)
            for words in ('homes.geojson (homes)', '"DLBM"', 'code 0702', 'by gbt21010 it is 农村宅基地', 'by yongdi2023 it is 城镇社区服务设施用地',
                          'landuse: {scheme: gbt21010}', *numbers):
                self.assertIn(words, said)
        self.assertEqual(self.made() - {'c.yaml'}, set())
        self.landuse_with(['0701', '0702', '0702', '0801'], scheme='三调')
        self.assertEqual(sorted(self.homes('population')), ['P0', 'P1', 'P2'])
        self.landuse_with(['0701', '0702', '0702', '0801'], scheme='用地用海')
        self.assertEqual(sorted(self.homes('population')), ['P0'])
        # Where both readings mean the same homes there is nothing to ask.
        self.landuse_with(['0701', '0301', '0101'])
        self.assertEqual(sorted(self.homes('population')), ['P0'])

    def test_a_survey_layer_read_as_planning_classes_stops_the_run(self):
        said = self.landuse_with(['0701', '0702', '1004', '08H1'], scheme='yongdi2023', code=1)
        for words in ('is to be read by yongdi2023', 'only gbt21010 has, such as 08H1', '1004', 'by yongdi2023 1 of 4', 'by gbt21010 2',
                      '(0702 is 城镇社区服务设施用地 by the one, 农村宅基地 by the other); expected landuse: {scheme: gbt21010}'):
            self.assertIn(words, said)
        self.assertIn('is to be read by gbt21010', self.landuse_with(['0701', '0703'], scheme='gbt21010', code=1))
        mixed = self.landuse_with(['0701', '0703', '1004'], code=1)
        for words in ('has codes of gbt21010, such as 1004', 'of yongdi2023, such as 0703'):
            self.assertIn(words, mixed)

    def test_layers_without_homes_and_wrong_schemes_are_told(self):
        self.assertIn('no residential code among 2 features; codes found: 0301, 1004', self.landuse_with(['0301', '1004'], code=1))
        self.assertIn('expected auto, gb50137, gbt21010, yongdi2023, found "dltb"', self.landuse_with(['0701'], scheme='dltb', code=2))

    # Far from the network

    def write_far_homes(self):
        # Streets of 500 m around F1 at (100, 0). near: 40 m from the street; far: 150 m; split: points on both sides of 100 m;
        # island: on a street of 600 m of its own that holds no facility; lost: farther than 200 m.
        roads = [command.street(1, [(0, 0), (500, 0)]), command.street(2, [(0, 0), (0, -800)]), command.street(3, [(2000, 0), (2600, 0)])]
        self.write_layer('roads.geojson', *roads)
        self.write_layer('facilities.geojson', command.facility('F1', 100, 0), command.facility('F2', 100, 0, 'school'))
        self.write_layer('homes.geojson', home('near', 100, 39, pop=10, hh=1), home('far', 120, 149, pop=20, hh=2),
                         rectangle('split', 200, 60, 220, 140, pop=40, hh=4), home('island', 2300, 19, pop=80, hh=8),
                         home('lost', 100, 600, pop=160, hh=16))

    def test_demand_off_the_network_is_counted_and_can_be_put_aside(self):
        self.write_far_homes()
        homes = 'homes: [{source: homes.geojson, id: id, population: pop, households: hh}]'
        limits = 'limits: {meters: [250, 600]}'
        self.run_with(homes, limits, 'parameters: {areas: none, joined_within_m: 100}')
        # split: grid points at 20 m, y = 60 to 140 (5 rows of 2): 60, 80, 100 are within 100 m, 3 rows of 5.
        self.assertEqual({name: float(ratio) for name, ratio in self.homes('joined_ratio').items()},
                         {'near': 1, 'far': 0, 'split': 0.6, 'island': 0, 'lost': 0})
        # within 600 m: near (40 m), far (20 + 150), split (up to 120 + 140) are covered; near and 3/5 of split stay.
        self.assertEqual(self.shares('population', limit='600'), (70.0, 310.0))
        self.assertEqual(self.shares('population', 'weight_joined', limit='600'), (34.0, 34.0))
        # within 250 m: near, far, and of split all but (220, 140): 9 of 10; of those within 100 m of the street all.
        self.assertEqual(self.shares('population'), (66.0, 310.0))
        self.assertEqual(self.shares('population', 'weight_joined'), (34.0, 34.0))
        self.assertEqual(self.shares('households', 'weight_joined'), (3.4, 3.4))
        row, = self.remarks('demand_off_network')
        self.assertEqual(row['found'], '7 of 14 demand points (50 %): 1 join no street, 1 are on islands, 5 are over 100 m from their street; '
                                       '27.6 households and 276 people')
        self.assertEqual(row['severity'], 'note')
        facts = {row['key']: row['value'] for row in self.table('run')}
        self.assertEqual(facts['parameter.joined_within_m'], '100')
        definitions = {row['measure'] for row in self.table('coverage') if row['definition'] == 'weight_joined'}
        self.assertEqual(definitions, {'households', 'people'})
        self.run_with(homes, limits)
        self.assertEqual([row for row in self.table('coverage') if row['definition'] == 'weight_joined'], [])
        self.assertNotIn('joined_ratio', self.table('homes')[0])
        self.assertEqual(len(self.remarks('demand_off_network')), 1)

    def test_a_whole_network_puts_nothing_aside(self):
        self.run_with('parameters: {areas: none, joined_within_m: 50}')
        self.assertEqual(self.remarks('demand_off_network'), [])
        self.assertEqual(self.shares('population'), self.shares('population', 'weight_joined'))

    # Question 22 of the planners

    def test_odd_inputs_are_listed_and_the_run_goes_on(self):
        # A unit with no households, a cell with unit and "about", a row of totals, a Chinese path.
        os.mkdir(os.path.join(self.folder, '浦东 数据'))
        self.write_layer('浦东 数据/住宅.geojson', home('H1', 100, 99, 户数=10, 面积='约1200㎡'), home('H2', 299, 399, 户数=0, 面积=None))
        self.write_layer('浦东 数据/街镇.geojson', rectangle('W', 0, 0, 200, 500), rectangle('E', 200, 0, 600, 500))
        self.write('浦东 数据/设施.csv', f'编号,经度,纬度,建筑面积\nF1,{X_M + 100},{Y_M},\n合计,,,800\n')
        self.run_with('facilities: [{source: 浦东 数据/设施.csv, category: elderly, crs: EPSG:4548, x: 经度, y: 纬度, id: 编号, '
                      'attributes: {floor_area_m2: 建筑面积}}]',
                      'homes: [{source: 浦东 数据/住宅.geojson, id: id, households: 户数, floor_area_m2: 面积}]',
                      'units: [{source: 浦东 数据/街镇.geojson, level: subdistrict, code: id}]')
        self.assertEqual({row['unit_code']: (row['households'], row['elderly_households_ratio']) for row in self.table('units')},
                         {'W': ('10', '1'), 'E': ('0', '')})
        self.assertEqual([row['feature_id'] for row in self.table('quality') if row['code'] == 'total_row'], ['合计'])
        self.assertEqual([(row['feature_id'], row['found'], row['source']) for row in self.remarks('number_guessed')],
                         [('H1', '约1200㎡', '浦东 数据/住宅.geojson')])
        self.assertEqual([row['facility_id'] for row in self.table('facilities')], ['F1'])


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(DemandTest) if name.startswith('test_')]
    sys.exit(command.tap.main(DemandTest, sys.argv[2:] or own))
