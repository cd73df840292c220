"""A small good town in a folder, and the command run on it under watch."""
import json
import os
import socket
import subprocess
import threading
import time

CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::4549'}}
X_M, Y_M = 642000.0, 3457000.0


def collection(features):
    return {'type': 'FeatureCollection', 'crs': CRS, 'features': features}


def feature(geometry, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': geometry}


def point(x_m, y_m):
    return {'type': 'Point', 'coordinates': [X_M + x_m, Y_M + y_m]}


def square(x_m, y_m, side_m=20):
    corners = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m), (0, 0)]
    return {'type': 'Polygon', 'coordinates': [[[X_M + x_m + dx, Y_M + y_m + dy] for dx, dy in corners]]}


class Town:
    """Files of a good input; every test spoils one thing."""

    def __init__(self, folder):
        self.folder = folder
        self.write_json('roads.geojson', collection([feature(
            {'type': 'LineString', 'coordinates': [[X_M, Y_M], [X_M + 1000, Y_M]]}, id='A', highway='residential')]))
        self.write_json('homes.geojson', collection([feature(square(100, 0), id='H1', households=40, population=100)]))
        self.write_json('facilities.geojson', collection([feature(point(500, 5), id='F1', name='one', category='shop')]))

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return name

    def write_json(self, name, content):
        return self.write(name, json.dumps(content))

    def config(self, name='config.yaml', **changes):
        """A configuration; JSON is YAML. A source may be changed by its key: facilities={'source': ...}."""
        content = {
            'working_crs': 'EPSG:4549',
            'limits': {'meters': 1000},
            'network': [{'source': 'roads.geojson', 'fields': {'highway': 'highway'}}],
            'homes': [{'source': 'homes.geojson', 'id': 'id', 'population': 'population'}],
            'facilities': [{'source': 'facilities.geojson', 'category': 'shop'}],
            'output': {'path': 'out.gpkg'},
        }
        for key, change in changes.items():
            content[key] = [change] if key in ('network', 'homes', 'facilities') else change
        return self.write_json(name, content)

    def facilities(self, source, **more):
        return self.config(facilities={'source': source, 'category': 'shop', **more})


class Outcome:
    def __init__(self, code, output, errors, seconds, peak_mb):
        self.code, self.output, self.errors = code, output, errors
        self.seconds, self.peak_mb = seconds, peak_mb

    @property
    def crashed(self):
        return self.code < 0 or self.code > 4

    def __str__(self):
        return f'exit {self.code}, {self.seconds:.1f} s, {self.peak_mb:.0f} MB: {self.errors.strip()[-400:]}'


def run(command, arguments, folder, environment=None, seconds_max=30, before=()):
    """Runs the command; it is killed after seconds_max, which counts as a crash."""
    started = time.monotonic()
    with open(os.path.join(folder, 'stdout'), 'wb+') as out, open(os.path.join(folder, 'stderr'), 'wb+') as err:
        process = subprocess.Popen([*before, command, *arguments], cwd=folder, stdout=out, stderr=err,
                                   stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        timer = threading.Timer(seconds_max, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Outcome(process.returncode, out.read().decode('utf-8', 'replace'), err.read().decode('utf-8', 'replace'),
                       time.monotonic() - started, usage.ru_maxrss / 1024)


class Listener:
    """A server on this machine that counts who comes; nobody should."""

    def __enter__(self):
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return self

    def _serve(self):
        while True:
            try:
                visitor, _ = self.socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def __exit__(self, *_):
        self.socket.close()
