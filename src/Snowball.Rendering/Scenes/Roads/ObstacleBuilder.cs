using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Beacons and other boxes that stand on the road, where contact and lidar have them.</summary>
internal sealed class ObstacleBuilder(RoadShape shape, MeshBuilder mesh)
{
    // Bars of a beacon (German sign 605).
    private const int Bars = 5;
    private const float ChunkLength = 50f, HighestBeacon = 1.3f;

    public void Build(IReadOnlyList<RoadsidePlace> places, RoadDetail detail)
    {
        float start = float.NegativeInfinity;
        foreach (var place in places)
        {
            if (place.Box.IsRail || (place.IsRailEnd && !detail.IsRich)) continue;
            if (place.S > start + ChunkLength)
            {
                mesh.Chunk(detail.ThingsHidden);
                start = place.S;
            }
            var box = place.Box;
            var spot = new Spot(new(box.X, box.Y, shape.Height(place.S, place.D)), new(box.Cos, box.Sin, 0f), mesh);
            Vector3 low = new(-box.HalfLength, -box.HalfWidth, 0f), high = new(box.HalfLength, box.HalfWidth, box.Height);
            if (place.IsRailEnd) spot.Box(SemanticClass.Barrier, Palette.Steel, low, high);
            else if (place.IsBeacon && box.Height < HighestBeacon) Beacon(spot, low, high, detail.IsRich);
            else spot.Box(SemanticClass.Obstacle, Palette.Red, low, high);
        }
        mesh.Chunk(detail.ThingsHidden);
    }

    private static void Beacon(in Spot spot, Vector3 low, Vector3 high, bool isRich)
    {
        if (!isRich)
        {
            spot.Box(SemanticClass.Obstacle, Palette.Beacon, low, high, Faces.Front | Faces.Back);
            return;
        }
        float bar = (high.Z - low.Z) / Bars;
        for (int i = 0; i < Bars; i++)
        {
            var (from, to) = (low with { Z = low.Z + i * bar }, high with { Z = low.Z + (i + 1) * bar });
            spot.Box(SemanticClass.Obstacle, i % 2 == 0 ? Palette.Red : Palette.White, from, to, i == Bars - 1 ? Faces.Sides | Faces.Top : Faces.Sides);
        }
    }
}
