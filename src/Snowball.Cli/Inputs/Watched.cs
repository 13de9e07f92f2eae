using Snowball.Cli.Terminal;
using Snowball.Learning.Policies;
using Snowball.Learning.Runs;
using Snowball.Rendering.Playback;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Inputs;

/// <summary>What is to be watched, found by what a person calls it.</summary>
/// <param name="Play">Plays it; the seed is that of the episodes, and a recorded one has its own.</param>
internal sealed record Watched(Func<ulong, PlayerOptions, Player> Play)
{
    private const string RolloutExtension = ".mcap";

    /// <summary>Finds a rollout, a run, a policy or a scenario.</summary>
    /// <param name="subject">A file, a folder or the name of a scenario.</param>
    /// <param name="policy">Who is to drive a scenario; null takes the policy beside it, else the rule-based driver.</param>
    /// <param name="observation">What the driver of a scenario or a policy sees instead of what the scenario says; null for its own.</param>
    /// <param name="physics">What moves the vehicles of a scenario instead of what it says; null for its own.</param>
    /// <param name="report">Is told of a policy that was trained on something else.</param>
    /// <exception cref="InputException">There is no such thing, or it has a driver of its own.</exception>
    /// <exception cref="Learning.CorruptFileException">A file is damaged.</exception>
    public static Watched Find(string subject, string? policy, string? observation, string? physics, ReportWriter report)
    {
        bool isRollout = subject.EndsWith(RolloutExtension, StringComparison.OrdinalIgnoreCase);
        bool isRun = File.Exists(Path.Combine(subject, RunFolder.ConfigurationName));
        bool isPolicy = !isRun && FolderOfPolicy(subject) is { } folder && !File.Exists(Path.Combine(folder, ScenarioLoader.FileName));
        if (policy is not null && (isRollout || isRun || isPolicy)) throw new InputException($"'{subject}' has a driver of its own: --policy is for scenarios", key: "policy");
        if (observation is not null && (isRollout || isRun)) throw new InputException($"'{subject}' says what was seen: --observation is for scenarios and policies", key: "observation");
        if (physics is not null && (isRollout || isRun)) throw new InputException($"'{subject}' says what moved it: --physics is for scenarios and policies", key: "physics");
        if (isRollout) return OfRollout(subject);
        if (isRun) return OfRun(subject);
        if (isPolicy) return OfPolicy(subject, observation, physics);
        var scenario = ScenarioFinder.Load(FolderOfPolicy(subject) ?? subject, observation, physics);
        // The policy beside a scenario sees what that says.
        var own = observation is null ? PolicyChoice.BesideScenario(scenario) : null;
        return OfDriver(scenario, policy is null ? own ?? PolicyChoice.RuleBased : PolicyChoice.Find(policy, scenario), report);
    }

    private static Watched OfRollout(string file)
    {
        var rollout = RolloutReader.ReadAll(file);
        return new((_, options) => Player.OfRollout(rollout, options, ScenarioFinder.FolderOf(rollout.Header.Scenario)));
    }

    private static Watched OfRun(string folder)
    {
        var scenario = RunConfiguration.Read(folder).Scenario;
        return new((seed, options) => Player.OfPolicy(scenario, environment => new NewestPolicy(folder, environment), seed, options: options));
    }

    private static Watched OfPolicy(string path, string? observation, string? physics)
    {
        var description = PolicyFile.ReadDescription(Path.Combine(FolderOfPolicy(path)!, PolicyFile.DescriptionName));
        var scenario = ScenarioFinder.Load(description.Scenario.Name, observation, physics);
        return new((seed, options) => Player.OfPolicy(scenario, PolicyChoice.Find(path, scenario).Make, seed, options: options));
    }

    private static Watched OfDriver(Scenario scenario, PolicyChoice driver, ReportWriter report)
    {
        Drivers.Warn(driver, scenario, report);
        return new((seed, options) => Player.OfPolicy(scenario, driver.Make, seed, options: options));
    }

    /// <summary>The folder of a policy that is named by its folder or one of its files; null where it is none.</summary>
    private static string? FolderOfPolicy(string path)
    {
        string name = Path.GetFileName(path);
        string? folder = name is PolicyFile.DescriptionName or PolicyFile.WeightsName ? Path.GetDirectoryName(Path.GetFullPath(path)) : path;
        return File.Exists(Path.Combine(folder!, PolicyFile.DescriptionName)) ? folder : null;
    }
}
