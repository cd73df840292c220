"""What all algorithms share: names and texts, icon, threads, and how an end of the program becomes one of the algorithm."""
import os

from qgis.core import (QgsProcessingAlgorithm, QgsProcessingException, QgsProcessingParameterBoolean,
                       QgsProcessingParameterDefinition, QgsProcessingParameterFileDestination, QgsProcessingParameterNumber)
from qgis.PyQt.QtGui import QIcon

from .. import engine, results
from ..texts import text_of, tr

ICON = os.path.join(os.path.dirname(os.path.dirname(__file__)), 'icon.svg')


class EngineAlgorithm(QgsProcessingAlgorithm):
    """An algorithm that runs the program. A class sets NAME and GROUP (of texts), and has add_parameters() and work()."""

    NAME = GROUP = None
    OUTPUT = 'OUTPUT'
    LOAD = 'LOAD'
    THREADS = 'THREADS'

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.NAME

    def displayName(self):
        return tr('name_' + self.NAME)

    def group(self):
        return tr('group_' + self.GROUP)

    def groupId(self):
        return self.GROUP

    def shortDescription(self):
        return tr('short_' + self.NAME)

    def shortHelpString(self):
        return tr('help_' + self.NAME)

    def tags(self):
        """A person finds it by words of either language."""
        return [word for language in ('zh', 'en') for word in text_of('tags_' + self.NAME, language).split()]

    def icon(self):
        return QIcon(ICON)

    def svgIconPath(self):
        return ICON

    def canExecute(self):
        """Before somebody fills in a dialog for nothing."""
        try:
            engine.find()
        except engine.EngineError as error:
            return False, str(error)
        return True, ''

    def initAlgorithm(self, configuration=None):
        del configuration
        self.add_parameters()
        self.add_advanced(QgsProcessingParameterNumber(self.THREADS, tr('parameter_THREADS'), defaultValue=0, minValue=0))

    def add_advanced(self, parameter):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        self.add(parameter)

    def add(self, parameter):
        """With the help that is shown beside it, where there is some."""
        key = 'hint_' + parameter.name()
        if text_of(key, 'en'):
            parameter.setHelp(tr(key))
        self.addParameter(parameter)

    def add_destination(self, name, text):
        """A GeoPackage that is written, and whether its layers are loaded."""
        self.add(QgsProcessingParameterFileDestination(name, tr(text), fileFilter='GeoPackage (*.gpkg)'))
        self.add_load()

    def add_load(self):
        self.add(QgsProcessingParameterBoolean(self.LOAD, tr('parameter_LOAD'), defaultValue=True))

    def processAlgorithm(self, parameters, context, feedback):
        try:
            return self.work(parameters, context, feedback)
        except engine.Cancelled:
            feedback.pushInfo(tr('stopped'))
            return {}
        except engine.EngineError as error:
            raise QgsProcessingException(str(error)) from error

    def call(self, verb, arguments, parameters, context, feedback, folder=None):
        """What the program prints."""
        threads = self.parameterAsInt(parameters, self.THREADS, context)
        chosen = ['--threads', str(threads)] if threads > 0 else []
        return engine.run([verb, *arguments, *chosen], feedback, folder)

    def load(self, path, parameters, context, tables=None):
        """Into a group named as the file; a temporary one has no name of its own. No tables named: the whole result."""
        if not self.parameterAsBool(parameters, self.LOAD, context):
            return
        title = os.path.splitext(os.path.basename(path))[0]
        title = self.displayName() if title == self.OUTPUT else title
        if tables is None:
            results.load_all(path, title, context)
        else:
            results.load(path, title, context, tables)
