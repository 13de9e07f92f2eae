using System.IO.Hashing;
using System.Runtime.InteropServices;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Determinism;

/// <summary>Scenarios to be driven at random, and the hashes of all that a world goes through.</summary>
internal static class DrivenWorlds
{
    /// <summary>Dense traffic of polite drivers on a curved road around three egos.</summary>
    private const string Flow = """
        format: 1
        description: Dense traffic around several egos.
        simulation:
          simulation_frequency: 10 Hz
          policy_frequency: 2 Hz
        road:
          kind: curved
          lanes: 3
          lane_width: 3.75 m
          speed_limit: 120 km/h
          length: 3 km
          variants: 8
          radius: uniform(600, 2000) m
          straight_length: uniform(100, 300) m
          arc_length: uniform(100, 300) m
          clothoid_length: 100 m
        ego:
          count: 3
          vehicle: bmw-320i
          dynamics: kinematic
          lane: choice(0, 1, 2)
          position: 400 m
          speed: uniform(22, 28) m/s
        traffic:
          kind: flow
          density: 20 veh/km
          behind: 150 m
          ahead: 250 m
          speed: normal(25, 2) m/s
          vehicle: vw-vanagon
          drivers:
            desired_speed: normal(27, 3) m/s
            time_headway: uniform(1, 2) s
            minimum_gap: 2 m
            maximum_acceleration: 1.4 m/s2
            comfortable_deceleration: 2 m/s2
            acceleration_limit: 8 m/s2
            lane_changes:
              interval: 1 s
              politeness: uniform(0, 0.5)
              threshold: 0.2 m/s2
              safe_deceleration: 3 m/s2
        observation:
          kind: kinematics
          vehicles: 7
          range: 150 m
          fields: [presence, x, y, vx, vy]
          scale:
            x: 150 m
            y: 12 m
            speed: 40 m/s
        action:
          kind: meta
          target_speeds: [20 m/s, 25 m/s, 30 m/s]
        reward:
          terms:
            collision: -1
            high_speed: {weight: 0.4, range: [20 m/s, 30 m/s]}
        cost:
          terms:
            collision: 1
          limit: 0.05
        episode:
          duration: 20 s
          terminate_on: [collision]
        gate:
          episodes: 100
          validation_episodes: 50
          confidence: 0.95
          lines:
            - {metric: collision, aggregate: any, at_most: 10 %}
            - {metric: speed, aggregate: mean, at_least: 25 m/s}
        training:
          agent: ppo
          ppo:
            worlds: 8
        """;

    /// <summary>A heavy vehicle with tyres at their limits behind one with linear tyres, in gusts.</summary>
    private const string Drift = """
        format: 1
        description: A truck with tyres that slide.
        simulation: {simulation_frequency: 20 Hz, policy_frequency: 10 Hz}
        road: {kind: curved, lanes: 2, lane_width: 3.75 m, speed_limit: 90 km/h, length: 2 km, variants: 4, radius: "uniform(150, 500) m", straight_length: 100 m, arc_length: 200 m, clothoid_length: 60 m}
        ego: {count: 2, vehicle: truck, dynamics: single-track-drift, dynamics_substep: 4 ms, lane: "choice(0, 1)", position: 50 m, speed: "uniform(10, 24) m/s"}
        traffic: {kind: lead, gap: 60 m, speed: "uniform(5, 24) m/s", acceleration: 2 m/s2, hold: 3 s, vehicle: van, dynamics: linear-single-track}
        wind: {cross_wind: "normal(0, 6) m/s", gust: 3 m/s}
        observation: {kind: lane-geometry, preview: [10 m]}
        action: {kind: continuous, steering: [-10 deg, 10 deg], acceleration: [-8 m/s2, 4 m/s2]}
        reward: {terms: {survival: 1}}
        cost: {terms: {collision: 1}, limit: 0.05}
        episode: {duration: 4 s, terminate_on: [collision, off_road]}
        gate:
          episodes: 100
          validation_episodes: 50
          confidence: 0.95
          lines: [{metric: progress, aggregate: sum, at_least: 1 m}]
        training: {agent: ppo}
        """;

    /// <summary>Such traffic, thinner, seen through every kind of sensor, with latencies and faults, stacked and mixed.</summary>
    private static string SensedFlow => Flow.Replace("count: 3", "count: 2").Replace("density: 20", "density: 12").Replace(
        Flow[Flow.IndexOf("observation:", StringComparison.Ordinal)..Flow.IndexOf("action:", StringComparison.Ordinal)],
        """
        sensors:
          gnss:
            kind: gnss
            rate: 2 Hz
            latency: 300 ms
            outages: [[450 m, 520 m]]
            faults:
              - {kind: dropout, mean_interval: 5 s, duration: "uniform(0.5, 2) s"}
              - {kind: bias, quantity: x, offset: "normal(0, 5) m", at: "uniform(1, 5) s", duration: 3 s}
          imu:
            kind: imu
            rate: 10 Hz
            latency: 200 ms
            faults: [{kind: noise-burst, factor: 10, mean_interval: 3 s, duration: 1 s}]
          odometry: {kind: odometry, rate: 5 Hz, faults: [{kind: freeze, mean_interval: 4 s, duration: "choice(1, 2) s"}]}
          objects: {kind: object-list, rate: 5 Hz, latency: 100 ms, mount: {x: 2 m}, objects: 8, field_of_view: 200 deg}
          lidar:
            kind: lidar
            rate: 10 Hz
            latency: 0.2 s
            mount: {x: 0.5 m, z: 1.7 m, yaw: 3 deg}
            channels: 3
            lowest_channel: -4 deg
            highest_channel: 1 deg
            resolution: 6 deg
            dropout: 2 %
            reference_range: 60 m
          radar: {kind: radar, rate: 5 Hz, mount: {x: 2 m, z: 0.5 m}, clutter: 1.5, underbody: 5 %, multipath: 10 %, detections: 12}
        observation:
          kind: mixed
          parts:
            where: {kind: sensor, sensor: gnss}
            motion: {kind: stacked, steps: 3, of: {kind: sensor, sensor: imu}}
            wheels: {kind: stacked, steps: 2, of: {kind: sensor, sensor: odometry}}
            others: {kind: object-list, sensor: objects, objects: 4, fields: [presence, x, y, vx, visibility]}
            grid: {kind: occupancy-grid, layers: [presence, on_road, vx, vy], behind: 10 m, ahead: 50 m, side: 10 m, cell: 5 m}
            lane: {kind: lane-geometry, preview: [20 m]}
            scan: {kind: sensor, sensor: lidar}
            detections: {kind: sensor, sensor: radar}

        """, StringComparison.Ordinal);

    /// <summary>Scripts with every action in that traffic, around one ego.</summary>
    private const string Actors = """
        actors:
          cutter:
            vehicle: bmw-320i
            dynamics: linear-single-track
            start: {gap: "uniform(5, 40) m", lane: same, relative_speed: "uniform(-4, 4) m/s"}
            events:
              cut-in:
                when: [{kind: headway, below: "uniform(0.5, 2) s"}]
                delay: uniform(0, 1) s
                action: {kind: lane-change, lane: "choice(left, right)", rate: "uniform(0.5, 2) m/s"}
              brake:
                when: [{kind: event, event: cut-in}]
                action: {kind: speed, relative_speed: -5 m/s, shape: sinusoidal, rate: "uniform(1, 6) m/s2"}
              drive:
                when: [{kind: event, event: brake}, {kind: gap, above: 20 m}]
                action: {kind: drive}
              back:
                when: [{kind: time, above: "uniform(8, 16) s"}]
                action: {kind: keep-distance, headway: 1 s, maximum_acceleration: 2 m/s2, maximum_deceleration: 4 m/s2}
          other:
            vehicle: vw-vanagon
            start: {relative_to: cutter, headway: 1 s, side: behind, lane: "choice(0, 1, 2)", speed: "uniform(20, 30) m/s"}
            events:
              follow:
                action: {kind: follow-trajectory, road: [{time: 2 s, s: 50 m, d: 0.5 m}, {time: 4 s, s: 95 m, d: -1 m}]}
              aside:
                when: [{kind: event, event: follow}]
                action: {kind: lane-offset, offset: 0.4 m, shape: linear, time: 1 s}
              leave:
                when: [{kind: travelled, above: 200 m}]
                action: {kind: follow-trajectory, plane: [{time: 3 s, x: 70 m, y: 1 m}]}

        """;

    /// <summary>Traffic too dense and fast for its drivers, around an ego that does as it likes: cars pile up, and the episode goes on.</summary>
    private const string PileUp = """
        format: 1
        description: Cars that pile up as rigid bodies.
        simulation: {simulation_frequency: 10 Hz, policy_frequency: 2 Hz}
        road: {kind: curved, lanes: 3, lane_width: 3.5 m, speed_limit: 120 km/h, length: 2 km, variants: 4, radius: "uniform(200, 800) m", straight_length: 100 m, arc_length: 200 m, clothoid_length: 60 m}
        ego: {count: 2, vehicle: bmw-320i, dynamics: single-track-drift, lane: "choice(0, 1, 2)", position: 300 m, speed: "uniform(20, 30) m/s"}
        traffic:
          kind: flow
          density: 35 veh/km
          behind: 120 m
          ahead: 200 m
          speed: uniform(20, 30) m/s
          vehicle: bmw-320i
          drivers:
            time_headway: 0.5 s
            minimum_gap: 1 m
            maximum_acceleration: 2 m/s2
            comfortable_deceleration: 3 m/s2
            acceleration_limit: 4 m/s2
            lane_changes: {interval: 1 s, politeness: 0, threshold: 0.1 m/s2, safe_deceleration: 4 m/s2}
        contact: {kind: rigid-bodies}
        observation: {kind: lane-geometry, preview: [10 m]}
        action: {kind: continuous, steering: [-5 deg, 5 deg], acceleration: [-8 m/s2, 4 m/s2]}
        reward: {terms: {survival: 1}}
        cost: {terms: {collision: 1}, limit: 0.05}
        episode: {duration: 15 s, terminate_on: [off_road]}
        gate:
          episodes: 100
          validation_episodes: 50
          confidence: 0.95
          lines: [{metric: delta_v, aggregate: any, above: 5 m/s, at_most: 50 %}]
        training: {agent: ppo}
        """;

    /// <summary>A highway with all that one has: ramps, roadworks, slopes, ice, rails, trucks, sliding egos, an actor, wrecks.</summary>
    private const string Highway = """
        format: 1
        description: Traffic of entries and exits around egos that slide.
        simulation: {simulation_frequency: 10 Hz, policy_frequency: 2 Hz}
        road:
          kind: highway
          lanes: 3
          lane_width: 3.75 m
          speed_limit: 130 km/h
          length: 3.4 km
          variants: 4
          curvature: {radius: "uniform(600, 1200) m", straight_length: "uniform(50, 300) m", arc_length: "uniform(100, 300) m", clothoid_length: 100 m, superelevation: 6 %}
          sections:
            - {kind: entry, at: "uniform(400, 450) m"}
            - {kind: weaving, at: 1.1 km, length: 400 m}
            - {kind: exit, at: "uniform(1800, 1850) m"}
            - {kind: roadworks, from: 2.7 km, length: 300 m, closed: [2], lane_width: 3.25 m, speed_limit: 80 km/h}
            - {kind: surface, from: 500 m, length: 600 m, friction: "uniform(0.3, 0.6)"}
            - {kind: grade, from: 600 m, length: 900 m, grade: "uniform(-6, 6) %"}
            - {kind: speed-limit, from: 1.6 km, length: 500 m, speed_limit: 100 km/h}
        ego: {count: 2, vehicle: bmw-320i, dynamics: single-track-drift, lane: "choice(0, 1)", position: "uniform(200, 2600) m", speed: "uniform(20, 30) m/s"}
        traffic:
          kind: flow
          density: 20 veh/km
          behind: 200 m
          ahead: 250 m
          speed: normal(26, 3) m/s
          vehicles:
            - {vehicle: bmw-320i, share: 80 %}
            - {vehicle: truck, share: 20 %, drivers: {desired_speed: 23 m/s}}
          dynamics: linear-single-track
          drivers:
            desired_speed: normal(30, 3) m/s
            time_headway: uniform(0.6, 1.5) s
            minimum_gap: 2 m
            maximum_acceleration: 1.4 m/s2
            comfortable_deceleration: 2 m/s2
            acceleration_limit: 8 m/s2
            lane_changes: {interval: 1 s, politeness: "uniform(0, 0.3)", threshold: 0.2 m/s2, safe_deceleration: 3 m/s2, bias: 0.1 m/s2}
          ramps: {entry_share: 40 %, entry_speed: "uniform(18, 24) m/s", exit_share: 30 %}
        actors:
          braker:
            vehicle: van
            dynamics: linear-single-track
            start: {gap: "uniform(40, 120) m", lane: same, relative_speed: 0 m/s}
            events:
              right: {when: [{kind: time, above: 2 s}], action: {kind: lane-change, lane: right, time: 4 s}}
              brake: {when: [{kind: event, event: right}], action: {kind: speed, speed: 5 m/s, shape: linear, rate: 4 m/s2}}
              drive: {when: [{kind: event, event: brake}], delay: 1 s, action: {kind: drive}}
        contact: {kind: rigid-bodies}
        sensors: {objects: {kind: object-list, rate: 5 Hz, latency: 100 ms, objects: 8}}
        observation:
          kind: mixed
          parts:
            lane: {kind: lane-geometry, preview: [20 m]}
            others: {kind: object-list, sensor: objects, objects: 4, fields: [presence, x, y, vx, visibility]}
        action: {kind: continuous, steering: [-1.5 deg, 1.5 deg], acceleration: [-4 m/s2, 4 m/s2]}
        reward: {terms: {survival: 1}}
        cost: {terms: {collision: 1}, limit: 0.05}
        episode: {duration: 15 s, terminate_on: []}
        gate:
          episodes: 100
          validation_episodes: 50
          confidence: 0.95
          lines: [{metric: delta_v, aggregate: any, above: 5 m/s, at_most: 50 %}]
        training: {agent: ppo}
        """;

    private static readonly Dictionary<string, Scenario> s_loaded = [];

    /// <summary>A lap of cars and trucks that keep right, with the ego among them.</summary>
    private const string Ring = """
        format: 1
        description: Stop and go on a ring road.
        simulation: {simulation_frequency: 10 Hz, policy_frequency: 2 Hz}
        road: {kind: straight, lanes: 2, lane_width: 3.75 m, speed_limit: 120 km/h}
        ego: {vehicle: bmw-320i, dynamics: kinematic, lane: 1, position: 100 m, speed: "uniform(5, 15) m/s"}
        traffic:
          kind: ring
          circumference: 600 m
          count: 30
          jitter: 40 %
          speed: uniform(5, 20) m/s
          vehicles:
            - {vehicle: bmw-320i, share: 70 %}
            - {vehicle: truck, share: 30 %, drivers: {desired_speed: 22 m/s}}
          drivers:
            desired_speed: normal(30, 3) m/s
            time_headway: uniform(1, 1.6) s
            minimum_gap: 2 m
            maximum_acceleration: 0.8 m/s2
            comfortable_deceleration: 1.7 m/s2
            acceleration_limit: 8 m/s2
            lane_changes: {interval: 1 s, politeness: "uniform(0, 0.3)", threshold: 0.2 m/s2, safe_deceleration: 3 m/s2, bias: 0.2 m/s2}
        observation: {kind: car-following}
        action: {kind: tactical, acceleration: [-4 m/s2, 0 m/s2, 2 m/s2]}
        reward: {terms: {survival: 1}}
        cost: {terms: {collision: 1}, limit: 0.05}
        episode: {duration: 30 s, terminate_on: [collision]}
        gate:
          episodes: 100
          validation_episodes: 50
          confidence: 0.95
          lines: [{metric: collision, aggregate: any, at_most: 50 %}]
        training: {agent: ppo}
        """;

    public static TheoryData<string> Names => ["car-following", "highway-fast", "lane-keeping", "lane-keeping-straight", "flow", "drift", "sensed-flow", "actors", "pile-up", "highway", "ring"];

    public static Scenario Load(string name)
    {
        lock (s_loaded)
        {
            if (!s_loaded.TryGetValue(name, out var scenario))
            {
                s_loaded[name] = scenario = name switch
                {
                    "flow" => ScenarioLoader.Parse(Flow, "flow/scenario.yaml"),
                    "drift" => ScenarioLoader.Parse(Drift, "drift/scenario.yaml"),
                    "pile-up" => ScenarioLoader.Parse(PileUp, "pile-up/scenario.yaml"),
                    "highway" => ScenarioLoader.Parse(Highway, "highway/scenario.yaml"),
                    "ring" => ScenarioLoader.Parse(Ring, "ring/scenario.yaml"),
                    "sensed-flow" => ScenarioLoader.Parse(SensedFlow, "sensed-flow/scenario.yaml"),
                    "actors" => ScenarioLoader.Parse(Flow.Replace("count: 3", "count: 1").Replace("observation:\n", Actors + "observation:\n"), "actors/scenario.yaml"),
                    _ => ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name)),
                };
            }
            return scenario;
        }
    }

    /// <summary>Drives at random.</summary>
    /// <returns>[worlds][steps]: the hash of the world's state, and of what its agents get, after each step.</returns>
    public static ulong[][] Drive(DrivingEnv environment, int steps)
    {
        var hashes = new ulong[environment.Worlds][];
        for (int world = 0; world < hashes.Length; world++) hashes[world] = new ulong[steps];
        var policy = new RandomPolicy();
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        for (int step = 0; step < steps; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            for (int world = 0; world < hashes.Length; world++) hashes[world][step] = Hash(environment, world);
        }
        return hashes;
    }

    private static ulong Hash(DrivingEnv environment, int world)
    {
        int egos = environment.Vehicles.Egos, agent = world * egos, size = environment.Observation.Size;
        var hash = new XxHash3();
        Append<ulong>([environment.StateHash(world)]);
        Append(environment.Observations.Slice(agent * size, egos * size));
        Append(environment.Rewards.Slice(agent, egos));
        Append(environment.Costs.Slice(agent, egos));
        for (int ego = agent; ego < agent + egos; ego++)
        {
            if (!environment.Terminated[ego] && !environment.Truncated[ego]) continue;
            Append<int>([environment.Terminated[ego] ? 1 : 2]);
            Append(environment.FinalObservations.Slice(ego * size, size));
        }
        return hash.GetCurrentHashAsUInt64();

        void Append<T>(ReadOnlySpan<T> values) where T : unmanaged => hash.Append(MemoryMarshal.AsBytes(values));
    }
}
