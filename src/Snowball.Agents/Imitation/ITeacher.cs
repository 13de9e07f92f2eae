using Snowball.Agents.Training;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Imitation;

/// <summary>
/// Shows what it would do in the state that the student's environment is in. It may see more than the student: the true states of all
/// vehicles beside a student that sees a camera's frames, for instance.
/// </summary>
public interface ITeacher
{
    /// <summary>Writes one action a row.</summary>
    /// <param name="actions">[Agents x Action.Dimensions].</param>
    void Act(Span<float> actions);
}

/// <summary>Any policy as a teacher.</summary>
/// <param name="policy">Made for <paramref name="environment"/>.</param>
/// <param name="environment">The student's own, as it truly is.</param>
internal sealed class PolicyTeacher(IPolicy policy, DrivingEnv environment) : ITeacher
{
    /// <summary>Makes the teacher for the student's environment, and opens the channels that it reads.</summary>
    /// <exception cref="Sim.InputException">It does not fit the environment.</exception>
    public static PolicyTeacher For(PolicyMaker teacher, IBatchEnvironment environment)
    {
        var driving = environment as DrivingEnv ?? (environment as TrackedEnvironment)?.Driving
            ?? throw new ArgumentException("Policies teach in driving environments.", nameof(environment));
        var policy = teacher(driving);
        driving.Open(policy.ChannelsRead);
        return new PolicyTeacher(policy, driving);
    }

    /// <inheritdoc/>
    public void Act(Span<float> actions) => policy.Act(environment, actions);
}
