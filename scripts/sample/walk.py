"""The right walks of the sample district, by the plainest means: every place tries every street.

Shares no code with lifecircle. Distances are plane ones on the plan, which are true there to a tenth of a millimetre.
"""
import heapq
import math

OFF_STREET_M = 200.0
ISLET_M = 200.0
# Places that could be judged either way by a rounding are not allowed in the plan.
DOUBT_M = 0.02

CLOSED = {'motorway', 'construction'}


class Street:
    """A straight piece of a way between two nodes."""

    def __init__(self, a, b, ends, way, factor):
        self.a, self.b = a, b
        (self.ax, self.ay), (self.bx, self.by) = ends
        self.way = way
        self.length = math.dist(*ends)
        self.factor = factor
        self.inside = way.tags.get('bridge') == 'yes' or way.tags.get('tunnel') == 'yes'
        self.private = way.tags.get('access') == 'private'
        self.islet = False
        self.drawn = True  # False: straight across a plaza

    def nearest(self, x, y):
        """Distance from a place, and how far from the start of the street it joins."""
        dx, dy = self.bx - self.ax, self.by - self.ay
        share = ((x - self.ax) * dx + (y - self.ay) * dy) / (dx * dx + dy * dy)
        share = min(1.0, max(0.0, share))
        return math.dist((x, y), (self.ax + share * dx, self.ay + share * dy)), share * self.length

    def place(self, offset):
        share = offset / self.length
        return self.ax + share * (self.bx - self.ax), self.ay + share * (self.by - self.ay)


class Streets:
    """The streets that a walker takes: steps cost `steps_factor`, kinds of `closed` and ways of `closed_ways` are shut; nobody's
    leg crosses the outlines `walls`; a street leads from one node of `mended` to the other."""

    def __init__(self, plan, nodes, steps_factor, closed=frozenset(), closed_ways=(), walls=(), mended=None):
        self.plan, self.nodes = plan, nodes
        self.streets = []
        self.barriers = [(a, b) for ring in walls for a, b in zip(ring, ring[1:] + ring[:1])]
        for way in plan.ways:
            if way.id in closed_ways:
                continue
            if 'highway' in way.tags and way.tags['highway'] not in CLOSED | closed and way.tags.get('foot') != 'no':
                factor = steps_factor if way.tags['highway'] == 'steps' else 1.0
                self.add(way, zip(way.nodes, way.nodes[1:]), factor)
            elif way.tags.get('highway') in (None, 'motorway') and way.tags.get('bridge') != 'yes':
                self.barriers += [(nodes[a], nodes[b]) for a, b in zip(way.nodes, way.nodes[1:])]
        if mended:
            self.add(plan.ways[0], [mended], 1.0)
        self.across()
        self.mark_islets()

    def add(self, way, pairs, factor, drawn=True):
        for a, b in pairs:
            street = Street(a, b, (self.nodes[a], self.nodes[b]), way, factor)
            street.drawn = drawn
            self.streets.append(street)

    def across(self):
        """A plaza whose ring is convex may be crossed straight between any two of its entrances."""
        plaza = next(way for way in self.plan.ways if way.tags.get('area') == 'yes')
        entrances = self.plan.plaza_nodes
        self.add(plaza, [(a, b) for i, a in enumerate(entrances) for b in entrances[i + 1:]], 1.0, drawn=False)

    def mark_islets(self):
        links = self.links(private=None)
        number = {}
        for start in links:
            stack = [start] if start not in number else []
            while stack:
                node = stack.pop()
                if node not in number:
                    number[node] = start
                    stack += [other for other, _ in links[node]]
        length = {}
        for street in self.streets:
            if street.a in number and street.drawn:
                length[number[street.a]] = length.get(number[street.a], 0.0) + street.length
        for street in self.streets:
            street.islet = not street.private and length[number[street.a]] < ISLET_M

    def open_to(self, private):
        """Streets that people of a home with these private ways may use."""
        return [s for s in self.streets if not s.private or (private and s.way.id in private)]

    def links(self, private):
        links = {}
        for street in self.open_to(private):
            links.setdefault(street.a, []).append((street.b, street.length * street.factor))
            links.setdefault(street.b, []).append((street.a, street.length * street.factor))
        return links

    def nodes_of_streets(self):
        return {node for street in self.streets for node in (street.a, street.b)}

    def blocked(self, x, y, to):
        return any(meet((x, y), to, a, b) for a, b in self.barriers)

    def around(self, places, private=()):
        """The streets that any of these places could join."""
        west, east = min(p[0] for p in places) - OFF_STREET_M, max(p[0] for p in places) + OFF_STREET_M
        south, north = min(p[1] for p in places) - OFF_STREET_M, max(p[1] for p in places) + OFF_STREET_M
        return [s for s in self.open_to(private) if not s.inside and s.drawn
                and min(s.ax, s.bx) < east and max(s.ax, s.bx) > west and min(s.ay, s.by) < north and max(s.ay, s.by) > south]

    def join(self, x, y, streets):
        """(leg, street, offset) of the nearest street point whose leg meets no barrier, or None."""
        near = sorted(((*street.nearest(x, y), i) for i, street in enumerate(streets)), key=lambda t: (t[0], t[2]))
        for islets_too in (False, True):
            for leg, offset, i in near:
                street = streets[i]
                if leg > OFF_STREET_M:
                    break
                if (street.islet and not islets_too) or self.blocked(x, y, street.place(offset)):
                    continue
                self.no_grazing((x, y), leg, near, streets, islets_too)
                return leg, street, offset
        return None

    def no_grazing(self, place, leg, near, streets, islets_too):
        """Fails where a nearer street is in sight though its nearest point is not: the plan should not ask that."""
        for other, _, i in near:
            if other >= leg:
                return
            if streets[i].islet and not islets_too:
                continue
            steps = int(streets[i].length) + 1
            for k in range(steps + 1):
                point = streets[i].place(streets[i].length * k / steps)
                if math.dist(place, point) < leg and not self.blocked(*place, point):
                    raise ValueError(f'{place}: sees a part of way {streets[i].way.id}, but not its nearest point')

    def from_facility(self, join, private=()):
        """Cost of every node to the facility, metres of level walking."""
        leg, street, offset = join
        links = self.links(private)
        cost = {}
        heap = [(leg + offset * street.factor, street.a), (leg + (street.length - offset) * street.factor, street.b)]
        heapq.heapify(heap)
        while heap:
            metres, node = heapq.heappop(heap)
            if node not in cost:
                cost[node] = metres
                for other, length in links[node]:
                    if other not in cost:
                        heapq.heappush(heap, (metres + length, other))
        return cost


def meet(p, q, a, b):
    """Do two pieces of straight line have a point in common? (Touching counts; nearly parallel ones do not occur.)"""
    def side(u, v, w):
        return (v[0] - u[0]) * (w[1] - u[1]) - (v[1] - u[1]) * (w[0] - u[0])
    return side(p, q, a) * side(p, q, b) <= 0 and side(a, b, p) * side(a, b, q) <= 0


def walk(join, facility_join, cost):
    """Metres from a joined place to a facility, math.inf if there is no way."""
    leg, street, offset = join
    facility_leg, facility_street, facility_offset = facility_join
    best = min(cost.get(street.a, math.inf) + offset * street.factor,
               cost.get(street.b, math.inf) + (street.length - offset) * street.factor)
    if street is facility_street:
        best = min(best, facility_leg + abs(offset - facility_offset) * street.factor)
    return leg + best


def reached_length(streets, facility_join, cost, limit):
    """Length of drawn, open street within the limit of a facility."""
    total = 0.0
    leg, own, offset = facility_join
    for street in streets:
        if street.private or not street.drawn:
            continue
        parts = [(0.0, (limit - cost.get(street.a, math.inf)) / street.factor),
                 (street.length - (limit - cost.get(street.b, math.inf)) / street.factor, street.length)]
        if street is own:
            half = (limit - leg) / street.factor
            parts.append((offset - half, offset + half))
        parts = sorted((max(0.0, a), min(street.length, b)) for a, b in parts if b > a and b > 0 and a < street.length)
        end = 0.0
        for a, b in parts:
            total += max(0.0, b - max(a, end))
            end = max(end, b)
    return total
