"""The plan of the sample district: an invention on a local metric grid, x east and y north of its middle.

Nothing here is a real place. The district lies where Pudong lies only so that its coordinate systems are the real ones.
"""
from collections import namedtuple

Way = namedtuple('Way', 'id nodes tags')
Home = namedtuple('Home', 'fid id name parts households population elders minors private')
Facility = namedtuple('Facility', 'id name category x y')

COLUMNS = (-1420, -1080, -720, -380, -60, 400, 740, 1080, 1420)
ROWS = (1400, 1060, 700, 340, 0, -340, -680, -1040, -1240)
COLUMN_NAMES = ('云杉路', '海棠路', '白鹭路', '青禾路', '临江路', '望江路', '芦苇路', '灯塔路', '远帆路')
ROW_NAMES = ('北辰路', '星桥路', '长虹路', '锦川路', '中和路', '南浦桥路', '金穗路', '站南路', '柳湾路')
BRIDGE_ROWS = (2, 5)
LEVEL_CROSSING_COLUMN = 2
UNDERPASS_COLUMN = 6
RIVER_WEST, RIVER_EAST = 150, 220
# Somebody did not draw this street through: column, row, and the share of its length at which each piece ends.
BROKEN, BROKEN_ENDS = (0, 5), (0.49, 0.51)


def jitter(*key):
    """A whole number from -20 to 20 that depends on nothing but the key."""
    value = 2166136261
    for part in key:
        for byte in str(part).encode() + b'/':
            value = (value ^ byte) * 16777619 % 4294967296
    value ^= value >> 15
    value = value * 2246822519 % 4294967296
    return (value >> 7) % 41 - 20


class Plan:
    """Nodes with their tags, ways, homes, facilities. Units: units.py. What only a bureau hands in: register.py."""

    def __init__(self):
        self.nodes = {}
        self.node_tags = {}
        self.ways = []
        self.homes = []
        self.facilities = []
        self.corner = {}
        self.next_node = 1001
        self.next_way = 501
        self.streets()
        self.obstacles()
        self.paths()
        self.dwellings()
        self.supply()

    def node(self, x, y, **tags):
        number = self.next_node
        self.next_node += 1
        self.nodes[number] = (x, y)
        if tags:
            self.node_tags[number] = tags
        return number

    def way(self, nodes, **tags):
        self.ways.append(Way(self.next_way, tuple(nodes), tags))
        self.next_way += 1

    def between(self, a, b, share):
        """A place on the straight line between two nodes."""
        (ax, ay), (bx, by) = self.nodes[a], self.nodes[b]
        return ax + (bx - ax) * share, ay + (by - ay) * share

    def missing(self, column, row):
        """No streets in the south-east: marsh."""
        return column >= 8 and row >= 5

    def streets(self):
        for column, x in enumerate(COLUMNS):
            for row, y in enumerate(ROWS):
                if not self.missing(column, row):
                    self.corner[column, row] = self.node(x + jitter('x', column, row), y + jitter('y', column, row))
        # Nodes in the middle of blocks' sides, where paths begin.
        self.middle = {}
        self.rail = [self.node(-1600, -850)]
        for column in range(len(COLUMNS)):
            self.column_street(column)
        for row in range(len(ROWS)):
            self.row_street(row)

    def side(self, a, b):
        """The node half-way between two corners."""
        key = (a, b)
        if key not in self.middle:
            self.middle[key] = self.node(*self.between(self.corner[a], self.corner[b], 0.5))
        return self.middle[key]

    def column_street(self, column):
        kind = ('residential', 'tertiary', 'secondary')[column % 3]
        north = []
        for row in range(len(ROWS)):
            if (column, row) not in self.corner:
                break
            if row == 7:
                self.way(north, highway=kind, name=COLUMN_NAMES[column])
                self.across_the_railway(column, kind)
                north = []
            elif north:
                north.append(self.side((column, row - 1), (column, row)))
            north.append(self.corner[column, row])
            if row == 8:
                self.way(north, highway=kind, name=COLUMN_NAMES[column])
                north = []
        if len(north) > 1:
            self.way(north, highway=kind, name=COLUMN_NAMES[column])

    def across_the_railway(self, column, kind):
        upper, lower = self.corner[column, 6], self.corner[column, 7]
        name = COLUMN_NAMES[column]
        if column == LEVEL_CROSSING_COLUMN:
            crossing = self.node(-718, -853, railway='level_crossing')
            self.rail.append(crossing)
            self.way([upper, crossing, lower], highway=kind, name=name)
        if column == UNDERPASS_COLUMN:
            mouth, exit_ = self.node(741, -815), self.node(739, -915)
            self.way([upper, mouth], highway=kind, name=name)
            self.way([mouth, exit_], highway=kind, name=name, tunnel='yes', layer='-1')
            self.way([exit_, lower], highway=kind, name=name)

    def row_street(self, row):
        kind = ('tertiary', 'residential', 'primary')[row % 3]
        tags = {'highway': kind, 'name': ROW_NAMES[row]}
        line = []
        for column in range(len(COLUMNS)):
            if (column, row) not in self.corner:
                break
            if column == 5:
                self.across_the_river(row, line, tags)
                line = []
            elif (column - 1, row) == BROKEN:
                ends = [self.node(*self.between(line[-1], self.corner[column, row], share)) for share in BROKEN_ENDS]
                self.way(line + ends[:1], **tags)
                self.broken_ends = tuple(ends)
                line = ends[1:]
            elif line:
                line.append(self.side((column - 1, row), (column, row)))
            line.append(self.corner[column, row])
        if len(line) > 1:
            self.way(line, **tags)

    def across_the_river(self, row, line, tags):
        """The street ends on the west bank, or goes on over a bridge to the east bank's first corner."""
        if row not in BRIDGE_ROWS:
            self.way(line, **tags)
            return
        west, east = self.corner[4, row], self.corner[5, row]
        (wx, wy), (ex, ey) = self.nodes[west], self.nodes[east]
        ends = [self.node(x, round(wy + (ey - wy) * (x - wx) / (ex - wx))) for x in (RIVER_WEST - 30, RIVER_EAST + 30)]
        self.bank = getattr(self, 'bank', {})
        self.bank[row] = ends
        self.way(line + ends[:1], **tags)
        self.way(ends, bridge='yes', layer='1', **tags)
        self.way([ends[1], east], **tags)

    def obstacles(self):
        west = [(RIVER_WEST + 10 * (k % 2), 1620 - 360 * k) for k in range(10)]
        east = [(RIVER_EAST - 8 * (k % 2), -1620 + 360 * k) for k in range(10)]
        ring = [self.node(x, y) for x, y in west + east]
        self.way(ring + ring[:1], natural='water', water='river', name='环沙江')
        bridge = [self.node(RIVER_WEST - 20, -861), self.node(RIVER_EAST + 20, -862)]
        self.way(self.rail + bridge[:1], railway='rail', name='环沙铁路')
        self.way(bridge, railway='rail', name='环沙铁路', bridge='yes', layer='1')
        self.way([bridge[1], self.node(1600, -870)], railway='rail', name='环沙铁路')
        self.way([self.node(-1750, -1390), self.node(0, -1400), self.node(1750, -1385)], highway='motorway',
                 name='环沙高速', oneway='yes')

    def paths(self):
        self.stairs()
        self.plaza()
        self.compound()
        # A path along the west bank between the bridges' heads, with a bend.
        path = [self.bank[2][0], self.node(108, 500), self.node(118, 170), self.node(104, -150), self.bank[5][0]]
        self.way(path, highway='footway', name='滨江步道')
        # Not open yet: would be a short cut through the block.
        self.way([self.side((5, 4), (6, 4)), self.side((5, 5), (6, 5))], highway='construction', construction='residential')
        # Two pieces that touch nothing: too little to be a street, and an island of its own.
        self.way([self.node(-1262, 240), self.node(-1258, 120)], highway='footway')
        loop = [self.node(x, y) for x, y in ((1190, 1170), (1305, 1172), (1303, 1290), (1188, 1286))]
        self.way(loop + loop[:1], highway='footway', name='孤岛步道')
        # Closed to walkers by its tag, and one-way for cars only.
        self.way([self.side((6, 2), (7, 2)), self.side((6, 3), (7, 3))], highway='service', foot='no')
        self.way([self.side((7, 2), (8, 2)), self.side((7, 3), (8, 3))], highway='residential', oneway='yes', name='单行里')

    def stairs(self):
        """A short cut through a block: footway, steps, footway."""
        top, foot = self.side((1, 1), (2, 1)), self.side((1, 2), (2, 2))
        upper, lower = self.node(-903, 910), self.node(-897, 850)
        self.way([top, upper], highway='footway')
        self.way([upper, lower], highway='steps', step_count='90')
        self.way([lower, foot], highway='footway')

    def plaza(self):
        """A square in the middle of a block, entered from four sides."""
        x, y = -222, 168
        entrances = (self.side((3, 3), (4, 3)), self.side((4, 3), (4, 4)), self.side((3, 4), (4, 4)), self.side((3, 3), (3, 4)))
        ring = [self.node(x + dx, y + dy) for dx, dy in
                ((4, 62), (48, 44), (63, -3), (41, -47), (-5, -60), (-46, -41), (-61, 5), (-43, 46))]
        self.plaza_nodes = ring[0::2]
        self.way(ring + ring[:1], highway='pedestrian', area='yes', name='和风广场')
        for street, edge in zip(entrances, self.plaza_nodes):
            self.way([street, edge], highway='footway')

    def compound(self):
        """Walls all around, one gate, and a private way that serves its own homes."""
        x0, y0, x1, y1 = -662, 422, -438, 618
        street = self.side((2, 3), (3, 3))
        gate = self.node(-551, y0, barrier='gate')
        fence = [gate] + [self.node(x, y) for x, y in ((x1, y0), (x1, y1), (x0, y1), (x0, y0))]
        middle, end = self.node(-553, 517), self.node(-548, 590)
        self.compound_ring = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        self.way(fence + fence[:1], barrier='fence')
        self.way([street, gate, middle, end], highway='service', access='private', name='翠屏苑内部路')
        self.way([self.node(-630, 521), middle, self.node(-470, 514)], highway='service', access='private')
        self.private_ways = (self.ways[-2].id, self.ways[-1].id)

    def dwellings(self):
        from . import homes
        homes.fill(self)

    def supply(self):
        from . import supply
        supply.fill(self)
