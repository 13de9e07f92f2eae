using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Snowball.Rendering.Software;

/// <summary>Hands a picture out: with the sky where nothing was drawn, without the padding of its rows.</summary>
internal static unsafe class Finish
{
    /// <summary>Writes the planes.</summary>
    /// <param name="picture">Drawn.</param>
    /// <param name="colour">[height][width].</param>
    /// <param name="depth">The same, or nowhere.</param>
    /// <param name="semantic">The same, or nowhere.</param>
    /// <returns>Whether the colours of all pixels are one.</returns>
    public static bool Write(Picture picture, int* colour, float* depth, byte* semantic)
    {
        int width = picture.Width;
        var sky = new Sky(picture);
        var first = Vector256<int>.Zero;
        var different = Vector256<int>.Zero;
        for (int row = 0; row < picture.Height; row++)
        {
            var skyRow = sky.AtRow(row);
            for (int column = 0; column < width; column += Lanes.Count)
            {
                // The last vector of a row overlaps the one before it.
                int x = Math.Min(column, width - Lanes.Count), offset = row * picture.Stride + x;
                nint place = (nint)row * width + x;
                var nearness = Vector256.Load(picture.Nearness + offset);
                var pixels = Vector256.Load(picture.Colour + offset);
                var isSky = Vector256.Equals(nearness, Vector256<float>.Zero);
                if (Lanes.Any(isSky)) pixels = Vector256.ConditionalSelect(isSky.AsInt32(), skyRow.At(x), pixels);
                if (place == 0) first = Vector256.Create(pixels.GetElement(0));
                different |= pixels ^ first;
                pixels.Store(colour + place);
                if (depth != null) (Vector256<float>.One / nearness).Store(depth + place);
                if (semantic != null) Narrow(Vector256.AndNot(Vector256.Load(picture.Class + offset), isSky.AsInt32())).Store(semantic + place);
            }
        }
        return Vector256.EqualsAll(different & Vector256.Create(0xFFFFFF), Vector256<int>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector64<byte> Narrow(Vector256<int> values)
    {
        var half = Vector128.Narrow(values.GetLower(), values.GetUpper());
        return Vector64.Narrow(half.GetLower(), half.GetUpper()).AsByte();
    }

    /// <summary>Colours of the sky by pixel.</summary>
    private readonly struct Sky
    {
        private readonly Vector3 _horizon, _change;
        private readonly float _left, _top, _rise, _riseAcross, _riseDown, _perPixel, _y;

        public Sky(Picture picture)
        {
            var pose = picture.View.Pose;
            (_horizon, _change) = (255f * picture.Atmosphere.Horizon, 255f * (picture.Atmosphere.Zenith - picture.Atmosphere.Horizon));
            _perPixel = 1f / picture.View.FocalLength;
            (_left, _top) = (0.5f - 0.5f * picture.Width, 0.5f - 0.5f * picture.Height);
            (_rise, _riseAcross, _riseDown) = (pose.Forward.Z, -pose.Left.Z * _perPixel, -pose.Up.Z * _perPixel);
        }

        private Sky(in Sky all, int row)
        {
            this = all;
            _y = row + _top;
            _rise += _riseDown * _y;
            _y *= _perPixel;
        }

        public readonly Sky AtRow(int row) => new(this, row);

        public readonly Vector256<int> At(int column)
        {
            var one = Vector256<float>.One;
            var fromMiddle = Lanes.Steps + Vector256.Create(column + _left);
            var across = fromMiddle * _perPixel;
            var length = Vector256.Sqrt(across * across + Vector256.Create(1f + _y * _y));
            var rise = (fromMiddle * _riseAcross + Vector256.Create(_rise)) / length;
            var share = Lanes.Min(Lanes.Max(rise * 2.5f, Vector256<float>.Zero), one);
            share *= Vector256.Create(2f) - share;
            return Lanes.Pack(
                share * _change.X + Vector256.Create(_horizon.X), share * _change.Y + Vector256.Create(_horizon.Y), share * _change.Z + Vector256.Create(_horizon.Z));
        }
    }
}
