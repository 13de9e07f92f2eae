using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Perception.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Training.Pretraining;

/// <summary>
/// Learns to tell what is hidden of frames from what is left (masked reconstruction: Pathak et al., "Context encoders", CVPR 2016; He et al., "Masked autoencoders are scalable
/// vision learners", CVPR 2022). The encoder is that of a lane network, the head one layer that paints the whole frame: what is to be known must be in the features.
/// </summary>
public sealed class ReconstructionLearner : IDisposable
{
    private const string Head = "frame";
    private const double LongestGradient = 1;

    private readonly PretrainingOptions _options;
    private readonly DeepNetwork _network;
    private readonly TrainedParameters _trained;
    private readonly FlatAdam _optimiser;
    private readonly WarmedCosine _learningRate;

    /// <summary>Starts with fresh weights.</summary>
    /// <param name="frame">What is learned from, prepared.</param>
    /// <param name="options">Settings.</param>
    /// <param name="random">Where the weights come from.</param>
    public ReconstructionLearner(FrameShape frame, PretrainingOptions options, Random random)
    {
        _options = options;
        _network = new DeepNetwork(LaneNetwork.Describe(frame, options.Width) with { Heads = [new LinearHead(Head, frame.Size)] }, random);
        _trained = TrainedParameters.All(_network);
        _optimiser = new FlatAdam(_trained.Parameters);
        _learningRate = new WarmedCosine(options.LearningRate, options.FinalLearningRate, options.WarmUp, options.Steps);
    }

    /// <summary>Steps taken.</summary>
    public long Steps => _optimiser.Steps;

    /// <summary>Step size of the next step.</summary>
    public double LearningRate => _learningRate.At(Steps);

    /// <summary>Takes a step.</summary>
    /// <param name="frames">[rows][channels][height][width], prepared.</param>
    /// <param name="hidden">The same, 1 where a pixel is hidden, else 0.</param>
    /// <returns>The loss before it, see <see cref="Loss"/>.</returns>
    /// <exception cref="ArithmeticException">Training has diverged.</exception>
    public double Step(byte[] frames, byte[] hidden)
    {
        using var scope = NewDisposeScope();
        var loss = LossOf(frames, hidden);
        using var gradient = FlatAdam.Flatten(_trained.Gradients(loss));
        _optimiser.Step(gradient, LearningRate, LongestGradient);
        return loss.item<float>();
    }

    /// <summary>Mean squared error of the pixels that are hidden, in units of the deviation to which frames are stretched: 1 is what a blank frame costs.</summary>
    /// <inheritdoc cref="Step" path="/param"/>
    public double Loss(byte[] frames, byte[] hidden)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return LossOf(frames, hidden).item<float>();
    }

    /// <summary>A copy of the weights by name; those of the encoder are named as in a lane network.</summary>
    public Dictionary<string, SafeTensor> Weights() => _network.Weights();

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit.</summary>
    public void Save(SafetensorsFile state) => _optimiser.Save(state);

    /// <summary>Takes up a state that was saved by one made alike.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    public void Load(SafetensorsFile state) => _optimiser.Load(state);

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _trained.Dispose();
        _network.Dispose();
    }

    private Tensor LossOf(byte[] frames, byte[] hidden)
    {
        var shape = _network.Description.Encoder.Frames!;
        long rows = frames.Length / shape.Size;
        var pixels = from_array(frames).to(ScalarType.Float32).view(rows, shape.Size);
        var mask = from_array(hidden).to(ScalarType.Float32).view(rows, shape.Size);
        // What is hidden looks as a frame does that shows nothing.
        var seen = pixels * (1 - mask) + FramePreparation.Mean * mask;
        var painted = _network.Head(Head, _network.Join(_network.Convolve(seen.view(rows, shape.Channels, shape.Height, shape.Width)), zeros((int)rows, 0)));
        var target = (pixels - FramePreparation.Mean) / FramePreparation.Deviation;
        return ((painted - target).square() * mask).sum() / mask.sum();
    }
}
