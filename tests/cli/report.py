#!/usr/bin/python3
"""The page that every run writes, and `lifecircle report`: read by a parser of HTML apart from the program, against SQL on the result. TAP.

Usage: report.py COMMAND
"""
import base64
import csv
import hashlib
import html.parser
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import lxml.html
from osgeo import ogr

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
sys.path.insert(0, os.path.join(HERE, '..', 'property'))

import tap  # noqa: E402
import town  # noqa: E402

WEIGHTS = ('households', 'population', 'elders', 'minors')
LIMITS_M = {'clinic': (250, 600), 'market': (250, 600), 'park': (300,)}
TITLES = {'zh': {'clinic': '卫生站', 'market': '菜场', 'park': '公园'}, 'en': {'clinic': 'Clinic', 'market': 'Market', 'park': 'Park'}}
VOID = {'meta', 'br', 'hr', 'img', 'input', 'link', 'rect', 'path', 'circle', 'line', 'use'}
HOSTILE = {'s00': '</script><script>window.PWN=1</script>', 'c11': '"><img src=x onerror="window.PWN=2">', 't00': '&lt;b&gt;&amp;',
           'F1': "' onmouseover='window.PWN=3", 'F4': 'a\u202egnp.exe', 'H03': '\u2028</td><td>', 's01': '=1+1 [% 40+2 %]'}
NUMBER = re.compile(r'-?\d+(?:,\d{3})*(?:\.\d+)?')


class Nesting(html.parser.HTMLParser):
    """Whether every element is ended where it has to be, and what tags there are."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.faults = []
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.faults.append(f'<{tag}/>')

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f'</{tag}> within {self.open[-3:]}')
        else:
            self.open.pop()


def text_of(element):
    return ' '.join(element.text_content().split())


def own_text(cell):
    """Of a cell without what is below its share."""
    return (cell.text or '').strip() or text_of(cell)


class ReportTest(unittest.TestCase):
    def setUp(self):
        keeper = tempfile.TemporaryDirectory(prefix='lifecircle-report-')
        self.addCleanup(keeper.cleanup)
        self.folder = keeper.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name='out.html'):
        with open(self.path(name), 'rb') as file:
            return file.read()

    def command(self, code, *arguments, **more):
        done = subprocess.run([COMMAND, *arguments], cwd=self.folder, capture_output=True, timeout=300, check=False, **more)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done

    def make(self, seed=1, output='{path: out.gpkg}', names=None, small=False, **more):
        place = town.Town(seed, names)
        if small:
            for home in place.homes:
                home['households'] %= 9
        place.write(self.folder, output)
        self.command(0, 'run', 'c.yaml', **more)

    def rows(self, query, *values):
        with sqlite3.connect(self.path('out.gpkg')) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(query, values)]

    def page(self, name='out.html'):
        return lxml.html.fromstring(self.read(name).decode('utf-8'))

    def near(self, text, expected, step, what):
        found = NUMBER.search(text)
        self.assertIsNotNone(found, (text, what))
        self.assertLessEqual(abs(float(found.group().replace(',', '')) - expected), step / 2 + 1e-6 * (1 + abs(expected)), (text, what))

    def check_share(self, text, row, what):
        if row['denominator'] == 0:
            self.assertEqual(text, 'n/a', what)
            return
        ratio = row['numerator'] / row['denominator']
        self.near(text, 100 * ratio, 0.1 if 0.0005 <= ratio <= 0.9995 else 0.2, what)
        self.assertEqual(text == '100%', ratio >= 1, what)
        self.assertEqual(text == '0%', ratio <= 0, what)

    def check_fraction(self, text, row, what):
        numerator, denominator = text.split(' / ')
        self.near(numerator, row['numerator'], 1, what)
        self.near(denominator, row['denominator'], 1, what)

    def check_bar(self, cell, row, what):
        """The filled part of the first chart in a cell is as long as the share."""
        filled = [float(bar.get('width').rstrip('%')) for bar in cell.xpath('.//svg[1]/rect[@fill]')]
        expected = 100 * row['numerator'] / row['denominator'] if row['denominator'] > 0 else 0
        self.assertEqual(len(filled), 1 if expected > 0 else 0, what)
        self.assertAlmostEqual(sum(filled), expected, delta=0.0051, msg=what)

    # What the page is

    def check_page(self, data):
        nesting = Nesting()
        nesting.feed(data.decode('utf-8'))
        nesting.close()
        self.assertEqual(nesting.faults, [])
        self.assertEqual(nesting.open, [])
        ids = [attrs['id'] for _, attrs in nesting.tags if 'id' in attrs]
        self.assertEqual(len(ids), len(set(ids)))
        for tag, attrs in nesting.tags:
            for name, value in attrs.items():
                self.assertFalse(name.startswith('on') or name in ('style', 'src', 'action', 'data', 'srcset', 'background'), (tag, name))
                if name in ('href', 'xlink:href'):
                    self.assertTrue(value.startswith('#'), (tag, value))
                    # "map-gap-7" is nothing in the page: a script takes the map there.
                    self.assertIn(re.sub('^map-(?=category|gap|unit)', '', value[1:]), ids)
            self.assertNotIn(tag, ('link', 'iframe', 'object', 'embed', 'form', 'base', 'img'))
        return nesting

    def test_the_page_is_well_formed_and_refers_to_nothing_else(self):
        for language in ('zh', 'en'):
            self.make(output=f'{{path: out.gpkg, language: {language}}}')
            data = self.read()
            self.assertTrue(data.startswith(b'<!DOCTYPE html>\n<!-- lifecircle report'))
            self.check_page(data)
            page = self.page()
            self.assertEqual(page.get('lang'), {'zh': 'zh-CN', 'en': 'en'}[language])
            policy = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')[0]
            for kind in ('script', 'style'):
                texts = [element.text for element in page.iter(kind) if element.get('type') != 'application/json']
                hashes = {'sha256-' + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts}
                named = set(re.search(kind + r"-src([^;]*)", policy).group(1).replace("'", '').split())
                self.assertEqual(hashes, named, kind)
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn('unsafe', policy)
            self.assertNotIn('url(', ''.join(text for text in page.xpath('//style/text()')).replace('url(data:', ''))

    def test_every_category_has_its_shares_within_every_limit(self):
        for language in ('zh', 'en'):
            self.make(output=f'{{path: out.gpkg, language: {language}}}')
            page = self.page()
            table = page.xpath('//table[@class="categories"]/tbody/tr')
            self.assertEqual([own_text(row[0]) for row in table], [TITLES[language][c] for c in town.CATEGORIES])
            for number, category in enumerate(town.CATEGORIES):
                found = {(row['limit_m'], row['weight']): row for row in self.rows(
                    "SELECT * FROM coverage WHERE definition = 'weight' AND unit_code = 'all' AND category = ?", category)}
                largest = found[LIMITS_M[category][-1], 'households']
                self.check_share(text_of(table[number][3]), largest, category)
                self.check_fraction(text_of(table[number][4]), largest, category)
                bars = [float(bar.get('width').rstrip('%')) for bar in table[number][2].iter('rect')]
                shares = [found[limit, 'households']['numerator'] / largest['denominator'] for limit in LIMITS_M[category]] + [1.0]
                lengths = [100 * (share - before) for share, before in zip(shares, [0.0, *shares])]
                self.assertEqual(len(bars), len([length for length in lengths if length > 0]))
                for bar, length in zip(bars, [length for length in lengths if length > 0]):
                    self.assertAlmostEqual(bar, length, delta=0.011)
                rows = page.xpath(f'//article[@id="category-{number}"]//table[@class="limits"]/tbody/tr')
                self.assertEqual(len(rows), len(LIMITS_M[category]))
                for row, limit in zip(rows, LIMITS_M[category]):
                    for cell, weight in zip(row[1:], WEIGHTS):
                        self.check_share(text_of(cell[0]), found[limit, weight], (category, limit, weight))
                        self.check_fraction(text_of(cell[1]), found[limit, weight], (category, limit, weight))

    def test_headline_figures_say_what_they_count(self):
        self.make()
        cards = self.page().xpath('//div[@class="card"]')
        expected = [self.rows("SELECT * FROM coverage WHERE definition = 'all_of' AND category_set = ? AND weight = ? AND unit_code = 'all' "
                              'ORDER BY limit_m IS NULL DESC, limit_m DESC LIMIT 1', name, weight)[0]
                    for name, weight in (('all', 'households'), ('all', 'elders'), ('all', 'minors'), ('daily', 'households'))]
        self.assertEqual(len(cards), len(expected))
        for card, row in zip(cards, expected):
            self.check_share(text_of(card.find_class('figure')[0]), row, row['category_set'])
            self.check_fraction(text_of(card.find_class('fraction')[0]), row, row['category_set'])
            self.check_bar(card, row, row['category_set'])
            self.assertIn('定义', text_of(card.find_class('definition')[0]))

    def test_every_unit_stands_in_the_matrix_and_has_its_part(self):
        self.make()
        page = self.page()
        coverage = {(row['level'], row['unit_code'], row['category']): row for row in self.rows(
            "SELECT * FROM coverage WHERE definition = 'weight' AND weight = 'households' AND limit_m IN (600, 300)")}
        units = self.rows('SELECT fid, unit_code, level, name FROM units')
        shown = {}
        for row in page.xpath('//table[contains(@class, "matrix")]/tbody/tr'):
            link = row[0].xpath('./a/@href')
            if link:
                shown[int(link[0].rpartition('-')[2])] = row
        self.assertEqual(sorted(shown), sorted(unit['fid'] for unit in units))
        for unit in units:
            part = page.get_element_by_id(f'unit-{unit["fid"]}')
            self.assertEqual(text_of(part.find('h3')), unit['name'])
            bars = part.xpath('.//table[@class="shares"]/tbody/tr')
            for number, category in enumerate(town.CATEGORIES):
                row = coverage[unit['level'], unit['unit_code'], category]
                cell = shown[unit['fid']][2 + number]
                if '*' in text_of(cell):
                    continue
                self.check_share(own_text(cell), row, unit)
                if row['denominator'] > 0:
                    self.check_bar(cell, row, unit)
                    self.near(text_of(cell.find('small')), row['numerator'], 1, unit)
                    self.check_share(text_of(bars[number][2]), row, unit)
                    self.check_fraction(text_of(bars[number][3]), row, unit)
        totals = page.xpath('//table[contains(@class, "matrix")]/tbody/tr[@class="total"]')
        for row in totals:
            for number, category in enumerate(town.CATEGORIES):
                self.check_share(own_text(row[2 + number]), coverage['all', 'all', category], 'total')

    def test_gaps_are_those_of_the_table_by_rank(self):
        self.make(2)
        page = self.page()
        gaps = {row['fid']: row for row in self.rows('SELECT * FROM gaps')}
        shown = {int(row.get('id').rpartition('-')[2]): row for row in page.xpath('//table[@class="gaps"]/tbody/tr')}
        self.assertEqual(sorted(shown), sorted(gaps))
        for fid, row in shown.items():
            self.assertEqual(text_of(row[0]), str(gaps[fid]['rank_population']))
            if text_of(row[2]) != '*':
                self.near(text_of(row[2]), gaps[fid]['population'], 1, gaps[fid]['gap_id'])
            self.assertEqual(row.xpath('.//a/@data-gap'), [str(fid)])
        page_en = self.english()
        causes = {text_of(row[7]).partition(' (')[0] for row in page_en.xpath('//table[@class="gaps"]/tbody/tr')}
        words = {'detour': 'detour', 'no_facility': 'no facility in range', 'no_street': 'no walkable street nearby',
                 'island': 'streets cut off from the rest', 'data': 'place not known', 'gate': 'walled home lacks a gate'}
        self.assertEqual(causes, {words[row['cause']] for row in gaps.values()})

    def english(self):
        self.command(0, 'report', 'out.gpkg', '-o', 'en.html', '--lang', 'en')
        return self.page('en.html')

    def test_quality_parameters_versions_and_inputs_are_all_there(self):
        self.make()
        page = self.english()
        remarks = self.rows('SELECT severity, code, count(*) AS count FROM quality GROUP BY 1, 2')
        groups = {text_of(summary) for summary in page.xpath('//section[@id="quality"]//summary')}
        self.assertEqual(groups, {f"{row['severity']} {row['code']} ({row['count']})" for row in remarks})
        self.assertEqual(len(page.xpath('//table[@class="remarks"]/tbody/tr')), sum(row['count'] for row in remarks))
        cells = {text_of(cell) for cell in page.xpath('//section[@id="method"]//tr/*')}
        for row in self.rows('SELECT key, value FROM run'):
            self.assertIn(' '.join(row['value'].split()), cells, row['key'])
            if not row['key'].startswith('input.'):
                self.assertIn(row['key'], cells)
        definitions = {row['definition'] for row in self.rows('SELECT DISTINCT definition FROM coverage')}
        self.assertLessEqual(definitions, {text_of(code) for code in page.xpath('//table[@class="method"]//code')})

    # Languages, names, small counts

    def test_the_verb_writes_what_the_run_writes_in_either_language(self):
        self.make()
        self.assertEqual(self.command(0, 'report', 'out.gpkg', '-o', 'again.html').stdout, b'again.html\n')
        self.assertEqual(self.read('again.html'), self.read())
        self.command(0, 'report', 'out.gpkg', '-o', 'zh.html', '--lang', 'zh')
        self.assertEqual(self.read('zh.html'), self.read())
        page, other = self.page(), self.english()
        numbers = [[text_of(cell) for cell in one.xpath('//td[contains(@class, "number")] | //table[contains(@class, "matrix")]//td')]
                   for one in (page, other)]
        digits = [[NUMBER.findall(text) for text in texts] for texts in numbers]
        self.assertGreater(sum(map(len, digits[0])), 500)
        self.assertEqual(digits[0], digits[1])
        for element in other.xpath('//section[not(@id="method")]//*[not(self::script or self::style)]/text()'):
            for letter in element:
                self.assertFalse('\u4e00' <= letter <= '\u9fff' and letter not in '小区名卫生站菜场公园日常', element)
        os.remove(self.path('out.html'))
        self.command(0, 'report', 'out.gpkg', '--quiet')
        self.assertEqual(self.read(), self.read('zh.html'))

    def test_hostile_names_are_texts(self):
        self.make(output='{path: out.gpkg, document: {title: "title", stamp: "stamp"}}')
        plain = self.check_page(self.read())
        document = ', document: {title: "</title><script>1</script>", stamp: "<!--"}'
        self.make(output='{path: out.gpkg' + document + '}', names=HOSTILE)
        data = self.read()
        nesting = self.check_page(data)
        self.assertEqual([tag for tag, _ in nesting.tags], [tag for tag, _ in plain.tags])
        page = self.page()
        text = page.text_content()
        for name in ('s00', 'c11', 't00', 's01'):
            self.assertIn(HOSTILE[name], text)
        self.assertEqual(page.find('.//title').text, '</title><script>1</script>')
        self.assertNotIn('\u202e', text)
        self.assertNotIn('\u2028', text)

    def test_limits_of_facilities_are_not_said_to_be_one_of_the_category(self):
        place = town.Town(1, None)
        place.write(self.folder, '{path: out.gpkg}')
        with open(self.path('facilities.geojson'), encoding='utf-8') as file:
            facilities = json.load(file)
        for number, facility in enumerate(facilities['features']):
            facility['properties']['size'] = number
        with open(self.path('facilities.geojson'), 'w', encoding='utf-8') as file:
            json.dump(facilities, file)
        with open(self.path('c.yaml'), encoding='utf-8') as file:
            text = file.read()
        text = text.replace('limits: {meters: 300}', 'limits_by: {attribute: floor_area_m2, steps: [{at_least: 0, meters: 100}, '
                            '{at_least: 4, meters: 300}]}').replace('category_field: category', 'category_field: category, '
                                                                    'attributes: {floor_area_m2: size}')
        with open(self.path('c.yaml'), 'w', encoding='utf-8') as file:
            file.write(text)
        for language, words in (('zh', '各设施自身上限'), ('en', 'its own limit')):
            self.command(0, 'run', 'c.yaml')
            self.command(0, 'report', 'out.gpkg', '--lang', language)
            page = self.page()
            self.assertEqual(len(self.rows("SELECT * FROM facilities WHERE category = 'park' AND limit_m > 0")), 2)
            for category in town.CATEGORIES:
                article = page.xpath(f'//article[@class="category"][h3="{TITLES[language][category]}"]')[0]
                for place in (article.xpath('.//p[@class="definition"]')[0], article.xpath('.//table[@class="limits"]')[0]):
                    self.assertEqual(words in text_of(place), category == 'park', text_of(place))

    def test_a_straight_line_that_claims_few_more_is_not_told(self):
        self.make()
        self.assertEqual(len(self.page().xpath('//p[@class="straight"]')), 3)
        with sqlite3.connect(self.path('out.gpkg')) as base:
            base.execute("UPDATE straight_network SET straight = network + 3 WHERE level = 'all' AND category = 'park'")
        self.command(0, 'report', 'out.gpkg')
        self.assertEqual(len(self.page().xpath('//p[@class="straight"]')), 2)

    def test_indicators_tell_no_small_count_and_no_share_that_the_matrix_hides(self):
        """With and without a target: by the numbers in the table, and by what the page itself hides of the same share."""
        indicators = ('indicators:\n'
                      '  - {id: reach, zh: 卫生站覆盖率, kind: coverage, definition: weight, category: clinic, weight: households}\n'
                      '  - {id: goal, zh: 菜场覆盖率, kind: coverage, definition: weight, category: market, weight: elders, target: 50}\n'
                      '  - {id: children, zh: 未成年人数, kind: count, numerator: {homes: minors}}\n'
                      '  - {id: density, zh: 每千户公园, kind: ratio_of_sums, numerator: {facilities: park}, denominator: {homes: households},\n'
                      '     scale: 1000}\n'
                      '  - {id: places, zh: 设施数, kind: count, numerator: {facilities: [clinic, market]}}\n')
        small = {'reach': lambda n, d: 0 < n < 5 or 0 < d - n < 5 or 0 < d < 5, 'children': lambda n, d: 0 < n < 5,
                 'density': lambda n, d: 0 < d < 5, 'places': lambda n, d: False}
        small['goal'] = small['reach']
        met, with_matrix = set(), 0
        for seed in range(1, 7):
            place = town.Town(seed)
            for home in place.homes:
                for weight in ('households', 'minors'):
                    home[weight] %= 4
            place.write(self.folder, '{path: out.gpkg}')
            with open(self.path('c.yaml'), 'a', encoding='utf-8') as file:
                file.write(indicators)
            self.command(0, 'run', 'c.yaml')
            page = self.page()
            hidden = self.hidden_cells(page)
            for row in page.xpath('//section[@id="indicators"]//table[@class="grid"]/tbody/tr'):
                name, *cells = [text_of(cell) for cell in row]
                for one, cell in zip(('reach', 'goal', 'children', 'density', 'places'), cells):
                    known, = self.rows("SELECT level, unit_code, numerator, denominator FROM indicators WHERE unit_name = ? AND indicator = ? "
                                       "AND level = 'subdistrict'", name, one)
                    what = (seed, name, one, cell, known)
                    if small[one](known['numerator'], known['denominator']):
                        self.assertEqual(cell, '*', what)
                    if one == 'reach' and not hidden['subdistrict', 'clinic', known['unit_code']][0]:
                        self.assertEqual(cell, '*', what)
                        with_matrix += 1
                    met.add((one, cell == '*'))
        self.assertLessEqual({(one, is_hidden) for one in small for is_hidden in (True, False)} - {('places', True)}, met)
        self.assertNotIn(('places', True), met)
        self.assertGreater(with_matrix, 3)

    def test_the_page_and_table_t5_hide_the_same_counts_of_gaps(self):
        met = set()
        for seed in (1, 2, 3):
            self.make(seed, '{path: out.gpkg, tables: {folder: T}}', small=True)
            with open(self.path('T/T5_gaps.csv'), encoding='utf-8-sig') as file:
                listed = {row['缺口编号']: row for row in csv.DictReader(file)}
            page = self.page()
            for gap in self.rows('SELECT fid, gap_id, change FROM gaps'):
                cells = [text_of(cell) for cell in page.xpath(f'//tr[@id="gap-{gap["fid"]}"]/*')]
                for column, at in (('缺口人口', 2), ('缺口60岁以上', 3), ('缺口户数', 4), ('缺口消除比例（%）', 9)):
                    if not cells or (at == 9 and not gap['change']):
                        continue
                    is_hidden = listed[gap['gap_id']][column] == '*'
                    self.assertEqual(cells[at] == '*', is_hidden, (seed, gap['gap_id'], column, cells))
                    met.add((column, is_hidden))
        self.assertEqual(len(met), 8, met)

    def test_the_stamp_is_the_usual_one_unless_the_configuration_says_another_or_none(self):
        for document, stamps in (('', ['内部工作用图 不公开']), (', document: {stamp: 送审稿}', ['送审稿']), (', document: {stamp: none}', [])):
            self.make(output='{path: out.gpkg' + document + '}')
            self.read()
            self.assertEqual([text_of(stamp) for stamp in self.page().find_class('stamp')], stamps)

    def hidden_cells(self, page):
        """By level and category: code of the unit -> (shown, numerator, denominator) by the table."""
        units = {unit['fid']: unit for unit in self.rows('SELECT fid, unit_code, level FROM units')}
        coverage = {(row['level'], row['unit_code'], row['category']): row for row in self.rows(
            "SELECT * FROM coverage WHERE definition = 'weight' AND weight = 'households' AND limit_m IN (600, 300)")}
        cells = {}
        for row in page.xpath('//table[contains(@class, "matrix")]/tbody/tr'):
            link = row[0].xpath('./a/@href')
            unit = units[int(link[0].rpartition('-')[2])] if link else {'level': 'all', 'unit_code': 'all'}
            for number, category in enumerate(town.CATEGORIES):
                found = coverage[unit['level'], unit['unit_code'], category]
                cells[unit['level'], category, unit['unit_code']] = ('*' not in text_of(row[2 + number]), found)
        return cells

    def test_small_counts_are_nowhere_and_do_not_follow_from_others(self):
        met = 0
        for seed in (3, 4, 5):
            self.make(seed, small=True)
            cells = self.hidden_cells(self.page())
            for shown, row in cells.values():
                for count in (row['numerator'], row['denominator'] - row['numerator'], row['denominator']):
                    self.assertFalse(shown and 0 < round(count, 6) < 5, row)
            homes = self.rows('SELECT * FROM homes')
            for category in town.CATEGORIES:
                for above in ('all', 'tier', 'subdistrict', 'circle'):
                    for below in ('tier', 'subdistrict', 'circle', 'community'):
                        met += self.check_parts(cells, homes, category, above, below)
        self.assertGreater(met, 20)  # or nothing was put to the test

    def check_parts(self, cells, homes, category, above, below):
        """Of parts that make a shown whole, not one alone is hidden; those of a hidden one are not all shown."""
        met = 0
        wholes = {'all'} if above == 'all' else {home[f'unit_{above}'] for home in homes} - {None}
        for whole in wholes if above != below else ():
            inside = [home for home in homes if above == 'all' or home[f'unit_{above}'] == whole]
            parts = {home[f'unit_{below}'] for home in inside}
            if any({home[f'unit_{above}'] for home in homes if home[f'unit_{below}'] == part} != {whole}
                   for part in parts - {None} if above != 'all'):
                continue
            left = sum(home['households'] for home in inside if home[f'unit_{below}'] is None)
            hidden = [part for part in parts - {None} if not cells[below, category, part][0]]
            of_whole = cells[above, category, whole][0]
            if left > 0:
                continue
            met += bool(hidden)
            if of_whole:
                self.assertNotEqual(len(hidden), 1, (above, whole, below, category))
            else:
                self.assertNotEqual(len(hidden), 0, (above, whole, below, category))
        return met

    # The same bytes; failures

    def test_threads_and_locale_change_no_byte(self):
        self.make(1)
        before = self.read()
        for environment in ({'LC_ALL': 'de_DE.UTF-8', 'LANG': 'zh_CN.GBK', 'TZ': 'Asia/Shanghai'}, {}):
            self.command(0, 'run', 'c.yaml', '--threads', '1' if environment else '4', env={**os.environ, **environment})
            self.assertEqual(self.read(), before)

    def test_where_it_goes_and_when_there_is_none(self):
        self.make(output='{path: a.gpkg, report: pages/b.html}')
        self.assertTrue(os.path.exists(self.path('pages/b.html')))
        self.assertFalse(os.path.exists(self.path('a.html')))
        done = self.command(0, 'run', 'c.yaml', '--json')
        self.assertIn(b'"report":"pages/b.html"', done.stdout)
        self.assertIn(b'pages/b.html', self.command(0, 'run', 'c.yaml').stdout)
        self.make(output='{path: none.gpkg, report: none}')
        self.assertFalse(os.path.exists(self.path('none.html')))

    def test_no_other_output_lies_where_the_page_would(self):
        for output, key in (('{path: out.html}', 'output.report'), ('{path: out.gpkg, csv: out.html}', 'output.report'),
                            ('{path: out.gpkg, csv: tables, report: tables/homes.csv}', 'output.report'),
                            ('{path: out.gpkg, tables: {xlsx: out.html}}', 'output.report')):
            town.Town(1, None).write(self.folder, output)
            for verb in ('check', 'run'):
                error = self.command(2, verb, 'c.yaml').stderr.decode()
                self.assertIn(key, error, output)
                self.assertFalse(os.path.exists(self.path('out.gpkg')) or os.path.exists(self.path('out.html')), output)

    def test_what_cannot_be_shown_is_told_and_leaves_the_old_page(self):
        self.make()
        before = self.read()
        with open(self.path('out.gpkg'), 'rb') as file:
            data = file.read()
        with open(self.path('half.gpkg'), 'wb') as file:
            file.write(data[:len(data) // 2])
        ogr.GetDriverByName('GPKG').CreateDataSource(self.path('other.gpkg')).CreateLayer('t', geom_type=ogr.wkbNone)
        self.make(output='{path: bare.gpkg, without: [coverage], report: none}')
        for name, word in (('absent.gpkg', 'No such file'), ('half.gpkg', 'half.gpkg'), ('c.yaml', 'GeoPackage'),
                           ('other.gpkg', 'result of lifecircle'), ('bare.gpkg', 'coverage')):
            error = self.command(1, 'report', name, '-o', 'out.html').stderr.decode()
            self.assertIn(word, error)
            self.assertIn(name, error)
            self.assertEqual(self.read(), before)
        for arguments in ([], ['out.gpkg', 'half.gpkg'], ['out.gpkg', '--lang', 'fr']):
            self.command(2, 'report', *arguments)
        for target in ('c.yaml', 'out.gpkg', '.'):
            self.command(2, 'report', 'out.gpkg', '-o', target)

    def test_a_full_disk_leaves_the_old_page_and_nothing_else(self):
        self.make()
        before = self.read()
        names = sorted(os.listdir(self.folder))
        size = len(before) // 2
        done = self.command(1, 'report', 'out.gpkg', preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        self.assertIn('cannot write', done.stderr.decode())
        self.assertEqual(self.read(), before)
        self.assertEqual(sorted(os.listdir(self.folder)), names)


if __name__ == '__main__':
    ogr.UseExceptions()
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(ReportTest, sys.argv[2:]))
