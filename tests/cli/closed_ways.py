#!/usr/bin/python3
"""Ways that are closed in a run: a bridge that is shut, by its id; who loses what, by hand."""
import json
import os
import sys

from osgeo import osr

import command
import inputs
from command import X_M, Y_M, collection, facility, feature, home, street

# Two banks 100 m apart; the bridge S3 is at x = 0, S4 at x = 500. The centre is at the foot of S3, the school at that of S4.
STREETS = {1: [(-200, 0), (0, 0), (500, 0)], 2: [(0, 100), (500, 100)], 3: [(0, 0), (0, 100)], 4: [(500, 0), (500, 100)]}
EXTENDED = """\
extends: base.yaml
closed_ways: {closed}
output: {{path: out.gpkg, csv: tables}}
"""


class ClosedWaysTest(inputs.InputsTest):
    def setUp(self):
        super().setUp()
        self.put('roads.geojson', *(street(number, line) for number, line in STREETS.items()))
        self.put('facilities.geojson', facility('E', 0, 0), facility('S', 500, 0, 'school'))
        self.put('homes.geojson', home('W', -1, 99, households=30, population=90), home('O', 499, 99, households=5, population=10),
                 home('M', 199, 99, households=2, population=4))

    def put(self, name, *features):
        self.write(name, json.dumps(collection(*features)))

    def walks(self):
        return {row['home_id']: (round(float(row['elderly_nearest_m']), 1), round(float(row['school_nearest_m']), 1))
                for row in self.table('homes')}

    def covered(self):
        return {row['category']: float(row['numerator']) for row in self.table('coverage')
                if (row['definition'], row['weight'], row['limit_m'], row['level']) == ('weight', 'households', '600', 'all')}

    def test_a_bridge_is_closed_who_loses_what(self):
        # Closed, those in the west go around by S4: 500 + 100 + 500, those in the middle 300 + 100 + 500.
        self.run_with()
        self.assertEqual(self.walks(), {'W': (100, 600), 'O': (600, 100), 'M': (300, 400)})
        self.assertEqual(self.covered(), {'elderly': 37, 'school': 37})
        self.run_with('closed_ways: [S3]')
        self.assertEqual(self.walks(), {'W': (1100, 600), 'O': (600, 100), 'M': (900, 400)})
        self.assertEqual(self.covered(), {'elderly': 5, 'school': 37})
        self.assertEqual([(row['feature_id'], row['severity'], row['found'], row['x_m'], row['y_m'])
                          for row in self.remarks('way_closed')], [('S3', 'note', '1 line of the network', str(int(X_M)), str(int(Y_M)))])
        facts = {row['key']: row['value'] for row in self.table('run')}
        self.assertEqual((facts['closed_way.1'], facts['count.ways']), ('S3', '3'))

    def test_a_file_that_extends_another_closes_ways(self):
        text = command.CONFIG.format(output='path: base.gpkg', areas='none')
        self.write('base.yaml', text)
        self.write('c.yaml', EXTENDED.format(closed='[{id: S3, source: roads.geojson}, S4]'))
        self.run_and_expect(0, 'run', 'c.yaml')
        self.assertEqual(self.covered(), {'elderly': 0, 'school': 0})
        self.assertEqual({row['elderly_status'] for row in self.table('homes')}, {'island'})

    def test_an_id_that_nothing_has_is_refused(self):
        for closed, words in (('[S3, S44]', b'closed_ways[2]: no walkable way of the network has the id "S44"; did you mean "S4"?\n'),
                              ('[Nanpu]', b'closed_ways[1]: no walkable way of the network has the id "Nanpu"\n'),
                              ('[{id: S3, source: roads.geojson}, {id: 3, source: roads.geojson}]',
                               b'closed_ways[2]: no walkable way of roads.geojson has the id "3"')):
            for verb in ('check', 'run'):
                self.write('c.yaml', command.CONFIG.format(output='path: out.gpkg', areas='none') + f'closed_ways: {closed}\n')
                self.assertIn(words, self.run_and_expect(2, verb, 'c.yaml').stderr)
        self.run_with_fault('closed_ways: [{id: S3, source: road.geojson}]',
                            b'closed_ways[1].source: expected a source of the network, found "road.geojson"')
        self.run_with_fault('closed_ways: [{source: roads.geojson}]', b'closed_ways[1]')

    def run_with_fault(self, line, words):
        self.write('c.yaml', command.CONFIG.format(output='path: out.gpkg', areas='none') + line + '\n')
        self.assertIn(words, self.run_and_expect(2, 'check', 'c.yaml').stderr)

    def test_ways_of_openstreetmap_go_by_their_number(self):
        local, degrees = (self.system(code) for code in (4548, 4326))
        to_degrees = osr.CoordinateTransformation(local, degrees)
        places = {1: (0, 0), 2: (500, 0), 3: (0, 100), 4: (500, 100)}
        nodes = ''.join('<node id="{}" lon="{!r}" lat="{!r}"/>'.format(node, *to_degrees.TransformPoint(X_M + x, Y_M + y)[:2])
                        for node, (x, y) in places.items())
        ways = ''.join(f'<way id="{way}">' + ''.join(f'<nd ref="{ref}"/>' for ref in refs) + '<tag k="highway" v="footway"/></way>'
                       for way, refs in ((11, (1, 2)), (12, (3, 4)), (13, (1, 3)), (14, (2, 4))))
        self.write('roads.osm', f'<?xml version="1.0"?><osm version="0.6">{nodes}{ways}</osm>')
        for named in ('13', 'way/13', 'w13', '{id: 13, source: roads.osm}'):
            self.run_with('network: [{source: roads.osm}]', f'closed_ways: [{named}]')
            self.assertEqual(self.covered(), {'elderly': 5, 'school': 37}, named)

    @staticmethod
    def system(code):
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(code)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        return reference

    def test_what_one_profile_does_not_walk_anyway_is_told(self):
        lines = [feature('LineString', [[X_M + x, Y_M + y] for x, y in line], id=f'S{number}',
                         highway='steps' if number == 3 else 'residential') for number, line in STREETS.items()]
        self.put('roads.geojson', *lines)
        for profiles, told in (('[wheelchair, adult]', 'wheelchair'), ('[adult, wheelchair]', 'wheelchair')):
            self.run_with(f'profiles: {profiles}', 'closed_ways: [S3]', 'speed_mps:')
            self.assertEqual([(row['severity'], row['profile']) for row in sorted(self.remarks('way_closed'), key=lambda r: r['severity'])],
                             [('note', 'adult'), ('warning', told)])
        self.write('c.yaml', command.CONFIG.format(output='path: out.gpkg', areas='none') + 'closed_ways: [S3]\nprofile: wheelchair\n')
        self.assertIn(b'no walkable way of the network has the id "S3"', self.run_and_expect(2, 'run', 'c.yaml').stderr)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(ClosedWaysTest) if name.startswith('test_')]
    sys.exit(command.tap.main(ClosedWaysTest, sys.argv[2:] or own))
