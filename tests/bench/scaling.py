#!/usr/bin/python3
"""How time and memory of every stage grow with the size of a region, and whether any stage grows faster than n log n.

Usage: scaling.py COMMAND PLACE [--sizes 1,4,16,64] [--kinds none,...] [--at-most SECONDS] [--threads N] [--walled PERCENT] [--svg FILE]
       scaling.py --read PLACE/scaling.json [OTHER/scaling.json ...] [--svg FILE]

COMMAND is a release build of lifecircle; regions of scripts/make-district and all results go to PLACE, the table to standard output,
the numbers also to PLACE/scaling.json, the plot to FILE. Each size is asked four things, smallest first:

    streets   `check` with a single home: streets only
    homes     `check`: streets, and homes joined to them
    none      `run` with `areas: none`: walks, and the ground divided once for the share of land
    overlap   `run` with a service area for every facility, which is the default

Seconds are the processor's, so that whatever else the machine does counts little. A run that takes longer than --at-most by the
clock is ended and said to; the larger ones of its kind are left out. With --read the numbers of earlier calls are put together
and shown once more. Exit 1 if a stage is short, 2 for wrong usage.
"""
import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import plot  # noqa: E402

MAKE = os.path.join(HERE, '..', '..', 'scripts', 'make-district')
KINDS = {'streets': 'check', 'homes': 'check', 'none': 'run', 'overlap': 'run'}
STAGES = ('read', 'network', 'join', 'search', 'coverage', 'write')
CELL_M = 128
LEAST_S = 0.02      # a shorter stage is start-up and little else
NOISE_SLOPE = 0.05  # a twentieth more or less at each end of a factor of four: what the same run differs by on an idle machine


def first_home(folder):
    from osgeo import ogr
    dataset = ogr.Open(os.path.join(folder, 'homes.gpkg'))
    return dataset.GetLayer(0).GetNextFeature().GetField('code')


def configurations(folder):
    """Writes one file for each kind of run, beside the region's own. Answers {kind: path}."""
    with open(os.path.join(folder, 'district.yaml'), encoding='utf-8') as text:
        asked = text.read()
    none = asked.replace('areas: overlap', 'areas: none').replace('out/lifecircle', 'out/none')
    single = none.replace('homes.gpkg,', f'homes.gpkg, select: {{code: "{first_home(folder)}"}},')
    texts = {'streets': single, 'homes': none, 'none': none, 'overlap': asked.replace('out/lifecircle', 'out/overlap')}
    paths = {}
    for kind, text in texts.items():
        paths[kind] = os.path.join(folder, f'{kind}.yaml')
        with open(paths[kind], 'w', encoding='utf-8') as out:
            out.write(text)
    return paths


def cpu_s(pid):
    """What a process has used so far, by the scheduler's count: all threads, to the nanosecond."""
    total = 0
    for task in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{task}/schedstat', encoding='ascii') as text:
            total += int(text.read().split()[0])
    return total * 1e-9


def watch_stages(process):
    """{stage: seconds of processor}: the command says on standard error when a stage ends."""
    seconds, before, complaints = {}, 0.0, []
    for line in process.stderr:
        stage = line.partition(':')[0]
        if stage in STAGES:
            now = cpu_s(process.pid)
            seconds[stage], before = now - before, now
        else:
            complaints.append(line)
    return seconds, complaints


def run(command, kind, config, threads, at_most_s):
    """What one run says and takes; None if it takes longer than at_most_s."""
    start = time.monotonic()
    with tempfile.TemporaryFile('w+') as answer:
        process = subprocess.Popen([command, KINDS[kind], '--json', '--threads', str(threads), config], stdout=answer,
                                   stderr=subprocess.PIPE, text=True)
        timer = threading.Timer(at_most_s, process.kill)
        timer.start()
        status = None
        try:
            seconds, complaints = watch_stages(process)
            _, status, usage = os.wait4(process.pid, 0)
            in_time = timer.is_alive()
        finally:
            timer.cancel()
            if status is None:
                process.kill()  # whoever ends us ends the run too
        answer.seek(0)
        said = json.loads(answer.read()) if in_time and not status else None
    if not in_time:
        return None
    if status:
        sys.exit(f'{config}: exit {os.waitstatus_to_exitcode(status)}\n' + ''.join(complaints[-5:]))
    if said['quality']['errors']:
        sys.exit(f"{config}: {said['quality']['errors']} errors in the table of quality")
    return {'seconds': seconds, 'counts': said['counts'], 'wall_s': time.monotonic() - start,
            'cpu_s': usage.ru_utime + usage.ru_stime, 'peak_bytes': usage.ru_maxrss * 1024, 'load': os.getloadavg()[0]}


def count_cells(result):
    """Squares of 128 m that service areas touch: the ground that had to be divided."""
    from osgeo import gdal, ogr
    dataset = ogr.Open(result)
    layer = dataset.GetLayer('service_areas')
    west, east, south, north = layer.GetExtent()
    columns, rows = math.ceil((east - west) / CELL_M) + 1, math.ceil((north - south) / CELL_M) + 1
    raster = gdal.GetDriverByName('MEM').Create('', columns, rows)
    raster.SetGeoTransform((west - CELL_M / 2, CELL_M, 0, north + CELL_M / 2, 0, -CELL_M))
    gdal.RasterizeLayer(raster, [1], layer, burn_values=[1], options=['ALL_TOUCHED=TRUE'])
    return sum(raster.ReadRaster())


def measure(options):
    """{kind: {size: what run() says}}, and the cells of every size. What was not run in time is None."""
    found = {'machine': f'{cpu_name()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}',
             'threads': options.threads, 'walled': options.walled, 'at_most_s': options.at_most, 'runs': {kind: {} for kind in KINDS},
             'cells': {}}
    for size in options.sizes:
        folder = os.path.join(options.place, f'size-{size}')
        subprocess.run([sys.executable, MAKE, '--size', str(size), '--walled', str(options.walled), folder], check=True,
                       stdout=subprocess.DEVNULL)
        for kind, config in configurations(folder).items():
            if kind not in options.kinds:
                continue
            runs = found['runs'][kind]
            runs[size] = None if None in runs.values() else run(options.command, kind, config, options.threads, options.at_most)
            print(f"{kind} {size}: {'longer' if runs[size] is None else round(runs[size]['wall_s'], 1)} s", file=sys.stderr, flush=True)
            if kind == 'overlap' and runs[size]:
                found['cells'][size] = count_cells(os.path.join(folder, 'out', 'overlap.gpkg'))
            with open(os.path.join(options.place, 'scaling.json'), 'w', encoding='utf-8') as out:
                json.dump(found, out, indent=1)
    return found


def put_together(paths):
    """What measure() answered, of several calls that shared the work."""
    found = None
    for path in paths:
        with open(path, encoding='utf-8') as text:
            more = json.load(text)
        found = found or {**more, 'runs': {kind: {} for kind in KINDS}, 'cells': {}}
        for kind in KINDS:
            found['runs'][kind] |= {int(size): one for size, one in more['runs'][kind].items()}
        found['cells'] |= {int(size): cells for size, cells in more['cells'].items()}
    found['runs'] = {kind: dict(sorted(runs.items())) for kind, runs in found['runs'].items()}
    return found


def cpu_name():
    with open('/proc/cpuinfo', encoding='utf-8') as text:
        names = [line.partition(':')[2].strip() for line in text if line.startswith('model name')]
    return names[0] if names else platform.machine()


def slope(points):
    """Least squares of log y against log x."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    x0, y0 = (sum(values) / len(logs) for values in zip(*logs))
    return sum((x - x0) * (y - y0) for x, y in logs) / sum((x - x0) ** 2 for x, y in logs)


def judge(points):
    """(fitted slope, slope between the two largest, the same two of n log n, verdict); None where two points are lacking."""
    points = [(n, seconds) for n, seconds in points if seconds >= LEAST_S]
    if len(points) < 2:
        return None
    n_log_n = [(n, n * math.log(n)) for n, _ in points]
    found, last = slope(points), slope(points[-2:])
    asked, asked_last = slope(n_log_n), slope(n_log_n[-2:])
    good = found <= asked + NOISE_SLOPE and last <= asked_last + NOISE_SLOPE
    return found, last, asked, asked_last, 'ok' if good else 'short'


def series(found, kind, stage):
    """[(junctions, seconds)] of a stage, by size."""
    done = [one for one in found['runs'][kind].values() if one]
    return [(one['counts']['vertices'], one['seconds'][stage]) for one in done]


def areas_series(found):
    """What the search takes longer when every facility's area is drawn: the ground is then divided there."""
    none, overlap = found['runs']['none'], found['runs']['overlap']
    return [(overlap[size]['counts']['vertices'], overlap[size]['seconds']['search'] - none[size]['seconds']['search'])
            for size in overlap if overlap[size] and none.get(size)]


def print_row(*cells):
    print('| ' + ' | '.join(cells) + ' |')


def print_times(found, kind):
    print_row('size', 'junctions', 'homes', *STAGES, 'whole', 'by the clock', 'peak, MB', 'bytes a junction', 'KB a home')
    print('|---' * (len(STAGES) + 8) + '|')
    for size, one in found['runs'][kind].items():
        if not one:
            print_row(str(size), f"not within {found['at_most_s']} s", *[''] * (len(STAGES) + 6))
            continue
        junctions, homes = one['counts']['vertices'], one['counts']['homes']
        print_row(str(size), f'{junctions:,}', f'{homes:,}', *(f"{one['seconds'][stage]:.2f}" for stage in STAGES),
                  f"{one['cpu_s']:.1f}", f"{one['wall_s']:.1f}", f"{one['peak_bytes'] / 1e6:.0f}",
                  f"{one['peak_bytes'] / junctions:,.0f}", f"{one['peak_bytes'] / 1e3 / homes:,.0f}")
    print()


def print_slopes(found):
    """Answers whether every stage is ok."""
    rows = [(f'{stage} ({kind})', series(found, kind, stage)) for kind in ('none', 'overlap') for stage in STAGES]
    rows.append(('areas: search (overlap) less search (none)', areas_series(found)))
    print_row('stage', 'slope', 'last two sizes', 'n log n', 'last two', 'no stage above n log n')
    print('|---' * 6 + '|')
    good = True
    for name, points in rows:
        verdict = judge(points)
        if not verdict:
            print_row(name, *[''] * 4, f'below {LEAST_S} s')
            continue
        print_row(name, *(f'{value:.3f}' for value in verdict[:-1]), verdict[-1])
        good = good and verdict[-1] == 'ok'
    print()
    return good


def growth(found, more, less, count):
    """Bytes for one more of something between the two largest sizes, where `more` has it and `less` (None: nothing) has not."""
    kinds = found['runs']
    sizes = [size for size in kinds[more] if kinds[more][size] and (less is None or kinds[less].get(size)) and count(size)]
    if len(sizes) < 2:
        return None

    def extra(size):
        return kinds[more][size]['peak_bytes'] - (kinds[less][size]['peak_bytes'] if less else 0)

    a, b = sizes[-2:]
    return (extra(b) - extra(a)) / (count(b) - count(a))


def memory(found):
    """{what: bytes for one more}."""
    def counted(name):
        return lambda size: found['runs']['homes'][size]['counts'][name] if found['runs']['homes'].get(size) else 0

    return {'junction (streets read, network, index)': growth(found, 'streets', None, counted('vertices')),
            'home (its polygon and demand points)': growth(found, 'homes', 'streets', counted('homes')),
            'cell of 128 m (ground divided)': growth(found, 'none', 'homes', lambda size: found['cells'].get(size, 0)),
            'facility with its area': growth(found, 'overlap', 'none', counted('facilities'))}


def print_memory(found):
    print_row('one more', 'bytes')
    print('|---|---|')
    for what, value in memory(found).items():
        print_row(what, 'not measured' if value is None else f'{value:,.0f}')
    print()
    print('Cells: ' + ', '.join(f'size {size}: {cells:,}' for size, cells in found['cells'].items()))


def draw(found, path):
    """Three panels: seconds without areas, seconds with them, memory."""
    panels = []
    for title, kind in (('areas: none, seconds', 'none'), ('areas: overlap, seconds', 'overlap')):
        lines = {stage: series(found, kind, stage) for stage in STAGES}
        panels.append((title, {name: [p for p in points if p[1] > 0] for name, points in lines.items()}, True))
    peaks = {kind: [(one['counts']['vertices'], one['peak_bytes'] / 1e6) for one in runs.values() if one]
             for kind, runs in found['runs'].items()}
    panels.append(('peak of memory, MB', peaks, False))
    plot.write(path, 'junctions', panels)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, usage=argparse.SUPPRESS,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('command', nargs='?')
    parser.add_argument('place', nargs='?')
    parser.add_argument('--sizes', default='1,4,16,64', type=lambda text: sorted(int(size) for size in text.split(',')))
    parser.add_argument('--kinds', default=list(KINDS), type=lambda text: text.split(','))
    parser.add_argument('--at-most', default=1800, type=float)
    parser.add_argument('--threads', default=1, type=int)
    parser.add_argument('--walled', default=10, type=int)
    parser.add_argument('--svg')
    parser.add_argument('--read', nargs='+')
    options = parser.parse_args()
    if bool(options.read) == bool(options.place):
        parser.error('either COMMAND and PLACE, or --read FILE')
    return options


def main():
    options = read_options()
    if options.read:
        found = put_together(options.read)
    else:
        os.makedirs(options.place, exist_ok=True)
        found = measure(options)
    loads = [one['load'] for runs in found['runs'].values() for one in runs.values() if one]
    print(f"{found['machine']}; {found['threads']} thread(s); load at the ends of runs {min(loads):.1f} to {max(loads):.1f}; "
          f"{found['walled']} % of compounds walled\n")
    for kind in ('none', 'overlap'):
        print(f'areas: {kind}\n')
        print_times(found, kind)
    good = print_slopes(found)
    print_memory(found)
    if options.svg:
        draw(found, options.svg)
    return 0 if good else 1


if __name__ == '__main__':
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
