"""What algorithms share that begin with layers: their parameters, and the configuration that is made of them."""
import json
import os
import re
import tempfile

from qgis.core import (QgsProcessing, QgsProcessingException, QgsProcessingOutputVectorLayer, QgsProcessingParameterBoolean,
                       QgsProcessingParameterEnum, QgsProcessingParameterFeatureSource, QgsProcessingParameterField,
                       QgsProcessingParameterString, QgsProcessingUtils)

from .. import results
from ..sources import Copies, Sources
from ..texts import language, tr
from .base import EngineAlgorithm


class FromLayers(EngineAlgorithm):
    """A class says in PARAMETERS what is computed (keys of the configuration), in TABLES which tables are its outputs."""

    GROUP = 'layers'
    PROFILES = ('adult', 'elder', 'child', 'wheelchair', 'pushchair', 'ride')
    LIMIT_UNITS = ('minutes', 'meters')
    WEB_MAPS = ('', 'gcj02', 'bd09')
    PARAMETERS = {}
    TABLES = ()
    # Parameter of a layer: its key, kind of shapes, may it be empty, {parameter of one of its fields: key of the field}
    LAYERS = {
        'ROADS': ('network', QgsProcessing.TypeVectorLine, False, {'HIGHWAY': 'highway'}),
        'FACILITIES': ('facilities', QgsProcessing.TypeVectorPoint, False,
                       {'CATEGORY': 'category_field', 'FACILITY_ID': 'id', 'FACILITY_NAME': 'name'}),
        'HOMES': ('homes', QgsProcessing.TypeVectorPolygon, False,
                  {'HOME_ID': 'id', 'HOUSEHOLDS': 'households', 'POPULATION': 'population', 'ELDERS': 'elders',
                   'MINORS': 'minors'}),
        'UNITS': ('units', QgsProcessing.TypeVectorPolygon, True, {'UNIT_CODE': 'code', 'UNIT_NAME': 'name'}),
        'BARRIERS': ('barriers', QgsProcessing.TypeVectorAnyGeometry, True, {}),
    }
    ASKED = ('HIGHWAY', 'CATEGORY')  # the other fields the program finds by their usual names

    def add_parameters(self):
        for name, (_, kind, optional, fields) in self.LAYERS.items():
            self.add(QgsProcessingParameterFeatureSource(name, tr('parameter_' + name), [kind], optional=optional))
            for field in fields:
                parameter = QgsProcessingParameterField(field, tr('parameter_' + field), parentLayerParameterName=name,
                                                        optional=True)
                (self.add if field in self.ASKED else self.add_advanced)(parameter)
            if name == 'FACILITIES':
                self.add_choice('WEB_MAP', ['web_map_' + (crs or 'none') for crs in self.WEB_MAPS])
        self.add(QgsProcessingParameterString('LIMITS', tr('parameter_LIMITS'), defaultValue='15'))
        self.add_choice('LIMIT_UNIT', ['unit_' + unit for unit in self.LIMIT_UNITS])
        self.add_choice('PROFILE', ['profile_' + name for name in self.PROFILES])
        self.add_own_parameters()
        self.add_advanced(QgsProcessingParameterBoolean('EVERY_LINE', tr('parameter_EVERY_LINE'), defaultValue=False))
        self.add_destination(self.OUTPUT, 'parameter_OUTPUT')
        for table in self.TABLES:
            self.addOutput(QgsProcessingOutputVectorLayer('LAYER_' + table.upper(), tr('layer_' + table)))

    def add_choice(self, name, texts):
        """Of several texts the first, unless another is chosen."""
        self.add(QgsProcessingParameterEnum(name, tr('parameter_' + name), [tr(text) for text in texts], defaultValue=0))

    def add_own_parameters(self):
        """A class may have more."""

    def own_keys(self, parameters, context):
        """Keys under `parameters:` that follow from them."""
        del parameters, context
        return self.PARAMETERS

    def limits(self, parameters, context):
        """Numbers as somebody writes a list of them: blanks, commas, 、. Whether they can be is for the program to say."""
        text = self.parameterAsString(parameters, 'LIMITS', context)
        words = [word for word in re.split(r'[\s,;，；、]+', text) if word]
        try:
            return [float(word) for word in words]
        except ValueError:
            return []

    def checkParameterValues(self, parameters, context):
        good, why = super().checkParameterValues(parameters, context)
        if good and not self.limits(parameters, context):
            return False, tr('limits_unreadable', self.parameterAsString(parameters, 'LIMITS', context))
        return good, why

    def prepareAlgorithm(self, parameters, context, feedback):
        del feedback
        self.sources = Sources(self, parameters, context)
        self.sources.prepare(*self.LAYERS)
        return True

    def source(self, name, fields, parameters, context, copies, feedback):
        """One source with the fields that were chosen; None: the layer was left out."""
        source = self.sources.take(name, copies, feedback)
        if source is None:
            return None
        for parameter, key in fields.items():
            chosen = self.parameterAsFields(parameters, parameter, context)
            if chosen:
                source[key] = chosen[0]
        return source

    def complete(self, sources, parameters, context):
        """What sources have to say beside their fields."""
        web_map = self.WEB_MAPS[self.parameterAsEnum(parameters, 'WEB_MAP', context)]
        if web_map:
            sources['facilities']['crs'] = web_map
        if 'category_field' not in sources['facilities']:  # all are of one kind: what the layer is called
            sources['facilities']['category'] = self.parameterAsSource(parameters, 'FACILITIES', context).sourceName()
        if self.parameterAsBool(parameters, 'EVERY_LINE', context):
            sources['network']['every_line'] = True
        if 'units' in sources:
            sources['units']['level'] = 'unit'

    def configuration(self, parameters, context, feedback, copies):
        sources = {}
        for name, (key, _, _, fields) in self.LAYERS.items():
            source = self.source(name, fields, parameters, context, copies, feedback)
            if source is not None:
                sources[key] = source
        self.complete(sources, parameters, context)
        unit = self.LIMIT_UNITS[self.parameterAsEnum(parameters, 'LIMIT_UNIT', context)]
        return {
            'profile': self.PROFILES[self.parameterAsEnum(parameters, 'PROFILE', context)],
            'limits': {unit: self.limits(parameters, context)},
            'parameters': self.own_keys(parameters, context),
            **{key: [source] for key, source in sources.items()},
            'output': {'path': os.path.abspath(self.parameterAsFileOutput(parameters, self.OUTPUT, context)),
                       'language': language(), 'report': 'none'},  # layers are what was asked for
        }

    def work(self, parameters, context, feedback):
        with tempfile.TemporaryDirectory(prefix='lifecircle-', dir=QgsProcessingUtils.tempFolder()) as folder:
            configuration = self.configuration(parameters, context, feedback, Copies(folder, context, feedback))
            text = json.dumps(configuration, ensure_ascii=False, indent=2)
            feedback.pushInfo(tr('configuration_is'))
            feedback.pushConsoleInfo(text)
            path = os.path.join(folder, 'layers.yaml')  # JSON is YAML, too
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
            if feedback.isCanceled():
                return {}
            printed = self.call('run', [path], parameters, context, feedback, folder)
        feedback.pushInfo(printed)
        return self.answer(configuration['output']['path'], parameters, context)

    def answer(self, path, parameters, context):
        there = results.contents(path)
        missing = [table for table in self.TABLES if table not in there]
        if missing:
            raise QgsProcessingException(tr('result_without', path, ', '.join(missing)))
        wanted = [*self.TABLES, *(['units'] if parameters.get('UNITS') else [])]
        self.load(path, parameters, context, wanted)
        return {self.OUTPUT: path, **{'LAYER_' + table.upper(): results.uri_of(path, table) for table in self.TABLES}}
