using System.Collections.Immutable;
using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Imitation;

/// <summary>
/// Learns to do what a teacher does. In behaviour cloning (Pomerleau 1989) the teacher drives. In dataset aggregation (DAgger: Ross, Gordon, Bagnell,
/// AISTATS 2011) the student comes to drive, and the teacher says what it would do in the states that the student's own mistakes lead to; all of
/// this is kept, and learned again and again.
/// </summary>
public sealed class ImitationLearner : ILearner
{
    private const string Head = "policy";
    private const double LongestGradient = 10;

    private readonly string _agent;
    private readonly IBatchEnvironment _environment;
    private readonly ITeacher _teacher;
    private readonly ImitationOptions _options;
    private readonly FineTuning _tuning;
    private readonly ulong _seed;
    private readonly Device _device;
    private readonly Schedule _learningRate;

    private readonly DeepNetwork _network;
    private readonly Demonstrations _demonstrations;
    private readonly float[] _normalised, _outputs, _shown, _commands;
    private readonly Minibatch _minibatch;
    private TrainedParameters _trained;
    private FlatAdam _optimiser;
    private RunningNormaliser? _normaliser;
    private INetworkInference _inference;

    /// <summary>Starts with a fresh network.</summary>
    /// <param name="agent">Its name: <see cref="ImitationAgent.BehaviourCloning"/> or <see cref="ImitationAgent.Dagger"/>.</param>
    /// <param name="environment">Where demonstrations come from.</param>
    /// <param name="teacher">Of the same environment.</param>
    /// <param name="network">How the student reads what it senses.</param>
    /// <param name="options">Settings.</param>
    /// <param name="tuning">What is trained of what it starts from.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="budget">Agent steps over which the learning rate moves to its final value.</param>
    /// <param name="device">Where gradients are computed.</param>
    public ImitationLearner(
        string agent, IBatchEnvironment environment, ITeacher teacher, NetworkSettings network, ImitationOptions options, FineTuning tuning, ulong seed,
        long budget, Device? device = null)
    {
        options = options.For(hasFrames: environment.FrameSpec is not null);
        (_agent, _environment, _teacher, _options, _tuning, _seed, _device) = (agent, environment, teacher, options, tuning, seed, device ?? CPU);
        _learningRate = new Schedule(options.LearningRate, options.FinalLearningRate, budget);
        int agents = environment.Agents, size = environment.Observation.Size, frames = environment.FrameSpec?.Size ?? 0;
        var action = environment.Action;
        int outputs = action.IsDiscrete ? action.Choices : action.Dimensions;
        _network = new DeepNetwork(
            new DeepDescription(network.Encoder(environment), Memory: 0, [new LinearHead(Head, outputs)]), new Random((int)CounterRandom.Hash(seed, 0)));
        _network.to(_device);
        _demonstrations = new Demonstrations(options.Capacity, size, frames, action.Dimensions);
        Notice = $"The demonstrations take {Demonstrations.Bytes(options.Capacity, size, frames, action.Dimensions) / 1e6:#,0} MB.";
        _minibatch = new Minibatch(options.MinibatchSize, size, environment.FrameSpec, action.Dimensions);
        _normalised = new float[agents * size];
        _outputs = new float[agents * outputs];
        _shown = new float[agents * action.Dimensions];
        _commands = new float[agents * action.Dimensions];
        _normaliser = options.NormaliseObservations && _network.Description.Encoder.MayNormalise ? new RunningNormaliser(size) : null;
        _trained = TrainedParameters.All(_network);
        _optimiser = new FlatAdam(_trained.Parameters);
        _inference = _network.Inference();
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics { get; private set; } = [];

    /// <inheritdoc/>
    public string Notice { get; }

    /// <inheritdoc/>
    public ParameterCount? Parameters => new(_trained.Count, _trained.Total);

    /// <inheritdoc/>
    public void Iterate()
    {
        double beta = Math.Pow(_options.BetaDecay, Updates), learningRate = _learningRate.At(Steps);
        double agreement = Collect(beta), loss = Learn(learningRate);
        _inference = _network.Inference();
        Updates++;
        Statistics =
        [
            new("imitation_loss", loss), new(_environment.Action.IsDiscrete ? "agreement" : "action_error", agreement), new("beta", beta),
            new("demonstrations", _demonstrations.Count), new("learning_rate", learningRate),
        ];
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario) => new TrainedNetwork(
        new PolicyDescription(
            _agent, _network.Description, TrainedPolicy.DescribeObservation(_environment), TrainedPolicy.Describe(_environment.Action),
            _normaliser is not null, scenario, new TrainingDescription(_seed, Steps), ImmutableSortedDictionary<string, double>.Empty),
        _network.Weights(),
        _normaliser is null ? null : new RunningNormaliser(_normaliser.Mean, _normaliser.Variance, _normaliser.Count));

    /// <inheritdoc/>
    public TransferReport StartFrom(TrainedNetwork earlier)
    {
        var transfer = new PolicyTransfer(earlier, _environment);
        transfer.Into("", _network);
        _normaliser = transfer.Normaliser(_normaliser);
        Train(TrainedParameters.Of(_network, _tuning, transfer.Fresh, new Random((int)CounterRandom.Hash(_seed, 2))));
        return transfer.Report();
    }

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("counters", [Steps, Updates], 2);
        _trained.Save(state);
        _optimiser.Save(state);
        NormaliserState.Save(state, "observation_normaliser", _normaliser);
        _demonstrations.Save(state);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        long[] counters = state.Get<long>("counters", 2);
        (Steps, Updates) = (counters[0], counters[1]);
        Train(TrainedParameters.In(state, _network));
        _optimiser.Load(state);
        _trained.Load(state);
        _normaliser = NormaliserState.Load(state, "observation_normaliser", _normaliser);
        _demonstrations.Load(state);
        _inference = _network.Inference();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _trained.Dispose();
        _network.Dispose();
        _minibatch.Dispose();
    }

    /// <summary>Drives for a while, and asks the teacher at each step.</summary>
    /// <returns>How often student and teacher chose the same, or how far apart they were on average.</returns>
    private double Collect(double beta)
    {
        var action = _environment.Action;
        int agents = _environment.Agents, dimensions = action.Dimensions;
        double agreement = 0;
        for (int step = 0; step < _options.RolloutSteps; step++)
        {
            _teacher.Act(_shown);
            foreach (ref float value in _shown.AsSpan()) value = action.IsDiscrete ? value : Elementary.Clip(value, -1f, 1f);
            _normaliser?.Update(_environment.Observations);
            _demonstrations.Add(_environment.Observations, _environment.Frames, _shown);
            Act(_commands);
            for (int i = 0; i < _shown.Length; i++)
                agreement += !action.IsDiscrete ? Math.Abs(_shown[i] - _commands[i]) : _shown[i] == _commands[i] ? 1 : 0;

            uint tick = (uint)(Steps / agents);
            for (int agent = 0; agent < agents; agent++)
            {
                bool teacherDrives = new RandomStream(_seed, RandomPurpose.PolicyNoise, agent, tick).NextUnit() < beta;
                if (teacherDrives) _shown.AsSpan(agent * dimensions, dimensions).CopyTo(_commands.AsSpan(agent * dimensions));
            }
            _environment.Step(_commands);
            Steps += agents;
        }
        return agreement / ((double)_options.RolloutSteps * _shown.Length);
    }

    /// <summary>The student's own best actions.</summary>
    private void Act(Span<float> commands)
    {
        Normalise(_environment.Observations, _normalised);
        _inference.Forward(_normalised, _environment.Frames, [], _environment.Agents, _outputs);
        if (!_environment.Action.IsDiscrete)
        {
            for (int i = 0; i < commands.Length; i++) commands[i] = Elementary.Clip(_outputs[i], -1f, 1f);
            return;
        }
        int choices = _environment.Action.Choices;
        for (int agent = 0; agent < commands.Length; agent++)
        {
            var scores = _outputs.AsSpan(agent * choices, choices);
            int best = 0;
            for (int i = 1; i < choices; i++) best = scores[i] > scores[best] ? i : best;
            commands[agent] = best;
        }
    }

    private void Normalise(ReadOnlySpan<float> observations, Span<float> normalised)
    {
        if (_normaliser is null) observations.CopyTo(normalised);
        else _normaliser.Normalise(observations, normalised);
    }

    /// <summary>Steps of the optimiser on rows drawn from all that is kept, with replacement; returns the mean loss.</summary>
    private double Learn(double learningRate)
    {
        // Agents' draws use the slots from 0 on, so the last slot is free for this.
        var noise = new RandomStream(_seed, RandomPurpose.PolicyNoise, -1, (uint)Updates);
        double sum = 0;
        for (int i = 0; i < _options.Minibatches; i++)
        {
            _minibatch.Fill(_demonstrations, _normaliser, ref noise);
            using var scope = NewDisposeScope();
            var (observations, frames, actions) = _minibatch.To(_device);
            var output = _network.Head(Head, _network.Encode(observations, frames));
            var loss = ImitationLoss.Of(output, actions, _environment.Action.IsDiscrete);
            float value = loss.item<float>();
            if (!float.IsFinite(value)) throw new ArithmeticException($"The loss of update {Updates + 1} is {value}: lower the learning rate, or look for observations that are not finite.");
            sum += value;
            _optimiser.Step(FlatAdam.Flatten(_trained.Gradients(loss)), learningRate, LongestGradient);
            _trained.Apply();
        }
        return sum / _options.Minibatches;
    }

    private void Train(TrainedParameters trained)
    {
        _optimiser.Dispose();
        _trained.Dispose();
        _trained = trained;
        _optimiser = new FlatAdam(trained.Parameters);
        _inference = _network.Inference();
    }
}
