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

    // Of a batch. Each is computed by one thread, which is faster than two threads inside every operation; as their number does not follow the machine's, neither do bits.
    private const int Parts = 2;

    private static readonly string[] Tasks = ["lane", "lines", "centres", "boxes", "pixels"];

    private readonly MultiTaskNetwork _network;
    // The lane's loss is a likelihood, which has an uncertainty of its own and may be negative: it has a weight of 1.
    private readonly TaskWeights _weights = new(Tasks.Length - 1);
    private readonly TrainedParameters _trained, _trainedWeights;
    private readonly FlatAdam _optimiser;

    private readonly ParallelOptions _parallel;

    /// <param name="network">What is trained; it is not disposed.</param>
    /// <param name="freezeEncoder">Whether heads alone are trained.</param>
    /// <param name="weighsAlike">Whether all tasks keep the weight of 1 that they have at first.</param>
    /// <param name="threads">Threads that compute gradients, each with one of libtorch; they change no bits.</param>
    public MultiTaskLearner(MultiTaskNetwork network, bool freezeEncoder = false, bool weighsAlike = false, int threads = 1)
    {
        _network = network;
        _parallel = new() { MaxDegreeOfParallelism = threads };
        _trained = TrainedParameters.Of(network, new FineTuning(FreezeEncoder: freezeEncoder), new HashSet<string>(), new Random(0));
        _trainedWeights = TrainedParameters.All(_weights);
        _optimiser = new FlatAdam(weighsAlike ? _trained.Parameters : [.. _trained.Parameters, .. _trainedWeights.Parameters]);
    }

    /// <summary>The losses of the last step by task, before it.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; private set; } = new Dictionary<string, double>();

    /// <summary>What losses are multiplied with, of all tasks but the lane's.</summary>
    public IReadOnlyList<double> Weights => _weights.Values;

    /// <summary>Steps taken.</summary>
    public long Steps => _optimiser.Steps;

    /// <summary>Numbers that are learned of the network.</summary>
    public long Parameters => _trained.Count;

    /// <summary>Takes a step: down the mean of the gradients of a few parts of a batch, which are computed at the same time.</summary>
    /// <param name="batch">Colour frames; of a size that <see cref="MultiTaskDescription.CoarseStride"/> divides.</param>
    /// <param name="targets">What is to be told of them.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="steps">Consecutive frames of a sequence.</param>
    /// <exception cref="ArithmeticException">Training has diverged.</exception>
    internal void Step(LabelledFrames batch, MultiTaskTargets targets, double learningRate, int steps = 1)
    {
        int sequences = batch.Count / steps, parts = Math.Min(Parts, sequences);
        var (gradients, losses) = (new Tensor[parts], new float[parts][]);
        Parallel.For(0, parts, _parallel, part =>
        {
            int first = sequences * part / parts * steps, end = sequences * (part + 1) / parts * steps;
            (gradients[part], losses[part]) = Gradient(batch, targets, first, end - first, steps);
        });

        using var gradient = gradients[0];
        using (no_grad())
        {
            foreach (var other in gradients[1..])
            {
                gradient.add_(other);
                other.Dispose();
            }
            gradient.div_(parts);
        }
        _optimiser.Step(gradient, learningRate, LongestGradient);
        Losses = Enumerable.Range(0, Tasks.Length).ToDictionary(task => Tasks[task], task => losses.Average(part => (double)part[task]));
    }

    /// <summary>The gradient of some frames' loss as one vector, and their losses by task.</summary>
    private (Tensor Gradient, float[] Losses) Gradient(LabelledFrames batch, MultiTaskTargets targets, int first, int count, int steps)
    {
        using var scope = NewDisposeScope();
        long frames = batch.Count, rows = batch.Height / MultiTaskDescription.Stride, columns = batch.Width / MultiTaskDescription.Stride;
        var told = _network.Evaluate(Part(batch.Colour, batch.Channels, batch.Height, batch.Width), steps);
        var shares = Part(targets.Shares, rows, columns);
        // One frame does not tell relative speeds, which come last.
        int learned = _network.Description.HasMemory ? MultiTaskNetwork.BoxNumbers : MultiTaskNetwork.BoxNumbers - 1;
        Tensor[] losses =
        [
            GaussianLoss.BetaLikelihood(
                told.Lane.narrow(1, 0, LaneNetwork.Quantities), told.Lane.narrow(1, LaneNetwork.Quantities, LaneNetwork.Quantities), Part(targets.Lane, LaneNetwork.Quantities), Beta),
            MultiTaskLosses.Lines(told.LinePlaces, told.LinePresences, Part(targets.LineColumns, MultiTaskDescription.Lines, rows)),
            MultiTaskLosses.Centres(told.Centres, Part(targets.Centres, MultiTaskDescription.VehicleClasses, rows, columns), shares),
            MultiTaskLosses.Boxes(told.Boxes.narrow(1, 0, learned), Part(targets.Boxes, MultiTaskNetwork.BoxNumbers, rows, columns).narrow(1, 0, learned), shares),
            nn.functional.cross_entropy(told.Pixels, Part(targets.Pixels, rows, columns)),
        ];
        var loss = losses[0] + _weights.forward(stack(losses[1..]));
        var gradient = FlatAdam.Flatten(autograd.grad([loss], [.. _optimiser.Parameters]));
        return (gradient.DetachFromDisposeScope(), [.. losses.Select(task => task.item<float>())]);

        Tensor Part(Array values, params ReadOnlySpan<long> shape) => from_array(values).view([frames, .. shape]).narrow(0, first, count);
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
        _trained.Save(state);
        _optimiser.Save(state);
    }

    /// <summary>Takes up a state that was saved by one made alike.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    public void Load(SafetensorsFile state)
    {
        _trained.Load(state);
        _optimiser.Load(state);
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
