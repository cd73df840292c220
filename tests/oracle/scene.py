"""scene.py - one real place: the command's results beside an independent network with the same places joined to it."""
import os
import subprocess
import sys

import numpy as np
import pyproj

import raw_lines
import raw_osm
import results
from places import Barriers, Joiner
from walks import Town, zones_of


def project_to(crs):
    return pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform


def read_streets(config):
    source = config["network"][0]
    profile = results.profile()
    if source["source"].endswith((".osm", ".pbf")):
        return raw_osm.load(source["source"], profile, project_to(config["working_crs"]))
    every = source.get("every_line")
    return raw_lines.load(source["source"], source["layer"], None if every else profile, config["working_crs"],
                           config.get("parameters", {}).get("node_tolerance_m", 0.5))


class Scene:
    """results, config, town, and the facilities joined anew."""

    def __init__(self, command, name, data, folder):
        self.path, self.config = results.config_of(name, data, folder)
        draw = os.path.join(results.REAL, name, "draw.py")
        if os.path.exists(draw):
            subprocess.run([sys.executable, draw, self.config["network"][0]["source"], folder], check=True)
        self.results = results.Results(command, self.path, self.config)
        self.limits_m = results.limits_m(self.config)
        if self.results.status != 0:
            return
        parameters = self.config.get("parameters", {})
        self.tolerance_m = parameters.get("area_tolerance_m", 1.0)
        self.sample_m = parameters.get("sample_m", 20.0)
        streets = read_streets(self.config)
        joiner = Joiner(streets, Barriers(streets.barriers), parameters.get("off_street_m", 200.0),
                        parameters.get("islet_m", 200.0))
        back = pyproj.Transformer.from_crs(self.config["working_crs"], "EPSG:4326", always_xy=True).transform
        self.town = Town(streets, joiner, back)
        self.facilities = self.results.layers["facilities"]
        self.facility_xy = np.array([[row["x_m"], row["y_m"]] for row in self.facilities])
        self.facility_joins = self.town.join(self.facility_xy)
        self.homes = self.results.layers["homes"]

    def zones(self):
        """(home, Zone), by id of the home."""
        homes = sorted(range(len(self.homes)), key=lambda i: self.homes[i]["home_id"].encode("utf-8"))
        homes = [i for i in homes if self.homes[i]["geometry"] is not None]
        return [(homes[i], zone) for i, zone in zones_of(self.town, [self.homes[i]["geometry"] for i in homes])]
