#!/usr/bin/python3
"""draw.py ROADS FOLDER - homes and facilities for a city of bare streets, by a rule without chance.

Street ends are sorted by coordinates; every 1,500th is a home, a square of 60 m whose south-west corner it is, with as many
households as its number in the row and three people each; every 9,000th, from the 700th on, is a facility 15 m east of it.
"""
import json
import os
import sys

from osgeo import ogr

ogr.UseExceptions()


def main():
    roads, folder = sys.argv[1:3]
    data = ogr.Open(roads)
    layer = data.GetLayer(0)
    ends = sorted({feature.GetGeometryRef().GetPoint_2D(0) for feature in layer})
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32650"}}

    def write(name, features):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump({"type": "FeatureCollection", "crs": system, "features": features}, file)

    homes = []
    for number, (x, y) in enumerate(ends[::1500], 1):
        ring = [[x, y], [x + 60, y], [x + 60, y + 60], [x, y + 60], [x, y]]
        homes.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                      "properties": {"id": "h%03d" % number, "households": number, "population": 3 * number}})
    facilities = [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [x + 15, y]},
                   "properties": {"id": "f%02d" % number}} for number, (x, y) in enumerate(ends[700::9000], 1)]
    write("homes.geojson", homes)
    write("facilities.geojson", facilities)


if __name__ == "__main__":
    main()
