using System.Runtime.InteropServices;
using Snowball.Learning.Inference;
using Snowball.Perception.Networks;
using Snowball.Perception.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Explanation;

/// <summary>A quantity that a lane network tells, in the order of its outputs.</summary>
public enum LaneQuantity
{
    /// <summary>The lateral offset.</summary>
    Offset,

    /// <summary>The heading error.</summary>
    Heading,

    /// <summary>The curvature.</summary>
    Curvature,
}

/// <summary>What a lane network told of a frame, and from where in it.</summary>
/// <param name="Width">Of the planes, pixels.</param>
/// <param name="Height">Of the planes, pixels.</param>
/// <param name="Prepared">[Height][Width], what the network read.</param>
/// <param name="Output">Of the network, in units of its scale.</param>
/// <param name="Baseline">What it tells of a frame that shows nothing.</param>
/// <param name="GradCam">[Height][Width], see <see cref="Explanation.GradCam"/>; the maps' cells joined smoothly.</param>
/// <param name="IntegratedGradients">[Height][Width], see <see cref="Explanation.IntegratedGradients"/>.</param>
public sealed record LaneExplanation(int Width, int Height, byte[] Prepared, float Output, float Baseline, float[] GradCam, float[] IntegratedGradients);

/// <summary>Tells from where in a frame a lane network has what it tells.</summary>
/// <param name="network">The network; of grey frames.</param>
public sealed class LaneExplainer(DifferentiableLaneNetwork network)
{
    private readonly FramePreparation _preparation = new(network.Frame, network.Frame.Height - network.Prepared.Height);

    /// <summary>Explains one output.</summary>
    /// <param name="frame">[height][width] of a camera.</param>
    /// <param name="quantity">What is explained.</param>
    /// <param name="steps">Of the integrated gradients.</param>
    public LaneExplanation Explain(ReadOnlySpan<byte> frame, LaneQuantity quantity, int steps)
    {
        using var scope = NewDisposeScope();
        using var pause = new CollectionPause();
        CollectionPause.Renew();
        var shape = network.Prepared;
        byte[] bytes = new byte[shape.Size];
        _preparation.Apply(frame, bytes);
        var prepared = DifferentiableLaneNetwork.ToTensor(bytes, shape);
        var maps = network.Maps(prepared).detach().requires_grad_();
        var output = Output(network.OutputsOf(maps), quantity);
        var activation = nn.functional.interpolate(GradCam.Of(maps, output).unsqueeze(1), [shape.Height, shape.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        // A frame that shows nothing is stretched to its mean everywhere.
        var baseline = full_like(prepared[0], FramePreparation.Mean);
        var shares = IntegratedGradients.Of(way => Output(network.Outputs(way), quantity), prepared[0], baseline, steps);
        float nothing = Output(network.Outputs(baseline.unsqueeze(0)), quantity).item<float>();
        return new(shape.Width, shape.Height, bytes, output.item<float>(), nothing, Numbers(activation), Numbers(shares));
    }

    private static Tensor Output(Tensor outputs, LaneQuantity quantity) => outputs.select(1, (long)quantity);

    private static float[] Numbers(Tensor tensor)
    {
        using var plain = tensor.contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }
}
