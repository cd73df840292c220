"""All faults of a configuration and its inputs; nothing is written."""
import json

from qgis.core import QgsProcessingOutputNumber

from ..texts import tr
from .configuration import FromConfiguration


class Check(FromConfiguration):
    NAME = 'check'
    NUMBERS = {'HOMES': ('counts', 'homes'), 'FACILITIES': ('counts', 'facilities'), 'ERRORS': ('quality', 'errors'),
               'WARNINGS': ('quality', 'warnings')}

    def add_parameters(self):
        self.add_config()
        for number in self.NUMBERS:
            self.addOutput(QgsProcessingOutputNumber(number, tr('output_' + number)))

    def work(self, parameters, context, feedback):
        printed = self.call('check', [self.config(parameters, context), '--json'], parameters, context, feedback)
        summary = json.loads(printed)
        answer = {name: summary[part][count] for name, (part, count) in self.NUMBERS.items()}
        feedback.pushInfo(tr('remarks_are', answer['ERRORS'], answer['WARNINGS']))
        return answer
