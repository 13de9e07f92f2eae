using MathNet.Numerics.LinearAlgebra;
using Snowball.Perception.Networks.MultiTask;

namespace Snowball.Perception.Inference.MultiTask;

/// <summary>A place where a line may cross a row. Places are told in widths of the picture, from the middle of its upper border to the right and down.</summary>
/// <param name="Line">Number of the line, 0 to <see cref="MultiTaskDescription.Lines"/> - 1.</param>
/// <param name="X">To the right.</param>
/// <param name="Y">Down.</param>
/// <param name="Certainty">0 to 1.</param>
public readonly record struct LinePlace(int Line, double X, double Y, double Certainty);

/// <summary>
/// How parallel lines run in a picture of a level road: t below the horizon a line is at x = a + b t + c / t + d / t^2, where all lines share a (the direction), c (the curvature) and d (its
/// rate), and each has its own b, its distance to the side in heights of the camera (Wang, Shen, Teoh, "Lane detection using spline model", Pattern Recognition Letters 21, 2000, has the hyperbola). The
/// horizon may be anywhere and a little rolled. Fitted by least squares to places of which many may be wrong, with Tukey's biweight; lanes are expected to be about as wide as each other.
/// </summary>
public sealed class LinePerspective
{
    // Unknowns: b of each line, then these.
    private const int Direction = MultiTaskDescription.Lines, Curvature = Direction + 1, Rate = Direction + 2, Horizon = Direction + 3, Roll = Direction + 4, Unknowns = Direction + 5;

    // Deviations that are expected beforehand: of lenses about 60 degrees wide 1.3 m above a road with radii of 300 m, pitched and rolled by 2 degrees.
    private const double DirectionDeviation = 0.1, CurvatureDeviation = 2e-3, RateDeviation = 5e-6, HorizonDeviation = 0.04, RollDeviation = 0.02, WidthDeviation = 0.3, SideDeviation = 10;

    // Of places across their line, and how far from it they count at first and at last.
    private const double PlaceDeviation = 0.003, FirstReach = 0.15, LastReach = 4 * PlaceDeviation;
    private const int Rounds = 10, LeastPlaces = 8;

    // Nearer to the horizon nothing is told.
    private const double LeastDepth = 0.012;

    private readonly double[] _values = new double[Unknowns];

    private LinePerspective(double horizon)
    {
        _values[Horizon] = horizon;
        // Lanes of three heights of the camera, with the ego in the middle of one.
        for (int line = 0; line < MultiTaskDescription.Lines; line++) _values[line] = 3 * (line - 0.5 * (MultiTaskDescription.Lines - 1));
    }

    /// <summary>Fits.</summary>
    /// <param name="places">Where lines may be.</param>
    /// <param name="horizon">About where it is, widths of the picture below its upper border.</param>
    /// <returns>Null where too few places agree.</returns>
    public static LinePerspective? Fit(IReadOnlyList<LinePlace> places, double horizon)
    {
        var fit = new LinePerspective(horizon);
        int agreeing = 0;
        for (int round = 0; round < Rounds; round++)
        {
            double progress = round / (Rounds - 1.0);
            agreeing = fit.Improve(places, horizon, Math.Pow(FirstReach, 1 - progress) * Math.Pow(LastReach, progress));
        }
        return agreeing < LeastPlaces ? null : fit;
    }

    /// <summary>Where a line crosses a row.</summary>
    /// <param name="line">Number of the line.</param>
    /// <param name="y">The row.</param>
    /// <param name="slope">How far it goes to the side a row down there.</param>
    /// <returns>NaN near the horizon and above.</returns>
    public double At(int line, double y, out double slope)
    {
        double x = 0, t = 0;
        // The horizon is rolled by little.
        for (int i = 0; i < 3; i++)
        {
            t = Depth(x, y);
            if (t < LeastDepth)
            {
                slope = 0;
                return double.NaN;
            }
            x = _values[Direction] + _values[line] * t + _values[Curvature] / t + _values[Rate] / (t * t);
        }
        slope = Slope(line, t);
        return x;
    }

    private double Depth(double x, double y) => y - _values[Roll] * x - _values[Horizon];

    private double Slope(int line, double t) => _values[line] - (_values[Curvature] + 2 * _values[Rate] / t) / (t * t);

    /// <summary>A step of Gauss and Newton.</summary>
    /// <returns>How many places count.</returns>
    private int Improve(IReadOnlyList<LinePlace> places, double horizon, double reach)
    {
        var normal = Matrix<double>.Build.Dense(Unknowns, Unknowns);
        var right = Vector<double>.Build.Dense(Unknowns);
        Span<double> row = stackalloc double[Unknowns];
        int counted = 0;
        foreach (var place in places)
        {
            double t = Depth(place.X, place.Y);
            if (t < LeastDepth) continue;
            double slope = Slope(place.Line, t), across = 1 / Math.Sqrt(1 + slope * slope);
            double error = place.X - (_values[Direction] + _values[place.Line] * t + _values[Curvature] / t + _values[Rate] / (t * t));
            double share = error * across / reach;
            if (Math.Abs(share) >= 1) continue;
            counted++;
            row.Clear();
            (row[place.Line], row[Direction], row[Curvature], row[Rate], row[Horizon], row[Roll]) = (t, 1, 1 / t, 1 / (t * t), -slope, -slope * place.X);
            Add(row, error, place.Certainty * (1 - share * share) * across / PlaceDeviation);
        }
        Expect(Direction, 0, DirectionDeviation, row);
        Expect(Curvature, 0, CurvatureDeviation, row);
        Expect(Rate, 0, RateDeviation, row);
        Expect(Horizon, horizon, HorizonDeviation, row);
        Expect(Roll, 0, RollDeviation, row);
        for (int line = 0; line < MultiTaskDescription.Lines; line++) Expect(line, _values[line], SideDeviation, row);
        for (int line = 1; line + 1 < MultiTaskDescription.Lines; line++)
        {
            row.Clear();
            (row[line - 1], row[line], row[line + 1]) = (1, -2, 1);
            Add(row, -(_values[line - 1] - 2 * _values[line] + _values[line + 1]), 1 / WidthDeviation);
        }
        var step = normal.Cholesky().Solve(right);
        for (int i = 0; i < Unknowns; i++) _values[i] += step[i];
        return counted;

        void Expect(int unknown, double value, double deviation, Span<double> row)
        {
            row.Clear();
            row[unknown] = 1;
            Add(row, value - _values[unknown], 1 / deviation);
        }

        void Add(ReadOnlySpan<double> row, double error, double weight)
        {
            for (int i = 0; i < Unknowns; i++)
            {
                right[i] += weight * weight * row[i] * error;
                for (int j = 0; j < Unknowns; j++) normal[i, j] += weight * weight * row[i] * row[j];
            }
        }
    }
}
