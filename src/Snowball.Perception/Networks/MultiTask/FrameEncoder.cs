using Snowball.Learning.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Perception.Networks.MultiTask;

/// <summary>
/// Residual stages at strides of 4, 8, 16, 32 and 64 pixels, joined from coarse to fine (Lin et al., "Feature pyramid networks for object detection", CVPR 2017). The last two are the
/// same layers: what they look for is as large for them in frames of twice the size. They see far enough to tell lines by their dashes, and vehicles that fill half the frame.
/// </summary>
internal sealed class FrameEncoder : nn.Module<Tensor, Func<Tensor, Tensor>, (Tensor Fine, Tensor Coarse)>
{
    /// <summary>Channels of the finest map.</summary>
    public const int FineChannels = 32;

    /// <summary>Channels of the maps at strides of 16 and 32.</summary>
    public const int CoarseChannels = 64;

    private readonly Conv2d stem;
    private readonly ModuleList<Stage> stages;
    private readonly ModuleList<Conv2d> laterals;
    private readonly Stage coarsest;
    private readonly Conv2d smooth;

    public FrameEncoder(Random random)
        : base(nameof(FrameEncoder))
    {
        const int first = 16, fine = 32, middle = 48;
        stem = OrthogonalInitialisation.Convolution(3, first, kernel: 5, stride: 2, padding: 2, Math.Sqrt(2), random);
        stages = new(new Stage(first, fine, random), new Stage(fine, middle, random), new Stage(middle, CoarseChannels, random));
        coarsest = new Stage(CoarseChannels, CoarseChannels, random);
        laterals = new(
            Lateral(fine, random), Lateral(middle, random), Lateral(CoarseChannels, random), Lateral(CoarseChannels, random), Lateral(CoarseChannels, random));
        smooth = OrthogonalInitialisation.Convolution(FineChannels, FineChannels, kernel: 3, stride: 1, padding: 1, Math.Sqrt(2), random);
        RegisterComponents();
    }

    /// <summary>Encodes frames, [frames, 3, height, width] of numbers about 0.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="remember">What becomes of the map at a stride of 16, on which all coarser ones and the joined one build.</param>
    public override (Tensor Fine, Tensor Coarse) forward(Tensor frames, Func<Tensor, Tensor> remember)
    {
        var x = stem.forward(frames).relu_();
        var maps = new List<Tensor>();
        foreach (var stage in stages) maps.Add((x = stage.forward(x)).relu());
        var coarse = maps[^1] = remember(maps[^1]);
        while (maps.Count < laterals.Count) maps.Add(coarsest.forward(maps[^1]).relu_());
        var joined = laterals[^1].forward(maps[^1]);
        for (int level = maps.Count - 2; level >= 0; level--)
        {
            var finer = laterals[level].forward(maps[level]);
            joined = finer + nn.functional.interpolate(joined, size: [finer.shape[2], finer.shape[3]], mode: InterpolationMode.Nearest);
        }
        return (smooth.forward(joined).relu_(), coarse);
    }

    private static Conv2d Lateral(int channels, Random random) =>
        OrthogonalInitialisation.Convolution(channels, FineChannels, kernel: 1, stride: 1, padding: 0, gain: 1, random);

    private sealed class Stage : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d convolution;
        private readonly ResidualBlock block;

        public Stage(int inputs, int channels, Random random)
            : base(nameof(Stage))
        {
            convolution = OrthogonalInitialisation.Convolution(inputs, channels, kernel: 3, stride: 2, padding: 1, Math.Sqrt(2), random);
            block = new ResidualBlock(channels, random);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => block.forward(convolution.forward(input));
    }
}
