using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;
using Snowball.Sim.Policies.Steering;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Policies;

/// <summary>
/// The reference driver: IDM along the lane, MOBIL between lanes, the lane changes that its route needs, a speed that curves and friction
/// allow, the lane-keeping controller for the wheel. It sees the true state of every vehicle, and asks for the nearest thing that
/// the scenario's action can express. Made for one environment.
/// </summary>
public sealed class RuleBasedPolicy : IPolicy, IOverlaySource
{
    // Lateral acceleration that it takes curves with on a dry road, m/s2; it looks this far ahead for them, s, at places this far apart, m.
    private const float CurveAcceleration = 2f, CurveLookAhead = 6f, CurveStep = 20f;

    // How hard it brakes at most on a dry road without need, and what brakes give, m/s2; and the gap that an emergency stop leaves, m.
    private const float UsualBraking = 5f, HardestBraking = 9f, AvertedGap = 1f;

    private static readonly DriverSettings Settings = new(
        DesiredSpeed: null, TimeHeadway: Distribution.Constant(1.5f), MinimumGap: Distribution.Constant(4f),
        MaximumAcceleration: Distribution.Constant(2f), ComfortableDeceleration: Distribution.Constant(2f), AccelerationLimit: 8f,
        Exponent: Distribution.Constant(4f), Gap: GapMeasure.Bumper, ChangesLanes: true, LaneChangeInterval: 1f,
        Politeness: Distribution.Constant(0.2f), LaneChangeThreshold: 0.2f, SafeDeceleration: 2f);

    private readonly DrivingEnv _environment;
    private readonly Drivers _drivers;
    private readonly RouteFollowing _route;
    private readonly bool _seesLanes;
    private readonly ISteeringLaw? _law;

    /// <param name="environment">The only environment that it drives.</param>
    public RuleBasedPolicy(DrivingEnv environment) : this(environment, seesLanes: true)
    {
    }

    private RuleBasedPolicy(DrivingEnv environment, bool seesLanes, ISteeringLaw? law = null)
    {
        (_environment, _seesLanes, _law) = (environment, seesLanes, law);
        var vehicles = environment.Vehicles;
        _drivers = new Drivers(new ColumnStore(environment.Worlds), vehicles, environment.Order, environment.Frame, Settings,
            environment.Scenario.Simulation.SimulationFrequency);
        _route = new RouteFollowing(vehicles, environment.Order, environment.Frame);
        for (int world = 0; world < environment.Worlds; world++)
        {
            for (int index = world * vehicles.Slots; index < world * vehicles.Slots + vehicles.Egos; index++)
            {
                var random = new RandomStream(0, RandomPurpose.Driver, index);
                _drivers.Draw(index, ref random, countdown: 0);
            }
        }
    }

    /// <summary>The same driver without lanes: IDM behind whoever is in its own, and nothing else. What it can do, a scenario need not teach.</summary>
    public static RuleBasedPolicy BlindToLanes(DrivingEnv environment) => new(environment, seesLanes: false);

    /// <summary>The same driver with another law at the wheel: <c>pid</c>, <c>pure-pursuit</c>, <c>stanley</c>, <c>lqr</c> or <c>mpc</c>.</summary>
    /// <exception cref="InputException">The scenario's agents do not steer.</exception>
    public static RuleBasedPolicy Steered(DrivingEnv environment, SteeringLaw law)
    {
        if (!environment.Control.Steers) throw new InputException($"the agents of {environment.Scenario.Name} do not steer: its action chooses lanes or speeds only");
        return new(environment, seesLanes: true, law switch
        {
            SteeringLaw.Pid => new ProportionalIntegralDerivative(environment),
            SteeringLaw.PurePursuit => new PurePursuit(environment),
            SteeringLaw.Stanley => new Stanley(environment),
            SteeringLaw.Lqr => new LinearQuadraticRegulator(environment),
            _ => new ModelPredictiveControl(environment),
        });
    }

    /// <inheritdoc/>
    public string Name => _law?.Name ?? (_seesLanes ? "rule-based" : "idm");

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead => [Channels.TruthVehicles];

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions)
    {
        if (environment != _environment) throw new ArgumentException("This policy was made for another environment.", nameof(environment));
        int width = environment.Action.Dimensions;
        for (int agent = 0; agent < environment.Agents; agent++) ActFor(agent, actions.Slice(agent * width, width));
    }

    /// <summary>Acts for one agent alone.</summary>
    /// <param name="agent">Its row.</param>
    /// <param name="action">[Action.Dimensions].</param>
    public void ActFor(int agent, Span<float> action)
    {
        int egos = _environment.Vehicles.Egos;
        Act(agent / egos * _environment.Vehicles.Slots + agent % egos, action);
    }

    /// <summary>Where it means to go: the centre of its target lane over the next seconds.</summary>
    public IEnumerable<Overlay> Overlays(int world, int ego) => [IntendedPath.Of(_environment, world * _environment.Vehicles.Slots + ego)];

    private void Act(int index, Span<float> action)
    {
        var v = _environment.Vehicles;
        var order = _environment.Order;
        int lane = v.Lane[index], target = v.TargetLane[index], change = 0;
        float desired = DesiredSpeed(index);
        if (_seesLanes && _environment.Control.ChoosesLanes && lane == target)
        {
            int required = _route.RequiredSide(index);
            if (required != 0 && _route.TakesGap(index, required)) change = required;
            else if (required != 0) desired = _route.SpeedToNextGap(index, required, desired);
            else if (_route.MayStray(index, lane, -1) && _drivers.PaysToChange(index, lane, lane - 1)) change = -1;
            else if (_route.MayStray(index, lane, 1) && _drivers.PaysToChange(index, lane, lane + 1)) change = 1;
        }
        float acceleration = _drivers.Acceleration(index, order.Leader(index, lane), desired);
        if (target != lane)
        {
            float beside = _drivers.Acceleration(index, order.Leader(index, target), desired);
            acceleration = beside < acceleration ? beside : acceleration;
        }
        else if (_seesLanes)
        {
            float end = _drivers.AccelerationToEnd(index, desired);
            acceleration = end < acceleration ? end : acceleration;
        }
        if (_seesLanes && _environment.Control.ChoosesLanes && _environment.Control.Accelerates)
        {
            // What brakes take, the tyres have no longer for the curve.
            acceleration = Elementary.Clip(acceleration, -UsualBraking * v.RoadFriction[index], 8f);
            Avert(index, desired, ref change, ref acceleration);
        }
        float steering = _law?.Steering(index) ?? LaneKeeping.Steering(v, _environment.Frame, index);
        _environment.Control.Encode(index, steering, acceleration, change, action);
    }

    /// <summary>
    /// Where the leader comes near too fast for comfort: brakes in the lane as long as that is enough, and goes round it, without braking,
    /// where it is not, since tyres cannot do both.
    /// </summary>
    private void Avert(int index, float desired, ref int change, ref float acceleration)
    {
        var v = _environment.Vehicles;
        var order = _environment.Order;
        int lane = v.Lane[index], target = v.TargetLane[index], leader = order.Leader(index, lane);
        if (leader < 0) return;
        float closing = order.Closing(index, leader), gap = order.Gap(index, leader) - AvertedGap;
        float available = HardestBraking * v.RoadFriction[index];
        float needed = closing > 0f ? 0.5f * closing * closing / (gap > 0.1f ? gap : 0.1f) : 0f;
        if (needed < 0.4f * available) return;
        if (target != lane)
        {
            acceleration = _drivers.Acceleration(index, order.Leader(index, target), desired);
            acceleration = acceleration < 0f ? acceleration : 0f;
            return;
        }
        change = needed < 0.85f * available ? 0
            : _route.MayStray(index, lane, -1) && _drivers.PaysToChange(index, lane, lane - 1) ? -1
            : _route.MayStray(index, lane, 1) && _drivers.PaysToChange(index, lane, lane + 1) ? 1 : 0;
        float braking = change != 0 ? 0f : -1.3f * needed;
        acceleration = change != 0 || braking < acceleration ? braking : acceleration;
    }

    private float DesiredSpeed(int index)
    {
        float wanted = WantedSpeed(index);
        if (!_seesLanes) return wanted;
        var road = _environment.Frame.Road(index / _environment.Vehicles.Slots);
        if (road.IsStraight) return wanted;
        float s = _environment.Vehicles.S[index], end = s + CurveLookAhead * _environment.Vehicles.Speed[index];
        for (; s <= end; s += CurveStep)
        {
            float friction = road.Surface?.Friction(s) ?? 1f;
            float bend = MathF.Abs(road.CurvatureAt(s));
            if (bend * wanted * wanted > CurveAcceleration * friction) wanted = MathF.Sqrt(CurveAcceleration * friction / bend);
            float limit = road.Surface?.SpeedLimit(s) ?? road.SpeedLimit;
            wanted = wanted < limit ? wanted : limit;
        }
        return wanted;
    }

    private float WantedSpeed(int index) => _environment.Scenario.Action is MetaAction meta
        ? meta.TargetSpeeds[^1]
        : _environment.Control.Accelerates ? _environment.Frame.SpeedLimitAt(index) : _environment.Vehicles.TargetSpeed[index];
}
