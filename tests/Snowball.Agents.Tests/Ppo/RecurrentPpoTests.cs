using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Ppo;

public sealed class RecurrentPpoTests
{
    private static readonly PpoOptions Small = new()
    {
        RolloutSteps = 16, SequenceLength = 8, MinibatchSize = 256, Network = Networks.Mlp(16), MemorySize = 16,
        LearningRate = 1e-2, FinalLearningRate = 1e-3, Discount = 0.95,
    };

    /// <summary>Whoever turns right always, or by chance, gets 0 an episode; the best policy gets 1.</summary>
    [Fact]
    public void RemembersWhichWayToTurnWhereAPolicyWithoutMemoryCannotKnow()
    {
        double remembering = ReturnAfter(Small, 40_000), forgetful = ReturnAfter(Small with { MemorySize = 0 }, 40_000);
        Assert.InRange(remembering, 0.95, 1.0);
        Assert.InRange(forgetful, -0.2, 0.2);
    }

    /// <summary>
    /// Episodes of 6 steps in sequences of 4: the memory must start empty with each episode, and be carried over from one sequence to the next and
    /// from one rollout to the next. What the collector found is worked out again one row at a time.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ValuesAreThoseOfEpisodesSeenFromTheirStart(bool terminates)
    {
        const int Agents = 3, Steps = 8, Length = 6;
        using var network = new ActorCritic(new MlpEncoder(2, [5], Activation.Tanh), memory: 4, 2, ["value"], new Random(1));
        IBatchEnvironment environment = terminates ? new Recall(Agents, Length) : new Recall(Agents, 1000) { MaxSteps = Length };
        var watched = new Watched(environment);
        var options = Small with { RolloutSteps = Steps, SequenceLength = 4, NormaliseObservations = false, ScaleRewards = false };
        using var rollout = new Rollout(options.Shape(watched, memory: 8), [0.9f]);
        var collector = new RolloutCollector(watched, rollout, actionOutputs: 2, options);
        var inference = network.Inference();
        var sampler = new ActionSampler(new(environment.Action, ContinuousDistribution.Gaussian), inference, [], seed: 1);
        environment.Reset(1);

        float[][] memory = [.. Enumerable.Range(0, Agents).Select(_ => new float[8])];
        for (int round = 0; round < 3; round++)
        {
            watched.Seen.Clear();
            collector.Collect(sampler);
            for (int step = 0; step < Steps; step++)
            {
                for (int agent = 0; agent < Agents; agent++)
                {
                    int row = step * Agents + agent;
                    Assert.Equal(Value(rollout.Observations.AsSpan(row * 2, 2), memory[agent]), rollout.Critics[0].Values[row]);
                    if (rollout.Truncated[row])
                        Assert.Equal(Value(watched.Seen[step].AsSpan(agent * 2, 2), memory[agent]), rollout.Critics[0].FinalValues[row]);
                    if (rollout.Terminated[row] || rollout.Truncated[row]) Array.Clear(memory[agent]);
                }
            }
            for (int agent = 0; agent < Agents; agent++)
                Assert.Equal(Value(environment.Observations.Slice(agent * 2, 2), [.. memory[agent]]), rollout.Critics[0].Values[Steps * Agents + agent]);
            AssertTheUpdateSeesTheSame(network, rollout, options);
        }
        Assert.Contains(true, terminates ? rollout.Terminated : rollout.Truncated);

        float Value(ReadOnlySpan<float> observation, float[] carried)
        {
            float[] outputs = new float[3];
            inference.Forward(observation, [], carried, 1, outputs);
            return outputs[2];
        }
    }

    /// <summary>Before anything is learned the new probabilities are the old ones, in whatever order the sequences come.</summary>
    private static void AssertTheUpdateSeesTheSame(ActorCritic network, Rollout rollout, PpoOptions options)
    {
        for (int i = 0; i < rollout.Order.Length; i++) rollout.Order[i] = (i * 5 + 2) % rollout.Order.Length;
        using var trained = TrainedParameters.All(network);
        var loss = new PpoLoss(rollout, new(ActionSpec.Discrete(["left", "right"]), ContinuousDistribution.Gaussian), options);
        Array.Fill(rollout.Critics[0].Targets, 0);
        new TorchBackpropagation(network, trained, CPU).Run(rollout.Tensors, 1, rollout.Order.Length - 1, new Minibatch(1, 0, 1, 0), loss).Dispose();
        double squares = rollout.Order[1..].Sum(sequence => Enumerable.Range(0, 4).Sum(step => Math.Pow(rollout.Critics[0].Values[rollout.Shape.Row((int)sequence, step)], 2)));
        Assert.Equal(0, loss.Sums[3], 1e-5);
        Assert.Equal(squares, loss.Sums[1], 1e-5);
    }

    private static double ReturnAfter(PpoOptions options, long steps)
    {
        const int Length = 6, Episodes = 20;
        var environment = new Recall(64, Length);
        environment.Reset(1);
        using var learner = new PpoLearner(environment, options, seed: 1, budget: steps);
        while (learner.Steps < steps) learner.Iterate();

        var policy = new LearnedPolicy(learner.Export(new("test", "00")).Greedy(), environment);
        environment.Reset(1_000_003);
        float[] actions = new float[environment.Agents];
        double sum = 0;
        // The policy's own memory starts empty, as do those of the episodes.
        for (int step = 0; step < Length * Episodes; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            foreach (float reward in environment.Rewards) sum += reward;
        }
        return sum / Episodes / environment.Agents;
    }

    /// <summary>Keeps the final observations of every step.</summary>
    private sealed class Watched(IBatchEnvironment inner) : IBatchEnvironment
    {
        public List<float[]> Seen { get; } = [];

        public int Agents => inner.Agents;

        public ObservationSpec Observation => inner.Observation;

        public ActionSpec Action => inner.Action;

        public ReadOnlySpan<float> Observations => inner.Observations;

        public ReadOnlySpan<float> FinalObservations => inner.FinalObservations;

        public ReadOnlySpan<float> Rewards => inner.Rewards;

        public ReadOnlySpan<float> Costs => inner.Costs;

        public ReadOnlySpan<bool> Terminated => inner.Terminated;

        public ReadOnlySpan<bool> Truncated => inner.Truncated;

        public int StateBytes => inner.StateBytes;

        public void Reset(ulong seed) => inner.Reset(seed);

        public void Step(ReadOnlySpan<float> actions)
        {
            inner.Step(actions);
            Seen.Add(inner.FinalObservations.ToArray());
        }

        public void Save(Span<byte> state) => inner.Save(state);

        public void Restore(ReadOnlySpan<byte> state) => inner.Restore(state);
    }
}
