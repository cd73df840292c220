#!/usr/bin/python3
"""The sample district out of PostGIS: the same answers as from files, clear faults, and no password anywhere.

Usage: postgis.py COMMAND FOLDER     (FOLDER: geodata/sample)
"""
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from osgeo import gdal, ogr

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import server
import tap

COMMAND = SAMPLE = SERVER = PLACE = None

HOMES = {'id': '编号', 'name': '小区名称', 'households': '户数', 'population': '常住人口', 'elders': '老年人口', 'minors': '未成年人'}
ELDERLY = {'category': 'elderly_centre', 'crs': 'gcj02', 'x': '经度', 'y': '纬度', 'id': '编号', 'name': '名称'}
STATIONS = {'category': 'minor_station', 'id': '编号', 'name': '名称'}
OUTLETS = {'category': 'convenience_outlet', 'id': '编号', 'name': '网点名称'}
SUBDISTRICTS = {'level': 'subdistrict', 'code': '代码', 'name': '名称'}
COMMUNITIES = {'level': 'community', 'code': '代码', 'name': '名称', 'parent': '上级代码'}
STREETS = {'fields': {'highway': 'klass'}}
UNKNOWN_SRID = "no CRS: the SRID of the table's geometry is 0 or not known; declare the system with crs:"


def sql(*statements, **changes):
    database = gdal.OpenEx('PG:' + SERVER.connection(**changes), gdal.OF_VECTOR | gdal.OF_UPDATE, ['PostgreSQL'])
    for statement in statements:
        database.ExecuteSQL(statement)


def load(path, table, **options):
    """A file as a table, names and numbers as they are."""
    target = gdal.OpenEx('PG:' + SERVER.connection(), gdal.OF_VECTOR | gdal.OF_UPDATE, ['PostgreSQL'])
    gdal.VectorTranslate(target, path, options=['-preserve_fid'], layerName=table,
                         layerCreationOptions=['LAUNDER=NO', 'GEOMETRY_NAME=geom', 'FID=fid'], **options)


def fill():
    """The tables of the database, and the streets as a file of lines."""
    streets = os.path.join(PLACE, 'streets.gpkg')
    gdal.VectorTranslate(streets, os.path.join(SAMPLE, 'streets.osm'), SQLStatement='SELECT osm_id, highway AS klass FROM lines '
                         'WHERE highway IS NOT NULL', layerName='streets')
    sql('CREATE DATABASE city', dbname='postgres')
    sql('CREATE EXTENSION postgis', 'CREATE SCHEMA areas')
    load(streets, 'streets')
    load(os.path.join(SAMPLE, 'homes.gpkg'), 'homes')
    load(os.path.join(SAMPLE, 'elderly.csv'), 'elderly')
    load(os.path.join(SAMPLE, 'outlets.gpkg'), 'outlets')
    stations = gdal.OpenEx(os.path.join(SAMPLE, 'minor_stations.shp'), open_options=['ENCODING=GBK'])
    load(stations, 'minor_stations')
    for layer in ('subdistricts', 'communities'):
        load(os.path.join(SAMPLE, 'units.gpkg'), 'areas.' + layer, layers=[layer])
    sql('CREATE TABLE homes_shuffled AS SELECT * FROM homes ORDER BY md5("编号" || fid)',
        'CREATE TABLE plain (id text, note text)', "INSERT INTO plain VALUES ('a', 'b')",
        'CREATE TABLE homes_nowhere AS SELECT * FROM homes',
        'ALTER TABLE homes_nowhere ALTER COLUMN geom TYPE geometry(Geometry, 0) USING ST_SetSRID(geom, 0)',
        'CREATE TABLE homes_none AS SELECT * FROM homes WHERE false',
        "CREATE ROLE guest LOGIN PASSWORD 'geheim2'", 'GRANT SELECT ON elderly TO guest')


def table_source(table, **changes):
    return {'postgis': SERVER.connection(**changes), 'layer': table}


def file_source(name, **keys):
    return {'source': os.path.join(SAMPLE, name)} | keys


def configuration(output, homes=None, database=True):
    places = {
        'network': table_source('streets'), 'elderly': table_source('elderly'), 'stations': table_source('minor_stations'),
        'outlets': table_source('outlets'), 'homes': homes or table_source('homes'),
        'subdistricts': table_source('areas.subdistricts'), 'communities': table_source('areas.communities'),
    } if database else {
        'network': {'source': os.path.join(PLACE, 'streets.gpkg')}, 'elderly': file_source('elderly.csv'),
        'stations': file_source('minor_stations.shp'), 'outlets': file_source('outlets.gpkg'), 'homes': file_source('homes.gpkg'),
        'subdistricts': file_source('units.gpkg', layer='subdistricts'),
        'communities': file_source('units.gpkg', layer='communities'),
    }
    return {
        'standard': 'pudong-2025', 'working_crs': 'EPSG:4549',
        'network': [places['network'] | STREETS],
        'facilities': [places['elderly'] | ELDERLY, places['stations'] | STATIONS, places['outlets'] | OUTLETS],
        'homes': [places['homes'] | HOMES],
        'units': [places['subdistricts'] | SUBDISTRICTS, places['communities'] | COMMUNITIES],
        'output': {'path': output + '.gpkg', 'csv': output + '-tables'},
    }


def rows(path, table):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as database:
        database.row_factory = sqlite3.Row
        found = [dict(row) for row in database.execute(f'SELECT * FROM "{table}"')]
    for row in found:
        row.pop('fid', None)
        row.pop('source', None)
        row.pop('layer', None)
    return sorted(found, key=lambda row: [str(value) for value in row.values()])


def all_bytes(folder):
    for parent, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(parent, name), 'rb') as file:
                yield os.path.join(parent, name), file.read()


class PostGis(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = held.name

    def call(self, *arguments, environment=None, timeout=60):
        done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False, cwd=self.folder, timeout=timeout,
                              env=os.environ | (environment or {}))
        for secret in server.SECRETS:
            self.assertNotIn(secret, done.stdout + done.stderr)
        return done

    def write(self, config, name='city.yaml'):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(config, file, ensure_ascii=False, indent=1)
        return path

    def result(self, name, *options, **choices):
        """Path of the result of a run that succeeds."""
        config = self.write(configuration(name, **choices), name + '.yaml')
        done = self.call('run', '--json', '-v', *options, config)
        self.assertEqual(done.returncode, 0, done.stderr)
        os.remove(config)
        return os.path.join(self.folder, name + '.gpkg')

    def expect_fault(self, config, code, *texts):
        """`run` and `check` end with a code and say the texts, and nothing is written."""
        path = self.write(config)
        for verb in ('run', 'check'):
            done = self.call(verb, path)
            self.assertEqual(done.returncode, code, done.stderr)
            for text in texts:
                self.assertIn(text, done.stderr)
        self.assertEqual(os.listdir(self.folder), ['city.yaml'])

    def expect_source_fault(self, homes, text, keys=None):
        label = re.sub(r"password='(\\.|[^'\\])*'", 'password=***', homes['postgis'])
        config = configuration('out')
        config['homes'] = [homes | (HOMES if keys is None else keys)]
        self.expect_fault(config, 1, f"postgis:{label}, table {homes['layer']} (homes): {text}")

    def expect_string_fault(self, connection, text):
        homes = {'postgis': connection, 'layer': 'homes'}
        self.expect_fault(configuration('out', homes=homes), 2, 'homes[1].postgis: expected a connection such as '
                          f'"host=localhost dbname=city user=me", found {text}')

    def test_answers_are_those_of_the_files(self):
        files = self.result('files', database=False)
        tables = self.result('tables')
        self.assertGreater(len(rows(files, 'homes')), 80)
        for name in ('homes', 'coverage', 'facilities', 'units', 'service_areas', 'reached_streets'):
            self.assertEqual(rows(files, name), rows(tables, name), name)

    def test_the_order_of_a_table_changes_no_answer(self):
        one, other = self.result('one'), self.result('other', homes=table_source('homes_shuffled'))
        for name in ('homes', 'coverage'):
            self.assertEqual(rows(one, name), rows(other, name), name)

    def test_results_hold_the_connection_but_no_password(self):
        path = self.result('out')
        facts = {row['key']: row['value'] for row in rows(path, 'run')}
        self.assertEqual(facts['input.homes.1.source'], f"postgis:host='{SERVER.folder}' port='5432' dbname='city' user='ann' "
                         'password=***, table homes')
        self.assertNotIn('input.homes.1.bytes', facts)
        self.assertGreater(len(rows(path, 'quality')), 0)
        for name, content in all_bytes(self.folder):
            for secret in server.SECRETS:
                self.assertNotIn(secret.encode(), content, name)

    def test_check_accepts_tables_and_writes_nothing(self):
        done = self.call('check', '--json', self.write(configuration('out')))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(os.listdir(self.folder), ['city.yaml'])

    def test_nights_keep_no_password_wherever_it_comes_from(self):
        def places(homes):
            return configuration('nights/out', database=False) | {'homes': [homes | HOMES], 'output': {'path': 'nights/out.gpkg'}, 'nights': {'metrics': 'nights.prom', 'alarms': [
                {'category': 'elderly_centre', 'above': 2}]}}

        with_password = places(table_source('homes'))
        self.assertIn('PGPASSWORD', self.call('run', self.write(with_password)).stderr)
        self.assertEqual(os.listdir(self.folder), ['city.yaml'])
        path = self.write(places(table_source('homes', password=None)))
        passfile = os.path.join(self.folder, 'pgpass')
        with open(passfile, 'w', encoding='utf-8') as file:
            file.write('*:*:*:*:' + server.PASSWORD.replace('\\', '\\\\') + '\n')
        os.chmod(passfile, 0o600)
        codes = [self.call('run', path, '--json', '-v', '--log-format', 'json', *options, environment=environment).returncode
                 for options, environment in (((), {'PGPASSWORD': server.PASSWORD}), ((), {'PGPASSFILE': passfile}),
                                              (('--full',), {'PGPASSFILE': passfile}), ((), {'PGPASSWORD': 'geheimer'}))]
        self.assertEqual(codes, [0, 0, 0, 1])
        for verb in ('status', 'history'):
            self.call(verb, path)
        os.remove(passfile)
        names = [name for name, content in all_bytes(self.folder) for secret in server.SECRETS if secret.encode() in content]
        self.assertEqual(names, [])
        self.assertGreater(len(list(all_bytes(self.folder))), 10)

    def test_the_password_may_come_from_the_environment_or_a_file(self):
        config = configuration('out', homes=table_source('homes', password=None))
        path = self.write(config)
        self.assertEqual(self.call('check', path, environment={'PGPASSWORD': server.PASSWORD}).returncode, 0)
        passfile = os.path.join(self.folder, 'pgpass')
        with open(passfile, 'w', encoding='utf-8') as file:
            file.write('*:*:*:*:' + server.PASSWORD.replace('\\', '\\\\') + '\n')
        os.chmod(passfile, 0o600)
        self.assertEqual(self.call('check', path, environment={'PGPASSFILE': passfile}).returncode, 0)

    def test_a_declared_system_serves_a_table_without_srid(self):
        config = configuration('out')
        config['homes'] = [table_source('homes_nowhere') | HOMES | {'crs': 'EPSG:4549'}]
        self.assertEqual(self.call('check', self.write(config)).returncode, 0)

    def test_a_server_that_is_not_there_is_named(self):
        self.expect_source_fault(table_source('homes', host='/nowhere'), 'no connection: connection to server on socket '
                                 '"/nowhere/.s.PGSQL.5432" failed: No such file or directory')
        with socket.create_server(('127.0.0.1', 0)) as taken:
            port = str(taken.getsockname()[1])
        self.expect_source_fault(table_source('homes', host='127.0.0.1', port=port), 'no connection: connection to server at '
                                 f'"127.0.0.1", port {port} failed: Connection refused')

    def test_a_server_that_never_answers_is_given_up(self):
        with socket.create_server(('127.0.0.1', 0)) as mute:
            homes = table_source('homes', host='127.0.0.1', port=str(mute.getsockname()[1]), connect_timeout='2')
            self.expect_source_fault(homes, 'no connection: connection to server at "127.0.0.1"')

    def test_wrong_names_and_passwords_are_told(self):
        self.expect_source_fault(table_source('homes', password='geheimer'), 'no connection: connection to server on socket')
        self.expect_source_fault(table_source('homes', dbname='town'), 'no connection: connection to server on socket')
        self.expect_source_fault(table_source('houses'), 'no table "houses"; tables with geometry: ')
        self.expect_source_fault(table_source('homes"; DROP TABLE homes; --'),
                                 'no table "homes"; DROP TABLE homes; --"; tables with')

    def test_tables_that_cannot_be_read_are_told(self):
        self.expect_source_fault(table_source('plain'), 'no geometry, and no columns for coordinates; name them with x: and y:', {})
        self.expect_source_fault(table_source('homes_nowhere'), UNKNOWN_SRID)
        self.expect_source_fault(table_source('homes_none'), 'no usable feature among 0')
        self.expect_source_fault(table_source('homes', user='guest', password='geheim2'),
                                 'reading broke off after 0 features: ERROR: permission denied for table homes')

    def test_strings_that_libpq_would_quote_are_refused_unseen(self):
        start = f'host={SERVER.folder} dbname=city password='
        spaces = '(a value with spaces stands in single quotes)'
        self.expect_string_fault(start + 'my geheim user=ann', f'no key=value after pair 3 {spaces}')
        self.expect_string_fault(start + "'geheim", f'no key=value after pair 2 {spaces}')
        self.expect_string_fault(start + 'my geheim=x', 'an unknown key in pair 4')
        self.expect_string_fault('host=a pasword=geheim', 'an unknown key in pair 2')
        self.expect_string_fault('postgresql://ann:ge@heim@localhost/city', 'an address')

    def test_the_key_opens_nothing_but_a_database(self):
        homes = os.path.join(SAMPLE, 'homes.gpkg')
        for text in (homes, 'GPKG:' + homes, 'PGB:host=a', 'PG:PG:host=a', 'MySQL:city,user=ann,password=geheim',
                     '/vsicurl/http://a=b',
                     '<OGRVRTDataSource a="b"/>', 'ODBC:ann/geheim@city', 'host=a application_name=b'):
            self.expect_fault(configuration('out', homes={'postgis': text, 'layer': 'homes'}), 2,
                              'homes[1].postgis: expected a connection')

    def test_a_table_has_to_be_named(self):
        self.expect_fault(configuration('out', homes={'postgis': SERVER.connection()}), 2,
                          'homes[1].postgis: the key "layer" is missing, which names the table')

    def test_paths_open_no_database(self):
        for text in ('PG:' + SERVER.connection(), 'pg:' + SERVER.connection(), 'PGB:' + SERVER.connection(), SERVER.connection(),
                     f'postgresql://ann:geheim@localhost/city?host={SERVER.folder}', 'PG:password=my geheim'):
            self.expect_fault(configuration('out', homes={'source': text}), 2,
                              'homes[1].source: expected the path of a file or folder')
            self.assertEqual(self.call('inspect', text).returncode, 1, text)
            done = self.call('run', '--roads', text, '--facilities', text, '--homes', text, '-o', 'out.gpkg')
            self.assertEqual(done.returncode, 2, done.stderr)
        for text in ('PG:' + SERVER.connection(), f'postgresql://ann:geheim@localhost/city?host={SERVER.folder}'):
            config = configuration('out')
            config['output'] = {'path': text}
            self.expect_fault(config, 2, 'output.path: expected ')


def main():
    global COMMAND, SAMPLE, SERVER, PLACE
    COMMAND, SAMPLE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    if not server.programs():
        print('1..0 # SKIP no PostgreSQL server is installed')
        return 0
    gdal.UseExceptions()
    ogr.UseExceptions()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as PLACE:
        SERVER = server.Server()
        try:
            SERVER.start()
            fill()
            return tap.main(PostGis, sys.argv[3:])
        finally:
            SERVER.stop()


if __name__ == '__main__':
    sys.exit(main())
