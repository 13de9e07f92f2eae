namespace Snowball.Perception.Training;

/// <summary>
/// A learning rate that rises in a straight line, then falls along half a cosine (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
/// ICLR 2017, without a restart).
/// </summary>
/// <param name="Peak">The greatest.</param>
/// <param name="Final">At the last step.</param>
/// <param name="WarmUp">Steps of the rise.</param>
/// <param name="Steps">In all.</param>
public readonly record struct WarmedCosine(double Peak, double Final, long WarmUp, long Steps)
{
    /// <summary>The value at a step, which counts from 0.</summary>
    public double At(long step) => step < WarmUp
        ? Peak * (step + 1) / WarmUp
        : Final + 0.5 * (Peak - Final) * (1 + Math.Cos(Math.PI * Math.Min(1, (step - WarmUp) / (double)Math.Max(1, Steps - 1 - WarmUp))));
}
