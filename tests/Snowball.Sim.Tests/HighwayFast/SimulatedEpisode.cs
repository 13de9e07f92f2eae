using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>The simulator's own copy of one of highway-env's environments, one world, in the terms of <see cref="ReferenceVehicle"/>.</summary>
internal sealed class SimulatedEpisode : IDisposable
{
    private readonly DrivingEnv _environment;
    private readonly List<ReferenceVehicle[]> _substeps = [];

    public SimulatedEpisode(Scenario scenario)
    {
        _environment = new DrivingEnv(scenario, worlds: 1);
        _environment.AfterSubstep = () => _substeps.Add(Vehicles());
    }

    /// <summary>One of the shipped scenarios.</summary>
    public static Scenario Scenario(string name) => ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name));

    public void Dispose() => _environment.Dispose();

    /// <summary>Starts as the simulator does by itself.</summary>
    /// <returns>Its vehicles.</returns>
    public ReferenceVehicle[] Place(ulong seed)
    {
        _environment.ResetWorld(0, seed);
        var vehicles = Vehicles();
        var drivers = _environment.Drivers!;
        for (int i = 1; i < vehicles.Length; i++)
        {
            var (exponent, countdown) = drivers.Get(i);
            vehicles[i].Exponent = exponent;
            // In the middle between the clocks that lead to this countdown.
            vehicles[i].Timer = (drivers.ChangeInterval - 0.5 - countdown) / _environment.Scenario.Simulation.SimulationFrequency;
        }
        return vehicles;
    }

    /// <summary>Substeps until a driver's first decision.</summary>
    public int Countdown(int vehicle) => _environment.Drivers!.Get(vehicle).Countdown;

    /// <summary>Takes up the state of a reference's vehicles.</summary>
    public void Set(IEnumerable<ReferenceVehicle> vehicles)
    {
        var start = vehicles.Select(vehicle => new VehicleStart
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
