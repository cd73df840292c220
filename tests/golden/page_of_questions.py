"""The page of questions, and a copy of the sample in which its commands run."""
import os
import re
import shutil
import subprocess
import tempfile

# Runs each configuration once: it would say the same again.
ONCE = """#!/bin/sh
key="$DONE/$(printf %s "$*" | tr / _)"
if [ -e "$key" ]; then exit 0; fi
"$COMMAND" "$@" && { : >"$key"; }
"""


class Page:
    """Questions, each with a command and the answer that stands below it."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding='utf-8') as file:
            self.lines = file.read().split('\n')
        self.commands, self.answers = {}, {}
        number = None
        for k, line in enumerate(self.lines):
            if found := re.match(r'## (\w+)\. ', line):
                number = int(found[1]) if found[1].isdigit() else found[1]
            elif line.startswith('    $ '):
                end = self.end_of_command(k)
                last = end
                while self.lines[last].startswith('    '):
                    last += 1
                name = number if number not in self.commands else f'{number}b'
                self.commands[name] = '\n'.join(text[4:] for text in self.lines[k:end])[2:]
                self.answers[name] = (end, last)

    def end_of_command(self, k):
        """A command goes on while quotes or a loop are open, or a line ends in a backslash."""
        text = ''
        while True:
            text += self.lines[k] + '\n'
            k += 1
            loops = [len(re.findall(rf'\b{word}\n', text)) for word in ('do', 'done')]
            if text.count('"') % 2 == 0 and not text.endswith(('\\\n', '&&\n')) and loops[0] == loops[1] + len(re.findall('done; ', text)):
                return k

    def answer(self, name):
        first, last = self.answers[name]
        return [line[4:] for line in self.lines[first:last]]

    def fill(self, found):
        for name, (first, last) in sorted(self.answers.items(), key=lambda item: -item[1][0]):
            self.lines[first:last] = ['    ' + line for line in found[name]]
        with open(self.path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(self.lines))


class Asker:
    """A copy of the sample, in which commands run."""

    def __init__(self, command, root):
        self.keeper = tempfile.TemporaryDirectory(prefix='lifecircle-questions-')
        self.folder = self.keeper.name
        shutil.copytree(os.path.join(root, 'geodata', 'sample'), os.path.join(self.folder, 'geodata', 'sample'),
                        ignore=shutil.ignore_patterns('out'))
        tools = os.path.join(self.folder, 'tools')
        os.makedirs(os.path.join(tools, 'done'))
        with open(os.path.join(tools, 'lifecircle'), 'w', encoding='utf-8') as file:
            file.write(ONCE)
        os.chmod(file.name, 0o755)
        self.environment = os.environ | {'COMMAND': command, 'DONE': os.path.join(tools, 'done'), 'LC_ALL': 'C.UTF-8',
                                         'PATH': tools + os.pathsep + os.environ['PATH']}

    def run(self, command):
        done = subprocess.run(['/bin/sh', '-c', command], cwd=self.folder, env=self.environment, capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout.rstrip('\n').split('\n'), done.stderr
