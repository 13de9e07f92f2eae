using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Snowball.Sim;
using Snowball.Sim.Numerics;

namespace Snowball.Cli.Sweeps;

/// <summary>One thing that a sweep varies: a setting of the agent, or the weight of a reward.</summary>
/// <param name="Key">Such as "ppo.learning_rate" or "reward.collision".</param>
internal abstract record Dimension(string Key)
{
    /// <summary>The value at a place in [0, 1) of its range.</summary>
    public abstract string At(double unit);
}

/// <summary>Evenly over an interval.</summary>
internal sealed record UniformDimension(string Key, double Low, double High) : Dimension(Key)
{
    public override string At(double unit) => SearchSpace.Text(Low + unit * (High - Low));
}

/// <summary>Evenly over the logarithms of an interval.</summary>
internal sealed record LogUniformDimension(string Key, double Low, double High) : Dimension(Key)
{
    public override string At(double unit) => SearchSpace.Text(Low * Math.Pow(High / Low, unit));
}

/// <summary>One of some values.</summary>
internal sealed record ChoiceDimension(string Key, ImmutableArray<string> Values) : Dimension(Key)
{
    public override string At(double unit) => Values[(int)(unit * Values.Length)];
}

/// <summary>What a sweep varies, and how: random search (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 2012).</summary>
internal sealed partial class SearchSpace(ImmutableArray<Dimension> dimensions)
{
    /// <summary>Keys that begin so are weights of rewards; all others are settings of the agent.</summary>
    public const string RewardPrefix = "reward.";

    /// <summary>What it varies.</summary>
    public ImmutableArray<Dimension> Dimensions => dimensions;

    /// <summary>Reads dimensions such as "ppo.learning_rate=log(1e-4, 1e-2)", "reward.collision=uniform(-5, -1)" and "ppo.epochs=choice(2, 4, 8)".</summary>
    /// <exception cref="InputException">One has another form.</exception>
    public static SearchSpace Parse(IReadOnlyList<string> texts)
    {
        var parsed = texts.Select(Parse).ToImmutableArray();
        if (parsed.IsEmpty) throw new InputException("there is nothing to vary: give at least one KEY=RANGE", key: "--vary");
        var twice = parsed.GroupBy(dimension => dimension.Key).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new SearchSpace(parsed) : throw new InputException($"{twice.Key} is varied twice", key: "--vary");
    }

    /// <summary>The values of a trial by key. They depend on the seed, the trial's number and the keys alone.</summary>
    public ImmutableSortedDictionary<string, string> Draw(ulong seed, int trial) => dimensions.ToImmutableSortedDictionary(
        dimension => dimension.Key,
        dimension => dimension.At(CounterRandom.ToUnit((uint)CounterRandom.Hash(seed, (ulong)trial, Hash(dimension.Key)))),
        StringComparer.Ordinal);

    /// <summary>Four digits, so that a trial's values can be read and typed again.</summary>
    internal static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static ulong Hash(string key)
    {
        ulong hash = 0;
        foreach (char letter in key) hash = CounterRandom.Hash(hash, letter);
        return hash;
    }

    private static Dimension Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success) throw Fault("it must read KEY=uniform(LOW, HIGH), KEY=log(LOW, HIGH) or KEY=choice(A, B, ...)");
        string key = match.Groups["key"].Value;
        string[] values = match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (match.Groups["kind"].Value == "choice") return values.Length > 0 ? new ChoiceDimension(key, [.. values]) : throw Fault("there is nothing to choose from");

        if (values.Length != 2 || !TryNumber(values[0], out double low) || !TryNumber(values[1], out double high) || !(low < high)) throw Fault("it needs two numbers, the lower one first");
        if (match.Groups["kind"].Value == "uniform") return new UniformDimension(key, low, high);
        return low > 0 ? new LogUniformDimension(key, low, high) : throw Fault("a logarithmic range lies above zero");

        InputException Fault(string message) => new(message, key: $"--vary {text}");
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    [GeneratedRegex(@"^(?<key>[a-z0-9_-]+\.[a-z0-9_]+)=(?<kind>uniform|log|choice)\((?<values>.*)\)$")]
    private static partial Regex Form();
}
