#!/usr/bin/python3
"""The plugin for QGIS as it is shipped: installed from its zip, run by qgis_process and in a session, beside the program.

Usage: plugin.py COMMAND PLUGIN.zip ROOT
"""
import configparser
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import zipfile
from urllib.parse import quote, urlencode

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
import desktop
import tap

COMMAND = ZIP = ROOT = None
ALGORITHMS = {'run', 'check', 'service_areas', 'coverage', 'gaps', 'difference'}
MANDATORY = ('name', 'qgisMinimumVersion', 'description', 'version', 'author', 'email', 'about', 'tracker', 'repository')
# Says its version as the program does; what it is asked to do beside that, it does not.
STAND_IN = """#!/bin/sh
case "$1" in --version) echo '{{"program":"{program}","version":"{version}"}}'; exit 0;; esac
{rest}
"""
# The program, with a copy of its log: {log} is a file, {command} the program, whose process this one becomes.
LISTENER = """#!/bin/bash
[ "$1" = --version ] || exec 2> >(tee -a '{log}' >&2)
exec '{command}' "$@"
"""
ROADS = 'streets.osm|layername=lines'
LAYERS = {'ROADS': ROADS, 'FACILITIES': 'outlets.gpkg', 'FACILITY_ID': '编号', 'FACILITY_NAME': '网点名称', 'HOMES': 'homes.gpkg',
          'HOME_ID': '编号'}
# The same said to the program itself.
CONFIG = """\
profile: {profile}
limits: {{{limits}}}
network: [{{source: streets.osm}}]
facilities: [{facilities}]
homes: [{{source: homes.gpkg, id: 编号}}]
parameters: {{{parameters}}}
output: {{path: {path}}}
{more}
"""
FACILITIES = '{source: outlets.gpkg, category: outlets, id: 编号, name: 网点名称}'

# As small as QGIS takes it: one layer in one group. An id of up to ten characters would be replaced.
PROJECT = """<qgis version="3.22.0">
<layer-tree-group><layer-tree-group name="{0}">
<layer-tree-layer id="homes_of_the_test" name="{1}" providerKey="ogr" source="./project.gpkg|layername=homes"/>
</layer-tree-group></layer-tree-group>
<projectlayers><maplayer type="vector" geometry="Polygon"><id>homes_of_the_test</id><layername>{1}</layername>
<datasource>./project.gpkg|layername=homes</datasource><provider encoding="UTF-8">ogr</provider>
<renderer-v2 type="categorizedSymbol" attr="name"><categories/><symbols/></renderer-v2></maplayer></projectlayers>
<properties><Paths><Absolute type="bool">false</Absolute></Paths></properties></qgis>"""


def rows(path, table, leave_out=()):
    """All rows of a table, geometries as their bytes, as a sorted list of dictionaries without some columns."""
    connection = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    connection.row_factory = sqlite3.Row
    try:
        every = connection.execute(f'SELECT * FROM "{table}"').fetchall()
        found = [{name: row[name] for name in row.keys() if name not in leave_out} for row in every]
    finally:
        connection.close()
    return sorted(found, key=repr)


def strict(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), names
    return dict(pairs)


def refuse(constant):
    raise ValueError(f'{constant} is not JSON')


class PluginTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keeper = tempfile.TemporaryDirectory(prefix='lifecircle-qgis-')
        cls.addClassCleanup(cls.keeper.cleanup)
        cls.home = os.path.join(cls.keeper.name, 'home')
        cls.sample = os.path.join(cls.keeper.name, 'sample 样例')
        cls.log = os.path.join(cls.keeper.name, 'log.jsonl')
        for folder in (cls.home, os.path.join(cls.keeper.name, 'bin')):
            os.mkdir(folder)
        shutil.copytree(os.path.join(ROOT, 'geodata', 'sample'), cls.sample, ignore=shutil.ignore_patterns('out'))
        listener = cls.program('listener', LISTENER.format(log=cls.log, command=COMMAND))
        cls.qgis = desktop.Desktop(cls.home, LIFECIRCLE=listener)
        cls.qgis.install(ZIP)
        done = cls.qgis.process('plugins', 'enable', 'lifecircle')
        assert done.returncode == 0 and 'Enabled lifecircle' in done.stdout, done.stdout + done.stderr

    def setUp(self):
        self.out = tempfile.mkdtemp(dir=self.keeper.name)
        with open(self.log, 'w', encoding='utf-8'):
            pass

    def tearDown(self):
        self.said()

    def said(self):
        """Every line that the program has said to the plugin, by a strict reader: what is no JSON would be no progress."""
        with open(self.log, encoding='utf-8') as file:
            lines = [json.loads(line, object_pairs_hook=strict, parse_constant=refuse) for line in file]
        self.assertTrue(all(isinstance(line, dict) and 'level' in line for line in lines))
        return lines

    @classmethod
    def program(cls, name, text):
        path = os.path.join(cls.keeper.name, 'bin', name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def write(self, name, text):
        path = os.path.join(self.sample, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        self.addCleanup(os.remove, path)
        return path

    def dressing(self, path, statements):
        """The program, and after a run statements of Python about `data`, the database at `path`."""
        return self.program('dressing', f"""#!/usr/bin/python3
import sqlite3, subprocess, sys
code = subprocess.run([{COMMAND!r}, *sys.argv[1:]]).returncode
if sys.argv[1] != 'run' or code != 0:
    sys.exit(code)
data = sqlite3.connect({path!r})
{statements}
data.commit()
""")

    def over_sample(self, name, output, more='', base='sample.yaml'):
        """The path of a configuration that has its results in the folder of this test."""
        return self.write(name, f'extends: {base}\n{more}\noutput: {{path: {self.out}/{output}}}\n')

    def engine(self, *arguments):
        """The program itself, in the folder of the sample; what it prints."""
        done = subprocess.run([COMMAND, *arguments], cwd=self.sample, capture_output=True, check=False, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def direct(self, **said):
        """The path of a result that the program has made of the sample without QGIS."""
        path = os.path.join(self.out, 'direct.gpkg')
        usual = {'profile': 'adult', 'limits': 'minutes: [15]', 'parameters': 'areas: none', 'facilities': FACILITIES,
                 'more': ''}
        self.engine('run', self.write('direct.yaml', CONFIG.format(**{**usual, **said, 'path': path})))
        return path

    def paths(self, parameters):
        """Files of the sample by their whole paths."""
        whole = {}
        for name, value in parameters.items():
            path = os.path.join(self.sample, value) if isinstance(value, str) else ''
            whole[name] = path if os.path.exists(path.partition('|')[0]) else value
        return whole

    def process(self, code, algorithm, parameters, **environment):
        """qgis_process runs an algorithm; its results, and what it printed."""
        given = [f'{name}={value}' for name, value in self.paths(parameters).items()]
        done = self.qgis.process('--json', 'run', f'lifecircle:{algorithm}', '--', *given, environment=environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        answer = json.loads(done.stdout) if code == 0 else {}
        return answer.get('results'), done.stdout + done.stderr

    def session(self, algorithm, parameters, environment=None, **job):
        """An algorithm where it can be watched; see session.py."""
        job = {'algorithm': f'lifecircle:{algorithm}', 'parameters': self.paths(parameters), **job,
               'plugins': os.path.join(self.home, desktop.PROFILE, 'python', 'plugins')}
        code, answer, said = self.qgis.python(os.path.join(HERE, 'session.py'), json.dumps(job), environment=environment)
        self.assertEqual(code, 0, said)
        return json.loads(answer)

    def assert_same_rows(self, path, other, *tables):
        for table in tables:
            mine, its = (rows(one, table, ('source',)) for one in (path, other))
            self.assertGreater(len(mine), 0, table)
            self.assertEqual(mine, its, table)

    # The zip

    def test_the_zip_holds_all_of_the_plugin_and_packs_to_the_same_bytes(self):
        source = os.path.join(ROOT, 'scripts', 'qgis', 'lifecircle')
        with zipfile.ZipFile(ZIP) as archive:
            packed = {name: archive.read(name) for name in archive.namelist()}
        expected = {'lifecircle/LICENSE': os.path.join(ROOT, 'LICENSE')}
        for folder, _, names in os.walk(source):
            for path in [os.path.join(folder, name) for name in names if '__pycache__' not in folder]:
                expected[os.path.relpath(path, os.path.dirname(source))] = path
        self.assertEqual(set(packed), set(expected))
        for name, path in expected.items():
            with open(path, 'rb') as file:
                self.assertEqual(packed[name], file.read(), name)
        copy = shutil.copytree(os.path.join(ROOT, 'scripts', 'qgis'), os.path.join(self.out, 'scripts', 'qgis'))
        shutil.copy(os.path.join(ROOT, 'LICENSE'), self.out)
        again = os.path.join(self.out, 'again.zip')
        subprocess.run([os.path.join(copy, 'make-zip'), again], check=True, env={**os.environ, 'TZ': 'Asia/Shanghai'})
        with open(again, 'rb') as mine, open(ZIP, 'rb') as its:
            self.assertEqual(mine.read(), its.read())

    def test_metadata_is_complete_and_of_the_version_of_the_program(self):
        metadata = configparser.ConfigParser(interpolation=None)
        with zipfile.ZipFile(ZIP) as archive:
            metadata.read_string(archive.read('lifecircle/metadata.txt').decode())
        general = dict(metadata['general'])
        for name in MANDATORY:
            self.assertTrue(general.get(name.lower()), name)
        self.assertEqual(general['hasprocessingprovider'], 'yes')
        self.assertEqual(general['version'], json.loads(self.engine('--version', '--json'))['version'])

    # What a person sees

    def test_algorithms_are_listed_and_explained_in_both_languages(self):
        texts = {}
        for language, environment in (('en', {}), ('zh', {'LANG': 'zh_CN.UTF-8'})):
            done = self.qgis.process('--json', 'list', environment=environment)
            found = json.loads(done.stdout)['providers']['lifecircle']['algorithms']
            self.assertEqual({name.partition(':')[2] for name in found}, ALGORITHMS)
            texts[language] = [found[f'lifecircle:{name}'][key] for name in sorted(ALGORITHMS)
                               for key in ('name', 'group', 'short_description')]
            done = self.qgis.process('--json', 'help', 'lifecircle:gaps', environment=environment)
            parameters = json.loads(done.stdout)['parameters']
            texts[language] += [parameters[name]['description'] for name in sorted(parameters)]
        for english, chinese in zip(texts['en'], texts['zh'], strict=True):
            self.assertNotRegex(english, '[\u4e00-\u9fff]')
            self.assertRegex(chinese, '[\u4e00-\u9fff]')

    def test_every_text_is_there_in_both_languages_and_with_the_same_blanks(self):
        with zipfile.ZipFile(ZIP) as archive:
            texts = json.loads(archive.read('lifecircle/texts.json'), object_pairs_hook=strict)
            code = ''.join(archive.read(name).decode() for name in archive.namelist() if name.endswith('.py'))
        self.assertEqual(set(texts['zh']), set(texts['en']))
        for key, chinese in texts['zh'].items():
            self.assertEqual(set(re.findall(r'\{\d\}', chinese)), set(re.findall(r'\{\d\}', texts['en'][key])), key)
        for key in re.findall(r"\btr\('(\w+)'[,)]", code):
            self.assertIn(key, texts['en'])
        with open(os.path.join(ROOT, 'src', 'legend', 'column_list.c'), encoding='utf-8') as file:
            words = re.findall(r'\{"(\w+)", (?:true|false), "([^"]+)", "([^"]+)"\}', file.read())
        self.assertGreater(len(words), 20)
        for layer, chinese, english in words:  # as reports and maps call them
            if f'layer_{layer}' in texts['en']:
                self.assertEqual((texts['zh'][f'layer_{layer}'], texts['en'][f'layer_{layer}']), (chinese, english))
        for path in glob.glob(os.path.join(ROOT, 'geodata', 'profiles', '*.yaml')):
            with open(path, encoding='utf-8') as file:
                profile = yaml.safe_load(file)
            for language in ('zh', 'en'):
                self.assertEqual(texts[language]['profile_' + profile['id']], profile[language])

    # Algorithms beside the program itself

    def test_run_gives_the_bytes_of_the_program_and_counts_remarks(self):
        self.engine('run', 'sample.yaml', '-q')
        path = os.path.join(self.sample, 'out', 'lifecircle.gpkg')
        self.addCleanup(shutil.rmtree, os.path.dirname(path))
        with open(path, 'rb') as file:
            expected = file.read()
        os.remove(path)
        results, _ = self.process(0, 'run', {'CONFIG': 'sample.yaml'})
        with open(path, 'rb') as file:
            self.assertEqual(file.read(), expected)
        said = [row['severity'] for row in rows(path, 'quality')]
        page = os.path.join(self.sample, 'out', 'lifecircle.html')
        self.assertEqual(results, {'OUTPUT': path, 'REPORT': page, 'ERRORS': said.count('error'),
                                   'WARNINGS': said.count('warning')})
        with open(page, encoding='utf-8') as file:
            self.assertIn('<html', file.read(1000))

    def test_run_of_nights_answers_with_what_is_published(self):
        config = self.over_sample('nights.yaml', 'nights/lifecircle.gpkg', 'nights: {keep: 2}')
        path = os.path.join(self.out, 'nights', 'current', 'lifecircle.gpkg')
        results, _ = self.process(0, 'run', {'CONFIG': config})
        page = os.path.join(self.out, 'nights', 'current', 'lifecircle.html')
        self.assertEqual((results['OUTPUT'], results['REPORT']), (path, page))
        self.assertTrue(os.path.exists(page))
        self.assertEqual(len(rows(path, 'homes')), 87)
        # Nothing has changed: nothing is counted.
        self.assertEqual(self.process(0, 'run', {'CONFIG': config})[0], {'OUTPUT': path, 'REPORT': page})
        self.assertIn('ERRORS', self.process(0, 'run', {'CONFIG': config, 'FULL': 'true'})[0])

    def test_check_counts_and_writes_nothing(self):
        before = sorted(os.listdir(self.sample))
        results, _ = self.process(0, 'check', {'CONFIG': 'sample.yaml'})
        said = json.loads(self.engine('check', 'sample.yaml', '--json'))
        homes = len(rows(os.path.join(self.sample, 'homes.gpkg'), 'homes'))
        self.assertEqual((results['HOMES'], results['FACILITIES']), (homes, said['counts']['facilities']))
        self.assertEqual((results['ERRORS'], results['WARNINGS']), (said['quality']['errors'], said['quality']['warnings']))
        self.assertGreater(results['ERRORS'], 0)
        self.assertEqual(sorted(os.listdir(self.sample)), before)

    def test_service_areas_of_several_limits(self):
        path = os.path.join(self.out, '服务区.gpkg')
        chosen = {'LIMITS': '5 10，15', 'PROFILE': 1, 'RINGS': 'true', 'OUTPUT': path}
        results, _ = self.process(0, 'service_areas', {**LAYERS, **chosen})
        self.assertEqual(results['LAYER_SERVICE_AREAS'], f'{path}|layername=service_areas')
        direct = self.direct(profile='elder', limits='minutes: [5, 10, 15]', parameters='bands: rings')
        self.assert_same_rows(path, direct, 'service_areas', 'reached_streets', 'facilities', 'homes')
        areas = rows(path, 'service_areas')
        self.assertEqual({(row['limit_min'], row['from_m']) for row in areas}, {(5, 0), (10, 240), (15, 480)})  # 0.8 m/s
        self.assertEqual(len(areas), 3 * len(rows(os.path.join(self.sample, 'outlets.gpkg'), 'outlets')))

    def test_coverage_by_unit(self):
        path = os.path.join(self.out, 'coverage.gpkg')
        units = {'UNITS': 'units.gpkg|layername=subdistricts', 'UNIT_CODE': '代码', 'UNIT_NAME': '名称'}
        self.process(0, 'coverage', {**LAYERS, **units, 'LIMITS': '800', 'LIMIT_UNIT': 1, 'OUTPUT': path})
        units = 'units: [{source: units.gpkg, layer: subdistricts, level: unit, code: 代码, name: 名称}]'
        direct = self.direct(limits='meters: [800]', more=units)
        self.assert_same_rows(path, direct, 'homes', 'facilities', 'coverage', 'units')
        whole = [row for row in rows(path, 'coverage')
                 if (row['weight'], row['definition'], row['level']) == ('households', 'weight', 'all')]
        # Of the whole: each home's households times its share, added up from the layer of homes.
        covered = sum(row['households'] * row['outlets_covered_ratio'] for row in rows(path, 'homes'))
        self.assertEqual([row['limit_m'] for row in whole], [800])
        rounding = 0.5e-6 * whole[0]['denominator']  # shares have six places
        self.assertAlmostEqual(whole[0]['numerator'], covered, delta=rounding)

    def test_gaps_with_their_causes(self):
        path = os.path.join(self.out, 'gaps.gpkg')
        self.process(0, 'gaps', {**LAYERS, 'OUTPUT': path})
        self.assertEqual(os.listdir(self.out), ['gaps.gpkg'])  # no report
        self.assert_same_rows(path, self.direct(), 'gaps', 'gap_homes', 'homes')
        self.assertIn('no_street', {row['cause'] for row in rows(path, 'gaps')})

    def test_difference_of_two_results(self):
        old, path = os.path.join(self.out, 'old.gpkg'), os.path.join(self.out, 'changes.gpkg')
        self.process(0, 'coverage', {**LAYERS, 'OUTPUT': old})
        new = self.direct(facilities=FACILITIES[:-1] + ', select: {编号: [BM01, BM02, BM03]}}')
        results, _ = self.process(0, 'difference', {'OLD': old, 'NEW': new, 'OUTPUT': path})
        direct = os.path.join(self.out, 'direct', 'changes.gpkg')  # of the same name: the project in it says it
        self.engine('diff', old, new, '-o', direct, '-q')
        with open(path, 'rb') as mine, open(direct, 'rb') as its:
            self.assertEqual(mine.read(), its.read())
        self.assertEqual(results['HOMES_CHANGED'], f'{path}|layername=homes_changed')
        lost = {row['home_id'] for row in rows(path, 'homes_changed') if row['change'] == 'lost'}
        before, after = ({row['home_id'] for row in rows(one, 'homes') if row['outlets_status'] == 'covered'}
                         for one in (old, new))
        self.assertEqual(lost, before - after)
        self.assertGreater(len(lost), 0)

    # Layers as a person has them

    def described(self, **more):
        return {'uri': os.path.join(self.sample, 'outlets.gpkg'), 'name': 'outlets', **more}

    def test_a_filter_and_a_selection_hold(self):
        path = os.path.join(self.out, 'part.gpkg')
        few = {name: value for name, value in LAYERS.items() if name != 'FACILITIES'}
        chosen = self.direct(facilities=FACILITIES[:-1] + ', select: {编号: [BM01, BM02, BM03]}}')
        for described in ({'subset': "\"编号\" IN ('BM01', 'BM02', 'BM03')"}, {'select': "\"编号\" IN ('BM01', 'BM02', 'BM03')"},
                          {'delete': "\"编号\" NOT IN ('BM01', 'BM02', 'BM03')"}):
            said = self.session('coverage', {**few, 'OUTPUT': path}, layers={'FACILITIES': self.described(**described)})
            self.assertIsNone(said['failed'])
            self.assertEqual(len(rows(path, 'facilities')), 3)
            self.assert_same_rows(path, chosen, 'homes', 'facilities', 'coverage')
            with open(path, 'rb') as file:
                first = file.read()
            self.session('coverage', {**few, 'OUTPUT': path}, layers={'FACILITIES': self.described(**described)})
            with open(path, 'rb') as file:
                self.assertEqual(file.read(), first)  # copies do not know the time

    def test_points_of_a_web_map_in_a_table(self):
        path = os.path.join(self.out, 'table.gpkg')
        fields = urlencode({'xField': '经度', 'yField': '纬度', 'crs': 'EPSG:4326', 'detectTypes': 'no'})
        uri = f"file://{quote(os.path.join(self.sample, 'elderly.csv'))}?{fields}"
        parameters = {**LAYERS, 'FACILITY_NAME': '名称', 'WEB_MAP': 1, 'OUTPUT': path}
        said = self.session('coverage', parameters,
                            layers={'FACILITIES': {'uri': uri, 'provider': 'delimitedtext', 'name': 'elderly'}})
        self.assertIsNone(said['failed'])
        direct = self.direct(
            facilities='{source: elderly.csv, category: elderly, crs: gcj02, x: 经度, y: 纬度, id: 编号, name: 名称}')
        self.assert_same_rows(path, direct, 'homes', 'coverage')

    def test_the_map_system_that_a_layer_was_given_holds(self):
        path = os.path.join(self.out, 'moved.gpkg')
        few = {name: value for name, value in LAYERS.items() if name != 'FACILITIES'}
        # The same zone twice, by its code and by its definition alone, with which the layer is copied.
        direct = self.direct(facilities=FACILITIES[:-1] + ', crs: "EPSG:4550"}')
        for crs in ('EPSG:4550', 'PROJ:+proj=tmerc +lat_0=0 +lon_0=123 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80'):
            said = self.session('coverage', {**few, 'OUTPUT': path}, layers={'FACILITIES': self.described(crs=crs)})
            self.assertIsNone(said['failed'])
            self.assert_same_rows(path, direct, 'facilities')
            self.assertEqual({row['status'] for row in rows(path, 'facilities')}, {'far_from_street'})  # some 280 km away

    def test_what_is_loaded_has_its_place_its_name_and_the_style_of_its_file(self):
        style = ('<qgis><renderer-v2 type="categorizedSymbol" attr="status"><categories/><symbols/></renderer-v2>'
                 '<layerGeometryType>2</layerGeometryType></qgis>')
        path = os.path.join(self.out, 'loaded.gpkg')
        wrapper = self.dressing(path, f"""
data.execute('CREATE TABLE IF NOT EXISTS layer_styles (id INTEGER PRIMARY KEY, f_table_catalog TEXT, f_table_schema TEXT, '
             'f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, '
             'useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)')
data.execute("INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) "
             "VALUES ('layer_styles', 'attributes', 'layer_styles')")
data.execute("DELETE FROM layer_styles WHERE f_table_name = 'homes'")
data.execute("INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
             "styleQML, useAsDefault) VALUES ('', '', 'homes', 'geom', 'of the test', ?, 1)", ({style!r},))
""")
        said = self.session('gaps', {**LAYERS, 'OUTPUT': path}, {'LIFECIRCLE': wrapper, 'LANG': 'zh_CN.UTF-8'}, load=True)
        self.assertIsNone(said['failed'])
        (name, layers), = said['tree']
        self.assertEqual(name, 'loaded')
        self.assertEqual([layer[:2] for layer in layers], [['服务缺口', 'gaps'], ['住宅', 'homes']])
        self.assertEqual(layers[1][2], 'categorizedSymbol')
        self.assertTrue(all(layer[3] for layer in layers))
        self.assertEqual(said['stages'][:2], ['读取数据', '构建路网'])
        said = self.session('gaps', {**LAYERS, 'OUTPUT': 'TEMPORARY_OUTPUT'}, load=True)
        self.assertEqual([node[0] for node in said['tree']], ['Gaps of coverage'])
        said = self.session('gaps', {**LAYERS, 'LOAD': False, 'OUTPUT': path}, load=True)
        self.assertEqual(said['tree'], [])

    def test_the_project_of_a_result_is_loaded_in_the_language_of_the_person(self):
        config = self.over_sample('project.yaml', 'project.gpkg')
        path = os.path.join(self.out, 'project.gpkg')
        wrapper = self.dressing(path, f"""
import io, zipfile
data.execute('DROP TABLE IF EXISTS qgis_projects')
data.execute('CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)')
for name, words in (('lifecircle', ('问题', '谁走得到')), ('lifecircle_en', ('Question', 'Who reaches it'))):
    text = {PROJECT!r}.format(*words)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr('project.qgs', text)
    data.execute('INSERT INTO qgis_projects VALUES (?, ?, ?)', (name, '{{}}', packed.getvalue().hex()))
""")
        for language, title, layer in (('C', 'Question', 'Who reaches it'), ('zh_CN.UTF-8', '问题', '谁走得到')):
            said = self.session('run', {'CONFIG': config}, {'LIFECIRCLE': wrapper, 'LANG': language}, load=True)
            (_, ((group, inner), below)), = said['tree']
            self.assertEqual((group, inner), (title, [[layer, 'homes', 'categorizedSymbol', True]]))
            self.assertEqual((below[1], below[3]), ('quality', True))

    # Progress, an end, and what goes wrong

    def test_progress_goes_on_and_never_back(self):
        said = self.session('run', {'CONFIG': self.over_sample('bureau2.yaml', 'bureau.gpkg', base='bureau.yaml')})
        self.assertIsNone(said['failed'])
        told = [line['run_done'] for line in self.said() if line['level'] == 'progress']
        self.assertLessEqual(set(said['progress']), {100 * done for done in told})  # QGIS leaves out the smallest steps
        self.assertEqual(said['progress'], sorted(said['progress']))
        self.assertEqual(said['progress'][-1], 100)
        self.assertGreater(len([step for step in said['progress'] if 0 < step < 100]), 20)
        self.assertIn('Searching walks and areas (Elder)', said['stages'])

    def test_a_cancel_leaves_no_file_and_no_process(self):
        config = self.over_sample('many.yaml', 'many.gpkg', 'parameters: {sample_m: 1}')
        for program in (COMMAND, self.qgis.environment['LIFECIRCLE']):
            said = self.session('run', {'CONFIG': config}, {'LIFECIRCLE': program}, cancel_at=10, load=True)
            self.assertTrue(said['cancelled'])
            self.assertEqual((said['failed'], said['results'], said['children'], said['tree']), (None, {}, [], []))
            self.assertEqual(os.listdir(self.out), [])
            self.assertLess(said['seconds'], 20)

    def test_a_program_that_does_not_want_to_stop_is_ended(self):
        version = json.loads(self.engine('--version', '--json'))['version']
        line = '{"level":"progress","part":"x","done":0.500,"run_done":0.500}'
        deaf = self.program('deaf', STAND_IN.format(program='lifecircle', version=version,
                                                    rest=f"trap '' TERM\necho '{line}' >&2\nexec sleep 60"))
        said = self.session('run', {'CONFIG': 'sample.yaml'}, {'LIFECIRCLE': deaf}, cancel_at=50, set={'STOP_WITHIN_S': 0.5})
        self.assertEqual((said['results'], said['children']), ({}, []))
        self.assertLess(said['seconds'], 20)

    def test_setting_environment_and_path_are_asked_in_this_order(self):
        good = self.program('lifecircle-good', LISTENER.format(log=self.log, command=COMMAND))
        other = self.program('lifecircle', STAND_IN.format(program='lifecircle', version='9.9.9', rest='exit 0'))
        on_path = os.path.dirname(other) + os.pathsep + os.environ['PATH']
        check = {'CONFIG': 'sample.yaml'}
        _, said = self.process(1, 'check', check, LIFECIRCLE='', PATH=on_path)
        for words in (other, '9.9.9', 'from PATH', json.loads(self.engine('--version', '--json'))['version']):
            self.assertIn(words, said)
        self.process(0, 'check', check, LIFECIRCLE=good, PATH=on_path)
        setting = '[PythonPlugins]\nlifecircle=true\n\n[Processing]\nConfiguration\\LIFECIRCLE_ENGINE={}\n'
        self.addCleanup(self.qgis.settings, '[PythonPlugins]\nlifecircle=true\n')
        self.qgis.settings(setting.format(good))
        self.process(0, 'check', check, LIFECIRCLE=other, PATH=on_path)
        self.qgis.settings(setting.format('/nowhere/lifecircle'))
        _, said = self.process(1, 'check', check, LIFECIRCLE=good, PATH=on_path)
        self.assertIn('/nowhere/lifecircle (from the setting', said)

    def test_no_program_or_another_one_is_said_with_what_to_do(self):
        check = {'CONFIG': 'sample.yaml'}
        _, said = self.process(1, 'check', check, LIFECIRCLE='', PATH='/usr/bin:/bin')
        self.assertRegex(said, r'The program lifecircle was not found\. Install its version [\d.]+, or give its path under')
        _, said = self.process(1, 'check', check, LIFECIRCLE='', PATH='/usr/bin:/bin', LANG='zh_CN.UTF-8')
        self.assertIn('找不到 lifecircle 程序', said)
        stranger = self.program('stranger', STAND_IN.format(program='other', version='0.1.0', rest='exit 0'))
        for path in (stranger, '/bin/true', '/bin/false'):
            _, said = self.process(1, 'check', check, LIFECIRCLE=path)
            self.assertIn(f'{path} (from the environment variable LIFECIRCLE): this is not lifecircle', said)

    def test_what_the_program_says_is_wrong_reaches_the_log(self):
        config = self.write('bad.yaml', 'extends: sample.yaml\nlimits: {minutes: [15]}\nspede_mps: 1\n')
        _, said = self.process(1, 'run', {'CONFIG': config})
        self.assertIn(f'{config}:3:1: ', said)
        self.assertIn('spede_mps', said)
        self.assertIn('exit code 2', said)
        path = os.path.join(self.out, 'x.gpkg')
        _, said = self.process(1, 'coverage', {**LAYERS, 'HOUSEHOLDS': 'nothing', 'OUTPUT': path})
        self.assertIn('homes.gpkg (homes): no field "nothing" (for households)', said)
        self.assertIn('exit code 1', said)
        _, said = self.process(1, 'coverage', {**LAYERS, 'LIMITS': 'a quarter', 'OUTPUT': path})
        self.assertIn('found "a quarter"', said)
        self.assertEqual(os.listdir(self.out), [])


if __name__ == '__main__':
    COMMAND, ZIP, ROOT = map(os.path.abspath, sys.argv[1:4])
    sys.exit(tap.main(PluginTest, sys.argv[4:]))
