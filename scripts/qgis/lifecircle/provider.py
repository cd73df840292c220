"""The provider: which algorithms there are, and the setting that says where the program is."""
import os

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from processing.core.ProcessingConfig import ProcessingConfig, Setting

from . import engine
from .algorithms.check import Check
from .algorithms.coverage import Coverage
from .algorithms.difference import Difference
from .algorithms.gaps import Gaps
from .algorithms.run import Run
from .algorithms.service_areas import ServiceAreas
from .texts import tr

ICON = os.path.join(os.path.dirname(__file__), 'icon.svg')


class LifecircleProvider(QgsProcessingProvider):
    def id(self):
        return 'lifecircle'

    def name(self):
        return tr('provider')

    def longName(self):
        return tr('provider_long')

    def icon(self):
        return QIcon(ICON)

    def svgIconPath(self):
        return ICON

    def load(self):
        ProcessingConfig.settingIcons[self.name()] = self.icon()
        # No valuetype of a file: its check would refuse to keep the path of a program that is going to be installed.
        ProcessingConfig.addSetting(Setting(self.name(), engine.SETTING, tr('setting_engine'), '', valuetype=Setting.STRING,
                                            placeholder=tr('setting_engine_empty')))
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self):
        ProcessingConfig.removeSetting(engine.SETTING)

    def loadAlgorithms(self):
        for algorithm in (Run, Check, ServiceAreas, Coverage, Gaps, Difference):
            self.addAlgorithm(algorithm())
