using Snowball.Agents;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Policies.Steering;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Inputs;

/// <summary>A policy that was asked for, by name or by file.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Make">Makes it for the environment it will drive.</param>
/// <param name="Description">What its file says; null for one of the reference policies.</param>
internal sealed record PolicyChoice(string Name, Func<DrivingEnv, IPolicy> Make, PolicyDescription? Description = null)
{
    /// <summary>Those that every table shows beside the agent.</summary>
    public static IReadOnlyList<PolicyChoice> References { get; } =
    [
        new("slower", _ => ConstantPolicy.Slower),
        new("idle", _ => ConstantPolicy.Idle),
        new("random", _ => new RandomPolicy()),
        new("rule-based", environment => new RuleBasedPolicy(environment)),
    ];

    /// <summary>Those that no gate may let pass. Idle keeps its speed.</summary>
    public static IReadOnlyList<PolicyChoice> Trivial { get; } =
    [
        new("idle", _ => ConstantPolicy.Idle),
        new("slower", _ => ConstantPolicy.Slower),
        new("full-brake", _ => ConstantPolicy.FullBrake),
        new("faster", _ => ConstantPolicy.Faster),
        new("random", _ => new RandomPolicy()),
    ];

    /// <summary>The driver that every gate should let pass.</summary>
    public static PolicyChoice RuleBased { get; } = References[^1];

    /// <summary>The driver that knows nothing of lanes.</summary>
    public static PolicyChoice BlindToLanes { get; } = new("idm", RuleBasedPolicy.BlindToLanes);

    /// <summary>The rule-based driver with the classical laws of steering, for scenarios whose agents steer.</summary>
    public static IReadOnlyList<PolicyChoice> Controllers { get; } =
    [
        new("pid", environment => RuleBasedPolicy.Steered(environment, SteeringLaw.Pid)),
        new("pure-pursuit", environment => RuleBasedPolicy.Steered(environment, SteeringLaw.PurePursuit)),
        new("stanley", environment => RuleBasedPolicy.Steered(environment, SteeringLaw.Stanley)),
        new("lqr", environment => RuleBasedPolicy.Steered(environment, SteeringLaw.Lqr)),
        new("mpc", environment => RuleBasedPolicy.Steered(environment, SteeringLaw.Mpc)),
    ];

    /// <summary>What <c>--policy</c> takes.</summary>
    public static string Names => string.Join("|", Named.Select(policy => policy.Name)) + "|PATH";

    private static IEnumerable<PolicyChoice> Named => References.Append(BlindToLanes).Concat(Controllers).Concat(Trivial).DistinctBy(policy => policy.Name);

    /// <summary>A reference policy by name, or a trained one from its file, its folder or its run, checked against the scenario.</summary>
    /// <exception cref="InputException">There is no such policy, or it does not fit the scenario.</exception>
    /// <exception cref="Learning.CorruptFileException">A file is damaged.</exception>
    public static PolicyChoice Find(string policy, Scenario scenario, CameraRigFactory? cameras = null) =>
        Named.FirstOrDefault(named => named.Name == policy) ?? Load(FolderOf(policy), scenario, cameras);

    /// <summary>The policy that is committed beside a scenario; null where there is none.</summary>
    public static PolicyChoice? BesideScenario(Scenario scenario, CameraRigFactory? cameras = null) =>
        IsBeside(scenario) ? Load(FolderOf(scenario), scenario, cameras) : null;

    /// <summary>Whether there is a policy beside a scenario.</summary>
    public static bool IsBeside(Scenario scenario) => File.Exists(Path.Combine(FolderOf(scenario), PolicyFile.DescriptionName));

    /// <summary>This policy in one car, others in the others (<see cref="JointPolicy"/>).</summary>
    /// <param name="others">Names or paths.</param>
    /// <exception cref="InputException">There is no such policy, one does not fit the scenario, or it has one ego.</exception>
    public PolicyChoice Among(IReadOnlyList<string> others, Scenario scenario, CameraRigFactory? cameras = null)
    {
        if (scenario.Ego.Count < 2) throw new InputException("is 1, and there are no other egos to drive", scenario.File, key: "ego.count");
        List<PolicyChoice> found = [.. others.Select(name => Find(name, scenario, cameras))];
        return this with { Make = environment => new JointPolicy(environment, Make(environment), found.ConvertAll(other => other.Make(environment))) };
    }

    /// <summary>The folder of a trained policy.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static string FolderOf(string policy)
    {
        if (File.Exists(policy)) return Path.GetDirectoryName(Path.GetFullPath(policy))!;
        if (!Directory.Exists(policy)) throw new InputException($"'{policy}' is none of {Names}: there is no such file or folder", key: "policy");
        if (File.Exists(Path.Combine(policy, PolicyFile.DescriptionName))) return policy;
        throw new InputException($"the folder has no {PolicyFile.DescriptionName}", policy);
    }

    private static string FolderOf(Scenario scenario) => Path.GetDirectoryName(Path.GetFullPath(scenario.File))!;

    private static PolicyChoice Load(string folder, Scenario scenario, CameraRigFactory? cameras)
    {
        var policy = PolicyFile.Load(folder);
        // Made once here, so that a policy that does not fit is refused before anything runs.
        using var trial = new DrivingEnv(scenario, worlds: 1, cameras: cameras ?? Renderers.Cameras());
        try
        {
            _ = new LearnedPolicy(policy, trial);
        }
        catch (InputException fault)
        {
            throw new InputException(fault.Message, folder);
        }
        return new PolicyChoice(policy.Description.Agent, environment => new LearnedPolicy(policy, environment), policy.Description);
    }
}
