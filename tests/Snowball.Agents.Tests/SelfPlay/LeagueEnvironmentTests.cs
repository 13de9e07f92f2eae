using CsCheck;
using Snowball.Agents.SelfPlay;
using Snowball.Agents.Tests.Environments;
using Snowball.Sim;

namespace Snowball.Agents.Tests.SelfPlay;

public sealed class LeagueEnvironmentTests : IDisposable
{
    private const int Choices = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("snowball-league").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheLearnerHasItsOwnEgosAndTheOpponentTheOthers() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[2, 5], Gen.Int[1, 4], Gen.ULong, Gen.Int[1, 12])
            .Where((_, egos, learners, _, _) => learners < egos)
            .Sample((worlds, egos, learners, seed, steps) => Follow(worlds, egos, learners, seed, steps), iter: 60, threads: 1);

    [Fact]
    public void EveryEgoIsTheLearnersInTurn()
    {
        var (environment, _) = Make(worlds: 3, egos: 3, learners: 1);
        environment.Reset(1);
        var counts = new int[3];
        for (int step = 0; step < 600; step++)
        {
            for (int world = 0; world < 3; world++) counts[environment.InnerRow(world) % 3]++;
            environment.Step(new float[3]);
        }

        Assert.All(counts, count => Assert.InRange(count, 480, 720));
    }

    [Fact]
    public void ARestoredStateGoesOnAsItDid()
    {
        var (first, _) = Make(worlds: 4, egos: 3, learners: 2);
        first.Reset(5);
        Advance(first, 9);
        byte[] state = new byte[first.StateBytes];
        first.Save(state);
        var (second, _) = Make(worlds: 4, egos: 3, learners: 2);
        second.Restore(state);

        Assert.Equal(first.Observations.ToArray(), second.Observations.ToArray());
        Assert.Equal(Advance(first, 25), Advance(second, 25));
        Assert.Throws<InputException>(() => second.Restore(state.AsSpan(1)));
    }

    [Fact]
    public void OneSeedDrawsTheSameOpponentsAndAnotherSeedOthers()
    {
        long[] first = Opponents(1);

        Assert.Equal(first, Opponents(1));
        Assert.NotEqual(first, Opponents(2));
    }

    [Fact]
    public void TheWinnerIsWhoHasTheLargerReturn()
    {
        var (environment, league) = Make(worlds: 8, egos: 2, learners: 1, new SelfPlayOptions { LatestShare = 0, SnapshotInterval = 1 });
        environment.Reset(1);
        // The second ego is paid 10 a step more than the first: whoever has it wins.
        var wins = new Dictionary<long, double>();
        for (int step = 0; step < 200; step++)
        {
            var before = Enumerable.Range(0, 8).Select(world => (Opponent: environment.OpponentOf(world), Wins: environment.InnerRow(world) % 2 == 1)).ToArray();
            environment.Step(new float[8]);
            for (int world = 0; world < 8; world++)
            {
                if (!environment.Terminated[world] && !environment.Truncated[world]) continue;
                var (opponent, isWon) = before[world];
                wins[opponent.Id] = 0.99 * wins.GetValueOrDefault(opponent.Id, 0.5) + 0.01 * (isWon ? 1 : 0);
            }
        }

        Assert.All(league.Earlier, opponent => Assert.Equal(wins[opponent.Id], opponent.WinRate, 1e-9));
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        var (environment, _) = Make(worlds: 16, egos: 4, learners: 2);
        environment.Reset(1);
        float[] actions = new float[environment.Agents];
        for (int step = 0; step < 100; step++) environment.Step(actions);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 100; step++) environment.Step(actions);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ALeagueWithAShareForTheRuleBasedDriverNeedsOne()
    {
        var game = new SmallGame(1, 2, Choices);
        var league = new League(new SelfPlayOptions { RuleBasedShare = 0.5 }, _folder);

        Assert.Throws<ArgumentNullException>(() => new LeagueEnvironment(game, 2, league, driver: null));
    }

    private void Follow(int worlds, int egos, int learners, ulong seed, int steps)
    {
        var inner = new SmallGame(worlds, egos, Choices);
        var (environment, _) = Make(inner, egos, learners, null);
        environment.Reset(seed);
        float[] actions = new float[worlds * learners];
        for (int step = 0; step < steps; step++)
        {
            int[] rows = [.. Enumerable.Range(0, actions.Length).Select(environment.InnerRow)];
            long[] opponents = [.. Enumerable.Range(0, worlds).Select(world => environment.OpponentOf(world).Id)];
            Assert.Equal(rows.Length, rows.Distinct().Count());
            for (int row = 0; row < rows.Length; row++)
            {
                Assert.Equal(row / learners, rows[row] / egos);
                Assert.Equal(inner.Observations.Slice(rows[row] * 4, 4).ToArray(), environment.Observations.Slice(row * 4, 4).ToArray());
                actions[row] = (row + step) % Choices;
            }

            environment.Step(actions);

            for (int row = 0; row < rows.Length; row++)
            {
                Assert.Equal(actions[row], inner.Taken[rows[row]]);
                Assert.Equal(inner.Rewards[rows[row]], environment.Rewards[row]);
                Assert.Equal(inner.Costs[rows[row]], environment.Costs[row]);
                Assert.Equal((inner.Terminated[rows[row]], inner.Truncated[rows[row]]), (environment.Terminated[row], environment.Truncated[row]));
                if (inner.Terminated[rows[row]] || inner.Truncated[rows[row]])
                    Assert.Equal(inner.FinalObservations.Slice(rows[row] * 4, 4).ToArray(), environment.FinalObservations.Slice(row * 4, 4).ToArray());
            }
            // Of an earlier policy its number is its action, the latest one always takes 4.
            foreach (int row in Enumerable.Range(0, inner.Agents).Except(rows))
                Assert.Equal(opponents[row / egos] == Opponent.Latest ? 4 : opponents[row / egos], inner.Taken[row]);
        }
    }

    private float[] Advance(LeagueEnvironment environment, int steps)
    {
        var seen = new List<float>();
        float[] actions = new float[environment.Agents];
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < actions.Length; row++) actions[row] = (3 * row + (int)environment.Observations[row * 4 + 3]) % Choices;
            environment.Step(actions);
            seen.AddRange(environment.Rewards);
            seen.AddRange(environment.Observations);
            for (int world = 0; world < 4; world++) seen.Add(environment.OpponentOf(world).Id);
        }
        return [.. seen];
    }

    private long[] Opponents(ulong seed)
    {
        var (environment, _) = Make(worlds: 8, egos: 2, learners: 1);
        environment.Reset(seed);
        var ids = new List<long>();
        for (int step = 0; step < 20; step++)
        {
            for (int world = 0; world < 8; world++) ids.Add(10 * environment.OpponentOf(world).Id + environment.InnerRow(world) % 2);
            environment.Step(new float[8]);
        }
        return [.. ids];
    }

    private (LeagueEnvironment Environment, League League) Make(int worlds, int egos, int learners, SelfPlayOptions? options = null) =>
        Make(new SmallGame(worlds, egos, Choices), egos, learners, options);

    /// <summary>With the earlier policies 1 to 3, which take the actions 1 to 3, and a latest one that takes 4.</summary>
    private (LeagueEnvironment Environment, League League) Make(SmallGame game, int egos, int learners, SelfPlayOptions? options)
    {
        var league = new League((options ?? new SelfPlayOptions { LatestShare = 0.4, SnapshotInterval = 1 }) with { Learners = learners }, _folder);
        for (int iteration = 1; iteration <= 3; iteration++) league.Take(Players.Always(iteration, game), iteration);
        league.Take(Players.Always(4, game));
        return (new LeagueEnvironment(game, egos, league, driver: null), league);
    }
}
