using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The sensor <c>camera</c>.</summary>
internal static class CameraFormat
{
    /// <summary>Bytes that one camera may keep: its stack, and the pictures that are on their way.</summary>
    private const long MostBytes = 64 << 20;

    private static readonly Section Mounting = new(
    [
        new("x", new Quantity(Length, -20, 20), "forward of the vehicle's centre", Default: "0.5 m"),
        new("y", new Quantity(Length, -5, 5), "to the left of it", Default: "0 m"),
        new("z", new Quantity(Length, 0, 10), "above the road", Default: "1.3 m"),
        new("yaw", new Quantity(Angle, -180, 180), "where it looks, to the left of forward", Default: "0 deg"),
        new("pitch", new Quantity(Angle, -80, 80), "turned down from the horizontal", Default: "0 deg"),
        new("roll", new Quantity(Angle, -180, 180), "turned clockwise around its axis, as it looks", Default: "0 deg"),
    ]);

    /// <summary>Its own keys.</summary>
    public static ImmutableArray<Key> Keys { get; } =
    [
        new("carrier", new Words(), "the actor that carries it, by name, or the ego", Default: ActorSettings.Ego),
        new("mount", Mounting, "where it sits and looks; without it behind the windscreen, forward", Optional: true),
        new("width", new WholeNumber(8, 4096), "pixels", Default: "84"),
        new("height", new WholeNumber(8, 4096), "pixels", Default: "84"),
        new("field_of_view", new Quantity(Angle, 1, 160), "horizontal angle that is seen", Default: "60 deg"),
        new("planes", new ListOf<CameraPlane>(OneOf.Members<CameraPlane>(), 1, 6), "what it tells of each pixel, in order; without it grey", Optional: true),
        new("stack", new WholeNumber(1, 64), "pictures of the last policy steps that are given together, the present one first", Default: "1"),
        new("noise", new Quantity(None, 0, 255), "standard deviation of the noise of each colour or grey value, of 255", Default: "0"),
        new("blur", new Quantity(None, 0, 20), "standard deviation of the lens's blur of colour and grey, in pixels", Default: "0"),
        new("range", new Quantity(Length, 1, 10_000), "depth that is 255 in the depth plane", Default: "200 m"),
    ];

    /// <summary>The settings that its keys make.</summary>
    public static CameraSettings Build(Entries keys)
    {
        Entries mount = keys.Maybe<Entries>("mount") ?? (Entries)Mounting.Read(new Mapping(keys.Place, []));
        string carrier = keys.Get<string>("carrier");
        var settings = new CameraSettings
        {
            Carrier = carrier == ActorSettings.Ego ? null : carrier,
            Mount = new Mount(mount.Get<float>("x"), mount.Get<float>("y"), mount.Get<float>("z"), mount.Get<float>("yaw")),
            Pitch = mount.Get<float>("pitch"),
            Roll = mount.Get<float>("roll"),
            Width = keys.Get<int>("width"),
            Height = keys.Get<int>("height"),
            FieldOfView = keys.Get<float>("field_of_view"),
            Planes = keys.Has("planes") ? keys.Get<ImmutableArray<CameraPlane>>("planes") : [CameraPlane.Grey],
            Stack = keys.Get<int>("stack"),
            Noise = keys.Get<float>("noise"),
            Blur = keys.Get<float>("blur"),
            Range = keys.Get<float>("range"),
        };
        for (int i = 1; i < settings.Planes.Length; i++)
        {
            if (settings.Planes.IndexOf(settings.Planes[i]) < i) throw keys.PlaceOf("planes").Fault($"has {Spelling.SnakeCase($"{settings.Planes[i]}")} twice");
        }
        return settings;
    }

    /// <summary>What must hold between a camera and the rest of its scenario.</summary>
    /// <exception cref="InputException">A rule is broken.</exception>
    public static void Check(Scenario scenario, SensorSettings sensor, CameraSettings camera, Entries keys)
    {
        int frequency = scenario.Simulation.PolicyFrequency;
        if (sensor.Rate != frequency)
        {
            throw keys.PlaceOf("rate").Fault($"is {sensor.Rate} Hz, but a camera takes its pictures at policy_frequency, {frequency} Hz: leave it out");
        }
        int delay = sensor.LatencySteps(frequency);
        if (MathF.Abs(sensor.Latency * frequency - delay) > 1e-3f)
        {
            throw keys.PlaceOf("latency").Fault($"is {sensor.Latency} s, but a camera's is a whole number of policy steps of 1/{frequency} s");
        }
        if (camera.Carrier is { } carrier)
        {
            var names = new List<string> { ActorSettings.Ego };
            foreach (ActorSettings actor in scenario.Actors) names.Add(actor.Name);
            if (!names.Contains(carrier)) throw keys.PlaceOf("carrier").Fault($"'{carrier}' is no actor{Spelling.Suggest(carrier, names)}");
        }

        int kept = camera.Stack + delay;
        long bytes = (long)kept * camera.PictureBytes;
        if (bytes > MostBytes)
        {
            throw keys.PlaceOf("width").Fault(
                $"makes pictures of {camera.Width} x {camera.Height} pixels, {camera.Channels.Length} bytes each; {kept} of them are kept, which is {bytes >> 20} MB, but a camera keeps at most {MostBytes >> 20} MB");
        }
    }
}
