using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Snowball.Learning;
using Snowball.Perception.Datasets;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Perception.Tests.Datasets;

/// <summary>Folders that are made, killed, gone on with, damaged and read.</summary>
public sealed class DatasetFolderTests
{
    private static readonly ImmutableArray<Scenario> Scenarios = [Driven.Load("dense-traffic"), Driven.Load("lane-keeping")];

    [Fact]
    public void WhatIsReadIsWhatWasDrawn()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(frames: 38);
        Make(plan, folder.Path);
        using var dataset = new DatasetFolder(folder.Path);
        Assert.Equal((19, 19), (dataset.Frames.Count(frame => frame.Info.Scenario == "dense-traffic"), dataset.Frames.Count(frame => frame.Info.Scenario == "lane-keeping")));

        using var source = new SimulatorFrames(Scenarios[0], Settings(plan), plan.Seed, Driven.Cameras);
        LabelledFrames drawn = new(16, 96, 64), read = new(16, 96, 64);
        source.Next(drawn);
        dataset.Next(read);
        SimulatorFramesTests.AssertSame(drawn, read);
        Assert.False(Directory.Exists(folder["parts"]));
    }

    [Fact]
    public void OneThatWasKilledGoesOnToTheSameFiles()
    {
        using TemporaryFolder whole = new(), killed = new();
        var plan = Plan(frames: 40);
        Make(plan, whole.Path);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DatasetMaker.Make(plan, Scenarios, killed.Path, Driven.Cameras, 1, (done, _) =>
        {
            if (done >= 20) stop.Cancel();
        }, stop.Token));
        Assert.Contains("not finished", Assert.Throws<InputException>(() => new DatasetFolder(killed.Path)).Message);
        // A picture of a batch that was not finished.
        File.WriteAllBytes(killed["images/000036.png"], [1, 2, 3]);
        var written = File.GetLastWriteTimeUtc(killed["images/000003.png"]);
        Make(plan, killed.Path);

        Assert.Equal(written, File.GetLastWriteTimeUtc(killed["images/000003.png"]));
        string[] files = [.. Directory.EnumerateFiles(whole.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(whole.Path, file)).Order(StringComparer.Ordinal)];
        Assert.Equal(files, Directory.EnumerateFiles(killed.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(killed.Path, file)).Order(StringComparer.Ordinal));
        Assert.Equal(4 * 40 + 4, files.Length);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(whole[file]), File.ReadAllBytes(killed[file])));
    }

    [Fact]
    public void AnnotationsAreThoseOfCocoAndTheirMasksTheInstances()
    {
        using var folder = new TemporaryFolder();
        Make(Plan(frames: 16), folder.Path);
        using var dataset = new DatasetFolder(folder.Path);
        var coco = JsonNode.Parse(File.ReadAllText(folder["annotations.json"]))!;
        Assert.Equal([1, 2], coco["categories"]!.AsArray().Select(category => (int)category!["id"]!));
        Assert.Equal(16, coco["images"]!.AsArray().Count);
        Assert.All(coco["images"]!.AsArray(), image => Assert.True(File.Exists(folder[(string)image!["file_name"]!])));
        var batch = new LabelledFrames(16, 96, 64);
        dataset.Next(batch);
        var annotations = coco["annotations"]!.AsArray();
        Assert.Equal(dataset.Frames.Sum(frame => frame.Labels.Vehicles.Length), annotations.Count);
        Assert.Equal(Enumerable.Range(1, annotations.Count), annotations.Select(annotation => (int)annotation!["id"]!));
        Assert.True(annotations.Count > 10);
        foreach (var annotation in annotations)
        {
            int image = (int)annotation!["image_id"]!;
            var size = annotation["segmentation"]!["size"]!.AsArray();
            Assert.Equal((64, 96), ((int)size[0]!, (int)size[1]!));
            var mask = new byte[96 * 64];
            RunLengths.Fill([.. annotation["segmentation"]!["counts"]!.AsArray().Select(run => (int)run!)], 96, 1, mask);
            Assert.Equal((int)annotation["area"]!, mask.Count(inside => inside == 1));
            byte instance = (byte)(int)annotation["instance"]!;
            for (int pixel = 0; pixel < mask.Length; pixel++) Assert.Equal(batch.Instances[image * batch.Pixels + pixel] == instance, mask[pixel] == 1);
            var box = annotation["bbox"]!.AsArray().Select(side => (float)side!).ToArray();
            var vehicle = dataset.Frames[image].Labels.Vehicles.Single(label => label.Instance == instance);
            Assert.Equal([vehicle.Box.Left, vehicle.Box.Top, vehicle.Box.Width, vehicle.Box.Height], box);
            Assert.Equal((vehicle.Distance, vehicle.RelativeLane), ((float)annotation["distance"]!, (int)annotation["relative_lane"]!));
        }
    }

    [Fact]
    public void LanesAreThoseOfTuSimpleAndOnTheLines()
    {
        using var folder = new TemporaryFolder();
        Make(Plan(frames: 32), folder.Path);
        using var dataset = new DatasetFolder(folder.Path);
        var lines = File.ReadAllLines(folder["lanes.json"]).Select(line => JsonSerializer.Deserialize<TuSimpleLine>(line, FrameRecord.Format)!).ToList();
        Assert.Equal(dataset.Frames.Select(frame => $"images/{frame.Id:000000}.png"), lines.Select(line => line.RawFile));
        int seen = 0;
        foreach (var (line, frame) in lines.Zip(dataset.Frames))
        {
            Assert.Equal(56, line.HSamples.Length);
            Assert.Equal((14, 63), (line.HSamples[0], line.HSamples[^1]));
            Assert.Equal(frame.Labels.Lines.Length, line.Lanes.Length);
            foreach (var (columns, label) in line.Lanes.Zip(frame.Labels.Lines))
            {
                Assert.Equal(56, columns.Length);
                for (int i = 0; i < columns.Length; i++)
                {
                    if (columns[i] == TuSimpleFile.Absent) continue;
                    seen++;
                    // Its distance from the line.
                    var point = new System.Numerics.Vector2(columns[i] + 0.5f, line.HSamples[i] + 0.5f);
                    float nearest = label.Pixels.Zip(label.Pixels.Skip(1)).Min(piece => Distance(point, piece.First, piece.Second));
                    Assert.True(nearest < 0.06f, $"{nearest} pixels");
                }
            }
        }
        Assert.True(seen > 1000, $"{seen}");
    }

    [Fact]
    public void SequencesAreShuffledWholeAndSelectedByWeather()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(frames: 48) with { Sequence = 3 };
        Make(plan, folder.Path);
        using DatasetFolder one = new(folder.Path, shuffle: 5), same = new(folder.Path, shuffle: 5), plain = new(folder.Path);
        LabelledFrames first = new(48, 96, 64), second = new(48, 96, 64), third = new(48, 96, 64);
        one.Next(first);
        same.Next(second);
        plain.Next(third);
        SimulatorFramesTests.AssertSame(first, second);
        Assert.NotEqual(third.Infos, first.Infos);
        Assert.Equal(third.Infos.OrderBy(Order), first.Infos.OrderBy(Order));
        for (int frame = 0; frame < 48; frame++)
        {
            Assert.Equal(first.Infos[frame / 3 * 3].EpisodeSeed, first.Infos[frame].EpisodeSeed);
            Assert.Equal(first.Infos[frame / 3 * 3].Step + frame % 3, first.Infos[frame].Step);
        }
        one.Next(first);
        Assert.NotEqual(second.Infos, first.Infos);

        string some = plain.Frames[0].Info.Weather;
        using var selected = new DatasetFolder(folder.Path, weather: [some]);
        selected.Next(first);
        Assert.All(first.Infos, info => Assert.Equal(some, info.Weather));
        Assert.Contains("no frame in hail", Assert.Throws<InputException>(() => new DatasetFolder(folder.Path, weather: ["hail"])).Message);

        static (string, ulong, int) Order(FrameInfo info) => (info.Scenario, info.EpisodeSeed, info.Step);
    }

    [Fact]
    public void WhatIsNoDatasetIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.txt"], "mine");
        Assert.Contains("no dataset", Assert.Throws<InputException>(() => new DatasetFolder(folder.Path)).Message);
        Assert.Contains("holds something that is no dataset", Assert.Throws<InputException>(() => Make(Plan(16), folder.Path)).Message);
        Assert.Equal("mine", File.ReadAllText(folder["notes.txt"]));
    }

    [Fact]
    public void ADamagedOneIsToldByTheFile()
    {
        using var folder = new TemporaryFolder();
        Make(Plan(frames: 2), folder.Path);
        Assert.Contains("holds another dataset", Assert.Throws<InputException>(() => Make(Plan(frames: 4), folder.Path)).Message);
        var batch = new LabelledFrames(2, 96, 64);
        byte[] depth = File.ReadAllBytes(folder["depth/000001.png"]);
        File.WriteAllBytes(folder["depth/000001.png"], File.ReadAllBytes(folder["instances/000001.png"]));
        using (var dataset = new DatasetFolder(folder.Path)) Assert.Equal(folder["depth/000001.png"], Assert.Throws<CorruptFileException>(() => dataset.Next(batch)).Path);
        File.WriteAllBytes(folder["depth/000001.png"], depth[..40]);
        using (var dataset = new DatasetFolder(folder.Path)) Assert.Equal(folder["depth/000001.png"], Assert.Throws<CorruptFileException>(() => dataset.Next(batch)).Path);
        string text = File.ReadAllText(folder["frames.jsonl"]);
        foreach (string damaged in (string[])[text[..(text.Length / 2)], text.Split('\n')[0] + "\n", "null\n", ""])
        {
            File.WriteAllText(folder["frames.jsonl"], damaged);
            Assert.Equal(folder["frames.jsonl"], Assert.Throws<CorruptFileException>(() => new DatasetFolder(folder.Path)).Path);
        }
        File.WriteAllText(folder["dataset.json"], "{");
        Assert.Equal(folder["dataset.json"], Assert.Throws<CorruptFileException>(() => new DatasetFolder(folder.Path)).Path);
    }

    private static float Distance(System.Numerics.Vector2 point, System.Numerics.Vector2 from, System.Numerics.Vector2 to)
    {
        var way = to - from;
        float share = way.LengthSquared() > 0f ? Math.Clamp(System.Numerics.Vector2.Dot(point - from, way) / way.LengthSquared(), 0f, 1f) : 0f;
        return System.Numerics.Vector2.Distance(point, from + share * way);
    }

    private static DatasetPlan Plan(int frames) => new(
        DatasetPlan.CurrentFormat, [.. Scenarios.Select(scenario => new DatasetScenario(scenario.Name, scenario.Hash))], frames, Sequence: 1, 96, 64, "varied", SeedSplit.Training, Seed: 4, "software");

    private static FrameSettings Settings(DatasetPlan plan) => new() { Width = plan.Width, Height = plan.Height, Worlds = plan.Worlds, SequenceLength = plan.Sequence };

    private static void Make(DatasetPlan plan, string folder) => DatasetMaker.Make(plan, Scenarios, folder, Driven.Cameras, 1, (_, _) => { }, CancellationToken.None);
}
