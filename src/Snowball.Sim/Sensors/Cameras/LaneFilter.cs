using Snowball.Sim.Numerics;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Cameras;

/// <summary>What is believed of a lane.</summary>
internal readonly record struct BelievedLane(float LateralOffset, float HeadingError, float Curvature);

/// <summary>
/// Joins the estimates of successive frames by an extended Kalman filter (Bar-Shalom, Li, Kirubarajan, Estimation with Applications to Tracking and Navigation,
/// 2001, chapter 10): between frames a vehicle moves by its speed along its heading, which turns by its yaw rate less that of the lane. Errors of
/// frames that follow each other are alike, so that each counts for less than its variance says.
/// </summary>
internal sealed class LaneFilter
{
    // Numbers kept of an agent: whether there are any, three means, and the upper triangle of their covariance.
    private const int Kept = 10;

    // How much less a frame counts.
    private const float Likeness = 4f;

    // What is not modelled in a second, squared: drift by slip and wind (m), of the heading (rad), and how curvature changes (1/m).
    private const float OffsetDrift = 0.05f * 0.05f, HeadingDrift = 0.01f * 0.01f, CurvatureDrift = 0.0008f * 0.0008f;

    private readonly float[] _state;
    private readonly float _step;

    /// <param name="store">Where the state is kept.</param>
    /// <param name="egos">Agents of a world.</param>
    /// <param name="step">From frame to frame, s.</param>
    public LaneFilter(ColumnStore store, int egos, float step) => (_state, _step) = (store.Add<float>(egos * Kept), step);

    /// <summary>What is believed of an agent's lane now.</summary>
    public BelievedLane Believed(int agent)
    {
        var kept = Of(agent);
        return new(kept[1], kept[2], kept[3]);
    }

    /// <summary>Lets the next estimate be the first.</summary>
    public void Forget(int agent) => Of(agent)[0] = 0f;

    /// <summary>Takes an estimate.</summary>
    /// <param name="agent">Whose.</param>
    /// <param name="seen">What its frame shows.</param>
    /// <param name="speed">Of its vehicle, m/s.</param>
    /// <param name="yawRate">Of its vehicle, rad/s.</param>
    /// <param name="isKept">Whether the next estimate follows this one, rather than the one before.</param>
    public BelievedLane Update(int agent, in SeenLane seen, float speed, float yawRate, bool isKept)
    {
        Span<float> x = stackalloc float[Kept];
        Of(agent).CopyTo(x);
        if (x[0] == 0f)
        {
            x.Clear();
            (x[0], x[1], x[2], x[3]) = (1f, seen.LateralOffset, seen.HeadingError, seen.Curvature);
            (x[4], x[7], x[9]) = (Likeness * seen.LateralOffsetVariance, Likeness * seen.HeadingErrorVariance, Likeness * seen.CurvatureVariance);
        }
        else
        {
            Predict(x, speed, yawRate);
            Correct(x, 0, seen.LateralOffset, seen.LateralOffsetVariance);
            Correct(x, 1, seen.HeadingError, seen.HeadingErrorVariance);
            Correct(x, 2, seen.Curvature, seen.CurvatureVariance);
        }
        if (isKept) x.CopyTo(Of(agent));
        return new(x[1], x[2], x[3]);
    }

    private Span<float> Of(int agent) => _state.AsSpan(agent * Kept, Kept);

    private void Predict(Span<float> x, float speed, float yawRate)
    {
        float way = speed * _step, turned = yawRate * _step - way * x[3];
        // The mean heading of the step, so that the error of a straight step is of third order.
        x[1] += way * Elementary.SinCos(x[2] + 0.5f * turned).Sin;
        x[2] += turned;
        // P = F P F' + Q, F = [1 way 0; 0 1 -way; 0 0 1].
        float p00 = x[4], p01 = x[5], p02 = x[6], p11 = x[7], p12 = x[8], p22 = x[9];
        x[4] = p00 + 2f * way * p01 + way * way * p11 + OffsetDrift * _step;
        x[5] = p01 + way * p11 - way * (p02 + way * p12);
        x[6] = p02 + way * p12;
        x[7] = p11 - 2f * way * p12 + way * way * p22 + HeadingDrift * _step;
        x[8] = p12 - way * p22;
        x[9] = p22 + CurvatureDrift * _step;
    }

    /// <summary>One measured number after another: their errors are taken as independent.</summary>
    private static void Correct(Span<float> x, int quantity, float seen, float variance)
    {
        Span<float> column = quantity switch { 0 => [x[4], x[5], x[6]], 1 => [x[5], x[7], x[8]], _ => [x[6], x[8], x[9]] };
        float scale = 1f / (column[quantity] + Likeness * variance), error = seen - x[1 + quantity];
        for (int i = 0; i < 3; i++) x[1 + i] += column[i] * scale * error;
        x[4] -= column[0] * column[0] * scale;
        x[5] -= column[0] * column[1] * scale;
        x[6] -= column[0] * column[2] * scale;
        x[7] -= column[1] * column[1] * scale;
        x[8] -= column[1] * column[2] * scale;
        x[9] -= column[2] * column[2] * scale;
    }
}
