using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Snowball.Rendering.Software;

/// <summary>
/// The three sides of a triangle, and with them its pixels: those whose middles are within it. One on a side belongs to the triangle right of or
/// below that side, as both triangles at a side find the same crossings with rows. In double precision, and without branches, which would be
/// a coin's toss for every triangle.
/// </summary>
internal struct Edges
{
    /// <summary>Rows whose pixels are found at once.</summary>
    public const int Rows = 4;

    private Side _ab, _bc, _ca;

    /// <summary>Rows: the first and the end, cut to the picture.</summary>
    public int Top, Bottom;

    /// <summary>Finds the sides of a triangle that is seen from outside: its corners go around counter-clockwise.</summary>
    /// <returns>Whether there is a row between them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Set(double aX, double aY, double bX, double bY, double cX, double cY, int height)
    {
        Top = Row(double.MinNative(aY, double.MinNative(bY, cY)), height);
        Bottom = Row(double.MaxNative(aY, double.MaxNative(bY, cY)), height);
        if (Top >= Bottom) return false;
        _ab.Set(aX, aY, bX, bY);
        _bc.Set(bX, bY, cX, cY);
        _ca.Set(cX, cY, aX, aY);
        return true;
    }

    /// <summary>The pixels of some rows, cut to the picture: from the first to before the end; none where the end is not beyond the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Spans(int row, int width, out Vector128<int> first, out Vector128<int> end)
    {
        var middle = Vector256.Create(row + 0.5) + Vector256.Create(0.0, 1.0, 2.0, 3.0);
        var (ab, bc, ca) = (_ab.At(middle), _bc.At(middle), _ca.At(middle));
        var left = Vector256.MaxNative(_ab.IfLeft(ab), Vector256.MaxNative(_bc.IfLeft(bc), _ca.IfLeft(ca)));
        var right = Vector256.MinNative(_ab.IfRight(ab), Vector256.MinNative(_bc.IfRight(bc), _ca.IfRight(ca)));
        first = Column(left, width);
        end = Column(right, width);
    }

    /// <summary>The first row whose middle is not above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Row(double y, int height)
        => double.ConvertToIntegerNative<int>(double.MinNative(double.MaxNative(Math.Ceiling(y - 0.5), 0.0), height));

    /// <summary>The first columns whose middles are not left of places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Column(Vector256<double> x, int width)
    {
        var column = Vector256.Ceiling(x - Vector256.Create(0.5));
        column = Vector256.MinNative(Vector256.MaxNative(column, Vector256<double>.Zero), Vector256.Create((double)width));
        // Small integers: exact in single precision too.
        return Vector128.ConvertToInt32Native(Vector128.Narrow(column.GetLower(), column.GetUpper()));
    }

    /// <summary>A line that crosses rows.</summary>
    private struct Side
    {
        private double _x, _y, _lowX, _lowY, _slope, _isLeft, _isRight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Set(double fromX, double fromY, double toX, double toY)
        {
            // Going around counter-clockwise, sides on the left lead downwards. A level one bounds no row.
            bool isLeft = toY > fromY;
            (_x, _y, _lowX, _lowY) = isLeft ? (fromX, fromY, toX, toY) : (toX, toY, fromX, fromY);
            _slope = (toX - fromX) / (toY - fromY);
            (_isLeft, _isRight) = (Mask(isLeft), Mask(toY < fromY));
        }

        /// <summary>Exact at both ends: triangles that meet in the middle of a pixel must agree on whose it is.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector256<double> At(Vector256<double> y) => Vector256.ConditionalSelect(
            Vector256.Equals(y, Vector256.Create(_lowY)), Vector256.Create(_lowX), Vector256.Create(_x) + (y - Vector256.Create(_y)) * Vector256.Create(_slope));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector256<double> IfLeft(Vector256<double> at)
            => Vector256.ConditionalSelect(Vector256.Create(_isLeft), at, Vector256.Create(double.NegativeInfinity));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector256<double> IfRight(Vector256<double> at)
            => Vector256.ConditionalSelect(Vector256.Create(_isRight), at, Vector256.Create(double.PositiveInfinity));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Mask(bool isSet) => BitConverter.Int64BitsToDouble(isSet ? -1L : 0L);
    }
}
