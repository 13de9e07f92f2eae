using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Rendering.Tests.GroundTruth;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Tests.Scenes;

/// <summary>Presets, and what is drawn for an episode.</summary>
public sealed class AppearanceTests
{
    private const int Draws = 4000;

    [Fact]
    public void AtmospheresHaveTheLightOfTheirNames()
    {
        Assert.True(Luma(Atmospheres.Named("night").Ambient) < 0.3f * Luma(Atmospheres.Named("clear").Ambient));
        Assert.True(Luma(Atmospheres.Named("dusk").Horizon) > Luma(Atmospheres.Named("night").Horizon));
        Assert.True(Luma(Atmospheres.Named("overcast").Sun) < 0.2f * Luma(Atmospheres.Named("clear").Sun));
        Assert.True(Atmospheres.Named("low-sun").ToSun.Z < 0.2f);
        Assert.Equal(3f / 150f, Atmospheres.Named("fog").FogDensity);
        Assert.True(Atmospheres.Named("rain").Rain > 0f);
        Assert.True(Atmospheres.Named("night").Headlights > 0.5f && Atmospheres.Named("clear").Headlights == 0f);
        foreach (string name in Atmospheres.Names) Assert.Equal(1f, Atmospheres.Named(name).ToSun.Length(), 1e-5f);
    }

    [Fact]
    public void AnUnknownNameIsRefused()
    {
        var error = Assert.Throws<InputException>(() => Atmospheres.Named("hail"));

        Assert.Equal("there is no atmosphere 'hail'; known are clear, low-sun, overcast, dusk, night, fog, rain", error.Message);
    }

    [Fact]
    public void LightChangesWithoutJumpsAsTheSunSets()
    {
        for (float elevation = -0.3f; elevation < 1.2f; elevation += 0.002f)
        {
            Atmosphere now = Atmospheres.Of(Weather.Clear, elevation, 0f), next = Atmospheres.Of(Weather.Clear, elevation + 0.002f, 0f);
            Assert.True(Vector3.Distance(now.Sun, next.Sun) < 0.05f && Vector3.Distance(now.Ambient, next.Ambient) < 0.02f && Vector3.Distance(now.Horizon, next.Horizon) < 0.03f);
        }
    }

    [Fact]
    public void WithoutVariationEveryEpisodeIsTheClearDay()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var drawn = EpisodeAppearance.Draw(new AppearanceSettings(), seed);
            Assert.Equal(Atmospheres.Clear, drawn.Atmosphere);
            Assert.Equal(new CameraJitter(default, 0f, 0f, 1f, 0f, 0f), drawn.Camera);
        }
    }

    [Fact]
    public void AnEpisodeLooksTheSameWheneverItIsDrawn()
    {
        Assert.Equal(EpisodeAppearance.Draw(Varied, 11), EpisodeAppearance.Draw(Varied, 11));
        Assert.NotEqual(EpisodeAppearance.Draw(Varied, 11), EpisodeAppearance.Draw(Varied, 12));
    }

    [Fact]
    public void OneKeyLeavesTheDrawsOfOthersAlone()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (one, other) = (EpisodeAppearance.Draw(Varied, seed), EpisodeAppearance.Draw(Varied with { SunElevation = Distribution.Constant(0.5f), Weather = [Weather.Clear] }, seed));
            Assert.Equal(one.Atmosphere.MarkingWear, other.Atmosphere.MarkingWear);
            Assert.Equal(one.Atmosphere.TerrainTint, other.Atmosphere.TerrainTint);
            Assert.Equal(one.Camera, other.Camera);
        }
    }

    [Fact]
    public void DrawsFollowTheirDistributions()
    {
        var drawn = new EpisodeAppearance[Draws];
        for (int i = 0; i < Draws; i++) drawn[i] = EpisodeAppearance.Draw(Varied, (ulong)i);

        // Two of four places are rain, one is fog; five deviations of a binomial share.
        Assert.InRange(drawn.Count(look => look.Atmosphere.Rain > 0f) / (double)Draws, 0.46, 0.54);
        Assert.InRange(drawn.Count(look => look.Atmosphere.FogDensity is > 0.0099f and < 0.0301f) / (double)Draws, 0.215, 0.285);
        AssertUniform(drawn.Select(look => look.Atmosphere.MarkingWear), 0.1f, 0.7f);
        AssertUniform(drawn.Select(look => look.Atmosphere.TerrainTint.X), 0.8f, 1.2f);
        AssertUniform(drawn.Select(look => look.Atmosphere.TerrainTint.Z), 0.8f, 1.2f);
        AssertUniform(drawn.Where(look => look.Atmosphere.Rain > 0f).Select(look => look.Atmosphere.Rain), 0.2f, 0.8f);
        AssertUniform(drawn.Select(look => look.Camera.FocalLength), 0.9f, 1.1f);
        AssertNormal(drawn.Select(look => look.Camera.Offset.X), 0.02);
        AssertNormal(drawn.Select(look => look.Camera.Offset.Y), 0.03);
        AssertNormal(drawn.Select(look => look.Camera.Offset.Z), 0.04);
        AssertNormal(drawn.Select(look => look.Camera.Offset.Yaw), 0.01);
        AssertNormal(drawn.Select(look => look.Camera.Pitch), 0.02);
        AssertNormal(drawn.Select(look => look.Camera.Roll), 0.03);
    }

    [Fact]
    public void AnyPaintIsDrawnWhereAskedFor()
    {
        var scenario = Stage.Load("dense-traffic");
        uint asSold = Paint(scenario), any = Paint(scenario with { Appearance = new() { VehicleColours = VehicleColours.Any } });

        Assert.Equal(Paints.Ego, asSold);
        Assert.NotEqual(Paints.Ego, any);

        static uint Paint(Scenario scenario)
        {
            using var env = new DrivingEnv(scenario, worlds: 1);
            var instances = new VehicleInstance[env.Vehicles.Slots];
            new WorldExtractor(env).Vehicles(0, instances);
            return instances[0].Paint;
        }
    }

    private static AppearanceSettings Varied => new()
    {
        Weather = [Weather.Rain, Weather.Fog, Weather.Clear, Weather.Rain],
        SunElevation = Distribution.Uniform(-0.2f, 1f),
        FogVisibility = Distribution.Uniform(100f, 300f),
        RainDensity = Distribution.Uniform(0.2f, 0.8f),
        MarkingWear = Distribution.Uniform(0.1f, 0.7f),
        TerrainColour = Distribution.Uniform(0.8f, 1.2f),
        Camera = new()
        {
            X = Distribution.Normal(0f, 0.02f), Y = Distribution.Normal(0f, 0.03f), Z = Distribution.Normal(0f, 0.04f), Yaw = Distribution.Normal(0f, 0.01f),
            Pitch = Distribution.Normal(0f, 0.02f), Roll = Distribution.Normal(0f, 0.03f), FocalLength = Distribution.Uniform(0.9f, 1.1f),
        },
    };

    /// <summary>By the Kolmogorov-Smirnov distance, at a level of about one in a million.</summary>
    private static void AssertUniform(IEnumerable<float> values, float low, float high)
    {
        float[] sorted = [.. values.Order()];
        Assert.InRange(sorted[0], low, high);
        Assert.InRange(sorted[^1], low, high);
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++) distance = Math.Max(distance, Math.Abs((sorted[i] - low) / (high - low) - (i + 0.5) / sorted.Length));
        Assert.True(distance < 2.7 / Math.Sqrt(sorted.Length), $"distance {distance} of {sorted.Length} values");
    }

    private static void AssertNormal(IEnumerable<float> values, double deviation)
    {
        double[] all = [.. values.Select(value => value / deviation)];
        Assert.InRange(all.Average(), -0.08, 0.08);
        // Clipped to three deviations: 0.973 of the variance is left... and of all, 68 % lie within one.
        Assert.InRange(all.Select(value => value * value).Average(), 0.88, 1.08);
        Assert.InRange(all.Count(value => Math.Abs(value) < 1) / (double)all.Length, 0.64, 0.72);
        Assert.True(all.Max() <= 3.0001 && all.Min() >= -3.0001);
    }

    private static float Luma(Vector3 colour) => Vector3.Dot(colour, new(0.3f, 0.59f, 0.11f));
}
