using Snowball.Agents.Distributions;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Agents.Sac;

/// <summary>What is trained: the actor, two critics, and the logarithm of the temperature.</summary>
internal sealed class SacNetworks : nn.Module
{
    /// <summary>The actor's heads.</summary>
    public const string Mean = "policy", LogStd = "log_std";

    /// <summary>Bounds of the logarithm of the standard deviation: those of the paper's authors.</summary>
    public const float LeastLogStd = -20, LargestLogStd = 2;

    private const string LogTemperatureName = "log_temperature";

    private readonly DeepNetwork actor;
    private readonly TwinCritics critics;

    /// <summary>Makes the networks on the CPU.</summary>
    /// <param name="encoder">How an observation is read.</param>
    /// <param name="hiddenSizes">Layers of the critics above a camera's encoder.</param>
    /// <param name="dimensions">Of an action.</param>
    /// <param name="temperature">At the start.</param>
    /// <param name="random">Where the weights come from.</param>
    public SacNetworks(EncoderDescription encoder, IReadOnlyList<int> hiddenSizes, int dimensions, double temperature, Random random)
        : base(nameof(SacNetworks))
    {
        actor = new DeepNetwork(new DeepDescription(encoder, 0, [new LinearHead(Mean, dimensions), new LinearHead(LogStd, dimensions)]), random);
        critics = new TwinCritics(encoder, hiddenSizes, dimensions, random);
        RegisterComponents();
        register_parameter(LogTemperatureName, new Parameter(full(1, Math.Log(temperature), ScalarType.Float32)));
    }

    public DeepNetwork Actor => actor;

    public TwinCritics Critics => critics;

    /// <summary>[1].</summary>
    /// <remarks>Looked up, because a move to another device makes a new parameter.</remarks>
    public Parameter LogTemperature => get_parameter(LogTemperatureName)!;

    /// <summary>Actions [rows, dimensions] that the actor makes of noise, through which gradients pass, and the logarithm of their density [rows].</summary>
    public (Tensor Actions, Tensor LogDensity) Act(Sensed sensed, Tensor noise)
    {
        var features = actor.Encode(sensed.Numbers, sensed.Frames);
        var mean = actor.Head(Mean, features);
        var logStd = actor.Head(LogStd, features).clamp(LeastLogStd, LargestLogStd);
        var drawn = mean + logStd.exp() * noise;
        return (drawn.tanh(), SquashedGaussian.LogDensity(mean, logStd, drawn));
    }
}
