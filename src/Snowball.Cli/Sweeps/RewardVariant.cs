using Snowball.Sim;
using Snowball.Sim.Scenarios;
using YamlDotNet.RepresentationModel;

namespace Snowball.Cli.Sweeps;

/// <summary>A scenario with other weights of rewards: what an agent is trained on, never what it is judged by.</summary>
internal static class RewardVariant
{
    /// <summary>The scenario's text with other weights.</summary>
    /// <param name="scenario">What to change.</param>
    /// <param name="weights">By the name of the reward's term.</param>
    /// <exception cref="InputException">The scenario has no such term.</exception>
    public static string Of(Scenario scenario, IReadOnlyDictionary<string, string> weights)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(scenario.Text));
        var terms = (YamlMappingNode)yaml.Documents[0].RootNode["reward"]["terms"];
        foreach (var (name, weight) in weights)
        {
            if (!terms.Children.TryGetValue(name, out var term))
            {
                throw new InputException(
                    $"the scenario's reward has no term '{name}'; it has {string.Join(", ", terms.Children.Keys)}", scenario.File, key: $"--vary {SearchSpace.RewardPrefix}{name}");
            }
            if (term is YamlMappingNode parts) parts.Children["weight"] = weight;
            else terms.Children[name] = weight;
        }

        var text = new StringWriter();
        yaml.Save(text, assignAnchors: false);
        return text.ToString();
    }
}
