"""Layers of QGIS as sources of a configuration: their files where the program would read the same, else a copy.

A layer that is more or less than its file (a selection, a filter, edits that are not saved, joined or virtual fields) and
every layer of no file is written to a GeoPackage beside the configuration.
"""
import os

from osgeo import gdal
from qgis.core import (QgsFeatureRequest, QgsFeatureSink, QgsFields, QgsProcessingException, QgsProcessingFeatureSource,
                       QgsProcessingFeatureSourceDefinition, QgsProviderRegistry, QgsVectorFileWriter, QgsVectorLayer)

from .texts import tr

FORMATS = ('.gpkg', '.shp', '.geojson', '.json', '.gml', '.kml', '.fgb', '.sqlite', '.tab', '.mif', '.gdb', '.osm', '.pbf')
OSM_FORMATS = ('.osm', '.pbf')


def is_part(value):
    """Whether a parameter's value asks for some of a layer's features only."""
    if not isinstance(value, QgsProcessingFeatureSourceDefinition):
        return False
    return (value.selectedFeaturesOnly or getattr(value, 'featureLimit', -1) != -1  # of later versions of QGIS
            or bool(getattr(value, 'filterExpression', '')))


def declared_crs(layer):
    """None where the file says it, else the EPSG code that somebody has given the layer. ValueError: it has no such code."""
    if layer.crs() == layer.dataProvider().crs():
        return None
    if not layer.crs().authid().startswith('EPSG:'):
        raise ValueError
    return layer.crs().authid()


def is_what_its_file_holds(layer):
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != 'ogr' or layer.subsetString() or layer.isModified():
        return False
    fields = layer.fields()
    return all(fields.fieldOrigin(i) == QgsFields.OriginProvider for i in range(fields.count()))


def source_of_file(layer):
    """{source, layer, crs} of a layer that is what its file holds, else None."""
    if not is_what_its_file_holds(layer):
        return None
    parts = QgsProviderRegistry.instance().decodeUri('ogr', layer.source())
    path = parts.get('path') or ''
    ending = os.path.splitext(path)[1].lower()
    if ending not in FORMATS or not os.path.exists(path) or parts.get('layerId') is not None:
        return None
    source = {'source': os.path.abspath(path)}
    try:
        crs = declared_crs(layer)
    except ValueError:
        return None
    if crs:
        source['crs'] = crs
    # An OSM file is read as a whole: the water, railways and walls in it are no part of the layer of its lines.
    if parts.get('layerName') and ending not in OSM_FORMATS:
        source['layer'] = parts['layerName']
    return source


class Copies:
    """A GeoPackage of copied layers in `folder`."""

    NAME = 'layers.gpkg'

    def __init__(self, folder, context, feedback):
        self.path = os.path.join(folder, self.NAME)
        self.context = context
        self.feedback = feedback

    def add(self, source, name):
        """Copies the features of a QgsProcessingFeatureSource into the layer `name`; answers {source, layer}."""
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = 'GPKG'
        options.layerName = name
        options.layerOptions = ['FID=copy_fid']  # a field `fid` of the layer stays a field
        options.actionOnExistingFile = (QgsVectorFileWriter.CreateOrOverwriteLayer if os.path.exists(self.path)
                                        else QgsVectorFileWriter.CreateOrOverwriteFile)
        # The time of day is no part of the result: copies of the same layer have the same fingerprint.
        gdal.SetThreadLocalConfigOption('OGR_CURRENT_DATE', '2000-01-01T00:00:00.000Z')
        try:
            writer = QgsVectorFileWriter.create(self.path, source.fields(), source.wkbType(), source.sourceCrs(),
                                                self.context.transformContext(), options)
            self.fill(writer, source)
            del writer  # closes the file
        finally:
            gdal.SetThreadLocalConfigOption('OGR_CURRENT_DATE', None)
        return {'source': self.NAME, 'layer': name}

    def fill(self, writer, source):
        if writer.hasError():
            raise QgsProcessingException(writer.errorMessage())
        # Shapes are judged, repaired and reported by the program.
        for feature in source.getFeatures(QgsFeatureRequest(), QgsProcessingFeatureSource.FlagSkipGeometryValidityChecks):
            if self.feedback.isCanceled():
                return
            if not writer.addFeature(feature, QgsFeatureSink.FastInsert):
                raise QgsProcessingException(writer.errorMessage())
        if not writer.flushBuffer():
            raise QgsProcessingException(writer.errorMessage())


class Sources:
    """The layers that an algorithm was given: looked at in the thread of the window (prepare), copied in its own (take)."""

    def __init__(self, algorithm, parameters, context):
        self.algorithm = algorithm
        self.parameters = parameters
        self.context = context
        self.files = {}

    def prepare(self, *names):
        for name in names:
            value = self.parameters.get(name)
            layer = self.algorithm.parameterAsVectorLayer(self.parameters, name, self.context)
            self.files[name] = None if layer is None or is_part(value) else source_of_file(layer)

    def take(self, name, copies, feedback):
        """{source, layer, crs} of a parameter, or None where it is empty and may be."""
        source = self.algorithm.parameterAsSource(self.parameters, name, self.context)
        if source is None:
            if self.parameters.get(name):
                raise QgsProcessingException(self.algorithm.invalidSourceError(self.parameters, name))
            return None
        if self.files[name]:
            feedback.pushInfo(tr('source_file', source.sourceName(), self.files[name]['source']))
            return dict(self.files[name])
        feedback.pushInfo(tr('source_copied', source.sourceName()))
        return copies.add(source, name.lower())
