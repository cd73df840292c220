#!/usr/bin/python3
"""The commands of doc/questions.md, and their answers beside ones that are worked out from the plan of the sample. Speaks TAP.

Usage: questions.py COMMAND ROOT [TEST...]     (ROOT: the top folder)
       questions.py COMMAND ROOT --fill        writes the answers of the page anew
What lifecircle says takes no part in what is expected: walks are those of scripts/sample/bureau.py, shapes are shapely's.
"""
import csv
import functools
import hashlib
import math
import os
import re
import subprocess
import sys
import unittest

import shapely.geometry
import shapely.ops

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'support'), os.path.join(HERE, '..', '..', 'scripts')]

import tap  # noqa: E402
from page_of_questions import Asker, Page  # noqa: E402
from sample import bureau, coordinates, register, supply, units  # noqa: E402
from sample.plan import Plan  # noqa: E402

PLAN = Plan()
PAGE = os.path.join('doc', 'questions.md')
# The questions of the acceptance list, but 15 (sites) and 23 (which other tests answer).
ASKED = {*range(1, 15), *range(16, 23)}
KINDS = register.KINDS


@functools.cache
def scene(walker='adult', walled=True):
    return bureau.Scene(PLAN, walker, walled=walled)


def homes_in(level, code):
    return [home for home in PLAN.homes if level is None or bureau.unit_of(home, level) == code]


def total(homes, weight='households', share=lambda home: 1.0):
    return sum(bureau.weight(home, weight) * share(home) for home in homes)


def open_entries(*categories):
    return [item for item in register.everything()
            if item.category in categories and item.more.get('status') not in bureau.NOT_COUNTED]


def place(item):
    return item.x, item.y


def number(text):
    """The first number in a cell."""
    return float(re.search(r'-?\d+(\.\d+)?', text.replace(',', ''))[0])


class QuestionsTest(unittest.TestCase):
    def ask(self, name):
        """Cells of the answer, which must be that of the page."""
        code, lines, errors = ASKER.run(PAGES.commands[name])
        self.assertEqual((code, lines), (0, PAGES.answer(name)), errors[-600:])
        return [line.split('|') for line in lines]

    def near(self, cell, expected, places=1):
        """The cell is the expected number, rounded."""
        self.assertLessEqual(abs(number(cell) - expected), 0.5 * 10 ** -places + 1e-4 * abs(expected) * 10 ** -places + 1e-6, (cell, expected))

    def test_every_question_is_on_the_page(self):
        self.assertEqual({name for name in PAGES.commands if isinstance(name, int)}, ASKED)

    # 1: area

    @staticmethod
    def area_m2(is_there, kind='floor_area_m2'):
        """Area of a kind of the open facilities in a place whose floor area is known, of each house once; numbers as people write them."""
        houses = {}
        for item in open_entries(register.PARTY, register.SERVICE):
            if is_there(*place(item)) and 'floor_area_m2' in item.more:
                house = item.more.get('site') or item.more.get('address') or item.id
                houses[house] = max(houses.get(house, 0), int(re.sub(r'\D', '', item.more[kind].replace('㎡', ''))))
        return sum(houses.values())

    def test_01_floor_area_for_100_households(self):
        rows = self.ask(1)
        self.assertEqual([row[0] for row in rows], ['all', *(town[0] for town in units.SUBDISTRICTS)])
        verdicts = []
        for code, _, value, passed, gap, numerator, denominator in rows:
            area = self.area_m2(lambda x, y, code=code: code == 'all' or units.holding(units.SUBDISTRICTS, x, y) == code)
            households = total(homes_in(None if code == 'all' else units.SUBDISTRICTS, code))
            self.assertEqual((float(numerator), float(denominator)), (area, households))
            verdicts.append(passed)
            if households == 0:
                self.assertEqual((value, passed, gap), ('', 'n/a', ''))
                continue
            self.near(value, 100 * area / households, 2)
            self.assertEqual(passed, 'yes' if 100 * area / households >= 30 else 'no')
            self.near(gap, max(0, 30 * households / 100 - area))
        self.assertEqual(sorted(verdicts), ['n/a', 'no', 'no', 'yes', 'yes', 'yes'])

    def test_t4_the_eleven_indicators(self):
        """By the arithmetic of the plan: part, whole, scale, target."""
        def communities(category):
            held = {units.holding(units.COMMUNITIES, *place(item)) for item in open_entries(category)}
            return len(held - {None}), len(units.COMMUNITIES)
        families, households, workers, certified, urban = (sum(column) for column in list(zip(*register.STAFF))[1:])
        survey, new = ([sum(column) for column in list(zip(*rows))[1:]] for rows in (register.SURVEY, register.NEW_COMMUNITIES))
        service = open_entries(register.PARTY, register.SERVICE)
        floor = self.area_m2(lambda x, y: True)
        expected = {
            1: (floor, total(PLAN.homes), 100, 30), 2: (*communities(register.SERVICE), 100, 100), 3: (*new, 100, 10),
            4: (self.area_m2(lambda x, y: True, 'activity_area_m2'), floor, 100, 60),
            5: (sum(register.ORGANISATIONS.values()), None, 1, 13000), 6: (families, households, 100, 65),
            7: (*communities(register.TERMINAL), 100, 100), 8: (workers, urban, 10000, 18), 9: (certified, workers, 100, 22),
            10: (sum(item.more['volunteer_station'] == '是' for item in service), len(service), 100, 100), 11: (*survey, 100, 80)}
        rows = self.ask('T4')
        self.assertEqual([int(row[0]) for row in rows], list(expected))
        for row, (part, whole, scale, target) in zip(rows, expected.values()):
            value = scale * part / (whole or 1)
            self.near(row[2], value, 2)
            self.assertEqual((float(row[3]), row[4]), (target, 'yes' if value >= target else 'no'), row)
            self.near(row[5], max(0, math.ceil(target * (whole or 1) / scale - part - 1e-9)
                                  if int(row[0]) in (2, 5, 7, 8, 9, 10, 11) else target * (whole or 1) / scale - part))
            self.assertEqual((float(row[6]), row[7] and float(row[7])), (part, whole or ''))

    # 2: coverage by units

    def test_02_communities_without_a_facility_and_with_a_shared_one(self):
        expected = {}
        for name, once in (('service_facilities', False), ('service_sites', True)):
            held = {}
            houses = set()
            for item in sorted(open_entries(register.SERVICE)):
                house = item.more.get('site') or item.more.get('address') or item.id
                if not (once and house in houses):
                    held.setdefault(units.holding(units.COMMUNITIES, item.x, item.y), []).append(item.id)
                houses.add(house)
            for code, title, *_ in units.COMMUNITIES:
                if code not in held:
                    expected.setdefault((name, units.AREA_CLASS[code[:9]]), []).append(title)
        found = {(row[0], row[1]): row[2].split() for row in self.ask(2)}
        self.assertEqual({key: sorted(value) for key, value in found.items()}, {key: sorted(value) for key, value in expected.items()})
        self.assertEqual(len(found), 5)

    # 3: two speeds

    def test_03_shares_at_two_speeds(self):
        rows = self.ask(3)
        self.assertEqual(len(rows), 2 + 2 * len(units.SUBDISTRICTS))
        codes = {name: code for code, name, *_ in units.SUBDISTRICTS}
        for name, weight, slow, fast, difference in rows:
            homes = homes_in(units.SUBDISTRICTS, codes[name]) if name else PLAN.homes
            if not homes:
                self.assertEqual((slow, fast, difference), ('', '', ''))
                continue
            shares = [100 * total(homes, weight, lambda home, s=scene(walker): s.covered(home, 'elderly_centre', s.limit_m(15)))
                      / total(homes, weight) for walker in ('elder', 'adult')]
            self.near(slow, shares[0])
            self.near(fast, shares[1])
            self.near(difference, shares[1] - shares[0])

    # 4: one and many

    def neither(self, home):
        """For each demand point: its share, and whether an elder reaches a centre in 15 minutes, a station in 5."""
        s = scene('elder')
        return [(share, one <= s.limit_m(15), many <= s.limit_m(5)) for (share, one), (_, many) in
                zip(s.nearest(home, 'elderly_centre'), s.nearest(home, 'elderly_station'))]

    def test_04_one_and_many(self):
        rows = {row[0]: row[1:] for row in self.ask(4)}
        rules = {'one': lambda one, many: one, 'many': lambda one, many: many, 'both': lambda one, many: one and many,
                 'neither': lambda one, many: not one and not many}
        self.assertEqual(set(rows), set(rules))
        for name, rule in rules.items():
            reached = sum(home.elders * share * rule(one, many) for home in PLAN.homes for share, one, many in self.neither(home))
            self.near(rows[name][0], reached)
            self.near(rows[name][1], 100 * reached / total(PLAN.homes, 'elders'))

    def test_04b_clusters_of_those_with_neither(self):
        """Homes hang together where points that reach nothing are 60 m apart or less."""
        open_points, lost = {}, {}
        for home in PLAN.homes:
            points = [(coordinates.HOMES.written(x, y), share) for (x, y, _), (share, one, many) in
                      zip(scene('elder').demand[home.fid].points, self.neither(home)) if not one and not many]
            if points:
                open_points[home.fid] = [point for point, _ in points]
                lost[home.fid] = home.elders * sum(share for _, share in points)
        ids = {home.fid: home.id for home in PLAN.homes}
        expected = sorted(((sum(lost[fid] for fid in cluster), {ids[fid] for fid in cluster}) for cluster in self.gaps(open_points)),
                          key=lambda item: -item[0])[:20]
        rows = self.ask('4b')
        self.assertEqual([int(row[0]) for row in rows], list(range(1, 21)))
        for (_, elders, names), (amount, homes) in zip(rows, expected):
            self.near(elders, amount)
            self.assertEqual(set(names.split()), homes)

    # 5, 7: who walks where, and when

    @staticmethod
    def failing(category, walker=None, hours=None):
        """Communities whose committee does not reach a kind in 15 minutes, by the rule unless a walker is given."""
        return {title for code, title, *_ in units.COMMUNITIES if scene(walker or bureau.mode(code)).walk_of_committee(
            code, category, hours) > scene(walker or bureau.mode(code)).limit_m(15)}

    def test_05_who_fails_by_the_rule_and_on_foot(self):
        rows = {row[0]: row[1:] for row in self.ask(5)}
        categories = {f.category for f in scene().facilities}
        self.assertEqual(len(categories), 18)
        for category in categories:
            by_rule, walking = self.failing(category), self.failing(category, 'adult')
            found = rows.get(category, ['0', '0', ''])
            self.assertEqual((int(found[0]), int(found[1]), set(found[2].split())), (len(by_rule), len(walking), by_rule), category)
        self.assertTrue(any(int(row[0]) < int(row[1]) for row in rows.values()))

    def test_07_terminals_at_night_and_by_day(self):
        rows = dict(self.ask(7))
        night, day = {'24小时'}, {'24小时', '周一至周五 8:30-17:00', '周一至周五 9:00-17:00（节假日除外）'}
        for name, hours in (('night', night), ('day', day)):
            self.assertEqual(set(rows[name].split()), self.failing('self_service', hours=hours), name)
        self.assertGreater(len(rows['night'].split()), len(rows['day'].split()))

    # 6, 8, 16: what is there

    def test_06_what_every_subdistrict_has_to_have(self):
        expected = set()
        stations = [(f.x, f.y) for f in PLAN.facilities if f.category == supply.MINOR]
        for code, name, *_ in units.SUBDISTRICTS:
            centres = [item for item in open_entries(register.AFFAIRS) if units.holding(units.SUBDISTRICTS, *place(item)) == code]
            if not any(units.holding(units.SUBDISTRICTS, x, y) == code for x, y in stations):
                expected.add(('minor_station', name, '', ''))
            if not any(item.more['grade'] == '5A' for item in centres):
                expected.add(('affairs_centre', name, ', '.join(item.id for item in centres), centres[0].more['grade'] if centres else ''))
        self.assertEqual({tuple(row) for row in self.ask(6)}, expected)
        self.assertEqual(len(expected), 5)

    def test_08_volunteer_stations_by_flag_and_by_place(self):
        places = [place(item) for item in open_entries(register.VOLUNTEERS)]
        items = open_entries(register.SERVICE)
        flag = {item.id for item in items if item.more['volunteer_station'] != '是'}
        far = {item.id for item in items if min(math.dist(place(item), other) for other in places) > 30}
        rows = {row[0]: row[1:] for row in self.ask(8)}
        for key, lacking, numerator in (('attribute volunteer_station', flag, len(items) - len(flag)),
                                        ('with volunteer_station', far, len(items) - len(far)), ('disagree', flag ^ far, len(flag ^ far))):
            self.assertEqual((float(rows[key][0]), float(rows[key][1])), (numerator, len(items)), key)
            self.assertEqual(set(rows[key][2].split(', ')), lacking, key)
        self.assertTrue(flag - far and far - flag)

    def test_16_the_rural_network(self):
        levels = {'组': ('rural_group', units.GROUPS), '村': ('rural_village', units.COMMUNITIES), '片': ('rural_circle', units.CIRCLES),
                  '镇': ('rural_town', units.SUBDISTRICTS)}
        missing, contradicting = {}, {}
        for word, (requirement, table) in levels.items():
            held = {}
            for item in open_entries(register.RURAL):
                if item.more['level'] == word:
                    code = units.holding(table, *place(item))
                    held[code] = item.id
                    if code is None or item.more.get('unit_code', code) != code:
                        contradicting[item.id] = code
            kinds = {'组': None, '片': '村片'}
            wanted = [unit for unit in table if units.sort_of(unit[1]) == kinds.get(word, word)]
            missing[requirement] = sorted(unit[1] for unit in wanted if unit[0] not in held)
        rows = self.ask(16)
        self.assertEqual({row[0]: sorted(row[1].split()) for row in rows[:4]}, missing)
        self.assertEqual({row[0] for row in rows[4:]}, set(contradicting))
        self.assertEqual({row[0]: re.findall('Z0.', row[1])[1:] for row in rows[4:]}, {'NY05': ['Z01'], 'NY06': []})

    # 9: kinds within limits

    def test_09_six_kinds_in_5_8_and_15_minutes(self):
        rows = self.ask(9)
        s = scene()
        codes = {name: code for code, name, *_ in units.CIRCLES}
        self.assertEqual(len(rows), 3 * len(units.CIRCLES))
        for name, minutes, held in rows:
            homes = homes_in(units.CIRCLES, codes[name])
            limit_m = s.limit_m(float(minutes))
            reached = sum(total(homes, share=lambda home, kind=kind: s.covered(home, kind, limit_m)) >= 0.6 * total(homes)
                          for kind in KINDS)
            self.assertEqual(held, f'{reached} of 6', name)
        self.assertEqual({row[1] for row in rows}, {'5.0', '8.0', '15.0'})
        self.assertGreater(len({row[2] for row in rows}), 3)

    # 10, 19: land

    @staticmethod
    def land(home):
        """The home's ground, as the files hold it."""
        return shapely.ops.unary_union([shapely.geometry.Polygon(bureau.written(part)) for part in home.parts])

    @staticmethod
    def written(rows):
        return [(*coordinates.OUTLETS.plan(*coordinates.OUTLETS.written(x, y)), *more) for _, _, x, y, *more in rows]

    def test_10_what_a_circle_of_300_m_claims(self):
        places = self.written(register.KINDERGARTENS)
        s = bureau.Scene(PLAN, walled=False, facilities=[bureau.Facility(str(k), 'kindergarten', spot) for k, spot in enumerate(places)])
        discs = shapely.ops.unary_union([shapely.geometry.Point(spot).buffer(300, 256) for spot in places])
        claimed, walked = {}, {}
        for home in PLAN.homes:
            claimed[home.fid] = self.land(home).intersection(discs).area / 1e4
            spots = [spot for spot in s.demand[home.fid].land if discs.contains(shapely.geometry.Point(spot[:2]))]
            walked[home.fid] = s.demand[home.fid].area / 1e4 * sum(
                share for x, y, share in spots if min(s.walks_from(home, (x, y)).values()) <= 300)
        rows = self.ask(10)
        self.assertEqual(len(rows), 5)
        for name, straight, network, difference, over in rows:
            homes = [home for home in PLAN.homes if not name or bureau.unit_of(home, units.SUBDISTRICTS) in
                     [code for code, title, *_ in units.SUBDISTRICTS if title == name]]
            expected = sum(claimed[home.fid] for home in homes), sum(walked[home.fid] for home in homes)
            self.assertLessEqual(abs(number(straight) - expected[0]), 0.006 + 1e-3 * expected[0])
            self.assertLessEqual(abs(number(network) - expected[1]), 0.03 * expected[1], (name, network, expected))
            self.assertLessEqual(abs(number(difference) - (expected[0] - expected[1])), 0.012 + 0.03 * expected[1])
            self.assertLessEqual(abs(number(over) - 100 * (expected[0] / expected[1] - 1)), 0.03 * 100 * expected[0] / expected[1])

    def test_19_parks_by_their_area(self):
        discs = [shapely.geometry.Point(x, y).buffer(500 if size >= 5000 else 300, 256)
                 for x, y, size in ((x, y, int(re.sub(r'\D', '', text.replace('㎡', '')))) for x, y, text in self.written(register.PARKS))
                 if size >= 2000]
        self.assertEqual(len(discs), 5)
        discs = shapely.ops.unary_union(discs)
        within = sum(self.land(home).intersection(discs).area for home in PLAN.homes) / 1e6
        whole = sum(self.land(home).area for home in PLAN.homes) / 1e6
        (text,), = self.ask(19)
        found = [float(part) for part in re.findall(r'\d+\.\d+', text)]
        for value, expected, tolerance in zip(found, (within, whole, 100 * within / whole), (0.0011, 0.0006, 0.06)):
            self.assertLessEqual(abs(value - expected), tolerance, (text, within, whole))

    # 11, 12: formats and schemes

    def test_11_four_formats_one_answer(self):
        s = scene(walled=False)
        expected = total(PLAN.homes, share=lambda home: s.covered(home, 'elderly_centre', 1080))
        rows = self.ask(11)
        self.assertEqual([row[0] for row in rows], ['lifecircle', 'bd09', '4528', '4550'])
        for _, numerator, ratio in rows:
            self.assertLessEqual(abs(float(numerator) - expected), 1e-3 * expected)
            self.assertLessEqual(abs(number(ratio) - 100 * expected / total(PLAN.homes)), 0.1)

    def test_12_a_land_survey_read_by_other_classes(self):
        (text,), = self.ask(12)
        homes = [code for code, *_ in register.LAND if code in ('0701', '0702')]
        self.assertIn(f"by yongdi2023 {homes.count('0701')} of {len(register.LAND)} features would be homes, by gbt21010 {len(homes)}", text)
        self.assertIn('0702 is 城镇社区服务设施用地 by the one, 农村宅基地 by the other', text)
        self.assertFalse(os.path.exists(os.path.join(ASKER.folder, 'geodata', 'sample', 'out', '12.gpkg')))

    # 13, 14: gates

    @staticmethod
    def along(ring):
        """A place at every metre of an outline."""
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
            length = math.dist((ax, ay), (bx, by))
            yield from ((ax + k / length * (bx - ax), ay + k / length * (by - ay)) for k in range(int(length)))

    def test_13_one_more_gate(self):
        """What is said of the best place is exact; a place is tried at least every 20 m, so in each 20 m of wall one is no better."""
        s = scene()
        homes = {home.id: home for home in PLAN.homes if home.id in s.gates}
        rows = self.ask(13)
        self.assertEqual({row[1] for row in rows}, set(homes))
        for row in rows:
            home = homes[row[1]]
            saved = s.saved_by_gate(home, coordinates.HOMES.plan(float(row[4]), float(row[5])))
            self.assertLessEqual(abs(float(row[3]) - saved), 1 + 0.02 * len(KINDS) * bureau.weight(home, 'households') / 10)
            around = [s.saved_by_gate(home, gate) for gate in self.along(s.walls[home.id])]
            self.assertGreaterEqual(saved + 1, max(min((around + around)[k:k + 21]) for k in range(len(around))))
        self.assertEqual([row[0] for row in rows], [str(k) for k in range(1, len(rows) + 1)])
        self.assertEqual(sorted(rows, key=lambda row: -float(row[3])), rows)

    def test_14_the_band_of_a_gate_that_nobody_knows(self):
        """A gate is tried at every metre of the wall; the program tries one at least every 20 m, so its band may be narrower."""
        home = next(home for home in PLAN.homes if home.id == 'H068')
        s = bureau.Scene(PLAN, more_walls=['H068'])
        shares = [s.share_by_gate(home, gate, 'elderly_centre', 1080) for gate in self.along(s.walls['H068'])]
        shares = [share for share in shares if share is not None]
        others = scene()
        for name, worst, middle, best in self.ask(14):
            homes = homes_in(units.SUBDISTRICTS, next(code for code, title, *_ in units.SUBDISTRICTS if title == name))
            whole = total(homes)
            reached = {h.fid: bureau.weight(h, 'households') * others.covered(h, 'elderly_centre', 1080) for h in homes}
            self.near(middle, 100 * sum(reached.values()) / whole)
            rest = sum(reached.values()) - reached.get(home.fid, 0.0)
            own = bureau.weight(home, 'households') * (home.fid in reached)
            self.near(worst, 100 * (rest + own * min(shares)) / whole)
            self.near(best, 100 * (rest + own * max(shares)) / whole)
        self.assertLess(min(shares), 0.5)
        self.assertGreater(max(shares), 0.9)

    # 17, 18: two results

    @staticmethod
    def later_centres():
        """The facilities of the simple configuration, with the later list of elderly-care centres."""
        later = {number: bureau.Facility(number, supply.ELDERLY, coordinates.ELDERLY.plan(*coordinates.ELDERLY.written(x, y)))
                 for number, _, x, y in register.LATER.values()}
        kept = [later.pop(f.id, f) for f in scene(walled=False).facilities
                if f.category in (supply.ELDERLY, supply.MINOR, supply.OUTLET)]
        return kept + list(later.values())

    @staticmethod
    def gaps(open_points):
        """Sets of homes that hang together, {home: places} each: places that reach nothing lie 60 m apart or less."""
        clusters = []
        for fid, points in open_points.items():
            near = [cluster for cluster in clusters
                    if any(math.dist(p, q) <= 60 + 1e-6 for other in cluster for p in points for q in open_points[other])]
            clusters = [cluster for cluster in clusters if cluster not in near] + [{fid}.union(*near)]
        return clusters

    def test_17_two_lists_a_year_apart(self):
        scenes = scene(walled=False), bureau.Scene(PLAN, walled=False, facilities=self.later_centres())
        lost, gaps = [], []
        for s in scenes:
            places = {home.fid: {coordinates.HOMES.written(x, y): share for (x, y, _), (share, metres) in
                                 zip(s.demand[home.fid].points, s.nearest(home, supply.ELDERLY)) if metres > 1080} for home in PLAN.homes}
            lost.append({fid: points for fid, points in places.items() if points})
            gaps.append(self.gaps(lost[-1]))
        households = {home.fid: bureau.weight(home, 'households') for home in PLAN.homes}
        people = [[sum(households[fid] * sum(lost[k][fid].values()) for fid in gap) for gap in gaps[k]] for k in (0, 1)]
        fates = {'closed': [people[0][i] for i, gap in enumerate(gaps[0]) if not any(gap & other for other in gaps[1])],
                 'opened': [people[1][i] for i, gap in enumerate(gaps[1]) if not any(gap & other for other in gaps[0])],
                 'unchanged': [people[0][i] for i, gap in enumerate(gaps[0])
                               if gap in gaps[1] and all(lost[0][fid] == lost[1][fid] for fid in gap)]}
        rows = {row[0]: row[1:] for row in self.ask(17)}
        for fate, sums in fates.items():
            self.assertEqual(int(rows[fate][0]), len(sums), fate)
            self.near(rows[fate][2 if fate == 'opened' else 1], sum(sums))
        self.near(rows['changed'][1], sum(people[0]) - sum(fates['closed']) - sum(fates['unchanged']))
        self.near(rows['changed'][2], sum(people[1]) - sum(fates['opened']) - sum(fates['unchanged']))
        for code, name, *_ in units.SUBDISTRICTS:
            homes = homes_in(units.SUBDISTRICTS, code)
            if not homes:
                self.assertEqual(rows[name], ['unchanged', '', ''])
                continue
            before, after = (100 * total(homes, share=lambda home, s=s: s.covered(home, supply.ELDERLY, 1080)) / total(homes)
                             for s in scenes)
            self.assertEqual(rows[name][0], 'unchanged' if abs(after - before) < 1e-6 else 'higher' if after > before else 'lower')
            self.near(rows[name][1], before)
            self.near(rows[name][2], after)
        self.assertEqual({rows[name][0] for _, name, *_ in units.SUBDISTRICTS}, {'lower', 'higher', 'unchanged'})

    def test_18_a_bridge_that_is_closed(self):
        bridge = next(way for way in PLAN.ways if way.tags.get('name') == '长虹路' and way.tags.get('bridge'))
        before, after = scene(walled=False), bureau.Scene(PLAN, walled=False, closed_ways=[bridge.id])
        expected = {}
        for category in (supply.ELDERLY, supply.MINOR, supply.OUTLET):
            for home in PLAN.homes:
                lost = before.covered(home, category, 1080) - after.covered(home, category, 1080)
                if lost > 1e-9:
                    expected.setdefault(category, []).append((home, lost))
        rows = {row[0]: row[1:] for row in self.ask(18)}
        self.assertEqual(set(rows), set(expected))
        for category, homes in expected.items():
            self.assertEqual(sorted(rows[category][0].split()), sorted(home.id for home, _ in homes))
            for cell, weight in zip(rows[category][1:], ('households', 'elders')):
                self.near(cell, -sum(bureau.weight(home, weight) * lost for home, lost in homes))

    # 20: far from the streets

    def test_20_what_is_far_from_the_streets(self):
        s = scene()
        rows = self.ask(20)
        counts, kept, reached = {'none': 0, 'island': 0, 'far': 0}, {}, {}
        for home in PLAN.homes:
            kept[home.fid] = reached[home.fid] = 0.0
            for (x, y, share), (_, metres) in zip(s.demand[home.fid].points, s.nearest(home, 'elderly_centre')):
                kind = s.aside(home, (x, y), 100.0)
                if kind:
                    counts[kind] += 1
                else:
                    kept[home.fid] += share
                    reached[home.fid] += share * (metres <= 1080)
        points = sum(len(s.demand[home.fid].points) for home in PLAN.homes)
        self.assertEqual([int(text) for text in re.findall(r'\d+', rows[0][0])[:2]], [sum(counts.values()), points])
        self.assertIn(f"{counts['none']} join no street, {counts['island']} are on islands, {counts['far']} are over 100 m", rows[0][0])
        self.assertEqual(rows[1][0].split(), [home.id for home in PLAN.homes if kept[home.fid] < 0.15])
        whole = total(PLAN.homes, 'population')
        all_reached = total(PLAN.homes, 'population', lambda home: s.covered(home, 'elderly_centre', 1080))
        part = total(PLAN.homes, 'population', lambda home: kept[home.fid])
        part_reached = total(PLAN.homes, 'population', lambda home: reached[home.fid])
        for row, (above, below) in zip(rows[2:], ((all_reached, whole), (part_reached, part))):
            self.near(row[1], above)
            self.near(row[2], below)
            self.near(row[3], 100 * above / below)

    # 21: what is handed in

    def test_21_the_hand_in_is_whole_and_the_same_for_any_threads(self):
        """One test, for to ask again would compare the second run with itself."""
        words = [row[0] for row in self.ask(21)]
        self.assertEqual([word[:2] for word in words if word.endswith('.csv')], ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T7'])
        folder = os.path.join(ASKER.folder, 'geodata', 'sample', 'out', '21')
        with open(folder + '.sha256', encoding='utf-8') as file:
            with_one_thread = dict(reversed(line.rstrip('\n').split('  ')) for line in file)
        with_sixteen = {}
        for path in [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]:
            with open(path, 'rb') as file:
                with_sixteen['./' + os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
        self.assertEqual(with_sixteen, with_one_thread)
        self.assertIn('./tables.xlsx', with_sixteen)
        self.check_maps(folder)
        with open(os.path.join(folder, 'lifecircle.html'), encoding='utf-8') as file:
            method = file.read().partition('<h2>方法与参数')[2]
        for speed_mps in (1.2, 0.8, 3.333):
            self.assertIn(f'{speed_mps * 15 * 60:.10g}', method)

    def check_maps(self, folder):
        text = subprocess.run(['pdftotext', '-layout', os.path.join(folder, 'maps', 'maps.pdf'), '-'], check=True, capture_output=True, text=True).stdout
        sheets = text.split('\f')[:-1]
        self.assertEqual(len(sheets), 2 + 4 * 3 + len(units.SUBDISTRICTS))
        for number, sheet in enumerate(sheets, 1):
            self.assertRegex(sheet, r'审图号 *\n', 'an empty field')
            self.assertIn('内部工作用图 不公开', sheet)
            self.assertRegex(sheet, f'图 {number} / {len(sheets)}')
            if '统计图' in sheet:
                continue
            self.assertRegex(sheet, r'(?m)(^| )北$', 'a north arrow')
            self.assertRegex(sheet, r'(?m)^ *0 +\d+ +\d+ 米$', 'a scale bar')
            self.assertRegex(sheet, r'比例尺 1:\d+')
        self.assertEqual(sum('统计图' in sheet for sheet in sheets), 1)

    # 22: what is wrong in the inputs

    def test_22_what_is_planted_is_listed(self):
        text = '\n'.join('|'.join(row) for row in self.ask(22))
        for words in (r'310999005,.*unit_without_households', r'设施登记.csv,.*,FW02,floor_area_m2,number_guessed,约1200㎡,',
                      r'台账/设施登记.csv,.*,FW03,floor_area_m2,other_area_kind', r'台账/设施登记.csv,.*,合计,,total_row'):
            self.assertRegex(text, words)

    def test_what_is_handed_in_in_chinese_holds_no_english(self):
        self.ask(22)
        names = sorted(os.listdir(folder := os.path.join(ASKER.folder, 'geodata', 'sample', 'out', 'hand-in')))
        self.assertEqual([name.partition('_')[0] for name in names], ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T7'])
        for name in names:
            with open(os.path.join(folder, name), encoding='utf-8-sig') as file:
                headings, *rows = csv.reader(file)
            for k, heading in enumerate(headings):
                self.assertNotRegex(heading, '[a-z]{2}|≤[^ ]* m', name)
                for row in rows if heading != '英文名称' else ():
                    self.assertNotRegex(row[k], '[a-z]{2,} [a-z]{2,}', name)
            if name == 'T7_sources.csv':
                self.assertLessEqual({'台账/大门.csv', '台账/居村委会.csv'}, {row[1] for row in rows})


def fill():
    found = {}
    for name, command in PAGES.commands.items():
        code, lines, errors = ASKER.run(command)
        if code:
            sys.exit(f'{name}: exit {code}\n{errors}')
        found[name] = lines
    PAGES.fill(found)


if __name__ == '__main__':
    PAGES = Page(os.path.join(sys.argv[2], PAGE))
    ASKER = Asker(os.path.abspath(sys.argv[1]), sys.argv[2])
    sys.exit(fill() if sys.argv[3:] == ['--fill'] else tap.main(QuestionsTest, sys.argv[3:]))
