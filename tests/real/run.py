#!/usr/bin/python3
"""run.py LIFECIRCLE DATA NAME - the main job on real input: tests/real/NAME/config.yaml, judged by an independent computation.

Row counts, shapes, places of facilities, joins, reached street lengths, walks and shares of homes, components and what the run says of
them are compared with what tests/oracle computes on the spot from the same files. TAP; skipped without data.
"""
import os
import sys
import tempfile

import numpy as np
from shapely.geometry import Polygon
from shapely.validation import explain_validity

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "oracle"))

import raw_features  # noqa: E402 (the path comes first)
import results  # noqa: E402
from scene import Scene, project_to  # noqa: E402
from streets import GEOD  # noqa: E402
from walks import demand_points  # noqa: E402

HOMES_JUDGED = 200
POOR = 0.95


class Report:
    def __init__(self):
        self.number, self.failed = 0, False

    def __call__(self, good, what, details=()):
        self.number += 1
        self.failed = self.failed or not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.number, what), flush=True)
        for line in ([] if good else details[:8]):
            print("#   %s" % (line,))


def check_counts(scene, report):
    """What was read anew is what was read, apart from what the quality table lists as left out."""
    layers, config = scene.results.layers, scene.config
    left_out = {}
    for row in layers["quality"]:
        if row["done"] and ("left out" in row["done"] or "counts once" in row["done"] or "skipped" in row["done"]) and row["feature_id"]:
            left_out.setdefault(row["layer"], set()).add(row["feature_id"])
    for kind in ("facilities", "homes"):
        wanted = [feature for source in config[kind] for feature in raw_features.read(source)]
        if kind == "homes":
            wanted = [feature for feature in wanted if "Polygon" in feature.geometry.geom_type]
        ids = sorted({feature.id for feature in wanted})
        ours = sorted({row["facility_id" if kind == "facilities" else "home_id"] for row in layers[kind]})
        lost = [number for number in ids if number not in set(ours) and number not in left_out.get(kind, set())]
        extra = [number for number in ours if number not in set(ids)]
        report(not lost and not extra, "%d %s of %d read anew; the others are in the quality table"
               % (len(ours), kind, len(ids)), ["lost %s" % lost[:10], "extra %s" % extra[:10]])
        if kind == "facilities":
            check_places(scene, wanted, report)
        else:
            check_land(scene, wanted, report)
    counts = scene.results.summary["counts"]
    report(counts["facilities"] == len(layers["facilities"]) and counts["homes"] == len(layers["homes"]) and
           counts["units"] == len(layers["units"]), "the summary counts the rows of the layers: %s" % counts)
    joined = sum(row["status"] == "joined" for row in layers["facilities"])
    report(len(layers["service_areas"]) == joined * len(scene.limits_m) == len(layers["reached_streets"]),
           "%d service areas and reached streets: %d joined facilities, %d limits"
           % (len(layers["service_areas"]), joined, len(scene.limits_m)))


def check_places(scene, wanted, report):
    """Points lie where the raw file says; areas are reduced to a place on their surface."""
    project = project_to(scene.config["working_crs"])
    by_id = {}
    for feature in wanted:
        by_id.setdefault(feature.id, []).append(feature)
    wrong = []
    for row in scene.facilities:
        good = False
        for feature in by_id.get(row["facility_id"], []):
            shape = feature.geometry
            if shape.geom_type == "Point":
                x, y = project(shape.x, shape.y)
                good = good or np.hypot(x - row["x_m"], y - row["y_m"]) < 0.001
            else:
                lon, lat = scene.town.to_degrees(row["x_m"], row["y_m"])
                good = good or shape.buffer(1e-9).contains(type(shape.centroid)(lon, lat))
        if not good:
            wrong.append(row["facility_id"])
    report(not wrong, "%d facilities lie where their files say" % len(scene.facilities), wrong)


def check_land(scene, wanted, report):
    """Areas of homes, on the ellipsoid."""
    by_id = {}
    for feature in wanted:
        by_id.setdefault(feature.id, []).append(feature)
    wrong = []
    for row in scene.homes:
        features = by_id.get(row["home_id"], [])
        if len(features) != 1 or not features[0].geometry.is_valid:
            continue
        area = abs(GEOD.geometry_area_perimeter(features[0].geometry)[0])
        if abs(area - row["area_m2"]) > 0.01 + 1e-4 * area:
            wrong.append("%s: %.3f m2, anew %.3f" % (row["home_id"], row["area_m2"], area))
    report(not wrong, "areas of homes are those of the ellipsoid", wrong)


def check_shapes(layers, where, report):
    """Polygons and lines that QGIS would mark: not valid, or empty where a column says that there is ground."""
    wrong, count = [], 0
    for name, rows in layers.items():
        for row in rows:
            shape = row["geometry"]
            whose = "%s %s" % (name, row.get("facility_id") or row.get("home_id"))
            if shape is None or shape.is_empty:
                if name in ("homes", "service_areas") and (row["area_m2"] or 0.0) > 0.0:
                    wrong.append("%s: no shape, %s m2" % (whose, row["area_m2"]))
                continue
            count += 1
            if not shape.is_valid:
                wrong.append("%s: %s" % (whose, explain_validity(shape)))
    report(count > 0 and not wrong, "%s: %d shapes are valid" % (where, count), wrong)


def check_slivers(scene, report):
    """Parts and holes of service areas, and of rings between them, that are below one square of the tolerance."""
    least_m2 = scene.config.get("parameters", {}).get("area_tolerance_m", 1.0) ** 2
    rings = [(row["facility_id"], Polygon(ring).area) for row in scene.results.layers["service_areas"] if row["geometry"] is not None
             for part in row["geometry"].geoms for ring in (part.exterior, *part.interiors)]
    wrong = ["%s: %.4f m2" % (facility, area_m2) for facility, area_m2 in rings if area_m2 < least_m2 * (1 - 1e-6)]
    report(rings and not wrong, "none of %d rings is a sliver" % len(rings), wrong)


def check_components(scene, report):
    """How the streets hang together, and that the run says it where they do badly."""
    streets = scene.town.streets
    lengths = np.sort(streets.component_length_m[streets.component_used])[::-1]
    share = lengths[0] / lengths.sum()
    row = next(row for row in scene.results.layers["quality"] if row["code"] == "components")
    report(scene.results.summary["counts"]["components"] == len(lengths) and
           row["found"].startswith("%d components" % len(lengths)), "%d components" % len(lengths), [row["found"]])
    said = float(row["done"].split("holds ")[1].split(" %")[0])
    report(abs(said - 100 * share) <= 0.0501, "the longest holds %.2f %% of street, the run says %s" % (100 * share, said))
    poor = share < POOR
    report((row["severity"] == "warning") == poor and ("components:" in scene.results.messages) == poor,
           "a poor network is called one, in the table and in the messages" if poor else "the network is not called poor")


def check_facilities(scene, report):
    joins = scene.facility_joins
    wrong, doubtful = [], set()
    for i, row in enumerate(scene.facilities):
        joined = row["status"] == "joined"
        if joins.tie[i]:
            doubtful.add(i)
        elif joined != (joins.segment[i] >= 0) or joined and abs(row["snap_m"] - joins.leg_m[i]) > 0.002:
            wrong.append("%s: %s %s, anew %.4f" % (row["facility_id"], row["status"], row["snap_m"], joins.leg_m[i]))
    report(not wrong, "%d facilities join as anew (%d of them could join two places)" % (len(joins.segment), len(doubtful)), wrong)
    scene.costs = scene.town.costs(joins, range(len(scene.facilities)))
    number = {}
    for i, row in enumerate(scene.facilities):
        number.setdefault((row["facility_id"], row["category"]), i)
    wrong, total = [], 0.0
    for row in scene.results.layers["reached_streets"]:
        i = number[(row["facility_id"], row["category"])]
        if i in doubtful:
            continue
        length = scene.town.reached_m(scene.costs[i], joins, i, row["limit_m"] + 0.001)
        total += length
        if abs(length - row["length_m"]) > 0.02 + 1e-5 * length:
            wrong.append("%s %g m: %.3f m, anew %.3f" % (row["facility_id"], row["limit_m"], row["length_m"], length))
    report(not wrong, "%d reached streets, %.1f m together" % (len(scene.results.layers["reached_streets"]), total), wrong)


class Judged:
    """The figures of one home and category, anew."""

    def __init__(self, walks, shares, limit_m):
        has = np.isfinite(walks)
        self.mean = (walks[has] * shares[has]).sum() / shares[has].sum() if has.any() else None
        self.least, self.greatest = (walks[has].min(), walks[has].max()) if has.any() else (None, None)
        self.covered = shares[walks <= limit_m + 0.001].sum()
        self.near_limit = shares[np.abs(walks - limit_m - 0.001) < 0.01].sum()


def home_walks(scene, points, zones, home):
    """Walks of demand points to every facility, and whether any of them could join two places."""
    zone = zones.get(home)
    joins = scene.town.join(points, zone.segments if zone else None)
    walks = np.array([scene.town.walks(joins, cost, scene.facility_joins, i, zone) for i, cost in enumerate(scene.costs)])
    return walks, joins.tie.any()


def check_homes(scene, report):
    categories = sorted({row["category"] for row in scene.facilities})
    members = {category: [i for i, row in enumerate(scene.facilities) if row["category"] == category]
               for category in categories}
    zones = dict(scene.zones())
    usable = [i for i, row in enumerate(scene.homes) if row["geometry"] is not None and row["geometry"].is_valid]
    step = max(1, len(usable) // HOMES_JUDGED)
    wrong, judged, shares_sum = [], 0, {category: [0.0, 0.0] for category in categories}
    for home in usable[::step]:
        row = scene.homes[home]
        points = demand_points(row["geometry"], scene.sample_m)
        if any(point is None for point, _ in points):
            continue  # a place on the surface, of the program's choice
        if len(points) != row["demand_point_count"]:
            wrong.append("%s: %d demand points, anew %d" % (row["home_id"], row["demand_point_count"], len(points)))
            continue
        walks, tie = home_walks(scene, np.array([point for point, _ in points]), zones, home)
        if tie or scene.facility_joins.tie.any():
            continue
        judged += 1
        weights = np.array([share for _, share in points])
        for category in categories:
            new = Judged(walks[members[category]].min(axis=0), weights, scene.limits_m[-1])
            old = {key: row["%s_%s" % (category, key)] for key in ("nearest_m", "least_m", "greatest_m", "covered_ratio", "status")}
            for key, value in (("nearest_m", new.mean), ("least_m", new.least), ("greatest_m", new.greatest)):
                if (old[key] is None) != (value is None) or value is not None and abs(old[key] - value) > 0.02 + 2e-6 * value:
                    wrong.append("%s %s_%s: %s, anew %s" % (row["home_id"], category, key, old[key], value))
            if abs(old["covered_ratio"] - new.covered) > 1e-4 + new.near_limit:
                wrong.append("%s %s covered: %s, anew %s" % (row["home_id"], category, old["covered_ratio"], new.covered))
            shares_sum[category][0] += old["covered_ratio"] * row["area_m2"]
            shares_sum[category][1] += new.covered * row["area_m2"]
    report(not wrong and judged > 0, "%d homes: walks and covered shares of %s as anew" % (judged, ", ".join(categories)), wrong)
    for category, (old, new) in shares_sum.items():
        report(abs(old - new) <= 1.0 + 1e-3 * new, "%s: %.0f m2 of residential land covered, anew %.0f" % (category, old, new))


def main():
    command, data, name = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        _, config = results.config_of(name, data, folder)
        missing = [path for path in results.inputs_of(config) if not path.startswith(folder) and not os.path.exists(path)]
        if missing:
            print("1..0 # SKIP not here: %s" % ", ".join(missing))
            return 0
        report = Report()
        scene = Scene(command, name, data, folder)
        report(scene.results.status == 0, "%s: the run ends well" % name, scene.results.messages.split("\n"))
        if scene.results.status == 0:
            check_counts(scene, report)
            check_shapes(scene.results.layers, "GeoPackage", report)
            check_slivers(scene, report)
            if "also" in config["output"]:
                areas = os.path.join(config["output"]["also"]["path"], "service_areas.geojson")
                check_shapes(results.read_layers(areas), "GeoJSON", report)
            check_components(scene, report)
            check_facilities(scene, report)
            check_homes(scene, report)
    print("1..%d" % report.number)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
