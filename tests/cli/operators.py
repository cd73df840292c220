#!/usr/bin/python3
"""Every command of doc/operators.md, in the order of the page, in a folder that stands for the machine; its tables against what there is.

How commands and their output are written: tests/support/pages.py. What needs a machine of its own - systemd, another user - is played by small
scripts: systemctl starts what the installed unit says.

Usage: operators.py COMMAND ROOT BUILD
"""
import json
import os
import re
import subprocess
import sys

import night_figures
import pages

command = night_figures.command
ROOT = BUILD = None
FOLDERS = ('/etc/lifecircle', '/var/lib/lifecircle', '/srv/gis', '/var/tmp')
STAND_INS = {
    'meson': '''[ "$*" = "install -C build" ] && exec {meson} install -C {build} --no-rebuild --quiet --destdir {machine}''',
    'systemd-sysusers': '''exec {sysusers} --root={machine} $(find {machine} -name lifecircle.conf -path "*sysusers.d*")''',
    'runuser': '''[ "$1 $2 $3" = "-u lifecircle --" ] && shift 3 && exec "$@"''',
    'journalctl': '''[ "$1 $2" = "-t lifecircle-pudong" ] && exec cat {machine}/journal''',
    'systemctl': '''unit=${{*##* }}
case "$unit" in
lifecircle-night@pudong.timer) [ -e "$(find {machine} -name lifecircle-night@.timer)" ] && exit ;;
lifecircle-night@pudong.service)
    line=$(sed -n "s/^ExecStart=//p" "$(find {machine} -name lifecircle-night@.service)" | sed "s,%i,pudong,g; s,/etc/lifecircle,{machine}/etc/lifecircle,")
    [ "$1" = start ] && exec lifecircle ${{line#* }} >/dev/null 2>>{machine}/journal ;;
esac
exit 9''',
}


def page():
    with open(os.path.join(ROOT, 'doc', 'operators.md'), encoding='utf-8') as file:
        return file.read()


class OperatorsTest(night_figures.NightTest):
    def setUp(self):
        super().setUp()
        self.machine = os.path.realpath(os.path.join(self.folder, 'machine'))
        for folder in FOLDERS + ('/srv/gis/pudong', '/var/lib/lifecircle/pudong', '/bin', '/etc'):
            os.makedirs(self.machine + folder, exist_ok=True)
        paths = {'machine': self.machine, 'build': BUILD, 'meson': self.which('meson'), 'sysusers': self.which('systemd-sysusers')}
        for name, text in STAND_INS.items():
            path = f'{self.machine}/bin/{name}'
            with open(path, 'w', encoding='utf-8') as file:
                file.write('#!/bin/sh\n' + text.format(**paths) + '\n')
            os.chmod(path, 0o755)
        self.put()
        with open(f'{self.machine}/etc/lifecircle/pudong.yaml', 'w', encoding='utf-8') as file:
            file.write(self.on_the_machine(re.search(r'```yaml\n(.*?)```', page(), re.S).group(1)))

    def which(self, name):
        path = night_figures.shutil.which(name)
        if not path:
            self.skipTest(f'{name} is not installed: scripts/packages has its package')
        return path

    def put(self):
        for name, shapes in (('facilities', self.facilities), ('homes', self.homes), ('roads', self.streets), ('units', self.units)):
            with open(f'{self.machine}/srv/gis/pudong/{name}.geojson', 'w', encoding='utf-8') as file:
                json.dump(command.collection(*shapes), file)

    def on_the_machine(self, text):
        return re.sub('|'.join(f'(?<![\\w/.]){folder}' for folder in FOLDERS), lambda found: self.machine + found.group(), text)

    def run_line(self, line):
        return subprocess.run(['sh', '-c', self.on_the_machine(line)], cwd=self.folder, capture_output=True, check=False, timeout=120, env={
            **os.environ, 'PATH': f'{self.machine}/bin:{os.path.dirname(command.COMMAND)}:{os.environ["PATH"]}'})

    def change(self, what):
        if what == 'a home moves':
            self.homes[1]['geometry']['coordinates'][0] = [[x - 50, y] for x, y in self.homes[1]['geometry']['coordinates'][0]]
            self.put()
        elif what == 'the homes are missing':
            os.remove(f'{self.machine}/srv/gis/pudong/homes.geojson')
            self.assertEqual(self.run_line('systemctl start lifecircle-night@pudong.service').returncode, 2)
            self.put()
            with open(f'{self.machine}/srv/gis/pudong/homes.geojson', 'w', encoding='utf-8') as file:
                file.write('{}')
            self.assertEqual(self.run_line('systemctl start lifecircle-night@pudong.service').returncode, 1)
        elif what == 'the homes are back':
            self.put()
        else:
            self.assertEqual(what, 'the school moves away')
            self.facilities[2]['geometry']['coordinates'][1] += 200
            self.put()
            self.assertEqual(self.run_line('systemctl start lifecircle-night@pudong.service').returncode, 5)

    def expect_output(self, line, wanted, output):
        missing = pages.first_missing(wanted, output.replace(self.machine, ''))
        self.assertIsNone(missing, f'{line}\nfound:\n{output}')

    def test_every_command_of_the_page_does_what_the_page_says(self):
        ran = []
        for step in pages.steps(page()):
            if step[0] == 'sandbox':
                self.change(step[1])
                continue
            _, line, code, wanted = step
            done = self.run_line(line)
            self.assertEqual(done.returncode, code, f'{line}\n{done.stdout.decode()}{done.stderr.decode()}')
            self.expect_output(line, wanted, done.stdout.decode())
            ran.append(line)
        self.assertGreater(len(ran), 20)
        verbs = {word for line in ran for word in re.findall(r'lifecircle (\w+) ', line)}
        self.assertEqual(verbs, {'check', 'status', 'history', 'diff', 'run', 'verify', 'rerun'})
        self.compare_tables()

    def rows(self, heading):
        section = page().partition(f'\n## {heading}\n')[2].partition('\n## ')[0]
        return [re.findall(r'`([^`]+)`', line.split('|')[1]) for line in section.splitlines() if re.match(r'\| `', line)]

    def compare_tables(self):
        """Files, metrics and members of the status: those of the page are those that there are."""
        folder = f'{self.machine}/var/lib/lifecircle/pudong'
        files = {name for names in self.rows('Files') for name in names} - {'lock'}
        self.assertEqual(files, set(os.listdir(folder)) - {'state.backup'})
        with open(f'{folder}/lifecircle.prom', encoding='utf-8') as file:
            metrics = set(re.findall(r'# TYPE lifecircle_(\S+)', file.read()))
        self.assertEqual({name for names in self.rows('Metrics') for name in names}, metrics)
        standing = json.loads(self.run_line('lifecircle status /etc/lifecircle/pudong.yaml --json').stdout)
        self.assertEqual({name for names in self.rows('Status') for name in names}, set(standing))
        said = re.search(r'\| `last` \| (.*)', page()).group(1)
        self.assertLessEqual(set(standing['last']), set(re.findall(r'`(\w+)`', said)))

    def test_exit_codes_are_those_that_the_program_has(self):
        with open(os.path.join(ROOT, 'src', 'cli', 'cli.h'), encoding='utf-8') as file:
            codes = re.findall(r'EXIT_[A-Z_]+ = (\d+)', file.read())
        section = page().partition('\n## Exit codes\n')[2].partition('\n## ')[0]
        self.assertEqual(re.findall(r'(?m)^\| (\d+) \|', section), codes)

    def test_a_database_gets_through_the_fence_with_the_lines_of_the_page(self):
        settings = re.search(r'    \[Service\]\n((?:    .*\n)+)', page()).group(1)
        with open(os.path.join(ROOT, 'scripts', 'systemd', 'hardening.conf'), encoding='utf-8') as file:
            fence = dict(re.findall(r'(?m)^(\w+)=(.*)$', file.read()))
        changed = dict(re.findall(r'(\w+)=(.*)', settings))
        self.assertEqual({name: fence[name.replace('Allow', 'Deny')] for name in changed},
                         {'PrivateNetwork': 'yes', 'RestrictAddressFamilies': 'none', 'IPAddressAllow': 'any'})
        self.assertEqual(fence['EnvironmentFile'], '-/etc/lifecircle/%i.env')


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    ROOT, BUILD = os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3])
    own = [name for name in vars(OperatorsTest) if name.startswith('test_')]
    sys.exit(command.tap.main(OperatorsTest, sys.argv[4:] or own))
