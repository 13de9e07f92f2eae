using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>Weights of tasks that are learned: sum of exp(-s) loss + s over the tasks, where s is the logarithm of a task's uncertainty (Kendall, Gal, Cipolla,
/// "Multi-task learning using uncertainty to weigh losses for scene geometry and semantics", CVPR 2018).</summary>
internal sealed class TaskWeights : nn.Module<Tensor, Tensor>
{
    private readonly Parameter logarithms;

    /// <param name="tasks">How many; at first all weigh 1.</param>
    public TaskWeights(int tasks)
        : base(nameof(TaskWeights))
    {
        logarithms = new Parameter(zeros(tasks));
        RegisterComponents();
    }

    /// <summary>What the losses are multiplied with.</summary>
    public IReadOnlyList<double> Values
    {
        get
        {
            using var scope = NewDisposeScope();
            return [.. (-logarithms.detach()).exp().data<float>().Select(value => (double)value)];
        }
    }

    /// <summary>The whole loss of losses [tasks].</summary>
    public override Tensor forward(Tensor losses) => ((-logarithms).exp() * losses + logarithms).sum();
}
