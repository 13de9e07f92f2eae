using System.Collections.Immutable;
using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Sim.Sensors.Cameras;
using static TorchSharp.torch;

namespace Snowball.Perception.Inference.MultiTask;

/// <summary>What a network with many heads tells of a frame.</summary>
/// <param name="Lane">The ego in its lane.</param>
/// <param name="Lines">Lines that it sees, in pixels.</param>
/// <param name="Vehicles">Vehicles that it sees, the surest first.</param>
/// <param name="Classes">[rows x columns], the <see cref="SemanticClass"/> of each cell of <see cref="MultiTaskDescription.Stride"/> pixels.</param>
public sealed record SeenFrame(SeenLane Lane, ImmutableArray<LaneLine> Lines, IReadOnlyList<Detection> Vehicles, byte[] Classes);

/// <summary>Tells what frames show by a <see cref="MultiTaskNetwork"/>, in libtorch. For one thread.</summary>
/// <param name="network">It is not disposed.</param>
public sealed class MultiTaskEstimator(MultiTaskNetwork network)
{
    // The least sure detections that average precision looks at, and how many.
    private const float LeastScore = 0.05f;
    private const int MostVehicles = 100;

    /// <summary>Estimates frames.</summary>
    /// <param name="colour">[count][3][height][width], red, green, blue.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="steps">Consecutive frames of a sequence; 1 where frames have nothing to do with each other.</param>
    /// <returns>One for each frame.</returns>
    public SeenFrame[] Estimate(byte[] colour, int width, int height, int steps = 1)
    {
        var size = network.Description with { Width = width, Height = height };
        int count = colour.Length / (3 * width * height), cells = size.Rows * size.Columns;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var told = network.Evaluate(from_array(colour).view(count, 3, height, width), steps);
        float[] lane = Numbers(told.Lane), places = Numbers(told.LinePlaces), presences = Numbers(told.LinePresences), centres = Numbers(told.Centres), boxes = Numbers(told.Boxes);
        long[] classes = told.Pixels.argmax(1).data<long>().ToArray();
        var seen = new SeenFrame[count];
        for (int i = 0; i < count; i++)
        {
            seen[i] = new SeenFrame(
                LaneEstimator.Of(Part(lane, i, 2 * LaneNetwork.Quantities), LaneScale.Highway),
                LineDecoder.Decode(size.Rows, size.Columns, Part(places, i, MultiTaskDescription.Lines * cells), Part(presences, i, MultiTaskDescription.Lines * size.Rows)),
                VehicleDecoder.Decode(size, Part(centres, i, MultiTaskDescription.VehicleClasses * cells), Part(boxes, i, MultiTaskNetwork.BoxNumbers * cells), LeastScore, MostVehicles),
                Array.ConvertAll(classes[(i * cells)..((i + 1) * cells)], kind => (byte)kind));
        }
        return seen;
    }

    private static float[] Numbers(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static ReadOnlySpan<float> Part(float[] values, int frame, int length) => values.AsSpan(frame * length, length);
}
