#!/usr/bin/python3
"""Where parts of nights meet: links that people switched, inputs under new names, nights that failed late, folders of others.

Usage: night_places.py COMMAND
"""
import csv
import io
import json
import os
import shutil
import sqlite3
import sys

import command

NIGHTS = """\
nights:
  keep: 1
  alarms: [{removed: homes, above: 0.1}]
"""


class PlacesTest(command.CommandTest):
    """The town of `command`, whose nights lie in `out`."""

    def setUp(self):
        super().setUp()
        self.nights = NIGHTS
        self.homes = command.town()['homes.geojson']['features']

    def night(self, code, homes='homes.geojson', households=10, count=3):
        """A night with the first `count` homes, the first of which has `households`."""
        self.homes[0]['properties']['households'] = households
        self.write(homes, json.dumps(command.collection(*self.homes[:count])))
        text = command.CONFIG.format(output='path: out/lc.gpkg', areas='none').replace('homes.geojson', homes)
        self.write('c.yaml', text + self.nights)
        return self.run_and_expect(code, 'run', 'c.yaml')

    def out(self, *names):
        return os.path.join(self.folder, 'out', *names)

    def current(self):
        return os.readlink(self.out('current'))

    def switch(self, target):
        os.remove(self.out('current'))
        os.symlink(target, self.out('current'))

    def households(self):
        """What the history says of everybody's households, by night."""
        text = self.run_and_expect(0, 'history', 'c.yaml', '--definition', 'weight', '--category', 'school').stdout.decode()
        rows = csv.DictReader(io.StringIO(text))
        return {int(row['night']): float(row['denominator']) for row in rows if row['weight'] == 'households'}

    def test_alarms_hold_however_the_link_is_written(self):
        self.night(0)
        for target in ('runs/000001/', self.out('runs', '000001'), './runs/../runs/000001'):
            self.switch(target)
            done = self.night(5, count=2)
            self.assertIn(b'1 of the 3 homes of the published night 1', done.stderr, target)
            self.assertEqual(self.current(), target)
        self.assertIn(b'nothing has changed since night 1', self.night(0).stdout)

    def test_alarms_hold_for_every_night_that_is_kept(self):
        self.nights = NIGHTS.replace('keep: 1', 'keep: 2')
        self.night(0)
        for _ in range(3):
            self.assertIn(b'nothing has changed', self.night(0).stdout)
        self.night(0, households=20)
        for _ in range(3):
            self.assertIn(b'nothing has changed', self.night(0, households=20).stdout)
        self.night(0, households=30)
        self.assertEqual(sorted(os.listdir(self.out('runs'))), ['000005', '000009'])
        for _ in range(3):
            self.night(0, households=30)
        self.nights = NIGHTS.replace('keep: 1', 'keep: 3')
        self.night(0, households=40)
        self.switch('runs/000005')
        done = self.night(5, households=40, count=2)
        self.assertIn(b'1 of the 3 homes of the published night 5', done.stderr)

    def test_the_systems_of_proj_are_part_of_the_program(self):
        """Latitude of origin and false easting stay; the scale on the central meridian becomes 0.9996."""
        data = os.path.join(self.folder, 'proj')
        shutil.copytree('/usr/share/proj', data, ignore=lambda _, names: [name for name in names if name != 'proj.db'])
        self.night(0)
        self.assertIn(b'nothing has changed', self.run_and_expect(0, 'run', 'c.yaml', environment={'PROJ_DATA': data}).stdout)
        with sqlite3.connect(os.path.join(data, 'proj.db')) as base:
            code, = base.execute("SELECT conversion_code FROM projected_crs WHERE auth_name = 'EPSG' AND code = '4548'").fetchone()
            base.execute("UPDATE conversion_table SET param3_value = 0.9996 WHERE code = ?", (code,))
        done = self.run_and_expect(0, 'run', 'c.yaml', environment={'PROJ_DATA': data})
        self.assertIn(b'everything was computed: the program or a library of it has changed', done.stdout)

    def test_few_homes_are_no_excuse_where_many_were(self):
        """35 households are 5 in the second night: fewer than are judged, but not fewer than were."""
        self.nights = 'nights: {alarms: [{category: school, weight: households, jump: 0.1, denominator_min: 20}]}\n'
        self.night(0)
        self.homes = self.homes[2:]
        self.homes[0]['properties']['households'] = 5
        done = self.night(5, households=5)
        self.assertIn(b'more than 0.1 away', done.stderr)
        self.run_and_expect(0, 'run', 'c.yaml', '--accept')
        self.homes[0]['geometry'] = command.town()['homes.geojson']['features'][1]['geometry']
        self.night(0, households=5)

    def test_a_manifest_is_one_of_the_files_that_are_looked_at(self):
        self.night(0)
        for spoil in (lambda path: os.truncate(path, 100), os.remove):
            spoil(self.out('current', 'manifest.json'))
            done = self.night(0)
            self.assertIn(b'manifest.json is no longer as it was written', done.stderr)
            self.run_and_expect(0, 'verify', 'c.yaml', '--state')
        self.assertEqual(self.current(), 'runs/000003')

    def test_two_configurations_in_one_folder_are_told(self):
        self.night(0)
        text = self.read('c.yaml').decode().replace('lc.gpkg', 'other.gpkg')
        self.write('d.yaml', text)
        done = self.run_and_expect(0, 'run', 'd.yaml')
        self.assertIn(b'out/: what is published here is of another configuration, ' + self.folder.encode() + b'/c.yaml', done.stderr)
        for way in ('d.yaml', './d.yaml'):
            self.assertNotIn(b'another configuration', self.run_and_expect(0, 'run', way).stderr)

    def test_alarms_hold_where_the_published_results_are_gone(self):
        self.night(0)
        os.remove(self.out('current'))
        done = self.night(5, count=2)
        self.assertIn(b'1 of the 3 homes of the published night 1', done.stderr)
        self.assertIn(b'out/current: does not name the results of a night, though night 1 has published', done.stderr)
        shutil.rmtree(self.out('runs', '000001'))
        self.night(5, count=2)
        self.assertIn(b'the published results are gone', self.night(0).stdout)
        self.assertEqual(self.current(), 'runs/000004')

    def test_an_input_under_a_new_name_can_be_read_again(self):
        self.night(0)
        self.night(0, homes='other.geojson')
        self.run_and_expect(0, 'verify', 'c.yaml', '--state')
        self.run_and_expect(0, 'rerun', 'out/current/manifest.json', '-o', 'again')

    def test_two_inputs_of_the_same_contents_are_two_copies(self):
        self.nights = 'gates: [{source: doors.csv, x: x, y: y, crs: EPSG:4548}, {source: gates.csv, x: x, y: y, crs: EPSG:4548}]\n' + NIGHTS
        for name in ('doors.csv', 'gates.csv'):
            self.write(name, f'x,y\n{command.X_M + 100},{command.Y_M + 100}\n')
        self.night(0)
        self.run_and_expect(0, 'verify', 'c.yaml', '--state')

    def test_the_history_knows_nothing_of_a_night_that_could_not_be_switched_to(self):
        self.night(0)
        os.mkdir(self.out('current.next'))
        self.assertIn(b'cannot be switched to runs/000002', self.night(1, households=20).stderr)
        self.assertEqual(os.listdir(self.out('runs')), ['000001'])
        os.rmdir(self.out('current.next'))
        self.night(0)
        self.assertEqual(self.households(), {1: 35.0, 3: 35.0})

    def test_the_history_of_a_night_that_stays_with_an_older_one(self):
        self.nights = NIGHTS.replace('keep: 1', 'keep: 9')
        self.night(0)
        self.night(0, households=20)
        self.switch('runs/000001')
        for night in (3, 4):
            self.assertIn(f'night {night}: nothing has changed since night 1'.encode(), self.night(0).stdout)
        self.night(0, households=40)
        self.assertEqual(self.households(), {1: 35.0, 2: 45.0, 3: 35.0, 4: 35.0, 5: 65.0})

    def test_folders_of_others_stay(self):
        os.makedirs(self.out('runs', '202401'))
        with open(self.out('runs', '202401', 'kept.txt'), 'w', encoding='utf-8'):
            pass
        self.night(0)
        self.night(0, households=20)
        self.assertEqual(os.listdir(self.out('runs', '202401')), ['kept.txt'])
        copies = [name for _, _, names in os.walk(self.out('inputs')) for name in names]
        self.assertEqual(copies.count('homes.geojson'), 1)
        self.assertEqual(len(os.listdir(self.out('runs'))), 2)

    def test_a_table_of_a_shapefile_in_capitals_counts(self):
        self.night(0)
        source = os.path.join(self.folder, 'homes.geojson')
        done = command.subprocess.run(['ogr2ogr', '-f', 'ESRI Shapefile', os.path.join(self.folder, 'homes.shp'), source], check=False)
        self.assertEqual(done.returncode, 0)
        for ending in ('shp', 'shx', 'dbf', 'prj'):
            os.rename(os.path.join(self.folder, f'homes.{ending}'), os.path.join(self.folder, f'HOMES.{ending.upper()}'))
        text = self.read('c.yaml').decode().replace('homes.geojson', 'HOMES.SHP')
        self.write('c.yaml', text)
        self.run_and_expect(0, 'run', 'c.yaml')
        table = self.read('HOMES.DBF')
        self.assertEqual(table.count(b' 10'), 1)
        with open(os.path.join(self.folder, 'HOMES.DBF'), 'wb') as file:
            file.write(table.replace(b' 10', b' 90'))
        self.assertIn(b'night 3: published', self.run_and_expect(0, 'run', 'c.yaml').stdout)
        self.assertEqual(self.households(), {1: 35.0, 2: 35.0, 3: 115.0})
        self.run_and_expect(0, 'verify', 'c.yaml', '--state')


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    names = [name for name in vars(PlacesTest) if name.startswith('test_') and name in (sys.argv[2:] or [name])]
    sys.exit(command.tap.main_of({PlacesTest: names}))
