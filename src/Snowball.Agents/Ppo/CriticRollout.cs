namespace Snowball.Agents.Ppo;

/// <summary>What one critic learns from a rollout: rewards, or costs. Rows are those of the <see cref="Rollout"/>.</summary>
internal sealed class CriticRollout(int steps, int agents, float discount)
{
    /// <summary>Of what lies a step ahead.</summary>
    public float Discount { get; set; } = discount;

    public float[] Rewards { get; } = new float[steps * agents];

    /// <summary>[(steps + 1) x agents]: before each step, and after the last one.</summary>
    public float[] Values { get; } = new float[(steps + 1) * agents];

    /// <summary>Of the last observation of an episode; written where a step truncates it.</summary>
    public float[] FinalValues { get; } = new float[steps * agents];

    public float[] Advantages { get; } = new float[steps * agents];

    /// <summary>What the critic should have given.</summary>
    public float[] Targets { get; } = new float[steps * agents];

    /// <summary>Share of the variance of the targets that the values explained.</summary>
    public double ExplainedVariance => 1 - Moments(Advantages).Variance / (Moments(Targets).Variance + 1e-8);

    /// <summary>Fills advantages and targets.</summary>
    public void Estimate(ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated, float lambda)
    {
        GeneralisedAdvantage.Compute(agents, Rewards, Values, FinalValues, terminated, truncated, Discount, lambda, Advantages);
        for (int i = 0; i < Advantages.Length; i++) Targets[i] = Advantages[i] + Values[i];
    }

    /// <summary>Brings the advantages to zero mean and unit variance.</summary>
    public void NormaliseAdvantages()
    {
        var (mean, variance) = Moments(Advantages);
        float scale = (float)(1 / (Math.Sqrt(variance) + 1e-8));
        for (int i = 0; i < Advantages.Length; i++) Advantages[i] = (float)(Advantages[i] - mean) * scale;
    }

    private static (double Mean, double Variance) Moments(float[] values)
    {
        double sum = 0, squares = 0;
        foreach (float value in values) sum += value;
        double mean = sum / values.Length;
        foreach (float value in values) squares += (value - mean) * (value - mean);
        return (mean, squares / values.Length);
    }
}
