#!/usr/bin/python3
"""What the command says of itself: --help in both languages, options that verbs do not take, what keys mean.

Usage: manuals.py COMMAND ROOT
"""
import functools
import json
import os
import re
import subprocess
import sys
import unicodedata
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap

COMMAND = ROOT = None
VERBS = ()  # of the source; main() reads them
CHINESE = re.compile('[\u4e00-\u9fff]')
WIDTH = 100


def columns(text):
    return sum(2 if unicodedata.east_asian_width(character) in 'WF' else 1 for character in text)


@functools.lru_cache(maxsize=None)
def said(*arguments, code=0):
    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != code:
        raise AssertionError(f'{arguments}: {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout if code == 0 else done.stderr


def options_of(text):
    """Options that a help lists: (short or None, long, value or None)."""
    return re.findall(r'(?m)^  (?:(-\w), )?(--[a-z-]+)(?: (\S+))?(?=  |$)', text)


class ManualsTest(unittest.TestCase):
    def test_the_verbs_of_the_contract_are_there(self):
        self.assertLessEqual({'run', 'check', 'diff', 'inspect', 'verify', 'status', 'history', 'rerun', 'schema'}, set(VERBS))

    def test_the_help_of_the_command_lists_every_verb_once_or_for_each_way_to_call_it(self):
        for language in ('en', 'zh'):
            listed = re.findall(r'(?m)^  lifecircle ([a-z]+)', said('--help', '--lang', language))
            self.assertEqual([verb for number, verb in enumerate(listed) if listed[:number].count(verb) == 0], list(VERBS))
            self.assertEqual(len(listed), len(VERBS) + 1)  # run, also without a configuration

    def test_help_says_the_same_in_both_languages_and_fits_a_terminal(self):
        for verb in ('', *VERBS):
            english, chinese = (said(*filter(None, (verb, '--help', '--lang', language))) for language in ('en', 'zh'))
            self.assertEqual(said(*filter(None, ('help', verb))), english)
            self.assertEqual(said(*filter(None, ('help', verb, '--lang=zh'))), chinese)
            self.assertEqual([(short, name) for short, name, _ in options_of(english)], [(short, name) for short, name, _ in options_of(chinese)])
            self.assertGreater(len(CHINESE.findall(chinese)), 100)
            if verb != 'run':  # whose example has Chinese fields
                self.assertFalse(CHINESE.search(english), verb)
            for line in (english + chinese).splitlines():
                self.assertLessEqual(columns(line), WIDTH, line)
                self.assertEqual(line.rstrip(), line)
            for line in chinese.splitlines():
                self.assertNotRegex(line.lstrip(), '^[，。、；：）》]', 'no line begins with a closing sign')

    def test_a_verb_takes_the_options_that_its_help_lists_and_no_others(self):
        taken = {verb: {name: value for _, name, value in options_of(said(verb, '--help'))} for verb in VERBS}
        every = {name: value for options in taken.values() for name, value in options.items()}
        self.assertGreater(len(every), 25)
        given = {name: [name] if not value else [name, value.split('|')[0] if '|' in value else '1'] for name, value in every.items()}
        for verb, own in taken.items():
            said(verb, *(word for name in own if name not in ('--quiet', '--version') for word in given[name]))
        for name in every:
            takers = {verb for verb in VERBS if name in taken[verb]}
            for verb in [verb for verb in VERBS if verb not in takers][:2]:
                text = said(verb, *given[name], '--help', code=2)
                named = re.fullmatch(rf'lifecircle: option {name} is for lifecircle (.*) only\n', text)
                self.assertTrue(named, text)
                self.assertEqual(set(re.split(', | and ', named.group(1))), takers)

    def test_letters_stand_for_their_options(self):
        for verb in VERBS:
            for letter, name, value in options_of(said(verb, '--help')):
                if letter and name not in ('--help', '--version'):
                    given = ['1'] if value else []
                    self.assertEqual(said(verb, letter, *given, '--help'), said(verb, name, *given, '--help'))

    def test_check_prints_the_schema_of_configurations_and_reads_none(self):
        self.assertEqual(said('check', '--print-schema'), said('schema', 'config'))
        self.assertIn('homes', json.loads(said('check', '--print-schema'))['properties'])
        self.assertIn('expected no configuration', said('check', '--print-schema', 'absent.yaml', code=2))

    def test_an_unknown_verb_is_told_all_verbs(self):
        expected = 'expected ' + ', '.join(VERBS[:-1]) + f' or {VERBS[-1]}\n'
        self.assertEqual(said('fly', code=2), f'lifecircle: unknown command "fly"; {expected}')
        self.assertEqual(said('--json', code=2), f'lifecircle: a command is missing; {expected}')
        self.assertLess(len(said('f' * 100000, code=2)), 1000)

    def test_schemas_say_in_both_languages_what_each_key_means(self):
        def keys(schema, path=()):
            for name, rules in schema.get('properties', {}).items():
                yield (*path, name), rules
                yield from keys(rules, (*path, name))
            for inner in (*schema.get('anyOf', ()), *filter(None, [schema.get('items')])):
                yield from keys(inner, path)

        def no_key_twice(pairs):
            self.assertEqual(len(dict(pairs)), len(pairs), pairs)
            return dict(pairs)

        for kind in ('config', 'standard', 'profile'):
            english, chinese = (list(keys(json.loads(said('schema', kind, '--lang', language), object_pairs_hook=no_key_twice)))
                                for language in ('en', 'zh'))
            self.assertEqual([path for path, _ in english], [path for path, _ in chinese])
            for path, rules in english:
                self.assertRegex(rules['description'], '^["a-zA-Z0-9]', path)
            for path, rules in chinese:
                self.assertRegex(rules['description'], CHINESE, path)

    def test_defaults_of_parameters_are_those_of_the_page_about_the_configuration(self):
        with open(os.path.join(ROOT, 'doc', 'configuration.md'), encoding='utf-8') as file:
            table = re.findall(r'(?m)^\| `([a-z_0-9]+)` \| (\S+) \| ', file.read().partition('## Parameters')[2])
        self.assertGreaterEqual(len(table), 20)
        for language, form in (('en', r'\((\S+)\)'), ('zh', r'（默认 ([^）]+)）')):
            keys = json.loads(said('schema', 'config', '--lang', language))['properties']['parameters']['properties']
            self.assertEqual(set(keys), {name for name, _ in table})
            for name, default in table:
                self.assertEqual(re.findall(form, keys[name]['description'])[0], {'true': 'yes', 'false': 'no'}.get(default, default), name)


def verbs_of(root):
    """The verbs in the order of their help, from the source."""
    with open(os.path.join(root, 'src', 'cli', 'usage.h'), encoding='utf-8') as file:
        order = re.findall(r'VERB_([A-Z]+)\b', re.search(r'enum verb_id \{(.*?)\}', file.read(), re.S).group(1))
    return tuple(name.lower() for name in order if name not in ('NONE', 'COUNT'))


if __name__ == '__main__':
    COMMAND, ROOT = map(os.path.abspath, sys.argv[1:3])
    VERBS = verbs_of(ROOT)
    sys.exit(tap.main(ManualsTest, sys.argv[3:]))
