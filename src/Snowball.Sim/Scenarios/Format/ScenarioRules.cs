using System.Collections.Immutable;
using Snowball.Sim.Metrics;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>What must hold between the values of a scenario, beyond the range of each.</summary>
internal static class ScenarioRules
{
    internal const string KinematicOnly = "highway-env-car";

    /// <summary>All variants of a road are in memory at once; metres of them.</summary>
    private const double LongestRoads = 5e6;

    /// <exception cref="InputException">A rule is broken.</exception>
    public static void Check(Scenario scenario, Entries file)
    {
        CheckClock(scenario, file);
        if (!PhysicsBackEnds.Has(scenario.Physics)) throw file.PlaceOf("physics").Fault(PhysicsBackEnds.HowToGetBepu);
        CheckRoad(scenario.Road, file.Get<Entries>("road"));
        CheckEgo(scenario, file.Get<Entries>("ego"));
        CheckTrafficDynamics(scenario.Traffic, file.Get<Entries>("traffic"));
        SensingRules.Check(scenario, file);
        CheckTraffic(scenario, file);
        ActorRules.Check(scenario, file);
        CheckAgent(scenario, file);
        CheckGoalIsGiven(scenario, file);
        CheckGate(scenario.Gate, file.Get<Entries>("gate"));
    }

    private static void CheckClock(Scenario scenario, Entries file)
    {
        Entries clock = file.Get<Entries>("simulation");
        (int simulation, int policy) = (scenario.Simulation.SimulationFrequency, scenario.Simulation.PolicyFrequency);
        if (simulation % policy != 0)
        {
            throw clock.PlaceOf("simulation_frequency").Fault($"is {simulation} Hz, which is not a multiple of policy_frequency, {policy} Hz");
        }

        double steps = (double)scenario.Episode.Duration * policy;
        if (Math.Round(steps) < 1 || Math.Abs(steps - Math.Round(steps)) > 1e-3)
        {
            throw file.Get<Entries>("episode").PlaceOf("duration").Fault($"is not a whole number of policy steps of 1/{policy} s");
        }
    }

    private static void CheckRoad(RoadSettings road, Entries keys)
    {
        (float length, int variants) = road switch
        {
            CurvedRoadSettings curves => (curves.Length, curves.Variants),
            HighwayRoadSettings ways => (ways.Length, ways.Variants),
            RandomHighwayRoadSettings chains => (chains.Length, chains.Variants),
            _ => (0f, 1),
        };
        if ((double)length * variants > LongestRoads)
        {
            throw keys.PlaceOf("variants").Fault($"makes {length * variants / 1000} km of road, but at most {LongestRoads / 1000} km are kept");
        }

        // The reference line is the left edge: a right bend is tighter by the width of the road on its other side.
        float width = road.Lanes * road.LaneWidth;
        (Distribution? radius, Place place) = road switch
        {
            CurvedRoadSettings curves => (curves.Radius, keys.PlaceOf("radius")),
            HighwayRoadSettings { Curvature: { } bends } => (bends.Radius, keys.Get<Entries>("curvature").PlaceOf("radius")),
            RandomHighwayRoadSettings { Curvature: { } bends } => (bends.Radius, keys.Get<Entries>("curvature").PlaceOf("radius")),
            _ => (null, keys.Place),
        };
        if (radius is not null && radius.Minimum < 2 * width)
        {
            throw place.Fault($"can be {radius.Minimum} m, but must be at least twice the width of the road, {2 * width} m");
        }
        if (road is HighwayRoadSettings highway) HighwayRules.Check(highway, keys);
        if (road is RandomHighwayRoadSettings chain && chain.FreeStretch.Maximum + RandomHighwayRoadSettings.LengthOfInterchange > chain.Length)
        {
            throw keys.PlaceOf("free_stretch").Fault(
                $"can be {chain.FreeStretch.Maximum} m: with an interchange of {RandomHighwayRoadSettings.LengthOfInterchange} m that does not fit on {chain.Length} m of road");
        }
    }

    private static void CheckEgo(Scenario scenario, Entries keys)
    {
        (EgoSettings ego, RoadSettings road) = (scenario.Ego, scenario.Road);
        bool isPlaced = scenario.Traffic is SequentialTraffic;
        if (isPlaced && keys.Has("position")) throw keys.PlaceOf("position").Fault("traffic kind sequential places the ego: leave it out");
        if (!isPlaced && !keys.Has("position"))
        {
            throw (keys.Place with { Key = $"{keys.Place.Key}.position" }).Fault("is missing: distance along the road at the start");
        }
        if (ego.Lane.Maximum >= road.Lanes)
        {
            throw keys.PlaceOf("lane").Fault($"can be {ego.Lane.Maximum}, but the road has {road.Lanes} lanes, numbered from 0");
        }
        float length = LengthOf(road);
        if (ego.Position.Maximum >= length)
        {
            throw keys.PlaceOf("position").Fault($"can be {ego.Position.Maximum} m, but the road is {length} m long");
        }
        CheckGoal(scenario, keys);
        if (Math.Max(ego.LateralOffset.Maximum, -ego.LateralOffset.Minimum) > road.LaneWidth / 2)
        {
            throw keys.PlaceOf("lateral_offset").Fault($"can be outside of the lane, which is {road.LaneWidth} m wide");
        }
        if (VehicleParameters.Named(ego.Vehicle)!.Kind != VehicleKind.Driven) throw keys.PlaceOf("vehicle").Fault($"{ego.Vehicle} does not drive by itself");
        float fastest = VehicleParameters.Named(ego.Vehicle)!.MaximumSpeed;
        if (ego.Speed.Maximum > fastest)
        {
            throw keys.PlaceOf("speed").Fault($"can be {ego.Speed.Maximum} m/s, but {ego.Vehicle} reaches {fastest} m/s");
        }
        if (ego.Vehicle == KinematicOnly && ego.Dynamics != DynamicsModel.Kinematic)
        {
            throw keys.PlaceOf("dynamics").Fault($"{KinematicOnly} has no tyres: it needs kinematic");
        }
        if (keys.Has("dynamics_substep") && ego.Dynamics != DynamicsModel.SingleTrackDrift)
        {
            throw keys.PlaceOf("dynamics_substep").Fault("goes with dynamics single-track-drift");
        }
    }

    /// <summary>Length of a road, m; infinite of one that does not end.</summary>
    internal static float LengthOf(RoadSettings road) => road switch
    {
        CurvedRoadSettings curved => curved.Length,
        HighwayRoadSettings highway => highway.Length,
        RandomHighwayRoadSettings chain => chain.Length,
        MapRoadSettings map => map.Road.Length,
        _ => float.PositiveInfinity,
    };

    private static void CheckTrafficDynamics(TrafficSettings traffic, Entries keys)
    {
        if (traffic.Dynamics == DynamicsModel.Kinematic) return;
        ImmutableArray<VehicleShare> shares = traffic switch
        {
            SequentialTraffic sequential => sequential.Vehicles.Shares,
            FlowTraffic flow => flow.Vehicles.Shares,
            RingTraffic ring => ring.Vehicles.Shares,
            PlacedTraffic placed => placed.Vehicles.Shares,
            _ => [],
        };
        bool isKinematicOnly = traffic is LeadTraffic { Vehicle: KinematicOnly };
        foreach (VehicleShare share in shares) isKinematicOnly |= share.Vehicle == KinematicOnly;
        if (isKinematicOnly) throw keys.PlaceOf("dynamics").Fault($"{KinematicOnly} has no tyres: it needs kinematic");
    }

    private static void CheckGoal(Scenario scenario, Entries ego)
    {
        if (scenario.Ego.Goal is not { } goal) return;
        Entries keys = ego.Get<Entries>("goal");
        if (goal.LastLane >= scenario.Road.Lanes)
        {
            throw keys.PlaceOf("lanes").Fault($"has {goal.LastLane}, but the road has {scenario.Road.Lanes} lanes, numbered from 0");
        }
        if (goal.Position <= scenario.Ego.Position.Maximum)
        {
            throw keys.PlaceOf("position").Fault($"is {goal.Position} m, but the ego can start at {scenario.Ego.Position.Maximum} m");
        }
    }

    /// <summary>What speaks of a goal needs one.</summary>
    private static void CheckGoalIsGiven(Scenario scenario, Entries file)
    {
        if (scenario.Ego.Goal is not null) return;
        const string Missing = "speaks of the ego's goal, but ego.goal is not given";
        if ((scenario.Episode.TerminateOn & TerminationCauses.Goal) != 0) throw file.Get<Entries>("episode").PlaceOf("terminate_on").Fault(Missing);
        foreach (GateLine line in scenario.Gate.Lines)
        {
            if (line.Metric is "goal_reached" or "goal_missed") throw file.Get<Entries>("gate").PlaceOf("lines").Fault($"line {line.Line} {Missing}");
        }
        CheckTerms(scenario.Reward.Terms, "reward");
        CheckTerms(scenario.Cost.Terms, "cost");

        void CheckTerms(ImmutableArray<WeightedTerm> terms, string section)
        {
            foreach (WeightedTerm term in terms)
            {
                if (term.Term is RewardTerm.GoalReached or RewardTerm.GoalMissed) throw file.Get<Entries>(section).PlaceOf("terms").Fault(Missing);
            }
        }
    }

    private static void CheckTraffic(Scenario scenario, Entries file)
    {
        if (scenario.Traffic is PlacedTraffic placed) CheckPlaces(placed, scenario.Road, file.Get<Entries>("traffic"));
        if (scenario.Traffic is not RingTraffic ring) return;
        Entries keys = file.Get<Entries>("traffic");
        if (scenario.Road is not StraightRoadSettings) throw keys.PlaceOf("kind").Fault("ring needs road kind straight, which it closes");
        if (scenario.Ego.Count > 1) throw file.Get<Entries>("ego").PlaceOf("count").Fault("traffic kind ring takes one ego");

        float longest = VehicleParameters.Named(scenario.Ego.Vehicle)!.Length;
        foreach (VehicleShare share in ring.Vehicles.Shares) longest = Math.Max(longest, VehicleParameters.Named(share.Vehicle)!.Length);
        int perLane = (ring.Count + scenario.Road.Lanes) / scenario.Road.Lanes;
        float needed = perLane * (longest + RingSource.LeastGap);
        if (needed > ring.Circumference)
        {
            throw keys.PlaceOf("count").Fault($"puts {perLane} vehicles of up to {longest} m in a lane, which need {needed:0.#} m, but the ring has {ring.Circumference} m");
        }
    }

    private static void CheckPlaces(PlacedTraffic traffic, RoadSettings road, Entries keys)
    {
        ImmutableArray<Entries> places = keys.Get<ImmutableArray<Entries>>("places");
        float length = LengthOf(road);
        for (int i = 0; i < places.Length; i++)
        {
            VehiclePlace place = traffic.Places[i];
            if (place.Lane.Maximum >= road.Lanes)
            {
                throw places[i].PlaceOf("lane").Fault($"can be {place.Lane.Maximum}, but the road has {road.Lanes} lanes, numbered from 0");
            }
            if (place.Position.Maximum >= length)
            {
                throw places[i].PlaceOf("position").Fault($"can be {place.Position.Maximum} m, but the road is {length} m long");
            }
        }
    }

    private static void CheckAgent(Scenario scenario, Entries file)
    {
        if (scenario.Wind is not null && scenario.Ego.Dynamics == DynamicsModel.Kinematic)
        {
            throw file.PlaceOf("wind").Fault("acts on single-track dynamics, but ego.dynamics is kinematic");
        }
        if (scenario.Action is ContinuousAction { Steering: null, Acceleration: null } or DiscreteAction { Steering: [], Acceleration: [] })
        {
            throw file.PlaceOf("action").Fault("controls nothing: give steering, acceleration or both");
        }
        foreach (string section in (ReadOnlySpan<string>)["reward", "cost"])
        {
            if (file.Maybe<Entries>(section) is { } keys && keys.Get<Entries>("terms").All.Count == 0)
            {
                throw keys.PlaceOf("terms").Fault("is empty");
            }
        }
        if (scenario.Discretisation.IsEmpty) return;

        Entries bins = file.Get<Entries>("discretisation");
        string[] seen = scenario.Observation switch
        {
            CarFollowingObservation => ["gap", "closing_speed", "speed", "acceleration"],
            LaneGeometryObservation => ["lateral_offset", "heading_error", "speed", "yaw_rate", "steering"],
            _ => throw bins.Place.Fault("goes with the observations lane-geometry and car-following"),
        };
        foreach (DiscretisedField field in scenario.Discretisation)
        {
            if (Array.IndexOf(seen, field.Field) < 0)
            {
                throw bins.PlaceOf(field.Field).Fault($"is no field of the observation, which has {string.Join(", ", seen)}");
            }
        }
    }

    private static void CheckGate(GateSettings gate, Entries keys)
    {
        if (gate.Confidence is <= 0.5f or >= 1f)
        {
            throw keys.PlaceOf("confidence").Fault($"is {gate.Confidence}, but must be above 0.5 and below 1");
        }
        foreach (GateLine line in gate.Lines)
        {
            if (line.Aggregate != Aggregate.Any) continue;
            int? needed = line.Bound == BoundKind.AtMost
                ? BinomialBound.TrialsForUpper(0, line.Value, gate.Confidence)
                : BinomialBound.TrialsForLower(1, line.Value, gate.Confidence);
            if (needed is null)
            {
                throw keys.PlaceOf("lines").Fault($"no number of episodes can show the bound on {line.Metric} in line {line.Line}");
            }
            if (needed > gate.Episodes)
            {
                throw keys.PlaceOf("episodes").Fault(
                    $"is {gate.Episodes}, but the bound on {line.Metric} in line {line.Line} needs {needed} even without a failure");
            }
        }
    }
}
