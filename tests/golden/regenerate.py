#!/usr/bin/python3
"""The sample that is checked in is the one its script makes. Speaks TAP.

Usage: regenerate.py SCRIPT FOLDER     (scripts/make-sample, geodata/sample)
"""
import os
import subprocess
import sys
import tempfile

MAX_BYTES = 1000000
NOT_MADE = ('.yaml',)  # configurations are written by hand


def content(path):
    with open(path, 'rb') as data:
        return data.read()


def files(folder):
    """Paths of all files below a folder, but for results."""
    found = set()
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != 'out']
        found |= {os.path.relpath(os.path.join(path, name), folder) for name in names}
    return found


def main(script, folder):
    kept = files(folder)
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, script, place], check=True, stdout=subprocess.DEVNULL)
        made = files(place)
        points = [('the same files', made == {name for name in kept if not name.endswith(NOT_MADE)})]
        points += [(f'the same bytes in {name}', name in kept and content(os.path.join(folder, name)) == content(os.path.join(place, name)))
                   for name in sorted(made)]
    points.append(('small', sum(os.path.getsize(os.path.join(folder, name)) for name in kept) < MAX_BYTES))
    print(f'1..{len(points)}')
    for number, (title, good) in enumerate(points, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {title}")
    return 0 if all(good for _, good in points) else 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
