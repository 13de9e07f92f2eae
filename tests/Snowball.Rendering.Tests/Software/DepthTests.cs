using System.Numerics;
using CsCheck;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Software;

/// <summary>Depth against the intersection of rays with planes.</summary>
public sealed class DepthTests
{
    private const int Width = 84, Height = 60;

    /// <summary>Ground that reaches from far behind the camera to the horizon: two huge triangles, both cut by the near plane.</summary>
    [Theory]
    [InlineData(1.2f, 0f)]
    [InlineData(1f, 0.4f)]
    [InlineData(12f, -0.2f)]
    public void OfHugeGroundUnderTheCamera(float height, float pitch)
    {
        var (sin, cos) = MathF.SinCos(pitch);
        var pose = new CameraPose(new(3f, 7f, height), new(cos, 0f, -sin), Vector3.UnitY, new(sin, 0f, cos));
        const float Far = 400f;
        var picture = Pictures.Draw(
            Pictures.Scene([Pictures.Corner(new(-Far, -Far, 0f)), Pictures.Corner(new(Far, -Far, 0f)), Pictures.Corner(new(Far, Far, 0f)), Pictures.Corner(new(-Far, Far, 0f))], 0, 1, 2, 0, 2, 3),
            Width, Height, 60f, pose);
        int seen = 0;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                var ray = picture.Ray(x, y);
                double depth = height / -(double)ray.Z;
                if (ray.Z > -1e-4f) Assert.True(ray.Z <= 0f || float.IsPositiveInfinity(picture.DepthAt(x, y)));
                else if (depth < 0.5 * Far)
                {
                    Assert.Equal(depth, picture.DepthAt(x, y), depth * 1e-4);
                    seen++;
                }
            }
        }
        Assert.InRange(seen, 500, Width * Height);
    }

    [Fact]
    public void OfRandomTriangles()
    {
        var place = Gen.Select(Gen.Float[-3f, 300f], Gen.Float[-30f, 30f], Gen.Float[-30f, 30f], (x, y, z) => new Vector3(x, y, z));
        Gen.Select(place, place, place).Sample((a, b, c) =>
        {
            var picture = Pictures.Draw(Pictures.Scene([Pictures.Corner(a, 0x10), Pictures.Corner(b, 0x8000), Pictures.Corner(c, 0xF00000)], 0, 1, 2, 0, 2, 1), Width, Height, 60f);
            double abX = b.X - a.X, abY = b.Y - a.Y, abZ = b.Z - a.Z, acX = c.X - a.X, acY = c.Y - a.Y, acZ = c.Z - a.Z;
            double normalX = abY * acZ - abZ * acY, normalY = abZ * acX - abX * acZ, normalZ = abX * acY - abY * acX;
            double distance = normalX * a.X + normalY * a.Y + normalZ * a.Z;
            double length = Math.Sqrt(normalX * normalX + normalY * normalY + normalZ * normalZ);
            // Of a plane through the camera itself the rounding of corners to 24 bits alone moves what is seen; so it does where rays graze a plane.
            if (Math.Abs(distance) < 0.5 * length) return;
            for (int i = 0; i < picture.Depth.Length; i++)
            {
                if (!float.IsFinite(picture.Depth[i])) continue;
                var ray = picture.Ray(i % Width, i / Width);
                double along = normalX * ray.X + normalY * ray.Y + normalZ * ray.Z;
                if (Math.Abs(along) < 0.02 * length) continue;
                Assert.Equal(distance / along, picture.Depth[i], 1e-4 * Math.Abs(distance / along) + 1e-5);
            }
        }, iter: 300);
    }

    [Fact]
    public void WhatIsNearerHidesWhatIsFurtherInAnyOrder()
    {
        Vertex[] vertices =
        [
            Pictures.Corner(new(10f, 9f, -9f), 0x0000FF), Pictures.Corner(new(10f, -9f, -9f)), Pictures.Corner(new(10f, 0f, 9f)),
            Pictures.Corner(new(20f, 9f, -9f), 0x00FF00), Pictures.Corner(new(20f, -9f, -9f)), Pictures.Corner(new(20f, 0f, 9f)),
        ];
        foreach (int[] order in (int[][])[[0, 1, 2, 3, 4, 5], [3, 4, 5, 0, 1, 2]])
        {
            Assert.Equal(10f, Pictures.Draw(Pictures.Scene(vertices, order), 32, 32, 32f).DepthAt(16, 16), 1e-4f);
        }
    }
}
