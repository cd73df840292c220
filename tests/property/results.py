"""Two folders of outputs compared byte by byte; where they differ, the first table, row and column in which they do."""
import csv
import filecmp
import itertools
import os
import sqlite3


def files_of(folder):
    """Paths below a folder, sorted."""
    return sorted(os.path.relpath(os.path.join(path, name), folder) for path, _, names in os.walk(folder) for name in names)


def shown(value):
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return text if len(text) <= 120 else f'{text[:120]}... ({len(text)} characters)'


def first_difference(title, columns, rows_a, rows_b):
    for number, (a, b) in enumerate(itertools.zip_longest(rows_a, rows_b), 1):
        if a is None or b is None:
            return f'{title}: row {number} is only in the {"second" if a is None else "first"}: {shown(a if b is None else b)}'
        for column, one, other in itertools.zip_longest(columns, a, b):
            if one != other:
                return f'{title}: row {number} ({shown(a[:4])}), column {column}: {shown(one)} and {shown(other)}'
    return None


def table_names(base):
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for name, in base.execute(asked)]


def sqlite_difference(a, b):
    with sqlite3.connect(f'file:{a}?mode=ro', uri=True) as base_a, sqlite3.connect(f'file:{b}?mode=ro', uri=True) as base_b:
        names = [table_names(base) for base in (base_a, base_b)]
        if names[0] != names[1]:
            return f'tables {sorted(set(names[0]) ^ set(names[1]))} are in one of the two only'
        for name in sorted(names[0], key=lambda name: name.startswith(('gpkg_', 'rtree_'))):
            cursors = [base.execute(f'SELECT * FROM "{name}" ORDER BY rowid') for base in (base_a, base_b)]
            columns = [[column[0] for column in cursor.description] for cursor in cursors]
            if columns[0] != columns[1]:
                return f'table {name}: columns {columns[0]} and {columns[1]}'
            found = first_difference(f'table {name}', columns[0], *cursors)
            if found:
                return found
    return None


def csv_difference(a, b):
    with open(a, encoding='utf-8-sig', newline='') as file_a, open(b, encoding='utf-8-sig', newline='') as file_b:
        rows_a, rows_b = list(csv.reader(file_a)), list(csv.reader(file_b))
    if rows_a[:1] != rows_b[:1]:
        return f'columns {rows_a[:1]} and {rows_b[:1]}'
    return first_difference('table', rows_a[0] if rows_a else [], rows_a[1:], rows_b[1:])


def byte_difference(a, b):
    with open(a, 'rb') as file_a, open(b, 'rb') as file_b:
        bytes_a, bytes_b = file_a.read(), file_b.read()
    shorter = min(len(bytes_a), len(bytes_b))
    at = next((number for number in range(shorter) if bytes_a[number] != bytes_b[number]), shorter)
    return f'{len(bytes_a)} and {len(bytes_b)} bytes, the first that differs is number {at}: ' \
           f'{bytes_a[max(0, at - 30):at + 30]!r} and {bytes_b[max(0, at - 30):at + 30]!r}'


def difference(a, b, left_out=()):
    """None: folders a and b hold the same files with the same bytes. left_out: paths that are not compared."""
    names_a, names_b = ([name for name in files_of(folder) if name not in left_out] for folder in (a, b))
    if names_a != names_b:
        return f'only one of {a} and {b} has {sorted(set(names_a) ^ set(names_b))}'
    if not names_a:
        return f'{a} and {b} are empty'
    differing = [name for name in names_a if not filecmp.cmp(os.path.join(a, name), os.path.join(b, name), shallow=False)]
    if not differing:
        return None
    # A table says more than the bytes of a database.
    first = min(differing, key=lambda name: (not name.endswith('.gpkg'), not name.endswith('.csv'), name))
    paths = os.path.join(a, first), os.path.join(b, first)
    explain = sqlite_difference if first.endswith('.gpkg') else csv_difference if first.endswith('.csv') else byte_difference
    return f'{first}: {explain(*paths) or byte_difference(*paths)} (of {len(differing)} files that differ)'
