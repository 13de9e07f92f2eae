using System.Numerics;
using Snowball.Perception.Metrics;

namespace Snowball.Perception.Tests.Metrics;

public sealed class CulaneScoreTests
{
    [Fact]
    public void LanesThatOverlapByMoreThanHalfMatch()
    {
        // Upright strips of width w, apart by d, overlap by (w - d) / (w + d): one half where d is a third of w.
        Assert.Equal(new CulaneResult(1, 0, 0), Score([Upright(809)], [Upright(800)]));
        Assert.Equal(new CulaneResult(0, 1, 1), Score([Upright(812)], [Upright(800)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(15)]
    [InlineData(40)]
    public void OverlapIsThatOfStripsThirtyPixelsWide(int apart)
    {
        double overlap = CulaneScore.Overlaps([Upright(800 + apart)], [Upright(800)], 1640, 590)[0, 0];
        // OpenCV draws a line of an even width one pixel wider.
        Assert.InRange(overlap, Math.Max(0, 30.0 - apart) / (30 + apart) - 1e-9, Math.Max(0, 31.0 - apart) / (31 + apart) + 1e-9);
    }

    /// <summary>The middle prediction overlaps both lanes, the left one the left lane alone: a greedy choice could find one lane only.</summary>
    [Fact]
    public void TheMatchingIsTheBestOneOnTheWhole()
    {
        Assert.Equal(new CulaneResult(2, 0, 0), Score([Upright(803), Upright(796)], [Upright(800), Upright(808)]));
        Assert.Equal(new CulaneResult(2, 0, 0), Score([Upright(796), Upright(803)], [Upright(808), Upright(800)]));
    }

    [Fact]
    public void CountsAddUpOverPictures()
    {
        var score = new CulaneScore();
        score.Add([Upright(300), Upright(500), Upright(1500)], [Upright(300), Upright(505)], 1640, 590);
        score.Add([], [Upright(300)], 1640, 590);
        score.Add([Upright(300)], [], 1640, 590);
        score.Add([], [], 1640, 590);
        Assert.Equal(new CulaneResult(2, 2, 1), score.Result);
        Assert.Equal((0.5, 2 / 3.0, 4 / 7.0), (score.Result.Precision, score.Result.Recall, score.Result.F1));
        Assert.True(double.IsNaN(default(CulaneResult).F1));
    }

    [Fact]
    public void ASmallerPictureIsJudgedAlike()
    {
        Vector2[] lane = [new(700, 580), new(760, 450), new(900, 300)], other = [new(712, 580), new(775, 450), new(912, 300)];
        var small = CulaneScore.Overlaps([Quarter(lane)], [Quarter(other)], 410, 148);
        Assert.Equal(CulaneScore.Overlaps([lane], [other], 1640, 590)[0, 0], small[0, 0], 0.01);

        static Vector2[] Quarter(Vector2[] points) => Array.ConvertAll(points, point => point / 4);
    }

    [Fact]
    public void ALaneOfOnePointMatchesNothing() => Assert.Equal(new CulaneResult(0, 1, 1), Score([[new(300, 300)]], [[new(300, 300)]]));

    private static Vector2[] Upright(float column) => [new(column, 589), new(column, 450), new(column, 300)];

    private static CulaneResult Score(Vector2[][] predicted, Vector2[][] truth)
    {
        var score = new CulaneScore();
        score.Add(predicted, truth, 1640, 590);
        return score.Result;
    }
}
