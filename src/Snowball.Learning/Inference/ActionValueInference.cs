using System.Runtime.CompilerServices;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>The expected return of each action by an <see cref="ActionValueHead"/>, without noise on its weights.</summary>
internal sealed class ActionValueInference : INetworkInference
{
    private readonly MlpInference actions;
    private readonly MlpInference? state;
    private readonly float[]? returns;
    private readonly int atoms;

    private ActionValueInference(ActionValueHead description, MlpInference actions, MlpInference? state)
    {
        (this.actions, this.state) = (actions, state);
        OutputSize = description.Outputs;
        atoms = description.Atoms?.Count ?? 1;
        if (description.Atoms is { } spaced)
        {
            var step = ((double)spaced.High - spaced.Low) / (spaced.Count - 1);
            returns = [.. Enumerable.Range(0, spaced.Count).Select(i => (float)(spaced.Low + i * step))];
        }
    }

    /// <inheritdoc/>
    public int InputSize => actions.InputSize;

    /// <inheritdoc/>
    public int OutputSize { get; }

    /// <summary>Takes the weights of either stream by name.</summary>
    public static ActionValueInference Create(ActionValueHead description, int features, NetworkWeights weights)
    {
        var atoms = description.Atoms?.Count ?? 1;
        return new(description, Stream("actions", description.Outputs * atoms), description.Duelling ? Stream("state", atoms) : null);

        MlpInference Stream(string stream, int outputs) => description.HiddenSize == 0
            ? new([Layer(stream, "output", features, outputs, Activation.None)])
            : new([
                Layer(stream, "hidden", features, description.HiddenSize, Activation.Relu), Layer(stream, "output", description.HiddenSize, outputs, Activation.None)]);

        DenseLayer Layer(string stream, string layer, int inputs, int outputs, Activation activation) =>
            weights.Layer($"heads.{description.Name}.{stream}.{layer}{(description.Noisy ? ".mean" : "")}", inputs, outputs, activation);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output)
    {
        const int blockRows = PackedWeights.BlockRows;
        Span<float> logits = stackalloc float[blockRows * OutputSize * atoms];
        Span<float> values = stackalloc float[blockRows * atoms];
        for (var row = 0; row < rows; row += blockRows)
        {
            var count = Math.Min(blockRows, rows - row);
            var features = input.Slice(row * InputSize, count * InputSize);
            actions.Forward(features, count, logits);
            state?.Forward(features, count, values);
            for (var i = 0; i < count; i++)
            {
                var own = logits.Slice(i * OutputSize * atoms, OutputSize * atoms);
                if (state is not null)
                {
                    AddToAdvantages(own, values.Slice(i * atoms, atoms));
                }

                for (var action = 0; action < OutputSize; action++)
                {
                    output[(row + i) * OutputSize + action] = returns is null ? own[action] : Expected(own.Slice(action * atoms, atoms), returns);
                }
            }
        }
    }

    /// <summary>Shifts the advantages [actions, atoms] to mean 0 over the actions and adds the state's values [atoms].</summary>
    private void AddToAdvantages(Span<float> advantages, ReadOnlySpan<float> values)
    {
        for (var atom = 0; atom < atoms; atom++)
        {
            var sum = 0f;
            for (var i = atom; i < advantages.Length; i += atoms)
            {
                sum += advantages[i];
            }

            var shift = values[atom] - sum / OutputSize;
            for (var i = atom; i < advantages.Length; i += atoms)
            {
                advantages[i] += shift;
            }
        }
    }

    private static float Expected(Span<float> logits, ReadOnlySpan<float> returns)
    {
        ElementaryFunctions.Softmax(logits);
        var sum = 0f;
        for (var i = 0; i < logits.Length; i++)
        {
            sum += logits[i] * returns[i];
        }

        return sum;
    }
}
