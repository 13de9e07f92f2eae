using System.Collections.Immutable;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Overlays;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Playback;

/// <summary>
/// How the world of a <see cref="Player"/> is at one time. Immutable: it may be kept and shown again.
/// </summary>
public sealed record Moment
{
    /// <summary>Number since the player began, from 0; between two moments that of the earlier one.</summary>
    public required int Index { get; init; }

    /// <summary>Time since the player began, s; it runs on through all episodes.</summary>
    public required double Time { get; init; }

    /// <summary>Time since the episode's start, s.</summary>
    public required double EpisodeTime { get; init; }

    /// <summary>The episode that it is of.</summary>
    public required PlayedEpisode Episode { get; init; }

    /// <summary>The vehicles as they are drawn.</summary>
    public required VehicleInstance[] Vehicles { get; init; }

    /// <summary>The vehicles as they are: the same places as in <see cref="Vehicles"/>.</summary>
    public required VehicleTruth[] Truth { get; init; }

    /// <summary>What the last policy step that is done came to.</summary>
    public required StepReport Report { get; init; }

    /// <summary>Place of a slot's vehicle in <see cref="Vehicles"/>, or -1 where it is not on the road.</summary>
    public int PlaceOf(int slot)
    {
        for (int i = 0; i < Truth.Length; i++)
        {
            if (Truth[i].Slot == slot) return i;
        }
        return -1;
    }
}

/// <summary>An episode that a player plays.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Seed">The episode's seed.</param>
/// <param name="Road">The road it is driven on.</param>
/// <param name="Atmosphere">Its light and weather.</param>
/// <param name="FirstMoment">Number of its first moment.</param>
public sealed record PlayedEpisode(int Number, ulong Seed, Carriageway Road, Atmosphere Atmosphere, int FirstMoment);

/// <summary>Who drives a vehicle.</summary>
public enum VehicleRole : byte
{
    /// <summary>The policy.</summary>
    Ego,
    /// <summary>A script of the scenario.</summary>
    Actor,
    /// <summary>A driver model.</summary>
    Traffic,
}

/// <summary>What is true of a vehicle.</summary>
/// <param name="Slot">Its slot in the world.</param>
/// <param name="Role">Who drives it.</param>
/// <param name="Speed">m/s.</param>
/// <param name="Acceleration">Along the vehicle, m/s2.</param>
/// <param name="S">Along the road, m.</param>
/// <param name="D">To the left of the road's reference line, m.</param>
/// <param name="Lane">The lane it is in, and the one it steers to.</param>
/// <param name="TargetLane">The same.</param>
/// <param name="Gap">Bumper to bumper to the next one in its lane, m; infinite where there is none.</param>
/// <param name="TimeToCollision">With that one at constant speeds, s; infinite where they do not close in.</param>
/// <param name="Crashed">Whether it has crashed.</param>
public readonly record struct VehicleTruth(
    int Slot, VehicleRole Role, float Speed, float Acceleration, float S, float D, int Lane, int TargetLane, float Gap, float TimeToCollision, bool Crashed);

/// <summary>What a policy step came to. The moments until the next one share it.</summary>
/// <param name="Step">Policy steps done in the episode; 0 at its start, where there are observations only.</param>
/// <param name="Egos">One for each ego.</param>
public sealed record StepReport(int Step, ImmutableArray<EgoReport> Egos)
{
    internal long Bytes
    {
        get
        {
            long bytes = 64;
            foreach (var ego in Egos) bytes += ego.Bytes;
            return bytes;
        }
    }
}

/// <summary>What a policy step came to for one ego.</summary>
public sealed record EgoReport
{
    /// <summary>What was done: [action dimensions]; empty at the start of an episode.</summary>
    public required float[] Action { get; init; }

    /// <summary>The action in words; empty at the start of an episode.</summary>
    public required string ActionName { get; init; }

    /// <summary>Reward of the step, and the terms that it is the sum of.</summary>
    public required float Reward { get; init; }

    /// <summary>[reward terms of the scenario], each with its weight.</summary>
    public required float[] RewardTerms { get; init; }

    /// <summary>[cost terms of the scenario], each with its weight.</summary>
    public required float[] CostTerms { get; init; }

    /// <summary>Sum of the rewards of the episode so far.</summary>
    public required double Return { get; init; }

    /// <summary>Sum of the costs of the episode so far.</summary>
    public required double Cost { get; init; }

    /// <summary>The metrics of the step, in the order of <see cref="Sim.Metrics.MetricCatalog.All"/>.</summary>
    public required float[] Metrics { get; init; }

    /// <summary>The lines of the scenario's gate for the episode so far; empty at its start.</summary>
    public required ImmutableArray<GateReading> Gate { get; init; }

    /// <summary>The episode ended by what happened in it, or was cut off.</summary>
    public required bool Terminated { get; init; }

    /// <inheritdoc cref="Terminated"/>
    public required bool Truncated { get; init; }

    /// <summary>What it sees now; the fields are those of the environment's observation.</summary>
    public required float[] Observation { get; init; }

    /// <summary>The frames that it sees now, in the layout of the environment's <see cref="Sim.Environments.DrivingEnv.FrameSpec"/>; empty where it sees none.</summary>
    public byte[] Frame { get; init; } = [];

    /// <summary>What sensors and the policy have to show.</summary>
    public required ImmutableArray<Overlay> Overlays { get; init; }

    internal long Bytes
    {
        get
        {
            long bytes = 256 + Frame.Length + 4L * (Action.Length + RewardTerms.Length + CostTerms.Length + Metrics.Length + Observation.Length) + 24L * Gate.Length;
            foreach (var overlay in Overlays)
            {
                bytes += 64 + overlay switch
                {
                    PathOverlay path => 12L * path.Points.Count,
                    PointsOverlay points => 16L * points.Points.Count,
                    TracksOverlay tracks => 56L * tracks.Tracks.Count,
                    ImageOverlay image => image.Grey.Length,
                    _ => 0,
                };
            }
            return bytes;
        }
    }
}

/// <summary>A line of the gate for one episode so far.</summary>
/// <param name="Line">The line.</param>
/// <param name="Value">What the line looks at: 1 or 0 for whether an event happened, else the aggregate in the metric's unit.</param>
/// <param name="IsKept">Whether this episode by itself keeps the line's bound.</param>
public readonly record struct GateReading(GateLine Line, double Value, bool IsKept);

/// <summary>Something worth finding again.</summary>
/// <param name="Moment">Number of the moment.</param>
/// <param name="Time">Of it, s since the player began.</param>
/// <param name="Ego">Whom it happened to.</param>
/// <param name="Kind">What happened.</param>
public readonly record struct PlayedEvent(int Moment, double Time, int Ego, PlayedEventKind Kind);

/// <summary>Kinds of <see cref="PlayedEvent"/>.</summary>
public enum PlayedEventKind
{
    /// <summary>An episode begins.</summary>
    Start,
    /// <summary>An ego chooses another lane.</summary>
    LaneChange,
    /// <summary>Cost begins to be counted.</summary>
    Cost,
    /// <summary>An ego leaves the lane it has to keep.</summary>
    LaneDeparture,
    /// <summary>An ego leaves all lanes.</summary>
    OffRoad,
    /// <summary>An ego crashes.</summary>
    Collision,
    /// <summary>An ego reaches its goal.</summary>
    Goal,
    /// <summary>An ego misses its goal.</summary>
    GoalMissed,
}
