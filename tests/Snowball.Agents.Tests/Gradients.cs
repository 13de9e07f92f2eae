using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests;

/// <summary>Gradients by automatic differentiation beside central differences.</summary>
internal static class Gradients
{
    /// <summary>Asserts that they agree for every element of every input.</summary>
    /// <param name="inputs">In double precision.</param>
    /// <param name="function">Gives a scalar.</param>
    public static void AssertAgree(Tensor[] inputs, Func<Tensor[], Tensor> function)
    {
        const double Step = 1e-5;
        using var scope = NewDisposeScope();
        foreach (var input in inputs) input.requires_grad_();
        var gradients = autograd.grad([function(inputs)], inputs);

        using var noGradient = no_grad();
        for (int i = 0; i < inputs.Length; i++)
        {
            var elements = inputs[i].view(-1);
            var gradient = gradients[i].reshape(-1);
            for (long k = 0; k < elements.NumberOfElements; k++)
            {
                double value = elements[k].item<double>();
                double up = At(value + Step), down = At(value - Step);
                At(value);
                Assert.Equal((up - down) / (2 * Step), gradient[k].item<double>(), 1e-6);

                double At(double x)
                {
                    elements[k] = tensor(x);
                    return function(inputs).item<double>();
                }
            }
        }
    }
}
