using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>How a face looks.</summary>
internal readonly record struct Skin(Surface Surface, uint Colour)
{
    /// <summary>A colour of red, green and blue, 0 to 255.</summary>
    public static uint Rgb(int red, int green, int blue) => (uint)(red | green << 8 | blue << 16);

    public static readonly Skin Paint = new(Surface.Paint, Rgb(255, 255, 255));
    public static readonly Skin Glass = new(Surface.Glass, Rgb(38, 46, 56));
    public static readonly Skin Rubber = new(Surface.Plain, Rgb(28, 28, 30));
    public static readonly Skin Trim = new(Surface.Plain, Rgb(44, 45, 48));
    public static readonly Skin Rim = new(Surface.Plain, Rgb(170, 172, 176));
    public static readonly Skin Steel = new(Surface.Plain, Rgb(120, 122, 126));
    public static readonly Skin Plate = new(Surface.Plain, Rgb(235, 235, 228));
    public static readonly Skin Head = new(Surface.HeadLamp, Rgb(255, 255, 235));
    public static readonly Skin Tail = new(Surface.TailLamp, Rgb(255, 15, 10));
    public static readonly Skin Brake = new(Surface.BrakeLamp, Rgb(255, 15, 10));
    public static readonly Skin Left = new(Surface.IndicatorLeft, Rgb(255, 153, 13));
    public static readonly Skin Right = new(Surface.IndicatorRight, Rgb(255, 153, 13));
}

/// <summary>
/// Collects the triangles of a vehicle in metres, about the middle of its footprint, and gives them as a model scaled to its size.
/// </summary>
internal sealed class ShapeBuilder(float length, float width, float height, SemanticClass kind)
{
    private readonly List<Vertex> _vertices = [];
    private readonly List<int> _indices = [];
    private int _first;

    /// <summary>Half of the length and width, and the height, m.</summary>
    public float Front => 0.5f * length;

    /// <inheritdoc cref="Front"/>
    public float Side => 0.5f * width;

    /// <inheritdoc cref="Front"/>
    public float Top => height;

    /// <summary>A triangle, counter-clockwise seen from outside.</summary>
    public void Triangle(Skin skin, Vector3 a, Vector3 b, Vector3 c)
    {
        var normal = Exact.Cross(b - a, c - a);
        if (Exact.Dot(normal, normal) < 1e-12f) return;
        normal = Exact.Normalize(normal);
        Add(skin, a, normal);
        Add(skin, b, normal);
        Add(skin, c, normal);
    }

    /// <summary>A quadrangle, counter-clockwise seen from outside.</summary>
    public void Quad(Skin skin, Vector3 a, Vector3 b, Vector3 c, Vector3 d)
    {
        Triangle(skin, a, b, c);
        Triangle(skin, a, c, d);
    }

    /// <summary>The same quadrangle on the left and mirrored on the right; given for the left side.</summary>
    public void Quads(Skin left, Skin right, Vector3 a, Vector3 b, Vector3 c, Vector3 d)
    {
        Quad(left, a, b, c, d);
        Quad(right, Mirror(d), Mirror(c), Mirror(b), Mirror(a));
    }

    /// <summary>A box, without its bottom.</summary>
    public void Box(Skin skin, Vector3 low, Vector3 high) => Frustum(skin, skin, low, high, Vector2.Zero, Vector2.Zero, 0f);

    /// <summary>A box without bottom whose roof is drawn in: at the front and the rear, and at each side, m.</summary>
    public void Frustum(Skin sides, Skin roof, Vector3 low, Vector3 high, Vector2 front, Vector2 rear, float side)
    {
        // front.X and rear.X: how far the roof's edge lies behind, or ahead of, the foot.
        Vector3 a = new(high.X, low.Y, low.Z), b = new(high.X, high.Y, low.Z), c = new(low.X, high.Y, low.Z), d = new(low.X, low.Y, low.Z);
        Vector3 e = new(high.X - front.X, low.Y + side, high.Z), f = new(high.X - front.X, high.Y - side, high.Z);
        Vector3 g = new(low.X + rear.X, high.Y - side, high.Z), h = new(low.X + rear.X, low.Y + side, high.Z);
        Quad(sides, a, b, f, e);
        Quad(sides, b, c, g, f);
        Quad(sides, c, d, h, g);
        Quad(sides, d, a, e, h);
        Quad(roof, e, f, g, h);
    }

    /// <summary>A box without bottom, on the left and mirrored on the right; given for the left.</summary>
    public void Boxes(Skin skin, Vector3 low, Vector3 high)
    {
        Box(skin, low, high);
        Box(skin, new(low.X, -high.Y, low.Z), new(high.X, -low.Y, high.Z));
    }

    /// <summary>Lets light run over the edges between faces of the present range that meet at a blunt angle.</summary>
    public void Smooth()
    {
        // Cosine of the angle from which an edge is sharp.
        const float Sharp = 0.78f;
        var faces = new Dictionary<Vector3, List<(Vector3 Area, Vector3 Normal)>>();
        var smooth = new Vector3[_indices.Count - _first];
        for (int i = _first; i < _indices.Count; i += 3)
        {
            var area = Exact.Cross(_vertices[i + 1].Position - _vertices[i].Position, _vertices[i + 2].Position - _vertices[i].Position);
            for (int k = i; k < i + 3; k++)
            {
                if (!faces.TryGetValue(_vertices[k].Position, out var around)) faces.Add(_vertices[k].Position, around = []);
                around.Add((area, _vertices[k].Normal));
            }
        }
        for (int i = _first; i < _indices.Count; i++)
        {
            var sum = Vector3.Zero;
            foreach (var (area, normal) in faces[_vertices[i].Position])
            {
                if (Exact.Dot(normal, _vertices[i].Normal) > Sharp) sum += area;
            }
            smooth[i - _first] = Exact.Normalize(sum);
        }
        for (int i = _first; i < _indices.Count; i++) _vertices[i] = _vertices[i] with { Normal = smooth[i - _first] };
    }

    /// <summary>Ends a range of triangles.</summary>
    public IndexRange Take()
    {
        var range = new IndexRange(_first, _indices.Count - _first);
        _first = _indices.Count;
        return range;
    }

    /// <summary>The mesh, in shares of length, width and height but for the wheel, which is as it was given.</summary>
    public Mesh Build(IndexRange wheel)
    {
        var vertices = _vertices.ToArray();
        int end = wheel.First + wheel.Count;
        for (int i = 0; i < vertices.Length; i++)
        {
            // Every corner has its own vertex, so that places of indices and vertices are the same.
            if (i >= wheel.First && i < end) continue;
            ref var vertex = ref vertices[i];
            vertex.Position /= new Vector3(length, width, height);
            vertex.Normal = Exact.Normalize(vertex.Normal * new Vector3(length, width, height));
        }
        return new Mesh(vertices, [.. _indices]);
    }

    /// <summary>The same point on the other side.</summary>
    public static Vector3 Mirror(Vector3 point) => new(point.X, -point.Y, point.Z);

    private void Add(Skin skin, Vector3 position, Vector3 normal)
    {
        _indices.Add(_vertices.Count);
        _vertices.Add(new Vertex { Position = position, Normal = normal, Colour = skin.Colour, Surface = skin.Surface, Class = kind });
    }
}
