using Snowball.Learning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>The layers of an <see cref="ActionValueHead"/>.</summary>
internal sealed class ActionValues : nn.Module<Tensor, Tensor>
{
    private readonly int _actions, _atoms;
    private readonly ReturnAtoms? _returns;
    private readonly Stream actions;
    private readonly Stream? state;

    public ActionValues(ActionValueHead description, int features, Random random)
        : base(nameof(ActionValues))
    {
        (_actions, _atoms, _returns) = (description.Outputs, description.Atoms?.Count ?? 1, description.Atoms);
        actions = new Stream(description, features, _actions * _atoms, random);
        if (description.Duelling) state = new Stream(description, features, _atoms, random);
        RegisterComponents();
    }

    /// <summary>The expected return of each action, [rows, actions].</summary>
    public override Tensor forward(Tensor features)
    {
        var logits = Atoms(features);
        return _returns is null ? logits.squeeze(-1) : logits.softmax(-1).matmul(Returns(logits));
    }

    /// <summary>
    /// For each action the logits of the atoms, or its value as the only one: [rows, actions, atoms]. Of a duelling network the advantages have mean 0
    /// over the actions.
    /// </summary>
    public Tensor Atoms(Tensor features)
    {
        var values = actions.forward(features).reshape(-1, _actions, _atoms);
        return state is null ? values : state.forward(features).unsqueeze(1) + values - values.mean([1], keepdim: true);
    }

    private Tensor Returns(Tensor like) => linspace(_returns!.Low, _returns.High, _atoms, like.dtype, like.device);

    /// <summary>A linear layer, and before it rectified linear units where the description asks for some.</summary>
    private sealed class Stream : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor>? hidden;
        private readonly nn.Module<Tensor, Tensor> output;

        public Stream(ActionValueHead description, int features, int outputs, Random random)
            : base(nameof(Stream))
        {
            if (description.HiddenSize > 0) hidden = Layer(description.Noisy, features, description.HiddenSize, Math.Sqrt(2), random);
            output = Layer(description.Noisy, description.HiddenSize > 0 ? description.HiddenSize : features, outputs, gain: 1, random);
            RegisterComponents();
        }

        public override Tensor forward(Tensor features) => output.forward(hidden is null ? features : hidden.forward(features).relu_());

        private static nn.Module<Tensor, Tensor> Layer(bool isNoisy, int inputs, int outputs, double gain, Random random) =>
            isNoisy ? new NoisyLinear(inputs, outputs, gain, random) : OrthogonalInitialisation.Linear(inputs, outputs, gain, random);
    }
}
