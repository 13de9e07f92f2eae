namespace Snowball.Sim.Numerics;

/// <summary>The 8-point Gauss-Legendre rule on [-1, 1], positive half: sum weight * (f(node) + f(-node)).</summary>
internal static class Quadrature
{
    public static readonly double[] Nodes = [0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363];
    public static readonly double[] Weights = [0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
}
