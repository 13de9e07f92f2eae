using System.Diagnostics;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Tests.Inference;

namespace Snowball.Learning.Tests.Policies;

public sealed class PolicyFileTests : TemporaryFolder
{
    private static readonly PolicyDescription Discrete = new(
        "ppo",
        new DeepDescription(new MlpEncoder(3, [16], Activation.Tanh), Memory: 0, [new LinearHead("policy", 4)]),
        new ObservationDescription(["gap", "speed"], 3),
        new DiscreteActionDescription(4),
        Normaliser: true,
        new ScenarioDescription("lane-keeping", "00ff12ab34cd56ef"),
        new TrainingDescription(7, 100_000),
        new Dictionary<string, double> { ["mean_return"] = 24.5, ["min_ttc"] = double.PositiveInfinity });

    private static readonly PolicyDescription Continuous = Discrete with
    {
        Network = new DeepDescription(new MlpEncoder(3, [16], Activation.Relu), Memory: 0, [new LinearHead("policy", 2)]),
        Action = new ContinuousActionDescription([new("steering", -0.1f, 0.1f), new("acceleration", -4, 2)]),
        Normaliser = false,
    };

    private static readonly PolicyDescription Table = Discrete with
    {
        Agent = "q-learning",
        Network = new QTableDescription([new("gap", [10, 20]), new("speed", [15])]),
        Observation = new ObservationDescription(["gap", "speed"], 2),
        Action = new DiscreteActionDescription(3),
        Normaliser = false,
    };

    [Fact]
    public void ADiscretePolicyTakesTheBestScoreOfTheNormalisedObservation()
    {
        var layers = RandomLayers.Make(1, Activation.Tanh, 3, 16, 4);
        var normaliser = new RunningNormaliser([10, 20, 30], [4, 9, 16], 5);
        PolicyFile.Save(Folder, Discrete, RandomLayers.Weights(layers), normaliser);

        var policy = PolicyFile.Load(Folder);
        var observations = RandomLayers.Values(new Random(2), 11 * 3, 40);
        var actions = new float[11];
        policy.Act(observations, [], [], actions);

        var normalised = new float[33];
        var scores = new float[44];
        normaliser.Normalise(observations, normalised);
        new MlpInference(layers).Forward(normalised, 11, scores);
        Assert.Equal(scores.Chunk(4).Select(row => (float)Array.IndexOf(row, row.Max())), actions);
        Assert.True(actions.Distinct().Count() > 1);
        Assert.Throws<ArgumentException>(() => policy.Act(observations, [], [], new float[10]));
        Assert.Throws<ArgumentException>(() => policy.Act(observations, new byte[11], [], new float[11]));
        Assert.Throws<ArgumentException>(() => policy.Act(observations, [], new float[11], new float[11]));
    }

    [Fact]
    public void AContinuousPolicyGivesTheMeanWithinItsRange()
    {
        var layers = RandomLayers.Make(3, Activation.Relu, 3, 16, 2);
        PolicyFile.Save(Folder, Continuous, RandomLayers.Weights(layers), normaliser: null);

        var policy = PolicyFile.Load(Folder);
        var observations = RandomLayers.Values(new Random(4), 9 * 3, 3);
        var actions = new float[18];
        policy.Act(observations, [], [], actions);

        var means = new float[18];
        new MlpInference(layers).Forward(observations, 9, means);
        Assert.Equal(means.Select((mean, i) => i % 2 == 0 ? Math.Clamp(mean, -0.1f, 0.1f) : Math.Clamp(mean, -4, 2)), actions);
        Assert.Contains(actions.Where((_, i) => i % 2 == 0), value => Math.Abs(value) == 0.1f);
    }

    [Fact]
    public void ATableLooksUpTheBestActionOfTheState()
    {
        double[] values = [0, 1, 2, 5, 4, 3, 0, 0, 0, 1, 9, 1, 0, 0, 7, 3, 2, 1];
        PolicyFile.Save(Folder, Table, values, new long[values.Length]);

        var actions = new float[4];
        PolicyFile.Load(Folder).Act([5, 10, 5, 20, 15, 14, 15, 15], [], [], actions);

        Assert.Equal([2f, 0, 0, 1], actions);
    }

    [Fact]
    public void ATableCanBeLookedAt()
    {
        double[] values = [.. Enumerable.Range(0, 18).Select(i => 0.5 * i)];
        long[] visits = [.. Enumerable.Range(0, 18).Select(i => 7L * i)];
        PolicyFile.Save(Folder, Table, values, visits);

        var (loaded, counted) = PolicyFile.LoadTable(Folder, PolicyFile.Load(Folder).Description);

        Assert.Equal(values, loaded);
        Assert.Equal(visits, counted);
    }

    [Fact]
    public void TheDescriptionComesBackWhole()
    {
        PolicyFile.Save(Folder, Table, new double[18], new long[18]);
        var table = PolicyFile.Load(Folder).Description;
        PolicyFile.Save(Folder, Continuous, RandomLayers.Weights(RandomLayers.Make(3, Activation.Relu, 3, 16, 2)), normaliser: null);
        var continuous = PolicyFile.Load(Folder).Description;

        Assert.Equivalent(Table, table, strict: true);
        Assert.Equivalent(Continuous, continuous, strict: true);
        Assert.Equal(double.PositiveInfinity, table.Metrics["min_ttc"]);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "its version is 2, but this program reads version 1")]
    [InlineData("snowball-policy", "other", "its format is 'other'")]
    [InlineData("\"kind\": \"deep\"", "\"kind\": \"shallow\"", "shallow")]
    [InlineData("\"agent\"", "\"agents\"", "agents")]
    [InlineData("\"tanh\"", "\"gelu\"", "activation")]
    [InlineData("\"ppo\"", "null", "null")]
    [InlineData("\"size\": 3", "\"size\": 4", "does not lead from 4 observed values")]
    [InlineData("\"size\": 3", "\"size\": \"x\"", "size")]
    [InlineData("\"count\": 4", "\"count\": 5", "to 5 actions")]
    [InlineData("\"speed\"", "\"gap\"", "named twice")]
    [InlineData("{", "", "policy.json")]
    [InlineData("16", "17", "the weights 'encoder.layers.0.weight' are F32 [16, 3], not F32 [17, 3]")]
    public void ABadDescriptionIsRefused(string old, string changed, string problem)
    {
        PolicyFile.Save(Folder, Discrete, RandomLayers.Weights(RandomLayers.Make(1, Activation.Tanh, 3, 16, 4)), new RunningNormaliser(3));
        var path = File(PolicyFile.DescriptionName);
        var text = System.IO.File.ReadAllText(path);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        System.IO.File.WriteAllText(path, text[..at] + changed + text[(at + old.Length)..]);

        var e = Assert.Throws<CorruptFileException>(() => PolicyFile.Load(Folder));

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(Folder, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadWeightsAreRefused()
    {
        PolicyFile.Save(Folder, Discrete, RandomLayers.Weights(RandomLayers.Make(1, Activation.Tanh, 3, 16, 4)), new RunningNormaliser(3));
        var path = File(PolicyFile.WeightsName);
        var bytes = System.IO.File.ReadAllBytes(path);

        System.IO.File.WriteAllBytes(path, bytes[..^1]);
        Assert.Contains("truncated", Assert.Throws<CorruptFileException>(() => PolicyFile.Load(Folder)).Message, StringComparison.Ordinal);

        var broken = new SafetensorsFile(path);
        foreach (var (name, tensor) in SafetensorsFile.Read(new MemoryStream(bytes), path).Tensors)
        {
            broken.Add(name, name == "normaliser.variance" ? SafeTensor.From<double>([1, -1, 1], 3) : tensor);
        }

        broken.Write();
        Assert.Contains("variance -1", Assert.Throws<CorruptFileException>(() => PolicyFile.Load(Folder)).Message, StringComparison.Ordinal);

        System.IO.File.Delete(path);
        Assert.Throws<FileNotFoundException>(() => PolicyFile.Load(Folder));
    }

    [Fact]
    public void PartsThatDoNotFitAreNotSaved()
    {
        var layers = RandomLayers.Make(1, Activation.Tanh, 3, 16, 4);

        Assert.Throws<ArgumentException>(() => PolicyFile.Save(Folder, Discrete, RandomLayers.Weights(layers), normaliser: null));
        Assert.Throws<ArgumentException>(() => PolicyFile.Save(Folder, Discrete, RandomLayers.Weights(layers[..1]), new RunningNormaliser(3)));
        Assert.Throws<ArgumentException>(() => PolicyFile.Save(Folder, Discrete, new double[12], new long[12]));
        Assert.Throws<ArgumentException>(() => PolicyFile.Save(Folder, Table, new double[17], new long[17]));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    /// <summary>Runs itself in a fresh process, where no other test has loaded libtorch.</summary>
    [Fact]
    public void LoadsAndActsInAProcessWithoutLibtorch()
    {
        const string variable = "SNOWBALL_TEST_POLICY";
        if (Environment.GetEnvironmentVariable(variable) is { } saved)
        {
            PolicyFile.Load(saved).Act(new float[6], [], [], new float[2]);
            Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "TorchSharp");
            Assert.DoesNotContain(
                Process.GetCurrentProcess().Modules.Cast<ProcessModule>(),
                module => module.ModuleName.Contains("torch", StringComparison.OrdinalIgnoreCase));
            return;
        }

        PolicyFile.Save(Folder, Discrete, RandomLayers.Weights(RandomLayers.Make(1, Activation.Tanh, 3, 16, 4)), new RunningNormaliser(3));
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["-method", $"*.{nameof(LoadsAndActsInAProcessWithoutLibtorch)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [variable] = Folder, ["NO_COLOR"] = "1" },
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0 && text.Contains("Total: 1", StringComparison.Ordinal), text);
    }
}
