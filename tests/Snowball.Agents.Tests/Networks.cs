using Snowball.Learning.Inference;

namespace Snowball.Agents.Tests;

/// <summary>Networks for small environments.</summary>
internal static class Networks
{
    public static NetworkSettings Mlp(params int[] hiddenSizes) => new(NetworkKind.Mlp, [.. hiddenSizes], Activation.Tanh);
}
