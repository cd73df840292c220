// webmap_draw.js - draws homes, areas, gaps and what lies around them on one canvas, and finds what is at a place.
window.lifecircle.drawMap = function (data) {
  'use strict';
  var PAPER = '#faf8f3';
  var GROUND = [ // from below: kind, colour, width in pixels at the scales from far to near, dashes
    ['waterAreas', '#d5e6ef', null], ['water', '#bcd6e4', [1, 2, 3]], ['paths', '#e3dccf', [0, 0.5, 1.5]],
    ['streets', '#dcd6ca', [0.5, 1.2, 3]], ['roads', '#d2cabb', [1.2, 2.5, 5]], ['railways', '#9a948a', [1, 1.5, 2], [7, 5]],
    ['walls', '#b7a894', [0, 0.7, 1.2], [3, 2]]];
  var FARTHEST = -4.75, FAR = -3.5, NEAR = -1; // zoom levels where widths change
  var HATCH_TILES = {
    rising: [10, [[-2, 12, 12, -2]], 1.5], dense: [6, [[-1, 7, 7, -1], [-1, 1, 1, -1], [5, 7, 7, 5]], 1.4],
    falling: [10, [[-2, -2, 12, 12]], 1.5], crossed: [10, [[-2, 12, 12, -2], [-2, -2, 12, 12]], 1.4],
    upright: [6, [[3, -1, 3, 7]], 1.4], dots: [6, [[3, 3, 3.01, 3]], 2.4]
  };
  var FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Segoe UI", Arial, sans-serif';
  var patterns = {};

  // A tile of a hatch, sharp on any screen.
  function pattern(context, look) {
    var key = look.hatch + look.line, tile = HATCH_TILES[look.hatch], ratio = window.devicePixelRatio || 1;
    if (!tile) return null;
    if (!patterns[key]) {
      var canvas = document.createElement('canvas');
      canvas.width = canvas.height = Math.round(tile[0] * ratio);
      var pen = canvas.getContext('2d');
      pen.scale(canvas.width / tile[0], canvas.width / tile[0]);
      pen.strokeStyle = look.line;
      pen.lineWidth = tile[2];
      pen.lineCap = 'round';
      pen.beginPath();
      tile[1].forEach(function (line) {
        pen.moveTo(line[0], line[1]);
        pen.lineTo(line[2], line[3]);
      });
      pen.stroke();
      patterns[key] = context.createPattern(canvas, 'repeat');
      if (patterns[key].setTransform) patterns[key].setTransform(new DOMMatrix().scale(tile[0] / canvas.width));
    }
    return patterns[key];
  }

  function fill(context, look, rule) {
    var hatch = pattern(context, look);
    context.fillStyle = look.fill;
    context.fill(rule);
    if (!hatch) return;
    context.fillStyle = hatch;
    context.fill(rule);
  }

  // A canvas under Leaflet's care whose pictures are drawn here. `state`: what is shown, of webmap.js.
  var Layer = L.Renderer.extend({
    options: {padding: 0.25, tolerance: 0},
    initialize: function (state) {
      L.Util.setOptions(this, {});
      this.state = state;
      L.Util.stamp(this);
      this._layers = {};
    },
    _initContainer: function () {
      this._container = document.createElement('canvas');
      this._context = this._container.getContext('2d');
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container;
    },
    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      var size = this._bounds.getSize(), ratio = window.devicePixelRatio || 1, canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = ratio * size.x;
      canvas.height = ratio * size.y;
      canvas.style.width = size.x + 'px';
      canvas.style.height = size.y + 'px';
      this.redraw();
    },
    _updatePaths: function () {},
    _onZoomEnd: function () {},
    redraw: function () {
      if (this._map && this._bounds) draw(this._context, view(this._map, this._bounds), this.state);
    }
  });

  // From the grid to the canvas: x * scale + left, top - y * scale; and what of the grid is on it.
  function view(map, bounds) {
    var zoom = map.getZoom(), scale = map.options.crs.scale(zoom) / data.steps, origin = map.getPixelOrigin().add(bounds.min);
    var size = bounds.getSize();
    return {
      zoom: zoom, scale: scale, left: -origin.x, top: -origin.y, ratio: window.devicePixelRatio || 1, size: size,
      box: [origin.x / scale, (origin.x + size.x) / scale, -(origin.y + size.y) / scale, -origin.y / scale]
    };
  }

  function isSeen(view, boxes, s) {
    return boxes[4 * s] <= view.box[1] && boxes[4 * s + 1] >= view.box[0] && boxes[4 * s + 2] <= view.box[3] &&
           boxes[4 * s + 3] >= view.box[2];
  }

  function trace(context, view, shapes, s, isLine) {
    for (var r = shapes.ringFirst[s]; r < shapes.ringFirst[s + 1]; r++) {
      for (var p = shapes.pointFirst[r]; p < shapes.pointFirst[r + 1]; p++) {
        var x = shapes.xy[2 * p] * view.scale + view.left, y = view.top - shapes.xy[2 * p + 1] * view.scale;
        if (p === shapes.pointFirst[r]) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      if (!isLine) context.closePath();
    }
  }

  // A home of a pixel is drawn as two: a hamlet must not vanish from a map of the whole district.
  function traceHome(context, view, shapes, h) {
    var b = 4 * h, boxes = shapes.boxes;
    if ((boxes[b + 1] - boxes[b]) * view.scale >= 3 || (boxes[b + 3] - boxes[b + 2]) * view.scale >= 3)
      return trace(context, view, shapes, h, false);
    if (boxes[b + 1] < boxes[b]) return undefined;
    return context.rect((boxes[b] + boxes[b + 1]) / 2 * view.scale + view.left - 1.5,
                        view.top - (boxes[b + 2] + boxes[b + 3]) / 2 * view.scale - 1.5, 3, 3);
  }

  function traceSeen(context, view, shapes, isLine, isWanted) {
    context.beginPath();
    for (var s = 0; s < shapes.count; s++)
      if (isSeen(view, shapes.boxes, s) && (!isWanted || isWanted(s))) trace(context, view, shapes, s, isLine);
  }

  function drawGround(context, view) {
    var step = view.zoom < FAR ? 0 : view.zoom < NEAR ? 1 : 2;
    GROUND.forEach(function (kind) {
      var width = kind[2] && kind[2][step];
      if (width === 0) return;
      traceSeen(context, view, data.ground[kind[0]], kind[2] !== null);
      context.fillStyle = context.strokeStyle = kind[1];
      context.lineWidth = width || 1;
      context.setLineDash(kind[3] || []);
      if (width) context.stroke();
      else context.fill('evenodd');
    });
    context.setLineDash([]);
  }

  // Areas that contain each other are laid over each other, so what is nearer is darker; rings get the same darkness by themselves.
  // Only an area that is one for all facilities has a rim: others overlap.
  function drawAreas(context, view, state) {
    var count = data.categories[state.category].limits.length;
    for (var limit = count - 1; limit >= 0; limit--) {
      var pieces = 0;
      traceSeen(context, view, data.areas.shapes, false, function (s) {
        var isMeant = data.areas.keys[s].category === state.category && data.areas.keys[s].limit === limit;
        pieces += isMeant ? 1 : 0;
        return isMeant;
      });
      context.globalAlpha = data.areas.rings ? 0.17 * (count - limit) : 0.17;
      context.fillStyle = context.strokeStyle = '#2b7bba';
      context.fill('nonzero');
      context.globalAlpha = 0.75;
      context.lineWidth = 1;
      if (limit === count - 1 && pieces === 1 && !data.areas.rings) context.stroke();
    }
    context.globalAlpha = 1;
  }

  function drawUnits(context, view, state) {
    if (state.level < 0) return;
    traceSeen(context, view, data.units.shapes, false, function (u) { return data.units.level[u] === state.level; });
    context.strokeStyle = '#fff';
    context.lineWidth = view.zoom < FAR ? 2.5 : 4;
    context.globalAlpha = 0.7;
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = '#6e6656';
    context.lineWidth = view.zoom < FAR ? 1 : 1.4;
    context.stroke();
  }

  // A broad line around the homes of a gap, which lie near each other: they become one patch.
  function drawGaps(context, view, state) {
    context.beginPath();
    data.gaps.forEach(function (gap) {
      if (gap.category !== state.category) return;
      gap.homes.forEach(function (h) {
        if (isSeen(view, data.homes.shapes.boxes, h)) traceHome(context, view, data.homes.shapes, h);
      });
    });
    context.lineJoin = 'round';
    context.strokeStyle = '#d7301f';
    context.globalAlpha = 0.22;
    context.lineWidth = view.zoom < FAR ? 5 : 14;
    context.stroke();
    context.globalAlpha = 1;
  }

  function drawHomes(context, view, state) {
    var shapes = data.homes.shapes, looks = state.looks(), classes = looks.map(function () { return []; });
    for (var h = 0; h < shapes.count; h++)
      if (isSeen(view, shapes.boxes, h)) classes[state.lookOf(h)].push(h);
    context.lineJoin = 'round';
    looks.forEach(function (look, index) {
      if (!classes[index].length) return;
      context.beginPath();
      classes[index].forEach(function (h) { traceHome(context, view, shapes, h); });
      fill(context, look, 'evenodd');
      context.strokeStyle = look.line;
      context.lineWidth = view.zoom < FAR ? 0.6 : 1.2;
      context.stroke();
    });
    state.drawn = classes.map(function (homes) { return homes.length; });
  }

  // The straight way to the nearest facility: beside the walk it shows the detour.
  function drawWay(context, view, marked) {
    [[5, '#fff', []], [2, '#111', [7, 5]]].forEach(function (line) {
      context.beginPath();
      context.moveTo(marked.from[0] * view.scale + view.left, view.top - marked.from[1] * view.scale);
      context.lineTo(marked.to[0] * view.scale + view.left, view.top - marked.to[1] * view.scale);
      context.lineWidth = line[0];
      context.strokeStyle = line[1];
      context.setLineDash(line[2]);
      context.stroke();
    });
    context.setLineDash([]);
  }

  function drawMarked(context, view, state) {
    var marked = state.marked, shapes = marked && marked.unit >= 0 ? data.units.shapes : data.homes.shapes;
    if (!marked) return;
    var thin = view.zoom < FAR ? 0.6 : 1;
    [[7 * thin, '#fff'], [3.5 * thin, '#111']].forEach(function (line) {
      context.beginPath();
      (marked.unit >= 0 ? [marked.unit] : marked.homes).forEach(function (s) {
        if (s < shapes.count) trace(context, view, shapes, s, false);
      });
      context.lineWidth = line[0];
      context.strokeStyle = line[1];
      context.stroke();
    });
    if (marked.to) drawWay(context, view, marked);
    if (!marked.place) return;
    var x = marked.place[0] * view.scale + view.left, y = view.top - marked.place[1] * view.scale;
    [[7, '#fff'], [3, '#007a4d']].forEach(function (line) {
      context.beginPath();
      context.moveTo(x - 9, y);
      context.lineTo(x + 9, y);
      context.moveTo(x, y - 9);
      context.lineTo(x, y + 9);
      context.lineWidth = line[0];
      context.strokeStyle = line[1];
      context.stroke();
    });
  }

  function facilityClass(f) {
    return f in data.facilities.reasons ? data.facilities.reasons[f][0] : data.counts;
  }

  // Filled with a white rim if it counts, else hollow.
  function drawFacility(context, x, y, radius, index) {
    var look = data.counting[index], counts = index === data.counts;
    context.beginPath();
    context.arc(x, y, counts ? radius : radius * 0.8, 0, 2 * Math.PI);
    context.fillStyle = look.fill;
    context.strokeStyle = counts ? '#fff' : look.line;
    context.lineWidth = radius / 3;
    context.fill();
    context.stroke();
  }

  function facilityRadius(view) {
    return view.zoom < FARTHEST ? 2.5 : view.zoom < FAR ? 4 : view.zoom < NEAR ? 6 : 7.5;
  }

  function drawFacilities(context, view, state) {
    var category = data.categories[state.category], radius = facilityRadius(view);
    for (var f = category.first; f < category.first + category.count; f++) {
      var place = data.facilities.xy[f];
      if (!place) continue;
      drawFacility(context, place[0] * view.scale + view.left, view.top - place[1] * view.scale, radius, facilityClass(f));
    }
  }

  // Names, the most important first; one that would lie over another is left out.
  function drawNames(context, view, state) {
    var taken = [], category = data.categories[state.category];
    function write(text, x, y, size, colour) {
      context.font = '600 ' + size + 'px ' + FONT;
      var half = context.measureText(text).width / 2 + 3, box = [x - half, x + half, y - size * 0.7, y + size * 0.7];
      if (taken.some(function (t) { return t[0] < box[1] && t[1] > box[0] && t[2] < box[3] && t[3] > box[2]; })) return;
      taken.push(box);
      context.lineWidth = 3.5;
      context.strokeStyle = 'rgba(255,255,255,0.9)';
      context.strokeText(text, x, y);
      context.fillStyle = colour;
      context.fillText(text, x, y);
    }
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    if (state.shown.facilities && view.zoom >= NEAR - 0.5)
      for (var f = category.first; f < category.first + category.count; f++) {
        var place = data.facilities.xy[f];
        if (place) write(data.facilities.names[f], place[0] * view.scale + view.left, view.top - place[1] * view.scale - 17, 13, '#111');
      }
    if (state.level >= 0)
      for (var u = 0; u < data.units.shapes.count; u++) {
        var b = data.units.shapes.boxes, width = (b[4 * u + 1] - b[4 * u]) * view.scale;
        if (data.units.level[u] !== state.level || width < 60 || !isSeen(view, b, u)) continue;
        write(data.units.names[u], (b[4 * u] + b[4 * u + 1]) / 2 * view.scale + view.left,
              view.top - (b[4 * u + 2] + b[4 * u + 3]) / 2 * view.scale, width > 200 ? 15 : 12, '#4d4639');
      }
    if (view.zoom >= NEAR)
      for (var h = 0; h < data.homes.shapes.count; h++) {
        var boxes = data.homes.shapes.boxes;
        if (isSeen(view, boxes, h) && (boxes[4 * h + 1] - boxes[4 * h]) * view.scale > 60)
          write(data.homes.names[h], (boxes[4 * h] + boxes[4 * h + 1]) / 2 * view.scale + view.left,
                view.top - (boxes[4 * h + 2] + boxes[4 * h + 3]) / 2 * view.scale, 12, '#222');
      }
  }

  function draw(context, view, state) {
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    context.fillStyle = PAPER;
    context.fillRect(0, 0, view.size.x, view.size.y);
    if (state.shown.ground) drawGround(context, view);
    if (state.shown.areas) drawAreas(context, view, state);
    if (state.shown.gaps) drawGaps(context, view, state);
    drawHomes(context, view, state);
    drawUnits(context, view, state);
    drawMarked(context, view, state);
    if (state.shown.facilities) drawFacilities(context, view, state);
    drawNames(context, view, state);
  }

  // Is a place in a shape? Even and odd crossings, over all its rings.
  function holds(shapes, s, x, y) {
    var b = shapes.boxes, inside = false;
    if (x < b[4 * s] || x > b[4 * s + 1] || y < b[4 * s + 2] || y > b[4 * s + 3]) return false;
    for (var r = shapes.ringFirst[s]; r < shapes.ringFirst[s + 1]; r++)
      for (var p = shapes.pointFirst[r], q = shapes.pointFirst[r + 1] - 1; p < shapes.pointFirst[r + 1]; q = p++) {
        var px = shapes.xy[2 * p], py = shapes.xy[2 * p + 1], qx = shapes.xy[2 * q], qy = shapes.xy[2 * q + 1];
        if ((py > y) !== (qy > y) && x < (qx - px) * (y - py) / (qy - py) + px) inside = !inside;
      }
    return inside;
  }

  // What is at a place of the grid: {facility}, {home} or {unit}, an index each; reach: of a finger, in steps.
  function find(state, x, y, reach) {
    var category = data.categories[state.category], best = reach * reach, found = null, boxes = data.homes.shapes.boxes;
    for (var f = category.first; state.shown.facilities && f < category.first + category.count; f++) {
      var place = data.facilities.xy[f];
      var far = place ? Math.pow(place[0] - x, 2) + Math.pow(place[1] - y, 2) : Infinity;
      if (far <= best) {
        best = far;
        found = {facility: f};
      }
    }
    if (found) return found;
    for (var h = 0; h < data.homes.shapes.count; h++)
      if (holds(data.homes.shapes, h, x, y)) return {home: h};
    for (h = 0, best = reach / 2; h < data.homes.shapes.count; h++) // small ones may be met beside
      if (x >= boxes[4 * h] - best && x <= boxes[4 * h + 1] + best && y >= boxes[4 * h + 2] - best && y <= boxes[4 * h + 3] + best &&
          boxes[4 * h + 1] - boxes[4 * h] < reach) return {home: h};
    for (var u = 0; state.level >= 0 && u < data.units.shapes.count; u++)
      if (data.units.level[u] === state.level && holds(data.units.shapes, u, x, y)) return {unit: u};
    return null;
  }

  // A sample of a look, for the legend; facility: index in `counting`, for that of a facility.
  function swatch(look, facility) {
    var canvas = document.createElement('canvas'), ratio = window.devicePixelRatio || 1, context = canvas.getContext('2d');
    canvas.width = 28 * ratio;
    canvas.height = 18 * ratio;
    canvas.className = 'webmap-swatch';
    context.scale(ratio, ratio);
    if (facility !== undefined) {
      drawFacility(context, 14, 9, 7, facility);
      return canvas;
    }
    context.rect(1, 1, 26, 16);
    fill(context, look, 'evenodd');
    context.strokeStyle = look.line;
    context.lineWidth = 1.5;
    context.stroke();
    return canvas;
  }

  return {Layer: Layer, find: find, swatch: swatch, facilityClass: facilityClass};
};
