using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// The lanes of a stretch of a carriageway, row by row, <see cref="Carriageway.StationSpacing"/> m apart. Ramps that end or begin apart from it
/// are led on a little, out of sight.
/// </summary>
internal sealed class LaneRows
{
    /// <summary>A lane narrower than this is not there, and lanes nearer to one another than this share a line, m.</summary>
    public const float Least = 0.01f;

    private const float RampGap = 2f, RampRadius = 400f;
    private const int RampRows = 50;

    private readonly float[] _left, _right;

    public LaneRows(Carriageway road, float from, float to)
    {
        (Road, Lanes) = (road, road.Lanes);
        First = MathF.Floor(from / Carriageway.StationSpacing) * Carriageway.StationSpacing;
        Count = Math.Max(2, (int)MathF.Ceiling((to - First) / Carriageway.StationSpacing) + 1);
        _left = new float[Count * Lanes];
        _right = new float[Count * Lanes];
        for (int row = 0; row < Count; row++)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                float centre = road.LaneCentre(lane, S(row)), half = 0.5f * (road.Table?.Width(lane, S(row)) ?? road.LaneWidth);
                Set(row, lane, centre, half);
            }
        }
        for (int lane = 0; lane < Lanes; lane++) LeadRampsOn(lane);
    }

    public Carriageway Road { get; }

    public int Lanes { get; }

    public int Count { get; }

    private float First { get; }

    /// <summary>Place of a row along the line, m.</summary>
    public float S(int row) => First + row * Carriageway.StationSpacing;

    /// <summary>The row nearest to a place, within those there are.</summary>
    public int Nearest(float s) => Math.Clamp((int)MathF.Floor((s - First) / Carriageway.StationSpacing + 0.5f), 0, Count - 1);

    /// <summary>d of a lane's edges, m.</summary>
    public float Left(int row, int lane) => _left[row * Lanes + lane];

    /// <inheritdoc cref="Left"/>
    public float Right(int row, int lane) => _right[row * Lanes + lane];

    /// <summary>Whether a lane has a width.</summary>
    public bool IsThere(int row, int lane) => Left(row, lane) - Right(row, lane) > Least;

    /// <summary>The nearest lane to the left that is there; -1 where none is.</summary>
    public int LeftNeighbour(int row, int lane)
    {
        do lane--;
        while (lane >= 0 && !IsThere(row, lane));
        return lane;
    }

    /// <summary>Whether a lane that is there has a line in common with its neighbour to the left.</summary>
    public bool SharesLine(int row, int lane)
        => IsThere(row, lane) && LeftNeighbour(row, lane) is >= 0 and var other && Right(row, other) - Left(row, lane) < Least;

    private void Set(int row, int lane, float centre, float half)
        => (_left[row * Lanes + lane], _right[row * Lanes + lane]) = (centre + half, centre - half);

    private void LeadRampsOn(int lane)
    {
        for (int row = 1; row < Count; row++)
        {
            bool was = IsThere(row - 1, lane), isThere = IsThere(row, lane);
            if (was && !isThere && IsApart(row - 1, lane) is not 0f and var away)
            {
                // The rows behind it are not looked at again: the lane would end there once more.
                row = LeadOn(row - 1, lane, away, 1);
            }
            else if (!was && isThere && IsApart(row, lane) is not 0f and var apart)
            {
                LeadOn(row, lane, apart, -1);
            }
        }
    }

    /// <summary>The side to which a lane is apart from its neighbours, 1 for left; 0 where it is not.</summary>
    private float IsApart(int row, int lane)
    {
        int left = LeftNeighbour(row, lane), right = lane + 1;
        while (right < Lanes && !IsThere(row, right)) right++;
        if (left >= 0 && Right(row, left) - Left(row, lane) > RampGap) return -1f;
        return right < Lanes && Right(row, lane) - Left(row, right) > RampGap ? 1f : 0f;
    }

    /// <summary>Bends a lane away from a row on, until it is there again; gives the row where that ends.</summary>
    private int LeadOn(int from, int lane, float side, int step)
    {
        float centre = 0.5f * (Left(from, lane) + Right(from, lane)), half = 0.5f * (Left(from, lane) - Right(from, lane));
        int row = from + step;
        for (int i = 1; i <= RampRows && row >= 0 && row < Count && !IsThere(row, lane); i++, row += step)
        {
            float along = i * Carriageway.StationSpacing;
            Set(row, lane, centre + side * along * along / (2f * RampRadius), half);
        }
        return row;
    }
}
