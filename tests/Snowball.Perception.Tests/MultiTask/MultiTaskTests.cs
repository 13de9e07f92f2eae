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

    /// <summary>Worked out by hand: of a box of 12 x 8 cells, 3 columns and 2 rows have their middles at most 0.15 of its size from its own; a small vehicle before it takes a cell away.</summary>
    [Fact]
    public void ManyCellsTellOfSomethingNear()
    {
        var batch = Batch(1);
        batch.Labels[0] = batch.Labels[0] with
        {
            Vehicles = [new(1, SemanticClass.Truck, new Box(10, 0, 58, 32), 900, Distance: 3, 0, 0), new(2, SemanticClass.Car, new Box(28, 12, 32, 16), 9, Distance: 40, 0, 0)],
        };
        var targets = new MultiTaskTargets(Description, 1);
        targets.Take(batch);

        // The truck's middle is at (8.5, 4): columns 7 to 9 have theirs at most 1.8 from it, rows 3 and 4 at most 1.2. The car has cell (7, 3).
        int columns = Description.Columns, cells = Description.Rows * columns;
        int[] truck = [3 * columns + 8, 3 * columns + 9, 4 * columns + 7, 4 * columns + 8, 4 * columns + 9];
        int[] told = [.. Enumerable.Range(0, cells).Where(cell => targets.Centres[cells + cell] == 1)];
        Assert.Equal(truck, told);
        Assert.Equal([3 * columns + 7], Enumerable.Range(0, cells).Where(cell => targets.Centres[cell] == 1));
        Assert.All(told, cell => Assert.Equal(1f / told.Length, targets.Shares[cell]));
        Assert.Equal(1, targets.Shares[3 * columns + 7]);
        Assert.Equal(2, targets.Shares.Sum(), 1e-6);
        // From the middle of cell (9, 4): 7 to the left side, 4.5 to the top, 5 to the right, 3.5 to the bottom.
        Assert.Equal([7f, 4.5f, 5f, 3.5f], Enumerable.Range(0, 4).Select(side => MathF.Round(MathF.Exp(targets.Boxes[side * cells + 4 * columns + 9]), 4)));
    }

    [Fact]
    public void OfTwoDetectionsOfTheSameBoxTheSurerOneStays()
    {
        int cells = Description.Rows * Description.Columns;
        float[] logits = [.. Enumerable.Repeat(-9f, 2 * cells)], boxes = new float[6 * cells];
        // Boxes of 8 x 2 cells whose middles are 2 cells apart share 6 of 10 columns; 5 cells apart, 3 of 13.
        foreach (int cell in (int[])[68, 70, 75]) (boxes[cell], boxes[2 * cells + cell]) = (MathF.Log(4), MathF.Log(4));
        (logits[68], logits[cells + 70], logits[75]) = (1f, 2f, 1f);
        var found = VehicleDecoder.Decode(Description, logits, boxes, threshold: 0.3f, most: 10);
        Assert.Equal([SemanticClass.Truck, SemanticClass.Car], found.Select(vehicle => vehicle.Class));
        Assert.Equal(4 * (75 % 16 + 0.5f), 0.5f * (found[1].Box.Left + found[1].Box.Right), 1e-4);
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

    /// <summary>By hand: -(1 - p)^2 log p at a centre by its share, -(1 - t)^4 p^2 log(1 - p) beside it.</summary>
    [Theory]
    [InlineData(0.5f, 2)]
    [InlineData(3f, 3)]
    public void TheLossOfCentresIsThatOfItsDefinition(float share, double vehicles)
    {
        using var scope = NewDisposeScope();
        double p = 1 / (1 + Math.Exp(-0.5)), q = 1 / (1 + Math.Exp(1.0));
        double expected = (-share * (1 - p) * (1 - p) * Math.Log(p) - Math.Pow(1 - 0.4, 4) * q * q * Math.Log(1 - q)) / vehicles;
        // Two frames of a cell each: fewer vehicles than frames count as many.
        Assert.Equal(expected, MultiTaskLosses.Centres(
            tensor(new[] { 0.5f, -1f }).view(2, 1, 1, 1), tensor(new[] { 1f, 0.4f }).view(2, 1, 1, 1), tensor(new[] { share, 0f }).view(2, 1, 1)).item<float>(), 1e-6);
    }

    /// <summary>By hand: boxes of 2 x 2 and 4 x 1 about a cell share 2 x 1 of 6, and 4 x 2 holds both: 2 / 6 - 2 / 8. Boxes elsewhere do not count.</summary>
    [Fact]
    public void BoxesAreJudgedWhereVehiclesAreAlone()
    {
        using var scope = NewDisposeScope();
        float two = MathF.Log(2), half = MathF.Log(0.5f);
        var told = tensor(new[] { 0f, 9f, 0f, 9f, 0f, 9f, 0f, 9f, 3f, 9f }).view(1, 5, 1, 2);
        var target = tensor(new[] { two, 0f, half, 0f, two, 0f, half, 0f, 1f, 0f }).view(1, 5, 1, 2);
        double expected = 1 - (2.0 / 6 - 2.0 / 8) + 2;
        Assert.Equal(expected, MultiTaskLosses.Boxes(told, target, tensor(new[] { 1f, 0f }).view(1, 1, 2)).item<float>(), 1e-5);
        Assert.Equal(0, MultiTaskLosses.Boxes(told, target, zeros(1, 1, 2)).item<float>());
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

    /// <summary>Of an odd number of sequences one part has more.</summary>
    [Fact]
    public void ThreadsChangeNoBits() => Assert.Equal(Learned(Drawn(frames: 3), threads: 1), Learned(Drawn(frames: 3), threads: 4));

    /// <summary>The mean of two equal gradients is either, to the bit; of other frames it is another one.</summary>
    [Fact]
    public void AStepGoesDownTheMeanOfTheGradientsOfItsParts()
    {
        var twice = Batch(2);
        for (int frame = 0; frame < 2; frame++) Draw(twice, frame, left: 6);
        byte[] once = Learned(Drawn(frames: 1));
        Assert.Equal(once, Learned(twice));
        Assert.NotEqual(once, Learned(Drawn(frames: 2)));
    }

    /// <summary>The weights after three steps.</summary>
    private static byte[] Learned(LabelledFrames batch, int threads = 1)
    {
        using var scope = NewDisposeScope();
        using var network = new MultiTaskNetwork(Description, new Random(1));
        using var learner = new MultiTaskLearner(network, threads: threads);
        var targets = TargetsOf(batch);
        for (int i = 0; i < 3; i++) learner.Step(batch, targets, 1e-2);
        return [.. network.parameters().SelectMany(parameter => parameter.detach().contiguous().bytes.ToArray())];
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

    /// <summary>Weights move with every step unless tasks weigh the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TasksMayWeighTheSame(bool weighsAlike)
    {
        using var network = new MultiTaskNetwork(Description, new Random(1));
        using var learner = new MultiTaskLearner(network, weighsAlike: weighsAlike);
        var batch = Drawn();
        learner.Step(batch, TargetsOf(batch), 1e-2);
        Assert.Equal(weighsAlike, learner.Weights.All(weight => weight == 1));
        Assert.Equal(4, learner.Weights.Count);
    }

    /// <summary>A layer of cells is a convolution with filters of 1 x 1.</summary>
    [Fact]
    public void LayersOfCellsAreConvolutions()
    {
        using var scope = NewDisposeScope();
        using var layer = new CellLayer(5, 3, gain: 1, new Random(1), bias: 0.25);
        var parameters = layer.named_parameters().ToDictionary(named => named.name, named => (Tensor)named.parameter);
        var map = tensor(Enumerable.Range(0, 2 * 5 * 4 * 6).Select(i => MathF.Sin(i)).ToArray()).view(2, 5, 4, 6);
        var expected = nn.functional.conv2d(map, parameters["linear.weight"].view(3, 5, 1, 1), parameters["linear.bias"]);
        var told = layer.forward(map);
        Assert.Equal(expected.shape, told.shape);
        Assert.Equal(0, (expected - told).abs().max().item<float>(), 1e-5);
    }

    /// <summary>What is told of a frame does not depend on what else is in the batch.</summary>
    [Fact]
    public void FramesOfABatchAreSeenByThemselves()
    {
        using var scope = NewDisposeScope();
        using var network = new MultiTaskNetwork(Description, new Random(1));
        byte[] bytes = new byte[3 * 3 * 64 * 32];
        new Random(2).NextBytes(bytes);
        var frames = tensor(bytes).view(3, 3, 32, 64);
        var (all, alone) = (network.Evaluate(frames), network.Evaluate(frames.narrow(0, 1, 1)));
        Assert.Equal(0, (all.Lane[1] - alone.Lane[0]).abs().max().item<float>(), 1e-5);
        Assert.Equal(0, (all.Boxes[1] - alone.Boxes[0]).abs().max().item<float>(), 1e-5);
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
    private static LabelledFrames Drawn(int frames = 4)
    {
        var batch = Batch(frames);
        for (int frame = 0; frame < frames; frame++) Draw(batch, frame, 6 + 12 * frame);
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
