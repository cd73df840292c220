#!/usr/bin/python3
"""R2: from the trace of a run, that whatever is renamed into place was synced before, and its folder after.

Usage: syncs.py COMMAND NOSYNC [TEST ...]     (NOSYNC: nosync.c as a library to preload)
"""
import os
import re
import sys

import injection
import trials

CALLS = 'openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat,symlink,symlinkat,link,linkat,unlink,unlinkat,rmdir'
DONE = re.compile(r'^(?:\d+ +)?(\w+)\((.*)\) = (\d+)(?:<(.*)>)?$')
ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(AT_FDCWD|\d+)<([^>]*)>')
WRITING = ('write', 'pwrite64', 'ftruncate')


class Disk:
    """What of a folder would be lost if the power went: contents that were not synced, and names that are not yet in a synced folder."""

    def __init__(self, folder, work):
        self.folder, self.work = folder, work
        self.there = {os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names}
        self.contents = set()  # files written since they were synced
        self.names = set()     # made or renamed since their folder was synced
        self.published = 0
        self.faults = []

    def path(self, base, name):
        return os.path.normpath(os.path.join(base, name))

    def paths(self, text):
        """The paths of a call, each from the folder that stands before it or from where the command runs."""
        base = self.work
        for name, _, opened in ARGUMENT.findall(text):
            if opened:
                base = opened
            else:
                yield self.path(base, name)
                base = self.work

    def below(self, path):
        return [lost for kind in (self.contents, self.names) for lost in kind if lost.startswith(path + os.sep)]

    def rename(self, old, new):
        self.published += not is_aside(new)
        if not is_aside(new):
            lost = sorted({*self.below(old), *({old} & self.contents)})
            if os.path.islink(new):  # what it points to has to be there first
                lost += [path for path in self.names if path == os.path.realpath(new)]
            self.faults += [f'{new} is renamed into place before {path} is synced' for path in lost]
        for kind in (self.contents, self.names):
            for path in [path for path in kind if path == old or path.startswith(old + os.sep)]:
                kind.discard(path)
                kind.add(new + path[len(old):])
        self.names.add(new)

    def forget(self, path):
        for kind in (self.contents, self.names):
            kind.difference_update([lost for lost in kind if lost == path or lost.startswith(path + os.sep)])

    def call(self, line):
        found = DONE.match(line.rstrip('\n'))
        if not found:
            return
        name, text, _, opened = found.groups()
        paths = list(self.paths(text))
        if name == 'openat' and opened and 'O_CREAT' in text and opened not in self.there:
            self.there.add(opened)
            self.names.add(opened)
        elif name in WRITING:
            self.contents.add(ARGUMENT.search(text).group(3))
        elif name in ('fsync', 'fdatasync'):
            synced = ARGUMENT.search(text).group(3)
            self.contents.discard(synced)
            self.names.difference_update([path for path in self.names if os.path.dirname(path) == synced])
        elif name.startswith('rename'):
            self.rename(*paths)
        elif name.startswith(('mkdir', 'link')):
            self.names.add(paths[-1])
        elif name.startswith('symlink'):
            self.names.add(paths[-1])
        elif name.startswith(('unlink', 'rmdir')):
            self.forget(paths[-1])

    def end(self):
        """When the command has said that it is done, nothing of its result may be lost any more."""
        for kind, what in ((self.contents, 'is not synced'), (self.names, 'is not in a synced folder')):
            self.faults += [f'at the end {path} {what}' for path in sorted(kind)
                            if path.startswith(self.folder + os.sep) and not is_aside(path) and os.path.lexists(path)]
        return self.faults


def is_aside(path):
    """Private folders; and the lock, which nobody reads."""
    return '/.' in path or os.path.basename(path) == 'lock'


class SyncTest(trials.FaultTest):
    def follow(self, behind=()):
        self.change()
        disk = Disk(self.place.out, self.place.folder)
        lines = injection.traced(self.place, CALLS, self.log, '--quiet', paths=True, behind=behind)
        for line in lines:
            disk.call(line)
        self.figures.add('calls', len(lines))
        self.figures.add('published', disk.published)
        return disk.end()

    def test_everything_is_synced_before_and_after_it_is_renamed(self):
        for _ in range(2):
            self.assertEqual(self.follow(), [])
        self.place.forget()
        self.assertEqual(self.follow(), [])
        self.assertGreater(self.figures.counts['published'], 2)

    def test_a_program_without_syncs_is_noticed(self):
        faults = self.follow(behind=['env', 'LD_PRELOAD=' + NOSYNC])
        self.figures.add('faults', len(faults))
        self.assertTrue([fault for fault in faults if 'renamed into place' in fault])
        self.assertTrue([fault for fault in faults if 'at the end' in fault])


class NightSyncTest(SyncTest):
    nights = True


if __name__ == '__main__':
    NOSYNC = os.path.abspath(sys.argv.pop(2))
    sys.exit(trials.main([SyncTest, NightSyncTest]))
