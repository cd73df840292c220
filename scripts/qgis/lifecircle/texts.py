"""Every text that a person sees, in Chinese and English; QGIS's own language decides.

What the program says by itself (messages about the data) comes as it says it.
"""
import json
import os

from qgis.core import QgsApplication

with open(os.path.join(os.path.dirname(__file__), 'texts.json'), encoding='utf-8') as _file:
    TEXTS = json.load(_file)


def language():
    return 'zh' if QgsApplication.locale().startswith('zh') else 'en'


def text_of(key, of_language):
    """Empty where there is none."""
    return TEXTS[of_language].get(key, '')


def tr(key, *values):
    """The text of a key, with {0}, {1}, ... filled in. A key that is none is a fault of ours, and ends what asks for it."""
    return TEXTS[language()][key].format(*values)


def stage_text(stage, profile):
    """A stage of the program, of one profile where there are several."""
    text = text_of('stage_' + stage, language()) or stage
    if not profile:
        return text
    return tr('of_profile', text, text_of('profile_' + profile, language()) or profile)


def layer_title(table, base):
    """What a layer is called; `base` is the table that it is one of, as `homes` of `homes_elder`."""
    title = text_of('layer_' + base, language()) or base
    if table == base:
        return title
    rest = table[len(base) + 1:]
    return tr('of_profile', title, text_of('profile_' + rest, language()) or rest)
