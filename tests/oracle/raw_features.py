"""raw_features.py - facilities and homes read anew: GDAL's Python binding for layers, osmium's export for OSM objects."""
import json
import os
import subprocess
import tempfile

import pyproj
from osgeo import ogr
from shapely import wkb
from shapely.geometry import shape as shape_of
from shapely.ops import transform

ogr.UseExceptions()


class Feature:
    """id, values by field or tag, and the geometry in longitude and latitude."""

    def __init__(self, number, values, geometry):
        self.id, self.values, self.geometry = number, values, geometry


def selections_of(source):
    select = source.get("select", [])
    return select if isinstance(select, list) else [select]


def is_selected(selections, values):
    if not selections:
        return True
    for selection in selections:
        found = True
        for key, wanted in selection.items():
            wanted = wanted if isinstance(wanted, list) else [wanted]
            value = values.get(key)
            value = int(value) if isinstance(value, bool) else value
            found = found and value is not None and (str(value) in [str(one) for one in wanted] or
                                                     ("*" in wanted and str(value) != "no"))
        if found:
            return True
    return False


def from_osm(source):
    """Objects of an OSM file that the selections ask for; ids n1, w1, r1."""
    keys = sorted({key for selection in selections_of(source) for key in selection})
    with tempfile.TemporaryDirectory() as folder:
        some = os.path.join(folder, "some.osm.pbf")
        subprocess.run(["osmium", "tags-filter", "--no-progress", "-o", some, source["source"]] +
                       ["nwr/" + key for key in keys], check=True)
        text = subprocess.run(["osmium", "export", "--no-progress", "-f", "geojsonseq", "--add-unique-id=type_id", some],
                              check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    out = []
    for line in text.split("\n"):
        line = line.strip("\x1e \r")
        if not line:
            continue
        feature = json.loads(line)
        if not is_selected(selections_of(source), feature["properties"]):
            continue
        number = feature["id"]
        if number[0] == "a":
            number = ("r%d" if int(number[1:]) % 2 else "w%d") % (int(number[1:]) // 2)
        out.append(Feature(number, feature["properties"], shape_of(feature["geometry"])))
    return out


def from_layer(source):
    path = source["source"]
    data = ogr.Open("/vsizip/" + path if path.endswith(".zip") else path)
    layer = data.GetLayerByName(source["layer"]) if source.get("layer") else data.GetLayer(0)
    fields = [field.GetName() for field in layer.schema]
    system = pyproj.CRS.from_wkt(layer.GetSpatialRef().ExportToWkt())
    to_degrees = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True).transform
    out = []
    for feature in layer:
        values = {name: feature.GetField(name) for name in fields}
        if feature.GetGeometryRef() is not None and is_selected(selections_of(source), values):
            geometry = transform(to_degrees, wkb.loads(bytes(feature.GetGeometryRef().ExportToWkb())))
            out.append(Feature(str(values.get(source.get("id", ""), feature.GetFID())), values, geometry))
    return out


def read(source):
    return from_osm(source) if source["source"].endswith((".osm", ".pbf")) else from_layer(source)
