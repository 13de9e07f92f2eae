using Snowball.Perception.Inference;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks;
using Snowball.Perception.Robustness;
using Snowball.Perception.Tests.Explanation;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Robustness;

/// <summary>Attacks stay within their bounds, and the better one is never the weaker one.</summary>
public sealed class LaneAttackTests
{
    private const int Count = 40, Size = 84 * 84;

    private static readonly EgoLane[] Lanes = [.. Enumerable.Range(0, Count).Select(i => new EgoLane(0.05f * (i - 20), 0.002f * (i % 7 - 3), 0, 3.5f))];
    private static readonly byte[] Frames = Pictures();

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(40)]
    public void NoPixelLeavesItsBound(int epsilon)
    {
        using var network = AttributionTests.Make();
        var attack = new LaneAttack(new(network, firstRow: 36, LaneScale.Highway));
        byte[][] changed =
        [
            LaneAttack.Noise(Frames, epsilon, new Random(1)), attack.FastGradientSign(Frames, Lanes, epsilon), attack.ProjectedGradient(Frames, Lanes, epsilon, steps: 6),
            attack.RandomStart(Frames, Lanes, epsilon, new Random(1)),
        ];
        Assert.All(changed, frames =>
        {
            Assert.Equal(Frames.Length, frames.Length);
            int greatest = Frames.Zip(frames, (clean, other) => Math.Abs(clean - other)).Max();
            Assert.Equal(epsilon, greatest);
        });
    }

    [Fact]
    public void NoiseHarmsLessThanAStepAndAStepNotMoreThanMany()
    {
        using var network = AttributionTests.Make();
        var estimator = new LaneEstimator(new LaneNetwork("lane", 36, network.Description, LaneScale.Highway, new(["test"], 0, 0), new Dictionary<string, double>()), network.Inference());
        var attack = new LaneAttack(new(network, firstRow: 36, LaneScale.Highway));
        foreach (int epsilon in (int[])[1, 2, 4, 8])
        {
            double noise = Error(LaneAttack.Noise(Frames, epsilon, new Random(2))), step = Error(attack.FastGradientSign(Frames, Lanes, epsilon));
            double steps = Error(attack.ProjectedGradient(Frames, Lanes, epsilon, steps: 8));
            Assert.True(noise < step, $"noise of {epsilon}: {noise}, a step: {step}");
            Assert.True(step <= steps + 1e-4, $"a step of {epsilon}: {step}, many: {steps}");
        }

        double Error(byte[] frames)
        {
            var seen = new SeenLane[Count];
            estimator.Estimate(frames, seen);
            return seen.Zip(Lanes, (lane, truth) =>
                Math.Abs(lane.LateralOffset - truth.LateralOffset) / LaneScale.Highway.LateralOffset + Math.Abs(lane.HeadingError - truth.HeadingError) / LaneScale.Highway.HeadingError).Average();
        }
    }

    [Fact]
    public void WhatTheNetworkDoesNotReadIsLeftAlone()
    {
        using var network = AttributionTests.Make();
        byte[] attacked = new LaneAttack(new(network, firstRow: 36, LaneScale.Highway)).ProjectedGradient(Frames, Lanes, epsilon: 4, steps: 3);
        for (int frame = 0; frame < Count; frame++) Assert.True(Frames.AsSpan(frame * Size, 36 * 84).SequenceEqual(attacked.AsSpan(frame * Size, 36 * 84)));
    }

    private static byte[] Pictures()
    {
        byte[] frames = [.. Enumerable.Range(0, Count).SelectMany(AttributionTests.Picture)];
        // As dark and as bright as bytes can be, where a change must not wrap round.
        frames.AsSpan(50 * 84, 84).Clear();
        frames.AsSpan(51 * 84, 84).Fill(255);
        return frames;
    }
}
