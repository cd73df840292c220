#!/usr/bin/python3
"""Printed maps: their words by pdftotext, fonts by pdffonts, pixels of the PNG beside what SQL and pyproj say of the places. TAP.

Usage: maps.py COMMAND
"""
import collections
import csv
import json
import math
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import pyproj
from osgeo import ogr
from PIL import Image

sys.dont_write_bytecode = True
ogr.UseExceptions()
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
sys.path.insert(0, os.path.join(HERE, '..', 'property'))

import tap  # noqa: E402
import town  # noqa: E402

OUTPUT = '{path: out.gpkg, report: none, maps: maps, document: {author: 民政局, source: 设施普查, date: 2025-06-30}}'
DPI = 200.0
ALL_SHOWN = [('{areas: none}', '{areas: none, suppress_below: 0}')]
SVG = '{http://www.w3.org/2000/svg}'
KINDS = ('bands', 'gaps', 'coverage', 'straight')
HOSTILE = {'s00': '<b>&"\'</b>', 's01': '\u202eabc\u202c', 's10': 'a\nb\tc', 's11': '%s%n{0}', 'F1': '𠮷' * 3 + 'x' * 300,
           'F2': '</span><span>', 'H01': '../../x'}


class Pdf:
    """The words of a page and where they stand, in millimetres."""

    def __init__(self, path, page=1):
        done = subprocess.run(['pdftotext', '-f', str(page), '-l', str(page), '-bbox-layout', path, '-'], capture_output=True,
                              check=True)
        root = xml.etree.ElementTree.fromstring(done.stdout)
        self.lines = []
        for line in root.iter('{http://www.w3.org/1999/xhtml}line'):
            words = list(line.iter('{http://www.w3.org/1999/xhtml}word'))
            text = ' '.join(word.text for word in words)
            box = [float(line.get(side)) * 25.4 / 72 for side in ('xMin', 'yMin', 'xMax', 'yMax')]
            self.lines.append((text, box))
        self.text = '\n'.join(text for text, _ in self.lines)

    def find(self, start, left_mm=0.0):
        """The first line that begins so, right of a place."""
        for text, box in self.lines:
            if text.startswith(start) and box[0] >= left_mm:
                return text, box
        raise AssertionError(f'no line begins with {start!r} in:\n{self.text}')

    def right_of(self, start, left_mm=0.0):
        """What stands on the same height to the right of a line."""
        _, box = self.find(start, left_mm)
        middle = (box[1] + box[3]) / 2
        beside = [(other[0], text) for text, other in self.lines if other[1] < middle < other[3] and other[0] > box[2]]
        return [text for _, text in sorted(beside)]


class Picture:
    """A PNG and where it lies on the ground."""

    def __init__(self, path):
        self.image = Image.open(path).convert('RGB')
        with open(path[:-4] + '.pgw', encoding='ascii') as file:
            self.world = [float(line) for line in file]

    def at(self, x_m, y_m):
        column = round((x_m - self.world[4]) / self.world[0])
        row = round((y_m - self.world[5]) / self.world[3])
        return self.image.getpixel((column, row)) if 0 <= column < self.image.width and 0 <= row < self.image.height else None

    def at_mm(self, x_mm, y_mm):
        return self.image.getpixel((round(x_mm * DPI / 25.4), round(y_mm * DPI / 25.4)))


class MapsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A town and its maps, which most tests only read."""
        keeper = tempfile.TemporaryDirectory(prefix='lifecircle-maps-')
        cls.addClassCleanup(keeper.cleanup)
        cls.drawn = keeper.name
        town.Town(1).write(keeper.name, OUTPUT)
        subprocess.run([COMMAND, 'run', '--quiet', 'c.yaml'], cwd=keeper.name, check=True, capture_output=True)

    def ready(self):
        shutil.copytree(self.drawn, self.folder, dirs_exist_ok=True)

    def setUp(self):
        keeper = tempfile.TemporaryDirectory(prefix='lifecircle-maps-')
        self.addCleanup(keeper.cleanup)
        self.folder = keeper.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def make(self, seed=1, output=OUTPUT, names=None, small=False, rewrite=()):
        place = town.Town(seed, names)
        if small:
            for home in place.homes:
                home['households'] = home['households'] % 9
                home['population'] = home['population'] % 12
        place.write(self.folder, output)
        with open(self.path('c.yaml'), encoding='utf-8') as file:
            text = file.read()
        for old, new in rewrite:
            self.assertIn(old, text)
            text = text.replace(old, new)
        with open(self.path('c.yaml'), 'w', encoding='utf-8') as file:
            file.write(text)
        return place

    def command(self, *arguments, code=0, env=None, prepare=None):
        done = subprocess.run([COMMAND, *arguments], cwd=self.folder, capture_output=True, text=True, check=False,
                              env=None if env is None else {**os.environ, **env}, preexec_fn=prepare)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def run_town(self, *options, **more):
        return self.command('run', '--quiet', *options, 'c.yaml', **more)

    def files(self, folder):
        found = {}
        for name in sorted(os.listdir(self.path(folder))):
            with open(self.path(folder, name), 'rb') as file:
                found[name] = file.read()
        return found

    def sheet(self, kind, category, folder='maps'):
        names = [name for name in os.listdir(self.path(folder)) if re.fullmatch(rf'\d+-{kind}-{category}\.pdf', name)]
        self.assertEqual(len(names), 1, (kind, category, os.listdir(self.path(folder))))
        return self.path(folder, names[0])

    def rows(self, query, *values):
        with sqlite3.connect(self.path('out.gpkg')) as base:
            return base.execute(query, values).fetchall()

    def shares(self, category):
        """Numerator and denominator of households within the largest limit, by code of the subdistrict."""
        limit_m = max(town.LIMITS_M[category])
        return {code: (numerator, denominator) for code, numerator, denominator in self.rows(
            "SELECT unit_code, numerator, denominator FROM coverage WHERE level = 'subdistrict' AND definition = 'weight' AND "
            "weight = 'households' AND category = ? AND limit_m = ?", category, limit_m)}

    # What there is

    def test_every_sheet_is_there_as_pdf_png_and_page_of_the_atlas(self):
        self.ready()
        names = set(self.files('maps'))
        stems = sorted(name[:-4] for name in names if name.endswith('.pdf') and name != 'maps.pdf')
        kinds = collections.Counter(stem.split('-')[1] for stem in stems)
        self.assertEqual(kinds, {'radar': 1, 'bands': 3, 'gaps': 4, 'coverage': 3, 'straight': 3, 'unit': 4})
        self.assertEqual([int(stem.split('-')[0]) for stem in stems], list(range(1, len(stems) + 1)))
        with_map = {stem for stem in stems if '-radar-' not in stem}
        self.assertEqual(names, {'maps.pdf'} | {f'{stem}{ending}' for stem in stems for ending in ('.pdf', '.png')} |
                         {f'{stem}.pgw' for stem in with_map})
        information = subprocess.run(['pdfinfo', self.path('maps', 'maps.pdf')], capture_output=True, text=True, check=True).stdout
        self.assertIn(f'Pages:           {len(stems)}\n', information)
        for number, stem in enumerate(stems, 1):
            self.assertEqual(Pdf(self.path('maps', 'maps.pdf'), number).text, Pdf(self.path('maps', stem + '.pdf')).text)

    def test_fonts_are_embedded_and_are_those_of_the_mainland(self):
        self.ready()
        for name in self.files('maps'):
            if not name.endswith('.pdf'):
                continue
            lines = subprocess.run(['pdffonts', self.path('maps', name)], capture_output=True, text=True, check=True).stdout
            fonts = [line.split() for line in lines.splitlines()[2:]]
            self.assertTrue(fonts)
            for font in fonts:
                self.assertRegex(font[0], r'^[A-Z]{6}\+NotoSansCJKsc-(Regular|Bold)$')
                self.assertEqual(font[-5:-2], ['yes', 'yes', 'yes'], 'embedded, a subset, with Unicode')

    def test_papers_have_their_sizes(self):
        self.ready()
        self.command('maps', 'out.gpkg', '-o', 'a3', '--paper', 'A3')
        for folder, size in (('maps', (297, 210)), ('a3', (420, 297))):
            path = self.sheet('bands', 'clinic', folder)
            information = subprocess.run(['pdfinfo', path], capture_output=True, text=True, check=True).stdout
            found = re.search(r'Page size: +([\d.]+) x ([\d.]+) pts', information).groups()
            for side in range(2):
                self.assertAlmostEqual(float(found[side]) * 25.4 / 72, size[side], delta=0.1)
                self.assertEqual(Image.open(path[:-4] + '.png').size[side], round(size[side] * DPI / 25.4))
        self.command('maps', 'out.gpkg', '-o', 'a5', '--paper', 'A5', code=2)
        self.assertFalse(os.path.exists(self.path('a5')))

    # What is written on a sheet

    def test_a_sheet_says_what_the_rules_ask_for(self):
        self.ready()
        for kind in KINDS:
            page = Pdf(self.sheet(kind, 'clinic'))
            self.assertIn('卫生站', page.text)
            for words in ('图例', '位置示意', '北', '内部工作用图 不公开', '界线仅供示意', 'EPSG:4549', 'CGCS2000 / 3-degree', '民政局', '设施普查',
                          '2025-06-30', '审图号', '比例尺'):
                self.assertIn(words, page.text, kind)
            self.assertEqual(page.right_of('审图号'), [], 'a number that nobody gave')
            self.assertNotIn('OpenStreetMap', page.text)
        self.make(output=OUTPUT.replace('author', 'approval_number: 沪S(2025)001号, title: 评估图集, stamp: none, author'))
        self.run_town()
        page = Pdf(self.sheet('bands', 'clinic'))
        self.assertIn('沪S(2025)001号', page.text)
        self.assertIn('评估图集', page.text)
        self.assertNotIn('不公开', page.text)

    def test_english_sheets_have_english_words(self):
        self.ready()
        self.command('maps', 'out.gpkg', '-o', 'en', '--lang', 'en')
        page = Pdf(self.sheet('gaps', 'clinic', 'en'))
        for words in ('Clinic', 'Legend', 'Coordinate system', 'Scale', 'Approval number', 'not for publication', 'schematic'):
            self.assertIn(words, page.text)
        self.assertEqual(re.findall('[\u4e00-\u9fff]', page.text.replace('民政局', '').replace('设施普查', '').replace('审图号', '')
                                    .replace('名s', '')), [])

    # What the legend counts

    def test_bands_count_homes_as_sql_does(self):
        self.ready()
        for category, words in (('clinic', ('250 米', '600 米')), ('park', ('300 米',))):
            page = Pdf(self.sheet('bands', category))
            left = page.find('图例')[1][0] - 1.0
            limits = sorted(town.LIMITS_M[category])
            for number, limit in enumerate(limits):
                count = self.rows(f"SELECT count(*) FROM homes WHERE {category}_status = 'covered' AND "
                                  f"abs({category}_smallest_limit_m - ?) < 0.01", limit)[0][0]
                line = next(text for text, box in page.lines if words[number] in text and box[0] > left and '上限' not in text)
                self.assertEqual(self.count_beside(page, line), count, line)
            for status, label in (('partly', '部分覆盖'), ('uncovered', '未覆盖'), ('no_street', '附近无可步行道路')):
                count = self.rows(f'SELECT count(*) FROM homes WHERE {category}_status = ?', status)[0][0]
                if count > 0 or status != 'no_street':
                    self.assertEqual(self.count_beside(page, label), count, label)

    @staticmethod
    def count_beside(page, label):
        left = page.find('图例')[1][0] - 1.0
        text = page.find(label, left)[0]
        return int((text[len(label):].split() or page.right_of(label, left))[0].replace(',', ''))

    def test_gaps_and_shares_are_counted_as_sql_does(self):
        self.ready()
        page = Pdf(self.sheet('gaps', 'clinic'))
        words = {'detour': '绕行', 'no_facility': '范围内无设施', 'no_street': '附近无可步行道路', 'island': '道路与主网不连通'}
        causes = self.rows("SELECT cause, count(*) FROM gaps WHERE category = 'clinic' GROUP BY cause")
        self.assertTrue(causes)
        for cause, count in causes:
            self.assertEqual(self.count_beside(page, words[cause]), count)
        page = Pdf(self.sheet('coverage', 'market'))
        ratios = [numerator / denominator for numerator, denominator in self.shares('market').values()]
        classes = ((0.0, 0.2, '不足 20'), (0.2, 0.4, '20–40'), (0.4, 0.6, '40–60'), (0.6, 0.8, '60–80'), (0.8, 1.0, '80–100'))
        left = page.find('图例')[1][0] - 1.0
        for low, high, label in classes:
            line = page.find(label, left)[0].replace('％', '%')
            found = (line.split('%')[1].split() or page.right_of(label, left))[0]
            self.assertEqual(int(found), sum(low <= ratio < high for ratio in ratios), label)

    def test_tables_say_numerator_and_denominator(self):
        self.make(rewrite=ALL_SHOWN)
        self.run_town()
        page = Pdf(self.sheet('coverage', 'clinic'))
        left = page.find('图例')[1][0] - 1.0
        names = dict(self.rows("SELECT unit_code, name FROM units WHERE level = 'subdistrict'"))
        for code, (numerator, denominator) in self.shares('clinic').items():
            line = ' '.join([page.find(names[code], left)[0], *page.right_of(names[code], left)])
            for number in (f'{100 * numerator / denominator:.1f} %', f'{numerator:,.0f}', f'{denominator:,.0f}'):
                self.assertIn(number, line)

    # Where things are

    def check_homes(self, category, labels):
        """In the middle of every home is the colour that the legend shows for its class; hatches are lines of another one."""
        path = self.sheet('bands', category)
        page, picture = Pdf(path), Picture(path[:-4] + '.png')
        left = page.find('图例')[1][0] - 1.0
        source = ogr.Open(self.path('out.gpkg'))
        seen = collections.Counter()
        swatches = {}
        for value, label in labels.items():
            box = page.find(label, left)[1]
            colours = collections.Counter(picture.at_mm(box[0] - 6.0 + step * 0.13, (box[1] + box[3]) / 2) for step in range(30))
            swatches[value] = colours.most_common(1)[0][0]
        self.assertEqual(len(set(swatches.values())), len(labels))
        for home in source.GetLayer('homes'):
            value = home.GetField(f'{category}_status')
            if value == 'covered':
                value = round(home.GetField(f'{category}_smallest_limit_m'))
            if value not in labels:
                continue
            place = home.GetGeometryRef().PointOnSurface()
            around = [picture.at(place.GetX() + dx * 2.0, place.GetY() + dy * 2.0) for dx in range(-3, 4) for dy in range(-3, 4)]
            seen[value] += 1
            self.assertGreater(around.count(swatches[value]), 12, (home.GetField('home_id'), value, around, swatches))
            for other, colour in swatches.items():
                if other != value:
                    self.assertLess(around.count(colour), 9, (home.GetField('home_id'), value, other))
        return seen

    def test_homes_have_the_colour_of_their_verdict(self):
        place = self.make(3)
        for number, home in enumerate(place.homes):  # apart from each other, and none too small to be hit
            row, column = divmod(number, 5)
            south = (60, 390, 510, 660, 1020)[row]  # and away from the names of units
            home['box'] = (20 + column * 240, south, 20 + column * 240 + 100, south + 80)
        place.facilities = [dict(f, x=f['x'] if f['category'] != 'clinic' else 1193.0 - f['y'] / 300.0) for f in place.facilities]
        for facility, spot in zip((f for f in place.facilities if f['category'] == 'clinic'), ((7.0, 7.0), (1193.0, 207.0), (7.0, 1190.0))):
            facility['x'], facility['y'] = spot
        place.write(self.folder, OUTPUT)
        self.run_town()
        seen = self.check_homes('clinic', {'uncovered': '未覆盖', 'partly': '部分覆盖', 250: '3.3 分钟（250 米）', 600: '8 分钟（600 米）'})
        self.assertGreater(min(seen['uncovered'], seen['partly'], seen[600]), 0, seen)

    def test_the_scale_bar_is_as_long_as_it_says(self):
        for crs in ('EPSG:4549', 'EPSG:32650'):
            shutil.rmtree(self.path('maps'), ignore_errors=True)
            if crs == 'EPSG:4549':
                self.ready()
            else:
                self.make(rewrite=[('working_crs: EPSG:4549', f'working_crs: {crs}')])
                self.run_town()
            path = self.sheet('coverage', 'clinic')
            page, picture = Pdf(path), Picture(path[:-4] + '.png')
            label, box = next((text, box) for text, box in page.lines if re.fullmatch(r'.*\d+ 米', text) and box[0] < 80 and box[1] > 150)
            length_m = float(re.search(r'(\d+) 米', label)[1])
            rows = range(round(box[3] * DPI / 25.4) - 4, round(box[3] * DPI / 25.4) + 30)
            longest = 0
            for row in rows:
                dark = ''.join('x' if sum(picture.image.getpixel((column, row))) < 300 else '.' for column in range(75, 700))
                longest = max([longest, *(len(run) for run in dark.split('.'))])
            west, east, south, north = self.rows("SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = 'homes'")[0]
            x_m, y_m = (west + east) / 2, (south + north) / 2
            # The ground's metre in this system, by geodesics of another library's own.
            back = pyproj.Transformer.from_crs(crs, 'EPSG:4326', always_xy=True)
            (lon, lat), (lon2, lat2) = back.transform(x_m - 500, y_m), back.transform(x_m + 500, y_m)
            ground_m = pyproj.Geod(ellps='GRS80').inv(lon, lat, lon2, lat2)[2] / 1000.0
            self.assertAlmostEqual(longest * picture.world[0] * ground_m / length_m, 1.0, delta=2.2 / longest, msg=crs)
            # And as the scale says, on paper.
            scale = float(re.search(r'1:(\d+)', page.text)[1])
            self.assertAlmostEqual(longest * 25.4 / DPI / 1000.0 * scale / length_m, 1.0, delta=2.2 / longest)

    def test_the_arrow_points_to_true_north(self):
        self.make(rewrite=[('working_crs: EPSG:4549', 'working_crs: EPSG:32650')])
        self.run_town()
        path = self.sheet('coverage', 'clinic')
        page, picture = Pdf(path), Picture(path[:-4] + '.png')
        letter = page.find('北')[1]
        middle = (letter[0] + letter[2]) / 2
        columns = range(round((middle - 5) * DPI / 25.4), round((middle + 5) * DPI / 25.4))
        rows = range(round((letter[3] - 0.2) * DPI / 25.4), round((letter[3] + 12) * DPI / 25.4))
        dark = [(column, row) for row in rows for column in columns if sum(picture.image.getpixel((column, row))) < 200]
        top = min(row for _, row in dark)
        tip = sum(column for column, row in dark if row <= top + 1) / sum(row <= top + 1 for _, row in dark)
        # The outline is dark on both sides: the middle between them, near the foot, is where the axis runs.
        bottom = max(row for _, row in dark)
        level = top + round((bottom - top) * 0.7)
        edge = [column for column, row in dark if row == level]
        found = math.degrees(math.atan2(tip - (min(edge) + max(edge)) / 2, level - top))
        x_m = sum(self.rows("SELECT min_x, max_x FROM gpkg_contents WHERE table_name = 'homes'")[0]) / 2
        y_m = sum(self.rows("SELECT min_y, max_y FROM gpkg_contents WHERE table_name = 'homes'")[0]) / 2
        lon, lat = pyproj.Transformer.from_crs('EPSG:32650', 'EPSG:4326', always_xy=True).transform(x_m, y_m)
        convergence = pyproj.Proj('EPSG:32650').get_factors(lon, lat).meridian_convergence
        self.assertGreater(convergence, 2.0)
        self.assertAlmostEqual(found, -convergence, delta=1.0)

    def test_axes_of_a_radar_are_as_long_as_the_shares(self):
        self.make(rewrite=ALL_SHOWN)
        self.run_town()
        svg = self.path('radar.svg')
        subprocess.run(['pdftocairo', '-svg', self.sheet('radar', 'all'), svg], check=True)
        shapes, rims = [], []
        for path in xml.etree.ElementTree.parse(svg).iter(SVG + 'path'):
            style = (path.get('style') or '') + ';' + ';'.join(f'{key}:{value}' for key, value in path.attrib.items())
            numbers = [float(number) for number in re.findall(r'-?\d+\.?\d*', path.get('d') or '')]
            if re.search(r'fill:rgb\(12\.9\d*%,\s*44\.3', style) and len(numbers) >= 6:
                matrix = [float(value) for value in re.findall(r'-?[\d.]+', path.get('transform') or '1 0 0 1 0 0')]
                points = list(zip(numbers[::2], numbers[1::2]))[:3]
                shapes.append([(matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]) for x, y in points])
            if re.search(r'stroke:rgb\(54\.1', style):
                rims.append((path, numbers))
        units = [code for code, in self.rows("SELECT unit_code FROM units WHERE level = 'subdistrict' ORDER BY unit_code")]
        self.assertEqual(len(shapes), len(units))
        for code, points in zip(units, shapes):
            wanted = [self.shares(category)[code][0] / self.shares(category)[code][1] for category in town.CATEGORIES]
            # Axes 120 degrees apart: sides of the triangle follow from the shares, by the law of cosines, but for the radius.
            sides = [math.dist(points[i], points[(i + 1) % 3]) for i in range(3)]
            expected = [math.sqrt(a * a + b * b + a * b) for a, b in zip(wanted, wanted[1:] + wanted[:1])]
            radius = sum(sides) / sum(expected)
            for side, length in zip(sides, expected):
                self.assertAlmostEqual(side / radius, length, delta=0.004, msg=code)

    # What is not shown

    def test_what_tables_hide_maps_hide(self):
        self.make(2, OUTPUT.replace('maps: maps', 'maps: maps, tables: {folder: tables, language: en}'), small=True)
        self.run_town()
        with open(self.path('tables', 'T1_subdistricts.csv'), encoding='utf-8-sig') as file:
            rows = [row for row in csv.DictReader(file) if row['row_kind'] == 'unit']
        hidden = 0
        for category in town.CATEGORIES:
            page = Pdf(self.sheet('coverage', category))
            left = page.find('图例')[1][0] - 1.0
            for row in rows:
                line = ' '.join([page.find(row['unit_name'], left)[0], *page.right_of(row['unit_name'], left)])
                if row[f'{category}_percent'] == '*':
                    hidden += 1
                    self.assertIn('*', line)
                    self.assertNotRegex(line.replace(row['unit_name'], ''), r'\d')
        self.assertGreater(hidden, 0, 'nothing is hidden: another seed')
        with open(self.path('tables', 'T5_gaps.csv'), encoding='utf-8-sig') as file:
            gaps = {row['gap_id']: row for row in csv.DictReader(file)}
        for category in town.CATEGORIES:
            listed = self.rows('SELECT gap_id FROM gaps WHERE category = ? ORDER BY rank_population LIMIT 12', category)
            text = Pdf(self.sheet('gaps', category)).text.partition('人口最多')[2].partition('数量过少')[0]
            shown = min(len(listed), int(re.search(r'的 (\d+) 处', '人口最多' + text)[1]))
            few = sum(gaps[gap][column] == '*' for gap, in listed[:shown] for column in ('population', 'households'))
            self.assertEqual(text.count('*') - 1, few, category)

    # Same bytes

    def test_bytes_depend_on_the_result_alone(self):
        self.ready()
        first = self.files('maps')
        self.run_town('--threads', '1', env={'LC_ALL': 'de_DE.UTF-8', 'LOCPATH': os.environ.get('LOCPATH', ''), 'TZ': 'Asia/Tokyo',
                                             'LANGUAGE': 'ja'})
        self.assertEqual(self.files('maps'), first)
        self.command('maps', 'out.gpkg', '-o', 'again')
        self.assertEqual(self.files('again'), first)

    # What goes wrong

    def test_characters_without_a_glyph_are_counted_and_the_remedy_is_named(self):
        self.make()
        with open(self.path('fonts.conf'), 'w', encoding='utf-8') as file:
            file.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
                       f'<dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{self.path("cache")}</cachedir></fontconfig>')
        env = {'FONTCONFIG_FILE': self.path('fonts.conf')}
        done = self.command('run', '--json', 'c.yaml', env=env)
        summary = json.loads(done.stdout)
        self.assertIn('fonts-noto-cjk', done.stderr)
        done = self.command('maps', '--json', 'out.gpkg', '-o', 'again', env=env)
        found = json.loads(done.stdout)
        self.assertEqual(found['missing_glyph_count'], summary['maps']['missing_glyphs'])
        self.assertIn('fonts-noto-cjk', done.stderr)
        first = found['texts_without_glyphs'][0]
        self.assertIn(f'without a glyph in "{first}"', done.stderr)
        foreign = [len(re.findall('[^\x00-\u04ff\u2013]', text)) for text in found['texts_without_glyphs']]
        self.assertTrue(all(foreign))
        self.assertEqual(found['missing_glyph_count'], sum(foreign))
        done = self.command('maps', '--json', 'out.gpkg', '-o', 'again')
        self.assertEqual(json.loads(done.stdout)['missing_glyph_count'], 0)

    def test_names_are_drawn_as_they_are(self):
        self.make(names=HOSTILE)
        done = self.run_town()
        self.assertNotRegex(done.stderr, '(?i)pango|glib|gobject|warning')
        page = Pdf(self.sheet('coverage', 'clinic'))
        for words in ('<b>&"\'</b>', '%s%n{0}', 'a b c', 'abc'):
            self.assertIn(words, page.text)
        self.assertNotIn('\u202e', page.text)
        self.assertIn('</span><span>', Pdf(self.sheet('bands', 'park')).text + Pdf(self.sheet('bands', 'clinic')).text +
                      Pdf(self.sheet('bands', 'market')).text)

    def test_a_full_disk_leaves_the_maps_that_were_there(self):
        self.ready()
        before = self.files('maps')
        for limit in (1000, 200000):
            done = self.command('maps', 'out.gpkg', '-o', 'maps', '--paper', 'A3', code=1,
                                prepare=lambda size=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
            self.assertTrue(done.stderr)
            self.assertEqual(self.files('maps'), before)
            self.command('maps', 'out.gpkg', '-o', 'new', code=1,
                         prepare=lambda size=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
            self.assertFalse(os.path.exists(self.path('new')))
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith('.lifecircle')], [])

    def test_maps_of_what_is_no_more_are_gone_and_other_files_are_safe(self):
        self.ready()
        with open(self.path('maps', '99-bands-old.pdf'), 'wb') as file:
            file.write(b'an earlier sheet')
        self.run_town()
        self.assertNotIn('99-bands-old.pdf', os.listdir(self.path('maps')))
        with open(self.path('maps', 'notes.txt'), 'w', encoding='utf-8') as file:
            file.write('mine')
        before = self.files('maps')
        self.run_town(code=2)
        self.command('maps', 'out.gpkg', '-o', 'maps', code=2)
        self.assertEqual(self.files('maps'), before)
        self.command('maps', 'streets.geojson', '-o', 'other', code=1)
        self.command('maps', 'out.gpkg', '-o', 'other', '--profile', 'nobody', code=2)
        self.command('maps', 'out.gpkg', code=2)
        self.assertFalse(os.path.exists(self.path('other')))


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(MapsTest, sys.argv[2:]))
