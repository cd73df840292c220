"""What has changed between two results."""
from qgis.core import QgsProcessingOutputVectorLayer, QgsProcessingParameterBoolean, QgsProcessingParameterFile

from .. import results
from ..texts import tr
from .base import EngineAlgorithm


class Difference(EngineAlgorithm):
    NAME = 'difference'
    GROUP = 'results'
    OLD, NEW, ALL = 'OLD', 'NEW', 'ALL'
    TABLES = ('homes_changed', 'gaps_changed', 'units_changed', 'coverage_changed')

    def add_parameters(self):
        for name in (self.OLD, self.NEW):
            self.add(QgsProcessingParameterFile(name, tr('parameter_' + name), fileFilter=tr('files_result') + ' (*.gpkg)'))
        self.add(QgsProcessingParameterBoolean(self.ALL, tr('parameter_ALL'), defaultValue=False))
        self.add_destination(self.OUTPUT, 'parameter_DIFFERENCE')
        for table in self.TABLES:
            self.addOutput(QgsProcessingOutputVectorLayer(table.upper(), tr('layer_' + table)))

    def work(self, parameters, context, feedback):
        path = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        paths = [self.parameterAsFile(parameters, name, context) for name in (self.OLD, self.NEW)]
        more = ['--all'] if self.parameterAsBool(parameters, self.ALL, context) else []
        printed = self.call('diff', [*paths, '-o', path, *more], parameters, context, feedback)
        feedback.pushInfo(printed)
        self.load(path, parameters, context)
        return {self.OUTPUT: path, **{table.upper(): results.uri_of(path, table) for table in self.TABLES}}
