"""The right answers for the sample district, from its plan: who reaches what, and what must be reported."""
import math

from . import coordinates, supply, units, walk
from .homes import shoelace

# Of geodata/standards/pudong-2025.yaml and geodata/profiles/adult.yaml: 15 minutes at 1.2 m/s, steps as any street.
STEPS_FACTOR = 1.0
LIMITS_M = {category: (15 * 60 * 1.2,) for category in (supply.ELDERLY, supply.MINOR, supply.OUTLET)}
SAMPLE_M = 20.0
LAND_STEP_M = 5.0
WEIGHTS = ('households', 'population', 'elders', 'minors')
SYSTEMS = {supply.ELDERLY: coordinates.ELDERLY, supply.MINOR: coordinates.MINOR, supply.OUTLET: coordinates.OUTLETS}


def number_of_households(text):
    """The plan's own way to write numbers: digits of either width, a word before, a unit after."""
    return int(''.join(str(int(c)) for c in text if c.isdigit()))


def inside(ring, x, y):
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
    return odd


def outline_distance(ring, x, y):
    best = math.inf
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
        dx, dy = bx - ax, by - ay
        share = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
        best = min(best, math.dist((x, y), (ax + share * dx, ay + share * dy)))
    return best


def grid(ring, step, margin=0.0):
    """Multiples of `step` inside a ring; none may lie within `margin` of its outline."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    for i in range(math.ceil(min(xs) / step), math.floor(max(xs) / step) + 1):
        for j in range(math.ceil(min(ys) / step), math.floor(max(ys) / step) + 1):
            place = i * step, j * step
            if margin and outline_distance(ring, *place) < margin:
                raise ValueError(f'a demand point at {place} lies on the outline of its home: move the home')
            if inside(ring, *place):
                yield place


def centroid(ring):
    area = x = y = 0.0
    ox, oy = ring[0]
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
        cross = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
        area += cross / 2
        x += cross * (ax + bx - 2 * ox) / 6
        y += cross * (ay + by - 2 * oy) / 6
    return ox + x / area, oy + y / area


class Demand:
    """Where the people of a home start to walk: (plan x, plan y, share of the home's weight)."""

    def __init__(self, home):
        system = coordinates.HOMES
        rings = [[system.written(*place) for place in ring] for ring in home.parts]
        self.area = sum(abs(shoelace([system.plan(*place) for place in ring])) for ring in rings)
        land = [abs(shoelace(ring)) for ring in rings]
        self.points = []
        self.land = []
        for ring, part in zip(rings, land):
            places = list(grid(ring, SAMPLE_M, margin=0.002))
            if part < SAMPLE_M ** 2 or not places:
                places = [centroid(ring)]
            self.points += [(*system.plan(*place), part / sum(land) / len(places)) for place in places]
            samples = [(x + 0.37, y + 0.41) for x, y in grid([(x - 0.37, y - 0.41) for x, y in ring], LAND_STEP_M)]
            self.land += [(*system.plan(*place), part / sum(land) / len(samples)) for place in samples]


class Answers:
    LEVELS = (('subdistrict', units.SUBDISTRICTS), ('community', units.COMMUNITIES))

    def __init__(self, plan, mended=None):
        self.plan = plan
        nodes = {number: coordinates.STREETS.plan(*coordinates.STREETS.written(*place))
                 for number, place in plan.nodes.items()}
        self.streets = walk.Streets(plan, nodes, STEPS_FACTOR, mended=mended)
        self.place = {f.id: SYSTEMS[f.category].plan(*SYSTEMS[f.category].written(f.x, f.y)) for f in plan.facilities}
        self.joins = {k: self.streets.join(*place, self.streets.around([place])) for k, place in self.place.items()}
        self.open_costs = self.costs(())
        self.demand = {home.fid: Demand(home) for home in plan.homes}
        self.shares = {}
        self.homes = [self.home(home) for home in plan.homes]

    def costs(self, private):
        return {f.id: self.streets.from_facility(self.joins[f.id], private) for f in self.plan.facilities if self.joins[f.id]}

    def walks(self, points, private):
        """For each place: None where it joins no street, else (join, {facility id: metres})."""
        costs = self.costs(private) if private else self.open_costs
        streets = self.streets.around(points, private)
        result = []
        for x, y, _ in points:
            join = self.streets.join(x, y, streets)
            result.append(join and (join, {k: walk.walk(join, self.joins[k], cost) for k, cost in costs.items()}))
        return result

    def nearest(self, walked, category):
        """(metres, facility id) of the nearest facility of a category."""
        ids = [f.id for f in self.plan.facilities if f.category == category and self.joins[f.id]]
        return min((walked[1][k], k) for k in ids)

    def home(self, home):
        demand = self.demand[home.fid]
        walked = self.walks(demand.points, home.private)
        land = self.walks(demand.land, home.private)
        answer = {'home_id': home.id, 'name': home.name, 'area_m2': round(demand.area, 2),
                  'households': number_of_households(home.households), 'population': home.population,
                  'elders': home.elders, 'minors': home.minors, 'demand_point_count': len(demand.points),
                  'unit_subdistrict': self.unit(units.SUBDISTRICTS, home),
                  'unit_community': self.unit(units.COMMUNITIES, home)}
        reached = [set() for _ in walked]
        for category, limits in LIMITS_M.items():
            answer[category] = self.verdict(category, limits[-1], demand, walked, land)
            for kinds, one in zip(reached, walked):
                if one and self.nearest(one, category)[0] <= limits[-1]:
                    kinds.add(category)
        self.shares[home.fid] = [sum(p[2] for p, kinds in zip(demand.points, reached) if len(kinds) >= k) for k in (1, 2, 3)]
        return answer

    def verdict(self, category, limit, demand, walked, land):
        rows = [(*self.nearest(one, category), point[2]) for one, point in zip(walked, demand.points) if one]
        rows = [row for row in rows if math.isfinite(row[0])]
        for metres, _, _ in rows:
            if abs(metres - limit) < walk.DOUBT_M:
                raise ValueError(f'a walk of {metres} m: too near to the limit of {limit} m, move the home')
        covered = sum(weight for metres, _, weight in rows if metres <= limit)
        answer = {'status': self.status(walked, rows, covered), 'covered_ratio': round(covered, 6),
                  'land_network_ratio': round(self.land_share(category, limit, demand, land), 4),
                  'land_radius_ratio': round(self.radius_share(category, limit, demand), 4),
                  'facility_count': self.count(category, limit, walked)}
        if rows:
            total = sum(row[2] for row in rows)
            answer |= {'nearest_m': round(sum(m * w for m, _, w in rows) / total, 3),
                       'least_m': round(min(rows)[0], 3), 'greatest_m': round(max(rows)[0], 3)}
            answer['p90_m'] = quantile(rows, 0.9 * total)
            answer['facility_id'] = most_weight(rows)
        return answer

    @staticmethod
    def status(walked, rows, covered):
        if not any(walked):
            return 'no_street'
        if not rows:
            return 'island'
        return 'covered' if covered > 1 - 1e-9 else 'partly' if covered > 0 else 'uncovered'

    def land_share(self, category, limit, demand, land):
        return sum(p[2] for p, one in zip(demand.land, land) if one and self.nearest(one, category)[0] <= limit)

    def radius_share(self, category, limit, demand):
        """Every facility counts that lies there, joined to a street or not."""
        places = [self.place[f.id] for f in self.plan.facilities if f.category == category]
        return sum(p[2] for p in demand.land if min(math.dist(p[:2], place) for place in places) <= limit)

    def count(self, category, limit, walked):
        return sum(any(one and one[1].get(f.id, math.inf) <= limit for one in walked)
                   for f in self.plan.facilities if f.category == category)

    @staticmethod
    def unit(level, home):
        return units.holding(level, *centroid(list(home.parts[0])))

    def facilities(self):
        rows = []
        for f in self.plan.facilities:
            row = {'facility_id': f.id, 'category': f.category, 'status': 'far_from_street'}
            join = self.joins[f.id]
            if join:
                length = walk.reached_length(self.streets.streets, join, self.open_costs[f.id], LIMITS_M[f.category][-1])
                row |= {'status': 'joined', 'snap_m': round(join[0], 3), 'reached_street_m': round(length, 2)}
            rows.append(row)
        return rows

    def coverage(self):
        """Numerators and denominators of every definition, for everything and by unit."""
        rows = []
        places = [('all', 'all', lambda home: True)]
        for level, table in self.LEVELS:
            for unit in table:
                places.append((level, unit[0], lambda home, code=unit[0], key='unit_' + level: home[key] == code))
        for level, code, member in places:
            chosen = [(home, answer) for home, answer in zip(self.plan.homes, self.homes) if member(answer)]
            rows += [{'level': level, 'unit_code': code, **row} for row in self.shares_of(chosen)]
        return rows + list(self.unit_has())

    def shares_of(self, chosen):
        for weight in WEIGHTS:
            whole = sum(answer[weight] for _, answer in chosen)
            for category in LIMITS_M:
                yield {'definition': 'weight', 'category': category, 'weight': weight, 'denominator': whole,
                       'numerator': round(sum(a[weight] * a[category]['covered_ratio'] for _, a in chosen), 3)}
            for k, name in ((1, 'k_of_n'), (2, 'k_of_n'), (3, 'all_of')):
                yield {'definition': name, 'k': k, 'weight': weight, 'denominator': whole,
                       'numerator': round(sum(a[weight] * self.shares[h.fid][k - 1] for h, a in chosen), 3)}
        whole = round(sum(answer['area_m2'] for _, answer in chosen), 1)
        for category in LIMITS_M:
            for name in ('land_network', 'land_radius'):
                yield {'definition': name, 'category': category, 'denominator': whole,
                       'numerator': round(sum(a['area_m2'] * a[category][name + '_ratio'] for _, a in chosen), 1)}

    def unit_has(self):
        for level, table in self.LEVELS:
            for category in LIMITS_M:
                places = [self.place[f.id] for f in self.plan.facilities if f.category == category]
                holding = sum(any(w < x < e and s < y < n for x, y in places) for _, _, w, s, e, n in table)
                yield {'level': 'all', 'unit_code': 'all', 'definition': 'unit_has', 'category': category, 'counted_level': level,
                       'numerator': holding, 'denominator': len(table)}

    def defects(self):
        """The street that is not drawn through: how wide the gap is, and who would newly reach what if it were."""
        ends = self.plan.broken_ends
        mended = Answers(self.plan, mended=ends)
        gains = []
        for category in LIMITS_M:
            gain = sum(new['households'] * (new[category]['covered_ratio'] - old[category]['covered_ratio'])
                       for old, new in zip(self.homes, mended.homes))
            if gain > 0:
                gains.append({'category': category, 'gain_households': round(gain, 3)})
        return [{'kind': 'dead_end', 'distance_m': round(math.dist(*(self.streets.nodes[end] for end in ends)), 3), 'gains': gains}]

    @staticmethod
    def limits():
        return {category: list(limits) for category, limits in LIMITS_M.items()}

    def quality(self):
        """What was planted, and what the table of quality must therefore say: severity and the row it is about."""
        bow_tie = self.plan.bow_tie[0]
        tie, written = self.plan.homes[bow_tie - 1], next(h for h in self.plan.homes if not h.households.isascii())
        table = (
            ('facilities', 'elderly.csv', 'YL06', 'error', 'no coordinates'),
            ('facilities', 'elderly.csv', '合计', 'note', 'a sum, not a place'),
            ('facilities', 'elderly.csv', 'YL09', 'warning', 'YL03 once more'),
            ('facilities', 'elderly.csv', 'YL05', 'error', 'far from every street'),
            ('facilities', 'minor_stations.shp', '', 'note', 'GBK assumed'),
            ('homes', 'homes.gpkg', 'H900', 'error', 'two homes of one id'),
            ('homes', 'homes.gpkg', tie.id, 'warning', 'outline crosses itself'),
            ('homes', 'homes.gpkg', written.id, 'warning', 'number with words'),
        )
        return [dict(zip(('layer', 'source', 'feature_id', 'severity', 'why'), row)) for row in table]


def most_weight(rows):
    """The facility that is nearest to most of the home; None where two are about equal."""
    held = {}
    for _, number, share in rows:
        held[number] = held.get(number, 0.0) + share
    best = sorted(held.values(), reverse=True)
    return None if len(best) > 1 and best[0] - best[1] < 1e-6 else max(held, key=held.get)


def quantile(rows, weight):
    """Smallest walk that holds so much of the weight; None where a rounding decides."""
    held = 0.0
    for metres, _, share in sorted(rows):
        held += share
        if abs(held - weight) < 1e-6:
            return None
        if held > weight:
            return round(metres, 3)
    return round(max(rows)[0], 3)
