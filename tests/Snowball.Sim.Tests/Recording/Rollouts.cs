using System.Numerics;
using CsCheck;
using Snowball.Sim.Overlays;
using Snowball.Sim.Recording;

namespace Snowball.Sim.Tests.Recording;

/// <summary>Rollouts for tests: one by hand, and generators of any.</summary>
internal static class Rollouts
{
    private static readonly float[] s_special =
        [0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity];

    /// <summary>Any bits but those of NaN: zeros of both signs, subnormal and infinite numbers among them.</summary>
    private static readonly Gen<float> s_number = Gen.OneOf(
        Gen.Int.Select(BitConverter.Int32BitsToSingle).Where(x => !float.IsNaN(x)),
        Gen.Float[-100, 100],
        Gen.Int[0, s_special.Length - 1].Select(i => s_special[i]));

    private static readonly Gen<float[][]> s_egos = s_number.Array[0, 6].Array[0, 3];

    private static readonly Gen<RolloutVehicles> s_vehicles =
        from count in Gen.Int[0, 5]
        from ids in Gen.Int.Array[count]
        from lanes in Gen.Int.Array[count]
        from crashed in Gen.Bool.Array[count]
        from columns in s_number.Array[count].Array[9]
        select new RolloutVehicles
        {
            Id = ids,
            X = columns[0],
            Y = columns[1],
            Heading = columns[2],
            Speed = columns[3],
            Steering = columns[4],
            S = columns[5],
            D = columns[6],
            Lane = lanes,
            Length = columns[7],
            Width = columns[8],
            Crashed = crashed,
        };

    private static readonly Gen<string[]> s_sensors = Gen.Int[0, 2].Select(count => Names("front", count));

    private static readonly Gen<float[][]> s_reading = s_number.Array[2].Array[0, 3];

    /// <summary>So that what is drawn around it is finite too.</summary>
    private static readonly Gen<float> s_finite = s_number.Where(x => MathF.Abs(x) < 1e30f);

    private static readonly Gen<Vector3> s_vector = Gen.Select(s_finite, s_finite, s_finite, (x, y, z) => new Vector3(x, y, z));

    private static readonly Gen<Track> s_track =
        from id in Gen.Int
        from position in s_vector
        from size in s_vector
        from heading in Gen.Float[-10, 10]
        from numbers in s_finite.Array[5]
        select new Track(id, position, heading, size, new(numbers[0], numbers[1]), numbers[2], numbers[3], numbers[4]);

    /// <summary>Any overlay of any kind, of one of two channels and of one of three egos.</summary>
    private static readonly Gen<EgoOverlay> s_overlay = Gen.Select(Gen.Int[0, 2], Gen.Bool.Select(plan => plan ? "plan" : "front ü"), (ego, channel) => (ego, channel)).SelectMany(of => Gen.OneOf(
        s_vector.Array[0, 5].Select(points => (Overlay)new PathOverlay(of.channel, points)),
        Gen.Select(s_vector, s_number).Array[0, 5].Select(
            points => (Overlay)new PointsOverlay(of.channel, [.. points.Select(p => p.Item1)], [.. points.Select(p => p.Item2)])),
        s_track.Array[0, 3].Select(tracks => (Overlay)new TracksOverlay(of.channel, tracks)),
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9]).SelectMany(size => Gen.Byte.Array[size.Item1 * size.Item2].Select(
            grey => (Overlay)new ImageOverlay(of.channel, size.Item1, size.Item2, grey)))).Select(overlay => new EgoOverlay(of.ego, overlay)));

    /// <summary>Any rollout.</summary>
    public static Gen<Rollout> Any { get; } =
        from texts in Gen.String[Gen.Char['\0', '\ud7ff'], 0, 20].Array[4]
        from names in Gen.Int[0, 3].Array[3]
        from seed in Gen.ULong
        from hz in Gen.Double[1e-3, 1e6].Array[2]
        let header = new RolloutHeader
        {
            Scenario = texts[0],
            ScenarioHash = texts[1],
            ScenarioYaml = texts[2],
            EpisodeSeed = seed,
            Policy = texts[3],
            SimulationHz = hz[0],
            PolicyHz = hz[1],
            RewardTerms = Names("term", names[0]),
            Costs = Names("\"cost\" ü", names[1]),
            Metrics = Names("metric", names[2]),
        }
        from stepCount in Gen.Int[0, 5]
        from times in Gen.ULong.HashSet[stepCount]
        from vehicles in s_vehicles.Array[stepCount]
        from observations in s_egos.Array[stepCount]
        from transitions in Transition(header).Array[stepCount]
        from sensors in s_sensors
        from readings in s_reading.Array[stepCount]
        from overlays in s_overlay.List[0, 3].Array[stepCount]
        let ordered = times.Order().ToArray()
        select new Rollout(
            header,
            [.. ordered.Select((time, i) => new RolloutStep(time, vehicles[i], observations[i], i == 0 ? null : transitions[i])
            {
                Sensors = [.. sensors.Select(sensor => new SensorReading(sensor, ["valid", "a \"b\""], ["", "m/s"], readings[i]))],
                Overlays = overlays[i],
            })]);

    public static RolloutHeader Header { get; } = new()
    {
        Scenario = "lane-keeping",
        ScenarioHash = "0123abcd",
        ScenarioYaml = "name: lane-keeping\n",
        EpisodeSeed = ulong.MaxValue,
        Policy = "idle",
        SimulationHz = 10,
        PolicyHz = 5,
        RewardTerms = ["speed", "jerk"],
        Costs = ["collision"],
        Metrics = ["ttc", "thw"],
    };

    /// <summary>Two vehicles, the first of which is the ego, for a number of steps.</summary>
    public static Rollout Drive(int steps, int observationLength = 3)
    {
        var list = new List<RolloutStep>();
        for (int i = 0; i < steps; i++)
        {
            var transition = new RolloutTransition(
                [[0.1f * i, -0.5f]],
                [new RolloutReward(0.3f + i, [0.2f, 0.1f + i], [0], i == steps - 1, false)],
                [i == 1 ? float.PositiveInfinity : 4.5f, 1.5f]);
            float[] observation = new float[observationLength];
            observation.AsSpan().Fill(i / 3f);
            list.Add(new RolloutStep((ulong)i * 200_000_000, Vehicles(i), [observation], i == 0 ? null : transition));
        }

        return new Rollout(Header, list);
    }

    public static void Save(string path, Rollout rollout)
    {
        using var writer = new RolloutWriter(path, rollout.Header);
        foreach (RolloutStep step in rollout.Steps)
        {
            writer.Write(step);
        }

        writer.Complete();
    }

    private static RolloutVehicles Vehicles(int step) => new()
    {
        Id = [0, 7],
        X = [25f * step / 5, 50],
        Y = [0, 4],
        Heading = [0, 0.01f],
        Speed = [25, 20],
        Steering = [0, 0],
        S = [25f * step / 5, 50],
        D = [0, 0.1f],
        Lane = [0, 1],
        Length = [5, 5],
        Width = [2, 2],
        Crashed = [false, step > 2],
    };

    private static string[] Names(string name, int count) => [.. Enumerable.Range(0, count).Select(i => $"{name} {i}")];

    private static Gen<RolloutTransition> Transition(RolloutHeader header) =>
        from actions in s_egos
        from rewards in Reward(header).Array[0, 3]
        from metrics in s_number.Array[header.Metrics.Length]
        select new RolloutTransition(actions, rewards, metrics);

    private static Gen<RolloutReward> Reward(RolloutHeader header) =>
        from total in s_number
        from terms in s_number.Array[header.RewardTerms.Length]
        from costs in s_number.Array[header.Costs.Length]
        from terminated in Gen.Bool
        from truncated in Gen.Bool
        select new RolloutReward(total, terms, costs, terminated, truncated);
}
