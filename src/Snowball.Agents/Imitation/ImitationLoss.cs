using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Imitation;

/// <summary>How far a student is from what the teacher did: the negative log-likelihood of the teacher's actions.</summary>
internal static class ImitationLoss
{
    /// <summary>
    /// The mean over the rows: of the cross entropy of a choice, or of half the squared error of numbers, which is the log-likelihood of a Gaussian
    /// of unit variance but for a constant.
    /// </summary>
    /// <param name="output">[rows, choices or dimensions], of the student's network.</param>
    /// <param name="actions">[rows, 1 or dimensions], the teacher's; indices as floats.</param>
    /// <param name="isDiscrete">Whether the actions are indices.</param>
    public static Tensor Of(Tensor output, Tensor actions, bool isDiscrete)
    {
        if (isDiscrete)
            return -nn.functional.log_softmax(output, 1).gather(1, actions.to_type(ScalarType.Int64)).mean();
        var error = output - actions;
        return (error * error).sum(1).mean() * 0.5f;
    }
}
