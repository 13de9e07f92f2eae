using System.Numerics;
using System.Runtime.Intrinsics;
using CsCheck;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Software;

namespace Snowball.Rendering.Tests.Software;

/// <summary>The formulas of eight pixels against those of one.</summary>
public sealed class ShadingLanesTests
{
    private const float Tolerance = 1e-5f;

    [Fact]
    public void Transmission() => Gen.Select(Gen.Float[0f, 0.1f], Gen.Float[0.1f, 900f]).Sample((density, depth) =>
        Assert.Equal(Shading.Transmission(density, depth), First(ShadingLanes.Transmission(density, Vector256.Create(depth))), Tolerance));

    [Fact]
    public void Headlight() => Gen.Select(Gen.Float[0.1f, 2f], Gen.Float[0.1f, 200f], Gen.Float[-50f, 50f]).Sample((strength, depth, right) =>
        Assert.Equal(Shading.Headlight(strength, depth, right), First(ShadingLanes.Headlight(strength, Vector256.Create(depth), Vector256.Create(right))), Tolerance));

    [Fact]
    public void Coverage()
        => Gen.Select(Gen.Int[1, Marking.All.Length - 1], Gen.Float[-0.5f, 4f], Gen.Float[-50f, 50f], Gen.Float[0.001f, 3f], Gen.Float[0.001f, 30f])
            .Sample((kind, edge, s, across, along) =>
            {
                ref readonly var marking = ref Marking.All[kind];
                float share = First(ShadingLanes.AcrossShare(marking, Vector256.Create(edge), Vector256.Create(across)));
                if (marking.Dash < marking.Period) share *= First(ShadingLanes.DashShare(marking, Vector256.Create(s), Vector256.Create(along)));
                Assert.Equal(Shading.Coverage(marking, edge, s, across, along), share, Tolerance);
            });

    [Fact]
    public void GoreCoverage()
        => Gen.Select(Gen.Float[-0.5f, 4f], Gen.Float[-50f, 50f], Gen.Float[0.001f, 3f], Gen.Float[0.001f, 30f])
            .Sample((fromLeft, s, across, along) => Assert.Equal(
                Shading.GoreCoverage(fromLeft, s, across, along),
                First(ShadingLanes.GoreCoverage(Vector256.Create(fromLeft), Vector256.Create(s), Vector256.Create(across), Vector256.Create(along))), Tolerance));

    [Fact]
    public void Shadow() => Gen.Select(Gen.Float[-10f, 10f], Gen.Float[-4f, 4f]).Sample((forward, left) => Assert.Equal(
        Shading.ShadowAt(forward, left, new(4.5f, 1.8f, 1.5f)), First(ShadingLanes.ShadowAt(Vector256.Create(forward), Vector256.Create(left), 4.5f, 1.8f)), Tolerance));

    private static float First(Vector256<float> lanes)
    {
        for (int i = 1; i < 8; i++) Assert.Equal(lanes[0], lanes[i]);
        return lanes[0];
    }
}
