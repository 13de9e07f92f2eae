using System.Text.RegularExpressions;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Tests;

/// <summary>Small inputs.</summary>
internal static class Samples
{
    /// <summary>The scenarios of this checkout.</summary>
    public static string Scenarios { get; } = FindScenarios();

    /// <summary>The text of a shipped scenario.</summary>
    public static string Text(string scenario) => File.ReadAllText(Path.Combine(Scenarios, scenario, ScenarioLoader.FileName));

    /// <summary>Car following in short: 4 s episodes, 300 of them in the gate.</summary>
    public static string ShortCarFollowing(TemporaryFolder folder, string name = "short")
    {
        string text = Regex.Replace(Text("car-following"), @"duration: \d+ s", "duration: 4 s");
        return Write(folder, name, Regex.Replace(text, @"episodes: \d+", "episodes: 300"));
    }

    /// <summary>Writes a scenario and returns its folder.</summary>
    public static string Write(TemporaryFolder folder, string name, string text)
    {
        Directory.CreateDirectory(folder[name]);
        File.WriteAllText(Path.Combine(folder[name], ScenarioLoader.FileName), text);
        return folder[name];
    }

    /// <summary>A policy whose weights are all zero.</summary>
    public static string ZeroPolicy(string scenario, string target)
    {
        var loaded = ScenarioLoader.Load(Directory.Exists(scenario) ? scenario : Path.Combine(Scenarios, scenario));
        using var environment = new DrivingEnv(loaded, worlds: 1);
        var (inputs, isDiscrete) = (environment.Observation.Size, environment.Action.IsDiscrete);
        int outputs = isDiscrete ? environment.Action.Choices : environment.Action.Dimensions;
        var description = new PolicyDescription(
            "zero",
            new DeepDescription(new MlpEncoder(inputs, [], Activation.Tanh), Memory: 0, [new LinearHead("policy", outputs)]),
            new ObservationDescription([.. environment.Observation.Fields.Select(field => field.Name)], inputs),
            isDiscrete
                ? new DiscreteActionDescription(outputs)
                : new ContinuousActionDescription([.. environment.Action.Names.Select(name => new ActionDimension(name, -1, 1))]),
            Normaliser: false,
            new ScenarioDescription(loaded.Name, loaded.Hash),
            new TrainingDescription(7, 1234),
            new Dictionary<string, double> { ["return"] = 1.5 });
        PolicyFile.Save(target, description, new Dictionary<string, SafeTensor>
        {
            ["heads.policy.weight"] = SafeTensor.From<float>(new float[inputs * outputs], outputs, inputs),
            ["heads.policy.bias"] = SafeTensor.From<float>(new float[outputs], outputs),
        }, null);
        return target;
    }

    private static string FindScenarios()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Snowball.sln"))) return Path.Combine(folder.FullName, "scenarios");
        }
        throw new DirectoryNotFoundException("The tests run inside the checkout.");
    }
}
