#!/usr/bin/python3
"""A release, from the tree as it is committed: the tarball of `meson dist`, Debian packages built of it, and what is in them at work.

Takes some minutes; `scripts/check package` runs it. Usage: package.py ROOT
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap

ROOT = None
PACKAGES = ('lifecircle', 'lifecircle-data', 'liblifecircle0', 'liblifecircle-dev')
# In every machine that builds packages (build-essential), or nothing to build with.
NOT_TO_BUILD = {'gcc', 'libc6-dev', 'fonts-noto-cjk'}


def read(*path):
    with open(os.path.join(ROOT, *path), encoding='utf-8') as file:
        return file.read()


def run(*words, folder=None, **environment):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {done.returncode}\n{(done.stdout + done.stderr)[-8000:]}")
    return done.stdout + done.stderr


class ReleaseTest(unittest.TestCase):
    """Each step needs the one before; the first that fails says why."""

    @classmethod
    def setUpClass(cls):
        keeper = tempfile.TemporaryDirectory(prefix='lifecircle-package-')
        cls.addClassCleanup(keeper.cleanup)
        cls.top = keeper.name
        cls.clone = os.path.join(cls.top, 'clone')
        run('git', 'clone', '--quiet', ROOT, cls.clone)
        run('meson', 'setup', '-Dtests=false', '-Dmanuals=enabled', 'build', folder=cls.clone)
        cls.dist = os.path.join(cls.clone, 'build', 'meson-dist')
        cls.said = run('meson', 'dist', '-C', 'build', folder=cls.clone)
        cls.tarball, = glob.glob(os.path.join(cls.dist, '*.tar.xz'))
        run('tar', 'xf', cls.tarball, folder=cls.top)
        cls.source, = glob.glob(os.path.join(cls.top, 'lifecircle-*'))
        cls.log = run('dpkg-buildpackage', '-us', '-uc', '-b', folder=cls.source, DEB_BUILD_OPTIONS='noautodbgsym parallel=2')
        cls.debs = {os.path.basename(path).split('_')[0]: path for path in glob.glob(os.path.join(cls.top, '*.deb'))}
        cls.root = os.path.join(cls.top, 'root')
        for path in cls.debs.values():
            run('dpkg', '-x', path, cls.root)
        cls.libraries = os.path.dirname(glob.glob(os.path.join(cls.root, 'usr', 'lib', '*', 'liblifecircle.so.0'))[0])

    def test_the_tarball_builds_and_is_the_same_when_it_is_made_again(self):
        self.assertTrue(re.search(r'Distribution package \S+ tested', self.said), self.said[-2000:])
        with open(self.tarball, 'rb') as file:
            first = file.read()
        run('meson', 'dist', '-C', 'build', '--no-tests', folder=self.clone)
        with open(self.tarball, 'rb') as file:
            self.assertTrue(file.read() == first, 'the same commit makes another tarball')

    def test_version_and_build_dependencies_are_those_of_the_tree(self):
        version = json.loads(run('meson', 'introspect', '--projectinfo', 'build', folder=self.clone))['version']
        self.assertEqual(re.match(r'lifecircle \((.*?)\)', read('debian', 'changelog')).group(1), version)
        self.assertTrue(self.tarball.endswith(f'lifecircle-{version}.tar.xz'))
        needed = set(re.findall(r'(?m)^([a-z0-9].*)$', read('scripts', 'packages').partition('[run]')[2].partition('\n[')[0]))
        listed = re.search(r'Build-Depends:\n((?: .*\n)+)', read('debian', 'control')).group(1)
        self.assertEqual(set(re.findall(r'(?m)^ ([a-z0-9.+-]+)', listed)) - {'debhelper-compat'}, needed - NOT_TO_BUILD)

    def test_lintian_finds_nothing_and_what_it_is_told_to_overlook_has_a_reason(self):
        changes, = glob.glob(os.path.join(self.top, '*.changes'))
        done = subprocess.run(['lintian', '--allow-root', '--fail-on', 'error,warning,info', '--display-info', changes], capture_output=True,
                              text=True, check=False)
        self.assertEqual([line for line in done.stdout.splitlines() if not line.startswith('N:')], [], done.stdout)
        self.assertEqual(done.returncode, 0, done.stderr)
        for path in glob.glob(os.path.join(ROOT, 'debian', '*lintian-overrides')):
            self.assertTrue(read(path).startswith('# '), path)

    def test_the_build_warns_of_nothing(self):
        self.assertEqual(re.findall(r'(?m)^.*warning:.*$', self.log), [])

    def test_packages_hold_all_that_is_installed_and_nothing_twice(self):
        self.assertEqual(set(self.debs), set(PACKAGES))
        holds = {name: {line.split(None, 5)[5].split(' -> ')[0] for line in run('dpkg-deb', '-c', path).splitlines() if not line.startswith('d')}
                 for name, path in self.debs.items()}
        every = [path for paths in holds.values() for path in paths]
        self.assertEqual(len(every), len(set(every)))
        for name, path in (('lifecircle', './usr/bin/lifecircle'), ('lifecircle', './usr/share/man/zh_CN/man1/lifecircle-run.1.gz'),
                           ('lifecircle', './usr/share/man/man5/lifecircle-config.5.gz'), ('lifecircle', './usr/share/doc/lifecircle/operators.md'),
                           ('lifecircle', './usr/share/bash-completion/completions/lifecircle'),
                           ('lifecircle', './usr/lib/systemd/system/lifecircle-night@.timer'),
                           ('lifecircle', './usr/lib/sysusers.d/lifecircle.conf'),
                           ('lifecircle-data', './usr/share/lifecircle/standards/pudong-2025.yaml'),
                           ('liblifecircle-dev', './usr/include/lifecircle/lifecircle.h')):
            self.assertIn(path, holds[name])
        self.assertIn('lifecircle.conf', run('dpkg', '-I', self.debs['lifecircle'], 'postinst'))  # the user of the nights is made

    def test_apt_would_install_them(self):
        said = run('apt-get', 'install', '--simulate', '--no-install-recommends', *self.debs.values())
        self.assertEqual(set(re.findall(r'(?m)^Inst (\S+)', said)) & set(PACKAGES), set(PACKAGES))

    def at_work(self, *words):
        return run(*words, folder=self.top, LD_LIBRARY_PATH=self.libraries, LIFECIRCLE_DATA='')

    def test_the_sample_runs_from_an_unpacked_root_with_its_data(self):
        sample = os.path.join(self.top, 'sample')
        shutil.copytree(os.path.join(self.root, 'usr', 'share', 'doc', 'lifecircle', 'examples', 'sample'), sample)
        said = self.at_work(os.path.join(self.root, 'usr', 'bin', 'lifecircle'), 'run', os.path.join(sample, 'sample.yaml'))
        self.assertIn('%', said)
        self.assertGreater(os.path.getsize(os.path.join(sample, 'out', 'lifecircle.gpkg')), 100000)
        shutil.move(os.path.join(self.root, 'usr', 'share', 'lifecircle'), os.path.join(self.top, 'away'))
        self.addCleanup(lambda: shutil.move(os.path.join(self.top, 'away'), os.path.join(self.root, 'usr', 'share', 'lifecircle')))
        with self.assertRaisesRegex(AssertionError, 'pudong-2025'):
            self.at_work(os.path.join(self.root, 'usr', 'bin', 'lifecircle'), 'check', os.path.join(sample, 'sample.yaml'))

    def test_a_program_is_built_with_the_packages_for_development(self):
        flags = self.at_work('pkg-config', f'--define-variable=prefix={self.root}/usr', '--cflags', '--libs',
                             os.path.join(self.libraries, 'pkgconfig', 'lifecircle.pc')).split()
        self.at_work('cc', os.path.join(self.root, 'usr', 'share', 'doc', 'lifecircle', 'example.c'), *flags, '-o', 'example')
        with self.assertRaisesRegex(AssertionError, 'expected one configuration'):
            self.at_work('./example')


class ContainerTest(unittest.TestCase):
    """It cannot be built where there are no images; its instructions can be read."""

    def instructions(self):
        text = re.sub(r'(?m)^#.*\n', '', read('Containerfile')).replace('\\\n', ' ')
        return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]

    def test_its_instructions_are_known_and_its_commands_are_shell(self):
        known = {'FROM', 'WORKDIR', 'COPY', 'RUN', 'USER', 'VOLUME', 'ENV', 'ENTRYPOINT', 'CMD'}
        self.assertLessEqual({word for word, _ in self.instructions()}, known)
        for word, rest in self.instructions():
            if word == 'RUN':
                run('sh', '-n', '-c', re.sub(r'--mount=\S+', '', rest))
            if word in ('VOLUME', 'ENTRYPOINT', 'CMD'):
                self.assertIsInstance(json.loads(rest), list)

    def test_what_runs_is_no_root_has_only_what_it_needs_and_keeps_no_lists(self):
        last = self.instructions()
        last = last[max(number for number, (word, _) in enumerate(last) if word == 'FROM'):]
        self.assertEqual(last[0], ('FROM', 'docker.io/library/debian:12-slim'))
        self.assertEqual([rest for word, rest in last if word == 'USER'], ['10001:10001'])
        commands = ' '.join(rest for word, rest in last if word == 'RUN')
        self.assertIn('rm -rf /var/lib/apt/lists/*', commands)
        self.assertIn('--no-install-recommends', commands)
        for word in ('-dev', 'gcc', 'build-essential', 'meson'):
            self.assertNotIn(word, commands)
        self.assertFalse([rest for word, rest in last if word == 'COPY'])

    def test_the_build_takes_packages_by_the_names_that_they_get(self):
        for name in re.findall(r'\.\./([a-z0-9-]+)_\*\.deb', read('Containerfile')):
            self.assertIn(f'\nPackage: {name}\n', read('debian', 'control'))


if __name__ == '__main__':
    ROOT = os.path.abspath(sys.argv[1])
    sys.exit(tap.main_of([ContainerTest, ReleaseTest], sys.argv[2:]))
