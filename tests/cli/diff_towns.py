#!/usr/bin/python3
"""lifecircle diff on random towns that were edited at random, against the two results by brute force: sets, fractions, components."""
import os
import random
import sqlite3
import sys
from collections import Counter
from fractions import Fraction

import networkx

import command
import diff
from command import facility, street
from diff import Result
from inputs import rectangle

WEIGHTS = ('households', 'population', 'elders', 'minors')


class TownsTest(diff.DiffTest):
    def random_town(self, draw):
        """Streets of a grid, some of them missing, homes as large as blocks or as a point, two kinds of facilities, four units."""
        lines = [[(100 * i, 100 * j), (100 * i + 100 * (axis == 0), 100 * j + 100 * (axis == 1))]
                 for axis in range(2) for i in range(7 - (axis == 0)) for j in range(7 - (axis == 1))]
        homes = []
        for name in range(24):
            west, south, size = draw.randrange(0, 560), draw.randrange(0, 560), draw.choice((3, 30, 70))
            homes.append(rectangle(f'H{name:02}', west, south, west + size, south + size, households=draw.randrange(0, 40),
                                   population=draw.choice((None, draw.randrange(100))), elders=draw.randrange(30)))
        places = [facility(f'F{i}', draw.randrange(600), draw.randrange(600), draw.choice(('elderly', 'school'))) for i in range(5)]
        return {'roads': [street(i, line) for i, line in enumerate(lines)], 'homes': homes,
                'facilities': [*places, facility('F8', 0, 0), facility('F9', 600, 600, 'school')]}

    def edit(self, draw, town):
        """Some of each kind is taken away, moved or changed; what is added has a name of its own."""
        roads = [road for road in town['roads'] if draw.random() > 0.15]
        homes = [dict(each, properties=dict(each['properties'], households=draw.randrange(50))) if draw.random() < 0.1 else each
                 for each in town['homes'] if draw.random() > 0.1]
        homes.append(rectangle('N1', 250, 330, 290, 390, households=11, population=22))
        fixed = town['facilities'][-2:]
        places = [facility(each['properties']['id'], draw.randrange(600), draw.randrange(600), each['properties']['category'])
                  if draw.random() < 0.3 else each for each in town['facilities'][:-2] if draw.random() > 0.2]
        return {'roads': roads, 'homes': draw.sample(homes, len(homes)), 'facilities': [*places, *fixed, facility('F7', 300, 300)]}

    def town_result(self, name, town):
        for kind, features in town.items():
            self.put(f'{kind}.geojson', *features)
        self.put('units.geojson', *(rectangle(f'U{i}{j}', 320 * i - 10, 320 * j - 10, 320 * i + 310, 320 * j + 310)
                                    for i in range(2) for j in range(2)))
        self.result(name, 'limits: {meters: [200, 350]}')

    def test_random_towns_against_brute_force(self):
        for seed in range(6):
            print(f'# town {seed}', flush=True)
            draw = random.Random(seed)
            town = self.random_town(draw)
            self.town_result('old.gpkg', town)
            self.town_result('new.gpkg', self.edit(draw, town))
            self.old, self.new = Result(self.path('old.gpkg')), Result(self.path('new.gpkg'))
            summary = self.diff()
            self.assertGreater(len(self.rows('coverage_changed')), 20)
            self.check_coverage()
            self.check_units(summary)
            self.check_homes(summary)
            self.check_gaps(summary)
            self.check_order(summary)

    def check_order(self, summary):
        """Rows of coverage in another order say the same: in their own order they are compared one by one, else by their keys."""
        def tables():
            return {name: sorted((tuple(row.items())[1:] for row in self.rows(name)), key=repr)
                    for name in ('coverage_changed', 'units_changed', 'not_compared')}
        in_order = tables()
        with sqlite3.connect(self.path('new.gpkg')) as database:
            last = database.execute('SELECT max(fid) FROM coverage').fetchone()[0]
            for fid, other in ((1, last + 1), (last, 1), (last + 1, last)):
                database.execute('UPDATE coverage SET fid = ? WHERE fid = ?', (other, fid))
        database.close()
        again = self.diff()
        self.assertEqual(tables(), in_order)
        for key in ('coverage', 'units', 'homes', 'gaps', 'not_compared'):
            if key == 'coverage':  # the lines about everything come in the order of the table
                self.assertCountEqual(again[key].pop('all'), summary[key].pop('all'))
            self.assertEqual(again[key], summary[key], key)

    def check_coverage(self):
        key_columns = ('profile', 'level', 'unit_code', 'definition', 'category_set', 'k', 'weight', 'limit_m', 'radius_m', 'counted_level',
                       'detail')

        def key_of(row):  # the weakest category is found out
            return (*(row[c] for c in key_columns), None if row['definition'] == 'weakest' else row['category'])
        old, new = ({key_of(row): row for row in result.rows('coverage')} for result in (self.old, self.new))
        self.assertEqual(old.keys(), new.keys())
        wanted = {}
        for key, row in new.items():
            (a, b), (c, d) = ((result[key]['numerator'], result[key]['denominator']) for result in (old, new))
            if (a, b, old[key]['category']) == (c, d, row['category']):
                continue
            if row['measure'] == 'm2' and max(abs(c - a), abs(d - b)) < 1:
                continue
            if not b or not d:
                word = 'no_ratio'
            else:
                was, now = Fraction(a) / Fraction(b), Fraction(c) / Fraction(d)
                word = 'same_ratio' if was == now else 'higher' if now > was else 'lower'
            wanted[key] = (a, c, round(c - a, 6), b, d, round(d - b, 6), old[key]['ratio'], row['ratio'], word,
                           old[key]['category'], row['category'])
        columns = ('old_numerator', 'new_numerator', 'numerator_difference', 'old_denominator', 'new_denominator', 'denominator_difference',
                   'old_ratio', 'new_ratio', 'change', 'old_category', 'category')
        self.assertEqual({key_of(row): tuple(row[c] for c in columns) for row in self.rows('coverage_changed')},
                         wanted)

    def check_units(self, summary):
        counts = {}
        for row in self.rows('coverage_changed'):
            if row['definition'] in ('weight', 'all_of', 'land_network'):
                counts.setdefault((row['profile'], row['level'], row['unit_code']), Counter())[row['change']] += 1
        wanted = {}
        for key, count in counts.items():
            if count['higher'] or count['lower']:
                word = 'mixed' if count['higher'] and count['lower'] else 'worse' if count['lower'] else 'better'
                wanted[key] = (word, count['lower'], count['higher'])
        self.assertEqual({(row['profile'], row['level'], row['unit_code']): (row['change'], row['worse_count'], row['better_count'])
                          for row in self.rows('units_changed')}, wanted)
        self.assertEqual({(row['profile'], row['level'], row['unit_code']): (row['change'], row['worse_count'], row['better_count'])
                          for row in summary['units']['changed']}, wanted)

    def check_homes(self, summary):
        old, new = ({row['home_id']: row for row in result.rows('homes')} for result in (self.old, self.new))
        wanted, people = {}, {}
        for name in old.keys() | new.keys():
            if name not in new or name not in old:
                wanted[name, None, None] = 'removed' if name in old else 'added'
                continue
            if any(old[name][c] != new[name][c] for c in ('geom', 'name', 'unit_half', *WEIGHTS)):
                wanted[name, None, None] = 'given'
            for category, limit, column in (('elderly', 200, 'elderly_covered_ratio_200m'), ('elderly', 350, 'elderly_covered_ratio'),
                                            ('school', 200, 'school_covered_ratio_200m'), ('school', 350, 'school_covered_ratio'),
                                            ('whole_circle', None, 'whole_circle_ratio')):
                was, now = old[name][column] or 0, new[name][column] or 0
                if was != now:
                    wanted[name, category, limit] = (('won' if now == 1 else 'better') if now > was else 'lost' if was == 1 else 'worse')
                    sums = people.setdefault((category, limit), {'won_people': Counter(), 'lost_people': Counter()})
                    for weight in WEIGHTS:
                        sums['won_people' if now > was else 'lost_people'][weight] += \
                            now * (new[name][weight] or 0) - was * (old[name][weight] or 0)
                elif limit == 350 and old[name][f'{category}_status'] != new[name][f'{category}_status']:
                    wanted[name, category, limit] = 'verdict'
        self.assertEqual({(row['home_id'], row['category'], row['limit_m']): row['change'] for row in self.rows('homes_changed')}, wanted)
        for row in summary['homes']['verdicts']:
            for kind, sums in people.get((row['category'], row['limit_m']), {}).items():
                for weight in WEIGHTS:
                    self.assertAlmostEqual(row[kind][weight], sums[weight], delta=1e-5)
            counted = Counter(change for key, change in wanted.items() if key[1:] == (row['category'], row['limit_m']))
            self.assertEqual({word: row[word] for word in ('won', 'lost', 'better', 'worse', 'verdict')},
                             {word: counted[word] for word in ('won', 'lost', 'better', 'worse', 'verdict')})

    def check_gaps(self, summary):
        homes = [{row['home_id'] for row in result.rows('homes')} for result in (self.old, self.new)]
        gaps = [{(row['category'], row['gap_id']): row for row in result.rows('gaps')} for result in (self.old, self.new)]
        parts = [{}, {}]
        for side, result in enumerate((self.old, self.new)):
            for row in result.rows('gap_homes'):
                parts[side].setdefault((row['category'], row['gap_id']), {})[row['home_id']] = row['uncovered_ratio']
        graph = networkx.Graph()
        graph.add_nodes_from((side, key) for side in range(2) for key in gaps[side])
        graph.add_edges_from(((0, a), (1, b)) for a in gaps[0] for b in gaps[1] if a[0] == b[0] and parts[0][a].keys() & parts[1][b].keys())
        wanted, counts = Counter(), Counter()
        for group in networkx.connected_components(graph):
            old, new = ([key for at, key in group if at == side] for side in range(2))
            if not new:
                word = 'closed' if parts[0][old[0]].keys() & homes[1] else 'removed'
            elif not old:
                word = 'opened' if parts[1][new[0]].keys() & homes[0] else 'added'
            elif len(old) == len(new) == 1:
                amounts = [[gaps[side][key][c] for c in WEIGHTS] + [parts[side][key]] for side, key in ((0, old[0]), (1, new[0]))]
                word = 'unchanged' if amounts[0] == amounts[1] else 'changed'
            else:
                word = 'split' if len(old) == 1 else 'merged' if len(new) == 1 else 'regrouped'
            counts[(old or new)[0][0], word] += 1
            if word == 'unchanged':
                continue
            for a, b in [(old[0], None)] if not new else [(None, new[0])] if not old else \
                    [(a, b) for a in old for b in new if graph.has_edge((0, a), (1, b))]:
                wanted[(a or b)[0], word, a and a[1], b and b[1], len(parts[0][a].keys() & parts[1][b].keys()) if a and b else 0] += 1
        self.assertEqual(Counter((row['category'], row['change'], row['old_gap_id'], row['new_gap_id'], row['shared_home_count'])
                                 for row in self.rows('gaps_changed')), wanted)
        for row in summary['gaps']:
            for word in ('opened', 'closed', 'changed', 'split', 'merged', 'regrouped', 'added', 'removed', 'unchanged'):
                self.assertEqual(row[word], counts[row['category'], word], (row['category'], word))


if __name__ == '__main__':
    command.COMMAND = os.path.abspath(sys.argv[1])
    own = [name for name in vars(TownsTest) if name.startswith('test_')]
    sys.exit(command.tap.main(TownsTest, sys.argv[2:] or own))
