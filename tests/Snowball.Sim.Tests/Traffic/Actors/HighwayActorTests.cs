using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Determinism;
using Snowball.Sim.Tests.Environments;
using static Snowball.Sim.Tests.Roads.Highways.Highway;

namespace Snowball.Sim.Tests.Traffic.Actors;

/// <summary>Actors on highways whose lanes begin, end and bend, and in recordings.</summary>
public sealed class HighwayActorTests
{
    /// <summary>It comes in by the ramp, changes to the carriageway and leaves by the exit, each time to the middle of the lane.</summary>
    [Fact]
    public void AnActorDrivesFromAnEntryToAnExit()
    {
        var scenario = On(Settings(Entry(400), Exit(1400)) with { Curvature = Bends }, lane: 2, position: 300f,
            Stage.Event("merge", Stage.Change(-1, Stage.By(TransitionShape.Sinusoidal, time: 5f)), Stage.When(ConditionMeasure.Position, above: 450f, to: "actor")),
            Stage.Event("leave", Stage.Change(1, Stage.By(TransitionShape.Linear, rate: 1f)), Stage.When(ConditionMeasure.Position, above: 1520f, to: "actor")));
        using var environment = new DrivingEnv(scenario, worlds: 1);
        var v = environment.Vehicles;
        int actor = v.Egos;
        float travelled = v.Speed[actor] / scenario.Simulation.SimulationFrequency;
        var (x, y) = (v.X[actor], v.Y[actor]);
        environment.AfterSubstep = () =>
        {
            float dx = v.X[actor] - x, dy = v.Y[actor] - y, moved = MathF.Sqrt(dx * dx + dy * dy);
            (x, y) = (v.X[actor], v.Y[actor]);
            Assert.InRange(moved, 0.995f * travelled, 1.005f * travelled);
            float s = v.S[actor];
            int lane = s is < 440f or > 1640f ? 2 : s is > 560f and < 1500f ? 1 : -1;
            if (lane >= 0) Assert.Equal((lane, environment.Frame.Road(0).LaneCentre(lane, s)), (v.Lane[actor], v.D[actor]), Near);
        };
        for (int step = 0; step < 640; step++) environment.Step(new float[environment.Action.Dimensions]);
        Assert.InRange(v.S[actor], 1575f, 1585f);

        static bool Near((int Lane, float D) a, (int Lane, float D) b) => a.Lane == b.Lane && MathF.Abs(a.D - b.D) < 0.02f;
    }

    [Fact]
    public void ARecordingOfActorsWrecksAndRampsRunsAgainToTheBit()
    {
        var scenario = DrivenWorlds.Load("highway");
        using var folder = new Recording.TemporaryFolder();
        string path = folder.File("highway.mcap");

        RolloutRecorder.Save(path, RolloutRecorder.Record(scenario, _ => new RandomPolicy(), episodeSeed: 5));
        var recorded = RolloutReader.ReadAll(path);

        var comparison = RolloutComparison.Compare(recorded, RolloutReplay.Run(recorded, scenario));
        Assert.True(comparison.AreSame, string.Join('\n', comparison.ToLines()));
        Assert.InRange(recorded.Steps.Count, 5, 31);
    }

    private static Scenario On(HighwayRoadSettings road, int lane, float position, params ActorEvent[] events)
    {
        var actor = Stage.Named("actor", 0f, 20f, events);
        return Stage.With(actor with
        {
            Start = actor.Start with { Measure = StartMeasure.Position, Distance = At(position), Lane = new LaneChoice(At(lane), IsRelative: false) },
        }) with { Road = road, Episode = new EpisodeSettings(600f, TerminationCauses.None) };
    }
}
