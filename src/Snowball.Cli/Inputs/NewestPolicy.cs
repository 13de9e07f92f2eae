using Snowball.Agents;
using Snowball.Learning;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Cli.Inputs;

/// <summary>
/// The policy of a run whose training may be under way: at the start of each episode the newest one that the training has saved.
/// </summary>
internal sealed class NewestPolicy : IPolicy
{
    private readonly string _folder;
    private DateTime _written;
    private LearnedPolicy _policy;
    private PolicyDescription _description;

    /// <param name="folder">Of the run.</param>
    /// <param name="environment">What is driven.</param>
    /// <exception cref="InputException">It has saved none yet, or one that does not fit.</exception>
    /// <exception cref="CorruptFileException">A file is damaged.</exception>
    public NewestPolicy(string folder, DrivingEnv environment)
    {
        _folder = folder;
        if (!File.Exists(DescriptionFile)) throw new InputException("the run has not saved a policy yet: it does with its first validation", folder);
        (_policy, _description) = Load(environment);
    }

    /// <inheritdoc/>
    public string Name => $"{_description.Agent}, {_description.Training.Steps / 1000.0:#,0}k steps";

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead => _policy.ChannelsRead;

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions)
    {
        if (environment.EpisodeStep(0) == 0 && File.GetLastWriteTimeUtc(DescriptionFile) != _written) Renew(environment);
        _policy.Act(environment, actions);
    }

    private string DescriptionFile => Path.Combine(_folder, PolicyFile.DescriptionName);

    private void Renew(DrivingEnv environment)
    {
        try
        {
            (_policy, _description) = Load(environment);
        }
        catch (Exception fault) when (fault is IOException or CorruptFileException)
        {
            // The training is between its two files: the old policy drives one episode more.
        }
    }

    private (LearnedPolicy, PolicyDescription) Load(DrivingEnv environment)
    {
        var written = File.GetLastWriteTimeUtc(DescriptionFile);
        var policy = PolicyFile.Load(_folder);
        var learned = new LearnedPolicy(policy, environment);
        _written = written;
        return (learned, policy.Description);
    }
}
