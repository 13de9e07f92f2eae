using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// All vehicles of a batch of worlds as columns; index = world * <see cref="Slots"/> + slot. Slots 0 to Egos - 1 are
/// the egos, those up to <see cref="FirstTraffic"/> the scripted actors, the rest is traffic. SI units; angles in rad, positive
/// to the left; (s, d) is the position along and to the left of the road's reference line.
/// </summary>
public sealed class VehicleStates
{
    /// <summary>Makes the columns in a store.</summary>
    /// <param name="store">Holds them.</param>
    /// <param name="slots">Vehicles a world.</param>
    /// <param name="egos">Controlled ones among them.</param>
    /// <param name="actors">Scripted ones among them.</param>
    /// <param name="isSpatial">Whether they are bodies in space.</param>
    public VehicleStates(ColumnStore store, int slots, int egos, int actors = 0, bool isSpatial = false)
    {
        (Slots, Egos, Actors) = (slots, egos, actors);
        X = store.Add<float>(slots);
        Y = store.Add<float>(slots);
        Heading = store.Add<float>(slots);
        Speed = store.Add<float>(slots);
        Acceleration = store.Add<float>(slots);
        Steering = store.Add<float>(slots);
        YawRate = store.Add<float>(slots);
        SlipAngle = store.Add<float>(slots);
        FrontSpin = store.Add<float>(slots);
        RearSpin = store.Add<float>(slots);
        ImpactX = store.Add<float>(slots);
        ImpactY = store.Add<float>(slots);
        S = store.Add<float>(slots);
        D = store.Add<float>(slots);
        RelativeHeading = store.Add<float>(slots);
        CosHeading = store.Add<float>(slots);
        SinHeading = store.Add<float>(slots);
        Curvature = store.Add<float>(slots);
        Z = store.Add<float>(slots);
        Grade = store.Add<float>(slots);
        Bank = store.Add<float>(slots);
        RoadFriction = store.Add<float>(slots);
        Lane = store.Add<int>(slots);
        LaneLow = store.Add<int>(slots);
        LaneHigh = store.Add<int>(slots);
        TargetLane = store.Add<int>(slots);
        Destination = store.Add<int>(slots);
        TargetSpeed = store.Add<float>(slots);
        CommandAcceleration = store.Add<float>(slots);
        CommandSteering = store.Add<float>(slots);
        SideWind = store.Add<float>(slots);
        Active = store.Add<int>(slots);
        Crashed = store.Add<int>(slots);
        StruckBy = store.Add<int>(slots);
        StruckFromBehind = store.Add<int>(slots);
        Body = store.Add<int>(slots);
        VelocityX = store.Add<float>(slots);
        VelocityY = store.Add<float>(slots);
        DeltaVX = store.Add<float>(slots);
        DeltaVY = store.Add<float>(slots);
        Model = store.Add<int>(slots);
        ParameterSet = store.Add<int>(slots);
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
        Spatial = isSpatial ? new SpatialStates(store, slots) : null;
    }

    /// <summary>Vehicles a world.</summary>
    public int Slots { get; }

    /// <summary>Controlled vehicles a world.</summary>
    public int Egos { get; }

    /// <summary>Scripted vehicles a world.</summary>
    public int Actors { get; }

    /// <summary>The first slot of traffic.</summary>
    public int FirstTraffic => Egos + Actors;

    /// <summary>Centre of gravity in the world frame, m; heading, rad; speed, m/s.</summary>
    public readonly float[] X, Y, Heading, Speed;

    /// <summary>Longitudinal acceleration of the last substep, m/s2.</summary>
    public readonly float[] Acceleration;

    /// <summary>Angle of the front wheels, rad.</summary>
    public readonly float[] Steering;

    /// <summary>Yaw rate in rad/s and slip angle at the centre of gravity in rad (of single-track dynamics; 0 in the kinematic model).</summary>
    public readonly float[] YawRate, SlipAngle;

    /// <summary>Angular speed of the front and the rear wheels, rad/s, of <see cref="DynamicsModel.SingleTrackDrift"/>; 0 in other models.</summary>
    public readonly float[] FrontSpin, RearSpin;

    /// <summary>Displacement in m that ends a predicted overlap in the next substep; zero where there is none.</summary>
    public readonly float[] ImpactX, ImpactY;

    /// <summary>Position in the road's frame, m.</summary>
    public readonly float[] S, D;

    /// <summary>Heading relative to the road in rad, in [-pi, pi), and its cosine and sine.</summary>
    public readonly float[] RelativeHeading, CosHeading, SinHeading;

    /// <summary>Curvature of the line through the vehicle that is parallel to the road, 1/m.</summary>
    public readonly float[] Curvature;

    /// <summary>Height of the road under the vehicle, m.</summary>
    public readonly float[] Z;

    /// <summary>Slope of the road along its line, rad, positive uphill; and across it, positive where the left side is higher
    /// (OpenDRIVE's superelevation).</summary>
    public readonly float[] Grade, Bank;

    /// <summary>Friction of the road relative to a dry one, 1 = dry.</summary>
    public readonly float[] RoadFriction;

    /// <summary>The lane whose centre is nearest; the range of lanes that the vehicle blocks for others; the lane it steers to.</summary>
    public readonly int[] Lane, LaneLow, LaneHigh, TargetLane;

    /// <summary>Where the vehicle wants to: an index into the destinations of a carriageway that has some.</summary>
    public readonly int[] Destination;

    /// <summary>Speed that the driver or controller wants, m/s.</summary>
    public readonly float[] TargetSpeed;

    /// <summary>What driver or agent asks for: m/s2, rad.</summary>
    public readonly float[] CommandAcceleration, CommandSteering;

    /// <summary>Air speed from the right in m/s, on vehicles with single-track dynamics.</summary>
    public readonly float[] SideWind;

    /// <summary>1 where the slot holds a vehicle on the road; 1 where that has crashed.</summary>
    public readonly int[] Active, Crashed;

    /// <summary>1 + the slot that it first collided with; -1 where that was a barrier or an obstacle; 0 where it has not.</summary>
    public readonly int[] StruckBy;

    /// <summary>1 where, at that first contact, the other one was behind: its front met this one's rear.</summary>
    public readonly int[] StruckFromBehind;

    /// <summary>1 where a crash made it a rigid body that slides on locked tyres (contact kind rigid-bodies).</summary>
    public readonly int[] Body;

    /// <summary>Velocity of the centre of a <see cref="Body"/> in the world frame, m/s. Its <see cref="Speed"/> is the part along its heading.</summary>
    public readonly float[] VelocityX, VelocityY;

    /// <summary>Change of velocity by all contacts of a <see cref="Body"/> so far, world frame, m/s.</summary>
    public readonly float[] DeltaVX, DeltaVY;

    /// <summary>A <see cref="DynamicsModel"/> as integer.</summary>
    public readonly int[] Model;

    /// <summary>Place of the vehicle's parameters in <see cref="VehicleParameters.All"/>.</summary>
    public readonly int[] ParameterSet;

    /// <summary>Parameters; see <see cref="VehicleParameters"/>.</summary>
    public readonly float[] Length, Width, RearAxle, MaximumSteering, SteeringRate, MaximumAcceleration, SwitchSpeed,
        MaximumSpeed, MinimumSpeed, DragFactor;

    /// <summary>Wheelbase / distance of the rear axle from the centre of gravity: tan(steering) / tan(slip) when rolling.</summary>
    public readonly float[] AxleRatio;

    /// <summary>What bodies in space have beyond the plane; null where the back end is planar.</summary>
    public SpatialStates? Spatial { get; }

    /// <summary>Velocity of the centre of gravity in the world frame, m/s: along the heading, turned by the slip angle.</summary>
    public (float X, float Y) Velocity(int index)
    {
        if (Body[index] != 0) return (VelocityX[index], VelocityY[index]);
        float slip = SlipAngle[index];
        if (Model[index] == (int)DynamicsModel.Kinematic)
        {
            // Of rolling wheels; that model keeps no slip angle.
            var (sin, cos) = Elementary.SinCos(Steering[index]);
            slip = Elementary.Atan(sin / (cos * AxleRatio[index]));
        }
        var (sinCourse, cosCourse) = Elementary.SinCos(Heading[index] + slip);
        return (Speed[index] * cosCourse, Speed[index] * sinCourse);
    }

    /// <summary>Puts a vehicle at rest in its slot: its parameters, and everything else zero.</summary>
    public void Place(int index, VehicleParameters parameters, DynamicsModel model)
    {
        Acceleration[index] = Steering[index] = YawRate[index] = SlipAngle[index] = FrontSpin[index] = RearSpin[index] = ImpactX[index] = ImpactY[index] = 0;
        CommandAcceleration[index] = CommandSteering[index] = SideWind[index] = 0;
        Z[index] = Grade[index] = Bank[index] = 0;
        RoadFriction[index] = 1;
        Destination[index] = 0;
        Crashed[index] = StruckBy[index] = StruckFromBehind[index] = 0;
        Body[index] = 0;
        VelocityX[index] = VelocityY[index] = DeltaVX[index] = DeltaVY[index] = 0;
        Spatial?.Clear(index);
        Active[index] = 1;
        Model[index] = (int)model;
        int set = VehicleParameters.All.IndexOf(parameters);
        if (set < 0) throw new ArgumentException($"{parameters.Name} is not as in VehicleParameters.All.", nameof(parameters));
        ParameterSet[index] = set;
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
