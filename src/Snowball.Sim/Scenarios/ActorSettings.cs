using System.Collections.Immutable;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Scenarios;

/// <summary>
/// A vehicle that follows a script: where it starts, and what it does when. The words are those of ASAM OpenSCENARIO 1.x. Other
/// vehicles are named by the name of an actor, or by <see cref="Ego"/>, the first ego. Every number is drawn for each episode.
/// </summary>
/// <param name="Name">Name, unlike that of any other.</param>
/// <param name="Vehicle">Parameter set.</param>
/// <param name="Dynamics">Which equations move it once its script has let it go: after a crash, or when it drives.</param>
/// <param name="Start">Where and how fast it starts.</param>
/// <param name="Events">What it does when.</param>
/// <param name="TowedBy">The vehicle that tows it and behind which it starts; null where none does.</param>
public sealed record ActorSettings(
    string Name, string Vehicle, DynamicsModel Dynamics, ActorStart Start, ImmutableArray<ActorEvent> Events, string? TowedBy = null)
{
    /// <summary>Whether nothing but physics moves it: a trailer, or a load.</summary>
    public bool IsPassive => VehicleParameters.Named(Vehicle)!.Kind != VehicleKind.Driven;

    /// <summary>The name of the first ego.</summary>
    public const string Ego = "ego";
}

/// <summary>How the place of a start is given.</summary>
public enum StartMeasure
{
    /// <summary>Distance along the road, m.</summary>
    Position,
    /// <summary>Gap between bumpers to the vehicle it is relative to, m; negative where they are side by side.</summary>
    Gap,
    /// <summary>Gap between bumpers / speed of the one behind, s.</summary>
    Headway,
}

/// <summary>A lane: its number from 0, the leftmost, or how many lanes to the right of another vehicle's (negative: to the left).</summary>
public sealed record LaneChoice(Distribution Lane, bool IsRelative);

/// <summary>A speed in m/s: its own, or how much more than another vehicle's.</summary>
public sealed record SpeedChoice(Distribution Speed, bool IsRelative);

/// <summary>Where and how fast an actor starts.</summary>
/// <param name="RelativeTo">The vehicle that gap, lane and speed may be relative to.</param>
/// <param name="Measure">What <paramref name="Distance"/> is.</param>
/// <param name="Distance">m, or s for a headway.</param>
/// <param name="IsBehind">Whether it starts behind the other vehicle rather than ahead of it.</param>
/// <param name="Lane">Its lane.</param>
/// <param name="Speed">Its speed.</param>
/// <param name="LateralOffset">Distance to the left of the lane's centre, m.</param>
public sealed record ActorStart(
    string RelativeTo, StartMeasure Measure, Distribution Distance, bool IsBehind, LaneChoice Lane, SpeedChoice Speed, Distribution LateralOffset)
{
    /// <summary>In line behind a vehicle, at its speed.</summary>
    public static ActorStart Behind(string vehicle) => new(
        vehicle, StartMeasure.Gap, Distribution.Constant(0f), IsBehind: true, new LaneChoice(Distribution.Constant(0f), IsRelative: true),
        new SpeedChoice(Distribution.Constant(0f), IsRelative: true), Distribution.Constant(0f));
}

/// <summary>Something that an actor does once: <paramref name="Delay"/> s after all conditions held for the first time, or at the start without any.</summary>
public sealed record ActorEvent(string Name, ImmutableArray<ActorCondition> When, Distribution Delay, ActorAction Action);

/// <summary>Something that holds or not.</summary>
public abstract record ActorCondition;

/// <summary>What a condition measures.</summary>
public enum ConditionMeasure
{
    /// <summary>Time since the start, s.</summary>
    Time,
    /// <summary>Gap along the road between the bumpers of two vehicles, whichever is ahead, m; negative where they are side by side.</summary>
    Gap,
    /// <summary>That gap / speed of the one behind, s; infinite where that stands.</summary>
    Headway,
    /// <summary>That gap / speed at which it closes, s; infinite where it does not close, 0 where they are side by side.</summary>
    TimeToCollision,
    /// <summary>Position along the road, m.</summary>
    Position,
    /// <summary>Distance along the road since the start, m.</summary>
    Travelled,
    /// <summary>Speed, m/s.</summary>
    Speed,
}

/// <summary>Whether something measured is at or above a threshold, or at or below it.</summary>
/// <param name="Measure">What is measured.</param>
/// <param name="Of">The vehicle.</param>
/// <param name="To">The other vehicle, where the measure has one.</param>
/// <param name="IsAbove">At or above rather than at or below.</param>
/// <param name="Threshold">SI.</param>
public sealed record MeasuredCondition(ConditionMeasure Measure, string Of, string To, bool IsAbove, Distribution Threshold) : ActorCondition;

/// <summary>What has become of an event.</summary>
public enum EventState
{
    /// <summary>Its action began.</summary>
    Started,
    /// <summary>Its action reached its end, was replaced by another, or was cut short by a crash.</summary>
    Ended,
}

/// <summary>Whether an event of an actor has started or ended.</summary>
public sealed record EventCondition(string Actor, string Event, EventState State) : ActorCondition;

/// <summary>What an actor does. Longitudinal and lateral actions run beside each other; a new one replaces the former of its kind.</summary>
public abstract record ActorAction;

/// <summary>How a value goes from where it is to where it shall be.</summary>
public enum TransitionShape
{
    /// <summary>At once.</summary>
    Step,
    /// <summary>Evenly.</summary>
    Linear,
    /// <summary>Along half a cosine: gently at both ends.</summary>
    Sinusoidal,
}

/// <summary>
/// A change of speed or of lateral offset. <paramref name="Value"/> is its time in s, or (<paramref name="IsRate"/>) its
/// greatest rate in the value's unit per second, which a linear one has throughout and a sinusoidal one in the middle.
/// </summary>
public sealed record Transition(TransitionShape Shape, bool IsRate, Distribution Value);

/// <summary>Changes the speed. A relative one is relative to the speed that <paramref name="RelativeTo"/> has when it begins.</summary>
public sealed record SpeedAction(SpeedChoice Speed, string RelativeTo, Transition Transition) : ActorAction;

/// <summary>Changes to the centre of a lane, counted from the lane that <paramref name="RelativeTo"/> has when it begins.</summary>
public sealed record LaneChangeAction(LaneChoice Lane, string RelativeTo, Transition Transition) : ActorAction;

/// <summary>Moves sideways in the lane, to <paramref name="Offset"/> m left of its centre.</summary>
public sealed record LaneOffsetAction(Distribution Offset, Transition Transition) : ActorAction;

/// <summary>Keeps a distance in m or (<paramref name="IsHeadway"/>) s to another vehicle, to that side of it where the actor is when it begins.</summary>
public sealed record KeepDistanceAction(
    string To, bool IsHeadway, Distribution Distance, Distribution MaximumAcceleration, Distribution MaximumDeceleration) : ActorAction;

/// <summary>A point of a trajectory relative to where the actor is when it begins: <paramref name="Time"/> in s, and in m along and to the left.</summary>
public readonly record struct TrajectoryPoint(float Time, float Along, float Left);

/// <summary>Passes through points, along the road or (<paramref name="IsCartesian"/>) in the plane, x along the heading at its begin. Takes both axes.</summary>
public sealed record FollowTrajectoryAction(bool IsCartesian, ImmutableArray<TrajectoryPoint> Points) : ActorAction;

/// <summary>Hands over to the drivers of the traffic, IDM and MOBIL, until another action begins. Takes both axes.</summary>
public sealed record DriveAction : ActorAction;
