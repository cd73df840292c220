// webmap.js - the map of the report: what is chosen, what a click says, and the way from the lists to the map and back.
(function () {
  'use strict';
  var place = document.getElementById('webmap');
  if (!place || !document.getElementById('map-data')) return;
  var data = window.lifecircle.readMap(), words = data.words, picture = window.lifecircle.drawMap(data);
  var FOUND_MOST = 8, CLOSEST = -0.5, FINGER_PX = 14;
  var calm = window.matchMedia && window.matchMedia('(prefers-reduced-motion: reduce)').matches;

  // What is shown; `marked`: the gap or unit that was gone to, or the home that was asked for.
  var state = {
    category: 0, byBand: false, level: -1, marked: null,
    shown: {areas: data.areas.shapes.count > 0, gaps: data.gaps.length > 0, facilities: true, ground: true},
    bands: function () {
      return this.byBand ? data.categories[this.category].limits.length : 0;
    },
    looks: function () {
      var category = data.categories[this.category], bands = this.bands();
      if (!bands) return data.verdicts;
      return category.limits.map(function (limit, l) {
        return {label: '≤ ' + limit, fill: category.colours[l], line: '#08306b', hatch: 'none'};
      }).concat(data.verdicts.filter(function (verdict, v) { return v !== data.covered; }));
    },
    lookOf: function (home) {
      var category = data.categories[this.category], bands = this.bands(), verdict = category.verdict[home];
      if (!bands) return verdict;
      if (verdict === data.covered) return Math.min(category.band[home], bands - 1);
      return bands + verdict - (verdict > data.covered ? 1 : 0);
    }
  };

  function element(parent, name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  function group(parent, className, title) {
    var set = element(parent, 'fieldset', className);
    element(set, 'legend', '', title);
    return set;
  }

  // A radio button or check box with its words; chosen: what happens then.
  function choice(parent, kind, name, text, on, chosen) {
    var label = element(parent, 'label', 'webmap-choice'), input = element(label, 'input');
    input.type = kind;
    input.name = name;
    input.checked = on;
    element(label, 'span', '', text);
    input.addEventListener('change', function () { chosen(input.checked); });
    return input;
  }

  function number(value) {
    return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  }

  // Lengths with their minutes; the speed is that of whoever walks from there.
  function walkText(metres, speed) {
    var mps = data.speeds[speed], text = number(metres) + ' ' + words.metres;
    return mps ? (metres / mps / 60).toFixed(1) + ' ' + words.minutes + words.comma + text : text;
  }

  // --- the page's side of the map
  place.hidden = false;
  document.documentElement.classList.add('has-webmap');
  var categories = group(place, 'webmap-categories', words.category);
  var inputs = data.categories.map(function (category, c) {
    return choice(categories, 'radio', 'webmap-category', category.label, c === 0, function () { chooseCategory(c); });
  });
  var body = element(place, 'div', 'webmap-body'), box = element(body, 'div', 'webmap-view'), side = element(body, 'div', 'webmap-side');
  box.setAttribute('role', 'application');
  box.setAttribute('aria-label', words.view);
  var search = element(side, 'div', 'webmap-search'), key = element(side, 'div', 'webmap-key');
  key.setAttribute('aria-live', 'polite');

  var options = element(side, 'div', 'webmap-options'), modes = group(options, 'webmap-group', words.showHomes);
  [words.byVerdict, words.byBand].forEach(function (text, mode) {
    choice(modes, 'radio', 'webmap-mode', text, mode === 0, function () {
      state.byBand = mode === 1;
      refresh();
    });
  });
  var layers = group(options, 'webmap-group', words.layers);
  ['areas', 'gaps', 'facilities', 'ground'].forEach(function (layer) {
    var has = {areas: data.areas.shapes.count, gaps: data.gaps.length, facilities: data.facilities.count,
               ground: Object.keys(data.ground).some(function (kind) { return data.ground[kind].count; })};
    if (!has[layer]) return;
    choice(layers, 'checkbox', 'webmap-layer', words[layer], state.shown[layer], function (on) {
      state.shown[layer] = on;
      refresh();
    });
  });
  if (data.areas.count && !data.areas.shapes.count) element(layers, 'p', 'webmap-note', words.areasLeftOut);
  var levels = data.levels.map(function (label, l) { return l; }).filter(function (l) { return data.units.level.indexOf(l) >= 0; });
  if (levels.length) {
    var label = element(options, 'label', 'webmap-level'), select = element(null, 'select');
    element(label, 'span', '', words.units);
    label.appendChild(select);
    [-1].concat(levels).forEach(function (l) { element(select, 'option', '', l < 0 ? words.none : data.levels[l]).value = l; });
    state.level = levels.indexOf(data.level) >= 0 ? data.level : levels[0];
    select.value = state.level;
    select.addEventListener('change', function () { chooseLevel(Number(select.value)); });
  }

  function chooseLevel(level) {
    state.level = level;
    if (select) select.value = level;
    refresh();
  }

  // --- the map
  function point(xy) { return L.latLng(xy[1] / data.steps, xy[0] / data.steps); }
  function bounds(b) { return L.latLngBounds(point([b[0], b[2]]), point([b[1], b[3]])); }
  var all = bounds([data.box[0], data.box[2], data.box[1], data.box[3]]);
  var map = L.map(box, {
    crs: L.CRS.Simple, attributionControl: false, zoomControl: false, zoomSnap: 0.25, minZoom: -12, maxZoom: 0.5,
    scrollWheelZoom: false, maxBounds: all.pad(0.6), maxBoundsViscosity: 0.6, fadeAnimation: !calm, zoomAnimation: !calm
  });
  map.fitBounds(all, {padding: [12, 12], animate: false});
  map.setMinZoom(map.getZoom() - 0.75);
  L.control.zoom({zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut}).addTo(map);
  L.control.scale({imperial: false, maxWidth: 140}).addTo(map);
  var Home = L.Control.extend({
    options: {position: 'topleft'},
    onAdd: function () {
      var bar = L.DomUtil.create('div', 'leaflet-bar'), button = element(bar, 'a', 'webmap-whole', '⤢');
      button.href = '#map';
      button.title = words.whole;
      button.setAttribute('role', 'button');
      button.setAttribute('aria-label', words.whole);
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.on(button, 'click', function (event) {
        L.DomEvent.preventDefault(event);
        state.marked = null;
        map.closePopup();
        go(all);
        refresh();
      });
      return bar;
    }
  });
  new Home().addTo(map);
  var layer = new picture.Layer(state);
  layer.addTo(map);
  // The wheel scrolls the page until the map is what one works with.
  map.on('focus', function () { map.scrollWheelZoom.enable(); });
  map.on('blur', function () { map.scrollWheelZoom.disable(); });

  // above: pixels that stay free over it and, so that it is in the middle, below.
  function go(where, above) {
    var options = {maxZoom: CLOSEST, padding: [40, above || 40], animate: !calm, duration: 0.7};
    if (calm) map.fitBounds(where, options);
    else map.flyToBounds(where, options);
  }

  // --- what is said of things: [term, text] rows under a name
  // marked: what is marked on the map as long as it is said. stays: the map stands where it was told to, and does not make room;
  // what has none is scrolled.
  function show(at, kind, name, rows, marked, anchor, stays) {
    var content = element(null, 'div', 'webmap-popup');
    element(content, 'p', 'webmap-kind', kind);
    element(content, 'h4', '', name);
    var list = element(content, 'dl');
    rows.forEach(function (row) {
      if (row[1] === null || row[1] === undefined || row[1] === '') return;
      element(list, 'dt', '', row[0]);
      var value = element(list, 'dd', '', row[1]);
      if (row[2]) value.insertBefore(picture.swatch(row[2]), value.firstChild);
    });
    if (anchor && document.getElementById(anchor)) element(content, 'a', '', words.inList).href = '#' + anchor;
    var room = stays ? map.latLngToContainerPoint(at).y - 45 : map.getSize().y - 80;
    var popup = L.popup({maxWidth: 290, maxHeight: Math.max(120, room), autoPan: !stays, autoPanPadding: [12, 12]});
    popup.setLatLng(at).setContent(content).openOn(map);
    state.marked = marked; // now, for what was open before has ended its own
    layer.redraw();
    var close = popup.getElement().querySelector('.leaflet-popup-close-button');
    if (close) close.setAttribute('aria-label', words.close);
  }

  function facilityName(category, nearest) {
    return nearest < 0 ? null : data.facilities.names[data.categories[category].first + nearest];
  }

  function centre(shapes, s) {
    var b = shapes.boxes;
    return point([(b[4 * s] + b[4 * s + 1]) / 2, (b[4 * s + 2] + b[4 * s + 3]) / 2]);
  }

  // Homes, and the straight way from their middle to the nearest facility.
  function mark(homes, category, nearest, place) {
    var to = nearest < 0 ? null : data.facilities.xy[data.categories[category].first + nearest];
    var middle = boxOf(data.homes.shapes, homes).getCenter();
    return {unit: -1, homes: homes, place: place, to: to, from: [middle.lng * data.steps, middle.lat * data.steps]};
  }

  function showHome(home, at) {
    var category = data.categories[state.category], verdict = data.verdicts[category.verdict[home]];
    var rows = [[words.verdict, verdict.label, verdict]], walk = category.walkDm[home];
    if (category.walks) {
      rows.push([words.walk, walk < 0 ? words.noWalk : walkText(walk / 10, data.homes.speed[home])]);
      rows.push([words.limit, category.limits[category.limits.length - 1]]);
      rows.push([words.nearest, facilityName(state.category, category.nearest[home])]);
    }
    data.homes.units[home].forEach(function (unit, l) { if (unit >= 0) rows.push([data.levels[l], data.units.names[unit]]); });
    show(at || centre(data.homes.shapes, home), category.label, data.homes.names[home], rows,
         mark([home], state.category, category.nearest[home], null));
  }

  function showFacility(facility) {
    var reason = data.facilities.reasons[facility];
    show(point(data.facilities.xy[facility]), data.categories[categoryOf(facility)].label, data.facilities.names[facility],
         [[words.state, reason ? words.doesNot + words.comma + reason[1] : words.counts]], null);
  }

  function categoryOf(facility) {
    return data.categories.findIndex(function (c) { return facility >= c.first && facility < c.first + c.count; });
  }

  function showGap(gap, at) {
    var cause = data.causes[gap.cause], name = data.homes.names[gap.homes[0]];
    if (gap.homes.length > 1) name += ' + ' + (gap.homes.length - 1);
    show(at, words.gap + ' · ' + data.categories[gap.category].label, name, [
      [words.cause, cause && cause.label], [words.change, data.changes[gap.change]],
      [words.homes, number(gap.homes.length)],
      [words.nearest, facilityName(gap.category, gap.nearest)],
      [words.straight, gap.straightM < 0 ? null : number(gap.straightM) + ' ' + words.metres],
      [words.walk, gap.walkM < 0 ? words.noWalk : walkText(gap.walkM, data.homes.speed[gap.homes[0]])]
    ], mark(gap.homes, gap.category, gap.nearest, gap.place), 'gap-' + gap.fid, true);
  }

  // --- going to things
  function boxOf(shapes, items) {
    return items.reduce(function (box, s) {
      return box.extend(bounds(shapes.boxes.slice(4 * s, 4 * s + 4)));
    }, L.latLngBounds([]));
  }

  function arrive(where, above, then) {
    map.closePopup();
    map.stop(); // what moves now would end first, and be taken for the arrival
    map.once('moveend', then);
    go(where, above);
    refresh();
    place.scrollIntoView({block: 'nearest', behavior: calm ? 'auto' : 'smooth'});
  }

  // A place at or below another, with room for what is said above it.
  function under(at) {
    var pixel = map.latLngToContainerPoint(at);
    pixel.y = Math.max(pixel.y, Math.min(290, map.getSize().y / 2));
    return map.containerPointToLatLng(pixel);
  }

  function goToGap(fid) {
    var gap = data.gaps.find(function (g) { return g.fid === fid; });
    if (!gap || !gap.homes.length) return false;
    setCategory(gap.category);
    var homes = boxOf(data.homes.shapes, gap.homes), middle = point(gap.middle), where = L.latLngBounds(middle, middle);
    [homes.getSouthWest(), homes.getNorthEast()].forEach(function (corner) { // as far to every side, so that it is in the middle
      where.extend(corner).extend([2 * middle.lat - corner.lat, 2 * middle.lng - corner.lng]);
    });
    arrive(where, map.getSize().y * 0.22, function () { showGap(gap, under(L.latLng(homes.getNorth(), middle.lng))); });
    return true;
  }

  function goToUnit(unit) {
    if (unit < 0 || unit >= data.units.shapes.count) return false;
    if (data.units.level[unit] >= 0) chooseLevel(data.units.level[unit]);
    var where = boxOf(data.units.shapes, [unit]);
    arrive(where, 40, function () { showUnit(unit, where.getCenter()); });
    return true;
  }

  function showUnit(unit, at) {
    var level = data.units.level[unit], category = data.categories[state.category];
    var counts = data.verdicts.map(function () { return 0; });
    data.homes.units.forEach(function (units, h) { if (units[level] === unit) counts[category.verdict[h]]++; });
    show(at, (data.levels[level] || words.unit) + ' · ' + category.label, data.units.names[unit], data.verdicts.map(function (look, v) {
      return [look.label, counts[v] ? number(counts[v]) + ' ' + words.homeCount : null, look];
    }), {unit: unit, homes: []}, 'unit-' + data.units.fid[unit]);
  }

  function goToHome(home) {
    arrive(boxOf(data.homes.shapes, [home]), map.getSize().y * 0.22, function () { showHome(home); });
  }

  function goToFacility(facility) {
    if (!data.facilities.xy[facility]) return;
    setCategory(categoryOf(facility));
    var at = point(data.facilities.xy[facility]);
    arrive(L.latLngBounds(at, at).pad(0).extend([at.lat + 250, at.lng + 250]).extend([at.lat - 250, at.lng - 250]), 40,
           function () { showFacility(facility); });
  }

  function setCategory(c) {
    if (!data.categories[c]) return false;
    if (c !== state.category) map.closePopup();
    state.category = c;
    inputs[c].checked = true;
    return true;
  }

  function chooseCategory(c) {
    if (!setCategory(c)) return false;
    state.marked = null;
    refresh();
    return true;
  }

  // "gap", "7": what an element or a link of the page asks for. False: nothing that is known.
  function ask(kind, id) {
    if (!/^\d+$/.test(id)) return false;
    if (kind === 'gap') return goToGap(Number(id));
    if (kind === 'unit') return goToUnit(data.units.fid.indexOf(Number(id)));
    if (!chooseCategory(Number(id))) return false;
    place.scrollIntoView({block: 'nearest', behavior: calm ? 'auto' : 'smooth'});
    return true;
  }

  document.addEventListener('click', function (event) {
    var asks = event.target.closest && event.target.closest('[data-gap],[data-unit],[data-category]');
    if (!asks || place.contains(asks)) return;
    var other = event.target.closest('a,button,input,summary');
    if (other && other !== asks && asks.contains(other)) return; // a link within a row goes where it goes
    var kind = ['gap', 'unit', 'category'].find(function (k) { return asks.hasAttribute('data-' + k); });
    if (ask(kind, asks.getAttribute('data-' + kind))) event.preventDefault();
  });

  function followHash() {
    var parts = /^#map-(gap|unit|category)-(\d+)$/.exec(window.location.hash);
    if (parts) ask(parts[1], parts[2]);
  }

  map.on('click', function (event) {
    var reach = FINGER_PX / map.options.crs.scale(map.getZoom()) * data.steps;
    var found = picture.find(state, event.latlng.lng * data.steps, event.latlng.lat * data.steps, reach);
    if (!found) return;
    if ('facility' in found) showFacility(found.facility);
    else if ('home' in found) showHome(found.home, event.latlng);
    else if (data.units.shapes.count > 1 && !map.getBounds().pad(-0.2).intersects(boxOf(data.units.shapes, [found.unit])) ||
             map.getBoundsZoom(boxOf(data.units.shapes, [found.unit]), false, L.point(40, 40)) > map.getZoom() + 0.25) goToUnit(found.unit);
    else showUnit(found.unit, event.latlng);
  });
  map.on('mousemove', function (event) {
    var reach = FINGER_PX / 2 / map.options.crs.scale(map.getZoom()) * data.steps;
    var found = picture.find(state, event.latlng.lng * data.steps, event.latlng.lat * data.steps, reach);
    box.classList.toggle('is-over', Boolean(found) && !('unit' in found));
  });
  map.on('popupclose', function () {
    if (!state.marked) return;
    state.marked = null;
    layer.redraw();
  });

  // --- finding by name
  var field = element(search, 'input'), results = element(search, 'ul', 'webmap-found');
  field.type = 'search';
  field.placeholder = words.find;
  field.setAttribute('aria-label', words.find);
  field.autocomplete = 'off';
  function lookFor(text) {
    var found = [], wanted = text.trim().toLowerCase();
    function among(names, kind, goTo) {
      for (var i = 0; wanted && i < names.length && found.length < FOUND_MOST; i++)
        if (names[i].toLowerCase().indexOf(wanted) >= 0) found.push({name: names[i], kind: kind(i), index: i, goTo: goTo});
    }
    among(data.homes.names, function () { return words.home; }, goToHome);
    among(data.facilities.names, function (f) { return data.categories[categoryOf(f)].label; }, goToFacility);
    among(data.units.names, function (u) { return data.levels[data.units.level[u]] || words.unit; }, goToUnit);
    results.textContent = '';
    found.forEach(function (item) {
      var button = element(element(results, 'li'), 'button', '', item.name);
      button.type = 'button';
      element(button, 'small', '', item.kind);
      button.addEventListener('click', function () {
        results.textContent = '';
        field.value = item.name;
        item.goTo(item.index);
      });
    });
    if (wanted && !found.length) element(results, 'li', 'webmap-nothing', words.nothing);
  }
  field.addEventListener('input', function () { lookFor(field.value); });
  field.addEventListener('keydown', function (event) {
    var first = results.querySelector('button');
    if (event.key === 'Enter' && first) first.click();
    if (event.key === 'Escape') lookFor(field.value = '');
  });

  // --- the legend: what homes are, and how many
  function refresh() {
    var looks = state.looks(), counts = looks.map(function () { return 0; });
    for (var h = 0; h < data.homes.count; h++) counts[state.lookOf(h)]++;
    key.textContent = '';
    element(key, 'p', 'webmap-title', data.categories[state.category].label);
    var list = element(key, 'ul');
    function line(list, swatch, label, count) {
      if (!count) return;
      var row = element(list, 'li');
      row.appendChild(swatch);
      element(row, 'span', '', label);
      element(row, 'b', '', number(count));
    }
    looks.forEach(function (look, index) { line(list, picture.swatch(look), look.label, counts[index]); });
    var category = data.categories[state.category], facilities = data.counting.map(function () { return 0; });
    for (var f = category.first; f < category.first + category.count; f++) facilities[picture.facilityClass(f)]++;
    if (state.shown.facilities && category.count) {
      element(key, 'p', 'webmap-title', words.facilities);
      var others = element(key, 'ul', 'webmap-facilities');
      data.counting.forEach(function (look, index) { line(others, picture.swatch(look, index), look.label, facilities[index]); });
    }
    map.invalidateSize({pan: false}); // it is as high as the legend beside it
    layer.redraw();
  }

  refresh();
  followHash();
  window.addEventListener('hashchange', followHash);
  window.addEventListener('resize', function () { map.invalidateSize(); });
  window.lifecircle.map = {leaflet: map, state: state, data: data, ask: ask};
})();
