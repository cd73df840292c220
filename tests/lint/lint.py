#!/usr/bin/python3
"""The rules of the house, checked: includes, doors, public headers, exports, sizes, paths. Speaks TAP.

Usage: lint.py ROOT [LIBRARY.so]
"""
import fnmatch
import os
import re
import subprocess
import sys

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
COMPILERS = (('gcc', '-std=c17', 'c'), ('clang', '-std=c17', 'c'), ('g++', '-std=c++17', 'c++'), ('clang++', '-std=c++17', 'c++'))
# Folders that exist on the machine of whoever wrote a line, put together here so that this file passes itself.
MACHINE_PATHS = re.compile('(?<![A-Za-z0-9_.])/(' + '|'.join(('wo' + 'rk', 'ho' + 'me', 'ro' + 'ot', 'fa' + 'rm', 'tm' + 'p')) + ')/')
TEXT_ENDINGS = ('.c', '.h', '.py', '.md', '.yaml', '.build', '.txt', '.map', '.json', '.sh', '.osm', '.csv', '')


def rules():
    with open(os.path.join(HERE, 'rules.yaml'), encoding='utf-8') as text:
        return yaml.safe_load(text)


def files(root, *folders, endings=('.c', '.h')):
    """Paths under root, sorted, without what is built or belongs to git; geodatabases are folders of bytes."""
    for folder in folders:
        for path, names, found in os.walk(os.path.join(root, folder)):
            names[:] = sorted(n for n in names if n not in ('.git', '__pycache__') and not n.startswith(('build', '.build'))
                              and not n.endswith('.gdb'))
            for name in sorted(n for n in found if n != '.git'):  # a file in a work tree of its own
                if os.path.splitext(name)[1] in endings:
                    yield os.path.relpath(os.path.join(path, name), root)


def lines_of(root, path):
    with open(os.path.join(root, path), encoding='utf-8') as text:
        return text.read().split('\n')


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def included(root, path):
    """(line, header) of every include; a header beside its file is named from src/ on."""
    for number, line in enumerate(lines_of(root, path), 1):
        found = INCLUDE.match(line)
        if found:
            beside = os.path.join(os.path.dirname(path), found.group(2))
            own = found.group(1) == '"' and os.path.exists(os.path.join(root, beside))
            yield number, beside[len('src/'):] if own and beside.startswith('src/') else found.group(2)


def may_include(path, header, rule):
    """None, or why the file may not include the header."""
    module = path.split('/')[1]
    for door in rule['doors']:
        if matches(header, door['headers']):
            return None if matches(path, door['files']) else f"only {', '.join(door['files'])} may open the door to {door['library']}"
    if header in rule['system']:
        return None
    if header.startswith('lifecircle/'):
        allowed = rule['public'].get(module)
        return None if allowed is None or header[len('lifecircle/'):] in allowed else f'{module} does not know this part of the public interface'
    if '/' in header and (header.split('/')[0] == module or {header, header.split('/')[0]} & set(rule['modules'].get(module, []))):
        return None
    return f"module {module} may include {', '.join(rule['modules'].get(module, [])) or 'the public headers only'}"


def check_includes(root, rule):
    for path in files(root, 'src'):
        if path.count('/') == 1 or path.split('/')[1] not in rule['modules']:
            yield f'{path}: not in a module of the table'
            continue
        for number, header in included(root, path):
            why = may_include(path, header, rule)
            if why:
                yield f'{path}:{number}: includes {header}: {why}'
    for path in files(root, 'include'):
        for number, header in included(root, path):
            if not header.startswith('lifecircle/') and header not in rule['system']:
                yield f'{path}:{number}: includes {header}: a public header uses the C library and other public headers only'


def without_comments_and_texts(text):
    blank = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
    return blank.sub(lambda found: re.sub(r'[^\n]', ' ', found.group()), text)


def check_calls(root, rule):
    for path in files(root, 'src'):
        code = without_comments_and_texts('\n'.join(lines_of(root, path))).split('\n')
        for call in rule['calls']:
            word = re.compile(r'(?<![\w.>])(' + '|'.join(call['names']) + r')\s*\(')
            for number, line in enumerate(code, 1):
                found = word.search(line)
                if found and not matches(path, call['files']):
                    yield f"{path}:{number}: calls {found.group(1)}: {call['why']}"


def check_sizes(root, rule):
    limit = rule['limits']
    for path in files(root, 'src', 'include', 'tests', 'scripts', endings=('.c', '.h', '.py', '')):
        text = lines_of(root, path)
        if len(text) - 1 > limit['file_lines']:
            yield f"{path}: {len(text) - 1} lines, at most {limit['file_lines']}"
        if not path.startswith('scripts/') and not path.endswith(('.c', '.h')):
            continue
        for number, line in enumerate(text, 1):
            if len(line) > limit['line_characters']:
                yield f"{path}:{number}: {len(line)} characters, at most {limit['line_characters']}"
    for path in files(root, 'src', endings=('.c',)):
        yield from long_functions(path, lines_of(root, path), limit['function_lines'])


def long_functions(path, text, limit):
    start = None
    for number, line in enumerate(text, 1):
        if line == '{':
            start = number
        elif line == '}' and start:
            if number - start + 1 > limit:
                yield f'{path}:{start}: a function of {number - start + 1} lines, at most {limit}'
            start = None


def check_paths(root, rule):
    del rule
    for path in files(root, '.', endings=TEXT_ENDINGS):
        if path == 'LICENSE':
            continue
        try:
            for number, line in enumerate(lines_of(root, path), 1):
                if MACHINE_PATHS.search(line) and not line.startswith('#!'):
                    yield f'{path}:{number}: a path of one machine: {MACHINE_PATHS.search(line).group()}'
        except UnicodeDecodeError:
            yield f'{path}: not UTF-8'


def check_open_ends(root, rule):
    del rule
    word = re.compile(r'\b(TO' + r'DO|FIX' + r'ME|XX' + r'X|HA' + r'CK)\b')
    for path in files(root, 'src', 'include', 'tests', 'scripts', endings=('.c', '.h', '.py', '')):
        for number, line in enumerate(lines_of(root, path), 1):
            if word.search(line):
                yield f'{path}:{number}: {word.search(line).group()}'


def check_headers_alone(root, rule):
    del rule
    for path in files(root, 'include', endings=('.h',)):
        for compiler, standard, language in COMPILERS:
            command = [compiler, standard, '-x', language, '-fsyntax-only', '-Wall', '-Wextra', '-Wpedantic', '-Werror',
                       '-I', os.path.join(root, 'include'), '-']
            source = f'#include <{path[len("include/"):]}>\n'
            result = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
            if result.returncode:
                yield f'{path}: does not compile alone with {compiler}: {result.stderr.strip().splitlines()[0]}'


def check_python(root, rule):
    """What only fails once its line is reached: names that nothing defines, imports that nothing uses."""
    del rule
    scripts = [path for path in files(root, '.', endings=('.py', ''))
               if path.endswith('.py') or re.match('#!.*python', lines_of(root, path)[0])]
    if scripts:
        result = subprocess.run([sys.executable, '-m', 'pyflakes', *scripts], cwd=root, capture_output=True, text=True, check=False)
        yield from (result.stdout + result.stderr).splitlines()


def declared_functions(root):
    names = set()
    for path in files(root, 'include'):
        code = without_comments_and_texts('\n'.join(lines_of(root, path)))
        names |= set(re.findall(r'\bLCI_API\b[^;{}]*?\b(lci_\w+)\s*\(', code))
    return names


def check_exports(root, rule, library):
    del rule
    symbols = subprocess.run(['nm', '-D', '--defined-only', library], capture_output=True, text=True, check=True).stdout
    exported = {line.split()[-1].split('@')[0] for line in symbols.splitlines() if line.split()[-2] != 'A'}
    declared = declared_functions(root)
    for name in sorted(exported - declared):
        yield f'exports {name}, which no public header declares'
    for name in sorted(declared - exported):
        yield f'does not export {name}, which a public header declares'
    dynamic = subprocess.run(['readelf', '-d', library], capture_output=True, text=True, check=True).stdout
    if not re.search(r'SONAME.*\[liblifecircle\.so\.\d+\]', dynamic):
        yield 'no SONAME of the form liblifecircle.so.N'


CHECKS = (
    ('modules include only what the table allows', check_includes),
    ('calls are made where they belong', check_calls),
    ('files, functions and lines are short', check_sizes),
    ('no path of one machine', check_paths),
    ('nothing is left open', check_open_ends),
    ('public headers compile alone in C and C++', check_headers_alone),
    ('every name in Python is defined', check_python),
)


def report(number, title, faults):
    faults = list(faults)
    print(f"{'not ok' if faults else 'ok'} {number} - {title}")
    for fault in faults:
        print(f'# {fault}')
    return bool(faults)


def main(arguments):
    root, library = arguments[0], arguments[1] if len(arguments) > 1 else None
    rule = rules()
    print(f'1..{len(CHECKS) + bool(library)}')
    failed = [report(number, title, check(root, rule)) for number, (title, check) in enumerate(CHECKS, 1)]
    if library:
        failed.append(report(len(CHECKS) + 1, 'the library exports what its headers declare', check_exports(root, rule, library)))
    return 1 if any(failed) else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
