using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Environments;

public sealed class StartTests
{
    [Theory]
    [InlineData("  position: 260 m", "  position: 100 m", "can be 2, but that lane is not open at 100 m of road 0")] // before the ramp
    [InlineData("  position: 260 m", "  position: uniform(260, 900) m", "can be 2, but that lane is not open at 900 m of road 0")] // beyond its end
    public void AnEgoStartsWhereItsLaneIs(string piece, string replacement, string message)
    {
        Scenario merging = ShippedScenarioTests.Load("merging");
        Assert.Contains(piece, merging.Text);

        var fault = Assert.Throws<InputException>(() => new DrivingEnv(ScenarioLoader.Parse(merging.Text.Replace(piece, replacement), merging.File), worlds: 1));

        Assert.Equal($"{merging.File}: ego.lane: {message}", fault.Message);
    }
}
