using System.Numerics;
using CsCheck;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Software;

namespace Snowball.Rendering.Tests.Software;

/// <summary>Which pixels triangles cover.</summary>
public sealed class CoverageTests
{
    private const int Size = 32;

    /// <summary>Corners of triangles lie on quarters of pixels, so that many middles of pixels lie on sides and in corners.</summary>
    private static readonly Gen<(double X, double Y)> s_point = Gen.Select(Gen.Int[-40, 168], Gen.Int[-40, 168], (x, y) => (0.25 * x, 0.25 * y));

    [Fact]
    public void ATriangleCoversThePixelsWhoseMiddlesAreWithinIt()
        => Gen.Select(s_point, s_point, s_point).Sample((a, b, c) =>
        {
            var hits = new int[Size, Size];
            Fill(hits, a, b, c);
            for (int y = 0; y < Size; y++)
            {
                for (int x = 0; x < Size; x++)
                {
                    // Exact: quarters and halves have short products.
                    double ab = Edge(a, b, x, y), bc = Edge(b, c, x, y), ca = Edge(c, a, x, y);
                    if (ab == 0 || bc == 0 || ca == 0) continue;
                    bool isWithin = ab < 0 && bc < 0 && ca < 0;
                    Assert.True(hits[x, y] == (isWithin ? 1 : 0), $"{x}, {y} of {a} {b} {c}");
                }
            }
        });

    /// <summary>A polygon around a point, in triangles that meet there: no middle of a pixel is missed, none is hit twice, also not on sides.</summary>
    [Fact]
    public void TrianglesThatShareSidesShareNoPixel()
        => Gen.Select(s_point, Gen.Double[0.0, 0.2].Array[12]).Sample((middle, turns) =>
        {
            var corners = turns.Select((turn, i) =>
            {
                var (sin, cos) = Math.SinCos((i + turn) * Math.Tau / turns.Length);
                return (X: middle.X + Math.Round(60 * cos * 4) / 4, Y: middle.Y - Math.Round(60 * sin * 4) / 4);
            }).ToArray();
            var hits = new int[Size, Size];
            for (int i = 0; i < corners.Length; i++) Fill(hits, middle, corners[i], corners[(i + 1) % corners.Length]);
            for (int y = 0; y < Size; y++)
            {
                for (int x = 0; x < Size; x++)
                {
                    bool isWithin = Enumerable.Range(0, corners.Length).All(i => Edge(corners[i], corners[(i + 1) % corners.Length], x, y) < 0);
                    if (isWithin) Assert.True(hits[x, y] == 1, $"{x}, {y} is hit {hits[x, y]} times");
                }
            }
        });

    /// <summary>The same from end to end: a terrain of random heights seen from above has no holes, and no pixel of it is drawn twice.</summary>
    [Fact]
    public void AWholeMeshHasNoCracks()
    {
        const int Cells = 40;
        var random = new Random(1);
        var vertices = new Vertex[(Cells + 1) * (Cells + 1)];
        for (int i = 0; i < vertices.Length; i++)
        {
            vertices[i] = Pictures.Corner(new(i / (Cells + 1) - 0.5f * Cells + random.NextSingle() * 0.4f, i % (Cells + 1) - 0.5f * Cells + random.NextSingle() * 0.4f, -20f + random.NextSingle()), (uint)i * 977);
        }
        var indices = new List<int>();
        for (int x = 0; x < Cells; x++)
        {
            for (int y = 0; y < Cells; y++)
            {
                int a = x * (Cells + 1) + y, b = a + Cells + 1;
                indices.AddRange([a, b, b + 1, a, b + 1, a + 1]);
            }
        }
        var down = new Sim.Sensors.Cameras.CameraPose(Vector3.Zero, -Vector3.UnitZ, Vector3.UnitY, Vector3.UnitX);
        var picture = Pictures.Draw(Pictures.Scene(vertices, [.. indices]), 200, 152, 180f, down);
        Assert.All(picture.Depth, depth => Assert.InRange(depth, 19f, 20f));
    }

    [Fact]
    public void BacksAndSliversAreNotDrawn()
    {
        Vertex[] corners = [Pictures.Corner(new(10f, 1f, -1f)), Pictures.Corner(new(10f, -1f, -1f)), Pictures.Corner(new(10f, 0f, 1f))];
        Assert.Contains(Pictures.Draw(Pictures.Scene(corners, 0, 1, 2), 32, 32, 64f).Depth, float.IsFinite);
        Assert.DoesNotContain(Pictures.Draw(Pictures.Scene(corners, 0, 2, 1, 0, 0, 1, 2, 2, 2), 32, 32, 64f).Depth, float.IsFinite);
    }

    private static double Edge((double X, double Y) from, (double X, double Y) to, int x, int y)
        => (to.X - from.X) * (y + 0.5 - from.Y) - (x + 0.5 - from.X) * (to.Y - from.Y);

    private static void Fill(int[,] hits, (double X, double Y) a, (double X, double Y) b, (double X, double Y) c)
    {
        double area = (b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y);
        var edges = default(Edges);
        if (!(area < 0) || !edges.Set(a.X, a.Y, b.X, b.Y, c.X, c.Y, Size)) return;
        for (int row = edges.Top; row < edges.Bottom; row++)
        {
            edges.Spans(row / 4 * 4, Size, out var first, out var end);
            for (int x = first[row % 4]; x < end[row % 4]; x++) hits[x, row]++;
        }
    }
}
