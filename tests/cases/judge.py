"""Judges every key of expected.json against what a run left behind."""
import re

import shapely.geometry
import shapely.ops

import result as results
from judge_run import RunJudge
from judging import TABLES, Failed, near, need

POINT_CRS = "EPSG:4548"  # of the points in `contains` and `excludes`
HOME_TOLERANCE_M = 1.5
STREET_TOLERANCE_M = 0.5
LAYER_WORDS = {"roads": ("roads", "network", "streets"), "residential": ("residential", "homes"),
               "facilities": ("facilities",), "barriers": ("barriers",), "buildings": ("buildings",),
               "units": ("units",), "gates": ("gates",)}

# Keys of the entries of each key of `expect`; None: the value is no list of entries.
ENTRY_KEYS = {
    "distances": {"residential", "category", "meters", "min", "max", "ideal", "tol", "network_m",
                  "facility", "facility_any_of", "least_m", "p90_m", "greatest_m"},
    "pair_distances": {"facility", "residential", "meters", "tol"},
    "times": {"residential", "category", "seconds", "tol"},
    "covered": {"residential", "category", "covered", "status", "share", "tol", "measure"},
    "reached": {"facility", "category", "length_m", "tol", "min_m", "max_m", "cutoff_m"},
    "area": {"facility", "category", "cutoff_m", "min_m2", "max_m2", "holes", "parts", "valid",
             "contains", "excludes", "max_offset_m", "max_width_deg"},
    "agree": {"category", "except_within_m", "homes_min", "homes_covered"},
    "smallest_cutoff": {"residential", "category", "cutoff_m"},
    "coverage": {"definition", "category", "categories", "unit", "weight", "numerator",
                 "denominator", "k", "radius_m", "level"},
    "residential_area": {"residential", "m2", "tol"},
    "unsnapped": {"layer", "id"},
    "rejected": {"layer", "id"},
    "warn": {"about", "mentions"},
    "error": {"must_fail", "mentions", "no_output"},
    "totals": {"category", "population", "population_covered", "population_covered_min",
               "population_covered_max", "share", "tol"},
    "values": {"layer", "id", "field", "value", "or_reported"},
    "counts": {"residential_rows", "service_areas", "facilities_in_reach_max"},
    "mean_distance": {"category", "meters", "tol"},
    "snap_distance_max_m": {"layer", "id", "meters"},
    "repeatable": {"identical", "runs", "threads"},
    "after_kill": {"published_is_complete", "next_run_equals_clean_run", "leftover_temp_files_max"},
    "timestamps": {"unambiguous", "runs_recorded", "duration_non_negative"},
    "scaling": {"time_ratio_max", "memory_ratio_max", "memory_extra_mb_max", "subset_identical"},
    "export": {"layers_have_crs", "extent_matches_features", "single_geometry_type", "unique_fid",
               "all_valid", "rows"},
    "nested": None, "zones_sum": None, "straight_at_least_network": None, "one_of": None,
    "same_as": None, "exit": None, "output_exists": None, "output_valid_utf8": None,
    "inputs_unchanged": None, "previous_output_unchanged": None, "no_partial_output": None,
    "no_output": None,
}


def describe(entry):
    names = ("residential", "facility", "category", "categories", "unit", "definition", "weight", "layer",
             "id", "about", "field", "cutoff_m")
    return " ".join(str(entry[name]) for name in names if name in entry)


class Judge(RunJudge):
    """`case` holds the settings, `outcome` the run, `base` the base run where this is a variant."""

    def __init__(self, case, outcome, base=None):
        self.case = case
        self.outcome = outcome
        self.base = base
        cutoff = case["cutoff_m"]
        self.cutoffs_m = sorted(cutoff if isinstance(cutoff, list) else [cutoff])

    @property
    def result(self):
        need(self.outcome.result is not None,
             f"no result (exit status {self.outcome.status}): {self.outcome.last_words()}")
        return self.outcome.result

    def failures(self, expect):
        """One text for every expectation that does not hold."""
        found = []
        for key, value in expect.items():
            if key not in ENTRY_KEYS:
                found.append(f"{key}: unknown key")
                continue
            for where, entry in self.entries(key, value):
                try:
                    unknown = sorted(set(entry) - ENTRY_KEYS[key]) if ENTRY_KEYS[key] else []
                    need(not unknown, "unknown key " + ", ".join(unknown))
                    getattr(self, "judge_" + key)(entry)
                except Failed as failure:
                    found.append(f"{where}: {failure}")
                except (KeyError, TypeError, ValueError) as error:
                    found.append(f"{where}: cannot be judged: {error!r}")
        if "error" not in expect and self.outcome.status != 0:
            found.append(f"exit status {self.outcome.status}: {self.outcome.last_words()}")
        if self.outcome.result is not None:
            found += results.impossible_numbers(self.outcome.result)
        return found

    @staticmethod
    def entries(key, value):
        if ENTRY_KEYS[key] is None:
            return [(key, value)]
        listed = value if isinstance(value, list) else [value]
        return [(f"{key} {describe(entry)}".strip(), entry) for entry in listed]

    # Rows

    def home(self, home_id):
        rows = [row for row in self.result.rows("homes") if row["home_id"] == home_id]
        need(rows, f"home {home_id} is not in the result")
        need(len(rows) == 1, f"{len(rows)} homes have the id {home_id}")
        return rows[0]

    def facility(self, facility_id):
        rows = [row for row in self.result.rows("facilities") if row["facility_id"] == facility_id]
        need(rows, f"facility {facility_id} is not in the result")
        return rows[0]

    @staticmethod
    def column(row, name):
        need(name in row, f"the result has no column {name}")
        return row[name]

    def categories(self):
        layer = self.result.layer("homes")
        need(layer is not None, "the result has no table homes")
        return [name[:-len("_nearest_m")] for name in layer.columns if name.endswith("_nearest_m")]

    def areas(self, entry, cutoff_m=None):
        """Rows of service_areas of the facility or category of an entry at its limit."""
        limit_m = cutoff_m if cutoff_m is not None else entry.get("cutoff_m", self.cutoffs_m[-1])
        return [row for row in self.result.rows("service_areas")
                if abs(row["limit_m"] - limit_m) < 1e-6
                and entry.get("facility") in (None, row["facility_id"])
                and entry.get("category") in (None, row["category"])]

    def covered_ratio(self, row, category, cutoff_m):
        if abs(cutoff_m - self.cutoffs_m[-1]) < 1e-6:
            return self.column(row, category + "_covered_ratio")
        return self.column(row, f"{category}_covered_ratio_{cutoff_m:g}m")

    def messages(self):
        """Everything said about the data: rows of the table quality, and lines of standard error."""
        rows = self.outcome.result.rows("quality") if self.outcome.result is not None else []
        texts = [" ".join(str(value) for key, value in row.items()
                          if value is not None and key not in ("fid", "geometry"))
                 for row in rows]
        return texts + self.outcome.stderr.splitlines()

    def messages_about(self, name):
        pattern = re.compile(r"(?<!\w)" + re.escape(name) + r"(?!\w)")
        return [text for text in self.messages() if pattern.search(text)]

    # Walks

    def judge_distances(self, entry):
        category = entry["category"]
        tolerance = entry.get("tol", HOME_TOLERANCE_M)
        row = self.home(entry["residential"])
        found = self.column(row, category + "_nearest_m")
        if "meters" in entry and entry["meters"] is None:
            need(found is None or found > self.cutoffs_m[-1],
                 f"{found} m, expected none within {self.cutoffs_m[-1]} m")
            need(not self.covered_ratio(row, category, self.cutoffs_m[-1]), "is covered in part")
        elif "meters" in entry:
            need(near(found, entry["meters"], tolerance), f"{found} m, expected {entry['meters']}")
        if "min" in entry:
            need(found is not None and found >= entry["min"], f"{found} m, at least {entry['min']}")
        if "max" in entry:
            need(found is not None and found <= entry["max"], f"{found} m, at most {entry['max']}")
        if "ideal" in entry and not {"min", "max", "meters"} & set(entry):
            need(near(found, entry["ideal"], tolerance), f"{found} m, expected {entry['ideal']}")
        for key in ("least_m", "p90_m", "greatest_m"):
            if key in entry:
                value = self.column(row, f"{category}_{key}")
                need(near(value, entry[key], tolerance), f"{key} {value}, expected {entry[key]}")
        facility = self.column(row, category + "_facility_id")
        if "facility" in entry:
            need(facility == entry["facility"], f"facility {facility}, expected {entry['facility']}")
        if "facility_any_of" in entry:
            need(facility in entry["facility_any_of"], f"facility {facility}, expected one of "
                 + ", ".join(entry["facility_any_of"]))
        if "network_m" in entry:
            # The legs are not reported for homes; the walk must at least hold streets and the facility's leg.
            leg_m = self.facility(facility)["snap_m"] if facility is not None else None
            need(leg_m is not None and found >= entry["network_m"] + leg_m - tolerance,
                 f"{found} m with a leg of {leg_m} m, {entry['network_m']} m of it on streets")

    def judge_pair_distances(self, entry):
        rows = [row for row in self.result.rows("access") if row["facility_id"] == entry["facility"]
                and row["home_id"] == entry["residential"]]
        need(rows, "not among the pairs")
        found = rows[0]["walk_m"]
        need(near(found, entry["meters"], entry.get("tol", HOME_TOLERANCE_M)),
             f"{found} m, expected {entry['meters']}")

    def judge_times(self, entry):
        minutes = self.column(self.home(entry["residential"]), entry["category"] + "_nearest_min")
        found = None if minutes is None else 60 * minutes
        need(near(found, entry["seconds"], entry.get("tol", HOME_TOLERANCE_M)),
             f"{found} s, expected {entry['seconds']}")

    def judge_covered(self, entry):
        row = self.home(entry["residential"])
        category = entry["category"]
        measure = entry.get("measure", "weight")
        need(measure in ("weight", "land_network"), f"unknown measure {measure}")
        share = self.covered_ratio(row, category, self.cutoffs_m[-1])
        if measure == "land_network":
            share = self.column(row, category + "_land_network_ratio")
        if "covered" in entry:
            need(bool(share) == entry["covered"], f"share {share}")
        if "share" in entry:
            need(near(share, entry["share"], entry.get("tol", 0.01)),
                 f"share {share}, expected {entry['share']}")
        if "status" in entry:
            status = self.column(row, category + "_status")
            need(status == entry["status"], f"status {status}, expected {entry['status']}")

    def judge_smallest_cutoff(self, entry):
        row = self.home(entry["residential"])
        categories = [entry["category"]] if "category" in entry else self.categories()
        for category in categories:
            found = self.column(row, category + "_smallest_limit_m")
            if entry["cutoff_m"] is None:
                need(found is None, f"{found} m, expected none")
            else:
                need(near(found, entry["cutoff_m"], 1e-6), f"{found} m, expected {entry['cutoff_m']}")

    def judge_mean_distance(self, entry):
        walks = [self.column(row, entry["category"] + "_nearest_m") for row in self.result.rows("homes")]
        walks = [walk for walk in walks if walk is not None]
        need(walks, "no home has a walk")
        found = sum(walks) / len(walks)
        need(near(found, entry["meters"], entry.get("tol", HOME_TOLERANCE_M)),
             f"{found} m, expected {entry['meters']}")

    # Streets and areas

    def reached_lines(self, entry, limit_m):
        return [row for row in self.result.rows("reached_streets")
                if abs(row["limit_m"] - limit_m) < 1e-6
                and entry.get("facility") in (None, row["facility_id"])
                and entry.get("category") in (None, row["category"])
                and row["geometry"] is not None]

    def judge_reached(self, entry):
        need("facility" in entry or "category" in entry, "names neither facility nor category")
        limit_m = entry.get("cutoff_m", self.cutoffs_m[-1])
        lines = self.reached_lines(entry, limit_m)
        if "facility" in entry:
            found = sum(row["reached_street_m"] for row in self.areas(entry))
            drawn = sum(row["length_m"] for row in lines)
            need(near(drawn, found, STREET_TOLERANCE_M),
                 f"{found} m in service_areas, {drawn} m in reached_streets")
        else:
            union = shapely.ops.unary_union([row["geometry"] for row in lines])
            found = self.result.true_length_m("reached_streets", union) if lines else 0.0
        if "length_m" in entry:
            need(near(found, entry["length_m"], entry.get("tol", STREET_TOLERANCE_M)),
                 f"{found} m, expected {entry['length_m']}")
        need(found >= entry.get("min_m", 0), f"{found} m, at least {entry.get('min_m')}")
        need(found <= entry.get("max_m", found), f"{found} m, at most {entry.get('max_m')}")

    def judge_area(self, entry):
        need("facility" in entry or "category" in entry, "names neither facility nor category")
        rows = [row for row in self.areas(entry) if row["geometry"] is not None]
        need(rows, "there is no such area")
        shape = rows[0]["geometry"] if len(rows) == 1 else shapely.ops.unary_union(
            [row["geometry"] for row in rows])
        if "valid" in entry:
            need(all(row["geometry"].is_valid for row in rows) == entry["valid"],
                 f"valid is not {entry['valid']}")
        true_m2 = self.result.true_area_m2("service_areas", shape)
        if len(rows) == 1:
            need(abs(rows[0]["area_m2"] - true_m2) <= 0.1 + 1e-4 * true_m2,
                 f"area_m2 {rows[0]['area_m2']}, the polygon has {true_m2:.1f}")
        need(true_m2 >= entry.get("min_m2", 0), f"{true_m2:.1f} m2, at least {entry.get('min_m2')}")
        need(true_m2 <= entry.get("max_m2", true_m2), f"{true_m2:.1f} m2, at most {entry.get('max_m2')}")
        self.judge_shape(entry, shape)

    def judge_shape(self, entry, shape):
        parts = list(getattr(shape, "geoms", [shape]))
        holes = sum(len(part.interiors) for part in parts)
        if "parts" in entry:
            need(len(parts) == entry["parts"], f"{len(parts)} parts, expected {entry['parts']}")
        if "holes" in entry:
            need(holes == entry["holes"], f"{holes} holes, expected {entry['holes']}")
        for x, y in entry.get("contains", []):
            point = self.result.to_layer_crs("service_areas", x, y, POINT_CRS)
            need(shape.covers(shapely.geometry.Point(point)), f"does not contain {x} {y}")
        for x, y in entry.get("excludes", []):
            point = self.result.to_layer_crs("service_areas", x, y, POINT_CRS)
            need(not shape.covers(shapely.geometry.Point(point)), f"contains {x} {y}")
        if "max_width_deg" in entry:
            box = self.result.to_degrees("service_areas", shape).bounds
            need(box[2] - box[0] <= entry["max_width_deg"], f"is {box[2] - box[0]} degrees wide")
        if "max_offset_m" in entry:
            lines = self.reached_lines(entry, entry.get("cutoff_m", self.cutoffs_m[-1]))
            need(lines, "no street is reached")
            streets = shapely.ops.unary_union([row["geometry"] for row in lines])
            farthest = max(streets.distance(shapely.geometry.Point(xy))
                           for part in parts for xy in part.exterior.coords)
            need(farthest <= entry["max_offset_m"], f"reaches {farthest:.2f} m from its streets")

    def judge_agree(self, entry):
        category = entry["category"]
        counts = []
        for cutoff_m in self.cutoffs_m:
            rows = self.areas({"category": category}, cutoff_m)
            area = shapely.ops.unary_union([row["geometry"] for row in rows if row["geometry"]])
            judged, covered = 0, 0
            for row in self.result.rows("homes"):
                is_covered = bool(self.covered_ratio(row, category, cutoff_m))
                covered += is_covered
                centre = self.centre_in_area_crs(row)
                if not area.is_empty and area.boundary.distance(centre) <= entry["except_within_m"]:
                    continue
                judged += 1
                need(area.contains(centre) == is_covered,
                     f"home {row['home_id']} at {cutoff_m:g} m: covered is {is_covered}, "
                     f"inside the area is {not is_covered}")
            need(judged >= entry.get("homes_min", 0),
                 f"{judged} homes can be judged, expected {entry.get('homes_min')}")
            counts.append(covered)
        if "homes_covered" in entry:
            need(counts == entry["homes_covered"],
                 f"homes covered {counts}, expected {entry['homes_covered']}")

    def centre_in_area_crs(self, row):
        homes, areas = self.result.layer("homes"), self.result.layer("service_areas")
        centre = row["geometry"].centroid
        return shapely.geometry.Point(results.transformer(homes.crs, areas.crs).transform(centre.x, centre.y))

    def judge_nested(self, expected):
        outside = []
        rows = sorted((row for row in self.result.rows("service_areas") if row["geometry"] is not None),
                      key=lambda row: (str(row["facility_id"]), row["category"], row["limit_m"]))
        pairs = [(small, large) for small, large in zip(rows, rows[1:])
                 if (small["facility_id"], small["category"]) == (large["facility_id"], large["category"])]
        need(pairs, "no facility has areas of two limits")
        for small, large in pairs:
            rest_m2 = small["geometry"].difference(large["geometry"]).area
            if rest_m2 > 0.01:
                outside.append(f"{small['facility_id']} {small['limit_m']:g} m: {rest_m2:.3f} m2 "
                               f"outside {large['limit_m']:g} m")
        need((not outside) == expected, "; ".join(outside) or "areas are nested")

    # Coverage

    def coverage_rows(self, entry):
        wanted = set(entry.get("categories", [entry.get("category")]))
        rows = [row for row in self.result.rows("coverage")
                if row["definition"] == entry["definition"]
                and set((row["category"] or "").split("+")) == wanted
                and row["unit_code"] == entry.get("unit", "all")
                and entry.get("weight") in (None, row["weight"])
                and entry.get("k") in (None, row["k"])
                and entry.get("level") in (None, row["counted_level"])
                and ("radius_m" not in entry or near(row["radius_m"], entry["radius_m"], 1e-6))]
        if len({row["limit_m"] for row in rows}) > 1:
            largest = max(row["limit_m"] for row in rows if row["limit_m"] is not None)
            rows = [row for row in rows if row["limit_m"] == largest]
        return rows

    def judge_coverage(self, entry):
        rows = self.coverage_rows(entry)
        need(rows, "there is no such row")
        need(len(rows) == 1, f"{len(rows)} rows fit")
        for key in ("numerator", "denominator"):
            if key in entry:
                tolerance = 0.01 * max(1, entry[key]) if rows[0]["measure"] == "m2" else 1e-6
                need(near(rows[0][key], entry[key], tolerance),
                     f"{key} {rows[0][key]}, expected {entry[key]}")

    def coverage_by_unit(self):
        """{(definition, ...): {unit: row}} of the table coverage."""
        groups = {}
        for row in self.result.rows("coverage"):
            key = tuple(row[name] for name in ("definition", "category", "k", "weight", "limit_m",
                                               "radius_m", "counted_level"))
            groups.setdefault(key, {})[row["unit_code"]] = row
        return groups

    def judge_zones_sum(self, expected):
        children = {}
        for row in self.result.rows("units"):
            if row["parent_code"]:
                children.setdefault(row["parent_code"], []).append(row["unit_code"])
        need(children, "no unit has a parent")
        wrong, compared = [], set()
        for key, rows in self.coverage_by_unit().items():
            for parent, codes in children.items():
                if parent not in rows or any(code not in rows for code in codes):
                    continue
                compared.add(key[0])
                for name in ("numerator", "denominator"):
                    total = sum(rows[code][name] for code in codes)
                    if not near(total, rows[parent][name], 1e-6 * max(1, abs(total))):
                        wrong.append(f"{key[0]} {key[1]} {parent}: {name} {rows[parent][name]}, "
                                     f"units have {total}")
        # The weakest category of one unit need not be that of another.
        needed = {row["definition"] for row in self.result.rows("coverage")} - {"weakest"}
        compared.discard("weakest")
        need(compared == needed, "no sum could be compared for " + ", ".join(sorted(needed - compared)))
        need((not wrong) == expected, "; ".join(wrong) or "the units add up")

    def judge_straight_at_least_network(self, expected):
        network, straight = {}, {}
        for row in self.result.rows("coverage"):
            key = (row["unit_code"], row["category"])
            if row["ratio"] is None:
                continue
            if row["definition"] == "land_network":
                network[key] = max(network.get(key, 0), row["ratio"])
            elif row["definition"] == "land_radius":
                straight[key] = max(straight.get(key, 0), row["ratio"])
        need(network and set(network) <= set(straight), "no land_radius beside each land_network")
        wrong = [f"{unit} {category}: {network[unit, category]} above {straight[unit, category]}"
                 for unit, category in sorted(network)
                 if network[unit, category] > straight[unit, category] + 1e-6]
        need((not wrong) == expected, "; ".join(wrong) or "no share is above the straight one")

    def judge_totals(self, entry):
        rows = self.coverage_rows({"definition": "weight", "category": entry["category"],
                                   "weight": "population"})
        need(len(rows) == 1, f"{len(rows)} rows of coverage for the population of everything")
        tolerance = entry.get("tol", 0.5)
        covered, total = rows[0]["numerator"], rows[0]["denominator"]
        if "population" in entry:
            need(near(total, entry["population"], tolerance),
                 f"population {total}, expected {entry['population']}")
        if "population_covered" in entry:
            need(near(covered, entry["population_covered"], tolerance),
                 f"covered {covered}, expected {entry['population_covered']}")
        least = entry.get("population_covered_min", covered)
        most = entry.get("population_covered_max", covered)
        need(least <= covered <= most, f"covered {covered}, expected {least} to {most}")
        if "share" in entry:
            need(near(rows[0]["ratio"], entry["share"], tolerance),
                 f"share {rows[0]['ratio']}, expected {entry['share']}")

    # Data

    def judge_residential_area(self, entry):
        found = self.home(entry["residential"])["area_m2"]
        need(near(found, entry["m2"], entry.get("tol", 1.0)), f"{found} m2, expected {entry['m2']}")

    def reported(self, layer, name):
        """Rows of the table quality on a record of an input layer."""
        words = LAYER_WORDS[layer]
        return [row for row in self.result.rows("quality")
                if row["feature_id"] == name
                and any(word in f"{row['layer']} {row['source']} {row['layer_name']}".lower()
                        for word in words)]

    def judge_unsnapped(self, entry):
        need(entry["layer"] in ("facilities", "residential"), f"unknown layer {entry['layer']}")
        if entry["layer"] == "facilities":
            row = self.facility(entry["id"])
            need(row["status"] != "joined" and row["snap_m"] is None,
                 f"status {row['status']}, leg {row['snap_m']} m")
            need(self.reported("facilities", entry["id"]), "is not in the table quality")
        else:
            row = self.home(entry["id"])
            statuses = {self.column(row, name + "_status") for name in self.categories()}
            need(statuses == {"no_street"}, "status " + ", ".join(sorted(map(str, statuses))))

    def judge_rejected(self, entry):
        need(entry["layer"] in LAYER_WORDS, f"unknown layer {entry['layer']}")
        need(self.reported(entry["layer"], entry["id"]), "is not in the table quality")

    def judge_warn(self, entry):
        for name in entry["about"].split(","):
            texts = self.messages_about(name)
            need(texts, f"nothing is said about {name}")
            need(any(word.lower() in text.lower() for word in entry["mentions"] for text in texts),
                 f"none of {', '.join(entry['mentions'])} is said about {name}: {texts[0]}")

    def judge_values(self, entry):
        need(entry["layer"] in TABLES, f"unknown layer {entry['layer']}")
        table, id_column = TABLES[entry["layer"]]
        rows = [row for row in self.result.rows(table) if row[id_column] == entry["id"]]
        values = [self.column(row, entry["field"]) for row in rows]
        if entry.get("or_reported") and self.reported(entry["layer"], entry["id"]):
            return
        need(entry["value"] in values, f"{values}, expected {entry['value']!r}")

    def judge_counts(self, entry):
        if "residential_rows" in entry:
            found = len(self.result.rows("homes"))
            need(found == entry["residential_rows"],
                 f"{found} homes, expected {entry['residential_rows']}")
        if "service_areas" in entry:
            found = len(self.result.rows("service_areas"))
            need(found == entry["service_areas"],
                 f"{found} service areas, expected {entry['service_areas']}")
        if "facilities_in_reach_max" in entry:
            found = max((self.column(row, name + "_facility_count") or 0
                         for row in self.result.rows("homes") for name in self.categories()), default=0)
            need(found <= entry["facilities_in_reach_max"], f"{found} facilities in reach")
            need(found > 0, "no facility is in reach")

    def judge_snap_distance_max_m(self, entry):
        need(entry["layer"] == "facilities", f"legs of {entry['layer']} are not reported")
        found = self.facility(entry["id"])["snap_m"]
        need(found is not None and found <= entry["meters"], f"leg {found} m, at most {entry['meters']}")
