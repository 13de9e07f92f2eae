using Snowball.Cli.Inputs;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using static TorchSharp.torch;

namespace Snowball.Cli.Bench;

/// <summary>A network of the sizes that agents use, with inputs from a seed.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Description">The network.</param>
/// <param name="Rows">Rows of a batch.</param>
internal sealed record SampleNetwork(string Text, DeepDescription Description, int Rows)
{
    public static readonly IReadOnlyList<SampleNetwork> All =
    [
        new("Nature CNN, 84 x 84 x 4", new(new ConvolutionalEncoder(0, ConvolutionalLayers.Nature, new FrameShape(4, 84, 84), 512), 0, [new LinearHead("policy", 5)]), 64),
        new("IMPALA CNN, 84 x 84 x 4", new(new ConvolutionalEncoder(0, ConvolutionalLayers.Impala, new FrameShape(4, 84, 84), 256), 0, [new LinearHead("policy", 5)]), 16),
        new("residual CNN, 84 x 48", new(new ConvolutionalEncoder(0, ConvolutionalLayers.Residual, new FrameShape(1, 48, 84), 128), 0, [new LinearHead("lane", 6)]), 64),
        new("LSTM 25-64-128", new(new MlpEncoder(25, [64], Activation.Tanh), 128, [new LinearHead("policy", 5)]), 256),
        new("attention over 15 vehicles", new(new SetEncoder(15, 7, 64, 2), 0, [new LinearHead("policy", 5)]), 256),
    ];

    public string Words => $"{Text}, {Rows} rows";

    public float[] Numbers()
    {
        var random = new Random(0);
        return [.. Enumerable.Range(0, Rows * Description.Encoder.Numbers).Select(_ => random.NextSingle())];
    }

    public byte[] Frames()
    {
        var frames = new byte[Rows * (Description.Encoder.Frames?.Size ?? 0)];
        new Random(0).NextBytes(frames);
        return frames;
    }

    public DeepNetwork Network()
    {
        TorchRuntime.Load(threads: 1);
        return new DeepNetwork(Description, new Random(0));
    }
}

/// <summary>A network's forward pass in managed code.</summary>
internal sealed class NetworkWorkload : Workload
{
    private readonly int _rows;
    private readonly INetworkInference _network;
    private readonly float[] _numbers, _memory, _outputs;
    private readonly byte[] _frames;

    public NetworkWorkload(SampleNetwork sample)
        : base($"{sample.Words}, managed", threads: 1, "rows/s")
    {
        _rows = sample.Rows;
        using (var network = sample.Network()) _network = network.Inference();
        (_numbers, _frames) = (sample.Numbers(), sample.Frames());
        _memory = new float[_rows * _network.MemorySize];
        _outputs = new float[_rows * _network.OutputSize];
    }

    public override long Run()
    {
        _network.Forward(_numbers, _frames, _memory, _rows, _outputs);
        return _rows;
    }

    public override void Dispose()
    {
    }
}

/// <summary>The same forward pass in libtorch, from arrays to an array.</summary>
internal sealed class TorchNetworkWorkload : Workload
{
    private readonly int _rows;
    private readonly DeepNetwork _network;
    private readonly float[] _numbers, _outputs;
    private readonly byte[] _frames;

    public TorchNetworkWorkload(SampleNetwork sample)
        : base($"{sample.Words}, libtorch", threads: 1, "rows/s")
    {
        (_rows, _network, _numbers, _frames) = (sample.Rows, sample.Network(), sample.Numbers(), sample.Frames());
        _outputs = new float[_rows * sample.Description.Heads[0].Outputs];
    }

    public override long Run()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (description, shape) = (_network.Description, _network.Description.Encoder.Frames);
        var features = _network.Encode(
            from_array(_numbers).reshape(_rows, description.Encoder.Numbers), shape is null ? null : from_array(_frames).view(_rows, shape.Channels, shape.Height, shape.Width));
        if (description.Memory > 0)
            features = _network.Remember(features.unsqueeze(0), zeros(_rows, 2 * description.Memory), zeros(1, _rows, dtype: @bool)).Features[0];
        _network.Head(description.Heads[0].Name, features).data<float>().CopyTo(_outputs);
        return _rows;
    }

    public override void Dispose() => _network.Dispose();
}
