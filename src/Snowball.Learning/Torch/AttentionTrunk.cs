using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// The layers of a <see cref="SetEncoder"/>: the ego asks, every vehicle that is present answers, the ego included. What was answered is added
/// to the ego's own embedding.
/// </summary>
internal sealed class AttentionTrunk : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly SetEncoder _description;
    private readonly MlpTrunk ego, others;
    private readonly Linear query, key, value, combination, output;

    public AttentionTrunk(SetEncoder description, Random random)
        : base(nameof(AttentionTrunk))
    {
        _description = description;
        ego = new MlpTrunk(description.Embedding, random);
        others = new MlpTrunk(description.Embedding, random);
        (query, key, value) = (Projection(random), Projection(random), Projection(random));
        combination = Projection(random);
        output = OrthogonalInitialisation.Linear(description.Width, description.Width, Math.Sqrt(2), random);
        RegisterComponents();
    }

    public override Tensor forward(Tensor numbers, Tensor? frames)
    {
        var (rows, width) = (_description.Rows, _description.Width);
        var vehicles = numbers.reshape(-1, rows, _description.RowSize);
        var own = ego.forward(vehicles.select(1, 0), null);
        var all = cat([own.unsqueeze(1), others.forward(vehicles.narrow(1, 1, rows - 1), null)], dim: 1);
        // The ego is there whatever its row says, so that there is always somebody to attend to.
        var isAbsent = vehicles.select(2, 0).eq(0).logical_and(arange(rows, device: numbers.device).gt(0));
        var scores = Heads(query.forward(own).unsqueeze(1)).matmul(Heads(key.forward(all)).transpose(-1, -2)) / Math.Sqrt(width / _description.AttentionHeads);
        var attention = scores.masked_fill(isAbsent.unsqueeze(1).unsqueeze(1), double.NegativeInfinity).softmax(-1);
        var answers = attention.matmul(Heads(value.forward(all))).transpose(1, 2).reshape(-1, width);
        return output.forward(own + combination.forward(answers)).relu_();
    }

    /// <summary>[rows, vehicles, width] to [rows, heads, vehicles, width / heads].</summary>
    private Tensor Heads(Tensor x) => x.reshape(x.shape[0], x.shape[1], _description.AttentionHeads, -1).transpose(1, 2);

    private Linear Projection(Random random) => OrthogonalInitialisation.Linear(_description.Width, _description.Width, gain: 1, random, hasBias: false);
}
