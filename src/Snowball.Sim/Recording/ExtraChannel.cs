using System.Globalization;
using System.Text.Json;
using Snowball.Sim.Recording.Foxglove;
using Snowball.Sim.Recording.Mcap;

namespace Snowball.Sim.Recording;

/// <summary>A channel that only some rollouts have. Its metadata say what its messages are.</summary>
internal abstract record ExtraChannel
{
    protected const string FieldsKey = "fields", UnitsKey = "units", NameKey = "name", EgoKey = "ego", KindKey = "kind";

    /// <summary>Reads a channel's metadata; null where it is none that this version writes.</summary>
    public static ExtraChannel? Of(McapChannel channel)
    {
        try
        {
            if (channel.Topic.StartsWith(RolloutChannels.Sensors, StringComparison.Ordinal)) return SensorChannel.Of(channel);
            if (channel.Topic.StartsWith(RolloutChannels.Overlays, StringComparison.Ordinal)) return OverlayChannel.Of(channel);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            // Of another program, which happens to use the name.
        }

        return null;
    }
}

/// <summary>What a sensor of the scenario tells.</summary>
internal sealed record SensorChannel(string Name, string[] Fields, string[] Units) : ExtraChannel
{
    public Dictionary<string, string> ToMetadata() => new()
    {
        [FieldsKey] = JsonSerializer.Serialize(Fields), [UnitsKey] = JsonSerializer.Serialize(Units),
    };

    public static new SensorChannel? Of(McapChannel channel)
    {
        if (!channel.Metadata.TryGetValue(FieldsKey, out string? fields) || !channel.Metadata.TryGetValue(UnitsKey, out string? units)) return null;
        return new SensorChannel(channel.Topic[RolloutChannels.Sensors.Length..], Texts(fields), Texts(units));

        static string[] Texts(string json) => JsonSerializer.Deserialize<string[]>(json) ?? throw new FormatException("no texts");
    }
}

/// <summary>What there is to show of an ego under a name.</summary>
internal sealed record OverlayChannel(string Name, int Ego, string Kind) : ExtraChannel
{
    /// <summary>The name, and of all egos but the first their number after it.</summary>
    public string Topic => RolloutChannels.Overlays + Name + (Ego == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{Ego}"));

    public Dictionary<string, string> ToMetadata() => new()
    {
        [NameKey] = Name, [EgoKey] = Ego.ToString(CultureInfo.InvariantCulture), [KindKey] = Kind,
    };

    public static new OverlayChannel? Of(McapChannel channel)
    {
        var metadata = channel.Metadata;
        bool isKnown = metadata.TryGetValue(KindKey, out string? kind)
            && kind is OverlayMessages.Path or OverlayMessages.Points or OverlayMessages.Tracks or OverlayMessages.Image;
        if (!isKnown || !metadata.TryGetValue(NameKey, out string? name) || !metadata.TryGetValue(EgoKey, out string? ego)) return null;
        return new OverlayChannel(name, int.Parse(ego, CultureInfo.InvariantCulture), kind!);
    }
}
