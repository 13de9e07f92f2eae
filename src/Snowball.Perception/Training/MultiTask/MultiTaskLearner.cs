using Snowball.Learning.Torch;
using Snowball.Perception.Datasets;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>Trains a <see cref="MultiTaskNetwork"/> with the weights of its tasks.</summary>
public sealed class MultiTaskLearner : IDisposable
{
    private const double LongestGradient = 5, Beta = 0.5;
    private static readonly string[] Tasks = ["lane", "lines", "centres", "boxes", "pixels"];

    private readonly MultiTaskNetwork _network;
    private readonly TaskWeights _weights = new(Tasks.Length);
    private readonly TrainedParameters _trained, _trainedWeights;
    private readonly FlatAdam _optimiser;
    private readonly MultiTaskTargets _targets;

    /// <param name="network">What is trained; it is not disposed.</param>
    /// <param name="batchSize">Frames of a step.</param>
    /// <param name="freezeEncoder">Whether heads alone are trained.</param>
    public MultiTaskLearner(MultiTaskNetwork network, int batchSize, bool freezeEncoder = false)
    {
        _network = network;
        _targets = new MultiTaskTargets(network.Description, batchSize);
        _trained = TrainedParameters.Of(network, new FineTuning(FreezeEncoder: freezeEncoder), new HashSet<string>(), new Random(0));
        _trainedWeights = TrainedParameters.All(_weights);
        _optimiser = new FlatAdam([.. _trained.Parameters, .. _trainedWeights.Parameters]);
    }

    /// <summary>The losses of the last step by task, before it.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; private set; } = new Dictionary<string, double>();

    /// <summary>Takes a step.</summary>
    /// <param name="batch">Colour frames, step by step where they are sequences.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="steps">Consecutive frames of a sequence.</param>
    /// <exception cref="ArithmeticException">Training has diverged.</exception>
    public void Step(LabelledFrames batch, double learningRate, int steps = 1)
    {
        using var scope = NewDisposeScope();
        _targets.Take(batch);
        long frames = batch.Count, rows = _network.Description.Rows, columns = _network.Description.Columns;
        var told = _network.Evaluate(from_array(batch.Colour).view(frames, batch.Channels, batch.Height, batch.Width), steps);
        Tensor[] losses =
        [
            GaussianLoss.BetaLikelihood(
                told.Lane.narrow(1, 0, LaneNetwork.Quantities), told.Lane.narrow(1, LaneNetwork.Quantities, LaneNetwork.Quantities),
                from_array(_targets.Lane).view(frames, LaneNetwork.Quantities), Beta),
            MultiTaskLosses.Lines(told.LinePlaces, told.LinePresences, from_array(_targets.LineColumns).view(frames, MultiTaskDescription.Lines, rows)),
            MultiTaskLosses.Centres(told.Centres, from_array(_targets.Centres).view(frames, MultiTaskDescription.VehicleClasses, rows, columns)),
            MultiTaskLosses.Boxes(told.Boxes, from_array(_targets.Boxes).view(frames, -1, rows, columns), from_array(_targets.IsMiddle).view(frames, rows, columns)),
            nn.functional.cross_entropy(told.Pixels, from_array(_targets.Pixels).view(frames, rows, columns)),
        ];
        var loss = _weights.forward(stack(losses));
        Tensor[] parameters = [.. _trained.Parameters, .. _trainedWeights.Parameters];
        using var gradient = FlatAdam.Flatten(autograd.grad([loss], parameters));
        _optimiser.Step(gradient, learningRate, LongestGradient);
        Losses = Tasks.Zip(losses).ToDictionary(pair => pair.First, pair => (double)pair.Second.item<float>());
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
