"""raw_osm.py - streets and barriers of an OSM file, read and judged anew: by osmium's text form and by the contract's rules.

Nothing here is shared with the program. The lists of values (which classes are closed, ...) are those of the profile,
which is data; what they mean is coded here from spec.md, section 3, and cases/README.md, rules 3 to 6.
"""
import itertools
import re
import subprocess

from shapely.geometry import LineString, Point, Polygon
from shapely.prepared import prep
from shapely.validation import make_valid

from streets import Builder

NO = {"no", "false", "0", "F", "N", "f", "n", "No", "NO", "False", "FALSE"}
YES = {"yes", "true", "1", "T", "Y", "t", "y", "Yes", "YES", "True", "TRUE"}


def plain(text):
    return re.sub(r"%([0-9a-fA-F]+)%", lambda match: chr(int(match.group(1), 16)), text)


def read(path):
    """(nodes, ways, relations): id -> (lon, lat, tags), (refs, tags), (member ways, tags)."""
    text = subprocess.run(["osmium", "cat", "--no-progress", "-f", "opl", path], check=True,
                          stdout=subprocess.PIPE).stdout.decode("utf-8")
    nodes, ways, relations = {}, {}, {}
    for line in text.split("\n"):
        if not line:
            continue
        parts = line.split(" ")
        fields = {part[0]: part[1:] for part in parts[1:] if part}
        tags = dict(tuple(plain(side) for side in tag.split("=", 1)) for tag in fields["T"].split(",")) \
            if fields.get("T") else {}
        number = int(parts[0][1:])
        if line[0] == "n":
            if fields.get("x"):
                nodes[number] = (float(fields["x"]), float(fields["y"]), tags)
        elif line[0] == "w":
            refs = fields["N"].split(",") if fields.get("N") else []
            ways[number] = ([int(ref[1:].split("x")[0]) for ref in refs], tags)
        else:
            members = fields["M"].split(",") if fields.get("M") else []
            relations[number] = ([int(member[1:].split("@")[0]) for member in members if member[0] == "w"], tags)
    return nodes, ways, relations


def said(profile, value):
    """What one access tag says: True opens, False closes, None nothing."""
    if value in profile["closing_values"]:
        return False
    if value in profile["opening_values"]:
        return True
    return None


def is_set(tags, key):
    return bool(tags.get(key)) and tags[key] not in NO


def judge(profile, tags):
    """None, or how the way may be walked: {private, inside, forward, backward, area}."""
    kind = tags.get("highway")
    if not kind or kind in NO or kind in profile["never_classes"]:
        return None
    private = False
    foot = said(profile, tags.get("foot"))
    access = said(profile, tags.get("access"))
    is_open = kind not in profile["closed_classes"] and kind not in profile["foot_only_classes"]
    if foot is not None:
        is_open = foot
    elif access is True:
        is_open = is_open or kind not in profile["foot_only_classes"]
    elif access is False:
        private = tags["access"] == "private"
        is_open = is_open and private
    forward = said(profile, tags.get("foot:forward")) is not False
    backward = said(profile, tags.get("foot:backward")) is not False
    if tags.get("oneway:foot") in ("-1", "reverse"):
        forward = False
    elif tags.get("oneway:foot") in YES:
        backward = False
    if not is_open or not (forward or backward):
        return None
    return {"private": private, "inside": is_set(tags, "bridge") or is_set(tags, "tunnel"), "forward": forward,
            "backward": backward, "area": tags.get("area") in YES or tags.get("type") == "multipolygon"}


def is_closed_point(profile, tags):
    kind = tags.get("barrier")
    if not kind or kind in NO:
        return False
    word = said(profile, tags.get("foot"))
    if word is None:
        word = said(profile, tags.get("access"))
    return word is False or tags.get("locked") in YES or (word is None and kind in profile["closed_point_kinds"])


def selected(selections, tags):
    for selection in selections:
        if all((tags.get(key) in ([values] if isinstance(values, str) else values)) for key, values in selection.items()):
            return True
    return False


def barrier_kind(profile, tags):
    """None, "area" or "line"."""
    if is_set(tags, "bridge") or is_set(tags, "tunnel"):
        return None
    if selected(profile["barrier_areas"], tags):
        return "area"
    return "line" if selected(profile["barrier_lines"], tags) else None


def runs(refs, nodes):
    """Pieces of a way between nodes that the file lacks, without repeated nodes."""
    piece, out = [], []
    for ref in refs:
        if ref not in nodes:
            out.append(piece)
            piece = []
        elif not piece or piece[-1] != ref:
            piece.append(ref)
    out.append(piece)
    return [piece for piece in out if len(piece) >= 2]


def is_ring(piece):
    return len(piece) >= 4 and piece[0] == piece[-1]


def assemble(pieces):
    """Pieces joined end to end where just two meet: rings and lines."""
    done = [piece for piece in pieces if is_ring(piece)]
    left = [piece for piece in pieces if not is_ring(piece)]
    while left:
        line = left.pop(0)
        grew = True
        while grew and not is_ring(line):
            grew = False
            for other in left:
                if other[0] == line[-1] or other[-1] == line[-1]:
                    line = line + (other[1:] if other[0] == line[-1] else other[-2::-1])
                elif other[0] == line[0] or other[-1] == line[0]:
                    line = (other[:-1] if other[-1] == line[0] else other[:0:-1]) + line
                else:
                    continue
                left.remove(other)
                grew = True
                break
        done.append(line)
    return done


class Area:
    """A walkable area: rings of nodes."""

    def __init__(self, rings, verdict):
        self.rings, self.verdict = rings, verdict


def to_polygons(rings, xy):
    """One geometry of rings, each the other way round inside a larger one."""
    shape = Polygon()
    for ring in sorted((Polygon([xy[node] for node in ring]) for ring in rings), key=lambda ring: -ring.area):
        shape = shape.symmetric_difference(ring if ring.is_valid else make_valid(ring))
    return shape


def sight_lines(builder, area, visits, closed, xy):
    """Pairs of entrances of an area that see each other."""
    entrances = sorted({node for ring in area.rings for node in ring if len(visits[node]) > 1 and node not in closed})
    if len(entrances) < 2:
        return
    shape = to_polygons(area.rings, xy)
    grown = prep(shape.buffer(2e-6))
    points = {node: Point(xy[node]) for node in entrances}
    beside = {frozenset(side) for ring in area.rings for side in zip(ring, ring[1:])}
    for one, other in itertools.combinations(entrances, 2):
        if frozenset((one, other)) in beside:
            continue
        line = LineString([xy[one], xy[other]])
        if grown.contains(line) and not any(points[node].distance(line) < 3e-6 for node in entrances
                                            if node not in (one, other)):
            builder.add(one, other, area.verdict, across=True, owner=id(area))


def load(path, profile, project):
    """(streets, barriers) of a file; project: lists of lon and lat -> lists of x and y in the working system."""
    nodes, ways, relations = read(path)
    builder = Builder()
    areas, barriers, visits = [], [], {}
    used = {}

    same = {}

    def standing(node):
        while node in same:
            node = same[node]
        return node

    def unite(refs):
        """Nodes that a street repeats at one place are one."""
        for one, other in zip(refs, refs[1:]):
            one, other = standing(one), standing(other)
            if one != other and one in nodes and other in nodes and nodes[one][:2] == nodes[other][:2]:
                same[max(one, other)] = min(one, other)

    def take(pieces, tags, owner):
        verdict = judge(profile, tags)
        kind = None if verdict else barrier_kind(profile, tags)
        if kind:
            for piece in pieces:
                barriers.append((piece, kind == "area" and is_ring(piece), owner))
        if not verdict:
            return
        rings = [piece for piece in pieces if is_ring(piece)] if verdict["area"] else []
        area = Area([[standing(node) for node in ring] for ring in rings], verdict) if rings else None
        if area:
            areas.append(area)
        for piece in pieces:
            mark = id(area) if piece in rings else None
            for node in piece:
                visits.setdefault(standing(node), set()).add(mark)
            used.setdefault(owner, []).append((piece, verdict))

    for refs, tags in ways.values():
        if judge(profile, tags):
            unite(refs)
    for number, (refs, tags) in ways.items():
        take(runs(refs, nodes), tags, "w%d" % number)
    for number, (members, tags) in relations.items():
        if tags.get("type") == "multipolygon" and (judge(profile, tags) or barrier_kind(profile, tags)):
            pieces = [piece for way in members if way in ways for piece in runs(ways[way][0], nodes)]
            take(assemble(pieces), tags, "r%d" % number)
    wanted = list(nodes)
    xs, ys = project([nodes[node][0] for node in wanted], [nodes[node][1] for node in wanted])
    xy = {node: (x, y) for node, x, y in zip(wanted, xs, ys)}
    closed = {standing(node) for node in nodes if standing(node) in visits and is_closed_point(profile, nodes[node][2])}
    for owner, pieces in used.items():
        for piece, verdict in pieces:
            for one, other in zip(piece, piece[1:]):
                builder.add(standing(one), standing(other), verdict, across=False, owner=owner)
    for area in areas:
        sight_lines(builder, area, visits, closed, xy)
    lonlat = {node: nodes[node][:2] for node in visits}
    streets = builder.finish(xy, lonlat, closed)
    streets.barriers = [([xy[node] for node in piece], is_area, owner) for piece, is_area, owner in barriers]
    return streets
