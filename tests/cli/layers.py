#!/usr/bin/python3
"""`output: {without: [...]}`: each layer can be left out, everywhere, and nothing else changes."""
import json
import os
import shutil
import sys

from osgeo import gdal, ogr

import command
import inputs
from command import X_M, Y_M, collection, feature

gdal.UseExceptions()

NEVER = {'quality', 'run'}
LAYERS = {'homes', 'facilities', 'gates', 'service_areas', 'reached_streets', 'units', 'coverage', 'straight_network', 'missing_minutes',
          'access', 'gate_band_homes', 'gate_band', 'gate_gains', 'gaps', 'gap_homes', 'network_defects', 'network_defect_gains',
          'indicators', 'indicator_spread', 'presence', 'streets', 'barriers', 'barrier_areas'}


class LayersTest(inputs.InputsTest):
    def setUp(self):
        super().setUp()
        self.write('gates.geojson', json.dumps(collection(feature('Point', [X_M + 150, Y_M + 20], id='G'))))

    def run_without(self, words):
        for folder in ('tables', 'also'):
            shutil.rmtree(os.path.join(self.folder, folder), ignore_errors=True)
        self.run_with(f'output: {{path: out.gpkg, csv: tables, pairs: true, also: {{path: also, format: GeoJSON}}{words}}}',
                      'parameters: {areas: overlap, gate_band: all, gate_gains: true}', 'gates: [{source: gates.geojson, id: id}]')
        result = ogr.Open(os.path.join(self.folder, 'out.gpkg'))
        tables = {}
        for name in os.listdir(os.path.join(self.folder, 'tables')):
            with open(os.path.join(self.folder, 'tables', name), 'rb') as file:
                tables[name.removesuffix('.csv')] = file.read()
        self.assertEqual({layer.GetName() for layer in result}, set(tables) | {'layer_styles'})
        self.assertEqual({name.removesuffix('.geojson') for name in os.listdir(os.path.join(self.folder, 'also'))}, set(tables))
        return tables

    def test_each_can_be_left_out_and_no_other_changes(self):
        everything = self.run_without('')
        self.assertGreaterEqual(len(set(everything)), 16)
        self.assertEqual(set(everything) - NEVER, LAYERS & set(everything))
        for name in sorted(set(everything) - NEVER):
            with self.subTest(name):
                rest = self.run_without(f', without: [{name}]')
                self.assertEqual(set(everything) - set(rest), {name})
                self.assertEqual([other for other in rest if rest[other] != everything[other]], [])

    def test_all_may_be_left_out_together(self):
        self.assertEqual(set(self.run_without(', without: [' + ', '.join(sorted(LAYERS)) + ']')), NEVER)

    def test_a_word_that_is_no_layer_is_told(self):
        for word, told in (('reached_street', 'reached_streets'), ('quality', 'homes'), ('run', 'homes')):
            self.write('c.yaml', command.CONFIG.format(output=f'path: out.gpkg, without: [{word}]', areas='none'))
            text = self.run_and_expect(2, 'run', 'c.yaml').stderr.decode()
            self.assertIn('output.without', text)
            self.assertIn(word, text)
            self.assertIn(told, text)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(LayersTest) if name.startswith('test_')]
    sys.exit(command.tap.main(LayersTest, sys.argv[2:] or own))
