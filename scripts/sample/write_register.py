"""Writes what the bureau of the sample district hands in: tables, gates, the land survey, one list in four formats."""
import csv
import io
import os
import shutil
import zipfile
from xml.sax.saxutils import escape

from osgeo import gdal, ogr

from . import coordinates, register, supply
from .write import add, box, new_file, new_layer, point

# What the driver would draw by lot.
gdal.SetConfigOption('OPENFILEGDB_REPRODUCIBLE_UUID', 'YES')
FOLDER = '台账'
FORMATS = 'formats'


def table(folder, name, header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator='\n').writerows([header, *rows])
    path = os.path.join(folder, FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8', newline='\n') as out:
        out.write(text.getvalue())


def metres(x, y):
    return map('{:.3f}'.format, coordinates.OUTLETS.written(x, y))


def facilities(folder):
    rows = []
    for item in register.everything():
        rows.append([item.id, item.name, register.TITLES[item.category], *metres(item.x, item.y),
                     *(item.more.get(column, '') for column in register.COLUMNS)])
    areas = sum(int(row[5]) for row in rows if row[5].isdigit())
    rows.append(['合计', '', '', '', '', areas] + [''] * (len(register.COLUMNS) - 1))
    table(folder, '设施登记.csv', ['编号', '名称', '类别', 'X', 'Y', *register.COLUMNS.values()], rows)


def green_and_kindergartens(folder):
    rows = [[number, name, *metres(x, y), area] for number, name, x, y, area in register.PARKS]
    table(folder, '公园.csv', ['编号', '名称', 'X', 'Y', '用地面积'], rows)
    rows = [[number, name, *metres(x, y)] for number, name, x, y in register.KINDERGARTENS]
    table(folder, '幼儿园.csv', ['编号', '名称', 'X', 'Y'], rows)


def gates(plan, folder):
    outlines = {home.id: home.parts[0] for home in plan.homes}
    rows = []
    for number, home, side, share, passes, own, hours in register.GATES:
        place = coordinates.HOMES.written(*register.place_of_gate(outlines[home], side, share))
        rows.append([number, home, *map('{:.3f}'.format, place), passes, own, hours])
    table(folder, '大门.csv', ['门号', '小区编号', 'X', 'Y', '通行', '业主专用', '开放时间'], rows)


def committees(folder):
    rows = [[code, *metres(x, y)] for code, x, y in register.COMMITTEES]
    table(folder, '居村委会.csv', ['居村代码', 'X', 'Y'], rows)


def per_cent(part, whole):
    return f'{100 * part / whole:.1f}' if whole else ''


def figures(folder):
    columns = list(zip(*register.STAFF))
    rows = [*register.STAFF, ['合计', *map(sum, columns[1:])]]
    table(folder, '街镇统计.csv', ['街镇代码', '注册家庭', '常住户', '社工数', '持证数', '城镇人口'], rows)
    rows = [[code, '群众对社区服务总体满意率', per_cent(part, whole), part, whole] for code, part, whole in register.SURVEY]
    rows += [[code, '社区商业和综合服务设施面积占社区总建筑面积的比例', per_cent(part, whole), part, whole]
             for code, part, whole in register.NEW_COMMUNITIES]
    table(folder, '调查.csv', ['代码', '指标', '数值', '分子', '分母'], rows)
    names = [code for code, count in register.ORGANISATIONS.items() for _ in range(count)]
    table(folder, '社会组织.csv', ['序号', '社区代码', '名称'], [[k, code, f'社区社会组织{k}'] for k, code in enumerate(names, 1)])


def land(folder):
    """The land survey, whose code 0702 is homes here and gardens in another scheme."""
    path = os.path.join(folder, FOLDER, '地类图斑.geojson')
    lines = []
    for number, (code, households, (west, south, east, north)) in enumerate(register.LAND, 1):
        ring = box(west, south, east, north)
        places = ', '.join(f'[{x:.3f}, {y:.3f}]' for x, y in ring + ring[:1])
        lines.append(f'{{"type": "Feature", "properties": {{"BSM": "{number}", "DLBM": "{code}", "HS": {households}}}, '
                     f'"geometry": {{"type": "Polygon", "coordinates": [[{places}]]}}}}')
    with open(path, 'w', encoding='utf-8', newline='\n') as out:
        out.write('{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}},\n'
                  '"features": [\n' + ',\n'.join(lines) + '\n]}\n')


def elderly_later(plan, folder):
    """The list of elderly-care centres a year later."""
    later = {number: (name, x, y) for number, name, x, y in register.LATER.values()}
    places = {f.id: (f.name, f.x, f.y) for f in plan.facilities if f.category == supply.ELDERLY} | later
    rows = [[number, name, *map('{:.6f}'.format, coordinates.ELDERLY.written(x, y))]
            for number, (name, x, y) in sorted(places.items())]
    table(folder, '为老服务中心-次年.csv', ['编号', '名称', '经度', '纬度'], rows)


def elderly_in_formats(plan, folder):
    """The same centres as a workbook in BD-09, as a shapefile in GBK and as a geodatabase; the list in GCJ-02 is elderly.csv."""
    os.makedirs(os.path.join(folder, FORMATS), exist_ok=True)
    centres = [f for f in plan.facilities if f.category == supply.ELDERLY]
    rows = [['编号', '名称', '经度', '纬度']] + [[f.id, f.name, *coordinates.BAIDU.written(f.x, f.y)] for f in centres]
    workbook(os.path.join(folder, FORMATS, 'elderly.xlsx'), rows)
    layer(centres, os.path.join(folder, FORMATS), 'elderly.shp', 'ESRI Shapefile', 4528, coordinates.ZONE_40,
          ('ENCODING=GBK', 'DBF_DATE_LAST_UPDATE=2026-01-01'))
    os.remove(os.path.join(folder, FORMATS, 'elderly.cpg'))
    layer(centres, os.path.join(folder, FORMATS), 'elderly.gdb', 'OpenFileGDB', 4550, coordinates.MINOR)


def layer(centres, folder, name, driver, code, system, options=()):
    path = os.path.join(folder, name)
    for ending in ('shp', 'shx', 'dbf', 'prj'):
        if name.endswith('.shp') and os.path.exists(path[:-3] + ending):
            os.remove(path[:-3] + ending)
    if os.path.isdir(path):
        shutil.rmtree(path)
    dataset = new_file(folder, name, driver)
    rows = new_layer(dataset, 'elderly', code, ogr.wkbPoint, {'编号': ogr.OFTString, '名称': ogr.OFTString}, options)
    for f in centres:
        add(rows, point(*system.written(f.x, f.y)), {'编号': f.id, '名称': f.name})
    del rows, dataset


def workbook(path, rows):
    """One sheet, as any spreadsheet program would write it: texts in place, numbers as numbers."""
    def cell(value):
        return f'<c><v>{value!r}</v></c>' if isinstance(value, float) else f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'

    def relations(what, target):
        return (f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/{what}" Target="{target}"/>'
                '</Relationships>')
    sheet = ''.join('<row>' + ''.join(map(cell, row)) + '</row>' for row in rows)
    formats = 'http://schemas.openxmlformats.org'
    main, package = formats + '/spreadsheetml/2006/main', formats + '/package/2006'
    office, kind = formats + '/officeDocument/2006/relationships', 'application/vnd.openxmlformats'
    parts = {
        '[Content_Types].xml': f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="{kind}-package.'
                               f'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}-officedocument.'
                               f'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}'
                               '-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        '_rels/.rels': relations('officeDocument', 'xl/workbook.xml'),
        'xl/workbook.xml': f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="elderly" sheetId="1" r:id="rId1"/>'
                           '</sheets></workbook>',
        'xl/_rels/workbook.xml.rels': relations('worksheet', 'worksheets/sheet1.xml'),
        'xl/worksheets/sheet1.xml': f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, 'w') as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)


def everything(plan, folder):
    facilities(folder)
    green_and_kindergartens(folder)
    gates(plan, folder)
    committees(folder)
    figures(folder)
    land(folder)
    elderly_later(plan, folder)
    elderly_in_formats(plan, folder)
