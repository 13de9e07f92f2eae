using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents;

/// <summary>Finds a policy by its name or its folder, and makes it for an environment.</summary>
/// <exception cref="InputException">There is none, or it does not fit the environment.</exception>
public delegate IPolicy PolicyFinder(string policy, DrivingEnv environment);

/// <summary>Makes a policy for an environment.</summary>
/// <exception cref="InputException">There is none of that name, or it does not fit the environment.</exception>
public delegate IPolicy PolicyMaker(DrivingEnv environment);

/// <summary>
/// The settings of one agent as text: those of the scenario's <c>training.AGENT</c>, with the command line's
/// <c>AGENT.KEY=VALUE</c> over them. An agent asks for each of its keys by name, then calls <see cref="RequireAllRead"/>.
/// </summary>
public sealed class AgentSettings
{
    private readonly string? _file;
    private readonly PolicyFinder? _policies;
    private readonly SortedDictionary<string, (string Value, int? Line)> _given = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _resolved = new(StringComparer.Ordinal);

    /// <summary>Takes up the settings without a look at their values.</summary>
    /// <param name="agent">The agent that they are for, such as "ppo".</param>
    /// <param name="settings">What the scenario says.</param>
    /// <param name="file">The scenario's file, for messages.</param>
    /// <param name="overrides">What the command line says, such as "ppo.learning_rate=1e-3".</param>
    /// <param name="policies">Finds the policies that settings name; null where none will be needed.</param>
    /// <exception cref="InputException">An override has another form, or is for another agent.</exception>
    public AgentSettings(
        string agent, ImmutableSortedDictionary<string, AgentSetting> settings, string? file, IReadOnlyList<string> overrides, PolicyFinder? policies = null)
    {
        (Agent, _file, _policies) = (agent, file, policies);
        foreach (var (key, setting) in settings) _given[key] = (setting.Value, setting.Line);
        foreach (string text in overrides)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string path = equals < 0 ? text : text[..equals].Trim();
            if (equals < 0 || !path.StartsWith(agent + ".", StringComparison.Ordinal))
                throw new InputException($"a setting of this run reads {agent}.KEY=VALUE", key: $"--set {text}");
            _given[path[(agent.Length + 1)..]] = (text[(equals + 1)..].Trim(), null);
        }
    }

    /// <summary>The agent that they are for.</summary>
    public string Agent { get; }

    /// <summary>Every key that was asked for with the value that holds: what a run folder keeps.</summary>
    public IReadOnlyDictionary<string, string> Resolved => _resolved;

    /// <summary>A real number in [low, high].</summary>
    /// <exception cref="InputException">It is none, or out of range.</exception>
    public double Number(string key, double fallback, double low, double high)
    {
        double value = fallback;
        if (_given.TryGetValue(key, out var given)
            && (!double.TryParse(given.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !(value >= low && value <= high)))
        {
            throw Bad(key, $"'{given.Value}' is no number from {Text(low)} to {Text(high)}");
        }
        _resolved[key] = Text(value);
        return value;
    }

    /// <summary>A whole number in [low, high]; 3e6 is one.</summary>
    /// <exception cref="InputException">It is none, or out of range.</exception>
    public long Integer(string key, long fallback, long low, long high)
    {
        long value = fallback;
        if (_given.TryGetValue(key, out var given))
        {
            bool isNumber = double.TryParse(given.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            if (!isNumber || number != Math.Floor(number) || number < low || number > high)
                throw Bad(key, $"'{given.Value}' is no whole number from {low} to {high}");
            value = (long)number;
        }
        _resolved[key] = value.ToString(CultureInfo.InvariantCulture);
        return value;
    }

    /// <summary>true or false.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public bool Flag(string key, bool fallback)
    {
        bool value = fallback;
        if (_given.TryGetValue(key, out var given) && !bool.TryParse(given.Value, out value))
            throw Bad(key, $"'{given.Value}' is neither true nor false");
        _resolved[key] = value ? "true" : "false";
        return value;
    }

    /// <summary>One of the members of an enumeration, written in kebab-case.</summary>
    /// <exception cref="InputException">It is none of them.</exception>
    public T Choice<T>(string key, T fallback) where T : struct, Enum
    {
        var value = fallback;
        if (_given.TryGetValue(key, out var given))
        {
            var members = Enum.GetValues<T>();
            int place = Array.FindIndex(members, member => Kebab(member) == given.Value);
            if (place < 0) throw Bad(key, $"'{given.Value}' is none of {string.Join(", ", members.Select(Kebab))}");
            value = members[place];
        }
        _resolved[key] = Kebab(value);
        return value;

        static string Kebab(T member) => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString());
    }

    /// <summary>Sizes of layers, such as [64, 64]; each from 1 to 4096.</summary>
    /// <exception cref="InputException">It is no list of such numbers.</exception>
    public ImmutableArray<int> Sizes(string key, ImmutableArray<int> fallback)
    {
        var value = fallback;
        if (_given.TryGetValue(key, out var given))
        {
            var sizes = ImmutableArray.CreateBuilder<int>();
            foreach (string part in given.Value.Trim('[', ']', ' ').Split(','))
            {
                if (!int.TryParse(part, NumberStyles.None | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int size)
                    || size is < 1 or > 4096)
                {
                    throw Bad(key, $"'{given.Value}' is no list of sizes from 1 to 4096, such as [64, 64]");
                }
                sizes.Add(size);
            }
            value = sizes.ToImmutable();
        }
        _resolved[key] = $"[{string.Join(", ", value)}]";
        return value;
    }

    /// <summary>A policy by its name or its folder; it is looked for when it is made.</summary>
    public PolicyMaker Policy(string key, string fallback)
    {
        string value = _given.TryGetValue(key, out var given) ? given.Value : fallback;
        _resolved[key] = value;
        var policies = _policies;
        return environment =>
        {
            if (policies is null) throw new InvalidOperationException($"{Agent} needs policies, but nobody finds any.");
            try
            {
                return policies(value, environment);
            }
            catch (InputException fault)
            {
                throw Bad(key, fault.Message);
            }
        };
    }

    /// <summary>Refuses what nobody asked for.</summary>
    /// <exception cref="InputException">A key is unknown to the agent.</exception>
    public void RequireAllRead()
    {
        foreach (string key in _given.Keys)
        {
            if (!_resolved.ContainsKey(key))
                throw Bad(key, $"{Agent} has no such setting; it has {string.Join(", ", _resolved.Keys)}");
        }
    }

    /// <summary>An error about a key, which names the file and line where it stands.</summary>
    public InputException Bad(string key, string message)
    {
        bool isGiven = _given.TryGetValue(key, out var given);
        return isGiven && given.Line is null
            ? new InputException(message, key: $"--set {Agent}.{key}")
            : new InputException(message, _file, given.Line, $"training.{Agent}.{key}");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
