#!/usr/bin/python3
"""The tables T1 to T7 that are handed in: read back and worked out apart from the program, by sums over the layer of homes. TAP.

Usage: hand_in.py COMMAND
"""
import csv
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import zipfile

import numpy
import openpyxl

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
sys.path.insert(0, os.path.join(HERE, '..', 'property'))

import tap  # noqa: E402
import town  # noqa: E402

OUTPUT = '{path: out.gpkg, tables: {folder: tables, xlsx: tables.xlsx, language: en}}'
TARGETS = {'clinic': 0.5, 'market': 0.8}
FILES = ['T1_subdistricts', 'T2_communities', 'T3_circles', 'T5_gaps', 'T6_projects', 'T7_sources', 'T7_quality']
HOSTILE = {'s00': '=cmd|\' /C calc\'!A0', 's01': '+1+1', 'c11': '@SUM(1)', 'c12': '-2', 'H01': '\t=1', 'F1': '=HYPERLINK("http://e.invalid")',
           't00': '<script>&"\''}


class HandInTest(unittest.TestCase):
    def setUp(self):
        keeper = tempfile.TemporaryDirectory(prefix='lifecircle-tables-')
        self.addCleanup(keeper.cleanup)
        self.folder = keeper.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, seed, output=OUTPUT, names=None, small=False, more=''):
        place = town.Town(seed, names)
        if small:
            for home in place.homes:
                home['households'] = home['households'] % 9
        place.write(self.folder, output)
        if more:
            with open(self.path('c.yaml'), 'a', encoding='utf-8') as file:
                file.write(more)
        return place

    def rewrite(self, old, new):
        with open(self.path('c.yaml'), encoding='utf-8') as file:
            text = file.read()
        self.assertIn(old, text)
        with open(self.path('c.yaml'), 'w', encoding='utf-8') as file:
            file.write(text.replace(old, new))

    def run_command(self, *options, code=0, prepare=None):
        done = subprocess.run([COMMAND, 'run', '--quiet', *options, 'c.yaml'], cwd=self.folder, capture_output=True, text=True,
                              check=False, preexec_fn=prepare)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def table(self, name):
        with open(self.path(f'tables/{name}.csv'), 'rb') as file:
            text = file.read()
        self.assertTrue(text.startswith(b'\xef\xbb\xbf'))
        return list(csv.DictReader(text.decode('utf-8-sig').splitlines()))

    def layer(self, name):
        with sqlite3.connect(self.path('out.gpkg')) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(f'SELECT * FROM "{name}"')]

    def near(self, found, expected, what, step=1.0):
        """A number as the sheet shows it: rounded to whole people, metres or hundredths."""
        self.assertLessEqual(abs(float(found) - expected), step / 2 + 1e-6 * (1 + abs(expected)), (what, found, expected))

    # What the numbers are

    def check_row(self, row, homes, weight):
        whole = sum(home[weight] for home in homes)
        for category in town.CATEGORIES:
            covered = sum(home[weight] * home[f'{category}_covered_ratio'] for home in homes)
            self.near(row[f'{category}_numerator'], covered, row)
            self.near(row[f'{category}_denominator'], whole, row)
            if whole == 0:
                self.assertEqual(row[f'{category}_percent'], 'n/a')
            else:
                self.near(row[f'{category}_percent'], 100 * covered / whole, row, 0.01)
            target = TARGETS.get(category)
            passed = '' if target is None else 'n/a' if whole == 0 else 'yes' if covered / whole >= target else 'no'
            self.assertEqual(row[f'{category}_pass'], passed)
        circle = sum(home[weight] * home['whole_circle_ratio'] for home in homes)
        self.near(row['all_numerator'], circle, row)

    def check_ranks(self, rows):
        for category in town.CATEGORIES:
            shares = [float(row[f'{category}_percent']) for row in rows if row[f'{category}_percent'] not in ('n/a', '*')]
            for row in rows:
                share = row[f'{category}_percent']
                if share in ('n/a', '*'):
                    self.assertEqual(row[f'{category}_rank'], '')
                else:
                    self.assertEqual(int(row[f'{category}_rank']), 1 + sum(other > float(share) + 1e-9 for other in shares))

    def test_t1_and_t2_are_sums_over_homes(self):
        for seed, weight in ((1, 'households'), (2, 'elders')):
            self.make(seed, OUTPUT.replace('language: en', f'language: en, weight: {weight}'))
            self.rewrite('{areas: none}', '{areas: none, suppress_below: 0}')
            self.run_command()
            homes = self.layer('homes')
            for name, level, above in (('T1_subdistricts', 'subdistrict', 'tier'), ('T2_communities', 'community', 'subdistrict')):
                rows = self.table(name)
                units = [row for row in rows if row['row_kind'] == 'unit']
                self.assertEqual(sorted(row['unit_code'] for row in units),
                                 sorted(code for kind, code, _ in town.Town(seed).units() if kind == level))
                for row in units:
                    self.check_row(row, [home for home in homes if home[f'unit_{level}'] == row['unit_code']], weight)
                    self.assertEqual(row['weight'], weight)
                self.check_row(next(row for row in rows if row['row_kind'] == 'total'), homes, weight)
                outside = [home for home in homes if home[f'unit_{level}'] is None]
                self.assertEqual(len([row for row in rows if row['row_kind'] == 'outside']), 1 if outside else 0)
                for row in rows:
                    if row['row_kind'] == 'subtotal':
                        self.assertEqual(level, 'subdistrict')
                        self.check_row(row, [home for home in homes if home[f'unit_{above}'] == row['tier_code']], weight)
                self.check_ranks(units)

    def test_t1_is_the_table_coverage(self):
        self.make(3)
        self.run_command()
        coverage = {(row['level'], row['unit_code'], row['category']): row for row in self.layer('coverage')
                    if row['definition'] == 'weight' and row['weight'] == 'households' and row['limit_m'] in (600, 300)}
        for row in self.table('T1_subdistricts'):
            if row['row_kind'] == 'unit':
                for category in town.CATEGORIES:
                    found = coverage['subdistrict', row['unit_code'], category]
                    if row[f'{category}_numerator'] != '*':
                        self.near(row[f'{category}_numerator'], found['numerator'], row)

    def test_t3_counts_the_categories_of_each_set(self):
        self.make(4)
        self.run_command()
        homes = self.layer('homes')
        rows = self.table('T3_circles')
        self.assertEqual(len(rows), 4 * 3)  # circles; all, and daily within 600 and 250 m
        for row in rows:
            inside = [home for home in homes if home['unit_circle'] == row['unit_code']]
            whole = sum(home['households'] for home in inside)
            members = town.CATEGORIES if row['category_set'] == 'all' else ('clinic', 'market')
            column = '_covered_ratio' + ('_250m' if row['limit_m'] == '250' else '')
            missing = []
            for category in members:
                share = sum(home['households'] * home[category + column] for home in inside) / whole
                if share < TARGETS.get(category, 1.0):
                    missing.append(category.capitalize())
            least = 3 if row['category_set'] == 'all' else 1
            self.assertEqual(int(row['reached_count']), len(members) - len(missing))
            self.assertEqual(row['categories_missing'], ', '.join(missing))
            self.assertEqual(int(row['least_count']), least)
            self.assertEqual(row['pass'], 'yes' if len(members) - len(missing) >= least else 'no')
            if row['category_set'] == 'all' and row['all_of_numerator'] != '*':
                self.near(row['all_of_numerator'], sum(home['households'] * home['whole_circle_ratio'] for home in inside), row)
                self.near(row['mean_count'], sum(home['households'] * home[f'{c}_covered_ratio'] for home in inside for c in members) / whole, row, 0.01)

    def test_t5_lists_the_gaps_and_t7_the_sources(self):
        place = self.make(5)
        place.facilities.append(dict(place.facilities[0], id='F9'))       # the same place and category, another id and name: stays
        place.facilities.append(dict(place.facilities[0]))                # the very same: merged
        place.write(self.folder, OUTPUT)
        self.run_command()
        gaps = {row['gap_id']: row for row in self.layer('gaps')}
        listed = self.table('T5_gaps')
        self.assertEqual({row['gap_id'] for row in listed}, set(gaps))
        for name in ('rank_population', 'rank_elders', 'detour_factor', 'barrier', 'cause', 'change', 'change_facility_id', 'closes_percent', 'gain_population'):
            self.assertIn(name, listed[0])
        for row in listed:
            self.assertEqual(row['cause'], gaps[row['gap_id']]['cause'] or '')
            self.assertEqual(row['unit_circle_name'], '名' + row['unit_circle'])
            if row['population'] != '*':
                self.near(row['population'], gaps[row['gap_id']]['population'], row)
            self.assertTrue(-500 < float(row['x_m']) - town.X_M < 1700 and -500 < float(row['y_m']) - town.Y_M < 1700, row)
        sources = {row['layer']: row for row in self.table('T7_sources')}
        self.assertEqual({name: sources['facilities'][name] for name in ('read_count', 'kept_count', 'merged_count', 'dropped_count')},
                         {'read_count': '10', 'kept_count': '9', 'merged_count': '1', 'dropped_count': '0'})
        self.assertEqual(sources['homes']['read_count'], '24')
        self.assertIn('4549', sources['homes']['crs'])
        quality = self.table('T7_quality')
        self.assertEqual(len(quality), len(self.layer('quality')))
        self.assertIn('merged', {row['class'] for row in quality})
        self.assertIn('crs', {row['class'] for row in quality})

    def test_t7_accounts_for_every_row_of_every_source(self):
        """Counted by hand: of two sources that read one layer each row is in one of them, and in one column."""
        place = self.make(5)
        extra = [dict(place.facilities[0]), dict(place.facilities[0], id='P1', x=900.0),
                 dict(place.facilities[0], id='P2', x=950.0), dict(place.facilities[0], id='N1', category='none')]
        place.facilities.extend(extra)
        place.write(self.folder, OUTPUT)
        with open(self.path('facilities.geojson'), encoding='utf-8') as file:
            layer = json.load(file)
        for one in layer['features']:
            one['properties']['status'] = 'planned' if one['properties']['id'][0] == 'P' else 'open'
        clinics = sum(one['properties']['category'] == 'clinic' for one in layer['features'])
        layer['features'].append({'type': 'Feature', 'geometry': None, 'properties': {'id': 'E1', 'category': 'market'}})
        with open(self.path('facilities.geojson'), 'w', encoding='utf-8') as file:
            json.dump(layer, file)
        source = 'source: facilities.geojson, category_field: category, id: id, name: name, attributes: {status: status}'
        self.rewrite('[{source: facilities.geojson, category_field: category, id: id, name: name}]',
                     f'[{{{source}, select: {{category: clinic}}}}, {{{source}, select: {{category: [market, park, none]}}}}]')
        self.run_command()
        rows = [[int(row[name]) for name in ('read_count', 'kept_count', 'idle_count', 'dropped_count', 'merged_count')]
                for row in self.table('T7_sources') if row['layer'] == 'facilities']
        others = len(layer['features']) - clinics
        self.assertEqual(place.facilities[0]['category'], 'clinic')
        self.assertEqual(rows, [[clinics, clinics - 3, 2, 0, 1], [others, others - 2, 0, 2, 0]])
        for row in self.table('T7_sources'):
            if row['read_count']:
                self.assertEqual(int(row['read_count']), sum(int(row[f'{name}_count']) for name in ('kept', 'idle', 'dropped', 'merged')), row)

    def test_a_heading_says_the_range_of_limits_that_go_by_an_attribute(self):
        self.make(5, OUTPUT.replace(', language: en', ''))
        self.rewrite('limits: {meters: 300}', 'limits_by: {attribute: area_m2, steps: [{at_least: 9, meters: 300}, {at_least: 1, meters: 120}]}')
        self.rewrite('name: name}]\nhomes', 'name: name, attributes: {area_m2: size}}]\nhomes')
        with open(self.path('facilities.geojson'), encoding='utf-8') as file:
            layer = json.load(file)
        for number, one in enumerate(layer['features']):
            one['properties']['size'] = 1 + 8 * (number % 2)
        with open(self.path('facilities.geojson'), 'w', encoding='utf-8') as file:
            json.dump(layer, file)
        self.run_command()
        headings = list(self.table('T1_subdistricts')[0])
        self.assertIn('公园 ≤120–300 米（按 area_m2） 覆盖率（%）', headings)
        self.assertIn('卫生站 ≤600 米 覆盖率（%）', headings)

    def test_chinese_tables_hold_chinese_words(self):
        """Causes, changes, kinds, verdicts: no word of the program's own is left in English."""
        self.make(5, OUTPUT.replace(', language: en', ''),
                  more='indicators:\n  - {id: reach, zh: 卫生站覆盖率, kind: coverage, definition: weight, category: clinic,\n'
                       '     weight: households, target: 50}\n'
                       '  - {id: staff, zh: 社工数, kind: count, numerator: [{figures: workers}, {figures: helpers}]}\n')
        again = '{source: units.geojson, select: {level: community}, code: code, name: name, level: '
        self.rewrite('units: [', f'units: [{again}group}}, ')
        self.run_command()
        gap_headings = list(self.table('T5_gaps')[0])
        self.assertEqual([h for h in gap_headings if h.isascii()], [])
        self.assertEqual([h for h in gap_headings if '组' in h], ['所属组代码', '所属组'])
        for name, headings in (('T1_subdistricts', ('人群', '定义', '权重', '计量')), ('T2_communities', ('人群', '定义')), ('T3_circles', ('人群',)),
                               ('T5_gaps', ('人群', '设施类别', '原因', '最小改动')), ('T6_projects', ('人群', '设施类别', '改动')),
                               ('T4_indicators', ('人群', '计算方式', '方向', '达标', '属性', '层级', '差距计量', '备注')),
                               ('T7_sources', ('输入类别',)), ('T7_quality', ('级别', '处理', '输入类别', '类型', '所做处理'))):
            rows = self.table(name)
            for heading in headings:
                words = {row[heading] for row in rows} - {'', 'n/a', '*'}
                self.assertTrue(words, heading)
                if heading == '所做处理':
                    words.discard('EPSG:4549')  # the working system
                self.assertEqual({word for word in words if word.isascii()}, set(), heading)

    def test_remarks_about_gates_polygons_and_closed_ways_are_in_chinese(self):
        """A gate of a home that is not there, one 300 m off its home, a polygon like a bow tie, and a way that only adults walk, closed."""
        place = self.make(5, OUTPUT.replace(', language: en', ''))
        west, south, east, north = place.homes[0]['box']
        bow = [[town.X_M + x, town.Y_M + y] for x, y in ((west, south), (east, north), (east, south), (west, north), (west, south))]
        with open(self.path('homes.geojson'), encoding='utf-8') as file:
            homes = json.load(file)
        homes['features'][0]['geometry']['coordinates'] = [bow]
        gates = [town.feature('Point', [town.X_M + west, town.Y_M + north + 300], id=f'G{i}', home=home)
                 for i, home in enumerate(('H00', 'none'))]
        steps = town.feature('LineString', [[town.X_M, town.Y_M - 50], [town.X_M + 300, town.Y_M - 50]], id='steps', highway='steps')
        path = town.feature('LineString', [[town.X_M, town.Y_M - 50], [town.X_M, town.Y_M]], id='path', highway='footway')
        for name, features in (('homes', homes['features']), ('gates', gates), ('steps', [steps, path])):
            with open(self.path(name + '.geojson'), 'w', encoding='utf-8') as file:
                json.dump(town.collection(features), file)
        self.rewrite('every_line: true}]', 'every_line: true}, {source: steps.geojson, fields: {id: id, highway: highway}}]')
        self.rewrite('speed_mps: 1.25\n', 'profiles: [adult, ride]\nclosed_ways: steps\ngates: [{source: gates.geojson, id: id, home: home}]\n')
        self.run_command()
        codes = {'gate_unknown_home', 'gate_far_from_home', 'geometry_repaired', 'way_closed'}
        rows = [row for row in self.table('T7_quality') if row['代码'] in codes]
        self.assertEqual({row['代码'] for row in rows}, codes)
        for row in rows:
            self.assertFalse(row['类型'].isascii() or row['所做处理'].isascii(), row)
            if row['代码'] != 'geometry_repaired':  # there GEOS speaks
                self.assertFalse(row['发现'].isascii(), row)

    def test_t4_holds_the_indicators_and_hides_small_counts_of_people_only(self):
        indicators = ('indicators:\n'
                      '  - {id: reach, zh: 卫生站覆盖率, en: Reach, kind: coverage, definition: weight, category: clinic, weight: households,\n'
                      '     target: 50}\n'
                      '  - {id: places, zh: 设施数, en: Places, kind: count, numerator: {facilities: [clinic, market]}}\n'
                      '  - {id: density, zh: 每千户公园, en: Parks for 1000 households, kind: ratio_of_sums, numerator: {facilities: park},\n'
                      '     denominator: {homes: households}, scale: 1000, target: 10}\n')
        for seed, small in ((1, False), (3, True)):
            self.make(seed, small=small, more=indicators)
            self.run_command()
            homes = self.layer('homes')
            exact = {(row['level'], row['unit_code'], row['indicator']): row for row in self.layer('indicators')}
            rows = self.table('T4_indicators')
            self.assertEqual(len(rows), len(exact))
            hidden = 0
            for row in rows:
                known = exact[row['level'], row['unit_code'], row['indicator']]
                self.assertEqual(row['measure'], {'reach': '%'}.get(row['indicator'], ''))
                inside = [home for home in homes if row['level'] == 'all' or home['unit_' + row['level']] == row['unit_code']]
                whole = sum(home['households'] for home in inside)
                covered = sum(home['households'] * home['clinic_covered_ratio'] for home in inside)
                if row['value'] == '*':
                    hidden += 1
                    self.assertNotEqual(row['indicator'], 'places')
                    self.assertEqual((row['numerator'], row['denominator'], row['pass'], row['gap']), ('*', '*', '*', '*'))
                    continue
                if row['indicator'] == 'reach' and whole > 0:
                    self.assertFalse(any(1e-3 < count < 5 - 1e-3 for count in (covered, whole - covered, whole)), row)
                    self.near(row['value'], 100 * covered / whole, row, 0.01)
                    self.assertEqual(row['pass'], 'yes' if covered / whole >= 0.5 else 'no')
                if row['indicator'] != 'places' and whole == 0:
                    self.assertEqual((row['value'], row['pass']), ('n/a', 'n/a'))
                if known['numerator'] is not None:
                    self.near(row['numerator'], known['numerator'], row, 0.01)
            if small:
                self.assertGreater(hidden, 3)

    # Workbook

    def test_the_workbook_holds_what_the_files_hold(self):
        self.make(6)
        self.run_command()
        book = openpyxl.load_workbook(self.path('tables.xlsx'))
        self.assertEqual(book.sheetnames[:3], ['Cover', 'T1 subdistricts', 'T2 communities'])
        called = {}
        for tab, heading, column, _ in book['Columns'].iter_rows(min_row=4, values_only=True):
            called.setdefault(tab, []).append((heading, column))
        for name, sheet in zip(FILES, book.worksheets[1:]):
            rows = list(sheet.iter_rows(values_only=True))
            with open(self.path(f'tables/{name}.csv'), encoding='utf-8-sig', newline='') as file:
                lines = list(csv.reader(file))
            first = int(''.join(c for c in sheet.freeze_panes if c.isdigit())) - 1
            self.assertEqual(sheet.auto_filter.ref, f'A{first}:{sheet.cell(first, len(lines[0])).column_letter}{first + len(lines) - 1}')
            self.compare_head(sheet, first, lines[0], called[sheet.title])
            for column in sheet.iter_cols(min_row=first + 1, max_row=first + len(lines) - 1):
                width = sheet.column_dimensions[column[0].column_letter].width
                for cell in column:
                    self.assertFalse(cell.value in ('n/a', '*') and cell.number_format != 'General' and cell.alignment.horizontal != 'right')
                    if isinstance(cell.value, float) and cell.number_format != 'General':
                        decimals = len(cell.number_format.partition('.')[2])
                        self.assertLess(len(f'{cell.value:,.{decimals}f}'), width, cell.coordinate)
            self.assertTrue(all(value is None for value in rows[first + len(lines) - 1]), 'an empty row, then notes')
            for row, line in zip(rows[first:], lines[1:]):
                for value, text in zip(row, line):
                    if isinstance(value, (int, float)):
                        self.assertLessEqual(abs(value - float(text)), 1e-9)
                    else:
                        self.assertEqual(value or '', text)
        shares = {cell.number_format for cell in book['T1 subdistricts']['L'] if isinstance(cell.value, (int, float))}
        self.assertEqual(shares, {'0.00'})
        total = [row for row in book['T1 subdistricts'].iter_rows() if row[1].value == 'total'][0]
        self.assertTrue(total[5].font.bold)

    def compare_head(self, sheet, first, names, called):
        """Every column of the table is above its cells and in the list of columns, by its heading and by its name for programs."""
        shared = {column[1:]: heading.partition('] ')[2] for heading, column in called if column.startswith('*')}
        own = {column: heading for heading, column in called if not column.startswith('*')}
        for name, cell in zip(names, sheet[first]):
            ending = '_' + name.rpartition('_')[2]
            self.assertEqual(cell.value, own.get(name, shared.get(ending)), name)
            if name not in own:  # the first of a category has its title above it
                self.assertEqual(sheet.cell(first - 1, cell.column).value is not None, ending == '_numerator', name)
        longest = max(len(cell.value) / sheet.column_dimensions[cell.column_letter].width for cell in sheet[first])
        self.assertGreaterEqual(sheet.row_dimensions[first].height, 15 * min(6, longest))

    def test_hostile_names_do_nothing(self):
        self.make(7, names=HOSTILE)
        self.run_command()
        names = {row['unit_name'] for name in ('T1_subdistricts', 'T2_communities') for row in self.table(name)}
        for name in ('s00', 's01', 'c11', 'c12'):
            self.assertIn("'" + HOSTILE[name], names)
        with open(self.path('tables/T1_subdistricts.csv'), encoding='utf-8-sig') as file:
            for cell in (cell for line in csv.reader(file) for cell in line):
                self.assertFalse(cell[:1] in '=+-@\t\r' and cell and not cell.replace('.', '').replace('-', '').isdigit(), cell)
        with zipfile.ZipFile(self.path('tables.xlsx')) as book:
            for entry in book.namelist():
                text = book.read(entry).decode()
                self.assertNotIn('<f>', text)
                self.assertNotIn('<f ', text)
                self.assertNotIn('External', text)
                for link in re.findall('<hyperlink [^>]*>', text):
                    self.assertRegex(link, "^<hyperlink ref=\"[A-Z]+[0-9]+\" location=\"'[^'\"]+'!A1\"")
        book = openpyxl.load_workbook(self.path('tables.xlsx'))
        cells = {cell.value: cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        for name in ('s00', 's01', 'c11', 't00'):
            self.assertIn(cells[HOSTILE[name]], 's', name)

    def test_chinese_headings_by_default(self):
        self.make(1, '{path: out.gpkg, tables: {folder: tables, xlsx: tables.xlsx}}')
        self.run_command()
        row = self.table('T1_subdistricts')[0]
        self.assertEqual((row['人群'], row['行类别'], row['权重'], row['计量']), ('成人', '单元', '户数', '户'))
        self.assertIn('卫生站 ≤600 米 覆盖率（%）', row)
        book = openpyxl.load_workbook(self.path('tables.xlsx'))
        self.assertEqual([cell.value for cell in book['T1 街镇覆盖矩阵'][4]][:3], ['人群', '行类别', '圈层代码'])
        listed = [(row[1], row[2]) for row in book['字段'].iter_rows(min_row=4, values_only=True) if row[0] == 'T1 街镇覆盖矩阵']
        self.assertEqual(listed[:3], [('人群', 'profile'), ('行类别', 'row_kind'), ('圈层代码', 'tier_code')])

    # Privacy

    def test_small_counts_are_not_published_and_not_given_away(self):
        hidden = 0
        for seed in range(10, 16):
            self.make(seed, small=True)
            self.run_command()
            homes = self.layer('homes')
            for name, level, above in (('T2_communities', 'community', 'subdistrict_code'), ('T1_subdistricts', 'subdistrict', 'tier_code')):
                rows = [row for row in self.table(name) if row['row_kind'] == 'unit']
                for category in town.CATEGORIES:
                    groups = {}
                    for row in rows:
                        inside = [home for home in homes if home[f'unit_{level}'] == row['unit_code']]
                        whole = sum(home['households'] for home in inside)
                        covered = sum(home['households'] * home[f'{category}_covered_ratio'] for home in inside)
                        small = any(1e-3 < count < 5 - 1e-3 for count in (covered, whole - covered, whole))
                        shown = row[f'{category}_numerator']
                        hidden += shown == '*'
                        if small:
                            self.assertEqual((shown, row[f'{category}_percent']), ('*', '*'), (seed, row))
                        groups.setdefault(row[above], []).append((shown == '*', whole))
                    for code, parts in groups.items():
                        # One hidden among parts whose sum is shown would follow from the sum.
                        if sum(part for part, _ in parts) == 1:
                            sums = self.table('T1_subdistricts')
                            above_row = [row for row in sums if row['unit_code'] == code]
                            self.assertTrue(all(row[f'{category}_numerator'] == '*' for row in above_row), (seed, code))
        self.assertGreater(hidden, 20)

    def published(self, homes):
        """Of category "clinic" and of "all" what T1 to T4 say of units: {(what, level, code): number}; levels in {level: {code: homes}}."""
        known = {}
        for name, level in (('T1_subdistricts', 'subdistrict'), ('T2_communities', 'community')):
            for row in self.table(name):
                place = {'unit': (level, row['unit_code']), 'total': ('all', ''), 'subtotal': ('tier', row['unit_code'])}.get(row['row_kind'])
                for what in ('clinic', 'all'):
                    for part, column in ((what, f'{what}_numerator'), ('whole', f'{what}_denominator')):
                        if place and row[column] != '*':
                            known[part, *place] = float(row[column])
        for row in self.table('T3_circles'):
            if row['category_set'] == 'all' and row['all_of_numerator'] != '*':
                known['all', 'circle', row['unit_code']] = float(row['all_of_numerator'])
                known['whole', 'circle', row['unit_code']] = float(row['all_of_denominator'])
        for row in self.table('T4_indicators'):
            place = (row['level'], '' if row['level'] == 'all' else row['unit_code'])
            for what, column in (('clinic', 'numerator'), ('whole', 'denominator')):
                if row['indicator'] == 'reach' and row[column] not in ('*', ''):
                    known[what, *place] = float(row[column])
        return known

    def test_nothing_hidden_follows_from_all_tables_together(self):
        """By linear algebra: of all sums of units over units, and those uncovered, no hidden count is determined."""
        reach = 'indicators:\n  - {id: reach, zh: 覆盖率, kind: coverage, definition: weight, category: clinic, weight: households, target: 50}\n'
        tried = 0
        for seed in range(10, 22):
            self.make(seed, small=True, more=reach)
            self.run_command()
            homes = self.layer('homes')
            known = self.published(homes)
            units = {('all', ''): set(range(len(homes)))}
            for number, home in enumerate(homes):
                for level in ('tier', 'subdistrict', 'circle', 'community'):
                    if home[f'unit_{level}'] is not None:
                        units.setdefault((level, home[f'unit_{level}']), set()).add(number)
            ratios = {'whole': [1] * len(homes), 'clinic': [home['clinic_covered_ratio'] for home in homes],
                      'all': [home['whole_circle_ratio'] for home in homes]}
            for what, shares in ratios.items():
                truth = {place: sum(homes[i]['households'] * shares[i] for i in inside) for place, inside in units.items()}
                wholes = {place: sum(homes[i]['households'] for i in inside) for place, inside in units.items()}
                hidden = [place for place in units if (what, *place) not in known]
                equations = []
                for above, inside in units.items():
                    for level in {place[0] for place in units} - {above[0]}:
                        parts = [place for place in units if place[0] == level and units[place] <= inside]
                        if parts and set().union(*[units[place] for place in parts]) == inside:
                            equations.append([(place in parts) - (place == above) for place in hidden])
                found = self.determined(equations, len(hidden))
                for place, is_told in zip(hidden, found):
                    count = truth[place]
                    if any(1e-3 < number < 5 - 1e-3 for number in (count, wholes[place] - count)):
                        self.assertFalse(is_told, (seed, what, place, count))
                        tried += 1
        self.assertGreater(tried, 30)

    @staticmethod
    def determined(equations, count):
        """Which of the unknowns the equations have one answer for."""
        matrix = numpy.array([row for row in equations if any(row)], dtype=float).reshape(-1, count)
        rank = numpy.linalg.matrix_rank(matrix) if matrix.size else 0
        answers = []
        for unknown in range(count):
            one = numpy.zeros((1, count))
            one[0, unknown] = 1
            answers.append(bool(matrix.size) and numpy.linalg.matrix_rank(numpy.vstack([matrix, one])) == rank)
        return answers

    def test_a_hidden_gap_does_not_follow_from_the_others(self):
        """Of the gaps of a category in a subdistrict, of which T1 tells how many are uncovered, one is never hidden alone."""
        hidden = 0
        for seed in range(10, 22):
            self.make(seed, small=True)
            self.run_command()
            units = {home['home_id']: home['unit_subdistrict'] for home in self.layer('homes')}
            inside, counts = {}, {}
            for row in self.layer('gap_homes'):
                inside.setdefault((row['profile'], row['gap_id']), set()).add(units[row['home_id']])
            astride = {(row['profile'], row['category'], unit) for row in self.table('T5_gaps')
                       for unit in inside[row['profile'], row['gap_id']] if len(inside[row['profile'], row['gap_id']]) > 1}
            for row in self.table('T5_gaps'):
                if (row['profile'], row['category'], row['unit_subdistrict']) in astride:
                    continue  # what lies in it is not told by gaps that lie in others, too
                for column in ('households', 'population', 'elders'):
                    group = counts.setdefault((row['profile'], row['category'], row['unit_subdistrict'], column), [])
                    if row[column] != '0':
                        group.append(row[column] == '*')
                    if row['population'] == '*':
                        self.assertEqual(row['closes_percent'], '*')
            for group, marks in counts.items():
                hidden += sum(marks)
                self.assertTrue(sum(marks) != 1 or len(marks) == 1, (seed, group))
        self.assertGreater(hidden, 20)

    # Outputs as every other

    def test_same_bytes_for_any_number_of_threads_and_times(self):
        seen = set()
        self.make(8)
        for threads in ('1', '2', '8'):
            self.run_command('--threads', threads)
            files = []
            for name in [f'tables/{name}.csv' for name in FILES] + ['tables.xlsx']:
                with open(self.path(name), 'rb') as file:
                    files.append(file.read())
            seen.add(tuple(files))
        self.assertEqual(len(seen), 1)

    def test_missing_levels_are_left_out_and_said(self):
        self.make(9, OUTPUT.replace('language: en', 'language: en, subdistricts: town'))
        done = subprocess.run([COMMAND, 'run', 'c.yaml'], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertIn('table_left_out', done.stderr)
        self.assertFalse(os.path.exists(self.path('tables/T1_subdistricts.csv')))
        self.assertTrue(os.path.exists(self.path('tables/T2_communities.csv')))
        rows = [(row['field'], row['found'], row['done']) for row in self.layer('quality') if row['code'] == 'table_left_out']
        self.assertIn(('output.tables.subdistricts', 'no units of level town', 'T1 is not among the tables'), rows)

    def test_profiles_stand_below_each_other(self):
        self.make(2, more='profiles: [adult, elder]\n')
        self.rewrite('speed_mps: 1.25\n', '')
        self.run_command()
        self.assertEqual([row['profile'] for row in self.table('T1_subdistricts')].count('adult'), 6)
        self.assertEqual([row['profile'] for row in self.table('T1_subdistricts')].count('elder'), 6)

    def test_wrong_weights_and_places_are_refused_before_anything_is_written(self):
        for output, code, word in (
                ('{path: out.gpkg, tables: {folder: tables, weight: dogs}}', 2, 'output.tables.weight'),
                ('{path: out.gpkg, tables: {xlsx: homes.geojson}}', 2, 'homes.geojson'),
                ('{path: out.gpkg, tables: {xlsx: out.gpkg}}', 2, 'output.tables.xlsx'),
                ('{path: out.gpkg, csv: tables, tables: {folder: tables}}', 2, 'output.tables.folder'),
                ('{path: out.gpkg, tables: {folder: tables, languag: en}}', 2, 'language')):
            self.make(1, output)
            self.assertIn(word, self.run_command(code=code).stderr)
            self.assertFalse(os.path.exists(self.path('out.gpkg')))
        with open(self.path('notes.xlsx'), 'w', encoding='utf-8') as file:
            file.write('not a workbook')
        self.make(1, '{path: out.gpkg, tables: {xlsx: notes.xlsx}}')
        self.run_command(code=2)

    def test_a_full_disk_leaves_all_old_results(self):
        self.make(1)
        self.run_command()
        with open(self.path('tables.xlsx'), 'rb') as file:
            before = file.read()
        size = os.path.getsize(self.path('out.gpkg'))
        self.make(2, OUTPUT.replace('path: out.gpkg', 'path: small.csv, format: CSV'))
        done = self.run_command(code=1, prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, size)))
        self.assertTrue(done.stderr)
        with open(self.path('tables.xlsx'), 'rb') as file:
            self.assertEqual(file.read(), before)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith('.lifecircle')], [])


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(HandInTest, sys.argv[2:]))
