using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>The ego in the lane it has to keep, and the lane ahead. See <see cref="LaneGeometryObservation"/>.</summary>
internal sealed class LaneGeometrySensor : ISensor
{
    private const float OffsetScale = 2f, HeadingScale = 0.2f, SpeedScale = 40f, YawRateScale = 0.5f, SteeringScale = 0.1f, CurvatureScale = 0.01f;
    private readonly LaneGeometryObservation _settings;
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly EpisodeClock _clock;

    public LaneGeometrySensor(LaneGeometryObservation settings, SensedWorld sensed)
    {
        (_settings, _vehicles, _frame, _clock) = (settings, sensed.Vehicles, sensed.Frame, sensed.Clock);
        if (settings.Camera is not null) Filter = new LaneFilter(sensed.Store, sensed.Vehicles.Egos, sensed.Scenario.Simulation.PolicyStepSeconds);
        var fields = ImmutableArray.CreateBuilder<ObservationField>();
        fields.Add(new("lateral_offset", "m", OffsetScale));
        fields.Add(new("heading_error", "rad", HeadingScale));
        fields.Add(new("speed", "m/s", SpeedScale));
        fields.Add(new("yaw_rate", "rad/s", YawRateScale));
        fields.Add(new("steering", "rad", SteeringScale));
        foreach (float distance in settings.Preview) fields.Add(new($"curvature_{distance:0.#}m", "1/m", CurvatureScale));
        Spec = new ObservationSpec(fields.ToImmutable());
    }

    public string Name => "lane-geometry";

    public ObservationSpec Spec { get; }

    /// <summary>What is believed of lanes that a camera sees; null where they are known.</summary>
    public LaneFilter? Filter { get; }

    /// <summary>The speed that a row tells, m/s.</summary>
    public static float SpeedIn(ReadOnlySpan<float> row) => row[2] * SpeedScale;

    /// <summary>The yaw rate that a row tells, rad/s.</summary>
    public static float YawRateIn(ReadOnlySpan<float> row) => row[3] * YawRateScale;

    /// <summary>Writes a lane that was seen into a row: its curvature is told for every distance.</summary>
    public static void Tell(in BelievedLane lane, Span<float> row)
    {
        row[0] = lane.LateralOffset / OffsetScale;
        row[1] = lane.HeadingError / HeadingScale;
        row[5..].Fill(lane.Curvature / CurvatureScale);
    }

    public void Write(int world, Span<float> rows)
    {
        var v = _vehicles;
        var road = _frame.Road(world);
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = world * v.Slots + ego;
            var row = rows.Slice(ego * Spec.Size, Spec.Size);
            var random = new RandomStream(_clock.EpisodeSeed[world], RandomPurpose.SensorNoise, ego, (uint)_clock.Step[world]);
            row[0] = (v.D[index] - road.LaneCentre(v.TargetLane[index], v.S[index]) + Noise(_settings.LateralOffsetNoise, ref random)) / OffsetScale;
            row[1] = (v.RelativeHeading[index] + Noise(_settings.HeadingNoise, ref random)) / HeadingScale;
            row[2] = (v.Speed[index] + Noise(_settings.SpeedNoise, ref random)) / SpeedScale;
            row[3] = (v.YawRate[index] + Noise(_settings.YawRateNoise, ref random)) / YawRateScale;
            row[4] = v.Steering[index] / SteeringScale;
            for (int i = 0; i < _settings.Preview.Length; i++)
            {
                row[5 + i] = road.CurvatureAt(v.S[index] + _settings.Preview[i]) / CurvatureScale;
            }
            if (Filter is not null) Tell(Filter.Believed(world * v.Egos + ego), row);
        }
    }

    private static float Noise(Distribution? noise, ref RandomStream random) => noise is null ? 0f : noise.Sample(ref random);
}
