"""What a run left behind: the tables of a GeoPackage as rows, and a way to compare two of them."""
import hashlib
import math
import os
import sqlite3

import pyproj
import shapely.ops
import shapely.wkb
from osgeo import gdal, ogr

gdal.UseExceptions()

FILE_COLUMNS = {"source"}  # they name the input file, which may differ between two equal results
WGS84 = "EPSG:4326"
GEOD = pyproj.Geod(ellps="GRS80")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def folder_digests(folder):
    """Digest of every file below a folder, by its path in it."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            found[os.path.relpath(path, folder)] = digest(path)
    return found


class Layer:
    """One table: its rows as dictionaries, the geometry under "geometry" and the feature id under "fid"."""

    def __init__(self, layer):
        self.name = layer.GetName()
        self.geometry_type = layer.GetGeomType()
        srs = layer.GetSpatialRef()
        # GeoPackage has two systems that stand for none; both are called undefined.
        placed = srs is not None and not srs.GetName().lower().startswith("undefined")
        self.crs = pyproj.CRS.from_wkt(srs.ExportToWkt()) if placed else None
        definition = layer.GetLayerDefn()
        self.columns = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
        self.declared_extent = None
        self.types = set()
        self.rows = []
        if self.geometry_type != ogr.wkbNone:
            self.declared_extent = layer.GetExtent(force=0, can_return_null=True)
        for feature in layer:
            row = {name: feature.GetField(i) for i, name in enumerate(self.columns)}
            row["fid"] = feature.GetFID()
            geometry = feature.GetGeometryRef()
            row["geometry"] = None
            if geometry is not None:
                self.types.add(geometry.GetGeometryType())
                row["geometry"] = shapely.wkb.loads(bytes(geometry.ExportToWkb()))
            self.rows.append(row)

    @property
    def is_spatial(self):
        return self.geometry_type != ogr.wkbNone

    def extent(self):
        """(least x, greatest x, least y, greatest y) of the rows, or None."""
        boxes = [row["geometry"].bounds for row in self.rows if row["geometry"] is not None]
        if not boxes:
            return None
        return (min(b[0] for b in boxes), max(b[2] for b in boxes),
                min(b[1] for b in boxes), max(b[3] for b in boxes))


class Result:
    """A GeoPackage of results; a table is read when it is first asked for."""

    def __init__(self, path):
        self.path = path
        self.dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
        self.layers = {}

    def names(self):
        return [self.dataset.GetLayer(i).GetName() for i in range(self.dataset.GetLayerCount())]

    def layer(self, name):
        if name not in self.layers:
            found = self.dataset.GetLayerByName(name)
            self.layers[name] = Layer(found) if found is not None else None
        return self.layers[name]

    def rows(self, name):
        layer = self.layer(name)
        return layer.rows if layer else []

    def plain_rows(self, name):
        """The rows of a table without geometry, one in memory at a time: some results are large."""
        layer = self.dataset.GetLayerByName(name)
        layer.SetIgnoredFields(["OGR_GEOMETRY"])
        definition = layer.GetLayerDefn()
        names = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
        for feature in layer:
            yield {column: feature.GetField(i) for i, column in enumerate(names)}
        layer.SetIgnoredFields([])

    def area_digests(self):
        """{(facility, limit): digest of area, length and outline}, one area in memory at a time."""
        found = {}
        for feature in self.dataset.GetLayerByName("service_areas"):
            text = repr([feature.GetField(name) for name in ("area_m2", "reached_street_m")])
            outline = bytes(feature.GetGeometryRef().ExportToWkb())
            key = (feature.GetField("facility_id"), feature.GetField("limit_m"))
            found[key] = hashlib.sha256(text.encode() + outline).hexdigest()
        return found

    def close(self):
        self.dataset = None

    def to_layer_crs(self, name, x, y, crs):
        """A point given in `crs`, in the system of a layer."""
        return transformer(crs, self.layer(name).crs).transform(x, y)

    def to_degrees(self, name, geometry):
        return shapely.ops.transform(transformer(self.layer(name).crs, WGS84).transform, geometry)

    def true_area_m2(self, name, geometry):
        shape = self.to_degrees(name, geometry)
        return sum(ring_area_m2(part.exterior) - sum(map(ring_area_m2, part.interiors))
                   for part in getattr(shape, "geoms", [shape]))

    def true_length_m(self, name, geometry):
        return GEOD.geometry_length(self.to_degrees(name, geometry))


def ring_area_m2(ring):
    return abs(GEOD.geometry_area_perimeter(ring)[0])


TRANSFORMERS = {}


def transformer(source, target):
    key = (str(source), str(target))
    if key not in TRANSFORMERS:
        TRANSFORMERS[key] = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return TRANSFORMERS[key]


def rows_without_files(result, name, skip=()):
    """The rows of a table as comparable texts, sorted, without what names files or positions in them, and gates of nobody."""
    texts = []
    for row in result.rows(name):
        if name == "gates" and row["status"] == "no_home":
            continue
        kept = {k: v for k, v in row.items() if k not in FILE_COLUMNS and k != "fid" and k not in skip}
        if kept["geometry"] is not None:
            kept["geometry"] = shapely.wkb.dumps(kept["geometry"], hex=True)
        texts.append(repr(sorted(kept.items(), key=lambda item: item[0])))
    return sorted(texts)


def differences(one, other, skip_tables=("run", "quality")):
    """Names of the tables in which two results differ."""
    names = sorted(set(one.names()) | set(other.names()))
    return [name for name in names
            if name not in skip_tables
            and rows_without_files(one, name) != rows_without_files(other, name)]


def texts_that_are_not_utf8(path):
    """Table.column of every text of a GeoPackage that is no UTF-8, or holds a replacement mark."""
    wrong = set()
    connection = sqlite3.connect("file:" + path + "?mode=ro", uri=True)
    connection.text_factory = bytes
    tables = [name.decode() for (name,) in connection.execute(
        "SELECT table_name FROM gpkg_contents")]
    for table in tables:
        rows = connection.execute('SELECT * FROM "' + table.replace('"', '""') + '"')
        names = [column[0] for column in rows.description]
        for row in rows:
            for name, value in zip(names, row):
                if not isinstance(value, bytes) or name == "geom":
                    continue
                try:
                    if "\ufffd" in value.decode("utf-8"):
                        wrong.add(table + "." + name)
                except UnicodeDecodeError:
                    wrong.add(table + "." + name)
    connection.close()
    return sorted(wrong)


def may_be_negative(column):
    """Coordinates, and the level of a street below the ground."""
    return column in ("x_m", "y_m", "street_level")


def impossible_numbers(result):
    """What breaks the two rules that hold in every case: shares within 0 to 1, no NaN and no negative distance."""
    found = []
    for name in result.names():
        for row in result.plain_rows(name):
            for column, value in row.items():
                if isinstance(value, bool) or not isinstance(value, (int, float)):
                    continue
                if math.isnan(value) or math.isinf(value):
                    found.append(f"{name}.{column} is {value}")
                elif column.endswith("ratio") or "_ratio_" in column:
                    if not 0 <= value <= 1:
                        found.append(f"{name}.{column} is {value}, not within 0 to 1")
                elif value < 0 and not may_be_negative(column):
                    found.append(f"{name}.{column} is negative: {value}")
    return sorted(set(found))
