using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// A linear layer whose weights can be made noisy, by as much as it learns: the noise of a weight is a product of one number for its input and one for
/// its output, each f(x) = sign(x) sqrt(|x|) of a normal x (factorised noise of Fortunato et al., "Noisy networks for exploration", ICLR 2018).
/// Without noise until some is drawn.
/// </summary>
internal sealed class NoisyLinear : nn.Module<Tensor, Tensor>
{
    private const double InitialDeviation = 0.5;

    private readonly Linear mean;
    private readonly Linear deviation;
    private Tensor? _inputNoise, _outputNoise;

    public NoisyLinear(int inputs, int outputs, double gain, Random random)
        : base(nameof(NoisyLinear))
    {
        mean = OrthogonalInitialisation.Linear(inputs, outputs, gain, random);
        deviation = nn.Linear(inputs, outputs);
        using var noGradient = no_grad();
        foreach (var parameter in deviation.parameters()) parameter.fill_(InitialDeviation / Math.Sqrt(inputs));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _inputNoise is null || _outputNoise is null
        ? mean.forward(input)
        : mean.forward(input) + deviation.forward(input * _inputNoise) * _outputNoise;

    /// <summary>New noise. Its tensors are new ones too, since a gradient may yet need the old.</summary>
    public void DrawNoise(Random random)
    {
        Silence();
        _inputNoise = Factors((int)mean.weight!.shape[1], random);
        _outputNoise = Factors((int)mean.weight.shape[0], random);
    }

    public void Silence()
    {
        _inputNoise?.Dispose();
        _outputNoise?.Dispose();
        (_inputNoise, _outputNoise) = (null, null);
    }

    /// <summary>The mean's weights and biases with the present noise on them.</summary>
    public (Tensor Weight, Tensor Bias) Noisy() => _inputNoise is null || _outputNoise is null
        ? (mean.weight!, mean.bias!)
        : (mean.weight! + deviation.weight! * outer(_outputNoise, _inputNoise), mean.bias! + deviation.bias! * _outputNoise);

    protected override void Dispose(bool disposing)
    {
        if (disposing) Silence();
        base.Dispose(disposing);
    }

    private Tensor Factors(int count, Random random)
    {
        var factors = new float[count];
        for (var i = 0; i < count; i++)
        {
            var x = random.NextNormal();
            factors[i] = (float)(Math.Sign(x) * Math.Sqrt(Math.Abs(x)));
        }

        return tensor(factors, mean.weight!.dtype, mean.weight.device).DetachFromDisposeScope();
    }
}
