#!/usr/bin/python3
"""PostGIS as a target: the rows of the GeoPackage, the old result or the new one for every reader, and nothing after a kill.

Usage: target.py COMMAND FOLDER     (FOLDER: geodata/sample)
"""
import json
import os
import queue
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from osgeo import gdal, ogr
import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import server
import tap

COMMAND = SAMPLE = SERVER = None
SECRET = {'PGPASSWORD': server.PASSWORD}
SHORT, LONG = [300], [300, 900]  # limits in metres: two results that nobody can take for each other


class Session:
    """A psql that stays: each question is answered by its lines."""

    def __init__(self, **changes):
        self.process = subprocess.Popen(['psql', '-XAtq', SERVER.connection(password=None, **changes)], env=os.environ | SECRET, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def ask(self, sql):
        self.process.stdin.write(sql + ';\n\\echo .\n')
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline().rstrip('\n')) != '.':
            lines.append(line)
        return lines

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Target(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = held.name
        self.admin = Session()
        self.addCleanup(self.admin.close)
        self.admin.ask('DROP SCHEMA IF EXISTS lifecircle CASCADE')
        self.admin.ask('DROP SCHEMA IF EXISTS views CASCADE')

    def write(self, meters, connection=None, **output):
        """A configuration over the sample."""
        with open(os.path.join(SAMPLE, 'sample.yaml'), encoding='utf-8') as file:
            config = yaml.safe_load(file)
        for kind in ('network', 'facilities', 'homes', 'units'):
            for source in config[kind]:
                source['source'] = os.path.join(SAMPLE, source['source'])
        config['limits'] = {'meters': meters}
        config['parameters'] = {'areas': 'none', 'gaps': True}
        config.pop('standard')
        config['output'] = {'path': 'out.gpkg', 'postgis': connection or SERVER.connection(password=None)} | output
        path = os.path.join(self.folder, 'city.yaml')
        with open(path, 'w', encoding='utf-8') as file:
            yaml.safe_dump(config, file, allow_unicode=True)
        return path

    def call(self, *arguments, before=()):
        done = subprocess.run([*before, COMMAND, *arguments], capture_output=True, text=True, check=False, cwd=self.folder,
                              env=os.environ | SECRET, timeout=120)
        for secret in server.SECRETS:
            self.assertNotIn(secret, done.stdout + done.stderr)
        return done

    def publish(self, meters, **output):
        done = self.call('run', self.write(meters, **output))
        self.assertEqual(done.returncode, 0, done.stderr)

    def expect_fault(self, code, text, path=None):
        """Neither `run` nor `check` computes anything, and no file is there."""
        path = path or self.write(SHORT)
        for verb in ('run', 'check'):
            done = self.call(verb, path)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(text, done.stderr)
            self.assertNotIn('search:', done.stderr)
        self.assertEqual(os.listdir(self.folder), ['city.yaml'])

    def schemas(self):
        return self.admin.ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'lifecircle%'")

    def limits(self):
        return self.admin.ask('SELECT DISTINCT limit_m FROM lifecircle.missing_minutes ORDER BY 1')

    def test_every_row_is_that_of_the_geopackage(self):
        self.publish(LONG)
        ours = ogr.Open(os.path.join(self.folder, 'out.gpkg'))
        theirs = gdal.OpenEx('PG:' + SERVER.connection() + ' schemas=lifecircle', gdal.OF_VECTOR, ['PostgreSQL'],
                             ['LIST_ALL_TABLES=YES'])
        names = {ours.GetLayer(i).GetName() for i in range(ours.GetLayerCount())} - {'layer_styles'}  # of a file alone
        self.assertEqual({theirs.GetLayer(i).GetName() for i in range(theirs.GetLayerCount())}, names)
        row_count = shape_count = 0
        for name in names:
            one, other = ours.GetLayerByName(name), theirs.GetLayerByName(name)
            self.assertEqual(one.GetFeatureCount(), other.GetFeatureCount())
            fields = [field.name for field in one.schema]
            for row in one:
                copy = other.GetFeature(row.GetFID())
                for field in fields:
                    self.assertEqual(row[field], copy[field], (name, row.GetFID(), field))
                shape, twin = row.GetGeometryRef(), copy.GetGeometryRef()
                self.assertEqual(shape and shape.ExportToIsoWkb(), twin and twin.ExportToIsoWkb())
                row_count += 1
                shape_count += shape is not None
            if one.GetSpatialRef():
                self.assertEqual(one.GetSpatialRef().GetAuthorityCode(None), other.GetSpatialRef().GetAuthorityCode(None))
        self.assertGreater(row_count, 1000)
        self.assertGreater(shape_count, 100)
        with sqlite3.connect(os.path.join(self.folder, 'out.gpkg')) as database:
            noted = database.execute("SELECT description FROM gpkg_data_columns WHERE table_name = 'homes' AND column_name = 'home_id'"
                                     ).fetchone()
        self.assertEqual(self.admin.ask("SELECT col_description('lifecircle.homes'::regclass, attnum) FROM pg_attribute WHERE "
                                        "attname = 'home_id' AND attrelid = 'lifecircle.homes'::regclass"), list(noted))

    def test_grants_stay(self):
        self.publish(SHORT)
        for grant in ('USAGE ON SCHEMA lifecircle TO guest', 'SELECT ON lifecircle.homes TO guest',
                      'SELECT, UPDATE ON lifecircle.gaps TO PUBLIC'):
            self.assertEqual(self.admin.ask('GRANT ' + grant), [])
        self.publish(LONG)
        self.assertEqual(self.limits(), ['300', '900'])
        guest = Session(user='guest')
        self.addCleanup(guest.close)
        self.assertEqual(guest.ask("SELECT has_table_privilege('lifecircle.homes', 'SELECT'), has_table_privilege("
                                   "'lifecircle.homes', 'UPDATE'), has_table_privilege('lifecircle.gaps', 'UPDATE'), "
                                   "has_table_privilege('lifecircle.units', 'SELECT')"), ['t|f|t|f'])
        self.assertGreater(int(guest.ask('SELECT count(*) FROM lifecircle.homes')[0]), 50)

    def test_a_reader_sees_the_old_or_the_new_and_is_never_refused(self):
        question = 'SELECT (SELECT max(limit_m) FROM lifecircle.coverage), (SELECT max(limit_m) FROM lifecircle.missing_minutes)'
        self.publish(SHORT)
        answers, ended = queue.SimpleQueue(), threading.Event()

        def read():
            session = Session()
            while not ended.is_set():
                answers.put(session.ask(question))
            answers.put(session.ask(question))
            session.close()

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for meters in (LONG, SHORT, LONG):
                self.publish(meters)
        finally:
            ended.set()
            reader.join()
        seen = []
        while not answers.empty():
            seen.append(tuple(answers.get()))
        self.assertEqual(set(seen), {('300|300',), ('900|900',)})
        self.assertEqual(seen[-1], ('900|900',))

    def test_a_reader_in_a_transaction_is_waited_for_and_keeps_its_result(self):
        self.publish(SHORT)
        reader = Session()
        self.addCleanup(reader.close)
        reader.ask('BEGIN')
        self.assertEqual(reader.ask('SELECT max(limit_m) FROM lifecircle.coverage'), ['300'])
        writer = subprocess.Popen([COMMAND, 'run', '--quiet', self.write(LONG)], cwd=self.folder, env=os.environ | SECRET)
        time.sleep(5)
        self.assertIsNone(writer.poll())
        # A table that the reader has not looked at before, and another reader who does not wait either.
        self.assertEqual(reader.ask('SELECT max(limit_m) FROM lifecircle.missing_minutes'), ['300'])
        self.assertEqual(self.limits(), ['300'])
        reader.ask('COMMIT')
        self.assertEqual(writer.wait(60), 0)
        self.assertEqual(self.limits(), ['300', '900'])

    def test_killed_at_any_call_to_the_server_it_leaves_nothing(self):
        if not shutil.which('strace'):
            self.skipTest('no strace')
        self.publish(SHORT)
        died = 0
        for call in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 110, 120, 130, 140, 150, 160):
            done = self.call('run', '--quiet', self.write(LONG), before=(
                'strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=sendto', '-e', f'inject=sendto:signal=KILL:when={call}'))
            died += done.returncode == -signal.SIGKILL
            if done.returncode == 0:
                break
            self.assertEqual(self.schemas(), ['lifecircle'], call)
            self.assertIn(self.limits(), (['300'], ['300', '900']), call)
        self.assertGreater(died, 8)
        self.publish(SHORT)
        self.assertEqual(self.schemas(), ['lifecircle'])
        self.assertEqual(self.limits(), ['300'])

    def test_killed_while_it_waits_it_leaves_the_old(self):
        self.publish(SHORT)
        reader = Session()
        self.addCleanup(reader.close)
        reader.ask('BEGIN')
        reader.ask('SELECT count(*) FROM lifecircle.homes')
        writer = subprocess.Popen([COMMAND, 'run', '--quiet', self.write(LONG)], cwd=self.folder, env=os.environ | SECRET)
        time.sleep(5)
        writer.kill()
        writer.wait()
        self.assertEqual(reader.ask('SELECT DISTINCT limit_m FROM lifecircle.missing_minutes'), ['300'])
        reader.ask('COMMIT')
        self.publish(LONG)
        self.assertEqual(self.limits(), ['300', '900'])

    def test_a_view_of_others_is_never_dropped(self):
        self.publish(SHORT)
        with open(os.path.join(self.folder, 'out.gpkg'), 'rb') as file:
            before = file.read()
        self.admin.ask('CREATE SCHEMA views')
        self.admin.ask('CREATE VIEW views.homes AS SELECT home_id FROM lifecircle.homes')
        done = self.call('run', self.write(LONG))
        self.assertEqual(done.returncode, 1)
        self.assertIn('view views.homes depends on table lifecircle.homes', done.stderr)
        self.assertEqual((self.limits(), self.schemas()), (['300'], ['lifecircle']))
        with open(os.path.join(self.folder, 'out.gpkg'), 'rb') as file:
            self.assertEqual(file.read(), before)

    def test_what_is_not_ours_is_refused_before_anything_is_computed(self):
        self.admin.ask('CREATE SCHEMA lifecircle')
        self.admin.ask('CREATE TABLE lifecircle.mine (a int)')
        self.expect_fault(2, 'schema lifecircle: cannot write to PostgreSQL: lifecircle finds something else there')
        self.admin.ask('DROP TABLE lifecircle.mine')
        self.publish(SHORT)
        self.assertEqual(self.limits(), ['300'])

    def test_rights_that_lack_are_told_before_anything_is_computed(self):
        guest = SERVER.connection(user='guest', password=None)
        self.expect_fault(2, 'lifecircle may not make schemas in this database, user guest', self.write(SHORT, guest))
        self.publish(SHORT)
        self.admin.ask('GRANT CREATE ON DATABASE city TO guest')
        for name in ('out.gpkg', 'out.html'):
            os.remove(os.path.join(self.folder, name))
        try:
            self.expect_fault(2, 'lifecircle does not own the schema, user guest', self.write(SHORT, guest))
        finally:
            self.admin.ask('REVOKE CREATE ON DATABASE city FROM guest')
        self.expect_fault(1, 'output.postgis, schema lifecircle: cannot write to PostgreSQL: connection to server',
                          self.write(SHORT, SERVER.connection(password=None, host='/nowhere')))
        self.assertEqual(self.limits(), ['300'])

    def test_two_runs_do_not_write_one_schema(self):
        self.admin.ask("SELECT pg_advisory_lock(hashtext('lifecircle lifecircle'))")
        try:
            self.assertEqual(self.call('run', self.write(SHORT)).returncode, 4)
        finally:
            self.admin.ask('SELECT pg_advisory_unlock_all()')
        self.publish(SHORT)

    def test_nights_bring_the_database_to_what_is_published(self):
        def night(meters):
            path = self.write(meters, path='nights/out.gpkg')
            with open(path, 'a', encoding='utf-8') as file:
                file.write('nights: {keep: 2}\n')
            done = self.call('run', path)
            self.assertEqual(done.returncode, 0, done.stderr)
            return self.admin.ask("SELECT oid FROM pg_namespace WHERE nspname = 'lifecircle'")

        first = night(SHORT)
        self.assertEqual(self.limits(), ['300'])
        self.assertEqual(night(SHORT), first)  # nothing has changed, and nothing is copied
        self.admin.ask('DROP SCHEMA lifecircle CASCADE')
        again = night(SHORT)
        self.assertEqual(self.limits(), ['300'])
        self.assertNotEqual(night(LONG), again)
        self.assertEqual(self.limits(), ['300', '900'])
        manifest = os.path.join(self.folder, 'nights', 'runs', '000001', 'manifest.json')
        done = self.call('rerun', manifest, '-o', os.path.join(self.folder, 'again'))
        self.assertEqual(done.returncode, 0, done.stderr)  # elsewhere, and so not in the database
        self.assertEqual(self.limits(), ['300', '900'])
        self.admin.ask('CREATE SCHEMA views')
        self.admin.ask('CREATE VIEW views.homes AS SELECT home_id FROM lifecircle.homes')
        with self.assertRaisesRegex(AssertionError, 'the results are published, but not in the database; the next night tries again'):
            night(SHORT)
        said = self.call('status', os.path.join(self.folder, 'city.yaml'), '--json')
        self.assertEqual(said.returncode, 1)
        self.assertIn('not in the database', json.loads(said.stdout)['last']['error'])
        self.assertEqual(self.limits(), ['300', '900'])
        self.admin.ask('DROP VIEW views.homes')
        night(SHORT)
        self.assertEqual(self.limits(), ['300'])

    def test_a_password_stands_in_no_configuration_and_in_no_result(self):
        for connection in (SERVER.connection(), SERVER.connection(password='geheim'), "host=a sslpassword=geheim dbname=b"):
            path = self.write(SHORT, connection)
            self.expect_fault(2, 'output.postgis: expected a connection such as "host=localhost dbname=city user=me", found the key',
                              path)
        self.expect_fault(2, 'found no GeoPackage in output.path', self.write(SHORT, format='GeoJSON', path='out'))
        self.publish(SHORT)
        for name in os.listdir(self.folder):
            with open(os.path.join(self.folder, name), 'rb') as file:
                content = file.read()
            for secret in server.SECRETS:
                self.assertNotIn(secret.encode(), content, name)
        self.assertEqual(self.admin.ask("SELECT count(*) FROM lifecircle.run WHERE value LIKE '%geheim%'"), ['0'])


def fill():
    for database, *statements in (('postgres', 'CREATE DATABASE city'),
                                  ('city', 'CREATE EXTENSION postgis', f"CREATE ROLE guest LOGIN PASSWORD $q${server.PASSWORD}$q$")):
        session = Session(dbname=database)
        for statement in statements:
            assert session.ask(statement) == [], statement
        session.close()


def main():
    global COMMAND, SAMPLE, SERVER
    COMMAND, SAMPLE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    if not server.programs() or not shutil.which('psql'):
        print('1..0 # SKIP no PostgreSQL server is installed')
        return 0
    gdal.UseExceptions()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    SERVER = server.Server()
    try:
        SERVER.start()
        fill()
        return tap.main(Target, sys.argv[3:])
    finally:
        SERVER.stop()


if __name__ == '__main__':
    sys.exit(main())
