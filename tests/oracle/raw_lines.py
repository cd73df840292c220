"""raw_lines.py - streets of a line layer, read anew with GDAL's Python binding and joined by the contract's rules.

Lines meet where they share a coordinate, unless it lies inside both and they differ in level, bridge or tunnel; and an end
within the tolerance of another line of its level joins it (spec.md, section 3; cases/README.md, rule 5).
"""
import warnings

import numpy as np
import pyproj
from osgeo import ogr
from shapely.geometry import LineString, Point
from shapely.strtree import STRtree

from raw_osm import is_set, judge
from streets import Builder

ogr.UseExceptions()
warnings.filterwarnings("ignore", message="STRtree will be changed")


def read(path, layer_name):
    """[(points, tags)], and the layer's system as pyproj knows it."""
    data = ogr.Open("/vsizip/" + path if path.endswith(".zip") else path)
    if path.endswith(".zip"):
        names = [data.GetLayer(i).GetName() for i in range(data.GetLayerCount())]
        layer_name = next(name for name in names if name.lower() == layer_name.lower())
    layer = data.GetLayerByName(layer_name)
    fields = [field.GetName() for field in layer.schema]
    system = pyproj.CRS.from_wkt(layer.GetSpatialRef().ExportToWkt()) if layer.GetSpatialRef() else None
    lines = []
    for feature in layer:
        shape = feature.GetGeometryRef()
        parts = [] if shape is None else \
            [shape.GetGeometryRef(i) for i in range(shape.GetGeometryCount())] if shape.GetGeometryCount() else [shape]
        tags = {name: str(feature.GetField(name)) for name in fields if feature.GetField(name) is not None}
        for part in parts:
            lines.append(([tuple(point[:2]) for point in part.GetPoints()], tags))
    return lines, system


def level_of(tags):
    text = tags.get("layer", "0").strip()
    digits = text.lstrip("+-")
    number = int(digits) if digits.isdigit() else 0
    return (-number if text.startswith("-") else number, is_set(tags, "bridge"), is_set(tags, "tunnel"))


def load(path, layer_name, profile, crs, tolerance_m=0.5):
    """profile None: every line is a street."""
    lines, system = read(path, layer_name)
    to_work = pyproj.Transformer.from_crs(system, crs, always_xy=True)
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    streets = []
    for points, tags in lines:
        tags = {key: value for key, value in tags.items() if value != ""}
        if profile is None:
            verdict = {"private": False, "inside": is_set(tags, "bridge") or is_set(tags, "tunnel"), "forward": True,
                       "backward": True}
        else:
            verdict = judge(profile, tags)
        if verdict is None:
            continue
        xs, ys = to_work.transform([x for x, _ in points], [y for _, y in points])
        places = [(round(x, 6), round(y, 6)) for x, y in zip(xs, ys)]
        places = [place for i, place in enumerate(places) if i == 0 or places[i - 1] != place]
        if len(places) >= 2:
            streets.append((places, level_of(tags), verdict))
    return join(streets, tolerance_m, to_degrees)


def ends_beside_lines(streets, tolerance_m):
    """Inserts into each line the ends of others of its level that lie beside it within the tolerance, far from its vertices."""
    shapes = [LineString(places) for places, _, _ in streets]
    number = {id(shape): index for index, shape in enumerate(shapes)}
    tree = STRtree(shapes)
    moved = {}
    inserted = {}
    for index, (places, level, _) in enumerate(streets):
        for end in (places[0], places[-1]):
            point = Point(end)
            for other in sorted(number[id(shape)] for shape in tree.query(point.buffer(tolerance_m))
                                if shape.distance(point) <= tolerance_m):
                if other == index or streets[other][1] != level or end in streets[other][0]:
                    continue
                nearest = min(streets[other][0], key=lambda place: np.hypot(place[0] - end[0], place[1] - end[1]))
                if np.hypot(nearest[0] - end[0], nearest[1] - end[1]) <= tolerance_m:
                    moved[max(end, nearest)] = min(end, nearest)
                else:
                    inserted.setdefault(other, set()).add(end)
    return shapes, moved, inserted


def join(streets, tolerance_m, to_degrees):
    shapes, moved, inserted = ends_beside_lines(streets, tolerance_m)
    lines = []
    for index, (places, level, verdict) in enumerate(streets):
        for end in sorted(inserted.get(index, ())):
            at = shapes[index].project(Point(end))
            along = np.concatenate([[0.0], np.cumsum([np.hypot(*np.subtract(b, a)) for a, b in zip(places, places[1:])])])
            before = int((along < at).sum())
            places = places[:before] + [end] + places[before:]
        lines.append(([moved.get(place, place) for place in places], level, verdict))
    ends = {place for places, _, _ in lines for place in (places[0], places[-1])}
    levels = {}
    for places, level, _ in lines:
        for place in places[1:-1]:
            levels.setdefault(place, set()).add(level)
    # Inside lines of several levels only: one node a level. With an end there: one node, for the end meets them all.
    builder = Builder()
    xy = {}

    def node(place, level):
        key = (place[0], place[1], 0) if place in ends or len(levels.get(place, ())) < 2 else (place[0], place[1], str(level))
        key = (key[0], key[1], str(key[2]))
        xy[key] = place
        return key

    for number, (places, level, verdict) in enumerate(lines):
        for one, other in zip(places, places[1:]):
            builder.add(node(one, level), node(other, level), verdict, across=False, owner=number)
    lon, lat = to_degrees.transform([place[0] for place in xy.values()], [place[1] for place in xy.values()])
    return builder.finish(xy, dict(zip(xy, zip(lon, lat))), set())
