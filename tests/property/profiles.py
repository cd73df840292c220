#!/usr/bin/python3
"""Several profiles in one run say what a run of each says alone, byte for byte. Speaks TAP.

Usage: profiles.py COMMAND FOLDER     (FOLDER: geodata/sample)
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap

COMMAND, SAMPLE = (os.path.abspath(path) for path in sys.argv[1:3])
PROFILES = ['adult', 'elder', 'wheelchair']
WIDE = ('homes', 'facilities', 'units')
LONG = ('service_areas', 'reached_streets', 'coverage', 'straight_network', 'missing_minutes', 'access')
# Two limits in minutes, one in metres, one the run's own; lines at both ends of what a profile may change.
CATEGORIES = ('limits: {minutes: [5, 15]}\ncategories:\n'
              '  - {id: elderly_centre, zh: 综合为老服务中心, limits: {minutes: 15}}\n'
              '  - {id: minor_station, limits: {meters: 900}}\n'
              '  - {id: convenience_outlet}\n')


def run(folder, name, profile_lines, *options):
    """Runs the sample with other profiles; answers (summary, path of the result)."""
    with open(os.path.join(folder, 'sample.yaml'), encoding='utf-8') as file:
        text = file.read().partition('\noutput:')[0]
    text = text.replace('standard: pudong-2025', profile_lines + CATEGORIES)
    text += f'\noutput: {{path: {name}.gpkg, pairs: true, csv: {name}}}\n'
    with open(os.path.join(folder, name + '.yaml'), 'w', encoding='utf-8') as file:
        file.write(text)
    done = subprocess.run([COMMAND, 'run', '--quiet', '--json', *options, name + '.yaml'], cwd=folder, capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise AssertionError(done.stderr[-600:])
    return json.loads(done.stdout), os.path.join(folder, name + '.gpkg')


def rows(path, table, without=('fid',)):
    """All rows in order: (columns, values); shapes are bytes."""
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as base:
        cursor = base.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
        names = [column[0] for column in cursor.description]
        keep = [i for i, name in enumerate(names) if name not in without]
        return [names[i] for i in keep], [tuple(row[i] for i in keep) for row in cursor]


def tables(path):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as base:
        return [name for name, in base.execute('SELECT table_name FROM gpkg_contents ORDER BY rowid')]


def of_profile(path, table, profile):
    """The rows of one profile without the column that says so."""
    names, found = rows(path, table)
    at = names.index('profile')
    return [name for name in names if name != 'profile'], [row[:at] + row[at + 1:] for row in found if row[at] == profile]


class Profiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = os.path.join(cls.place.name, 'sample')
        shutil.copytree(SAMPLE, cls.folder, ignore=shutil.ignore_patterns('out'))
        several = f"profiles: [{', '.join(PROFILES)}]\n"
        cls.summary, cls.all = run(cls.folder, 'all', several, '--threads', '1')
        cls.threads = run(cls.folder, 'threads', several, '--threads', '3')[1]
        cls.own = {name: run(cls.folder, name, f'profile: {name}\n')[1] for name in PROFILES}

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_wide_layers_are_those_of_each_run(self):
        for profile in PROFILES:
            suffix = '' if profile == PROFILES[0] else '_' + profile
            for layer in WIDE:
                self.assertEqual(rows(self.all, layer + suffix), rows(self.own[profile], layer), (layer, profile))

    def test_long_tables_hold_the_rows_of_each_run(self):
        for table in LONG:
            total = 0
            for profile in PROFILES:
                own = of_profile(self.own[profile], table, profile)
                self.assertTrue(own[1], (table, profile))
                self.assertEqual(of_profile(self.all, table, profile), own, (table, profile))
                total += len(own[1])
            self.assertEqual(len(rows(self.all, table)[1]), total)

    def test_profiles_differ(self):
        shares = {profile: of_profile(self.all, 'coverage', profile)[1] for profile in PROFILES}
        for one, other in (('adult', 'elder'), ('elder', 'wheelchair')):
            self.assertNotEqual(shares[one], shares[other])

    def test_quality_holds_what_each_run_found_and_nothing_twice(self):
        names, found = rows(self.all, 'quality')
        at = names.index('profile')
        per_profile = 0
        for profile in PROFILES:
            own = [row[:at] + row[at + 1:] for row in rows(self.own[profile], 'quality')[1]]
            here = [row[:at] + row[at + 1:] for row in found if row[at] in ('', profile)]
            self.assertEqual(sorted(own, key=repr), sorted(here, key=repr), profile)
            per_profile += sum(row[at] == profile for row in found)
        common = [row for row in found if row[at] == '']
        self.assertEqual(len(common) + per_profile, len(found))
        self.assertGreater(len(common), 10)
        self.assertGreater(per_profile, 0)
        for profile in PROFILES[1:]:  # what only some profiles have is nowhere the same in all of them
            mine = {row[:at] + row[at + 1:] for row in found if row[at] == profile}
            self.assertFalse(all(mine <= {row[:at] + row[at + 1:] for row in found if row[at] == other} for other in PROFILES)
                             and mine)

    def test_any_number_of_threads_gives_the_same(self):
        self.assertEqual(tables(self.all), tables(self.threads))
        for table in tables(self.all):
            self.assertEqual(rows(self.all, table), rows(self.threads, table), table)
        for name in sorted(os.listdir(os.path.join(self.folder, 'all'))):
            with open(os.path.join(self.folder, 'all', name), 'rb') as one, open(os.path.join(self.folder, 'threads', name), 'rb') as two:
                self.assertEqual(one.read(), two.read(), name)

    def test_summary_and_manifest_name_all_profiles_with_their_speed(self):
        speeds = {'adult': 1.2, 'elder': 0.8, 'wheelchair': 0.67}
        self.assertEqual({p['id']: p['speed_mps'] for p in self.summary['profiles']}, speeds)
        run_table = dict(rows(self.all, 'run')[1])
        self.assertEqual(run_table['profile'], 'adult elder wheelchair')
        for profile, speed in speeds.items():
            self.assertEqual(float(run_table[f'profile.{profile}.speed_mps']), speed)
        # 15 min at 0.8 m/s: 0.8 * 900 = 720; 5 and 15 min at 0.67: 201 and 603
        self.assertEqual(run_table['profile.elder.category.elderly_centre.limits_m'], '720')
        self.assertEqual(run_table['profile.wheelchair.category.convenience_outlet.limits_m'], '201 603')
        self.assertEqual(run_table['profile.wheelchair.category.minor_station.limits_m'], '900')
        self.assertEqual({c['profile'] for c in self.summary['coverage']}, set(PROFILES))


if __name__ == '__main__':
    sys.exit(tap.main(Profiles))
