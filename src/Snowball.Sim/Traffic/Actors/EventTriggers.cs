using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>
/// Which events are waiting, running or over, and when they are due: once, the delay after all of their conditions held for the first
/// time, at the state before a substep.
/// </summary>
internal sealed class EventTriggers
{
    private const int Waiting = 0, Delayed = 1, Running = 2, Ended = 3;
    private readonly ActorScripts _scripts;
    private readonly VehicleStates _vehicles;
    private readonly int _simulationFrequency;
    private readonly int[] _phase, _heldAt;
    private readonly float[] _delay, _threshold, _startS;

    public EventTriggers(ActorScripts scripts, ColumnStore store, VehicleStates vehicles, int simulationFrequency)
    {
        (_scripts, _vehicles, _simulationFrequency) = (scripts, vehicles, simulationFrequency);
        _phase = store.Add<int>(scripts.Events.Length);
        _heldAt = store.Add<int>(scripts.Events.Length);
        _delay = store.Add<float>(scripts.Events.Length);
        _threshold = store.Add<float>(scripts.Conditions.Length);
        _startS = store.Add<float>(vehicles.Slots);
    }

    /// <summary>Draws the numbers of a world's conditions.</summary>
    public void Draw(int world, ulong episodeSeed)
    {
        foreach (var e in _scripts.Events)
        {
            var random = ActorDraws.OfTrigger(episodeSeed, e, _scripts.Slot(e.Actor));
            _delay[Row(world, e)] = e.Settings.Delay.Sample(ref random);
            for (int c = e.FirstCondition; c < e.EndCondition; c++)
            {
                if (_scripts.Conditions[c].Measured is { } measured) _threshold[world * _scripts.Conditions.Length + c] = measured.Threshold.Sample(ref random);
            }
        }
    }

    /// <summary>Lets all events of a world wait, from where its vehicles are.</summary>
    public void Begin(int world)
    {
        int events = _scripts.Events.Length, start = world * _vehicles.Slots;
        _phase.AsSpan(world * events, events).Clear();
        _heldAt.AsSpan(world * events, events).Clear();
        _vehicles.S.AsSpan(start, _vehicles.Slots).CopyTo(_startS.AsSpan(start));
    }

    public bool IsRunning(int world, ScriptedEvent e) => _phase[Row(world, e)] == Running;

    public void Start(int world, ScriptedEvent e) => _phase[Row(world, e)] = Running;

    public void End(int world, ScriptedEvent e) => _phase[Row(world, e)] = Ended;

    /// <summary>Whether an event that has not started is to start now.</summary>
    public bool IsDue(int world, ScriptedEvent e, int clock)
    {
        int row = Row(world, e);
        if (_phase[row] == Waiting && AllHold(world, e, clock)) (_phase[row], _heldAt[row]) = (Delayed, clock);
        return _phase[row] == Delayed && Seconds(clock - _heldAt[row]) >= _delay[row];
    }

    private int Row(int world, ScriptedEvent e) => world * _scripts.Events.Length + e.Index;

    // A quotient is rounded once, so 3 s are reached exactly where they are.
    private float Seconds(int substeps) => substeps / (float)_simulationFrequency;

    private bool AllHold(int world, ScriptedEvent e, int clock)
    {
        for (int c = e.FirstCondition; c < e.EndCondition; c++)
        {
            var condition = _scripts.Conditions[c];
            if (condition.Measured is not { } measured)
            {
                int phase = _phase[world * _scripts.Events.Length + condition.Event];
                if (phase < (condition.State == EventState.Started ? Running : Ended)) return false;
                continue;
            }
            float value = Measure(measured.Measure, world * _vehicles.Slots + condition.Of, world * _vehicles.Slots + condition.To, clock);
            float threshold = _threshold[world * _scripts.Conditions.Length + c];
            if (measured.IsAbove ? !(value >= threshold) : !(value <= threshold)) return false;
        }
        return true;
    }

    private float Measure(ConditionMeasure measure, int of, int to, int clock)
    {
        var v = _vehicles;
        float gap = MathF.Abs(v.S[of] - v.S[to]) - 0.5f * (v.Length[of] + v.Length[to]);
        var (rear, front) = v.S[of] < v.S[to] ? (of, to) : (to, of);
        switch (measure)
        {
            case ConditionMeasure.Time:
                return Seconds(clock);
            case ConditionMeasure.Gap:
                return gap;
            case ConditionMeasure.Headway:
                return v.Speed[rear] > 0f ? gap / v.Speed[rear] : float.PositiveInfinity;
            case ConditionMeasure.TimeToCollision:
                float closing = v.Speed[rear] * v.CosHeading[rear] - v.Speed[front] * v.CosHeading[front];
                return gap <= 0f ? 0f : closing > 0f ? gap / closing : float.PositiveInfinity;
            case ConditionMeasure.Position:
                return v.S[of];
            case ConditionMeasure.Travelled:
                return v.S[of] - _startS[of];
            default:
                return v.Speed[of];
        }
    }
}
