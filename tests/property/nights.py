#!/usr/bin/python3
"""Nights are byte-equal to full runs, whatever was edited before them: seeded sequences of edits on windows of real networks. TAP.

Usage: nights.py COMMAND DATA [--steps N] [--seeds N] [--window NAME] [--seed N] [--edits NAME ...] [--earlier COMMAND]
                 [--jobs N] [--keep FOLDER] [--first-failure] [--verbose]

Each sequence has a window (windows.py) and a seed. After each step of it - one to three edits, an earlier state come back, or nothing -
the night in its folder, with all that it remembers, and a full run of the same configuration in another folder, from nothing and
with another number of threads, must give the same files with the same bytes, or fail in the same way. A failure says window, seed,
step, edits and the first table, row and column that differ, and keeps the folder; --window, --seed and --steps make it again.
"""
import argparse
import concurrent.futures
import os
import random
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

# Of a hundred steps so many change nothing, or bring an earlier state back.
NOTHING, UNDONE = 8, 14
STOP = 'stop'  # a file: one sequence has failed
LEAST_DONE = 0.6  # of all steps: those whose run succeeds


class Failed(Exception):
    """What is wrong, in words."""


def run(command, folder, *options):
    return subprocess.run([command, 'run', 'c.yaml', '--quiet', *options], cwd=folder, capture_output=True, text=True, check=False)


class Sequence:
    """One district and its edits, in a folder of its own."""

    def __init__(self, options, window, seed, folder):
        self.command, self.earlier, self.folder = options.command, options.earlier or options.command, folder
        self.edits = [edit for edit in edits.EDITS if not options.edits or edit.__name__ in options.edits]
        self.die = random.Random(f'{window} {seed}')
        self.district = handed_in.District(windows.Window(window, options.data, seed))
        self.past = []
        self.done = 0

    def edit(self, step):
        """Changes the district; says what was done."""
        roll = self.die.randrange(100)
        if step == 0:
            return ['the beginning']
        if roll < NOTHING:
            return []
        if roll < UNDONE and len(self.past) > 1:
            number = self.die.randrange(len(self.past) - 1)
            layers, settings = self.past[number]
            if self.die.random() < 0.5:
                name = self.die.choice(sorted(layers))
                self.district.layers[name] = layers[name]
                return [f'{name}: as after step {number}']
            self.district.layers, self.district.settings = dict(layers), settings
            return [f'all as after step {number}']
        said = [self.die.choice(self.edits)(self.district, self.die) for _ in range(self.die.choice((1, 1, 1, 2, 3)))]
        return [one for one in said if one]

    def compare(self, night_folder, full_folder, night, full):
        if night.returncode != full.returncode:
            raise Failed(f'the night ends with {night.returncode}, the full run with {full.returncode}:\n{night.stderr}\n{full.stderr}')
        if night.returncode:
            return
        self.done += 1
        found = results.difference(os.path.join(night_folder, 'out'), os.path.join(full_folder, 'out'))
        if found:
            raise Failed(found)

    def step(self, number):
        night_folder, full_folder = os.path.join(self.folder, 'night'), os.path.join(self.folder, 'full')
        said = self.edit(number)
        if said or number == 0:
            self.district.write(night_folder)
        self.past.append(self.district.state())
        shutil.rmtree(full_folder, ignore_errors=True)
        os.makedirs(full_folder)
        shutil.copytree(os.path.join(night_folder, 'in'), os.path.join(full_folder, 'in'))
        shutil.copy(os.path.join(night_folder, 'c.yaml'), full_folder)
        shutil.rmtree(os.path.join(night_folder, 'out'), ignore_errors=True)
        try:
            night = run(self.earlier if number == 0 else self.command, night_folder, '--threads', '2')
            full = run(self.command, full_folder, '--threads', '1')
            self.compare(night_folder, full_folder, night, full)
        except Failed as problem:
            raise Failed(f'step {number} ({"; ".join(said) or "nothing"}): {problem}') from None
        return said, night


def run_sequence(options, window, seed):
    """(what failed or None, remarks, steps, steps that had a result to compare)"""
    folder = os.path.join(options.keep, f'{window}-{seed}')
    os.makedirs(folder)
    remarks, steps = [], 0
    sequence = Sequence(options, window, seed, folder)
    try:
        while steps < options.steps and not os.path.exists(os.path.join(options.keep, STOP)):
            said, night = sequence.step(steps)
            steps += 1
            if options.verbose:
                remarks.append(f'{steps - 1}: {"; ".join(said) or "nothing"}{": " + night.stderr.strip()[:300] if night.returncode else ""}')
        if sequence.done < LEAST_DONE * steps:
            raise Failed(f'only {sequence.done} of {steps} steps had a result to compare')
    except Failed as problem:
        if options.first_failure:
            with open(os.path.join(options.keep, STOP), 'w', encoding='utf-8'):
                pass
        return f'{window}, seed {seed}, {problem}\nkept: {folder}', remarks, steps, sequence.done
    shutil.rmtree(folder)
    return None, remarks, steps, sequence.done


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('command')
    parser.add_argument('data', help='folder of the real data')
    parser.add_argument('--steps', type=int, default=10, help='of each sequence')
    parser.add_argument('--seeds', type=int, default=1, help='how many sequences a window has')
    parser.add_argument('--window', choices=sorted(windows.WINDOWS), help='this window only')
    parser.add_argument('--seed', type=int, help='this seed only')
    parser.add_argument('--edits', nargs='+', choices=sorted({edit.__name__ for edit in edits.EDITS}), help='these kinds of edits only')
    parser.add_argument('--earlier', help='the program of the first night of each sequence')
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
    failed = steps = done = 0
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        there = {name: os.path.exists(os.path.join(options.data, windows.WINDOWS[name][0])) for name in names}
        futures = [pool.submit(run_sequence, options, name, seed) if there[name] else None for name, seed in jobs]
        for number, ((name, seed), future) in enumerate(zip(jobs, futures), 1):
            if future is None:
                print(f'ok {number} - {name}, seed {seed} # SKIP {windows.WINDOWS[name][0]} is not there', flush=True)
                continue
            problem, remarks, *counts = future.result()
            print(f"{'not ok' if problem else 'ok'} {number} - {name}, seed {seed}", flush=True)
            for remark in remarks + ([problem] if problem else []):
                print('# ' + remark.replace('\n', '\n# '), flush=True)
            failed, steps, done = failed + (problem is not None), steps + counts[0], done + counts[1]
    print(f'# {len(jobs)} sequences, {failed} failed; {steps} steps, of {done} a result was compared')
    if not failed:
        shutil.rmtree(options.keep)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
