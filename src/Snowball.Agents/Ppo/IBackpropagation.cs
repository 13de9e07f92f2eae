using TorchSharp;

namespace Snowball.Agents.Ppo;

/// <summary>Runs a worker's share of a minibatch through the networks, forwards and backwards.</summary>
internal interface IBackpropagation
{
    /// <summary>Gives the loss what the networks make of the sequences Order[first .. first + count), and turns its derivatives into a gradient.</summary>
    /// <param name="tensors">The rollout on the device of the networks.</param>
    /// <param name="first">First sequence of the share.</param>
    /// <param name="count">Sequences; 0 for an empty share.</param>
    /// <param name="minibatch">The whole one.</param>
    /// <param name="loss">Holds the share's sums afterwards.</param>
    /// <returns>The gradient of all that is trained as one vector, which the caller may change and disposes.</returns>
    torch.Tensor Run(RolloutTensors tensors, int first, int count, in Minibatch minibatch, PpoLoss loss);
}
