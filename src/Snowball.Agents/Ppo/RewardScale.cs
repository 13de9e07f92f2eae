using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Divides rewards by the standard deviation of the discounted returns so far, so that values are of order one in any scenario
/// (as OpenAI's baselines, 2017, do).
/// </summary>
internal sealed class RewardScale(int agents, float discount)
{
    private const float Limit = 10f;
    private const float Tiny = 1e-8f;

    private readonly float[] _returns = new float[agents];
    private RunningNormaliser _normaliser = new(1);

    /// <summary>Scales the rewards of a step, [agents], to at most 10 either way.</summary>
    public void Apply(Span<float> rewards, ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated)
    {
        for (int agent = 0; agent < rewards.Length; agent++) _returns[agent] = _returns[agent] * discount + rewards[agent];
        _normaliser.Update(_returns);

        float scale = 1f / MathF.Sqrt((float)_normaliser.Variance[0] + Tiny);
        for (int agent = 0; agent < rewards.Length; agent++)
        {
            rewards[agent] = Elementary.Clip(rewards[agent] * scale, -Limit, Limit);
            if (terminated[agent] || truncated[agent]) _returns[agent] = 0;
        }
    }

    public void Save(SafetensorsFile state, string prefix = "")
    {
        state.Add<float>($"{prefix}returns", _returns, _returns.Length);
        NormaliserState.Save(state, $"{prefix}return_normaliser", _normaliser);
    }

    public void Load(SafetensorsFile state, string prefix = "")
    {
        state.Get<float>($"{prefix}returns", _returns.Length).CopyTo(_returns, 0);
        _normaliser = NormaliserState.Load(state, $"{prefix}return_normaliser", _normaliser)!;
    }
}
