#!/usr/bin/python3
"""osm_counts.py OSM_DUMP FILES_UNDER - our OSM reader against osmium, object by object.

Every .osm and .pbf under the folder is read by both; ids, node places, refs, members and tags must be the same.
Exit: 0 equal, 1 not, 77 nothing to compare (no data, no osmium).
"""
import os
import re
import shutil
import subprocess
import sys

SKIPPED = 77


def plain(text):
    """Undoes OPL's %hex% escapes; control characters become "?", as osm_dump writes them."""
    text = re.sub(r"%([0-9a-fA-F]+)%", lambda match: chr(int(match.group(1), 16)), text)
    return "".join("?" if character < " " else character for character in text)


def fields_of(line):
    """OPL line -> {letter: rest}; the first field holds type and id."""
    parts = line.rstrip("\n").split(" ")
    fields = {part[0]: part[1:] for part in parts[1:] if part}
    return parts[0][0], int(parts[0][1:]), fields


def tags_of(fields):
    text = fields.get("T", "")
    if not text:
        return []
    return [tuple(plain(side) for side in tag.split("=", 1)) for tag in text.split(",")]


def refs_of(fields, letter):
    text = fields.get(letter, "")
    return text.split(",") if text else []


def expected_lines(path):
    """What osm_dump must print of the file, from osmium's text form of it."""
    opl = subprocess.run(["osmium", "cat", "--no-progress", "-f", "opl", path], check=True, stdout=subprocess.PIPE)
    objects = {"n": {}, "w": {}, "r": {}}
    for line in opl.stdout.decode("utf-8").splitlines():
        kind, number, fields = fields_of(line)
        objects[kind][number] = fields
    seen_tags = sum(len(tags_of(fields)) for kind in objects.values() for fields in kind.values())
    seen_refs = sum(len(refs_of(fields, "N")) for fields in objects["w"].values())
    lines = ["seen %d %d %d tags %d refs %d" % (*(len(objects[kind]) for kind in "nwr"), seen_tags, seen_refs)]
    ways = {number: fields for number, fields in objects["w"].items()}
    tagged = {kind: {number for number, fields in objects[kind].items() if fields.get("T")} for kind in "nwr"}
    members = {number: sorted({int(member[1:].split("@")[0]) for member in refs_of(objects["r"][number], "M")
                               if member[0] == "w"}) for number in tagged["r"]}
    kept_ways = tagged["w"] | {way for ids in members.values() for way in ids if way in ways}
    needed = set(tagged["n"])
    body = {"n": {}, "w": {}, "r": {}}
    for number in kept_ways:
        nodes = [int(ref.split("x")[0][1:]) for ref in refs_of(ways[number], "N")]
        known = [node if node in objects["n"] else None for node in nodes]
        needed.update(node for node in known if node is not None)
        body["w"][number] = ["-" if node is None else "n%d" % node for node in known]
    for number in tagged["n"]:
        body["n"][number] = ["n%d" % number]
    for number, ids in members.items():
        body["r"][number] = ["w%d" % way if way in ways else "-" for way in ids]
    for number in sorted(needed):
        fields = objects["n"][number]
        lines.append("p%d %.7f %.7f" % (number, float(fields["x"]), float(fields["y"])))
    for kind in "nwr":
        for number in sorted(body[kind]):
            head = " ".join(["%s%d" % (kind, number)] + body[kind][number])
            tags = ["%s=%s" % tag for tag in tags_of(objects[kind][number])]
            lines.append("\t".join([head] + tags))
    return lines


def compare(dump, path):
    found = subprocess.run([dump, path], stdout=subprocess.PIPE, check=False)
    if found.returncode != 0:
        return "our reader failed"
    ours = found.stdout.decode("utf-8").split("\n")[:-1]
    theirs = expected_lines(path)
    for number, (our, their) in enumerate(zip(ours, theirs), 1):
        if our != their:
            return "line %d: ours %r, osmium %r" % (number, our[:200], their[:200])
    if len(ours) != len(theirs):
        return "ours has %d lines, osmium %d" % (len(ours), len(theirs))
    return None


def main():
    dump, folder = sys.argv[1:3]
    paths = sorted(os.path.join(root, name) for root, _, names in os.walk(folder)
                   for name in names if name.endswith((".osm", ".pbf")))
    if not paths or not shutil.which("osmium"):
        print("skipped: %s" % ("no osmium here" if paths else "no OSM files under %s" % folder))
        return SKIPPED
    failed = False
    for path in paths:
        trouble = compare(dump, path)
        print("%s: %s" % (os.path.relpath(path, folder), trouble or "equal"))
        failed = failed or trouble is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
