using System.Collections.Immutable;
using System.Numerics;
using Snowball.Perception.Metrics;

namespace Snowball.Perception.Tests.Metrics;

public sealed class TuSimpleScoreTests
{
    private static readonly ImmutableArray<float> Rows = [.. Enumerable.Range(0, 20).Select(i => 300f + 20f * i)];

    [Fact]
    public void TheTrueLanesAreFound()
        => Assert.Equal(new TuSimpleResult(1, 1, 0, 0), Score([Upright(300), Upright(700)], [Upright(700), Upright(300)]));

    [Theory]
    [InlineData(19.9, 1, 0)]
    [InlineData(20.1, 0, 1)]
    public void AnUprightLaneIsFoundWithinTwentyPixels(double shift, double accuracy, double missed)
        => Assert.Equal(new TuSimpleResult(1, accuracy, missed, missed), Score([Upright(300 + (float)shift)], [Upright(300)]));

    /// <summary>A lane 45 degrees from the vertical has a tolerance of 20 sqrt(2) = 28.3 pixels along its row.</summary>
    [Theory]
    [InlineData(28.2, 1)]
    [InlineData(28.4, 0)]
    public void TheToleranceIsAcrossTheLane(double shift, double accuracy)
        => Assert.Equal(accuracy, Score([Lane(i => 500 + 20f * i + (float)shift)], [Lane(i => 500 + 20f * i)]).Accuracy);

    [Fact]
    public void APictureOfHalfTheSizeIsJudgedAlike()
    {
        ImmutableArray<float> truth = Lane(i => 500 + 8f * i), near = Lane(i => 521 + 8f * i), far = Lane(i => 522 + 8f * i);
        ImmutableArray<float> rows = [.. Rows.Select(row => row / 2)];
        foreach (var lane in (ImmutableArray<float>[])[near, far])
        {
            var small = new TuSimpleScore();
            small.Add([Half(lane)], [Half(truth)], rows, pictureWidth: 640);
            Assert.Equal(Score([lane], [truth]), small.Result);
        }
        // 20 / cos(atan(8 / 20)) is 21.5.
        Assert.Equal((1, 0), (Score([near], [truth]).Accuracy, Score([far], [truth]).Accuracy));

        static ImmutableArray<float> Half(ImmutableArray<float> lane) => [.. lane.Select(x => x / 2)];
    }

    /// <summary>17 of 20 points are 85%, 16 are not.</summary>
    [Theory]
    [InlineData(3, 0.85, 0)]
    [InlineData(4, 0.8, 1)]
    public void ALaneIsFoundByItsPoints(int wrong, double accuracy, double missed)
        => Assert.Equal(new TuSimpleResult(1, accuracy, missed, missed), Score([Lane(i => i < wrong ? 500 : 300)], [Upright(300)]));

    [Fact]
    public void RowsWithoutAPointCountAsRightWhereNeitherHasOne()
    {
        var upper = Lane(i => i < 10 ? 400 : -2);
        Assert.Equal(new TuSimpleResult(1, 1, 0, 0), Score([upper], [upper]));
        Assert.Equal(new TuSimpleResult(1, 0.5, 1, 1), Score([Upright(400)], [upper]));
    }

    [Fact]
    public void OnePredictionMayFindTwoLanes()
        => Assert.Equal(new TuSimpleResult(1, 1, -1, 0), Score([Upright(310)], [Upright(300), Upright(320)]));

    [Fact]
    public void TheWorstOfFiveLanesIsForgiven()
    {
        ImmutableArray<float>[] truth = [Upright(100), Upright(300), Upright(500), Upright(700), Upright(900)];
        Assert.Equal(new TuSimpleResult(1, 1, 0, 0), Score(truth[..4], truth));
        Assert.Equal(new TuSimpleResult(1, 0.75, 0, 0.25), Score(truth[..3], truth));
    }

    [Fact]
    public void ThreeLanesTooManySpoilAPicture()
    {
        ImmutableArray<float>[] lanes = [Upright(300), Upright(500), Upright(700), Upright(900)];
        Assert.Equal(new TuSimpleResult(1, 1, 2 / 3.0, 0), Score(lanes[..3], lanes[..1]));
        Assert.Equal(new TuSimpleResult(1, 0, 0, 1), Score(lanes, lanes[..1]));
    }

    [Fact]
    public void PicturesCountAlike()
    {
        var score = new TuSimpleScore();
        Assert.True(double.IsNaN(score.Result.Accuracy));
        score.Add([Upright(300)], [Upright(300)], Rows);
        score.Add([], [Upright(300), Upright(500)], Rows);
        score.Add([], [], Rows);
        score.Add([Upright(300), Upright(500)], [Upright(300)], Rows);
        Assert.Equal(new TuSimpleResult(4, 0.5, 0.125, 0.25), score.Result);
        Assert.Throws<ArgumentException>(() => score.Add([[1f]], [], Rows));
    }

    [Fact]
    public void LinesAreSampledBetweenTheirPoints()
    {
        Vector2[] line = [new(10, 100), new(20, 80), new(-20, 40)];
        Assert.Equal<float>([-2, 20, 15, 10, -2, -2], TuSimpleScore.Sample(line, [50, 80, 90, 100, 110, 30]));
    }

    private static ImmutableArray<float> Upright(float column) => Lane(_ => column);

    private static ImmutableArray<float> Lane(Func<int, float> column) => [.. Enumerable.Range(0, Rows.Length).Select(column)];

    private static TuSimpleResult Score(ImmutableArray<float>[] predicted, ImmutableArray<float>[] truth)
    {
        var score = new TuSimpleScore();
        score.Add(predicted, truth, Rows);
        return score.Result;
    }
}
