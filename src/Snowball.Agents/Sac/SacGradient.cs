using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Sac;

/// <summary>
/// The gradients of a batch: of the critics' loss with respect to the critics, of the actor's to the actor, of the temperature's to the temperature. All are
/// of the weights as they are before the step.
/// </summary>
/// <param name="networks">What is trained.</param>
/// <param name="targets">Critics that follow those that are trained.</param>
/// <param name="targetEntropy">In nats, of all dimensions together.</param>
internal sealed class SacGradient(SacNetworks networks, TwinCritics targets, double targetEntropy)
{
    /// <summary>Numbers that <see cref="Set"/> measures.</summary>
    public const int Measured = 5;

    private readonly Tensor[] _critics = [.. networks.Critics.parameters()];
    private readonly Tensor[] _policy = [.. networks.Actor.parameters(), networks.LogTemperature];

    /// <summary>Gives each parameter its gradient. To be called in a dispose scope.</summary>
    /// <param name="batch">On the networks' device.</param>
    /// <param name="measured">Receives the critics' loss, the actor's, the entropy, the temperature, and the mean soft value of the actions that were taken.</param>
    public void Set(SacTensors batch, Span<float> measured)
    {
        var temperature = networks.LogTemperature.detach().exp();
        var target = Target(batch, temperature);
        var criticLoss = CriticLoss(batch, target);
        Apply(_critics, autograd.grad([criticLoss], _critics));

        var (actorLoss, temperatureLoss, logDensity) = PolicyLosses(batch, temperature);
        Apply(_policy, autograd.grad([actorLoss + temperatureLoss], _policy));

        using var noGradient = no_grad();
        stack([criticLoss, actorLoss, -logDensity.mean(), temperature.sum(), target.mean()]).to_type(ScalarType.Float32).cpu().bytes.CopyTo(MemoryMarshal.AsBytes(measured));
    }

    internal Tensor Target(SacTensors batch, Tensor temperature)
    {
        using var noGradient = no_grad();
        var (actions, logDensity) = networks.Act(batch.After, batch.NextNoise);
        var (first, second) = targets.Judge(batch.After, actions);
        return SacLosses.Target(batch.Returns, batch.Discounts, first, second, logDensity, temperature);
    }

    internal Tensor CriticLoss(SacTensors batch, Tensor target)
    {
        var (first, second) = networks.Critics.Judge(batch.Before, batch.Actions);
        return SacLosses.Critics(first, second, target);
    }

    internal (Tensor Actor, Tensor Temperature, Tensor LogDensity) PolicyLosses(SacTensors batch, Tensor temperature)
    {
        var (actions, logDensity) = networks.Act(batch.Before, batch.Noise);
        var (first, second) = networks.Critics.Judge(batch.Before, actions);
        return (SacLosses.Actor(first, second, logDensity, temperature), SacLosses.Temperature(networks.LogTemperature, logDensity, targetEntropy), logDensity);
    }

    private static void Apply(Tensor[] parameters, IList<Tensor> gradients)
    {
        for (int i = 0; i < parameters.Length; i++) parameters[i].grad = gradients[i];
    }
}
