#!/usr/bin/python3
"""Algorithms in a session of QGIS, where they can be watched: progress, a cancel, layers as people have them, what is loaded.

Usage: session.py JOB      JOB: a JSON object, see work(); the answer is one on standard output
"""
import json
import os
import sys
import time

sys.path.insert(0, '/usr/share/qgis/python/plugins')  # where Debian keeps those of QGIS itself

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsProcessingContext, QgsProcessingException,
                       QgsProcessingFeedback, QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer)

DELETE = 'delete'


class Watcher(QgsProcessingFeedback):
    """Keeps what an algorithm tells; cancels once it has got as far as asked."""

    def __init__(self, cancel_at):
        super().__init__(False)
        self.told = {'progress': [], 'stages': [], 'warnings': [], 'errors': []}
        self.cancel_at = cancel_at
        self.progressChanged.connect(self.moved)

    def moved(self, progress):
        self.told['progress'].append(progress)
        if self.cancel_at is not None and progress >= self.cancel_at:
            self.cancel()

    def setProgressText(self, text):
        self.told['stages'].append(text)

    def pushWarning(self, text):
        self.told['warnings'].append(text)

    def reportError(self, text, fatalError=False):
        del fatalError
        self.told['errors'].append(text)


def children():
    """Processes that we have started and that are still there."""
    found = []
    for name in os.listdir('/proc'):
        try:
            with open(f'/proc/{name}/stat', encoding='utf-8') as file:
                if int(file.read().rpartition(')')[2].split()[1]) == os.getpid():
                    found.append(int(name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def layer_of(described):
    """A layer as somebody has it in the project, as a parameter: {uri, provider, crs, select, delete}."""
    layer = QgsVectorLayer(described['uri'], described.get('name', 'layer'), described.get('provider', 'ogr'))
    assert layer.isValid(), described
    QgsProject.instance().addMapLayer(layer)
    if 'crs' in described:
        layer.setCrs(QgsCoordinateReferenceSystem(described['crs']))
    if 'subset' in described:
        assert layer.setSubsetString(described['subset'])
    if DELETE in described:
        layer.selectByExpression(described[DELETE])
        assert layer.startEditing() and layer.deleteSelectedFeatures()
    if 'select' in described:
        layer.selectByExpression(described['select'])
        return QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
    return layer.id()


def tree(group):
    """Names of the layer tree from top to bottom; of layers also the table, the kind of renderer, and can they be read."""
    answer = []
    for node in group.children():
        if hasattr(node, 'layer'):
            layer = node.layer()
            renderer = layer.renderer().type() if layer.renderer() else None
            answer.append([node.name(), layer.source().rpartition('=')[2], renderer, layer.isValid()])
        else:
            answer.append([node.name(), tree(node)])
    return answer


def work(job):
    """{algorithm, parameters, layers: {parameter: layer_of()}, cancel_at, load, set: {attribute of engine: value}}"""
    import processing
    from processing.core.Processing import Processing
    from qgis.utils import loadPlugin, plugin_paths, plugins, startProcessingPlugin

    plugin_paths.insert(0, job['plugins'])
    sys.path.insert(0, job['plugins'])
    Processing.initialize()
    assert loadPlugin('lifecircle') and startProcessingPlugin('lifecircle'), plugins
    for name, value in job.get('set', {}).items():
        setattr(sys.modules['lifecircle.engine'], name, value)
    parameters = dict(job['parameters'])
    parameters.update({name: layer_of(described) for name, described in job.get('layers', {}).items()})
    before = [node.name() for node in QgsProject.instance().layerTreeRoot().children()]
    feedback = Watcher(job.get('cancel_at'))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    begin = time.monotonic()
    answer = {'failed': None, 'results': None}
    try:
        start = processing.runAndLoadResults if job.get('load') else processing.run
        answer['results'] = start(job['algorithm'], parameters, feedback=feedback, context=context)
    except QgsProcessingException as error:
        answer['failed'] = str(error)
    answer.update(feedback.told, seconds=time.monotonic() - begin, cancelled=feedback.isCanceled(), children=children(),
                  tree=[node for node in tree(QgsProject.instance().layerTreeRoot()) if node[0] not in before])
    return answer


if __name__ == '__main__':
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps(work(json.loads(sys.argv[1]))), flush=True)
    os._exit(0)  # leaving QGIS in order may crash it
