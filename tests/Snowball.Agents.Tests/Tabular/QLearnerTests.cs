using System.Collections.Immutable;
using Snowball.Agents.Tabular;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tests.Tabular;

public sealed class QLearnerTests
{
    private static readonly ImmutableArray<DiscretisedField> Cells = [new("cell", [0.5f, 1.5f, 2.5f, 3.5f, 4.5f])];
    private static readonly QLearningOptions Options = new()
    {
        Discount = 0.9, LearningRate = 1, LearningRatePower = 0.7, MinimumLearningRate = 0, FinalEpsilon = 1, RolloutSteps = 100,
    };

    /// <summary>Behaviour is random throughout, and yet the values are those of the best policy: learning is off-policy.</summary>
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(3)]
    public void ConvergesToTheValuesOfDynamicProgramming(int maxSteps)
    {
        // Truncation after a few steps must change nothing: the value goes on beyond it.
        var environment = new WindyCorridor(64) { MaxSteps = maxSteps };
        double[] learned = Train(environment, Options, 60).Values;
        double[] exact = WindyCorridor.ExactValues(Options.Discount);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], learned[i], 0.03);
    }

    /// <summary>However two tables share the steps, or errors run back along traces, the values are those of the best policy.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0.8)]
    public void VariantsConvergeToTheSameValues(bool doubleTables, double traceDecay)
    {
        double[] learned = Train(new WindyCorridor(64), Options with { DoubleTables = doubleTables, TraceDecay = traceDecay }, 90).Values;
        double[] exact = WindyCorridor.ExactValues(Options.Discount);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], learned[i], 0.04);
    }

    /// <summary>Behaviour is random throughout, and SARSA learns its values, not those of the best policy.</summary>
    [Theory]
    [InlineData(int.MaxValue, 0)]
    [InlineData(3, 0)]
    [InlineData(int.MaxValue, 0.8)]
    public void SarsaConvergesToTheValuesOfWhatItDoes(int maxSteps, double traceDecay)
    {
        var options = Options with { Rule = UpdateRule.Sarsa, TraceDecay = traceDecay };
        double[] learned = Train(new WindyCorridor(64) { MaxSteps = maxSteps }, options, 120).Values;
        double[] followed = WindyCorridor.ValuesOfRandomActions(Options.Discount), best = WindyCorridor.ExactValues(Options.Discount);
        double distance = 0;
        for (int i = 0; i < followed.Length; i++)
        {
            Assert.Equal(followed[i], learned[i], 0.04);
            distance = Math.Max(distance, best[i] - followed[i]);
        }
        Assert.True(distance > 0.2, "the two policies must be worth different values for this to tell anything");
    }

    /// <summary>van Hasselt's case: of many worthless noisy actions the maximum looks good, unless another table tells its value.</summary>
    [Fact]
    public void TwoTablesAreNotFooledByNoise()
    {
        var options = Options with { LearningRatePower = 0, LearningRate = 0.1, FinalEpsilon = 1, RolloutSteps = 50 };
        double single = Train(new NoisyArms(32), options, 2, [new("stage", [0.5f])]).Values[4..8].Max();
        double doubled = Train(new NoisyArms(32), options with { DoubleTables = true }, 2, [new("stage", [0.5f])]).Values[4..8].Max();
        Assert.True(single > 0.1, $"{single}");
        Assert.True(doubled < 0.5 * single, $"{doubled} of {single}");
    }

    [Theory]
    [InlineData("double_tables=true", "rule=sarsa")]
    [InlineData("double_tables=true", "trace_decay=0.5")]
    [InlineData("rule=watkins", "trace_decay=0")]
    public void RefusesWhatDoesNotGoTogether(string first, string second)
    {
        var settings = new AgentSettings("q-learning", ImmutableSortedDictionary<string, AgentSetting>.Empty, null, [$"q-learning.{first}", $"q-learning.{second}"]);
        var fault = Assert.Throws<Snowball.Sim.InputException>(() => QLearningOptions.From(settings));
        Assert.Contains("q-learning.", fault.Message);
    }

    [Fact]
    public void FindsTheBestArmOfABandit()
    {
        var (_, learner) = Train(new Bandit(16), Options with { FinalEpsilon = 0.1, EpsilonSteps = 2000 }, 5, [new("constant", [0f])]);
        var policy = learner.Export(new ScenarioDescription("test", "00")).Greedy();
        var action = new float[1];
        policy.Act([1f], [], [], action);
        Assert.Equal(2, action[0]);
    }

    [Fact]
    public void TheSameSeedGivesTheSameTableAndAnotherSeedAnother()
    {
        double[] first = Train(new WindyCorridor(8), Options, 5).Values;
        Assert.Equal(first, Train(new WindyCorridor(8), Options, 5).Values);
        Assert.NotEqual(first, Train(new WindyCorridor(8), Options, 5, seed: 2).Values);
    }

    [Theory]
    [InlineData(UpdateRule.QLearning, false, 0)]
    [InlineData(UpdateRule.QLearning, true, 0)]
    [InlineData(UpdateRule.QLearning, false, 0.9)]
    [InlineData(UpdateRule.Sarsa, false, 0.9)]
    public void ContinuesFromASavedStateToTheBit(UpdateRule rule, bool doubleTables, double traceDecay)
    {
        var options = Options with { Rule = rule, DoubleTables = doubleTables, TraceDecay = traceDecay };
        double[] unbroken = Train(new WindyCorridor(8), options, 6).Values;

        var environment = new WindyCorridor(8);
        var (_, first) = Train(environment, options, 3);
        var state = new SafetensorsFile("state");
        first.Save(state);
        var world = new byte[environment.StateBytes];
        environment.Save(world);

        var resumed = new WindyCorridor(8);
        using var second = new QLearner(resumed, options, Cells, seed: 1);
        second.Load(state);
        resumed.Restore(world);
        for (int i = 0; i < 3; i++) second.Iterate();
        Assert.Equal(unbroken, ValuesOf(second));
    }

    /// <summary>Edges are in SI units; the buffer holds (metres - 2) / 10.</summary>
    [Fact]
    public void TakesEdgesInTheUnitsOfTheField()
    {
        using var learner = new QLearner(new ScaledField(), Options, [new("gap", [5f, 12f])], seed: 1);
        var description = learner.Export(new ScenarioDescription("test", "00")).Description;
        Assert.Equal([0.3, 1.0], Assert.IsType<QTableDescription>(description.Network).Bins[0].Edges);
    }

    private static (double[] Values, QLearner Learner) Train(
        IBatchEnvironment environment, QLearningOptions options, int iterations, ImmutableArray<DiscretisedField>? bins = null, ulong seed = 1)
    {
        environment.Reset(seed);
        var learner = new QLearner(environment, options, bins ?? Cells, seed);
        for (int i = 0; i < iterations; i++) learner.Iterate();
        return (ValuesOf(learner), learner);
    }

    private static double[] ValuesOf(QLearner learner) => [.. ((TrainedTable)learner.Export(new ScenarioDescription("test", "00"))).Values];
}
