#!/usr/bin/python3
"""What an operator's machine gets: units that systemd finds nothing wrong with, a fence that a run can live inside, cron and logrotate.

Usage: service.py COMMAND ROOT BUILD
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import command

ROOT = BUILD = None
EXPOSURE_MAX = 3.0
UNITS = ('lifecircle-night@pudong.service', 'lifecircle-night@pudong.timer', 'lifecircle-failed@pudong.service')
FENCE = os.path.join('lifecircle-.service.d', 'hardening.conf')
# Calls that change files, and which of their arguments in quotes does.
CHANGES = {'mkdir': 0, 'mkdirat': 0, 'rename': 1, 'renameat': 1, 'renameat2': 1, 'unlink': 0, 'unlinkat': 0, 'rmdir': 0, 'symlink': 1,
           'symlinkat': 1, 'link': 1, 'linkat': 1, 'truncate': 0, 'chmod': 0, 'fchmodat': 0}


def needs(program):
    return unittest.skipUnless(shutil.which(program), f'{program} is not installed: scripts/packages has its package')


def settings(text, key):
    return re.findall(rf'(?m)^{key}=(.*)$', text)


class ServiceTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.units = os.path.join(self.folder, 'units')
        os.makedirs(os.path.join(self.units, os.path.dirname(FENCE)))
        for folder in (os.path.join(BUILD, 'scripts'), os.path.join(ROOT, 'scripts', 'systemd')):
            for name in os.listdir(folder):
                if name.endswith(('.service', '.timer')):
                    shutil.copy(os.path.join(folder, name), self.units)
        shutil.copy(os.path.join(ROOT, 'scripts', 'systemd', 'hardening.conf'), os.path.join(self.units, FENCE))
        for name in os.listdir(self.units):  # the command as it is built, not as it will be installed
            if name.endswith('.service'):
                self.change(name, lambda text: re.sub(r'(?m)^ExecStart=\S+', f'ExecStart={command.COMMAND}', text))

    def change(self, name, function):
        path = os.path.join(self.units, name)
        with open(path, encoding='utf-8') as file:
            text = file.read()
        with open(path, 'w', encoding='utf-8') as file:
            file.write(function(text))

    def fence(self):
        with open(os.path.join(self.units, FENCE), encoding='utf-8') as file:
            return file.read()

    def analyze(self, *arguments):
        return subprocess.run(['systemd-analyze', *arguments], cwd=self.units, capture_output=True, text=True, check=False, timeout=60,
                              env={**os.environ, 'SYSTEMD_UNIT_PATH': self.units + ':'})

    def exposure(self, unit):
        done = self.analyze('security', '--offline=true', '--no-pager', os.path.join(self.units, unit))
        return float(re.search(r'exposure level for \S+: ([0-9.]+)', done.stdout).group(1))

    # systemd's own judgement

    @needs('systemd-analyze')
    def test_systemd_finds_nothing_wrong_with_the_units(self):
        for unit in UNITS:
            done = self.analyze('verify', unit)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ''), unit)

    @needs('systemd-analyze')
    def test_systemd_would_find_a_setting_in_the_wrong_section_and_a_command_that_is_not_there(self):
        self.change('lifecircle-night@.service', lambda text: text.replace('[Service]\n', '[Service]\nOnFailure=lifecircle-failed@%i.service\n'))
        self.assertIn('OnFailure', self.analyze('verify', UNITS[0]).stderr)
        self.change('lifecircle-failed@.service', lambda text: text.replace(command.COMMAND, '/nowhere/lifecircle'))
        self.assertIn('/nowhere/lifecircle', self.analyze('verify', UNITS[2]).stderr)

    @needs('systemd-analyze')
    def test_both_services_are_fenced_in_and_only_by_the_fence(self):
        services = [unit for unit in UNITS if unit.endswith('.service')]
        for unit in services:
            self.assertLess(self.exposure(unit), EXPOSURE_MAX, unit)
        os.remove(os.path.join(self.units, FENCE))
        for unit in services:
            self.assertGreater(self.exposure(unit), EXPOSURE_MAX, unit)

    def test_a_night_is_one_run_that_is_made_up_for_and_that_tells_when_it_fails(self):
        with open(os.path.join(self.units, 'lifecircle-night@.service'), encoding='utf-8') as file:
            head, _, body = file.read().partition('[Service]')
        with open(os.path.join(self.units, 'lifecircle-night@.timer'), encoding='utf-8') as file:
            timer = file.read()
        self.assertEqual(settings(head, 'OnFailure'), ['lifecircle-failed@%i.service'])
        self.assertEqual(settings(body, 'Type'), ['oneshot'])
        self.assertEqual(settings(body, 'SuccessExitStatus'), ['4 143'])
        self.assertEqual(settings(timer, 'Persistent'), ['true'])
        self.assertEqual(settings(body, 'ExecStart'), [f'{command.COMMAND} run --log-format json /etc/lifecircle/%i.yaml'])
        with open(os.path.join(self.units, 'lifecircle-failed@.service'), encoding='utf-8') as file:
            self.assertEqual(settings(file.read(), 'ExecStart'), [f'{command.COMMAND} status /etc/lifecircle/%i.yaml'])

    @needs('systemd-sysusers')
    def test_the_user_of_the_services_is_made(self):
        os.makedirs(os.path.join(self.folder, 'machine', 'etc'))
        subprocess.run(['systemd-sysusers', f'--root={os.path.join(self.folder, "machine")}',
                        os.path.join(ROOT, 'scripts', 'systemd', 'sysusers.conf')], check=True, capture_output=True, timeout=60)
        users = [line.split(':') for line in self.read('machine/etc/passwd').decode().splitlines()]
        self.assertIn(settings(self.fence(), 'User')[0], [user[0] for user in users])
        self.assertEqual({user[6] for user in users}, {'/usr/sbin/nologin'})

    # Whether a run can live inside the fence

    def denied_calls(self):
        """Names of the system calls that SystemCallFilter= takes away."""
        sets = {}
        for line in self.analyze('syscall-filter', '--no-pager').stdout.splitlines():
            if line.startswith('@'):
                name = line.strip()
                sets[name] = set()
            elif line.strip() and not line.strip().startswith('#'):
                sets[name].add(line.strip())

        def spread(name):
            return set().union(*(spread(one) if one.startswith('@') else {one} for one in sets[name]))

        allowed = set()
        for filters in settings(self.fence(), 'SystemCallFilter'):
            calls = set().union(*(spread(one) for one in filters.lstrip('~').split()))
            allowed = allowed - calls if filters.startswith('~') else allowed | calls
        self.assertTrue({'openat', 'rename', 'fsync', 'flock', 'symlink'} <= allowed)
        return set().union(*map(spread, sets)) - allowed

    def run_in_the_fence(self, *arguments):
        """As the service would run it: forbidden calls answer as the fence has it, sockets as for a family that is not allowed."""
        self.assertEqual(settings(self.fence(), 'SystemCallErrorNumber'), ['EPERM'])
        self.assertEqual(settings(self.fence(), 'RestrictAddressFamilies'), ['none'])
        denied = ','.join('?' + call for call in sorted(self.denied_calls() - {'socket'}))
        done = subprocess.run(['strace', '-f', '-y', '-s', '4096', '-o', 'trace', '-e', f'inject={denied}:error=EPERM', '-e',
                               'inject=socket:error=EAFNOSUPPORT', command.COMMAND, *arguments], cwd=self.folder, capture_output=True,
                              check=False, timeout=300, env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})  # which strace stops
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return self.read('trace').decode('utf-8', 'replace').splitlines()

    def written_paths(self, trace):
        for line in trace:
            call = re.match(r'\d+ +(\w+)\(', line)
            if not call or ' = -1 ' in line:
                continue
            # strace -y says in front of a path which folder it is in, where the call does.
            paths = [os.path.join(self.folder, folder, path) for folder, path in re.findall(r'(?:<([^>]*)>, )?"([^"]*)"', line)]
            if call.group(1) == 'openat' and re.search(r'O_WRONLY|O_RDWR|O_CREAT', line):
                yield paths[0]
            elif call.group(1) in CHANGES:
                yield paths[CHANGES[call.group(1)]]

    @needs('strace')
    @needs('systemd-analyze')
    def test_a_night_lives_inside_the_fence_and_its_result_is_the_same(self):
        self.nightly()
        self.run_and_expect(0, 'run', 'c.yaml')
        free = self.read('state/current/out.gpkg')
        shutil.rmtree(os.path.join(self.folder, 'state'))
        trace = self.run_in_the_fence('run', '--threads', '2', 'c.yaml')
        trace += self.run_in_the_fence('run', '--threads', '2', '--full', 'c.yaml')
        self.assertEqual(self.read('state/current/out.gpkg'), free)
        trace += self.run_in_the_fence('status', 'c.yaml')
        # ProtectSystem=strict and PrivateTmp: nothing is written but to the folder of the result and to temporary files.
        allowed = (os.path.join(os.path.realpath(self.folder), 'state'), os.path.realpath(tempfile.gettempdir()))
        inputs = os.path.realpath(self.folder)
        written = {os.path.realpath(path) for path in self.written_paths(trace)}
        self.assertGreater(len([path for path in written if path.startswith(allowed[0])]), 10, written)
        outside = [path for path in written if not path.startswith(allowed) or os.path.dirname(path) == inputs and path != allowed[0]]
        self.assertEqual(outside, [])
        # MemoryDenyWriteExecute: no memory that is written to is made executable.
        self.assertEqual([line for line in trace if re.search(r' m(map|protect)\(.*PROT_(WRITE\|PROT_)?EXEC', line)
                          and ('PROT_WRITE' in line or 'mprotect' in line)], [])

    # cron and logrotate

    def nightly(self):
        self.configure(output='path: state/out.gpkg, csv: state/tables')
        self.write('c.yaml', self.read('c.yaml').decode() + 'nights: {keep: 2, metrics: state/nights.prom}\n')

    def as_cron_does(self, line):
        """What cron would mail."""
        done = subprocess.run(['sh', '-c', line], cwd=self.folder, capture_output=True, check=False, timeout=60,
                              env={**os.environ, 'PATH': f'{os.path.dirname(command.COMMAND)}:{os.environ["PATH"]}'})
        return done.stdout + done.stderr

    def test_the_line_for_cron_runs_and_says_nothing_until_it_fails(self):
        with open(os.path.join(BUILD, 'scripts', 'lifecircle.cron'), encoding='utf-8') as file:
            lines = [line for line in file.read().splitlines() if line and not line.startswith('#') and not re.match(r'\w+=', line)]
        self.assertEqual(len(lines), 1)
        when, user, line = re.match(r'((?:\S+ ){5})(\S+) (.*)', lines[0]).groups()
        self.assertEqual((when, user), ('0 2 * * * ', settings(self.fence(), 'User')[0]))
        self.assertNotIn('%', line)  # cron would end the line there
        line = line.replace('/etc/lifecircle', self.folder).replace('/var/log/lifecircle', self.folder)
        self.nightly()
        os.rename(os.path.join(self.folder, 'c.yaml'), os.path.join(self.folder, 'district.yaml'))
        self.assertEqual(self.as_cron_does(line), b'')
        self.assertIn(b'write: ', self.read('district.log'))
        self.write('homes.geojson', '{}')
        self.assertRegex(self.as_cron_does(line).decode(), r'last night: 2 failed.*\n  why: .*homes.geojson')
        self.assertIn(b'homes.geojson', self.read('district.log'))

    @needs('logrotate')
    def test_logs_are_turned_over_and_no_line_is_lost(self):
        with open(os.path.join(ROOT, 'scripts', 'cron', 'lifecircle.logrotate'), encoding='utf-8') as file:
            text = file.read()
        self.assertIn('su lifecircle lifecircle', text)  # who does not exist here
        os.mkdir(os.path.join(self.folder, 'log'))
        self.write('turn', text.replace('/var/log/lifecircle', os.path.join(self.folder, 'log')).replace('    su lifecircle lifecircle\n', ''))
        os.chmod(os.path.join(self.folder, 'turn'), 0o644)
        lines = []
        for number in range(3):
            with open(os.path.join(self.folder, 'log', 'district.log'), 'ab') as log:
                done = subprocess.run([command.COMMAND, 'run', 'c.yaml', '--log-format', 'json'], cwd=self.folder, stderr=log,
                                      stdout=subprocess.DEVNULL, check=False, timeout=60)
            self.assertEqual(done.returncode, 0)
            lines += self.read('log/district.log').splitlines()
            turned = subprocess.run(['logrotate', '--force', '--state', 'turned', 'turn'], cwd=self.folder, capture_output=True, text=True,
                                    check=False, timeout=60)
            self.assertEqual((turned.returncode, turned.stderr), (0, ''), number)
        kept = subprocess.run('zcat -f log/district.log.3.gz log/district.log.2.gz log/district.log.1', shell=True, cwd=self.folder,
                              capture_output=True, check=True, timeout=60).stdout.splitlines()
        self.assertEqual(kept, lines)
        self.assertGreater(len(lines), 20)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    ROOT, BUILD = os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3])
    own = [name for name in vars(ServiceTest) if name.startswith('test_')]
    sys.exit(command.tap.main(ServiceTest, sys.argv[4:] or own))
