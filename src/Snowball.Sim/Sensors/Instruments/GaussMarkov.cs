using Snowball.Sim.Numerics;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>
/// A first-order Gauss-Markov process sampled at a rate: zero mean, a standard deviation of 1, correlation exp(-t / time) between
/// values a time t apart.
/// </summary>
internal readonly struct GaussMarkov
{
    private readonly float _keep, _kick;

    /// <param name="correlationTime">s.</param>
    /// <param name="rate">Hz.</param>
    public GaussMarkov(float correlationTime, int rate)
    {
        _keep = Elementary.Exp(-1f / (rate * correlationTime));
        // 1 - keep^2 loses digits where keep is nearly 1.
        _kick = MathF.Sqrt((1f - _keep) * (1f + _keep));
    }

    /// <summary>The value after the given one.</summary>
    public float Next(float value, ref RandomStream random) => _keep * value + _kick * random.NextNormal();
}
