#!/usr/bin/python3
"""What a night costs when little or nothing has changed, as a part of what everything costs.

Usage: nights.py COMMAND PLACE [--size 64] [--bureau] [--threads 2] [--without LAYER,...] [--seed TEXT] [--doc FILE]

COMMAND is a release build of lifecircle. A region of scripts/make-district goes to PLACE (once), a first night on it makes
everything; then come nights with nothing changed, one facility moved, 1 % and 10 % of them (each over the night before), and at the
end one with --full on what the last of them read, whose GeoPackage has to be the same, byte for byte. "Moved" is up to 300 m each
way, by the seed.

A ratio is to the shorter of the two full nights, of the processor's seconds (what else the machine does counts little in them) and
of the clock's. By the processor it is ok or short of the target of issue 6. Exit 1 if one is short, or bytes differ; 2 for wrong
usage.
"""
import argparse
import contextlib
import filecmp
import io
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
MAKE = os.path.join(HERE, '..', '..', 'scripts', 'make-district')
APART_M = 300
MARKS = ('<!-- what nights.py prints -->', '<!-- end of nights -->')
# Name of a night, facilities that move (a number, or a part of all), and the most that it may take of a full one; None: nothing is
# asked.
FIRST, FULL = 'first night', 'last once more, --full'
NIGHTS = ((FIRST, 0, None), ('nothing changed', 0, 0.05), ('1 facility moved', 1, 0.10), ('1 % moved', 0.01, 0.20),
          ('10 % moved', 0.1, 0.60), (FULL, 0, None))
STAGE = re.compile(r'^([a-z]+)(?: \([^)]*\))?: .* -> .*, ([0-9.]+) s$')


def make_region(options):
    name = ('bureau-' if options.bureau else 'size-') + str(options.size)
    folder = os.path.join(options.place, name)
    if not os.path.exists(os.path.join(folder, 'district.yaml')):
        subprocess.run([MAKE, '--size', str(options.size), *(['--bureau'] if options.bureau else []), folder], check=True,
                       stdout=sys.stderr)
    pristine = os.path.join(folder, 'facilities.first.gpkg')
    if not os.path.exists(pristine):
        shutil.copyfile(os.path.join(folder, 'facilities.gpkg'), pristine)
    shutil.copyfile(pristine, os.path.join(folder, 'facilities.gpkg'))
    with open(os.path.join(folder, 'district.yaml'), encoding='utf-8') as file:
        text = file.read()
    left_out = f', without: [{options.without}]' if options.without else ''
    text = re.sub(r'(?m)^output: .*$', f'output: {{path: nights/lifecircle.gpkg{left_out}}}', text)
    with open(os.path.join(folder, 'nights.yaml'), 'w', encoding='utf-8') as file:
        file.write(text + '\nnights: {keep: 2}\n')
    shutil.rmtree(os.path.join(folder, 'nights'), ignore_errors=True)
    return folder


def move(folder, count, seed):
    """Moves so many facilities, chosen by the seed; below 1 it is a part of all. Answers how many."""
    from osgeo import gdal, ogr
    gdal.UseExceptions()
    dataset = gdal.OpenEx(os.path.join(folder, 'facilities.gpkg'), gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = dataset.GetLayer(0)
    die = random.Random(seed)
    numbers = sorted(feature.GetFID() for feature in layer)
    chosen = die.sample(numbers, max(1, round(count * len(numbers))) if count < 1 else count)
    dataset.StartTransaction()
    for number in sorted(chosen):
        feature = layer.GetFeature(number)
        x_m, y_m = feature.GetGeometryRef().GetPoint_2D(0)
        place = ogr.Geometry(ogr.wkbPoint)
        place.SetPoint_2D(0, x_m + die.uniform(-APART_M, APART_M), y_m + die.uniform(-APART_M, APART_M))
        feature.SetGeometry(place)
        layer.SetFeature(feature)
    dataset.CommitTransaction()
    return len(chosen)


def run_night(options, folder, *more):
    """What a night took: seconds of processor and clock, peak, seconds of the stages by the clock, the program's last line."""
    said = os.path.join(folder, 'nights.err')
    began = time.monotonic()
    with open(said, 'w', encoding='utf-8') as errors:
        child = subprocess.Popen([options.command, 'run', 'nights.yaml', '--threads', str(options.threads), *more], cwd=folder,
                                 stdout=subprocess.DEVNULL, stderr=errors)
        _, code, used = os.wait4(child.pid, 0)
    clock_s = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(code)
    with open(said, encoding='utf-8') as file:
        lines = file.read().splitlines()
    if child.returncode:
        sys.exit('\n'.join(['nights.py: a night failed:', *lines[-5:]]))
    stages = {}
    for found in map(STAGE.match, lines):
        if found:
            stages[found[1]] = stages.get(found[1], 0.0) + float(found[2])
    return {'processor_s': used.ru_utime + used.ru_stime, 'clock_s': clock_s, 'peak_mb': used.ru_maxrss / 1024, 'stages': stages}


def state_mb(folder):
    place = os.path.join(folder, 'nights')
    return sum(os.path.getsize(os.path.join(place, name)) for name in os.listdir(place) if '.sqlite' in name) / 1e6


def measure(options, folder):
    """Answers the nights, and whether the last two have the same bytes."""
    nights = []
    current = os.path.join(folder, 'nights', 'current', 'lifecircle.gpkg')
    before = os.path.join(folder, 'before.gpkg')
    for name, count, target in NIGHTS:
        moved = move(folder, count, f'{options.seed} {name}') if count else 0
        if name == FULL:
            shutil.copyfile(current, before)
        night = run_night(options, folder, *(['--full'] if name == FULL else []))
        nights.append({'name': name, 'moved': moved, 'target': target, 'state_mb': state_mb(folder), **night})
        print(f'{name}: {night["processor_s"]:.1f} s of processor, {night["clock_s"]:.1f} by the clock: '
              + ', '.join(f'{stage} {s:.1f}' for stage, s in night['stages'].items()), file=sys.stderr)
    same = filecmp.cmp(before, current, shallow=False)
    os.remove(before)
    return nights, same


def judge(nights):
    """Adds the ratios, and the verdict where there is a target."""
    full = [night for night in nights if night['target'] is None]
    for night in nights:
        for kind in ('processor', 'clock'):
            night[kind + '_ratio'] = night[kind + '_s'] / min(other[kind + '_s'] for other in full)
        if night['target'] is not None:
            night['verdict'] = 'ok' if night['processor_ratio'] <= night['target'] else 'short'


def show(nights, same, options):
    stages = [name for name in nights[0]['stages']]
    load = os.getloadavg()
    print(f'{"A bureau of size" if options.bureau else "Size"} {options.size}, {options.threads} threads, {platform.machine()}, '
          f'{os.cpu_count()} processors; load {load[0]:.0f} to {load[2]:.0f}'
          + (f'; without {options.without}' if options.without else '') + '.\n')
    print('| night | moved | processor, s | clock, s | ratio | by the clock | at most | | peak, MB | state, MB |')
    print('|---|---|---|---|---|---|---|---|---|---|')
    for night in nights:
        asked = f'{night["target"]:.2f} | {night["verdict"]}' if night['target'] is not None else ' | '
        print(f'| {night["name"]} | {night["moved"] or ""} | {night["processor_s"]:.1f} | {night["clock_s"]:.1f} | '
              f'{night["processor_ratio"]:.3f} | {night["clock_ratio"]:.3f} | {asked} | {night["peak_mb"]:.0f} | '
              f'{night["state_mb"]:.2f} |')
    print('\nSeconds of the stages by the clock:\n')
    print('| night | ' + ' | '.join(stages) + ' | all else |')
    print('|---' * (len(stages) + 2) + '|')
    for night in nights:
        known = [night['stages'].get(stage) for stage in stages]
        rest = night['clock_s'] - sum(night['stages'].values())
        print(f'| {night["name"]} | ' + ' | '.join('' if s is None else f'{s:.1f}' for s in known) + f' | {rest:.1f} |')
    print(f'\nThe last night and the same with --full: {"the same bytes" if same else "OTHER BYTES"}.')


def put_between_marks(path, text):
    with open(path, encoding='utf-8') as file:
        before, rest = file.read().split(MARKS[0])
        after = rest.split(MARKS[1])[1]
    with open(path, 'w', encoding='utf-8') as file:
        file.write(f'{before}{MARKS[0]}\n\n{text}\n{MARKS[1]}{after}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, usage=argparse.SUPPRESS,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('command', type=os.path.abspath)
    parser.add_argument('place')
    parser.add_argument('--size', type=int, default=64)
    parser.add_argument('--bureau', action='store_true')
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--without', default='')
    parser.add_argument('--seed', default='1')
    parser.add_argument('--doc')
    options = parser.parse_args()
    os.makedirs(options.place, exist_ok=True)
    nights, same = measure(options, make_region(options))
    judge(nights)
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        show(nights, same, options)
    print(text.getvalue(), end='')
    if options.doc:
        put_between_marks(options.doc, text.getvalue())
    return 0 if same and all(night.get('verdict') != 'short' for night in nights) else 1


if __name__ == '__main__':
    sys.exit(main())
