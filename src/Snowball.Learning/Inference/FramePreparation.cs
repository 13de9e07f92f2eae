using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>
/// What frames go through before a network reads them: the rows above the road are left out, and each channel gets the same brightness and contrast,
/// so that night, fog and exposure change little. In whole numbers but for one root: the same bits on every machine.
/// </summary>
/// <param name="frame">What a camera gives.</param>
/// <param name="firstRow">The first row that is kept.</param>
public sealed class FramePreparation(FrameShape frame, int firstRow)
{
    // What the mean of a channel becomes, and its standard deviation.
    internal const float Mean = 128f, Deviation = 48f;

    // A channel that varies less is not stretched further, or nothing but noise would be seen.
    internal const float LeastDeviation = 2f;

    /// <summary>What a network reads.</summary>
    public FrameShape Prepared { get; } = frame with { Height = frame.Height - firstRow };

    /// <summary>Prepares frames.</summary>
    /// <param name="frames">[count][channels][height][width].</param>
    /// <param name="prepared">[count x Prepared.Size].</param>
    public void Apply(ReadOnlySpan<byte> frames, Span<byte> prepared)
    {
        int plane = frame.Height * frame.Width, skipped = firstRow * frame.Width, kept = plane - skipped;
        for (int channel = 0; channel < frames.Length / plane; channel++)
        {
            Stretch(frames.Slice(channel * plane + skipped, kept), prepared.Slice(channel * kept, kept));
        }
    }

    private static void Stretch(ReadOnlySpan<byte> values, Span<byte> stretched)
    {
        long sum = 0, squares = 0;
        foreach (byte value in values)
        {
            sum += value;
            squares += value * value;
        }
        float mean = sum / (float)values.Length;
        float deviation = MathF.Sqrt((values.Length * squares - sum * sum) / ((float)values.Length * values.Length));
        float scale = Deviation / MathF.Max(deviation, LeastDeviation);
        // By value, of which there are fewer than pixels.
        Span<byte> table = stackalloc byte[256];
        for (int value = 0; value < table.Length; value++) table[value] = (byte)Math.Clamp((value - mean) * scale + Mean + 0.5f, 0f, 255f);
        for (int i = 0; i < values.Length; i++) stretched[i] = table[values[i]];
    }
}
