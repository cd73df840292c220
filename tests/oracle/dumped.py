"""dumped.py - what network_dump wrote, as numpy arrays."""
import os
import subprocess

import numpy as np

INSIDE, PRIVATE, ISLET, ACROSS = 1, 2, 4, 8
NONE = 2 ** 32 - 1


class Dump:
    def __init__(self, program, config, folder, seeds):
        os.makedirs(folder, exist_ok=True)
        subprocess.run([program, config, folder, str(seeds)], check=True)

        def load(name, kind, columns):
            return np.fromfile(os.path.join(folder, name), dtype=kind).reshape(-1, columns)

        edges = load("edges.u32", np.uint32, 10)
        self.u, self.v, self.length_mm = edges[:, 0], edges[:, 1], edges[:, 2].astype(np.int64)
        self.there_mm, self.back_mm = edges[:, 3].astype(np.int64), edges[:, 4].astype(np.int64)
        self.first, self.count, self.flags = edges[:, 5].astype(np.int64), edges[:, 6].astype(np.int64), edges[:, 7]
        self.component = edges[:, 8]
        self.xy = load("vertices.f64", np.float64, 2)
        self.points = load("points.f64", np.float64, 3)
        self.barriers = load("barriers.f64", np.float64, 5)
        self.seeds = load("seeds.u32", np.uint32, 3).astype(np.int64)
        self.costs = np.fromfile(os.path.join(folder, "costs.u32"), dtype=np.uint32).reshape(len(self.seeds), -1)
        self.private = (self.flags & PRIVATE) != 0
        self.across = (self.flags & ACROSS) != 0
