using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>Fills a triangle row by row, eight pixels at a time.</summary>
internal static unsafe class Rows
{
    // Footprints smaller than this are no camera's, m.
    private const float LeastFootprint = 1e-6f;

    public static void Fill<TSurface>(in Triangle triangle, Picture picture) where TSurface : struct, ISurface
    {
        foreach (var span in new RowSpans(triangle, picture.Width)) FillRow<TSurface>(triangle, picture, span.Row, span.First, span.Count);
    }

    private static void FillRow<TSurface>(in Triangle triangle, Picture picture, int row, int first, int count) where TSurface : struct, ISurface
    {
        double x = first + 0.5 - triangle.OriginX, y = row + 0.5 - triangle.OriginY;
        int offset = row * picture.Stride + first;
        var end = Vector256.Create((float)count);
        ref readonly var atmosphere = ref picture.Atmosphere;
        var lit = new Ramps(triangle.Lit, x, y);
        for (int i = 0; i < count; i += Lanes.Count, offset += Lanes.Count)
        {
            var step = Lanes.Steps + Vector256.Create((float)i);
            var nearness = lit.At(0, step);
            var before = Vector256.Load(picture.Nearness + offset);
            var seen = Vector256.GreaterThan(nearness, before) & Vector256.LessThan(step, end);
            if (!Lanes.Any(seen)) continue;

            var depth = Vector256<float>.One / nearness;
            var (red, green, blue) = (lit.At(1, step) * depth, lit.At(2, step) * depth, lit.At(3, step) * depth);
            var headlight = Vector256<float>.Zero;
            if (picture.IsNight)
            {
                var right = depth * (step + Vector256.Create(first + 0.5f - 0.5f * picture.Width)) / Vector256.Create(picture.View.FocalLength);
                headlight = ShadingLanes.Headlight(atmosphere.Headlights, depth, right);
                var albedo = new Ramps(triangle.Albedo, x, y);
                var share = headlight * depth;
                red += albedo.At(0, step) * share;
                green += albedo.At(1, step) * share;
                blue += albedo.At(2, step) * share;
            }
            var marked = Vector256<float>.Zero;
            if (TSurface.IsPainted)
            {
                var paint = TSurface.Cover(triangle.Cover, Strip(triangle, x, y, step, lit, depth));
                marked = paint.White + paint.Yellow;
                if (Lanes.Any(Vector256.GreaterThan(marked, Vector256<float>.Zero)))
                {
                    var light = new Ramps(triangle.Light, x, y);
                    float left = 255f * (1f - atmosphere.MarkingWear);
                    var (white, yellow, bare) = (paint.White * left, paint.Yellow * left, Vector256<float>.One - marked * (1f - atmosphere.MarkingWear));
                    red = red * bare + (white * Shading.White.X + yellow * Shading.Yellow.X) * (light.At(0, step) * depth + headlight);
                    green = green * bare + (white * Shading.White.Y + yellow * Shading.Yellow.Y) * (light.At(1, step) * depth + headlight);
                    blue = blue * bare + (white * Shading.White.Z + yellow * Shading.Yellow.Z) * (light.At(2, step) * depth + headlight);
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
            var colour = Lanes.Pack(red, green, blue) | Vector256.Create(triangle.Id << 24);
            Vector256.ConditionalSelect(seen, nearness, before).Store(picture.Nearness + offset);
            Vector256.ConditionalSelect(seen.AsInt32(), colour, Vector256.Load(picture.Colour + offset)).Store(picture.Colour + offset);
            if (!picture.HasClasses) continue;
            var semantic = Vector256.Create((int)triangle.Cover.Class);
            if (TSurface.IsPainted)
            {
                var isMarking = Vector256.GreaterThan(marked, Vector256.Create(0.5f)).AsInt32();
                semantic = Vector256.ConditionalSelect(isMarking, Vector256.Create((int)Sim.Sensors.Cameras.SemanticClass.Marking), semantic);
            }
            Vector256.ConditionalSelect(seen.AsInt32(), semantic, Vector256.Load(picture.Class + offset)).Store(picture.Class + offset);
        }
    }

    /// <summary>Footprints are those of derivatives: the derivative of a quotient n / d is (n' - n / d * d') / d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static StripPixels Strip(in Triangle triangle, double x, double y, Vector256<float> step, in Ramps lit, Vector256<float> depth)
    {
        var strip = new Ramps(triangle.Strip, x, y);
        var (along, fromLeft, fromRight) = (strip.At(0, step) * depth, strip.At(1, step) * depth, strip.At(2, step) * depth);
        float across = triangle.Lit.Across[0], down = triangle.Lit.Down[0];
        return new()
        {
            Along = along,
            FromLeft = fromLeft,
            FromRight = fromRight,
            LengthAlong = Footprint(along, triangle.Strip.Across[0], triangle.Strip.Down[0], across, down, depth),
            WidthAtLeft = Footprint(fromLeft, triangle.Strip.Across[1], triangle.Strip.Down[1], across, down, depth),
            WidthAtRight = Footprint(fromRight, triangle.Strip.Across[2], triangle.Strip.Down[2], across, down, depth),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Footprint(
        Vector256<float> value, float across, float down, float nearnessAcross, float nearnessDown, Vector256<float> depth)
    {
        var sum = Vector256.Abs(Vector256.Create(across) - value * nearnessAcross) + Vector256.Abs(Vector256.Create(down) - value * nearnessDown);
        return Lanes.Max(sum * depth, Vector256.Create(LeastFootprint));
    }

    /// <summary>Four values along a row.</summary>
    private readonly ref struct Ramps
    {
        private readonly Vector128<float> _first, _across;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Ramps(in Gradients gradients, double x, double y) => (_first, _across) = (gradients.At(x, y), gradients.Across);

        /// <summary>One of them, steps of a pixel from the first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> At(int value, Vector256<float> step)
            => Vector256.Create(_first.GetElement(value)) + Vector256.Create(_across.GetElement(value)) * step;
    }
}
