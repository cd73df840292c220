#!/usr/bin/python3
"""The sample that is checked in is the one its script makes. Speaks TAP.

Usage: regenerate.py SCRIPT FOLDER     (scripts/make-sample, geodata/sample)
"""
import os
import subprocess
import sys
import tempfile

MAX_BYTES = 1500000
NOT_MADE = {'sample.yaml'}


def content(path):
    with open(path, 'rb') as data:
        return data.read()


def main(script, folder):
    kept = {name for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name))}
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, script, place], check=True, stdout=subprocess.DEVNULL)
        made = set(os.listdir(place))
        points = [('the same files', made == kept - NOT_MADE)]
        points += [(f'the same bytes in {name}', name in kept and content(os.path.join(folder, name)) == content(os.path.join(place, name)))
                   for name in sorted(made)]
    points.append(('small', sum(os.path.getsize(os.path.join(folder, name)) for name in kept) < MAX_BYTES))
    print(f'1..{len(points)}')
    for number, (title, good) in enumerate(points, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {title}")
    return 0 if all(good for _, good in points) else 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
