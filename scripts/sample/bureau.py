"""The right walks for what bureau.yaml asks: further kinds of facilities, walls with gates, other walkers.

As plain as answers.py, of which it takes the demand points; walls are those of homes with four corners, so that the shortest way
inside is the straight line to a gate.
"""
import math
from collections import namedtuple

from . import coordinates, register, units, walk
from .answers import SYSTEMS, Demand, centroid, number_of_households

# Speed, factor of steps, kinds of streets that are shut: geodata/profiles.
Walker = namedtuple('Walker', 'speed_mps steps_factor closed')
WALKERS = {'adult': Walker(1.2, 1.0, frozenset()), 'elder': Walker(0.8, 1.6, frozenset()),
           'ride': Walker(3.333, 1.0, frozenset({'steps'}))}
NOT_COUNTED = {'在建', '停业'}
# The gate of a home is left outwards: its leg begins so far outside the wall.
OUTSIDE_M = 0.001
# A walk has at most some 16 pieces, and the program rounds each to a millimetre: nearer to a limit nobody knows.
DOUBT_M = 0.008

Facility = namedtuple('Facility', 'id category place')
# A way to the street: metres to begin with, and what is joined then.
Entry = namedtuple('Entry', 'metres join')


def counted():
    """Every facility that the register says is open, with its category and its place as the files hold it."""
    for item in register.everything():
        if item.more.get('status') not in NOT_COUNTED:
            yield Facility(item.id, item.category, coordinates.OUTLETS.plan(*coordinates.OUTLETS.written(item.x, item.y)))


def written(ring):
    return [coordinates.HOMES.plan(*coordinates.HOMES.written(*place)) for place in ring]


def outside(ring, place):
    """A place on the outline of a convex ring, moved out of it."""
    x, y = centroid(ring)
    away = math.dist((x, y), place)
    return place[0] + (place[0] - x) / away * OUTSIDE_M, place[1] + (place[1] - y) / away * OUTSIDE_M


class Scene:
    """Who walks how far to which facility, for one walker."""

    def __init__(self, plan, walker='adult', facilities=None, walled=True, closed_ways=(), more_walls=()):
        self.plan, self.walker = plan, WALKERS[walker]
        rings = {home.id: written(home.parts[0]) for home in plan.homes}
        self.gates = {}
        for _, home, side, share, passes, own, _ in register.GATES if walled else ():
            place = register.place_of_gate(rings[home], side, share)
            self.gates.setdefault(home, []).extend([(place, own == '是')] if passes != '车行' else [])
        self.walls = {home: rings[home] for home in [*self.gates, *more_walls]}
        nodes = {number: coordinates.STREETS.plan(*coordinates.STREETS.written(*place)) for number, place in plan.nodes.items()}
        self.streets = walk.Streets(plan, nodes, self.walker.steps_factor, self.walker.closed, closed_ways, self.walls.values())
        self.facilities = self.simple() + list(counted()) if facilities is None else facilities
        self.doors = {f.id: self.entries_of_facility(f) for f in self.facilities}
        self.known_costs = {}
        self.demand = {home.fid: Demand(home) for home in plan.homes}
        self.shares = {}

    def simple(self):
        return [Facility(f.id, f.category, SYSTEMS[f.category].plan(*SYSTEMS[f.category].written(f.x, f.y)))
                for f in self.plan.facilities]

    def limit_m(self, minutes):
        return minutes * 60 * self.walker.speed_mps

    def joined(self, place, private=()):
        return self.streets.join(*place, self.streets.around([place], private))

    def leave(self, home, place):
        """By the gates of a walled home: metres inside, and the join of each gate."""
        ring = self.walls[home]
        found = []
        for gate, own in self.gates[home]:
            join = self.joined(outside(ring, gate))
            if join:
                found.append((Entry(math.dist(place, gate), join), own))
        return found

    def share_by_gate(self, home, gate, category, limit_m):
        """Share within a limit if the home's only gate were there; None where it leads to no street."""
        try:
            join = self.joined(outside(self.walls[home.id], gate))
        except ValueError:
            return None  # a place that a rounding decides about
        if not join:
            return None
        there = [f for f in self.facilities if f.category == category]
        beyond = min(self.walk_m([Entry(0.0, join)], f, self.costs(())) for f in there)
        return sum(share for x, y, share in self.demand[home.fid].points if math.dist((x, y), gate) + beyond <= limit_m)

    def saved_by_gate(self, home, gate):
        """Household-metres that one more gate of a walled home saves, on the way to the nearest facility of each category."""
        try:
            join = self.joined(outside(self.walls[home.id], gate))
        except ValueError:
            return 0.0  # a place that a rounding decides about
        if not join:
            return 0.0
        saved = 0.0
        for category in {f.category for f in self.facilities}:
            beyond = min(self.walk_m([Entry(0.0, join)], f, self.costs(())) for f in self.facilities if f.category == category)
            for (x, y, share), (_, metres) in zip(self.demand[home.fid].points, self.nearest(home, category)):
                if math.isfinite(metres):
                    saved += share * max(0.0, metres - math.dist((x, y), gate) - beyond)
        return weight(home, 'households') * saved

    def aside(self, home, place, near_m):
        """Why a place is not well joined: 'none', 'island' or 'far'; None where it is."""
        entries = self.entries(home, place)
        if not entries:
            return 'none'
        costs = [self.streets.from_facility(entry.join, home.private) for entry in entries]
        if max(len(cost) for cost in costs) < len(self.streets.nodes_of_streets()) / 2:
            return 'island'
        return 'far' if min(entry.join[0] for entry in entries) > near_m else None

    def holder(self, place):
        """The walled home that holds a place, or None."""
        return next((home for home, ring in self.walls.items() if home in self.gates and inside(ring, place)), None)

    def entries_of_facility(self, facility):
        home = self.holder(facility.place)
        if home:
            return [entry for entry, own in self.leave(home, facility.place) if not own]
        join = self.joined(facility.place)
        return [Entry(0.0, join)] if join else []

    def costs(self, private):
        """Of every node to every door of each facility, for people who may use these private ways."""
        if private not in self.known_costs:
            self.known_costs[private] = {name: [self.streets.from_facility(entry.join, private) for entry in entries]
                                         for name, entries in self.doors.items()}
        return self.known_costs[private]

    def entries(self, home, place):
        """How people at a place in a home get to the streets."""
        if home.id in self.gates:
            return [entry for entry, _ in self.leave(home.id, place)]
        join = self.joined(place, home.private)
        return [Entry(0.0, join)] if join else []

    def walk_m(self, entries, facility, costs):
        return min((entry.metres + door.metres + walk.walk(entry.join, door.join, cost) for entry in entries
                    for door, cost in zip(self.doors[facility.id], costs[facility.id])), default=math.inf)

    def walks_from(self, home, place):
        """{facility id: metres} from a place in a home."""
        costs = self.costs(home.private)
        entries = self.entries(home, place)
        metres = {f.id: self.walk_m(entries, f, costs) for f in self.facilities}
        for f in self.facilities:
            if home.id in self.gates and inside(self.walls[home.id], f.place):
                metres[f.id] = min(metres[f.id], math.dist(place, f.place))
        return metres

    def walks(self, home):
        """For each demand point: (share, {facility id: metres})."""
        return [(share, self.walks_from(home, (x, y))) for x, y, share in self.demand[home.fid].points]

    def walk_of_committee(self, code, category, hours=None):
        """Metres from where the committee of a community sits; with `hours`, to what has one of these."""
        x, y = next((x, y) for unit, x, y in register.COMMITTEES if unit == code)
        entries = [Entry(0.0, self.joined(coordinates.OUTLETS.plan(*coordinates.OUTLETS.written(x, y))))]
        open_then = {item.id for item in register.everything() if not hours or item.more.get('hours') in hours}
        return min((self.walk_m(entries, f, self.costs(())) for f in self.facilities
                    if f.category == category and (not hours or f.id in open_then)), default=math.inf)

    def nearest(self, home, category):
        """For each demand point: (share, metres to the nearest facility of a category)."""
        if home.fid not in self.shares:
            self.shares[home.fid] = self.walks(home)
        ids = [f.id for f in self.facilities if f.category == category]
        return [(share, min((metres[name] for name in ids), default=math.inf)) for share, metres in self.shares[home.fid]]

    def covered(self, home, category, limit_m):
        """Share of a home within a limit. Fails where a rounding could decide."""
        rows = self.nearest(home, category)
        for _, metres in rows:
            if abs(metres - limit_m) < DOUBT_M:
                raise ValueError(f'{home.id}: a walk of {metres} m to {category}: too near to the limit of {limit_m} m')
        return sum(share for share, metres in rows if metres <= limit_m)


def inside(ring, place):
    """Of a convex ring that runs counter-clockwise."""
    x, y = place
    return all((bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0 for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]))


def mode(community):
    """Who walks in a community: the rule of geodata/standards/pudong-2025.yaml."""
    town = units.AREA_CLASS[community[:9]]
    village = units.sort_of(next(name for code, name, *_ in units.COMMUNITIES if code == community)) == '村'
    return 'ride' if town == '远郊地区' or (town == '城镇化拓展区' and village) else 'adult'


def weight(home, name):
    return number_of_households(home.households) if name == 'households' else getattr(home, name)


def unit_of(home, level):
    return units.holding(level, *centroid(list(home.parts[0])))
