using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>What a <see cref="MultiTaskNetwork"/> is to tell of a batch, in the layout of its <see cref="MultiTaskOutput"/>.</summary>
internal sealed class MultiTaskTargets
{
    /// <summary>Relative speed that is told as 1, m/s.</summary>
    public const float SpeedScale = 10f;

    // A box that is moved by this much of its size still overlaps with itself by about 0.7 (Law and Deng, "CornerNet", ECCV 2018): a third of it is the deviation.
    private const float Slack = 0.18f / 3f, LeastDeviation = 0.5f;

    private readonly MultiTaskDescription _description;

    /// <param name="description">Of the network.</param>
    /// <param name="frames">Of a batch.</param>
    public MultiTaskTargets(MultiTaskDescription description, int frames)
    {
        _description = description;
        int cells = description.Rows * description.Columns;
        Lane = new float[frames * LaneNetwork.Quantities];
        LineColumns = new long[frames * MultiTaskDescription.Lines * description.Rows];
        Centres = new float[frames * MultiTaskDescription.VehicleClasses * cells];
        Boxes = new float[frames * 6 * cells];
        IsMiddle = new float[frames * cells];
        Pixels = new long[frames * cells];
    }

    /// <summary>[frames, 3], in units of <see cref="LaneScale.Highway"/>.</summary>
    public float[] Lane { get; }

    /// <summary>[frames, lines, rows], the column in which a line crosses the middle of a row; -1 where it does not.</summary>
    public long[] LineColumns { get; }

    /// <summary>[frames, classes, rows, columns], 1 in the middle of a vehicle's box, less around it.</summary>
    public float[] Centres { get; }

    /// <summary>[frames, 6, rows, columns], at the middles of boxes.</summary>
    public float[] Boxes { get; }

    /// <summary>[frames, rows, columns], 1 where <see cref="Boxes"/> hold something.</summary>
    public float[] IsMiddle { get; }

    /// <summary>[frames, rows, columns], the <see cref="SemanticClass"/> of the cell's middle.</summary>
    public long[] Pixels { get; }

    /// <summary>Takes over a batch.</summary>
    public void Take(LabelledFrames batch)
    {
        Array.Fill(LineColumns, -1);
        Array.Clear(Centres);
        Array.Clear(Boxes);
        Array.Clear(IsMiddle);
        for (int frame = 0; frame < batch.Count; frame++)
        {
            var labels = batch.Labels[frame];
            var scale = LaneScale.Highway;
            var lane = Lane.AsSpan(frame * LaneNetwork.Quantities);
            (lane[0], lane[1], lane[2]) = (labels.Lane.LateralOffset / scale.LateralOffset, labels.Lane.HeadingError / scale.HeadingError, labels.Lane.Curvature / scale.Curvature);
            foreach (var line in labels.Lines) Add(frame, line);
            foreach (var vehicle in labels.Vehicles) Add(frame, vehicle);
            AddPixels(frame, batch);
        }
    }

    private void Add(int frame, LaneLine line)
    {
        int number = MultiTaskDescription.LineOf(line.Side);
        if (number < 0) return;
        for (int row = 0; row < _description.Rows; row++)
        {
            float column = MathF.Floor(LaneLine.ColumnAt(line.Pixels.AsSpan(), (row + 0.5f) * MultiTaskDescription.Stride) / MultiTaskDescription.Stride);
            if (column >= 0 && column < _description.Columns) LineColumns[(frame * MultiTaskDescription.Lines + number) * _description.Rows + row] = (int)column;
        }
    }

    private void Add(int frame, VehicleLabel vehicle)
    {
        int rows = _description.Rows, columns = _description.Columns, cells = rows * columns, kind = vehicle.Class == SemanticClass.Truck ? 1 : 0;
        float width = vehicle.Box.Width / MultiTaskDescription.Stride, height = vehicle.Box.Height / MultiTaskDescription.Stride;
        float x = vehicle.Box.Left / MultiTaskDescription.Stride + 0.5f * width, y = vehicle.Box.Top / MultiTaskDescription.Stride + 0.5f * height;
        int column = Math.Clamp((int)x, 0, columns - 1), row = Math.Clamp((int)y, 0, rows - 1);
        float deviationX = MathF.Max(LeastDeviation, Slack * width), deviationY = MathF.Max(LeastDeviation, Slack * height);
        var centres = Centres.AsSpan((frame * MultiTaskDescription.VehicleClasses + kind) * cells, cells);
        for (int i = 0; i < cells; i++)
        {
            float dx = (i % columns - column) / deviationX, dy = (i / columns - row) / deviationY;
            centres[i] = MathF.Max(centres[i], MathF.Exp(-0.5f * (dx * dx + dy * dy)));
        }
        int at = row * columns + column;
        IsMiddle[frame * cells + at] = 1;
        float[] numbers = [MathF.Log(width), MathF.Log(height), x - column, y - row, MathF.Log(1 + MathF.Max(0, vehicle.Distance)), vehicle.RelativeSpeed / SpeedScale];
        for (int i = 0; i < numbers.Length; i++) Boxes[(frame * numbers.Length + i) * cells + at] = numbers[i];
    }

    private void AddPixels(int frame, LabelledFrames batch)
    {
        const int stride = MultiTaskDescription.Stride;
        for (int row = 0; row < _description.Rows; row++)
        {
            for (int column = 0; column < _description.Columns; column++)
            {
                Pixels[(frame * _description.Rows + row) * _description.Columns + column] =
                    (long)batch.Classes[frame * batch.Pixels + (row * stride + stride / 2) * batch.Width + column * stride + stride / 2];
            }
        }
    }
}
