#!/usr/bin/python3
"""A missing link, a missing street, an island, a facility off the streets and a missing facility, planted: each must be named, with the
gain worked out by hand. Speaks TAP.

Every part of the town has a category of its own and lies 3 km east of the one before. Usage: planted.py COMMAND
"""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap
import walkers

COMMAND = None
LIMIT_M = 400.0
APART_M = 3000.0
PARTS = ('detour', 'island', 'street', 'data', 'facility', 'closed', 'crossing', 'end', 'gate')


def town():
    """streets, facilities and homes of each part, from its own corner; homes are 2 m wide, so they have one demand point."""
    streets = {
        # Two streets 30 m apart that meet at their far ends only.
        'detour': [[(0, 0), (600, 0)], [(0, 30), (600, 30)], [(600, 0), (600, 30)]],
        # The upper street hangs together with nothing.
        'island': [[(0, 0), (600, 0)], [(0, 40), (600, 40)]],
        'street': [[(0, 0), (600, 0)]],
        'data': [[(0, 0), (600, 0)]],
        'facility': [[(0, 0), (1200, 0)]],
        'closed': [[(0, 0), (1200, 0)]],
        # Two streets that cross at (200, 0) without a vertex; round about it is 200 + 400 + 600 + 400 + 200 m and more.
        'crossing': [[(0, 0), (600, 0)], [(200, -200), (200, 400)], [(600, 0), (600, 400), (200, 400)]],
        # The second street ends 5 m short of the first; they hang together by a third, 800 m away.
        # A compound of 60 x 60 m between two streets, whose only gate opens to the upper one; they meet 700 m further on.
        'gate': [[(0, 0), (800, 0)], [(0, 80), (800, 80)], [(800, 0), (800, 80)]],
        'end': [[(0, 0), (800, 0)], [(100, 5), (100, 300)], [(800, 0), (800, 300), (100, 300)]],
    }
    facilities = {'detour': (0, 30), 'island': (0, 0), 'street': (10, 0), 'data': (100, 250), 'facility': (0, 0), 'closed': (0, 0), 'crossing': (0, 0), 'end': (0, 0), 'gate': (0, 0)}
    homes = {
        'detour': {'A': (0, 0, 10), 'B': (300, 0, 20), 'C': (380, 0, 40)},
        'island': {'I': (50, 40, 30), 'J': (300, 40, 50)},
        'street': {'K': (100, 300, 60)},
        'data': {'L': (300, 0, 70)},
        'facility': {'M': (1000, 0, 90)},
        'closed': {'N': (300, 0, 100), 'O': (900, 0, 110)},
        'crossing': {'P': (200, 100, 120), 'Q': (200, -150, 130), 'R': (200, 250, 140)},
        'end': {'S': (100, 100, 150), 'T': (100, 290, 160), 'U': (100, 298, 170)},
    }
    lines, sites, places = [], {}, []
    for number, part in enumerate(PARTS):
        east = APART_M * number
        lines.extend([(x + east, y) for x, y in line] for line in streets[part])
        sites['F_' + part] = (part, facilities[part][0] + east, facilities[part][1])
        places.extend(walkers.Home(name, (x + east - 1, y - 1, x + east + 1, y + 1), people // 2, people, people // 5, people // 10)
                      for name, (x, y, people) in homes.get(part, {}).items())
    planted = walkers.Town(lines, sites, places, LIMIT_M)
    planted.status = {'F_closed': 'planned'}
    planted.barriers = [[(-50, 15), (590, 15)]]  # between the two streets of the first part
    east = APART_M * PARTS.index('gate')
    planted.homes.append(walkers.Home('W', (east + 70, 10, east + 130, 70), 90, 180, 36, 18))
    planted.gates = [('W', east + 100, 70)]
    return planted


class PlantedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            town().write(folder)
            walkers.run(COMMAND, folder)
            cls.gaps = {row['gap_id']: row for row in walkers.table(folder, 'gaps')}
            cls.homes = walkers.table(folder, 'gap_homes')
            cls.defects = walkers.table(folder, 'network_defects')
            cls.gains = walkers.table(folder, 'network_defect_gains')

    def gap(self, category, home):
        found = [row['gap_id'] for row in self.homes if row['category'] == category and row['home_id'] == home]
        self.assertEqual(len(found), 1)
        return self.gaps[found[0]]

    def expect(self, row, part, **values):
        """Values of columns; places from the corner of the part."""
        east = walkers.X_M + APART_M * PARTS.index(part)
        for key, value in values.items():
            found = row[key]
            if found is not None and key.endswith('x_m'):
                found -= east
            if found is not None and key.endswith('y_m'):
                found -= walkers.Y_M
            if isinstance(value, (int, float)):
                self.assertAlmostEqual(found, value, delta=0.01, msg=key)
            else:
                self.assertEqual(found, value, key)

    def test_a_missing_link_is_a_detour(self):
        # From A 600 + 30 + 600 m; over the link 30. B comes to 300 + 30; C, with 410, does not.
        for home in 'AB':
            row = self.gap('detour', home)
            self.expect(row, 'detour', cause='detour', change='link', change_length_m=30, closes_ratio=1, gain_population=30, gain_homes=2,
                        gain_households=15, gain_elders=6, gain_minors=3)
            ends = {(round(row['change_x_m'] - walkers.X_M, 3), round(row['change_y_m'] - walkers.Y_M, 3)),
                    (round(row['change_to_x_m'] - walkers.X_M, 3), round(row['change_to_y_m'] - walkers.Y_M, 3))}
            self.assertEqual(ends, {(0.0, 0.0), (0.0, 30.0)})
        self.expect(self.gap('detour', 'A'), 'detour', barrier='barriers.geojson B0', straight_m=30, walk_m=1230, detour_factor=41)

    def test_a_link_that_is_too_far_away_is_not_proposed(self):
        # 380 + 30 m: a facility at its own door instead; it reaches B (80 m away) and A (380 m away) too.
        self.expect(self.gap('detour', 'C'), 'detour', cause='detour', change='facility', closes_ratio=1, gain_population=70)

    def test_streets_that_hang_together_with_nothing_are_an_island(self):
        # From I 50 + 40 m, from J 300 + 40 m to the facility at the near end.
        for home in 'IJ':
            self.expect(self.gap('island', home), 'island', cause='island', change='link', change_length_m=40, closes_ratio=1,
                        gain_population=80, walk_m=None)

    def test_homes_far_from_every_street_need_one(self):
        # The end of the street must be within 200 m of K, 300 m off; the walk is 90 + 300 m, whatever the length.
        row = self.gap('street', 'K')
        self.expect(row, 'street', cause='no_street', change='street', closes_ratio=1, gain_population=60, change_x_m=100,
                    change_y_m=0, change_to_x_m=100)
        self.assertTrue(100 <= row['change_length_m'] <= 105, row['change_length_m'])

    def test_a_facility_off_the_streets_is_an_error_of_the_data(self):
        self.expect(self.gap('data', 'L'), 'data', cause='data', change='locate_facility', change_facility_id='F_data',
                    change_x_m=100, change_y_m=0, closes_ratio=1, gain_population=70)

    def test_where_none_is_near_a_facility_is_missing(self):
        self.expect(self.gap('facility', 'M'), 'facility', cause='no_facility', change='facility', change_x_m=1000, change_y_m=0,
                    closes_ratio=1, gain_population=90, straight_m=1000)

    def test_a_facility_that_is_planned_would_do(self):
        # N is 300 m away from it, O 900 m: nothing is within the limit of O in a straight line.
        self.expect(self.gap('closed', 'N'), 'closed', cause='closed_now', change='open_facility', change_facility_id='F_closed',
                    closes_ratio=1, gain_population=100)
        self.expect(self.gap('closed', 'O'), 'closed', cause='no_facility', change='facility', gain_population=110)

    def defect(self, kind, x, y, part):
        east = walkers.X_M + APART_M * PARTS.index(part)
        found = [row for row in self.defects if row['kind'] == kind and any(
            abs(row[end + 'x_m'] - east - x) < 0.01 and abs(row[end + 'y_m'] - walkers.Y_M - y) < 0.01 for end in ('', 'to_'))]
        self.assertEqual(len(found), 1, self.defects)
        return found[0], {row['category']: row['gain_population'] for row in self.gains if row['defect_id'] == found[0]['defect_id']}

    def test_a_crossing_without_a_vertex_costs_those_beyond_it(self):
        # From the crossing 200 m to the facility: P 100 more, Q 150 more; R, 250 more, is beyond 400.
        row, gains = self.defect('crossing', 200, 0, 'crossing')
        self.assertEqual((row['people_categories'], row['homes_categories'], row['distance_m'], gains), (250, 2, 0, {'crossing': 250}))

    def test_an_end_near_a_street_costs_those_beyond_it(self):
        # 100 + 5 m to the end: S 95 more, T 285 more: 390; U, 298 - 5 more: 398.
        row, gains = self.defect('dead_end', 100, 5, 'end')
        self.assertEqual((row['people_categories'], row['distance_m'], gains), (480, 5, {'end': 480}))
        self.assertEqual(self.gap('end', 'S')['change'], 'link')

    def test_an_island_costs_those_on_it(self):
        row, gains = self.defect('island', 0, 0, 'island')
        self.assertEqual((row['people_categories'], row['distance_m'], gains), (80, 40, {'island': 80}))

    def test_defects_are_ranked_by_people(self):
        people = [row['people_categories'] for row in self.defects]
        self.assertEqual(people, sorted(people, reverse=True))
        self.assertEqual([row['defect_id'] for row in self.defects], list(range(1, len(people) + 1)))
        self.assertEqual(sum(row['gain_population'] for row in self.gains), sum(people))

    def test_a_compound_that_opens_to_the_wrong_side_needs_a_gate(self):
        # Round by the upper street 10 + 700 + 80 + 800 m; a gate in the southern wall leads 10 m on to the lower street, 70 to 130 m
        # from the facility, and no place inside is 100 m from it.
        row = self.gap('gate', 'W')
        self.expect(row, 'gate', cause='gate', change='gate', change_home_id='W', closes_ratio=1, gain_population=180, gain_elders=36)
        again = town().changed(row)
        with tempfile.TemporaryDirectory() as folder:
            again.write(folder)
            walkers.run(COMMAND, folder)
            self.assertFalse([gap for gap in walkers.table(folder, 'gap_homes') if gap['category'] == 'gate' and gap['home_id'] == 'W'])

    def test_nobody_misses_a_single_category_so_no_single_change_completes_a_circle(self):
        rows = [row for row in self.gaps.values() if row['category'] == 'whole_circle']
        self.assertEqual(sum(row['population'] for row in rows), 1630)
        self.assertEqual({row['gain_population'] for row in rows}, {0})


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(PlantedTest))
