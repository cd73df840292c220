"""What algorithms share that begin with a configuration."""
import os

from qgis.core import QgsProcessingParameterFile

from ..texts import tr
from .base import EngineAlgorithm


class FromConfiguration(EngineAlgorithm):
    GROUP = 'configuration'
    CONFIG = 'CONFIG'

    def add_config(self):
        self.add(QgsProcessingParameterFile(self.CONFIG, tr('parameter_CONFIG'),
                                            fileFilter=tr('files_config') + ' (*.yaml *.yml *.json)'))

    def config(self, parameters, context):
        """Absolute: the program then says where results are by paths that hold from anywhere."""
        return os.path.abspath(self.parameterAsFile(parameters, self.CONFIG, context))
