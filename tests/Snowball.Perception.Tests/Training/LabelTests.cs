using CsCheck;
using Snowball.Learning.Torch;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks;
using Snowball.Perception.Tests.Explanation;
using Snowball.Perception.Training;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Training;

/// <summary>Labelled frames that are kept, and which of them are worth a label.</summary>
public sealed class LabelTests
{
    [Fact]
    public void EveryFrameComesOnceBeforeAnyComesAgain()
    {
        var kept = KeptFrames.Take(new DrawnLines(new Random(1)), batchSize: 8, count: 20);
        using var source = kept.Shuffled(seed: 3);
        using var again = kept.Shuffled(seed: 3);
        LabelledFrames batch = new(10, source.Width, source.Height, isGrey: true), same = new(10, source.Width, source.Height, isGrey: true);
        var order = new List<float>();
        for (int pass = 0; pass < 3; pass++)
        {
            var seen = new HashSet<float>();
            for (int half = 0; half < 2; half++)
            {
                source.Next(batch);
                again.Next(same);
                Assert.Equal(batch.Colour, same.Colour);
                // The frame belongs to its label: its brightest column tells the offset.
                for (int i = 0; i < batch.Count; i++)
                {
                    float offset = batch.Labels[i].Lane.LateralOffset;
                    var row = batch.Colour.AsSpan(i * batch.Pixels, source.Width).ToArray();
                    Assert.Equal(20 + 12 * offset, Array.IndexOf(row, row.Max()) + 0.5f, 1f);
                    seen.Add(offset);
                    order.Add(offset);
                }
            }
            Assert.Equal(20, seen.Count);
        }
        Assert.NotEqual(order[..20], order[20..40]);
    }

    [Fact]
    public void ChosenFramesJoinTheFirst()
    {
        var one = KeptFrames.Take(new DrawnLines(new Random(1)), batchSize: 8, count: 5);
        var two = KeptFrames.Take(new DrawnLines(new Random(2)), batchSize: 8, count: 16);
        int size = one.Grey().Length / 5;
        byte[] joined = one.With(two, [7, 3]).Grey();
        Assert.Equal([.. one.Grey(), .. two.Grey().AsSpan(7 * size, size), .. two.Grey().AsSpan(3 * size, size)], joined);
    }

    [Fact]
    public void TheGreatestAreChosen() => Gen.Float[0, 1].Array[1, 50].SelectMany(values => Gen.Int[0, values.Length].Select(count => (values, count))).Sample(given =>
    {
        int[] chosen = VarianceSelection.Greatest(given.values, given.count);
        Assert.Equal(given.count, chosen.Distinct().Count());
        float least = chosen.Select(i => given.values[i]).DefaultIfEmpty(float.PositiveInfinity).Min();
        Assert.All(Enumerable.Range(0, given.values.Length).Except(chosen), i => Assert.True(given.values[i] <= least));
    });

    [Fact]
    public void WhatANetworkIsLeastCertainOfIsChosen()
    {
        using DeepNetwork network = AttributionTests.Make();
        var scale = LaneScale.Highway;
        var estimator = new LaneEstimator(new LaneNetwork("lane", 36, network.Description, scale, new(["test"], 0, 0), new Dictionary<string, double>()), network.Inference());
        byte[] frames = [.. Enumerable.Range(0, 30).SelectMany(AttributionTests.Picture)];
        var lanes = new SeenLane[30];
        estimator.Estimate(frames, lanes);
        double Uncertainty(int i) => lanes[i].LateralOffsetVariance / (0.7 * 0.7) + lanes[i].HeadingErrorVariance / (0.04 * 0.04);

        int[] chosen = VarianceSelection.LeastCertain(estimator, frames, count: 6);
        Assert.Equal(Enumerable.Range(0, 30).OrderByDescending(Uncertainty).Take(6), chosen);
    }
}
