#!/usr/bin/python3
"""What the command makes of further inputs: buildings, heights, categories by title, units, OpenStreetMap; answers by hand."""
import csv
import json
import os
import struct
import sys
import zipfile

from osgeo import gdal, ogr, osr

import command
from command import X_M, Y_M, collection, facility, feature, home

gdal.UseExceptions()

OSM = """<?xml version="1.0"?>
<osm version="0.6"><node id="1" lat="36.6" lon="117.0"/><node id="2" lat="36.6" lon="117.01"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way></osm>
"""


def rectangle(name, west, south, east, north, **properties):
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return feature('Polygon', [[[X_M + x, Y_M + y] for x, y in corners]], id=name, **properties)


class InputsTest(command.CommandTest):
    def run_with(self, *lines, areas='none'):
        """The configuration of command.py with further lines, which replace those of the same key; "key:" takes it out."""
        keys = {line.split(':')[0] for line in lines}
        text = command.CONFIG.format(output='path: out.gpkg, csv: tables', areas=areas)
        kept = [line for line in text.splitlines() if line.split(':')[0] not in keys]
        self.write('c.yaml', '\n'.join([*kept, *(line for line in lines if not line.endswith(':'))]) + '\n')
        return self.run_and_expect(0, 'run', 'c.yaml')

    def table(self, name):
        with open(os.path.join(self.folder, 'tables', name + '.csv'), encoding='utf-8-sig', newline='') as file:
            return list(csv.DictReader(file))

    def remarks(self, code):
        return [row for row in self.table('quality') if row['code'] == code]

    def write_heights(self, name, columns, rows, row, system=4548, place=(X_M - 300, 10, 0, Y_M + 60, 0, -10)):
        """A GeoTIFF whose rows are all alike."""
        raster = gdal.GetDriverByName('GTiff').Create(os.path.join(self.folder, name), columns, rows, 1, gdal.GDT_Float32)
        if system:
            reference = osr.SpatialReference()
            reference.ImportFromEPSG(system)
            raster.SetProjection(reference.ExportToWkt())
        if place:
            raster.SetGeoTransform(place)
        raster.GetRasterBand(1).WriteRaster(0, 0, columns, rows, struct.pack(f'<{columns}f', *row) * rows,
                                            buf_type=gdal.GDT_Float32)

    def test_households_lie_where_the_buildings_are(self):
        # On the streets x = 200 and x = 400: 10 + 100 m and 50 + 300 m from F1. Three households of four live in the first.
        self.write('homes.geojson', json.dumps(collection(rectangle('H', 150, 5, 450, 60, households=40, population=80))))
        self.write('buildings.geojson', json.dumps(collection(
            home('B1', 199, 9, flats=3), home('B2', 399, 49, flats='1户'), home('B3', 299, 29, flats='many'))))
        self.run_with('buildings: [{source: buildings.geojson, id: id, households: flats}]')
        covered = {(row['limit_m'], row['weight']): row['numerator'] for row in self.table('coverage')
                   if row['category'] == 'elderly' and row['definition'] == 'weight'}
        self.assertEqual(covered, {('250', 'households'): '30', ('250', 'population'): '60',
                                   ('600', 'households'): '40', ('600', 'population'): '80'})
        self.assertEqual([(row['feature_id'], row['found']) for row in self.remarks('number_not_readable')], [('B3', 'many')])

    def test_a_slope_makes_the_walk_longer_uphill(self):
        # One metre up in ten towards the east: by adult-hills 1.419 times as long eastwards and as it is westwards.
        self.write_heights('dem.tif', 120, 12, [column + 0.5 for column in range(120)])
        self.write('roads.geojson', json.dumps(collection(command.street(1, [(-200, 0), (800, 0)]))))
        self.write('facilities.geojson', json.dumps(collection(facility('F', 300, 0))))
        self.write('homes.geojson', json.dumps(collection(home('W', 99, -1, households=1, population=2),
                                                       home('E', 499, -1, households=1, population=2))))
        self.run_with('dem: dem.tif', 'profile: adult-hills')
        walks = {row['home_id']: float(row['elderly_nearest_m']) for row in self.table('homes')}
        self.assertAlmostEqual(walks['W'], 200 * 1.419, delta=0.5)
        self.assertAlmostEqual(walks['E'], 200, delta=0.5)

    def test_rasters_that_cannot_be_heights_are_refused(self):
        self.write_heights('a.tif', 4, 4, [1, 2, 3, 4], system=None)
        self.write_heights('b.tif', 1, 4, [1])
        self.write_heights('c.tif', 4, 4, [1, 2, 3, 4], place=None)
        self.write_heights('d.tif', 4, 4, [1, 2, 3, 4], place=(X_M, 0, 0, Y_M, 0, 0))
        for name, words in (('a.tif', 'has no CRS'), ('b.tif', '1 x 4 pixels'), ('c.tif', 'does not say where it lies'),
                            ('d.tif', 'the raster')):
            self.write('c.yaml', command.CONFIG.format(output='path: out.gpkg', areas='none') + f'dem: {name}\n')
            errors = self.run_and_expect(1, 'run', 'c.yaml').stderr.decode()
            self.assertIn(name + ' (dem): ', errors)
            self.assertIn(words, errors)

    def test_categories_go_by_id_and_by_either_title(self):
        self.write('facilities.geojson', json.dumps(collection(
            facility('F1', 100, 0, 'elderly'), facility('F2', 200, 0, '养老'), facility('F3', 300, 0, 'Care'),
            facility('F4', 400, 0, 'bakery'), facility('F5', 500, 0, None))))
        categories = 'categories: [{id: elderly, zh: 养老, en: Care}, {id: school, zh: 学校, en: School}]'
        done = self.run_with(categories)
        self.assertEqual([(row['facility_id'], row['category']) for row in self.table('facilities')],
                         [(name, 'elderly') for name in ('F1', 'F2', 'F3')])
        self.assertEqual([(row['feature_id'], row['found']) for row in self.remarks('unknown_category')], [('F4', 'bakery')])
        self.assertEqual([row['feature_id'] for row in self.remarks('no_category')], ['F5'])
        self.assertEqual([row['found'] for row in self.remarks('category_without_facility')], ['school'])
        self.assertIn(b'F4', done.stderr)
        self.write('facilities.geojson', json.dumps(collection(facility('F4', 400, 0, 'bakery'))))
        self.assertIn(b'found for instance "bakery", expected for instance "elderly"',
                      self.run_and_expect(1, 'run', 'c.yaml').stderr)

    def test_homes_outside_every_unit_and_units_without_a_level_are_told(self):
        self.write('units.geojson', json.dumps(collection(
            rectangle('U1', -50, -50, 350, 450, level='community'), rectangle('U2', 350, -50, 500, 450, level=None),
            rectangle('D1', -50, -50, 600, 600, level='district'))))
        self.run_with('units: [{source: units.geojson, level_field: level, code: id}]')
        self.assertEqual([row['feature_id'] for row in self.remarks('no_level')], ['U2'])
        outside = {row['feature_id']: row['found'] for row in self.remarks('in_no_unit')}
        self.assertEqual(outside['H3'], 'in no unit of level community')  # its centre is (450, 100)
        self.assertNotIn('H1', outside)

    def test_who_lives_where_no_unit_of_a_level_is_lies_not_outside_of_it(self):
        """Groups are those of the village V; H3 is in V and in no group, H1 and the facilities are in the town T, which has none."""
        self.write('units.geojson', json.dumps(collection(
            rectangle('T', -50, -50, 200, 450, level='community'), rectangle('V', 200, -50, 600, 450, level='community'),
            rectangle('G', 200, 250, 600, 450, level='group'))))
        self.write('facilities.geojson', json.dumps(collection(facility('F1', 100, 0), facility('F2', 400, 0))))
        self.run_with('units: [{source: units.geojson, level_field: level, code: id}]')
        outside = {row['feature_id']: row['found'] for row in self.remarks('in_no_unit')}
        self.assertEqual(outside, {name: 'in no unit of level group' for name in ('H3', 'F2')})

    def test_units_without_households_are_told(self):
        self.write('units.geojson', json.dumps(collection(
            rectangle('U1', -50, -50, 350, 450, level='community'), rectangle('U2', 600, -50, 900, 450, level='community'))))
        self.run_with('units: [{source: units.geojson, level_field: level, code: id}]')
        self.assertEqual([(row['feature_id'], row['severity'], row['found']) for row in self.remarks('unit_without_households')],
                         [('U2', 'warning', 'no homes')])

    def test_dissolved_areas_are_one_a_category_and_limit(self):
        self.write('facilities.geojson', json.dumps(collection(
            facility('F1', 100, 0), facility('F2', 300, 0), facility('F3', 200, 300, 'school'))))
        self.run_with(areas='dissolve')
        areas = sorted((row['category'], row['limit_m']) for row in self.table('service_areas'))
        self.assertEqual(areas, [(name, limit) for name in ('elderly', 'school') for limit in ('250', '600')])

    def write_shapefile(self, name, ids, prj):
        dataset = ogr.GetDriverByName('ESRI Shapefile').CreateDataSource(os.path.join(self.folder, name + '.shp'))
        layer = dataset.CreateLayer(name)
        layer.CreateField(ogr.FieldDefn('ID', ogr.OFTInteger))
        for number, text in enumerate(ids):
            row = ogr.Feature(layer.GetLayerDefn())
            row.SetField(0, text)
            row.SetGeometry(ogr.CreateGeometryFromWkt(f'POINT ({X_M + 100 * number} {Y_M})'))
            layer.CreateFeature(row)
        del layer, dataset
        if prj:
            reference = osr.SpatialReference()
            reference.ImportFromEPSG(4548)
            self.write(name + '.prj', reference.ExportToWkt(['FORMAT=WKT1_ESRI']))

    def test_inspect_says_that_a_system_has_to_be_declared(self):
        self.write_shapefile('bare', [1, 2], prj=False)
        self.assertIn(b'CRS: none (no .prj); has to be declared with crs:', self.run_and_expect(0, 'inspect', 'bare.shp').stdout)

    def test_a_guessed_column_of_zeroes_is_no_id(self):
        self.write_shapefile('shops', [0, 0, 0], prj=True)
        self.run_with('facilities: [{source: shops.shp, category: elderly}]')
        self.assertEqual([row['facility_id'] for row in self.table('facilities')], ['0', '1', '2'])
        self.assertEqual([(row['field'], row['found']) for row in self.remarks('id_column_empty')], [('ID', '0 in every row')])

    def test_a_zip_without_a_folder_to_unpack_it_is_told(self):
        with zipfile.ZipFile(os.path.join(self.folder, 'f.zip'), 'w') as archive:
            archive.write(os.path.join(self.folder, 'facilities.geojson'), 'facilities.geojson')
        self.run_with('facilities: [{source: f.zip, category_field: category}]')
        done = self.run_and_expect(1, 'check', 'c.yaml', environment={'TMPDIR': '/nonexistent'})
        self.assertIn(b'f.zip', done.stderr)
        self.assertIn(b'no temporary folder in "/nonexistent"', done.stderr)

    def test_inspect_tells_what_an_osm_file_may_be(self):
        self.write('town.osm', OSM)
        self.assertRegex(self.run_and_expect(0, 'inspect', 'town.osm').stdout, rb'^town.osm: OpenStreetMap, EPSG:4326(.|\n)*select')
        self.assertIn(b'absent.osm', self.run_and_expect(1, 'inspect', 'absent.osm').stderr)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(InputsTest) if name.startswith('test_')]
    sys.exit(command.tap.main(InputsTest, sys.argv[2:] or own))
