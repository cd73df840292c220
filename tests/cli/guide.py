#!/usr/bin/python3
"""The planner's guides, doc/guide.md and doc/guide.zh.md: every command does what the page says, every link and picture is there. TAP.

Usage: guide.py COMMAND ROOT [TEST...]
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from PIL import Image

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))

import pages  # noqa: E402
import tap  # noqa: E402

GUIDES = ('guide.zh.md', 'guide.md')
KEPT_BYTES = 400_000  # of a picture: a clone gets them all


def read(*names):
    with open(os.path.join(ROOT, *names), encoding='utf-8') as file:
        return file.read()


def anchors(text):
    """What headings are called in links: lower case, without marks, blanks as hyphens."""
    for heading in re.findall(r'(?m)^#+ (.*)', text):
        yield re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-')


class GuideTest(unittest.TestCase):
    def run_page(self, name):
        folder = tempfile.mkdtemp(prefix='lifecircle-guide-')
        self.addCleanup(shutil.rmtree, folder)
        shutil.copytree(os.path.join(ROOT, 'geodata', 'sample'), os.path.join(folder, 'geodata', 'sample'), ignore=shutil.ignore_patterns('out'))
        path = f'{os.path.dirname(COMMAND)}:{os.environ["PATH"]}'
        ran = []
        for kind, line, code, wanted in pages.steps(read('doc', name)):
            self.assertEqual(kind, 'run')
            done = subprocess.run(['sh', '-c', line], cwd=folder, capture_output=True, text=True, check=False, timeout=120,
                                  env={**os.environ, 'PATH': path})
            output = done.stdout + done.stderr
            self.assertEqual(done.returncode, code, f'{line}\n{output}')
            missing = pages.first_missing(wanted, output)
            self.assertIsNone(missing, f'{line}\nwanted: {missing}\nfound:\n{output}')
            ran.append(line)
        return ran

    def test_every_command_does_what_the_page_says(self):
        ran = [self.run_page(name) for name in GUIDES]
        self.assertGreater(len(ran[0]), 8)
        same = [[line.replace(' --lang zh', '').replace(' --lang en', '').replace('报告', 'report') for line in lines] for lines in ran]
        self.assertEqual(*same, 'both pages have the same commands')

    def test_every_link_leads_somewhere(self):
        for name in GUIDES:
            text = read('doc', name)
            links = re.findall(r'\]\(([^)]+)\)', text)
            self.assertGreater(len(links), 20)
            for link in links:
                path, _, anchor = link.partition('#')
                target = os.path.join(ROOT, 'doc', path) if path else os.path.join(ROOT, 'doc', name)
                self.assertTrue(os.path.exists(target), link)
                if anchor:
                    with open(target, encoding='utf-8') as file:
                        self.assertIn(anchor, list(anchors(file.read())))

    def test_both_pages_have_the_same_sections_and_pictures(self):
        texts = [read('doc', name) for name in GUIDES]
        self.assertEqual(*[[re.match(r'## (\d+)', line).group(1) for line in re.findall(r'(?m)^## .*', text)] for text in texts])
        shown = [re.findall(r'!\[[^]]+\]\(pictures/([^)]+)\.(zh|en)\.png\)', text) for text in texts]
        self.assertEqual(*[[name for name, _ in names] for names in shown])
        self.assertEqual([{language for _, language in names} for names in shown], [{'zh'}, {'en'}])
        kept = {os.path.basename(path) for path in glob.glob(os.path.join(ROOT, 'doc', 'pictures', '*.png'))}
        self.assertEqual(kept, {f'{name}.{language}.png' for names in shown for name, language in names})
        for name in kept:
            path = os.path.join(ROOT, 'doc', 'pictures', name)
            with Image.open(path) as image:
                colours = image.convert('RGB').getcolors(1 << 20)
                self.assertTrue(600 <= image.width <= 1200 and image.height > 200, name)
                self.assertLess(max(count for count, _ in colours), 0.97 * image.width * image.height, f'{name} is all but empty')
            self.assertLess(os.path.getsize(path), KEPT_BYTES)

    def test_codes_and_columns_that_the_pages_name_are_the_programs(self):
        sources = ''.join(read(path) for path in glob.glob(os.path.join(ROOT, 'src', '**', '*.[ch]'), recursive=True))
        for name, heading in zip(GUIDES, ('## 3. check 的提示怎么看', '## 3. What check says')):
            section = read('doc', name).partition(heading)[2].partition('\n## ')[0]
            codes = [code for line in re.findall(r'(?m)^\| (`.*?) \|', section) for code in re.findall(r'`(\w+)`', line)]
            self.assertGreater(len(codes), 10)
            for code in codes:
                self.assertIn(f'"{code}"', sources)


if __name__ == '__main__':
    COMMAND, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    own = [name for name in vars(GuideTest) if name.startswith('test_')]
    sys.exit(tap.main(GuideTest, sys.argv[3:] or own))
