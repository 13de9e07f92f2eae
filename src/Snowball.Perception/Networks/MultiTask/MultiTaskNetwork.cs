using Snowball.Learning.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Perception.Networks.MultiTask;

/// <summary>What a <see cref="MultiTaskNetwork"/> tells of frames. Maps have cells of <see cref="MultiTaskDescription.Stride"/> pixels.</summary>
/// <param name="Lane">[frames, 6]: offset, heading, curvature and the logarithms of their variances, as of a <see cref="LaneNetwork"/>.</param>
/// <param name="LinePlaces">[frames, lines, rows, columns]: logits of the column in which a line crosses a row.</param>
/// <param name="LinePresences">[frames, lines, rows]: logits of whether it does.</param>
/// <param name="Centres">[frames, classes, rows, columns]: logits of the middle of a vehicle's box.</param>
/// <param name="Boxes">[frames, 6, rows, columns]: logarithms of the distances from the middle of the cell to the box's left, upper, right and lower side (cells), logarithm of 1 + the
/// distance (m), relative speed (10 m/s).</param>
/// <param name="Pixels">[frames, classes, rows, columns]: logits of what is seen.</param>
public sealed record MultiTaskOutput(Tensor Lane, Tensor LinePlaces, Tensor LinePresences, Tensor Centres, Tensor Boxes, Tensor Pixels);

/// <summary>The network of a <see cref="MultiTaskDescription"/>, to be trained. The names of all parameters but those of heads and of the memory begin with "encoder".</summary>
public sealed class MultiTaskNetwork : nn.Module
{
    /// <summary>Channels of <see cref="MultiTaskOutput.Boxes"/>.</summary>
    public const int BoxNumbers = 6;

    // Before anything is learned one cell in a hundred is the middle of a vehicle (Lin et al., "Focal loss for dense object detection", ICCV 2017).
    private const double CentrePrior = 0.01;
    private const int LaneChannels = 16, LaneFeatures = 64;

    // Of the values of pixels, about.
    private const double Mean = 128, Deviation = 64;

    // Cells from which the lane is told, whatever the size of the frames.
    private const int LaneRows = 8, LaneColumns = 16;

    private readonly FrameEncoder encoder;
    private readonly ConvolutionalGru? memory;
    private readonly Conv2d reduction;
    private readonly Linear hidden, lane;
    private readonly MapHead lines, centres, boxes, classes;

    /// <summary>Makes the layers on the CPU.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <exception cref="ArgumentException">The description is bad.</exception>
    public MultiTaskNetwork(MultiTaskDescription description, Random random)
        : base(nameof(MultiTaskNetwork))
    {
        if (description.Problem is { } problem) throw new ArgumentException(problem, nameof(description));
        Description = description;
        encoder = new FrameEncoder(random);
        if (description.HasMemory) memory = new ConvolutionalGru(FrameEncoder.CoarseChannels, random);
        reduction = OrthogonalInitialisation.Convolution(FrameEncoder.CoarseChannels, LaneChannels, kernel: 3, stride: 1, padding: 1, Math.Sqrt(2), random);
        hidden = OrthogonalInitialisation.Linear(LaneChannels * LaneRows * LaneColumns, LaneFeatures, Math.Sqrt(2), random);
        lane = OrthogonalInitialisation.Linear(LaneFeatures, 2 * LaneNetwork.Quantities, gain: 1, random);
        lines = new MapHead(2 * MultiTaskDescription.Lines, bias: 0, random);
        centres = new MapHead(MultiTaskDescription.VehicleClasses, Math.Log(CentrePrior / (1 - CentrePrior)), random);
        boxes = new MapHead(BoxNumbers, bias: 0, random);
        classes = new MapHead(MultiTaskDescription.PixelClasses, bias: 0, random);
        RegisterComponents();
    }

    /// <summary>What it is.</summary>
    public MultiTaskDescription Description { get; }

    /// <summary>Evaluates frames, of the size that is described or another one that <see cref="MultiTaskDescription.CoarseStride"/> divides.</summary>
    /// <param name="frames">[sequences x steps, 3, height, width] of bytes, sequence by sequence.</param>
    /// <param name="steps">Consecutive frames of a sequence; 1 where frames have nothing to do with each other.</param>
    public MultiTaskOutput Evaluate(Tensor frames, int steps = 1)
    {
        // With channels last in memory, from where convolutions keep them so: libtorch's are a fifth faster then.
        var pixels = frames.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).to(ScalarType.Float32).sub_(Mean).div_(Deviation);
        // What is remembered comes on top of what is seen: a network starts from one of single frames.
        var (fine, coarse) = encoder.forward(pixels, seen => memory is null ? seen : seen + memory.forward(seen, steps));
        var grid = nn.functional.adaptive_avg_pool2d(reduction.forward(coarse).relu_(), [LaneRows, LaneColumns]);
        var features = hidden.forward(grid.flatten(1)).relu_();
        var told = lines.forward(fine);
        return new MultiTaskOutput(
            lane.forward(features),
            told.narrow(1, 0, MultiTaskDescription.Lines), told.narrow(1, MultiTaskDescription.Lines, MultiTaskDescription.Lines).mean([3]),
            centres.forward(fine), boxes.forward(fine), classes.forward(fine));
    }

    /// <summary>Two layers for each cell.</summary>
    private sealed class MapHead : nn.Module<Tensor, Tensor>
    {
        private const int Width = 64;

        private readonly CellLayer hidden, output;

        public MapHead(int outputs, double bias, Random random)
            : base(nameof(MapHead))
        {
            hidden = new CellLayer(FrameEncoder.FineChannels, Width, Math.Sqrt(2), random);
            output = new CellLayer(Width, outputs, gain: 0.1, random, bias);
            RegisterComponents();
        }

        public override Tensor forward(Tensor map) => output.forward(hidden.forward(map).relu());
    }
}
