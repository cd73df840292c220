"""Where demand is not covered, why, and the smallest change that would cover it."""
from .layers import FromLayers


class Gaps(FromLayers):
    NAME = 'gaps'
    PARAMETERS = {'areas': 'none', 'gaps': True}
    TABLES = ('gaps', 'homes')
