using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>One vehicle ahead of the first ego that changes its speed again and again. See <see cref="LeadTraffic"/>.</summary>
internal sealed class LeadSource : ITrafficSource
{
    private readonly LeadTraffic _settings;
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly VehicleParameters _parameters;
    private readonly int _simulationFrequency;
    private readonly float[] _acceleration;
    private readonly int[] _hold, _phase;

    public LeadSource(LeadTraffic settings, ColumnStore store, VehicleStates vehicles, RoadFrame frame, int simulationFrequency)
    {
        (_settings, _vehicles, _frame, _simulationFrequency) = (settings, vehicles, frame, simulationFrequency);
        _parameters = VehicleParameters.Named(settings.Vehicle)!;
        _acceleration = store.Add<float>(1);
        _hold = store.Add<int>(1);
        _phase = store.Add<int>(1);
    }

    public void Reset(int world, ulong episodeSeed)
    {
        var v = _vehicles;
        int ego = world * v.Slots, lead = ego + v.FirstTraffic;
        var random = new RandomStream(episodeSeed, RandomPurpose.TrafficStart, v.FirstTraffic);
        float gap = _settings.Gap.Sample(ref random);
        v.Place(lead, _parameters, _settings.Dynamics);
        v.Speed[lead] = _settings.Speed.Sample(ref random);
        v.TargetLane[lead] = v.TargetLane[ego];
        _frame.PutInLane(lead, v.TargetLane[lead], v.S[ego] + 0.5f * (v.Length[ego] + v.Length[lead]) + gap);
        _phase[world] = 0;
        NextPhase(world, lead, episodeSeed);
    }

    public void Command(int world, ulong episodeSeed, float seconds)
    {
        var v = _vehicles;
        int lead = world * v.Slots + v.FirstTraffic;
        float missing = v.TargetSpeed[lead] - v.Speed[lead];
        float limit = _acceleration[world];
        v.CommandAcceleration[lead] = Elementary.Clip(missing / seconds, -limit, limit);
        // The speed is held from the moment it is reached.
        if (MathF.Abs(missing) < 0.01f && --_hold[world] < 0) NextPhase(world, lead, episodeSeed);
    }

    public bool Refresh(int world, ulong episodeSeed, uint tick) => false;

    private void NextPhase(int world, int lead, ulong episodeSeed)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.LeadProfile, lead - world * _vehicles.Slots, (uint)_phase[world]++);
        _vehicles.TargetSpeed[lead] = _settings.Speed.Sample(ref random);
        _acceleration[world] = _settings.Acceleration.Sample(ref random);
        _hold[world] = (int)(_settings.Hold.Sample(ref random) * _simulationFrequency);
    }
}
