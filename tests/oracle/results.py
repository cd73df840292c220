"""results.py - runs the command on a configuration of tests/real and reads what it wrote."""
import json
import os
import subprocess

import yaml
from osgeo import ogr
from shapely import wkb

HERE = os.path.dirname(os.path.abspath(__file__))
REAL = os.path.join(HERE, "..", "real")
PROFILE = os.path.join(HERE, "..", "..", "geodata", "profiles", "adult.yaml")

ogr.UseExceptions()


def config_of(name, data, folder):
    """Writes the configuration with its places filled in; answers its path and its content."""
    with open(os.path.join(REAL, name, "config.yaml"), encoding="utf-8") as file:
        text = file.read().replace("@DATA@", data).replace("@OUT@", folder)
    path = os.path.join(folder, "config.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path, yaml.safe_load(text)


def inputs_of(config):
    kinds = ("network", "barriers", "facilities", "homes", "buildings", "units")
    return [source["source"] for kind in kinds for source in config.get(kind, [])]


def read_layers(path):
    """Rows of every layer of a file by its name: dicts, with "geometry" where there is one."""
    layers, data = {}, ogr.Open(path)
    for i in range(data.GetLayerCount()):
        layer = data.GetLayer(i)
        fields = [field.GetName() for field in layer.schema]
        rows = layers[layer.GetName()] = []
        for feature in layer:
            row = {name: feature.GetField(name) for name in fields}
            shape = feature.GetGeometryRef()
            row["geometry"] = wkb.loads(bytes(shape.ExportToWkb())) if shape is not None else None
            rows.append(row)
    return layers


class Results:
    """Exit status, summary, messages, and the rows of every layer."""

    def __init__(self, command, config_path, config):
        done = subprocess.run([command, "run", config_path, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
        self.status, self.messages = done.returncode, done.stderr.decode("utf-8")
        self.summary = json.loads(done.stdout) if done.returncode == 0 else {}
        self.layers = read_layers(config["output"]["path"]) if done.returncode == 0 else {}


def limits_m(config, speed_mps=1.2):
    limits = config["limits"]
    values = limits.get("meters") or limits.get("minutes")
    values = values if isinstance(values, list) else [values]
    return [float(value) if "meters" in limits else value * 60.0 * config.get("speed_mps", speed_mps) for value in values]


def profile():
    with open(PROFILE, encoding="utf-8") as file:
        return yaml.safe_load(file)
