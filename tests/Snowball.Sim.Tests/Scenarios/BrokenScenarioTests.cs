using System.Text;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>Every mistake is refused with file, line and key, and says what would be right.</summary>
public sealed class BrokenScenarioTests
{
    private const string Keys = "format, description, simulation, road, ego, traffic, actors, wind, physics, contact, sensors, appearance, observation, action, reward, cost, episode, gate, discretisation, training";

    /// <summary>A piece of the sample, what stands there instead, and the message after <c>file:</c>.</summary>
    [Theory]
    // Keys.
    [InlineData("  lane_width: 3.5 m", "  lane_widht: 3.5 m", "9: road.lane_widht: is not a known key; did you mean 'lane_width'?")]
    [InlineData("wind:\n", "weather:\n", "31: weather: is not a known key; known are " + Keys)]
    [InlineData("  lanes: 2\n", "  lanes: 2\n  lanes: 3\n", "9: road.lanes: is given twice: first in line 8")]
    [InlineData("  lanes: 2\n", "", "6: road.lanes: is missing: number of lanes; lane 0 is the leftmost")]
    [InlineData("training:\n", "trained:\n", "63: trained: is not a known key; known are " + Keys)]
    [InlineData("  agent: ppo\n", "", "63: training.agent: is missing: the agent that trains by default")]
    [InlineData("lateral_offset: {weight: -1, scale: 50 cm}", "lateral_offset: {weight: -1}", "44: reward.terms.lateral_offset.scale: is missing: the value that gives 1")]
    [InlineData("lateral_offset: {weight: -1, scale: 50 cm}", "lateral_offset: {weight: -1, below: 50 cm}", "44: reward.terms.lateral_offset.below: is not a known key; known are weight, scale")]
    [InlineData("lateral_offset: {weight: -1, scale: 50 cm}", "lateral_offset: -1", "44: reward.terms.lateral_offset: expects a mapping of keys (weight, scale), not '-1'")]
    [InlineData("survival: 1", "survival: {weight: 1}", "43: reward.terms.survival: expects a number such as '1', not a mapping of keys")]
    [InlineData("survival: 1", "survivl: 1", "43: reward.terms.survivl: is not a known key; did you mean 'survival'?")]
    [InlineData("  kind: lead\n", "", "24: traffic: has no 'kind': none, sequential, placed, flow, ring, lead")]
    [InlineData("  kind: lead\n", "  kind: leed\n", "25: traffic.kind: 'leed' is not known; did you mean 'lead'?")]
    [InlineData("  hold: 5 s\n", "  hold: 5 s\n  density: 5 veh/km\n", "30: traffic.density: is not a known key; known are kind, gap, speed, acceleration, hold, vehicle, dynamics")]
    [InlineData("  hold: 5 s\n", "  hold: 5 s\n  ? [a, b]\n  : 1\n", "24: traffic: a key must be a word")]
    // Units.
    [InlineData("speed: uniform(15, 25) m/s", "speed: 25", "22: ego.speed: has no unit: write '25 m/s'")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(15, 25)", "22: ego.speed: has no unit: write 'uniform(15, 25) m/s'")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: 25 m", "22: ego.speed: expects a speed (m/s, km/h), not a length")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: 25 mph", "22: ego.speed: expects a speed (m/s, km/h): 'mph' is not a known unit")]
    [InlineData("  lanes: 2\n", "  lanes: 2 m\n", "8: road.lanes: expects a number without a unit, not '2 m'")]
    [InlineData("simulation_frequency: 20 Hz", "simulation_frequency: 20", "4: simulation.simulation_frequency: has no unit: write '20 Hz'")]
    [InlineData("at_most: 2 %", "at_most: 0.02", "58: gate.lines[0].at_most: is a share: write it as '2 %'")]
    [InlineData("at_least: 0.5 km", "at_least: 500", "60: gate.lines[2].at_least: has no unit: write '500 m'")]
    [InlineData("above: 5 m/s3", "above: 5 m/s2", "59: gate.lines[1].above: expects a jerk (m/s3), not an acceleration")]
    // Values.
    [InlineData("  lanes: 2\n", "  lanes: 13\n", "8: road.lanes: is 13, but must be 1 to 12")]
    [InlineData("  lanes: 2\n", "  lanes: 1.5\n", "8: road.lanes: is 1.5, but must be a whole number")]
    [InlineData("  lanes: 2\n", "  lanes: two\n", "8: road.lanes: expects a number such as '1', not 'two'")]
    [InlineData("  lanes: 2\n", "  lanes: [2]\n", "8: road.lanes: expects a number such as '1', not a list")]
    [InlineData("  lanes: 2\n", "  lanes:\n", "8: road.lanes: expects a number such as '1', not nothing")]
    [InlineData("lane_width: 3.5 m", "lane_width: 8 m", "9: road.lane_width: is 8 m, but must be 2 to 6 m")]
    [InlineData("lane_width: 3.5 m", "lane_width: uniform(3, 4) m", "9: road.lane_width: must be one value, not the distribution 'uniform(3, 4) m'")]
    [InlineData("lane_width: 3.5 m", "lane_width: .nan m", "9: road.lane_width: expects a length such as '3.5 m', not '.nan m'")]
    [InlineData("lane_width: 3.5 m", "lane_width: 1e99 m", "9: road.lane_width: 1e99 is too large")]
    [InlineData("lane_width: 3.5 m", "lane_width: {m: 3}", "9: road.lane_width: expects a length such as '3.5 m', not a mapping of keys")]
    [InlineData("description: A sample.", "description: ''", "2: description: expects text, not ''")]
    [InlineData("format: 1", "format: 2", "1: format: is 2, but must be 1")]
    [InlineData("vehicle: bmw-320i", "vehicle: bmw", "18: ego.vehicle: 'bmw' is not known; did you mean 'bmw-320i'?")]
    [InlineData("vehicle: bmw-320i", "vehicle: tesla", "18: ego.vehicle: 'tesla' is not known; known are ford-escort, bmw-320i, vw-vanagon, highway-env-car, van, truck, semitrailer, tractor, trailer, unbraked-trailer, crate")]
    [InlineData("terminate_on: [collision, lane_departure]", "terminate_on: [colision]", "52: episode.terminate_on[0]: 'colision' is not known; did you mean 'collision'?")]
    [InlineData("terminate_on: [collision, lane_departure]", "terminate_on: collision", "52: episode.terminate_on: expects a list in [ ], not 'collision'")]
    [InlineData("preview: [10 m, 30 m]", "preview: [30 m, 10 m]", "35: observation.preview[1]: '10 m' is not greater than the entry before it")]
    [InlineData("preview: [10 m, 30 m]", "preview: []", "35: observation.preview: has 0 entries, but must have 1 to 32")]
    [InlineData("steering: [-3 deg, 3 deg]", "steering: [3 deg]", "40: action.steering: has 1 entries, but must have 2")]
    // Distributions.
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(25, 15) m/s", "22: ego.speed: uniform(low, high) needs low <= high")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(15) m/s", "22: ego.speed: uniform takes two numbers, not 1")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(15 m/s, 25 m/s)", "22: ego.speed: expects a number without a unit, not '15 m/s'")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: unifrom(15, 25) m/s", "22: ego.speed: 'unifrom' is not a distribution: write uniform(low, high), normal(mean, deviation) or choice(a, b, ...)")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(15, x) m/s", "22: ego.speed: expects a number such as '1', not 'x'")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(-5, 25) m/s", "22: ego.speed: can be -5 m/s, but must be 0 to 60 m/s")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: normal(5, 2) m/s", "22: ego.speed: can be -1 m/s, but must be 0 to 60 m/s")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: normal(20, -1) m/s", "22: ego.speed: normal(mean, deviation) needs a deviation that is not negative")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: choice() m/s", "22: ego.speed: choice is empty: write choice(a, b, ...)")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(15, 25 m/s", "22: ego.speed: 'uniform(15, 25 m/s' has no closing bracket; between { } or [ ] write it in quotes, as in '\"uniform(0, 60) m/s\"'")]
    [InlineData("lane: choice(0, 1)", "lane: choice(0, 2)", "20: ego.lane: can be 2, but the road has 2 lanes, numbered from 0")]
    [InlineData("lane: choice(0, 1)", "lane: uniform(0, 1)", "20: ego.lane: must be a whole number or choice(a, b, ...), not uniform")]
    [InlineData("lane: choice(0, 1)", "lane: choice(0, 0.5)", "20: ego.lane: can be 0.5, but must be a whole number")]
    // What does not fit together.
    [InlineData("policy_frequency: 5 Hz", "policy_frequency: 3 Hz", "4: simulation.simulation_frequency: is 20 Hz, which is not a multiple of policy_frequency, 3 Hz")]
    [InlineData("duration: 40 s", "duration: 0.25 s", "51: episode.duration: is not a whole number of policy steps of 1/5 s")]
    [InlineData("radius: uniform(200, 800) m", "radius: uniform(12, 800) m", "13: road.radius: can be 12 m, but must be at least twice the width of the road, 14 m")]
    [InlineData("position: uniform(10, 50) m", "position: uniform(10, 5000) m", "21: ego.position: can be 5000 m, but the road is 1500 m long")]
    [InlineData("  position: uniform(10, 50) m\n", "", "17: ego.position: is missing: distance along the road at the start")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n", "kind: sequential\n  count: 5\n  ego_spacing: 1\n  spacing: 1\n  speed: 20 m/s\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "21: ego.position: traffic kind sequential places the ego: leave it out")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: placed\n  places:\n    - {lane: 2, position: 30 m, speed: 20 m/s}\n  vehicle: bmw-320i\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "27: traffic.places[0].lane: can be 2, but the road has 2 lanes, numbered from 0")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: placed\n  places:\n    - {lane: 1, position: 2 km, speed: 20 m/s}\n  vehicle: bmw-320i\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "27: traffic.places[0].position: can be 2000 m, but the road is 1500 m long")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: placed\n  places:\n    - {lane: 1, position: 30 m, speed: 20 m/s}\n  vehicle: bmw-320i\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2, sight: far}\n", "29: traffic.drivers.sight: 'far' is not known; known are carriageway, road")]
    [InlineData("survival: 1", "present_lane: {weight: 1, lanes: 1}", "43: reward.terms.present_lane.lanes: is 1, but must be 2 to 12")]
    [InlineData("survival: 1", "speed: {weight: 1, range: [30 m/s, 20 m/s]}", "43: reward.terms.speed.range[1]: '20 m/s' is not greater than the entry before it")]
    [InlineData("speed: uniform(15, 25) m/s", "speed: uniform(15, 55) m/s", "22: ego.speed: can be 55 m/s, but bmw-320i reaches 50.8 m/s")]
    [InlineData("lateral_offset: normal(0, 0.1) m", "lateral_offset: normal(0, 0.9) m", "23: ego.lateral_offset: can be outside of the lane, which is 3.5 m wide")]
    [InlineData("variants: 8", "variants: 4096", "12: road.variants: makes 6144 km of road, but at most 5000 km are kept")]
    [InlineData("dynamics: linear-single-track", "dynamics: kinematic", "31: wind: acts on single-track dynamics, but ego.dynamics is kinematic")]
    [InlineData("vehicle: bmw-320i", "vehicle: highway-env-car", "19: ego.dynamics: highway-env-car has no tyres: it needs kinematic")]
    [InlineData("dynamics: linear-single-track", "dynamics: linear-single-track\n  dynamics_substep: 1 ms", "20: ego.dynamics_substep: goes with dynamics single-track-drift")]
    [InlineData("dynamics: linear-single-track", "dynamics: single-track-drift\n  dynamics_substep: 10 ms", "20: ego.dynamics_substep: is 0.01 s, but must be 0.0001 to 0.005 s")]
    [InlineData("dynamics: linear-single-track", "dynamics: drift", "19: ego.dynamics: 'drift' is not known; known are kinematic, linear-single-track, single-track-drift")]
    [InlineData("vehicle: vw-vanagon", "vehicle: highway-env-car\n  dynamics: linear-single-track", "31: traffic.dynamics: highway-env-car has no tyres: it needs kinematic")]
    [InlineData("vehicle: vw-vanagon", "vehicle: vw-vanagon\n  dynamics: single-track-drift", "31: traffic.dynamics: 'single-track-drift' is not known; known are kinematic, linear-single-track")]
    [InlineData("  steering: [-3 deg, 3 deg]\n", "", "38: action: controls nothing: give steering, acceleration or both")]
    [InlineData("lateral_offset: [-0.5 m, 0.5 m]", "gap: [5 m]", "62: discretisation.gap: is no field of the observation, which has lateral_offset, heading_error, speed, yaw_rate, steering")]
    [InlineData("kind: lane-geometry\n  preview: [10 m, 30 m]\n  noise:\n    heading: normal(0, 0.1) deg", "kind: time-to-collision\n  horizon: 10 s", "33: observation: time-to-collision needs the target speeds of action kind meta")]
    // Traffic.
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: flow\n  density: 12 veh/km\n  behind: 100 m\n  ahead: 200 m\n  speed: 20 m/s\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "24: traffic: needs one of them: vehicle, or vehicles for a mix")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: flow\n  density: 12 veh/km\n  behind: 100 m\n  ahead: 200 m\n  speed: 20 m/s\n  vehicle: bmw-320i\n  vehicles: [{vehicle: bmw-320i, share: 100 %}]\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "24: traffic: needs one of them: vehicle, or vehicles for a mix")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: flow\n  density: 12 veh/km\n  behind: 100 m\n  ahead: 200 m\n  speed: 20 m/s\n  vehicles: [{vehicle: bmw-320i, share: 50 %}, {vehicle: vw-vanagon, share: 20 %}]\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "30: traffic.vehicles: has shares that add up to 70 %, not 100 %")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: flow\n  density: 12 veh/km\n  behind: 100 m\n  ahead: 200 m\n  speed: 20 m/s\n  vehicles: [{vehicle: bmw-320i, share: 1}]\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "30: traffic.vehicles[0].share: is a share: write it as '2 %'")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: flow\n  density: 12 veh/km\n  behind: 100 m\n  ahead: 200 m\n  speed: 20 m/s\n  vehicles: [{vehicle: bmw-320i, share: 100 %, drivers: {gap: centre}}]\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "30: traffic.vehicles[0].drivers.gap: is not a known key; known are desired_speed, time_headway, minimum_gap, maximum_acceleration, comfortable_deceleration, exponent")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: flow\n  density: 12 veh/km\n  behind: 100 m\n  ahead: 200 m\n  speed: 20 m/s\n  vehicle: bmw-320i\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2, lane_changes: {interval: 1 s, politeness: 0, threshold: 0.1 m/s2, safe_deceleration: 2 m/s2, bias: 11 m/s2}}\n", "31: traffic.drivers.lane_changes.bias: is 11 m/s2, but must be 0 to 10 m/s2")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: ring\n  circumference: 500 m\n  count: 21\n  speed: 20 m/s\n  vehicle: bmw-320i\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "25: traffic.kind: ring needs road kind straight, which it closes")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: ring\n  circumference: 40 m\n  count: 21\n  speed: 20 m/s\n  vehicle: bmw-320i\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "26: traffic.circumference: is 40 m, but must be 50 to 20000 m")]
    [InlineData("kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n  vehicle: vw-vanagon\n", "kind: ring\n  circumference: 500 m\n  count: 21\n  jitter: 120 %\n  speed: 20 m/s\n  vehicle: bmw-320i\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n", "28: traffic.jitter: is 120 %, but must be 0 to 100 %")]
    // The gate.
    [InlineData("confidence: 0.95", "confidence: 0.5", "56: gate.confidence: is 0.5, but must be above 0.5 and below 1")]
    [InlineData("confidence: 0.95", "confidence: 95 %", "56: gate.confidence: expects a number without a unit, not '95 %'")]
    [InlineData("metric: progress", "metric: progres", "60: gate.lines[2].metric: 'progres' is not known; did you mean 'progress'?")]
    [InlineData("aggregate: sum", "aggregate: total", "60: gate.lines[2].aggregate: 'total' is not known; known are any, mean, max, min, sum")]
    [InlineData("at_most: 2 %", "at_most: 120 %", "58: gate.lines[0].at_most: is 120 %, but must be 0 to 100 %")]
    [InlineData("at_most: 2 %", "at_most: 0 %", "57: gate.lines: no number of episodes can show the bound on lane_departure in line 58")]
    [InlineData("at_most: 2 %", "at_most: 0.1 %", "54: gate.episodes: is 1000, but the bound on lane_departure in line 58 needs 2995 even without a failure")]
    [InlineData("at_most: 2 %", "at_most: 2 %, at_least: 1 %", "58: gate.lines[0]: needs one bound: at_most or at_least")]
    [InlineData("aggregate: any, at_most: 2 %", "aggregate: any", "58: gate.lines[0]: needs one bound: at_most or at_least")]
    [InlineData("above: 5 m/s3, ", "", "59: gate.lines[1]: lateral_jerk is a number: aggregate any needs above or below, such as 'above: 5 m/s3'")]
    [InlineData("aggregate: sum", "aggregate: sum, above: 3 m", "60: gate.lines[2].above: goes with aggregate any of a metric that is a number")]
    // Goals.
    [InlineData("  speed: uniform(15, 25) m/s\n", "  speed: uniform(15, 25) m/s\n  goal: {lanes: [2], position: 1 km}\n", "23: ego.goal.lanes: has 2, but the road has 2 lanes, numbered from 0")]
    [InlineData("  speed: uniform(15, 25) m/s\n", "  speed: uniform(15, 25) m/s\n  goal: {lanes: [1, 0], position: 1 km}\n", "23: ego.goal.lanes[1]: '0' is not greater than the entry before it")]
    [InlineData("  speed: uniform(15, 25) m/s\n", "  speed: uniform(15, 25) m/s\n  goal: {lanes: [1], position: 50 m}\n", "23: ego.goal.position: is 50 m, but the ego can start at 50 m")]
    [InlineData("[collision, lane_departure]", "[goal]", "52: episode.terminate_on: speaks of the ego's goal, but ego.goal is not given")]
    [InlineData("survival: 1", "goal_reached: 1", "42: reward.terms: speaks of the ego's goal, but ego.goal is not given")]
    [InlineData("{metric: lane_departure, aggregate: any, at_most: 2 %}", "{metric: goal_missed, aggregate: any, at_most: 2 %}", "57: gate.lines: line 58 speaks of the ego's goal, but ego.goal is not given")]
    // YAML.
    [InlineData("  kind: curved", "\tkind: curved", "7: is indented with a tab: YAML takes only spaces")]
    [InlineData("  kind: curved", "    kind: curved", "8: is not YAML: While parsing a block mapping, did not find expected key.")]
    [InlineData("steering: [-3 deg, 3 deg]", "steering: [-3 deg, 3 deg", "41: is not YAML: a [ or { may not be closed")]
    [InlineData("  gap: 30 m", "  gap: &gap 30 m", "26: traffic.gap: anchors and aliases (& and *) are not taken: write the value out")]
    [InlineData("  gap: 30 m", "  gap: *gap", "26: traffic.gap: anchors and aliases (& and *) are not taken: write the value out")]
    [InlineData("  gap: 30 m", "  gap: !!str 30 m", "26: traffic.gap: tags (!) are not taken: leave them out")]
    [InlineData("  ppo: {learning_rate: 3e-4, hidden: [64, 64]}", "  ppo: {learning_rate: {a: 1}}", "65: training.ppo.learning_rate: expects a value or a list of values, not a mapping of keys")]
    [InlineData("  ppo: {learning_rate: 3e-4, hidden: [64, 64]}", "  ppo: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "65: training.ppo[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]: is nested too deeply")]
    public void IsRefused(string piece, string replacement, string message)
    {
        var fault = Assert.Throws<InputException>(() => Sample.With(piece, replacement));

        Assert.Equal($"{Sample.File}:{message}", fault.Message);
    }

    [Theory]
    [InlineData("count: 1", "count: 199", ":21: traffic.count: puts 100 vehicles of up to 4.569 m in a lane, which need 556.9 m, but the ring has 500 m")]
    [InlineData("lane: 0", "lane: 0\n  count: 2", ":15: ego.count: traffic kind ring takes one ego")]
    [InlineData("wind:", "actors:\n  other: {vehicle: bmw-320i, start: {gap: 20 m, lane: same, speed: 20 m/s}, events: {aside: {action: {kind: lane-offset, offset: 0.2 m, time: 1 s}}}}\nwind:", ":25: actors: do not go with traffic kind ring")]
    public void ARingIsRefused(string piece, string replacement, string message)
    {
        string text = Sample.Text;
        text = Between(text, "road:\n", "ego:\n", "  kind: straight\n  lanes: 2\n  lane_width: 3.5 m\n  speed_limit: 90 km/h\n");
        text = Between(text, "traffic:\n", "wind:\n", "  kind: ring\n  circumference: 500 m\n  count: 1\n  speed: 20 m/s\n  vehicle: vw-vanagon\n  drivers: {time_headway: 1 s, minimum_gap: 2 m, maximum_acceleration: 1 m/s2, comfortable_deceleration: 2 m/s2, acceleration_limit: 6 m/s2}\n");
        text = text.Replace("lane: choice(0, 1)", "lane: 0", StringComparison.Ordinal);
        Assert.Equal(500f, Assert.IsType<RingTraffic>(Sample.Read(text).Traffic).Circumference);

        Assert.Equal(2, text.Split(piece + "\n").Length);
        var fault = Assert.Throws<InputException>(() => Sample.Read(text.Replace(piece + "\n", replacement + "\n", StringComparison.Ordinal)));
        Assert.Equal(Sample.File + message, fault.Message);

        static string Between(string text, string begin, string end, string content)
            => text[..(text.IndexOf(begin, StringComparison.Ordinal) + begin.Length)] + content + text[text.IndexOf(end, StringComparison.Ordinal)..];
    }

    [Theory]
    [InlineData("", ": is empty")]
    [InlineData("# nothing\n", ": is empty")]
    [InlineData("- a\n- b\n", ":1: expects a mapping of keys (" + Keys + "), not a list")]
    [InlineData("format: !<:> 1", ":1: tags (!) are not taken: leave them out")]
    [InlineData("only words", ":1: expects a mapping of keys (" + Keys + "), not 'only words'")]
    [InlineData(Sample.Text + "---\nformat: 1\n", ":66: holds a second document: a file is one scenario")]
    public void IsNotAScenario(string text, string message)
        => Assert.Equal(Sample.File + message, Assert.Throws<InputException>(() => Sample.Read(text)).Message);

    [Fact]
    public void AnAliasBombIsRefusedAtOnce()
    {
        var bomb = new StringBuilder("a: &a [1, 1]\n");
        for (char c = 'b'; c <= 'z'; c++) bomb.Append($"{c}: &{c} [*{(char)(c - 1)}, *{(char)(c - 1)}]\n");

        var fault = Assert.Throws<InputException>(() => Sample.Read(bomb.ToString()));

        Assert.Equal($"{Sample.File}:1: a: anchors and aliases (& and *) are not taken: write the value out", fault.Message);
    }

    [Fact]
    public void TooLargeAFileIsRefused()
    {
        var fault = Assert.Throws<InputException>(() => Sample.Read(new string('#', ScenarioLoader.LargestFile + 1)));

        Assert.Equal($"{Sample.File}: has 1048577 characters, but a scenario has at most 1048576", fault.Message);
    }
}
