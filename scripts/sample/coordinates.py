"""From the plan to the coordinates that files hold, and back: answers are for what is written, not for what was meant."""
import math

from pyproj import CRS, Transformer

PLAN = CRS.from_proj4('+proj=tmerc +lat_0=31.2 +lon_0=121.6 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs')
DEGREES = CRS.from_proj4('+proj=longlat +ellps=GRS80 +no_defs')


def gauss_kruger(meridian, east=500000):
    return CRS.from_proj4(f'+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0={east} +y_0=0 +ellps=GRS80 +units=m +no_defs')


ZONE_120, ZONE_123 = gauss_kruger(120), gauss_kruger(123)
ZONE_120_PREFIXED = gauss_kruger(120, 40500000)


class System:
    """A coordinate system in which a file is written, to so many decimals."""

    def __init__(self, crs, decimals):
        self.decimals = decimals
        self.forth = Transformer.from_crs(PLAN, crs, always_xy=True)
        self.back = Transformer.from_crs(crs, PLAN, always_xy=True)

    def written(self, x, y):
        u, v = self.forth.transform(x, y)
        return round(u, self.decimals), round(v, self.decimals)

    def plan(self, u, v):
        return self.back.transform(u, v)


class Gcj02(System):
    """Chinese web-map coordinates. Formula as published in several places (doc/method.md); inverse by iteration."""

    def __init__(self, decimals):
        super().__init__(DEGREES, decimals)

    def written(self, x, y):
        lon, lat = gcj_from_wgs(*self.forth.transform(x, y))
        return round(lon, self.decimals), round(lat, self.decimals)

    def plan(self, u, v):
        lon, lat = u, v
        for _ in range(12):
            shifted = gcj_from_wgs(lon, lat)
            lon, lat = lon - (shifted[0] - u), lat - (shifted[1] - v)
        return self.back.transform(lon, lat)


class Bd09(Gcj02):
    """Coordinates of Baidu's map: those of GCJ-02, turned and moved once more. The way back is not needed: nobody asks for it."""

    def written(self, x, y):
        lon, lat = gcj_from_wgs(*self.forth.transform(x, y))
        scale = math.pi * 3000 / 180
        radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * scale)
        angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * scale)
        return round(radius * math.cos(angle) + 0.0065, self.decimals), round(radius * math.sin(angle) + 0.006, self.decimals)

    def plan(self, u, v):
        raise NotImplementedError


def gcj_from_wgs(lon, lat):
    x, y, pi, sin = lon - 105, lat - 35, math.pi, math.sin
    common = (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + common
    north += (20 * sin(pi * y) + 40 * sin(pi * y / 3)) * 2 / 3 + (160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + common
    east += (20 * sin(pi * x) + 40 * sin(pi * x / 3)) * 2 / 3 + (150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    a, e2 = 6378245.0, 0.00669342162296594323
    phi = math.radians(lat)
    m = 1 - e2 * sin(phi) ** 2
    north = north * 180 / (pi * a * (1 - e2) / (m * math.sqrt(m)))
    east = east * 180 / (pi * a / math.sqrt(m) * math.cos(phi))
    return lon + east, lat + north


STREETS = System(DEGREES, 7)
HOMES = System(ZONE_120, 3)
OUTLETS = System(ZONE_120, 3)
MINOR = System(ZONE_123, 3)
ELDERLY = Gcj02(6)
BAIDU = Bd09(7)
ZONE_40 = System(ZONE_120_PREFIXED, 3)
