using System.Text.Json.Nodes;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;

namespace Snowball.Learning.Tests.Inference;

public sealed class BackboneTests : TemporaryFolder
{
    private const int FirstRow = 2, Width = 6;
    private static readonly ConvolutionalEncoder Encoder = new(0, ConvolutionalLayers.Residual, new FrameShape(1, 6, 8), Width);
    private static readonly BackboneDescription Description = new(Encoder, FirstRow, new FrameShape(3, 8, 8));

    /// <summary>Four pictures one after another. Older ones are not looked at again.</summary>
    [Fact]
    public void GivesTheFeaturesOfTheLastPicturesNewestFirst()
    {
        var backbone = new Backbone(Description, Weights());
        float[] memory = new float[backbone.MemorySize];
        var pictures = Enumerable.Range(1, 4).Select(Picture).ToList();
        float[][] seen = [.. pictures.Select(picture => Give([.. picture, .. new byte[2 * picture.Length]], memory))];

        float[][] each = [.. pictures.Select(Features)];
        Assert.Equal(4, each.Select(features => string.Join(' ', features)).Distinct().Count());
        Assert.Equal([.. each[0], .. each[0], .. each[0]], seen[0]);
        Assert.Equal([.. each[1], .. each[0], .. each[0]], seen[1]);
        Assert.Equal([.. each[2], .. each[1], .. each[0]], seen[2]);
        Assert.Equal([.. each[3], .. each[2], .. each[1]], seen[3]);

        float[] Give(byte[] frames, float[] remembered)
        {
            float[] output = new float[backbone.OutputSize];
            backbone.Forward([], frames, remembered, 1, output);
            return output;
        }
    }

    /// <summary>Of features as they are the head adds up those of the oldest picture.</summary>
    [Fact]
    public void APolicyComesBackFromItsFiles()
    {
        SavePolicy();
        var policy = PolicyFile.Load(Folder);
        Assert.Equal(Description, policy.Description.Backbone);
        float[] memory = new float[policy.MemorySize], action = new float[1];
        for (int i = 1; i <= 3; i++) policy.Act([], [.. Picture(i), .. new byte[128]], memory, action);
        Assert.Equal(Features(Picture(1)).Sum(), action[0], 1e-5f);
        Assert.NotEqual(0, action[0]);
    }

    [Theory]
    [InlineData("network.encoder.numbers", 5, "does not lead from 0 observed values and pictures to 1 actions")]
    [InlineData("network.memory", 4, "only a network without a memory has a backbone")]
    [InlineData("observation.frames.channels", 4, "the backbone does not read what is observed")]
    [InlineData("backbone.first_row", 1, "the backbone reads pictures of 8 x 7 with 1 channels, and the stack has 8 x 8 with 3")]
    public void APolicyThatDoesNotFitItsBackboneIsRefused(string key, int value, string message)
    {
        SavePolicy();
        string path = Path.Combine(Folder, PolicyFile.DescriptionName);
        JsonNode json = JsonNode.Parse(System.IO.File.ReadAllText(path))!, parent = json;
        string[] names = key.Split('.');
        foreach (string name in names[..^1]) parent = parent[name]!;
        parent[names[^1]] = value;
        System.IO.File.WriteAllText(path, json.ToJsonString());
        Assert.Contains(message, Assert.Throws<CorruptFileException>(() => PolicyFile.Load(Folder)).Message);
    }

    private void SavePolicy()
    {
        var description = new PolicyDescription(
            "test", new DeepDescription(new MlpEncoder(Description.Features, [], Activation.Tanh), Memory: 0, [new LinearHead("policy", 1)]),
            new ObservationDescription([], 0, Description.Frames), new ContinuousActionDescription([new ActionDimension("action", -100, 100)]),
            Normaliser: false, new ScenarioDescription("test", "00"), new TrainingDescription(1, 2), new Dictionary<string, double>(), Description);
        float[] oldest = [.. new float[2 * Width], .. Enumerable.Repeat(1f, Width)];
        PolicyFile.Save(Folder, description, new Dictionary<string, SafeTensor>(new Backbone(Description, Weights()).Weights)
        {
            ["heads.policy.weight"] = SafeTensor.From<float>(oldest, 1, oldest.Length),
            ["heads.policy.bias"] = SafeTensor.From<float>([0f], 1),
        }, normaliser: null);
    }

    /// <summary>Of random layers.</summary>
    private static Dictionary<string, SafeTensor> Weights()
    {
        using var network = new DeepNetwork(new DeepDescription(Encoder, Memory: 0, [new LinearHead("head", 1)]), new Random(1));
        return network.Weights();
    }

    private static byte[] Picture(int seed)
    {
        byte[] picture = new byte[64];
        new Random(seed).NextBytes(picture);
        return picture;
    }

    private static float[] Features(byte[] picture)
    {
        byte[] prepared = new byte[Encoder.Picture.Size];
        new FramePreparation(new FrameShape(1, 8, 8), FirstRow).Apply(picture, prepared);
        float[] features = new float[Width];
        ConvolutionalInference.Create(Encoder, new NetworkWeights(Weights())).Forward([], prepared, [], 1, features);
        return features;
    }
}
