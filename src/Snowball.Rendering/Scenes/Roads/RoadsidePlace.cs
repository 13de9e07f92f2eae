using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>A box of a road's <see cref="ObstacleMap"/> and where its centre is, m.</summary>
internal readonly record struct RoadsidePlace(int Index, ObstacleBox Box, float S, float D)
{
    // Ends of rails are thinner than anything else.
    private const float ThinnestObstacle = 0.03f, LargestBeacon = 0.5f;

    /// <summary>The free end of a rail.</summary>
    public bool IsRailEnd => !Box.IsRail && MathF.Min(Box.HalfLength, Box.HalfWidth) < ThinnestObstacle;

    /// <summary>Small enough for a beacon or a cone.</summary>
    public bool IsBeacon => !Box.IsRail && !IsRailEnd && MathF.Max(Box.HalfLength, Box.HalfWidth) < LargestBeacon;

    /// <summary>All boxes between two places of a road, in the order along it.</summary>
    public static List<RoadsidePlace> Between(Carriageway road, float from, float to)
    {
        var map = road.Obstacles;
        var places = new List<RoadsidePlace>();
        var found = new bool[map.Boxes.Length];
        for (float s = from; s <= to && !map.IsEmpty; s += 0.5f * ObstacleMap.Reach)
        {
            foreach (int index in map.Near(s))
            {
                if (found[index]) continue;
                var box = map.Boxes[index];
                road.Project(box.X, box.Y, s, out float boxS, out float d);
                // A look-up may find what is beside another part of a winding road.
                if (MathF.Abs(boxS - s) > 2f * ObstacleMap.Reach) continue;
                found[index] = true;
                places.Add(new(index, box, boxS, d));
            }
        }
        places.Sort((a, b) => a.S != b.S ? a.S.CompareTo(b.S) : a.Index.CompareTo(b.Index));
        return places;
    }
}
