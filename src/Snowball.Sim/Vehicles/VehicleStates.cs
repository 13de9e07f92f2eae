using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// All vehicles of a batch of worlds as columns; index = world * <see cref="Slots"/> + slot. Slots 0 to Egos - 1 are
/// the egos. SI units; angles in rad, positive to the left; (s, d) is the position along and to the left of the road's reference line.
/// </summary>
public sealed class VehicleStates
{
    /// <summary>Makes the columns in a store.</summary>
    public VehicleStates(ColumnStore store, int slots, int egos)
    {
        (Slots, Egos) = (slots, egos);
        X = store.Add<float>(slots);
        Y = store.Add<float>(slots);
        Heading = store.Add<float>(slots);
        Speed = store.Add<float>(slots);
        Acceleration = store.Add<float>(slots);
        Steering = store.Add<float>(slots);
        YawRate = store.Add<float>(slots);
        SlipAngle = store.Add<float>(slots);
        ImpactX = store.Add<float>(slots);
        ImpactY = store.Add<float>(slots);
        S = store.Add<float>(slots);
        D = store.Add<float>(slots);
        RelativeHeading = store.Add<float>(slots);
        CosHeading = store.Add<float>(slots);
        SinHeading = store.Add<float>(slots);
        Curvature = store.Add<float>(slots);
        Lane = store.Add<int>(slots);
        LaneLow = store.Add<int>(slots);
        LaneHigh = store.Add<int>(slots);
        TargetLane = store.Add<int>(slots);
        TargetSpeed = store.Add<float>(slots);
        CommandAcceleration = store.Add<float>(slots);
        CommandSteering = store.Add<float>(slots);
        SideWind = store.Add<float>(slots);
        Active = store.Add<int>(slots);
        Crashed = store.Add<int>(slots);
        StruckBy = store.Add<int>(slots);
        StruckFromBehind = store.Add<int>(slots);
        Model = store.Add<int>(slots);
        Length = store.Add<float>(slots);
        Width = store.Add<float>(slots);
        AxleRatio = store.Add<float>(slots);
        RearAxle = store.Add<float>(slots);
        MaximumSteering = store.Add<float>(slots);
        SteeringRate = store.Add<float>(slots);
        MaximumAcceleration = store.Add<float>(slots);
        SwitchSpeed = store.Add<float>(slots);
        MaximumSpeed = store.Add<float>(slots);
        MinimumSpeed = store.Add<float>(slots);
        DragFactor = store.Add<float>(slots);
    }

    /// <summary>Vehicles a world.</summary>
    public int Slots { get; }

    /// <summary>Controlled vehicles a world.</summary>
    public int Egos { get; }

    /// <summary>Centre of gravity in the world frame, m; heading, rad; speed, m/s.</summary>
    public readonly float[] X, Y, Heading, Speed;

    /// <summary>Longitudinal acceleration of the last substep, m/s2.</summary>
    public readonly float[] Acceleration;

    /// <summary>Angle of the front wheels, rad.</summary>
    public readonly float[] Steering;

    /// <summary>Yaw rate in rad/s and slip angle at the centre of gravity in rad (of single-track dynamics; 0 in the kinematic model).</summary>
    public readonly float[] YawRate, SlipAngle;

    /// <summary>Displacement in m that ends a predicted overlap in the next substep; zero where there is none.</summary>
    public readonly float[] ImpactX, ImpactY;

    /// <summary>Position in the road's frame, m.</summary>
    public readonly float[] S, D;

    /// <summary>Heading relative to the road in rad, in [-pi, pi), and its cosine and sine.</summary>
    public readonly float[] RelativeHeading, CosHeading, SinHeading;

    /// <summary>Curvature of the line through the vehicle that is parallel to the road, 1/m.</summary>
    public readonly float[] Curvature;

    /// <summary>The lane whose centre is nearest; the range of lanes that the vehicle blocks for others; the lane it steers to.</summary>
    public readonly int[] Lane, LaneLow, LaneHigh, TargetLane;

    /// <summary>Speed that the driver or controller wants, m/s.</summary>
    public readonly float[] TargetSpeed;

    /// <summary>What driver or agent asks for: m/s2, rad.</summary>
    public readonly float[] CommandAcceleration, CommandSteering;

    /// <summary>Air speed from the right in m/s, on vehicles with single-track dynamics.</summary>
    public readonly float[] SideWind;

    /// <summary>1 where the slot holds a vehicle on the road; 1 where that has crashed.</summary>
    public readonly int[] Active, Crashed;

    /// <summary>1 + the slot that it first collided with; 0 where it has not.</summary>
    public readonly int[] StruckBy;

    /// <summary>1 where, at that first contact, the other one was behind: its front met this one's rear.</summary>
    public readonly int[] StruckFromBehind;

    /// <summary>A <see cref="DynamicsModel"/> as integer.</summary>
    public readonly int[] Model;

    /// <summary>Parameters; see <see cref="VehicleParameters"/>.</summary>
    public readonly float[] Length, Width, RearAxle, MaximumSteering, SteeringRate, MaximumAcceleration, SwitchSpeed,
        MaximumSpeed, MinimumSpeed, DragFactor;

    /// <summary>Wheelbase / distance of the rear axle from the centre of gravity: tan(steering) / tan(slip) when rolling.</summary>
    public readonly float[] AxleRatio;

    /// <summary>Puts a vehicle at rest in its slot: its parameters, and everything else zero.</summary>
    public void Place(int index, VehicleParameters parameters, DynamicsModel model)
    {
        Acceleration[index] = Steering[index] = YawRate[index] = SlipAngle[index] = ImpactX[index] = ImpactY[index] = 0;
        CommandAcceleration[index] = CommandSteering[index] = SideWind[index] = 0;
        Crashed[index] = StruckBy[index] = StruckFromBehind[index] = 0;
        Active[index] = 1;
        Model[index] = (int)model;
        Length[index] = parameters.Length;
        Width[index] = parameters.Width;
        AxleRatio[index] = parameters.Wheelbase / parameters.RearAxle;
        RearAxle[index] = parameters.RearAxle;
        MaximumSteering[index] = parameters.MaximumSteering;
        SteeringRate[index] = parameters.SteeringRate;
        MaximumAcceleration[index] = parameters.MaximumAcceleration;
        SwitchSpeed[index] = parameters.SwitchSpeed;
        MaximumSpeed[index] = parameters.MaximumSpeed;
        MinimumSpeed[index] = parameters.MinimumSpeed;
        DragFactor[index] = parameters.DragFactor;
    }
}
