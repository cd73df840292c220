#!/usr/bin/python3
"""Every YAML example of README.md, doc/configuration.md and doc/standards.md is checked by the program, beside the standard pudong-2025.

An example is a code block or a code span that YAML reads as a map without empty values, or as a list of one. Keys that are none of
a whole configuration are put where the JSON Schema has room for them. Files that an example names are made, with the fields it names.

Usage: documents.py COMMAND ROOT
"""
import copy
import csv
import glob
import json
import os
import re
import sys

import jsonschema
import yaml
from osgeo import gdal, ogr

import command
import standards

gdal.UseExceptions()
ROOT = None
X_M, Y_M = command.X_M, command.Y_M
HOME_FIELDS = {'id': 'H1', 'households': '30', 'population': '90', 'elders': '20', 'minors': '10', 'code': 'C1', 'floor_area_m2': '2500',
               'landuse': '07'}
UNIT_FIELDS = {'name': 'one', 'area_class': '城市化地区', 'committee': '居委', '常住人口': '90'}
FACILITY_FIELDS = ('id', 'name', 'x', 'y', 'status', 'hours', 'floor_area_m2', 'volunteer', 'site', 'beds')
# What the pages speak of beside an example.
BASE = """\
standard: pudong-2025
working_crs: EPSG:4548
parameters: {areas: none}
network: [{source: roads.geojson, fields: {id: id, highway: highway}}]
facilities:
  - {source: centres.csv, category: elderly_centre, crs: 'EPSG:4548', x: x, y: y, id: id, name: name,
     attributes: {status: status, hours: hours, floor_area_m2: floor_area_m2, volunteer: volunteer, site: site, beds: beds}}
  - {source: stations.csv, category: elderly_station, crs: 'EPSG:4548', x: x, y: y, id: id, name: name}
  - {source: volunteers.csv, category: volunteer_station, crs: 'EPSG:4548', x: x, y: y, id: id, name: name}
homes: [{source: homes.gpkg, id: id, households: households, population: population, elders: elders, code: code}]
units:
  - {source: units.gpkg, layer: subdistricts, level: subdistrict, code: code, name: name, attributes: {area_class: area_class}}
  - {source: units.gpkg, layer: communities, level: community, code: code, name: name, attributes: {committee: committee}}
figures: [{source: people.csv, code: code, attributes: {population: people}}]
categories: [{id: elderly_station, limits: {minutes: [5, 15]}}]
output: {path: out.gpkg}
"""
# Items that an example is a part of.
ITEMS = {'two_tier': {'id': 'care', 'one': 'elderly_centre', 'many': 'elderly_station'}, 'spread': {'weight': 'population', 'level': 'community'}}


def write_csv(path, fields, rows):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        table = csv.writer(file)
        table.writerow(fields)
        table.writerows(rows)


def write_layer(path, name, fields, wkt):
    """One feature with the fields, in a layer of a GeoPackage; more layers may follow. A path of another kind gets its driver's file."""
    driver = ogr.GetDriverByName('ESRI Shapefile' if path.endswith('.shp') else 'GPKG')
    data = gdal.OpenEx(path, gdal.OF_UPDATE | gdal.OF_VECTOR) if os.path.exists(path) else driver.CreateDataSource(path)
    reference = ogr.osr.SpatialReference()
    reference.ImportFromEPSG(4548)
    layer = data.CreateLayer(name, reference)
    for field in fields:
        layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
    feature = ogr.Feature(layer.GetLayerDefn())
    for field, value in fields.items():
        feature[field] = value
    feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
    layer.CreateFeature(feature)


def box(low, high):
    return (f'POLYGON (({X_M + low} {Y_M + low}, {X_M + high} {Y_M + low}, {X_M + high} {Y_M + high}, {X_M + low} {Y_M + high}, '
            f'{X_M + low} {Y_M + low}))')


def examples(path):
    """Blocks and spans that are configurations or parts of one, in the order of the page."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    blocks = re.findall(r'\n\n((?:    .*\n|\n)+)', text)
    spans = re.findall(r'`([^`]+)`', re.sub(r'\n\n(?:    .*\n|\n)+', '\n\n', text))
    for piece in [re.sub(r'(?m)^    ', '', block) for block in blocks] + [' '.join(span.split()) for span in spans]:
        try:
            value = yaml.load(re.sub(r', \.\.\.(?=})', '', piece), standards.Loader)  # noqa: S506 a SafeLoader
        except yaml.YAMLError:
            if re.match(r'[a-z_]+: |- \{', piece):
                raise
            continue
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            yield piece, value[0]
        elif isinstance(value, dict) and None not in value.values():
            yield piece, value


class DocumentsTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.schema = jsonschema.Draft7Validator(json.loads(self.run_and_expect(0, 'schema', 'config').stdout))
        with open(os.path.join(ROOT, 'geodata', 'sample', 'sample.yaml'), encoding='utf-8') as file:
            self.sample = yaml.load(file, standards.Loader)  # noqa: S506 a SafeLoader
        self.write('bureau.yaml', BASE)
        roads = command.town()['roads.geojson']
        for road in roads['features']:
            road['properties'].update(FCLASS='residential', ZLEVEL='0')
        self.write('roads.geojson', json.dumps(roads))
        for number, name in enumerate(('centres', 'stations', 'volunteers')):
            write_csv(os.path.join(self.folder, f'{name}.csv'), FACILITY_FIELDS,
                      [(f'{name}{i}', name, X_M + 100 * i, Y_M + 100 * number, '营业', 'Mo-Su 08:00-23:00', 3000 * i, '是', i, 8)
                       for i in range(3)])
        write_layer(os.path.join(self.folder, 'homes.gpkg'), 'homes', {**HOME_FIELDS, '户数': '30', '编号': 'H1', '封闭': '是', 'DLBM': '0701'},
                    box(110, 190))
        for layer, code in (('subdistricts', 'S1'), ('communities', 'C1')):
            write_layer(os.path.join(self.folder, 'units.gpkg'), layer,
                        {**UNIT_FIELDS, 'code': code, '代码': code, '名称': 'one', '圈层': '城市化地区', '居村': '居委'}, box(-50, 550))

    def places(self, value):
        """The configurations that an example may be a part of."""
        base = yaml.load(BASE, standards.Loader)  # noqa: S506 a SafeLoader
        yield {**base, **{key: {**base[key], **one} if isinstance(one, dict) and key in base else one for key, one in value.items()}}
        for key, rules in self.schema.schema['properties'].items():
            whole = copy.deepcopy(base)
            if set(value) <= set(rules.get('properties', ())):
                whole[key] = {**whole.get(key, {}), **value}
                yield whole
            for one in rules.get('anyOf', ()):
                inner = one.get('items', one)
                inner = next((each for each in inner.get('anyOf', ()) if 'properties' in each), inner)
                if set(value) <= set(inner.get('properties', ())):
                    items = whole.get(key, [ITEMS.get(key, {})])
                    yield {**whole, key: [{**items[0], **value}, *items[1:]]}
                    yield {**whole, key: [*items, value]}

    def make_sources(self, whole):
        """Files that an example names: fields for every role, one row or one feature inside the town."""
        for kind in ('facilities', 'gates', 'origins', 'figures'):
            for item in whole.get(kind, ()):
                path = os.path.join(self.folder, item.get('source', 'x'))
                if os.path.exists(path):
                    continue
                fields = {role: name for role, name in item.items() if role not in ('source', 'category', 'crs', 'attributes', 'count', 'date')}
                fields.update(item.get('attributes', {}))
                if path.endswith('.xlsx'):
                    data = ogr.GetDriverByName('XLSX').CreateDataSource(path)
                    layer = data.CreateLayer('figures')
                    for name in fields.values():
                        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
                    row = ogr.Feature(layer.GetLayerDefn())
                    for role, name in fields.items():
                        row[name] = 'C1' if role == 'code' else '5'
                    layer.CreateFeature(row)
                elif path.endswith('.csv'):
                    values = {'code': 'C1', 'indicator': '5', 'date': '2024-12-31', 'date_field': '2024-12-31', 'x': 121.4, 'y': 36.6}
                    write_csv(path, [*fields.values(), 'remark'], [[*(values.get(role, '5') for role in fields), 'none']])
                else:
                    values = {'home': 'H1', 'unit': 'C1', 'pedestrian': '是', 'hours': '24/7'}
                    write_layer(path, kind, {name: values.get(role, '否') for role, name in fields.items()},
                                f'POINT ({X_M + 110} {Y_M + 150})')

    def is_of_sample(self, value):
        """A line of the first configuration: as the file has it, or the beginning of it."""
        items = [item for part in self.sample.values() if isinstance(part, list) for item in part] + [self.sample, self.sample['output']]
        return any(all(item.get(key) == one for key, one in value.items()) for item in items)

    def check(self, piece, value):
        if self.is_of_sample(value):
            return False
        fits = [whole for whole in self.places(value) if self.schema.is_valid(whole)]
        self.assertTrue(fits, f'no place of a configuration has room for: {piece}')
        whole = fits[0]
        if any('postgis' in item for item in (*whole['homes'], whole['output'])):
            return True  # the server is not there; tests/postgis has one
        for number, way in enumerate(whole.get('closed_ways', ())):  # the town's ways have other ids, and one source
            whole['closed_ways'][number] = {'id': f'S{number}', 'source': 'roads.geojson'} if isinstance(way, dict) else f'S{number}'
        if 'unknown_hours' in whole:
            whole['at'] = 'Tue 22:00'
        self.make_sources(whole)
        self.write('c.yaml', yaml.safe_dump(whole, allow_unicode=True))
        done = self.run_command('check', 'c.yaml')
        self.assertEqual(done.returncode, 0, f'{piece}\n{done.stderr.decode()}')
        return True

    def test_every_example_of_the_readme_and_of_the_page_about_the_configuration_is_right_beside_a_standard(self):
        checked = [piece for page in ('README.md', os.path.join('doc', 'configuration.md'))
                   for piece, value in examples(os.path.join(ROOT, page)) if self.check(piece, value)]
        self.assertGreaterEqual(len(checked), 24, checked)
        self.assertTrue(any('limits_by' in piece for piece in checked) and any('two_tier' in piece for piece in checked))

    def test_every_link_between_pages_leads_somewhere(self):
        pages = ['README.md', *(os.path.join('doc', name) for name in os.listdir(os.path.join(ROOT, 'doc')) if name.endswith('.md'))]
        links = [(page, link) for page in pages for link in re.findall(r'\]\(([^)\s]+)\)', self.text_of(page)) if '://' not in link]
        self.assertGreater(len(links), 30)
        for page, link in links:
            path, _, anchor = link.partition('#')
            target = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            self.assertTrue(os.path.exists(os.path.join(ROOT, target)), f'{page}: {link}')
            if anchor:
                headings = re.findall(r'(?m)^#+ (.*)', self.text_of(target))
                self.assertIn(anchor, [re.sub(r'[^\w -]', '', one.lower()).replace(' ', '-') for one in headings], page)

    def test_a_wrong_field_names_the_layer_where_a_source_has_several(self):
        self.make_sources(yaml.load(BASE, standards.Loader))  # noqa: S506 a SafeLoader
        self.write('c.yaml', BASE.replace('name: name, attributes: {committee', 'name: title, attributes: {committee'))
        self.assertIn('units.gpkg (units): no field "title" (for name) in layer "communities"; it has name',
                      self.run_and_expect(1, 'check', 'c.yaml').stderr.decode())

    @staticmethod
    def text_of(page):
        with open(os.path.join(ROOT, page), encoding='utf-8') as file:
            return file.read()

    def test_every_kind_of_remark_has_a_chinese_name_and_phrases_use_what_they_take(self):
        with open(os.path.join(ROOT, 'geodata', 'words', 'zh.yaml'), encoding='utf-8') as file:
            phrases = yaml.safe_load(file)['phrases']
        known = {phrase['en'] for phrase in phrases}
        self.assertEqual(len(known), len(phrases))
        codes = set()
        for path in glob.glob(os.path.join(ROOT, 'src', '**', '*.c'), recursive=True):
            with open(path, encoding='utf-8') as file:
                for value in re.findall(r'\.code = ([^;\n]*?)[,;]\n', file.read()):
                    codes.update(re.findall(r'"([a-z_0-9]+)"', value))
        self.assertGreater(len(codes), 70)
        self.assertEqual(codes - known - {'roads'}, set())
        for phrase in phrases:
            self.assertRegex(phrase['zh'], '[\u4e00-\u9fff]')
            taken = {int(number) for number in re.findall(r'\{(\d)\}', phrase['zh'])}
            self.assertLessEqual(taken, set(range(1, phrase['en'].count('*') + 1)), phrase)

    def test_exit_codes_are_those_that_the_program_has(self):
        with open(os.path.join(ROOT, 'src', 'cli', 'cli.h'), encoding='utf-8') as file:
            codes = re.findall(r'EXIT_[A-Z_]+ = (\d+)', file.read())
        with open(os.path.join(ROOT, 'README.md'), encoding='utf-8') as file:
            said = re.search(r'Exit codes: (.*?)\. Results', file.read(), re.S).group(1)
        helped = re.search(r'Exit: (.*?)\. After', self.run_and_expect(0, '--help').stdout.decode(), re.S).group(1)
        for text in (said, helped):
            self.assertEqual(re.findall(r'\b\d+\b', text), codes)

    def test_every_example_of_the_page_about_standards_is_right(self):
        pieces = [(piece, value) for piece, value in examples(os.path.join(ROOT, 'doc', 'standards.md')) if '\n' in piece]
        self.assertEqual(len([None for piece, value in pieces if self.check(piece, value)]), 3)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    ROOT = os.path.abspath(sys.argv[2])
    own = [name for name in vars(DocumentsTest) if name.startswith('test_')]
    sys.exit(command.tap.main(DocumentsTest, sys.argv[3:] or own))
