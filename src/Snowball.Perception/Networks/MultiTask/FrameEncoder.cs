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
    private readonly ModuleList<CellLayer> laterals;
    private readonly Stage coarsest;
    private readonly NormalisedConvolution smooth;

    public FrameEncoder(Random random)
        : base(nameof(FrameEncoder))
    {
        const int first = 16, fine = 32, middle = 48;
        stem = OrthogonalInitialisation.Convolution(3, first, kernel: 5, stride: 2, padding: 2, Math.Sqrt(2), random);
        stages = new(new Stage(first, fine, random), new Stage(fine, middle, random), new Stage(middle, CoarseChannels, random));
        coarsest = new Stage(CoarseChannels, CoarseChannels, random);
        laterals = new(
            Lateral(fine, random), Lateral(middle, random), Lateral(CoarseChannels, random), Lateral(CoarseChannels, random), Lateral(CoarseChannels, random));
        smooth = new NormalisedConvolution(FineChannels, FineChannels, stride: 1, random);
        RegisterComponents();
    }

    /// <summary>Encodes frames, [frames, 3, height, width] of numbers about 0.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="remember">What becomes of the map at a stride of 16, on which all coarser ones and the joined one build.</param>
    public override (Tensor Fine, Tensor Coarse) forward(Tensor frames, Func<Tensor, Tensor> remember)
    {
        var x = stem.forward(frames).relu_();
        var maps = new List<Tensor>();
        foreach (var stage in stages) maps.Add(x = stage.forward(x));
        var coarse = maps[^1] = remember(maps[^1]);
        while (maps.Count < laterals.Count) maps.Add(coarsest.forward(maps[^1]));
        var joined = laterals[^1].forward(maps[^1]);
        for (int level = maps.Count - 2; level >= 0; level--)
        {
            var finer = laterals[level].forward(maps[level]);
            joined = finer + nn.functional.interpolate(joined, size: [finer.shape[2], finer.shape[3]], mode: InterpolationMode.Nearest);
        }
        return (smooth.forward(joined).relu(), coarse);
    }

    private static CellLayer Lateral(int channels, Random random) => new(channels, FineChannels, gain: 1, random);

    /// <summary>A map of half the size, then a residual block (He et al., "Deep residual learning for image recognition", CVPR 2016).</summary>
    private sealed class Stage : nn.Module<Tensor, Tensor>
    {
        private readonly NormalisedConvolution halving, first, second;

        public Stage(int inputs, int channels, Random random)
            : base(nameof(Stage))
        {
            halving = new NormalisedConvolution(inputs, channels, stride: 2, random);
            first = new NormalisedConvolution(channels, channels, stride: 1, random);
            second = new NormalisedConvolution(channels, channels, stride: 1, random);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            // What is normalised is a view, whose gradient libtorch copies again and again where it is changed in place.
            var x = halving.forward(input).relu();
            return (x + second.forward(first.forward(x).relu())).relu_();
        }
    }

    /// <summary>Filters of 3 x 3, and what they tell of each cell normalised (Ba, Kiros, Hinton, "Layer normalization", 2016; on cells: Liu et al., "A ConvNet for the 2020s", CVPR
    /// 2022): by itself, so that batches may be small.</summary>
    private sealed class NormalisedConvolution : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d convolution;
        private readonly LayerNorm norm;

        public NormalisedConvolution(int inputs, int channels, int stride, Random random)
            : base(nameof(NormalisedConvolution))
        {
            convolution = OrthogonalInitialisation.Convolution(inputs, channels, kernel: 3, stride, padding: 1, Math.Sqrt(2), random);
            norm = nn.LayerNorm(channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => norm.forward(convolution.forward(input).permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
    }
}
