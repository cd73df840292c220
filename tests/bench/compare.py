#!/usr/bin/python3
"""Our searches beside other programs on the same graphs, our areas beside a naive union, our reading beside ReadOSM, and what the
stages of whole runs take.

Usage: compare.py BUILD DATA [--rounds N] [--seconds N] [--no-stages | --only-reading | --only-areas] [--keep]

Every program loads its graph, is checked (same settled vertices, same sum of costs), and then waits for its next round; so all of them
live through the same minutes. Ratios are of minima; medians stand beside them. Exit 1 if a target is missed or answers differ.
--keep writes tests/bench/baseline.json, with which later runs are compared; --seconds bounds one run of the stages.
ROUTINGKIT=FOLDER: a copy of RoutingKit (only its headers are used). A peer that is missing is left out by name."""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

import stages
import targets

HERE = os.path.dirname(os.path.abspath(__file__))
BASELINE = os.path.join(HERE, 'baseline.json')
LIMIT_MM, FEW, SIDE = 1000000, 50, 4
TILES = 600  # that bench_areas makes of a city
CITIES = {'Porto': 'porto', 'Oslo': 'oslo-east'}
READ_CITIES = {'Porto': 'porto', 'Las Palmas': 'las-palmas', 'Oslo': 'oslo-east'}
RED, PLAIN = ('\033[31m', '\033[0m') if sys.stdout.isatty() else ('', '')
DROP = 0.8  # of the kept ratio


class Program:
    """A program that answers each line with a round of times."""

    def __init__(self, name, command):
        self.name, self.checks, self.times, self.facts = name, {}, {}, {}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.listen()

    def listen(self):
        for line in iter(self.process.stdout.readline, '.\n'):
            if not line:
                sys.exit(f'{self.name} ended: {self.process.stderr.read().strip()}')
            word, *rest = line.split()
            if word == 'check':
                self.checks[rest[0]] = (int(rest[1]), int(rest[2]))
            elif word == 'time':
                self.times.setdefault(rest[0], []).append(float(rest[1]) / int(rest[2]))
            elif word == 'fact':
                self.facts[rest[0]] = float(rest[1])
            elif word == 'size':
                self.vertices = int(rest[0])
            elif word == 'worst':
                self.worst_um = float(rest[0])

    def round(self):
        self.process.stdin.write('round\n')
        self.process.stdin.flush()
        self.listen()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def compiled(build, name, *command):
    """Path of a peer compiled now, or None."""
    out = os.path.join(build, 'peers', name)
    done = subprocess.run([*command, '-O3', '-DNDEBUG', '-o', out], stderr=subprocess.PIPE, text=True, cwd=os.path.join(HERE, 'peers'))
    return out if done.returncode == 0 else None


def find_peers(build):
    """{name: function of a folder that gives its command}; says which are left out."""
    os.makedirs(os.path.join(build, 'peers'), exist_ok=True)
    routingkit = os.environ.get('ROUTINGKIT')
    python = [sys.executable]
    programs = {
        'boost': compiled(build, 'boost', 'g++', '-std=c++17', 'boost.cpp'),
        'routingkit': routingkit and compiled(build, 'routingkit', 'g++', '-std=c++17', '-I', f'{routingkit}/include', 'routingkit.cpp'),
        'igraph': compiled(build, 'igraph', 'gcc', 'igraph.c', '-I/usr/include/igraph', '-Wl,--no-as-needed', '-ligraph'),
    }
    peers = {name: lambda folder, path=path, few=[str(FEW)] if name == 'igraph' else []: [path, folder, str(LIMIT_MM), *few]
             for name, path in programs.items() if path}
    if subprocess.run([*python, '-c', 'import scipy.sparse.csgraph'], stderr=subprocess.DEVNULL).returncode == 0:
        peers['scipy'] = lambda folder: [*python, os.path.join(HERE, 'peers', 'scipy_limit.py'), folder, str(LIMIT_MM), str(FEW)]
    if shutil.which('pg_lsclusters') and any(os.path.exists(f'/usr/share/postgresql/{version}/extension/pgrouting.control')
                                             for version in os.listdir('/usr/share/postgresql')):
        peers['pgrouting'] = lambda folder: [*python, os.path.join(HERE, 'peers', 'pgrouting.py'), folder, str(LIMIT_MM),
                                             os.path.join(tempfile.gettempdir(), f'lifecircle-bench-{os.getpid()}')]
    for name in ('boost', 'routingkit', 'igraph', 'scipy', 'pgrouting'):
        if name not in peers:
            print(f'Left out: {name}' + (' (ROUTINGKIT names no copy of it)' if name == 'routingkit' else ' (not installed)'))
    return peers


def check_answers(city, ours, peers):
    """Ends the program where a peer settles other vertices or at other costs."""
    expected = {'boost': 'bounded', 'routingkit': 'bounded', 'pgrouting': 'bounded', 'igraph': 'first50', 'scipy': 'first50'}
    for peer in peers:
        for graph, found in peer.checks.items():
            want = ours.checks['nearest' if graph == 'nearest' else expected[peer.name]]
            if found != want:
                sys.exit(f'{city}: {peer.name} on {graph} settles {found[0]} at {found[1]} mm, we {want[0]} at {want[1]} mm')


def city_config(build, data, folder_name):
    """Path of a city's configuration, in a folder of its own."""
    folder = os.path.join(build, 'bench', folder_name)
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)
    config = os.path.join(folder, 'config.yaml')
    with open(os.path.join(HERE, '..', 'real', folder_name, 'config.yaml'), encoding='utf-8') as template:
        text = template.read().replace('@DATA@', data).replace('@OUT@', folder)
    with open(config, 'w', encoding='utf-8') as out:
        out.write(text)
    return config


def measure_reading(build, data, rounds):
    """{city/measure: nanoseconds, one a round}: ReadOSM's parse of the city's file, and ours to the network."""
    found = {}
    for city, folder_name in READ_CITIES.items():
        config = city_config(build, data, folder_name)
        program = Program('bench_read', [os.path.join(build, 'tests', 'bench', 'bench_read'), config])
        for _ in range(rounds):
            program.round()
        program.end()
        found.update({f'{city}/{name}': [time / 1e9 for time in times] for name, times in program.times.items()})
    return found


def print_reading(table, found):
    print('\nSeconds of one thread from the OSM file to the network, and of ReadOSM for its bare parse\n')
    print('| what | ours | ReadOSM | ratio | by medians | target | | last kept |')
    print('|---|---|---|---|---|---|---|---|')
    for city in READ_CITIES:
        table.compare(f'{city}: OSM to ways and barriers', found, f'{city}/roads', f'{city}/bare', None, True)
        table.compare(f'{city}: OSM to network', found, f'{city}/network', f'{city}/bare', targets.READ_AT_MOST, True)


def compare_metric(table, build, data, rounds):
    """Ground lengths of Porto's segments by our metric and by PROJ, and how far they are apart."""
    config = city_config(build, data, CITIES['Porto'])
    program = Program('bench_metric', [os.path.join(build, 'tests', 'bench', 'bench_metric'), config])
    for _ in range(rounds):
        program.round()
    program.end()
    print('\nns a segment of at most 500 m (second row: worst difference of a segment, micrometres)\n')
    print('| what | ours | PROJ | ratio | by medians | target | | last kept |')
    print('|---|---|---|---|---|---|---|---|')
    table.compare('Porto: ground length: geod_inverse', program.times, 'metric', 'proj', targets.METRIC_AT_LEAST)
    table.row('Porto: ground length: worst difference', program.worst_um, 0, program.worst_um, program.worst_um,
              targets.METRIC_UM_AT_MOST, True)


def measure_city(build, data, folder_name, city, peers, rounds):
    """{measure: times per settled vertex, one a round}."""
    config = city_config(build, data, folder_name)
    folder = os.path.dirname(config)
    search = os.path.join(build, 'tests', 'bench', 'bench_search')
    programs = [Program('ours', [search, config, folder])]
    programs += [Program(name, command(folder)) for name, command in peers.items()]
    check_answers(city, programs[0], programs[1:])
    growth = Program('growth', [search, config, folder, str(SIDE)]) if city == 'Porto' else None
    for _ in range(rounds):
        for program in programs + ([growth] if growth else []):
            program.round()
            if program.name in ('ours', 'boost', 'routingkit', 'growth'):
                program.round()  # a second time with a warm cache; slow programs do not need it
    found = {f'{program.name}/{name}': times for program in programs for name, times in program.times.items()}
    if growth:
        found.update({f'growth/{name}': times for name, times in growth.times.items()})
    if 'pgrouting/whole' in found:
        found['pgrouting/less-loading'] = [a - b for a, b in zip(found['pgrouting/whole'], found['pgrouting/loading'])]
    vertices = programs[0].vertices
    print(f'{city}: {vertices:,} junctions' + (f', tiled {growth.vertices:,}' if growth else '')
          + f'; {programs[0].checks["bounded"][0]:,} settled; answers equal: {", ".join(peers) or "no peer"}')
    for program in programs + ([growth] if growth else []):
        program.end()
    return found


def measure_writing(build, rounds):
    """{writer: times per row, one a round}: a GeoPackage by us and by a naive writer (see bench_write.c)."""
    folder = os.path.join(build, 'bench', 'write')
    os.makedirs(folder, exist_ok=True)
    program = Program('writers', [os.path.join(build, 'tests', 'bench', 'bench_write'), folder])
    for _ in range(rounds):
        program.round()
    program.end()
    return program.times


def measure_demand(build, data):
    """Seconds that ten million points take to join Porto's streets, with two threads (see bench_demand.c)."""
    config = city_config(build, data, 'porto')
    done = subprocess.run([os.path.join(build, 'tests', 'bench', 'bench_demand'), config], check=True, stdout=subprocess.PIPE, text=True)
    print('\n' + done.stdout.strip())
    return float(done.stdout.split('ten million points: ')[1].split()[0])


def measure_areas(build, data, folder_name, rounds):
    """A program that has done its rounds: service areas of a city and the naive way to them (see bench_areas.c)."""
    program = Program('bench_areas', [os.path.join(build, 'tests', 'bench', 'bench_areas'), city_config(build, data, folder_name)])
    for _ in range(rounds):
        program.round()
    program.end()
    return program


class Table:
    """Rows of results, and what became of their targets."""

    def __init__(self):
        self.kept, self.short = {}, 0
        self.before = {}
        if os.path.exists(BASELINE):
            with open(BASELINE, encoding='utf-8') as old:
                self.before = json.load(old)['ratios']

    def row(self, key, ours, peer, ratio, median, target, at_most=False):
        """A ratio beside its target; `at_most`: the less the better. Times are ns per settled vertex, or seconds."""
        self.kept[key] = round(ratio, 3)
        verdict = ''
        if target:
            good = ratio <= target if at_most else ratio >= target
            self.short += not good
            verdict = 'ok' if good else 'short'
        before = self.before.get(key)
        worse = before and (ratio * DROP > before if at_most else ratio < DROP * before)
        was = f'{RED}was {before:g}: DROP{PLAIN}' if worse else f'was {before:g}' if before else ''
        bound = f'{"<=" if at_most else ">="} {target:g}' if target else ''
        print(f'| {key} | {ours:.4g} | {peer:.4g} | {ratio:.2f} | {median:.2f} | {bound} | {verdict} | {was} |', flush=True)

    def compare(self, key, found, ours, peer, target, at_most=False):
        """`peer` through `ours` (at_most: `ours` through `peer`)."""
        if peer not in found or ours not in found:
            print(f'| {key} | | | | | {f">= {target:g}" if target else ""} | skipped | |')
            return
        over, under = (found[ours], found[peer]) if at_most else (found[peer], found[ours])
        self.row(key, min(found[ours]), min(found[peer]), min(over) / min(under), statistics.median(over) / statistics.median(under),
                 target, at_most)


def print_searches(table, city, found):
    place = list(CITIES).index(city)
    for name, (ours, peer, *least) in targets.PEERS.items():
        table.compare(f'{city}: {name}', found, f'ours/{ours}', peer, least[place])
    for name, (ours, peer) in targets.ORDERED.items():
        table.compare(f'{city}: {name}', found, f'ours/{ours}', peer, None)
    table.compare(f'{city}: bounded search: rows and labels alone', found, 'ours/search', 'ours/sweep', targets.SWEEP_AT_MOST, True)
    if 'growth/large' in found:
        table.compare(f'{city}: growth to a million junctions (tiled)', found, 'growth/large', 'growth/small', targets.GROWTH_AT_MOST, True)


def print_writing(table, found):
    table.compare('GeoPackage: OGR as it comes, one transaction', found, 'ours', 'naive', targets.WRITE_AT_LEAST)
    table.compare('GeoPackage: the same, on the processor', found, 'ours-cpu', 'naive-cpu', targets.WRITE_AT_LEAST)
    table.compare('GeoPackage: OGR as it comes, row by row', found, 'ours', 'row-by-row', None)


def print_stage_targets(table, found):
    for city in ('las-palmas', 'porto'):
        key = f'{city}: two threads, stages search and areas'
        if (city, 1) not in found or (city, 2) not in found:
            print(f'| {key} | | | | | >= {targets.AREAS_AT_LEAST:g} | skipped: a run took too long | |')
            continue
        one, two = (found[city, threads]['search'] + found[city, threads]['areas'] for threads in (1, 2))
        table.row(key, two, one, one / two, one / two, targets.AREAS_AT_LEAST)


def print_areas(table, city, program):
    """Milliseconds a facility beside the naive union; then what the partition and other kinds of areas cost."""
    times = {name: [time / 1e6 for time in found] for name, found in program.times.items()}
    place = list(CITIES).index(city)
    for limit_m in (400, 1000, 1800):
        table.compare(f'{city}: area at {limit_m:,} m: every segment buffered, united', times, f'ours-{limit_m}', f'naive-{limit_m}',
                      targets.UNION_AT_LEAST[place])
    for name, ours, other, most in targets.AREAS:
        table.compare(f'{city}: {name}', times, ours, other, most, True)
    for name, one, two in (('tiles', 'tiles-one', 'tiles-two'), ('search and areas', 'areas-one', 'areas-two')):
        table.compare(f'{city}: two threads, {name}', times, two, one, targets.AREAS_AT_LEAST)


def print_area_facts(table, city, program):
    """What is judged by itself: the partition by the cell, all of the city in memory, vertices of borders."""
    cells = program.facts['cells'] / TILES
    times = [time / 1000.0 / cells for time in program.times['tiles']]
    middle = statistics.median(times)
    table.row(f'{city}: partition, microseconds a cell (piece of ground)', min(times), 0, min(times), middle, targets.CELL_AT_MOST_US, True)
    streets = [time * cells / program.facts['ways'] * TILES for time in times]
    table.row(f'{city}: partition, microseconds a street of a tile', min(streets), 0, min(streets), statistics.median(streets), None, True)
    size = program.facts['city-gb']
    table.row(f'{city}: partition of all of it, GB', size, 0, size, size, targets.PARTITION_AT_MOST_GB, True)
    vertices = program.facts['vertices-a-km']
    table.row(f'{city}: vertices a kilometre of border', vertices, 0, vertices, vertices, None, True)


def compare_areas(table, build, data, rounds):
    found = {city: measure_areas(build, data, folder, rounds) for city, folder in CITIES.items()}
    print('\nService areas, ms: 10 facilities, one thread but where said; the partition made but where it is what is measured\n')
    print('| what | ours | peer | ratio | by medians | target | | last kept |')
    print('|---|---|---|---|---|---|---|---|')
    for city, program in found.items():
        print_areas(table, city, program)
        print_area_facts(table, city, program)


def compare_searches(table, build, data, rounds):
    peers = find_peers(build)
    found = {city: measure_city(build, data, folder, city, peers, rounds) for city, folder in CITIES.items()}
    print('\nns per settled vertex, minima; one thread, 1,000 m, 1,000 sources; ratio by minima and by medians\n')
    print('| what | ours | peer | ratio | by medians | target | | last kept |')
    print('|---|---|---|---|---|---|---|---|')
    for city in CITIES:
        print_searches(table, city, found[city])


def machine():
    with open('/proc/cpuinfo', encoding='utf-8') as info:
        model = next((line.split(':')[1].strip() for line in info if line.startswith('model name')), platform.machine())
    return f'{model}, {os.cpu_count()} cores'


def load():
    return ' '.join(f'{value:.2f}' for value in os.getloadavg())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('data')
    parser.add_argument('--rounds', type=int, default=9)
    parser.add_argument('--seconds', type=int, default=stages.AT_MOST_S)
    parser.add_argument('--no-stages', action='store_true')
    parser.add_argument('--only-reading', action='store_true')
    parser.add_argument('--only-areas', action='store_true')
    parser.add_argument('--keep', action='store_true')
    options = parser.parse_args()
    stages.end_on_term()
    build, data = os.path.abspath(options.build), os.path.abspath(options.data)
    table, load_before = Table(), load()
    print(f'{machine()}; load {load_before}' + ('' if os.getloadavg()[0] < 0.5 else ' (NOT idle: two threads cannot be judged)'))
    if not options.only_reading:
        compare_areas(table, build, data, max(2, options.rounds // 3))  # a round takes a minute
    if not options.only_areas:
        print_reading(table, measure_reading(build, data, options.rounds))
        compare_metric(table, build, data, options.rounds)
    if not options.only_reading and not options.only_areas:
        compare_searches(table, build, data, options.rounds)
        print('\nns per row written, minima; 50,000 polygons with 12 columns\n')
        print('| what | ours | peer | ratio | by medians | target | | last kept |')
        print('|---|---|---|---|---|---|---|---|')
        print_writing(table, measure_writing(build, options.rounds))
        demand_s = measure_demand(build, data)
        print('\n| seconds | ours | at most | ratio | by medians | target | | last kept |')
        print('|---|---|---|---|---|---|---|---|')
        share = demand_s / targets.DEMAND_AT_MOST_S
        table.row('porto: ten million points joined, two threads', demand_s, targets.DEMAND_AT_MOST_S, share, share, 1, True)
    if not (options.no_stages or options.only_reading or options.only_areas):
        print()
        staged = stages.measure(os.path.join(build, 'src', 'cli', 'lifecircle'), os.path.join(build, 'tests', 'bench', 'bench_settled'),
                                data, os.path.join(build, 'runs'), options.seconds)
        print('\n| seconds | two | one | ratio | by medians | target | | last kept |')
        print('|---|---|---|---|---|---|---|---|')
        print_stage_targets(table, staged)
    print(f'\nLoad {load_before} before, {load()} after; {table.short} short')
    if options.keep:
        with open(BASELINE, 'w', encoding='utf-8') as out:
            json.dump({'machine': machine(), 'load': [load_before, load()], 'ratios': {**table.before, **table.kept}}, out, indent=1, sort_keys=True)
            out.write('\n')
    return 1 if table.short else 0


if __name__ == '__main__':
    sys.exit(main())
