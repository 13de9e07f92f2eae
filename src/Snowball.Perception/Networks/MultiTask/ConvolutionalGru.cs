using Snowball.Learning.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Perception.Networks.MultiTask;

/// <summary>Gated recurrent units of maps, with filters of 3 x 3 (Ballas et al., "Delving deeper into convolutional networks for learning video
/// representations", ICLR 2016). Sequences start with an empty memory.</summary>
internal sealed class ConvolutionalGru : nn.Module<Tensor, int, Tensor>
{
    private readonly Conv2d gates;
    private readonly Conv2d candidate;
    private readonly int _channels;

    public ConvolutionalGru(int channels, Random random)
        : base(nameof(ConvolutionalGru))
    {
        _channels = channels;
        gates = OrthogonalInitialisation.Convolution(2 * channels, 2 * channels, kernel: 3, stride: 1, padding: 1, gain: 1, random);
        candidate = OrthogonalInitialisation.Convolution(2 * channels, channels, kernel: 3, stride: 1, padding: 1, gain: 1, random);
        RegisterComponents();
    }

    /// <summary>[sequences x steps, channels, height, width], sequence by sequence, to what is remembered at each.</summary>
    public override Tensor forward(Tensor maps, int steps)
    {
        var sequences = maps.unflatten(0, [-1, steps]);
        var state = zeros_like(sequences.select(1, 0));
        var states = new Tensor[steps];
        for (int step = 0; step < steps; step++)
        {
            var now = sequences.select(1, step);
            var open = gates.forward(cat([now, state], dim: 1)).sigmoid();
            var (update, reset) = (open.narrow(1, 0, _channels), open.narrow(1, _channels, _channels));
            var proposed = candidate.forward(cat([now, reset * state], dim: 1)).tanh();
            states[step] = state = (1 - update) * state + update * proposed;
        }
        return stack(states, dim: 1).flatten(0, 1);
    }
}
