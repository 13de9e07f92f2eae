using Snowball.Cli.Inputs;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.CrossPlay;

/// <summary>
/// One policy, the row player, at the wheel of one ego, each ego in turn, and another, the column player, at all others: what each of both
/// came to in every episode, [episodes]; the column player's are means over its egos.
/// </summary>
internal sealed record Match(PlayerResults Row, PlayerResults Column)
{
    /// <summary>What the row player's return is above the column player's, [episodes].</summary>
    public double[] Advantages => [.. Row.Returns.Zip(Column.Returns, (row, column) => row - column)];

    /// <summary>Plays the test episodes 0 to <paramref name="episodes"/> - 1 of a seed.</summary>
    public static Match Play(Scenario scenario, PolicyChoice row, PolicyChoice column, ulong seed, int episodes, int threads)
    {
        var table = Evaluation.Run(
            scenario, environment => row == column ? row.Make(environment) : new JointPolicy(environment, row.Make(environment), [column.Make(environment)]),
            SeedSplit.Test, seed, episodes, threads, allEgos: true);
        int egos = scenario.Ego.Count;
        return new Match(
            PlayerResults.Of(table, episodes, episode => [episode * egos + episode % egos]),
            PlayerResults.Of(table, episodes, episode => [.. Enumerable.Range(1, egos - 1).Select(place => episode * egos + (episode + place) % egos)]));
    }
}

/// <summary>Return, share of the egos that collided, and mean speed (m/s) of a player, each [episodes].</summary>
internal sealed record PlayerResults(double[] Returns, double[] Collisions, double[] Speeds)
{
    /// <summary>Means over the rows of each episode.</summary>
    public static PlayerResults Of(EpisodeTable table, int episodes, Func<int, int[]> rows)
    {
        return new PlayerResults(Means(MetricIndex.Return, Aggregate.Sum), Means(MetricIndex.Collision, Aggregate.Any), Means(MetricIndex.Speed, Aggregate.Mean));

        double[] Means(MetricIndex metric, Aggregate aggregate) =>
            [.. Enumerable.Range(0, episodes).Select(episode => rows(episode).Average(row => table.Value(row, (int)metric, aggregate)))];
    }
}
