using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Rendering.Cameras;

/// <summary>
/// A Gaussian blur in two passes (separable), as far as three standard deviations. Beyond the picture its edge goes on. Pictures are at least eight pixels
/// wide. For one thread.
/// </summary>
internal sealed class LensBlur
{
    private readonly int _width, _height, _radius;
    private readonly float[] _weights, _row, _across;

    /// <param name="width">Pixels, at least 8.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="deviation">Standard deviation, pixels, positive.</param>
    public LensBlur(int width, int height, float deviation)
    {
        (_width, _height, _radius) = (width, height, (int)MathF.Ceiling(3f * deviation));
        _weights = new float[_radius + 1];
        float sum = 0f;
        for (int k = 0; k <= _radius; k++)
        {
            _weights[k] = Elementary.Exp(-0.5f * (k / deviation) * (k / deviation));
            sum += (k == 0 ? 1f : 2f) * _weights[k];
        }
        for (int k = 0; k <= _radius; k++) _weights[k] /= sum;
        _row = new float[width + 2 * _radius];
        _across = new float[width * height];
    }

    /// <summary>Blurs a plane in place.</summary>
    /// <param name="plane">[height][width].</param>
    public void Apply(Span<float> plane)
    {
        for (int y = 0; y < _height; y++)
        {
            var row = plane.Slice(y * _width, _width);
            _row.AsSpan(0, _radius).Fill(row[0]);
            row.CopyTo(_row.AsSpan(_radius));
            _row.AsSpan(_radius + _width).Fill(row[^1]);
            BlurRow(_row, _across.AsSpan(y * _width, _width));
        }
        for (int y = 0; y < _height; y++) BlurColumns(y, plane.Slice(y * _width, _width));
    }

    private void BlurRow(ReadOnlySpan<float> padded, Span<float> into)
    {
        ref float centre = ref MemoryMarshal.GetReference(padded[_radius..]);
        for (int x = 0; x < _width; x += 8)
        {
            // The last vector lies over the one before it.
            int at = Math.Min(x, _width - 8);
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
        for (int x = 0; x < _width; x += 8)
        {
            int at = Math.Min(x, _width - 8);
            var sum = Across(y, at) * _weights[0];
            for (int k = 1; k <= _radius; k++) sum += (Across(Math.Max(y - k, 0), at) + Across(Math.Min(y + k, _height - 1), at)) * _weights[k];
            sum.CopyTo(into[at..]);
        }
    }

    private Vector256<float> Across(int y, int x) => Vector256.Create(_across.AsSpan(y * _width + x, 8));
}
