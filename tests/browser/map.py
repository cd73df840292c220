#!/usr/bin/python3
"""The map of the report in headless Chromium: what it shows equals the tables, clicks lead where they should, names do nothing.

Usage: map.py COMMAND SOURCE_ROOT [TEST ...]. LCI_PICTURES: a folder for screenshots.
"""
import base64
import hashlib
import http.server
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))

import lxml.html  # noqa: E402
from PIL import Image  # noqa: E402
import tap  # noqa: E402
import tiled  # noqa: E402
from chrome import Browser  # noqa: E402

VERDICTS = {'covered': ('已覆盖', 'covered'), 'partly': ('部分覆盖', 'partly covered'), 'uncovered': ('未覆盖', 'not covered'),
            'no_street': ('附近无可步行道路', 'no walkable street nearby'), 'island': ('道路与主网不连通', 'streets cut off from the rest'),
            'invalid': ('数据无效', 'not valid')}
CATEGORIES = ('elderly_centre', 'minor_station', 'convenience_outlet')  # as the sample has them
HOSTILE = ('</script><script>window.hit=1</script><img src="{url}/a" onerror="window.hit=2">', '"><svg onload=alert(1)>&lt;b&gt;',
           "'-alert(1)-' \u202egnp.exe\u2028 {{{{7*7}}}} [% 40+2 %]", 'javascript:alert(1)', '<style>*{{background:url({url}/b)}}</style>')


def run(*arguments):
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)


class Listener(http.server.BaseHTTPRequestHandler):
    heard = []

    def do_GET(self):
        self.heard.append(self.path)
        self.send_error(404)

    def log_message(self, *arguments):
        pass


class MapTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='lifecircle-map-')
        shutil.copytree(os.path.join(ROOT, 'geodata', 'sample'), os.path.join(cls.folder, 'sample'))
        run(COMMAND, 'run', os.path.join(cls.folder, 'sample', 'sample.yaml'))
        cls.result = os.path.join(cls.folder, 'sample', 'out', 'lifecircle.gpkg')
        cls.zh = os.path.join(cls.folder, 'zh.html')
        cls.en = os.path.join(cls.folder, 'en.html')
        run(COMMAND, 'report', cls.result, '--lang', 'zh', '-o', cls.zh)
        run(COMMAND, 'report', cls.result, '--lang', 'en', '-o', cls.en)
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.browser.scripts(True)
        self.browser.screen(1280)

    # --- what the tests ask
    def rows(self, query, *arguments):
        base = sqlite3.connect(self.result)
        try:
            return base.execute(query, arguments).fetchall()
        finally:
            base.close()

    def open(self, path, mark=''):
        seconds = self.browser.open(path, mark)
        self.browser.until('return window.lifecircle && lifecircle.map && true')
        return seconds

    def legend(self):
        """Labels and counts beside the map."""
        return dict(self.browser.run('return [...document.querySelectorAll(".webmap-key ul:not(.webmap-facilities) li")].map(li => '
                                     '[li.querySelector("span").textContent, Number(li.querySelector("b").textContent.replace(",", ""))])'))

    def choose(self, category):
        self.browser.run('document.querySelectorAll("[name=webmap-category]")[arguments[0]].click()', category)

    def settle(self):
        """Waits until the map has stood still for a while."""
        self.browser.run('window.lastView = ["", 0]')
        self.browser.until('const m = lifecircle.map.leaflet, now = [m.getCenter().lat, m.getCenter().lng, m.getZoom()].join(); '
                           'window.lastView = [now, now === window.lastView[0] ? window.lastView[1] + 1 : 0]; '
                           'return window.lastView[1] > 4')

    def centre_m(self):
        """Middle of the map in the working system."""
        return self.browser.run('const c = lifecircle.map.leaflet.getCenter(), o = lifecircle.map.data.origin; '
                                'return [c.lng + o[0], c.lat + o[1]]')

    def assert_within(self, place, box):
        self.assertTrue(box[0] <= place[0] <= box[1] and box[2] <= place[1] <= box[3], f'{place} is not in {box}')

    def pixel_of(self, x_m, y_m):
        """Where a place is on the screen."""
        return self.browser.run('const o = lifecircle.map.data.origin, p = lifecircle.map.leaflet.latLngToContainerPoint('
                                'L.latLng(arguments[1] - o[1], arguments[0] - o[0])), b = document.querySelector(".webmap-view")'
                                '.getBoundingClientRect(); return [p.x + b.x, p.y + b.y]', x_m, y_m)

    # --- the tests
    def test_nothing_goes_wrong_and_nothing_is_asked_for(self):
        for path, name in ((self.zh, 'zh'), (self.en, 'en')):
            with self.subTest(name):
                print(f'# {name}: loaded in {self.open(path):.2f} s, {os.path.getsize(path):,} bytes')
                self.browser.run('document.getElementById("webmap").scrollIntoView()')
                self.browser.picture(f'desk-{name}')
                self.assertEqual(self.browser.messages(), [])
                self.assertEqual([url for url in self.browser.requests() if not url.startswith(('file://' + path, 'data:'))], [])

    def test_the_policy_lets_through_only_what_is_there(self):
        with open(self.zh, encoding='utf-8', newline='') as file:
            page = file.read()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page).group(1)
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn('unsafe', policy)
        for tag, kind in (('script', 'script-src'), ('style', 'style-src')):
            allowed = re.search(kind + r"([^;]*)", policy).group(1).split()
            found = re.findall(rf'<{tag}>(.*?)</{tag}>', page, re.S)
            hashes = ["'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'" for text in found]
            self.assertEqual(sorted(hashes), sorted(allowed))
        self.assertNotRegex(page, r'<[^>]+\s(style|on\w+)=')
        self.assertNotIn('sourceMappingURL', page)

    def test_homes_of_each_class_are_as_many_as_in_the_table(self):
        for lang, path in enumerate((self.zh, self.en)):
            self.open(path)
            for c, category in enumerate(CATEGORIES):
                expected = dict(self.rows(f'SELECT {category}_status, count(*) FROM homes GROUP BY 1'))
                with self.subTest(category, lang=lang):
                    self.choose(c)
                    self.assertEqual(self.legend(), {VERDICTS[verdict][lang]: count for verdict, count in expected.items()})
                    counted = self.rows("SELECT sum(status IN ('joined', 'by_gates')), sum(status NOT IN ('joined', 'by_gates')) "
                                        "FROM facilities WHERE category = ?", category)[0]
                    shown = self.browser.run('return [...document.querySelectorAll(".webmap-facilities b")].map(b => Number(b.textContent))')
                    self.assertEqual([shown[0], sum(shown[1:])], list(counted))
                    drawn = self.browser.run('return lifecircle.map.state.drawn')
                    self.assertEqual([n for n in drawn if n], [expected[v] for v in VERDICTS if v in expected])
                    printed = self.browser.run('return [...document.querySelectorAll(`#map-${arguments[0]} [data-verdict]`)].map('
                                               'b => [b.dataset.verdict, Number(b.textContent)])', c)
                    self.assertEqual(dict(printed), expected)
                    self.browser.picture(f'category-{c}-{"zh" if lang == 0 else "en"}')

    def test_all_together_are_covered_where_every_category_is(self):
        self.open(self.en)
        self.choose(len(CATEGORIES))
        every = ' AND '.join(f"{c}_status = 'covered'" for c in CATEGORIES)
        self.assertEqual(self.legend()['covered'], self.rows(f'SELECT count(*) FROM homes WHERE {every}')[0][0])

    def test_colours_on_the_canvas_are_those_of_the_verdict(self):
        """The middle of a convex home of each verdict is its fill or its hatch."""
        self.open(self.zh)
        self.browser.run('document.getElementById("webmap").scrollIntoView()')
        for verdict in ('covered', 'partly', 'uncovered'):
            name, minx, maxx, miny, maxy = self.rows(
                "SELECT home_id, minx, maxx, miny, maxy FROM homes h JOIN rtree_homes_geom r ON r.id = h.fid "
                "WHERE elderly_centre_status = ? ORDER BY length(geom), (maxx - minx) * (maxy - miny) DESC", verdict)[0]
            colours = self.browser.run('''
                const data = lifecircle.map.data, map = lifecircle.map.leaflet, o = data.origin;
                map.setView(L.latLng(arguments[1] - o[1], arguments[0] - o[0]), 0, {animate: false});
                const canvas = document.querySelector(".webmap-view canvas"), box = canvas.getBoundingClientRect();
                const p = map.latLngToContainerPoint(map.getCenter()), view = document.querySelector(".webmap-view").getBoundingClientRect();
                const d = canvas.getContext("2d").getImageData(p.x + view.x - box.x - 30, p.y + view.y - box.y + 14, 60, 20).data;
                const seen = {};
                for (let i = 0; i < d.length; i += 4) {
                  const c = "#" + [d[i], d[i + 1], d[i + 2]].map(v => v.toString(16).padStart(2, "0")).join("");
                  seen[c] = (seen[c] || 0) + 1;
                }
                return seen;''', (minx + maxx) / 2, (miny + maxy) / 2)
            fill = {'covered': '#b3d9ea', 'partly': '#fdc86b', 'uncovered': '#d7301f'}[verdict]  # of the legend
            with self.subTest(verdict, home=name):
                self.assertGreater(colours.get(fill, 0), 120, colours)
                self.assertEqual(len(colours) > 3, verdict != 'covered')  # a hatch has many shades at its edges

    def test_overviews_show_each_home_by_its_verdict(self):
        """Of the shapes that hold a home's middle the uppermost has the look of its verdict."""
        self.open(self.zh)
        looks = {'covered': '#b3d9ea', 'partly': 'url(#map-hatch-1)', 'uncovered': 'url(#map-hatch-2)'}
        for c, category in enumerate(CATEGORIES):
            homes = self.rows(f"SELECT h.name, {category}_status, (minx + maxx) / 2, (miny + maxy) / 2 FROM homes h "
                              "JOIN rtree_homes_geom r ON r.id = h.fid WHERE length(h.geom) = (SELECT min(length(geom)) FROM homes) "
                              f"AND {category}_status IN ('covered', 'partly', 'uncovered')")
            self.assertGreater(len(homes), 30)
            found = self.browser.run('''
                const {origin, steps, box} = lifecircle.map.data, svg = document.querySelector(`#map-${arguments[0]} > svg`);
                const scale = (1200 - 28) / Math.max(box[2] - box[0], box[3] - box[1]);
                const paths = [[document.querySelector("#map-homes path"), "#b3d9ea"]]
                  .concat([...svg.querySelectorAll(":scope > svg > path")].map(path => [path, path.getAttribute("fill")]));
                return arguments[1].map(([name, verdict, x, y]) => {
                  const place = new DOMPoint(((x - origin[0]) * steps - box[0]) * scale + 14, (box[3] - (y - origin[1]) * steps) * scale + 14);
                  const holds = paths.filter(([path, fill]) => fill !== "none" && path.isPointInFill(place));
                  return holds.length ? holds[holds.length - 1][1] : null;
                });''', c, homes)
            self.assertEqual([(home[0], look) for home, look in zip(homes, found)], [(home[0], looks[home[1]]) for home in homes])

    def test_walking_bands_are_the_smallest_limits(self):
        config = os.path.join(self.folder, 'sample', 'bands.yaml')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('extends: sample.yaml\nlimits: {minutes: [8, 11, 15]}\noutput: {path: ../bands.gpkg, csv: ../bands}\n')
        run(COMMAND, 'run', config)
        base = sqlite3.connect(os.path.join(self.folder, 'bands.gpkg'))
        expected = dict(base.execute("SELECT convenience_outlet_smallest_limit_m, count(*) FROM homes "
                                     "WHERE convenience_outlet_status = 'covered' GROUP BY 1").fetchall())
        base.close()
        self.assertEqual(len(expected), 3)
        run(COMMAND, 'report', os.path.join(self.folder, 'bands.gpkg'), '--lang', 'en', '-o', os.path.join(self.folder, 'bands.html'))
        self.open(os.path.join(self.folder, 'bands.html'))
        self.choose(CATEGORIES.index('convenience_outlet'))
        self.browser.run('document.querySelectorAll("[name=webmap-mode]")[1].click()')
        found = {float(re.search(r'\(([\d,]+) m\)', label).group(1).replace(',', '')): count
                 for label, count in self.legend().items() if '≤' in label}
        self.assertEqual(found, expected)
        self.browser.run('document.getElementById("webmap").scrollIntoView()')
        self.browser.picture('bands-en')

    def test_a_click_on_a_gap_leads_to_it(self):
        self.open(self.zh)
        links = self.browser.run('return [...document.querySelectorAll("[data-gap]")].map(a => Number(a.dataset.gap))')
        self.assertGreater(len(links), 20)
        for fid in links[:3] + links[-2:]:
            category, *box = self.rows('SELECT category, minx, maxx, miny, maxy FROM gaps g JOIN rtree_gaps_geom r ON r.id = g.fid '
                                       'WHERE fid = ?', fid)[0]
            self.browser.run('document.querySelector(`[data-gap="${arguments[0]}"]`).click()', fid)
            self.browser.until('return document.querySelector(".webmap-popup")')
            self.settle()
            with self.subTest(fid):
                self.assert_within(self.centre_m(), box)
                self.assertEqual(self.browser.run('return lifecircle.map.state.category'),
                                 (CATEGORIES + ('whole_circle',)).index(category))
                self.assertEqual(self.browser.run('return document.querySelector(".webmap-popup a").getAttribute("href")'), f'#gap-{fid}')
                marked = self.rows('SELECT h.name FROM gap_homes JOIN homes h USING (home_id) WHERE gap_id = '
                                   '(SELECT gap_id FROM gaps WHERE fid = ?) ORDER BY 1', fid)
                self.assertEqual(self.browser.run('return lifecircle.map.state.marked.homes.map(h => lifecircle.map.data.homes.names[h])'
                                                  '.sort()'), sorted(name for name, in marked))
        self.browser.picture('gap-zh')
        self.assertEqual(self.browser.messages(), [])

    def test_an_address_leads_to_a_gap(self):
        fid, *box = self.rows('SELECT fid, minx, maxx, miny, maxy FROM gaps g JOIN rtree_gaps_geom r ON r.id = g.fid LIMIT 1')[0]
        self.open(self.en, f'#map-gap-{fid}')
        self.browser.until('return document.querySelector(".webmap-popup")')
        self.settle()
        self.assert_within(self.centre_m(), box)
        self.open(self.en, '#map-gap-99999999')  # of another result
        self.assertEqual(self.browser.messages(), [])

    def test_a_click_on_a_unit_zooms_to_it(self):
        self.open(self.zh)
        self.browser.run('document.getElementById("webmap").scrollIntoView()')
        before = self.browser.run('return lifecircle.map.leaflet.getZoom()')
        name, *box = self.rows("SELECT name, minx, maxx, miny, maxy FROM units u JOIN rtree_units_geom r ON r.id = u.fid "
                               "WHERE level = 'subdistrict' ORDER BY fid LIMIT 1")[0]
        place = self.browser.run('''
            const picture = lifecircle.drawMap(lifecircle.map.data), data = lifecircle.map.data, o = data.origin, b = arguments[0];
            for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {
              const x = b[0] + (b[1] - b[0]) * i / 40, y = b[2] + (b[3] - b[2]) * j / 40;
              const found = picture.find(lifecircle.map.state, (x - o[0]) * data.steps, (y - o[1]) * data.steps, 60);
              if (found && "unit" in found) return [x, y];
            }''', box)
        self.browser.click(*self.pixel_of(*place))
        self.assertEqual(self.browser.until('const p = document.querySelector(".webmap-popup h4"); return p && p.textContent'), name)
        self.settle()
        self.assertGreater(self.browser.run('return lifecircle.map.leaflet.getZoom()'), before)
        self.assert_within(self.centre_m(), box)
        self.browser.picture('unit-zh')

    def test_a_click_on_a_home_says_what_the_table_says(self):
        self.open(self.zh)
        self.browser.run('document.getElementById("webmap").scrollIntoView()')
        for name, verdict, walk_m, walk_min, facility, *box in self.rows(
                "SELECT h.name, elderly_centre_status, elderly_centre_nearest_m, elderly_centre_nearest_min, f.name, minx, maxx, miny, maxy "
                "FROM homes h JOIN rtree_homes_geom r ON r.id = h.fid JOIN facilities f ON f.facility_id = elderly_centre_facility_id "
                "AND f.category = 'elderly_centre' WHERE length(h.geom) = (SELECT min(length(geom)) FROM homes) ORDER BY h.fid % 7 LIMIT 4"):
            self.browser.run('document.querySelector(".webmap-whole").click()')
            self.settle()
            self.browser.click(*self.pixel_of((box[0] + box[1]) / 2, (box[2] + box[3]) / 2))
            text = self.browser.until('const p = document.querySelector(".webmap-popup"); return p && p.textContent')
            with self.subTest(name):
                for part in (name, VERDICTS[verdict][0], facility, f'{walk_min:.1f} 分钟', f'{walk_m:,.0f} 米'):
                    self.assertIn(part, text)
        self.browser.picture('home-zh')

    def test_a_name_is_found(self):
        self.open(self.en)
        name, *box = self.rows("SELECT name, minx, maxx, miny, maxy FROM homes h JOIN rtree_homes_geom r ON r.id = h.fid WHERE h.fid = 33")[0]
        field = self.browser.driver.find_element('css selector', '.webmap-search input')
        field.send_keys(name + '\n')
        self.assertEqual(self.browser.until('const p = document.querySelector(".webmap-popup h4"); return p && p.textContent'), name)
        self.settle()
        self.assert_within(self.centre_m(), box)

    def test_keys_move_the_map_and_change_the_category(self):
        self.open(self.en)
        view = self.browser.driver.find_element('css selector', '.webmap-view')
        before = self.browser.run('document.querySelector(".webmap-view").focus({preventScroll: true}); return lifecircle.map.leaflet.getZoom()')
        view.send_keys('+')
        self.browser.until('return lifecircle.map.leaflet.getZoom() > arguments[0]', before)
        self.settle()
        at = self.centre_m()
        view.send_keys('\ue014')  # the arrow to the right
        self.browser.until('return lifecircle.map.leaflet.getCenter().lng + lifecircle.map.data.origin[0] > arguments[0] + 1', at[0])
        self.browser.driver.find_elements('css selector', '[name=webmap-category]')[0].send_keys('\ue014')
        self.assertEqual(self.browser.run('return lifecircle.map.state.category'), 1)

    def test_a_telephone_shows_all_of_it(self):
        self.browser.screen(400, 860)
        for path, name in ((self.zh, 'zh'), (self.en, 'en')):
            self.open(path)
            with self.subTest(name):
                self.assertLessEqual(self.browser.run('return document.documentElement.scrollWidth'), 400)
                self.assertLessEqual(self.browser.run('return document.querySelector(".webmap-view").offsetWidth'), 400)
                self.browser.run('document.getElementById("webmap").scrollIntoView()')
                self.browser.picture(f'phone-{name}')
                before = self.browser.run('return lifecircle.map.leaflet.getZoom()')
                x, y = self.browser.run('const b = document.querySelector(".leaflet-control-zoom-in").getBoundingClientRect(); '
                                        'return [b.x + b.width / 2, b.y + b.height / 2]')
                self.browser.click(x, y)
                self.browser.until('return lifecircle.map.leaflet.getZoom() > arguments[0]', before)
        self.browser.run('document.querySelector("[data-gap]").click()')
        self.browser.until('return document.querySelector(".webmap-popup")')
        self.settle()
        self.browser.picture('phone-gap')

    def test_without_scripts_all_is_there_but_the_map_that_moves(self):
        self.browser.scripts(False)
        self.browser.open(self.zh)
        shown = self.browser.run('''
            return {still: document.querySelector(".webmap-still").offsetHeight, live: document.getElementById("webmap").offsetHeight,
                    maps: [...document.querySelectorAll(".map-overview > svg")].filter(svg => svg.getBoundingClientRect().height > 100).length,
                    tables: document.querySelectorAll("table").length, headings: document.querySelectorAll("h2").length}''')
        self.assertGreater(shown['still'], 0)
        self.assertEqual(shown['live'], 0)
        self.assertEqual(shown['maps'], len(CATEGORIES) + 1)
        self.assertGreater(shown['tables'], 5)
        self.assertGreater(shown['headings'], 5)
        self.browser.picture('no-scripts-zh')

    def colours_of(self, pdf):
        """Number of pages, and the greatest share of a page that has the fills of homes."""
        run('pdftoppm', '-r', '100', '-png', pdf, pdf)
        pages = sorted(name for name in os.listdir(self.folder) if name.startswith(os.path.basename(pdf) + '-'))
        fills = {'covered': (0xb3, 0xd9, 0xea), 'partly': (0xfd, 0xc8, 0x6b), 'uncovered': (0xd7, 0x30, 0x1f)}
        most = dict.fromkeys(fills, 0.0)
        for page in pages:
            with Image.open(os.path.join(self.folder, page)) as image:
                colours = image.convert('RGB').getcolors(1 << 24)
                for verdict, fill in fills.items():
                    count = sum(n for n, colour in colours if max(abs(a - b) for a, b in zip(colour, fill)) <= 40)
                    most[verdict] = max(most[verdict], count / (image.width * image.height))
        return len(pages), most

    def test_print_has_the_maps(self):
        """Of every category one map, with homes in their colours although backgrounds are not printed."""
        for scripts in (True, False):
            self.browser.scripts(scripts)
            self.browser.open(self.zh)
            pdf = os.path.join(self.folder, f'print-{scripts}.pdf')
            self.browser.print(pdf)
            pages, shares = self.colours_of(pdf)
            with self.subTest(scripts=scripts):
                self.assertTrue(5 <= pages <= 60, pages)
                print(f'# printed: {pages} pages, {shares}')
                self.assertGreater(min(shares.values()), 0.005, shares)

    def test_hostile_names_do_nothing(self):
        server = http.server.HTTPServer(('127.0.0.1', 0), Listener)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f'http://127.0.0.1:{server.server_port}'
        names = [name.format(url=url) for name in HOSTILE]
        path = os.path.join(self.folder, 'hostile.gpkg')
        shutil.copyfile(self.result, path)
        base = sqlite3.connect(path)
        for trigger, in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        for table in ('homes', 'facilities', 'units', 'streets'):
            for i, name in enumerate(names):
                base.execute(f'UPDATE {table} SET name = ? WHERE fid % {len(names)} = {i}', (name,))
        for i, category in enumerate(CATEGORIES):
            base.execute('UPDATE run SET value = ? WHERE key IN (?, ?)', (names[i], f'category.{category}.zh', f'category.{category}.en'))
        base.execute("DELETE FROM run WHERE key LIKE 'document.%'")
        for key in ('title', 'author', 'source', 'date', 'approval_number', 'stamp'):
            base.execute("INSERT INTO run (key, value) VALUES (?, ?)", ('document.' + key, names[0]))
        base.commit()
        base.close()
        page = os.path.join(self.folder, 'hostile.html')
        run(COMMAND, 'report', path, '--lang', 'zh', '-o', page)
        try:
            self.open(page)
            self.assertIn(names[0], self.browser.run('return document.body.innerText'))
            shown = [name.replace('\u202e', '[U+202E]').replace('\u2028', '[U+2028]') for name in names]
            self.assertEqual(set(self.browser.run('return lifecircle.map.data.homes.names')), set(shown))
            for c in range(len(CATEGORIES) + 1):
                self.choose(c)
            for script in ('document.querySelector("[data-gap]").click()', 'lifecircle.map.ask("unit", String(lifecircle.map.data.units.fid[0]))'):
                self.browser.run(script)
                self.browser.until('return document.querySelector(".webmap-popup")')
                self.settle()
            for text in ('<', 'script', 'alert'):
                field = self.browser.driver.find_element('css selector', '.webmap-search input')
                field.clear()
                field.send_keys(text)
            self.browser.until('return document.querySelector(".webmap-found button")')
            field.send_keys('\n')
            self.settle()
            self.browser.picture('hostile-zh')
            self.assertIsNone(self.browser.run('return window.hit === undefined ? null : window.hit'))
            self.assertEqual(self.browser.run('return document.querySelectorAll("body img, body iframe, svg[onload], body style").length'), 0)
            self.assertEqual(self.browser.messages(), [])
            self.assertEqual([r for r in self.browser.requests() if not r.startswith(('file://' + page, 'data:'))], [])
            self.assertEqual(Listener.heard, [])
        finally:
            server.shutdown()

    def test_three_thousand_homes_fit_into_two_megabytes(self):
        path = os.path.join(self.folder, 'tiled.gpkg')
        tiled.write(self.result, path, 35)
        page = os.path.join(self.folder, 'tiled.html')
        run(COMMAND, 'report', path, '--lang', 'zh', '-o', page)
        seconds = self.open(page)
        print(f'# 3,045 homes: {os.path.getsize(page):,} bytes, loaded in {seconds:.2f} s')
        self.assertEqual(sum(self.legend().values()), 3045)
        self.assertEqual(len(self.browser.messages()), 0)
        self.browser.run('document.getElementById("webmap").scrollIntoView()')
        self.browser.picture('large-zh')
        self.assertLess(os.path.getsize(page), 1600000)

    def test_twenty_thousand_homes_fit_into_five_megabytes_and_what_is_left_out_is_told(self):
        path = os.path.join(self.folder, 'tiled20.gpkg')
        tiled.write(self.result, path, 230)
        page = os.path.join(self.folder, 'tiled20.html')
        run(COMMAND, 'report', path, '--lang', 'en', '-o', page)
        print(f'# 20,010 homes: {os.path.getsize(page):,} bytes')
        self.assertLess(os.path.getsize(page), 4600000)
        with open(page, 'rb') as file:
            tree = lxml.html.fromstring(file.read().decode('utf-8'))
        base = sqlite3.connect(path)
        counts = dict(base.execute('SELECT category, count(*) FROM gaps GROUP BY 1'))
        levels = dict(base.execute('SELECT level, count(*) FROM units GROUP BY 1'))
        base.close()
        articles = tree.xpath('//article[contains(@class, "category")]')
        self.assertEqual(len(articles), len(counts))
        for article, category in zip(articles, ('whole_circle', *CATEGORIES)):
            shown = len(article.xpath('.//table[@class="gaps"]/tbody/tr'))
            said = re.search(r'These are the (\d+) gaps with the most people. (\d+) more', article.text_content())
            self.assertEqual(list(map(int, said.groups())), [shown, counts[category] - shown])
        self.assertLessEqual(len(tree.xpath('//table[@class="gaps"]/tbody/tr')), 400)
        text = tree.get_element_by_id('units').text_content()
        for count in levels.values():
            self.assertIn(f'({count}): too many to be shown one by one', text)
        self.assertEqual(len(tree.xpath('//table[contains(@class, "matrix")]/tbody/tr')), sum(levels.values()) + len(levels))


if __name__ == '__main__':
    COMMAND, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    sys.exit(tap.main(MapTest, sys.argv[3:]))
