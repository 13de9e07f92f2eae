using System.Numerics;
using Snowball.Sim.Numerics;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// The ground on both sides of a road. It begins a little below the pavement's edge, so that no gap shows whatever their levels of detail, and ends where another
/// part of the road is as near: so it never lies on the road, however that winds. At level rich it rises and falls gently away from it.
/// </summary>
internal sealed class Ground
{
    // The ground goes on under the pavement, and lies deeper, m.
    private const float Inset = 1f, Drop = 0.25f, Slope = 0.03f, Ditch = 0.3f;
    // Ground rises to the height of eyes where it ends: no gap is left below the horizon. Hills grow in proportion to the distance.
    private const float Rise = 1.4f, Hilliness = 0.035f, HillsFrom = 15f, HillSize = 180f;
    private const int SampleRows = 8;
    // Short of the middle, so that no triangle turns over where a bend's radii meet.
    private const float Share = 0.9f;

    private readonly RoadShape _shape;
    private readonly CrossSections _sections;
    private readonly float _width;
    private readonly bool _isHilly;
    private readonly ulong _seed;
    private readonly float[] _left, _right;

    public Ground(RoadShape shape, CrossSections sections, ulong seed, float width, bool isHilly)
    {
        (_shape, _sections, _seed, _width, _isHilly) = (shape, sections, seed, width, isHilly);
        var samples = new List<Vector3>();
        for (int row = 0; row < sections.Rows; row += SampleRows) samples.Add(shape.At(sections.S(row), 0f));
        _left = Reaches(1f, samples);
        _right = Reaches(-1f, samples);
    }

    /// <summary>How far the ground goes from the pavement's edge in a row on a side (1 left, -1 right), m.</summary>
    public float Reach(int row, float side) => Reach(row, side, Edge(row, side));

    /// <summary>The same, were the edge elsewhere.</summary>
    public float Reach(int row, float side, float edge)
    {
        var reaches = side > 0f ? _left : _right;
        float position = row / (float)SampleRows;
        int i = (int)position;
        float reach = i + 1 < reaches.Length ? reaches[i] + (reaches[i + 1] - reaches[i]) * (position - i) : reaches[^1];
        return MathF.Max(Share * reach - side * edge, 2f);
    }

    /// <summary>d of the pavement's edge, m.</summary>
    public float Edge(int row, float side) => side > 0f ? _sections.Edges(row)[0] : _sections.Edges(row)[^1];

    /// <summary>Whether the edge jumps between a row and the next one.</summary>
    public bool Jumps(int row, float side) => MathF.Abs(Edge(row, side) - Edge(row + 1, side)) > CrossSections.Jump;

    /// <summary>The point of the ground at a distance from the pavement's edge, m; negative ones are under it.</summary>
    public Vector3 At(int row, float side, float distance) => At(row, side, distance, Edge(row, side));

    /// <summary>The same, were the edge elsewhere.</summary>
    public Vector3 At(int row, float side, float distance, float edge)
    {
        float s = _sections.S(row), d = edge + side * distance;
        var point = _shape.At(s, d);
        // Away from the road its bank no longer counts.
        float bank = Elementary.Clip(distance / HillsFrom, 0f, 1f), road = point.Z + (_shape.Height(s, 0f) - point.Z) * bank;
        float z = road - Drop - Elementary.Clip(distance * Slope, 0f, Ditch) + Rise * MathF.Max(distance, 0f) / _width;
        return point with { Z = _isHilly && distance > HillsFrom ? z + Hilliness * (distance - HillsFrom) * Noise(point.X, point.Y) : z };
    }

    /// <summary>Where the ground begins.</summary>
    public static float Start => -Inset;

    /// <summary>Smooth noise over the plane, -0.3 to 1: value noise in two octaves.</summary>
    private float Noise(float x, float y) => 0.7f * Octave(x / HillSize, y / HillSize, 0) + 0.3f * Octave(x * 3f / HillSize, y * 3f / HillSize, 1);

    private float Octave(float x, float y, uint octave)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y), u = x - floorX, v = y - floorY;
        u *= u * (3f - 2f * u);
        v *= v * (3f - 2f * v);
        float low = Value(0, 0) + (Value(1, 0) - Value(0, 0)) * u, high = Value(0, 1) + (Value(1, 1) - Value(0, 1)) * u;
        return 1.3f * (low + (high - low) * v) - 0.3f;

        float Value(int i, int j)
            => CounterRandom.ToUnit(CounterRandom.Block(_seed, (uint)((int)floorX + i), (uint)((int)floorY + j), octave, 0).X);
    }

    private float[] Reaches(float side, List<Vector3> samples)
    {
        var reaches = new float[samples.Count];
        for (int i = 0; i < reaches.Length; i++)
        {
            reaches[i] = Reach(samples[i], side * RoadShape.LeftOf(_shape.Forward(_sections.S(i * SampleRows))), samples, _width);
        }
        // Between samples it may be less than at both.
        var least = new float[reaches.Length];
        for (int i = 0; i < least.Length; i++)
        {
            least[i] = MathF.Min(reaches[i], MathF.Min(reaches[Math.Max(i - 1, 0)], reaches[Math.Min(i + 1, least.Length - 1)]));
        }
        return least;
    }

    /// <summary>
    /// How far a straight line at a right angle to the road goes before another part of it is nearer than where it began: the radius of the smallest circle
    /// through both that touches the road here (Blum's medial axis).
    /// </summary>
    private static float Reach(Vector3 point, Vector3 normal, List<Vector3> samples, float furthest)
    {
        foreach (var sample in samples)
        {
            float dx = sample.X - point.X, dy = sample.Y - point.Y, across = dx * normal.X + dy * normal.Y, square = dx * dx + dy * dy;
            if (square < 2f * across * furthest && across > 0f) furthest = square / (2f * across);
        }
        return furthest;
    }
}
