using Snowball.Agents;
using Snowball.Agents.Ppo;
using Snowball.Agents.Training;
using Snowball.Cli.Inputs;
using Snowball.Learning.Inference;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Cli.Bench;

/// <summary>The network of the inference rows: that of a policy for highway-fast.</summary>
internal static class BenchNetwork
{
    public const int Rows = 256;
    public const string Shape = "MLP 25-64-64-5 with tanh, 256 rows";
    public static readonly int[] Sizes = [25, 64, 64, 5];

    public static float[] Observations()
    {
        var random = new Random(0);
        return [.. Enumerable.Range(0, Rows * Sizes[0]).Select(_ => random.NextSingle() * 2 - 1)];
    }
}

/// <summary>A policy's forward pass in managed code.</summary>
internal sealed class InferenceWorkload() : Workload($"{BenchNetwork.Shape}, managed", threads: 1, "rows/s")
{
    private readonly MlpInference _network = new([.. Enumerable.Range(0, BenchNetwork.Sizes.Length - 1).Select(Layer)]);
    private readonly float[] _observations = BenchNetwork.Observations();
    private readonly float[] _actions = new float[BenchNetwork.Rows * BenchNetwork.Sizes[^1]];

    public override long Run()
    {
        _network.Forward(_observations, BenchNetwork.Rows, _actions);
        return BenchNetwork.Rows;
    }

    public override void Dispose()
    {
    }

    private static DenseLayer Layer(int i)
    {
        var (inputs, outputs) = (BenchNetwork.Sizes[i], BenchNetwork.Sizes[i + 1]);
        var random = new Random(i);
        float[] weights = [.. Enumerable.Range(0, inputs * outputs).Select(_ => (random.NextSingle() - 0.5f) / MathF.Sqrt(inputs))];
        return new DenseLayer(inputs, outputs, weights, new float[outputs], i < BenchNetwork.Sizes.Length - 2 ? Activation.Tanh : Activation.None);
    }
}

/// <summary>The same forward pass in libtorch, from an array to an array.</summary>
internal sealed class TorchInferenceWorkload : Workload
{
    private readonly float[] _observations = BenchNetwork.Observations();
    private readonly float[] _actions = new float[BenchNetwork.Rows * BenchNetwork.Sizes[^1]];
    private readonly Sequential _network;

    public TorchInferenceWorkload()
        : base($"{BenchNetwork.Shape}, libtorch", threads: 1, "rows/s")
    {
        TorchRuntime.Load(threads: 1);
        var sizes = BenchNetwork.Sizes;
        _network = nn.Sequential(
            nn.Linear(sizes[0], sizes[1]), nn.Tanh(), nn.Linear(sizes[1], sizes[2]), nn.Tanh(), nn.Linear(sizes[2], sizes[3]));
    }

    public override long Run()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var actions = _network.forward(from_array(_observations).view(BenchNetwork.Rows, -1));
        actions.data<float>().CopyTo(_actions);
        return BenchNetwork.Rows;
    }

    public override void Dispose() => _network.Dispose();
}

/// <summary>PPO on highway-fast as `train` does it: steps, inference, updates and validations.</summary>
internal sealed class TrainingWorkload : Workload
{
    private readonly Scenario _scenario = ScenarioFinder.Load("highway-fast");
    private readonly AgentPlan _plan;
    private readonly DrivingEnv _environment;
    private readonly ILearner _learner;
    private readonly GateValidation _validation;

    public TrainingWorkload(int threads)
        : base("highway-fast: training by PPO, all included", threads, "agent steps/s")
    {
        TorchRuntime.Load(threads: 1);
        _plan = AgentRegistry.Plan(_scenario, PpoAgent.Name);
        _environment = new DrivingEnv(_scenario, _plan.Training.Worlds, threads);
        _learner = _plan.Create(_environment, 0, TorchDevice.Choose("cpu"));
        _validation = new GateValidation(_scenario, seed: 0, threads);
    }

    public override long Run()
    {
        long before = _learner.Steps;
        _learner.Iterate();
        if (_learner.Updates % _plan.Training.ValidationInterval == 0)
        {
            _validation.Run(_learner.Export(new ScenarioDescription(_scenario.Name, _scenario.Hash)).Greedy());
        }
        return _learner.Steps - before;
    }

    public override void Dispose()
    {
        _learner.Dispose();
        _environment.Dispose();
    }
}
