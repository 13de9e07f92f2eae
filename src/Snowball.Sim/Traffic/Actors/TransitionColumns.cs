using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>
/// One value for each actor that is held or changes by a <see cref="Transition"/>, a function of the time since it began; so it
/// gathers no rounding, and is exactly at its target at the end.
/// </summary>
internal sealed class TransitionColumns(ColumnStore store, int actors, int simulationFrequency)
{
    private readonly float[] _from = store.Add<float>(actors), _to = store.Add<float>(actors), _seconds = store.Add<float>(actors);
    private readonly int[] _shape = store.Add<int>(actors), _start = store.Add<int>(actors);

    /// <summary>Holds a value.</summary>
    public void Hold(int i, float value) => (_from[i], _to[i], _seconds[i], _shape[i], _start[i]) = (value, value, 0f, 0, 0);

    /// <summary>Begins a transition.</summary>
    /// <param name="i">The actor.</param>
    /// <param name="clock">Substeps since the start of the episode.</param>
    /// <param name="transition">Its shape.</param>
    /// <param name="value">Its time or rate as drawn.</param>
    /// <param name="from">The value now.</param>
    /// <param name="to">The value at its end.</param>
    public void Begin(int i, int clock, Transition transition, float value, float from, float to)
    {
        (_from[i], _to[i], _shape[i], _start[i]) = (from, to, (int)transition.Shape, clock);
        // The greatest rate of half a cosine is pi / 2 times its mean.
        float perMean = transition.Shape == TransitionShape.Sinusoidal ? 0.5f * Elementary.Pi : 1f;
        _seconds[i] = transition.Shape == TransitionShape.Step ? 0f : transition.IsRate ? perMean * MathF.Abs(to - from) / value : value;
    }

    /// <summary>The value at the end.</summary>
    public float Target(int i) => _to[i];

    /// <summary>Whether the target is reached.</summary>
    public bool IsOver(int i, int clock) => Elapsed(i, clock) >= _seconds[i];

    /// <summary>The value at a time, and its rate of change per second; at the end the rate is 0.</summary>
    public (float Value, float Rate) At(int i, int clock)
    {
        if (IsOver(i, clock)) return (_to[i], 0f);
        float progress = Elapsed(i, clock) / _seconds[i], change = _to[i] - _from[i];
        if (_shape[i] == (int)TransitionShape.Linear) return (_from[i] + change * progress, change / _seconds[i]);
        var (sin, cos) = Elementary.SinCos(Elementary.Pi * progress);
        return (_from[i] + change * (0.5f - 0.5f * cos), 0.5f * Elementary.Pi * sin * change / _seconds[i]);
    }

    private float Elapsed(int i, int clock) => (clock - _start[i]) / (float)simulationFrequency;
}
