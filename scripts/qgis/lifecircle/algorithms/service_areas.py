"""Service areas of facilities: the ground from which one can walk to them within the limit."""
from qgis.core import QgsProcessingParameterBoolean

from ..texts import tr
from .layers import FromLayers


class ServiceAreas(FromLayers):
    NAME = 'service_areas'
    AREAS = ('overlap', 'dissolve', 'split')
    TABLES = ('service_areas', 'reached_streets', 'facilities')

    def add_own_parameters(self):
        self.add_choice('AREAS', ['areas_' + name for name in self.AREAS])
        self.add(QgsProcessingParameterBoolean('RINGS', tr('parameter_RINGS'), defaultValue=False))

    def own_keys(self, parameters, context):
        return {'areas': self.AREAS[self.parameterAsEnum(parameters, 'AREAS', context)],
                'bands': 'rings' if self.parameterAsBool(parameters, 'RINGS', context) else 'disks', 'gaps': False}
