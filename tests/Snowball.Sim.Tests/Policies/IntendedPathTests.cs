using System.Numerics;
using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Policies;

public sealed class IntendedPathTests
{
    /// <summary>The way that the reference driver shows is the way that it goes, lane changes among it.</summary>
    [Theory]
    [InlineData("overtaking", 0.5)]
    [InlineData("lane-keeping", 0.3)]
    [InlineData("slippery", 0.6)]
    public void TheReferenceDriverGoesWhereItShows(string name, double tolerance)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name));
        using var environment = new DrivingEnv(scenario, worlds: 1);
        environment.ResetWorld(0, episodeSeed: 3);
        var policy = new RuleBasedPolicy(environment);
        var v = environment.Vehicles;
        var actions = new float[environment.Action.Dimensions];
        int period = scenario.Simulation.PolicyFrequency, episode = environment.Episode(0);
        IReadOnlyList<Vector3>? shown = null;
        int target = -1, checkedPaths = 0;
        for (int step = 0; step < 60 * period && environment.Episode(0) == episode; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            if (environment.Episode(0) != episode) break;
            if (shown is not null && v.TargetLane[0] == target)
            {
                double distance = shown.Zip(shown.Skip(1)).Min(ends => Distance(ends.First, ends.Second, v.X[0], v.Y[0]));
                Assert.InRange(distance, 0, tolerance);
                checkedPaths++;
            }
            // Anew each second, and where it has decided otherwise.
            if (step % period != 0 && v.TargetLane[0] == target) continue;
            target = v.TargetLane[0];
            var path = Assert.IsType<PathOverlay>(Assert.Single(policy.Overlays(0, 0)));
            shown = path.Points;
            Assert.Equal("plan", path.Channel);
            Assert.InRange(Vector2.Distance(new(shown[0].X, shown[0].Y), new(v.X[0], v.Y[0])), 0f, 0.05f);
        }
        Assert.True(checkedPaths > 10 * period);
    }

    private static double Distance(Vector3 from, Vector3 to, float x, float y)
    {
        var (a, along) = (new Vector2(from.X, from.Y), new Vector2(to.X - from.X, to.Y - from.Y));
        var point = new Vector2(x, y) - a;
        float share = Math.Clamp(Vector2.Dot(point, along) / MathF.Max(along.LengthSquared(), 1e-6f), 0f, 1f);
        return (point - share * along).Length();
    }
}
