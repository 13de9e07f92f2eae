using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Training;

/// <summary>Frames of a bright column, whose place tells the offset.</summary>
internal sealed class DrawnLines(Random random) : IFrameSource
{
    private static readonly Pinhole Lens = Pinhole.WithFieldOfView(40, 24, 1f);
    private static readonly CameraPose Pose = new(new(1, 0, 1.3f), System.Numerics.Vector3.UnitX, System.Numerics.Vector3.UnitY, System.Numerics.Vector3.UnitZ);

    public int Width => 40;

    public int Height => 24;

    public int SequenceLength => 1;

    public void Next(LabelledFrames batch)
    {
        for (int frame = 0; frame < batch.Count; frame++)
        {
            float offset = 2 * random.NextSingle() - 1;
            batch.Labels[frame] = new FrameLabels(new EgoLane(offset, 0, 0, 3.5f), [], []);
            batch.Infos[frame] = new FrameInfo("drawn", 1, 0, 0, Lens, Pose, default, "clear", 25, 0);
            for (int pixel = 0; pixel < batch.Pixels; pixel++)
            {
                float away = pixel % Width + 0.5f - (20 + 12 * offset);
                batch.Colour[frame * batch.Pixels + pixel] = (byte)(40 + 200 * MathF.Exp(-0.5f * away * away));
            }
        }
    }

    public void Dispose()
    {
    }
}
