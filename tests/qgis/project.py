#!/usr/bin/python3
"""The project inside a result, opened by QGIS itself: layers, styles, pages, and what becomes of a file that is renamed.

Usage: project.py LIFECIRCLE DATA [TEST ...]
"""
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../support'))

import tap

LIFECIRCLE = os.path.abspath(sys.argv[1])
DATA = os.path.abspath(sys.argv[2])
SAMPLE = os.path.join(HERE, '../../geodata/sample')
LOST_FONT = 'QFont::fromString: Invalid description'
TABLES_OF_THE_FILE = ('gpkg_', 'rtree_', 'sqlite_', 'layer_styles', 'qgis_projects')


def digest(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def rows(path, query, *values):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as database:
        return database.execute(query, values).fetchall()


def tables(path):
    names = [name for name, in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name for name in names if not name.startswith(TABLES_OF_THE_FILE)}


def run(*arguments, code=0, folder=None):
    done = subprocess.run([LIFECIRCLE, *arguments], cwd=folder, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == code, (arguments, done.returncode, done.stderr[-2000:])
    return done


def opened(path, project='lifecircle', **job):
    """What QGIS says of a project. It may say nothing of fonts: then a page has lost its face and sizes."""
    job = {'file': path, 'project': project, **job}
    done = subprocess.run(['/usr/bin/python3', os.path.join(HERE, 'opened.py'), json.dumps(job)], capture_output=True, text=True,
                          timeout=500, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert LOST_FONT not in done.stderr, done.stderr[-2000:]
    return json.loads(done.stdout)


def layers_of(tree):
    for node in tree:
        if 'group' in node:
            yield from layers_of(node['parts'])
        else:
            yield node['layer']


def group(tree, name):
    return next(node for node in tree if node.get('group') == name)


class ProjectTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='lifecircle-qgis-')
        cls.sample = os.path.join(cls.folder, 'sample')
        shutil.copytree(SAMPLE, cls.sample)
        run('run', 'sample.yaml', folder=cls.sample)
        cls.path = os.path.join(cls.sample, 'out/lifecircle.gpkg')
        cls.said = opened(cls.path)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def check_layers(self, path, said):
        """Every layer is read from this very file, in the system of the project, with as many rows as SQL counts."""
        self.assertTrue(said['is_read'])
        self.assertTrue(said['crs'][0])
        self.assertEqual(sorted(layers_of(said['tree']), key=str), sorted(said['layers']))
        shown = set()
        for name, layer in said['layers'].items():
            with self.subTest(layer=name):
                self.assertTrue(layer['is_valid'])
                self.assertTrue(layer['same_crs'])
                self.assertTrue(layer['is_read_only'])
                file, table = layer['source'].split('|')[0], layer['source'].split('|')[1].removeprefix('layername=')
                self.assertTrue(os.path.samefile(file, path), file)
                shown.add(table)
                where = f"WHERE {layer['filter']}" if layer['filter'] else ''
                self.assertEqual(layer['count'], rows(path, f'SELECT count(*) FROM "{table}" {where}')[0][0])
        self.assertEqual(shown, tables(path))

    def test_every_layer_is_valid_and_every_table_is_there(self):
        self.check_layers(self.path, self.said)
        self.assertEqual(self.said['crs'], [True, 'EPSG:4549'])

    def test_groups_answer_questions_and_one_category_at_a_time_is_shown(self):
        tree = self.said['tree']
        self.assertEqual([node['group'] for node in tree if node['group'] in ('设施', '缺口', '覆盖情况', '步行时间', '指标达标', '背景')],
                         ['设施', '缺口', '覆盖情况', '步行时间', '指标达标', '背景'])
        covered = group(tree, '覆盖情况')
        self.assertTrue(covered['is_choice'])
        self.assertEqual([part['is_shown'] for part in covered['parts']].count(True), 1)
        self.assertEqual([self.said['layers'][part['layer']]['name'] for part in covered['parts']],
                         ['综合为老服务中心（15 分钟）', '未成年人保护站（15 分钟）', '便民网点（15 分钟）', '全部类别'])

    def test_styles_have_classes_and_aliases_in_the_language_of_the_project(self):
        other = opened(self.path, 'lifecircle_en')
        self.check_layers(self.path, other)
        homes = 'lifecircle_homes_elderly_centre'
        for said in (self.said, other):
            layer = said['layers'][homes]
            self.assertEqual(layer['renderer'], 'categorizedSymbol')
            self.assertTrue(layer['labels'] and layer['tip'])
            self.assertNotEqual(layer['aliases']['population'], '')
        self.assertRegex(self.said['layers'][homes]['aliases']['elderly_centre_nearest_m'], '路程')
        self.assertRegex(other['layers'][homes]['aliases']['elderly_centre_nearest_m'], 'walk')
        self.assertEqual(sorted(self.said['layers']), sorted(other['layers']))

    def test_themes_show_a_question_with_its_facilities_and_the_ground(self):
        theme = self.said['themes']['1 覆盖情况：便民网点（15 分钟）']
        self.assertEqual(theme, sorted(['lifecircle_homes_convenience_outlet', 'lifecircle_facilities_convenience_outlet', 'lifecircle_units_1',
                                        'lifecircle_streets', 'lifecircle_barriers', 'lifecircle_barrier_areas']))

    def copy(self, *place):
        path = os.path.join(self.folder, *place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy(self.path, path)
        return path

    def change(self, path):
        """Another name for a gap's barrier: a column that no trigger follows."""
        with sqlite3.connect(path) as database:
            database.execute("UPDATE run SET value = 'of the copy' WHERE key = 'language'")
        database.close()

    def language(self, path, project='lifecircle'):
        """What the table `run` of the opened project says, whatever file that comes from."""
        said = opened(path, project, read={'lifecircle_run': ['key', 'value']})
        return said, dict(said['rows']['lifecircle_run'])['language']

    def test_a_renamed_copy_reads_its_own_rows_once_it_is_relinked(self):
        """Beside the old file, where it would show that one's rows without a word, and alone, where it would show none."""
        for place in (('beside', '养老 & 三月.gpkg'), ('alone', "it's [% 40+2 %].gpkg")):
            with self.subTest(place=place):
                path = self.copy(*place)
                if place[0] == 'beside':
                    self.copy('beside', 'lifecircle.gpkg')
                self.change(path)
                for project in ('lifecircle', 'lifecircle_en'):
                    if place[0] == 'beside':
                        self.assertEqual(self.language(path, project)[1], 'zh')
                done = run('relink', path)
                self.assertIn('2 projects named lifecircle.gpkg', done.stdout)
                for project in ('lifecircle', 'lifecircle_en'):
                    said, language = self.language(path, project)
                    self.assertEqual(language, 'of the copy')
                    self.check_layers(path, said)
                before = digest(path)
                self.assertIn('nothing was changed', run('relink', path).stdout)
                self.assertEqual(digest(path), before)

    def test_relink_refuses_what_is_no_result_and_leaves_it(self):
        plain = os.path.join(self.sample, 'homes.gpkg')
        link = os.path.join(self.folder, 'link.gpkg')
        os.symlink(self.path, link)
        busy = self.copy('busy', 'other.gpkg')
        with open(busy + '-wal', 'wb') as file:
            file.write(b'x' * 100)
        text = os.path.join(self.folder, 'text.gpkg')
        with open(text, 'w', encoding='utf-8') as file:
            file.write('no database')
        for path, words, code in ((plain, 'without any', 1), (link, 'link', 2), (busy, 'another program', 1), (text, 'GeoPackage', 1),
                                  (os.path.join(self.folder, 'absent.gpkg'), 'absent.gpkg', 1)):
            with self.subTest(path=path):
                before = os.path.exists(path) and digest(path)
                self.assertIn(words, run('relink', path, code=code).stderr)
                self.assertEqual(os.path.exists(path) and digest(path), before)

    def test_projects_that_qgis_has_saved_are_left_and_told(self):
        path = self.copy('saved', 'other.gpkg')
        with sqlite3.connect(path) as database:
            database.execute("INSERT INTO qgis_projects SELECT 'mine', '{}', content FROM qgis_projects WHERE name = 'lifecircle'")
        database.close()
        mine = rows(path, "SELECT * FROM qgis_projects WHERE name = 'mine'")
        self.assertIn('1 projects were saved by another program', run('relink', path).stdout)
        self.assertEqual(rows(path, "SELECT * FROM qgis_projects WHERE name = 'mine'"), mine)

    def test_a_folder_may_move_and_a_link_lead_to_it(self):
        self.copy('runs/000001', 'lifecircle.gpkg')
        os.symlink('000001', os.path.join(self.folder, 'runs/current'))
        path = os.path.join(self.folder, 'runs/current/lifecircle.gpkg')
        self.check_layers(path, opened(path))

    def test_opening_a_file_that_cannot_be_written_works_and_changes_nothing(self):
        path = self.copy('kept', 'lifecircle.gpkg')
        os.chmod(path, 0o444)
        before, beside = digest(path), os.listdir(os.path.dirname(path))
        self.check_layers(path, opened(path))
        self.assertEqual((digest(path), os.listdir(os.path.dirname(path))), (before, beside))
        shutil.move(path, os.path.join(os.path.dirname(path), 'kept.gpkg'))
        path = os.path.join(os.path.dirname(path), 'kept.gpkg')
        run('relink', path)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o444)

    def test_projects_have_the_same_bytes_for_any_threads(self):
        contents = []
        for threads in ('1', '2'):
            run('run', 'sample.yaml', '--threads', threads, folder=self.sample)
            contents.append((rows(self.path, 'SELECT * FROM qgis_projects ORDER BY name'), digest(self.path)))
        self.assertEqual(contents[0], contents[1])
        self.assertEqual([row[0] for row in contents[0][0]], ['lifecircle', 'lifecircle_en'])

    def check_page(self, items, wanted):
        """Every item is drawn, in full boxes or in part, as an item of its kind is."""
        for name, (least, most) in wanted.items():
            with self.subTest(item=name):
                self.assertIn(name, items)
                self.assertTrue(least <= items[name]['drawn'] <= most, (name, items[name]))

    BOXES = {'map': (0.1, 0.75), 'legend': (0.02, 0.5), 'north': (0.08, 0.7), 'scale_bar': (0.04, 0.6), 'title': (0.02, 0.5),
             'subtitle': (0.01, 0.5), 'stamp': (0.02, 0.5), 'crs': (0.01, 0.5), 'date': (0.004, 0.5), 'source': (0.004, 0.5),
             'approval': (0.004, 0.5), 'figures': (0.02, 0.95)}

    def test_pages_are_drawn_with_all_that_a_map_has_to_say(self):
        sheet, atlas = 'A3 总图 1 覆盖情况：综合为老服务中心（15 分钟）', 'A3 图集 1 覆盖情况：综合为老服务中心（15 分钟）'
        small, gaps = 'A4 总图 1 覆盖情况：便民网点（15 分钟）', 'A3 总图 3 缺口：便民网点（15 分钟）'
        pages = opened(self.path, pages=[[name, ''] for name in (sheet, atlas, small, gaps)])['pages']
        for name in (sheet, small, gaps):
            self.check_page(pages[name][0], self.BOXES)
        units = rows(self.path, "SELECT name FROM units WHERE level = 'subdistrict' ORDER BY unit_code")
        self.assertEqual(len(pages[atlas]), len(units))
        for number, ((unit,), items) in enumerate(zip(units, pages[atlas]), 1):
            self.check_page(items, {**self.BOXES, 'map': (0.02, 0.75)})
            self.assertTrue(items['title']['text'].startswith(unit))
            self.assertEqual(items['number']['text'], f'第 {number} 页　共 {len(units)} 页')
        items = pages[sheet][0]
        self.assertEqual(items['stamp']['text'], '内部工作用图 不公开')
        self.assertRegex(items['approval']['text'], '^审图号：_+$')
        self.assertEqual(items['crs']['text'], '坐标系：CGCS2000 / 3-degree Gauss-Kruger CM 120E')
        self.assertEqual(items['scale']['text'], f"比例尺：1:{items['map']['scale']:,.0f}")

    def test_a_document_is_what_the_configuration_says_and_hostile_names_stay_names(self):
        """What stands in a configuration or in data is never worked out, and never ends an element or an attribute."""
        hostile = """[% 40+2 %] ]]> <script>alert(1)</script> & "'"""
        with open(os.path.join(self.sample, 'sample.yaml'), encoding='utf-8') as file:
            text = file.read().partition('\noutput:')[0]
        text += '\noutput: ' + json.dumps({'path': 'out/hostile.gpkg', 'language': 'en', 'document': {
            'title': hostile, 'author': hostile, 'source': 'Survey', 'date': '2026-05', 'approval_number': 'GS(2026)1', 'stamp': hostile}}) + '\n'
        text = text.replace('standard: pudong-2025', 'standard: pudong-2025\ncategories:\n  - {id: convenience_outlet, en: %s, zh: %s}'
                            % (json.dumps(hostile), json.dumps(hostile)))
        with open(os.path.join(self.sample, 'hostile.yaml'), 'w', encoding='utf-8') as file:
            file.write(text)
        run('run', 'hostile.yaml', folder=self.sample)
        path = os.path.join(self.sample, 'out/hostile.gpkg')
        said = opened(path)
        self.check_layers(path, said)
        shown = hostile.replace('[%', '[ %').replace('%]', '% ]')  # told apart by a blank, so that nothing is worked out
        self.assertEqual(said['title'], shown)
        name = next(name for name in said['layouts'] if name.startswith('A3 map 1 Coverage') and 'script' in name)
        items = opened(path, pages=[[name, '']])['pages'][name][0]
        for item in ('title', 'stamp', 'author'):
            self.assertIn(shown, items[item]['text'])
        self.assertIn('script', items['subtitle']['text'])
        self.assertNotIn('42', items['subtitle']['text'])
        self.assertEqual((items['approval']['text'], items['date']['text'], items['source']['text']),
                         ('Map approval no.: GS(2026)1', 'Date of the data: 2026-05', 'Source: Survey'))

    def test_a_comparison_has_a_project_of_what_changed(self):
        with open(os.path.join(self.sample, 'sample.yaml'), encoding='utf-8') as file:
            text = file.read().partition('\noutput:')[0]
        with open(os.path.join(self.sample, 'fewer.yaml'), 'w', encoding='utf-8') as file:
            file.write(text + '\noutput: {path: out/fewer.gpkg}\nlimits: {minutes: [10]}\n')
        run('run', 'fewer.yaml', folder=self.sample)
        path = os.path.join(self.folder, 'changes.gpkg')
        run('diff', self.path, os.path.join(self.sample, 'out/fewer.gpkg'), '--all', '-o', path)
        said = opened(path)
        self.check_layers(path, said)
        self.assertIn('变化', [node['group'] for node in said['tree']])
        moved = os.path.join(self.folder, 'moved.gpkg')
        shutil.move(path, moved)
        run('relink', moved)
        self.check_layers(moved, opened(moved))

    def check_real(self, name, text):
        if not os.path.isdir(os.path.join(DATA, name)):
            self.skipTest(f'no data of {name} at {DATA}')
        folder = os.path.join(self.folder, name)
        os.makedirs(folder)
        with open(os.path.join(folder, 'config.yaml'), 'w', encoding='utf-8') as file:
            file.write(text.replace('@DATA@', os.path.join(DATA, name)))
        run('run', 'config.yaml', folder=folder)
        path = os.path.join(folder, 'lifecircle.gpkg')
        said = opened(path)
        self.check_layers(path, said)
        name = next(name for name in said['layouts'] if name.startswith('A3 总图 1'))
        wanted = dict(self.BOXES)
        if not any(layout.startswith('A3 图集') for layout in said['layouts']):
            del wanted['figures']
        self.check_page(opened(path, pages=[[name, '']])['pages'][name][0], {**wanted, 'map': (0.03, 0.9)})
        return said

    def test_lujiazui_opens(self):
        self.check_real('pudong-lujiazui', """
working_crs: EPSG:4549
limits: {meters: [300, 500]}
network: [{source: '@DATA@/lujiazui.gpkg', layer: roads, fields: {id: osm_id, highway: highway}}]
facilities:
  - {source: '@DATA@/lujiazui.gpkg', layer: facilities, id: facility_id, name: name, category: kindergarten,
     select: {kind: kindergarten, in_road_box: '1'}}
homes: [{source: '@DATA@/lujiazui.gpkg', layer: residential, id: osm_id, name: name}]
output: {path: lifecircle.gpkg}
""")

    def test_las_palmas_opens(self):
        said = self.check_real('las-palmas', """
working_crs: EPSG:32628
limits: {minutes: 15}
network: [{source: '@DATA@/las_palmas.osm.pbf'}]
facilities:
  - {source: '@DATA@/las_palmas_layers.gpkg', layer: places, id: osm_id, name: name, category: school,
     select: {osm_id: [a15677301, a343503580, a601757450]}}
homes: [{source: '@DATA@/las_palmas_layers.gpkg', layer: residential_buildings, id: osm_id, select: {building: [terrace]}}]
output: {path: lifecircle.gpkg}
""")
        self.assertEqual(said['crs'][1], 'EPSG:32628')


if __name__ == '__main__':
    sys.exit(tap.main(ProjectTest, sys.argv[3:]))
