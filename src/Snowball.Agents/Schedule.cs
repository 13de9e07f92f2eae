namespace Snowball.Agents;

/// <summary>A value that moves in a straight line from <paramref name="Start"/> to <paramref name="End"/>.</summary>
/// <param name="Start">Value at step 0.</param>
/// <param name="End">Value from step <paramref name="Steps"/> on.</param>
/// <param name="Steps">Length of the ramp in steps; 0 means that <paramref name="End"/> holds from the start.</param>
public readonly record struct Schedule(double Start, double End, long Steps)
{
    /// <summary>The value at <paramref name="step"/>, which counts from 0.</summary>
    public double At(long step) =>
        step >= Steps ? End : Start + (End - Start) * Math.Max(step, 0) / Steps;
}
