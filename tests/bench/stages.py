#!/usr/bin/python3
"""Seconds per stage of whole runs on real cities, with 1 and 2 threads, and the peak of memory.

Usage: stages.py COMMAND SETTLED DATA PLACE [SECONDS]     (SETTLED: bench_settled; DATA: folder with porto and las-palmas; PLACE: folder
for what is written; SECONDS: a run that takes longer is ended and said to)

`areas` is what the search stage takes longer with service areas than without them; the dissolved areas behind `land_network`
are part of the coverage stage. Las Palmas brings its homes and
places; Porto has streets only, so homes and facilities stand beside every so-many-th way.
"""
import json
import os
import resource
import signal
import subprocess
import sys
import threading

from osgeo import ogr

THREADS = (1, 2)
STAGES = ('read', 'network', 'join', 'search', 'areas', 'coverage', 'write')
AT_MOST_S = 600
HOMES_EVERY, FACILITIES_EVERY = 8, 240
SQUARE_DEGREES = 0.0005


def square(lon, lat):
    d = SQUARE_DEGREES
    return [[[lon, lat], [lon + d, lat], [lon + d, lat + d], [lon, lat + d], [lon, lat]]]


def beside_ways(roads, place):
    """Homes and facilities for a city of which only the streets are known."""
    dataset = ogr.Open(roads)
    layer = dataset.GetLayer('lines')
    layer.SetAttributeFilter("highway IN ('residential', 'tertiary', 'living_street', 'unclassified')")
    homes, facilities = [], []
    for count, way in enumerate(layer):
        lon, lat = way.GetGeometryRef().GetPoint_2D(0)
        if count % HOMES_EVERY == 0:
            homes.append({'type': 'Feature', 'properties': {'id': f'h{count}', 'households': 50 + count % 90},
                          'geometry': {'type': 'Polygon', 'coordinates': square(lon + 0.0001, lat + 0.0001)}})
        if count % FACILITIES_EVERY == 0:
            facilities.append({'type': 'Feature', 'properties': {'id': f'f{count}'},
                               'geometry': {'type': 'Point', 'coordinates': [lon + 0.0001, lat]}})
    paths = []
    for name, features in (('homes', homes), ('facilities', facilities)):
        paths.append(os.path.join(place, f'porto-{name}.geojson'))
        with open(paths[-1], 'w', encoding='utf-8') as out:
            json.dump({'type': 'FeatureCollection', 'features': features}, out)
    return paths


def porto(data, place, areas):
    roads = os.path.join(data, 'porto', 'porto_portugal.osm.pbf')
    homes, facilities = beside_ways(roads, place)
    return f'''
profile: adult
limits: {{minutes: 15}}
working_crs: EPSG:32629
parameters: {{areas: {areas}}}
categories: [{{id: place, zh: 点, en: Place}}]
network: [{{source: {roads}}}]
facilities: [{{source: {facilities}, category: place, id: id}}]
homes: [{{source: {homes}, id: id, households: households}}]
'''


def las_palmas(data, place, areas):
    del place
    folder = os.path.join(data, 'las-palmas')
    layers = os.path.join(folder, 'las_palmas_layers.gpkg')
    return f'''
profile: adult
limits: {{minutes: 15}}
working_crs: EPSG:32628
parameters: {{areas: {areas}}}
categories: [{{id: school, zh: 学校, en: School}}, {{id: supermarket, zh: 超市, en: Supermarket}}, {{id: pharmacy, zh: 药店, en: Pharmacy}}]
network: [{{source: {os.path.join(folder, 'las_palmas.osm.pbf')}}}]
facilities:
  - {{source: {layers}, layer: places, category: school, id: osm_id, name: name, select: {{amenity: school}}}}
  - {{source: {layers}, layer: places, category: supermarket, id: osm_id, name: name, select: {{shop: supermarket}}}}
  - {{source: {layers}, layer: places, category: pharmacy, id: osm_id, name: name, select: {{amenity: pharmacy}}}}
homes: [{{source: {layers}, layer: residential_buildings, id: osm_id}}]
'''


def run(command, config, threads, at_most_s):
    """(seconds by stage, peak bytes) of a run; None if it takes longer than at_most_s."""
    process = subprocess.Popen([command, 'run', '--json', '--quiet', '--threads', str(threads), config], stdout=subprocess.PIPE)
    timer = threading.Timer(at_most_s, process.kill)
    timer.start()
    status = None
    try:
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        in_time = timer.is_alive()
    finally:
        timer.cancel()
        if status is None:
            process.kill()  # whoever ends us ends the run too
    if not in_time:
        return None
    if status:
        sys.exit(f'{config}: exit {os.waitstatus_to_exitcode(status)}')
    return {stage['name']: stage['seconds'] for stage in json.loads(answer)['stages']}, usage.ru_maxrss * 1024


def split_areas(seconds, plain):
    """Takes out of the stage `search` what it needs longer than without service areas."""
    seconds['areas'] = max(0.0, seconds['search'] - plain['search'])
    seconds['search'] -= seconds['areas']
    return seconds


def print_row(first, values, peak=None):
    print('| ' + ' | '.join([*first, *values, '' if peak is None else f'{peak / 1e6:.0f}']) + ' |', flush=True)


def end_on_term():
    """Lets a polite end of this program pass through its `finally`s."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def measure(command, settled_command, data, place, at_most_s=AT_MOST_S):
    """Prints the table. Answers {(city, threads): seconds by stage}; what took too long is missing."""
    os.makedirs(place, exist_ok=True)
    found = {}
    print('| city | threads | in | ' + ' | '.join(STAGES) + ' | whole | peak, MB |')
    print('|---' * (len(STAGES) + 5) + '|')
    for name, write in (('las-palmas', las_palmas), ('porto', porto)):
        configs = {}
        for areas in ('overlap', 'none'):
            configs[areas] = os.path.join(place, f'{name}-{areas}.yaml')
            with open(configs[areas], 'w', encoding='utf-8') as out:
                out.write(write(data, place, areas).lstrip() + f'output: {{path: {name}-{areas}.gpkg}}\n')
        settled = int(subprocess.run([settled_command, configs['overlap']], check=True, stdout=subprocess.PIPE).stdout)
        for threads in THREADS:
            whole, plain = (run(command, configs[areas], threads, at_most_s) for areas in ('overlap', 'none'))
            if whole is None or plain is None:
                print_row([name, str(threads)], [f'longer than {at_most_s} s'] + [''] * (len(STAGES) + 1))
                continue
            seconds, peak = split_areas(whole[0], plain[0]), whole[1]
            found[name, threads] = seconds
            times = [seconds[stage] for stage in STAGES] + [sum(seconds.values())]
            print_row([name, str(threads), 's'], [f'{time:.2f}' for time in times], peak)
            print_row([name, str(threads), 'ns a settled vertex'], [f'{1e9 * time / settled:,.0f}' for time in times])
    return found


if __name__ == '__main__':
    end_on_term()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    measure(sys.argv[1], sys.argv[2], os.path.abspath(sys.argv[3]), *sys.argv[4:5], *map(int, sys.argv[5:]))
