using System.Collections.Immutable;
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

    // The cells about the middle of a vehicle that tell of it reach this share of its size each way (centre sampling: Tian et al., "FCOS", ICCV 2019): of something near
    // nobody can say which cell is the middle. Half a cell has at least one cell in it.
    private const float Reach = 0.15f, LeastReach = 0.5f;

    // Beyond them a cell may look like a middle, the less the further. A box that is moved by this much of its size still overlaps with itself by about 0.7 (Law and Deng,
    // "CornerNet", ECCV 2018): a third of it is the deviation.
    private const float Slack = 0.18f / 3f, LeastDeviation = 0.5f, Furthest = 3f, AlmostCentre = 0.99f;

    // Sides are no nearer to the middle of a cell than this, cells.
    private const float NearestSide = 0.1f;

    private readonly MultiTaskDescription _description;
    private readonly int[] _owners;

    /// <param name="description">Of the network.</param>
    /// <param name="frames">Of a batch.</param>
    public MultiTaskTargets(MultiTaskDescription description, int frames)
    {
        _description = description;
        int cells = description.Rows * description.Columns;
        Lane = new float[frames * LaneNetwork.Quantities];
        LineColumns = new long[frames * MultiTaskDescription.Lines * description.Rows];
        Centres = new float[frames * MultiTaskDescription.VehicleClasses * cells];
        Boxes = new float[frames * MultiTaskNetwork.BoxNumbers * cells];
        Shares = new float[frames * cells];
        _owners = new int[cells];
        Pixels = new long[frames * cells];
    }

    /// <summary>[frames, 3], in units of <see cref="LaneScale.Highway"/>.</summary>
    public float[] Lane { get; }

    /// <summary>[frames, lines, rows], the column in which a line crosses the middle of a row; -1 where it does not.</summary>
    public long[] LineColumns { get; }

    /// <summary>[frames, classes, rows, columns], 1 in the cells that tell of a vehicle, less around them.</summary>
    public float[] Centres { get; }

    /// <summary>[frames, 6, rows, columns], in the cells that tell of a vehicle.</summary>
    public float[] Boxes { get; }

    /// <summary>[frames, rows, columns], the share of a cell in those that tell of its vehicle; 0 in all others.</summary>
    public float[] Shares { get; }

    /// <summary>[frames, rows, columns], the <see cref="SemanticClass"/> of the cell's middle.</summary>
    public long[] Pixels { get; }

    /// <summary>Takes over a batch.</summary>
    public void Take(LabelledFrames batch)
    {
        Array.Fill(LineColumns, -1);
        Array.Clear(Centres);
        Array.Clear(Boxes);
        Array.Clear(Shares);
        for (int frame = 0; frame < batch.Count; frame++)
        {
            var labels = batch.Labels[frame];
            var scale = LaneScale.Highway;
            var lane = Lane.AsSpan(frame * LaneNetwork.Quantities);
            (lane[0], lane[1], lane[2]) = (labels.Lane.LateralOffset / scale.LateralOffset, labels.Lane.HeadingError / scale.HeadingError, labels.Lane.Curvature / scale.Curvature);
            foreach (var line in labels.Lines) Add(frame, line);
            AddVehicles(frame, labels.Vehicles);
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

    /// <summary>A cell tells of one vehicle: where several claim it, of the smallest, which has no other.</summary>
    private void AddVehicles(int frame, ImmutableArray<VehicleLabel> vehicles)
    {
        Array.Fill(_owners, -1);
        foreach (var (vehicle, number) in vehicles.Select((vehicle, number) => (vehicle, number)).OrderByDescending(pair => pair.vehicle.Box.Area)) Claim(frame, vehicle, number);

        int cells = _owners.Length;
        Span<int> counts = stackalloc int[vehicles.Length];
        foreach (int owner in _owners)
        {
            if (owner >= 0) counts[owner]++;
        }
        for (int cell = 0; cell < cells; cell++)
        {
            if (_owners[cell] < 0) continue;
            var vehicle = vehicles[_owners[cell]];
            Shares[frame * cells + cell] = 1f / counts[_owners[cell]];
            Centres[(frame * MultiTaskDescription.VehicleClasses + KindOf(vehicle)) * cells + cell] = 1;
            var box = CellsOf(vehicle.Box);
            float x = cell % _description.Columns + 0.5f, y = cell / _description.Columns + 0.5f;
            ReadOnlySpan<float> numbers =
            [
                Side(x - box.Left), Side(y - box.Top), Side(box.Right - x), Side(box.Bottom - y), MathF.Log(1 + MathF.Max(0, vehicle.Distance)), vehicle.RelativeSpeed / SpeedScale,
            ];
            for (int i = 0; i < numbers.Length; i++) Boxes[(frame * numbers.Length + i) * cells + cell] = numbers[i];
        }
    }

    /// <summary>Makes a vehicle the owner of the cells about its middle, and cells around those look a little like it.</summary>
    private void Claim(int frame, VehicleLabel vehicle, int number)
    {
        int rows = _description.Rows, columns = _description.Columns, cells = rows * columns;
        var box = CellsOf(vehicle.Box);
        float x = 0.5f * (box.Left + box.Right), y = 0.5f * (box.Top + box.Bottom);
        float reachX = MathF.Max(LeastReach, Reach * box.Width), reachY = MathF.Max(LeastReach, Reach * box.Height);
        float deviationX = MathF.Max(LeastDeviation, Slack * box.Width), deviationY = MathF.Max(LeastDeviation, Slack * box.Height);
        float farX = reachX + Furthest * deviationX, farY = reachY + Furthest * deviationY;
        var centres = Centres.AsSpan((frame * MultiTaskDescription.VehicleClasses + KindOf(vehicle)) * cells, cells);
        for (int row = Math.Max(0, (int)(y - farY)); row < Math.Min(rows, y + farY); row++)
        {
            for (int column = Math.Max(0, (int)(x - farX)); column < Math.Min(columns, x + farX); column++)
            {
                int cell = row * columns + column;
                float aside = MathF.Abs(column + 0.5f - x) - reachX, above = MathF.Abs(row + 0.5f - y) - reachY;
                if (aside <= 0 && above <= 0) _owners[cell] = number;
                (aside, above) = (MathF.Max(0, aside) / deviationX, MathF.Max(0, above) / deviationY);
                centres[cell] = MathF.Max(centres[cell], MathF.Min(AlmostCentre, MathF.Exp(-0.5f * (aside * aside + above * above))));
            }
        }
    }

    private static int KindOf(VehicleLabel vehicle) => vehicle.Class == SemanticClass.Truck ? 1 : 0;

    private static Box CellsOf(in Box box)
    {
        const float stride = MultiTaskDescription.Stride;
        return new(box.Left / stride, box.Top / stride, box.Right / stride, box.Bottom / stride);
    }

    private static float Side(float distance) => MathF.Log(MathF.Max(NearestSide, distance));

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
