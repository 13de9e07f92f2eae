using System.Globalization;
using Snowball.Rendering.Overlays.World;
using Snowball.Rendering.Playback;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>The scenario's gate, line by line, for this one episode so far.</summary>
internal static class GatePanel
{
    public static void Paint(Ink ink, SKRect room, OverlayView view)
    {
        var report = view.Moment.Report.Egos[SensedLayer.EgoOf(view)];
        var gate = report.Gate;
        if (gate.IsEmpty) return;
        int rows = gate.Length;
        while (rows > 0 && Rows.HeightOf(ink, rows) > room.Height) rows--;
        if (rows < 2 && rows < gate.Length) return;
        var panel = room with { Bottom = room.Top + Rows.HeightOf(ink, rows) };
        ink.BeginPanel(panel);
        var list = new Rows(ink, panel);
        list.Head("gate, this episode");
        int shown = rows < gate.Length ? rows - 1 : rows;
        for (int i = 0; i < shown; i++) list.Check(Holds(gate[i], report), NameOf(gate[i].Line), ValueOf(gate[i]));
        if (shown < gate.Length) list.Note($"and {gate.Length - shown} more");
    }

    /// <summary>Null while what must still come can.</summary>
    private static bool? Holds(in GateReading reading, EgoReport report)
    {
        bool canStill = reading.Line.Bound == BoundKind.AtLeast && reading.Line.Aggregate is (Aggregate.Any or Aggregate.Sum or Aggregate.Max);
        return reading.IsKept || !canStill || report.Terminated || report.Truncated ? reading.IsKept : null;
    }

    private static string NameOf(GateLine line)
    {
        string name = line.Metric.Replace('_', ' ');
        if (line.Threshold is { } threshold) return string.Create(CultureInfo.InvariantCulture, $"{name} {(line.ThresholdIsLower ? "<" : ">")} {threshold:0.##}");
        return line.Aggregate is Aggregate.Any or Aggregate.Sum ? name : $"{name} {line.Aggregate.ToString().ToLowerInvariant()}";
    }

    private static string ValueOf(GateReading reading)
    {
        if (!double.IsFinite(reading.Value)) return "–";
        if (reading.Line.Aggregate == Aggregate.Any) return reading.Value > 0 ? "yes" : "no";
        string unit = MetricCatalog.All[MetricCatalog.IndexOf(reading.Line.Metric)].Unit;
        string bound = reading.Line.Bound == BoundKind.AtMost ? "≤" : "≥";
        return string.Create(CultureInfo.InvariantCulture, $"{reading.Value:0.##} {bound} {reading.Line.Value:0.##} {unit}").TrimEnd();
    }
}
