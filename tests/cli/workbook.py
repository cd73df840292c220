#!/usr/bin/python3
"""The workbook of T1 to T7, opened and printed by LibreOffice as a bureau would: every sheet, page, mark, colour and link of it. TAP.

Usage: workbook.py COMMAND SOURCE_ROOT [TEST...]
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import openpyxl
import yaml

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))

import tap  # noqa: E402

CATEGORIES = ['elderly_centre', 'minor_station', 'convenience_outlet', 'party_centre', 'service_facility', 'elderly_station', 'volunteer_station']
TITLE = {'zh': '云杉区 & 海棠区 “生活圈”', 'en': 'Spruce & Begonia: life circles'}
STAMP = {'zh': '内部工作用图 不公开', 'en': 'Internal working map, not for publication'}
PAGE = {'zh': r'第 (\d+) 页，共 (\d+) 页', 'en': r'Page (\d+) of (\d+)'}
TABLES = {'zh': ['T1 街镇覆盖矩阵', 'T2 居村覆盖矩阵', 'T3 片区评分卡', 'T4 指标表', 'T5 缺口清单', 'T6 项目清单', 'T7 数据源', 'T7 数据质量'],
          'en': ['T1 subdistricts', 'T2 communities', 'T3 circles', 'T4 indicators', 'T5 gaps', 'T6 projects', 'T7 sources', 'T7 quality']}
BEHIND = {'zh': ['定义', '指标定义', '字段'], 'en': ['Definitions', 'Indicator list', 'Columns']}
BROKEN = ('###', 'Err:', '#REF!', '#NAME?', '#VALUE!', '#N/A', '�')


def light(colour):
    """The relative luminance of RRGGBB, by WCAG 2: how light it is in grey print."""
    parts = [int(colour[-6:][i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Printed:
    """A workbook of the sample's bureau, of some of its categories (all take LibreOffice a minute to print), and the pages that LibreOffice prints of it."""

    def __init__(self, folder, language, profiles=('adult',), **document):
        self.language = language
        self.path = os.path.join(folder, f'{language}.xlsx')
        with open(os.path.join(folder, f'{language}.yaml'), 'w', encoding='utf-8') as file:
            yaml.safe_dump({'extends': os.path.join(SOURCE, 'geodata', 'sample', 'bureau.yaml'), 'profiles': list(profiles), 'categories_only': CATEGORIES,
                            'output': {'path': f'{language}.gpkg', 'tables': {'xlsx': f'{language}.xlsx', 'language': language},
                                       'document': {'title': TITLE[language], **document}}}, file, allow_unicode=True)
        subprocess.run([COMMAND, 'run', '--quiet', f'{language}.yaml'], cwd=folder, check=True, capture_output=True, timeout=120)
        self.book = openpyxl.load_workbook(self.path)

    def read_pages(self, folder):
        done = subprocess.run(['pdftotext', '-layout', os.path.join(folder, f'{self.language}.pdf'), '-'], check=True, capture_output=True,
                              text=True, timeout=60)
        self.pages = done.stdout.split('\f')[:-1]

    def pages_of(self, tab):
        """The pages whose footer names the title of the sheet."""
        title = self.book[tab]['A1'].value
        return [page for page in self.pages if re.search(rf'(?m)^\s*{re.escape(title)}\s+{PAGE[self.language]}', page)]


class WorkbookTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='lifecircle-workbook-')
        cls.books = [Printed(cls.folder, 'zh', ('adult', 'elder'), author='民政局', source='上报台账', date='2025-06-30'), Printed(cls.folder, 'en')]
        subprocess.run(['soffice', f'-env:UserInstallation=file://{cls.folder}/profile', '--headless', '--convert-to', 'pdf', '--outdir',
                        cls.folder, *[book.path for book in cls.books]], check=True, capture_output=True, timeout=240)
        for book in cls.books:
            book.read_pages(cls.folder)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_every_sheet_is_there_and_printed(self):
        for book in self.books:
            names = TABLES[book.language] + BEHIND[book.language]
            self.assertEqual(book.book.sheetnames[1:], names)
            for name in names:
                self.assertTrue(book.pages_of(name), name)

    def test_nothing_printed_is_too_narrow_or_broken(self):
        for book in self.books:
            for number, page in enumerate(book.pages, 1):
                for word in BROKEN:
                    self.assertNotIn(word, page, number)

    def test_every_page_says_which_it_is_of_how_many_and_who_may_see_it(self):
        for book in self.books:
            self.assertTrue(20 < len(book.pages) < 150, len(book.pages))
            for number, page in enumerate(book.pages, 1):
                self.assertEqual(re.findall(PAGE[book.language], page), [(str(number), str(len(book.pages)))])
                head = page.lstrip('\n').split('\n')[0]
                self.assertRegex(head, rf'^\s*{re.escape(TITLE[book.language])}\s+{re.escape(STAMP[book.language])}$')

    def test_headings_and_the_first_columns_are_on_every_page_of_a_table(self):
        for book in self.books:
            for tab in TABLES[book.language]:
                sheet = book.book[tab]
                frozen = sheet.cell(*openpyxl.utils.cell.coordinate_to_tuple(sheet.freeze_panes))
                kept = {sheet.cell(row, column).value for row in range(frozen.row, sheet.max_row) for column in range(1, frozen.column)}
                for page in book.pages_of(tab):
                    self.assertEqual(len(re.findall(rf'(?m)^\s*{re.escape(sheet["A1"].value)}(\s|$)', page)), 2, 'above and below')
                    for column in range(1, min(3, frozen.column)):
                        self.assertIn(sheet.cell(frozen.row - 1, column).value.split(' ')[0], page, tab)
                    self.assertTrue(any(str(value) in page for value in kept if value), tab)

    def test_notes_are_whole_on_every_page_that_has_them(self):
        """Blanks and line breaks apart, the first note stands on every page of its table, and the others on its last ones."""
        for book in self.books:
            for tab in TABLES[book.language]:
                sheet = book.book[tab]
                pages = [re.sub(r'\s', '', page) for page in book.pages_of(tab)]
                for page in pages:
                    self.assertIn(re.sub(r'\s', '', sheet['A2'].value), page, tab)
                further = [row[0].value for row in sheet.iter_rows(min_row=sheet.max_row - 2) if row[0].value]
                self.assertEqual(len(further), 3, 'two notes and a link')
                for note in further:
                    self.assertIn(re.sub(r'\s', '', note), pages[-1], tab)

    def test_no_page_begins_inside_a_category(self):
        """Headings of T1: on every page as many denominators as numerators and verdicts."""
        for book, words in zip(self.books, (('分子', '分母', '排名'), ('numerator', 'denominator', 'rank'))):
            for tab in TABLES[book.language][:2]:
                pages = book.pages_of(tab)
                counts = []
                for page in pages:
                    line = next(line for line in page.split('\n') if line.count(words[0]) > 0 and line.count(words[2]) > 0)
                    counts.append([line.count(word) for word in words])
                    self.assertEqual(len(set(counts[-1])), 1, line)
                rows = sum(1 for cell in book.book[tab][4] if cell.value == words[0])
                beside = len(set(map(tuple, self.parts(pages, words))))
                self.assertEqual(sum(count[0] for count in counts), rows * len(pages) // beside)

    @staticmethod
    def parts(pages, words):
        """What tells pages beside each other apart: their line of categories."""
        for page in pages:
            lines = page.split('\n')
            at = next(i for i, line in enumerate(lines) if words[0] in line and words[2] in line)
            yield [re.sub(r'\s', '', line) for line in lines[at - 2:at]]

    def test_marks_are_text_and_explained(self):
        for book in self.books:
            shown = {cell.value for row in book.book[TABLES[book.language][0]].iter_rows(min_row=5) for cell in row}
            self.assertIn('n/a', shown)
            gaps = ''.join(book.pages_of(TABLES[book.language][4]))
            self.assertRegex(gaps, r'\s\*\s')
            self.assertTrue(any('n/a' in page for page in book.pages_of(TABLES[book.language][0])))
            labels = [row[1].value for row in book.book.worksheets[0].iter_rows()]
            self.assertIn('n/a', labels)
            self.assertIn('*', labels)

    def test_the_cover_says_what_is_known_and_leaves_room_for_the_rest(self):
        labels = [{row[1].value: row[2].value for row in book.book.worksheets[0].iter_rows() if row[1].value} for book in self.books]
        self.assertEqual((labels[0]['编制单位'], labels[0]['资料来源'], labels[0]['数据日期']), ('民政局', '上报台账', '2025-06-30'))
        self.assertEqual((labels[0]['审图号'], labels[1]['Map approval number'], labels[1]['Author']), (None, None, None))
        version = subprocess.run([COMMAND, '--version'], capture_output=True, text=True, check=True).stdout
        self.assertIn(labels[0]['程序版本'].split()[1], version)
        self.assertIn('pudong-2025', labels[1]['Standard'])
        for book, said in zip(self.books, labels):
            self.assertIn(TITLE[book.language], said)
            counts = {row[1].value: row[4].value for row in book.book.worksheets[0].iter_rows() if isinstance(row[4].value, int)}
            self.assertEqual(list(counts), book.book.sheetnames[1:])
            for tab in TABLES[book.language]:
                first, last = re.findall(r'\d+', book.book[tab].auto_filter.ref)
                self.assertEqual(counts[tab], int(last) - int(first), tab)

    def test_links_lead_to_sheets_and_back(self):
        for book in self.books:
            cover = book.book.worksheets[0]
            leads = [cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.hyperlink]
            self.assertEqual(leads, [f"'{name}'!A1" for name in book.book.sheetnames[1:]])
            for sheet in book.book.worksheets[1:]:
                links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
                self.assertEqual([(link.location, link.target) for link in links], [(f"'{cover.title}'!A1", None)])

    def test_shares_and_verdicts_are_coloured_and_told_apart_in_grey(self):
        for book in self.books:
            sheet = book.book[TABLES[book.language][0]]
            first, last = re.findall(r'\d+', sheet.auto_filter.ref)
            ranges = {'between': set(), 'equal': set()}
            rules = {}
            for area, found in sheet.conditional_formatting._cf_rules.items():
                for rule in found:
                    ranges[rule.operator] |= set(str(area.sqref).split())
                    rules[tuple(rule.formula)] = rule.dxf
            for heading, kind in ((('覆盖率（%）', 'share (%)'), 'between'), (('达标', 'pass'), 'equal')):
                wanted = {f'{cell.column_letter}{int(first) + 1}:{cell.column_letter}{last}' for cell in sheet[int(first)] if cell.value in heading}
                self.assertEqual(len(wanted), len(CATEGORIES) + 1)
                self.assertEqual(ranges[kind], wanted)
            shares = sorted((float(formula[0]), float(formula[1]), look) for formula, look in rules.items() if len(formula) == 2)
            self.assertEqual((shares[0][0], shares[-1][1]), (0, 100))
            for one, other in zip(shares, shares[1:]):  # of numbers with two decimals none is in two classes, and each in one
                self.assertAlmostEqual(other[0] - one[1], 0.005)
            lights = [light(look.fill.bgColor.rgb) for _, _, look in shares]
            lights += [light(look.fill.bgColor.rgb) for formula, look in rules.items() if len(formula) == 1]
            for value in lights:
                self.assertGreater((value + 0.05) / 0.05, 4.5, 'black letters are read on it')
            for one, other in zip(lights, lights[1:]):
                self.assertGreater(abs(one - other), 0.05)

    def test_the_same_workbook_twice_is_the_same_bytes(self):
        with open(self.books[1].path, 'rb') as file:
            before = file.read()
        Printed(self.folder, 'en')
        with open(self.books[1].path, 'rb') as file:
            self.assertEqual(file.read(), before)


if __name__ == '__main__':
    COMMAND, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    own = [name for name in vars(WorkbookTest) if name.startswith('test_')]
    sys.exit(tap.main(WorkbookTest, sys.argv[3:] or own))
