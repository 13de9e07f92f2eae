using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Snowball.Learning.Inference;

namespace Snowball.Learning.Gradients;

/// <summary>
/// Forward and backward pass of a multilayer perceptron without libtorch, which for small networks spends most of its time on what is not arithmetic.
/// Works on pieces of at most <see cref="PieceRows"/> rows, so that all that is in between stays in the cache. Sums over rows are taken in their order:
/// the same rows give the same bits on every processor. Allocates nothing after construction; one thread at a time.
/// </summary>
public sealed class MlpGradient
{
    /// <summary>Most rows of a piece.</summary>
    public const int PieceRows = 64;

    private readonly Layer[] _layers;
    private readonly Activation _activation;
    private int _rows;

    /// <summary>Makes one of given sizes, without values.</summary>
    /// <param name="sizes">Values of the input, outputs of each layer; at least two.</param>
    /// <param name="activation">After every layer but the last.</param>
    public MlpGradient(ReadOnlySpan<int> sizes, Activation activation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizes.Length, 2);
        _activation = activation;
        _layers = new Layer[sizes.Length - 1];
        for (int i = 0; i < _layers.Length; i++) _layers[i] = new Layer(sizes[i], sizes[i + 1]);
        foreach (var layer in _layers) Parameters += layer.Parameters;
    }

    /// <summary>Weights and biases.</summary>
    public int Parameters { get; }

    /// <summary>Floats from one row of an input to the next: its values rounded up to a multiple of 16, the rest zero.</summary>
    public int InputStride => _layers[0].InputStride;

    /// <summary>Takes over the parameters, and forgets all gradients.</summary>
    /// <param name="parameters">[Parameters]: of each layer the weights [outputs, inputs], then the biases.</param>
    public void Load(ReadOnlySpan<float> parameters)
    {
        foreach (var layer in _layers)
        {
            layer.Load(parameters[..layer.Parameters]);
            parameters = parameters[layer.Parameters..];
        }
    }

    /// <summary>Runs a piece through the network.</summary>
    /// <param name="input">[rows rounded up to a multiple of 8, InputStride].</param>
    /// <param name="rows">1 to <see cref="PieceRows"/>.</param>
    public void Forward(ReadOnlySpan<float> input, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, PieceRows);
        _rows = Padding.Up(rows, MatrixProduct.BlockRows);
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Forward(input, _rows);
            if (i < _layers.Length - 1) Activate(_layers[i].Output(_rows));
            input = _layers[i].Output(_rows);
        }
        _layers[^1].Delta(_rows).Clear();
    }

    /// <summary>[outputs] of a row of the piece.</summary>
    public ReadOnlySpan<float> Output(int row) => _layers[^1].Output(row + 1).Slice(row * _layers[^1].OutputStride, _layers[^1].Outputs);

    /// <summary>[outputs], the derivative of a loss by a row's outputs: to be written between the passes, and zero where it is not.</summary>
    public Span<float> OutputGradient(int row) => _layers[^1].Delta(row + 1).Slice(row * _layers[^1].OutputStride, _layers[^1].Outputs);

    /// <summary>Adds the piece's part of the gradient.</summary>
    /// <param name="input">What the forward pass was given.</param>
    public void Backward(ReadOnlySpan<float> input)
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            var delta = _layers[i].Delta(_rows);
            _layers[i].AddGradient(i == 0 ? input : _layers[i - 1].Output(_rows), delta, _rows);
            if (i == 0) return;
            var earlier = _layers[i - 1].Delta(_rows);
            _layers[i].Back(delta, earlier, _rows);
            Differentiate(_layers[i - 1].Output(_rows), earlier);
        }
    }

    /// <summary>Writes the gradient of all pieces since <see cref="Load"/>, in the order of the parameters.</summary>
    public void Store(Span<float> gradient)
    {
        foreach (var layer in _layers)
        {
            layer.Store(gradient[..layer.Parameters]);
            gradient = gradient[layer.Parameters..];
        }
    }

    private void Activate(Span<float> values)
    {
        foreach (ref var vector in MemoryMarshal.Cast<float, Vector256<float>>(values))
            vector = _activation == Activation.Tanh ? ElementaryFunctions.Tanh(vector) : Vector256.Max(vector, Vector256<float>.Zero);
    }

    /// <summary>Multiplies by the activation's derivative, told from its value.</summary>
    private void Differentiate(ReadOnlySpan<float> values, Span<float> gradients)
    {
        var outputs = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var deltas = MemoryMarshal.Cast<float, Vector256<float>>(gradients);
        for (int i = 0; i < deltas.Length; i++)
        {
            deltas[i] = _activation == Activation.Tanh
                ? deltas[i] * (Vector256<float>.One - outputs[i] * outputs[i])
                : Vector256.ConditionalSelect(Vector256.GreaterThan(outputs[i], Vector256<float>.Zero), deltas[i], Vector256<float>.Zero);
        }
    }

    /// <summary>A layer, its last piece and its gradient. Rows and columns are padded to whole blocks with zeros.</summary>
    private sealed class Layer(int inputs, int outputs)
    {
        private readonly float[] _forward = new float[inputs * Padding.Up(outputs, MatrixProduct.BlockColumns)];
        private readonly float[] _back = new float[outputs * Padding.Up(inputs, MatrixProduct.BlockColumns)];
        private readonly float[] _biases = new float[Padding.Up(outputs, MatrixProduct.BlockColumns)];
        private readonly float[] _output = new float[PieceRows * Padding.Up(outputs, MatrixProduct.BlockColumns)];
        private readonly float[] _delta = new float[PieceRows * Padding.Up(outputs, MatrixProduct.BlockColumns)];
        private readonly float[] _weightGradient = new float[Padding.Up(outputs, MatrixProduct.BlockRows) * Padding.Up(inputs, MatrixProduct.BlockColumns)];
        private readonly float[] _biasGradient = new float[Padding.Up(outputs, MatrixProduct.BlockColumns)];

        public int Outputs => outputs;

        public int Parameters => outputs * (inputs + 1);

        public int InputStride { get; } = Padding.Up(inputs, MatrixProduct.BlockColumns);

        public int OutputStride { get; } = Padding.Up(outputs, MatrixProduct.BlockColumns);

        public Span<float> Output(int rows) => _output.AsSpan(0, rows * OutputStride);

        public Span<float> Delta(int rows) => _delta.AsSpan(0, rows * OutputStride);

        public void Load(ReadOnlySpan<float> parameters)
        {
            for (int output = 0; output < outputs; output++)
            {
                var weights = parameters.Slice(output * inputs, inputs);
                weights.CopyTo(_back.AsSpan(output * InputStride));
                for (int i = 0; i < weights.Length; i++) _forward[i * OutputStride + output] = weights[i];
            }
            parameters[(outputs * inputs)..].CopyTo(_biases);
            Array.Clear(_weightGradient);
            Array.Clear(_biasGradient);
        }

        public void Forward(ReadOnlySpan<float> input, int rows)
        {
            for (int row = 0; row < rows; row++) _biases.CopyTo(_output, row * OutputStride);
            MatrixProduct.Add(input, InputStride, 1, _forward, _output, rows, OutputStride, inputs);
        }

        /// <summary>The derivative by the input.</summary>
        public void Back(ReadOnlySpan<float> delta, Span<float> inputDelta, int rows)
        {
            inputDelta.Clear();
            MatrixProduct.Add(delta, OutputStride, 1, _back, inputDelta, rows, InputStride, outputs);
        }

        public void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> delta, int rows)
        {
            MatrixProduct.Add(delta, 1, OutputStride, input, _weightGradient, Padding.Up(outputs, MatrixProduct.BlockRows), InputStride, rows);
            var sums = MemoryMarshal.Cast<float, Vector256<float>>(_biasGradient.AsSpan());
            var deltas = MemoryMarshal.Cast<float, Vector256<float>>(delta);
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < sums.Length; i++) sums[i] += deltas[row * sums.Length + i];
            }
        }

        public void Store(Span<float> gradient)
        {
            for (int output = 0; output < outputs; output++) _weightGradient.AsSpan(output * InputStride, inputs).CopyTo(gradient[(output * inputs)..]);
            _biasGradient.AsSpan(0, outputs).CopyTo(gradient[(outputs * inputs)..]);
        }
    }

    private static class Padding
    {
        public static int Up(int length, int block) => (length + block - 1) / block * block;
    }
}
