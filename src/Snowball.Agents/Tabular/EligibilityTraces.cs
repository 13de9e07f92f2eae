namespace Snowball.Agents.Tabular;

/// <summary>
/// The pairs of state and action that each agent has come through lately, newest first, each with a share of what is learned from the next error. A pair
/// that is met again has only its newest share (replacing traces: Singh and Sutton 1996).
/// </summary>
internal sealed class EligibilityTraces
{
    // Shares below this are forgotten; and no trace is longer, however slowly it fades.
    private const double LeastShare = 1e-3;
    private const int LongestTrace = 1000, Nothing = -1;
    private readonly long[] _pairs, _newest;
    private readonly double[] _shares;

    /// <param name="agents">Number of agents.</param>
    /// <param name="decay">Share of a pair relative to the one after it, in [0, 1].</param>
    public EligibilityTraces(int agents, double decay)
    {
        int length = 1;
        for (double share = decay; share >= LeastShare && length < LongestTrace; share *= decay) length++;
        _shares = new double[length];
        _shares[0] = 1;
        for (int i = 1; i < length; i++) _shares[i] = _shares[i - 1] * decay;
        _pairs = new long[agents * length];
        _newest = new long[agents];
        Array.Fill(_pairs, Nothing);
    }

    /// <summary>Pairs that a trace holds at most.</summary>
    public int Length => _shares.Length;

    /// <summary>All that is remembered, for saving and loading: [agents x <see cref="Length"/>] and [agents].</summary>
    public (long[] Pairs, long[] Newest) State => (_pairs, _newest);

    /// <summary>Adds the pair that an agent is at.</summary>
    public void Visit(int agent, int pair)
    {
        var trace = _pairs.AsSpan(agent * Length, Length);
        int again = trace.IndexOf(pair);
        if (again >= 0) trace[again] = Nothing;
        _newest[agent] = (_newest[agent] + 1) % Length;
        trace[(int)_newest[agent]] = pair;
    }

    /// <summary>Forgets an agent's way.</summary>
    public void Clear(int agent) => _pairs.AsSpan(agent * Length, Length).Fill(Nothing);

    /// <summary>The pair that an agent was at <paramref name="age"/> visits ago and its share; -1 where it was met again, or there is none.</summary>
    public (long Pair, double Share) At(int agent, int age)
    {
        long place = _newest[agent] - age;
        return (_pairs[agent * Length + (place < 0 ? place + Length : place)], _shares[age]);
    }
}
