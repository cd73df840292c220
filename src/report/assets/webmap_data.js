// webmap_data.js - unpacks what src/report/webmap_data.c has packed.
window.lifecircle = window.lifecircle || {};
window.lifecircle.readMap = function () {
  'use strict';
  var CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  var BANDS_OF_A_VERDICT = 8;
  var value = new Uint8Array(128);
  for (var i = 0; i < CHARACTERS.length; i++) value[CHARACTERS.charCodeAt(i)] = i;

  // Whole numbers one after the other: five bits a character, the lowest first; products, for 32 bits are not enough.
  function Reader(text) {
    var at = 0;
    this.next = function () {
      var number = 0, factor = 1, five;
      do {
        five = value[text.charCodeAt(at++)];
        number += (five & 31) * factor;
        factor *= 32;
      } while (five & 32);
      return number;
    };
    this.signed = function () {
      var number = this.next();
      return number % 2 ? -(number - 1) / 2 : number / 2;
    };
    this.index = function () { return this.next() - 1; }; // -1: none
  }

  // Shapes on the grid: first ring of each shape, first point of each ring, places, and a box each: least and greatest x, then y.
  function readShapes(text, count) {
    var reader = new Reader(text), ringFirst = [0], pointFirst = [0], xy = [], x = 0, y = 0;
    if (!text) count = 0;
    var boxes = new Int32Array(4 * count);
    for (var s = 0; s < count; s++) {
      var rings = reader.next(), left = Infinity, right = -Infinity, low = Infinity, high = -Infinity;
      for (var r = 0; r < rings; r++) {
        for (var points = reader.next(); points > 0; points--) {
          x += reader.signed();
          y += reader.signed();
          xy.push(x, y);
          if (x < left) left = x;
          if (x > right) right = x;
          if (y < low) low = y;
          if (y > high) high = y;
        }
        pointFirst.push(xy.length / 2);
      }
      ringFirst.push(pointFirst.length - 1);
      boxes.set(rings ? [left, right, low, high] : [1, 0, 1, 0], 4 * s); // an empty one holds and meets nothing
    }
    return {count: count, ringFirst: ringFirst, pointFirst: pointFirst, xy: Int32Array.from(xy), boxes: boxes};
  }

  // Characters that turn the direction of a text or are not seen are shown by their number, as in the rest of the page.
  function plain(text) {
    return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, function (character) {
      return '[U+' + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') + ']';
    });
  }

  function readCells(category, count) {
    var reader = new Reader(category.cells);
    category.verdict = new Uint8Array(count);
    category.band = new Uint8Array(count);
    category.walkDm = new Int32Array(count).fill(-1);
    category.nearest = new Int32Array(count).fill(-1);
    for (var h = 0; h < count; h++) {
      var code = reader.next();
      category.verdict[h] = Math.floor(code / BANDS_OF_A_VERDICT);
      category.band[h] = code % BANDS_OF_A_VERDICT;
      if (!category.walks) continue;
      category.walkDm[h] = reader.index();
      category.nearest[h] = reader.index();
    }
    delete category.cells;
  }

  function readHomes(homes, levels) {
    var reader = new Reader(homes.more);
    homes.speed = new Uint16Array(homes.count);
    homes.units = [];
    for (var h = 0; h < homes.count; h++) {
      homes.speed[h] = reader.next();
      homes.units.push(levels.map(function () { return reader.index(); }));
    }
    homes.shapes = readShapes(homes.shapes, homes.count);
  }

  function readFacilities(facilities) {
    var reader = new Reader(facilities.places), x = 0, y = 0;
    facilities.xy = [];
    for (var f = 0; f < facilities.count; f++)
      facilities.xy.push(reader.next() ? [x += reader.signed(), y += reader.signed()] : null);
  }

  function readUnits(units) {
    var reader = new Reader(units.more);
    units.fid = [];
    units.level = [];
    for (var u = 0; u < units.count; u++) {
      units.fid.push(reader.next());
      units.level.push(reader.index());
    }
    units.shapes = readShapes(units.shapes, units.count);
  }

  // Of a box of whole numbers, as the writer halves it.
  function middle(shapes, s) {
    var b = shapes.boxes, i = 4 * s;
    return b[i] > b[i + 1] ? [0, 0] : [b[i] + Math.trunc((b[i + 1] - b[i]) / 2), b[i + 2] + Math.trunc((b[i + 3] - b[i + 2]) / 2)];
  }

  function readGap(reader, fidBefore) {
    var gap = {
      fid: fidBefore + reader.next(), category: reader.next(), cause: reader.index(), change: reader.index(), nearest: reader.index(),
      straightM: reader.index(), walkM: reader.index(), place: null, homes: []
    };
    for (var count = reader.next(), last = 0; count > 0; count--) gap.homes.push(last += reader.signed());
    var home = gap.homes.length ? middle(map.homes.shapes, gap.homes[0]) : [0, 0];
    gap.middle = [home[0] + reader.signed(), home[1] + reader.signed()];
    if (reader.next()) gap.place = [home[0] + reader.signed(), home[1] + reader.signed()];
    return gap;
  }

  var map = JSON.parse(document.getElementById('map-data').textContent);
  map.categories.forEach(function (category) {
    category.label = plain(category.label);
    readCells(category, map.homes.count);
  });
  [map.homes, map.facilities, map.units].forEach(function (things) { things.names = things.names.map(plain); });
  readHomes(map.homes, map.levels);
  readFacilities(map.facilities);
  readUnits(map.units);
  var gaps = new Reader(map.gaps.more), fid = 0;
  map.gaps = Array.from({length: map.gaps.count}, function () {
    var gap = readGap(gaps, fid);
    fid = gap.fid;
    return gap;
  });
  var keys = new Reader(map.areas.more);
  map.areas.keys = Array.from({length: map.areas.count}, function () { return {category: keys.next(), limit: keys.next()}; });
  map.areas.shapes = readShapes(map.areas.shapes, map.areas.count);
  Object.keys(map.ground).forEach(function (kind) {
    map.ground[kind] = readShapes(map.ground[kind].shapes, map.ground[kind].count);
  });
  return map;
};
