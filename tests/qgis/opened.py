#!/usr/bin/python3
"""What QGIS itself, without a screen, finds in a project; and its pages as pictures.

Usage: opened.py JOB      JOB: {file, project, folder, pages: [[name, picture]], read: {layer: [column, ...]}, dpi}; the answer is JSON on
                          standard output
"""
import json
import os
import sys

os.environ['QT_QPA_PLATFORM'] = 'offscreen'

from qgis.core import (Qgis, QgsApplication, QgsLayoutExporter, QgsLayoutItem, QgsLayoutItemMap, QgsLayoutItemLabel, QgsLayerTreeGroup,
                       QgsProject)


def describe_layer(layer, project):
    return {'name': layer.name(), 'is_valid': layer.isValid(), 'source': layer.source(), 'count': layer.featureCount(),
            'is_spatial': layer.isSpatial(), 'same_crs': not layer.isSpatial() or layer.crs() == project.crs(),
            'crs': layer.crs().authid(), 'renderer': layer.renderer().type() if layer.isSpatial() else None,
            'aliases': {field.name(): field.alias() for field in layer.fields()}, 'filter': layer.subsetString(),
            'is_read_only': layer.readOnly(), 'tip': bool(layer.mapTipTemplate()), 'labels': layer.labelsEnabled()}


def describe_tree(group):
    """Groups and layers as they stand; a layer that the project does not have is null."""
    parts = []
    for node in group.children():
        if isinstance(node, QgsLayerTreeGroup):
            parts.append({'group': node.name(), 'is_shown': node.itemVisibilityChecked(), 'is_choice': node.isMutuallyExclusive(),
                          'parts': describe_tree(node)})
        else:
            parts.append({'layer': node.layer() and node.layerId(), 'is_shown': node.itemVisibilityChecked()})
    return parts


def share_drawn(image, rectangle, ratio):
    """Share of the pixels of a box, in millimetres, that are not white."""
    left, top = int(rectangle.left() * ratio), int(rectangle.top() * ratio)
    right, bottom = min(int(rectangle.right() * ratio), image.width()), min(int(rectangle.bottom() * ratio), image.height())
    drawn = total = 0
    for y in range(top, bottom, 2):
        for x in range(left, right, 2):
            colour = image.pixelColor(x, y)
            drawn += min(colour.red(), colour.green(), colour.blue()) < 250
            total += 1
    return drawn / total if total else 0.0


def describe_page(layout, image, dpi):
    items = {}
    for item in layout.items():
        if isinstance(item, QgsLayoutItem) and item.id() and item.id() != 'page':
            items[item.id()] = {'drawn': share_drawn(image, item.sceneBoundingRect(), dpi / 25.4)}
            if isinstance(item, QgsLayoutItemLabel):
                items[item.id()]['text'] = item.currentText()
            if isinstance(item, QgsLayoutItemMap):
                items[item.id()]['scale'] = item.scale()
    return items


def draw(project, job, answer):
    """One page of a layout, or all of its atlas."""
    for name, picture in job.get('pages', []):
        layout = project.layoutManager().layoutByName(name)
        atlas = layout.atlas()
        drawn = []
        exporter = QgsLayoutExporter(layout)
        if atlas.enabled():
            atlas.beginRender()
        for page in range(atlas.updateFeatures() if atlas.enabled() else 1):
            if atlas.enabled():
                atlas.seekTo(page)
                layout.refresh()
            image = exporter.renderPageToImage(0, dpi=job.get('dpi', 60))
            drawn.append(describe_page(layout, image, job.get('dpi', 60)))
            if picture:
                image.save(f'{picture}_{page + 1}.png')
        answer['pages'][name] = drawn


def main():
    job = json.loads(sys.argv[1])
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    answer = {'pages': {}, 'version': Qgis.QGIS_VERSION}
    answer['is_read'] = project.read(f"geopackage:{job['file']}?projectName={job['project']}")
    answer['title'] = project.title()
    answer['crs'] = [project.crs().isValid(), project.crs().authid()]
    answer['layers'] = {layer.id(): describe_layer(layer, project) for layer in project.mapLayers().values()}
    answer['tree'] = describe_tree(project.layerTreeRoot())
    answer['themes'] = {name: sorted(layer.id() for layer in project.mapThemeCollection().mapThemeVisibleLayers(name))
                        for name in project.mapThemeCollection().mapThemes()}
    answer['layouts'] = sorted(layout.name() for layout in project.layoutManager().printLayouts())
    answer['rows'] = {layer: [[row[column] for column in columns] for row in project.mapLayer(layer).getFeatures()]
                      for layer, columns in job.get('read', {}).items()}
    draw(project, job, answer)
    print(json.dumps(answer, default=str))
    sys.stdout.flush()
    os._exit(0)  # taking QGIS down in order may crash it


main()
