#!/usr/bin/python3
"""The command on the sample district, against the answers that its generator knows. Speaks TAP.

Usage: sample.py COMMAND FOLDER     (FOLDER: geodata/sample)
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

METRES = 0.05       # every edge is rounded to a millimetre once
STREET_METRES = 0.1
RATIO = 5e-6        # coordinates in the files are rounded to a millimetre, and so is the land of a part
LAND_RATIO = 0.05   # the answers sample the land every 5 m: one row of samples at the border of an area
LAND_RATIO_ALL = 0.005
CATEGORY_NUMBERS = ('nearest_m', 'least_m', 'p90_m', 'greatest_m')


class Report:
    def __init__(self):
        self.number = 0
        self.failed = 0

    def point(self, title, faults):
        faults = list(faults)
        self.number += 1
        self.failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {self.number} - {title}")
        for fault in faults[:12]:
            print(f'# {fault}')
        if len(faults) > 12:
            print(f'# and {len(faults) - 12} more')


def near(found, expected, tolerance):
    if expected is None or found is None:
        return expected is found
    return abs(found - expected) <= tolerance


def table(path, name):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')]


def copied(folder, place):
    """A copy of the sample, so that nothing is written beside the original."""
    work = os.path.join(place, 'sample')
    shutil.copytree(folder, work, ignore=shutil.ignore_patterns('out'))
    return work


def run(command, work, *options, environment=None):
    done = subprocess.run([command, 'run', *options, os.path.join(work, 'sample.yaml')], capture_output=True, text=True, check=False,
                          env=os.environ | (environment or {}))
    return done, os.path.join(work, 'out')


def comma_locale(place):
    """Environment of a country that writes 1,5, or None where no such locale can be made."""
    locales = os.path.join(place, 'locales')
    os.makedirs(locales)
    made = subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', os.path.join(locales, 'de_DE.UTF-8')],
                          capture_output=True, check=False)
    return {'LOCPATH': locales, 'LC_ALL': 'de_DE.UTF-8'} if made.returncode == 0 else None


def shuffle(work):
    """Turns the order of everything that has an id: ways, facilities, homes, units."""
    path = os.path.join(work, 'streets.osm')
    with open(path, encoding='utf-8') as text:
        whole = text.read()
    head, *ways = whole.replace('</osm>\n', '').split('  <way ')
    with open(path, 'w', encoding='utf-8') as out:
        out.write(head + ''.join('  <way ' + way for way in reversed(ways)) + '</osm>\n')
    path = os.path.join(work, 'elderly.csv')
    with open(path, encoding='utf-8') as text:
        header, *rows = text.read().splitlines()
    with open(path, 'w', encoding='utf-8') as out:
        out.write('\n'.join([header, *reversed(rows), '']))
    for name, layers in (('homes', ['homes']), ('outlets', ['outlets']), ('units', ['subdistricts', 'communities'])):
        with sqlite3.connect(os.path.join(work, name + '.gpkg')) as database:
            for layer in layers:
                triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (layer,)).fetchall()
                for trigger, in triggers:
                    database.execute(f'DROP TRIGGER "{trigger}"')
                database.execute(f'UPDATE "{layer}" SET fid = -fid')
                database.execute(f'UPDATE "{layer}" SET fid = fid + 1000')
                database.execute(f'DROP TABLE "rtree_{layer}_geom"')
                database.execute('DELETE FROM gpkg_extensions')


def same_tables(first, second):
    """Names of tables that differ between two results; checksums of inputs may."""
    for name in ('homes', 'facilities', 'service_areas', 'reached_streets', 'units', 'coverage', 'quality'):
        if table(first, name) != table(second, name):
            yield name


def wrong_homes(answers, homes, keys, tolerance):
    for answer in answers:
        home = homes[answer['home_id'], answer['name']]
        for key in keys:
            if not near(home[key], answer[key], tolerance):
                yield f"{answer['home_id']} {answer['name']}: {key} {home[key]}, expected {answer[key]}"


def wrong_categories(answers, homes, categories, keys, judge):
    for answer in answers:
        home = homes[answer['home_id'], answer['name']]
        for category in categories:
            for key in keys:
                expected = answer[category].get(key)
                found = home[f'{category}_{key}']
                if not judge(found, expected, key, answer[category]):
                    yield f"{answer['home_id']} {category}: {key} {found}, expected {expected}"


def same_metres(found, expected, key, verdict):
    if key == 'p90_m' and expected is None and 'least_m' in verdict:
        return True  # a rounding decides which point holds the ninth tenth
    return near(found, expected, METRES)


def same_facility(found, expected, key, verdict):
    del key
    return found == expected or (expected is None and 'least_m' in verdict)


def wrong_facilities(answers, facilities):
    for answer in answers:
        row = facilities.get(answer['facility_id'])
        if row is None:
            yield f"{answer['facility_id']}: missing"
            continue
        for key in ('category', 'status'):
            if row[key] != answer[key]:
                yield f"{answer['facility_id']}: {key} {row[key]}, expected {answer[key]}"
        if not near(row['snap_m'], answer.get('snap_m'), METRES):
            yield f"{answer['facility_id']}: snap_m {row['snap_m']}, expected {answer.get('snap_m')}"
        if 'reached_street_m' in answer and not near(row['reached_street_m'], answer['reached_street_m'], STREET_METRES):
            yield f"{answer['facility_id']}: reached {row['reached_street_m']} m, expected {answer['reached_street_m']}"
    for number in sorted(set(facilities) - {a['facility_id'] for a in answers}):
        yield f'{number}: should not be there'


def coverage_key(row):
    category = row.get('category') if row['definition'] not in ('all_of', 'k_of_n') else None
    k = row.get('k') if row['definition'] == 'k_of_n' else None
    return (row['level'], row['unit_code'], row['definition'], category, k, row.get('weight'), row.get('counted_level'))


def wrong_coverage(answers, rows, definition):
    found = {coverage_key(row): row for row in rows}
    for answer in answers:
        if answer['definition'] != definition:
            continue
        row = found.get(coverage_key(answer))
        if row is None:
            yield f'{coverage_key(answer)}: missing'
            continue
        whole = answer['denominator']
        land = definition.startswith('land')
        share = LAND_RATIO_ALL if land else RATIO
        if not near(row['denominator'], whole, 1e-5 * whole if land else 1e-6):
            yield f"{coverage_key(answer)}: denominator {row['denominator']}, expected {whole}"
        if not near(row['numerator'], answer['numerator'], share * whole + 1e-3):
            yield f"{coverage_key(answer)}: numerator {row['numerator']}, expected {answer['numerator']}"


def wrong_defects(answers, path):
    rows = table(path, 'network_defects')
    if len(rows) != len(answers):
        yield f'{len(rows)} defects, expected {len(answers)}'
    for answer, row in zip(answers, rows):
        if row['kind'] != answer['kind'] or not near(row['distance_m'], answer['distance_m'], 0.002):
            yield f"{row['kind']} of {row['distance_m']} m, expected {answer['kind']} of {answer['distance_m']} m"
        gains = {gain['category']: gain['gain_households'] for gain in table(path, 'network_defect_gains')}
        expected = {gain['category']: gain['gain_households'] for gain in answer['gains']}
        if set(gains) != set(expected) or any(not near(gains[name], expected[name], 0.01) for name in gains):
            yield f'gains {gains}, expected {expected}'


def wrong_quality(answers, rows):
    for answer in answers:
        mine = [row for row in rows if row['layer'] == answer['layer'] and row['source'].endswith(answer['source'])]
        if not any(row['severity'] == answer['severity'] and row['feature_id'] == answer['feature_id'] for row in mine):
            about = [f"{row['severity']} {row['code']}" for row in mine if row['feature_id'] == answer['feature_id']]
            yield f"{answer['source']} \"{answer['feature_id']}\": {answer['severity']} ({answer['why']}) expected, found {about}"


def compare(report, answers, path):
    homes = {(row['home_id'], row['name']): row for row in table(path, 'homes')}
    categories = list(answers['limits_m'])
    expected = answers['homes']
    report.point('every home is there', (f"{a['home_id']} {a['name']}" for a in expected
                                         if (a['home_id'], a['name']) not in homes))
    report.point('no home beside them', [] if len(homes) == len(expected) else [f'{len(homes)} homes, expected {len(expected)}'])
    report.point('land', wrong_homes(expected, homes, ['area_m2'], 0.05))
    report.point('people and demand points', wrong_homes(
        expected, homes, ['households', 'population', 'elders', 'minors', 'demand_point_count'], 1e-6))
    report.point('units of homes', (f"{a['home_id']}: {level} {homes[a['home_id'], a['name']][level]}, expected {a[level]}"
                                    for a in expected for level in ('unit_subdistrict', 'unit_community')
                                    if homes[a['home_id'], a['name']][level] != a[level]))
    report.point('walks', wrong_categories(expected, homes, categories, CATEGORY_NUMBERS, same_metres))
    report.point('verdicts', wrong_categories(expected, homes, categories, ['status'], lambda f, e, *_: f == e))
    report.point('nearest facilities', wrong_categories(expected, homes, categories, ['facility_id'], same_facility))
    report.point('facilities within the limit', wrong_categories(expected, homes, categories, ['facility_count'],
                                                                 lambda f, e, *_: f == e))
    report.point('covered shares', wrong_categories(expected, homes, categories, ['covered_ratio'],
                                                    lambda f, e, *_: near(f, e, RATIO)))
    report.point('land within service areas', wrong_categories(expected, homes, categories, ['land_network_ratio'],
                                                               lambda f, e, *_: near(f, e, LAND_RATIO)))
    report.point('facilities', wrong_facilities(answers['facilities'], {r['facility_id']: r for r in table(path, 'facilities')}))
    rows = table(path, 'coverage')
    for definition in ('weight', 'land_network', 'land_radius', 'unit_has', 'all_of', 'k_of_n'):
        report.point(f'coverage by {definition}', wrong_coverage(answers['coverage'], rows, definition))
    report.point('the street that is not drawn through, and who would gain by it', wrong_defects(answers['defects'], path))
    report.point('what was planted is in the table of quality', wrong_quality(answers['quality'], table(path, 'quality')))


def bytes_of(folder):
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), 'rb') as data:
                found[os.path.relpath(os.path.join(path, name), folder)] = data.read()
    return found


def repeat(report, command, work, first, place):
    """The same bytes for any number of threads, and in a country with a decimal comma."""
    comma = comma_locale(place)
    report.point('a locale with a decimal comma can be made', [] if comma else ['localedef failed'])
    for threads, environment in (('1', comma), ('2', None), ('8', None)):
        again, out = run(command, work, '--threads', threads, environment=environment)
        second = bytes_of(out)
        wrong = [name for name in sorted(set(first) | set(second)) if first.get(name) != second.get(name)]
        report.point(f"the same bytes with {threads} threads{' and a decimal comma' if environment else ''}",
                     wrong if again.returncode == 0 else ['failed', *again.stderr.splitlines()[-5:]])
    report.point('nothing is left beside the result', [name for name in first if name.startswith('.')])


def main(command, folder):
    report = Report()
    with open(os.path.join(folder, 'answers.json'), encoding='utf-8') as text:
        answers = json.load(text)
    with tempfile.TemporaryDirectory() as place:
        work = copied(folder, place)
        done, out = run(command, work)
        report.point('the run ends well', [] if done.returncode == 0 else [f'exit {done.returncode}', *done.stderr.splitlines()[-5:]])
        if done.returncode == 0:
            compare(report, answers, os.path.join(out, 'lifecircle.gpkg'))
            repeat(report, command, work, bytes_of(out), place)
            kept = os.path.join(place, 'first.gpkg')
            shutil.copy(os.path.join(out, 'lifecircle.gpkg'), kept)
            shuffle(work)
            again, out = run(command, work)
            report.point('the same tables whatever the order of the inputs', same_tables(kept, os.path.join(out, 'lifecircle.gpkg'))
                         if again.returncode == 0 else again.stderr.splitlines()[-5:])
    print(f'1..{report.number}')
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
