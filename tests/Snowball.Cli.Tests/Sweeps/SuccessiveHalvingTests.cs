using Snowball.Cli.Sweeps;

namespace Snowball.Cli.Tests.Sweeps;

public sealed class SuccessiveHalvingTests
{
    [Fact]
    public void AThirdGoesOnWithThreeTimesAsManySteps() =>
        Assert.Equal([(27, 100L), (9, 300), (3, 900), (1, 2700)], SuccessiveHalving.Rungs(27, 2700));

    [Fact]
    public void FewTrialsGetTheWholeBudgetAtOnce() => Assert.Equal([(2, 2700L)], SuccessiveHalving.Rungs(2, 2700));

    [Fact]
    public void NoRungHasNoSteps() => Assert.All(SuccessiveHalving.Rungs(100, 2), rung => Assert.True(rung.Steps >= 1));
}
