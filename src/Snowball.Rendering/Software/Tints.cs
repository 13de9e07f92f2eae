using System.Numerics;
using System.Runtime.CompilerServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>What multiplies albedos, and what is added to lit colours (lamps; 0 to 255), by <see cref="Tint"/>.</summary>
internal struct Tints
{
    private Colours _multiplier, _emission;

    /// <summary>Of everything that stands.</summary>
    public static Tints OfScene(in Atmosphere atmosphere)
    {
        var tints = default(Tints);
        for (int i = 0; i < (int)Tint.Count; i++) tints._multiplier[i] = Vector3.One;
        tints._multiplier[(int)Surface.Road] = tints._multiplier[(int)Surface.Gore] = atmosphere.RoadTint;
        tints._multiplier[(int)Surface.Terrain] = tints._multiplier[(int)Tint.Vegetation] = atmosphere.TerrainTint;
        return tints;
    }

    /// <summary>The same with the paint and the lamps of a vehicle.</summary>
    public readonly Tints With(in VehicleInstance vehicle)
    {
        var tints = this;
        tints._multiplier[(int)Surface.Paint] = (1f / 255f) * new Vector3(vehicle.Paint & 0xFF, (vehicle.Paint >> 8) & 0xFF, (vehicle.Paint >> 16) & 0xFF);
        bool brakes = (vehicle.Lamps & Lamps.Brake) != 0;
        tints.Light(Surface.HeadLamp, Shading.HeadLamp, (vehicle.Lamps & Lamps.Head) != 0 ? 1f : 0f);
        tints.Light(Surface.TailLamp, Shading.RearLamp, brakes ? 1f : (vehicle.Lamps & Lamps.Tail) != 0 ? Shading.TailDim : 0f);
        tints.Light(Surface.BrakeLamp, Shading.RearLamp, brakes ? 1f : 0f);
        tints.Light(Surface.IndicatorLeft, Shading.Indicator, (vehicle.Lamps & Lamps.IndicatorLeft) != 0 ? 1f : 0f);
        tints.Light(Surface.IndicatorRight, Shading.Indicator, (vehicle.Lamps & Lamps.IndicatorRight) != 0 ? 1f : 0f);
        return tints;
    }

    public readonly Vector3 Multiplier(Tint tint) => _multiplier[(int)tint];

    public readonly Vector3 Emission(Tint tint) => _emission[(int)tint];

    private void Light(Surface surface, Vector3 colour, float brightness)
    {
        _multiplier[(int)surface] = brightness > 0f ? Vector3.Zero : Shading.LampOff * colour;
        _emission[(int)surface] = 255f * brightness * colour;
    }

    [InlineArray((int)Tint.Count)]
    private struct Colours
    {
        private Vector3 _first;
    }
}
