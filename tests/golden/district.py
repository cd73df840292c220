#!/usr/bin/python3
"""The region that scripts/make-district makes: the same bytes every time, and the command takes it without a complaint. Speaks TAP.

Usage: district.py COMMAND MAKE_DISTRICT
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))

import tap  # noqa: E402

# Short walks: the ground within them is what costs time.
LIMITS = 'limits: {meters: [50]}\n'
COMPOUNDS, FACILITIES = 33, 12


def made(folder, *options, environment=None):
    """{name: bytes} of a region that is made anew."""
    subprocess.run([sys.executable, MAKE, *options, folder], check=True, stdout=subprocess.DEVNULL, env=environment)
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), 'rb') as data:
            found[name] = data.read()
    return found


class District(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)

    def folder(self, name):
        return os.path.join(self.place.name, name)

    def run_command(self, folder, verb='run'):
        """What the command says of a region, with short walks and without the polygons of service areas."""
        path = os.path.join(folder, 'district.yaml')
        with open(path, encoding='utf-8') as text:
            asked = text.read()
        with open(path, 'w', encoding='utf-8') as text:
            text.write(asked.replace('areas: overlap', 'areas: none') + ('' if 'limits:' in asked else LIMITS))
        done = subprocess.run([COMMAND, verb, '--json', '--quiet', path], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_two_runs_write_the_same_bytes(self):
        first = made(self.folder('a'), '--seed', 'x')
        self.assertEqual(sorted(first), ['district.yaml', 'facilities.gpkg', 'homes.gpkg', 'streets.osm.pbf', 'units.gpkg'])
        second = made(self.folder('b'), '--seed', 'x')
        self.assertEqual([name for name in first if first[name] != second.get(name)], [])
        # Over what is there already, too.
        again = made(self.folder('a'), '--seed', 'x')
        self.assertEqual([name for name in first if first[name] != again.get(name)], [])

    def test_another_seed_makes_another_region(self):
        first, second = made(self.folder('a'), '--seed', 'x'), made(self.folder('b'), '--seed', 'y')
        self.assertNotEqual(first['streets.osm.pbf'], second['streets.osm.pbf'])
        self.assertNotEqual(first['homes.gpkg'], second['homes.gpkg'])

    def test_the_command_takes_a_region_of_two_tiles(self):
        made(self.folder('a'), '--size', '2')
        found = self.run_command(self.folder('a'))
        self.assertEqual((found['quality']['errors'], found['quality']['warnings']), (0, 1))  # modes_left_out: no unit has a class
        counts = found['counts']
        self.assertEqual((counts['homes'], counts['facilities'], counts['units']), (2 * COMPOUNDS, 2 * FACILITIES, 2))
        # Every street is reached from every other one, over the bridges and over the rim between the tiles.
        self.assertEqual(counts['components'], 1)
        # Lujiazui has 2039 vertices.
        self.assertAlmostEqual(counts['vertices'] / 2, 2039, delta=300)

    def test_the_command_takes_what_a_bureau_hands_in(self):
        files = made(self.folder('a'), '--size', '2', '--bureau')
        self.assertEqual(sorted(files), ['buildings.gpkg', 'district.yaml', 'facilities.gpkg', 'gates.gpkg', 'homes.gpkg',
                                         'streets.osm.pbf', 'units.gpkg'])
        self.assertEqual(made(self.folder('b'), '--size', '2', '--bureau'), files)
        self.assertEqual(files['streets.osm.pbf'], made(self.folder('c'), '--size', '2')['streets.osm.pbf'])
        found = self.run_command(self.folder('a'), 'check')
        self.assertEqual(found['quality']['errors'], 0)  # warnings: communities cut through compounds, as theirs do
        counts = found['counts']
        # 117 places a tile; a district, two of the three tiers, two subdistricts, four circles and 16 communities a tile.
        self.assertEqual((counts['homes'], counts['facilities'], counts['units']), (2 * COMPOUNDS, 2 * 117, 1 + 2 + 2 + 2 * (4 + 16)))

    def test_walls_do_not_cut_anyone_off(self):
        made(self.folder('a'), '--walled', '100')
        found = self.run_command(self.folder('a'), 'check')
        self.assertEqual((found['quality']['errors'], found['quality']['warnings']), (0, 1))  # modes_left_out: no unit has a class
        self.assertEqual(found['counts']['components'], 1)

    def test_without_osmium_streets_are_xml(self):
        files = made(self.folder('a'), environment={**os.environ, 'PATH': ''})
        self.assertIn('streets.osm', files)
        self.assertIn(b'source: streets.osm}', files['district.yaml'])
        xml = self.run_command(self.folder('a'), 'check')
        made(self.folder('b'))
        pbf = self.run_command(self.folder('b'), 'check')
        self.assertEqual(xml['counts'], pbf['counts'])

    def test_bad_sizes_are_refused(self):
        for options in (('--size', '0'), ('--size', 'x'), ('--walled', '101')):
            done = subprocess.run([sys.executable, MAKE, *options, self.folder('a')], capture_output=True, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertFalse(os.path.exists(self.folder('a')))


if __name__ == '__main__':
    COMMAND, MAKE = sys.argv[1:3]
    sys.exit(tap.main(District))
