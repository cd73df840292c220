#!/usr/bin/python3
"""What has changed since the night before, and why: from copies of the inputs of then, when the files themselves are long other ones."""
import json
import os
import shutil
import subprocess
import sys

import lxml.html

import causes
import command
import diff
from causes import GROUPS
from command import facility
from diff import EAST, WEST


class NightChangesTest(causes.CausesTest):
    def night(self, side, nights='{}', code=0):
        """The files of a side are what the night finds; answers the folder of the run."""
        for name in os.listdir(self.path(side)):
            os.makedirs(self.path('now'), exist_ok=True)
            shutil.copy(self.path(f'{side}/{name}'), self.path(f'now/{name}'))
        self.write('night.yaml', causes.CONFIG.format(path='out/city.gpkg', **dict.fromkeys(GROUPS, 'now')) + self.settings[side] +
                   f'nights: {nights}\n')
        self.run_and_expect(code, 'run', 'night.yaml', '-q')
        return os.path.realpath(self.path('out/current'))

    def changes(self, folder):
        with open(os.path.join(folder, 'changes.json'), encoding='utf-8') as file:
            return json.load(file)

    def edit(self):
        """Network, facilities and parameters differ; 6 replays."""
        self.put('b/roads.geojson', WEST, EAST)
        self.put('b/facilities.geojson', facility('F1', 330, 0), facility('G1', 700, 0, 'school'), facility('F2', 900, 0))
        self.settings['b'] = causes.LIMITS.replace('600', '500')

    def test_a_night_says_what_has_changed_and_why(self):
        self.edit()
        self.run_both()
        by_hand = self.explain()
        first = self.night('a')
        self.assertFalse(os.path.exists(os.path.join(first, 'changes.json')))  # nothing was published before
        second = self.night('b')
        found = self.changes(second)
        self.assertEqual([found[key]['path'] for key in ('old', 'new')], ['night 1', 'night 2'])
        self.assertEqual(found['causes']['groups'], ['facilities', 'network', 'parameters'])
        self.assertGreater(len(by_hand['shares']), 20)
        for key in ('shares', 'homes', 'gaps'):
            self.assertEqual(found['causes'][key], by_hand[key], key)
        self.assertEqual({(row['kind'], row['id'], row['change']) for row in found['causes']['objects'] if row['kind'] != 'source'},
                         {(row['kind'], row['id'], row['change']) for row in by_hand['objects'] if row['kind'] != 'source'})
        with open(os.path.join(second, 'changes.txt'), encoding='utf-8') as file:
            text = file.read()
        self.assertIn('why: facilities, network, parameters\n', text)
        self.assertNotIn(self.folder, text)
        # A folder, a manifest, a GeoPackage in it: the same, whatever became of the files since.
        shutil.rmtree(self.path('now'))
        for old, new in (('out/runs/000001', 'out/current'), ('out/runs/000001/manifest.json', 'out/runs/000002/manifest.json'),
                         ('out/runs/000001/city.gpkg', 'out/runs/000002/city.gpkg')):
            done = self.run_and_expect(0, 'diff', old, new, '--json')
            self.assertEqual(json.loads(done.stdout)['causes'], found['causes'])
        # What made the results makes them again, without the account of them.
        self.run_and_expect(0, 'rerun', 'out/runs/000002/manifest.json', '-o', 'again')
        self.assertEqual(sorted(os.listdir(self.path('again'))), ['city.gpkg', 'city.html'])
        # And back: what one way won the other way loses.
        done = self.run_and_expect(0, 'diff', 'out/runs/000002', 'out/runs/000001', '--json')
        there = {row['category']: row['numerator'] for row in found['causes']['shares'] if self.is_example(row)}
        back = {row['category']: row['numerator'] for row in json.loads(done.stdout)['causes']['shares'] if self.is_example(row)}
        self.assertEqual(there.keys(), back.keys())
        for name, row in back.items():
            self.assertEqual((row['old'], row['new']), (there[name]['new'], there[name]['old']))
            for group, part in row['parts'].items():  # but for the one that rounding gives to one of them
                self.assertLessEqual(abs(part + there[name]['parts'][group]), 1)

    def is_example(self, row):
        return (row['level'], row['definition'], row['weight'], (row['limit_m'] or 0) > 250) == ('all', 'weight', 'households', True)

    def test_the_account_of_a_night_is_the_same_bytes_every_time(self):
        self.edit()
        made = []
        for _ in range(2):
            self.night('a')
            made.append([open(os.path.join(self.night('b'), name), 'rb').read() for name in ('changes.json', 'changes.txt', 'changes.zh.txt', 'changes.html')])
            shutil.rmtree(self.path('out'))
        self.assertEqual(made[0], made[1])

    def tables(self, language):
        """The section of changes: texts of the cells of both tables, and of what stands below them."""
        self.run_and_expect(0, 'report', 'out/current/city.gpkg', '-o', f'{language}.html', '--lang', language)
        with open(self.path(f'{language}.html'), encoding='utf-8') as file:
            section = lxml.html.fromstring(file.read()).get_element_by_id('changes')
        tables = [[[' '.join(cell.itertext()).split() for cell in row] for row in table.xpath('.//tr')]
                  for table in section.xpath('.//table[contains(@class, "changes")]')]
        return tables, [' '.join(line.itertext()) for line in section.find_class('account')]

    def changed_shares(self, folder):
        """(level, unit, category or set) -> row of the account, of households within the largest limit."""
        rows = [row for row in self.changes(folder)['causes']['shares'] if row['weight'] == 'households' and row['limit_m'] != 250]
        return {(row['level'], row['unit_code'], row['category_set'] or row['category']): row for row in rows
                if row['definition'] == 'weight' or row['definition'] == 'all_of'}

    def check_change(self, cells, row, causes_shown):
        numerator, denominator = row['numerator'], row['denominator']
        for cell, side in zip(cells, ('old', 'new')):
            self.assertEqual(cell[1:], [str(numerator[side]), '/', str(denominator[side])])
            self.assertAlmostEqual(float(cell[0].rstrip('%')), 100 * numerator[side] / denominator[side], delta=0.0501)
        points = 100 * numerator['new'] / denominator['new'] - 100 * numerator['old'] / denominator['old']
        self.assertAlmostEqual(float(cells[2][0]), points, delta=0.0501)
        self.assertEqual(sum(int(cell[0]) for cell in cells[3:3 + len(causes_shown)]), numerator['difference'])
        self.assertEqual([int(cell[0]) for cell in cells[3:3 + len(causes_shown)]], [numerator['parts'][name] for name in causes_shown])

    def test_the_tables_of_the_page_say_what_the_account_says(self):
        self.settings['a'] = self.settings['b'] = causes.LIMITS.replace('gap_link_m', 'suppress_below: 0, gap_link_m')
        self.put('b/roads.geojson', WEST, EAST)
        self.put('b/facilities.geojson', facility('F1', 330, 0), facility('G1', 700, 0, 'school'), facility('F2', 900, 0))
        self.night('a')
        folder = self.night('b')
        shares = self.changed_shares(folder)
        self.assertGreater(len(shares), 4)
        whole = self.changes(folder)
        homes = {row['category']: row for row in whole['homes']['verdicts'] if row['limit_m'] != 250}
        gaps = {row['category']: row for row in whole['gaps']}
        for language, words in (('zh', ('因设施', '因路网')), ('en', ('By facilities', 'By network'))):
            (categories, units), lines = self.tables(language)
            heads = [' '.join(cell) for cell in categories[0]]
            self.assertEqual([head.partition(' (')[0].partition('（')[0] for head in heads[4:6]], list(words))
            self.assertEqual(len(categories) - 1, len(gaps))
            for cells in categories[1:]:
                name = cells[0][0] if cells[0][0] in ('elderly', 'school') else 'whole_circle'
                row = shares.get(('all', 'all', 'all' if name == 'whole_circle' else name))
                if row:
                    self.check_change(cells[1:], row, ('facilities', 'network'))
                else:
                    self.assertEqual((cells[1], cells[3]), (cells[2], ['0.0']))
                self.assertEqual([int(cell[0]) for cell in cells[6:]],
                                 [homes[name]['won'], homes[name]['lost'], gaps[name]['opened'], gaps[name]['closed']])
            wanted = [(row['unit_name'] or row['unit_code'], row) for (level, _, _), row in shares.items() if level == 'half']
            self.assertEqual(sorted(' '.join(cells[0]) for cells in units[1:]), sorted(name for name, _ in wanted))
            for cells in units[1:]:
                self.assertTrue(any(self.is_change(cells, name, row) for name, row in wanted), cells)
            self.assertFalse([line for line in lines if ' -> ' in line and line.count(' / ') > 1])

    def is_change(self, cells, name, row):
        try:
            self.assertEqual(' '.join(cells[0]), name)
            self.check_change(cells[2:], row, ('facilities', 'network'))
        except AssertionError:
            return False
        return True

    def test_small_changes_are_nowhere_in_the_page(self):
        # The only home that loses its facility has 3 households: its unit's change, and the sum that equals it, would tell.
        for side in 'ab':
            self.put(f'{side}/homes.geojson', *(diff.home_of(name, households=3, population=3) if name == 'C' else diff.home_of(name)
                                                for name in diff.PLACES))
        self.put('a/facilities.geojson', facility('F1', 300, 0), facility('F2', 650, 0), facility('G1', 700, 0, 'school'))
        self.settings['a'] = self.settings['b'] = causes.LIMITS.replace('[250, 600]', '[60]')
        self.put('b/facilities.geojson', facility('F1', 300, 0), facility('G1', 700, 0, 'school'))
        self.night('a')
        shares = self.changed_shares(self.night('b'))
        self.assertEqual({abs(row['numerator']['difference']) for row in shares.values()}, {3})
        for language in ('zh', 'en'):
            tables, lines = self.tables(language)
            (categories, units) = tables
            self.assertEqual(len(units) - 1, sum(level == 'half' for level, _, _ in shares))
            told = [cells for cells, name in zip(categories[1:], ('elderly', 'school', 'all')) if ('all', 'all', name) in shares]
            self.assertEqual(len(told), 2)
            for cells in told + units[1:]:
                self.assertEqual([cell for cell in cells if cell and cell[0].lstrip('+-').replace('.', '').isdigit()], [])
                self.assertIn(['*'], cells)
            for line in lines:
                self.assertNotRegex(line, r'(户|households|people|人) [+-]?\d')

    def test_a_sum_that_would_tell_a_hidden_unit_is_hidden(self):
        # Of W 3 of 23 households are within reach, then 23; of O 50 both times: 53 before, less 50 that the page shows, are the 3.
        for side, places in (('a', (100, 950)), ('b', (100, 350, 950))):
            self.put(f'{side}/homes.geojson', *(diff.home_of(name, households=3) if name == 'A' else diff.home_of(name)
                                                for name in diff.PLACES))
            self.put(f'{side}/facilities.geojson', *(facility(f'F{x}', x, 0) for x in places), facility('G1', 700, 0, 'school'))
            self.settings[side] = causes.LIMITS.replace('[250, 600]', '[60]')
        self.night('a')
        shares = self.changed_shares(self.night('b'))
        self.assertEqual({key: (row['numerator']['old'], row['numerator']['new']) for key, row in shares.items()},
                         {('all', 'all', 'elderly'): (53, 73), ('half', 'W', 'elderly'): (3, 23)})
        (categories, units), lines = self.tables('en')
        elderly = next(cells for cells in categories[1:] if cells[0] == ['elderly'])
        self.assertEqual([elderly[1:4], units[1][2:5]], [3 * [['*']]] * 2)
        for line in lines:
            self.assertNotRegex(line, r'(households|people) [+-]?\d')

    def test_an_unchanged_night_stays_and_its_account_with_it(self):
        self.night('a')
        self.put('b/roads.geojson', WEST, EAST)
        second = self.night('b')
        self.assertEqual(self.changes(second)['causes']['groups'], ['network'])
        self.assertEqual(self.night('b'), second)
        os.unlink(os.path.join(second, 'changes.json'))  # an account, no result: nothing is made again for it
        self.assertEqual(self.night('b'), second)

    def test_a_night_that_was_killed_while_it_replayed_leaves_nothing(self):
        self.edit()
        first = self.night('a')
        for name in os.listdir(self.path('b')):
            shutil.copy(self.path(f'b/{name}'), self.path(f'now/{name}'))
        with subprocess.Popen([command.COMMAND, 'run', 'night.yaml'], cwd=self.folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              text=True) as process:
            line = next(line for line in process.stderr if line.startswith('replay: '))
            process.kill()
        self.assertIn('new in it: ', line)
        self.assertEqual(os.path.realpath(self.path('out/current')), first)
        second = self.night('b')
        self.assertEqual(self.changes(second)['old']['path'], 'night 1')  # the killed one was never published
        self.assertEqual(sorted(os.listdir(self.path('out/runs'))), sorted(map(os.path.basename, (first, second))))
        self.assertEqual(sorted(os.listdir(second)), ['changes.html', 'changes.json', 'changes.txt', 'changes.zh.txt', 'city.gpkg', 'city.html',
                                                      'manifest.json'])

    def test_without_copies_the_causes_are_not_known(self):
        self.put('b/roads.geojson', WEST, EAST)
        self.night('a', '{keep_inputs: false}')
        found = self.changes(self.night('b', '{keep_inputs: false}'))
        self.assertFalse(found['causes']['known'])
        self.assertIn('night 1: night.yaml: the copy of this input was not kept', found['causes']['why_unknown'])
        self.assertGreater(found['coverage']['lower'], 0)
        (categories,), lines = self.tables('en')  # shares of everything, and why there is no more
        elderly = next(cells for cells in categories[1:] if cells[0] == ['elderly'])
        row = next(row for row in found['coverage']['all'] if (row['category'], row['weight'], row['limit_m']) == ('elderly', 'households', 600))
        self.assertEqual([cell[1:] for cell in elderly[1:3]], [[f'{row[side + "_numerator"]:g}', '/', f'{row[side + "_denominator"]:g}']
                                                               for side in ('old', 'new')])
        self.assertTrue(any('the copy of this input was not kept' in line for line in lines))

    def test_a_copy_that_was_changed_is_not_believed(self):
        self.edit()
        self.night('a')
        copies = [os.path.join(folder, name) for folder, _, names in os.walk(self.path('out/inputs')) for name in names
                  if name == 'facilities.geojson']
        self.assertEqual(len(copies), 1)
        os.chmod(copies[0], 0o644)
        with open(copies[0], 'a', encoding='utf-8') as file:
            file.write(' ')
        found = self.changes(self.night('b'))
        self.assertFalse(found['causes']['known'])
        self.assertIn('night 1: now/facilities.geojson: the copy of this input is no longer what the night read',
                      found['causes']['why_unknown'])

    def test_results_that_cannot_be_compared_are_published_all_the_same(self):
        self.night('a')
        self.settings['b'] += 'working_crs: EPSG:4549\n'
        text = causes.CONFIG
        try:
            causes.CONFIG = text.replace('working_crs: EPSG:4548\n', '')
            second = self.night('b')
        finally:
            causes.CONFIG = text
        self.assertIn('expected coordinates in EPSG:4548', self.changes(second)['error'])
        self.assertEqual(os.path.basename(second), '000002')

    def test_a_folder_that_is_no_night_is_told(self):
        os.mkdir(self.path('empty'))
        self.run_both()
        done = self.run_command('diff', 'empty', 'new.gpkg')
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'expected a GeoPackage, found a folder', done.stderr)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(NightChangesTest) if name.startswith('test_')]
    sys.exit(command.tap.main(NightChangesTest, sys.argv[2:] or own))
