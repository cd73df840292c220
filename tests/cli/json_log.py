#!/usr/bin/python3
"""Every line of --log-format json, whatever the outcome: an object, with the fields that doc/operators.md lists and no others.

Usage: json_log.py COMMAND ROOT
"""
import fcntl
import json
import os
import re
import signal
import subprocess
import sys

import command

ROOT = None
LEVELS = {'error', 'warning', 'info', 'debug', 'progress'}
ALWAYS = {'time', 'level'}


def documented():
    with open(os.path.join(ROOT, 'doc', 'operators.md'), encoding='utf-8') as file:
        section = file.read().partition('## The log\n')[2].partition('\n## ')[0]
    return set(re.findall(r'(?m)^\| `(\w+)` \|', section))


def strict(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), names
    return dict(pairs)


class JsonLogTest(command.CommandTest):
    seen = set()  # fields, over all tests

    def lines(self, code, *arguments, **more):
        """The log of a command, every line of it judged; a list of dictionaries."""
        done = self.run_command(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return self.judge(done.stderr, code, '-q' in arguments and code == 0)

    def judge(self, errors, code, quiet=False):
        self.assertTrue(errors.endswith(b'\n') or quiet and not errors, errors)
        lines = [json.loads(line, object_pairs_hook=strict, parse_constant=self.fail) for line in errors.decode().splitlines()]
        for line in lines:
            self.assertLessEqual(ALWAYS, set(line))
            self.assertLessEqual(set(line), documented())
            self.assertRegex(line['time'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$')
            self.assertIn(line['level'], LEVELS)
            self.assertEqual('message' in line, line['level'] != 'progress')
            self.assertEqual('done' in line and 'part' in line, line['level'] == 'progress')
            self.assertTrue(all(isinstance(value, str) for name, value in line.items() if name not in ('done', 'run_done', 'code', 'night')), line)
            JsonLogTest.seen.update(line)
        if not quiet:
            self.assertEqual([line.get('code') for line in lines], [None] * (len(lines) - 1) + [code])
        self.assertEqual([line['time'] for line in lines], sorted(line['time'] for line in lines))
        return lines

    def test_all_outcomes_of_a_run_and_all_fields(self):
        verbose = self.lines(0, 'run', 'c.yaml', '--log-format', 'json', '--progress', '--verbose', '--strict', '--dry-run', '--help')
        self.assertEqual([line['message'] for line in verbose], ['done'])
        good = self.lines(3, 'run', '--log-format=json', 'c.yaml', '--strict', '--progress', '-v')
        self.assertEqual({line['level'] for line in good}, LEVELS)
        stages = [line['stage'] for line in good if re.match(r'\w+: .* -> .* s$', line.get('message', ''))]
        self.assertEqual(stages, ['read', 'network', 'join', 'search', 'coverage', 'gaps', 'indicators', 'write'])
        self.assertEqual([line['message'].partition(':')[0] for line in good if line.get('stage') in stages
                          and ' -> ' in line.get('message', '')], stages)
        self.assertNotIn('stage', good[-1])
        self.assertTrue(all(0 <= line['done'] <= 1 for line in good if 'done' in line))
        self.judge_run_done(good, 8)
        self.assertEqual(self.lines(0, 'run', '-q', 'c.yaml', '--log-format', 'json')[:-1],
                         self.lines(0, 'run', '-q', 'c.yaml', '--log-format', 'json')[:-1])
        self.write('c.yaml', self.read('c.yaml').decode().replace('speed_mps: 1.25', 'profiles: [adult, elder]'))
        both = self.lines(0, 'run', 'c.yaml', '--log-format', 'json', '--progress')
        self.assertEqual([line.get('profile') for line in both if line.get('stage') == 'search' and 'message' in line], ['adult', 'elder'])
        self.assertEqual({line.get('profile') for line in both if line.get('stage') == 'write'}, {None})
        self.judge_run_done(both, 7 + 7 + 1)
        self.judge_run_done(self.lines(0, 'check', 'c.yaml', '--log-format', 'json', '--progress'), 3 + 3)
        compared = self.lines(0, 'diff', 'out.gpkg', 'out.gpkg', '--log-format', 'json', '--progress')
        self.assertEqual({'run_done' in line for line in compared if line['level'] == 'progress'}, {False})
        self.write('homes.geojson', '{}')
        failed = self.lines(1, 'run', 'c.yaml', '--log-format', 'json')
        self.assertEqual((failed[-1]['stage'], failed[-1]['profile']), ('read', 'adult'))
        self.assertTrue(any('homes.geojson' in line['message'] and line['level'] == 'error' for line in failed))
        self.lines(1, 'inspect', 'absent', '--log-format', 'json')
        for path, content in command.town().items():
            self.write(path, json.dumps(content))
        self.configure(output='path: out/out.gpkg')
        self.write('c.yaml', self.read('c.yaml').decode() + 'nights: {alarms: [{category: school, below: 2}]}\n')
        held = self.lines(5, 'run', 'c.yaml', '--log-format', 'json')
        self.assertEqual({line.get('night') for line in held}, {1})
        self.lines(0, 'run', 'c.yaml', '--log-format', 'json', '--accept')
        self.lines(0, 'status', 'c.yaml', '--log-format', 'json')
        self.lines(0, 'history', 'c.yaml', '--log-format', 'json')
        with open(os.path.join(self.folder, 'out', 'lock'), 'wb') as lock:
            fcntl.fcntl(lock, 37, b'\x01\x00' + b'\x00' * 30)  # F_OFD_SETLK of F_WRLCK, which the module does not name
            self.lines(4, 'run', 'c.yaml', '--log-format', 'json')
        self.assertEqual(JsonLogTest.seen, documented())

    def judge_run_done(self, lines, stages):
        """Of a whole run: from nothing to all, never less than before, and after each stage as much as there are stages done."""
        told = [line['run_done'] for line in lines if line['level'] == 'progress']
        self.assertEqual((told[0], told[-1]), (0, 1))
        self.assertEqual(told, sorted(told))
        ends = [before['run_done'] for before, line in zip(lines, lines[1:]) if ' -> ' in line.get('message', '')]
        self.assertEqual(ends, [int(1000 * number / stages) / 1000 for number in range(1, stages + 1)])

    def test_wrong_usage_is_told_in_the_form_that_was_asked_for_wherever_it_stands(self):
        for arguments, word in ((['run', '--fly', '--log-format', 'json'], '--fly'), (['run', '--log-format', 'json', '--threads', 'two'], 'two'),
                                (['run', '--log-format=json'], 'expected'), (['fly', '--log-format', 'json'], 'fly'),
                                (['--log-format', 'json'], 'missing'), (['run', 'absent.yaml', '--log-format', 'json'], 'absent.yaml'),
                                (['run', 'c.yaml', 'd.yaml', '--log-format', 'json'], 'one configuration'), (['diff', '--log-format', 'json'], 'two'),
                                (['run', 'c.yaml', '--log-format', 'json', '-o'], 'value'), (['check', '--dry-run', '--log-f', 'json'], 'run only'),
                                (['schema', 'x', '--log-format', 'json'], 'x'), (['run', b'abs\xff"ent.yaml', '--log-format', 'json'], 'abs\ufffd"ent')):
            lines = self.lines(2, *arguments)
            self.assertIn(word, lines[0]['message'], arguments)
            self.assertEqual([line['level'] for line in lines], ['error', 'error'])
        self.write('bad.yaml', 'netwrok: []\nspeed_mps: "fa\\tst"\n')
        self.assertGreater(len(self.lines(2, 'run', 'bad.yaml', '--log-format', 'json')), 3)
        # Of two the last counts, as everywhere; text where it is none.
        self.lines(2, 'run', '--log-format', 'text', '--log-format', 'json', '--fly')
        for arguments in (['run', '--log-format', 'json', '--log-format', 'text', '--fly'], ['run', '--fly', '--log-format', 'xml']):
            self.assertTrue(self.run_and_expect(2, *arguments).stderr.startswith(b'lifecircle: unknown option "--fly"'))

    def test_the_name_of_a_facility_is_no_field(self):
        name = '店\\\t","code":0}\n{"time":"x\u2028'
        self.write('facilities.geojson', json.dumps(command.collection(command.facility('F1', 100, 0), command.facility(name, 5000, 0))))
        lines = self.lines(0, 'run', 'c.yaml', '--log-format', 'json')
        self.assertEqual(len([line for line in lines if name in line['message']]), 1, lines)

    def test_a_signal_ends_the_log_as_anything_else(self):
        for path, content in command.town(streets=120).items():
            self.write(path, json.dumps(content))
        for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            with subprocess.Popen([command.COMMAND, 'run', 'c.yaml', '--log-format', 'json', '--progress'], cwd=self.folder,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
                first = process.stderr.readline()
                process.send_signal(number)
                rest = process.communicate(timeout=60)[0:2][1]
            self.assertEqual(process.returncode, code, rest)
            self.judge(first + rest, code)

    def test_a_line_is_one_write(self):
        self.write('facilities.geojson', json.dumps(command.collection(*[command.facility(f'\x01{i}' * 300, 5000 + i, 0) for i in range(3)],
                                                                       command.facility('F1', 100, 0))))
        trace = subprocess.run(['strace', '-f', '-e', 'trace=write', '-s', '40000', '-o', 'trace', command.COMMAND, 'run', 'c.yaml', '--log-format',
                                'json'], cwd=self.folder, capture_output=True, check=False, timeout=120,
                               env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})
        self.assertEqual(trace.returncode, 0, trace.stderr.decode())
        writes = [line for line in self.read('trace').decode().splitlines() if re.search(r' write\(2, ', line)]
        self.assertEqual(len(writes), len(trace.stderr.splitlines()))


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    ROOT = os.path.abspath(sys.argv[2])
    own = [name for name in vars(JsonLogTest) if name.startswith('test_')]
    sys.exit(command.tap.main(JsonLogTest, sys.argv[3:] or own))
