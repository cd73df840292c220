#!/usr/bin/python3
"""The command from outside: usage, exit codes, what it prints where, what failures leave, equal bytes."""
import csv
import io
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap

COMMAND = None
CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::4548'}}
X_M, Y_M = 500000.0, 4057000.0


def collection(*features):
    return {'type': 'FeatureCollection', 'crs': CRS, 'features': list(features)}


def feature(kind, coordinates, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': {'type': kind, 'coordinates': coordinates}}


def street(number, points):
    return feature('LineString', [[X_M + x, Y_M + y] for x, y in points], id=f'S{number}', highway='residential')


def home(name, x, y, **properties):
    corners = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
    ring = [[X_M + x + dx, Y_M + y + dy] for dx, dy in corners]
    return feature('Polygon', [ring], id=name, **properties)


def facility(name, x, y, category='elderly', **properties):
    return feature('Point', [X_M + x, Y_M + y], id=name, name=name, category=category, **properties)


def town(streets=6):
    """A grid of streets 100 m apart, three homes on it, two facilities, one of them far from every street."""
    last = 100 * (streets - 1)
    lines = [[(x, 100 * i) for x in range(0, last + 1, 100)] for i in range(streets)]
    lines += [[(100 * i, y) for y in range(0, last + 1, 100)] for i in range(streets)]
    return {
        'roads.geojson': collection(*[street(i, line) for i, line in enumerate(lines)]),
        'facilities.geojson': collection(facility('F1', 100, 0), facility('F2', 5000, 5000),
                                         facility('F3', 200, 300, 'school')),
        'homes.geojson': collection(home('H1', 100, 99, households=10, population=30),
                                    home('H2', 299, 399, households=20, population=50),
                                    home('H3', 449, 99, households=5, population='about a dozen')),
    }


CONFIG = """\
speed_mps: 1.25
limits: {{meters: [250, 600]}}
working_crs: EPSG:4548
parameters: {{areas: {areas}}}
network: [{{source: roads.geojson, fields: {{id: id, highway: highway}}}}]
facilities: [{{source: facilities.geojson, category_field: category, id: id, name: name}}]
homes: [{{source: homes.geojson, id: id, households: households, population: population}}]
output: {{{output}}}
"""


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.keeper = tempfile.TemporaryDirectory(prefix='lifecircle-cli-')
        self.folder = self.keeper.name
        self.addCleanup(self.keeper.cleanup)
        for name, content in town().items():
            self.write(name, json.dumps(content))
        self.configure()
        self.inputs = set(os.listdir(self.folder))

    def write(self, name, text):
        with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
            file.write(text)

    def configure(self, output='path: out.gpkg', areas='none'):
        self.write('c.yaml', CONFIG.format(output=output, areas=areas))

    def read(self, name):
        with open(os.path.join(self.folder, name), 'rb') as file:
            return file.read()

    def run_command(self, *arguments, environment=None, prepare=None):
        return subprocess.run([COMMAND, *arguments], cwd=self.folder, capture_output=True, timeout=300, check=False,
                              env={**os.environ, **(environment or {})}, preexec_fn=prepare)

    def run_and_expect(self, code, *arguments, **more):
        done = self.run_command(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done

    def made(self):
        return set(os.listdir(self.folder)) - self.inputs

    # Usage

    def test_help_of_the_command_and_of_each_verb(self):
        for arguments in (['--help'], ['run', '--help'], ['check', '--help'], ['inspect', '-h'], ['help', 'run']):
            done = self.run_and_expect(0, *arguments)
            self.assertIn(b'lifecircle', done.stdout)
            self.assertEqual(done.stderr, b'')

    def test_every_option_is_explained(self):
        text = self.run_and_expect(0, 'run', '--help').stdout.decode()
        for option in ('--roads', '--facilities', '--homes', '--output', '--minutes', '--meters', '--profile',
                       '--threads', '--dry-run', '--strict', '--json', '--lang', '--log-format', '--progress',
                       '--quiet', '--verbose'):
            self.assertIn(option, text)

    def test_version_as_text_and_as_json(self):
        self.assertRegex(self.run_and_expect(0, '--version').stdout, rb'^lifecircle \d+\.\d+\.\d+\n.*GDAL')
        self.assertIn('version', json.loads(self.run_and_expect(0, '--version', '--json').stdout))

    def test_wrong_usage_is_exit_2_and_does_nothing(self):
        for arguments, word in (
                ([], b'lifecircle'), (['fly'], b'fly'), (['--fly'], b'--fly'), (['run', '--fly'], b'--fly'),
                (['run'], b'expected'), (['run', 'c.yaml', 'd.yaml'], b'one configuration'),
                (['run', 'c.yaml', '-o', 'x.gpkg'], b'either'), (['run', 'c.yaml', '--threads', '0'], b'--threads'),
                (['run', 'c.yaml', '--threads', 'two'], b'--threads'), (['run', 'c.yaml', '--lang', 'fr'], b'zh'),
                (['run', 'c.yaml', '--log-format', 'xml'], b'json'), (['run', '-q', '-v', 'c.yaml'], b'--quiet'),
                (['run', '--roads', 'roads.geojson'], b'--homes'), (['check'], b'configuration'),
                (['check', 'c.yaml', '--dry-run'], b'run only'), (['inspect'], b'file or folder'),
                (['run', '--minutes', '1,5', '--roads', 'a'], b'--minutes'), (['run', '--output'], b'value'),
                (['run', 'absent.yaml'], b'absent.yaml')):
            done = self.run_and_expect(2, *arguments)
            self.assertIn(word, done.stderr, arguments)
            self.assertEqual(done.stdout, b'', arguments)
        self.assertEqual(self.made(), set())

    def test_all_faults_of_a_configuration_are_named_with_their_place(self):
        self.write('bad.yaml', 'netwrok: []\nspeed_mps: fast\nhomes: 7\n')
        done = self.run_and_expect(2, 'check', 'bad.yaml')
        text = done.stderr.decode()
        self.assertIn('bad.yaml:1:1: ', text)
        self.assertIn('network', text)
        self.assertIn('bad.yaml:2:', text)
        self.assertIn('bad.yaml:3:', text)

    # What is printed where

    def test_summary_on_standard_output_messages_on_standard_error(self):
        done = self.run_and_expect(0, 'run', 'c.yaml')
        self.assertIn(b'out.gpkg', done.stdout)
        for stage in (b'read: ', b'network: ', b'join: ', b'search: ', b'coverage: ', b'write: '):
            self.assertIn(stage, done.stderr)
        self.assertNotIn(b'\r', done.stderr)
        self.assertIn(b'F2', done.stderr)

    def test_chinese_summary(self):
        self.assertIn('户数', self.run_and_expect(0, 'run', 'c.yaml', '--lang', 'zh').stdout.decode())

    def test_quiet_prints_errors_only(self):
        done = self.run_and_expect(0, 'run', 'c.yaml', '--quiet')
        self.assertEqual(done.stdout, b'')
        self.assertTrue(all(line.startswith(b'error: ') for line in done.stderr.splitlines()), done.stderr)

    def test_json_summary_is_one_object(self):
        done = self.run_and_expect(0, 'run', 'c.yaml', '--json')
        summary = json.loads(done.stdout)
        self.assertRegex(summary['started_at'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$')
        self.assertGreaterEqual(summary['duration_s'], 0)
        self.assertEqual([stage['name'] for stage in summary['stages']],
                         ['read', 'network', 'join', 'search', 'coverage', 'gaps', 'indicators', 'write'])
        households = {row['limit_m']: (row['numerator'], row['denominator']) for row in summary['coverage']
                      if row['category'] == 'elderly' and row['weight'] == 'households'}
        # To F1 at (100, 0): H1, centre (101, 100), walks 101 m; H2 (300, 400) exactly 600 m; H3 (450, 100) 450 m.
        self.assertEqual(households, {250: (10, 35), 600: (35, 35)})

    def run_on_a_terminal(self, *arguments):
        """All that the command writes to standard error, which is a terminal of its own."""
        ours, its = pty.openpty()
        with subprocess.Popen([COMMAND, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=its) as process:
            os.close(its)
            text = b''
            try:
                while part := os.read(ours, 65536):
                    text += part
            except OSError:  # how the other end of a terminal says that it is closed
                pass
        os.close(ours)
        self.assertEqual(process.returncode, 0, text)
        return text.decode()

    def test_progress_is_drawn_on_a_terminal_and_wiped(self):
        text = self.run_on_a_terminal('run', 'c.yaml')
        self.assertRegex(text, r'\r\x1b\[Ksearch    \[#{24}\] 100 %')
        shown = [line.rpartition('\r\x1b[K')[2] for line in text.split('\r\n')]
        self.assertFalse([line for line in shown if '%' in line and '[' in line], text)
        self.assertNotIn('\x1b', self.run_on_a_terminal('run', 'c.yaml', '--quiet'))

    def test_control_characters_of_names_do_not_reach_the_terminal(self):
        self.write('facilities.geojson', json.dumps(collection(facility('F1', 100, 0), facility('F\x1b[2J', 5000, 0))))
        self.assertNotIn(b'\x1b', self.run_and_expect(0, 'run', 'c.yaml').stderr)

    def test_strict_turns_quality_errors_into_exit_3(self):
        self.run_and_expect(3, 'run', 'c.yaml', '--strict')
        self.assertIn('out.gpkg', self.made())

    def test_check_and_dry_run_write_nothing(self):
        done = self.run_and_expect(0, 'check', 'c.yaml')
        self.assertIn(b'c.yaml: nothing stops a run; errors in its data, listed above: 1\n', done.stderr)
        self.assertIn(b'3 facilities, 3 homes', done.stderr)
        self.assertIn(b'F2', done.stderr)
        self.run_and_expect(0, 'run', 'c.yaml', '--dry-run')
        self.assertEqual(self.made(), set())

    def test_of_many_shares_the_summary_shows_those_that_decide(self):
        shapes = town()['facilities.geojson']['features']
        shapes += [facility(f'K{i}', 100 + 10 * i, 0, f'kind{i:02}') for i in range(20)]
        self.write('facilities.geojson', json.dumps(collection(*shapes)))
        lines = self.run_and_expect(0, 'run', 'c.yaml').stdout.decode().splitlines()
        shares = [line for line in lines if ' % (' in line]
        self.assertEqual(len(shares), 16)
        self.assertTrue(all(': households ' in line for line in shares), lines)
        self.assertEqual([line.split(':')[0].split(', ')[1] for line in shares if 'circle' not in line], ['600 m'] * 14)
        every = self.run_and_expect(0, 'run', '--verbose', 'c.yaml').stdout.decode().splitlines()
        every = [line for line in every if ' % (' in line or 'n/a' in line]
        self.assertEqual(len(every), 22 * 2 * 2 + 4)  # categories, limits, households and people; the whole circle
        self.assertIn(f'  lines that are not shown: {len(every) - 16} (--verbose shows them, and so does the table coverage)', lines)
        self.assertLessEqual(set(shares), set(every))

    def test_check_does_not_say_that_there_are_no_faults_where_a_source_has_some(self):
        self.write('facilities.geojson', json.dumps(collection(facility('F1', 100, 0))))
        said = self.run_and_expect(0, 'check', 'c.yaml').stderr
        self.assertIn(b' 1 facility, 3 homes', said)
        self.assertIn(b'c.yaml: no faults\n', said)
        self.write('homes.geojson', '{}')
        self.assertNotIn(b'c.yaml: no faults\n', self.run_and_expect(1, 'check', 'c.yaml').stderr)

    def test_every_wrong_field_of_every_source_is_named_at_once(self):
        text = CONFIG.format(output='path: out.gpkg', areas='none')
        text = text.replace('highway: highway', 'highway: class').replace('category_field: category, id: id', 'category_field: kind, id: number')
        text = text.replace('households: households', 'households: hushu').replace('homes: [{', 'homes: [{select: {usage: living}, ')
        self.write('c.yaml', text + 'units: [{source: absent.geojson, level: town}, {source: units.xyz, level: circle}]\n')
        self.write('absent.geojson', json.dumps(collection(home('U', 0, 0))))
        self.write('units.xyz', 'x')
        for verb in ('check', 'run'):
            said = self.run_and_expect(1, verb, 'c.yaml').stderr.decode()
            for words in ('roads.geojson (roads): no field "class" (for highway); it has id, highway',
                          'facilities.geojson (facilities): no field "kind" (for category)',
                          'facilities.geojson (facilities): no field "number" (for id)', 'homes.geojson (homes): no field "hushu" (for households)',
                          'homes.geojson (homes): no field "usage" (for select)', 'units.xyz (units): cannot be read'):
                self.assertEqual(said.count(words), 1, said)
            self.assertIn('(5 more faults of sources are named above)', said)

    def test_inspect_names_layers_and_fields(self):
        done = self.run_and_expect(0, 'inspect', 'homes.geojson')
        for word in (b'households', b'4548'):
            self.assertIn(word, done.stdout)
        self.run_and_expect(1, 'inspect', 'absent.geojson')

    def test_a_closed_standard_output_is_a_failure(self):
        done = self.run_command('--version', prepare=lambda: os.dup2(os.open('/dev/full', os.O_WRONLY), 1))
        self.assertEqual(done.returncode, 1)

    # Results

    def test_without_a_configuration(self):
        self.run_and_expect(0, 'run', '--roads', 'roads.geojson', '--facilities', 'facilities.geojson', '--homes',
                            'homes.geojson', '-o', 'deep/结果 (1)/out.gpkg', '--meters', '300')
        self.assertTrue(os.path.exists(os.path.join(self.folder, 'deep/结果 (1)/out.gpkg')))

    def test_same_bytes_for_any_threads_and_in_a_decimal_comma_locale(self):
        locale = self.decimal_comma()
        self.configure('path: out.gpkg, csv: csv, pairs: true', 'overlap')
        seen = set()
        for threads, environment in (('1', {}), ('2', {}), ('8', {}), ('2', locale), ('1', {'TZ': 'Asia/Tokyo'})):
            self.run_and_expect(0, 'run', 'c.yaml', '--threads', threads, environment=environment)
            tables = sorted(os.listdir(os.path.join(self.folder, 'csv')))
            seen.add((self.read('out.gpkg'), *[self.read('csv/' + name) for name in tables]))
        self.assertEqual(len(seen), 1)

    def decimal_comma(self):
        """A locale with a decimal comma, made here: installed systems often have none."""
        made = subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', os.path.join(self.folder, 'de_DE.UTF-8')],
                              capture_output=True, check=False)
        self.inputs.add('de_DE.UTF-8')
        if made.returncode > 1:
            self.skipTest('localedef cannot make a locale')
        return {'LOCPATH': self.folder, 'LC_ALL': 'de_DE.UTF-8'}

    def test_csv_has_a_byte_order_mark_and_points(self):
        self.configure('path: out.gpkg, csv: tables')
        self.run_and_expect(0, 'run', 'c.yaml')
        text = self.read('tables/homes.csv')
        self.assertTrue(text.startswith(b'\xef\xbb\xbfhome_id,'))
        rows = {row['home_id']: row for row in csv.DictReader(io.StringIO(text.decode('utf-8-sig')))}
        self.assertEqual([rows[name]['elderly_nearest_m'] for name in ('H1', 'H2', 'H3')], ['101', '600', '450'])
        self.assertEqual(rows['H3']['population'], '')

    # Failures leave what was there

    def fail_and_compare(self, *words, code=1, prepare=None):
        before = self.read('out.gpkg')
        done = self.run_and_expect(code, 'run', 'c.yaml', prepare=prepare)
        self.assertEqual(self.read('out.gpkg'), before)
        self.assertEqual(self.made(), {'out.gpkg', 'out.html'})
        for word in words:
            self.assertIn(word, done.stderr.decode())

    def test_a_full_disk_leaves_the_old_result(self):
        self.run_and_expect(0, 'run', 'c.yaml')
        size = os.path.getsize(os.path.join(self.folder, 'out.gpkg')) // 2
        self.fail_and_compare('out.gpkg', 'write', 'disk',
                              prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))

    def test_an_unusable_source_leaves_the_old_result(self):
        self.run_and_expect(0, 'run', 'c.yaml')
        self.write('facilities.geojson', '')
        self.fail_and_compare('facilities.geojson')

    def test_an_input_is_never_written_over(self):
        self.write('c.yaml', CONFIG.format(output='path: homes.geojson', areas='none'))
        before = self.read('homes.geojson')
        self.run_and_expect(2, 'run', 'c.yaml')
        self.assertEqual(self.read('homes.geojson'), before)

    def test_hostile_output_paths_are_refused(self):
        os.symlink('homes.geojson', os.path.join(self.folder, 'link.gpkg'))
        self.inputs.add('link.gpkg')
        for path in ('link.gpkg', '.', '/dev/null', 'roads.geojson/x.gpkg'):
            self.configure(f'path: {path}')
            self.run_and_expect(2, 'run', 'c.yaml')
        self.assertEqual(self.made(), set())

    def test_a_killed_run_leaves_little_and_the_next_one_removes_it(self):
        self.run_and_expect(0, 'run', 'c.yaml')
        before = self.read('out.gpkg')
        for delay_s in (0.05, 0.1, 0.2, 0.3, 0.4):
            process = subprocess.Popen([COMMAND, 'run', 'c.yaml'], cwd=self.folder, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(delay_s)
            process.kill()
            process.wait()
            self.assertEqual(self.read('out.gpkg'), before)
            self.assertLessEqual(len(self.made() - {'out.gpkg', 'out.html'}), 1)
        self.run_and_expect(0, 'run', 'c.yaml')
        self.assertEqual(self.made(), {'out.gpkg', 'out.html'})

    def test_a_signal_stops_cleanly(self):
        for name, content in town(60).items():
            self.write(name, json.dumps(content))
        self.configure(areas='overlap')
        for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            process = subprocess.Popen([COMMAND, 'run', 'c.yaml'], cwd=self.folder, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            line = process.stderr.readline()  # `read` is done: the handlers are in place
            process.send_signal(number)
            _, errors = process.communicate(timeout=300)
            self.assertEqual(process.returncode, code, line + errors)
            self.assertEqual(self.made(), set())


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(CommandTest, sys.argv[2:]))
