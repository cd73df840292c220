"""Results as layers of a project: which there are, what they are called, in which order, with the style of their file."""
import pathlib
import sqlite3

from qgis.core import QgsProcessingContext, QgsProcessingLayerPostProcessorInterface, QgsProcessingUtils

from .texts import layer_title

# Top to bottom in the tree, so that nothing hides anything; tables below.
ORDER = ('gate_gains', 'gates_changed', 'gates', 'facilities_changed', 'facilities', 'network_defects', 'objects_changed',
         'gaps_changed', 'gaps', 'homes_changed', 'homes', 'reached_streets', 'service_areas', 'units_changed', 'units',
         'streets', 'barriers', 'barrier_areas')
TABLES = ('coverage', 'indicators', 'presence', 'quality', 'coverage_changed', 'indicators_changed', 'run_changed',
          'not_compared')
ORDER_PROPERTY = 'lifecircle/order'


def contents(path):
    """{table: is it a layer} of a GeoPackage, which is only read."""
    uri = pathlib.Path(path).absolute().as_uri() + '?mode=ro'
    connection = sqlite3.connect(uri, uri=True)
    try:
        rows = connection.execute('SELECT table_name, data_type FROM gpkg_contents')
        return {name: kind == 'features' for name, kind in rows if kind in ('features', 'attributes')}
    finally:
        connection.close()


def is_result(path):
    try:
        return 'run' in contents(path)
    except sqlite3.Error:
        return False


def base_of(table, names):
    """The name that `table` begins with, of a further profile as `homes_elder`; None: a table that nobody is shown."""
    if table in names:
        return table
    return max((name for name in names if table.startswith(name + '_')), key=len, default=None)


def rank(table):
    base = base_of(table, ORDER + TABLES)
    return ((ORDER + TABLES).index(base), table)


def shown(path):
    """The tables of a result that are loaded, top to bottom."""
    return sorted((name for name, is_layer in contents(path).items() if is_layer and base_of(name, ORDER) or name in TABLES),
                  key=rank)


def uri_of(path, table):
    return f'{path}|layername={table}'


class Group:
    """The group of one load, made for its first layer."""

    def __init__(self, name):
        self.name = name
        self.node = None

    def insert(self, project, layer, order):
        root = project.layerTreeRoot()
        node = root.findLayer(layer.id())
        if self.node is None:
            self.node = root.insertGroup(0, self.name)
        above = [child for child in self.node.children() if child.customProperty(ORDER_PROPERTY, 0) < order]
        moved = node.clone()
        moved.setCustomProperty(ORDER_PROPERTY, order)
        self.node.insertChildNode(len(above), moved)
        node.parent().removeChildNode(node)


class IntoGroup(QgsProcessingLayerPostProcessorInterface):
    """Once a layer is in the project: the style that its file holds, and its place in the group of the result."""

    kept = []  # Processing only points at them

    def __init__(self, group, order):
        super().__init__()
        self.group = group
        self.order = order
        IntoGroup.kept.append(self)

    def postProcessLayer(self, layer, context, feedback):
        del feedback
        layer.loadDefaultStyle()
        self.group.insert(context.project(), layer, self.order)


def load(path, title, context, tables=None):
    """Has Processing load tables of a result (all that are shown unless named) into a group once the algorithm is done."""
    if context.project() is None:
        return
    group = Group(title)
    for order, table in enumerate(tables or shown(path)):
        details = QgsProcessingContext.LayerDetails(layer_title(table, base_of(table, ORDER + TABLES)), context.project())
        details.layerTypeHint = QgsProcessingUtils.LayerHint.Vector
        details.forceName = True  # not the file's
        details.setPostProcessor(IntoGroup(group, order))
        context.addLayerToLoadOnCompletion(uri_of(path, table), details)
