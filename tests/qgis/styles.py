#!/usr/bin/python3
"""styles.py LIFECIRCLE SOURCE: what QGIS makes of the styles in results and comparisons, beside what SQL says of their rows."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', name) for name in ('support', 'cli')]
import command  # noqa: E402
import tap  # noqa: E402

COMMAND = SOURCE = None
HIDDEN_BELOW = 5
VERDICTS = {'covered': '已覆盖', 'partly': '部分覆盖', 'uncovered': '未覆盖', 'no_street': '附近无可步行道路',
            'island': '道路与主网不连通', 'invalid': '数据无效'}
CAUSES = {'no_facility': '范围内无设施', 'detour': '绕行', 'gate': '小区缺出入口', 'no_street': '附近无可步行道路', 'island': '道路与主网不连通',
          'closed_now': '设施未开放', 'capacity': '设施容量不足', 'data': '设施位置无法确定'}
SHARES = [(0.2, '不足 20 %'), (0.4, '20–40 %'), (0.6, '40–60 %'), (0.8, '60–80 %'), (1.0, '80–100 %'), (9, '100 %')]
CLAIMS = [(0.05, '不足 5 个百分点'), (0.1, '5–10'), (0.2, '10–20'), (0.4, '20–40'), (9, '40 及以上')]
CHANGES = {'won': '新增覆盖', 'better': '改善', 'lost': '失去覆盖', 'worse': '变差', 'verdict': '结论变化', 'added': '新增住宅',
           'removed': '移除住宅', 'given': '资料变化'}
UNITS = {'_household_m': ('户·米', '(household-metres)'), '_m': ('米', '(m)'), '_m2': ('平方米', '(m²)'), '_min': ('分钟', '(min)'),
         '_ratio': ('0–1', '(0–1)'), '_percent': ('%', '(%)')}


def run(*arguments, folder=None):
    done = subprocess.run([COMMAND, *arguments], cwd=folder, capture_output=True, text=True, timeout=400, check=False)
    if done.returncode != 0:
        raise AssertionError(f'{arguments}: {done.returncode}\n{done.stderr[-2000:]}')


def ask_qgis(path, *drawn):
    """What styles_session.py says of a GeoPackage; that it complains about fonts is a fault."""
    home = tempfile.mkdtemp()
    out = os.path.join(home, 'said.json')
    environment = {**os.environ, 'HOME': home, 'XDG_RUNTIME_DIR': home, 'QT_QPA_PLATFORM': 'offscreen', 'LC_ALL': 'C.UTF-8'}
    try:
        done = subprocess.run(['/usr/bin/python3', os.path.join(HERE, 'styles_session.py'), path, out, *drawn], env=environment,
                              capture_output=True, text=True, timeout=500, check=False)
        if done.returncode != 0 or 'QFont::fromString' in done.stderr:
            raise AssertionError(done.stderr[-3000:])
        with open(out, encoding='utf-8') as file:
            return json.load(file)
    finally:
        shutil.rmtree(home)


def class_of(value, ranges):
    return next(label for end, label in ranges if value < end)


class File:
    """A GeoPackage as SQLite has it, and as QGIS opens it."""

    def __init__(self, path, *drawn):
        self.path = path
        self.base = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
        self.said = ask_qgis(path, *drawn)

    def rows(self, query, *values):
        return self.base.execute(query, values).fetchall()

    def columns(self, table):
        return [row[1] for row in self.base.execute(f'PRAGMA table_info("{table}")')]

    def style(self, layer, title):
        return next(style for style in self.said['styles'] if style['layer'] == layer and style['title'] == title)

    def counts(self, layer, title, group=None):
        """Features by label, of the classes that have any."""
        return {label: count for of, label, count in self.style(layer, title)['classes'] if count > 0 and group in (None, of)}


class Checks:
    """What holds of every file; tests of a file say which it is."""
    file = None

    def test_every_style_is_read_and_all_it_evaluates_is_sound(self):
        self.assertGreater(len(self.file.said['styles']), 20)
        for style in self.file.said['styles']:
            with self.subTest(style['layer'] + ' ' + style['name']):
                self.assertTrue(style['read'])
                self.assertEqual(style['faults'], [])
                self.assertLessEqual(len(style['name']), 30)

    def test_every_layer_opens_with_its_first_style_and_has_no_two_of_a_name(self):
        tables = {name for name, in self.file.rows("SELECT table_name FROM gpkg_contents WHERE table_name <> 'layer_styles'")}
        self.assertEqual({style['layer'] for style in self.file.said['styles']}, tables)
        for table in tables:
            own = [style for style in self.file.said['styles'] if style['layer'] == table]
            self.assertEqual(sum(style['default'] for style in own), 1, table)
            self.assertEqual(len({style['name'] for style in own}), len(own), table)
            bare = self.file.said['bare'][table]
            self.assertTrue(bare['valid'], table)
            default = next(style for style in own if style['default'])
            self.assertEqual(bare['renderer'], default.get('renderer', bare['renderer']), table)
            self.assertEqual(bare['aliases'], {**bare['aliases'], **default['aliases']}, table)

    def test_columns_are_called_in_both_languages_with_their_units(self):
        for table in self.file.said['bare']:
            own = [style for style in self.file.said['styles'] if style['layer'] == table]
            for column in set(self.file.columns(table)) - {'geom', *self.own_columns}:
                with self.subTest(f'{table}.{column}'):
                    zh, en = (own[i]['aliases'][column] for i in (0, 1))
                    self.assertTrue(any('一' <= letter <= '鿿' for letter in zh), zh)
                    self.assertTrue(en and en != column and not any('一' <= letter <= '鿿' for letter in en), en)
                    ending = max((ending for ending in UNITS if column.endswith(ending)), key=len, default=None)
                    if ending:
                        self.assertIn(UNITS[ending][0], zh)
                        self.assertIn(UNITS[ending][1], en)

    def test_styles_do_not_outweigh_the_rows(self):
        weight = self.file.rows('SELECT sum(length(CAST(styleQML AS BLOB))) FROM layer_styles')[0][0]
        self.assertLess(weight, 6_500_000)
        for style in self.file.said['styles']:  # a second style leaves the names of columns that the first one gave
            self.assertEqual(len([1 for alias in style['aliases'].values() if alias]) > 0, True, style['name'])

    def test_what_is_read_holds_nothing_to_be_worked_out(self):
        for name, qml in self.file.rows('SELECT styleName, styleQML FROM layer_styles'):
            root = tree.fromstring(qml)
            texts = [name] + [element.get(key) or '' for element in root.iter() for key in ('label', 'name')]
            self.assertEqual([text for text in texts if '[%' in text], [])


class ResultTest(Checks, unittest.TestCase):
    """The sample as its bureau asks about it: four passes, indicators, gates, gaps."""
    own_columns = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        shutil.copytree(os.path.join(SOURCE, 'geodata', 'sample'), os.path.join(cls.folder, 'sample'))
        config = os.path.join(cls.folder, 'sample', 'bureau.yaml')
        with open(config, encoding='utf-8') as file:
            text = file.read()
        with open(config, 'w', encoding='utf-8') as file:
            file.write(text[:text.index('\noutput:')] + '\noutput: {path: out/bureau.gpkg}\n')
        run('run', config)
        first = '综合为老服务中心'
        cls.file = File(os.path.join(cls.folder, 'sample', 'out', 'bureau.gpkg'), f'homes=覆盖：{first}', f'homes=远近：{first}')
        cls.categories = [(key.split('.')[1], label) for key, label in
                          cls.file.rows("SELECT key, value FROM run WHERE key LIKE 'category.%.zh'")]
        cls.profiles = dict(cls.file.rows("SELECT substr(key, 9, length(key) - 11), value FROM run WHERE key LIKE 'profile.%.zh'"),
                            by_unit='按单元规则')

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_homes_are_counted_as_sql_counts_them(self):
        for table in ('homes', 'homes_elder', 'homes_ride', 'homes_by_unit'):
            for category, label in self.categories:
                with self.subTest(f'{table} {category}'):
                    statuses = dict(self.file.rows(f'SELECT {category}_status, count(*) FROM {table} GROUP BY 1'))
                    expected = {VERDICTS[status]: count for status, count in statuses.items()}
                    self.assertEqual(self.file.counts(table, f'覆盖：{label}'), expected)
                    self.assertEqual([word for _, word, _ in self.file.style(table, f'覆盖：{label}')['classes']],
                                     list(VERDICTS.values()))
                    if table not in ('homes', 'homes_by_unit'):
                        continue  # further profiles say who is covered
                    bands = list(self.file.counts(table, f'远近：{label}').items())
                    del expected['已覆盖']
                    self.assertEqual({word: count for word, count in bands if word in VERDICTS.values()}, expected)
                    if table == 'homes_by_unit':
                        continue  # limits in metres differ from home to home
                    limits = [count for _, count in self.file.rows(
                        f"SELECT {category}_smallest_limit_m, count(*) FROM {table} WHERE {category}_status = 'covered' "
                        "GROUP BY 1 ORDER BY 1")]
                    self.assertEqual([count for word, count in bands if word not in VERDICTS.values()], limits)

    def test_bands_say_minutes_and_metres(self):
        words = [word for _, word, _ in self.file.style('homes', '远近：便民网点')['classes']]
        self.assertEqual(words[:3], ['5 分钟以内（360 米以内）', '5–8 分钟（360–576 米）', '8–15 分钟（576–1080 米）'])
        self.assertEqual([word for _, word, _ in self.file.style('homes', 'How far: Convenience outlet')['classes']][1],
                         '5 to 8 min (360 to 576 m)')

    def test_areas_and_streets_within_reach_are_of_one_profile_and_category(self):
        for table, question in (('service_areas', '服务范围'), ('reached_streets', '可达道路')):
            for profile in ('adult', 'elder', 'ride'):
                for category, label in self.categories:
                    counts = self.file.style(table, f'{question}：{label}（{self.profiles[profile]}）')['classes']
                    limits = self.file.rows(f'SELECT limit_m, count(*) FROM {table} WHERE profile = ? AND category = ? '
                                            'GROUP BY 1 ORDER BY 1', profile, category)
                    self.assertEqual([count for _, _, count in counts], [count for _, count in limits])

    def test_gaps_are_counted_by_cause(self):
        for profile, who in self.profiles.items():
            for category, label in [*self.categories, ('whole_circle', '全部类别')]:
                causes = {CAUSES[cause]: count for cause, count in self.file.rows(
                    'SELECT cause, count(*) FROM gaps WHERE profile = ? AND category = ? GROUP BY 1', profile, category)}
                if causes:
                    self.assertEqual(self.file.counts('gaps', f'缺口成因：{label}（{who}）'), causes)

    def test_units_are_shown_by_level_and_not_where_too_few_people_are_behind_a_share(self):
        for table in ('units', 'units_by_unit'):
            for category, label in self.categories:
                for level, word in (('subdistrict', '街镇'), ('community', '居村')):
                    expected, claims = {}, {}
                    for people, share, radius, network in self.file.rows(
                            f'SELECT population, {category}_population_ratio, {category}_land_radius_ratio, '
                            f'{category}_land_network_ratio FROM {table} WHERE level = ?', level):
                        claim = '无数据' if radius is None or network is None else class_of(radius - network, CLAIMS)
                        claims[claim] = claims.get(claim, 0) + 1
                        if share is not None and (0 < share * people < HIDDEN_BELOW or 0 < (1 - share) * people < HIDDEN_BELOW):
                            continue
                        name = '无数据' if share is None else class_of(share, SHARES)
                        expected[name] = expected.get(name, 0) + 1
                    self.assertEqual(self.file.counts(table, f'覆盖率：{label}', word), expected, f'{table} {category} {level}')
                    self.assertEqual(self.file.counts(table, f'直线高估：{label}', word), claims, f'{table} {category} {level}')

    def test_targets_are_those_of_the_table_of_indicators(self):
        checked = 0
        for indicator, label in [(key.split('.')[1], label) for key, label in
                                 self.file.rows("SELECT key, value FROM run WHERE key LIKE 'indicator.%.zh'")]:
            for level, word in (('subdistrict', '街镇'), ('community', '居村')):
                passes = dict(self.file.rows(
                    "SELECT i.pass, count(*) FROM units u JOIN indicators i ON i.unit_code = u.unit_code AND i.level = u.level "
                    "WHERE i.profile = 'adult' AND i.indicator = ? AND u.level = ? AND i.pass IN ('yes', 'no') GROUP BY 1",
                    indicator, level))
                shown = self.file.counts('units', f'达标：{label}', word)
                self.assertEqual({key: shown[key] for key in ('达标', '未达标') if key in shown},
                                 {{'yes': '达标', 'no': '未达标'}[key]: count for key, count in passes.items()})
                checked += len(passes)
        self.assertGreater(checked, 6)

    def test_facilities_that_do_not_count_are_told_apart(self):
        counts = self.file.counts('facilities', '全部设施')
        statuses = dict(self.file.rows('SELECT status, count(*) FROM facilities GROUP BY 1'))
        self.assertEqual(counts.pop('远离道路，无法到达'), statuses['far_from_street'])
        self.assertEqual(counts.pop('不计入（规划、关闭、停业或规模不足等）'), statuses['planned'] + statuses['closed'])
        for number, (category, label) in enumerate(self.categories, 1):
            self.assertEqual(counts[f'{number} {label}'], self.file.rows(
                "SELECT count(*) FROM facilities WHERE category = ? AND status IN ('joined', 'by_gates')", category)[0][0])

    def test_a_gap_is_darker_in_grey_than_all_that_is_covered_at_every_scale(self):
        statuses = dict(self.file.rows('SELECT fid, elderly_centre_status FROM homes'))
        for title in ('覆盖：综合为老服务中心', '远近：综合为老服务中心'):
            for scale, seen in self.file.style('homes', title)['drawn'].items():
                self.assertGreater(seen['drawn'], 0.02, f'{title} 1:{scale}')
                grey = {status: [] for status in VERDICTS}
                for fid, value in seen['greys'].items():
                    grey[statuses[int(fid)]].append(value)
                covered, uncovered = grey['covered'], grey['uncovered']
                if scale == '5000' and not uncovered:
                    continue  # the middle of the district is covered
                self.assertGreater(sum(covered) / len(covered) - sum(uncovered) / len(uncovered), 60, f'{title} 1:{scale}')
                self.assertLess(sorted(uncovered)[len(uncovered) // 2], min(covered), f'{title} 1:{scale}')

    def test_tips_say_what_columns_are_called_and_hide_small_counts(self):
        tip = self.file.style('homes', '覆盖：综合为老服务中心')['tip']
        row = self.file.rows('SELECT name, elderly_centre_status FROM homes ORDER BY fid LIMIT 1')[0]
        self.assertIn(row[0], tip)
        self.assertIn(VERDICTS[row[1]], tip)
        self.assertIn('综合为老服务中心：最近设施路程（米）', tip)
        self.assertNotIn('[%', tip)


class ComparisonTest(Checks, unittest.TestCase):
    """Two results of the small sample, the second without one centre and with a street closed."""
    own_columns = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        for name in ('old', 'new'):
            place = os.path.join(cls.folder, name)
            shutil.copytree(os.path.join(SOURCE, 'geodata', 'sample'), place)
            if name == 'new':
                table = os.path.join(place, 'elderly.csv')
                with open(table, encoding='utf-8') as file:
                    lines = file.readlines()
                with open(table, 'w', encoding='utf-8') as file:
                    file.writelines(line for line in lines if not line.startswith('YL02'))
            run('run', os.path.join(place, 'sample.yaml'))
        run('diff', 'old/out/lifecircle.gpkg', 'new/out/lifecircle.gpkg', '-o', 'diff.gpkg', '--all',
            '--old-config', 'old/sample.yaml', '--new-config', 'new/sample.yaml', folder=cls.folder)
        cls.file = File(os.path.join(cls.folder, 'diff.gpkg'), 'homes_changed=住宅变化：综合为老服务中心')

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_homes_are_shown_by_what_became_of_them_at_the_largest_limit(self):
        rows = self.file.rows("SELECT change, count(*) FROM homes_changed WHERE category IS NULL OR category = 'elderly_centre' "
                              "AND limit_m = (SELECT max(limit_m) FROM homes_changed WHERE category = 'elderly_centre') GROUP BY 1")
        expected = {}
        for change, count in rows:
            label = CHANGES.get(change, '无变化或仅路程变化')
            expected[label] = expected.get(label, 0) + count
        self.assertEqual(self.file.counts('homes_changed', '住宅变化：综合为老服务中心'), expected)
        self.assertGreater(expected['失去覆盖'], 0)
        for scale, seen in self.file.style('homes_changed', '住宅变化：综合为老服务中心')['drawn'].items():
            self.assertGreater(seen['drawn'], 0.02, f'1:{scale}')

    def test_units_and_facilities_are_counted_as_sql_counts_them(self):
        words = {'better': '只升不降', 'mixed': '有升有降', 'worse': '只降不升'}
        changes = self.file.rows("SELECT change, count(*) FROM units_changed WHERE level = 'community' AND change <> 'unchanged' "
                                 "GROUP BY 1")
        counts = self.file.counts('units_changed', '覆盖率变化', '居村')
        self.assertEqual({word: counts.get(word, 0) for word in words.values() if word in counts},
                         {words[change]: count for change, count in changes})
        self.assertEqual(self.file.counts('facilities_changed', '变化')['移除'], 1)


class HostileTest(unittest.TestCase):
    """Names that would be something else to QGIS, XML or HTML stay names."""
    CATEGORY, NAME = 'a[% 40+2 %]\'b"<x>]]>%]\u202e', '<img src=x onerror=y>[% 40+3 %]'

    def test_names_are_shown_as_they_are(self):
        with tempfile.TemporaryDirectory() as folder:
            town = command.town()
            for feature in town['homes.geojson']['features']:
                feature['properties']['name'] = self.NAME
            for feature in town['facilities.geojson']['features'][:2]:
                feature['properties'].update(category=self.CATEGORY, name=self.NAME)
            for name, content in town.items():
                with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                    json.dump(content, file)
            with open(os.path.join(folder, 'c.yaml'), 'w', encoding='utf-8') as file:
                text = command.CONFIG.format(output='path: out.gpkg', areas='dissolve')
                file.write(text.replace('homes.geojson, id: id', 'homes.geojson, id: id, name: name'))
            run('run', 'c.yaml', folder=folder)
            made = File(os.path.join(folder, 'out.gpkg'))
        styles = made.said['styles']
        self.assertEqual([(style['read'], style['faults']) for style in styles if not style['read'] or style['faults']], [])
        ids = [key for key, in made.rows("SELECT key FROM run WHERE key LIKE 'category.%.limits_m'")]
        self.assertTrue(any('%' in name for name in ids), ids)
        texts = [text for style in styles for text in (style['title'], style.get('tip', ''), *style['aliases'].values(),
                                                       *(label for _, label, _ in style.get('classes', ())))]
        self.assertEqual([text for text in texts if '42' in text or '43' in text or '<img' in text or '\u202e' in text], [])
        tips = [style['tip'] for style in styles if style['layer'] in ('homes', 'facilities')]
        self.assertTrue(any('&lt;img src=x onerror=y>[% 40+3 %]' in tip for tip in tips))
        shown = {label for style in styles if style['layer'] == 'facilities' for _, label, count in style['classes'] if count}
        self.assertTrue(any('[ % 40+2 % ]' in label for label in shown), shown)


class RealTest(unittest.TestCase):
    """A GeoPackage of Lujiazui: other levels of units, limits in metres, nobody counted."""

    def test_every_style_of_lujiazui_is_read_and_sound(self):
        data = os.path.join(SOURCE, '..', 'shared', 'data')
        if not os.path.isdir(os.path.join(data, 'pudong-lujiazui')):
            self.skipTest('../shared/data/pudong-lujiazui is not there')
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(SOURCE, 'tests', 'real', 'pudong-lujiazui', 'config.yaml'), encoding='utf-8') as file:
                text = file.read().replace('@DATA@', os.path.abspath(data)).replace('@OUT@', folder)
            config = os.path.join(folder, 'config.yaml')
            with open(config, 'w', encoding='utf-8') as file:
                file.write(text)
            run('run', config)
            made = File(os.path.join(folder, 'result.gpkg'), 'homes=覆盖：metro')
            self.assertEqual([style['name'] for style in made.said['styles'] if not style['read'] or style['faults']], [])
            statuses = dict(made.rows('SELECT metro_status, count(*) FROM homes GROUP BY 1'))
            self.assertEqual(made.counts('homes', '覆盖：metro'), {VERDICTS[status]: count for status, count in statuses.items()})
            self.assertEqual([word for _, word, _ in made.style('homes', '远近：metro')['classes']][:2],
                             ['2.8 分钟以内（200 米以内）', '2.8–5.6 分钟（200–400 米）'])
            for scale, seen in made.style('homes', '覆盖：metro')['drawn'].items():
                self.assertGreater(seen['drawn'], 0.01, f'1:{scale}')


if __name__ == '__main__':
    COMMAND, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    sys.exit(tap.main_of([ResultTest, ComparisonTest, HostileTest, RealTest]))
