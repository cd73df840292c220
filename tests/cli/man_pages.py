#!/usr/bin/python3
"""The manual pages as man shows them, and the completion as bash asks it.

Usage: man_pages.py COMMAND ROOT MANUAL PAGES COMPLETION      PAGES: the folder with en and zh_CN
"""
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema
import yaml

import manuals
from manuals import CHINESE, columns, options_of, said

import tap

PAGES = MANUAL = COMPLETION = None
VERBS = ()
KINDS = ('config', 'standard', 'profile')
WIDTH = 100
LANGUAGES = {'en': 'en', 'zh': 'zh_CN'}


def path_of(name, language):
    return os.path.join(PAGES, LANGUAGES[language], name)


@functools.lru_cache(maxsize=None)
def man(path, *options):
    """What man prints, and what it complains of."""
    done = subprocess.run(['man', '--warnings', '-E', 'UTF-8', *options, '-l', path], capture_output=True, text=True, timeout=60, check=True,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'MANWIDTH': str(WIDTH), 'MANPAGER': 'cat', 'MAN_KEEP_FORMATTING': ''})
    return done.stdout, done.stderr


def sections(text):
    """Heading -> lines below it."""
    found, name = {}, None
    for line in text.splitlines():
        if re.match(r'\S', line):
            name = line
        found.setdefault(name, []).append(line)
    return found


def names():
    return ['lifecircle.1', *(f'lifecircle-{verb}.1' for verb in VERBS), *(f'lifecircle-{kind}.5' for kind in KINDS)]


class PagesTest(unittest.TestCase):
    def test_every_verb_and_every_kind_of_file_has_a_page_in_both_languages(self):
        self.assertEqual(subprocess.run([MANUAL, 'pages'], capture_output=True, text=True, check=True).stdout.split(), names())
        for folder in LANGUAGES.values():
            self.assertEqual(sorted(name for name in os.listdir(os.path.join(PAGES, folder)) if name.endswith(('.1', '.5'))), sorted(names()))

    def test_every_page_is_shown_without_a_complaint_and_begins_and_ends_as_pages_do(self):
        for language in LANGUAGES:
            for name in names():
                path = path_of(name, language)
                self.assertEqual(man(path, '-Tutf8', '-Z')[1], '', path)
                text, complaints = man(path)
                self.assertEqual(complaints, '', path)
                headings = list(sections(text))[1:-1]
                self.assertEqual((headings[0], headings[-1]), (('NAME', 'SEE ALSO') if language == 'en' else ('名称', '参见')))
                stem, section = name.split('.')
                self.assertIn(f'{stem}({section})', text.splitlines()[0])
                others = set(re.findall(r'(lifecircle\S*)\((\d)\)', ' '.join(sections(text)[headings[-1]])))
                self.assertEqual(others, {tuple(one.split('.')) for one in names()} - {(stem, section)})

    def test_whatis_can_read_each_name(self):
        for language in LANGUAGES:
            for name in names():
                done = subprocess.run(['lexgrog', '-E', 'UTF-8', path_of(name, language)], capture_output=True, text=True, check=True,
                                      env={**os.environ, 'LC_ALL': 'C.UTF-8'})
                self.assertRegex(done.stdout, rf': "{name[:-2]} - .+"\n', name)

    def test_a_page_of_a_verb_has_the_options_of_its_help(self):
        for language in LANGUAGES:
            for verb in VERBS:
                helped = options_of(said(verb, '--help', '--lang', language))
                body = sections(man(path_of(f'lifecircle-{verb}.1', language))[0])
                shown = [line.strip() for line in body['OPTIONS' if language == 'en' else '选项'] if re.match(r' {7}-', line)]
                self.assertEqual(shown, [(f'{short}, ' if short else '') + name + (f' {value}' if value else '') for short, name, value in helped])
                codes = [line.strip() for line in body['EXIT STATUS' if language == 'en' else '退出状态'] if re.match(r' {7}\d+$', line)]
                self.assertEqual(codes, ['0', '1', '2', '3', '4', '5', '129', '130', '143'])

    def keys(self, schema, path=()):
        for name, rules in schema.get('properties', {}).items():
            yield (*path, name)
            yield from self.keys(rules, (*path, name))
        for inner in (*schema.get('anyOf', ()), *filter(None, [schema.get('items')])):
            yield from self.keys(inner, path)

    def test_a_page_of_a_kind_of_file_has_every_key_of_its_schema_in_its_place(self):
        for kind in KINDS:
            paths = set(self.keys(json.loads(said('schema', kind))))
            for language in LANGUAGES:
                lines = sections(man(path_of(f'lifecircle-{kind}.5', language))[0])['KEYS' if language == 'en' else '键']
                shown, top, paragraph = set(), (), []
                for line in [*lines[1:], '']:
                    if re.match(r' {3}\S', line):
                        top = (line.strip(),)
                    elif line:
                        paragraph.append(line)
                    elif paragraph:
                        text = ' '.join(part.strip() for part in paragraph)
                        if paragraph[-1].startswith(' ' * 11):  # a key, what it takes and, further in, what it means
                            shown.add((*top, *text.split()[0].split('.')))
                        else:  # "x, y: as under z"
                            shown |= {(*top, *name.split('.')) for name in re.split('[,、] ?', re.split('[:：]', text)[0])}
                        paragraph = []
                self.assertEqual(shown, paths, (kind, language))

    def test_chinese_pages_are_chinese_and_fit_and_english_ones_hyphenate_no_column(self):
        for name in names():
            chinese, english = man(path_of(name, 'zh'))[0], man(path_of(name, 'en'))[0]
            self.assertGreater(len(CHINESE.findall(chinese)), 100)
            for text in (chinese, english):
                self.assertNotIn('\N{HYPHEN}', text)
                for line in text.splitlines():
                    if not line.startswith(' ' * 11):  # examples stay as they stand
                        self.assertLessEqual(columns(line), WIDTH, line)
            for line in chinese.splitlines():
                self.assertNotRegex(line.lstrip(), '^[，。、；：）》]')

    def test_commands_of_examples_are_taken_by_the_command(self):
        for language in LANGUAGES:
            for name in names()[:len(VERBS) + 1]:
                text = sections(man(path_of(name, language))[0]).get('EXAMPLES' if language == 'en' else '示例', ())
                self.assertTrue(text, f'{name}: no examples; they stand in doc/man/{LANGUAGES[language]}')
                calls = re.findall(r'lifecircle ([^|>\n]*)', re.sub(r'\n {11,}(?=\S)(?!lifecircle)', ' ', '\n'.join(text)))
                self.assertTrue(calls, name)
                for call in calls:
                    words = call.split()
                    if words[0] in VERBS:
                        said(*words, '--help')

    def test_files_of_examples_fit_their_schema(self):
        for language in LANGUAGES:
            for kind in KINDS[:2]:
                example = sections(man(path_of(f'lifecircle-{kind}.5', language))[0])['EXAMPLE' if language == 'en' else '示例']
                content = yaml.safe_load('\n'.join(line[11:] for line in example[1:]))
                jsonschema.Draft7Validator(json.loads(said('schema', kind))).validate(content)


class CompletionTest(unittest.TestCase):
    """bash's own variables are set, its function is called, and what it would offer is read."""

    def setUp(self):
        self.keeper = tempfile.TemporaryDirectory(prefix='lifecircle-completion-')
        self.addCleanup(self.keeper.cleanup)
        for name in ('district.yaml', 'two words.yaml', 'old.gpkg', 'roads.osm', 'folder/x.yaml', 'results/new.gpkg'):
            path = os.path.join(self.keeper.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8'):
                pass

    def offered(self, *words):
        """What stands behind "lifecircle" up to the cursor."""
        script = 'set -u; source "$1"; shift; COMP_WORDS=(lifecircle "$@"); COMP_CWORD=$#; _lifecircle; printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(['bash', '--norc', '-c', script, 'bash', COMPLETION, *words], cwd=self.keeper.name, capture_output=True, text=True,
                              timeout=60, check=True)
        self.assertEqual(done.stderr, '')
        return sorted(filter(None, done.stdout.split('\n')))

    def test_verbs(self):
        self.assertEqual(self.offered(''), sorted((*VERBS, 'help')))
        self.assertEqual(self.offered('s'), ['schema', 'status'])
        self.assertEqual(self.offered('help', 'in'), ['inspect'])
        self.assertEqual(self.offered('help', 'run', ''), [])

    def test_options_of_a_verb_are_those_of_its_help(self):
        for verb in VERBS:
            listed = options_of(said(verb, '--help'))
            self.assertEqual(self.offered(verb, '-'), sorted([name for _, name, _ in listed] + [short for short, _, _ in listed if short]))
        self.assertEqual(self.offered('check', 'c.yaml', '--pr'), ['--print-schema', '--progress'])
        self.assertEqual(self.offered('--v'), ['--verbose', '--version'])

    def test_words_of_an_option_also_behind_an_equals_sign(self):
        self.assertEqual(self.offered('run', '--lang', ''), ['en', 'zh'])
        self.assertEqual(self.offered('run', '--lang', 'z'), ['zh'])
        self.assertEqual(self.offered('run', '--lang', '='), ['en', 'zh'])
        self.assertEqual(self.offered('run', '--log-format', '=', 'j'), ['json'])
        self.assertEqual(self.offered('schema', ''), ['config', 'profile', 'standard'])
        self.assertEqual(self.offered('run', '--threads', ''), [])

    def test_files_and_folders(self):
        self.assertEqual(self.offered('run', ''), ['district.yaml', 'folder', 'results', 'two words.yaml'])
        self.assertEqual(self.offered('run', 'two'), ['two words.yaml'])
        self.assertEqual(self.offered('check', 'folder/'), ['folder/x.yaml'])
        self.assertEqual(self.offered('diff', ''), ['folder', 'old.gpkg', 'results'])
        self.assertEqual(self.offered('run', '--roads', 'ro'), ['roads.osm'])
        self.assertEqual(self.offered('inspect', 'ro'), ['roads.osm'])
        self.assertEqual(self.offered('diff', 'a', 'b', '--csv', ''), ['folder', 'results'])
        self.assertEqual(self.offered('rerun', 'a', '-o', ''), ['folder', 'results'])
        self.assertEqual(self.offered('diff', 'a', 'b', '-o', 'o'), ['old.gpkg'])
        self.assertEqual(self.offered('run', 'absent'), [])


if __name__ == '__main__':
    manuals.COMMAND, root, MANUAL, PAGES, COMPLETION = map(os.path.abspath, sys.argv[1:6])
    VERBS = manuals.verbs_of(root)
    sys.exit(tap.main_of([PagesTest, CompletionTest], sys.argv[6:]))
