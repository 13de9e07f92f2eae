using System.Numerics;
using Snowball.Learning.Networks;
using Snowball.Perception.Labels;
using Snowball.Perception.Training;

namespace Snowball.Perception.Tests.Training;

/// <summary>Where lines cross rows, as a lane network learns it.</summary>
public sealed class LineColumnsTests
{
    /// <summary>x = 10 + 2 (20 - y), in rows whose middles are at 12, 16 and 20 of a frame that is read from row 10 on.</summary>
    [Fact]
    public void AreTakenInTheMiddlesOfRows()
    {
        var columns = new LineColumns(new FrameShape(1, 12, 40), firstRow: 10, frames: 2);
        Assert.Equal(4 * 3, columns.Size);

        columns.Add(1, new LaneLine(-1, [new Vector2(10, 20), new Vector2(50, 0)], []));
        columns.Add(1, new LaneLine(3, [new Vector2(10, 22), new Vector2(10, 0)], []));

        int left = columns.Size + 3;
        Assert.Equal([(26 - 20) / 10f, (18 - 20) / 10f, (10 - 20) / 10f], columns.Columns.AsSpan(left, 3).ToArray());
        Assert.Equal([1, 1, 1], columns.IsThere.AsSpan(left, 3).ToArray());
        Assert.Equal(3, columns.IsThere.Sum());
        columns.Clear(1);
        Assert.Equal(0, columns.IsThere.Sum());
    }

    [Fact]
    public void WhatIsBesideTheFrameIsNotThere()
    {
        var columns = new LineColumns(new FrameShape(1, 8, 40), firstRow: 0, frames: 1);
        columns.Add(0, new LaneLine(1, [new Vector2(36, 8), new Vector2(44, 0)], []));
        Assert.Equal([0, 1], columns.IsThere.AsSpan(2 * 2, 2).ToArray());
    }
}
