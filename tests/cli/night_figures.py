#!/usr/bin/python3
"""What nights say of units, night by night: the history beside the tables of every night, alarms by hand, status, metrics.

Usage: night_figures.py COMMAND
"""
import csv
import fcntl
import io
import json
import os
import re
import sqlite3
import shutil
import subprocess
import sys
import time

from prometheus_client.parser import text_string_to_metric_families

import command

X_M, Y_M = command.X_M, command.Y_M
F_OFD_SETLK = 37  # of Linux; the module fcntl does not name it
KEYS = ('profile', 'level', 'unit_code', 'definition', 'category', 'category_set', 'k', 'weight', 'limit_m', 'limit_min', 'radius_m',
        'counted_level', 'detail')
STANDARD = """\
indicators:
- {id: desks, kind: count, numerator: {facilities: school}, levels: [subdistrict]}
- {id: schools_per_100, kind: ratio_of_sums, scale: 100, numerator: {facilities: school}, denominator: {homes: households}, target: 2}
"""


def units(names=('街道0', '街道1')):
    """Two subdistricts: to the west of x = 250 m H1, to the east H2 and H3."""
    shapes = []
    for number, (low, high) in enumerate(((-50, 250), (250, 550))):
        ring = [[X_M + low, Y_M - 50], [X_M + high, Y_M - 50], [X_M + high, Y_M + 550], [X_M + low, Y_M + 550], [X_M + low, Y_M - 50]]
        shapes.append(command.feature('Polygon', [ring], code=f'U{number}', name=names[number]))
    return shapes


class NightTest(command.CommandTest):
    """The town of `command` with two units, and a folder `out` of nights."""

    def setUp(self):
        super().setUp()
        self.town = command.town()
        self.facilities = self.town['facilities.geojson']['features']
        self.homes = self.town['homes.geojson']['features']
        self.streets = self.town['roads.geojson']['features']
        self.units = units()
        self.night_keys = ''
        self.more = ''

    def put(self):
        """Writes the town as it is now."""
        for name, shapes in (('facilities', self.facilities), ('homes', self.homes), ('roads', self.streets), ('units', self.units)):
            self.write(f'{name}.geojson', json.dumps(command.collection(*shapes)))
        text = command.CONFIG.format(output='path: out/lc.gpkg', areas='none') + self.more
        self.write('c.yaml', text + 'units: [{source: units.geojson, level: subdistrict, code: code, name: name}]\n'
                   f'nights:\n  keep: 100\n{self.night_keys}')

    def night(self, code, *options):
        self.put()
        return self.run_and_expect(code, 'run', 'c.yaml', *options)

    def table(self, name, night):
        with sqlite3.connect(os.path.join(self.folder, 'out', 'runs', f'{night:06}', 'lc.gpkg')) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(f'SELECT * FROM {name}')]

    def state(self, sql):
        with sqlite3.connect(os.path.join(self.folder, 'out', 'state.sqlite')) as base:
            return base.execute(sql).fetchall()

    def history(self, *options):
        text = self.run_and_expect(0, 'history', 'c.yaml', *options).stdout.decode()
        self.assertFalse(text.startswith('\ufeff'))
        return list(csv.DictReader(io.StringIO(text, newline=''), strict=True))

    def status(self, code):
        found = json.loads(self.run_and_expect(code, 'status', 'c.yaml', '--json').stdout)
        self.assertEqual(found['good'], code == 0)
        return found

    def alarms(self, done):
        return [line.partition(b': nights.alarms')[2].decode() for line in done.stderr.splitlines() if line.startswith((b'error: alarm', b'warning: alarm'))
                and b'in all)' not in line]


class HistoryTest(NightTest):
    def expected(self, nights):
        """Rows of the history, from the tables of the nights' own results; {night: the night whose results were published then}."""
        rows = set()
        for night, published in nights.items():
            for row in self.table('coverage', published):
                rows.add((night, *(row[key] for key in KEYS), row['numerator'], row['denominator'], row['ratio']))
            for row in self.table('indicators', published) if self.more else ():
                rows.add((night, row['profile'], row['level'], row['unit_code'], 'indicator', row['indicator'], *[None] * 8,
                          row['numerator'], row['denominator'], row['value']))
        return rows

    def found(self, *options):
        rows = self.history(*options)
        self.assertEqual([int(row['night']) for row in rows], sorted(int(row['night']) for row in rows))

        def value(key, text):
            return None if text == '' else float(text) if key in ('limit_m', 'limit_min', 'radius_m', 'numerator', 'denominator', 'value') else text
        return {(int(row['night']), *((int(row[key]) if row[key] else None) if key == 'k' else value(key, row[key]) for key in KEYS),
                 *(value(key, row[key]) for key in ('numerator', 'denominator', 'value'))) for row in rows}

    def test_the_history_is_what_the_tables_of_every_night_say(self):
        self.more = STANDARD
        self.night(0)                                                       # 1
        self.night(0)                                                       # 2: nothing has changed
        self.facilities[2]['geometry']['coordinates'][1] += 200
        self.night(0)                                                       # 3: the school moves
        self.units = self.units[:1]
        self.homes[0]['properties']['households'] = 12
        self.night(0)                                                       # 4: a unit is gone
        self.write('units.geojson', '{}')
        self.run_and_expect(1, 'run', 'c.yaml')                             # 5 fails: no row of it
        self.units = units(('北街', '南街'))
        self.night(0)                                                       # 6: it is back, and both have other names
        nights = {1: 1, 2: 1, 3: 3, 4: 4, 6: 6}
        self.assertEqual(self.found(), self.expected(nights))
        self.assertEqual({row['unit_name'] for row in self.history('--unit', 'U1')}, {'南街'})
        by_name = self.found('--unit', '南街', '--category', 'school', '--definition', 'weight')
        self.assertEqual(by_name, {row for row in self.expected(nights) if row[3] == 'U1' and row[5] == 'school' and row[4] == 'weight'})
        self.assertEqual({row[0] for row in by_name}, {1, 2, 3, 6})
        self.assertEqual({row[0] for row in self.found('--category', 'desks')}, set(nights))
        # By hand: of 35 households 30 are within 600 m of the school once it stands at (200, 500): H1 walks 400 + 100 m.
        self.assertEqual([row['numerator'] for row in self.history('--unit', 'all', '--category', 'school', '--definition', 'weight')
                          if (row['limit_m'], row['weight']) == ('600', 'households')][:3], ['35', '35', '30'])
        with self.assertRaises(AssertionError):
            self.history('--nuit', 'U1')

    def test_nights_in_which_nothing_changes_take_no_room_and_old_ones_are_forgotten(self):
        self.night_keys = '  history_nights: 3\n'
        self.night(0)
        rows = self.state('SELECT count(*) FROM history')
        self.night(0)
        self.assertEqual(self.state('SELECT count(*) FROM history'), rows)
        for night in range(3, 11):  # the school goes up and down; in 10 a category is gone for good
            self.facilities[2]['geometry']['coordinates'][1] += 200 if night % 2 else -200
            if night == 10:
                self.facilities.pop(2)
            self.night(0)
        self.assertEqual(self.found(), self.expected({8: 8, 9: 9, 10: 10}))
        for night in range(11, 14):
            self.homes[1]['properties']['households'] = night
            self.night(0)
        self.assertEqual(self.found(), self.expected({11: 11, 12: 12, 13: 13}))
        self.assertEqual(self.state("SELECT count(*) FROM history_figures WHERE category = 'school'"), [(0,)])
        series = self.state('SELECT count(*) FROM (SELECT DISTINCT unit, figure FROM history)')[0][0]
        self.assertLess(self.state('SELECT count(*) FROM history')[0][0], 3 * series)
        self.assertEqual(self.state('SELECT count(*) FROM nights'), [(3,)])

    def test_what_a_night_wrote_that_was_killed_before_it_was_published_is_forgotten(self):
        self.night(0)
        self.facilities[2]['geometry']['coordinates'][1] += 200
        self.put()
        killed = subprocess.run(['strace', '-f', '-P', 'out/current.next', '-e', 'inject=symlink,symlinkat:signal=KILL', '-o', 'trace', command.COMMAND, 'run', 'c.yaml'],
                                cwd=self.folder, capture_output=True, check=False, timeout=60, env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})
        self.assertNotEqual(killed.returncode, 0)
        self.assertEqual(self.state("SELECT status FROM nights WHERE id = 2"), [('publishing',)])
        self.assertGreater(self.state('SELECT count(*) FROM history WHERE night = 2')[0][0], 0)
        found = self.status(1)
        self.assertEqual((found['last']['night'], found['last']['status'], found['published']['night']), (2, 'killed', 1))
        self.facilities[2]['geometry']['coordinates'][1] -= 200
        self.night(0)
        self.assertEqual(self.found(), self.expected({1: 1, 3: 1}))
        self.assertEqual(self.state('SELECT count(*) FROM history WHERE night = 2'), [(0,)])

    def test_a_folder_without_nights_and_a_configuration_without_any(self):
        self.put()
        self.assertIn(b'state.sqlite', self.run_and_expect(1, 'history', 'c.yaml').stderr)
        self.configure()
        for verb in ('history', 'status'):
            self.assertIn(b'nights', self.run_and_expect(2, verb, 'c.yaml').stderr)
            self.run_and_expect(2, verb)
        self.assertEqual(self.run_and_expect(2, 'run', 'c.yaml', '--unit', 'x').stderr, b'lifecircle: option --unit is for lifecircle history only\n')


class AlarmTest(NightTest):
    # Households within 600 m (8 min) of the school at (200, 300): all. Once it stands at (200, 500): H2 (300, 400) walks 200 m, H1 (101, 100)
    # about 500 m, H3 (450, 100) 650 m: of 35 households 30, in the east of 25 households 20.

    def move_school(self):
        self.facilities[2]['geometry']['coordinates'][1] += 200

    def test_a_threshold_holds_the_night_back_and_accept_publishes(self):
        self.night_keys = '  alarms: {category: school, weight: households, minutes: 8, below: 0.9}\n'
        self.night(0)
        self.move_school()
        done = self.night(5)
        self.assertEqual(self.alarms(done), ['[1]: weight school (adult, households, 8 min), all all: below 0.9; now 0.857143, published 1',
                                             '[1]: weight school (adult, households, 8 min), subdistrict U1 街道1: below 0.9; now 0.8, published 1'])
        self.assertEqual(os.readlink(os.path.join(self.folder, 'out', 'current')), 'runs/000001')
        self.assertEqual(os.listdir(os.path.join(self.folder, 'out', 'runs')), ['000001'])
        found = self.status(1)
        self.assertEqual((found['last']['night'], found['last']['status'], found['published']['night']), (2, 'held', 1))
        self.assertIn('below 0.9', found['last']['error'])
        self.assertEqual({row['night'] for row in self.history()}, {'1'})
        self.night(5)  # as long as nobody has looked
        self.assertEqual(len(self.alarms(self.night(0, '--accept'))), 2)
        self.assertEqual(os.readlink(os.path.join(self.folder, 'out', 'current')), 'runs/000004')
        self.assertEqual(self.status(0)['last']['status'], 'published')

    def test_limits_are_exact(self):
        self.move_school()
        for text, code in (('level: subdistrict, below: 0.8', 0), ('level: subdistrict, below: 0.800001', 5), ('unit: U0, above: 1', 0),
                           ('unit: 街道0, above: 0.999999', 5), ('unit: all, below: 0.857143', 0), ('unit: all, below: 0.857144', 5),
                           ('below: 0.9, denominator_min: 36', 0), ('below: 0.85, denominator_min: 25', 5), ('below: 0.85, denominator_min: 26', 0)):
            self.night_keys = '  alarms: [{category: school, weight: households, minutes: 8, ' + text + '}]\n'
            self.night(code, '--full')

    def test_a_jump_is_judged_against_the_published_night(self):
        for jump, code in ((0.2, 0), (0.199999, 5)):  # of U1: from 1 to 0.8, exactly 0.2
            self.setUp()
            self.night_keys = '  alarms: [{category: school, weight: households, minutes: 8, jump: 0.2}]\n'.replace('0.2', str(jump))
            self.night(0)
            self.move_school()
            self.night(code)
        self.facilities.pop(2)  # no school at all: a figure that is gone has jumped
        self.assertIn('gone', self.alarms(self.night(5))[0])

    def test_a_set_of_categories_and_an_indicator(self):
        self.more = STANDARD
        self.night_keys = '''  alarms:
  - {set: all, weight: households, minutes: 8, below: 0.86}
  - {indicator: schools_per_100, level: all, below: 2.8}
  - {indicator: desks, level: subdistrict, unit: U0, jump: 0}
'''
        self.night(0)
        self.move_school()
        self.assertIn('[1]: all_of all (adult, households, 8 min), all all: below 0.86; now 0.857143, published 1', self.alarms(self.night(5)))
        self.homes[0]['properties']['households'] = 11  # 1 school of 36 households: 2.78 a hundred
        self.night_keys = self.night_keys.replace('below: 0.86', 'below: 0.1')
        self.assertEqual(self.alarms(self.night(5)), ['[2]: indicator schools_per_100 (adult), all all: below 2.8; now 2.777778, published 2.857143'])
        self.facilities[2]['geometry']['coordinates'][0] += 100  # to the east
        self.assertIn('[3]: indicator desks (adult), subdistrict U0 街道0: more than 0 away; now 0, published 1', self.alarms(self.night(5)))

    def test_things_that_are_gone(self):
        for kind, shapes, share in (('facilities', 'facilities', 1 / 3), ('homes', 'homes', 1 / 3), ('units', 'units', 1 / 2), ('streets', 'streets', 1 / 12)):
            for above, code in ((share + 1e-6, 0), (share - 1e-6, 5)):
                self.setUp()
                self.night_keys = f'  alarms: [{{removed: {kind}, above: {above:.6f}}}]\n'
                self.night(0)
                shuffled = getattr(self, shapes)
                gone = shuffled.pop(0)
                shuffled.reverse()
                if kind != 'units':  # another one in its place does not make up for it
                    shuffled.append({**gone, 'properties': {**gone['properties'], 'id': 'NEW'}})
                done = self.night(code)
                if code:
                    count = len(shuffled) + (kind == 'units')
                    self.assertIn(f'1 of the {count} {kind} of the published night 1 are gone', self.alarms(done)[0])

    def test_a_rule_that_looks_at_nothing_is_an_alarm(self):
        self.night_keys = '  alarms: [{category: school, level: circle, below: 0.1}]\n'
        self.assertEqual(self.alarms(self.night(5)), ['[1]: no figure of this night or the published one fits this rule'])

    def test_of_many_alarms_the_first_few_of_each_rule_are_shown(self):
        self.night_keys = '  alarms: [{category: school, below: 2}]\n'
        shown = self.alarms(self.night(5))
        rows = sum(row['definition'] == 'weight' and row['category'] == 'school' and row['ratio'] is not None
                   for row in self.table_of_a_free_run())
        self.assertEqual((len(shown), shown[-1]), (6, f'[1]: and {rows - 5} more'))

    def table_of_a_free_run(self):
        self.night_keys = ''
        self.night(0)
        return self.table('coverage', 2)

    def test_wrong_keys_are_named_with_what_was_meant(self):
        for text, words in (
                ('{categry: school, below: 1}', 'category'), ('{category: school}', 'below, above or jump'), ('{below: 1}', 'one of indicator, category'),
                ('{category: school, set: all, below: 1}', 'one of indicator'), ('{indicator: desk, below: 1}', 'did you mean "desks"'),
                ('{removed: street, above: 0.1}', 'did you mean "streets"'), ('{removed: homes, below: 1}', 'above alone'),
                ('{category: school, weight: houshold, below: 1}', '"households"'), ('{category: school, definition: wieght, below: 1}', '"weight"'),
                ('{set: circle, below: 1}', 'all'), ('{indicator: desks, minutes: 5, above: 1}', 'for alarms about a category'),
                ('{category: school, below: [1, 2]}', 'one number')):
            self.more = STANDARD
            self.night_keys = f'  alarms: [{{category: school, below: 1}}, {text}]\n'
            self.put()
            said = self.run_and_expect(2, 'check', 'c.yaml').stderr.decode()
            self.assertRegex(said, r'nights\.alarms\[2\]')
            self.assertIn(words, said)


class StatusTest(NightTest):
    def test_from_the_first_night_to_a_failed_one(self):
        self.put()
        nothing = self.status(1)
        self.assertEqual((nothing['last'], nothing['published'], nothing['current'], nothing['next_night'], nothing['at_work']),
                         (None, None, None, 1, False))
        self.night(0)
        first = self.status(0)
        self.assertEqual((first['last']['night'], first['last']['status'], first['published']['night'], first['next_night'], first['current']),
                         (1, 'published', 1, 2, 'out/current'))
        self.assertLess(first['published']['age_s'], 60)
        self.assertEqual(first['state_bytes'], os.path.getsize(os.path.join(self.folder, 'out', 'state.sqlite')))
        self.night(0)
        self.assertEqual((self.status(0)['last']['status'], self.status(0)['published']['night']), ('unchanged', 1))
        self.write('homes.geojson', '{}')
        self.run_and_expect(1, 'run', 'c.yaml')
        failed = self.status(1)
        self.assertEqual((failed['last']['night'], failed['last']['status'], failed['published']['night'], failed['next_night']), (3, 'failed', 1, 4))
        self.assertIn('homes.geojson', failed['last']['error'])
        english = self.run_and_expect(1, 'status', 'c.yaml').stdout.decode()
        self.assertRegex(english, r'last night: 3 failed; began .*\n  why: .*homes.geojson.*\npublished: night 1, made .* ago, by version')
        self.assertRegex(self.run_and_expect(1, 'status', 'c.yaml', '--lang', 'zh').stdout.decode(), r'最近一夜：第3夜，失败.*\n  原因：.*\n已发布：第1夜')
        self.assertEqual(self.run_and_expect(1, 'status', '-q', 'c.yaml').stdout, b'')

    def test_while_a_night_is_at_work_the_one_before_counts(self):
        self.night(0)
        with open(os.path.join(self.folder, 'out', 'lock'), 'wb') as lock:
            fcntl.fcntl(lock, F_OFD_SETLK, b'\x01\x00' + b'\x00' * 30)  # F_WRLCK
            found = self.status(0)
            self.assertTrue(found['at_work'])
            self.assertIn('now: a night is at work', self.run_and_expect(0, 'status', 'c.yaml').stdout.decode())
            self.run_and_expect(4, 'run', 'c.yaml')
        self.assertFalse(self.status(0)['at_work'])

    def test_a_damaged_state_is_said(self):
        self.night(0)
        with open(os.path.join(self.folder, 'out', 'state.sqlite'), 'r+b') as file:
            file.write(b'no SQLite at all')
        for verb in ('status', 'history'):
            self.assertIn(b'state.sqlite', self.run_and_expect(1, verb, 'c.yaml').stderr)

    def test_every_line_of_the_json_log_of_an_alarm_and_of_a_lock_parses(self):
        self.night_keys = '  alarms: [{category: school, below: 2}]\n'
        held = [json.loads(line) for line in self.night(5, '--log-format', 'json').stderr.splitlines()]
        self.assertEqual((held[-1]['code'], held[-1]['level']), (5, 'error'))
        self.assertTrue(any(re.match(r'alarm: nights\.alarms\[1\]: ', line['message']) for line in held))


class MetricsTest(NightTest):
    def setUp(self):
        super().setUp()
        self.night_keys = '  metrics: lc.prom\n'

    def metrics(self):
        """{name: {labels but the folder, as (name, value): value}}, by Prometheus' own parser; also judged by promtool, where there is one."""
        text = self.read('lc.prom').decode()
        self.assertTrue(text.endswith('\n'))
        if shutil.which('promtool'):
            judged = subprocess.run(['promtool', 'check', 'metrics'], input=text, capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual((judged.returncode, judged.stdout + judged.stderr), (0, ''))
        found = {}
        for family in text_string_to_metric_families(text):
            self.assertTrue(family.documentation and family.type == 'gauge', family.name)
            for sample in family.samples:
                self.assertEqual(sample.labels.pop('folder'), os.path.realpath(os.path.join(self.folder, 'out')))
                labels = tuple(sorted(sample.labels.items()))
                self.assertNotIn(labels, found.setdefault(sample.name.removeprefix('lifecircle_'), {}))
                found[sample.name.removeprefix('lifecircle_')][labels] = sample.value
        return found

    def one(self, found, name):
        self.assertEqual(list(found[name]), [()])
        return found[name][()]

    def status_of(self, found):
        return [labels[0][1] for labels, value in found['last_night_status'].items() if value]

    def test_a_night_that_is_published(self):
        began = int(time.time())
        self.facilities[2]['properties']['category'] = 'a"b\\c'  # in a label it needs an escape
        self.night(0)
        found = self.metrics()
        self.assertEqual((self.one(found, 'last_night'), self.one(found, 'published_night'), self.one(found, 'alarms')), (1, 1, 0))
        self.assertEqual(self.status_of(found), ['published'])
        for name in ('last_attempt_timestamp_seconds', 'last_success_timestamp_seconds', 'published_timestamp_seconds'):
            self.assertTrue(began <= self.one(found, name) <= time.time(), name)
        self.assertEqual({labels[0][1] for labels in found['stage_duration_seconds']},
                         {'read', 'network', 'join', 'search', 'coverage', 'gaps', 'indicators', 'write'})
        with sqlite3.connect(os.path.join(self.folder, 'out', 'current', 'lc.gpkg')) as base:
            tables = [row[0] for row in base.execute("SELECT table_name FROM gpkg_contents WHERE table_name != 'layer_styles'")]
            rows = {name: base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
            severities = dict(base.execute('SELECT severity, count(*) FROM quality GROUP BY severity'))
        self.assertEqual({labels[0][1]: value for labels, value in found['rows'].items()}, rows)
        self.assertEqual({labels[0][1]: value for labels, value in found['quality_rows'].items()},
                         {name: severities.get(name, 0) for name in ('error', 'warning')})
        shares = {tuple(dict(labels)[name] for name in ('category', 'weight', 'limit_m', 'limit_min')): value
                  for labels, value in found['coverage_ratio'].items()}
        # of 35 households 10 walk 250 m or less to F1, and all 600 m; to F3 20 and all
        self.assertEqual({key: shares[key] for key in shares if key[1] == 'households'},
                         {('elderly', 'households', '250', '3.333'): 0.285714, ('elderly', 'households', '600', '8'): 1,
                          ('a"b\\c', 'households', '250', '3.333'): 0.571429, ('a"b\\c', 'households', '600', '8'): 1})

    def test_a_night_that_is_not_leaves_what_is_published_and_says_so(self):
        self.night(0)
        good = self.metrics()
        time.sleep(1.1)  # the next second
        self.write('homes.geojson', '{}')
        self.run_and_expect(1, 'run', 'c.yaml')
        failed = self.metrics()
        self.assertEqual((self.one(failed, 'last_night'), self.one(failed, 'published_night'), self.status_of(failed)), (2, 1, ['failed']))
        self.assertGreater(self.one(failed, 'last_attempt_timestamp_seconds'), self.one(failed, 'last_success_timestamp_seconds'))
        for name in ('last_success_timestamp_seconds', 'published_timestamp_seconds', 'coverage_ratio', 'rows', 'stage_duration_seconds', 'quality_rows'):
            self.assertEqual(failed[name], good[name], name)
        self.night_keys += '  alarms: [{category: school, weight: households, below: 1.1}]\n'
        self.night(5)
        held = self.metrics()
        self.assertEqual((self.status_of(held), self.one(held, 'alarms')), (['held'], 6))  # 3 units, 2 limits
        self.assertEqual(held['coverage_ratio'], good['coverage_ratio'])
        self.night(0, '--accept')
        accepted = self.metrics()
        self.assertEqual((self.status_of(accepted), self.one(accepted, 'alarms'), self.one(accepted, 'published_night')), (['published'], 6, 4))
        self.night(0)
        self.assertEqual((self.status_of(self.metrics()), self.one(self.metrics(), 'published_night')), (['unchanged'], 4))

    def test_the_file_is_replaced_in_one_step_and_never_another_one(self):
        self.put()
        subprocess.run(['strace', '-f', '-y', '-e', 'trace=openat,creat,rename,renameat,renameat2', '-o', 'trace', command.COMMAND, 'run', 'c.yaml'],
                       cwd=self.folder, capture_output=True, check=True, timeout=60, env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})
        trace = self.read('trace').decode('utf-8', 'replace').splitlines()
        self.assertEqual([line for line in trace if re.search(r'openat\([^"]*"(\./)?lc\.prom", [^)]*(WRONLY|RDWR)', line)], [])
        self.assertEqual(len([line for line in trace if re.search(r'rename.*lc\.prom"', line)]), 1)
        self.write('lc.prom', 'dear diary')
        done = self.night(0)
        self.assertIn(b'warning: the metrics were not written: ', done.stderr)
        self.assertEqual(self.read('lc.prom'), b'dear diary')
        for path, words in (('lc.txt', 'ends in .prom'), ('/vsimem/lc.prom', '.prom')):
            self.night_keys = f'  metrics: {path}\n'
            self.assertIn(words, self.night(2).stderr.decode())

    def test_a_run_that_finds_another_one_at_work_touches_nothing(self):
        self.night(0)
        before = self.read('lc.prom')
        with open(os.path.join(self.folder, 'out', 'lock'), 'wb') as lock:
            fcntl.fcntl(lock, F_OFD_SETLK, b'\x01\x00' + b'\x00' * 30)
            self.run_and_expect(4, 'run', 'c.yaml')
        self.assertEqual(self.read('lc.prom'), before)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    cases = [HistoryTest, AlarmTest, StatusTest, MetricsTest]
    names = {case: [name for name in vars(case) if name.startswith('test_') and name in (sys.argv[2:] or [name])] for case in cases}
    sys.exit(command.tap.main_of(names))
