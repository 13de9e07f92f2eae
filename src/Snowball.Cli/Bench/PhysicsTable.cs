using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;
using Spectre.Console;

namespace Snowball.Cli.Bench;

/// <summary><c>snowball bench physics</c>: what the back ends promise, and what they cost.</summary>
internal static class PhysicsTable
{
    private static readonly (PhysicsCapabilities Promise, string Words)[] s_promises =
    [
        (PhysicsCapabilities.BitExact, "the same bits for any thread count and batch"),
        (PhysicsCapabilities.Restorable, "a saved state continues to the bit"),
        (PhysicsCapabilities.RigidBodies, "contacts of rigid bodies"),
        (PhysicsCapabilities.Spatial, "bodies in space: height, roll, pitch"),
    ];

    /// <summary>Shows them.</summary>
    /// <param name="report">Where.</param>
    /// <param name="measure">Gives the rate of a workload.</param>
    public static void Write(ReportWriter report, Func<Workload, double> measure)
    {
        var table = Tables.New().AddColumn("physics");
        foreach (string name in BackEnds.Names) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var (promise, words) in s_promises)
        {
            Row(words, name => new JsonObject { ["promised"] = Promises(name).HasFlag(promise) }, name => Promises(name).HasFlag(promise) ? "promised" : "not promised");
        }
        Rates("ego alone on the drift model, policy steps of 0.1 s, agent steps/s", name => new DynamicsWorkload("single-track-drift", name));
        Rates("highway with about 28 vehicles a world, substeps of 25 ms, vehicle-steps/s", name => new TrafficWorkload(name));
        Rates("starts of highway-fast, 21 vehicles, resets/s", name => new ResetWorkload(name));
        report.Show(table);
        if (!IsThere("bepu")) report.Line($"bepu: {PhysicsBackEnds.HowToGetBepu}.");

        void Rates(string words, Func<string, Workload> make)
        {
            var rates = new Dictionary<string, double>();
            foreach (string name in BackEnds.Names.Where(IsThere))
            {
                using var workload = make(name);
                rates[name] = measure(workload);
            }
            Row(words, name => new JsonObject { ["rate"] = Json.Number(rates[name]) }, name => rates[name].ToString("#,0"));
        }

        void Row(string words, Func<string, JsonObject> json, Func<string, string> text)
        {
            table.AddRow([words, .. BackEnds.Names.Select(name => IsThere(name) ? text(name) : "not in this build")]);
            foreach (string name in BackEnds.Names.Where(IsThere))
            {
                var line = json(name);
                (line["physics"], line["what"]) = (name, words);
                report.Json(line);
            }
        }
    }

    private static bool IsThere(string name) => PhysicsBackEnds.Has(BackEnds.Named(name));

    private static PhysicsCapabilities Promises(string name)
    {
        var backEnd = BackEnds.Named(name);
        var vehicles = new VehicleStates(new ColumnStore(1), slots: 1, egos: 1, isSpatial: backEnd == PhysicsBackEnd.Bepu);
        var road = Carriageway.Straight(1, 3.5f, 30f);
        var physics = PhysicsBackEnds.Make(backEnd, new PhysicsTask(
            vehicles, [DynamicsModel.SingleTrackDrift], 0.002f, new RigidBodyContactSettings(0.5f, 0.1f), _ => road, HasSurface: false, Tows: []));
        using (physics as IDisposable) return physics.Capabilities;
    }
}
