#!/usr/bin/python3
"""R11, R12: clocks of other years, clocks that go back, time zones and locales: the bytes of results are the same.

Usage: surroundings.py COMMAND [TEST ...]
"""
import os
import shutil
import sqlite3
import subprocess
import sys

import injection
import trials

CLOCKS = ('2000-01-01 00:00:00', '2038-01-19 03:14:06', '2099-12-31 23:59:59', '2024-02-29 12:00:00')
ZONES = ('Asia/Shanghai', 'America/St_Johns', 'Pacific/Apia', 'Europe/Berlin', ':no/such/zone')
# The hour that there is twice in Berlin, and the one that there is not.
DAYLIGHT = ('2026-10-25 02:30:00', '2026-03-29 02:30:00')
LOCALES = (('zh_CN', 'GBK'), ('tr_TR', 'UTF-8'), ('de_DE', 'UTF-8'), ('ar_SA', 'UTF-8'))


class SurroundingsTest(trials.FaultTest):
    def again(self, before=(), **environment):
        """A night with new inputs there gives what it gives here."""
        self.change()
        self.figures.add('trials')
        return self.run_well(before=before, environment=environment)

    def clock(self, when):
        if not shutil.which('faketime'):
            self.skipTest('faketime is not installed')
        return ['faketime', '-f', when]

    def test_clocks(self):
        for when in CLOCKS:
            with self.subTest(clock=when):
                self.again(before=self.clock(when))

    def test_time_zones(self):
        for zone in ZONES if injection.LONG else ZONES[:2]:
            with self.subTest(zone=zone):
                self.again(TZ=zone)
        for when in DAYLIGHT:
            with self.subTest(clock=when):
                self.again(before=self.clock(when), TZ='Europe/Berlin')

    def test_locales(self):
        """Another alphabet, another encoding, capital letters of their own, a comma for a point."""
        folder = os.path.join(self.keeper.name, 'locales')
        os.makedirs(folder)
        for name, charset in LOCALES:
            subprocess.run(['localedef', '-i', name, '-f', charset, os.path.join(folder, f'{name}.{charset}')], check=True,
                           capture_output=True)
        for name, charset in LOCALES:
            with self.subTest(locale=name):
                self.again(LOCPATH=folder, LC_ALL=f'{name}.{charset}', LANGUAGE=name)


class NightSurroundingsTest(SurroundingsTest):
    nights = True

    def test_nights_go_by_number_and_not_by_the_clock(self):
        before = self.place.manifest()['night']
        for when in ('2099-01-01 00:00:00', '2001-01-01 00:00:00', '2030-01-01 00:00:00'):
            self.again(before=self.clock(when))
            self.assertGreater(self.place.manifest()['night'], before)
            before = self.place.manifest()['night']
        with sqlite3.connect(f'file:{self.place.out}/state.sqlite?mode=ro', uri=True) as state:
            nights = state.execute("SELECT id, substr(started_at, 1, 4) FROM nights WHERE status = 'published' ORDER BY id").fetchall()
        self.assertEqual([year for _, year in nights][-3:], ['2099', '2001', '2030'])


if __name__ == '__main__':
    sys.exit(trials.main([NightSurroundingsTest], only_long=[SurroundingsTest]))
