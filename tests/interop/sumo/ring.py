#!/usr/bin/env python3
"""Compares the flow of IDM traffic on a ring with SUMO's.

    apt-get install --no-install-recommends sumo
    ./snowball traffic --json --out /tmp/traffic > /tmp/traffic.json
    python3 tests/interop/sumo/ring.py /tmp/traffic.json

Reads from the report of `snowball traffic` the parameters, the step, the lap and the flow at each density, runs SUMO's IDM on the same ring
and prints both. Exit code 1 where they differ by more than 3 % at a density at which traffic is smooth. Where it stops and goes, the flow depends
on how many jams there are by then: differences are shown and not judged.

What SUMO does in its own way: a ring is a closed chain of edges and a route that repeats; gaps are minGap plus the IDM's, so minGap is
s0; sigma does not exist in its IDM; a speed deviation between drivers has to be switched off; its IDM takes internal sub-steps (stepping,
0.25 s by default, so one of 0.1 s here); position is advanced with the new speed (semi-implicit Euler), ours with the old one.
"""
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

TOLERANCE = 0.03
EDGES = 4


def write_ring(folder, lap):
    """A square whose four edges are said to be a quarter of a lap long each, whatever the drawing says."""
    side = lap / EDGES
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    with open(f"{folder}/ring.nod.xml", "w") as nodes:
        nodes.write("<nodes>" + "".join(f'<node id="n{i}" x="{x}" y="{y}"/>' for i, (x, y) in enumerate(corners)) + "</nodes>")
    with open(f"{folder}/ring.edg.xml", "w") as edges:
        edges.write("<edges>" + "".join(
            f'<edge id="e{i}" from="n{i}" to="n{(i + 1) % EDGES}" numLanes="1" speed="70" length="{side}"/>' for i in range(EDGES)) + "</edges>")
    subprocess.run(["netconvert", "-n", "ring.nod.xml", "-e", "ring.edg.xml", "-o", "ring.net.xml", "--no-turnarounds",
                    "--no-internal-links"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def write_vehicles(folder, lap, count, speed, driver):
    """Vehicles at the speed of equilibrium, at distances that differ as much as ours do: gaps by up to half, at random."""
    draws, gap = random.Random(1), lap / count - driver["length"]
    edges = [f"e{i}" for i in range(EDGES)]
    with open(f"{folder}/ring.rou.xml", "w") as routes:
        routes.write("<routes>\n")
        routes.write(
            f'<vType id="car" carFollowModel="IDM" length="{driver["length"]}" minGap="{driver["minimum_gap"]}" tau="{driver["time_headway"]}" '
            f'accel="{driver["acceleration"]}" decel="{driver["deceleration"]}" delta="4" maxSpeed="{driver["desired_speed"]}" '
            f'desiredMaxSpeed="{driver["desired_speed"]}" speedFactor="1" speedDev="0" emergencyDecel="9"/>\n')
        for first in range(EDGES):
            order = edges[first:] + edges[:first]
            routes.write(f'<route id="from{first}" edges="{" ".join(order)}" repeat="1000"/>\n')
        for i in range(count):
            # A place is that of the front bumper from the start of its edge.
            place = (i + 0.5) * lap / count + 0.5 * draws.uniform(-0.5, 0.5) * (gap - 1)
            edge = min(int(place / (lap / EDGES)), EDGES - 1)
            routes.write(f'<vehicle id="v{i}" type="car" route="from{edge}" depart="0" departPos="{place - edge * lap / EDGES}" '
                         f'departSpeed="{speed}" departLane="0" insertionChecks="none"/>\n')
        routes.write("</routes>\n")


def sumo_flow(lap, count, speed, driver, step, duration, measured):
    """Mean flow in vehicles/h over the last part of a run, and how many vehicles it has."""
    with tempfile.TemporaryDirectory() as folder:
        write_ring(folder, lap)
        write_vehicles(folder, lap, count, speed, driver)
        subprocess.run(["sumo", "-n", "ring.net.xml", "-r", "ring.rou.xml", "--step-length", str(step), "--end", str(duration),
                        "--summary-output", "summary.xml", "--no-step-log", "--no-warnings", "--time-to-teleport", "-1",
                        "--collision.action", "none", "--seed", "1"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        speeds, running = [], 0
        for _, element in xml.iterparse(os.path.join(folder, "summary.xml")):
            if element.tag == "step" and float(element.get("time")) >= duration - measured:
                speeds.append(float(element.get("meanSpeed")))
                running = int(element.get("running"))
            element.clear()
    return 3600 * running / lap * sum(speeds) / len(speeds), running


def main():
    with open(sys.argv[1]) as lines:
        report = next(row for row in map(json.loads, lines) if row.get("part") == "fundamental_diagram")
    driver, lap, step = report["driver"], report["circumference_m"], report["step_s"]
    print("density  vehicles  Snowball   SUMO  difference  state")
    worst = 0.0
    for point in report["points"]:
        flow, running = sumo_flow(lap, point["vehicles"], point["equilibrium_speed_m_s"], driver, step, report["duration_s"], report["measured_s"])
        assert running == point["vehicles"], f"SUMO holds {running} of {point['vehicles']} vehicles"
        difference = flow / point["flow_per_h"] - 1
        print(f"{point['density_per_km']:7.1f}  {running:8d}  {point['flow_per_h']:8.1f}  {flow:5.1f}  {100 * difference:+8.2f} %  "
              f"{'stable' if point['string_stable'] else 'stop and go'}", flush=True)
        if point["string_stable"]:
            worst = max(worst, math.fabs(difference))
    print(f"greatest difference of smooth traffic {100 * worst:.2f} %")
    sys.exit(0 if worst <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
