namespace Snowball.Agents;

/// <summary>placeholder</summary>
public static class AgentRegistry
{
    /// <summary>a</summary>
    public const string Ppo = "ppo";
    /// <summary>b</summary>
    public const string QLearning = "q-learning";
}
