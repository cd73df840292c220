"""A district as it is handed in: its layers and its settings, and the configuration that is written from them."""
import copy
import json
import math
import os
import shutil
import struct

from osgeo import gdal

import layers

SETTINGS = {
    'limits': {'minutes': [2, 4]},
    'profiles': ['adult', {'profile': 'elder', 'speed_mps': 0.8}],
    'categories': [
        {'id': 'care', 'zh': '养老', 'en': 'Care', 'target_ratio': 0.6,
         'capacity': {'attribute': 'beds', 'weight': 'elders', 'per_unit': 2}},
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
    # Of files that the configuration names: the share that the standard asks for, the speed of a profile, how high the hills are;
    # and whether all but the parameters stands in a file that this one is over.
    'files': {'target_ratio': 0.5, 'slow_mps': 0.7, 'hills_m': 0, 'over': True},
    'output': {'csv': True, 'pairs': False, 'tables': False, 'also': '', 'without': []},
}
SLOW = {'profile': 'in/slow.yaml'}
PROFILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'geodata', 'profiles')
INDICATORS = [{'id': 'staff', 'zh': '人员', 'en': 'Staff', 'kind': 'count', 'numerator': {'figures': 'workers'}, 'target': 4}]
MODES = [{'level': 'subdistrict', 'where': {'class': '城'}, 'profile': 'adult'},
         {'level': 'community', 'where': {'comm': '村'}, 'profile': 'elder'}, {'profile': 'adult'}]
ALSO = {'geojson': ('also.geojson', 'GeoJSON'), 'shp': ('also', 'ESRI Shapefile')}
# The role that a field has, where it is not called like it.
ROLES = {
    'homes': {'id': 'id', 'name': 'name', 'households': 'hh', 'population': 'pop', 'elders': 'eld', 'minors': 'mnr',
              'walled': 'walled'},
    'gates': {'id': 'id', 'home': 'home', 'pedestrian': 'foot', 'residents_only': 'own', 'hours': 'hours'},
    'units': {'level_field': 'level', 'code': 'code', 'name': 'name', 'attributes': {'class': 'class', 'comm': 'comm'}},
    'barriers': {'id': 'id'},
    'buildings': {'id': 'id', 'households': 'hh', 'floors': 'floors'},
    'origins': {'id': 'id', 'unit': 'unit'},
    'figures': {'code': 'code', 'attributes': {'workers': 'workers'}, 'date': '2024-12-31'},
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
        if layer.form == 'csv' and layer.kind != 'table':
            item.update(crs=f'EPSG:{layer.code}', x='X', y='Y')
        return item

    def sources(self):
        found = {'network': [self.source('streets', ROLES['streets'])],
                 'facilities': [self.source('care', {**ROLES['facilities'], 'category': 'care'}),
                                self.source('shops', {**ROLES['facilities'], 'category_field': 'kind'})]}
        for name in ('barriers', 'homes', 'gates', 'units', 'buildings', 'origins', 'figures'):
            if self.layers[name].features:
                found[name] = [self.source(name, ROLES[name])]
        return found

    @staticmethod
    def output(asked):
        written = {'path': 'out/lifecircle.gpkg'}
        if asked['csv']:
            written['csv'] = 'out/tables'
        if asked['pairs']:
            written['pairs'] = True
        if asked['without']:
            written['without'] = asked['without']
        if asked['tables']:
            written['tables'] = {'folder': 'out/hand-in', 'xlsx': 'out/hand-in.xlsx', 'language': asked['tables']}
        if asked['also']:
            path, form = ALSO[asked['also']]
            written['also'] = {'path': f'out/{path}', 'format': form}
        return written

    def configs(self, nights):
        """{name: dictionary} of the configuration and of the one that it is over, if so. nights: its section `nights`, or None."""
        settings = copy.deepcopy(self.settings)
        files, output = settings.pop('files'), settings.pop('output')
        config = {key: value for key, value in settings.items() if value != []}
        config.update(standard='in/own.yaml', working_crs=f'EPSG:{self.code}', output=self.output(output), **self.sources())
        if files['hills_m']:
            config['dem'] = 'in/hills.tif'
        own = {'output': config['output'], **({} if nights is None else {'nights': nights})}
        if not files['over']:
            return {'c.yaml': {**config, **own}}
        return {'base.yaml': config, 'c.yaml': {'extends': 'base.yaml', 'parameters': config.pop('parameters'), **own}}

    def write_files(self, folder):
        """What the configuration names beside layers: a standard, a profile, the ground."""
        files = self.settings['files']
        with open(os.path.join(folder, 'own.yaml'), 'w', encoding='utf-8') as file:
            json.dump({'id': 'own', 'zh': '自定', 'en': 'Own', 'target_ratio': files['target_ratio'], 'indicators': INDICATORS}, file)
        with open(os.path.join(PROFILES, 'adult-hills.yaml'), encoding='utf-8') as file:
            profile = file.read().replace('id: adult-hills', 'id: slow')
        profile = profile.replace('speed_mps: 1.2', f'speed_mps: {files["slow_mps"]}')
        with open(os.path.join(folder, 'slow.yaml'), 'w', encoding='utf-8') as file:
            file.write(profile)
        if files['hills_m']:
            west, south, east, north = self.box.buffer(60).bounds
            ground = gdal.GetDriverByName('GTiff').Create(os.path.join(folder, 'hills.tif'), 30, 30, 1, gdal.GDT_Float32)
            ground.SetGeoTransform((west, (east - west) / 30, 0, north, 0, (south - north) / 30))
            ground.SetProjection(layers.system(self.code).ExportToWkt())
            heights = [files['hills_m'] * math.sin(0.7 * column) * math.cos(0.5 * row) for row in range(30) for column in range(30)]
            ground.GetRasterBand(1).WriteRaster(0, 0, 30, 30, struct.pack('900f', *heights))

    def write(self, folder, nights=None):
        """Writes all files that are handed in, in the places of those before."""
        inputs = os.path.join(folder, 'in')
        shutil.rmtree(inputs, ignore_errors=True)
        os.makedirs(inputs)
        for layer in self.layers.values():
            layers.write_layer(inputs, layer, self.code)
        self.write_files(inputs)
        for name, config in self.configs(nights).items():
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                json.dump(config, file, ensure_ascii=False, indent=1)
