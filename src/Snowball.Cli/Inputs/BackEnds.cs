using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Inputs;

/// <summary>The back ends of physics that this build has.</summary>
internal static class BackEnds
{
    private static readonly (string Name, PhysicsBackEnd BackEnd)[] s_all = [("planar", PhysicsBackEnd.Planar), ("bepu", PhysicsBackEnd.Bepu)];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => s_all.Select(entry => entry.Name);

    /// <summary>Makes BepuPhysics known, where it is compiled in.</summary>
    public static void Wire()
    {
#if BEPU
        PhysicsBackEnds.Bepu = task => new Physics.Bepu.RigidBodyPhysics(task);
#endif
    }

    /// <summary>The back end of a name.</summary>
    public static PhysicsBackEnd Named(string name) => s_all.First(entry => entry.Name == name).BackEnd;

    /// <summary>A scenario on the back end of a name; null leaves its own.</summary>
    /// <exception cref="Sim.InputException">That is not compiled in, or cannot do what the scenario asks for.</exception>
    public static Scenario Choose(Scenario scenario, string? name)
        => name is null ? scenario : PhysicsBackEnds.Choose(scenario, Named(name));
}
