"""Edits of a district by a die: what becomes of a bureau's data and configuration from one night to the next.

An edit takes the district and a random.Random, changes the district's layers or settings, and says in a few words what it did;
None: there was nothing to do it to. It never changes a Feature, nor a list or dictionary that a snapshot may hold.
"""
import copy
import math

import shapely.affinity
from shapely.geometry import LineString, Point, Polygon, box

import layers
from handed_in import ALSO, MODES, SLOW
from layers import Feature, rounded

PLACES = ('care', 'shops')
WORDS = '新 东 西 南 北 大 小 长 福 安'.split()
# A system that the working one may be exchanged for in a file; degrees always can.
OTHER_SYSTEMS = {4549: (4326, 4550, 4528), 32632: (4326, 3857, 32631), 32628: (4326, 5635, 4083)}
HOURS = ('24小时', '9:00-17:00', 'Mo-Fr 08:00-12:00', '', '看情况')
STATUSES = ('开放', '停业', '筹建', '')


def replaced(district, name, features):
    district.layers[name] = district.layers[name].having(features)


def pick(district, die, names):
    """(name, index, feature) of one of the layers that has any."""
    having = [name for name in names if district.layers[name].features]
    if not having:
        return None
    name = die.choice(having)
    index = die.randrange(len(district.layers[name].features))
    return name, index, district.layers[name].features[index]


def put(district, name, index, *features):
    old = district.layers[name].features
    replaced(district, name, old[:index] + list(features) + old[index + 1:])


def add(district, name, feature):
    replaced(district, name, district.layers[name].features + [feature])


def key_of(name):
    return 'code' if name == 'units' else 'id'


def fresh_id(district, name, letter=''):
    taken = {feature.tags[key_of(name)] for feature in district.layers[name].features}
    return next(f'{letter}{number}' for number in range(2001, 9999) if f'{letter}{number}' not in taken)


def near(die, point, reach_m):
    return rounded(Point(point.x + die.uniform(-reach_m, reach_m), point.y + die.uniform(-reach_m, reach_m)))


def shifted(die, shape, reach_m):
    return rounded(shapely.affinity.translate(shape, die.uniform(-reach_m, reach_m), die.uniform(-reach_m, reach_m)))


def somewhere(district, die):
    west, south, east, north = district.box.bounds
    return rounded(Point(die.uniform(west, east), die.uniform(south, north)))


def on_outline(die, home):
    return rounded(home.shape.exterior.interpolate(die.random(), normalized=True))


# Facilities

def add_facility(district, die):
    one = pick(district, die, PLACES)
    if one is None:
        return None
    name, _, feature = one
    key = fresh_id(district, name, 'F')
    place = die.choice([somewhere(district, die), near(die, feature.shape, 3), feature.shape])
    add(district, name, Feature({**feature.tags, 'id': key, 'name': f'{feature.tags["name"]}{key}'}, place))
    return f'{name}: {key} added'


def move_facility(district, die):
    name, index, feature = pick(district, die, PLACES)
    inside = [home for home in district.layers['homes'].features if home.shape.area > 500]
    places = [near(die, feature.shape, 2), near(die, feature.shape, 60), somewhere(district, die)]
    if inside:
        places.append(rounded(die.choice(inside).shape.representative_point()))
    put(district, name, index, feature.at(die.choice(places)))
    return f'{name}: {feature.tags["id"]} moved'


def delete_facility(district, die):
    name, index, feature = pick(district, die, PLACES)
    if len(district.layers[name].features) < 2:
        return None
    put(district, name, index)
    return f'{name}: {feature.tags["id"]} deleted'


def rename_facility(district, die):
    name, index, feature = pick(district, die, PLACES)
    put(district, name, index, feature.with_tags(name=die.choice(WORDS) + feature.tags['name'][:6]))
    return f'{name}: {feature.tags["id"]} renamed'


def renumber_facility(district, die):
    """Another id: facilities are put in another order by it."""
    name, index, feature = pick(district, die, PLACES)
    key = fresh_id(district, name, die.choice('AZ'))
    put(district, name, index, feature.with_tags(id=key))
    return f'{name}: {feature.tags["id"]} is {key}'


def change_facility(district, die):
    name, index, feature = pick(district, die, PLACES)
    change = die.choice([{'m2': die.choice((0, 99, 100, 999, 1000, 5000))}, {'beds': die.randrange(0, 30)},
                         {'status': die.choice(STATUSES)}, {'hours': die.choice(HOURS)}])
    if name == 'shops' and die.random() < 0.3:
        change = {'kind': 'park' if feature.tags['kind'] == 'shop' else 'shop'}
    put(district, name, index, feature.with_tags(**change))
    return f'{name}: {feature.tags["id"]} has {change}'


# Homes and gates

def add_home(district, die):
    one = pick(district, die, ('homes',))
    if one is None or len(district.layers['homes'].features) > 20:
        return None
    key = fresh_id(district, 'homes', 'H')
    middle = somewhere(district, die)
    corner = middle.x - 15, middle.y - 10
    shape = rounded(box(*corner, corner[0] + die.uniform(8, 60), corner[1] + die.uniform(8, 40)))
    add(district, 'homes', Feature({**one[2].tags, 'id': key, 'name': '新' + key}, shape))
    return f'homes: {key} added'


def move_home(district, die):
    one = pick(district, die, ('homes',))
    if one is None:
        return None
    _, index, feature = one
    reach_m = die.choice((0.02, 4, 40))
    put(district, 'homes', index, feature.at(shifted(die, feature.shape, reach_m)))
    return f'homes: {feature.tags["id"]} moved within {reach_m} m'


def delete_home(district, die):
    one = pick(district, die, ('homes',))
    if one is None or len(district.layers['homes'].features) < 3:
        return None
    put(district, 'homes', one[1])
    return f'homes: {one[2].tags["id"]} deleted'


def rename_home(district, die):
    one = pick(district, die, ('homes',))
    if one is None:
        return None
    put(district, 'homes', one[1], one[2].with_tags(name=die.choice(WORDS) + one[2].tags['name'][:6]))
    return f'homes: {one[2].tags["id"]} renamed'


def exchange_home_ids(district, die):
    features = district.layers['homes'].features
    if len(features) < 2:
        return None
    a, b = die.sample(range(len(features)), 2)
    changed = list(features)
    changed[a] = features[a].with_tags(id=features[b].tags['id'])
    changed[b] = features[b].with_tags(id=features[a].tags['id'])
    replaced(district, 'homes', changed)
    return f'homes: {features[a].tags["id"]} and {features[b].tags["id"]} exchange their ids'


def reshape_home(district, die):
    one = pick(district, die, ('homes',))
    if one is None:
        return None
    _, index, feature = one
    shape = feature.shape
    if die.random() < 0.4 and not shape.interiors:
        hole = shape.representative_point().buffer(3, cap_style=3)
        cut = Polygon(shape.exterior.coords, [list(hole.exterior.coords)]) if shape.buffer(-1).contains(hole) else None
        what = 'has a yard'
    else:
        cut = shapely.affinity.scale(shape, die.uniform(0.8, 1.2), die.uniform(0.8, 1.2))
        what = 'is stretched'
    if cut is None or not cut.is_valid:
        return None
    put(district, 'homes', index, feature.at(rounded(cut)))
    return f'homes: {feature.tags["id"]} {what}'


def change_home(district, die):
    one = pick(district, die, ('homes',))
    if one is None:
        return None
    _, index, feature = one
    change = die.choice([{'hh': die.choice(('', die.randrange(0, 400)))}, {'pop': die.randrange(0, 900)},
                         {'eld': die.randrange(0, 200)}, {'mnr': die.randrange(0, 90)},
                         {'walled': '' if feature.tags['walled'] else '是'}])
    put(district, 'homes', index, feature.with_tags(**change))
    return f'homes: {feature.tags["id"]} has {change}'


def add_gate(district, die):
    one = pick(district, die, ('homes',))
    if one is None:
        return None
    home = one[2]
    key = fresh_id(district, 'gates', 'G')
    tags = {'id': key, 'home': die.choice(('', home.tags['id'])), 'foot': '是', 'own': die.choice(('是', '否', '')),
            'hours': die.choice(HOURS)}
    add(district, 'gates', Feature(tags, on_outline(die, home)))
    return f'gates: {key} of {home.tags["id"]} added'


def move_gate(district, die):
    one = pick(district, die, ('gates',))
    if one is None or not district.layers['homes'].features:
        return None
    _, index, feature = one
    home = pick(district, die, ('homes',))[2]
    place = die.choice([near(die, feature.shape, 1), near(die, feature.shape, 8), on_outline(die, home)])
    put(district, 'gates', index, feature.at(place))
    return f'gates: {feature.tags["id"]} moved'


def delete_gate(district, die):
    one = pick(district, die, ('gates',))
    if one is None:
        return None
    put(district, 'gates', one[1])
    return f'gates: {one[2].tags["id"]} deleted'


def change_gate(district, die):
    one = pick(district, die, ('gates',))
    if one is None:
        return None
    _, index, feature = one
    change = die.choice([{'foot': '否' if feature.tags['foot'] == '是' else '是'}, {'own': '否' if feature.tags['own'] == '是' else '是'},
                         {'hours': die.choice(HOURS)}, {'id': fresh_id(district, 'gates', die.choice('AZ'))}])
    put(district, 'gates', index, feature.with_tags(**change))
    return f'gates: {feature.tags["id"]} has {change}'


# Streets and barriers

def add_street(district, die):
    a, b = (pick(district, die, ('streets',))[2].shape for _ in range(2))
    start, end = a.coords[die.choice((0, -1))], b.interpolate(die.random(), normalized=True).coords[0]
    if math.dist(start, end) < 1:
        return None
    key = fresh_id(district, 'streets')
    tags = {'id': key, 'highway': die.choice(('footway', 'residential', 'steps')), 'name': '新路'}
    if die.random() < 0.2:
        tags.update(bridge='yes', layer='1')
    add(district, 'streets', Feature(tags, rounded(LineString([start, end]))))
    return f'streets: {key} added'


def move_street(district, die):
    """One vertex of it."""
    _, index, feature = pick(district, die, ('streets',))
    points = list(feature.shape.coords)
    number = die.randrange(len(points))
    reach_m = die.choice((0.01, 1, 15))
    points[number] = (points[number][0] + die.uniform(-reach_m, reach_m), points[number][1] + die.uniform(-reach_m, reach_m))
    put(district, 'streets', index, feature.at(rounded(LineString(points))))
    return f'streets: vertex {number} of {feature.tags["id"]} moved within {reach_m} m'


def delete_street(district, die):
    if len(district.layers['streets'].features) < 5:
        return None
    _, index, feature = pick(district, die, ('streets',))
    put(district, 'streets', index)
    return f'streets: {feature.tags["id"]} deleted'


def split_street(district, die):
    _, index, feature = pick(district, die, ('streets',))
    points = list(feature.shape.coords)
    if len(points) < 3:
        return None
    number = die.randrange(1, len(points) - 1)
    key = fresh_id(district, 'streets')
    put(district, 'streets', index, feature.at(LineString(points[:number + 1])),
        Feature({**feature.tags, 'id': key}, LineString(points[number:])))
    return f'streets: {feature.tags["id"]} is two, the other one {key}'


def turn_street(district, die):
    _, index, feature = pick(district, die, ('streets',))
    put(district, 'streets', index, feature.at(LineString(list(feature.shape.coords)[::-1])))
    return f'streets: {feature.tags["id"]} is drawn the other way round'


def change_street(district, die):
    _, index, feature = pick(district, die, ('streets',))
    change = die.choice([{'highway': die.choice(('steps', 'footway', 'motorway', 'primary', 'construction'))},
                         {'foot': die.choice(('no', 'yes', ''))}, {'name': die.choice(WORDS) + '路'},
                         {'bridge': die.choice(('yes', '')), 'layer': die.choice(('1', ''))},
                         {'tunnel': die.choice(('yes', '')), 'layer': die.choice(('-1', ''))},
                         {'id': fresh_id(district, 'streets')}])
    put(district, 'streets', index, feature.with_tags(**change))
    return f'streets: {feature.tags["id"]} has {change}'


def add_barrier(district, die):
    start = somewhere(district, die)
    line = rounded(LineString([start.coords[0], near(die, start, 60).coords[0], near(die, start, 60).coords[0]]))
    key = fresh_id(district, 'barriers')
    add(district, 'barriers', Feature({'id': key, 'barrier': 'wall'}, line))
    return f'barriers: {key} added'


def move_barrier(district, die):
    one = pick(district, die, ('barriers',))
    if one is None:
        return None
    _, index, feature = one
    reach_m = die.choice((0.01, 3, 30))
    put(district, 'barriers', index, feature.at(shifted(die, feature.shape, reach_m)))
    return f'barriers: {feature.tags["id"]} moved within {reach_m} m'


def delete_barrier(district, die):
    one = pick(district, die, ('barriers',))
    if one is None:
        return None
    put(district, 'barriers', one[1])
    return f'barriers: {one[2].tags["id"]} deleted'


# Units

def move_unit(district, die):
    one = pick(district, die, ('units',))
    if one is None:
        return None
    _, index, feature = one
    west, south, east, north = feature.shape.bounds
    put(district, 'units', index, feature.at(rounded(box(west, south, east + die.uniform(-30, 30), north + die.uniform(-30, 30)))))
    return f'units: {feature.tags["code"]} has another border'


def delete_unit(district, die):
    one = pick(district, die, ('units',))
    if one is None or len(district.layers['units'].features) < 4:
        return None
    put(district, 'units', one[1])
    return f'units: {one[2].tags["code"]} deleted'


def change_unit(district, die):
    one = pick(district, die, ('units',))
    if one is None:
        return None
    _, index, feature = one
    change = die.choice([{'name': die.choice(WORDS) + '街'}, {'class': die.choice('城镇')}, {'comm': die.choice('居村')},
                         {'code': fresh_id(district, 'units', die.choice('az'))}])
    put(district, 'units', index, feature.with_tags(**change))
    return f'units: {feature.tags["code"]} has {change}'


# What else is handed in

def change_building(district, die):
    one = pick(district, die, ('buildings',))
    if one is None:
        return None
    _, index, feature = one
    if die.random() < 0.3:
        put(district, 'buildings', index, feature.at(shifted(die, feature.shape, 9)))
        return f'buildings: {feature.tags["id"]} moved'
    change = die.choice([{'hh': die.randrange(1, 90)}, {'floors': str(die.randrange(1, 30))}])
    put(district, 'buildings', index, feature.with_tags(**change))
    return f'buildings: {feature.tags["id"]} has {change}'


def change_origin(district, die):
    _, index, feature = pick(district, die, ('origins',))
    if die.random() < 0.7:
        put(district, 'origins', index, feature.at(die.choice((near(die, feature.shape, 20), somewhere(district, die)))))
        return f'origins: {feature.tags["id"]} moved'
    unit = die.choice([row.tags['code'] for row in district.layers['figures'].features])
    put(district, 'origins', index, feature.with_tags(unit=unit))
    return f'origins: {feature.tags["id"]} is of {unit}'


def change_figure(district, die):
    _, index, feature = pick(district, die, ('figures',))
    workers = die.randrange(9)
    put(district, 'figures', index, feature.with_tags(workers=workers))
    return f'figures: {feature.tags["code"]} has {workers}'


# The files

def reorder(district, die):
    name = die.choice(sorted(district.layers))
    features = list(district.layers[name].features)
    die.shuffle(features)
    replaced(district, name, features)
    return f'{name}: in another order'


def re_encode(district, die):
    name = die.choice(sorted(district.layers))
    old = district.layers[name]
    form = die.choice(layers.FORMS[old.kind])
    if form == 'fgb' and not old.features:
        form = 'geojson'
    code = die.choice((district.code, *OTHER_SYSTEMS[district.code])) if die.random() < 0.5 else old.code
    encoding = die.choice(layers.ENCODINGS)
    district.layers[name] = layers.Layer(name, form, code, old.features, encoding)
    return f'{name}: {old.form} of EPSG:{old.code} {old.encoding} becomes {form} of EPSG:{code} {encoding}'


# The configuration

def choose(district, die, key, values):
    value = copy.deepcopy(die.choice(values))
    district.settings[key] = value
    return f'{key}: {value}'


def change_limits(district, die):
    return choose(district, die, 'limits', [{'minutes': [2, 4]}, {'minutes': [4]}, {'minutes': [2, 4, 5]}, {'meters': [150, 300]},
                                            {'meters': [150.5]}])


def change_profiles(district, die):
    adult, elder = 'adult', {'profile': 'elder', 'speed_mps': 0.8}
    return choose(district, die, 'profiles', [
        [adult, elder], [elder, adult], [adult], [adult, 'elder'], [adult, SLOW], [SLOW], [adult, {**elder, 'speed_mps': 0.9}],
        [{'profile': 'adult', 'speed_mps': 1.25}, elder]])


def change_categories(district, die):
    categories = copy.deepcopy(district.settings['categories'])
    care, shop, park = categories
    what = die.randrange(6)
    if what == 0:
        care['target_ratio'] = die.choice((0.3, 0.6, 1.0))
    elif what == 1:
        care['capacity']['per_unit'] = die.choice((1, 2, 30))
    elif what == 2:
        shop['radius_m'] = die.choice((120, 220, 400))
    elif what == 3:
        park['limits_by']['steps'][0].update(at_least=die.choice((500, 1000, 1500)), meters=die.choice((250, 350)))
    elif what == 4:
        care['limits'] = die.choice(({'minutes': [2, 3]}, {'meters': [200]}, {'minutes': [4]}))
    else:
        shop.update(zh=die.choice(WORDS) + '店', en=die.choice(('Shop', 'Store')))
    district.settings['categories'] = categories
    return f'categories: {categories}'


def change_sets(district, die):
    daily = {'id': 'daily', 'zh': '日常', 'en': 'Daily', 'categories': ['care', 'shop'], 'least': 1}
    green = {**daily, 'id': 'green', 'categories': ['park', 'shop']}
    return choose(district, die, 'sets', [[daily], [], [{**daily, 'least': 2}], [daily, green]])


PARAMETERS = {
    'areas': ('overlap', 'dissolve', 'split', 'none'), 'bands': ('disks', 'rings'), 'gate_band': ('none', 'walled', 'all'),
    'gate_gains': (True, False), 'gaps': (True, True, False), 'off_street_m': (60, 60, 90, 20), 'islet_m': (200, 0, 30),
    'sample_m': (20, 15, 30), 'node_tolerance_m': (0.5, 0, 2), 'area_tolerance_m': (1, 2), 'min_hole_m2': (0, 200),
    'gate_tolerance_m': (5, 1, 20), 'gap_link_m': (60, 10, 200), 'link_max_m': (50, 0, 120), 'joined_within_m': (100, 15),
    'site_tolerance_m': (30, 0), 'suppress_below': (5, 50), 'split_crossings': (False, True),
}


def change_parameter(district, die):
    key = die.choice(sorted(PARAMETERS))
    value = die.choice(PARAMETERS[key])
    district.settings['parameters'] = {**district.settings['parameters'], key: value}
    return f'parameters: {key}: {value}'


def change_areas(district, die):
    """What the ground is cut by comes more often than other parameters."""
    key = die.choice(('areas', 'bands'))
    value = die.choice(PARAMETERS[key])
    district.settings['parameters'] = {**district.settings['parameters'], key: value}
    return f'parameters: {key}: {value}'


def change_supply(district, die):
    if die.random() < 0.5:
        return choose(district, die, 'at', ['周二 10:00', '周二 22:00', '周日 09:30'])
    if die.random() < 0.5:
        return choose(district, die, 'unknown_hours', ['open', 'closed'])
    return choose(district, die, 'count_status', [['open'], ['open', 'planned']])


def close_ways(district, die):
    """Ways that are walked on, so that the run does not stop."""
    walked = [street.tags['id'] for street in district.layers['streets'].features
              if street.tags['highway'] in ('residential', 'footway', 'service')]
    count = min(die.choice((0, 1, 2)), len(walked))
    return choose(district, die, 'closed_ways', [die.sample(walked, count)])


def change_modes(district, die):
    return choose(district, die, 'modes', [[], MODES])


def change_output(district, die):
    output = {**district.settings['output']}
    key = die.choice(sorted(output))
    output[key] = die.choice({'csv': (True, True, False), 'pairs': (True, False), 'tables': (False, 'zh', 'en'),
                              'also': ('', *ALSO), 'without': ([], [], ['reached_streets'], ['coverage', 'homes'])}[key])
    district.settings['output'] = output
    return f'output: {key}: {output[key]}'


def change_files(district, die):
    """A file that the configuration names; profiles on hills, so that the ground counts."""
    key = die.choice(('target_ratio', 'slow_mps', 'hills_m', 'over'))
    value = die.choice({'target_ratio': (0.3, 0.5, 0.9), 'slow_mps': (0.7, 0.9), 'hills_m': (0, 4, 9), 'over': (True, False)}[key])
    district.settings['files'] = {**district.settings['files'], key: value}
    if key in ('slow_mps', 'hills_m') and SLOW not in district.settings['profiles']:
        district.settings['profiles'] = ['adult', SLOW]
    return f'files: {key}: {value}'


def change_hills(district, die):
    district.settings['files'] = {**district.settings['files'], 'hills_m': die.choice((3, 5, 8))}
    district.settings['profiles'] = ['adult', SLOW]
    return f'files: hills_m: {district.settings["files"]["hills_m"]}'


def touch(district, die):
    """Files that are written again, with what they had."""
    return f'{die.choice(sorted(district.layers))}: written again'


EDITS = [
    add_facility, move_facility, move_facility, delete_facility, rename_facility, renumber_facility, change_facility,
    change_facility, add_home, move_home, delete_home, rename_home, exchange_home_ids, reshape_home, change_home, change_home,
    add_gate, add_gate, move_gate, delete_gate, change_gate, change_gate,
    add_street, move_street, delete_street, split_street, turn_street, change_street, add_barrier, move_barrier, delete_barrier,
    move_unit, delete_unit, change_unit, change_building, change_origin, change_figure,
    reorder, reorder, re_encode, re_encode, touch,
    change_limits, change_profiles, change_categories, change_sets, change_parameter, change_parameter, change_areas, change_supply,
    close_ways, change_modes, change_output, change_files, change_hills,
]
