using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Snowball.Sim.Environments;
using Snowball.Sim.Sensors.Instruments;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>faults</c> of a sensor.</summary>
internal static class FaultFormat
{
    private static readonly ImmutableArray<Key> EveryFault =
    [
        new("at", new Distributed(Time, 0, 3600), "when it starts, once an episode; give this or mean_interval", Optional: true),
        new("mean_interval", new Quantity(Time, 0.01, 1e6), "mean time from its end to its next start, at random (exponential); give this or at", Optional: true),
        new("duration", new Distributed(Time, 0.001, 3600), "how long it lasts"),
    ];

    private static readonly Kind Freeze = new("freeze", "the last sample is repeated", EveryFault);

    private static readonly Kind Dropout = new("dropout", "there are no values; a camera's pictures are black, and zero in every plane", EveryFault);

    /// <summary>What the key takes.</summary>
    public static Shape Shape { get; } = new ListOf<Entries>(new Kinds(
    [
        Freeze,
        Dropout,
        new("bias", "a constant is added",
        [
            new("quantity", new Words(), "what it is added to: all fields of that name"),
            new("offset", new QuantityOffset(), "what is added, in the quantity's unit; drawn when the fault starts"),
            .. EveryFault,
        ]),
        new("noise-burst", "more noise than usual",
        [
            new("factor", new Quantity(None, 0, 1000), "what the standard deviation of all noise is multiplied by"),
            .. EveryFault,
        ]),
    ]), 1, 16);

    /// <summary>What the key of a camera takes.</summary>
    public static Shape ShapeOfCameras { get; } = new ListOf<Entries>(new Kinds([Freeze, Dropout]), 1, 16);

    /// <summary>The settings that its keys make, of faults of an instrument.</summary>
    public static ImmutableArray<FaultSettings> Build(ImmutableArray<Entries> faults, InstrumentSettings instrument)
    {
        ImmutableArray<FaultSettings>.Builder settings = ImmutableArray.CreateBuilder<FaultSettings>();
        foreach (Entries keys in faults)
        {
            FaultTiming timing = Timing(keys);
            settings.Add(keys.Kind switch
            {
                "freeze" => new FreezeFault(timing),
                "dropout" => new DropoutFault(timing),
                "bias" => Bias(keys, timing, instrument),
                _ => new NoiseBurstFault(timing, keys.Get<float>("factor")),
            });
        }
        return settings.ToImmutable();
    }

    private static FaultTiming Timing(Entries keys)
    {
        if (keys.Has("at") == keys.Has("mean_interval")) throw keys.Place.Fault("needs one start: at or mean_interval");
        var duration = keys.Get<Distribution>("duration");
        return keys.Has("at") ? new ScheduledTiming(keys.Get<Distribution>("at"), duration) : new RandomTiming(keys.Get<float>("mean_interval"), duration);
    }

    private static BiasFault Bias(Entries keys, FaultTiming timing, InstrumentSettings instrument)
    {
        string quantity = keys.Get<string>("quantity");
        var known = new List<string>();
        foreach (ObservationField field in Instrument.Fields(instrument))
        {
            string name = Instrument.QuantityOf(field.Name);
            if (name == quantity)
            {
                Dimension dimension = Dimension.Of(field.Unit) ?? throw new InvalidOperationException($"{field.Name} has an unknown unit");
                return new BiasFault(timing, quantity, (Distribution)new Distributed(dimension, -1e6, 1e6).Read(keys.Get<Node>("offset")));
            }
            if (!known.Contains(name)) known.Add(name);
        }
        throw keys.PlaceOf("quantity").Fault($"'{quantity}' is not measured{Spelling.Suggest(quantity, known)}");
    }

    /// <summary>A distribution whose dimension depends on the quantity beside it.</summary>
    private sealed record QuantityOffset : Shape
    {
        public override object Read(Node node)
            => node is Scalar { Text.Length: > 0 } ? node : throw node.Place.Fault($"expects a value in the quantity's unit, not {node.What}");

        public override JsonObject Schema() => new() { ["type"] = new JsonArray("number", "string") };

        public override string Describe() => "distribution in the quantity's unit";
    }
}
