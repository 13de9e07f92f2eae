using Snowball.Perception.Robustness;
using Snowball.Perception.Tests.Explanation;

namespace Snowball.Perception.Tests.Robustness;

/// <summary>What spoils frames does it more with every severity, and in the same way every time.</summary>
public sealed class CorruptionTests
{
    private static readonly byte[] Frames = [.. Enumerable.Range(0, 12).SelectMany(AttributionTests.Picture)];

    public static TheoryData<string> Names => [.. Corruption.All.Select(corruption => corruption.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void FramesAreFartherFromCleanWithEverySeverity(string name)
    {
        var corruption = Corruption.All.Single(corruption => corruption.Name == name);
        double last = 0;
        for (int severity = 1; severity <= Corruption.Severities; severity++)
        {
            byte[] spoilt = corruption.Apply(Frames, 84, 84, severity, seed: 1);
            Assert.Equal(spoilt, corruption.Apply(Frames, 84, 84, severity, seed: 1));
            double distance = Math.Sqrt(Frames.Zip(spoilt, (clean, other) => (double)(clean - other) * (clean - other)).Average());
            Assert.True(distance > last, $"severity {severity}: {distance}, before: {last}");
            last = distance;
        }
        Assert.InRange(last, 8, 120);
    }

    [Fact]
    public void ThereAreElevenOfDifferentNames() => Assert.Equal(11, Corruption.All.Select(corruption => corruption.Name).Distinct().Count());

    /// <summary>The constants of the formulas, on frames that make them visible.</summary>
    [Fact]
    public void NoiseHasItsDeviationAndContrastItsFactor()
    {
        byte[] grey = new byte[84 * 84];
        Array.Fill(grey, (byte)128);
        var noise = Corruption.All.Single(corruption => corruption.Name == "gaussian-noise").Apply(grey, 84, 84, severity: 3, seed: 2);
        Assert.Equal(14, Math.Sqrt(noise.Average(value => Math.Pow(value - 128, 2))), 0.5);

        grey.AsSpan(0, grey.Length / 2).Fill(28);
        var flat = Corruption.All.Single(corruption => corruption.Name == "contrast").Apply(grey, 84, 84, severity: 2, seed: 2);
        Assert.Equal((40, 58, 98), (flat.Max() - flat.Min(), flat.Min(), flat.Max()));
    }
}
