"""Runs the command on one case: lays the inputs out, writes the configuration, keeps what happened."""
import csv
import json
import os
import resource
import shutil
import subprocess
import time

import result as results
from osgeo import gdal

SETTINGS = {"speed_mps", "cutoff_m", "off_street_m", "islet_m", "node_tolerance_m", "connect", "crs"}
CONNECT = {"shared_vertices": False, "crossings_same_layer": True}
SYSTEMS = {"GCJ-02": "gcj02", "WGS 84": "EPSG:4326"}
# Layers of a case, their place in the configuration, and the roles that are fields of the same name.
LAYERS = {
    "roads": ("network", ("id", "highway", "foot", "access", "layer", "bridge", "tunnel", "oneway:foot")),
    "barriers": ("barriers", ("id",)),
    "facilities": ("facilities", ("id", "name", "x", "y")),
    "residential": ("homes", ("id", "name", "households", "population", "elders", "minors")),
    "gates": ("gates", ("id", "home")),
    "buildings": ("buildings", ("households",)),
    "units": ("units", ("name", "parent")),
}
OTHER_ROLES = {"facilities": {"x": "lon", "y": "lat"}, "roads": {"oneway_foot": "oneway:foot"},
               "units": {"code": "id"}, "gates": {"home": "residential"}}
WORKING_CRS = "EPSG:4548"
PATIENCE_S = 600


def case_layer(key):
    """The layer of a setting like `facilities_crs`, or None."""
    layer, _, what = key.rpartition("_")
    return (layer, what) if layer in LAYERS and what in ("crs", "system") else (None, None)


def field_names(path):
    """Names of the fields of an input file; none if it cannot be read, which is for the command to say."""
    if path.endswith(".csv"):
        with open(path, encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    try:
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
        definition = dataset.GetLayer(0).GetLayerDefn()
    except (RuntimeError, AttributeError):
        return []
    return [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]


class CaseError(Exception):
    """A case that the harness does not understand; to be reported as a failure."""


class Session:
    """A folder with copies of the inputs, a configuration and the results. `settings` are those of one run."""

    def __init__(self, command, case_folder, settings, folder, output="out/result.gpkg", inputs="in"):
        self.command = command
        self.settings = settings
        self.folder = folder
        self.input_folder = os.path.join(folder, inputs)
        self.output = os.path.join(folder, output)
        self.config = os.path.join(folder, "case.yaml")
        # Field names are looked up in copies apart: to open a database may change it.
        self.probe_folder = os.path.join(folder, "probe")
        os.makedirs(os.path.dirname(self.output), exist_ok=True)
        for target in (self.input_folder, self.probe_folder):
            os.makedirs(target, exist_ok=True)
            for name in os.listdir(case_folder):
                if name != "expected.json":
                    shutil.copyfile(os.path.join(case_folder, name), os.path.join(target, name))

    def source(self, layer, file_name):
        """The entry of one layer in the configuration."""
        settings = self.settings
        path = os.path.join(self.input_folder, file_name)
        entry = {"source": os.path.relpath(path, self.folder)}
        # OSM files are read by their tags.
        if not file_name.endswith((".osm", ".pbf")):
            names = field_names(os.path.join(self.probe_folder, file_name))
            roles = {role: role for role in LAYERS[layer][1]}
            roles.update(OTHER_ROLES.get(layer, {}))
            fields = {role: name for role, name in roles.items() if name in names}
            if layer == "roads" and "highway" not in fields:
                entry["every_line"] = True
            if fields:
                entry["fields"] = fields
        if layer == "facilities":
            entry["category_field"] = "category"
        if layer == "units":
            entry["level_field"] = "level"
        crs = settings["crs"]
        if settings.get(layer + "_system"):
            system = settings[layer + "_system"]
            if system not in SYSTEMS:
                raise CaseError(f"unknown system {system}")
            entry["crs"] = SYSTEMS[system]
        elif settings.get(layer + "_crs"):
            entry["crs"] = settings[layer + "_crs"]
        elif file_name.endswith(".csv"):
            entry["crs"] = crs[layer] if isinstance(crs, dict) else crs
        return entry

    def write_config(self):
        settings = self.settings
        cutoff = settings["cutoff_m"]
        limits = {"meters": cutoff}
        if "time_limit_s" in settings:
            limits = {"minutes": settings["time_limit_s"] / 60}
        if settings["connect"] not in CONNECT:
            raise CaseError(f"unknown value of connect: {settings['connect']}")
        config = {
            "speed_mps": settings["speed_mps"],
            "limits": limits,
            "working_crs": WORKING_CRS,
            "parameters": {
                "off_street_m": settings["off_street_m"],
                "islet_m": settings["islet_m"],
                "node_tolerance_m": settings["node_tolerance_m"],
                "split_crossings": CONNECT[settings["connect"]],
            },
            "output": {"path": os.path.relpath(self.output, self.folder)},
        }
        if settings.get("pairs", True):
            config["output"]["pairs"] = True
        if settings.get("radius_m"):
            config["categories"] = [{"id": name, "zh": name, "en": name, "radius_m": radius_m}
                                    for name, radius_m in settings["radius_m"].items()]
        for layer, file_name in settings["inputs"].items():
            if file_name is None:
                continue
            if layer == "dem":
                config["dem"] = os.path.join(os.path.relpath(self.input_folder, self.folder), file_name)
            elif layer in LAYERS:
                config.setdefault(LAYERS[layer][0], []).append(self.source(layer, file_name))
            else:
                raise CaseError(f"the configuration has no place for {layer}")
        with open(self.config, "w", encoding="utf-8") as file:
            json.dump(config, file, ensure_ascii=False, indent=1)
            file.write("\n")

    def arguments(self, *options):
        return [self.command, "run", self.config, "--quiet", *options]

    def run(self, *options, environment=None, file_size_limit=None, patience_s=PATIENCE_S):
        """Runs the command once and answers an Outcome."""
        self.write_config()
        before = results.folder_digests(self.input_folder)

        def limit():
            if file_size_limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size_limit, file_size_limit))

        start_s = time.monotonic()
        out_path, err_path = os.path.join(self.folder, "stdout"), os.path.join(self.folder, "stderr")
        with open(out_path, "wb") as out, open(err_path, "wb") as err:
            process = subprocess.Popen(self.arguments(*options), stdout=out, stderr=err,
                                       stdin=subprocess.DEVNULL, preexec_fn=limit,
                                       env={**os.environ, **(environment or {})})
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() - start_s > patience_s:
                    process.kill()
                time.sleep(0.002)
            process.returncode = os.waitstatus_to_exitcode(status)
        with open(err_path, encoding="utf-8", errors="replace") as file:
            stderr = file.read()
        with open(out_path, encoding="utf-8", errors="replace") as file:
            stdout = file.read()
        return Outcome(self, process.returncode, stdout, stderr, time.monotonic() - start_s, usage,
                       results.folder_digests(self.input_folder) == before)


class Outcome:
    """What one run did. `facts` holds what the harness found out by running more than once."""

    def __init__(self, session, status, stdout, stderr, seconds, usage, inputs_unchanged):
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
        self.seconds = seconds
        self.cpu_s = usage.ru_utime + usage.ru_stime
        self.peak_kb = usage.ru_maxrss
        self.inputs_unchanged = inputs_unchanged
        self.facts = {}
        self.written = sorted(results.folder_digests(os.path.dirname(session.output)))
        self.result = None
        if status == 0 and os.path.exists(session.output):
            try:
                self.result = results.Result(session.output)
            except RuntimeError as error:
                self.stderr += f"\nthe result cannot be opened: {error}"

    def last_words(self):
        lines = self.stderr.strip().splitlines()
        return lines[-1] if lines else "not a word"

    def close(self):
        if self.result is not None:
            self.result.close()
            self.result = None
