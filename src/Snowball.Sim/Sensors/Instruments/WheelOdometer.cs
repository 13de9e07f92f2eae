using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>
/// Speeds of the rear wheels from the marks that passed since the sample before; see <see cref="OdometrySettings"/>. Before the episode
/// the vehicle moved steadily.
/// </summary>
internal sealed class WheelOdometer : IInstrument
{
    private const float Gravity = 9.80665f, SpeedScale = 40f;
    private const int Wheels = 2;
    private readonly OdometrySettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly float _rate;
    private readonly float[] _speed, _phase, _scale;

    public WheelOdometer(OdometrySettings settings, int rate, SensedWorld sensed)
    {
        (_settings, _vehicles, _rate) = (settings, sensed.Vehicles, rate);
        int perWorld = _vehicles.Egos * Wheels;
        _speed = sensed.Store.Add<float>(perWorld);
        _phase = sensed.Store.Add<float>(perWorld);
        _scale = sensed.Store.Add<float>(perWorld);
    }

    public static ImmutableArray<ObservationField> Measured { get; } =
        [new("left_speed", "m/s", SpeedScale), new("right_speed", "m/s", SpeedScale)];

    public ImmutableArray<ObservationField> Fields => Measured;

    public void Reset(in Instant instant)
    {
        var random = instant.EpisodeDraws;
        for (int wheel = 0; wheel < Wheels; wheel++)
        {
            int at = (instant.World * _vehicles.Egos + instant.Ego) * Wheels + wheel;
            _speed[at] = Rolling(instant.Vehicle, wheel);
            _phase[at] = random.NextUnit();
            _scale[at] = 1f + _settings.ScaleError * random.NextNormal();
        }
    }

    public bool Measure(in Instant instant, Span<float> row)
    {
        float tickLength = 2f * Elementary.Pi * Radius(instant.Vehicle) / _settings.Ticks;
        for (int wheel = 0; wheel < Wheels; wheel++)
        {
            int at = (instant.World * _vehicles.Egos + instant.Ego) * Wheels + wheel;
            float speed = Rolling(instant.Vehicle, wheel);
            float marks = _phase[at] + 0.5f * (_speed[at] + speed) * _scale[at] / (_rate * tickLength);
            float passed = MathF.Floor(marks);
            (_speed[at], _phase[at]) = (speed, marks - passed);
            row[wheel] = passed * tickLength * _rate;
        }
        return true;
    }

    /// <summary>Speed of the circumference of a wheel, m/s: 0 the left one, 1 the right one.</summary>
    private float Rolling(int index, int wheel)
    {
        var v = _vehicles;
        // A wreck slides on wheels that are locked.
        if (v.Body[index] != 0) return 0f;
        float turning = 0.5f * _settings.Track * v.YawRate[index];
        if (v.Model[index] == (int)DynamicsModel.SingleTrackDrift) return v.RearSpin[index] * Radius(index) + (wheel == 0 ? -turning : turning);
        var (vx, vy) = v.Velocity(index);
        var (sin, cos) = Elementary.SinCos(v.Heading[index]);
        float speed = vx * cos + vy * sin + (wheel == 0 ? -turning : turning);
        return speed * (1f + _settings.Slip * v.Acceleration[index] / Gravity);
    }

    private float Radius(int index) => VehicleParameters.All[_vehicles.ParameterSet[index]].WheelRadius;
}
