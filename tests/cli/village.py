"""A small rural district for indicators: four towns in two tiers, with circles, communities and groups, all rectangles.

The plan is plain Python; write() puts it into a folder as the files a planner hands in. Nothing here knows how lifecircle counts.
"""
import csv
import json
import os
import random

from osgeo import gdal, ogr

from command import X_M, Y_M, collection, feature, home, street

gdal.UseExceptions()
TOWN_M, HIGH_M = 400, 400
COLUMNS = ('编号', '名称', '类别', 'x', 'y', '建筑面积', '使用面积', '用地面积', '活动面积', '地块', '地址', '等级', '层级', '床位', '志愿站',
           '单位代码')
CONFIG = """\
standard: {standard}
working_crs: EPSG:4548
parameters: {{areas: none}}
network: [{{source: roads.geojson, every_line: true}}]
facilities:
  - source: 设施.csv
    crs: EPSG:4548
    category_field: 类别
    x: x
    y: y
    id: 编号
    name: 名称
    attributes: {{floor_area_m2: 建筑面积, usable_area_m2: 使用面积, site_area_m2: 用地面积, activity_area_m2: 活动面积, site: 地块,
                  address: 地址, grade: 等级, level: 层级, beds: 床位, volunteer_station: 志愿站, unit_code: 单位代码}}
homes: [{{source: homes.geojson, id: id, households: households, population: population, elders: elders}}]
units:
{units}
figures:
  - {{source: 统计.csv, code: 代码, attributes: {{registered_families: 注册家庭, resident_households: 常住户, community_workers: 工作者,
      certified_workers: 持证, urban_population: 城镇人口}}, date: 2024-12-31, base: 公安口径}}
  - {{source: 满意度.xlsx, code: 代码, indicator: 指标, value: 数值, numerator: 分子, denominator: 分母, date_field: 日期}}
  - {{source: 登记册.csv, code: 社区, count: social_organisations, date: 2025-03}}
output: {{path: out.gpkg, csv: tables}}
{more}"""
LEVELS = ('tier', 'subdistrict', 'circle', 'community', 'group')


class Unit:
    def __init__(self, level, code, name, box, parent, kind=None):
        self.level, self.code, self.name, self.box, self.parent, self.kind = level, code, name, box, parent, kind

    def holds(self, x, y):
        west, south, east, north = self.box
        return west < x < east and south < y < north


def units():
    """Two tiers; towns T1 and T2 are subdistricts of the city, T3 and T4 towns with villages and groups."""
    found = [Unit('tier', 'A', '精品城区', (0, 0, 800, 400), None), Unit('tier', 'B', '美丽乡村', (800, 0, 1600, 400), None)]
    for t in range(4):
        town = Unit('subdistrict', f'T{t + 1}', f'第{t + 1}镇', (400 * t, 0, 400 * t + 400, 400), 'AABB'[t], '街道' if t < 2 else '镇')
        found.append(town)
        for c in range(2):
            west = 400 * t + 200 * c
            circle = Unit('circle', f'{town.code}-P{c + 1}', f'片{t}{c}', (west, 0, west + 200, 400), town.code)
            found.append(circle)
            for k in range(2):
                community = Unit('community', f'{circle.code}-C{k + 1}', f'居{t}{c}{k}', (west, 200 * k, west + 200, 200 * k + 200),
                                 circle.code, '居' if t < 2 else '村')
                found.append(community)
                for g in range(2 if t >= 2 else 0):
                    found.append(Unit('group', f'{community.code}-G{g + 1}', f'组{t}{c}{k}{g}',
                                      (west + 100 * g, 200 * k, west + 100 * g + 100, 200 * k + 200), community.code))
    return found


class Village:
    """A plan, by seed: homes, facilities, figures."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.units = units()
        self.homes = []
        self.facilities = []
        self.figures = {}
        self.satisfaction = {}
        self.register = []
        self.spots = [(x, y) for x in range(45, 1600, 50) for y in range(45, 400, 50)]  # farther apart than a site is wide
        self.random.shuffle(self.spots)
        self._fill_homes()
        self._fill_facilities()
        self._fill_figures()

    def of(self, level):
        return [unit for unit in self.units if unit.level == level]

    def _fill_homes(self):
        for number, community in enumerate(self.of('community')):
            empty = community.code.startswith('T4')  # a town without households
            households = 0 if empty else self.random.randrange(30, 900)
            self.homes.append({'id': f'H{number}', 'x': community.box[0] + 95, 'y': community.box[1] + 95, 'households': households,
                               'population': 0 if empty else round(households * 2.4), 'elders': 0 if empty else households // 2})

    def add(self, category, **more):
        x, y = self.spots.pop()
        row = {'id': f'F{len(self.facilities):03}', 'name': f'设施{len(self.facilities)}', 'category': category, 'x': x, 'y': y, **more}
        self.facilities.append(row)
        return row

    def put(self, category, unit, **more):
        """As add(), somewhere in a unit."""
        spot = next(spot for spot in self.spots if unit.holds(*spot))
        self.spots.remove(spot)
        self.spots.append(spot)
        return self.add(category, **more)

    def _fill_facilities(self):
        draw = self.random
        for number in range(14):
            row = self.add(draw.choice(('service_facility', 'party_centre')), volunteer_station=draw.choice(('是', '', '否')))
            if number % 5 != 4:
                row['floor_area_m2'] = draw.randrange(100, 2000)
                row['activity_area_m2'] = draw.randrange(50, 100 + row['floor_area_m2'])
            else:
                row['site_area_m2'] = 700  # another kind of area, which is never added up
        self.facilities[1]['floor_area_text'] = '约1200㎡'
        self.facilities[1]['floor_area_m2'] = 1200
        for number, row in enumerate(list(self.facilities[:5])):  # the same building handed in again
            if 'floor_area_m2' not in row:
                continue
            twin = dict(row, id=f'S{number}', name=f'共用{number}', category='party_centre', floor_area_m2=row['floor_area_m2'] // 2)
            if number % 2:
                row['site'] = twin['site'] = f'地块{number}'
                twin['x'] += 40  # one site, wherever its doors are
            else:
                row['address'] = twin['address'] = f'东方路{number}号'
                twin['x'] += 3
            twin.pop('floor_area_text', None)
            self.facilities.append(twin)
        for unit in self.of('subdistrict'):
            if unit.code != 'T3':
                self.put('affairs_centre', unit, grade='5A' if unit.code != 'T2' else '4A')
            if unit.code != 'T1':
                self.put('minor_station', unit)
        for level, word in (('subdistrict', '镇'), ('circle', '片区'), ('community', '村'), ('group', '组')):
            for unit in self.of(level):
                if unit.code.startswith(('T3', 'T4')) and draw.random() < 0.6:
                    self.put('rural_elder_facility', unit, level=word, beds=draw.randrange(5, 40), unit_code=unit.code)
        town = self.of('subdistrict')[0]
        self.put('rural_elder_facility', town, level='组', beds=9)         # T1 has no groups
        self.put('rural_elder_facility', town, level='别院', beds=9)       # no such level
        self.wrong = self.put('rural_elder_facility', self.of('community')[-1], level='村', beds=9, unit_code='T3-P1-C1')
        for unit in self.of('community')[:3]:
            self.put('self_service', unit)
        self.put('elderly_centre', town)
        self.put('convenience_outlet', town)

    def _fill_figures(self):
        for unit in self.of('community'):
            workers = self.random.randrange(4, 30)
            self.figures[unit.code] = {'registered_families': self.random.randrange(50, 200), 'resident_households': 250,
                                       'community_workers': workers, 'certified_workers': self.random.randrange(0, workers),
                                       'urban_population': self.random.randrange(0, 9000)}
            self.register += [unit.code] * self.random.randrange(0, 4)
        self.figures[self.of('community')[5].code]['urban_population'] = None  # one cell is empty
        for unit in self.of('subdistrict')[:3]:
            answers = self.random.randrange(20, 400)
            self.satisfaction[unit.code] = (self.random.randrange(10, answers), answers)

    def write(self, folder, standard='pudong-2025', more=''):
        lines = [[(x, y) for x in range(0, 1601, 100)] for y in range(0, 401, 100)]
        lines += [[(x, y) for y in range(0, 401, 100)] for x in range(0, 1601, 100)]
        dump(folder, 'roads.geojson', collection(*[street(i, line) for i, line in enumerate(lines)]))
        dump(folder, 'homes.geojson', collection(*[
            home(row['id'], row['x'], row['y'], households=row['households'], population=row['population'], elders=row['elders'])
            for row in self.homes]))
        for level in LEVELS:
            dump(folder, level + '.geojson', collection(*[rectangle(unit) for unit in self.of(level)]))
        self._write_facilities(folder)
        self._write_figures(folder)
        units = [f'  - {{source: {level}.geojson, level: {level}, code: code, name: name, parent: parent, attributes: {{kind: sort}}}}'
                 for level in LEVELS]
        with open(os.path.join(folder, 'c.yaml'), 'w', encoding='utf-8') as file:
            file.write(CONFIG.format(standard=standard, units='\n'.join(units), more=more))

    def _write_facilities(self, folder):
        keys = ('id', 'name', 'category', 'x', 'y', 'floor_area_m2', 'usable_area_m2', 'site_area_m2', 'activity_area_m2', 'site',
                'address', 'grade', 'level', 'beds', 'volunteer_station', 'unit_code')
        with open(os.path.join(folder, '设施.csv'), 'w', encoding='gb18030', newline='') as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for row in self.facilities:
                cells = dict(row, x=X_M + row['x'], y=Y_M + row['y'])
                if 'floor_area_text' in row:
                    cells['floor_area_m2'] = row['floor_area_text']
                rows.writerow([cells.get(key, '') for key in keys])

    def _write_figures(self, folder):
        with open(os.path.join(folder, '统计.csv'), 'w', encoding='utf-8', newline='') as file:
            rows = csv.writer(file)
            rows.writerow(('代码', '注册家庭', '常住户', '工作者', '持证', '城镇人口'))
            for code, row in self.figures.items():
                rows.writerow([code] + ['' if value is None else value for value in row.values()])
            rows.writerow(['合计', 99999, 99999, 99999, 99999, 99999])
            rows.writerow(['T9-unknown', 1, 1, 1, 1, 1])
        with open(os.path.join(folder, '登记册.csv'), 'w', encoding='utf-8', newline='') as file:
            rows = csv.writer(file)
            rows.writerow(('序号', '社区', '名称'))
            rows.writerows([number, code, f'合唱队{number}'] for number, code in enumerate(self.register))
        dataset = ogr.GetDriverByName('XLSX').CreateDataSource(os.path.join(folder, '满意度.xlsx'))
        layer = dataset.CreateLayer('满意度')
        for name in ('代码', '指标', '数值', '分子', '分母', '日期'):
            layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
        for code, (satisfied, answers) in self.satisfaction.items():
            row = ogr.Feature(layer.GetLayerDefn())
            for column, value in enumerate((code, '11', f'{100 * satisfied / answers:.1f}', satisfied, answers, '2025-06-30')):
                row.SetField(column, str(value))
            layer.CreateFeature(row)
        del layer, dataset


def rectangle(unit):
    west, south, east, north = unit.box
    ring = [[X_M + x, Y_M + y] for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south))]
    return feature('Polygon', [ring], code=unit.code, name=unit.name, parent=unit.parent, sort=unit.kind)


def dump(folder, name, content):
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
        json.dump(content, file, ensure_ascii=False)
