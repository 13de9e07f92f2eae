using Snowball.Agents.Ppo;
using Snowball.Agents.SelfPlay;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning.Inference;
using Snowball.Learning.Policies;

namespace Snowball.Agents.Tests.SelfPlay;

/// <summary>
/// Fictitious play: who always learns the best response to all earlier policies finds the equilibrium of a two-player zero-sum game in their average
/// (Robinson: "An iterative method of solving a game", 1951).
/// </summary>
public sealed class MatrixGameTests : IDisposable
{
    private const int Worlds = 64, Iterations = 400;
    private readonly string _folder = Directory.CreateTempSubdirectory("snowball-league").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheAverageOfTheLeagueComesNearTheEquilibriumWithin205000Steps()
    {
        var game = new RockPaperScissors(Worlds);
        var league = new League(new SelfPlayOptions { LatestShare = 0, Snapshots = 1000, SnapshotInterval = 4 }, _folder);
        var environment = new LeagueEnvironment(game, 2, league, driver: null);
        // Much entropy, so that a learner that is sure of its answer still finds the next one.
        var options = new PpoOptions
        {
            RolloutSteps = 8, MinibatchSize = 256, Network = new NetworkSettings(NetworkKind.Mlp, [8], Activation.Tanh), Discount = 0, TargetKl = 0,
            LearningRate = 1e-2, FinalLearningRate = 1e-2, EntropyCoefficient = 0.5, FinalEntropyCoefficient = 0.5,
        };
        using var learner = new LeagueLearner(new PpoLearner(environment, options, seed: 1, budget: Iterations * Worlds * 8), league, new ScenarioDescription("test", "00"));
        environment.Reset(1);
        for (int iteration = 0; iteration < Iterations; iteration++) learner.Iterate();

        double[] average = new double[3];
        foreach (var opponent in league.Earlier)
        {
            float[] action = new float[1];
            opponent.Policy!.Act([1f], [], [], action);
            average[(int)action[0]] += 1.0 / league.Earlier.Count;
        }
        // The equilibrium pays nothing to anybody; a single action, even the best, would let the other one win 1 or 2.
        double exploitable = Enumerable.Range(0, 3).Max(own => Enumerable.Range(0, 3).Sum(other => average[other] * RockPaperScissors.Payoff[own, other]));
        Assert.Equal(Iterations / 4, league.Earlier.Count);
        Assert.InRange(exploitable, 0, 0.2);
    }
}
