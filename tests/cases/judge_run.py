"""Judges the keys of expected.json that are about the run as a whole, not about walks, areas or people."""
import re

import result as results
from judging import TABLES, near, need


class RunJudge:
    """To be inherited by the judge, which has `outcome`, `base`, `result` and `failures`."""

    def judge_error(self, entry):
        if entry.get("must_fail"):
            need(self.outcome.status != 0, "the run ended well")
            need(self.outcome.stderr.strip(), "the run failed without a word")
        if "mentions" in entry:
            need(any(word.lower() in self.outcome.stderr.lower() for word in entry["mentions"]),
                 "none of " + ", ".join(entry["mentions"]) + " in: " + self.outcome.last_words())
        if entry.get("no_output"):
            self.judge_no_output(True)

    def judge_exit(self, expected):
        need(expected == "ok_with_warning", f"unknown value {expected}")
        need(self.outcome.status == 0, f"exit status {self.outcome.status}")
        severities = {row["severity"] for row in self.result.rows("quality")}
        need(severities & {"warning", "error"}, "nothing is said")

    def judge_no_output(self, expected):
        need((not self.outcome.written) == expected, "written: " + ", ".join(self.outcome.written))

    def judge_output_exists(self, expected):
        need((self.outcome.result is not None) == expected, f"result: {self.outcome.result is not None}")
        if "equals_plain" in self.outcome.facts:
            need(self.outcome.facts["equals_plain"], "differs from a run in a plain folder")

    def judge_output_valid_utf8(self, expected):
        wrong = results.texts_that_are_not_utf8(self.result.path)
        need((not wrong) == expected, "not UTF-8: " + ", ".join(wrong))

    def judge_inputs_unchanged(self, expected):
        need(self.outcome.inputs_unchanged == expected, "the input files are not what they were")

    def judge_same_as(self, expected):
        need(expected == "base" and self.base is not None, f"unknown value {expected}")
        need(self.base.result is not None, "the base run has no result")
        tables = results.differences(self.base.result, self.result)
        need(not tables, "differs from the base run in " + ", ".join(tables))

    def judge_one_of(self, expected):
        reasons = [self.failures(choice) for choice in expected]
        need(any(not reason for reason in reasons), " / ".join(reason[0] for reason in reasons if reason))

    def fact(self, key):
        need(key in self.outcome.facts, "the harness has not found this out")
        return self.outcome.facts[key]

    def judge_previous_output_unchanged(self, expected):
        need(self.fact("previous_output_unchanged") == expected, "the old result has changed")

    def judge_no_partial_output(self, expected):
        left = self.fact("left_behind")
        need((not left) == expected, "left behind: " + ", ".join(left))

    def judge_repeatable(self, entry):
        need(set(entry) == {"identical", "runs", "threads"}, "needs identical, runs and threads")
        digests = self.fact("digests")
        need(len(digests) == entry["runs"] * len(entry["threads"]), f"{len(digests)} runs")
        need((len(set(digests)) == 1) == entry["identical"], f"{len(set(digests))} different outputs")

    def judge_after_kill(self, entry):
        need(self.fact("killed") > 0, "no run was killed")
        if "published_is_complete" in entry:
            need((not self.fact("incomplete")) == entry["published_is_complete"],
                 "; ".join(self.fact("incomplete")))
        if "next_run_equals_clean_run" in entry:
            need(self.fact("next_equals_clean") == entry["next_run_equals_clean_run"],
                 "the next run differs from a clean one")
        if "leftover_temp_files_max" in entry:
            left = self.fact("leftover")
            need(len(left) <= entry["leftover_temp_files_max"], "left behind: " + ", ".join(left))

    def judge_timestamps(self, entry):
        stamps, durations = self.fact("stamps"), self.fact("durations_s")
        if "runs_recorded" in entry:
            need(len(stamps) == entry["runs_recorded"], f"{len(stamps)} runs have a stamp")
        if "unambiguous" in entry:
            clear = bool(stamps) and all(re.search(r"T[\d:.]+(Z|[+-]\d\d:?\d\d)$", stamp) for stamp in stamps)
            need((clear and len(set(stamps)) == len(stamps)) == entry["unambiguous"],
                 "stamps " + ", ".join(stamps))
        if "duration_non_negative" in entry:
            need(durations and (min(durations) >= 0) == entry["duration_non_negative"],
                 f"durations {durations}")

    def judge_scaling(self, entry):
        facts = self.fact("scaling")
        for key, unit in (("time_ratio", ""), ("memory_ratio", ""), ("memory_extra_mb", " MB")):
            if key + "_max" in entry:
                need(facts[key] <= entry[key + "_max"],
                     f"{key} {facts[key]:.2f}{unit}, at most {entry[key + '_max']} ({facts['measured']})")
        if "subset_identical" in entry:
            need(facts["subset_identical"] == entry["subset_identical"],
                 "areas of the first facilities differ between the sizes")

    def judge_export(self, entry):
        spatial = [self.result.layer(name) for name in self.result.names()]
        spatial = [layer for layer in spatial if layer.is_spatial]
        need(spatial, "no layer has geometry")
        wrong = {"layers_have_crs": [], "extent_matches_features": [], "single_geometry_type": [],
                 "unique_fid": [], "all_valid": []}
        for layer in spatial:
            extent = layer.extent()
            declared = layer.declared_extent
            same = extent is None or (declared is not None and
                                      all(near(a, b, 1e-6) for a, b in zip(extent, declared)))
            fids = [row["fid"] for row in layer.rows]
            shapes = [row["geometry"] for row in layer.rows if row["geometry"] is not None]
            if layer.crs is None:
                wrong["layers_have_crs"].append(layer.name)
            if not same:
                wrong["extent_matches_features"].append(f"{layer.name} {declared} for {extent}")
            if layer.types - {layer.geometry_type}:
                wrong["single_geometry_type"].append(layer.name)
            if len(set(fids)) != len(fids):
                wrong["unique_fid"].append(layer.name)
            if not all(shape.is_valid for shape in shapes):
                wrong["all_valid"].append(layer.name)
        for key, layers in wrong.items():
            if key in entry:
                need((not layers) == entry[key], f"{key}: " + ", ".join(layers))
        for name, count in entry.get("rows", {}).items():
            need(name in TABLES, f"unknown layer {name}")
            found = len(self.result.rows(TABLES[name][0]))
            need(found == count, f"{found} rows of {name}, expected {count}")
