using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>
/// Accelerometers and a gyroscope; see <see cref="ImuSettings"/>. It gives the changes of velocity and heading since the sample
/// before, over the time between, as strap-down units do. Before the episode the vehicle moved steadily.
/// </summary>
internal sealed class InertialUnit : IInstrument
{
    private const float Gravity = 9.80665f, AccelerationScale = 10f, YawRateScale = 0.5f;
    private const int Axes = 3;
    private readonly ImuSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly float _rate, _rootRate;
    private readonly float[] _velocityX, _velocityY, _heading, _bias, _scale;

    public InertialUnit(ImuSettings settings, int rate, SensedWorld sensed)
    {
        (_settings, _vehicles, _rate, _rootRate) = (settings, sensed.Vehicles, rate, MathF.Sqrt(rate));
        int egos = _vehicles.Egos;
        _velocityX = sensed.Store.Add<float>(egos);
        _velocityY = sensed.Store.Add<float>(egos);
        _heading = sensed.Store.Add<float>(egos);
        _bias = sensed.Store.Add<float>(egos * Axes);
        _scale = sensed.Store.Add<float>(egos * Axes);
    }

    public static ImmutableArray<ObservationField> Measured { get; } =
    [
        new("acceleration_x", "m/s2", AccelerationScale), new("acceleration_y", "m/s2", AccelerationScale), new("yaw_rate", "rad/s", YawRateScale),
    ];

    public ImmutableArray<ObservationField> Fields => Measured;

    public void Reset(in Instant instant)
    {
        var v = _vehicles;
        var random = instant.EpisodeDraws;
        int at = instant.World * v.Egos + instant.Ego, index = instant.Vehicle;
        (_velocityX[at], _velocityY[at]) = v.Velocity(index);
        _heading[at] = v.Heading[index] - v.YawRate[index] / _rate;
        for (int axis = 0; axis < Axes; axis++)
        {
            var errors = Errors(axis);
            _bias[at * Axes + axis] = errors.TurnOnBias * random.NextNormal();
            _scale[at * Axes + axis] = 1f + errors.ScaleFactor * random.NextNormal();
        }
    }

    public bool Measure(in Instant instant, Span<float> row)
    {
        var v = _vehicles;
        int at = instant.World * v.Egos + instant.Ego, index = instant.Vehicle;
        var (vx, vy) = v.Velocity(index);
        float turn = Elementary.WrapAngle(v.Heading[index] - _heading[at]);
        float ax = (vx - _velocityX[at]) * _rate, ay = (vy - _velocityY[at]) * _rate;
        // In the middle of the turn, so that a steady one has no acceleration along.
        var (sin, cos) = Elementary.SinCos(_heading[at] + 0.5f * turn);
        (_velocityX[at], _velocityY[at], _heading[at]) = (vx, vy, v.Heading[index]);

        var (uphill, _) = Elementary.SinCos(v.Grade[index]);
        var (leftUp, _) = Elementary.SinCos(v.Bank[index]);
        row[0] = cos * ax + sin * ay + Gravity * (uphill * v.CosHeading[index] + leftUp * v.SinHeading[index]);
        row[1] = cos * ay - sin * ax + Gravity * (leftUp * v.CosHeading[index] - uphill * v.SinHeading[index]);
        row[2] = turn * _rate;

        var random = instant.SampleDraws;
        for (int axis = 0; axis < Axes; axis++)
        {
            var errors = Errors(axis);
            ref float bias = ref _bias[at * Axes + axis];
            bias += errors.BiasWalk / _rootRate * random.NextNormal();
            row[axis] = row[axis] * _scale[at * Axes + axis] + bias + instant.NoiseFactor * errors.NoiseDensity * _rootRate * random.NextNormal();
        }
        return true;
    }

    private InertialErrors Errors(int axis) => axis < 2 ? _settings.Accelerometers : _settings.Gyroscope;
}
