using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Rays;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Lidar;

/// <summary>
/// A scanning lidar: what its rays meet, how strongly that shines back, and what of it is detected with which error.
/// A Lambertian surface that fills the beam returns power in proportion to reflectivity * cos(incidence) / range^2 (Wagner et
/// al., "Gaussian decomposition and calibration of a novel small-footprint full-waveform digitising airborne laser scanner", ISPRS 2006).
/// A pulse is detected where its amplitude and the receiver's noise, standard normal, exceed a threshold.
/// </summary>
public sealed class LidarModel
{
    /// <summary>The intensity is 1 where a white surface is met squarely at this distance, m.</summary>
    public const float IntensityRange = 10f;

    /// <summary>Share of light that asphalt scatters back.</summary>
    public const float GroundReflectivity = 0.17f;

    // A threshold of five deviations of the noise lets one false alarm in 3.5 million through; the amplitude at the reference range
    // is detected nine times in ten: threshold + 1.2816. Draws of noise lie within 5.5.
    private const float Threshold = 5f, ReferenceAmplitude = 6.2816f, ReferenceReflectivity = 0.1f;
    private const float CertainAmplitude = Threshold + 5.5f;
    private const uint SignalDraws = 0x8000_0000;
    private readonly LidarSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly Func<int, ObstacleMap>? _obstacles;
    private readonly RayCaster[] _casters;

    /// <param name="settings">The sensor.</param>
    /// <param name="vehicles">What it sees.</param>
    /// <param name="worlds">Number of worlds.</param>
    /// <param name="obstacles">The barriers and obstacles of a world; null where there are none.</param>
    public LidarModel(LidarSettings settings, VehicleStates vehicles, int worlds, Func<int, ObstacleMap>? obstacles = null)
    {
        (_settings, _vehicles, _obstacles) = (settings, vehicles, obstacles);
        var grid = new AzimuthGrid(settings.Circle, settings.Rays);
        var elevations = new float[settings.Channels];
        for (int channel = 0; channel < elevations.Length; channel++) elevations[channel] = settings.Elevation(channel);
        // A block of worlds is one thread's.
        _casters = new RayCaster[(worlds + ColumnStore.WorldBlock - 1) / ColumnStore.WorldBlock];
        for (int block = 0; block < _casters.Length; block++) _casters[block] = new RayCaster(grid, elevations, settings.MaximumRange);
    }

    /// <summary>Takes a scan. A ray without a return has the maximum range and intensity 0.</summary>
    /// <param name="vehicle">Index of the vehicle that carries the sensor.</param>
    /// <param name="draws">Which random numbers it takes.</param>
    /// <param name="noiseFactor">What the standard deviation of the range is multiplied by.</param>
    /// <param name="ranges">[channels x rays], from the lowest channel on and from right to left, m.</param>
    /// <param name="intensities">[channels x rays], 0 to 1.</param>
    public void Scan(int vehicle, SensorDraws draws, float noiseFactor, Span<float> ranges, Span<float> intensities)
    {
        var caster = _casters[vehicle / _vehicles.Slots / ColumnStore.WorldBlock];
        Cast(caster, vehicle);
        int rays = _settings.Rays;
        for (int channel = 0; channel < _settings.Channels; channel++)
        {
            var distances = caster.Distances.AsSpan(channel * caster.Stride, caster.Stride);
            var echoes = caster.Echoes.AsSpan(channel * caster.Stride, caster.Stride);
            Measure(distances, echoes, 1f / caster.CosElevation(channel), draws, channel * caster.Stride / 2, noiseFactor * _settings.RangeNoise);
            distances[..rays].CopyTo(ranges.Slice(channel * rays, rays));
            echoes[..rays].CopyTo(intensities.Slice(channel * rays, rays));
        }
    }

    private void Cast(RayCaster caster, int vehicle)
    {
        var v = _vehicles;
        var pose = new SensorPose(v, vehicle, _settings.Mount);
        int start = vehicle / v.Slots * v.Slots;
        caster.Begin(_settings.Mount.Z, GroundReflectivity);
        for (int slot = 0; slot < v.Slots; slot++)
        {
            int other = start + slot;
            if (v.Active[other] != 0 && other != vehicle) caster.Add(pose.Box(other), slot);
        }
        if (_obstacles is null) return;
        var obstacles = _obstacles(vehicle / v.Slots);
        foreach (int place in pose.Around(obstacles, _settings.MaximumRange)) caster.Add(pose.Box(obstacles.Boxes[place]), v.Slots);
    }

    /// <summary>Makes of a channel's distances and echoes, in place, what is measured: ranges and intensities.</summary>
    private void Measure(Span<float> distances, Span<float> echoes, float rangePerDistance, SensorDraws draws, int counter, float noise)
    {
        ref float distance = ref distances[0], echo = ref echoes[0];
        var nothing = Vector256.Create(_settings.MaximumRange);
        for (int i = 0; i < distances.Length; i += 16)
        {
            nuint left = (nuint)i, right = (nuint)i + 8;
            var (near, far) = (Vector256.LoadUnsafe(ref distance, left), Vector256.LoadUnsafe(ref distance, right));
            if (Vector256.LessThan(Elementary.Smallest(near, far), Vector256.Create(float.PositiveInfinity)) == Vector256<float>.Zero)
            {
                nothing.StoreUnsafe(ref distance, left);
                nothing.StoreUnsafe(ref distance, right);
                continue;
            }
            uint block = (uint)(counter + i / 2);
            var (x, y, z, w) = VectorRandom.Blocks(draws.EpisodeSeed, block, draws.Tick, draws.Slot, (uint)RandomPurpose.Lidar);
            Measure(ref distance, ref echo, left, rangePerDistance, noise, x, y, draws, SignalDraws | (block * 2));
            Measure(ref distance, ref echo, right, rangePerDistance, noise, z, w, draws, SignalDraws | (block * 2 + 8));
        }
    }

    private void Measure(
        ref float distance, ref float echo, nuint place, float rangePerDistance, float noise, Vector256<uint> error, Vector256<uint> loss,
        SensorDraws draws, uint signal)
    {
        var range = Vector256.LoadUnsafe(ref distance, place) * rangePerDistance;
        var power = Vector256.LoadUnsafe(ref echo, place) / (range * range);
        var (least, most) = (Vector256.Create(_settings.MinimumRange), Vector256.Create(_settings.MaximumRange));
        var isDetected = Vector256.GreaterThanOrEqual(range, least) & Vector256.LessThanOrEqual(range, most)
            & Vector256.GreaterThanOrEqual(VectorRandom.ToUnit(loss), Vector256.Create(_settings.Dropout));
        var amplitude = power * (ReferenceAmplitude / ReferenceReflectivity * _settings.ReferenceRange * _settings.ReferenceRange);
        var isUncertain = Vector256.AndNot(isDetected, Vector256.GreaterThan(amplitude, Vector256.Create(CertainAmplitude)));
        if (isUncertain != Vector256<float>.Zero)
        {
            var (receiver, _, _, _) = VectorRandom.Blocks(draws.EpisodeSeed, signal, draws.Tick, draws.Slot, (uint)RandomPurpose.Lidar);
            isDetected &= Vector256.GreaterThan(amplitude + VectorRandom.ToNormal(receiver), Vector256.Create(Threshold));
        }
        if (noise > 0) range = Elementary.Clip(range + VectorRandom.ToNormal(error) * noise, least, most);
        var intensity = Elementary.Smallest(power * (IntensityRange * IntensityRange), Vector256<float>.One);
        Vector256.ConditionalSelect(isDetected, range, most).StoreUnsafe(ref distance, place);
        (intensity & isDetected).StoreUnsafe(ref echo, place);
    }
}
