#!/usr/bin/python3
"""Nights from outside: what is published and what stays, one at a time, results once more, a state that is verified.

Usage: nights.py COMMAND
"""
import fcntl
import json
import os
import sqlite3
import sys

import command
from night_figures import F_OFD_SETLK, NightTest


class PublishedTest(NightTest):
    """The town of `night_figures`, with the same tables as CSV; all of it is made in `out`."""

    def put(self):
        super().put()
        text = self.read('c.yaml').decode().replace('path: out/lc.gpkg', 'path: out/lc.gpkg, csv: out/tables')
        self.write('c.yaml', text.replace('keep: 100', f'keep: {self.keep}'))

    def setUp(self):
        super().setUp()
        self.keep = 100

    def files(self, folder):
        """Names below a folder with their bytes, but what tells of the night itself."""
        found = {}
        for place, _, names in os.walk(os.path.join(self.folder, folder)):
            for name in names:
                path = os.path.join(place, name)
                with open(path, 'rb') as file:
                    found[os.path.relpath(path, os.path.join(self.folder, folder))] = file.read()
        return {name: content for name, content in found.items() if name not in ('manifest.json', 'changes.json', 'changes.txt', 'changes.zh.txt', 'changes.html')}

    def current(self):
        return os.readlink(os.path.join(self.folder, 'out', 'current'))

    def said(self, *options):
        self.put()
        return json.loads(self.run_and_expect(0, 'run', 'c.yaml', '--json', *options).stdout)

    def test_a_night_publishes_what_a_plain_run_writes(self):
        self.assertEqual(self.said()['outcome'], 'published')
        self.write('plain.yaml', self.read('c.yaml').decode().split('nights:')[0].replace('out/', 'plain/'))
        self.run_and_expect(0, 'run', 'plain.yaml')
        self.assertEqual(self.files('out/current'), self.files('plain'))
        self.assertIn('lc.gpkg', self.files('plain'))
        self.assertIn('tables/homes.csv', self.files('plain'))
        manifest = json.loads(self.read('out/current/manifest.json'))
        self.assertEqual({entry['name'] for entry in manifest['files']}, set(self.files('plain')))
        self.assertEqual({entry['source'] for entry in manifest['inputs'] if entry['role'] != 'configuration'},
                         {'roads.geojson', 'facilities.geojson', 'homes.geojson', 'units.geojson'})

    def test_nothing_is_computed_where_nothing_has_changed(self):
        self.assertEqual(self.said()['night'], 1)
        os.utime(os.path.join(self.folder, 'homes.geojson'), (0, 0))  # only the time
        again = self.said()
        self.assertEqual((again['night'], again['published'], again['outcome'], again['run']), (2, 1, 'unchanged', None))
        self.assertEqual(self.current(), 'runs/000001')
        self.homes[0]['properties']['households'] = 11
        changed = self.said()
        self.assertEqual((changed['night'], changed['published'], changed['outcome']), (3, 3, 'published'))
        self.assertIsNone(changed['full_because'])
        self.assertEqual(self.said('--full')['full_because'], '--full asks for it')

    def test_a_published_file_that_somebody_has_changed_is_made_again(self):
        self.said()
        before = self.files('out/current')
        with sqlite3.connect(os.path.join(self.folder, 'out', 'current', 'lc.gpkg')) as base:
            base.execute('UPDATE coverage SET numerator = 0')
        done = self.night(0)
        self.assertIn(b'lc.gpkg is no longer as it was written', done.stderr)
        self.assertEqual(self.current(), 'runs/000002')
        self.assertEqual(self.files('out/current'), before)
        os.remove(os.path.join(self.folder, 'out', 'current', 'tables', 'homes.csv'))
        self.assertIn(b'tables/homes.csv is no longer', self.night(0).stderr)
        self.assertEqual(self.files('out/current'), before)

    def test_only_so_many_results_are_kept_and_the_inputs_of_those(self):
        self.keep = 2
        for households in range(4):
            self.homes[0]['properties']['households'] = households
            self.said()
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, 'out', 'runs'))), ['000003', '000004'])
        homes = [name for name in os.listdir(os.path.join(self.folder, 'out', 'inputs'))
                 if os.listdir(os.path.join(self.folder, 'out', 'inputs', name)) == ['homes.geojson']]
        self.assertEqual(len(homes), 2)

    def test_a_second_run_does_nothing_be_it_of_nights_or_not(self):
        self.said()
        with open(os.path.join(self.folder, 'out', 'lock'), 'wb') as lock:
            fcntl.fcntl(lock, F_OFD_SETLK, b'\x01\x00' + b'\x00' * 30)
            self.assertIn(b'out/lock', self.run_and_expect(4, 'run', 'c.yaml').stderr)
            self.assertIn(b'out/lock', self.run_and_expect(4, 'verify', 'c.yaml', '--state').stderr)
        self.write('plain.yaml', self.read('c.yaml').decode().split('nights:')[0].replace('out/', ''))
        self.run_and_expect(0, 'run', 'plain.yaml')
        before = self.read('lc.gpkg')
        self.homes[0]['properties']['households'] = 11
        self.put()
        with open(os.path.join(self.folder, 'lc.gpkg'), 'rb') as result:
            fcntl.flock(result, fcntl.LOCK_EX)
            self.assertIn(b'lc.gpkg: another run is at work', self.run_and_expect(4, 'run', 'plain.yaml').stderr)
            self.run_and_expect(0, 'run', 'plain.yaml', '--dry-run')
            self.assertEqual(self.read('lc.gpkg'), before)
        self.run_and_expect(0, 'run', 'plain.yaml')
        self.assertNotEqual(self.read('lc.gpkg'), before)

    def test_results_are_made_again_from_what_was_kept(self):
        self.said()
        first = self.files('out/current')
        self.homes[0]['properties']['households'] = 11
        self.said()
        os.rename(os.path.join(self.folder, 'homes.geojson'), os.path.join(self.folder, 'gone.geojson'))
        done = self.run_and_expect(0, 'rerun', 'out/runs/000001', '-o', 'again', '--json')
        self.assertEqual({key: json.loads(done.stdout)[key] for key in ('night', 'different', 'other_program')},
                         {'night': 1, 'different': 0, 'other_program': False})
        self.assertEqual(self.files('again'), first)
        self.assertIn(b'new or empty folder', self.run_and_expect(2, 'rerun', 'out/current/manifest.json', '-o', 'again').stderr)

    def test_copies_that_have_changed_are_refused(self):
        self.said()
        manifest = json.loads(self.read('out/current/manifest.json'))
        print_of_homes = next(entry['xxh128'] for entry in manifest['inputs'] if entry['role'] == 'homes')
        with open(os.path.join(self.folder, 'out', 'inputs', print_of_homes, 'homes.geojson'), 'ab') as file:
            file.write(b' ')
        done = self.run_and_expect(1, 'rerun', 'out/current/manifest.json', '-o', 'again')
        self.assertIn(b'homes.geojson: the copy of this input is no longer what the night read', done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'again')))

    def test_a_state_is_verified(self):
        self.said()
        self.homes[0]['properties']['households'] = 11
        self.said()
        self.assertEqual(json.loads(self.run_and_expect(0, 'verify', 'c.yaml', '--state', '--json').stdout)['different'], 0)
        with sqlite3.connect(os.path.join(self.folder, 'out', 'current', 'lc.gpkg')) as base:
            base.execute('UPDATE coverage SET numerator = 0')
        self.assertIn(b'lc.gpkg differs from the night', self.run_and_expect(1, 'verify', 'c.yaml', '--state').stderr)

    def test_a_value_that_has_changed_in_the_state_is_seen(self):
        self.said()
        with sqlite3.connect(os.path.join(self.folder, 'out', 'memo.sqlite')) as base:
            changed = base.execute('UPDATE memo SET value = zeroblob(length(value)) WHERE length(value) > 0').rowcount
        self.assertGreater(changed, 0)
        before = self.read('out/memo.sqlite')
        self.assertIn(b'memo.sqlite: damaged', self.run_and_expect(1, 'verify', 'c.yaml', '--state').stderr)
        self.assertEqual(self.read('out/memo.sqlite'), before)
        self.write('out/memo.sqlite', 'no memo' * 100)
        self.assertIn(b'memo.sqlite: cannot be used: it is damaged', self.run_and_expect(1, 'verify', 'c.yaml', '--state').stderr)
        self.assertEqual(self.read('out/memo.sqlite'), b'no memo' * 100)
        os.remove(os.path.join(self.folder, 'out', 'memo.sqlite'))
        self.run_and_expect(0, 'verify', 'c.yaml', '--state')
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'out', 'memo.sqlite')))
        with open(os.path.join(self.folder, 'out', 'memo.sqlite'), 'wb') as file:
            file.write(before)
        self.homes[0]['properties']['households'] = 12
        done = self.night(0)
        self.assertIn(b'memo.sqlite: it is damaged; it was moved aside', done.stderr)
        self.assertTrue(os.path.exists(os.path.join(self.folder, 'out', 'memo.sqlite.damaged')))
        anew = self.files('out/current')
        self.night(0, '--full')
        self.assertEqual(self.files('out/current'), anew)

    def test_a_state_that_was_lost_does_not_silence_alarms(self):
        self.night_keys = '  alarms: [{removed: homes, above: 0.5}]\n'
        self.said()
        os.remove(os.path.join(self.folder, 'out', 'state.sqlite'))
        del self.homes[1:]
        done = self.night(5)
        self.assertIn(b'the state knows nothing of the published night', done.stderr)
        self.assertEqual(self.current(), 'runs/000001')
        self.night(0, '--accept')
        self.night(0)
        self.assertEqual(self.current(), 'runs/000003')

    def test_a_history_of_nothing_is_told(self):
        self.said()
        self.assertEqual(self.run_and_expect(0, 'history', 'c.yaml', '--unit', 'U0').stderr, b'')
        self.assertIn(b'no night says anything', self.run_and_expect(0, 'history', 'c.yaml', '--unit', 'nobody').stderr)

    def test_outputs_elsewhere_are_refused(self):
        self.put()
        self.write('c.yaml', self.read('c.yaml').decode().replace('csv: out/tables', 'csv: elsewhere'))
        self.assertIn(b'output.csv: expected a path in the folder of output.path', self.run_and_expect(2, 'run', 'c.yaml').stderr)

    def test_no_output_has_the_name_of_what_a_night_leaves(self):
        for main, more in (('changes.gpkg', ''), ('lc.gpkg', ', report: out/changes.html'), ('manifest.json', ', report: none'),
                           ('lc.gpkg', ', tables: {folder: out/changes.txt}')):
            self.put()
            self.write('c.yaml', self.read('c.yaml').decode().replace('path: out/lc.gpkg', f'path: out/{main}{more}'))
            for verb in ('check', 'run'):
                self.assertIn(b'expected another name', self.run_and_expect(2, verb, 'c.yaml').stderr, main)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    names = [name for name in vars(PublishedTest) if name.startswith('test_') and name in (sys.argv[2:] or [name])]
    sys.exit(command.tap.main_of({PublishedTest: names}))
