using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Rendering.Cameras;

/// <summary>White Gaussian noise of pixels: a function of the episode's seed, the step, the camera, the channel and the pixel.</summary>
internal static class SensorNoise
{
    // Eight blocks of random words at once, of four words each.
    private const int Draws = 32, Blocks = 8;

    /// <summary>Adds it to a channel.</summary>
    /// <param name="plane">Values of the channel's pixels.</param>
    /// <param name="deviation">Its standard deviation.</param>
    /// <param name="seed">The episode's.</param>
    /// <param name="step">Policy step of the episode.</param>
    /// <param name="camera">Which of a world's cameras.</param>
    /// <param name="channel">Which of the picture's channels.</param>
    public static void Add(Span<float> plane, float deviation, ulong seed, uint step, uint camera, int channel)
    {
        int groups = (plane.Length + Draws - 1) / Draws;
        Span<float> last = stackalloc float[Draws];
        for (int group = 0; group < groups; group++)
        {
            uint block = (uint)((channel * groups + group) * Blocks);
            var (x, y, z, w) = VectorRandom.Blocks(seed, block, step, camera, (uint)RandomPurpose.CameraNoise);
            var pixels = plane[(group * Draws)..];
            bool isWhole = pixels.Length >= Draws;
            if (!isWhole) pixels.CopyTo(last);
            var values = isWhole ? pixels : last;
            Add(values, 0, x, deviation);
            Add(values, 8, y, deviation);
            Add(values, 16, z, deviation);
            Add(values, 24, w, deviation);
            if (!isWhole) last[..pixels.Length].CopyTo(pixels);
        }
    }

    private static void Add(Span<float> values, int at, Vector256<uint> words, float deviation)
        => (Vector256.Create<float>(values.Slice(at, 8)) + VectorRandom.ToNormal(words) * deviation).CopyTo(values[at..]);
}
