using System.Numerics;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Augmentation;

/// <summary>How the pixels of a frame were moved, and what that makes of its labels.</summary>
/// <param name="Turn">Of the ego about its camera, to the left, rad.</param>
/// <param name="IsMirrored">Whether left and right were swapped then.</param>
public readonly record struct FrameMove(float Turn, bool IsMirrored)
{
    /// <summary>The lane as the frame shows it now.</summary>
    /// <param name="lane">As it was.</param>
    /// <param name="info">How the frame was taken.</param>
    public EgoLane Of(EgoLane lane, in FrameInfo info)
    {
        if (Turn != 0) lane = FrameAugmentation.Turn(lane, info, Turn);
        return IsMirrored ? FrameAugmentation.Mirror(lane) : lane;
    }

    /// <summary>The pixels of a line as the frame shows it now; its metres are left out.</summary>
    /// <param name="line">As it was.</param>
    /// <param name="info">How the frame was taken.</param>
    public LaneLine Of(LaneLine line, FrameInfo info)
    {
        var (turn, isMirrored) = (Turn, IsMirrored);
        return new(isMirrored ? -line.Side : line.Side, [.. line.Pixels.Select(Moved)], []);

        Vector2 Moved(Vector2 point)
        {
            if (turn != 0) point = FrameAugmentation.Turn(point, info, turn);
            return isMirrored ? point with { X = info.Camera.Width - point.X } : point;
        }
    }
}
