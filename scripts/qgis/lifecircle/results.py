"""Results as layers of a project: which there are, what they are called, in which order, with the style of their file."""
import pathlib
import sqlite3

from qgis.core import (QgsLayerTree, QgsProcessingContext, QgsProcessingLayerPostProcessorInterface, QgsProcessingUtils,
                       QgsProject)

from .texts import language, layer_title, tr

# Top to bottom in the tree, so that nothing hides anything; tables below.
ORDER = ('gate_gains', 'gates_changed', 'gates', 'facilities_changed', 'facilities', 'network_defects', 'objects_changed',
         'gaps_changed', 'gaps', 'homes_changed', 'homes', 'reached_streets', 'service_areas', 'units_changed', 'units',
         'streets', 'barriers', 'barrier_areas')
TABLES = ('coverage', 'indicators', 'presence', 'quality', 'coverage_changed', 'indicators_changed', 'run_changed',
          'not_compared')
ORDER_PROPERTY = 'lifecircle/order'
PROJECT = 'lifecircle'  # in a result, in its own language; behind it _en or _zh in the other


def read_rows(path, query):
    """Of a GeoPackage, which is only read."""
    connection = sqlite3.connect(pathlib.Path(path).absolute().as_uri() + '?mode=ro', uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def contents(path):
    """{table: is it a layer} of a GeoPackage, which is only read."""
    return {name: kind == 'features' for name, kind in read_rows(path, 'SELECT table_name, data_type FROM gpkg_contents')}


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


def stored_projects(path):
    """Names of the projects in a result."""
    if not read_rows(path, "SELECT 1 FROM sqlite_master WHERE name = 'qgis_projects'"):
        return []
    return [name for name, in read_rows(path, 'SELECT name FROM qgis_projects')]


def uri_of(path, table):
    return f'{path}|layername={table}'


class Group:
    """The group of one load, made for its first layer."""

    def __init__(self, name):
        self.name = name
        self.node = None

    def insert(self, project, layer, order):
        """Moves a layer of the project into the group, above those of a higher order."""
        root = project.layerTreeRoot()
        node = root.findLayer(layer.id())
        if self.node is None:
            self.node = root.insertGroup(0, self.name)
        above = [child for child in self.node.children() if child.customProperty(ORDER_PROPERTY, 0) < order]
        moved = node.clone()
        moved.setCustomProperty(ORDER_PROPERTY, order)
        self.node.insertChildNode(len(above), moved)
        node.parent().removeChildNode(node)


class PostProcessor(QgsProcessingLayerPostProcessorInterface):
    kept = []  # Processing only points at them

    def __init__(self, group):
        super().__init__()
        self.group = group
        PostProcessor.kept.append(self)


class IntoGroup(PostProcessor):
    """Once a layer is in the project: the style that its file holds, and its place in the group of the result."""

    def __init__(self, group, order):
        super().__init__(group)
        self.order = order

    def postProcessLayer(self, layer, context, feedback):
        del feedback
        layer.loadDefaultStyle()
        self.group.insert(context.project(), layer, self.order)


class WithProject(PostProcessor):
    """Once one layer is in the project: above it all groups and layers of the project that the result holds."""

    def __init__(self, group, uri):
        super().__init__(group)
        self.uri = uri

    def postProcessLayer(self, layer, context, feedback):
        layer.loadDefaultStyle()
        self.group.insert(context.project(), layer, 0)
        stored = QgsProject()
        if not stored.read(self.uri):
            feedback.reportError(tr('project_unreadable', self.uri))
            return
        copy_tree(stored.layerTreeRoot(), self.group.node, 0, context.project(), layer.source())
        self.group.node.setExpanded(True)


def copy_tree(group, target, at, project, without):
    """Copies groups and layers, with what is shown and open, into `target` from its place `at` on; `without`: a source."""
    for node in group.children():
        if QgsLayerTree.isGroup(node):
            copy = target.insertGroup(at, node.name())
            copy_tree(node, copy, 0, project, without)
            copy.setIsMutuallyExclusive(node.isMutuallyExclusive())
        elif node.layer() is None or node.layer().source() == without:
            continue
        else:
            copy = target.insertLayer(at, project.addMapLayer(node.layer().clone(), False))
        copy.setItemVisibilityChecked(node.itemVisibilityChecked())
        copy.setExpanded(node.isExpanded())
        at += 1


def details_of(path, table, context, processor):
    details = QgsProcessingContext.LayerDetails(layer_title(table, base_of(table, ORDER + TABLES)), context.project())
    details.layerTypeHint = QgsProcessingUtils.LayerHint.Vector
    details.forceName = True  # not the file's
    details.setPostProcessor(processor)
    context.addLayerToLoadOnCompletion(uri_of(path, table), details)


def load(path, title, context, tables):
    """Has Processing load tables of a result into a group once the algorithm is done."""
    if context.project() is None:
        return
    group = Group(title)
    for order, table in enumerate(sorted(tables, key=rank)):
        details_of(path, table, context, IntoGroup(group, order))


def load_all(path, title, context):
    """The project that a result holds, in the language of the person if it is there; else all tables that people look at."""
    if context.project() is None:
        return
    names = stored_projects(path)
    name = next((name for name in (f'{PROJECT}_{language()}', PROJECT) if name in names), None)
    if name is None:
        load(path, title, context, shown(path))
    else:
        # Processing begins with a layer: the lowest, which stays below what the project brings.
        lowest = shown(path)[-1]
        details_of(path, lowest, context, WithProject(Group(title), f'geopackage:{path}?projectName={name}'))
