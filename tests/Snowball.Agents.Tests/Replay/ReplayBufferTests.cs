using System.Collections.Immutable;
using Snowball.Agents.Replay;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning.Formats;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tests.Replay;

public sealed class ReplayBufferTests
{
    private const double Discount = 0.9;

    /// <summary>With windows that are not full, full, and overwritten several times over.</summary>
    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(40, 3)]
    [InlineData(40, 10)]
    [InlineData(100, 200)]
    public void GivesWhatABruteForceMemoryGives(int rollouts, int nStep)
    {
        var options = new ReplayOptions { ReplaySize = 150, NStep = nStep };
        var (buffer, history) = Fill(options, rollouts);
        var batch = new ReplayBatch(512, LayoutOf(options));
        buffer.Draw(batch, draw: 1, Discount);

        // The ends of truncated episodes take rows of the window.
        Assert.InRange(buffer.Count, rollouts == 3 ? 45 : 130, rollouts == 3 ? 45 : 150);
        for (int row = 0; row < batch.Rows; row++)
        {
            var past = history.Single(agent => agent.Any(step => step.Observation[0] == batch.Observations[2 * row]));
            int at = past.FindIndex(step => step.Observation[0] == batch.Observations[2 * row]);
            Assert.InRange(at, past.Count - 50, past.Count - 1);
            double sum = 0, weight = 1;
            int last = at;
            for (int k = 0; ; k++, last++)
            {
                sum += weight * past[last].Reward;
                weight *= Discount;
                if (past[last].Terminated || past[last].Truncated || k + 1 == nStep || last + 1 == past.Count) break;
            }

            Assert.Equal(past[at].Observation, batch.Observations.AsSpan(2 * row, 2));
            Assert.Equal(past[at].Action, batch.Actions.AsSpan(2 * row, 2));
            Assert.Equal(past[at].Frames, batch.Frames.AsSpan(12 * row, 12));
            Assert.Equal((float)sum, batch.Returns[row], 1e-6f);
            Assert.Equal(1f, batch.Weights[row]);
            Assert.Equal(past[last].Terminated ? 0f : (float)weight, batch.Discounts[row], 1e-6f);
            Assert.Equal(past[last].Terminated ? [0, 0] : past[last].Next, batch.NextObservations.AsSpan(2 * row, 2));
            Assert.Equal(past[last].Terminated ? new byte[12] : past[last].NextFrames, batch.NextFrames.AsSpan(12 * row, 12));
        }
    }

    [Fact]
    public void DrawsEveryStepEquallyOften()
    {
        var (buffer, _) = Fill(new ReplayOptions { ReplaySize = 60 }, rollouts: 20);
        var counts = Counts(buffer, new ReplayOptions { ReplaySize = 60 }, draws: 200);
        Assert.Equal(buffer.Count, counts.Count);
        double expected = 200 * 64.0 / counts.Count;
        // Up to 59 degrees of freedom: exceeded once in a thousand times.
        Assert.InRange(counts.Values.Sum(count => (count - expected) * (count - expected) / expected), 0, 98.3);
    }

    [Fact]
    public void DrawsInProportionToPrioritiesAndWeighsAgainstThem()
    {
        var options = new ReplayOptions { ReplaySize = 30, Prioritised = true, PriorityExponent = 0.5 };
        var (buffer, _) = Fill(options, rollouts: 20);
        var batch = new ReplayBatch(64, LayoutOf(options));
        buffer.Draw(batch, draw: 0, Discount);
        Assert.All(batch.Weights, weight => Assert.Equal(1f, weight));

        // The error of a step is its return plus two, so that its priority is known wherever it is drawn.
        for (uint draw = 1; draw < 40; draw++)
        {
            buffer.Draw(batch, draw, Discount);
            buffer.SetErrors(batch, [.. batch.Returns.Select(Error)]);
        }
        var counts = Counts(buffer, options, draws: 2000, first: 100);
        Assert.Equal(buffer.Count, counts.Count);
        double total = counts.Keys.Sum(key => Priority(key.Return));
        double chiSquare = 0;
        foreach (var (key, count) in counts)
        {
            double expected = 2000 * 64 * Priority(key.Return) / total;
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        // Strata make the draws more even than independent ones.
        Assert.InRange(chiSquare, 0, 58);

        const double Importance = 0.7;
        buffer.Draw(batch, draw: 5000, Discount, Importance);
        double[] weights = [.. batch.Returns.Select(value => Math.Pow(buffer.Count * Priority(value) / total, -Importance))];
        for (int row = 0; row < batch.Rows; row++) Assert.Equal(weights[row] / weights.Max(), batch.Weights[row], 1e-5);

        static float Error(float value) => 2 + value;
        static double Priority(float value) => Math.Sqrt(Error(value) + 0.01);
    }

    [Fact]
    public void NewStepsTakeTheLargestPriority()
    {
        var options = new ReplayOptions { ReplaySize = 3000, Prioritised = true, PriorityExponent = 1 };
        var environment = Environment();
        var layout = LayoutOf(options);
        var buffer = new ReplayBuffer(layout, options, 1);
        var batch = new ReplayBatch(64, layout);
        Add(buffer, environment, steps: 5, begin: true);
        buffer.Draw(batch, 0, Discount);
        buffer.SetErrors(batch, [.. Enumerable.Repeat(1e6f, 64)]);
        buffer.Draw(batch, 1, Discount);
        buffer.SetErrors(batch, new float[64]);
        var before = batch.Observations.ToHashSet();
        Add(buffer, environment, steps: 5, begin: false);
        buffer.Draw(batch, 2, Discount);
        Assert.Contains(batch.Observations, value => !before.Contains(value));
    }

    [Fact]
    public void WhatIsBeingWrittenIsNotDrawn()
    {
        var options = new ReplayOptions { ReplaySize = 15, NStep = 3 };
        var environment = Environment();
        var layout = LayoutOf(options);
        var (quiet, busy) = (new ReplayBuffer(layout, options, 1), new ReplayBuffer(layout, options, 1));
        Add(quiet, environment, 5, begin: true);
        Add(busy, environment = Environment(), 5, begin: true);
        var actions = new float[6];
        for (int step = 0; step < 5; step++)
        {
            environment.Step(actions);
            busy.Add(actions, environment);
        }
        var (expected, actual) = (new ReplayBatch(256, layout), new ReplayBatch(256, layout));
        quiet.Draw(expected, 3, Discount);
        busy.Draw(actual, 3, Discount);
        Assert.Equal(expected.Returns, actual.Returns);
        Assert.Equal(expected.NextObservations, actual.NextObservations);
        Assert.Equal(expected.NextFrames, actual.NextFrames);
        Assert.Throws<InvalidOperationException>(() =>
        {
            for (int step = 0; step < 20; step++) busy.Add(actions, environment);
        });
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(true, 30)]
    public void GoesOnFromASavedStateToTheBit(bool isPrioritised, int rollouts)
    {
        var options = new ReplayOptions { ReplaySize = 60, NStep = 2, Prioritised = isPrioritised };
        var layout = LayoutOf(options);
        var environment = Environment();
        var first = new ReplayBuffer(layout, options, 7);
        var batch = new ReplayBatch(32, layout);
        for (int i = 0; i < rollouts; i++)
        {
            Add(first, environment, 5, begin: i == 0);
            first.Draw(batch, (uint)i, Discount);
            first.SetErrors(batch, batch.Returns);
        }
        var state = new SafetensorsFile("state");
        first.Save(state);
        using var stream = new MemoryStream();
        state.Write(stream);
        stream.Position = 0;
        var second = new ReplayBuffer(layout, options, 7);
        second.Load(SafetensorsFile.Read(stream, "state"));
        Assert.Equal(first.Count, second.Count);

        var world = new byte[environment.StateBytes];
        environment.Save(world);
        Add(first, environment, 5, begin: false);
        var other = Environment();
        other.Restore(world);
        Add(second, other, 5, begin: false);
        var (one, two) = (new ReplayBatch(64, layout), new ReplayBatch(64, layout));
        first.Draw(one, 99, Discount, 0.5);
        second.Draw(two, 99, Discount, 0.5);
        Assert.Equal(one.Observations, two.Observations);
        Assert.Equal(one.Frames, two.Frames);
        Assert.Equal(one.Returns, two.Returns);
        Assert.Equal(one.Weights, two.Weights);
    }

    [Fact]
    public void KeepsAPictureOnceAndSaysWhatItTakes()
    {
        var options = new ReplayOptions { ReplaySize = 300 };
        var layout = LayoutOf(options);
        // Two observed numbers, two of the action, the reward; the newest of three pictures; flags, and what makes it a multiple of four.
        Assert.Equal(4 * 5 + 4 + 4, layout.RowBytes);
        Assert.Equal(3 * (100 + 2 * 5 + 1 + 2) * 28, layout.Bytes);
        Assert.Equal("replay of 300 steps takes 0.0 MB", ReplayMemory.Describe(layout));
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new ReplayBuffer(layout, options, 1));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, layout.Bytes, layout.Bytes + 2000);
    }

    [Fact]
    public void RefusesWhatDoesNotFitAndNamesTheSetting()
    {
        var options = new ReplayOptions { ReplaySize = 1_000_000, Prioritised = true };
        var layout = LayoutOf(options);
        var settings = new AgentSettings("dqn", ImmutableSortedDictionary<string, AgentSetting>.Empty, "scenario.yaml", ["dqn.replay_size=1e6"]);
        ReplayMemory.Require(layout, settings, layout.Bytes);
        var fault = Assert.Throws<InputException>(() => ReplayMemory.Require(layout, settings, layout.Bytes - 1));
        Assert.Contains("--set dqn.replay_size", fault.Message, StringComparison.Ordinal);
        Assert.Contains("44.8 MB", fault.Message, StringComparison.Ordinal);

        var endless = new ReplayLayout(Environment(), options with { ReplaySize = 1_000_000_000 }, 5);
        Assert.Contains("use more worlds", Assert.Throws<InputException>(() => ReplayMemory.Require(endless, settings, long.MaxValue)).Message, StringComparison.Ordinal);
    }

    private sealed record Step(float[] Observation, byte[] Frames, float[] Action, float Reward, bool Terminated, bool Truncated, float[] Next, byte[] NextFrames);

    private static WithFrames Environment()
    {
        var environment = new WithFrames(new RandomEpisodes(3) { MaxSteps = 7 });
        environment.Reset(5);
        return environment;
    }

    private static ReplayLayout LayoutOf(ReplayOptions options) => new(Environment(), options, rolloutSteps: 5);

    private static void Add(ReplayBuffer buffer, IBatchEnvironment environment, int steps, bool begin)
    {
        var actions = new float[6];
        if (begin) buffer.Begin(environment);
        for (int step = 0; step < steps; step++)
        {
            environment.Step(actions);
            buffer.Add(actions, environment);
        }
        buffer.Commit();
    }

    /// <summary>The buffer after rollouts of five steps, and all that happened, in lists.</summary>
    private static (ReplayBuffer Buffer, List<Step>[] History) Fill(ReplayOptions options, int rollouts)
    {
        var environment = Environment();
        var buffer = new ReplayBuffer(LayoutOf(options), options, seed: 1);
        buffer.Begin(environment);
        List<Step>[] history = [[], [], []];
        var random = new Random(2);
        for (int i = 0; i < rollouts * 5; i++)
        {
            float[] actions = [.. Enumerable.Range(0, 6).Select(_ => random.NextSingle())];
            float[] before = environment.Observations.ToArray();
            byte[] seen = environment.Frames.ToArray();
            environment.Step(actions);
            buffer.Add(actions, environment);
            for (int agent = 0; agent < 3; agent++)
            {
                bool isTruncated = environment.Truncated[agent];
                history[agent].Add(new Step(
                    before[(2 * agent)..(2 * agent + 2)], seen[(12 * agent)..(12 * agent + 12)], actions[(2 * agent)..(2 * agent + 2)],
                    environment.Rewards[agent], environment.Terminated[agent], isTruncated,
                    (isTruncated ? environment.FinalObservations : environment.Observations).Slice(2 * agent, 2).ToArray(),
                    (isTruncated ? environment.FinalFrames : environment.Frames).Slice(12 * agent, 12).ToArray()));
            }
            if (i % 5 == 4) buffer.Commit();
        }
        return (buffer, history);
    }

    private static Dictionary<(float Observation, float Return), int> Counts(ReplayBuffer buffer, ReplayOptions options, uint draws, uint first = 0)
    {
        var batch = new ReplayBatch(64, LayoutOf(options));
        var counts = new Dictionary<(float, float), int>();
        for (uint draw = first; draw < first + draws; draw++)
        {
            buffer.Draw(batch, draw, Discount);
            for (int row = 0; row < batch.Rows; row++)
            {
                var key = (batch.Observations[2 * row], batch.Returns[row]);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }
        return counts;
    }
}
