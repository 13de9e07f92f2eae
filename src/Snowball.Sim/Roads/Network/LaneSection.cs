using System.Collections.Immutable;

namespace Snowball.Sim.Roads.Network;

/// <summary>A stretch of a road with a fixed set of lanes.</summary>
public sealed class LaneSection
{
    /// <summary>Takes the lanes from left to right.</summary>
    /// <exception cref="ArgumentException">The numbers of the lanes do not run down to 1 and from -1 on without a gap.</exception>
    public LaneSection(double start, ImmutableArray<Lane> lanes, ImmutableArray<RoadMark> centreMarks = default)
    {
        (Start, Lanes, CentreMarks) = (start, lanes, centreMarks.IsDefault ? [] : centreMarks);
        while (Left < lanes.Length && lanes[Left].Id > 0) Left++;
        for (int i = 0; i < lanes.Length; i++)
        {
            int expected = i < Left ? Left - i : Left - i - 1;
            if (lanes[i].Id != expected) throw new ArgumentException($"Lane {lanes[i].Id} stands where lane {expected} should.", nameof(lanes));
        }
    }

    /// <summary>Station of the road where the section starts, m.</summary>
    public double Start { get; }

    /// <summary>The lanes from left to right: n, ..., 1, -1, ..., -m.</summary>
    public ImmutableArray<Lane> Lanes { get; }

    /// <summary>Marks on the border between lanes 1 and -1.</summary>
    public ImmutableArray<RoadMark> CentreMarks { get; }

    /// <summary>Number of lanes to the left of that border.</summary>
    public int Left { get; }

    /// <summary>Number of lanes to its right.</summary>
    public int Right => Lanes.Length - Left;

    /// <summary>Whether there is a lane of this number.</summary>
    public bool Has(int lane) => lane != 0 && lane <= Left && -lane <= Right;

    /// <summary>A lane by its number: 1 and up to the left, -1 and down to the right.</summary>
    /// <exception cref="ArgumentException">There is no such lane.</exception>
    public Lane Lane(int lane)
        => Has(lane) ? Lanes[lane > 0 ? Left - lane : Left - lane - 1] : throw new ArgumentException($"The section has no lane {lane}.", nameof(lane));

    /// <summary>Left and right edge of a lane at station s of the road, m to the left of the border between lanes 1 and -1.</summary>
    /// <exception cref="ArgumentException">There is no such lane.</exception>
    public (double Left, double Right) LaneEdges(int lane, double s)
    {
        int side = Math.Sign(lane);
        double inner = 0, outer = Lane(lane).Width.At(s - Start);
        for (int id = side; id != lane; id += side) inner += Lane(id).Width.At(s - Start);
        outer += inner;
        return side > 0 ? (outer, inner) : (-inner, -outer);
    }
}
