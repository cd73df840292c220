#!/usr/bin/python3
"""Gaps by unit in random towns, where some walk and some ride: clusters by brute force, changes made and run again. Speaks TAP.

Usage: by_unit_gaps.py COMMAND
Who rides may not use steps and has 600 m, who walks 375 m, both 5 minutes. Modes change from strip to strip of 100 m, so gaps hold
homes of both.
"""
import os
import random
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import changes  # noqa: E402
import gaps  # noqa: E402
import tap  # noqa: E402
import walkers  # noqa: E402

COMMAND = None
BRUTE_SEEDS = (1, 2, 3, 4, 5, 6)
CHANGE_SEEDS = (1, 2, 3, 4)
MOST_MADE = {'facility': 3}  # changes of a kind that are made in a town; of the others all
MINUTES = 5
SPEED_MPS = {'adult': 1.25, 'ride': 2.0}
STRIP_M = 100.0
MIXED = set()
TRIED = {}
WHO = """\
profiles: [{{profile: adult, speed_mps: 1.25}}, {{profile: ride, speed_mps: 2.0}}]
limits: {{minutes: [2, 5]}}
units: [{{source: units.geojson, level: community, code: code, attributes: {{kind: who}}}}]
modes: [{{level: community, where: {{kind: ride}}, profile: ride}}]
"""


def limit_m(profile):
    return 60.0 * MINUTES * SPEED_MPS[profile]


def mix(town, seed):
    """Gives the strips modes, and some streets steps. {home: profile}"""
    dice = random.Random(100 + seed)
    kinds = {column: dice.choice(('adult', 'ride')) for column in range(-4, 12)}
    town.classes = {i: 'steps' for i in range(len(town.streets)) if dice.random() < 0.15}
    town.who = WHO
    town.units = [walkers.feature('Polygon', [walkers.placed([(STRIP_M * c, -900), (STRIP_M * (c + 1), -900), (STRIP_M * (c + 1), 1900),
                                                              (STRIP_M * c, 1900), (STRIP_M * c, -900)])], code=f'U{c}', who=kind)
                  for c, kind in kinds.items()]
    return {home.name: kinds.get(int(home.shape.centroid.x // STRIP_M), 'adult') for home in town.homes}


def walks_of(town, modes, category):
    """The walks of each home by its own profile."""
    riders = town.copied()
    riders.streets = [street for i, street in enumerate(town.streets) if i not in town.classes]
    found = {'adult': town.walks(category), 'ride': riders.walks(category)}
    return {key: found[modes[key[0]]][key] for key in found['adult']}


def covered(folder):
    """{(category, weight): people covered, each by the own mode}, and of the whole circle."""
    return {('whole_circle' if row['definition'] == 'all_of' else row['category'], row['weight']): row['numerator']
            for row in walkers.table(folder, 'coverage', 'by_unit') if row['definition'] in ('weight', 'all_of')
            and row['unit_code'] == 'all' and row['limit_min'] == MINUTES}


def shares(folder, category):
    """{home: share that is covered}"""
    column = 'whole_circle_ratio' if category == 'whole_circle' else category + '_covered_ratio'
    return {row['home_id']: row[column] for row in walkers.table(folder, 'homes_by_unit')}


class ByUnitGaps(gaps.Checks):
    profile = 'by_unit'

    def check_minutes(self, town, modes, rows, found, walks, uncovered):
        homes = {home.name: home for home in town.homes}
        for row, gap in zip(rows, found):
            parts = [(share * homes[name].weights['population'], walks[name, i] / SPEED_MPS[modes[name]] / 60)
                     for name in gap for i, (_, _, share) in enumerate(homes[name].points()) if (name, i) in uncovered]
            parts = [(part, minutes) for part, minutes in parts if minutes < 1e9 and part > 0]
            if parts:
                mean = sum(part * minutes for part, minutes in parts) / sum(part for part, _ in parts)
                self.assertAlmostEqual(row['walk_min'], mean, delta=0.002)

    def check_clusters(self, seed):
        town = gaps.random_town(seed)
        modes = mix(town, seed)
        with tempfile.TemporaryDirectory() as folder:
            town.write(folder, f', gap_link_m: {gaps.LINK_M}')
            walkers.run(COMMAND, folder)
            missing, found_by_id = set(), {}
            for kind in gaps.KINDS:
                walks = walks_of(town, modes, kind)
                self.assertFalse([key for key, walk in walks.items() if abs(walk - limit_m(modes[key[0]])) < 0.01], 'a tie: another seed')
                uncovered = {key for key, walk in walks.items() if walk > limit_m(modes[key[0]])}
                missing |= uncovered
                rows, found = self.check_list(town, folder, kind, uncovered)
                self.check_ways(town, rows, found, walks, uncovered, kind)
                self.check_minutes(town, modes, rows, found, walks, uncovered)
                found_by_id.update({row['gap_id']: (gap, uncovered) for row, gap in zip(rows, found)})
                MIXED.update((seed, row['gap_id']) for row, gap in zip(rows, found) if len({modes[name] for name in gap}) == 2)
            rows, found = self.check_list(town, folder, 'whole_circle', missing)
            found_by_id.update({row['gap_id']: (gap, missing) for row, gap in zip(rows, found)})
            self.check_ground(town, folder, found_by_id)

    def test_z_there_were_gaps_with_both(self):
        self.assertGreater(len(MIXED), 4)

    def gain_again(self, town, before, category):
        """What the town gains, and the homes of the run."""
        with tempfile.TemporaryDirectory() as folder:
            town.write(folder, ', gaps: false')
            walkers.run(COMMAND, folder)
            after, homes = covered(folder), shares(folder, category)
        return {weight: after[category, weight] - before[category, weight] for weight in walkers.WEIGHTS}, homes

    def check_closes(self, row, parts, before, after):
        """The share of a gap's people that the change covers."""
        mine = [part for part in parts if part['gap_id'] == row['gap_id']]
        whole = sum(part['population'] for part in mine)
        if whole > 0:
            people = {part['home_id']: part['population'] / part['uncovered_ratio'] for part in mine}
            closed = sum(people[home] * (after[home] - before[home]) for home in people)
            self.assertAlmostEqual(row['closes_ratio'], max(0.0, closed / whole), delta=1e-4, msg=row)

    def check_changes(self, seed):
        town = changes.random_town(seed)
        modes = mix(town, seed)
        with tempfile.TemporaryDirectory() as folder:
            town.write(folder, ', gap_link_m: 150')
            walkers.run(COMMAND, folder)
            rows, before = walkers.table(folder, 'gaps', 'by_unit'), covered(folder)
            homes = {category: shares(folder, category) for category in (*changes.KINDS, 'whole_circle')}
            parts = walkers.table(folder, 'gap_homes', 'by_unit')
        made = {}
        for row in rows:
            made[row['change']] = made.get(row['change'], 0) + 1
            if row['change'] is None or made[row['change']] > MOST_MADE.get(row['change'], 100):
                continue
            both = len({modes[part['home_id']] for part in parts if part['gap_id'] == row['gap_id']}) == 2
            TRIED[row['change'], both] = TRIED.get((row['change'], both), 0) + 1
            again, homes_after = self.gain_again(town.changed(row), before, row['category'])
            self.check_closes(row, parts, homes[row['category']], homes_after)
            for weight in walkers.WEIGHTS:
                self.assertAlmostEqual(row['gain_' + weight], again[weight], delta=1e-3, msg=row)

    def test_z_kinds_were_tried(self):
        for kind in ('facility', 'locate_facility', 'open_facility', 'gate', 'link', 'street'):
            self.assertGreater(TRIED.get((kind, False), 0) + TRIED.get((kind, True), 0), 0, TRIED)
        self.assertGreater(sum(times for (_, both), times in TRIED.items() if both), 3, TRIED)


def add_tests():
    for what, seeds in (('clusters', BRUTE_SEEDS), ('changes', CHANGE_SEEDS)):
        for seed in seeds:
            setattr(ByUnitGaps, f'test_{what}_{seed}', lambda self, what=what, seed=seed: getattr(self, 'check_' + what)(seed))


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    add_tests()
    code = tap.main(ByUnitGaps)
    print('#', TRIED)
    sys.exit(code)
