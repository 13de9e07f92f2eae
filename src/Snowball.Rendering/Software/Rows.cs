using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Software;

/// <summary>Fills a triangle row by row, eight pixels at a time.</summary>
internal static unsafe class Rows
{
    [SkipLocalsInit]
    public static void Fill<TSurface>(in Triangle triangle, Picture picture) where TSurface : struct, ISurface
    {
        fixed (Triangle* pinned = &triangle)
        {
            int bottom = triangle.Edges.Bottom;
            for (int top = triangle.Edges.Top; top < bottom; top += Edges.Rows)
            {
                triangle.Edges.Spans(top, picture.Width, out var firsts, out var ends);
                int* first = (int*)&firsts, end = (int*)&ends;
                int rows = Math.Min(bottom - top, Edges.Rows);
                for (int i = 0; i < rows; i++)
                {
                    if (first[i] < end[i]) FillSpan<TSurface>(pinned, picture, top + i, first[i], end[i]);
                }
            }
        }
    }

    [SkipLocalsInit]
    private static void FillSpan<TSurface>(Triangle* triangle, Picture picture, int row, int first, int end) where TSurface : struct, ISurface
    {
        int aligned = first & -Lanes.Count, count = end - aligned, offset = row * picture.Stride + aligned;
        double x = aligned + 0.5 - triangle->OriginX, y = row + 0.5 - triangle->OriginY;
        // In memory, from where single values are quickly spread over a vector.
        Vector128<float> litFirst = triangle->Lit.At(x, y), stripFirst = TSurface.IsPainted ? triangle->Strip.At(x, y) : default;
        float* nearnesses = picture.Nearness + offset, litFrom = (float*)&litFirst, lit = (float*)&triangle->Lit.Across;
        int* colours = picture.Colour + offset, classes = picture.Class + offset;
        var (within, beyond) = (Vector256.Create((float)(first - aligned)), Vector256.Create((float)count));
        ref readonly var atmosphere = ref picture.Atmosphere;
        for (int i = 0; i < count; i += Lanes.Count)
        {
            var step = Lanes.Steps + Vector256.Create((float)i);
            var nearness = Ramp(litFrom, lit, 0, step);
            var before = Vector256.Load(nearnesses + i);
            var seen = Vector256.GreaterThan(nearness, before) & Vector256.GreaterThanOrEqual(step, within) & Vector256.LessThan(step, beyond);
            if (!Lanes.Any(seen)) continue;

            var depth = Vector256<float>.One / nearness;
            var (red, green, blue) = (Ramp(litFrom, lit, 1, step) * depth, Ramp(litFrom, lit, 2, step) * depth, Ramp(litFrom, lit, 3, step) * depth);
            var headlight = Vector256<float>.Zero;
            if (picture.IsNight)
            {
                var right = depth * (step + Vector256.Create(aligned + 0.5f - 0.5f * picture.Width)) * picture.PixelSize;
                headlight = ShadingLanes.Headlight(atmosphere.Headlights, depth, right);
                var albedoFirst = triangle->Albedo.At(x, y);
                float* albedoFrom = (float*)&albedoFirst, albedo = (float*)&triangle->Albedo.Across;
                var share = headlight * depth;
                red += Ramp(albedoFrom, albedo, 0, step) * share;
                green += Ramp(albedoFrom, albedo, 1, step) * share;
                blue += Ramp(albedoFrom, albedo, 2, step) * share;
            }
            var painted = Vector256<float>.Zero;
            if (TSurface.IsPainted)
            {
                var strip = new StripPixels
                {
                    First = (float*)&stripFirst,
                    Across = (float*)&triangle->Strip.Across,
                    Down = (float*)&triangle->Strip.Down,
                    NearnessAcross = lit[0],
                    NearnessDown = ((float*)&triangle->Lit.Down)[0],
                    Step = step,
                    Depth = depth,
                };
                TSurface.Cover(triangle->Cover, strip, out var white, out var yellow);
                painted = white + yellow;
                if (Lanes.Any(Vector256.GreaterThan(painted, Vector256<float>.Zero)))
                {
                    var lightFirst = triangle->Light.At(x, y);
                    float* lightFrom = (float*)&lightFirst, light = (float*)&triangle->Light.Across;
                    float fresh = 1f - atmosphere.MarkingWear;
                    var bare = Vector256<float>.One - painted * fresh;
                    (white, yellow) = (white * (255f * fresh), yellow * (255f * fresh));
                    red = red * bare + (white * Shading.White.X + yellow * Shading.Yellow.X) * (Ramp(lightFrom, light, 0, step) * depth + headlight);
                    green = green * bare + (white * Shading.White.Y + yellow * Shading.Yellow.Y) * (Ramp(lightFrom, light, 1, step) * depth + headlight);
                    blue = blue * bare + (white * Shading.White.Z + yellow * Shading.Yellow.Z) * (Ramp(lightFrom, light, 2, step) * depth + headlight);
                }
            }
            if (atmosphere.FogDensity > 0f)
            {
                var clear = ShadingLanes.Transmission(atmosphere.FogDensity, depth);
                var hazy = Vector256<float>.One - clear;
                red = red * clear + hazy * picture.Haze.X;
                green = green * clear + hazy * picture.Haze.Y;
                blue = blue * clear + hazy * picture.Haze.Z;
            }
            var colour = Lanes.Pack(red, green, blue) | Vector256.Create(triangle->Id << 24);
            Vector256.ConditionalSelect(seen, nearness, before).Store(nearnesses + i);
            Vector256.ConditionalSelect(seen.AsInt32(), colour, Vector256.Load(colours + i)).Store(colours + i);
            if (!picture.HasClasses) continue;
            var semantic = Vector256.Create((int)triangle->Cover.Class);
            if (TSurface.IsPainted)
            {
                var isMarking = Vector256.GreaterThan(painted, Vector256.Create(0.5f)).AsInt32();
                semantic = Vector256.ConditionalSelect(isMarking, Vector256.Create((int)SemanticClass.Marking), semantic);
            }
            Vector256.ConditionalSelect(seen.AsInt32(), semantic, Vector256.Load(classes + i)).Store(classes + i);
        }
    }

    /// <summary>One of four values along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Ramp(float* first, float* across, int value, Vector256<float> step)
        => Vector256.Create(first[value]) + Vector256.Create(across[value]) * step;
}
