using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors.Cameras;

/// <summary>Lane geometry that is told from pictures, with a camera that makes lanes of their bytes.</summary>
public sealed class LaneSightTests
{
    private const float OffsetScale = 2f, HeadingScale = 0.2f, CurvatureScale = 0.01f;

    [Fact]
    public void AnEpisodeBeginsWithTheLaneOfItsFirstPicture()
    {
        using var environment = Make(worlds: 3);
        for (int world = 0; world < 3; world++)
        {
            var seen = FakeLaneRig.Lane(FakeRig.Value(environment.EpisodeSeed(world), step: 0));
            var row = environment.Observations.Slice(world * 7, 7);
            Assert.Equal(seen.LateralOffset, row[0] * OffsetScale, 1e-6f);
            Assert.Equal(seen.HeadingError, row[1] * HeadingScale, 1e-6f);
            Assert.Equal([seen.Curvature, seen.Curvature], row[5..].ToArray().Select(value => value * CurvatureScale), (a, b) => Math.Abs(a - b) < 1e-8f);
        }
    }

    [Fact]
    public void OwnMotionIsAsItIs()
    {
        using var seeing = Make(worlds: 1);
        using var knowing = new DrivingEnv(Scene(camera: null), worlds: 1);
        knowing.Reset(5);
        for (int step = 0; step < 5; step++)
        {
            Assert.Equal(knowing.Observations[2..5].ToArray(), seeing.Observations[2..5].ToArray());
            Assert.NotEqual(knowing.Observations[0], seeing.Observations[0]);
            float[] actions = [0.3f, 0.1f];
            seeing.Step(actions.AsSpan(0, seeing.Action.Dimensions));
            knowing.Step(actions.AsSpan(0, seeing.Action.Dimensions));
        }
    }

    [Fact]
    public void FramesAreNoPartOfTheObservation()
    {
        using var environment = Make(worlds: 1);
        Assert.Null(environment.FrameSpec);
        Assert.True(environment.Frames.IsEmpty && environment.FinalFrames.IsEmpty);
    }

    [Fact]
    public void ARestoredWorldSeesAsBefore()
    {
        using var environment = Make(worlds: 2);
        float[] actions = new float[environment.Agents * environment.Action.Dimensions];
        for (int step = 0; step < 3; step++) environment.Step(actions);
        byte[] state = new byte[environment.StateBytes];
        environment.Save(state);
        float[] then = environment.Observations.ToArray();
        environment.Step(actions);
        float[] next = environment.Observations.ToArray();
        Assert.NotEqual(then, next);

        environment.Restore(state);
        Assert.Equal(then, environment.Observations.ToArray());
        environment.Step(actions);
        Assert.Equal(next, environment.Observations.ToArray());
    }

    /// <summary>The last observation is of the last picture, by what was known before; the first of the next episode is of its own alone.</summary>
    [Fact]
    public void AnEndIsSeenBesideTheNextBeginning()
    {
        using var ending = Make(worlds: 1, seconds: 0.3f);
        using var going = Make(worlds: 1);
        float[] actions = new float[ending.Action.Dimensions];
        for (int step = 0; step < 3; step++)
        {
            ending.Step(actions);
            going.Step(actions);
        }
        Assert.True(ending.Truncated[0]);
        Assert.Equal(going.Observations.ToArray(), ending.FinalObservations.ToArray());
        Assert.Equal(FakeLaneRig.Lane(FakeRig.Value(ending.EpisodeSeed(0), step: 0)).LateralOffset, ending.Observations[0] * OffsetScale, 1e-6f);
    }

    [Fact]
    public void WhatIsShownIsOfTheFrameOfNowOrOfTheEpisodesLast()
    {
        using var environment = Make(worlds: 2, seconds: 0.3f);
        float[] actions = new float[environment.Agents * environment.Action.Dimensions];
        Assert.Equal(FakeRig.Value(environment.EpisodeSeed(1), step: 0), Shown(isFinal: false));
        ulong first = environment.EpisodeSeed(1);
        environment.Step(actions);
        Assert.Equal(FakeRig.Value(first, step: 1), Shown(isFinal: false));
        environment.Step(actions);
        environment.Step(actions);
        Assert.True(environment.Truncated[1]);
        Assert.Equal(FakeRig.Value(first, step: 3), Shown(isFinal: true));
        Assert.Equal(FakeRig.Value(environment.EpisodeSeed(1), step: 0), Shown(isFinal: false));

        byte Shown(bool isFinal) => Assert.IsType<ImageOverlay>(Assert.Single(environment.FrameOverlays(world: 1, ego: 0, isFinal))).Grey[0];
    }

    [Fact]
    public void WithoutALaneCameraItIsRefused()
    {
        var fault = Assert.Throws<InputException>(() => new DrivingEnv(
            Scene("front"), worlds: 1, cameras: (environment, camera, pictures, _) => new FakeRig(environment, camera, pictures)));
        Assert.Contains("observation.camera: is to be seen by a camera, but there is nothing here that tells lanes from its pictures", fault.Message);
    }

    private static DrivingEnv Make(int worlds, float seconds = 60f)
    {
        var environment = new DrivingEnv(
            Scene("front", seconds), worlds, cameras: (made, camera, pictures, _) => new FakeLaneRig(new FakeRig(made, camera, pictures)));
        environment.Reset(5);
        return environment;
    }

    private static Scenario Scene(string? camera, float seconds = 60f) => Worlds.Plain with
    {
        Sensors =
        [
            new SensorSettings("front", new CameraSettings
            {
                Mount = new Mount(0.5f, 0f, 1.3f, 0f), Width = 9, Height = 8, FieldOfView = 1f, Planes = [CameraPlane.Grey], Stack = 1,
            }, 10, 0f, []),
        ],
        Observation = new LaneGeometryObservation([10f, 30f], null, null, null, null, camera),
        Episode = new EpisodeSettings(seconds, TerminationCauses.None),
    };

    /// <summary>Lanes that are functions of a picture's first byte.</summary>
    private sealed class FakeLaneRig(ICameraRig rig) : ILaneCamera
    {
        public static SeenLane Lane(byte value) => new(value / 200f, value / 4000f, value / 1e5f, 0.01f, 1e-4f, 1e-7f);

        public void Capture(int picture, int world, int ego) => rig.Capture(picture, world, ego);

        public PictureView View(int picture) => rig.View(picture);

        public void Draw(ReadOnlySpan<int> pictures, Span<byte> frames) => rig.Draw(pictures, frames);

        public void Estimate(ReadOnlyMemory<byte> frames, Memory<SeenLane> lanes)
        {
            int size = frames.Length / Math.Max(1, lanes.Length);
            for (int i = 0; i < lanes.Length; i++) lanes.Span[i] = Lane(frames.Span[i * size]);
        }

        public IEnumerable<Overlay> Show(ReadOnlyMemory<byte> frame) => [new ImageOverlay("seen", 1, 1, frame[..1].ToArray())];

        public void Dispose() => rig.Dispose();
    }
}
