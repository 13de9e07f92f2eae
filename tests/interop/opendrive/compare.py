#!/usr/bin/env python3
"""usage: compare.py LIBRARY MAP.xodr...

Holds our maps against esmini's road manager: LIBRARY is esmini's shared library libesminiRMLib.so (part of its releases).
Samples every map with sample.cs (the line of every road and the centre of every lane, every 3 m), asks esmini for the same
places, and prints a table: roads, samples, the largest deviation in the plane, in height, in heading and in lane width, and how far
the map moves when it is written and read back. Exit code 1 if a position deviates by more than 1 cm, or moves by more than 1 mm.
"""
import ctypes
import math
import os
import subprocess
import sys

MOST_POSITION, MOST_MOVE = 0.01, 0.001
CURRENT_LATERAL_OFFSET = 2


class LaneInfo(ctypes.Structure):
    """RM_RoadLaneInfo of esminiRMLib.hpp."""
    _fields_ = [(name, ctypes.c_double) for name in ("x", "y", "z", "heading", "pitch", "roll", "width", "curvature", "speed_limit")] + [
        ("road", ctypes.c_uint32), ("junction", ctypes.c_uint32), ("lane", ctypes.c_int)] + [
        (name, ctypes.c_double) for name in ("lane_offset", "s", "t")] + [
        (name, ctypes.c_int) for name in ("road_type", "road_rule", "lane_type")]


def load(path):
    library = ctypes.CDLL(os.path.abspath(path))
    library.RM_Init.argtypes = [ctypes.c_char_p]
    library.RM_SetLogFilePath.argtypes = [ctypes.c_char_p]
    library.RM_GetIdOfRoadFromIndex.argtypes = [ctypes.c_uint]
    library.RM_GetIdOfRoadFromIndex.restype = ctypes.c_uint32
    library.RM_GetRoadIdString.argtypes = [ctypes.c_uint32]
    library.RM_GetRoadIdString.restype = ctypes.c_char_p
    library.RM_SetLanePosition.argtypes = [ctypes.c_int, ctypes.c_uint32, ctypes.c_int, ctypes.c_double, ctypes.c_double, ctypes.c_bool]
    library.RM_GetLaneInfo.argtypes = [ctypes.c_int, ctypes.c_double, ctypes.POINTER(LaneInfo), ctypes.c_int, ctypes.c_bool]
    library.RM_SetLogFilePath(b"")
    return library


def sample(maps):
    """(map, refusal, moved, samples) of every map."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sample.cs")
    text = subprocess.run(["dotnet", "run", script, "--", *maps], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = []
    for kind, *rest in (line.split("\t") for line in text.splitlines()):
        if kind == "map":
            found.append({"map": rest[0], "refused": None, "moved": 0.0, "samples": []})
        elif kind == "refused":
            found[-1]["refused"] = rest[0]
        elif kind == "moved":
            found[-1]["moved"] = float(rest[0])
        elif kind == "sample":
            found[-1]["samples"].append((rest[0], int(rest[1]), *map(float, rest[2:])))
    return found


def compare(library, path, samples):
    """Largest deviation in the plane, in height, in heading and in width, the place of the first, and how many places esmini lacks."""
    if library.RM_Init(path.encode()) < 0:
        return None
    ids = [library.RM_GetIdOfRoadFromIndex(i) for i in range(library.RM_GetNumberOfRoads())]
    roads = {library.RM_GetRoadIdString(number).decode(): number for number in ids}
    handle, info = library.RM_CreatePosition(), LaneInfo()
    plane, height, heading, width, where, missing = 0.0, 0.0, 0.0, 0.0, "", 0
    for road, lane, s, x, y, z, h, w in samples:
        # esmini follows the links of the lane it stands in: start from the centre.
        library.RM_SetLanePosition(handle, roads[road], 0, 0.0, s, False)
        library.RM_SetLanePosition(handle, roads[road], lane, 0.0, s, False)
        library.RM_GetLaneInfo(handle, 0.0, ctypes.byref(info), CURRENT_LATERAL_OFFSET, False)
        if info.lane != lane or abs(info.s - s) > 1e-6:
            missing += 1
            continue
        distance = math.hypot(info.x - x, info.y - y)
        if distance > plane:
            plane, where = distance, f"road {road} lane {lane} s {s:.2f}"
        height = max(height, abs(info.z - z))
        heading = max(heading, abs(math.remainder(info.heading - h, 2 * math.pi)))
        width = max(width, abs(info.width - w))
    library.RM_Close()
    return plane, height, heading, width, where, missing


def main():
    # esmini's own words, which go to standard output, are not part of the table.
    sys.stdout = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    library, failed = load(sys.argv[1]), False
    found, largest = sample(sys.argv[2:]), [0.0] * 4
    print("| map | samples | plane, mm | height, mm | heading, rad | width, mm | written and read, mm |")
    print("|---|---|---|---|---|---|---|")
    for entry in found:
        name = os.path.basename(entry["map"])
        if entry["refused"]:
            print(f"| {name} | refused: {entry['refused'].removeprefix(entry['map'])} |")
            continue
        result = compare(library, entry["map"], entry["samples"])
        if result is None:
            print(f"| {name} | esmini does not load it |")
            continue
        plane, height, heading, width, where, missing = result
        bad = missing > 0 or plane > MOST_POSITION or height > MOST_POSITION or width > MOST_POSITION or entry["moved"] > MOST_MOVE
        failed |= bad
        print(f"| {name} | {len(entry['samples'])} | {plane * 1000:.3f} | {height * 1000:.3f} | {heading:.1e} | {width * 1000:.3f} | {entry['moved'] * 1000:.1e} |"
              + (f" at {where}" if bad else "") + (f" {missing} places that esmini does not have" if missing else ""))
        largest = [max(pair) for pair in zip(largest, result[:4])]
    loaded = [entry for entry in found if not entry["refused"]]
    print(f"\n{len(loaded)} of {len(found)} maps loaded, {sum(len(entry['samples']) for entry in loaded)} samples. Largest deviation: {largest[0] * 1000:.3f} mm in the plane, "
          f"{largest[1] * 1000:.3f} mm in height, {largest[2]:.1e} rad, {largest[3] * 1000:.3f} mm of width; "
          f"written and read {max((entry['moved'] for entry in loaded), default=0.0) * 1000:.1e} mm.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
