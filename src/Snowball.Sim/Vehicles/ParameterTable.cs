using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// What the single-track models need of <see cref="VehicleParameters.All"/>, a row for each quantity and in it an element for each
/// vehicle, so that vehicles with different parameters go through the same arithmetic eight at a time.
/// </summary>
internal static class ParameterTable
{
    /// <summary>Acceleration of free fall, m/s2.</summary>
    public const float Gravity = 9.81f;

    public static readonly float[]
        Mass = Row(p => p.Mass), YawInertia = Row(p => p.YawInertia), FrontAxle = Row(p => p.FrontAxle), RearAxle = Row(p => p.RearAxle),
        Wheelbase = Row(p => p.Wheelbase), Height = Row(p => p.CentreOfGravityHeight), CorneringStiffness = Row(p => p.CorneringStiffness),
        Friction = Row(p => p.Friction), BrakingFriction = Row(p => p.BrakingFriction), SlipStiffness = Row(p => p.SlipStiffness),
        SlipShift = Row(p => p.SlipShift), BrakeSplit = Row(p => p.BrakeSplit), DriveSplit = Row(p => p.DriveSplit),
        WheelRadius = Row(p => p.WheelRadius), WheelInertia = Row(p => p.WheelInertia);

    /// <summary>Products that do not change, in the order in which <see cref="LinearSingleTrack"/> multiplies.</summary>
    public static readonly float[]
        FrontLoad = Row(p => Gravity * p.RearAxle), RearLoad = Row(p => Gravity * p.FrontAxle),
        YawGain = Row(p => p.Friction * p.Mass / (p.YawInertia * p.Wheelbase)), SlipGain = Row(p => p.Friction / p.Wheelbase),
        FrontAxleSquared = Row(p => p.FrontAxle * p.FrontAxle), RearAxleSquared = Row(p => p.RearAxle * p.RearAxle),
        RearShare = Row(p => p.RearAxle / p.Wheelbase),
        SideForce = Row(p => 0.5f * VehicleParameters.AirDensity * p.SideArea), SideTurn = Row(p => p.SideWindArm / p.YawInertia);

    private static float[] Row(Func<VehicleParameters, float> quantity)
    {
        var row = new float[VehicleParameters.All.Length];
        for (int set = 0; set < row.Length; set++) row[set] = quantity(VehicleParameters.All[set]);
        return row;
    }
}

/// <summary>Which parameters eight vehicles have: the index of a row of <see cref="ParameterTable"/>.</summary>
internal readonly struct ParameterSets(Vector256<int> sets)
{
    private readonly int _first = sets.GetElement(0);
    private readonly bool _areEqual = Vector256.EqualsAll(sets, Vector256.Create(sets.GetElement(0)));

    /// <summary>The elements of a row that belong to the vehicles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Of(float[] row) => _areEqual ? Vector256.Create(row[_first]) : Gather(row);

    private Vector256<float> Gather(float[] row) => Vector256.Create(
        row[sets.GetElement(0)], row[sets.GetElement(1)], row[sets.GetElement(2)], row[sets.GetElement(3)],
        row[sets.GetElement(4)], row[sets.GetElement(5)], row[sets.GetElement(6)], row[sets.GetElement(7)]);
}
