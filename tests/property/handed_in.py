"""A district as it is handed in: its layers and its settings, and the configuration that is written from them."""
import copy
import json
import os

import layers

SETTINGS = {
    'limits': {'minutes': [2, 4]},
    'profiles': ['adult', {'profile': 'elder', 'speed_mps': 0.8}],
    'categories': [
        {'id': 'care', 'zh': '养老', 'en': 'Care', 'target_ratio': 0.6, 'capacity': {'attribute': 'beds', 'weight': 'elders', 'per_unit': 2}},
        {'id': 'shop', 'zh': '商店', 'en': 'Shop', 'radius_m': 220},
        {'id': 'park', 'zh': '公园', 'en': 'Park', 'limits_by': {'attribute': 'm2', 'steps': [{'at_least': 1000, 'meters': 350},
                                                                                              {'at_least': 100, 'meters': 200}]}},
    ],
    'sets': [{'id': 'daily', 'zh': '日常', 'en': 'Daily', 'categories': ['care', 'shop'], 'least': 1}],
    'parameters': {'areas': 'overlap', 'gate_gains': True, 'gate_band': 'walled', 'gaps': True, 'off_street_m': 60},
    'at': '周二 10:00',
    'unknown_hours': 'open',
    'closed_ways': [],
    'modes': [],
    'output': {'csv': True, 'pairs': False, 'tables': False, 'also': ''},
}
MODES = [{'level': 'subdistrict', 'where': {'class': '城'}, 'profile': 'adult'},
         {'level': 'community', 'where': {'comm': '村'}, 'profile': 'elder'}, {'profile': 'adult'}]
ALSO = {'geojson': ('also.geojson', 'GeoJSON'), 'shp': ('also', 'ESRI Shapefile'), 'fgb': ('also', 'FlatGeobuf')}
# The role that a field has, where it is not called like it.
ROLES = {
    'homes': {'id': 'id', 'name': 'name', 'households': 'hh', 'population': 'pop', 'elders': 'eld', 'minors': 'mnr', 'walled': 'walled'},
    'gates': {'id': 'id', 'home': 'home', 'pedestrian': 'foot', 'residents_only': 'own', 'hours': 'hours'},
    'units': {'level_field': 'level', 'code': 'code', 'name': 'name', 'attributes': {'class': 'class', 'comm': 'comm'}},
    'barriers': {'id': 'id'},
    'streets': {'id': 'id', 'name': 'name', 'fields': {key: key for key in ('highway', 'foot', 'bridge', 'tunnel', 'layer')}},
    'facilities': {'id': 'id', 'name': 'name', 'attributes': {'status': 'status', 'hours': 'hours', 'm2': 'm2', 'beds': 'beds'}},
}
OF_OSM = {'streets': {}, 'barriers': {'select': {'barrier': 'wall'}}}


class District:
    """layers: by name; settings: as SETTINGS. Both are replaced or copied by who changes them, so that `state()` is a snapshot."""

    def __init__(self, window):
        self.code, self.box = window.code, window.box
        self.layers = window.layers()
        self.settings = copy.deepcopy(SETTINGS)

    def state(self):
        return dict(self.layers), copy.deepcopy(self.settings)

    def source(self, name, keys):
        layer = self.layers[name]
        item = {'source': f'in/{layer.file}', **(OF_OSM[name] if layer.form == 'osm' else keys)}
        if layer.form == 'csv':
            item.update(crs=f'EPSG:{layer.code}', x='X', y='Y')
        return item

    def config(self, nights):
        """As a dictionary. nights: the value of the section `nights`, or None for a plain run."""
        settings = copy.deepcopy(self.settings)
        output = settings.pop('output')
        config = {key: value for key, value in settings.items() if value != []}
        config['working_crs'] = f'EPSG:{self.code}'
        config['network'] = [self.source('streets', ROLES['streets'])]
        config['facilities'] = [self.source('care', {**ROLES['facilities'], 'category': 'care'}),
                                self.source('shops', {**ROLES['facilities'], 'category_field': 'kind'})]
        for name in ('barriers', 'homes', 'gates', 'units'):
            if self.layers[name].features:
                config[name] = [self.source(name, ROLES[name])]
        written = {'path': 'out/lifecircle.gpkg'}
        if output['csv']:
            written['csv'] = 'out/tables'
        if output['pairs']:
            written['pairs'] = True
        if output['tables']:
            written['tables'] = {'folder': 'out/hand-in', 'xlsx': 'out/hand-in.xlsx', 'language': output['tables']}
        if output['also']:
            path, form = ALSO[output['also']]
            written['also'] = {'path': f'out/{path}', 'format': form}
        config['output'] = written
        if nights is not None:
            config['nights'] = nights
        return config

    def write(self, folder, nights=None, names=None):
        """Writes the files of the layers of `names` (all: None), and c.yaml."""
        inputs = os.path.join(folder, 'in')
        os.makedirs(inputs, exist_ok=True)
        for name, layer in self.layers.items():
            if names is None or name in names:
                layers.write_layer(inputs, layer, self.code)
        with open(os.path.join(folder, 'c.yaml'), 'w', encoding='utf-8') as file:
            json.dump(self.config(nights), file, ensure_ascii=False, indent=1)
