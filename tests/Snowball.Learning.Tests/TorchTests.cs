using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests;

/// <summary>libtorch loads on this machine, and computes.</summary>
public sealed class TorchTests
{
    [Fact]
    public void TensorHoldsItsNumbers()
    {
        using var ones = torch.ones(2, 3);
        using var sum = (ones * 2).sum();

        Assert.Equal([2L, 3L], ones.shape);
        Assert.Equal(12f, sum.item<float>());
    }

    /// <summary>
    /// Image 1..9 (3 x 3) and kernel [1 2; 3 4]: each output is a + 2b + 3d + 4e of its window. The derivative of the sum
    /// of outputs by a weight is the sum of the pixels it meets; by a pixel, the sum of the weights that meet it.
    /// </summary>
    [Fact]
    public void ConvolutionRunsForwardAndBackward()
    {
        using var scope = NewDisposeScope();
        var image = arange(1, 10, ScalarType.Float32).reshape(1, 1, 3, 3).requires_grad_();
        var kernel = arange(1, 5, ScalarType.Float32).reshape(1, 1, 2, 2).requires_grad_();

        var output = nn.functional.conv2d(image, kernel);
        output.sum().backward();

        Assert.Equal([37f, 47f, 67f, 77f], output.data<float>().ToArray());
        Assert.Equal([12f, 16f, 24f, 28f], kernel.grad!.data<float>().ToArray());
        Assert.Equal([1f, 3f, 2f, 4f, 10f, 6f, 3f, 7f, 4f], image.grad!.data<float>().ToArray());
    }
}
