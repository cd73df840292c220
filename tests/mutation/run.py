#!/usr/bin/python3
"""Plants one fault after another in a copy of the sources, and expects the tests that are named for it to fail. TAP.

Usage: run.py SOURCE [--only ID ...] [--lists FILE ...] [--texts] [--keep]

The lists are the files *.yaml beside this one. An item:

    - id: forgets-the-legs          # of its own among all lists
      about: in a few words, what the fault would do        # optional
      file: src/geom/zones.c
      old: lci_hasher_add_u32(hasher, leg->mm);             # stands in the file exactly once
      new: ''                                               # takes its place
      also: [{file: ..., old: ..., new: ...}]               # optional: what has to be changed with it
      fails: [test_zones, {nights: [--window, monaco, --steps, '20']}]
      passes: [...]                                         # in the place of fails or beside it: tests that must not fail

A test is named as meson names it, or is a run of tests/property/nights.py with the arguments given; {nights: [...], earlier: true}
runs its first night by the program as it was before the fault. Every test has to pass before anything is planted: one that fails
anyway proves nothing. A fault whose text is not found (or twice), or that does not build, is itself a failure.
"""
import argparse
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = {'id', 'about', 'file', 'old', 'new', 'also', 'fails', 'passes'}
CAUGHT = ('FAIL', 'ERROR', 'TIMEOUT')


class Wrong(Exception):
    """Why a mutation proves nothing, or what it has shown."""


def read_lists(paths):
    items = []
    for path in paths:
        with open(path, encoding='utf-8') as text:
            for item in yaml.safe_load(text) or []:
                unknown = set(item) - KEYS
                missing = {'id', 'file', 'old', 'new'} - set(item)
                if unknown or missing or not item.get('fails') and not item.get('passes'):
                    raise SystemExit(f'{path}: {item.get("id")}: unknown keys {sorted(unknown)}, missing {sorted(missing)}')
                items.append(item)
    names = [item['id'] for item in items]
    for name in names:
        if names.count(name) > 1:
            raise SystemExit(f'two mutations are called {name}')
    return items


def changes_of(item):
    return [item, *item.get('also', [])]


def found_in(tree, change):
    """The path of the file and its text, in which what is to be changed stands once."""
    path = os.path.join(tree, change['file'])
    if not os.path.exists(path):
        raise Wrong(f'{change["file"]} is not there')
    with open(path, encoding='utf-8') as text:
        before = text.read()
    count = before.count(change['old'])
    if count != 1:
        raise Wrong(f'{change["file"]} has {count} times, not once: {change["old"].strip()[:100]}')
    if change['new'] == change['old']:
        raise Wrong('it changes nothing')
    return path, before


class Copy:
    """The sources once more, with a build of them that is changed and one that is not."""

    def __init__(self, source, folder):
        self.source, self.folder = os.path.abspath(source), folder
        # Within the tree, as everybody's: a compiler's cache knows files by their paths from there.
        self.tree, self.build = os.path.join(folder, 'tree'), os.path.join(folder, 'tree', 'build')
        self.shared = os.path.join(os.path.dirname(self.source), 'shared')
        names = subprocess.run(['git', 'ls-files', '-coz', '--exclude-standard'], cwd=self.source, capture_output=True, text=True,
                               check=True).stdout
        for name in filter(None, names.split('\0')):
            path = os.path.join(self.tree, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            shutil.copy2(os.path.join(self.source, name), path)
        if os.path.isdir(self.shared):
            os.symlink(self.shared, os.path.join(folder, 'shared'))
        self.environment = {**os.environ, 'CCACHE_NOHASHDIR': '1'}
        if shutil.which('ccache'):
            self.environment['CC'] = 'ccache ' + os.environ.get('CC', 'gcc').replace('ccache ', '')
        self.setup(self.build, '-Dtests=true')
        self.earlier = None

    def earlier_program(self):
        """The command as it is before anything is planted. To be asked for then."""
        if self.earlier is None:
            build = os.path.join(self.tree, 'build-before')
            self.setup(build, '-Dtests=false')
            self.ninja(build, [])
            self.earlier = os.path.join(build, 'src', 'cli', 'lifecircle')
        return self.earlier

    def setup(self, build, *options):
        done = self.call(['meson', 'setup', build, self.tree, '--buildtype=plain', '-Doptimization=1', *options])
        if done.returncode:
            raise SystemExit(f'the copy cannot be set up:\n{done.stdout[-2000:]}')

    def call(self, words):
        return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment, check=False)

    def ninja(self, build, targets):
        done = self.call(['ninja', '-C', build, *targets])
        if done.returncode:
            lines = [line for line in done.stdout.splitlines() if 'error' in line]
            raise Wrong('it does not build: ' + '; '.join(lines[:3]))

    def tests(self):
        """{name: [target files that it needs]} of meson's tests."""
        tests, targets = (json.loads(self.call(['meson', 'introspect', what, self.build]).stdout)
                          for what in ('--tests', '--targets'))
        files = {target['id']: target['filename'] for target in targets}
        return {test['name']: [os.path.relpath(path, self.build) for name in test['depends'] for path in files[name]]
                for test in tests}

    def plant(self, change):
        """Puts a fault in; answers the path and what stood there."""
        path, before = found_in(self.tree, change)
        with open(path, 'w', encoding='utf-8') as text:
            text.write(before.replace(change['old'], change['new']))
        return path, before


class Judge:
    def __init__(self, copy):
        self.copy, self.known, self.before = copy, copy.tests(), {}

    def title(self, test):
        if isinstance(test, str):
            return test
        return 'nights ' + ' '.join(test['nights']) + (', earlier program first' if test.get('earlier') else '')

    def run(self, test):
        """True: the test fails; and its last words."""
        if isinstance(test, str):
            if test not in self.known:
                raise Wrong(f'there is no test {test}')
            self.copy.ninja(self.copy.build, self.known[test] or ['src/cli/lifecircle'])
            log = os.path.join(self.copy.build, 'meson-logs', 'testlog.json')
            if os.path.exists(log):
                os.remove(log)
            done = self.copy.call(['meson', 'test', '-C', self.copy.build, '--no-rebuild', '--timeout-multiplier', '3', test])
            with open(log, encoding='utf-8') as text:
                found = [json.loads(line)['result'] for line in text if line.strip()]
            if not found or any(result == 'SKIP' for result in found):
                raise Wrong(f'{test} was not run: {done.stdout[-300:]}')
            return any(result in CAUGHT for result in found), done.stdout[-1500:]
        self.copy.ninja(self.copy.build, ['src/cli/lifecircle'])
        words = ['/usr/bin/python3', os.path.join(self.copy.tree, 'tests', 'property', 'nights.py'),
                 os.path.join(self.copy.build, 'src', 'cli', 'lifecircle'), os.path.join(self.copy.shared, 'data'),
                 '--first-failure', '--keep', self.copy.folder]
        words += ['--earlier', self.copy.earlier_program()] if test.get('earlier') else []
        done = self.copy.call(words + test['nights'])
        if '# SKIP' in done.stdout or (done.returncode, '\nnot ok ' in done.stdout) not in ((0, False), (1, True)):
            raise Wrong(f'nights were not run: {done.stdout[-300:]}')
        return done.returncode == 1, done.stdout[-1500:]

    def passes_before(self, test):
        title = self.title(test)
        if title not in self.before:
            self.before[title] = self.run(test)
        fails, words = self.before[title]
        if fails:
            raise Wrong(f'{title} fails without it:\n{words}')

    def judge(self, item):
        """Answers what the tests said of the fault. Raises Wrong."""
        wanted = [(test, True) for test in item.get('fails', [])] + [(test, False) for test in item.get('passes', [])]
        for test, _ in wanted:
            self.passes_before(test)
        kept = []
        try:
            for change in changes_of(item):
                kept.append(self.copy.plant(change))
            said = ''
            for test, expected in wanted:
                fails, words = self.run(test)
                if fails != expected:
                    raise Wrong(f'{self.title(test)} does {"" if fails else "not "}fail' + (f':\n{words}' if fails else ''))
                said += ''.join(f'{line[2:]}\n' for line in words.splitlines() if line.startswith('# ') and ', step ' in line)
            return said
        finally:
            for path, before in reversed(kept):
                with open(path, 'w', encoding='utf-8') as text:
                    text.write(before)


def told(items, judge):
    """Judges all items, and says of each what came of it; the exit code."""
    failed = 0
    for number, item in enumerate(items, 1):
        try:
            said, problem = judge(item), None
        except Wrong as why:
            said, problem = str(why), why
        print(f"{'not ok' if problem else 'ok'} {number} - {item['id']}", flush=True)
        if said:
            print('# ' + said.rstrip().replace('\n', '\n# '), flush=True)
        failed += problem is not None
    print(f'# {len(items)} faults, {failed} of them not caught as they should be')
    return 1 if failed or not items else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('source')
    parser.add_argument('--only', nargs='+', default=[], help='ids')
    parser.add_argument('--lists', nargs='+', help='in the place of the files beside this one')
    parser.add_argument('--texts', action='store_true', help='only whether every text stands once in its file')
    parser.add_argument('--keep', action='store_true', help='leaves the copy, and says where it is')
    options = parser.parse_args()
    items = read_lists(options.lists or sorted(glob.glob(os.path.join(HERE, '*.yaml'))))
    unknown = set(options.only) - {item['id'] for item in items}
    if unknown:
        raise SystemExit(f'no mutation is called {", ".join(sorted(unknown))}')
    items = [item for item in items if not options.only or item['id'] in options.only]
    print(f'1..{len(items)}', flush=True)
    if options.texts:
        return told(items, lambda item: [found_in(options.source, change) for change in changes_of(item)] and '')
    folder = tempfile.mkdtemp(prefix='lifecircle-mutation-')
    try:
        return told(items, Judge(Copy(options.source, folder)).judge)
    finally:
        if options.keep:
            print(f'# kept: {folder}')
        else:
            shutil.rmtree(folder)


if __name__ == '__main__':
    sys.exit(main())
