using System.Runtime.CompilerServices;

namespace Snowball.Rendering.Software;

/// <summary>Pixels of a row.</summary>
internal readonly record struct PixelSpan(int Row, int First, int Count);

/// <summary>
/// The pixels of a triangle, row by row, cut to the picture. A pixel belongs to it whose middle is within it; one on a side belongs to the
/// triangle right of or below that side.
/// </summary>
internal ref struct RowSpans
{
    private readonly ref readonly Triangle _triangle;
    private readonly int _width;
    private Side _left, _right;
    private int _row, _first, _end;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowSpans(in Triangle triangle, int width)
    {
        _triangle = ref triangle;
        (_left, _right) = (triangle.Left, triangle.Right);
        (_width, _row) = (width, triangle.Top - 1);
    }

    public readonly PixelSpan Current => new(_row, _first, _end - _first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly RowSpans GetEnumerator() => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        while (++_row < _triangle.Bottom)
        {
            if (_row == _triangle.Middle)
            {
                if (_triangle.IsBentLeft) _left = _triangle.Lower;
                else _right = _triangle.Lower;
            }
            double y = _row + 0.5;
            (_first, _end) = (_left.Column(y, _width), _right.Column(y, _width));
            if (_first < _end) return true;
        }
        return false;
    }
}
