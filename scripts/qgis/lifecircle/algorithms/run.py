"""A run as a configuration says."""
import glob
import json
import os

from qgis.core import (QgsProcessingOutputFile, QgsProcessingOutputHtml, QgsProcessingOutputNumber,
                       QgsProcessingParameterBoolean)

from .. import results
from ..texts import tr
from .configuration import FromConfiguration


def result_of(summary):
    """The GeoPackage that a run has written, or of nights the one that is published; None: there is none."""
    if 'night' not in summary:
        return (summary.get('output') or {}).get('path')
    found = glob.glob(os.path.join(glob.escape(summary.get('current') or ''), '*.gpkg'))
    return next((path for path in sorted(found) if results.is_result(path)), None)


def report_of(summary, result):
    """The page with all answers that was written with a result; None: there is none."""
    if 'night' not in summary:
        return (summary.get('output') or {}).get('report')
    path = os.path.splitext(result)[0] + '.html'
    return path if os.path.exists(path) else None


class Run(FromConfiguration):
    NAME = 'run'
    FULL, ACCEPT = 'FULL', 'ACCEPT'
    REPORT, ERRORS, WARNINGS = 'REPORT', 'ERRORS', 'WARNINGS'

    def add_parameters(self):
        self.add_config()
        self.add_load()
        for flag in (self.FULL, self.ACCEPT):
            self.add_advanced(QgsProcessingParameterBoolean(flag, tr('parameter_' + flag), defaultValue=False))
        self.addOutput(QgsProcessingOutputFile(self.OUTPUT, tr('output_OUTPUT')))
        self.addOutput(QgsProcessingOutputHtml(self.REPORT, tr('output_REPORT')))
        for number in (self.ERRORS, self.WARNINGS):
            self.addOutput(QgsProcessingOutputNumber(number, tr('output_' + number)))

    def work(self, parameters, context, feedback):
        flags = [option for name, option in ((self.FULL, '--full'), (self.ACCEPT, '--accept'))
                 if self.parameterAsBool(parameters, name, context)]
        printed = self.call('run', [self.config(parameters, context), '--json', *flags], parameters, context, feedback)
        summary = json.loads(printed)
        path = result_of(summary)
        answer = {}
        if path:
            feedback.pushInfo(tr('result_is', path))
            answer[self.OUTPUT] = path
            if results.is_result(path):  # an output of another format is none that we can load
                self.load(path, parameters, context)
            report = report_of(summary, path)
            if report:
                answer[self.REPORT] = report
        # Of a night that changed nothing there is no run.
        quality = (summary.get('run') if 'night' in summary else summary) or {}
        if 'quality' in quality:
            answer[self.ERRORS] = quality['quality']['errors']
            answer[self.WARNINGS] = quality['quality']['warnings']
            feedback.pushInfo(tr('remarks_are', answer[self.ERRORS], answer[self.WARNINGS]))
        return answer
