"""Where things of the region are: a lattice of superblocks, bent a little, with a river through every tile.

A tile is 6 x 6 superblocks. Whatever is drawn by lot depends on the seed and on a place in the lattice, never on the
region's size or on what was drawn before, so every superblock can be made alone, twice, and in any order.
"""
import functools
import math
import random

TILE = 6                      # superblocks along a side of a tile
WIDTH, HEIGHT = 400.0, 383.0  # of a superblock: six make Lujiazui's 2.4 by 2.3 km
RIVER_ROW = 3                 # of each tile; the whole row is river and its banks
BRIDGE_COLUMN = 2             # of each tile: one bridge on 2.4 km
NUMBERS = 1000                # OSM ids that a superblock may use
JITTER_M = 30.0
EAST_M, NORTH_M = 620000.0, 3440000.0  # EPSG:4549, beside Shanghai's longitude
# Every node that a neighbour must know has a fixed place among the ids of its superblock.
CORNER, CROSSING, PAVEMENT, BANK, FREE = 0, 4, 8, 12, 16
SOUTH, EAST, NORTH, WEST = range(4)
SOUTHWEST, SOUTHEAST, NORTHEAST, NORTHWEST = range(4)


class Region:
    def __init__(self, size, seed, walled_percent, bureau=False):
        self.size, self.seed, self.walled_percent, self.bureau = size, seed, walled_percent, bureau
        self.columns = math.isqrt(size - 1) + 1
        self.corner = functools.lru_cache(maxsize=4096)(self._corner)

    def lot(self, *about):
        """A source of lots that depends on the seed and on what it is about."""
        return random.Random(':'.join([self.seed, *map(str, about)]))

    def tiles(self):
        """(number, column, row)."""
        for number in range(self.size):
            yield number, number % self.columns, number // self.columns

    def tile_number(self, i, j):
        """Of the tile that holds superblock (i, j); None outside the region."""
        if i < 0 or j < 0 or i >= self.columns * TILE:
            return None
        number = j // TILE * self.columns + i // TILE
        return number if number < self.size else None

    def number(self, i, j, place=0):
        """The id of a node of superblock (i, j); None outside the region."""
        tile = self.tile_number(i, j)
        if tile is None:
            return None
        return ((tile * TILE + j % TILE) * TILE + i % TILE) * NUMBERS + 1 + place

    def _corner(self, i, j):
        lot = self.lot('corner', i, j)
        return i * WIDTH + lot.uniform(-JITTER_M, JITTER_M), j * HEIGHT + lot.uniform(-JITTER_M, JITTER_M)

    def place(self, i, j, x, y):
        """Working coordinates of a place in superblock (i, j), x and y in metres from its corner; x may lie further east."""
        beyond = math.floor(x / WIDTH)
        i, x = i + beyond, x - beyond * WIDTH
        u, v = x / WIDTH, y / HEIGHT
        (ax, ay), (bx, by) = self.corner(i, j), self.corner(i + 1, j)
        (cx, cy), (dx, dy) = self.corner(i, j + 1), self.corner(i + 1, j + 1)
        east = (1 - v) * ((1 - u) * ax + u * bx) + v * ((1 - u) * cx + u * dx)
        north = (1 - v) * ((1 - u) * ay + u * by) + v * ((1 - u) * cy + u * dy)
        # Long waves: no street is quite straight, and none crosses another that it did not cross before.
        bent_east = east + 12 * math.sin(north / 290) + 5 * math.sin(east / 170)
        bent_north = north + 12 * math.sin(east / 330) + 5 * math.sin(north / 150)
        return EAST_M + bent_east, NORTH_M + bent_north

    def is_river(self, j):
        return j % TILE == RIVER_ROW

    def banks(self, i, j, x):
        """y of the southern and of the northern bank in a superblock of a river row."""
        along = i * WIDTH + x
        middle = HEIGHT / 2 + 28 * math.sin(along / 410 + j) + 14 * math.sin(along / 145 + 2 * j)
        half = 65 + 15 * math.sin(along / 260 + 3 * j)
        return middle - half, middle + half

    def crossing(self, i, j, side):
        """(metres along the side, is a footbridge): where people cross from (i, j) to its eastern or northern neighbour."""
        lot = self.lot('crossing', side, i, j)
        length = HEIGHT if side == EAST else WIDTH
        return round(length * lot.uniform(0.3, 0.7), 1), lot.random() < 0.15
