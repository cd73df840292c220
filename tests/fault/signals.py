#!/usr/bin/python3
"""R15: signals at any time, and standard streams that are closed, full or read by nobody.

Usage: signals.py COMMAND [TEST ...]
"""
import os
import signal
import subprocess
import sys

import injection
import trials

PLACES = 10 if injection.LONG else 2
NOWHERE = {'capture_output': False, 'stdin': subprocess.DEVNULL, 'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
EXITS = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGHUP: 129}


class SignalTest(trials.FaultTest):
    def test_a_signal_ends_it_cleanly(self):
        """Up to the first rename into place it leaves nothing; after that it may as well end well."""
        self.change()
        counts = injection.counted(injection.traced(self.place, 'pread64,pwrite64,fsync', self.log, '--quiet'))
        for number, code in EXITS.items():
            for call in ('pread64', 'pwrite64', 'fsync'):
                for when in injection.inside(counts[call], PLACES):
                    with self.subTest(signal=number, call=call, when=when):
                        self.change()
                        with injection.stopped(self.place, call, when, self.log, '--quiet') as process:
                            os.kill(process.held, number)
                        said = process.communicate()[1].decode()
                        self.figures.add('trials')
                        self.figures.add('stopped', int(process.returncode == code))
                        self.assertIn(process.returncode, (0, code), said)
                        self.assertEqual(self.different(self.version if process.returncode == 0 else 1 - self.version), [])
                        self.assertEqual(self.place.leftovers(), [])
                        self.run_well()
        self.assertGreater(self.figures.counts['stopped'], 0.5 * self.figures.counts['trials'])

    def test_a_signal_that_is_ignored_stays_so(self):
        """As nohup and shells ask for what they start in the background."""
        for number in (signal.SIGHUP, signal.SIGINT):
            self.change()
            with injection.stopped(self.place, 'pwrite64', 20, self.log, '--quiet',
                                   preexec_fn=lambda number=number: signal.signal(number, signal.SIG_IGN)) as process:
                os.kill(process.held, number)
            self.assertEqual(process.wait(), 0, process.communicate()[1].decode())
            self.assertEqual(self.different(self.version), [])
            self.figures.add('trials')

    def test_closed_streams(self):
        """What is opened next must not get their numbers: messages would go into results."""
        for closed in ((1,), (2,), (0, 1, 2)):
            with self.subTest(closed=closed):
                self.change()
                done = self.place.run(preexec_fn=lambda closed=closed: [os.close(stream) for stream in closed], **NOWHERE)
                self.figures.add('trials')
                self.assertIn(done.returncode, (0, 1))
                self.read_whole()
                if done.returncode == 0:
                    self.assertEqual(self.different(self.version), [])
                self.run_well()

    def test_streams_that_nobody_reads(self):
        """Also a full disk for what is printed: it fails or it goes well, and results are whole."""
        for stream in ('stdout', 'stderr'):
            for kind in ('pipe', '/dev/full'):
                with self.subTest(stream=stream, kind=kind):
                    self.change()
                    if kind == 'pipe':
                        reader, writer = os.pipe()
                        os.close(reader)
                    else:
                        writer = os.open(kind, os.O_WRONLY)
                    done = self.place.run(**{**NOWHERE, stream: writer})
                    os.close(writer)
                    self.figures.add('trials')
                    self.assertEqual(done.returncode, 1 if stream == 'stdout' else 0)
                    self.assertEqual(self.different(self.version), [])
                    self.run_well()


class NightSignalTest(SignalTest):
    nights = True


if __name__ == '__main__':
    sys.exit(trials.main([NightSignalTest], only_long=[SignalTest]))
