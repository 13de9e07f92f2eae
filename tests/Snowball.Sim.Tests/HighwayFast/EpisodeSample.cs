namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>Returns of equally many episodes, and how many of them end in a crash.</summary>
internal sealed class EpisodeSample
{
    private readonly int _episodes;

    public EpisodeSample(IEnumerable<(double Return, bool Crashed)> episodes)
    {
        var all = episodes.ToArray();
        _episodes = all.Length;
        Mean = all.Average(episode => episode.Return);
        Variance = all.Sum(episode => (episode.Return - Mean) * (episode.Return - Mean)) / (all.Length - 1);
        Crashed = all.Count(episode => episode.Crashed) / (double)all.Length;
    }

    public double Mean { get; }

    public double Variance { get; }

    public double Crashed { get; }

    /// <summary>Two-sample tests of means and of shares, within three standard errors.</summary>
    public void AssertAgrees(EpisodeSample expected)
    {
        double meanError = Math.Sqrt((Variance + expected.Variance) / _episodes);
        Assert.InRange((Mean - expected.Mean) / meanError, -3, 3);
        double pooled = (Crashed + expected.Crashed) / 2;
        if (pooled is > 0 and < 1) Assert.InRange((Crashed - expected.Crashed) / Math.Sqrt(2 * pooled * (1 - pooled) / _episodes), -3, 3);
    }
}
