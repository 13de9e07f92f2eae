using System.Collections.Immutable;

namespace Snowball.Sim.Sensors.Cameras;

/// <summary>
/// Layout of the frames of one agent: bytes [Channels][Height][Width]. The channels of the newest picture come first, then those of the
/// pictures before it.
/// </summary>
/// <param name="Channels">Names of the channels of the whole stack, such as <c>t.grey</c>, <c>t-1.grey</c>.</param>
/// <param name="Height">Pixels, from the top.</param>
/// <param name="Width">Pixels, from the left.</param>
public sealed record FrameSpec(ImmutableArray<string> Channels, int Height, int Width)
{
    /// <summary>Bytes of one agent.</summary>
    public int Size => Channels.Length * Height * Width;
}
