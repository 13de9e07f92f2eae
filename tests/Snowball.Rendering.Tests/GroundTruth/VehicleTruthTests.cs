namespace Snowball.Rendering.Tests.GroundTruth;

/// <summary>Drawn vehicles are where the simulation has them: masks and depths against rays in double precision through the triangles of their models, and against
/// their boxes.</summary>
public sealed class VehicleTruthTests(ITestOutputHelper output)
{
    // Only vehicles higher than this in the picture count, pixels.
    private const int LeastHeight = 12;

    [Theory]
    [InlineData("dense-traffic", DetailLevel.Fast)]
    [InlineData("dense-traffic", DetailLevel.Rich)]
    [InlineData("exit", DetailLevel.Rich)]
    [InlineData("merging", DetailLevel.Fast)]
    [InlineData("hills", DetailLevel.Rich)]
    public void MasksAndDepthsAreThoseOfTheGeometry(string scenario, DetailLevel level)
    {
        var shapes = new List<double>();
        var boxes = new List<double>();
        var insides = new List<double>();
        int depths = 0, wrong = 0;
        for (ulong seed = 1; seed <= 2; seed++)
        {
            using var stage = new Stage(scenario, seed, level);
            foreach (int carrier in Carriers(stage))
            {
                foreach (var shot in stage.Shots(carrier)) Compare(shot, shapes, boxes, insides, ref depths, ref wrong);
            }
        }

        output.WriteLine($"{shapes.Count} vehicles; IoU with the model {shapes.Min():0.000} to {shapes.Max():0.000}, mean {shapes.Average():0.000}; "
            + $"with the box {boxes.Min():0.00} to {boxes.Max():0.00}, mean {boxes.Average():0.00}; inside of it at least {insides.Min():0.000}; "
            + $"depth off by over 1 % on {wrong} of {depths} pixels");
        Assert.True(shapes.Count >= 6, $"{shapes.Count} vehicles are too few");
        Assert.All(shapes, share => Assert.True(share > 0.9, $"the mask agrees with the model by {share}"));
        // A car does not fill its box, but it does not leave it.
        Assert.All(insides, share => Assert.True(share > 0.98, $"{share} of the mask are in the box"));
        Assert.True(boxes.Average() > 0.65, $"masks agree with boxes by {boxes.Average()}");
        Assert.True(wrong <= depths / 1000, $"{wrong} of {depths} depths are off");
    }

    /// <summary>The ego and two others.</summary>
    private static IEnumerable<int> Carriers(Stage stage)
    {
        yield return 0;
        if (stage.Vehicles.Length > 4) yield return stage.Vehicles[stage.Vehicles.Length / 2].Id - 1;
        if (stage.Vehicles.Length > 8) yield return stage.Vehicles[stage.Vehicles.Length / 4].Id - 1;
    }

    private static void Compare(Shot shot, List<double> shapes, List<double> boxes, List<double> insides, ref int depths, ref int wrong)
    {
        foreach (var drawn in shot.Visible)
        {
            var vehicle = shot.Vehicles[drawn.Vehicle];
            var solid = Solid.Of(vehicle, drawn);
            var expected = solid.Cast(shot);
            if (!IsWhole(shot, expected, vehicle.Id)) continue;

            var mask = new bool[expected.Length];
            for (int pixel = 0; pixel < mask.Length; pixel++) mask[pixel] = shot.IdAt(pixel) == vehicle.Id;
            var model = Array.ConvertAll(expected, double.IsFinite);
            var box = Array.ConvertAll(Solid.BoxOf(vehicle).Cast(shot), double.IsFinite);
            shapes.Add(Overlap(mask, model));
            boxes.Add(Overlap(mask, box));
            insides.Add(Inside(mask, box));
            for (int pixel = 0; pixel < mask.Length; pixel++)
            {
                if (!mask[pixel] || !model[pixel]) continue;
                depths++;
                if (!IsNear(shot, solid, pixel)) wrong++;
            }
        }
    }

    /// <summary>Whether a vehicle is high enough, and nothing is drawn before it.</summary>
    private static bool IsWhole(Shot shot, double[] expected, byte id)
    {
        int top = int.MaxValue, bottom = -1;
        for (int pixel = 0; pixel < expected.Length; pixel++)
        {
            if (!double.IsFinite(expected[pixel])) continue;
            if (shot.IdAt(pixel) != id && shot.Depth[pixel] < 0.995 * expected[pixel]) return false;
            top = Math.Min(top, pixel / Stage.Width);
            bottom = Math.Max(bottom, pixel / Stage.Width);
        }
        return bottom - top + 1 > LeastHeight;
    }

    /// <summary>Whether the depth of a pixel is that of the solid within 1 %, at its middle or, where an edge runs through it, a twentieth of a pixel beside.</summary>
    private static bool IsNear(Shot shot, Solid solid, int pixel)
    {
        var eye = Vector3D.Of(shot.Pose.Position);
        ReadOnlySpan<(double X, double Y)> places = [(0.5, 0.5), (0.45, 0.5), (0.55, 0.5), (0.5, 0.45), (0.5, 0.55)];
        foreach (var (x, y) in places)
        {
            double depth = solid.Meet(eye, shot.Ray(pixel, x, y));
            if (Math.Abs(shot.Depth[pixel] - depth) <= 0.01 * depth) return true;
        }
        return false;
    }

    /// <summary>Intersection over union.</summary>
    private static double Overlap(bool[] a, bool[] b)
    {
        int both = 0, any = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] && b[i]) both++;
            if (a[i] || b[i]) any++;
        }
        return (double)both / any;
    }

    /// <summary>Share of one mask that is in another.</summary>
    private static double Inside(bool[] mask, bool[] other)
    {
        int all = 0, inside = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            if (!mask[i]) continue;
            all++;
            if (other[i]) inside++;
        }
        return (double)inside / all;
    }
}
