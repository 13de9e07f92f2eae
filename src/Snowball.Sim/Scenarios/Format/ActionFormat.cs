using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>action</c> section.</summary>
internal static class ActionFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Kinds(
    [
        new("meta", "0 lane left, 1 idle, 2 lane right, 3 faster, 4 slower",
        [
            new("target_speeds", new ListOf<float>(new Quantity(Speed, 0, 60), 1, 20, Ascending: true), "speeds between which faster and slower step"),
        ]),
        new("tactical", "an index into the grid of lane left, keep, lane right and the accelerations; the lane is held",
        [
            new("acceleration", new ListOf<float>(Pedals, 1, 100, Ascending: true), "accelerations"),
        ]),
        new("continuous", "one number in [-1, 1] for each control that is given",
        [
            new("steering", new ListOf<float>(Steering, 2, 2, Ascending: true), "range of the steering angle; without it the lane is kept", Optional: true),
            new("acceleration", new ListOf<float>(Pedals, 2, 2, Ascending: true), "range of the acceleration; without it the speed is held", Optional: true),
        ]),
        new("discrete", "an index into the grid of the controls that are given",
        [
            new("steering", new ListOf<float>(Steering, 1, 100, Ascending: true), "steering angles; without it the lane is kept", Optional: true),
            new("acceleration", new ListOf<float>(Pedals, 1, 100, Ascending: true), "accelerations; without it the speed is held", Optional: true),
        ]),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static ActionSettings Build(Entries keys) => keys.Kind switch
    {
        "meta" => new MetaAction(keys.Get<ImmutableArray<float>>("target_speeds")),
        "tactical" => new TacticalAction(keys.Get<ImmutableArray<float>>("acceleration")),
        "continuous" => new ContinuousAction(Range(keys, "steering"), Range(keys, "acceleration")),
        _ => new DiscreteAction(keys.Numbers("steering"), keys.Numbers("acceleration")),
    };

    private static ControlRange? Range(Entries keys, string key)
        => keys.Numbers(key) is [float low, float high] ? new ControlRange(low, high) : null;

    private static Shape Steering => new Quantity(Angle, -60, 60);

    private static Shape Pedals => new Quantity(Acceleration, -12, 12);
}
