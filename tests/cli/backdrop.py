#!/usr/bin/python3
"""Layers `streets`, `barriers`, `barrier_areas`: what was read, in the order of ids; expected from the files by other programs."""
import json
import os
import sys
import xml.etree.ElementTree

import pyproj
import shapely.wkb
from osgeo import gdal, ogr
from shapely.geometry import LineString, MultiPolygon, Polygon

import command
import inputs
from command import X_M, Y_M, feature

gdal.UseExceptions()

SAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../geodata/sample')
CLOSED = {'motorway', 'motorway_link', 'trunk', 'construction', 'proposed'}


def rows_of(path, layer):
    source = ogr.Open(path)
    return [{**row.items(), 'shape': shapely.wkb.loads(bytes(row.GetGeometryRef().ExportToWkb()))} for row in source.GetLayer(layer)]


def square(x_m, y_m, side_m):
    return [[x_m, y_m], [x_m + side_m, y_m], [x_m + side_m, y_m + side_m], [x_m, y_m + side_m], [x_m, y_m]]


class BackdropTest(inputs.InputsTest):
    def sample(self):
        """Ways of the sample's streets: id, tags, places in the working system."""
        root = xml.etree.ElementTree.parse(os.path.join(SAMPLE, 'streets.osm')).getroot()
        to_metres = pyproj.Transformer.from_crs('EPSG:4326', 'EPSG:4549', always_xy=True)
        places = {node.get('id'): to_metres.transform(float(node.get('lon')), float(node.get('lat'))) for node in root.iter('node')}
        for way in root.iter('way'):
            tags = {tag.get('k'): tag.get('v') for tag in way.iter('tag')}
            yield 'w' + way.get('id'), tags, [places[nd.get('ref')] for nd in way.iter('nd')]

    def test_streets_of_the_sample_are_those_of_its_file(self):
        with open(os.path.join(SAMPLE, 'sample.yaml'), encoding='utf-8') as file:
            text = file.read().replace('out/', self.folder + '/')
        for name in ('streets.osm', 'elderly.csv', 'minor_stations.shp', 'outlets.gpkg', 'homes.gpkg', 'units.gpkg'):
            text = text.replace(name, os.path.join(SAMPLE, name))
        self.write('sample.yaml', text)
        self.run_and_expect(0, 'run', 'sample.yaml')
        path = os.path.join(self.folder, 'lifecircle.gpkg')
        found = {row['way_id']: row for row in rows_of(path, 'streets')}
        expected = {way: (tags, xy) for way, tags, xy in self.sample()
                    if tags.get('highway', 'motorway') not in CLOSED and tags.get('foot') != 'no'}
        self.assertGreater(len(expected), 30)
        self.assertEqual(set(found), set(expected))
        self.assertEqual(list(found), sorted(found))
        for way, (tags, xy) in expected.items():
            row = found[way]
            self.assertEqual((row['highway'], row['name']), (tags['highway'], tags.get('name')))
            self.assertEqual((row['street_level'], row['bridge']), (int(tags.get('layer', 0)), int(tags.get('bridge', 'no') != 'no')))
            self.assertLess(row['shape'].hausdorff_distance(LineString(xy)), 0.002)
        areas = rows_of(path, 'barrier_areas')
        waters = {way: xy for way, tags, xy in self.sample() if tags.get('natural') == 'water'}
        self.assertEqual({row['barrier'] for row in areas}, {f'natural=water {way}' for way in waters})
        for row in areas:
            self.assertEqual(row['kind'], 'water')
            self.assertAlmostEqual(row['shape'].area, Polygon(waters[row['barrier'].split()[1]]).area, delta=1.0)
        kinds = {row['barrier'].split('=')[0]: row['kind'] for row in rows_of(path, 'barriers')}
        self.assertEqual(kinds, {'railway': 'railway', 'highway': 'road', 'barrier': 'wall'})

    def test_areas_keep_their_holes_and_islands(self):
        """A lake with an island that has a pond, a second lake; and a wall beside them, in whatever order they stand and are drawn."""
        lake = [square(X_M + 5000, Y_M, 400), square(X_M + 5100, Y_M + 100, 200)[::-1]]
        pond, other = [square(X_M + 5150, Y_M + 150, 50)], [square(X_M + 6000, Y_M, 100)]
        features = [feature('MultiPolygon', [lake, pond, other], id='lakes'),
                    feature('LineString', [[X_M + 7000, Y_M], [X_M + 7000, Y_M + 50], [X_M + 7040, Y_M + 50]], id='wall')]
        results = []
        other_way_round = [[ring[::-1] for ring in area] for area in (lake, pond, other)]
        for order in (features, features[::-1], [feature('MultiPolygon', other_way_round, id='lakes'), features[1]]):
            self.write('barriers.geojson', json.dumps(command.collection(*order)))
            self.run_with('output: {path: out.gpkg, csv: tables}', 'barriers: [{source: barriers.geojson, id: id}]')
            path = os.path.join(self.folder, 'out.gpkg')
            area, = rows_of(path, 'barrier_areas')
            line, = rows_of(path, 'barriers')
            self.assertTrue(area['shape'].equals(MultiPolygon([(lake[0], [lake[1]]), (pond[0], []), (other[0], [])])))
            self.assertEqual((area['kind'], line['kind']), ('other', 'other'))
            self.assertTrue(area['barrier'].endswith(' lakes') and line['barrier'].endswith(' wall'))
            self.assertAlmostEqual(line['shape'].length, 90.0, places=6)
            results.append([self.read(os.path.join('tables', name + '.csv')) for name in ('streets', 'barriers', 'barrier_areas')])
            self.assertTrue(area['shape'].is_valid)
        self.assertEqual(results[0], results[1])


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(BackdropTest) if name.startswith('test_')]
    sys.exit(command.tap.main(BackdropTest, sys.argv[2:] or own))
