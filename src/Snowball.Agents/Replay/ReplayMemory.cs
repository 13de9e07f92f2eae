using System.Globalization;
using Snowball.Sim;

namespace Snowball.Agents.Replay;

/// <summary>Whether a replay buffer fits into memory: asked before it is made.</summary>
internal static class ReplayMemory
{
    /// <summary>Refuses a buffer that does not fit.</summary>
    /// <exception cref="InputException">It takes more than the machine has left for it, or a ring is longer than an array can be.</exception>
    public static void Require(ReplayLayout layout, AgentSettings settings) =>
        Require(layout, settings, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <inheritdoc cref="Require(ReplayLayout, AgentSettings)"/>
    internal static void Require(ReplayLayout layout, AgentSettings settings, long available)
    {
        if (layout.Bytes > available)
        {
            throw settings.Bad(
                "replay_size",
                $"remembering so many steps of {layout.Agents} agents takes {Text(layout.Bytes)} of memory, and this machine has {Text(available)}: remember fewer");
        }
        if (layout.RingBytes > Array.MaxLength || layout.Agents * layout.Rows > Array.MaxLength / 16)
        {
            throw settings.Bad(
                "replay_size",
                $"remembering so many steps takes {Text(layout.RingBytes)} for each of {layout.Agents} agents, and {Text(Array.MaxLength)} is the most: remember fewer, or use more worlds");
        }
    }

    /// <summary>What a person should know before it is made.</summary>
    public static string Describe(ReplayLayout layout) =>
        string.Create(CultureInfo.InvariantCulture, $"replay of {layout.Agents * layout.Window:#,0} steps takes {Text(layout.Bytes)}");

    private static string Text(long bytes) => bytes < 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
