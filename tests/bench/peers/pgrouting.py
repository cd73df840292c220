#!/usr/bin/python3
"""pgrouting.py FOLDER LIMIT_MM PLACE - pgr_drivingDistance in a private cluster in PLACE, all sources in one call.

Answers as the other peers do. "loading" is the same call with one source: reading the arcs and building its graph. Run as root it
becomes user postgres, since no server starts as root. The cluster ends with this program."""
import atexit
import glob
import os
import pwd
import shutil
import subprocess
import sys
import time

import numpy as np

OPTIONS = "-c listen_addresses='' -c fsync=off -c shared_buffers=256MB -c max_parallel_workers_per_gather=0 -c jit=off"


def become_postgres(place):
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    if os.getuid() == 0:
        user = pwd.getpwnam('postgres')
        os.chown(place, user.pw_uid, user.pw_gid)
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)


class Cluster:
    def __init__(self, place):
        self.programs = sorted(glob.glob('/usr/lib/postgresql/*/bin'))[-1]
        self.place, self.data = place, os.path.join(place, 'data')
        atexit.register(shutil.rmtree, place, True)
        self.call('initdb', '-D', self.data, '-A', 'trust', '--no-sync')
        self.call('pg_ctl', '-w', '-D', self.data, '-l', os.path.join(place, 'log'), '-o', f'{OPTIONS} -k {place}', 'start')
        atexit.register(self.call, 'pg_ctl', '-m', 'fast', '-D', self.data, 'stop')

    def call(self, name, *arguments):
        subprocess.run([os.path.join(self.programs, name), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.place)

    def sql(self, text, rows=None):
        command = [os.path.join(self.programs, 'psql'), '-X', '-qAt', '-v', 'ON_ERROR_STOP=1', '-h', self.place, '-d', 'postgres']
        if rows is None:
            return subprocess.run(command, input=text, check=True, text=True, stdout=subprocess.PIPE, cwd=self.place).stdout
        return subprocess.run(command + ['-c', text], input=rows, check=True, text=True, stdout=subprocess.PIPE, cwd=self.place).stdout


def fill(cluster, graph):
    first, head, cost = graph
    tail = np.repeat(np.arange(len(first) - 1), np.diff(first))
    rows = '\n'.join(f'{a} {b} {c}' for a, b, c in zip(tail.tolist(), head.tolist(), cost.tolist())) + '\n'
    cluster.sql('create extension pgrouting cascade; create table arc(id serial primary key, source bigint, target bigint, cost float8)')
    cluster.sql("copy arc(source, target, cost) from stdin delimiter ' '", rows)
    cluster.sql('vacuum analyze arc')


def main(folder, limit_mm, place):
    graph = [np.fromfile(os.path.join(folder, f'junctions.{name}.u32'), np.uint32) for name in ('first', 'head', 'cost')]
    sources = np.fromfile(os.path.join(folder, 'junctions.sources.u32'), np.uint32).tolist()
    become_postgres(place)
    cluster = Cluster(place)
    fill(cluster, graph)

    def ask(some):
        answer = cluster.sql(f"""select count(*), sum(agg_cost)::bigint from pgr_drivingDistance(
            'select id, source, target, cost from arc', array[{','.join(map(str, some))}]::bigint[], {limit_mm}, true);""")
        return map(int, answer.strip().split('|'))

    settled, total = ask(sources)
    print('check', 'junctions', settled, total)
    print('.', flush=True)
    for _ in sys.stdin:
        for name, some in (('loading', sources[:1]), ('whole', sources)):
            start_ns = time.perf_counter_ns()
            ask(some)
            print('time', name, time.perf_counter_ns() - start_ns, settled)
        print('.', flush=True)


if __name__ == '__main__':
    main(*sys.argv[1:])
