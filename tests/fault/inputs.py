#!/usr/bin/python3
"""R13: inputs that change, or lose their end, while a run reads and works.

Usage: inputs.py COMMAND [TEST ...]
"""
import os
import shutil
import sys

import district
import injection
import trials

PLACES = 24 if injection.LONG else 2  # of a run, where each source changes


def shorten(path):
    os.truncate(path, os.path.getsize(path) // 2)


def append(path):
    with open(path, 'ab') as file:
        file.write(b' \n')


def overwrite(path):
    """One byte in the middle, with size and times as before."""
    state = os.stat(path)
    with open(path, 'r+b') as file:
        file.seek(state.st_size // 2)
        byte = file.read(1)
        file.seek(state.st_size // 2)
        file.write(bytes([byte[0] ^ 1]))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


WAYS = (shorten, append, overwrite, os.remove)


class InputTest(trials.FaultTest):
    def setUp(self):
        super().setUp()
        self.change()
        lines = injection.traced(self.place, 'openat,pwrite64,rename', self.log, '--quiet', paths=True)
        self.counts = injection.counted(lines)
        opened = [line for line in lines if injection.CALL.match(line).group(1) == 'openat']
        self.first_read = next(i for i, line in enumerate(opened, 1) if self.place.folder + '/streets.geojson>' in line)
        # What comes behind the last look at the sources is told of earlier nights, from copies of what those read.
        told = [i for i, line in enumerate(opened, 1) if '/manifest.json' in line]
        self.last_read = max(i for i, line in enumerate(opened, 1)
                             if self.place.folder + '/streets.geojson>' in line and i < min(told, default=len(opened) + 1))

    def trial(self, call, when, change, name):
        """A source changes at this call. Either the run notices, or all of its result is of what the source was or is now."""
        path = os.path.join(self.place.folder, name)
        with self.subTest(call=call, when=when, change=change.__name__, source=name):
            self.change()
            before = self.place.result()
            with injection.stopped(self.place, call, when, self.log, '--quiet') as process:
                change(path)
            said = process.communicate()[1].decode()
            self.figures.add('trials')
            self.figures.add('refused', int(process.returncode != 0))
            if process.returncode == 0 and self.different(self.version):  # it was read after it had changed; else before, and all of it
                found = self.place.result()
                done = self.place.run('--quiet', *(['--full'] if self.nights else []))
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertEqual(district.different(self.place.result(), found), [], said)
            elif process.returncode != 0:
                self.assertEqual(process.returncode, 1, said)
                self.assertIn(os.path.splitext(name)[0], said)
                self.assertEqual(district.different(self.place.result(), before), [], said)
                self.assertEqual(self.place.leftovers(), [])
            shutil.copyfile(os.path.join(self.versions.inputs[self.version], name), path)
            self.run_well()

    def test_sources_that_change_while_they_are_read(self):
        number = 0
        for name in district.SOURCES:
            ways = WAYS if injection.LONG else (WAYS[number % len(WAYS)],)
            for when in [self.first_read + step for step in injection.inside(self.last_read - self.first_read, PLACES)]:
                for change in ways:
                    self.trial('openat', when, change, name)
            number += 1
        self.assertGreater(self.figures.counts['refused'], 0.3 * self.figures.counts['trials'])

    def test_sources_that_change_while_results_are_written(self):
        for number, name in enumerate(district.SOURCES):
            for when in injection.inside(self.counts['pwrite64'] // 2, 6 if injection.LONG else 1):
                self.trial('pwrite64', when, WAYS[number % len(WAYS)], name)
        counts = self.figures.counts
        self.assertEqual(counts['refused'], counts['trials'])

    def test_a_source_is_replaced_by_another(self):
        """By rename, as programs do that save safely: half a run of the old, half of the new."""
        def replace(path):
            shutil.copyfile(os.path.join(self.versions.inputs[1 - self.version], os.path.basename(path)), path + '.new')
            os.rename(path + '.new', path)

        for when in injection.inside(self.counts['pwrite64'] // 2, 6 if injection.LONG else 2):
            self.trial('pwrite64', when, replace, 'homes.gpkg')


class NightInputTest(InputTest):
    nights = True


if __name__ == '__main__':
    sys.exit(trials.main([NightInputTest], only_long=[InputTest]))
