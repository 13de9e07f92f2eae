using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Inference.MultiTask;

/// <summary>What was seen of frames in the shape of what is known of them, to be looked at by the same means.</summary>
public static class SeenFrames
{
    // Vehicles less sure than this are not shown.
    private const float LeastScore = 0.3f;

    /// <summary>Frames of a batch with what was seen as their labels; lanes keep their true width, vehicles lose their lane.</summary>
    /// <param name="batch">The frames.</param>
    /// <param name="seen">One for each frame of the batch.</param>
    /// <param name="first">Of the frames.</param>
    /// <param name="most">Frames at most.</param>
    public static LabelledFrames Of(LabelledFrames batch, SeenFrame[] seen, int first, int most)
    {
        int count = Math.Min(most, batch.Count - first);
        var shown = new LabelledFrames(count, batch.Width, batch.Height);
        batch.Colour.AsSpan(first * batch.Channels * batch.Pixels, shown.Colour.Length).CopyTo(shown.Colour);
        for (int i = 0; i < count; i++)
        {
            var (truth, told) = (batch.Labels[first + i], seen[first + i]);
            shown.Infos[i] = batch.Infos[first + i];
            var vehicles = told.Vehicles.Where(vehicle => vehicle.Score >= LeastScore)
                .Select((vehicle, number) => new VehicleLabel((byte)(number + 1), vehicle.Class, vehicle.Box, (int)vehicle.Box.Area, vehicle.Distance, RelativeLane: 0, vehicle.RelativeSpeed));
            var lane = told.Lane;
            shown.Labels[i] = new FrameLabels(
                new EgoLane(lane.LateralOffset, lane.HeadingError, lane.Curvature, truth.Lane.Width), told.Lines, [.. vehicles]);
            for (int pixel = 0; pixel < batch.Pixels; pixel++)
            {
                const int stride = MultiTaskDescription.Stride;
                int cell = pixel / batch.Width / stride * (batch.Width / stride) + pixel % batch.Width / stride;
                shown.Classes[i * batch.Pixels + pixel] = (SemanticClass)told.Classes[cell];
            }
        }
        return shown;
    }
}
