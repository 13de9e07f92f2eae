using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Rays;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Radar;

/// <summary>
/// A radar that reports detections. Every vehicle shines back from the nearest point that the sensor sees of it, with a mean power by the radar
/// equation and in proportion to the share of it that is not hidden; echoes in one resolution cell are one. The power fluctuates from one
/// measurement to the next (Swerling case I: Swerling, "Probability of detection for fluctuating targets", 1960): with noise it is
/// exponential with mean 1 + SNR, and detected above a threshold T, which has the probability exp(-T / (1 + SNR)).
/// </summary>
public sealed class RadarModel
{
    /// <summary>Probability that noise alone exceeds the threshold.</summary>
    public const float FalseAlarmProbability = 1e-6f;

    // -ln of it; and ln(false alarm) / ln(0.9) - 1: the ratio at which nine in ten are detected.
    private const float Threshold = 13.8155106f, ReferenceSnr = 130.126f, ReferenceCrossSection = 10f;

    // Rays that tell what is hidden: ten in a degree.
    private const int Circle = 3600;
    private const int MostFalseAlarms = 128;
    private const double Height = 0.1;
    private readonly RadarSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly AzimuthGrid _grid;
    private readonly Scratch[] _scratch;

    /// <param name="settings">The sensor.</param>
    /// <param name="vehicles">What it sees.</param>
    /// <param name="worlds">Number of worlds.</param>
    public RadarModel(RadarSettings settings, VehicleStates vehicles, int worlds)
    {
        (_settings, _vehicles) = (settings, vehicles);
        _grid = new AzimuthGrid(Circle, Math.Max((int)Math.Round(settings.FieldOfView / (2 * Math.PI) * Circle), 1));
        // A block of worlds is one thread's.
        _scratch = new Scratch[(worlds + ColumnStore.WorldBlock - 1) / ColumnStore.WorldBlock];
        for (int block = 0; block < _scratch.Length; block++) _scratch[block] = new Scratch(_grid, settings.MaximumRange, vehicles.Slots);
    }

    /// <summary>Takes a measurement.</summary>
    /// <param name="vehicle">Index of the vehicle that carries the sensor.</param>
    /// <param name="draws">Which random numbers it takes.</param>
    /// <param name="noiseFactor">What the standard deviations are multiplied by.</param>
    /// <returns>The detections by range, valid until the next measurement.</returns>
    public ReadOnlySpan<RadarDetection> Measure(int vehicle, SensorDraws draws, float noiseFactor)
    {
        var scratch = Of(vehicle);
        int echoes = FindEchoes(vehicle, scratch), count = 0;
        var random = new RandomStream(draws.EpisodeSeed, RandomPurpose.Radar, (int)draws.Slot, draws.Tick);
        for (int i = 0; i < echoes; i++)
        {
            var echo = scratch.Echoes[i];
            float power = (1f + echo.Snr) * Exponential(ref random);
            float range = echo.Range + noiseFactor * _settings.RangeNoise * random.NextNormal();
            float rate = echo.RangeRate + noiseFactor * _settings.SpeedNoise * random.NextNormal();
            float azimuth = echo.Azimuth + noiseFactor * _settings.AzimuthNoise * random.NextNormal();
            if (power > Threshold) scratch.Detections[count++] = new RadarDetection(range, rate, azimuth, power);
        }
        count = AddFalseAlarms(scratch.Detections, count, draws);
        var detections = scratch.Detections.AsSpan(0, count);
        SortByRange(detections);
        return detections[..Math.Min(count, _settings.Detections)];
    }

    /// <summary>The echoes of a measurement before fluctuation and noise, one for each resolution cell that has any; in the order of slots.</summary>
    internal ReadOnlySpan<RadarDetection> Echoes(int vehicle) => Of(vehicle).Echoes.AsSpan(0, FindEchoes(vehicle, Of(vehicle)));

    private Scratch Of(int vehicle) => _scratch[vehicle / _vehicles.Slots / ColumnStore.WorldBlock];

    private int FindEchoes(int vehicle, Scratch scratch)
    {
        var v = _vehicles;
        var pose = new SensorPose(v, vehicle, _settings.Mount);
        int start = vehicle / v.Slots * v.Slots, count = 0;
        See(pose, start, scratch);
        // The sensor itself moves with the vehicle and turns about its middle.
        var (ownX, ownY) = v.Velocity(vehicle);
        double sensorX = ownX - v.YawRate[vehicle] * pose.ArmY, sensorY = ownY + v.YawRate[vehicle] * pose.ArmX;
        for (int slot = 0; slot < v.Slots; slot++)
        {
            if (scratch.Crossed[slot] == 0) continue;
            float seen = (float)scratch.Seen[slot] / scratch.Crossed[slot];
            float crossSection = VehicleParameters.All[v.ParameterSet[start + slot]].RadarCrossSection * (seen + (1f - seen) * _settings.Underbody);
            if (crossSection == 0f) continue;
            var (x, y) = Reflector(scratch, pose, start, slot);
            double range = Math.Sqrt(x * x + y * y), azimuth = Elementary.Atan2(y, x);
            var (vx, vy) = v.Velocity(start + slot);
            (double rateX, double rateY) = pose.Turn(vx - sensorX, vy - sensorY);
            double rate = (rateX * x + rateY * y) / range;
            count = AddEcho(scratch.Echoes, count, range, rate, azimuth, crossSection);
            // Back to the own vehicle, once more to the other one and home: twice the way, twice the rate.
            if (seen > 0f && _settings.Multipath > 0f) count = AddEcho(scratch.Echoes, count, 2 * range, 2 * rate, azimuth, crossSection * _settings.Multipath);
        }
        return count;
    }

    /// <summary>Casts rays to find out how many cross each vehicle, how many see it, and the nearest of these.</summary>
    private void See(in SensorPose pose, int start, Scratch scratch)
    {
        var v = _vehicles;
        var caster = scratch.Caster;
        // A radar's beam is wide in elevation: whatever its height, it looks as if from just above the ground.
        caster.Begin(Height, groundReflectivity: 0f);
        for (int slot = 0; slot < v.Slots; slot++)
        {
            int other = start + slot;
            scratch.Seen[slot] = 0;
            scratch.Crossed[slot] = v.Active[other] != 0 && other != pose.Vehicle ? caster.Add(pose.Box(other), slot) : 0;
        }
        for (int ray = 0; ray < _grid.Rays; ray++)
        {
            int slot = caster.Targets[ray];
            if (slot < 0) continue;
            if (scratch.Seen[slot]++ == 0 || caster.Distances[ray] < caster.Distances[scratch.Nearest[slot]]) scratch.Nearest[slot] = ray;
        }
    }

    /// <summary>Where a vehicle shines back: at the nearest point that is seen; of a hidden one at the nearest of all.</summary>
    private (double X, double Y) Reflector(Scratch scratch, in SensorPose pose, int start, int slot)
    {
        if (scratch.Seen[slot] == 0) return pose.Box(start + slot).Nearest();
        int ray = scratch.Nearest[slot];
        double distance = scratch.Caster.Distances[ray];
        return (distance * _grid.CosAzimuth[ray], distance * _grid.SinAzimuth[ray]);
    }

    /// <summary>Adds an echo in the field of view, to the one in its resolution cell where there is one.</summary>
    private int AddEcho(RadarDetection[] echoes, int count, double range, double rate, double azimuth, float crossSection)
    {
        if (!(range >= _settings.MinimumRange && range <= _settings.MaximumRange) || Math.Abs(azimuth) > 0.5 * _settings.FieldOfView) return count;
        // The radar equation: the power falls with the fourth power of the range.
        double ratio = _settings.DetectionRange / range, square = ratio * ratio;
        var echo = new RadarDetection((float)range, (float)rate, (float)azimuth, (float)(ReferenceSnr / ReferenceCrossSection * crossSection * (square * square)));
        for (int i = 0; i < count; i++)
        {
            var other = echoes[i];
            if (!IsOneCell(echo, other)) continue;
            // Power adds up, and the stronger one pulls the position to itself.
            float snr = echo.Snr + other.Snr, share = echo.Snr / snr;
            echoes[i] = new RadarDetection(
                other.Range + share * (echo.Range - other.Range), other.RangeRate + share * (echo.RangeRate - other.RangeRate),
                other.Azimuth + share * (echo.Azimuth - other.Azimuth), snr);
            return count;
        }
        echoes[count] = echo;
        return count + 1;
    }

    private bool IsOneCell(RadarDetection a, RadarDetection b)
        => Cell(a.Range, _settings.RangeResolution) == Cell(b.Range, _settings.RangeResolution)
        && Cell(a.RangeRate, _settings.SpeedResolution) == Cell(b.RangeRate, _settings.SpeedResolution)
        && Cell(a.Azimuth, _settings.AzimuthResolution) == Cell(b.Azimuth, _settings.AzimuthResolution);

    private static float Cell(float value, float size) => MathF.Floor(value / size);

    /// <summary>False alarms: a Poisson number of them, evenly spread over ranges, range rates and azimuths.</summary>
    private int AddFalseAlarms(RadarDetection[] detections, int count, SensorDraws draws)
    {
        var random = new RandomStream(draws.EpisodeSeed, RandomPurpose.RadarClutter, (int)draws.Slot, draws.Tick);
        // Gaps of a Poisson process of rate 1 are exponential.
        for (float at = Exponential(ref random); at < _settings.Clutter && count < detections.Length; at += Exponential(ref random))
        {
            float half = 0.5f * _settings.FieldOfView;
            detections[count++] = new RadarDetection(
                random.NextUniform(_settings.MinimumRange, _settings.MaximumRange), random.NextUniform(-_settings.MaximumSpeed, _settings.MaximumSpeed),
                random.NextUniform(-half, half), Threshold + Exponential(ref random));
        }
        return count;
    }

    /// <summary>A draw from the exponential distribution with mean 1.</summary>
    private static float Exponential(ref RandomStream random) => -Elementary.Log(((random.NextBits() >> 9) + 0.5f) * (1f / 8388608f));

    private static void SortByRange(Span<RadarDetection> detections)
    {
        for (int i = 1; i < detections.Length; i++)
        {
            var detection = detections[i];
            int at = i;
            for (; at > 0 && detections[at - 1].Range > detection.Range; at--) detections[at] = detections[at - 1];
            detections[at] = detection;
        }
    }

    /// <summary>What a measurement works on; nothing of it is read before it is written.</summary>
    private sealed class Scratch(AzimuthGrid grid, float maximumRange, int slots)
    {
        public readonly RayCaster Caster = new(grid, [0f], maximumRange);
        public readonly int[] Crossed = new int[slots], Seen = new int[slots], Nearest = new int[slots];
        public readonly RadarDetection[] Echoes = new RadarDetection[2 * slots];
        public readonly RadarDetection[] Detections = new RadarDetection[2 * slots + MostFalseAlarms];
    }
}
