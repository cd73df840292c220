"""Faults made by strace at a chosen system call of the command, and what is counted about them.

strace counts calls by thread: all of this goes with `--threads 1`, where one thread makes the same calls in every run.
"""
import collections
import contextlib
import os
import re
import signal
import subprocess
import time

LONG = os.environ.get('LCI_FAULTS') == 'long'
CALL = re.compile(r'^(?:\d+ +)?(\w+)\(')
STOPPED = re.compile(r'^(?:(\d+) +)?--- stopped by SIGSTOP ---', re.MULTILINE)
WAIT_S = 120

# What changes a file system; a run that dies anywhere else dies between two of these.
CHANGING = ('openat', 'write', 'pwrite64', 'ftruncate', 'fsync', 'fdatasync', 'close', 'rename', 'renameat', 'renameat2', 'mkdir',
            'unlink', 'unlinkat', 'rmdir', 'symlink', 'symlinkat', 'link', 'flock', 'fcntl', 'fchmod', 'fallocate')


def strace(*options, log='/dev/null'):
    return ['strace', '-f', '-qq', '-o', log, *options]  # with --seccomp-bpf strace 6.1 injects nothing


def inject(call, fault, when):
    """The words before a command whose `when`-th call (3; '3+': also all after it) meets the fault (signal=KILL, error=EIO ...)."""
    return strace('-e', f'trace={call}', '-e', f'inject={call}:{fault}:when={when}')


def traced(district, calls, log, *options, paths=False, behind=()):
    """Runs the command (behind `env ...` or the like) and answers the lines of its trace, in order."""
    done = district.run(*options, before=[*strace('-e', f'trace={calls}', *(['-y', '-s', '0'] if paths else []), log=log), *behind])
    assert done.returncode == 0, done.stderr.decode()
    with open(log, encoding='utf-8', errors='replace') as file:
        return [line for line in file if CALL.match(line)]


def counted(lines):
    """{call: how often}."""
    return collections.Counter(CALL.match(line).group(1) for line in lines)


def spread(count, most):
    """At most `most` numbers of 1 ... count: the first, the last and what lies evenly between."""
    if count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (most - 1)) for i in range(most)}) if most > 1 else [count]


def inside(count, most):
    """The same well inside a run: behind the start, where the system loads the command, and before the last calls, which may be fewer."""
    return [max(1, round(count * (0.12 + 0.6 * (i + 0.5) / most))) for i in range(most)]


@contextlib.contextmanager
def stopped(district, call, when, log, *options, **more):
    """Runs the command until its `when`-th call is done; it stands there, and goes on when the block ends.

    Gives the process of strace: .held is the number of the one that stands, .communicate() after the block gives output and .returncode.
    """
    if os.path.exists(log):
        os.remove(log)  # or the stop of an earlier run would be taken for this one's
    process = subprocess.Popen(district.words(*options, before=strace('-e', f'trace={call}', '-e', f'inject={call}:signal=STOP:when={when}',
                                                                      log=log)),
                               cwd=district.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    process.held = wait_for_stop(process, log)
    try:
        yield process
    finally:
        os.kill(process.held, signal.SIGCONT)


def wait_for_stop(process, log):
    """The number of the process that strace says has stopped."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        with open(log, encoding='utf-8', errors='replace') if os.path.exists(log) else contextlib.nullcontext() as file:
            found = STOPPED.search(file.read()) if file else None
        if found:
            return int(found.group(1))
        if process.poll() is not None:
            raise AssertionError(f'it ended ({process.returncode}) and was not stopped: {process.communicate()[1].decode()}')
        time.sleep(0.01)
    process.kill()
    raise AssertionError('it was not stopped in time')


class Figures:
    """How many faults were made and what became of them; printed as a remark of TAP."""

    def __init__(self, title):
        self.title = title
        self.counts = collections.Counter()

    def add(self, what, number=1):
        self.counts[what] += number

    def print(self):
        print(f"# {self.title}: {', '.join(f'{what} {number}' for what, number in self.counts.items())}", flush=True)
