#!/usr/bin/python3
"""R4, R6, R7: disks that are full, files that may not grow, folders that may not be written to.

Usage: disk.py COMMAND [TEST ...]
"""
import os
import re
import resource
import subprocess
import sys

import injection
import trials

NO_SPACE = re.compile(r'No space left|disk is full|disk full|file too large', re.IGNORECASE)
NOBODY = 65534
PAGE_KB = 4


class DiskTest(trials.FaultTest):
    def mount(self, *words, on):
        """Mounts for the rest of a test; skips it where that is not allowed."""
        done = subprocess.run(['mount', *words, on], capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest('mount: ' + done.stderr.decode().strip())
        self.addCleanup(subprocess.run, ['umount', on], check=True)

    def tmpfs(self, folder, kb):
        os.makedirs(folder, exist_ok=True)
        self.mount('-t', 'tmpfs', '-o', f'size={kb}k', 'tmpfs', on=folder)

    def refit(self, folder, free_kb):
        """A mounted tmpfs with so much room beside what is in it."""
        state = os.statvfs(folder)
        used = (state.f_blocks - state.f_bfree) * state.f_frsize // 1024
        subprocess.run(['mount', '-o', f'remount,size={used + free_kb}k', folder], check=True)

    def trial(self, run, *words):
        """True: it went well and gave what it should. Else it failed, said so in these words, and the old result stands."""
        done = run()
        self.figures.add('trials')
        self.figures.add('failures', int(done.returncode != 0))
        if done.returncode == 0:
            self.assertEqual(self.different(self.version), [])
            self.assertEqual(self.place.leftovers(), [])
            return True
        self.fail_and_keep(done, 1, *words)
        self.assertRegex(done.stderr.decode(), NO_SPACE)
        return False

    def sizes_kb(self):
        """From nothing to more than enough; the long set takes small steps."""
        size = PAGE_KB
        yield 0
        while size < 1 << 16:
            yield size
            size = max(size + PAGE_KB, size * (9 if injection.LONG else 16) // 8) // PAGE_KB * PAGE_KB if injection.LONG else size * 3

    def fill(self, folder, *words):
        """Less and less full, until a run goes well."""
        self.change()
        for size in self.sizes_kb():
            with self.subTest(free_kb=size):
                self.refit(folder, size)
                if self.trial(self.place.run, *words):
                    return
        self.fail('it never went well')

    def test_full_output(self):
        self.tmpfs(self.place.out, 1 << 16)
        self.run_well()
        self.fill(self.place.out, 'out/')
        self.assertGreater(self.figures.counts['failures'], 3)

    def test_full_temporary_folder(self):
        """It may do without, or say so: never less than all of the result."""
        folder = os.path.join(self.place.folder, 'temporary')
        self.tmpfs(folder, PAGE_KB)
        with open(os.path.join(folder, 'full'), 'wb') as file:
            file.write(bytes(PAGE_KB << 10))
        self.change()
        self.trial(lambda: self.place.run(environment={'TMPDIR': folder, 'SQLITE_TMPDIR': folder}))

    def test_files_that_may_not_grow(self):
        self.change()
        well = False
        for size in self.sizes_kb():
            limit = size << 10
            with self.subTest(limit=limit):
                well = well or self.trial(lambda: self.place.run(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, 2 * (limit,))))
        self.assertTrue(well)
        self.assertGreater(self.figures.counts['failures'], 3)

    def refuse(self, **more):
        """It fails before any work, and `check` finds the same."""
        self.change()
        for verb in ('run', 'check'):
            done = self.place.run(verb=verb, **more)
            self.figures.add('trials')
            self.fail_and_keep(done, 1, 'out', 'Read-only' if not more else 'Permission denied')
            self.assertNotIn('read: ', done.stderr.decode())

    def test_read_only_output(self):
        self.mount('--bind', self.place.out, on=self.place.out)
        subprocess.run(['mount', '-o', 'remount,ro,bind', self.place.out], check=True)
        self.refuse()

    def test_output_of_another_user(self):
        if os.geteuid() != 0:
            self.skipTest('only root can become somebody else')
        os.chmod(self.keeper.name, 0o755)
        self.refuse(user=NOBODY, group=NOBODY, extra_groups=[])


class NightDiskTest(DiskTest):
    nights = True


if __name__ == '__main__':
    sys.exit(trials.main([DiskTest, NightDiskTest]))
