using System.Runtime.InteropServices;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Perception.Explanation;
using Snowball.Perception.Networks;
using Snowball.Sim.Overlays;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Tests.Explanation;

/// <summary>Gradients, and what is told from them, against answers that are known.</summary>
public sealed class AttributionTests
{
    private static readonly FrameShape Frame = new(1, 84, 84);
    private const int FirstRow = 36;

    [Fact]
    public void GradCamWeighsMapsByTheMeanOfTheirGradients()
    {
        using var scope = NewDisposeScope();
        var maps = tensor([1f, 2, 3, 4, 5, 6, 7, 8]).view(1, 2, 2, 2).requires_grad_();
        // Of the first map one cell counts fourfold, of the second all do negatively.
        var output = 4 * maps[0, 0, 1, 0] - 3 * maps[0, 1].sum();
        Assert.Equal([1f - 15, 2 - 18, 3 - 21, 4 - 24], Numbers(GradCam.Of(maps, output.unsqueeze(0))));
    }

    /// <summary>A network made by hand: its one filter is bright spots, and what it tells is how many there are on the right less those on the left.</summary>
    [Fact]
    public void GradCamFindsWhatANetworkMadeByHandCounts()
    {
        using var scope = NewDisposeScope();
        var frame = zeros(1, 1, 12, 16);
        frame[0, 0, 4, 13] = 1f;
        var filter = ones(1, 1, 4, 4);
        var maps = nn.functional.conv2d(frame, filter, strides: [4, 4]).relu().requires_grad_();
        var side = tensor([-1f, -1, 3, 3]).view(1, 1, 1, 4);
        float[] map = Numbers(GradCam.Of(maps, (maps * side).sum([1, 2, 3])));

        // The mean of the gradient is 1; the spot is in the second row's last cell.
        float[] expected = new float[12];
        expected[7] = 1;
        Assert.Equal(expected, map);
    }

    [Fact]
    public void IntegratedGradientsOfAPolynomialAreKnown()
    {
        using var scope = NewDisposeScope();
        // x y + z^2 from 0: x and y share their product, and z has its own square. The middles of steps are exact for gradients of first degree.
        float[] shares = Numbers(IntegratedGradients.Of(
            rows => rows.select(1, 0) * rows.select(1, 1) + rows.select(1, 2).square(), tensor([2f, 3, 4]), zeros(3), steps: 4));
        Assert.Equal([3f, 3, 16], shares.Select(share => MathF.Round(share, 4)));
    }

    [Theory]
    [InlineData(LaneQuantity.Offset)]
    [InlineData(LaneQuantity.Heading)]
    [InlineData(LaneQuantity.Curvature)]
    public void SharesAddUpToWhatTheFrameChanges(LaneQuantity quantity)
    {
        using var network = Make();
        var explanation = new LaneExplainer(new(network, FirstRow, LaneScale.Highway)).Explain(Picture(9), quantity, steps: 256);
        float change = explanation.Output - explanation.Baseline;
        Assert.True(MathF.Abs(change) > 0.004f, $"the frame changes nothing: {change}");
        Assert.Equal(change, explanation.IntegratedGradients.Sum(), 5e-3f * explanation.IntegratedGradients.Sum(MathF.Abs));
        Assert.Equal((84, 48, 84 * 48, 84 * 48), (explanation.Width, explanation.Height, explanation.GradCam.Length, explanation.Prepared.Length));
    }

    [Fact]
    public void OverlaysShowThePreparedFrameAndTheShares()
    {
        using var network = Make();
        var explanation = new LaneExplainer(new(network, FirstRow, LaneScale.Highway)).Explain(Picture(1), LaneQuantity.Offset, steps: 8);
        ImageOverlay[] overlays = [.. ExplanationOverlays.Of(explanation).Cast<ImageOverlay>()];
        Assert.Equal(["grad_cam", "integrated_gradients"], overlays.Select(overlay => overlay.Channel));
        Assert.All(overlays, overlay => Assert.Equal(overlay.Width * overlay.Height, overlay.Grey.Length));
        // Lit, the frame is never brighter than it is.
        Assert.All(Enumerable.Range(0, explanation.Prepared.Length), i => Assert.InRange(overlays[0].Grey[i], explanation.Prepared[i] / 4 - 1, explanation.Prepared[i]));
        Assert.Contains((byte)255, overlays[1].Grey);
    }

    [Fact]
    public void TheDifferentiableNetworkIsTheOneThatDrives()
    {
        using var scope = NewDisposeScope();
        using var network = Make();
        var differentiable = new DifferentiableLaneNetwork(network, FirstRow, LaneScale.Highway);
        byte[] frame = Picture(2);
        float[] outputs = Numbers(differentiable.Outputs(differentiable.Prepare(tensor(frame).view(1, 1, 84, 84).to(ScalarType.Float32))).detach());
        byte[] prepared = new byte[differentiable.Prepared.Size];
        new FramePreparation(Frame, FirstRow).Apply(frame, prepared);
        float[] expected = new float[6];
        network.Inference().Forward([], prepared, [], 1, expected);
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal(expected[i], outputs[i], 1e-4f));
    }

    /// <summary>Along any direction; rectified units have corners, of which a short way crosses few.</summary>
    [Fact]
    public void GradientsAreThoseOfFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        using var network = Make();
        var differentiable = new DifferentiableLaneNetwork(network, FirstRow, LaneScale.Highway);
        var random = new Random(4);
        var frame = tensor(Picture(3)).view(1, 1, 84, 84).to(ScalarType.Float32).narrow(2, FirstRow, 48).contiguous().requires_grad_();
        float[] gradient = Numbers(autograd.grad([differentiable.Outputs(frame).select(1, 0).sum()], [frame])[0]);
        for (int trial = 0; trial < 5; trial++)
        {
            float[] direction = [.. Enumerable.Range(0, gradient.Length).Select(_ => 2 * random.NextSingle() - 1)];
            var step = tensor(direction).view(1, 1, 48, 84);
            double ahead = At(frame + 0.03 * step), behind = At(frame - 0.03 * step);
            double expected = gradient.Zip(direction, (slope, part) => (double)slope * part).Sum();
            double size = Math.Sqrt(gradient.Zip(direction, (slope, part) => Math.Pow(slope * part, 2)).Sum());
            Assert.Equal((ahead - behind) / 0.06, expected, 0.05 * size);
        }

        double At(Tensor pixels) => differentiable.Outputs(pixels).select(1, 0).item<float>();
    }

    /// <summary>The slope passes over rounding; where nothing is cut off it is that of (x - mean) times 48 over the deviation.</summary>
    [Fact]
    public void ThePreparationsGradientIsThatOfItsFormula()
    {
        using var scope = NewDisposeScope();
        using var network = Make();
        var differentiable = new DifferentiableLaneNetwork(network, FirstRow, LaneScale.Highway);
        var random = new Random(5);
        double[] pixels = [.. Enumerable.Range(0, 84 * 84).Select(_ => 100 + 50 * random.NextDouble())], weights = [.. pixels.Select(_ => 2 * random.NextDouble() - 1)];
        var frame = tensor(Array.ConvertAll(pixels, value => (float)value)).view(1, 1, 84, 84).requires_grad_();
        var sum = (differentiable.Prepare(frame).view(-1) * tensor(Array.ConvertAll(weights[(FirstRow * 84)..], value => (float)value))).sum();
        float[] gradient = Numbers(autograd.grad([sum], [frame])[0]);

        Assert.All(gradient[..(FirstRow * 84)], slope => Assert.Equal(0, slope));
        foreach (int pixel in (int[])[FirstRow * 84, FirstRow * 84 + 999, 84 * 84 - 1]) Assert.Equal((At(pixel, 1e-3) - At(pixel, -1e-3)) / 2e-3, gradient[pixel], 2e-3);

        double At(int pixel, double change)
        {
            double[] kept = pixels[(FirstRow * 84)..];
            kept[pixel - FirstRow * 84] += change;
            double mean = kept.Average(), deviation = Math.Sqrt(kept.Average(value => (value - mean) * (value - mean)));
            return kept.Select((value, i) => weights[FirstRow * 84 + i] * ((value - mean) * 48 / deviation + 128)).Sum();
        }
    }

    internal static DeepNetwork Make() => new(LaneNetwork.Describe(Frame with { Height = 84 - FirstRow }, width: 32), new Random(6));

    /// <summary>A picture with lines and noise.</summary>
    internal static byte[] Picture(int seed)
    {
        var random = new Random(seed);
        byte[] frame = new byte[Frame.Size];
        for (int i = 0; i < frame.Length; i++)
        {
            var (row, column) = Math.DivRem(i, 84);
            float away = Math.Abs(column - 42) - 0.6f * (row - 30);
            frame[i] = (byte)Math.Clamp(60 + 150 * MathF.Exp(-0.1f * away * away) + random.Next(20) + (row < 34 ? 90 : 0), 0, 255);
        }
        return frame;
    }

    private static float[] Numbers(Tensor values) => MemoryMarshal.Cast<byte, float>(values.detach().contiguous().bytes).ToArray();
}
