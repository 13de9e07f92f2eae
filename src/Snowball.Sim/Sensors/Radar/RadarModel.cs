using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Rays;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Radar;

/// <summary>
/// A radar that reports detections. Every vehicle shines back from the nearest point that the sensor sees of it, with a mean power by the radar
/// equation and in proportion to the share of it that is hidden neither by vehicles nor by barriers and obstacles above the sensor's height; echoes in one resolution cell are one. The power fluctuates from one
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

    // Its own, by way of the own vehicle, and those in barriers.
    private const int EchoesOfVehicle = 6;
    private const double Height = 0.1;
    private readonly RadarSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly Func<int, ObstacleMap>? _obstacles;
    private readonly AzimuthGrid _grid;
    private readonly Scratch[] _scratch;

    /// <param name="settings">The sensor.</param>
    /// <param name="vehicles">What it sees.</param>
    /// <param name="worlds">Number of worlds.</param>
    /// <param name="obstacles">The barriers and obstacles of a world; null where there are none.</param>
    public RadarModel(RadarSettings settings, VehicleStates vehicles, int worlds, Func<int, ObstacleMap>? obstacles = null)
    {
        (_settings, _vehicles, _obstacles) = (settings, vehicles, obstacles);
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

    /// <summary>The echoes of a measurement before fluctuation and noise, one for each resolution cell that has any; in the order of slots, then mirror images.</summary>
    internal ReadOnlySpan<RadarDetection> Echoes(int vehicle) => Of(vehicle).Echoes.AsSpan(0, FindEchoes(vehicle, Of(vehicle)));

    private Scratch Of(int vehicle) => _scratch[vehicle / _vehicles.Slots / ColumnStore.WorldBlock];

    private int FindEchoes(int vehicle, Scratch scratch)
    {
        var v = _vehicles;
        var pose = new SensorPose(v, vehicle, _settings.Mount);
        int start = vehicle / v.Slots * v.Slots, count = 0;
        var obstacles = _obstacles is null ? ObstacleMap.Empty : _obstacles(vehicle / v.Slots);
        See(pose, start, obstacles, scratch);
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
        return _settings.Multipath > 0f ? AddMirrorImages(scratch, count, pose, start, obstacles, sensorX, sensorY) : count;
    }

    /// <summary>
    /// Adds what vehicles look like in barriers, which are flat mirrors: each stands and moves behind the barrier as it does before it. There is an
    /// image where the ray from the sensor meets the barrier before anything else; the way on from there to the vehicle is taken as free.
    /// </summary>
    private int AddMirrorImages(Scratch scratch, int count, in SensorPose pose, int start, ObstacleMap obstacles, double sensorX, double sensorY)
    {
        var v = _vehicles;
        var (ownX, ownY) = pose.Turn(sensorX, sensorY);
        foreach (int place in pose.Around(obstacles, _settings.MaximumRange))
        {
            if (!obstacles.Boxes[place].IsRail || !Hides(obstacles.Boxes[place])) continue;
            var rail = pose.Box(obstacles.Boxes[place]);
            // The normal towards the sensor, and the sensor's distance from the rail's face.
            double nx = -rail.Sin, ny = rail.Cos, side = -(rail.X * nx + rail.Y * ny);
            if (side < 0) (nx, ny, side) = (-nx, -ny, -side);
            double own = side - rail.HalfWidth;
            if (own <= 0) continue;
            for (int slot = 0; slot < v.Slots; slot++)
            {
                if (scratch.Crossed[slot] == 0) continue;
                var (x, y) = Reflector(scratch, pose, start, slot);
                double other = (x - rail.X) * nx + (y - rail.Y) * ny - rail.HalfWidth;
                if (other <= 0) continue;
                (x, y) = (x - 2 * other * nx, y - 2 * other * ny);
                double share = own / (own + other), along = (share * x - rail.X) * rail.Cos + (share * y - rail.Y) * rail.Sin;
                if (along < -rail.HalfLength || along >= rail.HalfLength) continue;
                double range = Math.Sqrt(x * x + y * y), azimuth = Elementary.Atan2(y, x);
                int ray = (int)Math.Floor((azimuth - _grid.First) / _grid.Step + 0.5);
                if (ray < 0 || ray >= _grid.Rays || scratch.Caster.Targets[ray] != v.Slots + place) continue;
                var (vx, vy) = v.Velocity(start + slot);
                (double rateX, double rateY) = pose.Turn(vx, vy);
                double across = rateX * nx + rateY * ny;
                double rate = ((rateX - 2 * across * nx - ownX) * x + (rateY - 2 * across * ny - ownY) * y) / range;
                float crossSection = VehicleParameters.All[v.ParameterSet[start + slot]].RadarCrossSection * _settings.Multipath;
                count = AddEcho(scratch.Echoes, count, range, rate, azimuth, crossSection);
            }
        }
        return count;
    }

    /// <summary>Whether the sensor cannot look over a barrier or an obstacle.</summary>
    private bool Hides(in ObstacleBox box) => box.Height > _settings.Mount.Z;

    /// <summary>Casts rays to find out how many cross each vehicle, how many see it, and the nearest of these.</summary>
    private void See(in SensorPose pose, int start, ObstacleMap obstacles, Scratch scratch)
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
        foreach (int place in pose.Around(obstacles, _settings.MaximumRange))
        {
            if (Hides(obstacles.Boxes[place])) caster.Add(pose.Box(obstacles.Boxes[place]), v.Slots + place);
        }
        for (int ray = 0; ray < _grid.Rays; ray++)
        {
            int slot = caster.Targets[ray];
            if (slot < 0 || slot >= v.Slots) continue;
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
        // Of more images in barriers than there is room for, the last are dropped.
        if (count < echoes.Length) echoes[count++] = echo;
        return count;
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
        public readonly RadarDetection[] Echoes = new RadarDetection[EchoesOfVehicle * slots];
        public readonly RadarDetection[] Detections = new RadarDetection[EchoesOfVehicle * slots + MostFalseAlarms];
    }
}
