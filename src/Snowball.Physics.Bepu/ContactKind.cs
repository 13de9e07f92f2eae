namespace Snowball.Physics.Bepu;

/// <summary>What a static body is to a vehicle.</summary>
internal enum StaticKind
{
    /// <summary>The road and the ground beside it: wheels drive on it by their own forces, and only bodies touch it.</summary>
    Ground,
    /// <summary>Low enough to drive over: wheels drive on its top, and touch its sides.</summary>
    Kerb,
    /// <summary>A barrier, whose ends lead on to the next piece.</summary>
    Rail,
    /// <summary>Anything else that stands there.</summary>
    Obstacle,
}

/// <summary>A static body: what it is, and of a rail the direction across it.</summary>
internal readonly record struct StaticBody(StaticKind Kind, float AcrossX, float AcrossY);
