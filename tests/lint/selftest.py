#!/usr/bin/python3
"""Shows that the lint can fail: each rule is broken once in a small tree of its own. Speaks TAP."""
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import lint  # noqa: E402

SLASH = '/'
# title, check, path of the file, its text, a word of the complaint; None: no complaint expected
CASES = (
    ('a module above', lint.check_includes, 'src/network/a.c', '#include "analysis/access.h"\n', 'module network'),
    ('one header of a module, another one', lint.check_includes, 'src/io/a.c', '#include "network/build.h"\n', 'network/ways.h'),
    ('one header of a module', lint.check_includes, 'src/io/a.c', '#include "network/ways.h"\n', None),
    ('a door beside the door', lint.check_includes, 'src/geom/a.c', '#include <geos_c.h>\n', 'GEOS'),
    ('the door itself', lint.check_includes, 'src/geom/geos_door.h', '#include <geos_c.h>\n', None),
    ('the door as a pattern', lint.check_includes, 'src/io/a.c', '#include <ogr_api.h>\n', 'GDAL'),
    ('a private header in the command', lint.check_includes, 'src/cli/a.c', '#include "base/alloc.h"\n', 'public headers only'),
    ('a public header in the command', lint.check_includes, 'src/cli/a.c', '#include <lifecircle/run.h>\n', None),
    ('an unknown library', lint.check_includes, 'src/base/a.c', '#include <curl/curl.h>\n', 'module base'),
    ('a part of the interface above', lint.check_includes, 'src/search/a.c', '#include <lifecircle/config.h>\n', 'public interface'),
    ('a module outside the table', lint.check_includes, 'src/other/a.c', '\n', 'not in a module'),
    ('a private header in a public one', lint.check_includes, 'include/lifecircle/a.h', '#include "base/alloc.h"\n', 'public header'),
    ('a call that another place makes', lint.check_calls, 'src/run/a.c', 'int a(void)\n{\n    p = malloc(3);\n}\n', 'malloc'),
    ('the name of a call in a comment', lint.check_calls, 'src/run/a.c', '/* malloc(3) */ char *a = "malloc(3)";\n', None),
    ('printing', lint.check_calls, 'src/run/a.c', 'printf("x");\n', 'never prints'),
    ('a file too long', lint.check_sizes, 'src/run/a.c', 'int a;\n' * 601, '601 lines'),
    ('a function too long', lint.check_sizes, 'src/run/a.c', 'int\na(void)\n{\n' + '    b();\n' * 99 + '}\n', 'function of 101'),
    ('a function just short enough', lint.check_sizes, 'src/run/a.c', 'int\na(void)\n{\n' + '    b();\n' * 98 + '}\n', None),
    ('a path of one machine', lint.check_paths, 'doc/a.md', 'see ' + SLASH + 'tmp' + SLASH + 'x\n', 'one machine'),
    ('something left open', lint.check_open_ends, 'src/run/a.c', '/* TO' + 'DO: later */\n', 'DO'),
    ('a header that needs another', lint.check_headers_alone, 'include/lifecircle/a.h', 'size_t a(void);\n', 'alone with gcc'),
    ('a name that nothing defines', lint.check_python, 'tests/a/a.py', 'def a():\n    return b()\n', "undefined name 'b'"),
    ('a script without an ending', lint.check_python, 'scripts/a', '#!/usr/bin/python3\nimport os\n', 'unused'),
    ('a shell script', lint.check_python, 'scripts/a', '#!/bin/sh\nimport os\n', None),
    ('a header that is no C++', lint.check_headers_alone, 'include/lifecircle/a.h', 'int a(int class);\n', 'alone with g++'),
)


def judge(check, path, text, word):
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, os.path.dirname(path)))
        with open(os.path.join(root, path), 'w', encoding='utf-8') as out:
            out.write(text)
        faults = list(check(root, lint.rules()))
    return (not faults) if word is None else any(word in fault for fault in faults)


def main():
    print(f'1..{len(CASES)}')
    good = True
    for number, (title, *case) in enumerate(CASES, 1):
        right = judge(*case)
        good = good and right
        print(f"{'ok' if right else 'not ok'} {number} - {title}")
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
