#!/usr/bin/python3
"""Nights are byte-equal to full runs, whatever was edited before them: seeded sequences of edits on windows of real networks. TAP.

Usage: nights.py COMMAND DATA [--steps N] [--seeds N] [--window NAME] [--seed N] [--edits NAME ...] [--earlier COMMAND]
                 [--spoilt N] [--jobs N] [--keep FOLDER] [--first-failure] [--verbose]

Each sequence has a window (windows.py) and a seed. After each step of it - one to three edits, an earlier state come back, half a
file handed in, something done to what the night keeps, or nothing - the night in its folder, with all that it remembers, and a full
run of the same configuration in another folder, from nothing and with another number of threads, must give the same files with the
same bytes, or fail in the same way. A failure says window, seed,
step, edits and the first table, row and column that differ, and keeps the folder; --window, --seed and --steps make it again.
"""
import argparse
import concurrent.futures
import copy
import glob
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings('ignore')
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import edits  # noqa: E402
import handed_in  # noqa: E402
import results  # noqa: E402
import windows  # noqa: E402

# Of a hundred steps so many change nothing, bring an earlier state back, hand in half a file for one night, or spoil what the night
# keeps.
NOTHING, UNDONE, HALF, SPOILT = 8, 8, 3, 6
# What no night needs to compute again if nothing but this was edited. Names of facilities are part of what is said of gaps.
GEOMETRY = ('land', 'area', 'yard', 'gate')
EVERYTHING = (*GEOMETRY, 'gap')
NOT_MADE = {'reorder': EVERYTHING, 'touch': EVERYTHING, 'change_output': EVERYTHING, 'change_sets': EVERYTHING,
            'change_figure': EVERYTHING, 'change_origin': EVERYTHING, 'rename_home': EVERYTHING, 'rename_facility': GEOMETRY}
STOP = 'stop'  # a file: one sequence has failed
LEAST_DONE = 0.6  # of all steps: those whose run succeeds
NIGHTS = {'keep': 2}
OF_NIGHTS = ('manifest.json', 'changes.json', 'changes.txt', 'changes.zh.txt', 'changes.html')  # what a night says of itself and of the one before
KEPT = {'current', 'inputs', 'lock', 'memo.sqlite', 'runs', 'state.sqlite'}  # all that a night may leave in its folder
MOVED_ASIDE = re.compile(r'(memo|state)\.sqlite\..+')


class Failed(Exception):
    """What is wrong, in words."""


def run(command, folder, *options):
    words = [command, 'run', 'c.yaml', '--quiet', '--json', *options]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def prints_of(folder):
    """{path: fingerprint} of all files below a folder."""
    found = {}
    for name in results.files_of(folder):
        with open(os.path.join(folder, name), 'rb') as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


class Sequence:
    """One district, its edits and its nights, in a folder of its own."""

    def __init__(self, options, window, seed, folder):
        self.command, self.earlier = options.command, options.earlier or options.command
        self.night, self.full = os.path.join(folder, 'night'), os.path.join(folder, 'full')
        self.out = os.path.join(self.night, 'out')
        self.edits = [edit for edit in edits.EDITS if not options.edits or edit.__name__ in options.edits]
        self.die = random.Random(f'{window} {seed}')
        self.district = handed_in.District(windows.Window(window, options.data, seed))
        self.spoilt = options.spoilt
        self.past = []
        self.done = 0
        self.remembers = False  # the night has all values of the state before the step
        self.is_half = False  # a file that was handed in is cut
        self.published = self.inputs = None  # fingerprints: of what was published last, and of what it was made from
        self.edited = None  # the only edit since what was published last
        self.bound = 0  # nights of which it was known what they need not compute

    def edit(self):
        """Changes the district; says what was done."""
        self.edited = None
        if len(self.past) == 0:
            return ['the beginning']
        roll = self.die.randrange(100)
        if roll < NOTHING:
            return []
        if roll < NOTHING + UNDONE and len(self.past) > 1:
            number = self.die.randrange(len(self.past) - 1)
            layers, settings = self.past[number]
            if self.die.random() < 0.5:
                name = self.die.choice(sorted(layers))
                self.district.layers[name] = layers[name]
                return [f'{name}: as after step {number}']
            self.district.layers, self.district.settings = dict(layers), copy.deepcopy(settings)
            return [f'all as after step {number}']
        chosen = [self.die.choice(self.edits) for _ in range(self.die.choice((1, 1, 1, 2, 3)))]
        if len(chosen) == 1 and not self.is_half:
            self.edited = chosen[0].__name__
        said = [edit(self.district, self.die) for edit in chosen]
        return [one for one in said if one]

    def hand_in(self, said):
        """Writes what is new; now and then with the times that files had before, for these say nothing of contents."""
        if said or self.is_half or not self.past:
            self.district.write(self.night, NIGHTS)
        self.is_half = bool(self.past) and self.die.randrange(100) < HALF
        if self.is_half:
            layer = self.district.layers[self.die.choice(('streets', 'homes', 'units'))]
            path = os.path.join(self.night, 'in', layer.file)
            os.truncate(path, os.path.getsize(path) // 2)
            said.append(f'{layer.file} is cut')
        if self.die.random() < 0.3:
            for name in results.files_of(os.path.join(self.night, 'in')):
                os.utime(os.path.join(self.night, 'in', name), (1.7e9, 1.7e9))

    def spoil(self):
        """Does something to what the night keeps for itself, or to what it has published; says what, or nothing."""
        if self.published is None or self.die.randrange(100) >= self.spoilt:
            return []
        name = self.die.choice(('state.sqlite', 'memo.sqlite', 'memo.sqlite', 'published'))
        path = os.path.join(self.out, name)
        if name == 'published':
            path = os.path.join(self.out, 'current', self.die.choice(results.files_of(os.path.join(self.out, 'current'))))
        if not os.path.exists(path):
            return []
        what = self.die.choice(('is gone', 'is cut', 'has other bytes'))
        if what == 'is gone':
            os.remove(path)
        elif what == 'is cut':
            os.truncate(path, os.path.getsize(path) * 2 // 3)
        else:
            with open(path, 'r+b') as file:
                for _ in range(5):
                    file.seek(self.die.randrange(os.path.getsize(path)))
                    file.write(bytes([self.die.randrange(256)]))
        return [f'{os.path.relpath(path, self.out)} {what}']

    def copy_inputs(self):
        shutil.rmtree(self.full, ignore_errors=True)
        os.makedirs(self.full)
        shutil.copytree(os.path.join(self.night, 'in'), os.path.join(self.full, 'in'))
        for name in glob.glob(os.path.join(self.night, '*.yaml')):
            shutil.copy(name, self.full)

    def judge(self, night, full, inputs, spoilt):
        """night, full: how the two runs ended; inputs: fingerprints of what they read. Raises Failed."""
        if night.returncode != full.returncode:
            raise Failed(f'the night ends with {night.returncode}, the full run with {full.returncode}:\n'
                         f'{night.stderr}\n{full.stderr}')
        left = [name for name in os.listdir(self.out) if name not in KEPT and not MOVED_ASIDE.fullmatch(name)]
        if left:
            raise Failed(f'the night leaves {left}')
        self.remembers = self.remembers and not night.returncode
        now = prints_of(os.path.join(self.out, 'current')) if os.path.exists(os.path.join(self.out, 'current')) else None
        if night.returncode:
            if now != self.published and not spoilt:
                raise Failed('the night failed, and what was published before is not as it was')
            self.published, self.inputs = now, None if spoilt else self.inputs
            return
        self.done += 1
        found = results.difference(os.path.join(self.out, 'current'), os.path.join(self.full, 'out', 'current'), OF_NIGHTS)
        if found:
            raise Failed(found)
        if len(os.listdir(os.path.join(self.out, 'runs'))) > NIGHTS['keep']:
            raise Failed(f'runs holds {sorted(os.listdir(os.path.join(self.out, "runs")))}')
        said = json.loads(night.stdout)
        if inputs == self.inputs and not spoilt and (said['outcome'] != 'unchanged' or now != self.published):
            raise Failed(f'nothing has changed, but the night says "{said["outcome"]}"')
        self.check_counts(said['values'], spoilt)
        self.remembers = not spoilt and (self.remembers or said['values'] is not None)
        self.published = now
        self.inputs = inputs if len(self.past) > 1 or self.earlier == self.command else None

    def check_counts(self, values, spoilt):
        """values: as the night says them; None: nothing was computed."""
        if values is None or spoilt or self.is_half or not self.remembers:
            return
        made = {kind: values[kind]['made'] for kind in NOT_MADE.get(self.edited, ()) if values[kind]['made']}
        if made:
            raise Failed(f'after {self.edited} nothing of this had to be computed again: {made}')
        self.bound += self.edited in NOT_MADE

    def step(self):
        said = self.edit()
        self.hand_in(said)
        spoilt = self.spoil()
        self.past.append(self.district.state())
        self.copy_inputs()
        inputs = prints_of(self.full)
        try:
            command = self.command if len(self.past) > 1 else self.earlier
            night = run(command, self.night, '--threads', '2')
            full = run(command, self.full, '--full', '--threads', '1')
            self.judge(night, full, inputs, spoilt)
        except Failed as problem:
            raise Failed(f'step {len(self.past) - 1} ({"; ".join(said + spoilt) or "nothing"}): {problem}') from None
        return said + spoilt, night


def ending(night):
    """How a night ended, in a few words."""
    if night.returncode:
        return night.stderr.strip()[-300:]
    counts = (json.loads(night.stdout)['values'] or {}).items()
    said = [f'{kind} {count["kept"]} kept {count["made"]} made' for kind, count in counts if any(count.values())]
    return ', '.join(said) or 'no values'


def run_sequence(options, window, seed):
    """(what failed or None, steps, steps that had a result to compare, those whose counts were checked)"""
    folder = os.path.join(options.keep, f'{window}-{seed}')
    os.makedirs(folder)
    steps = 0
    sequence = Sequence(options, window, seed, folder)
    try:
        while steps < options.steps and not os.path.exists(os.path.join(options.keep, STOP)):
            said, night = sequence.step()
            steps += 1
            if options.verbose:
                print(f'# {window}-{seed}, step {steps - 1}: {"; ".join(said) or "nothing"}: {ending(night)}', flush=True)
        if sequence.done < LEAST_DONE * steps:
            raise Failed(f'only {sequence.done} of {steps} steps had a result to compare')
    except Failed as problem:
        if options.first_failure:
            with open(os.path.join(options.keep, STOP), 'w', encoding='utf-8'):
                pass
        return f'{window}, seed {seed}, {problem}\nkept: {folder}', steps, sequence.done, sequence.bound
    shutil.rmtree(folder)
    return None, steps, sequence.done, sequence.bound


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('command')
    parser.add_argument('data', help='folder of the real data')
    parser.add_argument('--steps', type=int, default=10, help='of each sequence')
    parser.add_argument('--seeds', type=int, default=1, help='how many sequences a window has')
    parser.add_argument('--window', choices=sorted(windows.WINDOWS), help='this window only')
    parser.add_argument('--seed', type=int, help='this seed only')
    names = sorted({edit.__name__ for edit in edits.EDITS})
    parser.add_argument('--edits', nargs='+', choices=names, help='these kinds of edits only')
    parser.add_argument('--earlier', help='the program of the first night of each sequence')
    parser.add_argument('--spoilt', type=int, default=SPOILT, help='of a hundred nights those before which its files are spoilt')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--keep', help='where folders are made; that of a failure stays')
    parser.add_argument('--first-failure', action='store_true', help='all sequences end with the first failure')
    parser.add_argument('--verbose', action='store_true', help='says every step')
    options = parser.parse_args()
    options.command = os.path.abspath(options.command)
    options.keep = tempfile.mkdtemp(prefix='nights-', dir=options.keep)
    return options


def main():
    options = arguments()
    names = [options.window] if options.window else list(windows.WINDOWS)
    seeds = [options.seed] if options.seed is not None else range(1, options.seeds + 1)
    jobs = [(name, seed) for seed in seeds for name in names]
    print(f'1..{len(jobs)}')
    failed = 0
    totals = [0, 0, 0]
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        there = {name: os.path.exists(os.path.join(options.data, windows.WINDOWS[name][0])) for name in names}
        futures = [pool.submit(run_sequence, options, name, seed) if there[name] else None for name, seed in jobs]
        for number, ((name, seed), future) in enumerate(zip(jobs, futures), 1):
            if future is None:
                print(f'ok {number} - {name}, seed {seed} # SKIP {windows.WINDOWS[name][0]} is not there', flush=True)
                continue
            problem, *counts = future.result()
            print(f"{'not ok' if problem else 'ok'} {number} - {name}, seed {seed}", flush=True)
            if problem:
                print('# ' + problem.replace('\n', '\n# '), flush=True)
            failed += problem is not None
            totals = [total + count for total, count in zip(totals, counts)]
    print(f'# {len(jobs)} sequences, {failed} failed; {totals[0]} steps, of {totals[1]} a result was compared, '
          f'of {totals[2]} what was computed')
    if not failed:
        shutil.rmtree(options.keep)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
