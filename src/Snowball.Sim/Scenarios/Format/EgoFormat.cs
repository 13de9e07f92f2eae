using System.Collections.Immutable;
using Snowball.Sim.Vehicles;
using static Snowball.Sim.Scenarios.Format.CommonShapes;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>ego</c> section.</summary>
internal static class EgoFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Section(
    [
        new("count", new WholeNumber(1, 16), "controlled vehicles in each world", Default: "1"),
        new("vehicle", Vehicle, "parameter set"),
        new("dynamics", Dynamics(DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack, DynamicsModel.SingleTrackDrift), "which equations move it"),
        new("dynamics_substep", new Quantity(Time, 0.0001, 0.005), "longest step of single-track-drift within a step of the simulation; 2 ms where it is left out", Optional: true),
        new("lane", new Distributed(None, 0, 11, Whole: true), "lane at the start"),
        new("position", new Distributed(Length, 0, 100_000), "distance along the road at the start; not with traffic kind sequential, which places the ego", Optional: true),
        new("speed", RoadSpeed, "speed at the start"),
        new("lateral_offset", new Distributed(Length, -3, 3), "distance to the left of the lane centre at the start", Default: "0 m"),
        new("heading_error", new Distributed(Angle, -45, 45), "angle to the left of the lane at the start", Default: "0 deg"),
        new("goal", new Section(
        [
            new("lanes", new ListOf<int>(new WholeNumber(0, 11), 1, 2, Ascending: true), "the lane to be in, or the first and the last of several"),
            new("position", new Quantity(Length, 0, 100_000), "distance along the road where to be in it"),
        ]), "where the ego is to be", Optional: true),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static EgoSettings Build(Entries keys) => new(
        keys.Get<int>("count"), keys.Get<string>("vehicle"), keys.Get<DynamicsModel>("dynamics"),
        keys.Has("dynamics_substep") ? keys.Get<float>("dynamics_substep") : SingleTrackDrift.DefaultSubstep, keys.Get<Distribution>("lane"),
        keys.Maybe<Distribution>("position") ?? Distribution.Constant(0f), keys.Get<Distribution>("speed"), keys.Get<Distribution>("lateral_offset"),
        keys.Get<Distribution>("heading_error"), keys.Maybe<Entries>("goal") is { } goal ? Goal(goal) : null);

    private static EgoGoal Goal(Entries keys)
    {
        ImmutableArray<int> lanes = keys.Get<ImmutableArray<int>>("lanes");
        return new EgoGoal(lanes[0], lanes[^1], keys.Get<float>("position"));
    }
}
