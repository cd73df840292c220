#!/usr/bin/python3
"""R14: a state that is damaged, cut short, of an older or newer program, of something else, or gone.

Usage: state.py COMMAND [TEST ...]
"""
import os
import random
import sqlite3
import sys

import injection
import trials

FLIPS = 60 if injection.LONG else 6
SEED = 20261201


def flip(path, chance):
    with open(path, 'r+b') as file:
        at = chance.randrange(os.path.getsize(path))
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ (1 << chance.randrange(8))]))
    return at


def run_sql(text):
    def change(path):
        with sqlite3.connect(path) as database:
            database.executescript(text)
        database.close()
    return change


def write(data):
    def change(path):
        with open(path, 'wb') as file:
            file.write(data)
    return change


def cut(path):
    os.truncate(path, os.path.getsize(path) // 2)


def blank(path):
    with open(path, 'r+b') as file:
        file.write(bytes(os.path.getsize(path)))


WAYS = {
    'damaged': {'cut short': cut, 'blank': blank, 'text': write(b'this is no database, but it is long enough for one' * 99)},
    'older': {'older': run_sql('PRAGMA user_version = 0')},
    'newer': {'newer': run_sql('PRAGMA user_version = 9999')},
    'foreign': {'of another program': run_sql('PRAGMA application_id = 7'), 'a table less': None},
}


class NightStateTest(trials.FaultTest):
    nights = True

    def expect_full_night(self, name, word):
        """It says so, computes everything, and keeps the file aside."""
        self.change()
        done = self.run_well()
        said = done.stderr.decode() + done.stdout.decode()
        self.assertIn(f'out/{name}', said)
        if word:
            self.assertIn('moved aside', said)
            aside = f'{name}.{word}'
            self.assertTrue(os.path.exists(os.path.join(self.place.out, aside)), os.listdir(self.place.out))
            os.remove(os.path.join(self.place.out, aside))
        self.figures.add('trials')
        self.assertEqual(self.place.leftovers(), [])

    def run_well(self, **more):
        """What was moved aside is no leftover here: expect_full_night() looks for it."""
        done = self.place.run(**more)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(self.different(self.version), [])
        return done

    def test_each_kind_of_wrong_state(self):
        for name in ('state.sqlite', 'memo.sqlite'):
            for word, ways in WAYS.items():
                for what, change in ways.items():
                    if not change:
                        continue
                    with self.subTest(file=name, what=what):
                        change(os.path.join(self.place.out, name))
                        self.expect_full_night(name, word)
            for change in (os.remove, write(b'')):
                with self.subTest(file=name, change='gone or empty'):
                    change(os.path.join(self.place.out, name))
                    self.expect_full_night(name, None)

    def test_a_table_of_the_state_is_gone(self):
        run_sql('DROP TABLE files')(os.path.join(self.place.out, 'state.sqlite'))
        self.expect_full_night('state.sqlite', 'damaged')

    def test_bits_that_flip(self):
        """Anywhere in either file: whatever is made of it, results are right and the night after is, too."""
        chance = random.Random(SEED)
        for number in range(FLIPS):
            name = ('state.sqlite', 'memo.sqlite')[number % 2]
            if not os.path.exists(os.path.join(self.place.out, name)):  # a damaged memo was moved aside, and the next night makes one
                self.change()
                self.run_well()
            at = flip(os.path.join(self.place.out, name), chance)
            with self.subTest(seed=SEED, number=number, file=name, at=at):
                if number % 3:
                    self.change()
                self.run_well()
                self.figures.add('trials')
        self.change()
        self.run_well()

    def test_published_files_that_were_changed_are_made_again(self):
        for name in ('lifecircle.gpkg', 'tables/homes.csv', 'hand-in.xlsx'):
            for change in (os.remove, cut, lambda path: flip(path, random.Random(SEED))):
                with self.subTest(file=name):
                    path = os.path.join(self.place.out, 'current', name)
                    if os.path.exists(path):
                        os.chmod(path, 0o644)
                    change(path)
                    self.run_well()
                    self.figures.add('trials')

    def test_the_link_is_gone_or_points_nowhere(self):
        link = os.path.join(self.place.out, 'current')
        for target in (None, 'runs/999999', 'runs', '/etc', 'nowhere'):
            with self.subTest(target=target):
                os.remove(link)
                if target:
                    os.symlink(target, link)
                self.run_well()
                self.figures.add('trials')


if __name__ == '__main__':
    sys.exit(trials.main([NightStateTest]))
