#!/usr/bin/python3
"""What scaling.py says of growth that is known, and that its plot is XML. Speaks TAP."""
import math
import os
import sys
import tempfile
import unittest
import xml.dom.minidom

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'support')]

import plot  # noqa: E402
import scaling  # noqa: E402
import tap  # noqa: E402

JUNCTIONS = (2000, 8000, 32000, 128000)


def grown(seconds_of):
    return [(n, seconds_of(n) / seconds_of(JUNCTIONS[0])) for n in JUNCTIONS]


class Scaling(unittest.TestCase):
    def test_slope_of_a_power_is_its_exponent(self):
        self.assertAlmostEqual(scaling.slope(grown(lambda n: n ** 1.5)), 1.5, places=9)

    def test_n_and_n_log_n_are_ok(self):
        self.assertEqual(scaling.judge(grown(lambda n: n))[-1], 'ok')
        self.assertEqual(scaling.judge(grown(lambda n: n * math.log(n)))[-1], 'ok')

    def test_more_is_short(self):
        self.assertEqual(scaling.judge(grown(lambda n: n ** 1.25))[-1], 'short')
        # A square that a fixed cost hides at small sizes shows between the last two.
        self.assertEqual(scaling.judge(grown(lambda n: 3e8 + n * n))[-1], 'short')

    def test_what_is_too_short_is_not_judged(self):
        self.assertIsNone(scaling.judge([(n, n * 1e-9) for n in JUNCTIONS]))
        self.assertIsNone(scaling.judge([(2000, 1.0)]))

    def test_tables_go_between_the_marks_of_a_document(self):
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, 'doc.md')
            for text in ('first\n', 'second\n'):
                if text == 'first\n':
                    with open(path, 'w', encoding='utf-8') as out:
                        out.write(f'before\n{scaling.MARKS[0]}\nold\n{scaling.MARKS[1]}\nafter\n')
                scaling.into_document(path, text)
            with open(path, encoding='utf-8') as found:
                self.assertEqual(found.read(), f'before\n{scaling.MARKS[0]}\n\nsecond\n{scaling.MARKS[1]}\nafter\n')

    def test_the_plot_is_xml(self):
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, 'plot.svg')
            plot.write(path, 'junctions', [('one', {'read': grown(lambda n: n), 'single': [(1, 1)]}, True), ('none', {}, False)])
            self.assertEqual(len(xml.dom.minidom.parse(path).getElementsByTagName('circle')), len(JUNCTIONS))


if __name__ == '__main__':
    sys.exit(tap.main(Scaling))
