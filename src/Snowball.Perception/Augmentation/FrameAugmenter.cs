using OpenCvSharp;
using Snowball.Perception.Datasets;

namespace Snowball.Perception.Augmentation;

/// <summary>How likely frames are changed, and how much at most.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Probability that a frame is mirrored.</summary>
    public double Mirror { get; init; } = 0.5;

    /// <summary>Probability that the ego is turned about its camera.</summary>
    public double Turn { get; init; } = 0.1;

    /// <summary>Probability that a part is covered.</summary>
    public double CutOut { get; init; } = 0.1;

    /// <summary>Probability of each of the changes that move and hide nothing: of shade, blur and noise.</summary>
    public double Others { get; init; } = 0.1;

    /// <summary>Of a turn, rad.</summary>
    public double GreatestTurn { get; init; } = 0.05;

    /// <summary>Those that leave everything where it is, and visible: for labels of more than the lane.</summary>
    public static AugmentationOptions InPlace { get; } = new() { Mirror = 0, Turn = 0, CutOut = 0 };
}

/// <summary>
/// Changes frames at random beyond what the renderer varies. The same seed changes the same frames alike. For one thread.
/// </summary>
public sealed unsafe class FrameAugmenter
{
    // A power of two.
    private const int NoiseLength = 1 << 16;
    private const double LeastContrast = 0.6, GreatestContrast = 1.3, GreatestBrightness = 25, LeastBlur = 0.3, GreatestBlur = 1.2, GreatestNoise = 10, LargestCut = 0.35;

    private readonly AugmentationOptions _options;
    private readonly Random _random;
    private readonly float[] _noise = new float[NoiseLength];

    /// <param name="options">How much.</param>
    /// <param name="random">Where the changes come from.</param>
    public FrameAugmenter(AugmentationOptions options, Random random)
    {
        (_options, _random) = (options, random);
        for (int i = 0; i < NoiseLength; i++) _noise[i] = Normal();
    }

    /// <summary>Changes the colours of a batch.</summary>
    /// <param name="batch">Its labels stay as they were.</param>
    /// <param name="moves">[batch.Count], how pixels were moved, and so what becomes of labels.</param>
    public void Apply(LabelledFrames batch, Span<FrameMove> moves)
    {
        fixed (byte* colour = batch.Colour)
        {
            for (int frame = 0; frame < batch.Count; frame++)
            {
                moves[frame] = Apply(batch.Infos[frame], colour + (nint)frame * batch.Channels * batch.Pixels, batch);
            }
        }
    }

    private FrameMove Apply(in FrameInfo info, byte* pixels, LabelledFrames batch)
    {
        var planes = new Mat[batch.Channels];
        for (int i = 0; i < planes.Length; i++) planes[i] = Mat.FromPixelData(batch.Height, batch.Width, MatType.CV_8UC1, (nint)(pixels + i * batch.Pixels));
        var move = new FrameMove();
        if (Happens(_options.Turn))
        {
            move = move with { Turn = (float)Between(-_options.GreatestTurn, _options.GreatestTurn) };
            foreach (var plane in planes) FrameAugmentation.Turn(plane, info, move.Turn);
        }
        if (Happens(_options.Mirror))
        {
            foreach (var plane in planes) FrameAugmentation.Mirror(plane);
            move = move with { IsMirrored = true };
        }
        if (Happens(_options.Others))
        {
            double contrast = Between(LeastContrast, GreatestContrast), brightness = Between(-GreatestBrightness, GreatestBrightness);
            foreach (var plane in planes) FrameAugmentation.Shade(plane, contrast, brightness);
        }
        if (Happens(_options.Others))
        {
            double deviation = Between(LeastBlur, GreatestBlur);
            foreach (var plane in planes) FrameAugmentation.Blur(plane, deviation);
        }
        if (Happens(_options.Others)) AddNoise(new Span<byte>(pixels, batch.Channels * batch.Pixels), (float)Between(0, GreatestNoise));
        if (Happens(_options.CutOut))
        {
            int width = (int)Between(1, LargestCut * batch.Width), height = (int)Between(1, LargestCut * batch.Height);
            var area = new Rect(_random.Next(batch.Width - width), _random.Next(batch.Height - height), width, height);
            byte level = (byte)_random.Next(256);
            foreach (var plane in planes) FrameAugmentation.CutOut(plane, area, level);
        }
        foreach (var plane in planes) plane.Dispose();
        return move;
    }

    private void AddNoise(Span<byte> values, float deviation)
    {
        int start = _random.Next(NoiseLength);
        for (int i = 0; i < values.Length; i++) values[i] = (byte)Math.Clamp(values[i] + deviation * _noise[(start + i) & (NoiseLength - 1)] + 0.5f, 0f, 255f);
    }

    private bool Happens(double probability) => _random.NextDouble() < probability;

    private double Between(double low, double high) => low + (high - low) * _random.NextDouble();

    /// <summary>A standard normal value by Marsaglia's polar method.</summary>
    private float Normal()
    {
        while (true)
        {
            double u = Between(-1, 1), v = Between(-1, 1), square = u * u + v * v;
            if (square is > 0 and < 1) return (float)(u * Math.Sqrt(-2 * Math.Log(square) / square));
        }
    }
}
