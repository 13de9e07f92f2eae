using System.Numerics;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference.MultiTask;
using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Perception.Training.MultiTask;
using Snowball.Sim.Sensors.Cameras;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Tests.MultiTask;

/// <summary>Targets, losses, decoding and learning of the network with many heads.</summary>
public sealed class MultiTaskTests
{
    private static readonly MultiTaskDescription Description = new(Width: 64, Height: 32);

    [Fact]
    public void VehiclesComeBackFromTheirTargets()
    {
        var batch = Batch(1);
        VehicleLabel[] vehicles =
        [
            new(1, SemanticClass.Car, new Box(5, 6, 17, 14), 50, Distance: 22.5f, RelativeLane: 0, RelativeSpeed: -4),
            new(2, SemanticClass.Truck, new Box(30.5f, 2, 61, 31), 500, Distance: 0, RelativeLane: 1, RelativeSpeed: 3),
            new(3, SemanticClass.Car, new Box(18, 7, 23, 11), 12, Distance: 80, RelativeLane: 0, RelativeSpeed: 0),
        ];
        batch.Labels[0] = batch.Labels[0] with { Vehicles = [.. vehicles] };
        var targets = new MultiTaskTargets(Description, 1);
        targets.Take(batch);

        // What a network without errors would give: sure of middles, less so around them.
        float[] logits = [.. targets.Centres.Select(value => MathF.Log(MathF.Max(value, 1e-6f)) * 4 + 4)];
        var found = VehicleDecoder.Decode(Description with { HasMemory = true }, logits, targets.Boxes, threshold: 0.5f, most: 10).OrderBy(vehicle => vehicle.Box.Left).ToList();

        var expected = vehicles.OrderBy(vehicle => vehicle.Box.Left).ToList();
        Assert.Equal(expected.Count, found.Count);
        for (int i = 0; i < found.Count; i++)
        {
            Assert.Equal(expected[i].Class, found[i].Class);
            Assert.True(found[i].Box.Overlap(expected[i].Box) > 0.9999f);
            Assert.Equal(expected[i].Distance, found[i].Distance, 1e-3f);
            Assert.Equal(expected[i].RelativeSpeed, found[i].RelativeSpeed, 1e-5f);
        }
    }

    [Fact]
    public void OnlyTheSurestAreDecoded()
    {
        int cells = Description.Rows * Description.Columns;
        float[] logits = [.. Enumerable.Repeat(-9f, 2 * cells)];
        (logits[0], logits[5], logits[6], logits[cells + 40]) = (1f, 3f, 2.9f, 2f);
        var found = VehicleDecoder.Decode(Description, logits, new float[6 * cells], threshold: 0.3f, most: 2);
        Assert.Equal([SemanticClass.Car, SemanticClass.Truck], found.Select(vehicle => vehicle.Class));
        Assert.Equal(1 / (1 + Math.Exp(-3)), found[0].Score, 1e-6);
    }

    [Fact]
    public void LinesAreTheColumnsInWhichTheyCrossRows()
    {
        var batch = Batch(1);
        // From the lower border at column 10 to row 14 at column 40, and a line that is not told.
        batch.Labels[0] = batch.Labels[0] with
        {
            Lines = [new LaneLine(-1, [new Vector2(10, 32), new Vector2(25, 23), new Vector2(40, 14)], []), new LaneLine(3, [new Vector2(1, 32), new Vector2(1, 0)], [])],
        };
        var targets = new MultiTaskTargets(Description, 1);
        targets.Take(batch);

        // Rows 14, 18, 22, 26 and 30 of the picture are the middles of the map's rows 3 to 7; the line is x = 10 + (32 - y) / 0.6.
        Assert.Equal([-1, -1, -1, 10, 8, 6, 5, 3], targets.LineColumns.AsSpan(1 * 8, 8).ToArray());
        Assert.All(targets.LineColumns.Where((_, i) => i / 8 != 1), column => Assert.Equal(-1, column));
    }

    /// <summary>A line through the middles of cells comes back exactly where the network is sure, and between two cells where it is undecided.</summary>
    [Fact]
    public void LinesComeBackFromSureLogits()
    {
        int rows = Description.Rows, columns = Description.Columns;
        float[] places = [.. Enumerable.Repeat(-30f, MultiTaskDescription.Lines * rows * columns)], presences = [.. Enumerable.Repeat(-1f, MultiTaskDescription.Lines * rows)];
        for (int row = 3; row < rows; row++)
        {
            presences[2 * rows + row] = 1;
            places[(2 * rows + row) * columns + 2 + row] = 20;
        }
        places[(2 * rows + 3) * columns + 6] = 20;
        // Two rows are not enough for a line.
        (presences[0], presences[1]) = (1, 1);

        var line = Assert.Single(LineDecoder.Decode(rows, columns, places, presences));
        Assert.Equal(1, line.Side);
        Vector2[] expected = [.. Enumerable.Range(3, rows - 3).Reverse().Select(row => 4 * new Vector2(2 + row + (row == 3 ? 1f : 0.5f), row + 0.5f))];
        Assert.Equal(expected.Length, line.Pixels.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(Vector2.Distance(expected[i], line.Pixels[i]) < 1e-3f, $"{line.Pixels[i]}, not {expected[i]}");
    }

    [Fact]
    public void PixelsAreThoseInTheMiddlesOfCells()
    {
        var batch = Batch(1);
        batch.Classes[(4 * 2 + 2) * 64 + 4 * 5 + 2] = SemanticClass.Marking;
        var targets = new MultiTaskTargets(Description, 1);
        targets.Take(batch);
        Assert.Equal((long)SemanticClass.Marking, targets.Pixels[2 * 16 + 5]);
        Assert.Single(targets.Pixels, value => value != 0);
    }

    /// <summary>By hand: -(1 - p)^2 log p at a centre, -(1 - t)^4 p^2 log(1 - p) beside it.</summary>
    [Fact]
    public void TheLossOfCentresIsThatOfItsDefinition()
    {
        using var scope = NewDisposeScope();
        double p = 1 / (1 + Math.Exp(-0.5)), q = 1 / (1 + Math.Exp(1.0));
        double expected = -(1 - p) * (1 - p) * Math.Log(p) - Math.Pow(1 - 0.4, 4) * q * q * Math.Log(1 - q);
        Assert.Equal(expected, MultiTaskLosses.Centres(tensor(new[] { 0.5f, -1f }), tensor(new[] { 1f, 0.4f })).item<float>(), 1e-6);
    }

    [Fact]
    public void BoxesAreJudgedAtMiddlesAlone()
    {
        using var scope = NewDisposeScope();
        var told = tensor(new[] { 1f, 5f, 2f, 5f }).view(1, 2, 1, 2);
        Assert.Equal(1 + 2, MultiTaskLosses.Boxes(told, zeros(1, 2, 1, 2), tensor(new[] { 1f, 0f }).view(1, 1, 2)).item<float>(), 1e-6);
    }

    /// <summary>Of four equal columns each has the logarithm of a quarter; a presence of logit 0 costs log 2.</summary>
    [Fact]
    public void LinesAreJudgedWhereTheyAre()
    {
        using var scope = NewDisposeScope();
        var columns = tensor(new long[] { 2, -1 }).view(1, 1, 2);
        Assert.Equal(Math.Log(4) + Math.Log(2), MultiTaskLosses.Lines(zeros(1, 1, 2, 4), zeros(1, 1, 2), columns).item<float>(), 1e-6);
    }

    /// <summary>The least of exp(-s) L + s is at s = log L.</summary>
    [Fact]
    public void TasksWeighByTheirUncertainty()
    {
        using var scope = NewDisposeScope();
        using var weights = new TaskWeights(2);
        var parameter = weights.parameters().Single();
        Assert.Equal(3 + 0.5, weights.forward(tensor(new[] { 3f, 0.5f })).item<float>(), 1e-6);
        using (no_grad()) parameter.copy_(tensor(new[] { MathF.Log(3), MathF.Log(0.5f) }));
        weights.forward(tensor(new[] { 3f, 0.5f })).backward();
        Assert.Equal(0, parameter.grad!.abs().max().item<float>(), 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryTaskIsLearnedFromAFewFrames(bool hasMemory)
    {
        using var network = new MultiTaskNetwork(Description with { HasMemory = hasMemory }, new Random(1));
        using var learner = new MultiTaskLearner(network);
        var batch = Drawn();
        var targets = TargetsOf(batch);
        learner.Step(batch, targets, 2e-3, steps: 2);
        var before = learner.Losses;
        for (int i = 0; i < 60; i++) learner.Step(batch, targets, 2e-3, steps: 2);

        foreach (var (task, loss) in learner.Losses) Assert.True(loss < 0.7 * before[task] || (task == "lane" && loss < before[task] - 0.5), $"{task}: {before[task]} to {loss}");
    }

    [Fact]
    public void AFrozenEncoderStaysAsItWas()
    {
        using var network = new MultiTaskNetwork(Description, new Random(1));
        using var learner = new MultiTaskLearner(network, freezeEncoder: true);
        var before = network.named_parameters().ToDictionary(named => named.name, named => named.parameter.detach().clone());
        var batch = Drawn();
        learner.Step(batch, TargetsOf(batch), 1e-2);
        foreach (var (name, parameter) in network.named_parameters())
            Assert.Equal(name.StartsWith("encoder.", StringComparison.Ordinal), IsSame(parameter, before[name]));
    }

    /// <summary>What is remembered is of earlier frames, and not of later ones.</summary>
    [Fact]
    public void AMemorySeesEarlierFramesAlone()
    {
        using var scope = NewDisposeScope();
        using var network = new MultiTaskNetwork(Description with { HasMemory = true }, new Random(1));
        var random = new Random(2);
        byte[] bytes = new byte[2 * 3 * 64 * 32], others = new byte[bytes.Length];
        random.NextBytes(bytes);
        bytes.CopyTo(others, 0);
        int half = bytes.Length / 2;
        random.NextBytes(others.AsSpan(half));
        Assert.True(IsSame(Lane(bytes)[0], Lane(others)[0]));
        bytes.CopyTo(others, 0);
        random.NextBytes(others.AsSpan(0, half));
        Assert.False(IsSame(Lane(bytes)[1], Lane(others)[1]));

        Tensor Lane(byte[] frames) => network.Evaluate(tensor(frames).view(2, 3, 32, 64), steps: 2).Lane;
    }

    [Fact]
    public void SizesThatDoNotFitAreRefused() =>
        Assert.Contains("which 16 does not divide", Assert.Throws<ArgumentException>(() => new MultiTaskNetwork(new MultiTaskDescription(60, 32), new Random(1))).Message);

    /// <summary>What is exactly right scores best in every measure.</summary>
    [Fact]
    public void TruthScoresFully()
    {
        var batch = Drawn();
        var scores = new FrameScores(tellsSpeed: true);
        for (int i = 0; i < batch.Count; i++)
        {
            var truth = batch.Labels[i];
            byte[] classes = [.. Enumerable.Range(0, 8 * 16).Select(cell => (byte)batch.Classes[i * batch.Pixels + (cell / 16 * 4 + 2) * 64 + cell % 16 * 4 + 2])];
            scores.Add(
                new SeenFrame(
                    new(truth.Lane.LateralOffset, truth.Lane.HeadingError, truth.Lane.Curvature, 1, 1, 1), truth.Lines,
                    [.. truth.Vehicles.Select(vehicle => new Detection(vehicle.Class, vehicle.Box, 0.9f, vehicle.Distance, vehicle.RelativeSpeed))], classes),
                batch, i);
        }
        foreach (string metric in (string[])["lane_f1", "map50", "map", "miou", "pixel_accuracy"]) Assert.Equal(1, scores.Metrics[metric], 1e-9);
        foreach (string metric in (string[])["lateral_offset_mae_m", "heading_mae_deg", "distance_mae_percent", "relative_speed_mae_mps"]) Assert.Equal(0, scores.Metrics[metric], 1e-6);
        Assert.Equal(0, scores.Score, 1e-6);
    }

    private static MultiTaskTargets TargetsOf(LabelledFrames batch)
    {
        var targets = new MultiTaskTargets(Description, batch.Count);
        targets.Take(batch);
        return targets;
    }

    private static bool IsSame(Tensor a, Tensor b) => (a - b).abs().max().item<float>() == 0;

    private static LabelledFrames Batch(int frames)
    {
        var batch = new LabelledFrames(frames, 64, 32);
        Array.Fill(batch.Labels, new FrameLabels(new EgoLane(0, 0, 0, 3.75f), [], []));
        return batch;
    }

    /// <summary>Frames with a bright box at a place of its own, a line and a lane that follow it.</summary>
    private static LabelledFrames Drawn()
    {
        var batch = Batch(4);
        for (int frame = 0; frame < 4; frame++) Draw(batch, frame, 6 + 12 * frame);
        return batch;
    }

    /// <summary>Draws a bright box of 12 x 10 pixels from a column on into a frame, with a line at its left side; the lane tells where it is.</summary>
    internal static void Draw(LabelledFrames batch, int frame, int left)
    {
        int bottom = batch.Height - 2;
        var box = new Box(left, bottom - 10, left + 12, bottom);
        for (int pixel = 0; pixel < batch.Pixels; pixel++)
        {
            int x = pixel % batch.Width, y = pixel / batch.Width;
            bool isVehicle = x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;
            for (int channel = 0; channel < 3; channel++) batch.Colour[(frame * 3 + channel) * batch.Pixels + pixel] = (byte)(isVehicle ? 220 : 60 + 30 * channel);
            batch.Classes[frame * batch.Pixels + pixel] = isVehicle ? SemanticClass.Car : SemanticClass.Road;
        }
        batch.Labels[frame] = new FrameLabels(
            new EgoLane(0.02f * left, 0.001f * left, 0.001f, 3.75f),
            [new LaneLine(1, [new Vector2(box.Left, batch.Height), new Vector2(box.Left, 0)], [])],
            [new VehicleLabel(1, SemanticClass.Car, box, 120, Distance: 10 + 0.4f * left, RelativeLane: 0, RelativeSpeed: 0.1f * left)]);
    }
}
