"""Which homes are covered, and how many households and people that is."""
from .layers import FromLayers


class Coverage(FromLayers):
    NAME = 'coverage'
    PARAMETERS = {'areas': 'none', 'gaps': False}
    TABLES = ('homes', 'facilities', 'coverage')
