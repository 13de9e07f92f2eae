using System.Collections;
using System.Reflection;
using System.Text.Json;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>The resolved settings of a scenario as dotted keys and values in SI units.</summary>
internal static class ScenarioSettings
{
    /// <summary>Every setting, in the order of the scenario's records; the gate and the training are for others to tell.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Scenario scenario)
    {
        var settings = new List<KeyValuePair<string, string>>();
        object?[] parts =
        [
            scenario.Simulation, scenario.Road, scenario.Ego, scenario.Traffic, scenario.Actors, scenario.Wind, scenario.Observation,
            scenario.Action, scenario.Reward, scenario.Cost, scenario.Episode,
        ];
        string[] names = ["simulation", "road", "ego", "traffic", "actors", "wind", "observation", "action", "reward", "cost", "episode"];
        for (int i = 0; i < parts.Length; i++) Add(names[i], parts[i], settings);
        return settings;
    }

    private static void Add(string key, object? value, List<KeyValuePair<string, string>> settings)
    {
        switch (value)
        {
            case null:
                settings.Add(new(key, "none"));
                break;
            case string or float or int or bool or Distribution:
                settings.Add(new(key, value is bool flag ? (flag ? "yes" : "no") : value.ToString()!));
                break;
            case Enum:
                settings.Add(new(key, JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()!)));
                break;
            case WeightedTerm term:
                settings.Add(new(key, $"{term.Weight} x {JsonNamingPolicy.SnakeCaseLower.ConvertName(term.Term.ToString())}, range {term.Low} to {term.High}"));
                break;
            case ControlRange range:
                settings.Add(new(key, $"{range.Low} to {range.High}"));
                break;
            case IEnumerable list when list.Cast<object>().All(item => item is float or Enum):
                settings.Add(new(key, string.Join(", ", list.Cast<object>().Select(item => item.ToString()!.ToLowerInvariant()))));
                break;
            case IEnumerable list:
                int place = 0;
                foreach (object item in list) Add($"{key}[{place++}]", item, settings);
                break;
            default:
                AddRecord(key, value, settings);
                break;
        }
    }

    /// <summary>A family of records tells which of them it is.</summary>
    private static void AddRecord(string key, object value, List<KeyValuePair<string, string>> settings)
    {
        if (value.GetType().BaseType != typeof(object))
        {
            string type = JsonNamingPolicy.KebabCaseLower.ConvertName(value.GetType().Name);
            settings.Add(new($"{key}.kind", type[..type.LastIndexOf('-')]));
        }
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // What is derived from the others cannot be written.
            if (!property.CanWrite) continue;
            Add($"{key}.{JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)}", property.GetValue(value), settings);
        }
    }
}
