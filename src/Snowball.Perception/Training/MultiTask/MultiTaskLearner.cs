using Snowball.Learning.Formats;
using Snowball.Learning.Torch;
using Snowball.Perception.Datasets;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Sim;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>Trains a <see cref="MultiTaskNetwork"/> with the weights of its tasks.</summary>
public sealed class MultiTaskLearner : IDisposable
{
    private const double LongestGradient = 5, Beta = 0.5;
    private static readonly string[] Tasks = ["lane", "lines", "centres", "boxes", "pixels"];

    private readonly MultiTaskNetwork _network;
    // The lane's loss is a likelihood, which has an uncertainty of its own and may be negative: it has a weight of 1.
    private readonly TaskWeights _weights = new(Tasks.Length - 1);
    private readonly TrainedParameters _trained, _trainedWeights;
    private readonly FlatAdam _optimiser;

    /// <param name="network">What is trained; it is not disposed.</param>
    /// <param name="freezeEncoder">Whether heads alone are trained.</param>
    /// <param name="weighsAlike">Whether all tasks keep the weight of 1 that they have at first.</param>
    public MultiTaskLearner(MultiTaskNetwork network, bool freezeEncoder = false, bool weighsAlike = false)
    {
        _network = network;
        _trained = TrainedParameters.Of(network, new FineTuning(FreezeEncoder: freezeEncoder), new HashSet<string>(), new Random(0));
        _trainedWeights = TrainedParameters.All(_weights);
        _optimiser = new FlatAdam(weighsAlike ? _trained.Parameters : [.. _trained.Parameters, .. _trainedWeights.Parameters]);
    }

    /// <summary>The losses of the last step by task, before it.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; private set; } = new Dictionary<string, double>();

    /// <summary>What losses are multiplied with, of all tasks but the lane's.</summary>
    public IReadOnlyList<double> Weights => _weights.Values;

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Numbers that are learned of the network.</summary>
    public long Parameters => _trained.Count;

    /// <summary>Takes a step.</summary>
    /// <param name="batch">Colour frames; of a size that <see cref="MultiTaskDescription.CoarseStride"/> divides.</param>
    /// <param name="targets">What is to be told of them.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="steps">Consecutive frames of a sequence.</param>
    /// <exception cref="ArithmeticException">Training has diverged.</exception>
    internal void Step(LabelledFrames batch, MultiTaskTargets targets, double learningRate, int steps = 1)
    {
        using var scope = NewDisposeScope();
        long frames = batch.Count, rows = batch.Height / MultiTaskDescription.Stride, columns = batch.Width / MultiTaskDescription.Stride;
        var told = _network.Evaluate(from_array(batch.Colour).view(frames, batch.Channels, batch.Height, batch.Width), steps);
        var shares = from_array(targets.Shares).view(frames, rows, columns);
        // One frame does not tell relative speeds, which come last.
        int learned = _network.Description.HasMemory ? MultiTaskNetwork.BoxNumbers : MultiTaskNetwork.BoxNumbers - 1;
        Tensor[] losses =
        [
            GaussianLoss.BetaLikelihood(
                told.Lane.narrow(1, 0, LaneNetwork.Quantities), told.Lane.narrow(1, LaneNetwork.Quantities, LaneNetwork.Quantities),
                from_array(targets.Lane).view(frames, LaneNetwork.Quantities), Beta),
            MultiTaskLosses.Lines(told.LinePlaces, told.LinePresences, from_array(targets.LineColumns).view(frames, MultiTaskDescription.Lines, rows)),
            MultiTaskLosses.Centres(told.Centres, from_array(targets.Centres).view(frames, MultiTaskDescription.VehicleClasses, rows, columns), shares),
            MultiTaskLosses.Boxes(told.Boxes.narrow(1, 0, learned), from_array(targets.Boxes).view(frames, -1, rows, columns).narrow(1, 0, learned), shares),
            nn.functional.cross_entropy(told.Pixels, from_array(targets.Pixels).view(frames, rows, columns)),
        ];
        var loss = losses[0] + _weights.forward(stack(losses[1..]));
        using var gradient = FlatAdam.Flatten(autograd.grad([loss], [.. _optimiser.Parameters]));
        _optimiser.Step(gradient, learningRate, LongestGradient);
        Steps++;
        Losses = Tasks.Zip(losses).ToDictionary(pair => pair.First, pair => (double)pair.Second.item<float>());
    }

    /// <summary>Takes up what another network's encoder has learned, and what its heads have that this network has too.</summary>
    /// <exception cref="InputException">A weight is missing, or of another shape; nothing is changed then.</exception>
    public void StartFrom(IReadOnlyDictionary<string, SafeTensor> weights)
    {
        try
        {
            ModuleWeights.LoadShared(_network, weights);
        }
        catch (ArgumentException fault)
        {
            throw new InputException($"what was learned before does not fit to this network: {fault.Message}");
        }
    }

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit.</summary>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("steps", [Steps], 1);
        _trained.Save(state);
        _optimiser.Save(state);
    }

    /// <summary>Takes up a state that was saved by one made alike.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    public void Load(SafetensorsFile state)
    {
        long steps = state.Get<long>("steps", 1)[0];
        _trained.Load(state);
        _optimiser.Load(state);
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _trained.Dispose();
        _trainedWeights.Dispose();
        _weights.Dispose();
    }
}
