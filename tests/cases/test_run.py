#!/usr/bin/python3
"""The judge on a made-up result: what is right passes, and for every key what is wrong fails."""
import copy
import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from osgeo import ogr, osr  # noqa: E402

import judge  # noqa: E402
import procedures  # noqa: E402
import result as results  # noqa: E402
import session  # noqa: E402

EAST, NORTH = 500000, 4057000
CASE = {"cutoff_m": [400, 1000]}


def box(half_m, hole_m=0.0):
    """A square of 2 * half_m around the origin of the made-up city."""
    def ring(h):
        corners = [(-h, -h), (h, -h), (h, h), (-h, h), (-h, -h)]
        return ", ".join(f"{EAST + x} {NORTH + y}" for x, y in corners)
    inner = f", ({ring(hole_m)})" if hole_m else ""
    return f"MULTIPOLYGON((({ring(half_m)}){inner}))"


def home(x, y):
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return "MULTIPOLYGON(((" + ", ".join(f"{EAST + x + a} {NORTH + y + b}" for a, b in corners) + ")))"


def street(half_m):
    return f"MULTILINESTRING(({EAST - half_m} {NORTH}, {EAST + half_m} {NORTH}))"


def home_row(home_id, walk_m, shape, **other):
    near = walk_m is not None and walk_m <= 1000
    row = {"home_id": home_id, "area_m2": 4.0, "population": 100, "elderly_nearest_m": walk_m,
           "elderly_nearest_min": walk_m / 75 if walk_m else None, "elderly_least_m": walk_m,
           "elderly_p90_m": walk_m, "elderly_greatest_m": walk_m,
           "elderly_facility_id": "F1" if near else None, "elderly_facility_count": int(near),
           "elderly_covered_ratio": float(near), "elderly_covered_ratio_400m": float(near and walk_m <= 400),
           "elderly_land_network_ratio": 0.5 * near,
           "elderly_status": "covered" if near else "no_street",
           "elderly_smallest_limit_m": None if not near else 400.0 if walk_m <= 400 else 1000.0,
           "geometry": shape}
    return {**row, **other}


def coverage_rows():
    rows = []
    for unit, covered, total in (("all", 2, 3), ("D", 2, 3), ("U1", 1, 1), ("U2", 1, 2)):
        def row(definition, numerator, denominator, **other):
            return {"level": "x", "unit_code": unit, "definition": definition, "category": "elderly",
                    "k": None, "weight": None, "limit_m": 1000.0, "radius_m": None, "counted_level": None,
                    "numerator": numerator, "denominator": denominator,
                    "ratio": numerator / denominator, "measure": "people", **other}
        rows += [
            row("weight", 100.0 * covered, 100.0 * total, weight="population"),
            row("weight", 1.0 * covered, 100.0 * total, weight="population", limit_m=400.0),
            row("weight", 50.0 * covered, 60.0 * total, weight="households", measure="households"),
            row("land_network", 4.0 * covered, 4.0 * total, measure="m2"),
            row("land_radius", 4.0 * covered, 4.0 * total, measure="m2", radius_m=300.0),
            row("k_of_n", 30.0 * covered, 100.0 * total, weight="population", k=2,
                category="elderly+shop"),
            row("unit_has", float(covered), float(total), counted_level="subdistrict", measure="units"),
        ]
    return rows


def tables():
    """{table: (geometry type or None, rows)} of a result that the right expectations fit."""
    area = {"facility_id": "F1", "category": "elderly"}
    return {
        "homes": (ogr.wkbMultiPolygon, [
            home_row("R1", 300.0, home(40, 0)), home_row("R2", 700.0, home(300, 0)),
            home_row("R3", None, home(700, 0))]),
        "facilities": (ogr.wkbPoint, [
            {"facility_id": "F1", "name": "一", "category": "elderly", "snap_m": 2.0, "status": "joined",
             "geometry": f"POINT({EAST} {NORTH})"},
            {"facility_id": "F2", "name": "二", "category": "elderly", "snap_m": None,
             "status": "far_from_street", "geometry": f"POINT({EAST} {NORTH + 900})"}]),
        "service_areas": (ogr.wkbMultiPolygon, [
            {**area, "limit_m": 400.0, "area_m2": 39600.0, "reached_street_m": 200.0,
             "geometry": box(100, 10)},
            {**area, "limit_m": 1000.0, "area_m2": 960000.0, "reached_street_m": 900.0,
             "geometry": box(490, 10)}]),
        "reached_streets": (ogr.wkbMultiLineString, [
            {**area, "limit_m": 400.0, "length_m": 200.0, "geometry": street(100)},
            {**area, "limit_m": 1000.0, "length_m": 900.0, "geometry": street(450)}]),
        "units": (ogr.wkbMultiPolygon, [
            {"unit_code": "D", "level": "district", "parent_code": None, "geometry": box(500)},
            {"unit_code": "U1", "level": "subdistrict", "parent_code": "D", "geometry": box(100)},
            {"unit_code": "U2", "level": "subdistrict", "parent_code": "D", "geometry": box(200)}]),
        "coverage": (None, coverage_rows()),
        "access": (None, [{"facility_id": "F1", "home_id": "R1", "walk_m": 300.0}]),
        "quality": (None, [
            {"severity": "warning", "layer": "facilities", "source": "facilities.csv",
             "layer_name": None, "feature_id": "F2", "found": "214 m from the nearest street"},
            {"severity": "error", "layer": "network", "source": "roads.geojson",
             "layer_name": "roads", "feature_id": "N1", "found": "no geometry"}]),
        "run": (None, [{"key": "version", "value": "1"}]),
    }


def column_type(rows, name):
    values = [row[name] for row in rows if row.get(name) is not None]
    if values and all(isinstance(value, int) for value in values):
        return ogr.OFTInteger64
    return ogr.OFTReal if values and isinstance(values[0], float) else ogr.OFTString


def write_result(path, content, geometry_type=None, crs="EPSG:4548"):
    """geometry_type, crs: of the layer service_areas, where a test wants a wrong one."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    for name, (kind, rows) in content.items():
        srs = osr.SpatialReference()
        srs.SetFromUserInput("EPSG:4548")
        if name == "service_areas":
            kind = kind if geometry_type is None else geometry_type
            if crs is None:
                srs = None
        layer = dataset.CreateLayer(name, srs=srs if kind is not None else None,
                                    geom_type=ogr.wkbNone if kind is None else kind)
        names = list(rows[0])
        names = [one for one in names if one != "geometry"]
        for one in names:
            layer.CreateField(ogr.FieldDefn(one, column_type(rows, one)))
        for row in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            for one in names:
                if row[one] is not None:
                    feature.SetField(one, row[one])
            if row.get("geometry"):
                feature.SetGeometry(ogr.CreateGeometryFromWkt(row["geometry"]))
            layer.CreateFeature(feature)
    dataset = None


class FakeOutcome:
    def __init__(self, path, status=0, stderr="warning: two streets cross without a shared vertex: A and B\n"):
        self.status = status
        self.stderr = stderr
        self.written = ["result.gpkg"] if path else []
        self.inputs_unchanged = True
        self.result = results.Result(path) if path else None
        self.facts = {
            "digests": ["a"] * 6, "killed": 4, "incomplete": [], "next_equals_clean": True, "leftover": ["x"],
            "stamps": ["2025-11-25T00:30:00Z", "2025-11-25T00:30:02Z"], "durations_s": [0.0, 1.5],
            "previous_output_unchanged": True, "left_behind": [], "equals_plain": True,
            "scaling": {"time_ratio": 9.0, "memory_ratio": 1.5, "memory_extra_mb": 50.0,
                        "subset_identical": True, "measured": ""},
        }

    def last_words(self):
        return self.stderr.strip()


HOME_1 = {"residential": "R1", "category": "elderly"}
AREA_1 = {"facility": "F1", "cutoff_m": 1000}
# (key, an entry that holds, {key of the entry: a value that does not}). A tuple as a value: the changed keys.
ENTRIES = [
    ("distances", {**HOME_1, "meters": 301, "tol": 1.5, "network_m": 298, "facility": "F1",
                   "facility_any_of": ["F1", "F9"], "least_m": 300, "p90_m": 300, "greatest_m": 300},
     {"residential": "R2", "category": "shop", "meters": 303, "tol": 0.5, "network_m": 300,
      "facility": "F2", "facility_any_of": ["F2"], "least_m": 290, "p90_m": 310, "greatest_m": 400}),
    ("distances", {**HOME_1, "min": 299, "max": 301}, {"min": 300.5, "max": 299.5}),
    ("distances", {**HOME_1, "ideal": 300}, {"ideal": 310}),
    ("distances", {**HOME_1, "residential": "R3", "meters": None}, {"residential": "R1", "meters": 500}),
    ("pair_distances", {"facility": "F1", "residential": "R1", "meters": 301, "tol": 2},
     {"facility": "F2", "residential": "R2", "meters": 400, "tol": 0.5}),
    ("times", {**HOME_1, "seconds": 241, "tol": 2},
     {"residential": "R2", "category": "shop", "seconds": 300, "tol": 0.5}),
    ("covered", {**HOME_1, "covered": True, "status": "covered", "share": 0.5, "tol": 0.02,
                 "measure": "land_network"},
     {"residential": "R3", "category": "shop", "covered": False, "status": "partly", "share": 0.4,
      "measure": "weight"}),
    ("covered", {**HOME_1, "share": 0.9, "tol": 0.11}, {"tol": 0.01}),
    ("reached", {"facility": "F1", "length_m": 901, "tol": 1, "cutoff_m": 1000, "min_m": 899, "max_m": 901},
     {"facility": "F2", "length_m": 910, "tol": 0.5, "cutoff_m": 400, "min_m": 901, "max_m": 899}),
    ("reached", {"category": "elderly", "length_m": 900}, {"category": "shop", "length_m": 1100}),
    ("area", {**AREA_1, "min_m2": 959500, "max_m2": 960500, "holes": 1, "parts": 1, "valid": True,
              "contains": [[EAST + 300, NORTH]], "excludes": [[EAST, NORTH], [EAST + 495, NORTH]],
              "max_offset_m": 492, "max_width_deg": 0.0111},
     {"facility": "F2", "cutoff_m": 400, "min_m2": 960500, "max_m2": 959500, "holes": 0, "parts": 2,
      "valid": False, "contains": [[EAST, NORTH]], "excludes": [[EAST + 300, NORTH]],
      "max_offset_m": 489, "max_width_deg": 0.0109}),
    ("area", {"category": "elderly", "parts": 1}, {"category": "shop"}),
    ("agree", {"category": "elderly", "except_within_m": 1, "homes_min": 3, "homes_covered": [1, 2]},
     {"category": "shop", "except_within_m": 70, "homes_min": 4, "homes_covered": [1, 1]}),
    ("smallest_cutoff", {**HOME_1, "cutoff_m": 400},
     {"residential": "R2", "category": "shop", "cutoff_m": None}),
    ("coverage", {"definition": "weight", "category": "elderly", "unit": "U2", "weight": "population",
                  "numerator": 100, "denominator": 200},
     {"definition": "all_of", "category": "shop", "unit": "U1", "weight": "households",
      "numerator": 101, "denominator": 199}),
    ("coverage", {"definition": "k_of_n", "categories": ["shop", "elderly"], "k": 2, "numerator": 60},
     {"categories": ["shop"], "k": 1}),
    ("coverage", {"definition": "land_radius", "category": "elderly", "radius_m": 300, "numerator": 8.01},
     {"radius_m": 301, "numerator": 9}),
    ("coverage", {"definition": "unit_has", "category": "elderly", "level": "subdistrict", "unit": "D"},
     {"level": "community"}),
    ("residential_area", {"residential": "R1", "m2": 5, "tol": 2}, {"residential": "R9", "m2": 7, "tol": 0.5}),
    ("unsnapped", {"layer": "facilities", "id": "F2"}, {"layer": "residential", "id": "F1"}),
    ("unsnapped", {"layer": "residential", "id": "R3"}, {"id": "R1"}),
    ("rejected", {"layer": "roads", "id": "N1"}, {"layer": "facilities", "id": "N2"}),
    ("warn", {"about": "A,B", "mentions": ["node", "cross"]}, {"about": "A,C", "mentions": ["gap"]}),
    ("totals", {"category": "elderly", "population": 300, "population_covered": 200,
                "population_covered_min": 199, "population_covered_max": 201, "share": 0.66667, "tol": 0.001},
     {"category": "shop", "population": 301, "population_covered": 100, "population_covered_min": 201,
      "population_covered_max": 199, "share": 0.5, "tol": 0.000001}),
    ("values", {"layer": "facilities", "id": "F1", "field": "name", "value": "一"},
     {"layer": "residential", "id": "F2", "field": "status", "value": "?"}),
    ("values", {"layer": "facilities", "id": "F2", "field": "name", "value": "?", "or_reported": True},
     {"or_reported": False}),
    ("counts", {"residential_rows": 3, "service_areas": 2, "facilities_in_reach_max": 1},
     {"residential_rows": 2, "service_areas": 3, "facilities_in_reach_max": 0}),
    ("mean_distance", {"category": "elderly", "meters": 501, "tol": 1.5},
     {"category": "shop", "meters": 300, "tol": 0.5}),
    ("snap_distance_max_m", {"layer": "facilities", "id": "F1", "meters": 2.1},
     {"layer": "residential", "id": "F2", "meters": 1.9}),
    ("repeatable", {"identical": True, "runs": 3, "threads": [1, 2]},
     {"identical": False, "runs": 2, "threads": [1, 2, 8]}),
    ("after_kill", {"published_is_complete": True, "next_run_equals_clean_run": True,
                    "leftover_temp_files_max": 1},
     {"published_is_complete": False, "next_run_equals_clean_run": False, "leftover_temp_files_max": 0}),
    ("timestamps", {"unambiguous": True, "runs_recorded": 2, "duration_non_negative": True},
     {"unambiguous": False, "runs_recorded": 3, "duration_non_negative": False}),
    ("scaling", {"time_ratio_max": 15, "memory_ratio_max": 2, "memory_extra_mb_max": 200,
                 "subset_identical": True},
     {"time_ratio_max": 8, "memory_ratio_max": 1.4, "memory_extra_mb_max": 40, "subset_identical": False}),
    ("export", {"layers_have_crs": True, "extent_matches_features": True, "single_geometry_type": True,
                "unique_fid": True, "all_valid": True, "rows": {"service_areas": 2, "residential": 3}},
     {"layers_have_crs": False, "extent_matches_features": False, "single_geometry_type": False,
      "unique_fid": False, "all_valid": False, "rows": {"residential": 2}}),
    ("nested", True, False), ("zones_sum", True, False), ("straight_at_least_network", True, False),
    ("exit", "ok_with_warning", "ok"), ("output_exists", True, False), ("output_valid_utf8", True, False),
    ("inputs_unchanged", True, False), ("previous_output_unchanged", True, False),
    ("no_partial_output", True, False), ("no_output", False, True), ("same_as", "base", "other"),
    ("one_of", [{"nested": False}, {"nested": True}], [{"nested": False}, {"exit": "ok"}]),
]


class JudgeTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.number = 0

    def outcome(self, content=None, **how):
        self.number += 1
        path = os.path.join(self.folder.name, f"{self.number}.gpkg")
        write_result(path, content or tables(), **how)
        outcome = FakeOutcome(path)
        self.addCleanup(outcome.result.close)
        return outcome

    def failures(self, expect, outcome=None, base=None, case=None):
        return judge.Judge(case or CASE, outcome or self.outcome(), base).failures(expect)

    def changed(self, table, row, **values):
        """An outcome whose table differs in one row."""
        content = tables()
        content[table][1][row].update(values)
        return self.outcome(content)

    def test_right_entries_pass_and_every_wrong_value_fails(self):
        outcome, base = self.outcome(), self.outcome()
        for key, right, wrong in ENTRIES:
            right_value = right if judge.ENTRY_KEYS[key] is None else [right]
            with self.subTest(key=key, right=right):
                self.assertEqual(self.failures({key: right_value}, outcome, base), [])
            changes = [{key: wrong}] if judge.ENTRY_KEYS[key] is None else [
                {key: [{**right, name: value}]} for name, value in wrong.items()]
            for expect in changes:
                with self.subTest(expect=expect):
                    self.assertTrue(self.failures(expect, outcome, base))

    def test_every_key_of_every_entry_is_tried(self):
        tried = {}
        for key, _, wrong in ENTRIES:
            tried.setdefault(key, set()).update(wrong if isinstance(wrong, dict) else ())
        self.assertEqual(set(judge.ENTRY_KEYS) - set(tried), {"error"})
        for key, names in judge.ENTRY_KEYS.items():
            if names and key != "error":
                with self.subTest(key=key):
                    self.assertEqual(names - tried[key], set())

    def test_unknown_keys_fail(self):
        self.assertTrue(self.failures({"distance": []}))
        for key, right, _ in ENTRIES:
            if judge.ENTRY_KEYS[key] is not None:
                with self.subTest(key=key):
                    found = self.failures({key: [{**right, "shade": 1}]})
                    self.assertIn("unknown key shade", found[0])

    def test_entry_without_its_keys_fails(self):
        self.assertTrue(self.failures({"distances": [{"residential": "R1", "meters": 300}]}))

    def test_error_wants_a_failed_run_with_its_words(self):
        failed = FakeOutcome(None, status=1, stderr="roads.pbf: unexpected end")
        expect = {"error": {"must_fail": True, "mentions": ["PBF", "disk"], "no_output": True}}
        self.assertEqual(self.failures(expect, failed), [])
        self.assertTrue(self.failures(expect))
        self.assertTrue(self.failures({"error": {"must_fail": True, "mentions": ["disk"]}}, failed))
        self.assertTrue(self.failures({"error": {"must_fail": True}},
                                      FakeOutcome(None, status=1, stderr="")))
        failed.written = ["half.gpkg"]
        self.assertTrue(self.failures(expect, failed))

    def test_failed_run_fails_what_expects_a_result(self):
        failed = FakeOutcome(None, status=1)
        self.assertEqual(len(self.failures({"nested": True}, failed)), 2)
        self.assertTrue(self.failures({}, failed))

    def test_shares_outside_0_to_1_and_impossible_numbers_fail(self):
        for values in ({"elderly_covered_ratio": 1.01}, {"elderly_covered_ratio_400m": -0.1},
                       {"elderly_nearest_m": -1.0}, {"elderly_least_m": float("inf")}):
            with self.subTest(values=values):
                self.assertTrue(self.failures({}, self.changed("homes", 0, **values)))

    def test_areas_that_are_not_nested_fail(self):
        outcome = self.changed("service_areas", 0, geometry=box(495, 10))
        self.assertTrue(self.failures({"nested": True}, outcome))

    def test_area_that_contradicts_a_verdict_fails(self):
        expect = {"agree": [{"category": "elderly", "except_within_m": 1, "homes_min": 3}]}
        outside = self.changed("homes", 1, geometry=home(600, 0))
        inside = self.changed("homes", 2, geometry=home(350, 0))
        self.assertTrue(self.failures(expect, outside))
        self.assertTrue(self.failures(expect, inside))

    def test_area_column_that_is_not_the_polygons_fails(self):
        outcome = self.changed("service_areas", 1, area_m2=950000.0)
        self.assertTrue(self.failures({"area": [AREA_1]}, outcome))

    def test_lengths_that_differ_between_tables_fail(self):
        outcome = self.changed("reached_streets", 1, length_m=890.0)
        self.assertTrue(self.failures({"reached": [{"facility": "F1", "length_m": 900}]}, outcome))

    def test_units_that_do_not_add_up_fail(self):
        content = tables()
        for row in content["coverage"][1]:
            if row["unit_code"] == "U2" and row["definition"] == "land_radius":
                row["denominator"] += 1
        self.assertTrue(self.failures({"zones_sum": True}, self.outcome(content)))

    def test_network_share_above_the_straight_one_fails(self):
        content = tables()
        for row in content["coverage"][1]:
            if row["unit_code"] == "U2" and row["definition"] == "land_radius":
                row["ratio"] = 0.4
        self.assertTrue(self.failures({"straight_at_least_network": True}, self.outcome(content)))

    def test_results_that_differ_from_the_base_fail(self):
        base = self.outcome()
        for name, values in (("homes", {"elderly_nearest_m": 300.001}),
                             ("service_areas", {"geometry": box(100.01, 10)})):
            with self.subTest(table=name):
                outcome = self.changed(name, 0, **values)
                self.assertTrue(self.failures({"same_as": "base"}, outcome, base))

    def test_faulty_layers_fail_the_export(self):
        entry = {"layers_have_crs": True, "single_geometry_type": True, "all_valid": True}
        mixed = self.outcome(geometry_type=ogr.wkbUnknown)
        self.assertTrue(self.failures({"export": [entry]}, mixed))
        bow_tie = f"MULTIPOLYGON((({EAST} {NORTH}, {EAST + 9} {NORTH + 9}, {EAST + 9} {NORTH}, " \
                  f"{EAST} {NORTH + 9}, {EAST} {NORTH})))"
        outcome = self.changed("service_areas", 0, geometry=bow_tie)
        self.assertTrue(self.failures({"export": [{"all_valid": True}]}, outcome))
        unplaced = self.outcome(crs=None)
        self.assertTrue(self.failures({"export": [{"layers_have_crs": True}]}, unplaced))

    def test_extent_that_does_not_fit_fails_the_export(self):
        outcome = self.outcome()
        outcome.result.layer("homes").declared_extent = (0, 1, 0, 1)
        self.assertTrue(self.failures({"export": [{"extent_matches_features": True}]}, outcome))

    def test_repeated_fid_fails_the_export(self):
        outcome = self.outcome()
        outcome.result.rows("homes")[1]["fid"] = outcome.result.rows("homes")[0]["fid"]
        self.assertTrue(self.failures({"export": [{"unique_fid": True}]}, outcome))

    def test_replacement_marks_are_no_text(self):
        outcome = self.changed("facilities", 0, name="\ufffd\ufffd")
        self.assertTrue(self.failures({"output_valid_utf8": True}, outcome))

    def test_facts_that_speak_against_the_run_fail(self):
        for facts, expect in (
                ({"digests": ["a", "b"] * 3}, {"repeatable": {"identical": True, "runs": 3, "threads": [1, 2]}}),
                ({"incomplete": ["gone"]}, {"after_kill": {"published_is_complete": True}}),
                ({"next_equals_clean": False}, {"after_kill": {"next_run_equals_clean_run": True}}),
                ({"killed": 0}, {"after_kill": {}}),
                ({"stamps": ["2025-10-26T02:30:00", "2025-10-26T02:30:01"]},
                 {"timestamps": {"unambiguous": True}}),
                ({"durations_s": [-1.0]}, {"timestamps": {"duration_non_negative": True}}),
                ({"previous_output_unchanged": False}, {"previous_output_unchanged": True}),
                ({"left_behind": ["result.gpkg.tmp"]}, {"no_partial_output": True}),
                ({"equals_plain": False}, {"output_exists": True})):
            with self.subTest(facts=facts):
                outcome = self.outcome()
                outcome.facts.update(facts)
                self.assertTrue(self.failures(expect, outcome))

    def test_facts_that_nobody_found_out_fail(self):
        outcome = self.outcome()
        outcome.facts = {}
        for key in ("repeatable", "after_kill", "timestamps", "scaling"):
            right = next(right for name, right, _ in ENTRIES if name == key)
            self.assertTrue(self.failures({key: right}, outcome))

    def test_changed_inputs_fail(self):
        outcome = self.outcome()
        outcome.inputs_unchanged = False
        self.assertTrue(self.failures({"inputs_unchanged": True}, outcome))

    def test_a_silent_run_is_no_warning(self):
        content = tables()
        for row in content["quality"][1]:
            row["severity"] = "note"
        self.assertTrue(self.failures({"exit": "ok_with_warning"}, self.outcome(content)))


class SessionTest(unittest.TestCase):
    SETTINGS = {"speed_mps": 1.25, "cutoff_m": 500, "off_street_m": 100, "islet_m": 200,
                "node_tolerance_m": 0.01, "connect": "crossings_same_layer", "crs": "EPSG:4326"}

    def config(self, files, **settings):
        with tempfile.TemporaryDirectory() as folder:
            inputs = os.path.join(folder, "case")
            os.mkdir(inputs)
            for name, text in files.items():
                with open(os.path.join(inputs, name), "w", encoding="utf-8") as file:
                    file.write(text)
            one = session.Session("true", inputs, {**self.SETTINGS, **settings}, os.path.join(folder, "run"))
            one.write_config()
            with open(one.config, encoding="utf-8") as file:
                return json.load(file)

    def test_settings_become_the_configuration(self):
        config = self.config({"f.csv": "id,name,category,lon,lat\n"}, inputs={"facilities": "f.csv"},
                             facilities_system="GCJ-02")
        self.assertEqual(config["limits"], {"meters": 500})
        self.assertTrue(config["parameters"]["split_crossings"])
        self.assertEqual(config["facilities"], [{
            "source": "in/f.csv", "category_field": "category", "crs": "gcj02",
            "fields": {"id": "id", "name": "name", "x": "lon", "y": "lat"}}])

    def test_time_limit_becomes_minutes(self):
        self.assertEqual(self.config({}, inputs={}, time_limit_s=900)["limits"], {"minutes": 15})

    def test_layer_without_a_place_is_refused(self):
        with self.assertRaises(session.CaseError):
            self.config({"s.geojson": ""}, inputs={"signals": "s.geojson"})
        with self.assertRaises(session.CaseError):
            self.config({}, inputs={}, connect="by luck")

    def test_absent_layer_is_left_out(self):
        self.assertNotIn("barriers", self.config({}, inputs={"barriers": None}))


class GeneratedCityTest(unittest.TestCase):
    def test_fewer_facilities_are_the_first_of_more(self):
        rule = {"kind": "grid", "streets": 3, "spacing_m": 100, "facilities": [2, 5], "homes": 4, "seed": 7}
        with tempfile.TemporaryDirectory() as folder:
            cities = []
            for count in rule["facilities"]:
                procedures.generate_grid(copy.deepcopy(rule), folder, count)
                with open(os.path.join(folder, "facilities.geojson"), encoding="utf-8") as file:
                    cities.append(json.load(file)["features"])
            with open(os.path.join(folder, "roads.geojson"), encoding="utf-8") as file:
                roads = json.load(file)["features"]
        self.assertEqual([len(city) for city in cities], [2, 5])
        self.assertEqual(cities[0], cities[1][:2])
        self.assertEqual([len(road["geometry"]["coordinates"]) for road in roads], [4] * 8)


if __name__ == "__main__":
    unittest.main()
