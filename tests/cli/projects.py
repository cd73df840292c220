#!/usr/bin/python3
"""T6, the projects: their order and what they cover together, by hand, by brute force, and by making them and running again. TAP."""
import csv
import json
import math
import os
import random
import sys

import openpyxl

import command
import inputs
from command import X_M, Y_M, collection, feature, home, street

LIMIT_M = 250
WEIGHTS = ('households', 'population', 'elders')
FACILITIES = 'facilities: [{source: facilities.geojson, category_field: category, id: id, name: name, attributes: {status: s, beds: beds}}]'
HOMES = 'homes: [{source: homes.geojson, id: id, households: households, population: population, elders: elders}]'
OUTPUT = 'output: {path: out.gpkg, csv: tables, tables: {folder: hand, xlsx: hand.xlsx, language: LANGUAGE}}'
# A facility at A covers A and B, at B A to C, at C B to D, at D C and D: each lies 200 m from the next, and is a gap of its own.
FOUR = [('Z', 100, 50), ('A', 1000, 30), ('B', 1200, 20), ('C', 1400, 25), ('D', 1600, 40)]
UNIT = feature('Polygon', [[[X_M + x, Y_M + y] for x, y in ((900, -50), (1300, -50), (1300, 50), (900, 50), (900, -50))]], code='u1', name='West')


class ProjectsTest(inputs.InputsTest):
    """Homes of one demand point on a street along y = 0, so that a walk is the difference of two x."""

    def put(self, name, *features):
        self.write(name, json.dumps(collection(*features)))

    def run_town(self, homes, facilities, *lines, streets=(), suppress=0, language='en'):
        """homes: (id, x, people), of which a tenth are elders, two a household; facilities: (id, x, y, status, beds)."""
        self.put('roads.geojson', street(1, [(-1000, 0), (4000, 0)]), *streets)
        self.put('homes.geojson', *(home(name, x - 1, -1, households=people / 2, population=people, elders=people / 10)
                                    for name, x, people in homes))
        self.put('facilities.geojson', *(feature('Point', [X_M + x, Y_M + y], id=name, name='N' + name, category='elderly', s=status, beds=beds)
                                         for name, x, y, status, beds in facilities))
        self.put('units.geojson', UNIT)
        self.run_with(HOMES, FACILITIES, f'limits: {{meters: {LIMIT_M}}}', 'units: [{source: units.geojson, level: circle, code: code, name: name}]',
                      f'parameters: {{areas: none, suppress_below: {suppress}}}', OUTPUT.replace('LANGUAGE', language), *lines)

    def projects(self):
        with open(os.path.join(self.folder, 'hand', 'T6_projects.csv'), encoding='utf-8-sig', newline='') as file:
            return list(csv.DictReader(file))

    def covered(self):
        return {row['weight']: float(row['numerator']) for row in self.table('coverage') if row['definition'] == 'weight'
                and row['unit_code'] == 'all' and row['category'] == 'elderly'}

    def test_who_is_covered_above_does_not_count_again(self):
        self.run_town(FOUR, [('F', 0, 0, None, None)])
        rows = self.projects()
        # C: 85 of 115 newly. Then A and B would each add the 30 of A; the gap of A has more people. Then nobody is left.
        self.assertEqual([(row['number'], row['gap_ids'], row['gain_population'], row['covered_population'], row['covered_population_percent'])
                          for row in rows], [('1', 'elderly-3', '85', '135', '81.82'), ('2', 'elderly-2', '50', '165', '100'),
                                             ('3', 'elderly-1', '65', '165', '100'), ('4', 'elderly-4', '75', '165', '100')])
        self.assertEqual([float(row['change_x_m']) - X_M for row in rows], [1400, 1000, 1600, 1200])
        self.assertEqual([(row['gain_elders'], row['covered_elders'], row['covered_households']) for row in rows[:2]],
                         [('9', '14', '68'), ('5', '17', '83')])  # rounded halves go up
        self.assertEqual([row['unit_circle_name'] for row in rows], ['', 'West', '', 'West'])
        self.assertEqual({(row['profile'], row['category'], row['change'], row['gap_count']) for row in rows},
                         {('adult', 'elderly', 'facility', '1')})

    def test_made_and_run_again_they_cover_what_the_row_says(self):
        self.run_town(FOUR, [('F', 0, 0, None, None)])
        rows = self.projects()
        for made in (1, 2):
            new = [(f'N{i}', float(row['change_x_m']) - X_M, float(row['change_y_m']) - Y_M, None, None) for i, row in enumerate(rows[:made])]
            self.run_town(FOUR, [('F', 0, 0, None, None), *new])
            for weight in WEIGHTS:
                self.assertEqual(math.floor(self.covered()[weight] + 0.5), float(rows[made - 1]['covered_' + weight]), weight)

    def test_one_change_of_two_gaps_is_one_project_and_says_that_it_is_planned(self):
        self.run_town(FOUR, [('F', 0, 0, None, None), ('P', 1500, 0, 'planned', None)])
        rows = self.projects()
        # B newly covers A, B and C: 75; then P, which C and D ask for, D: 40; then A nobody.
        self.assertEqual([(row['change'], row['change_facility_id'], row['change_facility_name'], row['change_status'], row['gap_ids'],
                           row['gap_count'], row['gain_population'], row['covered_population']) for row in rows],
                         [('facility', '', '', '', 'elderly-4', '1', '75', '125'),
                          ('open_facility', 'P', 'NP', 'planned', 'elderly-1, elderly-3', '2', '65', '165'),
                          ('facility', '', '', '', 'elderly-2', '1', '50', '165')])
        self.run_town(FOUR, [('F', 0, 0, None, None), ('P', 1500, 0, 'planned', None)], language='zh')
        self.assertEqual([row['设施现状'] for row in self.projects()], ['', '规划', ''])

    def test_a_planned_facility_near_a_new_one_is_named(self):
        # P and Q are on a street of their own, 100 m north, from which no way leads: they cover nobody, but are near A and B.
        aside = street(2, [(700, 100), (1500, 100)])
        self.run_town(FOUR, [('F', 0, 0, None, None), ('P', 1000, 100, 'planned', None), ('Q', 1000, 90, 'closed', None)], streets=[aside])
        found = {row['gap_ids']: (row['planned_id'], row['planned_name'], row['planned_m']) for row in self.projects()}
        self.assertEqual(set(found), {'elderly-1', 'elderly-2', 'elderly-3', 'elderly-4'})
        self.assertEqual((found['elderly-2'], found['elderly-3'], found['elderly-1']), (('P', 'NP', '100'), ('', '', ''), ('', '', '')))
        self.assertEqual(found['elderly-4'], ('P', 'NP', '223.6'))

    def test_capacity_to_add_stands_behind_and_covers_nobody_more(self):
        self.run_town(FOUR, [('F', 0, 0, None, 20)], 'categories: [{id: elderly, capacity: {attribute: beds, weight: population}}]')
        rows = self.projects()
        self.assertEqual([row['change'] for row in rows], 4 * ['facility'] + ['add_capacity'])
        self.assertEqual([rows[-1][name] for name in ('number', 'change_facility_id', 'change_capacity', 'gain_population', 'covered_population',
                                                      'covered_population_percent')], ['5', 'F', '30', '30', '', ''])

    def test_small_counts_cannot_be_taken_from_the_row_above(self):
        # E is a gap of 3 people, a home of its own: hidden with all below it, for the one after would tell the sum of both.
        homes = [*FOUR, ('E', 3000, 3)]
        self.run_town(homes, [('F', 0, 0, None, None)], suppress=5)
        rows = self.projects()
        self.assertEqual([row['gain_population'] for row in rows], ['85', '50', '*', '65', '75'])
        # Without E 3 people are not covered after the second: that is told by what all are.
        self.assertEqual([row['covered_population'] for row in rows], ['135', '*', '*', '*', '*'])
        self.assertEqual([row['covered_population_percent'] for row in rows], ['80.36', '*', '*', '*', '*'])
        self.run_town(homes, [('F', 0, 0, None, None)])
        self.assertEqual([row['covered_population'] for row in self.projects()], ['135', '165', '168', '168', '168'])

    def test_random_streets_by_brute_force(self):
        for seed in range(6):
            dice = random.Random(seed)
            homes = [(f'H{i:02}', x, dice.randrange(1, 60)) for i, x in enumerate(dice.sample(range(0, 3000, 7), 25))]
            self.run_town(homes, [('F', 333, 0, None, None)])
            gaps = [row for row in self.table('gaps') if row['category'] == 'elderly']
            sites = {}
            for row in sorted(gaps, key=lambda row: int(row['rank_population'])):
                sites.setdefault(row['change_x_m'], []).append(row['gap_id'])
            near = {site: {name for name, x, _ in homes if abs(x + X_M - float(site)) <= LIMIT_M} for site in sites}
            people = {name: number for name, _, number in homes}
            done = {name for name, x, _ in homes if abs(x - 333) <= LIMIT_M}
            now = done.copy()
            rows = self.projects()
            self.assertEqual(len(rows), len(sites))
            for row in rows:
                best = max(sites, key=lambda site: sum(people[name] for name in near[site] - done))  # of equal ones the first
                self.assertEqual(row['gap_ids'], ', '.join(sites.pop(best)), (seed, row['number']))
                self.assertEqual(float(row['gain_population']), sum(people[name] for name in near[best] - now))
                done |= near[best]
                self.assertEqual(float(row['covered_population']), sum(people[name] for name in done))

    def test_workbook_and_file_say_the_same(self):
        self.run_town(FOUR, [('F', 0, 0, None, None)])
        sheet = openpyxl.load_workbook(os.path.join(self.folder, 'hand.xlsx'))['T6 projects']
        lines = [[str(value) if value is not None else '' for value in row] for row in sheet.iter_rows(values_only=True)]
        rows = self.projects()
        start = next(i for i, line in enumerate(lines) if line[:2] == ['Profile', 'Category'])
        self.assertEqual(len(lines[start]), len(rows[0]))
        self.assertFalse(any(lines[start + 1 + len(rows)]))  # and notes below
        for line, row in zip(lines[start + 1:], rows):
            for value, text in zip(line, row.values()):
                self.assertTrue(value == text or float(value) == float(text), (value, text))


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(ProjectsTest) if name.startswith('test_')]
    sys.exit(command.tap.main(ProjectsTest, sys.argv[2:] or own))
