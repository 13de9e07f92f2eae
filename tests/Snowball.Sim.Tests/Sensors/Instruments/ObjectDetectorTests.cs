using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors.Instruments;

public sealed class ObjectDetectorTests
{
    private static readonly ObjectListSettings Around = new(default, 8, 150f, 2 * MathF.PI, 0.01f);

    [Fact]
    public void ObjectsAreRelativeToTheEgoNearestFirst()
    {
        using var environment = Worlds.Start(Sensed.By(Around, world: Worlds.Handmade), (1, 100, 20), (0, 130, 15), (2, 92, 30), (1, 300, 20));
        Assert.Equal(1, environment.Value("valid"));
        (string, double)[] first =
            [("presence", 1), ("x", -8), ("y", -4), ("vx", 10), ("vy", 0), ("heading", 0), ("length", 5), ("width", 2), ("class", 0), ("visibility", 1)];
        foreach (var (quantity, value) in first) Assert.Equal(value, environment.Value($"object_0_{quantity}"), 1e-4);
        (string, double)[] second = [("presence", 1), ("x", 30), ("y", 4), ("vx", -5), ("visibility", 1)];
        foreach (var (quantity, value) in second) Assert.Equal(value, environment.Value($"object_1_{quantity}"), 1e-4);
        Assert.Equal(0, environment.Value("object_2_presence")); // 200 m is too far
    }

    [Fact]
    public void ABiasMovesWhatIsThereAndNothingElse()
    {
        var scenario = Sensed.By(Around, world: Worlds.Handmade);
        var fault = new BiasFault(new ScheduledTiming(Worlds.Constant(0), Worlds.Constant(9)), "x", Worlds.Constant(3));
        using var environment = Worlds.Start(scenario with { Sensors = [scenario.Sensors[0] with { Faults = [fault] }] }, (1, 100, 20), (0, 130, 15));
        Assert.Equal(33, environment.Value("object_0_x"), 1e-4);
        Assert.Equal(4, environment.Value("object_0_y"), 1e-4);
        Assert.Equal(0, environment.Value("object_1_x"));
    }

    [Fact]
    public void ACarHidesTheOneStraightBehindIt()
    {
        using var environment = Worlds.Start(Sensed.By(Around, world: Worlds.Handmade), (1, 100, 20), (1, 120, 20), (1, 140, 20), (0, 140, 20));
        Assert.Equal(1, environment.Value("object_0_visibility"), 1e-5);
        Assert.Equal(20, environment.Value("object_0_x"), 1e-4);
        // The one beside is seen past the first: its rear right corner lies to the left of the first one's rear left one.
        Assert.Equal(40, environment.Value("object_1_x"), 1e-4);
        Assert.Equal(4, environment.Value("object_1_y"), 1e-4);
        Assert.Equal(1, environment.Value("object_1_visibility"), 1e-5);
        Assert.Equal(0, environment.Value("object_2_presence"));
    }

    [Fact]
    public void PartlyHiddenIsAShare()
    {
        // The bearing of the first car's front right corner is at three quarters of what the second one covers.
        double low = Math.Atan2(-1, 57.5), high = Math.Atan2(1, 57.5);
        float offset = 1f + (float)(0.25 * (high - low)) * 22.5f;
        using var environment = Worlds.Start(Sensed.By(Around, world: Worlds.Handmade), (1, 100, 20), (1 - offset / 4f, 120, 20), (1, 160, 20));
        double shadow = Math.Atan2(offset - 1, 22.5);
        Assert.Equal((shadow - low) / (high - low), environment.Value("object_1_visibility"), 1e-4);
        Assert.Equal(0.75, environment.Value("object_1_visibility"), 1e-3);
    }

    [Theory]
    [InlineData(0f, 0f, 0f, 360f)]
    [InlineData(2f, 0.3f, 10f, 90f)]
    [InlineData(-2f, 0f, 180f, 120f)]
    [InlineData(0f, 0.8f, 100f, 300f)]
    public void VisibilityIsThatOfDenseRays(float x, float y, float yaw, float fieldOfView)
    {
        var settings = new ObjectListSettings(
            new Mount(x, y, 1f, yaw * MathF.PI / 180), 64, 120f, fieldOfView * MathF.PI / 180, MinimumVisibility: 0.02f);
        using var environment = new DrivingEnv(Sensed.By(settings, rate: 5, world: Worlds.Flow(density: 40f, curved: true)), worlds: 3);
        var actions = new float[3];
        actions.AsSpan().Fill(1f); // idle
        for (int step = 0; step < 3; step++) environment.Step(actions);
        int hidden = 0, listed = 0;
        for (int world = 0; world < 3; world++)
        {
            var rectangles = RayScene.Of(environment, world, settings.Mount);
            var expected = rectangles.Where(a => a.CentreDistance <= 120).Select(a => (a, Share: RayScene.Visibility(rectangles, a, fieldOfView * Math.PI / 180)))
                .OrderBy(pair => pair.a.Nearest).ToList();
            int row = 0;
            foreach (var (a, share) in expected)
            {
                // At the threshold either will do.
                bool isListed = row < 64 && environment.Value($"object_{row}_presence", world) == 1
                    && Math.Abs(environment.Value($"object_{row}_x", world) - a.EgoX) < 1e-2 && Math.Abs(environment.Value($"object_{row}_y", world) - a.EgoY) < 1e-2;
                if (Math.Abs(share - 0.02) > 0.003) Assert.Equal(share > 0.02, isListed);
                if (!isListed)
                {
                    hidden++;
                    continue;
                }
                Assert.Equal(share, environment.Value($"object_{row}_visibility", world), 2.5e-3);
                row++;
                listed++;
            }
            Assert.Equal(0, environment.Value($"object_{row}_presence", world));
        }
        Assert.True(hidden > 5 && listed > 5, $"{hidden} hidden, {listed} listed");
    }
}
