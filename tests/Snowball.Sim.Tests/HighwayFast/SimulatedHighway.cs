using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>The simulator's own highway-fast, one world, in the terms of <see cref="HighwayFastReference"/>.</summary>
internal sealed class SimulatedHighway : IDisposable
{
    private readonly DrivingEnv _environment;
    private readonly List<ReferenceVehicle[]> _substeps = [];

    public SimulatedHighway()
    {
        _environment = new DrivingEnv(Scenario, worlds: 1);
        _environment.AfterSubstep = () => _substeps.Add(Vehicles());
    }

    public static Scenario Scenario { get; } = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, "highway-fast"));

    public void Dispose() => _environment.Dispose();

    /// <summary>Starts as the simulator does by itself.</summary>
    /// <returns>A reference in the same state.</returns>
    public HighwayFastReference Place(ulong seed)
    {
        _environment.ResetWorld(0, seed);
        var reference = new HighwayFastReference();
        reference.Vehicles.AddRange(Vehicles());
        for (int i = 1; i < reference.Vehicles.Count; i++)
        {
            var (exponent, countdown) = _environment.Drivers!.Get(i);
            reference.Vehicles[i].Exponent = exponent;
            // In the middle between the clocks that lead to this countdown.
            reference.Vehicles[i].Timer = 1.1 - 0.2 * countdown;
        }
        return reference;
    }

    /// <summary>Substeps until a driver's first decision.</summary>
    public int Countdown(int vehicle) => _environment.Drivers!.Get(vehicle).Countdown;

    /// <summary>Takes up the state of a reference.</summary>
    public void Set(HighwayFastReference reference)
    {
        var start = reference.Vehicles.Select(vehicle => new VehicleStart
        {
            X = vehicle.X,
            Y = vehicle.Y,
            Heading = vehicle.Heading,
            Speed = vehicle.Speed,
            Lane = vehicle.Lane,
            TargetLane = vehicle.TargetLane,
            TargetSpeed = vehicle.TargetSpeed,
            Timer = vehicle.Timer,
            Exponent = vehicle.Exponent,
            Crashed = vehicle.Crashed,
            ImpactX = vehicle.Impact?.X ?? 0,
            ImpactY = vehicle.Impact?.Y ?? 0,
        });
        _environment.ResetWorld(0, 0, start.ToArray());
    }

    /// <summary>Takes a policy step; an episode that ends leaves its last observation.</summary>
    public SimulatedStep Step(int action)
    {
        _substeps.Clear();
        _environment.Step([action]);
        bool terminated = _environment.Terminated[0], truncated = _environment.Truncated[0];
        var observation = terminated || truncated ? _environment.FinalObservations : _environment.Observations;
        return new SimulatedStep([.. _substeps], observation.ToArray(), _environment.Rewards[0], terminated, truncated);
    }

    private ReferenceVehicle[] Vehicles()
    {
        var v = _environment.Vehicles;
        var vehicles = new ReferenceVehicle[v.Slots];
        for (int i = 0; i < vehicles.Length; i++)
        {
            vehicles[i] = new ReferenceVehicle
            {
                X = v.X[i],
                Y = -v.Y[i] - 2.0,
                Heading = -v.Heading[i],
                Speed = v.Speed[i],
                Lane = v.Lane[i],
                TargetLane = v.TargetLane[i],
                TargetSpeed = v.TargetSpeed[i],
                Crashed = v.Crashed[i] != 0,
                Impact = v.ImpactX[i] != 0 || v.ImpactY[i] != 0 ? (v.ImpactX[i], -v.ImpactY[i]) : null,
            };
        }
        return vehicles;
    }
}

/// <summary>As <see cref="ReferenceStep"/>; truncated only where not terminated.</summary>
internal sealed record SimulatedStep(ReferenceVehicle[][] Substeps, float[] Observation, double Reward, bool Terminated, bool Truncated);
