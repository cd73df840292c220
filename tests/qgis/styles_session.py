"""styles_session.py GEOPACKAGE OUT.json [LAYER=TITLE ...], inside QGIS: loads every style and says what becomes of it.

Features are counted by styles in Chinese only; those in English are the same.

Styles named are drawn as well: at three scales, without labels, and the mean grey of every feature that is drawn is noted.
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as tree

os.environ['QT_QPA_PLATFORM'] = 'offscreen'
from qgis.core import (QgsApplication, QgsExpression, QgsExpressionContext, QgsExpressionContextUtils,  # noqa: E402
                       QgsMapRendererSequentialJob, QgsMapSettings, QgsMapToPixel, QgsRectangle, QgsRenderContext, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor, QImage  # noqa: E402
from qgis.PyQt.QtXml import QDomDocument  # noqa: E402

SCALES, DPI = (5000, 25000, 100000), 96
PATH, OUT, DRAWN = sys.argv[1], sys.argv[2], sys.argv[3:]


def context_of(layer, settings=None):
    context = QgsExpressionContext()
    context.appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    if settings:
        context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    return context


def expressions_of(qml):
    """Everything in a style that QGIS evaluates, read without QGIS."""
    root = tree.fromstring(qml)
    found = [rule.get('filter') for rule in root.iter('rule') if rule.get('filter') not in (None, '', 'ELSE')]
    found += [clause.text for clause in root.iter('orderByClause')]
    found += [text.get('fieldName') for text in root.iter('text-style')]
    found += [option.get('value') for option in root.iter('Option') if option.get('name') == 'expression']
    found += re.findall(r'\[%(.*?)%\]', root.findtext('mapTip') or '', re.DOTALL)
    return found


KNOWN = set()  # what was found to be sound, by table


def faults_of(layer, qml):
    """Expressions that cannot be parsed, name a column that is not there, or fail on the first feature."""
    faults = []
    feature = next(layer.getFeatures(), None)
    columns = set(layer.fields().names())
    for text in expressions_of(qml):
        if (layer.name(), text) in KNOWN:
            continue
        expression = QgsExpression(text)
        missing = set(expression.referencedColumns()) - columns - {'*'}
        context = context_of(layer)
        if feature:
            context.setFeature(feature)
            expression.evaluate(context)
        if expression.hasParserError() or expression.hasEvalError() or missing:
            faults.append([text[:200], expression.parserErrorString() or expression.evalErrorString(), sorted(missing)])
        else:
            KNOWN.add((layer.name(), text))
    return faults


def classes_of(layer, counted):
    """[group, label, features] of each entry of the legend that has a symbol; features only where they are to be counted."""
    counts = {}
    for scale in (20000, 60000) if counted else ():  # some classes are for maps of quarters only, others for those of districts
        seen = {}
        renderer = layer.renderer().clone()
        context = QgsRenderContext()
        context.setExpressionContext(context_of(layer))
        context.setRendererScale(scale)
        renderer.startRender(context, layer.fields())
        for feature in layer.getFeatures():
            context.expressionContext().setFeature(feature)
            for key in renderer.legendKeysForFeature(feature, context):
                seen[key] = seen.get(key, 0) + 1
        renderer.stopRender(context)
        counts = {key: max(counts.get(key, 0), seen.get(key, 0)) for key in {*counts, *seen}}
    items = layer.renderer().legendSymbolItems()
    group, classes = '', []
    for item in items:
        if item.symbol() is None:
            group = item.label()
        else:
            classes.append([group if item.level() > 0 else '', item.label(), counts.get(item.ruleKey(), 0)])
    return classes


def is_chinese(title):
    return any('一' <= letter <= '鿿' for letter in title.split(':')[0])


def tip_of(layer):
    feature = next(layer.getFeatures(), None)
    if not feature:
        return ''
    context = context_of(layer)
    context.setFeature(feature)
    return QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)


def draw(layer, scale):
    """The layer alone on white, at a scale, with its middle in the middle; and which pixel a place is at."""
    box = layer.extent()
    size = QSize(*(min(1400, int(length / scale / 0.0254 * DPI) + 40) for length in (box.width(), box.height())))
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(size)
    settings.setOutputDpi(DPI)
    settings.setBackgroundColor(QColor('white'))
    half_x, half_y = (0.5 * pixels / DPI * 0.0254 * scale for pixels in (size.width(), size.height()))
    centre = box.center()
    settings.setExtent(QgsRectangle(centre.x() - half_x, centre.y() - half_y, centre.x() + half_x, centre.y() + half_y))
    settings.setFlag(QgsMapSettings.DrawLabeling, False)
    settings.setExpressionContext(context_of(layer, settings))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage().convertToFormat(QImage.Format_Grayscale8), QgsMapToPixel(settings.mapToPixel())


def greys_of(layer, scale):
    """Mean grey (0 to 255) of the inside of each polygon that is in the picture, by feature id; and the share of pixels drawn."""
    image, places = draw(layer, scale)
    width, height = image.width(), image.height()
    bits = image.constBits()
    bits.setsize(image.byteCount())
    data, line = bytes(bits), image.bytesPerLine()
    greys = {}
    for feature in layer.getFeatures():
        inside = feature.geometry().pointOnSurface()
        if inside.isEmpty():
            continue
        at = places.transform(inside.asPoint())
        reach = 6 if scale < 50000 else 1
        pixels = [data[y * line + x] for y in range(int(at.y()) - reach, int(at.y()) + reach + 1) if 0 <= y < height
                  for x in range(int(at.x()) - reach, int(at.x()) + reach + 1) if 0 <= x < width]
        if pixels:
            greys[feature.id()] = sum(pixels) / len(pixels)
    drawn = sum(1 for y in range(height) for value in data[y * line:y * line + width] if value < 250)
    return {'greys': greys, 'drawn': drawn / (width * height)}


def main():
    app = QgsApplication([], False)
    app.initQgis()
    said = {'bare': {}, 'styles': []}
    layers = {}
    names = QgsVectorLayer(f'{PATH}|layername=layer_styles', 'styles', 'ogr')
    for row in sorted(names.getFeatures(), key=lambda feature: feature.id()):
        table, qml = row['f_table_name'], row['styleQML']
        if table not in layers:
            layers[table] = QgsVectorLayer(f'{PATH}|layername={table}', table, 'ogr')
            bare = layers[table]
            said['bare'][table] = {'valid': bare.isValid(), 'renderer': bare.renderer().type() if bare.renderer() else None,
                                   'aliases': {field.name(): field.alias() for field in bare.fields()}}
        layer = layers[table]
        document = QDomDocument()
        read = document.setContent(qml)[0] and layer.importNamedStyle(document)[0]
        entry = {'layer': table, 'name': row['styleName'], 'title': row['description'], 'default': bool(row['useAsDefault']),
                 'read': read, 'faults': faults_of(layer, qml),
                 'aliases': {field.name(): field.alias() for field in layer.fields()}}
        if layer.renderer() and layer.renderer().type() != 'nullSymbol':
            entry.update(renderer=layer.renderer().type(), classes=classes_of(layer, is_chinese(row['description'])), tip=tip_of(layer),
                         labels=layer.labeling() is not None)
        if f'{table}={entry["title"]}' in DRAWN:
            entry['drawn'] = {scale: greys_of(layer, scale) for scale in SCALES}
        said['styles'].append(entry)
    with open(OUT, 'w', encoding='utf-8') as file:
        json.dump(said, file, ensure_ascii=False)
    sys.stdout.flush()
    os._exit(0)  # taking QGIS down may crash


main()
