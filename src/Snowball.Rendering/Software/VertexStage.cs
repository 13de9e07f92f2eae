using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>Where the vertices of a patch are seen, and how they are lit.</summary>
internal static unsafe class VertexStage
{
    /// <summary>Fills the columns.</summary>
    /// <returns>Whether a vertex is too near, so that its triangles must be clipped.</returns>
    public static bool Run(Patch patch, in Placement placement, in Tints tints, Picture picture, VertexColumns to)
    {
        var (sun, ambient) = (picture.Atmosphere.Sun, picture.Atmosphere.Ambient);
        float focalLength = picture.View.FocalLength, middleX = 0.5f * picture.Width, middleY = 0.5f * picture.Height;
        var nearest = Vector256.Create(float.MaxValue);
        for (int i = 0; i < patch.Vertices; i += Lanes.Count)
        {
            var x = Vector256.Load(patch.X + i) - Vector256.Create(placement.Camera.X);
            var y = Vector256.Load(patch.Y + i) - Vector256.Create(placement.Camera.Y);
            var z = Vector256.Load(patch.Z + i) - Vector256.Create(placement.Camera.Z);
            var depth = x * placement.Depth.X + y * placement.Depth.Y + z * placement.Depth.Z;
            var left = x * placement.Left.X + y * placement.Left.Y + z * placement.Left.Z;
            var up = x * placement.Up.X + y * placement.Up.Y + z * placement.Up.Z;
            nearest = Lanes.Min(nearest, depth);
            var nearness = Vector256<float>.One / depth;
            var scale = nearness * focalLength;
            depth.Store(to.Depth + i);
            nearness.Store(to.Nearness + i);
            (Vector256.Create(middleX) - left * scale).Store(to.X + i);
            (Vector256.Create(middleY) - up * scale).Store(to.Y + i);

            var normalX = Vector256.Load(patch.NormalX + i) * placement.NormalScale.X;
            var normalY = Vector256.Load(patch.NormalY + i) * placement.NormalScale.Y;
            var normalZ = Vector256.Load(patch.NormalZ + i) * placement.NormalScale.Z;
            var squared = normalX * normalX + normalY * normalY + normalZ * normalZ;
            var towards = normalX * placement.ToSun.X + normalY * placement.ToSun.Y + normalZ * placement.ToSun.Z;
            var cosine = Lanes.Max(towards, Vector256<float>.Zero) / Vector256.Sqrt(Lanes.Max(squared, Vector256.Create(1e-12f)));
            var red = cosine * sun.X + Vector256.Create(ambient.X);
            var green = cosine * sun.Y + Vector256.Create(ambient.Y);
            var blue = cosine * sun.Z + Vector256.Create(ambient.Z);
            if (patch.HasPaint)
            {
                red.Store(to.LightRed + i);
                green.Store(to.LightGreen + i);
                blue.Store(to.LightBlue + i);
            }

            var tint = patch.Tints[i / Lanes.Count];
            var (multiplier, emission) = (tints.Multiplier(tint), tints.Emission(tint));
            var albedoRed = Vector256.Load(patch.Red + i) * multiplier.X;
            var albedoGreen = Vector256.Load(patch.Green + i) * multiplier.Y;
            var albedoBlue = Vector256.Load(patch.Blue + i) * multiplier.Z;
            if (picture.IsNight)
            {
                albedoRed.Store(to.AlbedoRed + i);
                albedoGreen.Store(to.AlbedoGreen + i);
                albedoBlue.Store(to.AlbedoBlue + i);
            }
            (albedoRed * red + Vector256.Create(emission.X)).Store(to.Red + i);
            (albedoGreen * green + Vector256.Create(emission.Y)).Store(to.Green + i);
            (albedoBlue * blue + Vector256.Create(emission.Z)).Store(to.Blue + i);
        }
        return Lanes.Any(Vector256.LessThan(nearest, Vector256.Create(Shading.Near)));
    }
}
