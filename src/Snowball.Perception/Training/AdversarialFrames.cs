using Snowball.Learning.Inference;
using Snowball.Perception.Networks;
using Snowball.Perception.Robustness;

namespace Snowball.Perception.Training;

/// <summary>Attacks every second frame of a batch by the network as it is at that moment, so that it learns from what it errs on.</summary>
/// <param name="network">What is learned.</param>
/// <param name="preparation">What frames go through then.</param>
/// <param name="epsilon">Greatest change of a pixel, of 255.</param>
/// <param name="random">Where the starts of the attacks come from.</param>
internal sealed class AdversarialFrames(DifferentiableLaneNetwork network, FramePreparation preparation, int epsilon, Random random)
{
    private readonly LaneAttack _attack = new(network);

    /// <summary>The batch's frames, attacked and prepared.</summary>
    public byte[] Prepare(LaneBatch batch)
    {
        int size = network.Frame.Size;
        var lanes = batch.Lanes.Where((_, i) => i % 2 == 0).ToArray();
        byte[] frames = (byte[])batch.Frames.Colour.Clone(), attacked = new byte[lanes.Length * size];
        for (int i = 0; i < lanes.Length; i++) frames.AsSpan(2 * i * size, size).CopyTo(attacked.AsSpan(i * size));
        attacked = _attack.RandomStart(attacked, lanes, epsilon, random);
        for (int i = 0; i < lanes.Length; i++) attacked.AsSpan(i * size, size).CopyTo(frames.AsSpan(2 * i * size));
        byte[] prepared = new byte[batch.Prepared.Length];
        preparation.Apply(frames, prepared);
        return prepared;
    }
}
