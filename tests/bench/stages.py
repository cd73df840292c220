#!/usr/bin/python3
"""Seconds per stage of whole runs on real cities, with 1 and 2 threads, and the peak of memory.

Usage: stages.py COMMAND DATA PLACE     (DATA: folder with porto and las-palmas; PLACE: folder for what is written)

`areas` is what the search stage takes longer with service areas than without them; the dissolved areas behind `land_network`
are part of the coverage stage. Las Palmas brings its homes and
places; Porto has streets only, so homes and facilities stand beside every so-many-th way.
"""
import json
import os
import resource
import subprocess
import sys

from osgeo import ogr

THREADS = (1, 2)
STAGES = ('read', 'network', 'join', 'search', 'areas', 'coverage', 'write')
REPEATS = 3
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


def run(command, config, threads):
    """(seconds by stage, peak bytes) of the fastest of a few runs."""
    best = None
    for _ in range(REPEATS):
        process = subprocess.Popen([command, 'run', '--json', '--quiet', '--threads', str(threads), config], stdout=subprocess.PIPE)
        summary = json.load(process.stdout)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f'{config}: exit {os.waitstatus_to_exitcode(status)}')
        seconds = {stage['name']: stage['seconds'] for stage in summary['stages']}
        if best is None or sum(seconds.values()) < sum(best[0].values()):
            best = seconds, usage.ru_maxrss * 1024
    return best


def main(command, data, place):
    os.makedirs(place, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print('| city | threads | ' + ' | '.join(f'{stage}, s' for stage in STAGES) + ' | whole, s | peak, MB |')
    print('|---' * (len(STAGES) + 4) + '|')
    for name, write in (('las-palmas', las_palmas), ('porto', porto)):
        configs = {}
        for areas in ('overlap', 'none'):
            configs[areas] = os.path.join(place, f'{name}-{areas}.yaml')
            with open(configs[areas], 'w', encoding='utf-8') as out:
                out.write(write(data, place, areas).lstrip() + f'output: {{path: {name}-{areas}.gpkg}}\n')
        for threads in THREADS:
            seconds, peak = run(command, configs['overlap'], threads)
            plain, _ = run(command, configs['none'], threads)
            whole = sum(seconds.values())
            seconds['areas'] = max(0.0, seconds['search'] - plain['search'])
            seconds['search'] -= seconds['areas']
            print(f'| {name} | {threads} | ' + ' | '.join(f'{seconds[stage]:.2f}' for stage in STAGES)
                  + f' | {whole:.2f} | {peak / 1e6:.0f} |', flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
