"""One superblock: carriageways and pavements around it, and inside compounds with gates, commerce, or a park."""
from collections import namedtuple

from .region import (BANK, BRIDGE_COLUMN, CORNER, CROSSING, EAST, FREE, HEIGHT, NORTH, NORTHEAST, NORTHWEST, NUMBERS, PAVEMENT,
                     SOUTH, SOUTHEAST, SOUTHWEST, TILE, WEST, WIDTH)

CARRIAGEWAY_M, PAVEMENT_M, PARCEL_M = 9.0, 17.0, 26.0  # from the middle of the main street
GRID_M = 15.0         # from the edge of a parcel to its outermost inner street
STEP_M = 58.0         # between inner streets
LANE_M = 9.0          # from the middle of a lane to the parcels beside it
PROMENADE_M = 12.0    # from the river
ROAD_NODES_M, FOOT_NODES_M = 45.0, 17.0
WAVER_M = 2.5
INNER_CLASSES = {'park': ('footway', 'footway', 'path'), 'commerce': ('service', 'footway', 'pedestrian', 'service')}
HOME_CLASSES = ('service', 'footway', 'residential', 'service')

Way = namedtuple('Way', 'id nodes tags')
Home = namedtuple('Home', 'id kind ring area_m2')


class Line:
    """A straight street in the plan. Others meet it at places along it; it fills the rest with nodes of its own."""

    def __init__(self, block, start, end):
        self.block, self.start, self.end = block, start, end
        self.length_m = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        self.stations = {}

    def at(self, t):
        share = t / self.length_m
        return (self.start[0] + share * (self.end[0] - self.start[0]), self.start[1] + share * (self.end[1] - self.start[1]))

    def meet(self, t, number=None, tags=None):
        t = round(t, 1)
        if t not in self.stations:
            self.stations[t] = self.block.node(*self.at(t), number=number, tags=tags)
        return self.stations[t]

    def meet_beside(self, x, y):
        """The node nearest to a place beside the line, which runs along an axis."""
        return self.meet(abs(x - self.start[0]) if self.start[1] == self.end[1] else abs(y - self.start[1]))

    def nodes(self, spacing_m, waver=None):
        stops = sorted(self.stations)
        found = []
        for here, there in zip(stops, stops[1:] + [None]):
            found.append(self.stations[here])
            if there is None:
                break
            pieces = max(1, round((there - here) / spacing_m))
            for piece in range(1, pieces):
                x, y = self.at(here + (there - here) * piece / pieces)
                if waver:
                    x, y = x + waver.uniform(-WAVER_M, WAVER_M), y + waver.uniform(-WAVER_M, WAVER_M)
                found.append(self.block.node(x, y))
        return found


class Superblock:
    """nodes {id: (x, y, tags)}, ways, homes and facilities of one superblock; x, y in metres of the plan."""

    def __init__(self, region, i, j, kind, facilities=()):
        self.region, self.i, self.j, self.kind = region, i, j, kind
        self.lot = region.lot('superblock', i, j)
        self.base = region.number(i, j)
        self.next_node, self.next_way = FREE, 0
        self.nodes, self.ways, self.homes, self.facilities = {}, [], [], []
        self.gates = []  # (home, x, y) of compounds whose wall is on the map
        self.make()
        assert max(self.next_node, self.next_way) <= NUMBERS
        for category in facilities:
            self.add_facility(category)

    def node(self, x, y, number=None, tags=None):
        if number is None:
            number, self.next_node = self.base + self.next_node, self.next_node + 1
        self.nodes[number] = (x, y, tags or {})
        return number

    def way(self, nodes, **tags):
        self.ways.append(Way(self.base + self.next_way, nodes, tags))
        self.next_way += 1

    def neighbour(self, side):
        i = self.i + (side == EAST) - (side == WEST)
        j = self.j + (side == NORTH) - (side == SOUTH)
        return None if self.region.tile_number(i, j) is None else (i, j)

    def street_class(self, side):
        line = (self.j + (side == NORTH)) if side in (SOUTH, NORTH) else (self.i + (side == EAST))
        return 'primary' if line % 3 == 0 else 'secondary'

    # The frame: what goes around.

    def ring(self, inset_m, corner_place=None):
        """Four lines around and their corners."""
        west, south, east, north = inset_m, inset_m, WIDTH - inset_m, HEIGHT - inset_m
        corners = [(west, south), (east, south), (east, north), (west, north)]
        numbers = [self.node(*corner, None if corner_place is None else self.base + corner_place + k)
                   for k, corner in enumerate(corners)]
        return self.sides(corners, numbers), numbers

    def sides(self, corners, numbers):
        """The four sides of a box, each from west to east or from south to north."""
        lines = {}
        for side, (a, b) in {SOUTH: (0, 1), EAST: (1, 2), NORTH: (3, 2), WEST: (0, 3)}.items():
            lines[side] = Line(self, corners[a], corners[b])
            lines[side].stations = {0.0: numbers[a], round(lines[side].length_m, 1): numbers[b]}
        return lines

    def frame(self, sides):
        """Carriageways and pavements of the sides, and how people cross to the neighbours."""
        self.carriageway, corners = self.ring(CARRIAGEWAY_M, CORNER)
        self.pavement, pavement_corners = self.ring(PAVEMENT_M)
        for corner, pavement_corner in zip(corners, pavement_corners):
            self.way([pavement_corner, corner], highway='footway')
        for side in sides:
            self.cross(side)
        for corner, side in ((SOUTHEAST, EAST), (NORTHEAST, EAST), (NORTHWEST, NORTH), (NORTHEAST, NORTH)):
            other = self.neighbour(side)
            facing = {(SOUTHEAST, EAST): SOUTHWEST, (NORTHEAST, EAST): NORTHWEST, (NORTHWEST, NORTH): SOUTHWEST,
                      (NORTHEAST, NORTH): SOUTHEAST}[corner, side]
            if other:
                self.way([corners[corner], self.region.number(*other, CORNER + facing)],
                         highway=self.street_class(NORTH if side == EAST else EAST))

    def cross(self, side):
        """To the neighbour at this side, if there is one: at grade, or by a footbridge that meets no carriageway."""
        other = self.neighbour(side)
        if other is None:
            return
        owner = (self.i, self.j) if side in (EAST, NORTH) else other
        along, bridge = self.region.crossing(*owner, EAST if side in (EAST, WEST) else NORTH)
        pavement = self.pavement[side].meet(along - PAVEMENT_M, self.base + PAVEMENT + side)
        road = self.carriageway[side].meet(along - CARRIAGEWAY_M, self.base + CROSSING + side)
        self.way([pavement, road], highway='footway', footway='crossing')
        if owner != (self.i, self.j):
            return
        opposite = (side + 2) % 4
        if bridge:
            self.way([pavement, self.region.number(*other, PAVEMENT + opposite)], highway='footway', bridge='yes', layer='1')
        else:
            self.way([road, self.region.number(*other, CROSSING + opposite)], highway='footway', footway='crossing')

    def draw_frame(self, sides):
        for side in sides:
            self.way(self.carriageway[side].nodes(ROAD_NODES_M), highway=self.street_class(side), oneway='yes')
            self.way(self.pavement[side].nodes(FOOT_NODES_M), highway='footway', footway='sidewalk')

    # The inside.

    def make(self):
        if self.kind == 'river':
            self.make_river()
            return
        sides = (SOUTH, EAST, NORTH, WEST)
        self.frame(sides)
        columns, rows = {'quarters': (2, 2), 'halves': (2, 1), 'commerce': (2, 2)}.get(self.kind, (1, 1))
        xs, ys = self.parted(WIDTH, columns), self.parted(HEIGHT, rows)
        lanes = self.lanes(xs, ys)
        for column, (west, east) in enumerate(xs):
            for row, (south, north) in enumerate(ys):
                outside = {}
                for side, at_rim, lane in ((SOUTH, row == 0, 'across'), (NORTH, row == rows - 1, 'across'),
                                           (WEST, column == 0, 'along'), (EAST, column == columns - 1, 'along')):
                    outside[side] = [self.pavement[side], self.carriageway[side]] if at_rim else [lanes[lane]]
                self.parcel((west, south, east, north), outside)
        for line in lanes.values():
            self.way(line.nodes(FOOT_NODES_M), highway='residential')
        self.draw_frame(sides)

    def parted(self, length_m, count):
        """The pieces of a side that its parcels take."""
        if count == 1:
            return [(PARCEL_M, length_m - PARCEL_M)]
        middle = length_m * self.lot.uniform(0.46, 0.54)
        return [(PARCEL_M, middle - LANE_M), (middle + LANE_M, length_m - PARCEL_M)]

    def lanes(self, xs, ys):
        """Streets between the parcels, from one carriageway to the other; two of them meet."""
        found = {}
        if len(xs) == 2:
            x = xs[0][1] + LANE_M
            found['along'] = Line(self, (x, CARRIAGEWAY_M), (x, HEIGHT - CARRIAGEWAY_M))
        if len(ys) == 2:
            y = ys[0][1] + LANE_M
            found['across'] = Line(self, (CARRIAGEWAY_M, y), (WIDTH - CARRIAGEWAY_M, y))
        for name, (first, last) in (('along', (SOUTH, NORTH)), ('across', (WEST, EAST))):
            line = found.get(name)
            if line is None:
                continue
            inner = PAVEMENT_M - CARRIAGEWAY_M
            for t, side, ring in ((0.0, first, self.carriageway), (inner, first, self.pavement),
                                  (line.length_m - inner, last, self.pavement), (line.length_m, last, self.carriageway)):
                line.stations[round(t, 1)] = ring[side].meet_beside(*line.at(t))
        if len(found) == 2:
            x, y = found['along'].start[0], found['across'].start[1]
            found['across'].stations[round(x - CARRIAGEWAY_M, 1)] = found['along'].meet_beside(x, y)
        return found

    def parcel(self, box, outside):
        is_home = self.kind in ('quarters', 'halves', 'whole')
        walled = is_home and self.lot.random() * 100 < self.region.walled_percent
        grid = self.grid(box)
        wall = self.wall_lines(box) if walled else {}
        self.inner_streets(grid)
        self.buildings(grid)
        if self.kind == 'commerce' and self.lot.random() < 0.5:
            a, b, c, d = self.random_cell(grid)
            self.way([grid[a][2], grid[b][2], grid[c][2], grid[d][2], grid[a][2]], highway='pedestrian', area='yes')
        for side in self.gate_sides(is_home):
            self.gate(grid, box, side, outside[side], wall.get(side), is_home)
        if walled:
            ring = wall[SOUTH].nodes(ROAD_NODES_M)[:-1] + wall[EAST].nodes(ROAD_NODES_M)[:-1]
            ring += wall[NORTH].nodes(ROAD_NODES_M)[:0:-1] + wall[WEST].nodes(ROAD_NODES_M)[:0:-1]
            self.way(ring + ring[:1], barrier='wall')
        if is_home:
            self.add_home(box)

    def gate_sides(self, is_home):
        sides = [SOUTH, EAST, NORTH, WEST]
        return sorted(self.lot.sample(sides, self.lot.choice((1, 2, 2, 3)))) if is_home else sides

    def wall_lines(self, box):
        west, south, east, north = box
        corners = [(west, south), (east, south), (east, north), (west, north)]
        return self.sides(corners, [self.node(*corner) for corner in corners])

    def grid(self, box):
        """{(column, row): (x, y, node)}: where inner streets may meet, shaken a little."""
        west, south, east, north = box
        columns = max(2, round((east - west - 2 * GRID_M) / STEP_M) + 1)
        rows = max(2, round((north - south - 2 * GRID_M) / STEP_M) + 1)
        found = {}
        for column in range(columns):
            for row in range(rows):
                x = west + GRID_M + (east - west - 2 * GRID_M) * column / (columns - 1) + self.lot.uniform(-9, 9)
                y = south + GRID_M + (north - south - 2 * GRID_M) * row / (rows - 1) + self.lot.uniform(-9, 9)
                found[column, row] = (x, y, self.node(x, y))
        return found

    def inner_streets(self, grid):
        """A random tree over the grid, so that everything is reached, and some edges more; straight runs are one way."""
        edges = [(a, b) for a in sorted(grid) for b in ((a[0] + 1, a[1]), (a[0], a[1] + 1)) if b in grid]
        self.lot.shuffle(edges)
        parent = {key: key for key in grid}

        def root(key):
            while parent[key] != key:
                key = parent[key]
            return key

        kept = set()
        for a, b in edges:
            if root(a) != root(b):
                parent[root(a)] = root(b)
                kept.add((a, b))
            elif self.lot.random() < 0.35:
                kept.add((a, b))
        for a, b in sorted(kept):
            step = (b[0] - a[0], b[1] - a[1])
            if ((a[0] - step[0], a[1] - step[1]), a) in kept:
                continue  # part of the run that began before
            run = []
            while (a, b) in kept:
                line = Line(self, grid[a][:2], grid[b][:2])
                line.stations = {0.0: grid[a][2], line.length_m: grid[b][2]}
                run += line.nodes(FOOT_NODES_M, self.lot)[:-1]
                a, b = b, (b[0] + step[0], b[1] + step[1])
            self.way(run + [grid[a][2]], highway=self.lot.choice(INNER_CLASSES.get(self.kind, HOME_CLASSES)))

    @staticmethod
    def cells(grid):
        for a in sorted(grid):
            cell = (a, (a[0] + 1, a[1]), (a[0] + 1, a[1] + 1), (a[0], a[1] + 1))
            if all(key in grid for key in cell):
                yield cell

    def random_cell(self, grid):
        return self.lot.choice(list(self.cells(grid)))

    def buildings(self, grid):
        if self.kind == 'park':
            return
        for cell in self.cells(grid):
            x, y = sum(grid[key][0] for key in cell) / 4, sum(grid[key][1] for key in cell) / 4
            a, b = self.lot.uniform(9, 16), self.lot.uniform(5, 9)
            ring = [self.node(x + dx, y + dy) for dx, dy in ((-a, -b), (a, -b), (a, b), (-a, b))]
            self.way(ring + ring[:1], building='yes')

    def gate(self, grid, box, side, lines, wall, is_home):
        """From an outermost meeting point straight out, through the gate, to whatever passes there."""
        rim = max(key[1 if side in (SOUTH, NORTH) else 0] for key in grid)
        at_rim = {SOUTH: (1, 0), NORTH: (1, rim), WEST: (0, 0), EAST: (0, rim)}[side]
        x, y, inside = grid[self.lot.choice([key for key in sorted(grid) if key[at_rim[0]] == at_rim[1]])]
        if side in (SOUTH, NORTH):
            y = box[1] if side == SOUTH else box[3]
        else:
            x = box[0] if side == WEST else box[2]
        if wall:
            t = round((x - wall.start[0]) if side in (SOUTH, NORTH) else (y - wall.start[1]), 1)
            door = wall.meet(t, tags={'barrier': 'gate'})
            self.gates.append((self.home_number(), *wall.at(t)))
        else:
            door = self.node(x, y, tags={'barrier': 'gate'} if is_home else None)
        self.way([inside, door] + [line.meet_beside(x, y) for line in lines], highway=self.lot.choice(('service', 'footway')))

    def home_number(self):
        """Of the next home."""
        return f'{self.i:03d}{self.j:03d}{len(self.homes)}'

    def add_home(self, box):
        west, south, east, north = box
        ring = []
        for (ax, ay), (bx, by) in (((west, south), (east, south)), ((east, south), (east, north)), ((east, north), (west, north)),
                                   ((west, north), (west, south))):
            ring += [(ax + (bx - ax) * k / 4, ay + (by - ay) * k / 4) for k in range(4)]
        self.homes.append(Home(self.home_number(), self.kind, ring, (east - west) * (north - south)))

    def add_facility(self, category):
        """At the pavement, somewhere around."""
        side = self.lot.choice((SOUTH, NORTH))
        x = self.lot.uniform(40, WIDTH - 40)
        y = PAVEMENT_M + 4 if side == SOUTH else HEIGHT - PAVEMENT_M - 4
        self.facilities.append((category, f'{self.i:03d}{self.j:03d}{len(self.facilities)}', x, y))

    # The river.

    def make_river(self):
        """Streets and a promenade on both banks; the streets at the sides end there, but for those with a bridge."""
        self.frame((SOUTH, NORTH))
        west, east = CARRIAGEWAY_M, WIDTH - CARRIAGEWAY_M
        ends = {}
        for side, shift in ((SOUTH, -PROMENADE_M), (NORTH, PROMENADE_M)):
            run = []
            steps = round((east - west) / FOOT_NODES_M)
            doors = set(self.lot.sample(range(2, steps - 1), 3))
            for step in range(steps + 1):
                x = west + (east - west) * step / steps
                y = self.region.banks(self.i, self.j, x)[side == NORTH] + shift
                place = {0: SOUTHWEST if side == SOUTH else NORTHWEST, steps: SOUTHEAST if side == SOUTH else NORTHEAST}.get(step)
                run.append(self.node(x, y, None if place is None else self.base + BANK + place))
                if step in doors:
                    self.way([run[-1]] + [ring[side].meet_beside(x, y) for ring in (self.pavement, self.carriageway)],
                             highway='footway')
            ends[side] = run[0], run[-1]
            self.way(run, highway='footway')
            other = self.neighbour(EAST)
            if other:
                facing = SOUTHWEST if side == SOUTH else NORTHWEST
                self.way([run[-1], self.region.number(*other, BANK + facing)], highway='footway')
        for side, end in ((WEST, 0), (EAST, 1)):
            column = self.i + (side == EAST)
            corners = list(self.carriageway[side].stations.values())
            self.way([corners[0], ends[SOUTH][end]], highway=self.street_class(side))
            self.way([ends[NORTH][end], corners[1]], highway=self.street_class(side))
            if column % TILE == BRIDGE_COLUMN:
                self.way([ends[SOUTH][end], ends[NORTH][end]], highway=self.street_class(side), bridge='yes', layer='1')
        self.draw_frame((SOUTH, NORTH))
        if self.i % TILE == 0:
            self.water()

    def water(self):
        """The river of the whole tile, as one area."""
        south, north = [], []
        for step in range(TILE * 16 + 1):
            x = WIDTH * step / 16
            banks = self.region.banks(self.i, self.j, x)
            south.append(self.node(x, banks[0]))
            north.append(self.node(x, banks[1]))
        ring = south + north[::-1]
        self.way(ring + ring[:1], natural='water', water='river')
