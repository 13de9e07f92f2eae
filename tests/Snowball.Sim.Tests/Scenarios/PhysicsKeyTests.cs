using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The key <c>physics</c>, and what needs bodies in space. These tests are without BepuPhysics.</summary>
public sealed class PhysicsKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("physics: planar\n")]
    public void TheBuiltInBackEndIsTheUsualOne(string line) => Assert.Equal(PhysicsBackEnd.Planar, With(line).Physics);

    [Theory]
    [InlineData("physics: bepu\n", "31: physics: this build is without BepuPhysics: ")]
    [InlineData("physics: newton\n", "31: physics: 'newton' is not known")]
    [InlineData("actors:\n  box:\n    vehicle: crate\n    start: {gap: 20 m, speed: 0 m/s}\n", "33: actors.box.vehicle: crate does not drive by itself: it needs physics: bepu")]
    [InlineData("actors:\n  car:\n    vehicle: bmw-320i\n    towed_by: ego\n", "34: actors.car.towed_by: is for trailers, not for bmw-320i")]
    [InlineData("actors:\n  car:\n    vehicle: bmw-320i\n", "32: actors.car.start: is missing")]
    public void AMistakeIsRefused(string section, string message)
        => Assert.StartsWith($"{Sample.File}:{message}", Assert.Throws<InputException>(() => With(section)).Message, StringComparison.Ordinal);

    private static Scenario With(string section) => Sample.With("wind:\n", $"{section}wind:\n");
}
