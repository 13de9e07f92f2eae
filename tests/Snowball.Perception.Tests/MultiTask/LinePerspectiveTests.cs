using Snowball.Perception.Inference.MultiTask;
using Snowball.Perception.Networks.MultiTask;

namespace Snowball.Perception.Tests.MultiTask;

/// <summary>Lines that were told row by row are completed by how they run in perspective.</summary>
public sealed class LinePerspectiveTests
{
    private const int Rows = 64, Columns = 128;

    /// <summary>Lines that an independent pinhole camera sees come back from places of which three in ten are wrong, and those of a line that is told by its upper half only in its lower half too.</summary>
    [Theory]
    [InlineData(0.0, 0.0, 0.0, 0.0)]
    [InlineData(0.03, 2.0, 1.0, 1.0 / 400)]
    [InlineData(-0.02, -1.0, -1.0, -1.0 / 300)]
    [InlineData(0.01, 2.5, 0.5, 1.0 / 250)]
    public void LinesComeBackFromPlacesOfWhichManyAreWrong(double yaw, double pitchDegrees, double rollDegrees, double curvature)
    {
        var random = new Random(3);
        var places = new List<LinePlace>();
        for (int line = 0; line < MultiTaskDescription.Lines; line++)
        {
            for (int row = 0; row < Rows; row++)
            {
                double y = (row + 0.5) / Columns, x = Seen(line, y, yaw, pitchDegrees, rollDegrees, curvature);
                bool isHidden = line == 3 && y > 0.34;
                if (double.IsNaN(x) || Math.Abs(x) > 0.5 || isHidden) continue;
                places.Add(random.NextDouble() < 0.3 ? new(line, random.NextDouble() - 0.5, y, Certainty: 0.3) : new(line, x + 0.002 * (random.NextDouble() - 0.5), y, Certainty: 0.9));
            }
        }

        var fit = LinePerspective.Fit(places, horizon: 0.25);

        Assert.NotNull(fit);
        int looked = 0;
        for (int line = 0; line < MultiTaskDescription.Lines; line++)
        {
            for (int row = 0; row < Rows; row++)
            {
                double y = (row + 0.5) / Columns, truth = Seen(line, y, yaw, pitchDegrees, rollDegrees, curvature);
                if (double.IsNaN(truth) || Math.Abs(truth) > 0.5) continue;
                double told = fit.At(line, y, out double slope);
                if (double.IsNaN(told)) continue;
                looked++;
                // Half a column across the line.
                Assert.True(Math.Abs(told - truth) / Math.Sqrt(1 + slope * slope) < 0.5 / Columns, $"line {line}, row {row}: {told}, not {truth}");
            }
        }
        Assert.True(looked > 80);
    }

    [Fact]
    public void AFewPlacesTellNothing() =>
        Assert.Null(LinePerspective.Fit([.. Enumerable.Range(0, 7).Select(i => new LinePlace(1, -0.1 - 0.02 * i, 0.3 + 0.01 * i, 1))], horizon: 0.25));

    /// <summary>A row between two columns goes to the one on the line, however likely the other one is a little more.</summary>
    [Fact]
    public void AnUndecidedRowFollowsTheOthers()
    {
        float[] places = new float[MultiTaskDescription.Lines * Rows * Columns], presences = [.. Enumerable.Repeat(-1f, MultiTaskDescription.Lines * Rows)];
        const int undecided = 50;
        for (int line = 1; line <= 2; line++)
        {
            for (int row = 40; row < Rows; row++)
            {
                int at = line * Rows + row;
                presences[at] = 1;
                places[at * Columns + ColumnOf(line, row)] = 12;
            }
        }
        int places50 = (1 * Rows + undecided) * Columns;
        (places[places50 + ColumnOf(1, undecided)], places[places50 + 100]) = (3f, 3.5f);

        var lines = LineDecoder.Decode(Rows, Columns, places, presences);

        Assert.Equal([-1, 1], lines.Select(line => line.Side));
        float column = lines[0].Pixels.Single(point => point.Y == (undecided + 0.5f) * MultiTaskDescription.Stride).X / MultiTaskDescription.Stride - 0.5f;
        Assert.Equal(ColumnOf(1, undecided), column, 0.3f);

        static int ColumnOf(int line, int row) => (int)Math.Round(64 + (line == 1 ? -1.5 : 1.5) * (row - 32));
    }

    /// <summary>Where a camera 1.3 m above a level road, 60 degrees wide, sees a line 3.75 m from the next one cross a row, by search along the line; NaN where it does not.</summary>
    private static double Seen(int line, double y, double yaw, double pitchDegrees, double rollDegrees, double curvature)
    {
        const double height = 1.3, focal = 0.866;
        var (sinPitch, cosPitch) = Math.SinCos(pitchDegrees * Math.PI / 180);
        var (sinRoll, cosRoll) = Math.SinCos(rollDegrees * Math.PI / 180);
        var (sinYaw, cosYaw) = Math.SinCos(yaw);
        double side = 3.75 * (line - 1.5) + 0.4;
        (double X, double Y) Project(double along)
        {
            double right = side - 0.5 * curvature * along * along, ahead = along;
            (ahead, right) = (cosYaw * ahead - sinYaw * right, sinYaw * ahead + cosYaw * right);
            double depth = cosPitch * ahead + sinPitch * height, down = cosPitch * height - sinPitch * ahead;
            double x = focal * right / depth, below = focal * down / depth;
            return (cosRoll * x - sinRoll * below, 0.25 + sinRoll * x + cosRoll * below);
        }
        double near = 1.5, far = 100;
        if (Project(near).Y < y || Project(far).Y > y) return double.NaN;
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (near + far);
            if (Project(middle).Y > y) near = middle;
            else far = middle;
        }
        return Project(near).X;
    }
}
