#!/usr/bin/python3
"""What `meson install` puts where, and that it works from there: moved as a whole, with its own data, and for a program in C.

Usage: installed.py ROOT BUILD
"""
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import manuals
import tap

ROOT = BUILD = None
WARNINGS = ('-std=c17', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Werror')


def names_of(pattern):
    return {os.path.basename(path) for path in glob.glob(os.path.join(ROOT, pattern))}


class InstalledTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keeper = tempfile.TemporaryDirectory(prefix='lifecircle-installed-')
        cls.addClassCleanup(cls.keeper.cleanup)
        options = json.loads(subprocess.run(['meson', 'introspect', '--buildoptions', BUILD], capture_output=True, text=True, check=True).stdout)
        option = {one['name']: one['value'] for one in options}
        stage = os.path.join(cls.keeper.name, 'stage')
        subprocess.run(['meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet'], env={**os.environ, 'DESTDIR': stage}, capture_output=True,
                       check=True)
        cls.beside = os.listdir(stage)
        # Moved away from the prefix: nothing may depend on where it was meant to be.
        cls.prefix = os.path.join(cls.keeper.name, 'moved')
        os.rename(stage + option['prefix'], cls.prefix)
        cls.libraries = os.path.join(cls.prefix, option['libdir'])
        cls.sysroot = stage
        cls.sanitizers = option['b_sanitize']
        cls.old_prefix = option['prefix']

    def installed(self, *folder):
        return set(os.listdir(os.path.join(self.prefix, *folder)))

    def run_here(self, *arguments, expected=0, **environment):
        """Runs a program of the prefix, whose library is found by LD_LIBRARY_PATH alone."""
        clean = {name: value for name, value in os.environ.items() if name not in ('LD_LIBRARY_PATH', 'LIFECIRCLE_DATA')}
        done = subprocess.run(arguments, cwd=self.keeper.name, capture_output=True, text=True, timeout=300, check=False,
                              env={**clean, 'LD_LIBRARY_PATH': self.libraries, **environment})
        self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
        return done

    def command(self, *arguments, **more):
        return self.run_here(os.path.join(self.prefix, 'bin', 'lifecircle'), *arguments, **more)

    def sample(self):
        folder = os.path.join(self.keeper.name, self.id())
        shutil.copytree(os.path.join(self.prefix, 'share', 'doc', 'lifecircle', 'examples', 'sample'), folder)
        return folder

    def test_everything_is_there(self):
        self.assertEqual(self.beside, [self.old_prefix.split('/')[1]])
        self.assertEqual(self.installed('bin'), {'lifecircle'})
        self.assertLessEqual({'liblifecircle.so', 'liblifecircle.so.0'}, self.installed(self.libraries))
        self.assertEqual(self.installed(self.libraries, 'pkgconfig'), {'lifecircle.pc'})
        self.assertEqual(self.installed('include', 'lifecircle'), names_of('include/lifecircle/*.h'))
        for kind in ('standards', 'profiles', 'landuse', 'words'):
            self.assertEqual(self.installed('share', 'lifecircle', kind), names_of(f'geodata/{kind}/*'))
            self.assertGreater(len(names_of(f'geodata/{kind}/*.yaml')), 1)
        self.assertLessEqual({*(os.path.basename(path) for path in names_of('doc/*.md')), 'README.md', 'example.c', 'examples', 'decisions'},
                             self.installed('share', 'doc', 'lifecircle'))
        self.assertLessEqual({'sample.yaml', 'bureau.yaml', 'streets.osm', 'homes.gpkg', '台账'},
                             self.installed('share', 'doc', 'lifecircle', 'examples', 'sample'))
        self.assertLessEqual({'lifecircle-night@.service', 'lifecircle-night@.timer', 'lifecircle-failed@.service', 'lifecircle-.service.d'},
                             self.installed('lib', 'systemd', 'system'))
        self.assertEqual(self.installed('lib', 'sysusers.d'), {'lifecircle.conf'})
        self.assertEqual(self.installed('share', 'lifecircle', 'qgis'), {'lifecircle.zip'})
        self.assertEqual(self.installed('share', 'bash-completion', 'completions'), {'lifecircle'})
        for folder in ('', 'zh_CN'):
            self.assertEqual(self.installed('share', 'man', folder, 'man1'), {'lifecircle.1', *(f'lifecircle-{verb}.1' for verb in manuals.verbs_of(ROOT))})
            self.assertEqual(self.installed('share', 'man', folder, 'man5'), {f'lifecircle-{kind}.5' for kind in ('config', 'standard', 'profile')})

    def test_nothing_is_there_that_only_the_build_or_a_demonstration_made(self):
        for path, folders, files in os.walk(self.prefix):
            for name in files + folders:
                self.assertFalse(name in ('out', 'formats', 'meson.build', '__pycache__') or name.endswith(('.scd', '.pyc', '.in')),
                                 os.path.join(path, name))
                mode = os.lstat(os.path.join(path, name)).st_mode
                self.assertFalse(mode & 0o002 and not os.path.islink(os.path.join(path, name)), f'{path}/{name} may be written by everybody')

    def test_man_finds_a_page_in_the_language_of_the_user(self):
        for language, word in (('C', 'NAME'), ('zh_CN.UTF-8', '名称')):
            done = self.run_here('man', '-M', os.path.join(self.prefix, 'share', 'man'), '-L', language, '-E', 'UTF-8', 'lifecircle-config',
                                 LC_ALL='C.UTF-8', MANPAGER='cat')
            self.assertIn(word, done.stdout)

    def test_the_sample_runs_with_the_data_that_was_installed_and_its_result_is_that_of_the_build(self):
        folder = self.sample()
        here = self.command('run', os.path.join(folder, 'sample.yaml'))
        there = subprocess.run([os.path.join(BUILD, 'src', 'cli', 'lifecircle'), 'run', os.path.join(self.sample_of_build(), 'sample.yaml')],
                               capture_output=True, text=True, check=True)

        def shares(done):
            return [line for line in done.stdout.splitlines() if '%' in line]
        self.assertGreater(len(shares(here)), 5)
        self.assertEqual(shares(here), shares(there))
        database = sqlite3.connect(os.path.join(folder, 'out', 'lifecircle.gpkg'))
        self.assertGreater(database.execute('select count(*) from homes').fetchone()[0], 50)
        database.close()

    def sample_of_build(self):
        folder = os.path.join(self.keeper.name, self.id() + '-build')
        shutil.copytree(os.path.join(ROOT, 'geodata', 'sample'), folder, ignore=shutil.ignore_patterns('out'))
        return folder

    def test_an_installed_program_reads_its_own_data_and_never_the_source_that_it_was_built_from(self):
        sample = os.path.join(self.sample(), 'sample.yaml')
        own = os.path.join(self.prefix, 'share', 'lifecircle')
        standard = os.path.join(own, 'standards', 'pudong-2025.yaml')
        with open(standard, encoding='utf-8') as file:
            kept = file.read()
        self.addCleanup(lambda: self.write(standard, kept))
        self.write(standard, kept + 'no_such_key: 1\n')
        self.assertIn(f'{standard}:', self.command('check', sample, expected=2).stderr)
        other = os.path.join(self.keeper.name, 'other')
        shutil.copytree(own, other)
        self.write(os.path.join(other, 'standards', 'pudong-2025.yaml'), kept + 'another_wrong_key: 1\n')
        said = self.command('check', sample, expected=2, LIFECIRCLE_DATA=other).stderr
        self.assertIn('another_wrong_key', said)
        self.assertNotIn('no_such_key', said)

    @staticmethod
    def write(path, text):
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def test_the_program_of_the_page_about_the_library_is_built_by_pkg_config_and_runs(self):
        doc = os.path.join(self.prefix, 'share', 'doc', 'lifecircle')
        with open(os.path.join(doc, 'example.c'), encoding='utf-8') as file:
            program = file.read()
        self.assertLessEqual(len(program.splitlines()), 40)
        with open(os.path.join(doc, 'library.md'), encoding='utf-8') as file:
            self.assertEqual(re.search(r'```c\n(.*?)```', file.read(), re.S).group(1), program)
        where = {'PKG_CONFIG_PATH': os.path.join(self.libraries, 'pkgconfig')}
        flags = self.run_here('pkg-config', f'--define-variable=prefix={self.prefix}', '--cflags', '--libs', 'lifecircle', **where).stdout.split()
        self.assertIn(f'-I{self.prefix}/include', flags)
        version = self.run_here('pkg-config', '--modversion', 'lifecircle', **where).stdout
        self.assertEqual('lifecircle ' + version, self.command('--version').stdout.splitlines()[0] + '\n')
        if self.sanitizers != 'none':
            self.skipTest('the library was built with sanitizers, whose runtime a program without them does not begin with')
        example = os.path.join(self.keeper.name, 'example')
        for compiler in ('gcc', 'clang'):
            self.run_here(compiler, *WARNINGS, os.path.join(doc, 'example.c'), *flags, '-o', example)
            folder = self.sample()
            done = self.run_here(example, os.path.join(folder, 'sample.yaml'))
            self.assertEqual([line for line in done.stdout.splitlines() if '%' in line],
                             [line for line in self.command('run', os.path.join(folder, 'sample.yaml')).stdout.splitlines() if '%' in line])
            self.assertRegex(done.stdout, r'\n\d+ errors in the data\n$')
            shutil.rmtree(folder)
        self.assertIn('expected one configuration', self.run_here(example, expected=1).stderr)
        self.assertIn('absent.yaml', self.run_here(example, 'absent.yaml', expected=1).stderr)


if __name__ == '__main__':
    ROOT, BUILD = map(os.path.abspath, sys.argv[1:3])
    sys.exit(tap.main(InstalledTest, sys.argv[3:]))
