"""What a bureau of a whole district hands in beside streets and homes: every kind of facility, buildings with their households,
gates of walled compounds, ages, and units of five levels."""
from osgeo import ogr

from .region import HEIGHT, TILE, WIDTH
from .spatial import FIELDS, add, new_file, new_layer, polygon

SUBDISTRICTS = 36     # as Pudong has, however large the region; at most one a tile
COMMUNITIES = 4       # along a side of a tile
CIRCLES = 2
TIERS = ('精品城区', '现代城镇', '美丽乡村')
CLASSES = ('城市化地区', '城镇化拓展区', '远郊地区')
FOOTPRINT_M = (11.0, 8.0)
SPACING_M = (13.2, 20.0)  # of buildings: about a hundred a compound
MARGIN_M = 12.0
HOUSEHOLDS = (4, 11)      # of a building: 7.5 on average
# (id, Chinese, English, how many a tile, minutes): 32 kinds, about 110 places a tile.
KINDS = [
    ('elderly_centre', '综合为老服务中心', 'Comprehensive elderly-care centre', 2, 15),
    ('elderly_station', '家门口养老服务站', 'Elderly-care station', 6, 5),
    ('elderly_day_care', '老年人日间照料中心', 'Elderly day care', 3, 10),
    ('elderly_meals', '社区助餐点', 'Meals for elders', 5, 10),
    ('minor_station', '未成年人保护站', 'Minor protection station', 1, 15),
    ('child_activity', '儿童之家', 'Activity place for children', 3, 10),
    ('nursery', '托育点', 'Nursery', 3, 10),
    ('kindergarten', '幼儿园', 'Kindergarten', 3, 5),
    ('primary_school', '小学', 'Primary school', 2, 10),
    ('junior_high_school', '初中', 'Junior high school', 1, 15),
    ('convenience_outlet', '便民网点', 'Convenience outlet', 8, 15),
    ('convenience_store', '便利店', 'Convenience store', 10, 5),
    ('market', '菜市场', 'Market', 2, 10),
    ('supermarket', '超市', 'Supermarket', 2, 15),
    ('restaurant', '快餐', 'Fast food', 10, 8),
    ('hairdresser', '美发', 'Hairdresser', 6, 8),
    ('laundry', '洗染', 'Laundry', 3, 8),
    ('repair', '维修', 'Repairs', 3, 15),
    ('pharmacy', '药店', 'Pharmacy', 5, 8),
    ('health_centre', '社区卫生服务中心', 'Community health centre', 1, 15),
    ('health_station', '社区卫生服务站', 'Community health station', 3, 5),
    ('culture_centre', '文化活动中心', 'Culture centre', 1, 15),
    ('culture_station', '文化活动站', 'Culture station', 4, 10),
    ('fitness', '健身点', 'Outdoor fitness', 6, 5),
    ('sports_ground', '运动场地', 'Sports ground', 2, 10),
    ('park', '公园', 'Park', 3, 10),
    ('community_centre', '社区综合服务设施', 'Community service centre', 2, 15),
    ('affairs_centre', '社区事务受理服务中心', 'Community affairs centre', 1, 15),
    ('self_service', '24小时自助服务区', 'Self-service area', 3, 15),
    ('volunteer_station', '志愿服务站点', 'Volunteer station', 3, 15),
    ('post_office', '邮政营业场所', 'Post office', 1, 15),
    ('bus_stop', '公交站', 'Bus stop', 9, 5),
]
SITE_FIELDS = {'code': ogr.OFTString, 'name': ogr.OFTString, 'category': ogr.OFTString, 'floor_area_m2': ogr.OFTReal,
               'activity_area_m2': ogr.OFTReal, 'capacity': ogr.OFTInteger, 'hours': ogr.OFTString, 'status': ogr.OFTString}
BUILDING_FIELDS = {'code': ogr.OFTString, 'home': ogr.OFTString, 'households': ogr.OFTInteger, 'floors': ogr.OFTInteger}
AGES = {'elders_65': (0.7, 'elders'), 'elders_80': (0.2, 'elders'), 'age_0_3': (0.2, 'minors'), 'age_0_6': (0.38, 'minors'),
        'age_0_14': (0.8, 'minors')}
HOME_FIELDS = {**FIELDS, **{name: ogr.OFTInteger for name in AGES}, 'walled': ogr.OFTInteger}
UNIT_FIELDS = {'code': ogr.OFTString, 'name': ogr.OFTString, 'parent': ogr.OFTString, 'area_class': ogr.OFTString,
               'kind': ogr.OFTString, 'level': ogr.OFTString}
CONFIGURATION = '''# A district that does not exist, with all that a bureau hands in, made by
# scripts/make-district --bureau --size {size} --seed {seed} --walled {walled}
working_crs: EPSG:4549
profile: adult
limits: {{minutes: [5, 10, 15]}}
categories:
{categories}
network:
  - {{source: {streets}}}
facilities:
  - {{source: facilities.gpkg, layer: sites, category_field: category, id: code, name: name}}
homes:
  - {{source: homes.gpkg, id: code, name: name, households: households, population: people, elders: elders, minors: minors}}
buildings:
  - {{source: buildings.gpkg, id: code, households: households}}
units:
  - {{source: units.gpkg, layer: district, level: district, code: code, name: name}}
  - {{source: units.gpkg, layer: tiers, level: tier, code: code, name: name, parent: parent}}
  - {{source: units.gpkg, layer: subdistricts, level: subdistrict, code: code, name: name, parent: parent}}
  - {{source: units.gpkg, layer: circles, level: circle, code: code, name: name, parent: parent}}
  - {{source: units.gpkg, layer: communities, level: community, code: code, name: name, parent: parent}}
parameters: {{areas: none}}
output: {{path: out/lifecircle.gpkg}}
'''


def configuration(region, streets):
    categories = '\n'.join(f'  - {{id: {kind}, zh: {zh}, en: {en}}}' for kind, zh, en, _, _ in KINDS)
    return CONFIGURATION.format(size=region.size, seed=region.seed, walled=region.walled_percent, streets=streets,
                                categories=categories)


def wanted(region, column, row, land):
    """{superblock: [kind, ...]} of a tile."""
    lot = region.lot('sites', column, row)
    found = {}
    for kind, _, _, count, _ in KINDS:
        for _ in range(count):
            found.setdefault(lot.choice(land), []).append(kind)
    return found


class Sites:
    """Facilities of all kinds in one layer, with what is known of each."""

    def __init__(self, region, folder, counts):
        self.region, self.counts = region, counts
        self.file = new_file(folder, 'facilities.gpkg')
        self.layer = new_layer(self.file, 'sites', ogr.wkbPoint, SITE_FIELDS)
        self.file.StartTransaction()

    def add(self, block):
        for kind, number, x, y in block.facilities:
            lot = self.region.lot('site', number)
            floor = round(lot.uniform(60, 1800))
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*(round(value, 3) for value in self.region.place(block.i, block.j, x, y)))
            add(self.layer, point, {
                'code': number, 'name': f'{kind} {number}', 'category': kind, 'floor_area_m2': floor,
                'activity_area_m2': round(floor * lot.uniform(0.4, 0.8)), 'capacity': lot.randrange(20, 400),
                'hours': lot.choice(('24小时', 'Mo-Su 08:00-20:00', 'Mo-Fr 09:00-17:00')),
                'status': '规划' if lot.random() < 0.03 else '已开放'})
        self.counts['facilities'] += len(block.facilities)

    def close(self):
        self.file.CommitTransaction()
        self.file = self.layer = None


class Homes:
    """Compounds, their buildings and gates. The people of a compound are those of its buildings."""

    def __init__(self, region, folder, counts):
        self.region, self.counts = region, counts
        self.files = [new_file(folder, name) for name in ('homes.gpkg', 'buildings.gpkg', 'gates.gpkg')]
        self.homes = new_layer(self.files[0], 'homes', ogr.wkbPolygon, HOME_FIELDS)
        self.buildings = new_layer(self.files[1], 'buildings', ogr.wkbPolygon, BUILDING_FIELDS)
        self.gates = new_layer(self.files[2], 'gates', ogr.wkbPoint, {'code': ogr.OFTString, 'home': ogr.OFTString})
        for file in self.files:
            file.StartTransaction()

    def add(self, block):
        walled = {home for home, _, _ in block.gates}
        for home in block.homes:
            households = self.add_buildings(block, home)
            lot = self.region.lot('people', home.id)
            people = round(households * lot.uniform(2.1, 2.6))
            values = {'code': home.id, 'name': f'小区{home.id}', 'households': households, 'people': people,
                      'elders': round(people * lot.uniform(0.2, 0.4)), 'minors': round(people * lot.uniform(0.08, 0.16)),
                      'walled': int(home.id in walled)}
            for name, (share, of) in AGES.items():
                values[name] = round(values[of] * share)
            add(self.homes, polygon([self.region.place(block.i, block.j, x, y) for x, y in home.ring]), values)
        for number, (home, x, y) in enumerate(block.gates):
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*(round(value, 3) for value in self.region.place(block.i, block.j, x, y)))
            add(self.gates, point, {'code': f'{home}-{number}', 'home': home})
        self.counts['homes'] += len(block.homes)
        self.counts['gates'] += len(block.gates)

    def add_buildings(self, block, home):
        """Rows of houses all over the compound; answers their households."""
        lot = self.region.lot('buildings', home.id)
        (west, south), (east, north) = home.ring[0], home.ring[8]
        columns = int((east - west - 2 * MARGIN_M) / SPACING_M[0])
        rows = int((north - south - 2 * MARGIN_M) / SPACING_M[1])
        total = 0
        for k in range(columns * rows):
            x = west + MARGIN_M + (k % columns) * SPACING_M[0]
            y = south + MARGIN_M + (k // columns) * SPACING_M[1]
            a, b = FOOTPRINT_M
            ring = [self.region.place(block.i, block.j, *place) for place in ((x, y), (x + a, y), (x + a, y + b), (x, y + b))]
            households = lot.randint(*HOUSEHOLDS)
            add(self.buildings, polygon(ring), {'code': f'{home.id}-{k}', 'home': home.id, 'households': households,
                                                'floors': lot.randint(4, 18)})
            total += households
        self.counts['buildings'] += columns * rows
        self.counts['households'] += total
        return total

    def close(self):
        for file in self.files:
            file.CommitTransaction()
        self.files = self.homes = self.buildings = self.gates = None


def box(region, column, row, west, south, east, north):
    """A box of quarters of superblocks in a tile; neighbours have the same points at their common border."""
    rim = [(k, south) for k in range(west, east)] + [(east, k) for k in range(south, north)]
    rim += [(k, north) for k in range(east, west, -1)] + [(west, k) for k in range(north, south, -1)]
    places = []
    for a, b in rim:
        i, j = column * TILE + a // 4, row * TILE + b // 4
        places.append(region.place(i, j, WIDTH * (a % 4) / 4, HEIGHT * (b % 4) / 4))
    return polygon(places)


def multi(*shapes):
    """A multipolygon of polygons and multipolygons that share sides at most."""
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for shape in shapes:
        if shape.GetGeometryName() == 'POLYGON':
            whole.AddGeometry(shape)
        else:
            for k in range(shape.GetGeometryCount()):
                whole.AddGeometry(shape.GetGeometryRef(k))
    return whole


def union(shapes):
    return multi(multi(*shapes).UnionCascaded())


def units(region, folder):
    """District, three tiers, subdistricts of whole tiles, circles and communities of a tile's parts."""
    count = min(SUBDISTRICTS, region.size)
    file = new_file(folder, 'units.gpkg')
    layers = {name: new_layer(file, name, ogr.wkbMultiPolygon, UNIT_FIELDS)
              for name in ('district', 'tiers', 'subdistricts', 'circles', 'communities')}
    file.StartTransaction()
    tiles, side = {}, TILE * 4
    for number, column, row in region.tiles():
        subdistrict = number * count // region.size
        tiles.setdefault(subdistrict, []).append(box(region, column, row, 0, 0, side, side))
        code = f'999{subdistrict:03d}'
        for level, parts in (('circles', CIRCLES), ('communities', COMMUNITIES)):
            step = side // parts
            for k in range(parts * parts):
                west, south = k % parts * step, k // parts * step
                own = f'{code}{number:03d}{"C" if level == "circles" else "J"}{k:02d}'
                circle = f'{code}{number:03d}C{(south * CIRCLES // side) * CIRCLES + west * CIRCLES // side:02d}'
                kind = '' if level == 'circles' else '村委' if subdistrict * 3 // count == 2 and k % 2 else '居委'
                add(layers[level], multi(box(region, column, row, west, south, west + step, south + step)),
                    {'code': own, 'name': f'{own}号', 'parent': code if level == 'circles' else circle, 'kind': kind})
    whole = {}
    for subdistrict, shapes in sorted(tiles.items()):
        tier = subdistrict * 3 // count
        shape = union(shapes)
        whole.setdefault(tier, []).append(shape)
        add(layers['subdistricts'], shape, {'code': f'999{subdistrict:03d}', 'name': f'第{subdistrict + 1}街道',
                                            'parent': f'T{tier}', 'area_class': CLASSES[tier]})
    for tier, shapes in sorted(whole.items()):
        add(layers['tiers'], union(shapes), {'code': f'T{tier}', 'name': TIERS[tier], 'parent': '999'})
    add(layers['district'], union([shape for shapes in whole.values() for shape in shapes]), {'code': '999', 'name': '某区'})
    file.CommitTransaction()
