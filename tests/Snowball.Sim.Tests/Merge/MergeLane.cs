namespace Snowball.Sim.Tests.Merge;

/// <summary>
/// A lane of one road of highway-env's <c>merge-v0</c>: all run along x; y grows to the right. A lane of the ramp that converges is half
/// a sine wave.
/// </summary>
/// <param name="Road">The road that it belongs to.</param>
/// <param name="Place">Its place on the road, from the left.</param>
/// <param name="Start">x at which it begins, m.</param>
/// <param name="End">x at which it ends, m.</param>
/// <param name="Centre">y of its centre, or of the middle of the wave, m.</param>
/// <param name="Amplitude">Of the wave, m.</param>
internal sealed record MergeLane(MergeRoad Road, int Place, double Start, double End, double Centre, double Amplitude = 0)
{
    private const double VehicleLength = 5;

    private static readonly MergeLane[] s_all =
    [
        new(MergeRoad.Approach, 0, 0, 230, 0),
        new(MergeRoad.Approach, 1, 0, 230, 4),
        new(MergeRoad.Merging, 0, 230, 310, 0),
        new(MergeRoad.Merging, 1, 230, 310, 4),
        new(MergeRoad.Merging, 2, 230, 310, 8),
        new(MergeRoad.Beyond, 0, 310, 460, 0),
        new(MergeRoad.Beyond, 1, 310, 460, 4),
        new(MergeRoad.Ramp, 0, 0, 150, 14.5),
        new(MergeRoad.Converging, 0, 150, 230, 11.25, 3.25),
    ];

    /// <summary>The simulator's number of the lane.</summary>
    public int Number => IsRamp ? 2 : Place;

    /// <summary>Nobody changes to it.</summary>
    public bool IsForbidden => IsRamp || (Road == MergeRoad.Merging && Place == 2);

    private bool IsRamp => Road is MergeRoad.Ramp or MergeRoad.Converging;

    /// <summary>The nearest of all; of equals the first.</summary>
    public static MergeLane Nearest(double x, double y, double heading)
        => s_all.MinBy(lane => lane.Distance(x, y) + Math.Abs(Math.IEEERemainder(heading - lane.Heading(x), 2 * Math.PI)))!;

    /// <summary>The lane beside this one on its road, or this one where there is none.</summary>
    public MergeLane Beside(int side) => s_all.FirstOrDefault(lane => lane.Road == Road && lane.Place == Place + side) ?? this;

    /// <summary>The one with a number on the same road.</summary>
    public MergeLane Numbered(int number) => s_all.First(lane => lane.Road == Road && lane.Number == number);

    /// <summary>Where somebody at x drives on who has reached its end: on a road with as many lanes in the same, otherwise in the nearest.</summary>
    public MergeLane Next(double x)
    {
        var road = Road switch
        {
            MergeRoad.Ramp => MergeRoad.Converging,
            MergeRoad.Approach or MergeRoad.Converging => MergeRoad.Merging,
            _ => MergeRoad.Beyond,
        };
        return Road == MergeRoad.Beyond ? this : s_all.Where(lane => lane.Road == road).MinBy(lane => lane.Distance(x, Y(x)))!;
    }

    public bool IsAlmostAtEnd(double x) => x - Start > End - Start - VehicleLength / 2;

    public bool Holds(double x, double y, double margin)
        => Math.Abs(y - Y(x)) <= 2 + margin && x - Start >= -VehicleLength && x - Start < End - Start + VehicleLength;

    public bool IsReachable(double x, double y)
        => !IsForbidden && Math.Abs(y - Y(x)) <= 8 && x - Start >= 0 && x - Start < End - Start + VehicleLength;

    public double Y(double x) => Centre + Amplitude * Math.Sin(Phase(x));

    public double Heading(double x) => Math.Atan(Amplitude * (Math.PI / 80) * Math.Cos(Phase(x)));

    private double Phase(double x) => Math.PI / 80 * (x - Start) + Math.PI / 2;

    private double Distance(double x, double y) => Math.Abs(y - Y(x)) + Math.Max(x - End, 0) + Math.Max(Start - x, 0);
}

/// <summary>The roads of <c>merge-v0</c>.</summary>
internal enum MergeRoad
{
    Approach,
    Ramp,
    Converging,
    Merging,
    Beyond,
}
