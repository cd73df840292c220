"""The homes of the sample district: one or two compounds in each block, and the ones that ask for care."""
from .plan import COLUMNS, ROWS, Home, jitter

FIRST = '云海白青临望芦灯远晨晴秋春夏竹梅兰菊松柏荷枫桂杏棠樱柳榆槐桐梧蓝金银玉星月霞虹露'
SECOND = '锦华景和泰安康宁翠嘉'
KIND = ('苑', '新村', '花园', '公寓', '家园', '里')
INSET = 46


class Builder:
    def __init__(self, plan):
        self.plan = plan
        self.count = 0

    def add(self, parts, density=85, number=None, households=None, name=None, private=()):
        """One home; `parts` are rings of places on the plan, without holes."""
        self.count += 1
        k = self.count
        area = sum(abs(shoelace(ring)) for ring in parts)
        many = max(3, round(area / density))
        people = round(many * (235 + jitter('people', k)) / 100)
        elders = round(people * (30 + jitter('elders', k) / 2) / 100)
        minors = round(people * (11 + jitter('minors', k) / 5) / 100)
        if name is None:
            name = FIRST[k % len(FIRST)] + SECOND[k * 7 % len(SECOND)] + KIND[k * 5 % len(KIND)]
        self.plan.homes.append(Home(k, number or f'H{k:03d}', name, tuple(map(tuple, parts)), households or str(many),
                                    people, elders, minors, tuple(private)))

    def box(self, x0, y0, x1, y1, **more):
        """A compound with four corners, none of them quite square."""
        key = (x0, y0)
        ring = [(x + jitter('hx', *key, n) / 4, y + jitter('hy', *key, n) / 4)
                for n, (x, y) in enumerate(((x0, y0), (x1, y0), (x1, y1), (x0, y1)))]
        self.add([ring], **more)


def shoelace(ring):
    """Signed area of a ring, counter-clockwise positive; not for rings that cross themselves."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1])) / 2


def fill(plan):
    build = Builder(plan)
    special = {(2, 2): walled, (3, 3): around_the_plaza, (1, 1): beside_the_stairs, (0, 3): beside_the_islet, (7, 0): on_the_island,
               (0, 0): in_two_parts, (5, 1): twice_the_number, (6, 3): written_number, (2, 4): bow_tie, (1, 5): small}
    for row in range(len(ROWS) - 1):
        for column in range(len(COLUMNS) - 1):
            inner = (COLUMNS[column] + INSET, ROWS[row + 1] + INSET, COLUMNS[column + 1] - INSET, ROWS[row] - INSET)
            if (column, row) in special:
                special[column, row](build, *inner)
            elif column == 4:
                by_the_river(build, row, *inner)
            elif row == 6:
                by_the_railway(build, column, *inner)
            elif not (column == 7 and row >= 4):
                ordinary(build, column, row, *inner)
    # No street within 200 m; and a street within 200 m, but beyond the motorway.
    build.box(1330, -760, 1400, -690, density=300)
    build.box(-365, -1490, -285, -1435, density=300)


def ordinary(build, column, row, x0, y0, x1, y1):
    kind = (column * 3 + row * 5) % 4
    density = 70 + 15 * abs(column - 4)
    middle = (x0 + x1) // 2
    if kind == 0:
        build.box(x0 + 20, y0 + 15, x1 - 25, y1 - 30, density=density)
    elif kind == 1:
        build.box(x0, y0 + 20, middle - 15, y1 - 5, density=density)
        build.box(middle + 20, y0, x1 - 5, y1 - 20, density=density)
    elif kind == 2:
        build.box(x0 + 5, y0, middle - 25, y1 - 25, density=density)
    elif y1 - y0 > 200:
        build.box(x0, y0, x1 - 30, y0 + 95, density=density)
        build.box(x0 + 35, y0 + 125, x1, y1, density=density)


def by_the_river(build, row, x0, y0, x1, y1):
    if y1 - y0 < 150:
        build.box(x0, y0, x0 + 85, y1)
    elif row == 6:
        build.box(x0, y1 - 95, x0 + 80, y1)
    else:
        build.box(x0, y0 + 25, x0 + 88, y1 - 20, density=75)
        if row % 2:
            build.box(x1 - 90, y0 + 30, x1, y1 - 40, density=75)


def by_the_railway(build, column, x0, y0, x1, y1):
    if column == 7:
        return
    if column % 2:
        build.box(x0 + 10, y1 - 105, x1 - 20, y1, density=95)
    else:
        build.box(x0, y0, x1 - 60, y0 + 90, density=110)


def walled(build, x0, y0, x1, y1):
    del x0, y0, x1, y1
    build.add([list(build.plan.compound_ring)], name='翠屏苑', private=build.plan.private_ways)


def around_the_plaza(build, x0, y0, x1, y1):
    build.box(x0, y0, x0 + 75, y0 + 80)
    build.box(x1 - 75, y1 - 80, x1, y1)


def beside_the_stairs(build, x0, y0, x1, y1):
    build.box(x0, y0, x0 + 95, y1)
    build.box(x1 - 95, y0 + 20, x1, y1 - 10)


def beside_the_islet(build, x0, y0, x1, y1):
    del x0, y0, x1, y1
    build.box(-1245, 128, -1170, 236)


def on_the_island(build, x0, y0, x1, y1):
    del x0, y0, x1, y1
    build.box(1213, 1195, 1280, 1265)


def in_two_parts(build, x0, y0, x1, y1):
    left = [(x0, y0), (x0 + 90, y0 + 4), (x0 + 88, y0 + 150), (x0 + 3, y0 + 146)]
    right = [(x1 - 95, y1 - 120), (x1 - 5, y1 - 118), (x1 - 2, y1 - 3), (x1 - 92, y1)]
    build.add([left, right], name='双园家园')


def twice_the_number(build, x0, y0, x1, y1):
    """Two homes of one number: somebody copied a row."""
    build.box(x0, y0, x0 + 100, y1 - 40, number='H900', name='东岸一村')
    build.box(x0 + 130, y0 + 20, x1, y1, number='H900', name='东岸二村')


def written_number(build, x0, y0, x1, y1):
    build.box(x0, y0 + 10, x1 - 110, y1, households='约３２０户', name='约数里')


def bow_tie(build, x0, y0, x1, y1):
    """Drawn crosswise: two triangles when repaired, left and right."""
    del x1, y1
    a, b, c, d = (x0 + 20, y0 + 20), (x0 + 160, y0 + 150), (x0 + 160, y0 + 20), (x0 + 20, y0 + 150)
    middle = (x0 + 90, y0 + 85)
    build.add([[a, middle, d], [middle, c, b]], name='蝴蝶公寓')
    build.plan.bow_tie = (build.count, (a, b, c, d))


def small(build, x0, y0, x1, y1):
    """Less than one square of the grid of demand points: one point, its centroid."""
    build.box(x0 + 60, y0 + 60, x0 + 74, y0 + 75, density=40)
    build.box(x1 - 90, y0, x1, y1 - 60)
