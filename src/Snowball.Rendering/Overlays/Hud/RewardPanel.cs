using System.Globalization;
using Snowball.Rendering.Overlays.World;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Scenarios.Format;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>What the last step's reward is the sum of, and the cost of the episode so far against its limit.</summary>
internal static class RewardPanel
{
    /// <returns>Its lower edge.</returns>
    public static float Paint(Ink ink, SKRect room, OverlayView view)
    {
        var scenario = view.Player.Environment.Scenario;
        var report = view.Moment.Report.Egos[SensedLayer.EgoOf(view)];
        bool hasCost = scenario.Cost.Terms.Length > 0;
        int rows = report.RewardTerms.Length;
        float height = Rows.HeightOf(ink, rows) + (hasCost ? (Rows.Space + Rows.Heading + Rows.Row) * ink.Unit : 0f);
        if (height > room.Height) return room.Top;
        var panel = room with { Bottom = room.Top + height };
        ink.BeginPanel(panel);
        var list = new Rows(ink, panel);
        list.Head("reward", string.Create(CultureInfo.InvariantCulture, $"{report.Reward:+0.00;-0.00;0.00}   Σ {report.Return:0.0}"));
        for (int i = 0; i < rows; i++)
        {
            float weight = MathF.Abs(scenario.Reward.Terms[i].Weight), value = report.RewardTerms[i];
            list.Bar(NameOf(scenario.Reward.Terms[i]), weight > 0f ? value / weight : 0f, value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture));
        }
        if (!hasCost) return panel.Bottom;
        list.Skip();
        double limit = scenario.Cost.Limit;
        list.Head("cost", string.Create(CultureInfo.InvariantCulture, $"{report.Cost:0.##} of {limit:0.##}"), report.Cost > limit ? Ink.Bad : Ink.Text);
        list.Level(report.Cost, limit);
        return panel.Bottom;
    }

    private static string NameOf(WeightedTerm term) => Spelling.SnakeCase($"{term.Term}").Replace("time_to_collision", "TTC").Replace('_', ' ');
}
