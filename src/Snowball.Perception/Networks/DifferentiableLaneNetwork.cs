using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Networks;

/// <summary>A lane network in libtorch whose outputs can be differentiated by the pixels of a camera's frames. For explanations and attacks.</summary>
/// <param name="network">Its layers, which are not disposed with it.</param>
/// <param name="firstRow">The first row of a frame that it reads.</param>
/// <param name="scale">Units of its outputs.</param>
public sealed class DifferentiableLaneNetwork(DeepNetwork network, int firstRow, LaneScale scale)
{
    /// <summary>What it reads, prepared.</summary>
    public FrameShape Prepared { get; } = network.Description.Encoder.Frames!;

    /// <summary>Frames of the camera that it reads.</summary>
    public FrameShape Frame => Prepared with { Height = firstRow + Prepared.Height };

    /// <summary>Units of its outputs.</summary>
    public LaneScale Scale => scale;

    /// <summary>Loads the network of a folder.</summary>
    /// <exception cref="CorruptFileException">A file is damaged, of another version, or they do not fit each other.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static DifferentiableLaneNetwork Load(string folder)
    {
        var description = LaneNetworkFile.Load(folder).Network;
        var network = new DeepNetwork(description.Network, new Random(0));
        network.Load(SafetensorsFile.Read(Path.Combine(folder, LaneNetworkFile.WeightsName)).Tensors);
        return new(network, description.FirstRow, description.Scale);
    }

    /// <summary>What <see cref="FramePreparation"/> does. Rounding to whole bytes is passed over by the gradient.</summary>
    /// <param name="frames">[rows, channels, height, width] of a camera, from 0 to 255.</param>
    /// <returns>[rows, channels, height, width] of <see cref="Prepared"/>, from 0 to 255.</returns>
    public Tensor Prepare(Tensor frames)
    {
        var kept = frames.narrow(2, firstRow, Prepared.Height);
        var centred = kept - kept.mean([2, 3], keepdim: true);
        var deviation = centred.square().mean([2, 3], keepdim: true).clamp(min: FramePreparation.LeastDeviation * FramePreparation.LeastDeviation).sqrt();
        var stretched = (centred * (FramePreparation.Deviation / deviation) + FramePreparation.Mean).clamp(0, 255);
        return stretched + ((stretched + 0.5).floor().clamp(max: 255) - stretched).detach();
    }

    /// <summary>What the last residual stage makes of prepared frames: [rows, channels, height, width].</summary>
    public Tensor Maps(Tensor prepared) => network.Convolve(prepared);

    /// <summary>Outputs of maps: [rows, 6], the lane's three quantities in units of <see cref="Scale"/>, then the logarithms of their variances.</summary>
    public Tensor OutputsOf(Tensor maps) => network.Head(LaneNetwork.Head, network.Join(maps, zeros((int)maps.shape[0], 0)));

    /// <summary>Outputs of prepared frames, as of <see cref="OutputsOf"/>.</summary>
    public Tensor Outputs(Tensor prepared) => OutputsOf(Maps(prepared));

    /// <summary>Bytes as [rows, channels, height, width] of numbers.</summary>
    internal static Tensor ToTensor(ReadOnlySpan<byte> frames, FrameShape shape) =>
        from_array(frames.ToArray()).view(-1, shape.Channels, shape.Height, shape.Width).to(ScalarType.Float32);
}
