using System.Text.Json.Nodes;
using ScottPlot;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Perception.Robustness;
using Snowball.Perception.Training;
using Spectre.Console;

namespace Snowball.Cli.Perception;

/// <summary>Measures how lane networks err on frames that are changed to mislead them, beside frames with noise of the same size.</summary>
/// <param name="networks">Names or folders.</param>
/// <param name="frames">Frames that are changed.</param>
/// <param name="epsilons">Greatest changes of a pixel, of 255.</param>
internal sealed class NetworkAttacks(IReadOnlyList<string> networks, TestFrames frames, IReadOnlyList<int> epsilons)
{
    /// <summary>Steps of projected gradient descent after the first.</summary>
    private const int Steps = 10;

    /// <summary>Measures, and reports.</summary>
    /// <param name="plot">A .png file to draw; null for none.</param>
    /// <param name="report">Where.</param>
    public void Run(string? plot, ReportWriter report)
    {
        var table = Tables.New().AddColumn("network").AddColumn("attack").AddColumn(Right("epsilon, of 255")).AddColumn(Right("lateral_offset_mae_m")).AddColumn(Right("heading_mae_deg"));
        var picture = new Plot();
        foreach (string network in networks)
        {
            var estimator = NetworkFinder.LoadLane(network);
            var attack = new LaneAttack(NetworkFinder.LoadDifferentiable(network));
            var kept = frames.Draw(estimator.Frame);
            var clean = Judge("none", 0, kept);
            var attacks = new (string Name, LinePattern Line, Func<int, byte[]> Change)[]
            {
                ("noise", LinePattern.Dotted, epsilon => LaneAttack.Noise(kept.Frames.Span, epsilon, new Random((int)frames.Seed))),
                ("fgsm", LinePattern.Dashed, epsilon => attack.FastGradientSign(kept.Frames.Span, kept.Lanes.Span, epsilon)),
                ("pgd", LinePattern.Solid, epsilon => attack.ProjectedGradient(kept.Frames.Span, kept.Lanes.Span, epsilon, Steps)),
            };
            var colour = picture.Add.GetNextColor();
            foreach (var (name, line, change) in attacks)
            {
                double[] errors = [.. epsilons.Select(epsilon => Judge(name, epsilon, kept.With(change(epsilon))))];
                var curve = picture.Add.Scatter((double[])[0, .. epsilons], (double[])[clean, .. errors], colour);
                (curve.LegendText, curve.LineWidth, curve.LinePattern) = ($"{Path.GetFileName(network)}: {name}", 2, line);
            }

            double Judge(string attack, int epsilon, LaneFrames changed)
            {
                var errors = changed.Judge(estimator, frames.Threads).All;
                table.AddRow(Markup.Escape(network), attack, $"{epsilon}", $"{errors.Offset.MeanAbsolute:0.000}", $"{errors.Heading.MeanAbsolute:0.000}");
                report.Json(new JsonObject { ["network"] = network, ["attack"] = attack, ["epsilon"] = epsilon, ["frames"] = changed.Count, ["metrics"] = Json.Numbers(errors.Metrics) });
                return errors.Offset.MeanAbsolute;
            }
        }
        report.Show(table);
        if (plot is null) return;
        picture.XLabel("greatest change of a pixel, of 255");
        picture.YLabel("mean absolute error of the offset, m");
        picture.ShowLegend(Alignment.UpperLeft);
        picture.Axes.SetLimitsY(0, picture.Axes.GetLimits().Top);
        picture.SavePng(plot, width: 900, height: 560);
    }

    private static TableColumn Right(string heading) => new TableColumn(heading).RightAligned();
}
