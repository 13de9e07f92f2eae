using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Rendering.Cameras;

/// <summary>
/// A Gaussian blur in two passes (separable), as far as three standard deviations. Beyond the picture its edge goes on. Pictures are at least eight pixels
/// wide. For one thread.
/// </summary>
/// <param name="width">Pixels, at least 8.</param>
/// <param name="height">Pixels.</param>
internal sealed class LensBlur(int width, int height)
{
    private readonly float[] _across = new float[width * height];
    private float[] _weights = [], _row = [];
    private float _deviation;
    private int _radius;

    /// <summary>Blurs a plane in place.</summary>
    /// <param name="plane">[height][width].</param>
    /// <param name="deviation">Standard deviation, pixels, positive.</param>
    public void Apply(Span<float> plane, float deviation)
    {
        if (deviation != _deviation) Prepare(deviation);
        for (int y = 0; y < height; y++)
        {
            var row = plane.Slice(y * width, width);
            _row.AsSpan(0, _radius).Fill(row[0]);
            row.CopyTo(_row.AsSpan(_radius));
            _row.AsSpan(_radius + width, _radius).Fill(row[^1]);
            BlurRow(_row, _across.AsSpan(y * width, width));
        }
        for (int y = 0; y < height; y++) BlurColumns(y, plane.Slice(y * width, width));
    }

    private void Prepare(float deviation)
    {
        (_deviation, _radius) = (deviation, (int)MathF.Ceiling(3f * deviation));
        if (_weights.Length <= _radius) (_weights, _row) = (new float[_radius + 1], new float[width + 2 * _radius]);
        float sum = 0f;
        for (int k = 0; k <= _radius; k++)
        {
            _weights[k] = Elementary.Exp(-0.5f * (k / deviation) * (k / deviation));
            sum += (k == 0 ? 1f : 2f) * _weights[k];
        }
        for (int k = 0; k <= _radius; k++) _weights[k] /= sum;
    }

    private void BlurRow(ReadOnlySpan<float> padded, Span<float> into)
    {
        ref float centre = ref MemoryMarshal.GetReference(padded[_radius..]);
        for (int x = 0; x < width; x += 8)
        {
            // The last vector lies over the one before it.
            int at = Math.Min(x, width - 8);
            var sum = Vector256.LoadUnsafe(in centre, (nuint)at) * _weights[0];
            for (int k = 1; k <= _radius; k++)
            {
                var both = Vector256.Create(padded.Slice(_radius + at - k, 8)) + Vector256.Create(padded.Slice(_radius + at + k, 8));
                sum += both * _weights[k];
            }
            sum.CopyTo(into[at..]);
        }
    }

    private void BlurColumns(int y, Span<float> into)
    {
        for (int x = 0; x < width; x += 8)
        {
            int at = Math.Min(x, width - 8);
            var sum = Across(y, at) * _weights[0];
            for (int k = 1; k <= _radius; k++) sum += (Across(Math.Max(y - k, 0), at) + Across(Math.Min(y + k, height - 1), at)) * _weights[k];
            sum.CopyTo(into[at..]);
        }
    }

    private Vector256<float> Across(int y, int x) => Vector256.Create(_across.AsSpan(y * width + x, 8));
}
