#!/usr/bin/python3
"""R17: results that are damaged after they were written and before they are read back, and writes that never reach the disk.

What only a comparison of every value would find is left out: a page of a GeoPackage that is as it was before its last write, or in the
middle of a long text or shape (SQLite: overflow); the middle of a GeoJSON that is still one without it.

Usage: exports.py COMMAND [TEST ...]
"""
import os
import re
import sqlite3
import sys

import injection
import trials

WRITE = re.compile(r'(?:write|pwrite64)\(\d+<([^>]*)>.* = (\d+)$')
PAGE_BYTES = 4096
LOST = 200 if injection.LONG else 6  # lost writes that are tried
KINDS = ('lifecircle.gpkg', '.csv', '.geojson', '.xlsx')


def cut(path):
    os.truncate(path, os.path.getsize(path) * 2 // 3)


def empty(path):
    os.truncate(path, 0)


def blank_head(path):
    blank(path, 0)


def blank(path, at):
    with open(path, 'r+b') as file:
        file.seek(at)
        file.write(bytes(min(PAGE_BYTES, os.path.getsize(path) - at)))


class ExportTest(trials.FaultTest):
    def fail_or_equal(self, code, said):
        """A fault that did no harm is none: the bytes are what they should be. Any other ends the run."""
        self.figures.add('trials')
        self.figures.add('refused', int(code != 0))
        if code == 0:
            self.assertEqual(self.different(self.version), [], 'damaged, and it said that all went well')
            return
        self.assertEqual(code, 1, said)
        self.assertEqual(self.different(1 - self.version), [], said)
        self.assertEqual(self.place.leftovers(), [])

    def trace(self, calls):
        self.change()
        return injection.traced(self.place, calls, self.log, '--quiet', paths=True)

    def test_lost_writes(self):
        """The system says that they were done, as disks do that lie."""
        ours = {}  # of each version: its writes are of other sizes than the other's
        for _ in range(2):
            found = [(when, WRITE.search(line)) for when, line in enumerate(self.trace('write'), 1)]
            ours[self.version] = [(when, match.group(2)) for when, match in found
                                  if match and '/.lifecircle-' in match.group(1) and match.group(1).endswith(('.csv', '.xlsx'))]
            self.assertGreater(len(ours[self.version]), 20)
        for at in injection.spread(min(map(len, ours.values())), LOST):
            self.change()
            when, size = ours[self.version][at - 1]
            with self.subTest(version=self.version, when=when, size=size):
                done = self.place.run('--quiet', before=injection.inject('write', f'retval={size}', when))
                self.fail_or_equal(done.returncode, done.stderr.decode())
            self.run_well()
        self.assertGreater(self.figures.counts['refused'], 0.8 * self.figures.counts['trials'])

    def written(self, ending):
        """(when, path in its private folder): the openat() after the last write of the first file of this kind."""
        opens, last, path, when = 0, None, None, None
        for line in self.trace('openat,write,pwrite64'):
            name = injection.CALL.match(line).group(1)
            opens += name == 'openat'
            match = WRITE.search(line)
            if match and match.group(1).endswith(ending) and '/.lifecircle-' in match.group(1) and path in (None, match.group(1)):
                path, last, when = match.group(1), opens, None
            elif name == 'openat' and last and not when:
                when = opens
        self.assertTrue(when, ending)
        return when, re.sub('.*/.lifecircle-[^/]*/', '', path)

    def damage(self, ending, how):
        when, inside = self.written(ending)
        with self.subTest(file=inside, how=how.__name__):
            self.change()
            with injection.stopped(self.place, 'openat', when, self.log, '--quiet') as process:
                found = [os.path.join(parent, name) for parent, _, names in os.walk(self.place.out) for name in names
                         if '/.lifecircle-' in parent and os.path.join(parent, name).endswith(inside)]
                self.assertEqual(len(found), 1, found)
                how(found[0])
            self.fail_or_equal(process.wait(), process.communicate()[1].decode())
        self.run_well()

    def test_damage_before_the_check(self):
        for ending in KINDS:
            for how in (cut, empty, blank_head):
                self.damage(ending, how)
        self.assertEqual(self.figures.counts['refused'], self.figures.counts['trials'])

    def test_blank_pages_of_the_geopackage(self):
        pages = sorted(self.pages())
        for at in injection.spread(len(pages), 60 if injection.LONG else 3):
            self.damage('lifecircle.gpkg', lambda path, page=pages[at - 1]: blank(path, (page - 1) * PAGE_BYTES))
        self.assertEqual(self.figures.counts['refused'], self.figures.counts['trials'])

    def pages(self):
        """Numbers of the pages of both GeoPackages that are part of a tree, as SQLite itself says (dbstat)."""
        kinds = []
        for version in (0, 1):
            path = os.path.join(self.keeper.name, 'pages.gpkg')
            with open(path, 'wb') as file:
                file.write(self.versions.clean[version]['lifecircle.gpkg'])
            database = sqlite3.connect(path)
            kinds.append({page for page, in database.execute("SELECT pageno FROM dbstat WHERE pagetype <> 'overflow'")})
            database.close()
        return kinds[0] & kinds[1]


class NightExportTest(ExportTest):
    nights = True


if __name__ == '__main__':
    sys.exit(trials.main([NightExportTest], only_long=[ExportTest]))
