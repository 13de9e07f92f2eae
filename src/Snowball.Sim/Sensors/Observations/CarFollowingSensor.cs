using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>The ego and its leader. Without a leader the gap is the greatest that is seen and nothing closes.</summary>
internal sealed class CarFollowingSensor(CarFollowingObservation settings, VehicleStates vehicles, LaneOrder order, EpisodeClock clock) : ISensor
{
    private const float GapScale = 100f, SpeedScale = 40f, ClosingScale = 20f, AccelerationScale = 5f, GreatestGap = 200f;

    public string Name => "car-following";

    public ObservationSpec Spec { get; } = new(
    [
        new("gap", "m", GapScale),
        new("closing_speed", "m/s", ClosingScale),
        new("speed", "m/s", SpeedScale),
        new("acceleration", "m/s2", AccelerationScale),
    ]);

    public void Write(int world, Span<float> rows)
    {
        var v = vehicles;
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = world * v.Slots + ego;
            var row = rows.Slice(ego * Spec.Size, Spec.Size);
            int leader = order.Leader(index, v.Lane[index]);
            float gap = leader < 0 ? GreatestGap : order.Distance(index, leader) - 0.5f * (v.Length[leader] + v.Length[index]);
            float closing = leader < 0 ? 0f : order.Closing(index, leader);
            var random = new RandomStream(clock.EpisodeSeed[world], RandomPurpose.SensorNoise, ego, (uint)clock.Step[world]);
            if (settings.GapNoise is { } gapNoise) gap += gapNoise.Sample(ref random);
            if (settings.ClosingSpeedNoise is { } closingNoise) closing += closingNoise.Sample(ref random);
            row[0] = (gap < GreatestGap ? gap : GreatestGap) / GapScale;
            row[1] = closing / ClosingScale;
            row[2] = v.Speed[index] / SpeedScale;
            row[3] = v.Acceleration[index] / AccelerationScale;
        }
    }
}
