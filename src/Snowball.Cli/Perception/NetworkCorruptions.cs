using System.Text.Json.Nodes;
using ScottPlot;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Perception.Metrics;
using Snowball.Perception.Robustness;
using Spectre.Console;

namespace Snowball.Cli.Perception;

/// <summary>Measures how a lane network errs on frames that are spoilt in common ways, by severity.</summary>
/// <param name="network">Name or folder.</param>
/// <param name="frames">Frames that are spoilt.</param>
internal sealed class NetworkCorruptions(string network, TestFrames frames)
{
    /// <summary>Measures, and reports.</summary>
    /// <param name="plot">A .png file for the errors of the offset; null for none.</param>
    /// <param name="sheet">A .png file for what is done to a frame; null for none.</param>
    /// <param name="report">Where.</param>
    public void Run(string? plot, string? sheet, ReportWriter report)
    {
        var estimator = NetworkFinder.LoadLane(network);
        var kept = frames.Draw(estimator.Frame);
        if (sheet is not null) CorruptionPainter.WriteSheet(kept.Frames.Span[..estimator.Frame.Size], estimator.Frame.Height, estimator.Frame.Width, (int)frames.Seed, sheet);
        var (offsets, headings) = (Head("offset, m"), Head("heading, degrees"));
        var clean = kept.Judge(estimator, frames.Threads).All;
        Tell("none", 0, clean);
        var picture = new Plot { Add = { Palette = new ScottPlot.Palettes.Category20() } };
        double[] means = new double[2 * (1 + Corruption.Severities)];
        foreach (var corruption in Corruption.All)
        {
            var errors = new LaneErrors[1 + Corruption.Severities];
            errors[0] = clean;
            for (int severity = 1; severity <= Corruption.Severities; severity++)
            {
                byte[] spoilt = corruption.Apply(kept.Frames.Span, estimator.Frame.Height, estimator.Frame.Width, severity, (int)frames.Seed);
                errors[severity] = kept.With(spoilt).Judge(estimator, frames.Threads).All;
                Tell(corruption.Name, severity, errors[severity]);
            }
            Add(corruption.Name, [.. errors.Select(error => error.Offset.MeanAbsolute)], [.. errors.Select(error => error.Heading.MeanAbsolute)]);
            for (int severity = 0; severity < errors.Length; severity++)
            {
                means[severity] += errors[severity].Offset.MeanAbsolute / Corruption.All.Length;
                means[errors.Length + severity] += errors[severity].Heading.MeanAbsolute / Corruption.All.Length;
            }
            var curve = picture.Add.Scatter(Enumerable.Range(0, errors.Length).Select(severity => (double)severity).ToArray(), errors.Select(error => error.Offset.MeanAbsolute).ToArray());
            (curve.LegendText, curve.LineWidth) = (corruption.Name, 2);
        }
        Add("mean", means[..(1 + Corruption.Severities)], means[(1 + Corruption.Severities)..]);
        report.Line($"{estimator.Network.Name}: mean absolute errors on {kept.Count:#,0} frames of test episodes of {frames.Scenario.Name}, seed {frames.Seed}");
        report.Show(offsets);
        report.Show(headings);
        if (plot is null) return;
        picture.XLabel("severity, 0 for the clean frames");
        picture.YLabel("mean absolute error of the offset, m");
        picture.ShowLegend(Alignment.UpperLeft);
        picture.Axes.SetLimitsY(0, picture.Axes.GetLimits().Top);
        picture.SavePng(plot, width: 900, height: 620);

        void Add(string name, double[] offset, double[] heading)
        {
            offsets.AddRow([name, .. offset.Select(error => $"{error:0.000}")]);
            headings.AddRow([name, .. heading.Select(error => $"{error:0.00}")]);
        }

        void Tell(string name, int severity, LaneErrors errors) => report.Json(new JsonObject
        {
            ["network"] = network, ["corruption"] = name, ["severity"] = severity, ["frames"] = errors.Pictures, ["metrics"] = Json.Numbers(errors.Metrics),
        });
    }

    private static Table Head(string quantity)
    {
        var table = Tables.New().AddColumn(quantity).AddColumn(new TableColumn("clean").RightAligned());
        for (int severity = 1; severity <= Corruption.Severities; severity++) table.AddColumn(new TableColumn($"severity {severity}").RightAligned());
        return table;
    }
}
