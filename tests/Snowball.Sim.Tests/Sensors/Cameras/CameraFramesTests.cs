using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Sim.Tests.Environments;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Sensors.Cameras;

/// <summary>Stacks, latencies, faults and ends of episodes, with pictures that tell what they are of. One policy step is 0.1 s.</summary>
public sealed class CameraFramesTests
{
    private static readonly CameraSettings Camera = new()
    {
        Mount = new Mount(0.5f, 0f, 1.3f, 0f), Width = 9, Height = 8, FieldOfView = 1f, Planes = [CameraPlane.Grey], Stack = 3,
    };

    [Fact]
    public void AStackBeginsWithCopiesOfTheFirstPicture()
    {
        using var driven = new Driven(Scene(Camera));
        ulong seed = driven.Environment.EpisodeSeed(0);
        Assert.Equal(["t.grey", "t-1.grey", "t-2.grey"], driven.Environment.FrameSpec!.Channels);
        Assert.Equal(3 * 9 * 8, driven.Environment.FrameSpec.Size);
        Assert.Equal(0, driven.Environment.Observation.Size);

        Assert.Equal(Steps(seed, 0, 0, 0), driven.Row());
        driven.Step();
        Assert.Equal(Steps(seed, 1, 0, 0), driven.Row());
        driven.Step();
        Assert.Equal(Steps(seed, 2, 1, 0), driven.Row());
        for (int step = 3; step < 20; step++)
        {
            driven.Step();
            Assert.Equal(Steps(seed, step, step - 1, step - 2), driven.Row());
        }
    }

    [Fact]
    public void ALatencyShowsEarlierPictures()
    {
        using var driven = new Driven(Scene(Camera with { Stack = 2 }, latency: 0.3f));
        ulong seed = driven.Environment.EpisodeSeed(0);
        int[] first = [0, 0, 0, 0, 1, 2, 3], second = [0, 0, 0, 0, 0, 1, 2];
        for (int step = 0; step < first.Length; step++)
        {
            Assert.Equal(Steps(seed, first[step], second[step]), driven.Row());
            driven.Step();
        }
    }

    [Fact]
    public void TheLastPictureOfAnEpisodeIsKeptBesideTheFirstOfTheNext()
    {
        using var driven = new Driven(Scene(Camera, seconds: 0.5f), worlds: 3);
        ulong before = driven.Environment.EpisodeSeed(1);
        for (int step = 0; step < 4; step++) driven.Step();
        Assert.Equal(Steps(before, 4, 3, 2), driven.Row(1));

        driven.Step();

        Assert.True(driven.Environment.Truncated[1]);
        ulong after = driven.Environment.EpisodeSeed(1);
        Assert.NotEqual(before, after);
        Assert.Equal(Steps(before, 5, 4, 3), driven.FinalRow(1));
        Assert.Equal(Steps(after, 0, 0, 0), driven.Row(1));
        driven.Step();
        Assert.Equal(Steps(after, 1, 0, 0), driven.Row(1));
        // Each step draws each world once; the constructor and a reset do so too, and an end adds the last pictures.
        Assert.Equal(3 * (2 + 6 + 1), driven.Rig.Drawn);
    }

    [Fact]
    public void EndsShowPicturesOfBeforeWithALatency()
    {
        using var driven = new Driven(Scene(Camera with { Stack = 1 }, latency: 0.2f, seconds: 0.5f));
        ulong before = driven.Environment.EpisodeSeed(0);
        for (int step = 0; step < 5; step++) driven.Step();
        Assert.Equal(Steps(before, 3), driven.FinalRow());
        Assert.Equal(Steps(driven.Environment.EpisodeSeed(0), 0), driven.Row());
    }

    [Fact]
    public void FaultsRepeatOrBlankPictures()
    {
        ImmutableArray<FaultSettings> faults = [new FreezeFault(At(0.3f, 0.2f)), new DropoutFault(At(0.7f, 0.2f))];
        using var driven = new Driven(Scene(Camera with { Stack = 1 }, faults));
        ulong seed = driven.Environment.EpisodeSeed(0);
        for (int step = 0; step < 12; step++)
        {
            byte expected = step switch { 3 or 4 => FakeRig.Value(seed, 2), 7 or 8 => 0, _ => FakeRig.Value(seed, step) };
            Assert.Equal([expected], driven.Row());
            driven.Step();
        }
    }

    [Fact]
    public void AFaultAtTheStartBlanksTheStackUntilPicturesCome()
    {
        using var driven = new Driven(Scene(Camera with { Stack = 2 }, [new DropoutFault(At(0f, 0.1f)), new FreezeFault(At(0f, 0.1f))]));
        Assert.Equal([0, 0], driven.Row());
        driven.Step();
        Assert.Equal([FakeRig.Value(driven.Environment.EpisodeSeed(0), 1), 0], driven.Row());
    }

    [Fact]
    public void EveryEgoHasItsOwnPictureAndEveryPlaneItsChannels()
    {
        var scene = Scene(Camera with { Stack = 2, Planes = [CameraPlane.Depth, CameraPlane.Colour] });
        using var driven = new Driven(scene with { Ego = scene.Ego with { Count = 2 } }, worlds: 2);
        Assert.Equal(["t.depth", "t.red", "t.green", "t.blue", "t-1.depth", "t-1.red", "t-1.green", "t-1.blue"], driven.Environment.FrameSpec!.Channels);
        driven.Step();
        for (int agent = 0; agent < 4; agent++)
        {
            ulong seed = driven.Environment.EpisodeSeed(agent / 2);
            byte[] expected = [.. Enumerable.Range(0, 8).Select(i => FakeRig.Value(seed, 1 - i / 4, agent % 2, i % 4))];
            Assert.Equal(expected, driven.Row(agent));
        }
    }

    [Fact]
    public void AllEgosSeeThePictureOfAnActor()
    {
        var scene = Scene(Camera with { Stack = 1, Carrier = "other" });
        using var driven = new Driven(scene with { Ego = scene.Ego with { Count = 3 } });
        driven.Step();
        for (int agent = 0; agent < 3; agent++) Assert.Equal(Steps(driven.Environment.EpisodeSeed(0), 1), driven.Row(agent));
        Assert.Equal(3, driven.Rig.Drawn);
    }

    [Fact]
    public void FramesGoBesideTheNumbersOfAMixedObservation()
    {
        var lane = new LaneGeometryObservation([10f], null, null, null, null);
        using var driven = new Driven(Scene(Camera) with
        {
            Observation = new MixedObservation([new("lane", lane), new("view", new CameraObservation("front"))]),
        });
        driven.Step();
        Assert.Equal(6, driven.Environment.Observation.Size);
        Assert.All(driven.Environment.Observation.Fields, field => Assert.StartsWith("lane.", field.Name));
        Assert.Equal(Steps(driven.Environment.EpisodeSeed(0), 1, 0, 0), driven.Row());
    }

    [Fact]
    public void ASavedStateGivesTheSameFrames()
    {
        var scene = Scene(Camera, [new FreezeFault(new RandomTiming(1f, Distribution.Constant(0.3f)))], latency: 0.1f, seconds: 1.5f);
        using var driven = new Driven(scene, worlds: 3);
        using var other = new Driven(scene, worlds: 3);
        for (int step = 0; step < 11; step++) driven.Step();
        var state = new byte[driven.Environment.StateBytes];
        driven.Environment.Save(state);

        other.Environment.Restore(state);

        Assert.Equal(driven.Environment.Frames.ToArray(), other.Environment.Frames.ToArray());
        for (int step = 0; step < 10; step++)
        {
            driven.Step();
            other.Step();
            Assert.Equal(driven.Environment.Frames.ToArray(), other.Environment.Frames.ToArray());
            Assert.Equal(driven.Environment.StateHash(2), other.Environment.StateHash(2));
        }
    }

    [Fact]
    public void RowsDependNeitherOnTheBatchNorOnThreads()
    {
        var scene = Scene(Camera, [new DropoutFault(new RandomTiming(1f, Distribution.Constant(0.2f)))], seconds: 1.2f);
        using var many = new Driven(scene, worlds: 20, threads: 2);
        using var few = new Driven(scene, worlds: 1);
        for (int step = 0; step < 30; step++)
        {
            many.Step();
            few.Step();
            Assert.Equal(few.Row(), many.Row());
            if (few.Environment.Truncated[0]) Assert.Equal(few.FinalRow(), many.FinalRow());
            for (int world = 0; world < 20; world++) Assert.True(many.Row(world)[0] is 0 || many.Row(world)[0] == many.Now(world), $"world {world}");
        }
    }

    [Fact]
    public void AnEpisodeCanBeStartedByItsSeed()
    {
        using var driven = new Driven(Scene(Camera), worlds: 2);
        for (int step = 0; step < 3; step++) driven.Step();
        byte[] neighbour = driven.Row(1);
        driven.Environment.ResetWorld(0, 77);
        Assert.Equal(Steps(77, 0, 0, 0), driven.Row());
        Assert.Equal(neighbour, driven.Row(1));
    }

    [Fact]
    public void StepsAndTenThousandResetsAllocateNothing()
    {
        using var driven = new Driven(Scene(Camera, seconds: 0.5f));
        for (int i = 0; i < 100; i++) driven.Step();
        for (int i = 0; i < 100; i++) driven.Environment.ResetWorld(0, (ulong)i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) driven.Environment.ResetWorld(0, (ulong)i);
        for (int i = 0; i < 1000; i++) driven.Step();
        // The runtime may make an object when it recompiles a method.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void ACameraThatNobodySeesNeedsNothing()
    {
        using var environment = new DrivingEnv(Scene(Camera) with { Observation = Worlds.Plain.Observation }, worlds: 1);
        using var without = new DrivingEnv(Worlds.Plain with { Actors = Scene(Camera).Actors }, worlds: 1);
        Assert.Null(environment.FrameSpec);
        Assert.True(environment.Frames.IsEmpty && environment.FinalFrames.IsEmpty);
        Assert.Equal(without.StateBytes, environment.StateBytes);
        Assert.Contains("'front' is a camera", Assert.Throws<InputException>(() => environment.Open(["front"])).Message);
    }

    [Fact]
    public void SomethingMustDraw()
    {
        var fault = Assert.Throws<InputException>(() => new DrivingEnv(Scene(Camera), worlds: 1));
        Assert.EndsWith("observation: sees the camera front, but there is nothing here that draws its frames", fault.Message);
    }

    [Fact]
    public void TooManyLargePicturesAreRefusedAndEvaluationTakesFewer()
    {
        var scene = Scene(Camera with { Width = 2048, Height = 2048, Stack = 8 }, seconds: 0.1f);
        var fault = Assert.Throws<InputException>(() => new DrivingEnv(scene, worlds: 100, cameras: Driven.Make));
        Assert.Contains("sensors.front: 100 worlds with pictures of 2048 x 2048 pixels do not fit into memory: at most 9 do", fault.Message);
        var table = Evaluation.Run(scene, _ => ConstantPolicy.Idle, SeedSplit.Test, seed: 1, episodes: 12, threads: 1, cameras: Driven.Make);
        Assert.Equal(12, table.Episodes);
    }

    [Fact]
    public void TheRigIsDisposedWithTheEnvironment()
    {
        var driven = new Driven(Scene(Camera));
        driven.Dispose();
        Assert.True(driven.Rig.IsDisposed);
    }

    private static ScheduledTiming At(float start, float duration) => new(Distribution.Constant(start), Distribution.Constant(duration));

    private static byte[] Steps(ulong seed, params int[] steps) => [.. steps.Select(step => FakeRig.Value(seed, step))];

    private static Scenario Scene(CameraSettings camera, ImmutableArray<FaultSettings> faults = default, float latency = 0f, float seconds = 60f) => Worlds.Plain with
    {
        Sensors = [new SensorSettings("front", camera, 10, latency, faults.IsDefault ? [] : faults)],
        Observation = new CameraObservation("front"),
        Episode = new EpisodeSettings(seconds, TerminationCauses.None),
        Actors = [new ActorSettings("other", "bmw-320i", DynamicsModel.Kinematic, new ActorStart(
            ActorSettings.Ego, StartMeasure.Gap, Distribution.Constant(50f), IsBehind: false, new LaneChoice(Distribution.Constant(0f), IsRelative: true),
            new SpeedChoice(Distribution.Constant(20f), IsRelative: false), Distribution.Constant(0f)), [])],
    };

    /// <summary>An environment with a fake rig, whose agents do nothing.</summary>
    private sealed class Driven : IDisposable
    {
        private readonly float[] _actions;

        public Driven(Scenario scenario, int worlds = 1, int threads = 1)
        {
            FakeRig? rig = null;
            Environment = new DrivingEnv(scenario, worlds, threads, cameras: (environment, camera, pictures, _) => rig = new FakeRig(environment, camera, pictures));
            Rig = rig!;
            _actions = new float[Environment.Agents * Environment.Action.Dimensions];
            Environment.Reset(5);
        }

        public DrivingEnv Environment { get; }

        public FakeRig Rig { get; }

        public static ICameraRig Make(DrivingEnv environment, CameraSettings camera, int pictures, int threads) => new FakeRig(environment, camera, pictures);

        public void Step() => Environment.Step(_actions);

        /// <summary>What the newest picture of a world should be.</summary>
        public byte Now(int world) => FakeRig.Value(Environment.EpisodeSeed(world), Environment.EpisodeStep(world));

        /// <summary>An agent's channels, a byte each; all pixels of a channel must be alike.</summary>
        public byte[] Row(int agent = 0) => Channels(Environment.Frames, agent);

        public byte[] FinalRow(int agent = 0) => Channels(Environment.FinalFrames, agent);

        public void Dispose() => Environment.Dispose();

        private byte[] Channels(ReadOnlySpan<byte> frames, int agent)
        {
            var spec = Environment.FrameSpec!;
            int plane = spec.Width * spec.Height;
            var row = frames.Slice(agent * spec.Size, spec.Size);
            var channels = new byte[spec.Channels.Length];
            for (int i = 0; i < channels.Length; i++)
            {
                channels[i] = row[i * plane];
                Assert.Equal(-1, row.Slice(i * plane, plane).IndexOfAnyExcept(channels[i]));
            }
            return channels;
        }
    }
}
