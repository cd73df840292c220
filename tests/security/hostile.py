#!/usr/bin/python3
"""Hostile inputs S1 to S9 and S13 to S18: refused or harmless, no crash, no network, bounded memory. Speaks TAP.

Usage: hostile.py [COMMAND]     (else $LIFECIRCLE)
"""
import hashlib
import json
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

from osgeo import gdal, ogr, osr

from town import Listener, Town, X_M, Y_M, collection, feature, point, run, square

gdal.UseExceptions()
COMMAND = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ['LIFECIRCLE'])
MEMORY_MAX_MB = 300
SECONDS_MAX = 10
SEED = 20231106
TESTS = []


def hostile(test):
    TESTS.append(test)
    return test


def check(town, config, **options):
    return run(COMMAND, ['check', config], town.folder, **options)


def expect_refused(outcome, *words):
    assert outcome.code in (1, 2), outcome
    assert not words or any(word in outcome.errors for word in words), outcome


def expect_alive(outcome):
    assert not outcome.crashed, outcome


def make_layer(path, driver='GPKG', layer='homes', fields=('id',), geometry=None, shape=ogr.wkbPolygon):
    system = osr.SpatialReference()
    system.ImportFromEPSG(4549)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    dataset = ogr.GetDriverByName(driver).CreateDataSource(path)
    target = dataset.CreateLayer(layer, system, shape)
    for name in fields:
        target.CreateField(ogr.FieldDefn(name))
    for number in range(50):
        row = ogr.Feature(target.GetLayerDefn())
        row.SetField(0, f'H{number}')
        row.SetGeometry(ogr.CreateGeometryFromJson(json.dumps(geometry or square(10 * number, 0))))
        target.CreateFeature(row)
    del target, dataset


@hostile
def s1_a_vrt_under_any_name_opens_nothing(town):
    with Listener() as listener:
        vrt = ('<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/http://127.0.0.1:'
               f'{listener.port}/a.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')
        for name in ('a.vrt', 'a.geojson', 'a.gpkg', 'a.shp', 'a.csv', 'a.kml', 'a.xml', 'a'):
            expect_refused(check(town, town.facilities(town.write(name, vrt))), name)
            outcome = run(COMMAND, ['inspect', name], town.folder)
            expect_alive(outcome)
            os.remove(town.path(name))
        assert listener.visits == 0


@hostile
def s2_a_source_is_a_file_and_nothing_else(town):
    with Listener() as listener:
        web = f'http://127.0.0.1:{listener.port}/a.geojson'
        for source in (web, '/vsicurl/' + web, '/vsizip//vsicurl/' + web, 'WFS:' + web, 'GeoJSON:' + web, '/vsistdin/',
                       json.dumps(collection([])), 'PG:dbname=x host=127.0.0.1', '<OGRVRTDataSource/>', '/dev/zero',
                       '/dev/tty', '', '\n'):
            outcome = check(town, town.facilities(source))
            expect_refused(outcome)
            assert 'config.yaml' in outcome.errors, outcome
            expect_alive(run(COMMAND, ['inspect', source], town.folder))
        os.mkfifo(town.path('pipe.geojson'))
        expect_refused(check(town, town.facilities('pipe.geojson')))
        assert listener.visits == 0


@hostile
def s3_descriptions_of_services_are_refused(town):
    with Listener() as listener:
        for name, root in (('wfs.xml', 'OGRWFSDataSource'), ('gmlas.gml', 'OGRGMLASDataSource')):
            content = f'<{root}><URL>http://127.0.0.1:{listener.port}/wfs</URL></{root}>'
            expect_refused(check(town, town.facilities(town.write(name, content))), name)
        assert listener.visits == 0


@hostile
def s4_views_are_not_read_and_triggers_not_run(town):
    make_layer(town.path('homes.gpkg'))
    base = sqlite3.connect(town.path('homes.gpkg'))
    views = {
        'endless': "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, 'x' AS id, NULL AS geom FROM n",
        'loading': "SELECT 1 AS fid, load_extension('x') AS id, NULL AS geom",
        'huge': "SELECT 1 AS fid, hex(zeroblob(900000000)) AS id, NULL AS geom",
    }
    srs_id = base.execute("SELECT srs_id FROM gpkg_contents WHERE table_name = 'homes'").fetchone()[0]
    for name, query in views.items():
        base.execute(f'CREATE VIEW {name} AS {query}')
        base.execute("INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, ?)",
                     (name, name, srs_id))
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', ?, 0, 0)", (name, srs_id))
    base.commit()
    base.close()
    for name in views:
        outcome = check(town, town.config(homes={'source': 'homes.gpkg', 'layer': name}), seconds_max=SECONDS_MAX)
        expect_refused(outcome, 'view')
    outcome = check(town, town.config(homes={'source': 'homes.gpkg', 'layer': 'homes'}), seconds_max=SECONDS_MAX)
    assert outcome.code == 0 and outcome.peak_mb < MEMORY_MAX_MB, outcome
    outcome = check(town, town.config(homes={'source': 'homes.gpkg'}), seconds_max=SECONDS_MAX)
    assert outcome.code == 0 and outcome.peak_mb < MEMORY_MAX_MB, outcome
    outcome = run(COMMAND, ['inspect', 'homes.gpkg'], town.folder, seconds_max=SECONDS_MAX)
    expect_alive(outcome)
    assert outcome.peak_mb < MEMORY_MAX_MB, outcome


def spoil(content, chance, generator):
    """Some bits turned."""
    spoilt = bytearray(content)
    for _ in range(chance):
        spoilt[generator.randrange(len(spoilt))] ^= 1 << generator.randrange(8)
    return bytes(spoilt)


@hostile
def s5_cut_and_spoilt_files_do_no_harm(town):
    generator = random.Random(SEED)
    make_layer(town.path('whole.gpkg'))
    make_layer(town.path('whole.shp'), 'ESRI Shapefile')
    make_layer(town.path('whole.fgb'), 'FlatGeobuf')
    for ending in ('gpkg', 'shp', 'dbf', 'fgb'):
        with open(town.path('whole.' + ending), 'rb') as file:
            whole = file.read()
        for trial in range(14):
            stem = f't{trial}'
            for other in ('shp', 'shx', 'dbf', 'prj'):
                shutil.copy(town.path('whole.' + other), town.path(f'{stem}.{other}'))
            is_cut = trial < 6
            content = whole[:len(whole) * (trial + 1) // 8] if is_cut else spoil(whole, 1 + trial, generator)
            town.write(f'{stem}.{ending}', content)
            name = f'{stem}.shp' if ending in ('shp', 'dbf') else f'{stem}.{ending}'
            outcome = check(town, town.config(homes={'source': name}))
            expect_alive(outcome)
            if is_cut:
                expect_refused(outcome, name)


def pbf_block(kind, blob):
    header = b'\x0a' + bytes([len(kind)]) + kind + b'\x18' + varint(len(blob))
    return struct.pack('>I', len(header)) + header + blob


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


@hostile
def s5_a_pbf_of_rubbish_is_refused(town):
    generator = random.Random(SEED)
    for size in (0, 3, 50, 5000):
        town.write('a.osm.pbf', bytes(generator.randrange(256) for _ in range(size)))
        expect_refused(check(town, town.config(network={'source': 'a.osm.pbf'})), 'a.osm.pbf')
    header = pbf_block(b'OSMHeader', b'\x10\x04\x1a\x0c' + zlib.compress(b'junk'))
    town.write('a.osm.pbf', header)
    expect_refused(check(town, town.config(network={'source': 'a.osm.pbf'})), 'a.osm.pbf')


@hostile
def s6_absurd_geometries_are_survived(town):
    count = 2 ** 32 - 1
    base = None
    for name, shape, wkb in (
            ('parts', 'MULTIPOLYGON', struct.pack('<BII', 1, 6, count)),
            ('rings', 'POLYGON', struct.pack('<BII', 1, 3, count)),
            ('points', 'POLYGON', struct.pack('<BIII', 1, 3, 1, count)),
            ('nested', 'GEOMETRYCOLLECTION', struct.pack('<BII', 1, 7, 1) * 5000)):
        make_layer(town.path(name + '.gpkg'), shape=ogr.wkbUnknown)
        base = sqlite3.connect(town.path(name + '.gpkg'))
        for trigger, in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        base.execute('UPDATE homes SET geom = ? WHERE fid = 1', (b'GP\x00\x01' + struct.pack('<i', 4549) + wkb,))
        base.commit()
        base.close()
        outcome = check(town, town.config(homes={'source': name + '.gpkg'}))
        expect_alive(outcome)
        assert outcome.peak_mb < 1000, outcome


@hostile
def s6_a_long_spiral_and_deep_nesting_are_survived(town):
    import math
    turn = [[X_M + (10 + i / 1000) * math.cos(i / 500), Y_M + (10 + i / 1000) * math.sin(i / 500)] for i in range(300000)]
    town.write_json('spiral.geojson', collection([feature({'type': 'Polygon', 'coordinates': [turn + turn[:1]]}, id='S'),
                                                  feature(square(100, 0), id='H1')]))
    outcome = check(town, town.config(homes={'source': 'spiral.geojson'}), seconds_max=120)
    expect_alive(outcome)
    assert outcome.peak_mb < 1000, outcome
    for depth in (40, 5000, 200000):
        nested = '{"type":"GeometryCollection","geometries":[' * depth + ']}' * depth
        town.write('nested.geojson', '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
                   + nested + '}]}')
        outcome = check(town, town.config(homes={'source': 'nested.geojson', 'crs': 'EPSG:4549'}))
        expect_refused(outcome, 'nested.geojson')
        assert outcome.peak_mb < 1000, outcome


@hostile
def s7_entities_of_xml_are_refused(town):
    bomb = '<!DOCTYPE osm [<!ENTITY a0 "ha">' + ''.join(
        f'<!ENTITY a{i} "{("&a" + str(i - 1) + ";") * 10}">' for i in range(1, 11))
    files = {
        'bomb.osm': bomb + ']><osm version="0.6"><node id="1" lat="31.2" lon="121.5"><tag k="a" v="&a10;"/></node></osm>',
        'xxe.osm': '<!DOCTYPE osm [<!ENTITY x SYSTEM "file:///etc/passwd">]><osm version="0.6">'
                   '<node id="1" lat="31.2" lon="121.5"><tag k="a" v="&x;"/></node></osm>',
    }
    for name, content in files.items():
        outcome = check(town, town.config(network={'source': town.write(name, '<?xml version="1.0"?>' + content)}),
                        seconds_max=SECONDS_MAX)
        expect_refused(outcome, name)
        assert 'root:' not in outcome.errors
        assert outcome.peak_mb < MEMORY_MAX_MB, outcome


def write_zip(path, name, megabytes, start=b'', more=()):
    """An entry of that size, hardly larger than nothing in the zip."""
    block = b' ' * (1 << 20)
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, content in more:
            archive.writestr(other, content)
        with archive.open(name, 'w') as entry:
            entry.write(start)
            for _ in range(megabytes):
                entry.write(block)


@hostile
def s8_zip_bombs_are_counted_first(town):
    types = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
             'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>')
    book = ('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
            'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>')
    links = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
             'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
    write_zip(town.path('a.xlsx'), 'xl/worksheets/sheet1.xml', 600, b'<worksheet><sheetData>',
              (('[Content_Types].xml', types), ('xl/workbook.xml', book), ('xl/_rels/workbook.xml.rels', links)))
    write_zip(town.path('a.kmz'), 'doc.kml', 600, b'<kml>')
    write_zip(town.path('a.zip'), 'a.shp', 600)
    for name in ('a.xlsx', 'a.kmz', 'a.zip'):
        outcome = check(town, town.facilities(name, crs='EPSG:4326'))
        expect_refused(outcome, name)
        assert outcome.peak_mb < MEMORY_MAX_MB, outcome
        os.remove(town.path(name))


@hostile
def s8_a_zip_that_lies_about_its_size_is_counted_all_the_same(town):
    write_zip(town.path('a.kmz'), 'doc.kml', 300, b'<kml>')
    with open(town.path('a.kmz'), 'rb') as file:
        content = bytearray(file.read())
    at = content.rfind(b'PK\x01\x02')
    content[at + 24:at + 28] = struct.pack('<I', 10)
    town.write('a.kmz', bytes(content))
    outcome = check(town, town.facilities('a.kmz'))
    expect_refused(outcome, 'a.kmz')
    assert outcome.peak_mb < MEMORY_MAX_MB, outcome


@hostile
def s8_names_in_a_zip_lead_nowhere(town):
    with zipfile.ZipFile(town.path('a.zip'), 'w') as archive:
        for name in ('../../escaped.csv', '/escaped.csv', '..\\escaped.csv'):
            archive.writestr(name, 'id,lon,lat\n1,121.5,31.2\n')
    expect_alive(check(town, town.facilities('a.zip')))
    assert not os.path.exists(os.path.join(town.folder, '..', 'escaped.csv'))
    assert not os.path.exists('/escaped.csv')


@hostile
def s8_a_pbf_block_that_swells_is_refused(town):
    packer = zlib.compressobj(1)
    packed = b''.join(packer.compress(b'\0' * (1 << 20)) for _ in range(1024)) + packer.flush()
    blob = b'\x10' + varint(1 << 30) + b'\x1a' + varint(len(packed)) + packed
    town.write('a.osm.pbf', pbf_block(b'OSMHeader', blob))
    outcome = check(town, town.config(network={'source': 'a.osm.pbf'}))
    expect_refused(outcome, 'a.osm.pbf')
    assert outcome.peak_mb < MEMORY_MAX_MB, outcome


@hostile
def s9_hostile_yaml_is_refused_at_once(town):
    aliases = 'a0: &a0 [x, x]\n' + ''.join(
        f'a{i}: &a{i} [{", ".join(["*a" + str(i - 1)] * 9)}]\n' for i in range(1, 12))
    files = {
        'aliases.yaml': aliases,
        'deep.yaml': '[' * 100000,
        'deep_blocks.yaml': ''.join(' ' * i + 'a:\n' for i in range(3000)),
        'zero.yaml': 'network: "\0"\n',
        'long.yaml': 'standard: ' + 'x' * (200 << 20),
        'bytes.yaml': b'network: \xff\xfe\n',
    }
    for name, content in files.items():
        outcome = check(town, town.write(name, content), seconds_max=SECONDS_MAX)
        assert outcome.code == 2, (name, str(outcome))
        assert outcome.peak_mb < 2 * MEMORY_MAX_MB, (name, str(outcome))
        os.remove(town.path(name))


@hostile
def s13_outputs_hit_no_victim(town):
    victim = town.path('victim.txt')
    town.write('victim.txt', 'precious')
    os.symlink(victim, town.path('link.gpkg'))
    os.mkdir(town.path('folder.gpkg'))
    for path in ('victim.txt', 'link.gpkg', 'folder.gpkg', '/dev/full', '/dev/null',
                 'homes.geojson', 'roads.geojson', '/proc/self/mem'):
        outcome = run(COMMAND, ['run', town.config(output={'path': path})], town.folder)
        expect_refused(outcome)
        with open(victim, encoding='utf-8') as file:
            assert file.read() == 'precious'
    assert os.path.islink(town.path('link.gpkg')) and os.path.isdir(town.path('folder.gpkg'))
    assert json.load(open(town.path('homes.geojson'), encoding='utf-8'))['features']


@hostile
def s14_ids_are_no_file_names(town):
    names = ['../../x', 'CON', 'x' * 300, 'a\nb', '/etc/passwd', '$(touch x)']
    town.write_json('f.geojson', collection([feature(point(500, 5), id=name, name=name) for name in names]))
    outcome = run(COMMAND, ['run', town.config(facilities={'source': 'f.geojson', 'category': 'shop', 'id': 'id'},
                                               output={'path': 'out.gpkg', 'csv': 'tables'})], town.folder)
    assert outcome.code == 0, outcome
    for name in os.listdir(town.path('tables')):
        assert name.replace('_', '').replace('.csv', '').isalnum(), name
    assert not os.path.exists(town.path('x'))


@hostile
def s15_odd_numbers_are_bad_rows(town):
    town.write('f.csv', 'id,lon,lat\nok,121.5,31.23\n1,nan,31\n2,inf,-inf\n3,1e308,1e308\n4,-0,-0\n5,121.5,1e999\n')
    outcome = run(COMMAND, ['run', town.facilities('f.csv'), '--strict'], town.folder)
    assert outcome.code == 3, outcome
    with sqlite3.connect(town.path('out.gpkg')) as base:
        dropped = {row[0] for row in base.execute("SELECT feature_id FROM quality WHERE severity = 'error' AND stage = 'read'")}
        kept = base.execute('SELECT count(*) FROM facilities').fetchone()[0]
    assert dropped == {'1', '2', '3', '4', '5'} and kept == 1, (dropped, kept)


@hostile
def s16_names_are_never_sql(town):
    layer = 'a"b\'; DROP TABLE gpkg_contents; --'
    make_layer(town.path('odd.gpkg'), layer=layer, fields=('select', 'na"me', 'x\'y'))
    with open(town.path('odd.gpkg'), 'rb') as file:
        before = hashlib.sha256(file.read()).hexdigest()
    outcome = run(COMMAND, ['run', town.config(homes={'source': 'odd.gpkg', 'layer': layer, 'id': 'select', 'name': 'na"me'})],
                  town.folder)
    assert outcome.code == 0, outcome
    with open(town.path('odd.gpkg'), 'rb') as file:
        assert hashlib.sha256(file.read()).hexdigest() == before
    expect_refused(check(town, town.config(homes={'source': 'odd.gpkg', 'layer': '(SELECT 1)'})), '(SELECT 1)')


@hostile
def s17_the_environment_loads_nothing(town):
    os.mkdir(town.path('plugins'))
    marker = town.path('marker')
    town.write('plugin.c', '#include <stdio.h>\n__attribute__((constructor)) static void go(void)'
                           '{FILE *f = fopen("' + marker + '", "w"); if (f) fclose(f);}\nvoid GDALRegister_X(void){go();}')
    if subprocess.run(['cc', '-shared', '-fPIC', '-o', town.path('plugins/gdal_X.so'), town.path('plugin.c')], check=False).returncode:
        return
    shutil.copy(town.path('plugins/gdal_X.so'), town.path('plugins/ogr_X.so'))
    plugins = town.path('plugins')
    outcome = run(COMMAND, ['run', town.config()], town.folder,
                  environment={'GDAL_DRIVER_PATH': plugins, 'OGR_DRIVER_PATH': plugins, 'GDAL_SKIP': 'GPKG', 'OGR_SKIP': 'GeoJSON',
                               'OGR_SQLITE_LOAD_EXTENSIONS': plugins + '/gdal_X.so', 'PROJ_NETWORK': 'ON', 'CPL_DEBUG': 'ON'})
    assert outcome.code == 0, outcome
    assert not os.path.exists(marker)
    expect_alive(check(town, town.config(), environment={'PROJ_DATA': town.path('plugins'), 'PROJ_LIB': town.path('plugins')}))


@hostile
def s18_a_run_needs_no_network(town):
    def content():
        with open(town.path('out.gpkg'), 'rb') as file:
            return file.read()

    assert run(COMMAND, ['run', town.config()], town.folder).code == 0
    with_network = content()
    if subprocess.run(['unshare', '-n', 'true'], check=False, stderr=subprocess.DEVNULL).returncode:
        return
    outcome = run(COMMAND, ['run', town.config()], town.folder, before=('unshare', '-n'))
    assert outcome.code == 0, outcome
    assert content() == with_network


def main():
    failed = 0
    print(f'1..{len(TESTS)}')
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as folder:
            problem = None
            try:
                inside = os.path.join(folder, 'a', 'b')
                os.makedirs(inside)
                test(Town(inside))
            except Exception as error:  # one failing test must not hide the next
                problem = f'{type(error).__name__}: {error}'
        failed += problem is not None
        print(f"{'not ok' if problem else 'ok'} {number} - {test.__name__}", flush=True)
        if problem:
            print('# ' + problem.replace('\n', '\n# '), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
