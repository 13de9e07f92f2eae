using System.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Studies;

/// <summary>
/// What theory says of identical drivers of the Intelligent Driver Model with exponent 4 in one lane: equilibrium and linear stability
/// (Treiber, Kesting: Traffic Flow Dynamics, 2013, chapters 11 and 15). SI units, double precision.
/// </summary>
/// <param name="DesiredSpeed">v0, m/s.</param>
/// <param name="TimeHeadway">T, s.</param>
/// <param name="MinimumGap">s0, m.</param>
/// <param name="Acceleration">a, m/s2.</param>
/// <param name="Deceleration">b, m/s2.</param>
/// <param name="Length">Of every vehicle, m.</param>
public sealed record IntelligentDriverTheory(
    double DesiredSpeed, double TimeHeadway, double MinimumGap, double Acceleration, double Deceleration, double Length)
{
    /// <summary>The parameters published with the model for German motorways (Treiber, Hennecke, Helbing 2000, table I).</summary>
    public static IntelligentDriverTheory Published { get; } = new(
        DesiredSpeed: 120 / 3.6, TimeHeadway: 1.6, MinimumGap: 2, Acceleration: 0.73, Deceleration: 1.67, Length: 5);

    /// <summary>Drivers of traffic with these parameters, who keep their lane.</summary>
    public DriverSettings Drivers => new(
        DesiredSpeed: Constant(DesiredSpeed), TimeHeadway: Constant(TimeHeadway), MinimumGap: Constant(MinimumGap),
        MaximumAcceleration: Constant(Acceleration), ComfortableDeceleration: Constant(Deceleration), AccelerationLimit: 9f,
        Exponent: Distribution.Constant(4f), Gap: GapMeasure.Bumper, ChangesLanes: false, LaneChangeInterval: 1f,
        Politeness: Distribution.Constant(0f), LaneChangeThreshold: 0f, SafeDeceleration: 0f);

    /// <summary>The gap between bumpers, m, at which all drive at a speed, m/s, below the desired one.</summary>
    public double Gap(double speed)
    {
        double ratio = speed / DesiredSpeed;
        return (MinimumGap + speed * TimeHeadway) / Math.Sqrt(1 - ratio * ratio * ratio * ratio);
    }

    /// <summary>The speed, m/s, at which all drive with a gap of that many m; 0 where the gap is no larger than at standstill.</summary>
    public double Speed(double gap)
    {
        double low = 0, high = DesiredSpeed;
        while (high - low > 1e-12 * DesiredSpeed)
        {
            double middle = 0.5 * (low + high);
            if (Gap(middle) < gap) low = middle;
            else high = middle;
        }
        return low;
    }

    /// <summary>Equilibrium flow, vehicles/s, at a density, vehicles/m.</summary>
    public double Flow(double density) => density * Speed(1 / density - Length);

    /// <summary>The greatest equilibrium flow, vehicles/s, and its density, vehicles/m.</summary>
    public (double Flow, double Density) Capacity()
    {
        double best = 0, at = 0;
        for (double speed = 0; speed < DesiredSpeed; speed += 0.001)
        {
            double density = 1 / (Gap(speed) + Length);
            if (density * speed > best) (best, at) = (density * speed, density);
        }
        return (best, at);
    }

    /// <summary>Whether small waves die out in an endless platoon: v_e'(s) at most (f_l - f_v) / 2.</summary>
    public bool IsStringStable(double speed)
    {
        var (bySelf, byGap, byLeader) = Sensitivities(speed);
        return -byGap / (bySelf + byLeader) <= 0.5 * (byLeader - bySelf);
    }

    /// <summary>
    /// Growth rate, 1/s, of the wave of that many periods on a ring of some vehicles, as explicit Euler of some step (s) has it.
    /// </summary>
    public double GrowthRate(double speed, int vehicles, int periods, double stepSeconds)
    {
        var (bySelf, byGap, byLeader) = Sensitivities(speed);
        // With gaps y and speeds u as exp(lambda t + i k n), n ahead: lambda y = u (e^ik - 1), lambda u = f_s y + f_v u + f_l e^ik u.
        var ahead = Complex.FromPolarCoordinates(1, 2 * Math.PI * periods / vehicles);
        var half = 0.5 * (bySelf + byLeader * ahead);
        var root = Complex.Sqrt(half * half + byGap * (ahead - 1));
        double factor = Math.Max(Complex.Abs(1 + (half + root) * stepSeconds), Complex.Abs(1 + (half - root) * stepSeconds));
        return (factor - 1) / stepSeconds;
    }

    /// <summary>Derivatives of the acceleration at equilibrium by the speed, the gap and the leader's speed.</summary>
    private (double BySpeed, double ByGap, double ByLeader) Sensitivities(double speed)
    {
        double gap = Gap(speed), desired = MinimumGap + speed * TimeHeadway, closing = speed / (2 * Math.Sqrt(Acceleration * Deceleration));
        double ratio = speed / DesiredSpeed, perGap = 2 * desired / (gap * gap);
        return (
            -Acceleration * (4 * ratio * ratio * ratio / DesiredSpeed + perGap * (TimeHeadway + closing)),
            Acceleration * perGap * desired / gap,
            Acceleration * perGap * closing);
    }

    private static Distribution Constant(double value) => Distribution.Constant((float)value);
}
