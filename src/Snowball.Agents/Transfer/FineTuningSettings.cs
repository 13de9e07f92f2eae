using Snowball.Learning.Torch;
using Snowball.Sim;

namespace Snowball.Agents.Transfer;

/// <summary>The settings that say what is trained of an earlier policy.</summary>
public static class FineTuningSettings
{
    private const string AdapterRank = "adapter_rank", FreezeEncoder = "freeze_encoder";

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="InputException">A value is bad.</exception>
    public static FineTuning From(AgentSettings settings) =>
        new((int)settings.Integer(AdapterRank, 0, 0, 1024), settings.Flag(FreezeEncoder, false));

    /// <summary>Refuses them where nothing was learned before.</summary>
    /// <exception cref="InputException">One of them is set.</exception>
    public static void RequireNone(AgentPlan plan)
    {
        foreach (var (key, none) in ((string, string)[])[(AdapterRank, "0"), (FreezeEncoder, "false")])
        {
            if (plan.Settings.TryGetValue(key, out string? value) && value != none)
                throw new InputException("it is about what an earlier policy has learned: name one with --from", key: $"{plan.Agent}.{key}");
        }
    }
}
