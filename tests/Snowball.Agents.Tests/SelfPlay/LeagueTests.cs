using MathNet.Numerics.Distributions;
using Snowball.Agents.SelfPlay;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.SelfPlay;

public sealed class LeagueTests : IDisposable
{
    private const int Draws = 20_000;
    private static readonly SmallGame Game = new(1, 2, 4);
    private readonly string _folder = Directory.CreateTempSubdirectory("snowball-league").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void KeepsEarlierPoliciesEvenlySpreadOverTheTraining()
    {
        var league = Make(new SelfPlayOptions { Snapshots = 4, SnapshotInterval = 3 }, iterations: 47);

        // 3, 6, 9, 12; with 15 there are too many, and 6, 12, 18, 24 are left; with 30 again, and 12, 24, 36 are left; 48 is still to come.
        Assert.Equal([12, 24, 36], league.Earlier.Select(opponent => opponent.Id));
    }

    [Theory]
    [InlineData(0.5, 0.2)]
    [InlineData(0, 0.4)]
    [InlineData(0, 0)]
    public void DrawsTheSharesThatWereAskedFor(double latest, double ruleBased)
    {
        var league = Make(new SelfPlayOptions { LatestShare = latest, RuleBasedShare = ruleBased, Snapshots = 4, SnapshotInterval = 1 }, iterations: 3);
        double each = (1 - latest - ruleBased) / 3;

        RequireFit(league, new() { [Opponent.Latest] = latest, [Opponent.RuleBased] = ruleBased, [1] = each, [2] = each, [3] = each });
    }

    [Fact]
    public void DrawsThoseMoreOftenWhomTheLearnerDoesNotBeat()
    {
        var options = new SelfPlayOptions { LatestShare = 0.25, Snapshots = 4, SnapshotInterval = 1, Sampling = OpponentSampling.Prioritised };
        var league = Make(options, iterations: 3);
        double[] rates = [0.9, 0.5, 0.1];
        for (int i = 0; i < 3; i++) league.Earlier[i].WinRate = rates[i];
        double[] weights = [.. rates.Select(rate => (1 - rate) * (1 - rate))];

        RequireFit(league, new() { [Opponent.Latest] = 0.25, [1] = 0.75 * weights[0] / weights.Sum(), [2] = 0.75 * weights[1] / weights.Sum(), [3] = 0.75 * weights[2] / weights.Sum() });
    }

    [Fact]
    public void WhoBeatsAllDrawsOneOfThem()
    {
        var league = Make(new SelfPlayOptions { LatestShare = 0, SnapshotInterval = 1, Sampling = OpponentSampling.Prioritised }, iterations: 3);
        foreach (var opponent in league.Earlier) opponent.WinRate = 1;

        Assert.All(Counts(league, 100).Keys, id => Assert.InRange(id, 1, 3));
    }

    [Fact]
    public void BeforeThereAreEarlierPoliciesTheLatestOneTakesTheirPlace()
    {
        var league = Make(new SelfPlayOptions { LatestShare = 0.1, SnapshotInterval = 10 }, iterations: 9);

        Assert.Equal([Opponent.Latest], Counts(league, 100).Keys);
    }

    [Fact]
    public void AWinRateFollowsTheOutcomes()
    {
        var opponent = new Opponent(1, null);
        for (int i = 0; i < 1000; i++) opponent.Record(i % 4 == 0 ? 0 : 1);

        Assert.Equal(0.75, opponent.WinRate, 0.01);
    }

    [Fact]
    public void ALeagueThatIsLoadedIsTheOneThatWasSaved()
    {
        var options = new SelfPlayOptions { LatestShare = 0, Snapshots = 4, SnapshotInterval = 1, Sampling = OpponentSampling.Prioritised };
        var saved = Make(options, iterations: 5);
        for (int i = 0; i < saved.Earlier.Count; i++) saved.Earlier[i].WinRate = 0.2 * i;
        var state = new SafetensorsFile("state");
        saved.Save(state);

        var loaded = new League(options, _folder);
        loaded.Take(Players.Always(0, Game));
        loaded.Load(state);
        for (long iteration = 6; iteration < 9; iteration++)
        {
            foreach (var league in (League[])[saved, loaded]) league.Take(Players.Always(1, Game), iteration);
        }

        Assert.Equal(saved.Earlier.Select(opponent => (opponent.Id, opponent.WinRate)), loaded.Earlier.Select(opponent => (opponent.Id, opponent.WinRate)));
        Assert.Equal(Counts(saved, 500), Counts(loaded, 500));
    }

    [Fact]
    public void AnEarlierPolicyThatIsDamagedIsRefused()
    {
        var options = new SelfPlayOptions { SnapshotInterval = 1 };
        var league = Make(options, iterations: 1);
        var state = new SafetensorsFile("state");
        league.Save(state);
        File.WriteAllText(Path.Combine(_folder, "00000001", "policy.json"), "{");

        Assert.Throws<CorruptFileException>(() => new League(options, _folder).Load(state));
    }

    private League Make(SelfPlayOptions options, int iterations)
    {
        var league = new League(options, _folder);
        league.Take(Players.Always(0, Game));
        for (int iteration = 1; iteration <= iterations; iteration++) league.Take(Players.Always(iteration % 4, Game), iteration);
        return league;
    }

    private static SortedDictionary<long, int> Counts(League league, int draws)
    {
        var counts = new SortedDictionary<long, int>();
        for (int draw = 0; draw < draws; draw++)
        {
            var random = new RandomStream(7, RandomPurpose.Opponent, draw % 100, (uint)(draw / 100));
            long id = league.Draw(ref random).Id;
            counts[id] = counts.GetValueOrDefault(id) + 1;
        }
        return counts;
    }

    /// <summary>Pearson's chi-square at a level of 0.001; nobody is drawn who has no share.</summary>
    private static void RequireFit(League league, Dictionary<long, double> shares)
    {
        var counts = Counts(league, Draws);
        var expected = shares.Where(share => share.Value > 0).ToList();
        Assert.Equal(expected.Select(share => share.Key).Order(), counts.Keys);
        double statistic = expected.Sum(share => Math.Pow(counts[share.Key] - share.Value * Draws, 2) / (share.Value * Draws));
        Assert.InRange(statistic, 0, ChiSquared.InvCDF(expected.Count - 1, 0.999));
    }
}
