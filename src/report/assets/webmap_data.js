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
      var rings = reader.next(), box = [Infinity, -Infinity, Infinity, -Infinity];
      for (var r = 0; r < rings; r++) {
        for (var points = reader.next(); points > 0; points--) {
          x += reader.signed();
          y += reader.signed();
          xy.push(x, y);
          box = [Math.min(box[0], x), Math.max(box[1], x), Math.min(box[2], y), Math.max(box[3], y)];
        }
        pointFirst.push(xy.length / 2);
      }
      ringFirst.push(pointFirst.length - 1);
      boxes.set(rings ? box : [1, 0, 1, 0], 4 * s); // an empty one holds and meets nothing
    }
    return {count: count, ringFirst: ringFirst, pointFirst: pointFirst, xy: Int32Array.from(xy), boxes: boxes};
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

  // People: null is not known, -1 too few to be published.
  function readCount(reader) {
    var number = reader.next();
    return number === 0 ? null : number === 1 ? -1 : number - 2;
  }

  function readGap(reader) {
    var gap = {
      fid: reader.next(), category: reader.next(), cause: reader.index(), change: reader.index(), nearest: reader.index(),
      people: readCount(reader), elders: readCount(reader), straightM: reader.index(), walkM: reader.index(), place: null, homes: []
    };
    if (reader.next()) gap.place = [reader.signed(), reader.signed()];
    for (var count = reader.next(), last = 0; count > 0; count--) gap.homes.push(last += reader.signed());
    return gap;
  }

  var map = JSON.parse(document.getElementById('map-data').textContent);
  map.categories.forEach(function (category) { readCells(category, map.homes.count); });
  readHomes(map.homes, map.levels);
  readFacilities(map.facilities);
  readUnits(map.units);
  var gaps = new Reader(map.gaps.more);
  map.gaps = Array.from({length: map.gaps.count}, function () { return readGap(gaps); });
  var keys = new Reader(map.areas.more);
  map.areas.keys = Array.from({length: map.areas.count}, function () { return {category: keys.next(), limit: keys.next()}; });
  map.areas.shapes = readShapes(map.areas.shapes, map.areas.count);
  Object.keys(map.ground).forEach(function (kind) {
    map.ground[kind] = readShapes(map.ground[kind].shapes, map.ground[kind].count);
  });
  return map;
};
