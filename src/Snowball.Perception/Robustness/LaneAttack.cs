using System.Runtime.InteropServices;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks;
using Snowball.Perception.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Robustness;

/// <summary>
/// Changes each pixel of camera frames by no more than a bound so that a lane network errs. What it makes worse is the sum of the absolute errors of offset and heading,
/// in units of the network's scale. Frames stay whole bytes, as a camera would give them; the attacker knows weights and truth.
/// </summary>
/// <param name="network">What is attacked.</param>
public sealed class LaneAttack(DifferentiableLaneNetwork network)
{
    private const int BlockFrames = 32;

    /// <summary>Every pixel up or down by the bound, at random: what of an attack is mere noise.</summary>
    /// <param name="frames">[count][channels][height][width].</param>
    /// <param name="epsilon">The bound, of 255.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <returns>The changed frames.</returns>
    public static byte[] Noise(ReadOnlySpan<byte> frames, int epsilon, Random random)
    {
        byte[] changed = new byte[frames.Length];
        random.NextBytes(changed);
        for (int i = 0; i < changed.Length; i++) changed[i] = ToByte(frames[i] + (changed[i] < 128 ? -epsilon : epsilon));
        return changed;
    }

    /// <summary>One step of the size of the bound along the sign of the gradient (FGSM: Goodfellow, Shlens, Szegedy, "Explaining and harnessing adversarial examples", ICLR 2015).</summary>
    /// <param name="frames">[lanes.Length][channels][height][width].</param>
    /// <param name="lanes">What they show.</param>
    /// <param name="epsilon">The bound, of 255.</param>
    /// <returns>The changed frames.</returns>
    public byte[] FastGradientSign(ReadOnlySpan<byte> frames, ReadOnlySpan<EgoLane> lanes, int epsilon) =>
        InBlocks(frames, lanes, (clean, truth) => Step(clean, clean, Gradient(clean, truth).Gradient, epsilon, epsilon));

    /// <summary>
    /// Steps along the sign of the gradient, each back within the bound (PGD: Madry et al., "Towards deep learning models resistant to adversarial attacks", ICLR 2018). The first one
    /// is that of <see cref="FastGradientSign"/>, the others a quarter of the bound long; of all points on the way the worst is taken.
    /// </summary>
    /// <inheritdoc cref="FastGradientSign" path="/param"/>
    /// <param name="steps">After the first.</param>
    /// <returns>The changed frames.</returns>
    public byte[] ProjectedGradient(ReadOnlySpan<byte> frames, ReadOnlySpan<EgoLane> lanes, int epsilon, int steps) =>
        InBlocks(frames, lanes, (clean, truth) =>
        {
            int size = network.Frame.Size, length = Math.Max(1, (epsilon + 2) / 4);
            byte[] worst = new byte[clean.Length], point = Step(clean, clean, Gradient(clean, truth).Gradient, epsilon, epsilon);
            float[] greatest = new float[truth.Length];
            Array.Fill(greatest, float.NegativeInfinity);
            for (int step = 0; step <= steps; step++)
            {
                var (errors, gradient) = Gradient(point, truth);
                for (int frame = 0; frame < errors.Length; frame++)
                {
                    if (!(errors[frame] > greatest[frame])) continue;
                    greatest[frame] = errors[frame];
                    point.AsSpan(frame * size, size).CopyTo(worst.AsSpan(frame * size));
                }
                if (step < steps) point = Step(point, clean, gradient, length, epsilon);
            }
            return worst;
        });

    /// <summary>One step from a random point within the bound, cheap enough to train against (Wong, Rice, Kolter, "Fast is better than free", ICLR 2020).</summary>
    /// <inheritdoc cref="FastGradientSign" path="/param"/>
    /// <param name="random">Where the points come from.</param>
    /// <returns>The changed frames.</returns>
    public byte[] RandomStart(ReadOnlySpan<byte> frames, ReadOnlySpan<EgoLane> lanes, int epsilon, Random random)
    {
        byte[] start = new byte[frames.Length];
        random.NextBytes(start);
        for (int i = 0; i < start.Length; i++) start[i] = ToByte(frames[i] + (start[i] * (2 * epsilon + 1) >> 8) - epsilon);
        return Step(start, frames, Gradient(start, lanes).Gradient, (5 * epsilon + 3) / 4, epsilon);
    }

    private byte[] InBlocks(ReadOnlySpan<byte> frames, ReadOnlySpan<EgoLane> lanes, Func<byte[], EgoLane[], byte[]> attack)
    {
        using var pause = new CollectionPause();
        int size = network.Frame.Size;
        byte[] changed = new byte[frames.Length];
        for (int first = 0; first < lanes.Length; first += BlockFrames)
        {
            CollectionPause.Renew();
            int count = Math.Min(BlockFrames, lanes.Length - first);
            attack(frames.Slice(first * size, count * size).ToArray(), lanes.Slice(first, count).ToArray()).CopyTo(changed, first * size);
        }
        return changed;
    }

    /// <summary>[count] errors, and their gradient [count x size of a frame].</summary>
    private (float[] Errors, float[] Gradient) Gradient(ReadOnlySpan<byte> frames, ReadOnlySpan<EgoLane> lanes)
    {
        using var scope = NewDisposeScope();
        var truth = new float[2 * lanes.Length];
        for (int i = 0; i < lanes.Length; i++) (truth[2 * i], truth[2 * i + 1]) = (lanes[i].LateralOffset / network.Scale.LateralOffset, lanes[i].HeadingError / network.Scale.HeadingError);
        var pixels = DifferentiableLaneNetwork.ToTensor(frames, network.Frame).requires_grad_();
        var errors = (network.Outputs(network.Prepare(pixels)).narrow(1, 0, 2) - from_array(truth).view(-1, 2)).abs().sum(dim: 1);
        var gradient = autograd.grad([errors.sum()], [pixels])[0];
        return (Numbers(errors.detach()), Numbers(gradient));
    }

    /// <summary>From a point by the sign of a gradient, not farther from the clean frames than the bound.</summary>
    private static byte[] Step(ReadOnlySpan<byte> point, ReadOnlySpan<byte> clean, float[] gradient, int length, int epsilon)
    {
        byte[] stepped = new byte[point.Length];
        for (int i = 0; i < stepped.Length; i++) stepped[i] = ToByte(Math.Clamp(point[i] + length * MathF.Sign(gradient[i]), clean[i] - epsilon, clean[i] + epsilon));
        return stepped;
    }

    private static byte ToByte(int value) => (byte)Math.Clamp(value, 0, 255);

    private static float[] Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();
}
