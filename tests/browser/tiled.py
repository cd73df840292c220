"""A result many times over: copies of its district side by side, so that pages of large districts are made in seconds."""
import re
import shutil
import sqlite3
import struct

STEP_M = 4000  # between copies; the sample is 3 km wide
SPATIAL = ('homes', 'units', 'facilities', 'gaps', 'service_areas', 'streets', 'barriers', 'barrier_areas')
PLAIN = ('gap_homes', 'coverage')
# Columns that say which thing a row is, or refer to one.
ID = re.compile(r'home_id|unit_code|parent_code|unit_\w+|gap_id|way_id|barrier|\w*facility_id|change_home_id')
POINT, LINE, POLYGON, MULTILINE, MULTIPOLYGON = 1, 2, 3, 5, 6
ENVELOPES = (0, 32, 48, 48, 64)


def moved(geometry, dx, dy):
    """Bytes of a GeoPackage's geometry, somewhere else."""
    if geometry is None:
        return None
    data = bytearray(geometry)
    end = 8 + ENVELOPES[data[3] >> 1 & 7]
    for at, shift in zip(range(8, min(end, 40), 8), (dx, dx, dy, dy)):
        struct.pack_into('<d', data, at, struct.unpack_from('<d', data, at)[0] + shift)

    def places(at, count):
        numbers = struct.unpack_from(f'<{2 * count}d', data, at)
        struct.pack_into(f'<{2 * count}d', data, at, *(n + (dy if i % 2 else dx) for i, n in enumerate(numbers)))
        return at + 16 * count

    def shape(at):
        kind, at = struct.unpack_from('<I', data, at + 1)[0], at + 5
        if kind == POINT:
            return places(at, 1)
        count, at = struct.unpack_from('<I', data, at)[0], at + 4
        if kind == LINE:
            return places(at, count)
        for _ in range(count):
            if kind == POLYGON:
                at = places(at + 4, struct.unpack_from('<I', data, at)[0])
            else:
                at = shape(at)
        return at

    shape(end)
    return bytes(data)


def tables_of(base):
    return [name for name, in base.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name")]


def write(result, path, copies):
    """Writes a result that holds another `copies` times, in rows of a square."""
    shutil.copyfile(result, path)
    base = sqlite3.connect(path)
    base.create_function('moved', 3, moved)
    for name, in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        base.execute(f'DROP TRIGGER "{name}"')  # indices, which nobody here asks; their triggers want functions of GDAL
    side = next(n for n in range(1, copies + 1) if n * n >= copies)
    for table in tables_of(base):
        is_spatial = table.startswith(SPATIAL)
        if not is_spatial and table not in PLAIN:
            continue
        columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")') if row[1] != 'fid']
        rows = f'SELECT * FROM "{table}" WHERE fid <= (SELECT count(*) FROM "{table}")'
        base.execute(f'CREATE TEMP TABLE "one_{table}" AS {rows} ORDER BY fid')
        for copy in range(1, copies):
            dx, dy = copy % side * STEP_M, copy // side * STEP_M
            values = [f'moved("{c}", {dx}, {dy})' if c == 'geom' else f'"{c}" || \'~{copy}\'' if ID.fullmatch(c) else
                      f'"{c}" + {dx}' if re.fullmatch(r'\w*x_m', c) else f'"{c}" + {dy}' if re.fullmatch(r'\w*y_m', c) else f'"{c}"'
                      for c in columns]
            names = ', '.join(f'"{c}"' for c in columns)
            base.execute(f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM "one_{table}"')
    base.commit()
    base.close()
