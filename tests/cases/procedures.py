"""What cases about running ask for: repeating, killing, filling the disk, generating a city."""
import json
import os
import random
import signal
import subprocess
import time

import result as results
from session import CaseError, Session

KILLS = 20
SEED = 20251125
LONG_PATIENCE_S = 7200


def repeat(session, entry):
    """`repeatable`: digests of all output files, one for every run."""
    digests = []
    for threads in entry["threads"]:
        for _ in range(entry["runs"]):
            outcome = session.run("--threads", str(threads))
            files = results.folder_digests(os.path.dirname(session.output))
            digests.append(json.dumps(files, sort_keys=True) if outcome.status == 0 else "failed")
            outcome.close()
    return {"digests": digests}


def full_disk(session):
    """Runs again with files limited to less than the result; answers the outcome of the first that did not fail well."""
    first = session.run()
    first.close()
    if first.status != 0:
        raise CaseError("the run without a limit failed: " + first.last_words())
    folder = os.path.dirname(session.output)
    before = results.folder_digests(folder)
    size = os.path.getsize(session.output)
    outcome = None
    for limit in (size // 2, size - 1, 8192):
        if outcome is not None:
            outcome.close()
        outcome = session.run(file_size_limit=limit)
        after = results.folder_digests(folder)
        outcome.facts = {
            "previous_output_unchanged": all(after.get(name) == before[name] for name in before),
            "left_behind": sorted(set(after) - set(before)),
        }
        if outcome.status == 0 or after != before:
            break
    return outcome


def strange_names(command, case_folder, settings, folder):
    """Runs in folders with Chinese characters, spaces and brackets; the result must equal that of a plain folder."""
    plain = Session(command, case_folder, settings, os.path.join(folder, "plain")).run()
    outcome = Session(command, case_folder, settings, os.path.join(folder, "strange"),
                      output="结果 输出/覆盖率.gpkg", inputs="数据 目录 (1)").run()
    both = plain.result is not None and outcome.result is not None
    outcome.facts["equals_plain"] = both and not results.differences(plain.result, outcome.result)
    plain.close()
    return outcome


def move_first_facility(session, by_m):
    """Moves the first facility in the session's own copy to the east."""
    path = os.path.join(session.input_folder, session.settings["inputs"]["facilities"])
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    data["features"][0]["geometry"]["coordinates"][0] += by_m
    with open(path, "w", encoding="utf-8") as file:
        json.dump(data, file)


def kill_sweep(session, clean):
    """Kills runs at random moments; `clean` is a session in another folder, for the run that nothing disturbed."""
    chance = random.Random(SEED)
    old = session.run()
    if old.status != 0:
        raise CaseError("the first run failed: " + old.last_words())
    usual_s, old_digest = old.seconds, results.digest(session.output)
    folder = os.path.dirname(session.output)
    published = set(results.folder_digests(folder))
    for one in (session, clean):
        move_first_facility(one, 100.0)
    new = clean.run()
    new_digest = results.digest(clean.output)
    session.write_config()
    killed, incomplete, leftover = 0, [], []
    for _ in range(KILLS):
        process = subprocess.Popen(session.arguments(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(usual_s * chance.random())
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        if not os.path.exists(session.output):
            incomplete.append("the result is gone")
        elif results.digest(session.output) not in (old_digest, new_digest):
            incomplete.append("the result is neither the old nor the new one")
        # A private folder is one thing, whatever waits in it: the next run removes it as a whole.
        left = sorted({path.split('/')[0] for path in set(results.folder_digests(folder)) - published})
        leftover = max(leftover, left, key=len)
    last = session.run()
    same = last.result is not None and new.result is not None and not results.differences(
        last.result, new.result, skip_tables=())
    old.facts = {"killed": killed, "incomplete": incomplete, "leftover": leftover,
                 "next_equals_clean": same and old_digest != new_digest}
    last.close()
    new.close()
    return old.facts


def numbers_named(value, word, found):
    """All numbers under keys that hold `word`, anywhere in a JSON value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if word in key and isinstance(inner, (int, float)) and not isinstance(inner, bool):
                found.append(inner)
            numbers_named(inner, word, found)
    elif isinstance(value, list):
        for inner in value:
            numbers_named(inner, word, found)
    return found


def texts_named(value, word, found):
    if isinstance(value, dict):
        for key, inner in value.items():
            if word in key and isinstance(inner, str):
                found.append(inner)
            texts_named(inner, word, found)
    return found


def clock_change(session):
    """Two runs under a zone whose clock is changed tonight; stamps and durations come from their summaries."""
    stamps, durations = [], []
    for _ in range(2):
        outcome = session.run("--json", environment={"TZ": "Europe/Berlin"})
        outcome.close()
        try:
            summary = json.loads(outcome.stdout)
        except ValueError:
            continue
        stamps += texts_named(summary, "start", [])[:1]
        durations += numbers_named(summary, "seconds", []) + numbers_named(summary, "duration", [])
        time.sleep(1.1)  # stamps to the second must differ as well
    return {"stamps": stamps, "durations_s": durations}


def square(x, y):
    return [[[x - 1, y - 1], [x + 1, y - 1], [x + 1, y + 1], [x - 1, y + 1], [x - 1, y - 1]]]


def write_layer(path, geometry_type, rows):
    features = [{"type": "Feature", "properties": properties,
                 "geometry": {"type": geometry_type, "coordinates": coordinates}}
                for properties, coordinates in rows]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection",
                   "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}},
                   "features": features}, file)


def generate_grid(rule, folder, facility_count):
    """The generated city; fewer facilities are the first of more."""
    if rule.get("kind") != "grid":
        raise CaseError(f"unknown kind of generated input: {rule.get('kind')}")
    count, step = rule["streets"], rule["spacing_m"]
    east, north = 500000, 4057000
    chance = random.Random(rule["seed"])

    def place():
        line, offset = chance.randint(0, count), round(chance.uniform(0, count * step), 3)
        across = line * step
        return (east + across, north + offset) if chance.random() < 0.5 else (east + offset, north + across)

    homes = [place() for _ in range(rule["homes"])]
    facilities = [place() for _ in range(max(rule["facilities"]))][:facility_count]
    along = [i * step for i in range(count + 1)]
    roads = [({"id": f"x{i}", "highway": "residential"}, [[east + x, north + y] for y in along])
             for i, x in enumerate(along)]
    roads += [({"id": f"y{i}", "highway": "residential"}, [[east + x, north + y] for x in along])
              for i, y in enumerate(along)]
    os.makedirs(folder, exist_ok=True)
    write_layer(os.path.join(folder, "roads.geojson"), "LineString", roads)
    write_layer(os.path.join(folder, "facilities.geojson"), "Point",
                [({"id": f"F{i + 1:05}", "name": f"F{i + 1:05}", "category": "elderly"}, list(xy))
                 for i, xy in enumerate(facilities)])
    write_layer(os.path.join(folder, "residential.geojson"), "Polygon",
                [({"id": f"R{i + 1:05}", "households": 40, "population": 100}, square(*xy))
                 for i, xy in enumerate(homes)])


def grow(command, case, settings, folder):
    """Runs on both sizes of a generated city; answers the outcome of the larger and what it took beside the smaller."""
    outcomes = []
    inputs = {"roads": "roads.geojson", "facilities": "facilities.geojson", "residential": "residential.geojson"}
    sizes = case["generate"]["facilities"]
    for size in sizes:
        case_folder = os.path.join(folder, f"generated-{size}")
        generate_grid(case["generate"], case_folder, size)
        session = Session(command, case_folder, {**settings, "inputs": inputs, "pairs": False},
                          os.path.join(folder, f"run-{size}"))
        outcome = session.run(patience_s=LONG_PATIENCE_S)
        if outcome.result is None:
            raise CaseError(f"{size} facilities: exit status {outcome.status}: {outcome.last_words()}")
        outcomes.append(outcome)
    small, large = outcomes
    areas = small.result.area_digests()
    large.facts["scaling"] = {
        "time_ratio": large.cpu_s / small.cpu_s,  # of the processor: other programs do not disturb it
        "memory_ratio": large.peak_kb / small.peak_kb,
        "memory_extra_mb": (large.peak_kb - small.peak_kb) / 1024,
        "subset_identical": bool(areas) and areas.items() <= large.result.area_digests().items(),
        "measured": f"{small.cpu_s:.1f} s and {large.cpu_s:.1f} s, "
                    f"{small.peak_kb // 1024} MB and {large.peak_kb // 1024} MB",
    }
    small.close()
    return large
