using System.Runtime.InteropServices;
using Snowball.Agents.Imitation;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Imitation;

public sealed class ImitationLossTests
{
    private static readonly float[] Outputs = [0.3f, -1.2f, 0.8f, 2.1f, 0.4f, -0.5f];

    /// <summary>Against the definition, and the gradient against differences of the definition.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LossAndGradientAreThoseOfTheDefinition(bool isDiscrete)
    {
        using var scope = NewDisposeScope();
        float[] actions = isDiscrete ? [2, 0] : [0.5f, -0.25f, 1f, -1f, 0f, 0.75f];
        var output = from_array(Outputs).reshape(2, 3).requires_grad_();
        var loss = ImitationLoss.Of(output, from_array(actions).reshape(2, -1), isDiscrete);
        Assert.Equal(Definition(Outputs, actions, isDiscrete), loss.item<float>(), 1e-6);

        float[] gradient = MemoryMarshal.Cast<byte, float>(autograd.grad([loss], [output]).Single().bytes).ToArray();
        for (int i = 0; i < Outputs.Length; i++)
        {
            double difference = (Definition(With(i, 1e-3f), actions, isDiscrete) - Definition(With(i, -1e-3f), actions, isDiscrete)) / 2e-3;
            Assert.Equal(difference, gradient[i], 1e-3);
        }
    }

    private static float[] With(int index, float change)
    {
        var changed = (float[])Outputs.Clone();
        changed[index] += change;
        return changed;
    }

    private static double Definition(float[] outputs, float[] actions, bool isDiscrete)
    {
        double sum = 0;
        for (int row = 0; row < 2; row++)
        {
            if (isDiscrete)
            {
                double total = 0;
                for (int i = 0; i < 3; i++) total += Math.Exp(outputs[row * 3 + i]);
                sum -= Math.Log(Math.Exp(outputs[row * 3 + (int)actions[row]]) / total);
            }
            else
            {
                for (int i = 0; i < 3; i++) sum += 0.5 * Math.Pow(outputs[row * 3 + i] - actions[row * 3 + i], 2);
            }
        }
        return sum / 2;
    }
}
