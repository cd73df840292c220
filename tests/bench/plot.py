"""plot.py - panels of lines over two logarithmic axes, as SVG."""
import math

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 330, 62, 40, 74
BOTTOM, LEGEND_STEP = 44, 17
COLOURS = ('#1d3557', '#c8502d', '#2a7f62', '#8e5ea2', '#e0a526', '#6b6b78', '#7a4a21')
DASHES = '5 4'


class Panel:
    """One pair of axes. x and y are tens of what is drawn, rounded outwards."""

    def __init__(self, number, points):
        self.left = LEFT + number * (WIDTH + GAP)
        self.x0, self.x1 = self.span([x for x, _ in points], 0.08)
        self.y0, self.y1 = self.span([y for _, y in points], 0.12)

    @staticmethod
    def span(values, margin):
        low, high = math.log10(min(values)), math.log10(max(values))
        rim = margin * max(high - low, 0.5)
        return low - rim, high + rim

    def place(self, x, y):
        return (self.left + (math.log10(x) - self.x0) / (self.x1 - self.x0) * WIDTH,
                TOP + (self.y1 - math.log10(y)) / (self.y1 - self.y0) * HEIGHT)


def text(x, y, words, anchor='middle', size=12, extra=''):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="{size}"{extra}>{words}</text>'


def path(panel, points, colour, dash=None):
    steps = 'L'.join('{:.1f} {:.1f}'.format(*panel.place(*point)) for point in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ''
    return f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="1.8"{dashes}/>'


def number_text(value):
    return f'{value:,.0f}' if value >= 1 else f'{value:g}'


def ticks(low, high):
    """Powers of ten between two powers; with twos and fives where those are few."""
    steps = (1, 2, 5) if high - low < 2 else (1,)
    values = [step * 10 ** power for power in range(math.floor(low), math.ceil(high)) for step in steps]
    return [value for value in values if low <= math.log10(value) <= high]


def axes(panel, title, x_title):
    lines = [f'<rect x="{panel.left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf7" stroke="#999"/>',
             text(panel.left + WIDTH / 2, TOP - 14, title, size=14, extra=' font-weight="bold"'),
             text(panel.left + WIDTH / 2, TOP + HEIGHT + 36, x_title)]
    for value in ticks(panel.x0, panel.x1):
        x, _ = panel.place(value, 10 ** panel.y0)
        lines.append(f'<path d="M{x:.1f} {TOP}V{TOP + HEIGHT}" stroke="#ddd"/>')
        lines.append(text(x, TOP + HEIGHT + 17, number_text(value)))
    for value in ticks(panel.y0, panel.y1):
        _, y = panel.place(10 ** panel.x0, value)
        lines.append(f'<path d="M{panel.left} {y:.1f}h{WIDTH}" stroke="#ddd"/>')
        lines.append(text(panel.left - 6, y + 4, number_text(value), 'end'))
    return lines


def guide(panel, lines):
    """n log n through the first point of the line that ends highest."""
    points = max(lines.values(), key=lambda line: line[-1][1])
    n0, y0 = points[0]
    return [(n, y0 * n * math.log(n) / (n0 * math.log(n0))) for n, _ in points]


def legend(panel, names):
    lines = []
    for k, (name, colour, dash) in enumerate(names):
        x, y = panel.left + (k % 3) * WIDTH / 3, TOP + HEIGHT + BOTTOM + 14 + k // 3 * LEGEND_STEP
        dashes = f' stroke-dasharray="{dash}"' if dash else ''
        lines.append(f'<path d="M{x:.0f} {y:.0f}h20" stroke="{colour}" stroke-width="1.8"{dashes}/>')
        lines.append(text(x + 25, y + 4, name, 'start'))
    return lines


def write(file, x_title, panels):
    """panels: (title, {name: [(x, y)]}, whether n log n is drawn beside). Lines without two points are left out."""
    drawn = []
    for number, (title, lines, with_guide) in enumerate(panels):
        colour_of = dict(zip(lines, COLOURS))
        lines = {name: points for name, points in lines.items() if len(points) > 1}
        if not lines:
            continue
        panel = Panel(number, [point for points in lines.values() for point in points])
        drawn += axes(panel, title, x_title)
        names = []
        for name, points in lines.items():
            colour = colour_of[name]
            drawn.append(path(panel, points, colour))
            drawn += ['<circle cx="{:.1f}" cy="{:.1f}" r="2.6" fill="{}"/>'.format(*panel.place(*point), colour) for point in points]
            names.append((name, colour, None))
        if with_guide:
            drawn.append(path(panel, guide(panel, lines), '#999', DASHES))
            names.append(('n log n', '#999', DASHES))
        drawn += legend(panel, names)
    width = LEFT + len(panels) * (WIDTH + GAP) - GAP + 20
    height = TOP + HEIGHT + BOTTOM + 3 * LEGEND_STEP + 8
    with open(file, 'w', encoding='utf-8', newline='\n') as out:
        out.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                  'font-family="Helvetica, Arial, sans-serif" fill="#222">\n'
                  f'<rect width="{width}" height="{height}" fill="white"/>\n' + '\n'.join(drawn) + '\n</svg>\n')
