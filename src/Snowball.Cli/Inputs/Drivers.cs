using Snowball.Cli.Terminal;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Inputs;

/// <summary>Who is to be measured on a scenario.</summary>
internal static class Drivers
{
    /// <summary>A reference policy that is named goes alone; a trained one has the reference policies beside it.</summary>
    /// <param name="scenario">What is driven.</param>
    /// <param name="policy">What was asked for; null takes the policy beside the scenario, if there is one.</param>
    /// <param name="report">Is told of a policy that was trained on something else.</param>
    /// <param name="cameras">What draws frames.</param>
    public static List<PolicyChoice> Of(Scenario scenario, string? policy, ReportWriter report, CameraRigFactory cameras)
    {
        var choice = policy is null ? PolicyChoice.BesideScenario(scenario, cameras) : PolicyChoice.Find(policy, scenario, cameras);
        if (choice is null) return [.. PolicyChoice.References];
        if (choice.Description is null) return [choice];
        Warn(choice, scenario, report);
        return [choice, .. PolicyChoice.References];
    }

    /// <summary>Says so where a policy was trained on another scenario, or another version of it.</summary>
    public static void Warn(PolicyChoice policy, Scenario scenario, ReportWriter report)
    {
        if (policy.Description is not { } description || description.Scenario.Hash == scenario.Hash) return;
        report.Note(description.Scenario.Name == scenario.Name
            ? $"Warning: the policy was trained on another version of {scenario.Name}."
            : $"Warning: the policy was trained on {description.Scenario.Name}, not on {scenario.Name}.");
    }
}
