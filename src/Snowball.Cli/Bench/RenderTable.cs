using System.Diagnostics;
using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim;
using Spectre.Console;

namespace Snowball.Cli.Bench;

/// <summary>Pictures a second of both renderers by size, number at once and threads: of colour with ids alone, and of all planes.</summary>
internal static class RenderTable
{
    // The two are timed in turns, so that whatever else the machine does meets both.
    private const int Turns = 10;
    private static readonly (int Width, int Height)[] s_sizes = [(84, 84), (128, 72), (160, 96)];
    private static readonly int[] s_pictures = [1, 16, 64, 256];

    /// <summary>Measures and reports.</summary>
    /// <param name="report">Is written to.</param>
    /// <param name="threads">Threads of the rows that use more than one.</param>
    /// <param name="duration">How long to measure each row.</param>
    public static void Write(ReportWriter report, int threads, TimeSpan duration)
    {
        var table = Tables.New().AddColumn("renderer").AddColumn("pictures")
            .AddColumn(new TableColumn("threads").RightAligned()).AddColumn(new TableColumn("vehicles").RightAligned())
            .AddColumn(new TableColumn("colour and ids, pictures/s").RightAligned()).AddColumn(new TableColumn("all planes, pictures/s").RightAligned());
        foreach (string renderer in (string[])[Renderers.Software, Renderers.OpenGl])
        {
            foreach (var (width, height) in s_sizes)
            {
                foreach (int pictures in s_pictures)
                {
                    foreach (int count in threads > 1 ? (int[])[1, threads] : [1]) AddRow(renderer, width, height, pictures, count);
                }
            }
        }
        report.Show(table);

        void AddRow(string renderer, int width, int height, int pictures, int count)
        {
            var json = new JsonObject
            {
                ["name"] = "render", ["renderer"] = renderer, ["width"] = width, ["height"] = height, ["pictures"] = pictures, ["threads"] = count,
            };
            string size = $"{width}x{height}, {pictures} at once";
            try
            {
                using var workload = new RenderWorkload(renderer, width, height, pictures, count);
                var (colour, all) = Measure(workload, duration);
                json["vehicles"] = Json.Number(workload.VehiclesInSight);
                json["rate"] = Json.Number(colour);
                json["rate_all_planes"] = Json.Number(all);
                json["unit"] = workload.Unit;
                table.AddRow(
                    renderer, size, count.ToString(), workload.VehiclesInSight.ToString("0"), colour.ToString("#,0"), all.ToString("#,0"));
            }
            catch (MachineException lacking)
            {
                json["lacking"] = lacking.Message;
                table.AddRow(renderer, size, count.ToString(), "", Markup.Escape(lacking.Message), "");
            }
            report.Json(json);
        }
    }

    private static (double Colour, double All) Measure(RenderWorkload workload, TimeSpan duration)
    {
        Run(workload, all: true, duration / 4);
        Run(workload, all: false, duration / 4);
        var (colour, all) = ((Pictures: 0L, Seconds: 0.0), (Pictures: 0L, Seconds: 0.0));
        for (int turn = 0; turn < Turns; turn++)
        {
            Add(ref colour, Run(workload, all: false, duration / (2 * Turns)));
            Add(ref all, Run(workload, all: true, duration / (2 * Turns)));
        }
        return (colour.Pictures / colour.Seconds, all.Pictures / all.Seconds);
    }

    private static (long Pictures, double Seconds) Run(RenderWorkload workload, bool all, TimeSpan duration)
    {
        workload.DrawsAllPlanes = all;
        long done = 0;
        var time = Stopwatch.StartNew();
        do done += workload.Run();
        while (time.Elapsed < duration);
        return (done, time.Elapsed.TotalSeconds);
    }

    private static void Add(ref (long Pictures, double Seconds) sum, (long Pictures, double Seconds) more)
        => sum = (sum.Pictures + more.Pictures, sum.Seconds + more.Seconds);
}
