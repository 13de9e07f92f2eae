using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>OpenDRIVE's words for the values of an attribute; where two mean the same, the first is written.</summary>
internal static class Words
{
    public static readonly (string Word, LaneType Value)[] LaneTypes =
    [
        ("none", LaneType.None), ("driving", LaneType.Driving), ("stop", LaneType.Stop), ("shoulder", LaneType.Shoulder), ("biking", LaneType.Biking),
        ("shared", LaneType.Biking), ("sidewalk", LaneType.Sidewalk), ("walking", LaneType.Sidewalk), ("border", LaneType.Border),
        ("restricted", LaneType.Restricted), ("parking", LaneType.Parking), ("bidirectional", LaneType.Bidirectional), ("median", LaneType.Median),
        ("special1", LaneType.Special), ("special2", LaneType.Special), ("special3", LaneType.Special), ("roadWorks", LaneType.RoadWorks),
        ("tram", LaneType.Rail), ("rail", LaneType.Rail), ("entry", LaneType.Entry), ("mwyEntry", LaneType.Entry), ("exit", LaneType.Exit),
        ("mwyExit", LaneType.Exit), ("offRamp", LaneType.OffRamp), ("onRamp", LaneType.OnRamp), ("curb", LaneType.Curb),
        ("connectingRamp", LaneType.ConnectingRamp), ("slipLane", LaneType.SlipLane), ("bus", LaneType.Bus), ("taxi", LaneType.Taxi), ("HOV", LaneType.HOV),
    ];

    public static readonly (string Word, MarkType Value)[] MarkTypes =
    [
        ("none", MarkType.None), ("solid", MarkType.Solid), ("broken", MarkType.Broken), ("solid solid", MarkType.SolidSolid),
        ("solid broken", MarkType.SolidBroken), ("broken solid", MarkType.BrokenSolid), ("broken broken", MarkType.BrokenBroken),
        ("botts dots", MarkType.BottsDots), ("grass", MarkType.Grass), ("curb", MarkType.Curb), ("edge", MarkType.Edge), ("custom", MarkType.Custom),
    ];

    public static readonly (string Word, LaneChange Value)[] LaneChanges =
    [
        ("both", LaneChange.Both), ("increase", LaneChange.Increase), ("decrease", LaneChange.Decrease), ("none", LaneChange.None),
    ];

    public static readonly (string Word, ContactPoint Value)[] ContactPoints = [("start", ContactPoint.Start), ("end", ContactPoint.End)];

    public static readonly (string Word, DrivingSide Value)[] DrivingSides =
    [
        ("RHT", DrivingSide.Right), ("rht", DrivingSide.Right), ("LHT", DrivingSide.Left), ("lht", DrivingSide.Left),
    ];

    /// <summary>The word of a value.</summary>
    public static string Of<T>((string Word, T Value)[] words, T value)
    {
        foreach (var (word, other) in words)
        {
            if (EqualityComparer<T>.Default.Equals(other, value)) return word;
        }
        throw new ArgumentException($"There is no word for {value}.", nameof(value));
    }
}
