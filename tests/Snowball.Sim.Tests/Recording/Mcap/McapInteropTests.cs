using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Recording.Mcap;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Recording.Mcap;

/// <summary>
/// Our files under the format's reference implementation (npm's @mcap/core), and its files under our reader. Skipped
/// where node or its packages are not to be had.
/// </summary>
public sealed class McapInteropTests(McapInteropTests.NodeProject node) : IClassFixture<McapInteropTests.NodeProject>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(40, 20_000, 4)] // long observations, so that there are several chunks
    public void The_reference_implementation_reads_our_rollouts(int steps, int observationLength, int minimumChunks)
    {
        string path = _folder.File("rollout.mcap");
        Rollouts.Save(path, Rollouts.Drive(steps, observationLength));
        using JsonDocument found = JsonDocument.Parse(node.Run("check.mjs", path));
        JsonElement root = found.RootElement;
        JsonElement counts = root.GetProperty("counts");
        Assert.Equal(6, counts.GetPropertyCount());
        Assert.Equal(1, counts.GetProperty("/scenario").GetInt32());
        Assert.Equal(steps, counts.GetProperty("/state").GetInt32());
        Assert.Equal(steps, counts.GetProperty("/observation").GetInt32());
        Assert.Equal(steps - 1, counts.GetProperty("/action").GetInt32());
        Assert.Equal(steps - 1, counts.GetProperty("/reward").GetInt32());
        Assert.Equal(steps - 1, counts.GetProperty("/metrics").GetInt32());
        Assert.Equal(steps > 1 ? 1 : 0, root.GetProperty("infinities").GetInt32());
        Assert.Equal("0", root.GetProperty("start").GetString());
        Assert.Equal($"{(steps - 1) * 200_000_000L}", root.GetProperty("end").GetString());
        Assert.Equal("snowball", root.GetProperty("library").GetString());
        Assert.Equal("1", root.GetProperty("metadata").GetProperty("rollout").GetProperty("format").GetString());
        Assert.True(root.GetProperty("chunks").GetInt32() >= minimumChunks, "there are several chunks");
    }

    /// <summary>Every message against the schema of its channel: those of the scene, the overlays and the sensors among them.</summary>
    [Fact]
    public void The_reference_implementation_reads_recordings_with_scenes()
    {
        string path = _folder.File("scenes.mcap");
        var scenario = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, "..", "docs", "examples", "sensors"));
        scenario = scenario with { Episode = scenario.Episode with { Duration = 0.2f } };
        RolloutRecorder.Save(path, scenario, environment => new RuleBasedPolicy(environment), episodeSeed: 5);
        using JsonDocument found = JsonDocument.Parse(node.Run("check.mjs", path));
        JsonElement counts = found.RootElement.GetProperty("counts");
        Assert.Equal(1, counts.GetProperty("/road").GetInt32());
        foreach (string topic in (string[])["/vehicles", "/tf", "/overlays/roof", "/overlays/front", "/overlays/plan", "/sensors/roof", "/sensors/front"])
        {
            Assert.Equal(3, counts.GetProperty(topic).GetInt32());
        }
    }

    [Theory]
    [InlineData("chunks")]
    [InlineData("plain")]
    public void Our_reader_reads_files_of_the_reference_implementation(string form)
    {
        string path = _folder.File("reference.mcap");
        node.Run("write.mjs", path, "100", form);
        using var reader = new McapReader(path);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal(("/numbers", (uint)i, (ulong)i * 1_000_000_000), (reader.Channel.Topic, reader.Sequence, reader.LogTime));
            Assert.Equal($$"""{"n":{{i}}}""", Encoding.UTF8.GetString(reader.Data.Span));
        }

        Assert.False(reader.Read());
        Assert.Equal("m", reader.Channel.Metadata["unit"]);
        Assert.Equal("value", Assert.Single(reader.Metadata).Values["key"]);
    }

    /// <summary>A copy of tests/interop/mcap outside the repository, with its packages installed.</summary>
    public sealed class NodeProject : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly string? _missing;

        public NodeProject()
        {
            foreach (string source in Directory.GetFiles(Path.Combine(RepositoryRoot(), "tests", "interop", "mcap")))
            {
                File.Copy(source, _folder.File(Path.GetFileName(source)));
            }

            try
            {
                (int exitCode, _, string errors) = Start("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--engine-strict");
                _missing = exitCode == 0 ? null : $"npm cannot install @mcap/core: {errors}";
            }
            catch (Win32Exception e)
            {
                _missing = $"npm cannot be started: {e.Message}";
            }
        }

        public string Run(string script, params string[] arguments)
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            (int exitCode, string output, string errors) = Start("node", [script, .. arguments]);
            Assert.True(exitCode == 0, errors);
            return output;
        }

        public void Dispose() => _folder.Dispose();

        private (int ExitCode, string Output, string Errors) Start(string program, params string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = _folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }

        private static string RepositoryRoot()
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Snowball.sln")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return folder ?? throw new InvalidOperationException("the repository is not above the test program");
        }
    }
}
