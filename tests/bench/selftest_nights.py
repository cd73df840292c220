#!/usr/bin/python3
"""What nights.py makes of known seconds, and that its edits are those of the seed. Speaks TAP."""
import os
import sys
import tempfile
import unittest

from osgeo import gdal, ogr

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'support')]

import nights  # noqa: E402
import tap  # noqa: E402

gdal.UseExceptions()


class Nights(unittest.TestCase):
    def test_a_ratio_is_to_the_shorter_of_the_full_nights(self):
        made = [{'target': target, 'processor_s': processor_s, 'clock_s': 2 * processor_s}
                for target, processor_s in ((None, 110), (0.05, 5), (0.1, 10.1), (None, 100))]
        nights.judge(made)
        self.assertEqual([night.get('verdict') for night in made], [None, 'ok', 'short', None])
        self.assertAlmostEqual(made[2]['processor_ratio'], 0.101)
        self.assertAlmostEqual(made[0]['clock_ratio'], 1.1)

    def test_moves_are_as_many_as_asked_and_follow_from_the_seed(self):
        def places(folder):
            dataset = ogr.Open(os.path.join(folder, 'facilities.gpkg'))
            return [feature.GetGeometryRef().GetPoint_2D(0) for feature in dataset.GetLayer(0)]

        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            for folder in (one, other):
                dataset = ogr.GetDriverByName('GPKG').CreateDataSource(os.path.join(folder, 'facilities.gpkg'))
                layer = dataset.CreateLayer('sites', geom_type=ogr.wkbPoint)
                for i in range(150):
                    feature = ogr.Feature(layer.GetLayerDefn())
                    feature.SetGeometry(ogr.CreateGeometryFromWkt(f'POINT ({1000 * i} 0)'))
                    layer.CreateFeature(feature)
                del layer, dataset
            before = places(one)
            for count, moved in ((1, 1), (0.01, 2), (0.1, 15)):
                old = places(one)
                self.assertEqual(nights.move(one, count, str(count)), moved)
                new = places(one)
                self.assertEqual(sum(a != b for a, b in zip(old, new)), moved)
                self.assertLessEqual(max(abs(a - b) for p, q in zip(old, new) for a, b in zip(p, q)), nights.APART_M)
                nights.move(other, count, str(count))
            self.assertEqual(places(one), places(other))
            self.assertNotEqual(places(one), before)


if __name__ == '__main__':
    sys.exit(tap.main(Nights))
