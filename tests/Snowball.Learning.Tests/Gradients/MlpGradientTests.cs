using CsCheck;
using Snowball.Learning.Gradients;
using Snowball.Learning.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Gradients;

/// <summary>Beside libtorch's automatic differentiation, and beside itself in other pieces.</summary>
public sealed class MlpGradientTests
{
    [Theory]
    [InlineData(Activation.Tanh, 64, new[] { 25, 64, 64, 5 })]
    [InlineData(Activation.Relu, 150, new[] { 25, 128, 128, 5 })]
    [InlineData(Activation.Tanh, 1, new[] { 1, 1 })]
    [InlineData(Activation.Tanh, 77, new[] { 17, 33, 3 })]
    public void ItIsThatOfLibtorch(Activation activation, int rows, int[] sizes)
    {
        var (parameters, inputs, outputGradients) = Sample(rows, sizes);

        var (outputs, gradient) = Run(activation, sizes, parameters, inputs, outputGradients);

        var (expectedOutputs, expectedGradient) = ByLibtorch(activation, sizes, parameters, inputs, outputGradients);
        AssertNear(expectedOutputs, outputs);
        AssertNear(expectedGradient, gradient);
    }

    [Fact]
    public void TheSameRowsGiveTheSameBits()
    {
        int[] sizes = [25, 64, 5];
        var (parameters, inputs, outputGradients) = Sample(130, sizes);

        var first = Run(Activation.Tanh, sizes, parameters, inputs, outputGradients);
        var second = Run(Activation.Tanh, sizes, parameters, inputs, outputGradients);

        Assert.Equal(first.Gradient, second.Gradient);
    }

    [Fact]
    public void AProductIsThatOfTheDefinition() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 70], Gen.Bool).Sample((rowBlocks, columnBlocks, steps, isTransposed) =>
        {
            int rows = rowBlocks * MatrixProduct.BlockRows, columns = columnBlocks * MatrixProduct.BlockColumns;
            var random = new Random(steps);
            float[] a = Numbers(random, rows * steps), b = Numbers(random, steps * columns), c = Numbers(random, rows * columns);
            var (rowStride, stepStride) = isTransposed ? (1, rows) : (steps, 1);
            float[] expected = [.. c];
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    ref float sum = ref expected[row * columns + column];
                    for (int step = 0; step < steps; step++) sum = MathF.FusedMultiplyAdd(a[row * rowStride + step * stepStride], b[step * columns + column], sum);
                }
            }

            MatrixProduct.Add(a, rowStride, stepStride, b, c, rows, columns, steps);

            Assert.Equal(expected, c);
        }, iter: 100);

    private static (float[] Parameters, float[] Inputs, float[] OutputGradients) Sample(int rows, int[] sizes)
    {
        var random = new Random(rows);
        int parameters = Enumerable.Range(0, sizes.Length - 1).Sum(i => sizes[i + 1] * (sizes[i] + 1));
        return (Numbers(random, parameters), Numbers(random, rows * sizes[0]), Numbers(random, rows * sizes[^1]));
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    private static (float[] Outputs, float[] Gradient) Run(Activation activation, int[] sizes, float[] parameters, float[] inputs, float[] outputGradients)
    {
        var network = new MlpGradient(sizes, activation);
        Assert.Equal(parameters.Length, network.Parameters);
        network.Load(parameters);
        int rows = inputs.Length / sizes[0];
        float[] outputs = new float[rows * sizes[^1]], gradient = new float[parameters.Length], piece = new float[MlpGradient.PieceRows * network.InputStride];
        for (int first = 0; first < rows; first += MlpGradient.PieceRows)
        {
            int count = Math.Min(MlpGradient.PieceRows, rows - first);
            for (int row = 0; row < count; row++) inputs.AsSpan((first + row) * sizes[0], sizes[0]).CopyTo(piece.AsSpan(row * network.InputStride));
            network.Forward(piece, count);
            for (int row = 0; row < count; row++)
            {
                network.Output(row).CopyTo(outputs.AsSpan((first + row) * sizes[^1]));
                outputGradients.AsSpan((first + row) * sizes[^1], sizes[^1]).CopyTo(network.OutputGradient(row));
            }
            network.Backward(piece);
        }
        network.Store(gradient);
        return (outputs, gradient);
    }

    private static (float[] Outputs, float[] Gradient) ByLibtorch(Activation activation, int[] sizes, float[] parameters, float[] inputs, float[] outputGradients)
    {
        using var scope = NewDisposeScope();
        var layers = new List<Tensor>();
        long start = 0;
        var values = torch.tensor(parameters);
        var x = torch.tensor(inputs).view(-1, sizes[0]);
        for (int i = 0; i + 1 < sizes.Length; i++)
        {
            var weight = values.narrow(0, start, sizes[i] * sizes[i + 1]).view(sizes[i + 1], sizes[i]).clone().requires_grad_();
            start += weight.numel();
            var bias = values.narrow(0, start, sizes[i + 1]).clone().requires_grad_();
            start += bias.numel();
            layers.AddRange([weight, bias]);
            x = nn.functional.linear(x, weight, bias);
            if (i + 2 < sizes.Length) x = activation == Activation.Tanh ? x.tanh() : x.relu();
        }
        var gradients = autograd.grad([x], layers, [torch.tensor(outputGradients).view(x.shape)]);
        return (x.detach().data<float>().ToArray(), cat([.. gradients.Select(gradient => gradient.reshape(-1))]).data<float>().ToArray());
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = expected.Max(MathF.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-6f * scale);
    }
}
