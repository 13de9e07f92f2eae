using System.Numerics;
using System.Runtime.CompilerServices;
using BepuPhysics;
using BepuPhysics.Collidables;
using BepuUtilities.Memory;
using Snowball.Sim.Roads;

namespace Snowball.Physics.Bepu;

/// <summary>
/// A road as static bodies: its surface, flat or as a mesh of the stations' heights and crossfalls, and what stands on it. A road is shared by worlds on
/// several threads; the mesh is made once and only read from then on.
/// </summary>
internal sealed class RoadBodies
{
    /// <summary>Barriers up to this height are kerbs, m.</summary>
    public const float HighestKerb = 0.25f;

    // Ground beyond what any episode reaches; and what lies beside the lanes of a road with a profile, m.
    private const float FlatHalf = 100_000f, Verge = 40f, Depth = 2f, Foundation = 0.5f, KerbHalfWidth = 0.15f;

    // The inner side of a bend keeps this share of its length.
    private const float LeastShare = 0.1f;

    private static readonly ConditionalWeakTable<Carriageway, RoadBodies> s_made = [];
    private readonly Carriageway _road;
    // Holds the meshes of all roads for as long as the program runs; used under the lock of what is made.
    private static readonly BufferPool s_pool = new();
    private readonly Mesh? _surface;
    private readonly (Vector3 Middle, Quaternion Turn, Vector3 Size, StaticBody What)[] _standing;

    private RoadBodies(Carriageway road)
    {
        _road = road;
        _surface = IsFlat(road) ? null : MakeSurface();
        _standing = new (Vector3, Quaternion, Vector3, StaticBody)[road.Obstacles.Boxes.Length];
        for (int i = 0; i < _standing.Length; i++) _standing[i] = Stand(road.Obstacles.Boxes[i]);
    }

    /// <summary>The bodies of a road.</summary>
    public static RoadBodies Of(Carriageway road)
    {
        lock (s_made) return s_made.GetValue(road, made => new RoadBodies(made));
    }

    /// <summary>Puts them into a simulation.</summary>
    /// <param name="simulation">A new one.</param>
    /// <param name="origin">Where its origin is in the world, m.</param>
    /// <param name="what">Takes what each is, in the order of their handles.</param>
    public void AddTo(Simulation simulation, Vector3 origin, List<StaticBody> what)
    {
        if (_surface is { } mesh) Add(-origin, Quaternion.Identity, simulation.Shapes.Add(mesh), new(StaticKind.Ground, 0f, 0f));
        else Add(new Vector3(0f, 0f, -Depth), Quaternion.Identity, simulation.Shapes.Add(new Box(2f * FlatHalf, 2f * FlatHalf, 2f * Depth)), new(StaticKind.Ground, 0f, 0f));
        foreach (var (middle, turn, size, kind) in _standing)
        {
            Add(middle - origin, turn, simulation.Shapes.Add(new Box(size.X, size.Y, size.Z)), kind);
        }

        void Add(Vector3 position, Quaternion turn, TypedIndex shape, StaticBody kind)
        {
            simulation.Statics.Add(new StaticDescription(position, turn, shape));
            what.Add(kind);
        }
    }

    private static bool IsFlat(Carriageway road)
    {
        if (road.Surface is not { } surface) return true;
        for (int i = 0; i < road.X.Length; i++)
        {
            float s = i * Carriageway.StationSpacing;
            if (surface.Height(s, 0f) != 0f || surface.Bank(s) != 0f) return false;
        }
        return true;
    }

    private Mesh MakeSurface()
    {
        int stations = _road.X.Length;
        float right = -_road.Lanes * _road.LaneWidth - Verge;
        s_pool.Take(2 * (stations - 1), out Buffer<Triangle> triangles);
        for (int i = 0; i + 1 < stations; i++)
        {
            var (left0, right0) = (Point(i, Verge), Point(i, right));
            var (left1, right1) = (Point(i + 1, Verge), Point(i + 1, right));
            // Seen from above they go clockwise, which is the side that is solid.
            triangles[2 * i] = new Triangle(right0, left0, left1);
            triangles[2 * i + 1] = new Triangle(right0, left1, right1);
        }
        return new Mesh(triangles, Vector3.One, s_pool);
    }

    private Vector3 Point(int station, float d)
    {
        float s = station * Carriageway.StationSpacing, bend = _road.Curvature[station] * d;
        if (bend > 1f - LeastShare) d *= (1f - LeastShare) / bend;
        _road.ToWorld(s, d, out float x, out float y, out _);
        return new Vector3(x, y, _road.Surface!.Height(s, d));
    }

    private (Vector3, Quaternion, Vector3, StaticBody) Stand(in ObstacleBox box)
    {
        float foot = FootOf(box);
        bool isKerb = box.Height <= HighestKerb;
        float halfWidth = isKerb ? MathF.Max(box.HalfWidth, KerbHalfWidth) : box.HalfWidth;
        var size = new Vector3(2f * box.HalfLength, 2f * halfWidth, box.Height + Foundation);
        var kind = isKerb ? StaticKind.Kerb : box.IsRail ? StaticKind.Rail : StaticKind.Obstacle;
        return (new Vector3(box.X, box.Y, foot + 0.5f * (box.Height - Foundation)), Quaternion.CreateFromAxisAngle(Vector3.UnitZ, MathF.Atan2(box.Sin, box.Cos)), size,
            new StaticBody(kind, -box.Sin, box.Cos));
    }

    /// <summary>Height of the road at a box, m.</summary>
    private float FootOf(in ObstacleBox box)
    {
        if (_surface is null) return 0f;
        int nearest = 0;
        float least = float.PositiveInfinity;
        for (int i = 0; i < _road.X.Length; i++)
        {
            float dx = _road.X[i] - box.X, dy = _road.Y[i] - box.Y, square = dx * dx + dy * dy;
            if (square < least) (least, nearest) = (square, i);
        }
        _road.Project(box.X, box.Y, nearest * Carriageway.StationSpacing, out float s, out float d);
        return _road.Surface!.Height(s, d);
    }
}
