using System.Collections.Immutable;
using Snowball.Sim.Metrics;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>gate</c> section.</summary>
internal static class GateFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Section(
    [
        new("episodes", new WholeNumber(1, 1_000_000), "episodes on test seeds"),
        new("validation_episodes", new WholeNumber(1, 1_000_000), "episodes of a validation during training"),
        new("confidence", new Quantity(None, 0, 1), "with which each bound must hold, above 0.5 and below 1"),
        new("lines", new ListOf<Entries>(new Section(
        [
            new("metric", OneOf.Names(MetricNames()), "what is measured"),
            new("aggregate", OneOf.Members<Aggregate>(), "how an episode becomes one number; with any the bound is a share of episodes in %"),
            new("above", new MetricValue(), "with any: what counts is being above this", Optional: true),
            new("below", new MetricValue(), "with any: what counts is being below this", Optional: true),
            new("at_most", new MetricValue(), "the bound; give this or at_least", Optional: true),
            new("at_least", new MetricValue(), "the bound; give this or at_most", Optional: true),
        ]), 1, 100), "what must hold, each"),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static GateSettings Build(Entries keys)
    {
        ImmutableArray<GateLine>.Builder lines = ImmutableArray.CreateBuilder<GateLine>();
        foreach (Entries line in keys.Get<ImmutableArray<Entries>>("lines")) lines.Add(Line(line));
        return new GateSettings(
            keys.Get<int>("episodes"), keys.Get<int>("validation_episodes"), keys.Get<float>("confidence"), lines.ToImmutable());
    }

    private static GateLine Line(Entries keys)
    {
        Metric metric = MetricCatalog.All[MetricCatalog.IndexOf(keys.Get<string>("metric"))];
        Aggregate aggregate = keys.Get<Aggregate>("aggregate");
        Dimension dimension = Dimension.Of(metric.Unit) ?? throw new InvalidOperationException($"{metric.Name} has an unknown unit");
        if (keys.Has("at_most") == keys.Has("at_least")) throw keys.Place.Fault("needs one bound: at_most or at_least");
        if (keys.Has("above") && keys.Has("below")) throw keys.Place.Fault("takes above or below, not both");

        bool isAny = aggregate == Aggregate.Any, isLower = keys.Has("below");
        string threshold = isLower ? "below" : "above";
        if (isAny && !metric.IsEvent && !keys.Has(threshold))
        {
            throw keys.Place.Fault($"{metric.Name} is a number: aggregate any needs above or below, such as 'above: {dimension.Write(dimension.Typical)}'");
        }
        if (keys.Has(threshold) && (!isAny || metric.IsEvent))
        {
            throw keys.PlaceOf(threshold).Fault("goes with aggregate any of a metric that is a number");
        }

        string bound = keys.Has("at_most") ? "at_most" : "at_least";
        return new GateLine(
            metric.Name, aggregate, bound == "at_most" ? BoundKind.AtMost : BoundKind.AtLeast,
            isAny ? Value(keys, bound, Dimension.Share, 0, 100) : Value(keys, bound, dimension, -1e6, 1e6),
            keys.Has(threshold) ? Value(keys, threshold, dimension, -1e6, 1e6) : null,
            isLower, keys.Place.Line);
    }

    private static float Value(Entries keys, string key, Dimension dimension, double low, double high)
        => (float)new Quantity(dimension, low, high).Read(keys.Get<Node>(key));

    private static ImmutableArray<string> MetricNames()
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (Metric metric in MetricCatalog.All) names.Add(metric.Name);
        return names.ToImmutable();
    }
}
