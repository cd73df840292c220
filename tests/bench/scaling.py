#!/usr/bin/python3
"""How time and memory of every stage grow with the size of a region, and whether any stage grows faster than n log n.

Usage: scaling.py COMMAND PLACE [--sizes 1,4,16,64] [--kinds none,...] [--at-most SECONDS] [--threads N] [--walled PERCENT]
       scaling.py --read PLACE/scaling.json [OTHER/scaling.json ...]
       both: [--svg FILE] [--doc FILE]

COMMAND is a release build of lifecircle; regions of scripts/make-district and all results go to PLACE, the table to standard output,
the numbers also to PLACE/scaling.json, the plot to --svg, the table once more between the marks of --doc. Each size is asked four
things, smallest first:

    streets   `check` with a single home: streets only
    homes     `check`: streets, and homes joined to them
    none      `run` with `areas: none`: walks, and the ground divided once for the share of land
    overlap   `run` with a service area for every facility, which is the default

Seconds are the processor's, so that whatever else the machine does counts little. A run that takes longer than --at-most by the
clock is ended and said to; the larger ones of its kind are left out. With --read the numbers of earlier calls are put together
and shown once more. Exit 1 if a stage is short, 2 for wrong usage.
"""
import argparse
import contextlib
import io
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
SHOWN = {'homes': '`check`', 'none': '`areas: none`', 'overlap': '`areas: overlap`'}
STAGES = ('read', 'network', 'join', 'search', 'coverage', 'gaps', 'write')
CHECKED = STAGES[:3]  # what `check` does too, and alike
CELL_M = 128
OUTLOOK = 30_000_000
MARKS = ('<!-- what scaling.py prints -->', '<!-- end -->')
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


def peak_bytes(pid):
    """The most memory that a process has had so far."""
    with open(f'/proc/{pid}/status', encoding='utf-8') as text:
        return next(int(line.split()[1]) * 1024 for line in text if line.startswith('VmHWM'))


def watch_stages(process):
    """Seconds of processor and peak of memory until its end by stage; the command says on standard error when a stage ends."""
    seconds, peaks, before, complaints = {}, {}, 0.0, []
    for line in process.stderr:
        stage = line.partition(':')[0]
        if stage in STAGES:
            try:
                now, peaks[stage] = cpu_s(process.pid), peak_bytes(process.pid)
            except (OSError, StopIteration):
                break  # ended meanwhile
            seconds[stage], before = now - before, now
        else:
            complaints.append(line)
    return seconds, peaks, complaints


def run(command, kind, config, threads, at_most_s):
    """What one run says and takes. Of a run that is ended after at_most_s, the stages that it had finished, and no counts."""
    start = time.monotonic()
    with tempfile.TemporaryFile('w+') as answer:
        process = subprocess.Popen([command, KINDS[kind], '--json', '--threads', str(threads), config], stdout=answer,
                                   stderr=subprocess.PIPE, text=True)
        timer = threading.Timer(at_most_s, process.kill)
        timer.start()
        status = None
        try:
            seconds, peaks, complaints = watch_stages(process)
            _, status, usage = os.wait4(process.pid, 0)
            in_time = timer.is_alive()
        finally:
            timer.cancel()
            if status is None:
                process.kill()  # whoever ends us ends the run too
        answer.seek(0)
        said = json.loads(answer.read()) if in_time and not status else None
    taken = {'seconds': seconds, 'peaks': peaks, 'counts': None, 'wall_s': time.monotonic() - start, 'cpu_s': usage.ru_utime + usage.ru_stime,
             'peak_bytes': usage.ru_maxrss * 1024, 'load': os.getloadavg()[0]}
    if not in_time:
        return taken
    if status:
        sys.exit(f'{config}: exit {os.waitstatus_to_exitcode(status)}\n' + ''.join(complaints[-5:]))
    if said['quality']['errors']:
        sys.exit(f"{config}: {said['quality']['errors']} errors in the table of quality")
    return {**taken, 'counts': said['counts']}


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
    """{kind: {size: what run() says}}, and the cells of every size. What was not run is None."""
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
            if not all(one and one['counts'] for one in runs.values()):
                runs[size] = None  # a smaller one took too long
                continue
            runs[size] = run(options.command, kind, config, options.threads, options.at_most)
            print(f"{kind} {size}: {runs[size]['wall_s']:.1f} s{'' if runs[size]['counts'] else ', ended'}", file=sys.stderr, flush=True)
            if kind == 'overlap' and runs[size]['counts']:
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


def count_of(found, size, name):
    """Every kind of run of a size counts the same, but for `streets`, which has one home."""
    for kind in ('homes', 'none', 'overlap', 'streets'):
        one = found['runs'][kind].get(size)
        if one and one['counts']:
            return one['counts'][name]
    return None


def finished(found, kind):
    """{size: run} of the runs that came to their end."""
    return {size: one for size, one in found['runs'][kind].items() if one and one['counts']}


def series(found, kind, stage):
    """[(junctions, seconds)] of a stage, by size."""
    return [(count_of(found, size, 'vertices'), one['seconds'][stage]) for size, one in found['runs'][kind].items()
            if one and stage in one['seconds'] and count_of(found, size, 'vertices')]


def areas_series(found):
    """What the search takes longer when every facility's area is drawn: the ground is then divided there."""
    none, overlap = (dict(series(found, kind, 'search')) for kind in ('none', 'overlap'))
    return [(junctions, overlap[junctions] - none[junctions]) for junctions in overlap if junctions in none]


def print_row(*cells):
    print('| ' + ' | '.join(cells) + ' |')


def print_times(found, kind):
    print_row('size', 'junctions', 'homes', *STAGES, 'whole', 'by the clock', 'peak, MB', 'bytes a junction', 'KB a home')
    print('|---' * (len(STAGES) + 8) + '|')
    for size, one in found['runs'][kind].items():
        junctions, homes = count_of(found, size, 'vertices') or 0, count_of(found, size, 'homes') or 0
        if not one:
            print_row(str(size), f'{junctions:,}', f'{homes:,}', 'not run: a smaller one took too long', *[''] * (len(STAGES) + 4))
            continue
        times = [f"{one['seconds'][stage]:.2f}" if stage in one['seconds'] else '-' for stage in STAGES]
        if not one['counts']:
            print_row(str(size), f'{junctions:,}', f'{homes:,}', *times, f"ended after {one['cpu_s']:.0f}", f"{one['wall_s']:.0f}",
                      f"over {one['peak_bytes'] / 1e6:.0f}", '', '')
            continue
        print_row(str(size), f'{junctions:,}', f'{homes:,}', *times, f"{one['cpu_s']:.1f}", f"{one['wall_s']:.1f}",
                  f"{one['peak_bytes'] / 1e6:.0f}", f"{one['peak_bytes'] / junctions:,.0f}", f"{one['peak_bytes'] / 1e3 / homes:,.0f}")
    print()


def print_peaks(found, kind):
    """The peak of memory up to the end of each stage."""
    print_row('size', 'junctions', *STAGES)
    print('|---' * (len(STAGES) + 2) + '|')
    for size, one in found['runs'][kind].items():
        if one and one.get('peaks'):
            peaks = [f"{one['peaks'][stage] / 1e6:,.0f}" if stage in one['peaks'] else '' for stage in STAGES]
            print_row(str(size), f"{count_of(found, size, 'vertices') or 0:,}", *peaks)
    print()


def print_slopes(found):
    """Answers whether every stage is ok."""
    rows = [(f'{stage} ({kind})', series(found, kind, stage)) for kind in SHOWN for stage in STAGES]
    rows.append(('areas: search (overlap) less search (none)', areas_series(found)))
    print_row('stage', 'slope', 'last two sizes', 'n log n', 'last two', 'no stage above n log n')
    print('|---' * 6 + '|')
    good = True
    for name, points in rows:
        verdict = judge(points)
        if not points:
            continue
        if not verdict:
            print_row(name, *[''] * 4, 'not told: too short, or one size only')
            continue
        print_row(name, *(f'{value:.3f}' for value in verdict[:-1]), verdict[-1])
        good = good and verdict[-1] == 'ok'
    print()
    return good


def growth(found, more, less, count):
    """Bytes for one more of something between the two largest sizes, where `more` has it and `less` (None: nothing) has not."""
    peaks = {size: one['peak_bytes'] for size, one in finished(found, more).items() if count(size)}
    if less:
        without = finished(found, less)
        peaks = {size: peak - without[size]['peak_bytes'] for size, peak in peaks.items() if size in without}
    if len(peaks) < 2:
        return None
    a, b = sorted(peaks)[-2:]
    return (peaks[b] - peaks[a]) / (count(b) - count(a))


def memory(found):
    """{what: bytes for one more}; None where it was not measured, or is lost in what the peaks differ by from run to run."""
    values = {'junction': growth(found, 'streets', None, lambda size: count_of(found, size, 'vertices')),
              'home': growth(found, 'homes', 'streets', lambda size: count_of(found, size, 'homes')),
              'cell': growth(found, 'overlap', 'homes', found['cells'].get)}
    return {what: value if value and value > 0 else None for what, value in values.items()}


def print_memory(found):
    titles = {'junction': 'junction, with its streets, their points and index', 'home': 'home, with its polygon and demand points',
              'cell': f'cell: {CELL_M} m x {CELL_M} m of ground within reach'}
    print_row('one more', 'bytes at the peak')
    print('|---|---|')
    for what, value in memory(found).items():
        print_row(titles[what], 'not to be told' if value is None else f'{value:,.0f}')
    print()
    print('Cells: ' + ', '.join(f'{cells:,} at size {size}' for size, cells in found['cells'].items()) + '.\n')


def print_outlook(found):
    """What so many junctions would take: the last measured seconds, times n log n; bytes, times n."""
    print(f'{OUTLOOK / 1e6:.0f} million junctions of the same kind:\n')
    print_row('what', 'junctions', 'measured there', f'at {OUTLOOK / 1e6:.0f} million')
    print('|---' * 4 + '|')
    kind_of = {**dict.fromkeys(CHECKED, 'homes'), 'search': 'none', 'coverage': 'overlap', 'write': 'overlap'}
    rows = [(stage, series(found, kind, stage)) for stage, kind in kind_of.items()] + [('areas', areas_series(found))]
    total = 0.0
    for name, points in rows:
        if points:
            n, seconds = points[-1]
            then = seconds * OUTLOOK * math.log(OUTLOOK) / (n * math.log(n))
            total += then
            print_row(name, f'{n:,}', f'{seconds:.2f} s', f'{then / 3600:.1f} h')
    print_row('all stages', '', '', f'{total / 3600:.1f} h')
    sizes = list(found['cells'])
    one = memory(found)
    for what, name in (('junction', 'vertices'), ('home', 'homes')):
        if one[what] is None:
            continue
        size = max(finished(found, 'homes'))
        n = count_of(found, size, 'vertices')
        print_row(f'memory of {what}s', f'{n:,}', f'{one[what] * count_of(found, size, name) / 1e6:,.0f} MB',
                  f'{one[what] * count_of(found, size, name) / n * OUTLOOK / 1e9:,.0f} GB')
    if sizes and one['cell']:
        n, cells = count_of(found, max(sizes), 'vertices'), found['cells'][max(sizes)]
        print_row('memory of cells', f'{n:,}', f"{one['cell'] * cells / 1e6:,.0f} MB", f"{one['cell'] * cells / n * OUTLOOK / 1e9:,.0f} GB")
    print()


def draw(found, path):
    """Three panels: seconds without areas, seconds with them, memory."""
    panels = []
    for title, kind in (('check, and areas: none; seconds', 'none'), ('areas: overlap; seconds', 'overlap')):
        lines = {stage: series(found, 'homes' if kind == 'none' and stage in CHECKED else kind, stage) for stage in STAGES}
        panels.append((title, {name: [p for p in points if p[1] > 0] for name, points in lines.items()}, True))
    peaks = {kind: [(count_of(found, size, 'vertices'), one['peak_bytes'] / 1e6) for size, one in finished(found, kind).items()]
             for kind in KINDS}
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
    parser.add_argument('--doc')
    parser.add_argument('--read', nargs='+')
    options = parser.parse_args()
    if bool(options.read) == bool(options.place):
        parser.error('either COMMAND and PLACE, or --read FILE')
    return options


def print_all(found):
    """Answers whether no stage is short."""
    loads = [one['load'] for runs in found['runs'].values() for one in runs.values() if one]
    print(f"{found['machine']}; threads: {found['threads']}; load at the ends of the runs {min(loads):.1f} to {max(loads):.1f}; "
          f"{found['walled']} % of compounds walled. Seconds of processor; the whole also by the clock.\n")
    for kind, title in SHOWN.items():
        print(f'{title}:\n')
        print_times(found, kind)
    for kind, title in SHOWN.items():
        if any(one and one.get('peaks') for one in found['runs'][kind].values()):
            print(f'Peak of memory up to the end of each stage, MB ({title}):\n')
            print_peaks(found, kind)
    good = print_slopes(found)
    print_memory(found)
    print_outlook(found)
    return good


def into_document(path, text):
    """Puts the tables between the two marks of a document."""
    with open(path, encoding='utf-8') as document:
        before, _, rest = document.read().partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    with open(path, 'w', encoding='utf-8', newline='\n') as document:
        document.write(f'{before}{MARKS[0]}\n\n{text}{MARKS[1]}{after}')


def main():
    options = read_options()
    if options.read:
        found = put_together(options.read)
    else:
        os.makedirs(options.place, exist_ok=True)
        found = measure(options)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        good = print_all(found)
    print(said.getvalue(), end='')
    if options.svg:
        draw(found, options.svg)
    if options.doc:
        into_document(options.doc, said.getvalue())
    return 0 if good else 1


if __name__ == '__main__':
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
