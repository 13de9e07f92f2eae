using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Vehicles;

/// <summary>What a back end is made for.</summary>
/// <param name="Vehicles">The columns to advance.</param>
/// <param name="Models">The models in use.</param>
/// <param name="Substep">The longest step within a substep, s.</param>
/// <param name="Contact">The rule of contact.</param>
/// <param name="Road">A world's road, and what stands on it.</param>
/// <param name="HasSurface">Whether roads have a surface.</param>
/// <param name="Tows">For each slot of a world the slot of the vehicle that tows it, or -1; empty where nothing is towed.</param>
public sealed record PhysicsTask(
    VehicleStates Vehicles, DynamicsModel[] Models, float Substep, ContactSettings Contact, Func<int, Carriageway> Road, bool HasSurface, int[] Tows);

/// <summary>
/// The back ends of physics: the built-in one, and BepuPhysics where a program was built with it and says so. This library knows
/// the second by this contract alone.
/// </summary>
public static class PhysicsBackEnds
{
    /// <summary>What to do where BepuPhysics is not there.</summary>
    public const string HowToGetBepu =
        "this build is without BepuPhysics: its package could not be restored when Snowball was set up. Delete artifacts/bepu where the registry has it by now, "
        + "or set BepuSource to a folder with the packages BepuPhysics and BepuUtilities (docs/bepu.md), and run ./snowball again";

    /// <summary>Makes BepuPhysics; null where the program was built without it. Set once, when a program starts.</summary>
    public static Func<PhysicsTask, IPhysics>? Bepu { get; set; }

    /// <summary>Whether a back end is there.</summary>
    public static bool Has(PhysicsBackEnd backEnd) => backEnd == PhysicsBackEnd.Planar || Bepu is not null;

    /// <summary>A scenario on another back end than its own.</summary>
    /// <exception cref="InputException">It is not there, or cannot do what the scenario asks for.</exception>
    public static Scenario Choose(Scenario scenario, PhysicsBackEnd backEnd)
    {
        if (!Has(backEnd)) throw new InputException(HowToGetBepu, key: "physics");
        foreach (var actor in scenario.Actors)
        {
            if (backEnd == PhysicsBackEnd.Planar && actor.IsPassive)
            {
                throw new InputException($"{actor.Name} is a {actor.Vehicle}, which needs physics: bepu", scenario.File, key: "physics");
            }
        }
        return scenario with { Physics = backEnd };
    }

    /// <summary>Makes a back end.</summary>
    /// <exception cref="InputException">It is not there.</exception>
    /// <exception cref="MachineException">It is there but not fit for use.</exception>
    public static IPhysics Make(PhysicsBackEnd backEnd, PhysicsTask task) => backEnd switch
    {
        PhysicsBackEnd.Planar => new PlanarPhysics(
            task.Vehicles, task.Models, task.Substep, task.Contact, world => task.Road(world).Obstacles, task.HasSurface),
        _ => Bepu is { } make ? make(task) : throw new InputException(HowToGetBepu, key: "physics"),
    };
}
