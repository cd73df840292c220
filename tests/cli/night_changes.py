#!/usr/bin/python3
"""What has changed since the night before, and why: from copies of the inputs of then, when the files themselves are long other ones."""
import json
import os
import shutil
import subprocess
import sys

import causes
import command
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
