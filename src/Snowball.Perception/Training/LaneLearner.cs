using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks;
using Snowball.Sim;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Perception.Training;

/// <summary>The weights of a lane network while they are learned. The same seed and frames give the same bits on one machine.</summary>
public sealed class LaneLearner : IDisposable
{
    private const double LongestGradient = 1;

    private readonly LaneTrainingOptions _options;
    private readonly LaneScale _scale;
    private readonly DeepNetwork _network;
    private readonly Linear _lines;
    private readonly FlatAdam _optimiser;
    private readonly WarmedCosine _learningRate;

    /// <summary>Starts with fresh weights.</summary>
    /// <param name="frame">What frames are learned from, prepared.</param>
    /// <param name="options">Settings.</param>
    /// <param name="scale">Units of what is learned.</param>
    /// <param name="random">Where the weights come from.</param>
    public LaneLearner(FrameShape frame, LaneTrainingOptions options, LaneScale scale, Random random)
    {
        (_options, _scale) = (options, scale);
        _network = new DeepNetwork(LaneNetwork.Describe(frame, options.Width), random);
        _lines = OrthogonalInitialisation.Linear(options.Width, new LineColumns(frame, options.FirstRow, frames: 1).Size, gain: 1, random);
        _optimiser = new FlatAdam([.. _network.parameters(), .. _lines.parameters()]);
        _learningRate = new WarmedCosine(options.LearningRate, options.FinalLearningRate, options.WarmUp, options.Steps);
    }

    /// <summary>Steps taken.</summary>
    public long Steps => _optimiser.Steps;

    /// <summary>Layers.</summary>
    public DeepDescription Description => _network.Description;

    /// <summary>Step size of the next step.</summary>
    public double LearningRate => _learningRate.At(Steps);

    /// <summary>Takes a step.</summary>
    /// <param name="frames">[lanes.Length][channels][height][width], prepared.</param>
    /// <param name="lanes">What they show.</param>
    /// <param name="lines">The lines that they show.</param>
    /// <returns>The loss of the lane before it.</returns>
    /// <exception cref="ArithmeticException">Training has diverged.</exception>
    internal double Step(byte[] frames, ReadOnlySpan<EgoLane> lanes, LineColumns lines)
    {
        using var scope = NewDisposeScope();
        var targets = new float[lanes.Length * LaneNetwork.Quantities];
        for (int i = 0; i < lanes.Length; i++)
        {
            var target = targets.AsSpan(i * LaneNetwork.Quantities);
            (target[0], target[1], target[2]) = (lanes[i].LateralOffset / _scale.LateralOffset, lanes[i].HeadingError / _scale.HeadingError, lanes[i].Curvature / _scale.Curvature);
        }
        var shape = _network.Description.Encoder.Frames!;
        var features = _network.Encode(zeros(lanes.Length, 0), from_array(frames).view(lanes.Length, shape.Channels, shape.Height, shape.Width));
        var outputs = _network.Head(LaneNetwork.Head, features);
        var laneLoss = GaussianLoss.BetaLikelihood(
            outputs.narrow(1, 0, LaneNetwork.Quantities), outputs.narrow(1, LaneNetwork.Quantities, LaneNetwork.Quantities),
            from_array(targets).view(lanes.Length, LaneNetwork.Quantities), _options.Beta);
        var isThere = from_array(lines.IsThere).view(lanes.Length, lines.Size);
        var lineErrors = (_lines.forward(features) - from_array(lines.Columns).view(lanes.Length, lines.Size)).abs() * isThere;
        var loss = laneLoss + _options.LineWeight * lineErrors.sum() / isThere.sum().clamp_min(1);
        using var gradient = FlatAdam.Flatten(autograd.grad([loss], [.. _optimiser.Parameters]));
        _optimiser.Step(gradient, LearningRate, LongestGradient);
        return laneLoss.item<float>();
    }

    /// <summary>The network as it is at any time, differentiable by the pixels of a camera's frames.</summary>
    public DifferentiableLaneNetwork Differentiable() => new(_network, _options.FirstRow, _scale);

    /// <summary>Takes up what another network's encoder has learned: the weights that are named as those of this one's; the head stays as it is.</summary>
    /// <exception cref="InputException">One is missing, or of another shape; nothing is changed then.</exception>
    public void StartFrom(IReadOnlyDictionary<string, SafeTensor> weights)
    {
        try
        {
            ModuleWeights.LoadEncoder(_network, weights);
        }
        catch (ArgumentException fault)
        {
            throw new InputException($"what was learned before does not fit to this network: {fault.Message}");
        }
    }

    /// <summary>A copy of the weights by name.</summary>
    public Dictionary<string, SafeTensor> Weights() => _network.Weights();

    /// <summary>The network in managed code, as it is now.</summary>
    public INetworkInference Inference() => _network.Inference();

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit.</summary>
    public void Save(SafetensorsFile state) => _optimiser.Save(state);

    /// <summary>Takes up a state that was saved by one made alike.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    public void Load(SafetensorsFile state) => _optimiser.Load(state);

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _lines.Dispose();
        _network.Dispose();
    }
}
