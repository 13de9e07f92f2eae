using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>
/// What a sensor measures at an instant. Rate, latency, faults and scaling are not its business: <see cref="SampledSensor"/> adds
/// them. What it remembers (drift, the sample before) is in columns of the store that it is made with.
/// </summary>
internal interface IInstrument
{
    /// <summary>
    /// What is measured, in order. Repeated items are named <c>item_0_quantity</c>, <c>item_1_quantity</c>, ..., and one that may be
    /// absent has an <c>item_0_presence</c>. A bias fault acts on all fields of a quantity.
    /// </summary>
    ImmutableArray<ObservationField> Fields { get; }

    /// <summary>Starts an episode: draws what stays as it is, and forgets what was.</summary>
    void Reset(in Instant instant);

    /// <summary>Takes one sample; called at its rate, in order, from tick 0 on.</summary>
    /// <param name="instant">Who, when, and the random numbers.</param>
    /// <param name="row">[Fields], zeroed; takes the values in SI units.</param>
    /// <returns>False where there is nothing to measure, as without a view of the satellites.</returns>
    bool Measure(in Instant instant, Span<float> row);

    /// <summary>A sample as something to look at, placed as seen from where its vehicle is now: what is late is displaced, as for the
    /// agent. Null where the instrument has nothing to show.</summary>
    /// <param name="channel">Name of the sensor.</param>
    /// <param name="vehicle">Index of the vehicle in the columns.</param>
    /// <param name="row">[Fields] in SI units; empty where there is no value.</param>
    Overlay? Show(string channel, int vehicle, ReadOnlySpan<float> row) => null;
}

/// <summary>One ego at one tick of one sensor.</summary>
/// <param name="World">The world.</param>
/// <param name="Ego">Number of the ego in its world.</param>
/// <param name="Vehicle">Its index in the columns of vehicles.</param>
/// <param name="Seed">Seed of the episode.</param>
/// <param name="Stream">Tells the draws of sensors and egos apart.</param>
/// <param name="Tick">Number of the sample in the episode.</param>
/// <param name="NoiseFactor">What the standard deviation of all noise is to be multiplied by; 1 but in a noise burst.</param>
internal readonly record struct Instant(int World, int Ego, int Vehicle, ulong Seed, int Stream, uint Tick, float NoiseFactor)
{
    /// <summary>The draws of an episode, for <see cref="IInstrument.Reset"/>.</summary>
    public RandomStream EpisodeDraws => new(Seed, RandomPurpose.SensorEpisode, Stream);

    /// <summary>The draws of a sample, for <see cref="IInstrument.Measure"/>.</summary>
    public RandomStream SampleDraws => new(Seed, RandomPurpose.SensorSample, Stream, Tick);
}
