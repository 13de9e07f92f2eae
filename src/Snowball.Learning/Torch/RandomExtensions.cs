namespace Snowball.Learning.Torch;

/// <summary>Draws in managed code, so that no global generator of libtorch is involved.</summary>
internal static class RandomExtensions
{
    /// <summary>A standard normal value by Marsaglia's polar method.</summary>
    public static double NextNormal(this Random random)
    {
        while (true)
        {
            var (u, v) = (random.NextDouble() * 2 - 1, random.NextDouble() * 2 - 1);
            var square = u * u + v * v;
            if (square is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }
}
