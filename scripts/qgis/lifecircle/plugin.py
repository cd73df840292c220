"""What QGIS starts and stops: the provider of the algorithms."""
from qgis.core import QgsApplication

from .provider import LifecircleProvider


class LifecirclePlugin:
    def __init__(self, iface):
        del iface  # nothing but the toolbox: no menus
        self.provider = None

    def initProcessing(self):
        """Alone where there is no window: qgis_process."""
        if self.provider is None:
            self.provider = LifecircleProvider()
            QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
