#!/usr/bin/python3
"""Walled homes from outside: who walks through which gate, what is closed to others, what is said of gates; answers by hand."""
import json
import math
import os
import sys

from osgeo import gdal, ogr, osr

import command
import inputs
from command import X_M, Y_M, collection, facility, feature, home, street
from inputs import rectangle

gdal.UseExceptions()

# The compound C lies 20 m north of a street along y = 0, and is 200 x 100; its grid points are 20 m apart, on the outline too.
POINTS = [(x, y) for x in range(100, 301, 20) for y in range(20, 121, 20)]
GATES = 'gates: [{source: gates.geojson, id: id, home: home, pedestrian: who, residents_only: own, hours: hours}]'


def gate(name, x, y, **more):
    return feature('Point', [X_M + x, Y_M + y], **{'id': name, 'home': None, 'who': None, 'own': None, 'hours': None, **more})


def system(code):
    """Longitude before latitude, whatever the authority says."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def walks(*entries):
    """Of each grid point the least over (x, y, metres from there on)."""
    return [min(math.hypot(px - x, py - y) + more for x, y, more in entries) for px, py in POINTS]


class GatesTest(inputs.InputsTest):
    def setUp(self):
        super().setUp()
        # Nothing else is within 100 m of the compound but the street in the south, and another in the north, 500 m around.
        self.roads(street(1, [(-100, 0), (600, 0)]), street(2, [(600, 0), (600, 150)]), street(3, [(600, 150), (0, 150)]))
        self.put('facilities.geojson', facility('F', 0, 0))
        self.put('homes.geojson', rectangle('C', 100, 20, 300, 120, households=60, population=180),
                 home('O', 399, 149, households=10, population=20))
        self.put('gates.geojson', gate('G', 200, 20))

    def put(self, name, *features):
        self.write(name, json.dumps(collection(*features)))

    def roads(self, *streets):
        self.put('roads.geojson', *streets)

    def put_open_facility(self):
        """F, open day and night, and the line of the configuration that says so."""
        always = facility('F', 0, 0)
        always['properties']['open'] = '24/7'
        self.put('facilities.geojson', always)
        return 'facilities: [{source: facilities.geojson, category_field: category, id: id, attributes: {hours: open}}]'

    def home(self, name):
        return next(row for row in self.table('homes') if row['home_id'] == name)

    def check_walks(self, name, wanted, category='elderly'):
        row = self.home(name)
        for column, value in (('nearest_m', sum(wanted) / len(wanted)), ('least_m', min(wanted)), ('greatest_m', max(wanted))):
            self.assertAlmostEqual(float(row[f'{category}_{column}']), value, delta=0.01, msg=f'{name} {column}')
        for limit, suffix in ((250, '_250m'), (600, '')):
            share = sum(walk <= limit + 0.001 for walk in wanted) / len(wanted)
            self.assertAlmostEqual(float(row[f'{category}_covered_ratio{suffix}']), share, delta=1e-6, msg=f'{name} {limit}')

    def test_block_with_one_gate(self):
        self.run_with(GATES)
        self.check_walks('C', walks((200, 20, 20 + 200)))
        self.assertEqual(float(self.home('O')['elderly_nearest_m']), 950)  # 200 + 150 + 600: around, not through

    def test_the_least_over_the_gates_counts(self):
        self.put('gates.geojson', gate('G', 200, 20), gate('H', 100, 70))  # H joins the street at (100, 0), 70 m: barred by nothing
        self.run_with(GATES)
        self.check_walks('C', walks((200, 20, 220), (100, 70, 70 + 100)))

    def test_a_gate_off_the_outline_is_walked_to(self):
        self.put('gates.geojson', gate('G', 200, 16))  # 4 m outside: 4 to the gate, 16 to the street
        self.run_with(GATES)
        self.check_walks('C', walks((200, 20, 220)))
        self.put('gates.geojson', gate('G', 200, 23))  # 3 m inside: the walk ends at the outline, the leg of the gate is 23 m
        self.run_with(GATES)
        self.check_walks('C', walks((200, 20, 223)))

    def test_a_gate_belongs_to_whom_it_names_or_lies_near(self):
        self.put('gates.geojson', gate('G', 200, 14.5), gate('N', 200, 20, home='no such'), gate('A', 50, 20, home='C'))
        self.run_with(GATES)
        # G is 5.5 m away: nobody's. A is 50 m west of the outline and named: the walk to it counts.
        self.check_walks('C', walks((100, 20, 50 + 20 + 50)))
        self.assertEqual([row['feature_id'] for row in self.remarks('gate_without_home')], ['G'])
        self.assertEqual([(row['feature_id'], row['severity']) for row in self.remarks('gate_unknown_home')], [('N', 'error')])
        self.assertEqual([row['feature_id'] for row in self.remarks('gate_far_from_home')], ['A'])
        self.run_with(GATES, 'parameters: {gate_tolerance_m: 6, areas: none}')
        self.check_walks('C', walks((200, 20, 220), (100, 20, 120)))

    def test_streets_inside_are_closed_to_others(self):
        self.roads(street(1, [(-100, 0), (600, 0)]), street(2, [(600, 0), (600, 150)]), street(3, [(600, 150), (200, 150), (0, 150)]),
                   street(4, [(200, 0), (200, 150)]))
        self.run_with('gates:')
        self.assertEqual(float(self.home('O')['elderly_nearest_m']), 200 + 150 + 200)
        self.run_with(GATES)
        self.check_walks('C', walks((200, 20, 220)))  # the gate lies on the street: 20 m along it
        self.assertEqual(float(self.home('O')['elderly_nearest_m']), 950)
        self.assertEqual([(row['feature_id'], row['severity'], row['found']) for row in self.remarks('streets_closed')],
                         [('C', 'note', '1 parts of streets inside, 100 m')])

    def test_streets_of_an_osm_file_are_cut_though_they_join_by_node(self):
        to_degrees = osr.CoordinateTransformation(*(system(code) for code in (4548, 4326)))
        places = {1: (-100, 0), 2: (200, 0), 3: (600, 0), 4: (600, 150), 5: (200, 150), 6: (0, 150), 7: (200, 70)}
        degrees = {node: to_degrees.TransformPoint(X_M + x, Y_M + y)[:2] for node, (x, y) in places.items()}
        nodes = ''.join(f'<node id="{node}" lon="{lon!r}" lat="{lat!r}"/>' for node, (lon, lat) in degrees.items())
        ways = ''.join(f'<way id="{way}">' + ''.join(f'<nd ref="{node}"/>' for node in refs) + '<tag k="highway" v="footway"/></way>'
                       for way, refs in ((1, (1, 2, 3)), (2, (3, 4)), (3, (4, 5, 6)), (4, (2, 7, 5))))
        self.write('roads.osm', f'<?xml version="1.0"?><osm version="0.6">{nodes}{ways}</osm>')
        self.run_with('network: [{source: roads.osm}]', 'gates:')
        self.assertAlmostEqual(float(self.home('O')['elderly_nearest_m']), 550, delta=0.05)
        self.run_with('network: [{source: roads.osm}]', GATES)
        self.assertAlmostEqual(float(self.home('O')['elderly_nearest_m']), 950, delta=0.05)
        wanted = walks((200, 20, 220))
        self.assertAlmostEqual(float(self.home('C')['elderly_nearest_m']), sum(wanted) / len(wanted), delta=0.05)

    def test_a_private_way_leads_its_people_out_and_no_visitor_in(self):
        lines = [street(1, [(-100, 0), (200, 0), (600, 0)]), street(2, [(600, 0), (600, 150)]), street(3, [(600, 150), (0, 150)]),
                 feature('LineString', [[X_M + 200, Y_M], [X_M + 200, Y_M + 20]], id='P', highway='service', access='private')]
        self.put('roads.geojson', *lines)
        self.put('facilities.geojson', facility('F', 0, 0), facility('I', 260, 100, 'school'))
        self.run_with(GATES, 'network: [{source: roads.geojson, fields: {highway: highway, access: access}}]',
                      'parameters: {off_street_m: 10, areas: none}')
        self.check_walks('C', walks((200, 20, 220)))
        self.assertEqual((self.home('O')['school_nearest_m'], self.home('O')['elderly_nearest_m']), ('', '950'))

    def test_a_street_that_an_outline_clips_is_told(self):
        self.roads(street(1, [(-100, 0), (100, 0), (200, 23), (300, 0), (600, 0)]), street(2, [(600, 0), (600, 150)]),
                   street(3, [(600, 150), (0, 150)]))
        self.run_with(GATES)
        self.assertEqual([(row['feature_id'], row['severity']) for row in self.remarks('street_clipped')], [('C', 'warning')])

    def test_a_bridge_passes_over_a_walled_home(self):
        lines = [street(1, [(-100, 0), (200, 0), (600, 0)]), street(3, [(600, 0), (600, 150), (200, 150), (0, 150)]),
                 feature('LineString', [[X_M + 200, Y_M], [X_M + 200, Y_M + 150]], id='B', highway='footway', bridge='yes')]
        self.put('roads.geojson', *lines)
        self.run_with(GATES, 'network: [{source: roads.geojson, fields: {highway: highway, bridge: bridge}}]')
        self.assertEqual(float(self.home('O')['elderly_nearest_m']), 550)

    def test_a_facility_inside_is_reached_inside_by_its_own_and_through_the_gate_by_others(self):
        self.put('facilities.geojson', facility('I', 260, 100), facility('F', 0, 0, 'school'))
        self.run_with(GATES)
        self.check_walks('C', walks((260, 100, 0)))
        self.check_walks('C', walks((200, 20, 220)), 'school')
        inside = math.hypot(60, 80)
        self.assertAlmostEqual(float(self.home('O')['elderly_nearest_m']), 200 + 150 + 400 + 20 + inside, delta=0.01)
        row = next(row for row in self.table('facilities') if row['facility_id'] == 'I')
        self.assertEqual((row['status'], row['snap_m']), ('by_gates', '120'))
        self.assertEqual(self.remarks('facility_far_from_street'), [])

    def test_a_gate_for_residents_only_lets_no_visitor_in(self):
        self.put('facilities.geojson', facility('I', 260, 100))
        self.put('gates.geojson', gate('G', 200, 20, own='是'), gate('H', 100, 70, own='no'))
        self.run_with(GATES)
        inside = math.hypot(160, 30)
        self.assertAlmostEqual(float(self.home('O')['elderly_nearest_m']), 200 + 150 + 500 + 70 + inside, delta=0.01)
        self.put('facilities.geojson', facility('F', 0, 0))
        self.run_with(GATES)
        self.check_walks('C', walks((200, 20, 220), (100, 70, 170)))

    def test_a_gate_for_vehicles_is_none_for_those_on_foot(self):
        self.put('gates.geojson', gate('G', 200, 20, who='车行'), gate('H', 100, 70, who='人车混行'), gate('J', 300, 70, who='?'))
        self.run_with(GATES)
        self.check_walks('C', walks((100, 70, 170), (300, 70, 70 + 300)))
        self.assertEqual([row['feature_id'] for row in self.remarks('flag_not_readable')], ['J'])

    def test_every_gate_says_what_became_of_it(self):
        self.put('gates.geojson', gate('G', 200, 17), gate('H', 100, 70, own='业主'), gate('V', 150, 20, who='车行'),
                 gate('N', 250, 20, hours='06:00-22:00'), gate('X', 900, 900), gate('Z', 1000, 120, home='C'))
        self.run_with(GATES, self.put_open_facility(), 'at: Tue 23:00')
        found = [(row['gate_id'], row['home_id'], row['pedestrian'], row['residents_only'], row['hours'], row['status'],
                  row['outline_m'], row['way_id'], row['snap_m']) for row in self.table('gates')]
        # G is 3 m outside, 17 m from street S1; H is 70 m from the end of it, and as far from nothing else; Z is 700 m off the outline,
        # and no street is near it.
        self.assertEqual(sorted(found), [
            ('G', 'C', '1', '0', '', 'joined', '3', 'S1', '17'), ('H', 'C', '1', '1', '', 'joined', '0', 'S1', '70'),
            ('N', 'C', '1', '0', '06:00-22:00', 'closed_now', '0', '', ''), ('V', 'C', '0', '0', '', 'for_vehicles', '0', '', ''),
            ('X', '', '1', '0', '', 'no_home', '', '', ''), ('Z', 'C', '1', '0', '', 'far_from_street', '700', '', '')])
        self.assertEqual({row['home_id']: (row['walled'], row['gate_count']) for row in self.table('homes')},
                         {'C': ('1', '2'), 'O': ('0', '0')})

    def test_a_gate_is_shut_at_night(self):
        self.put('gates.geojson', gate('G', 200, 20, hours='06:00-22:00'), gate('H', 100, 70))
        facilities = self.put_open_facility()
        self.run_with(GATES, facilities, 'at: Tue 23:00')
        self.check_walks('C', walks((100, 70, 170)))
        self.run_with(GATES, facilities, 'at: Tue 12:00')
        self.check_walks('C', walks((200, 20, 220), (100, 70, 170)))

    def test_hours_of_gates_alone_are_enough_to_ask_about_a_time(self):
        self.put('gates.geojson', gate('G', 200, 20, hours='06:00-22:00'), gate('H', 100, 70))
        self.run_with(GATES, 'at: Tue 23:00')
        self.check_walks('C', walks((100, 70, 170)))
        row, = self.remarks('hours_unknown')
        self.assertEqual((row['layer'], row['severity']), ('facilities', 'warning'))
        self.assertIn('all facilities count as open', row['done'])

    def test_nobody_leaves_where_no_gate_leads_to_a_street(self):
        self.put('gates.geojson', gate('G', 200, 20, who='vehicles'))
        self.run_with(GATES)
        self.assertEqual(self.home('C')['elderly_status'], 'no_street')
        self.assertEqual([row['feature_id'] for row in self.remarks('walled_no_way_out')], ['C'])
        self.put('gates.geojson', gate('G', 200, 120))  # 30 m from the street in the north, which is out of reach
        self.run_with(GATES, 'parameters: {off_street_m: 25, areas: none}')
        self.assertEqual([row['feature_id'] for row in self.remarks('gate_no_street')], ['G'])

    def test_a_facility_inside_serves_its_own_though_no_gate_is_open(self):
        self.put('facilities.geojson', facility('I', 260, 100))
        self.put('gates.geojson', gate('G', 200, 20, who='vehicles'))
        self.run_with(GATES)
        self.check_walks('C', walks((260, 100, 0)))
        self.assertEqual((self.home('C')['elderly_status'], self.home('O')['elderly_nearest_m']), ('covered', ''))

    def test_said_to_be_walled_without_a_gate_is_open_and_an_error(self):
        self.run_with('gates:')
        unwalled = self.home('C')['elderly_nearest_m']
        self.put('homes.geojson', rectangle('C', 100, 20, 300, 120, households=60, population=180, w='封闭'),
                 home('O', 399, 149, households=10, population=20, w='否'))
        self.run_with('homes: [{source: homes.geojson, id: id, households: households, population: population, walled: w}]', 'gates:')
        self.assertEqual(self.home('C')['elderly_nearest_m'], unwalled)
        self.assertEqual([(row['feature_id'], row['severity']) for row in self.remarks('walled_without_gate')], [('C', 'error')])

    def test_a_part_without_a_gate_has_no_way_out(self):
        two = rectangle('C', 100, 20, 300, 120, households=60, population=180)
        two['geometry'] = {'type': 'MultiPolygon', 'coordinates': [
            two['geometry']['coordinates'], [[[X_M + x, Y_M + y] for x, y in ((350, 20), (360, 20), (360, 30), (350, 30), (350, 20))]]]}
        self.put('homes.geojson', two)
        self.run_with(GATES)
        row = self.home('C')
        self.assertAlmostEqual(float(row['elderly_nearest_m']), sum(walks((200, 20, 220))) / len(POINTS), delta=0.01)
        self.assertAlmostEqual(float(row['elderly_covered_ratio']), 20000 / 20100, delta=1e-6)
        self.assertEqual([row['feature_id'] for row in self.remarks('part_without_gate')], ['C'])
        # A gate between both, named: in the part that is nearer.
        self.put('gates.geojson', gate('G', 200, 20), gate('H', 345, 25, home='C'))
        self.run_with(GATES)
        self.assertEqual(self.remarks('part_without_gate'), [])

    def band(self):
        """Rows of the band of home C by limit, and what every place along its outline would mean, each 20 m."""
        rows = {row['limit_m']: row for row in self.table('gate_band_homes') if row['home_id'] == 'C' and row['category'] == 'elderly'}
        ring = [(100, 20), (300, 20), (300, 120), (100, 120), (100, 20)]
        places = [(x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n) for (x0, y0), (x1, y1) in zip(ring, ring[1:])
                  for n in (round(math.dist((x0, y0), (x1, y1)) / 20),) for i in range(n)]
        return rows, [walks((x, y, self.from_gate(x, y))) for x, y in places]

    def gap(self, category='elderly'):
        return next(row for row in self.table('gaps') if row['category'] == category)

    def covered(self, weight='households', limit='600'):
        return sum(float(row['numerator']) for row in self.table('coverage')
                   if (row['level'], row['definition'], row['weight'], row['limit_m']) == ('all', 'weight', weight, limit))

    def test_the_committee_of_a_unit_sets_out_by_the_gates_as_its_people_do(self):
        self.put('facilities.geojson', facility('F', 0, 0), facility('I', 260, 100, 'school'))
        self.put('gates.geojson', gate('G', 200, 20, own='yes'))
        self.put('units.geojson', rectangle('U1', 0, -50, 350, 130), rectangle('U2', 350, 130, 700, 200))
        self.put('origins.geojson', feature('Point', [X_M + 230, Y_M + 60], unit='U1'),
                 feature('Point', [X_M + 500, Y_M + 149], unit='U2'))
        self.run_with(GATES, 'units: [{source: units.geojson, level: community, code: id}]',
                      'origins: [{source: origins.geojson, unit: unit}]')
        rows = {row['unit_code']: row for row in self.table('units')}
        self.assertAlmostEqual(float(rows['U1']['elderly_origin_m']), 50 + 20 + 200, delta=0.002)  # 30, 40 to the gate
        self.assertAlmostEqual(float(rows['U1']['school_origin_m']), 50, delta=0.002)  # inside: 30, 40
        self.assertAlmostEqual(float(rows['U1']['origin_snap_m']), 70, delta=0.002)
        self.assertEqual(rows['U2']['school_origin_m'], '')  # no visitor passes the gate
        self.assertAlmostEqual(float(rows['U2']['elderly_origin_m']), 1 + 100 + 150 + 600, delta=0.002)
        reached = {(row['category'], row['limit_m']): row['numerator'] for row in self.table('coverage')
                   if row['definition'] == 'unit_reach' and row['level'] == 'all'}
        self.assertEqual(reached, {('elderly', '250'): '0', ('elderly', '600'): '1', ('school', '250'): '1', ('school', '600'): '1'})
        self.assertEqual(self.remarks('origin_not_joined'), [])
        self.assertEqual([(row['facility_id'], row['status']) for row in self.table('facilities')],
                         [('F', 'joined'), ('I', 'inside_only')])
        self.assertEqual([row['done'] for row in self.remarks('facility_not_joined')],
                         ["reached only inside, by the home's own people"])

    def test_an_origin_without_a_gate_reaches_what_is_inside(self):
        self.put('facilities.geojson', facility('F', 0, 0), facility('I', 260, 100, 'school'))
        self.put('gates.geojson', gate('G', 200, 20, who='车行'))
        self.put('units.geojson', rectangle('U1', 0, -50, 350, 130))
        self.put('origins.geojson', feature('Point', [X_M + 230, Y_M + 60], unit='U1'))
        self.run_with(GATES, 'units: [{source: units.geojson, level: community, code: id}]',
                      'origins: [{source: origins.geojson, unit: unit}]')
        row = self.table('units')[0]
        self.assertEqual((row['elderly_origin_m'], float(row['school_origin_m'])), ('', 50.0))
        self.assertEqual([row['done'] for row in self.remarks('origin_not_joined')],
                         ['reaches in unit_reach only what is in the same walled home'])

    def test_what_opens_inside_a_walled_home_is_reached_through_its_gates(self):
        # P in C is planned. Its own people walk at most hypot(100, 60) = 116.6 m inside. O is 40 + 20 m from P's gate and 200 + 1 m
        # from there; Q, 300 m of street to the west, would need 40 + 20 + 500.
        facilities = 'facilities: [{source: facilities.geojson, category_field: category, id: id, attributes: {status: s}}]'
        self.put('facilities.geojson', feature('Point', [X_M + 200, Y_M + 60], id='P', category='elderly', s='planned'),
                 feature('Point', [X_M + 3000, Y_M], id='F', category='elderly', s='open'))
        self.put('homes.geojson', rectangle('C', 100, 20, 300, 120, households=60, population=180),
                 home('O', 399, -1, households=10, population=20), home('Q', -301, -1, households=7, population=14))
        self.roads(street(1, [(-400, 0), (600, 0)]))
        for own, gain in ((None, 70), ('yes', 60)):
            self.put('gates.geojson', gate('G', 200, 20, own=own))
            self.run_with(GATES, facilities, 'limits: {meters: 400}')
            row, before = self.gap(), self.covered(limit='400')
            self.assertEqual((row['cause'], row['change'], row['change_facility_id']), ('closed_now', 'open_facility', 'P'))
            self.assertAlmostEqual(float(row['gain_households']), gain, delta=1e-6)
            self.run_with(GATES, facilities, 'limits: {meters: 400}', 'count_status: [open, planned]')
            self.assertAlmostEqual(self.covered(limit='400') - before, gain, delta=1e-6)

    def test_no_street_is_proposed_through_a_walled_home(self):
        # L joins nothing within 30 m; the nearest street is 130 m south of it, and C lies between.
        self.roads(street(1, [(-100, 0), (600, 0)]))
        self.put('homes.geojson', rectangle('C', 100, 20, 300, 120, households=60, population=180),
                 home('L', 199, 129, households=3, population=9))
        for gates, change in ((GATES, ''), ('gates:', 'street')):
            self.run_with(gates, 'parameters: {areas: none, off_street_m: 30}')
            row = next(row for row in self.table('gaps') if row['cause'] == 'no_street' and row['category'] == 'elderly')
            self.assertEqual(row['change'], change)

    def test_a_gate_moves_to_a_new_street_with_its_people(self):
        # G, at (104, 20), joins the end of the eastern street, 21.5 m off; a link of 30 m to the western one, which is nowhere within
        # 25 m of C, would run 20 m from it. Who is 126.5 to 136 m from G then comes within 260 m.
        west, east = [(-200, 0), (0, 0), (82, 0)], [(112, 0), (600, 0)]
        asked = GATES, 'limits: {meters: [250, 260]}', 'parameters: {areas: none, off_street_m: 25}'
        self.roads(street(1, west), street(2, east))
        self.put('gates.geojson', gate('G', 104, 20))
        self.run_with(*asked)
        row = next(row for row in self.table('gaps') if row['change'] == 'link')
        self.assertEqual(row['cause'], 'island')
        before = self.covered(limit='260')
        self.roads(street(1, west), street(2, east), street(9, [(82, 0), (112, 0)]))
        self.run_with(*asked)
        wanted = walks((104, 20, 20 + 104))
        self.assertAlmostEqual(float(self.home('C')['elderly_nearest_m']), sum(wanted) / len(wanted), delta=0.01)
        gain = 60 * sum(walk <= 260.001 for walk in wanted) / len(wanted)
        self.assertAlmostEqual(self.covered(limit='260') - before, gain, delta=1e-6)
        self.assertAlmostEqual(float(row['gain_households']), gain, delta=1e-6)

    def test_a_street_is_proposed_to_a_gate_without_one(self):
        # G is 40 m from the street, beyond 30: nobody leaves C. The whole street leads to the gate; 1/64 shorter parts leave up to 30 m.
        self.roads(street(1, [(-100, 0), (200, 0), (600, 0)]))
        self.put('homes.geojson', rectangle('C', 100, 40, 300, 140, households=60, population=180))
        self.put('gates.geojson', gate('G', 200, 40))
        self.run_with(GATES, 'parameters: {areas: none, off_street_m: 30}')
        row = self.gap()
        self.assertEqual((row['cause'], row['change'], float(row['gain_households'])), ('no_street', 'street', 60))
        self.assertLessEqual(float(row['change_length_m']), 11)  # 10 m, to one part in 64
        before = self.covered()
        line = [(float(row[f'change_{end}x_m']) - X_M, float(row[f'change_{end}y_m']) - Y_M) for end in ('', 'to_')]
        self.assertEqual(line[0], (200, 0))
        self.roads(street(1, [(-100, 0), (200, 0), (600, 0)]), street(9, line))
        self.run_with(GATES, 'parameters: {areas: none, off_street_m: 30}')
        self.assertEqual((before, self.covered()), (0, 60))

    def test_a_facility_that_lets_no_visitors_in_is_not_put_on_a_street(self):
        self.put('facilities.geojson', facility('I', 260, 100))
        self.put('gates.geojson', gate('G', 200, 20, own='yes'))
        self.run_with(GATES)
        self.assertGreater(len(self.table('gaps')), 0)
        self.assertNotIn('locate_facility', {row['change'] for row in self.table('gaps')})
        self.assertNotIn('data', {row['cause'] for row in self.table('gaps')})

    @staticmethod
    def from_gate(x, y):
        """To F at (0, 0): straight down to y = 0 and along it, or up to y = 150 and around by (600, 150), whichever street is nearer."""
        south = y + abs(x)
        north = 150 - y + (600 - x) + 150 + 600
        if y == 20:
            return south
        if y == 120:
            return north
        return south if y < 150 - y else north  # along the sides the nearest street counts

    @staticmethod
    def to_school(x, y):
        """As from_gate(), to a school at (600, 0)."""
        south, north = y + abs(600 - x), 150 - y + (600 - x) + 150
        return south if y == 20 or (y != 120 and y < 150 - y) else north

    def test_one_more_gate_saves_most_at_its_best_place(self):
        # The only gate is in the north. Places are tried every 20 m from (100, 20) on, eastwards first.
        self.put('facilities.geojson', facility('F', 0, 0), facility('S', 600, 0, 'school'))
        self.put('gates.geojson', gate('G', 200, 120))
        ring = [(x, 20) for x in range(100, 300, 20)] + [(300, y) for y in range(20, 120, 20)] + \
               [(x, 120) for x in range(300, 100, -20)] + [(100, y) for y in range(120, 20, -20)]
        saved = {}
        for ways in (self.from_gate, self.to_school):
            now = walks((200, 120, ways(200, 120)))
            saved[ways] = [60 / 66 * sum(max(0, w - n) for w, n in zip(now, walks((x, y, ways(x, y))))) for x, y in ring]
        both = [sum(pair) for pair in zip(*saved.values())]
        best = max(range(len(ring)), key=lambda i: (both[i], -i))
        self.run_with(GATES, 'parameters: {areas: none, gate_gains: true, gaps: false}')
        before = self.home('C')
        row, = self.table('gate_gains')
        self.assertEqual((row['rank'], row['home_id'], row['households'], row['new_walk_households']), ('1', 'C', '60', '0'))
        self.assertEqual((float(row['x_m']) - X_M, float(row['y_m']) - Y_M), ring[best])
        for column, value in (('saved_household_m', both[best]), ('elderly_saved_household_m', saved[self.from_gate][best]),
                              ('school_saved_household_m', saved[self.to_school][best])):
            self.assertAlmostEqual(float(row[column]), value, delta=0.1, msg=column)
        self.put('gates.geojson', gate('G', 200, 120), gate('N', *ring[best], home='C'))
        self.run_with(GATES)
        for category in ('elderly', 'school'):
            again = 60 * (float(before[f'{category}_nearest_m']) - float(self.home('C')[f'{category}_nearest_m']))
            self.assertAlmostEqual(float(row[f'{category}_saved_household_m']), again, delta=0.1)

    def test_homes_that_nobody_leaves_gain_walks_and_are_ranked_by_what_they_save(self):
        # D is shut for walkers; C's gate is nearest to F from everywhere inside; open homes have no gates to gain.
        self.put('facilities.geojson', facility('F', 200, 0))
        self.put('homes.geojson', rectangle('C', 100, 20, 300, 120, households=60, population=1), rectangle('D', 350, 20, 450, 120, households=40, population=1),
                 rectangle('B', -90, 20, 90, 120, households=10, population=1), home('O', 399, 149, households=10, population=1))
        self.put('gates.geojson', gate('G', 200, 20), gate('W', 350, 40, who='车行'), gate('V', -90, 20))
        self.run_with(GATES, 'parameters: {areas: none, gate_gains: true}')
        rows = {row['home_id']: row for row in self.table('gate_gains')}
        self.assertEqual([row['home_id'] for row in self.table('gate_gains')], ['B', 'D'])
        self.assertEqual((rows['D']['saved_household_m'], float(rows['D']['new_walk_households'])), ('0', 40))
        self.assertEqual((float(rows['D']['x_m']) - X_M, float(rows['D']['y_m']) - Y_M), (350, 20))
        self.assertEqual((float(rows['B']['x_m']) - X_M, float(rows['B']['y_m']) - Y_M), (90, 20))

    def test_unknown_gates_have_a_worst_and_a_best_place(self):
        homes = 'homes: [{source: homes.geojson, id: id, households: households, population: population, walled: w}]'
        self.put('homes.geojson', rectangle('C', 100, 20, 300, 120, households=60, population=180, w='yes'),
                 home('O', 399, 149, households=10, population=20, w='no'))
        self.put('units.geojson', rectangle('U1', 0, -50, 350, 200, level='community'),
                 rectangle('U2', 350, -50, 700, 200, level='community'))
        units = 'units: [{source: units.geojson, level_field: level, code: id}]'
        self.run_with('gates:', homes, units, 'parameters: {areas: none, gate_band: walled}')
        rows, tried = self.band()
        self.assertEqual({row['home_id'] for row in self.table('gate_band_homes')}, {'C'})
        self.assertEqual(rows['600']['place_count'], str(len(tried)))
        means = [sum(each) / len(each) for each in tried]
        self.assertAlmostEqual(float(rows['600']['nearest_m_best']), min(means), delta=0.01)
        self.assertAlmostEqual(float(rows['600']['nearest_m_worst']), max(means), delta=0.01)
        for limit in (250, 600):
            shares = [sum(walk <= limit + 0.001 for walk in each) / len(each) for each in tried]
            self.assertAlmostEqual(float(rows[str(limit)]['covered_ratio_best']), max(shares), delta=1e-6)
            self.assertAlmostEqual(float(rows[str(limit)]['covered_ratio_worst']), min(shares), delta=1e-6)
            band = {(row['unit_code'], row['weight']): row for row in self.table('gate_band')
                    if row['limit_m'] == str(limit) and row['category'] == 'elderly'}
            now = float(self.home('C')['elderly_covered_ratio' + ('_250m' if limit == 250 else '')])
            self.assertAlmostEqual(float(band['U1', 'population']['numerator_best']), 180 * max(shares), delta=1e-6)
            self.assertAlmostEqual(float(band['U1', 'population']['numerator_worst']), 180 * min(shares), delta=1e-6)
            self.assertAlmostEqual(float(band['U1', 'population']['numerator']), 180 * now, delta=1e-3)
            self.assertAlmostEqual(float(band['all', 'households']['numerator_best']), 60 * max(shares), delta=1e-6)
            for name in ('numerator', 'numerator_worst', 'numerator_best'):  # O is not in the band
                self.assertEqual(band['U2', 'population'][name], '0')
        self.run_with('gates:', units, 'parameters: {areas: none, gate_band: all}')
        self.assertEqual({row['home_id'] for row in self.table('gate_band_homes')}, {'C', 'O'})
        self.assertEqual(self.band()[0], rows)  # O lies on a street, and leaves it open
        self.run_with(GATES, units, 'parameters: {areas: none, gate_band: all}')
        self.assertEqual({row['home_id'] for row in self.table('gate_band_homes')}, {'O'})

    def test_a_gate_at_the_worst_place_is_as_bad_as_a_run_with_it(self):
        """The band names no gate that a run with that gate would not confirm: the same figure, gate by gate."""
        self.put('facilities.geojson', facility('F', 0, 0), facility('E', 420, 150))
        self.run_with('gates:', 'parameters: {areas: none, gate_band: all}')
        row = next(row for row in self.table('gate_band_homes') if row['home_id'] == 'C' and row['limit_m'] == '250')
        found = []
        for x, y in ((100, 20), (200, 20), (300, 20), (300, 80), (280, 120), (200, 120), (100, 120), (100, 60)):
            self.put('gates.geojson', gate('G', x, y, home='C'))
            self.run_with(GATES)
            found.append(float(self.home('C')['elderly_covered_ratio_250m']))
        self.assertLessEqual(float(row['covered_ratio_worst']), min(found))
        self.assertGreaterEqual(float(row['covered_ratio_best']), max(found))
        self.assertGreater(max(found), min(found))

    def area(self, limit):
        layer = gdal.OpenEx(os.path.join(self.folder, 'out.gpkg'))
        rows = layer.GetLayerByName('service_areas')
        rows.SetAttributeFilter(f"limit_m = {limit} AND category = 'elderly'")
        return [ogr.CreateGeometryFromWkb(bytes(row.GetGeometryRef().ExportToIsoWkb())) for row in rows][0]

    def test_areas_inside_are_drawn_by_squares(self):
        self.run_with(GATES, areas='overlap')
        area = self.area(250)
        self.assertTrue(area.IsValid())
        for (x, y), walk in zip(POINTS, walks((200, 20, 220))):
            # a metre and a half off the middle, towards the inside: the outline itself belongs to both sides
            middle = ogr.CreateGeometryFromWkt(f'POINT ({X_M + x + (200 - x) * 0.015} {Y_M + y + (70 - y) * 0.03})')
            self.assertEqual(area.Contains(middle), walk <= 250, (x, y))
        land = {row['limit_m']: float(row['numerator']) for row in self.table('coverage')
                if row['definition'] == 'land_network' and row['category'] == 'elderly'}
        # Squares of six points lie within 30 m of the gate, three of them half: a block of 60 x 30. Pieces are drawn 0.3 m larger.
        self.assertAlmostEqual(land['250'], 60 * 30 + 0.3 * (60 + 30 + 30), delta=1)
        self.assertAlmostEqual(land['600'], 200 * 100, delta=1)

    def test_areas_hold_what_is_inside_the_same_home_only(self):
        self.put('facilities.geojson', facility('I', 260, 100))
        self.put('gates.geojson', gate('G', 200, 20, own='yes'))
        self.run_with(GATES, areas='overlap')
        self.assertAlmostEqual(self.area(600).Area(), 20000, delta=200)
        self.run_with(GATES, areas='split')
        self.assertAlmostEqual(self.area(600).Area(), 20000, delta=200)
        self.run_with(GATES, areas='dissolve')
        self.assertAlmostEqual(self.area(600).Area(), 20000, delta=200)

    def test_order_and_threads_change_nothing(self):
        gates = [gate(f'G{i}', 120 + 20 * i, 20) for i in range(6)]
        self.put('facilities.geojson', facility('I', 260, 100), facility('F', 0, 0), facility('E', 500, 0))
        self.put('gates.geojson', *gates)
        self.run_with(GATES, areas='split')
        first = {name: open(os.path.join(self.folder, 'tables', name + '.csv'), 'rb').read()
                 for name in ('homes', 'facilities', 'service_areas', 'coverage', 'quality')}
        self.put('gates.geojson', *gates[::-1])
        self.run_and_expect(0, 'run', 'c.yaml', '--threads', '4')
        for name, content in first.items():
            self.assertEqual(open(os.path.join(self.folder, 'tables', name + '.csv'), 'rb').read(), content, name)


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(GatesTest) if name.startswith('test_')]
    sys.exit(command.tap.main(GatesTest, sys.argv[2:] or own))
