using Snowball.Agents.Transfer;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Sim;

namespace Snowball.Agents.Training;

/// <summary>A named number of the last update, in snake_case, such as "entropy".</summary>
public readonly record struct Statistic(string Name, double Value);

/// <summary>
/// A learning algorithm with its environment. It does one iteration at a time, and what it does next depends on what
/// <see cref="Save"/> writes, the state of the environment, and nothing else.
/// </summary>
public interface ILearner : IDisposable
{
    /// <summary>Agent steps (policy steps times agents) taken in the environment.</summary>
    long Steps { get; }

    /// <summary>Iterations done.</summary>
    long Updates { get; }

    /// <summary>What is worth knowing of the last iteration; always the same names in the same order.</summary>
    IReadOnlyList<Statistic> Statistics { get; }

    /// <summary>What a person should know before it starts, such as the memory that it takes; empty for nothing.</summary>
    string Notice => "";

    /// <summary>How many parameters are trained; null where there is no network.</summary>
    ParameterCount? Parameters => null;

    /// <summary>Takes over what fits of an earlier policy; to be called before the first iteration.</summary>
    /// <exception cref="InputException">Nothing fits, or the learner cannot take over anything.</exception>
    TransferReport StartFrom(TrainedNetwork earlier) => throw new InputException("this agent cannot start from an earlier policy");

    /// <summary>Collects experience from where the environment stands, and learns from it.</summary>
    void Iterate();

    /// <summary>A copy of the policy as it is now.</summary>
    /// <param name="scenario">What it is trained on, for its description.</param>
    TrainedPolicy Export(ScenarioDescription scenario);

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit. What is large may be added without a copy: the file must be written before the next iteration.</summary>
    void Save(SafetensorsFile state);

    /// <summary>Takes up a state that was saved by a learner made alike.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    void Load(SafetensorsFile state);
}
