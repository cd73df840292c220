"""lifecircle in QGIS: algorithms of the Processing toolbox that run the program lifecircle.

QGIS 3.16 or newer. Python's library and QGIS alone; the program is found (engine.py), never a part of the plugin.
"""


def classFactory(iface):
    """QGIS calls this by its name."""
    from .plugin import LifecirclePlugin

    return LifecirclePlugin(iface)
