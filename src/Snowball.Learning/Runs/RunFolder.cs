using System.Diagnostics;
using System.Globalization;
using System.Text;
using Snowball.Learning.Policies;
using Snowball.Learning.Tracking;

namespace Snowball.Learning.Runs;

/// <summary>
/// A training run on the disk: `config.json`, `metrics.jsonl`, `timing.jsonl`, TensorBoard events, `checkpoints/`, and
/// `policy.json` with `policy.safetensors`. Killed at any time, it loses at most what came after its last checkpoint.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>Name of the configuration's file.</summary>
    public const string ConfigurationName = "config.json";

    /// <summary>Name of the file of metrics.</summary>
    public const string MetricsName = "metrics.jsonl";

    /// <summary>Name of the file with the wall time of each line of metrics: apart, so that those repeat to the bit.</summary>
    public const string TimingName = "timing.jsonl";

    /// <summary>Name of the wall time in <see cref="TimingName"/>, s since the run was begun, without the time between processes.</summary>
    public const string Seconds = "seconds";

    private const string LockName = "lock";

    private readonly FileStream held;
    private readonly MetricsLog log, timing;
    private readonly TensorBoardWriter events;
    private readonly double secondsBefore;
    private readonly long opened = Stopwatch.GetTimestamp();

    private RunFolder(string path, FileStream held, string configuration, CheckpointStore checkpoints, Checkpoint? start)
    {
        Path = path;
        this.held = held;
        Configuration = configuration;
        Checkpoints = checkpoints;
        Start = start;
        var lastStep = start?.Step ?? -1;
        log = new MetricsLog(System.IO.Path.Combine(path, MetricsName), lastStep);
        var timingPath = System.IO.Path.Combine(path, TimingName);
        timing = new MetricsLog(timingPath, lastStep);
        secondsBefore = MetricsLog.Read(timingPath) is [.., var last] ? last.Values[Seconds] : 0;
        events = new TensorBoardWriter(path, lastStep + 1, TimeProvider.System);
    }

    /// <summary>The folder; <see cref="PolicyFile"/> writes here too.</summary>
    public string Path { get; }

    /// <summary>The resolved configuration, JSON.</summary>
    public string Configuration { get; }

    /// <summary>Where the training's state goes.</summary>
    public CheckpointStore Checkpoints { get; }

    /// <summary>What the training goes on from; null if it starts from nothing.</summary>
    public Checkpoint? Start { get; }

    /// <summary>The folder of a run, ROOT/SCENARIO/AGENT-SEED.</summary>
    public static string PathOf(string root, string scenario, string agent, ulong seed) =>
        System.IO.Path.Combine(root, scenario, $"{agent}-{seed.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Starts a run.</summary>
    /// <param name="path">A folder that does not exist or is empty.</param>
    /// <param name="configuration">The resolved configuration, JSON.</param>
    /// <exception cref="IOException">The folder holds something.</exception>
    public static RunFolder Create(string path, string configuration)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new IOException($"{path}: the folder holds an earlier run: resume it, delete it, or choose another one.");
        }

        AtomicFile.Write(System.IO.Path.Combine(path, ConfigurationName), stream => stream.Write(Encoding.UTF8.GetBytes(configuration)));
        return new RunFolder(path, Hold(path), configuration, CheckpointsOf(path), start: null);
    }

    /// <summary>Goes on with a run from its latest whole checkpoint; what it logged after that is dropped.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="warn">Is told about damaged checkpoints that are passed over.</param>
    /// <exception cref="CorruptFileException">There are checkpoints, but none is whole, or the log is damaged.</exception>
    /// <exception cref="IOException">There is no run, or another process goes on with it.</exception>
    public static RunFolder Resume(string path, Action<string> warn)
    {
        var configuration = File.ReadAllText(System.IO.Path.Combine(path, ConfigurationName));
        var held = Hold(path);
        try
        {
            var checkpoints = CheckpointsOf(path);
            return new RunFolder(path, held, configuration, checkpoints, checkpoints.LoadLatest(warn));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Logs values to `metrics.jsonl` and TensorBoard. To be called before the checkpoint of the same step is saved.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="metrics">Values by snake_case name.</param>
    public void Log(long step, IReadOnlyDictionary<string, double> metrics)
    {
        log.Write(step, metrics);
        timing.Write(step, new Dictionary<string, double> { [Seconds] = Math.Round(secondsBefore + Stopwatch.GetElapsedTime(opened).TotalSeconds, 3) });
        events.Write(step, metrics);
    }

    /// <summary>Logs how values are distributed, to TensorBoard alone.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="name">What TensorBoard calls it.</param>
    /// <param name="values">At least one.</param>
    public void LogHistogram(long step, string name, ReadOnlySpan<double> values) => events.WriteHistogram(step, name, values);

    /// <summary>Logs a picture, to TensorBoard alone.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="name">What TensorBoard calls it.</param>
    /// <param name="png">A PNG of red, green and blue.</param>
    public void LogImage(long step, string name, byte[] png) => events.WriteImage(step, name, png);

    /// <summary>Logs text, to TensorBoard alone.</summary>
    /// <param name="name">What TensorBoard calls it.</param>
    /// <param name="markdown">The text, Markdown.</param>
    public void LogText(string name, string markdown) => events.WriteText(Start?.Step ?? 0, name, markdown);

    /// <summary>
    /// How long the training took up to each line of metrics, by its step, s: simulation, learning and validations, without the
    /// time between a kill and its resumption. Empty for runs of before there was the file.
    /// </summary>
    /// <exception cref="CorruptFileException">The file is damaged.</exception>
    public static IReadOnlyDictionary<long, double> ReadTiming(string path)
    {
        var file = System.IO.Path.Combine(path, TimingName);
        return File.Exists(file) ? MetricsLog.Read(file).ToDictionary(line => line.Step, line => line.Values[Seconds]) : new Dictionary<long, double>();
    }

    /// <summary>Closes the logs.</summary>
    public void Dispose()
    {
        log.Dispose();
        timing.Dispose();
        events.Dispose();
        held.Dispose();
    }

    /// <summary>Keeps others from writing to the folder until it is disposed, or this process ends.</summary>
    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException fault)
        {
            throw new IOException($"{path}: another process trains in the folder: wait for it, or end it.", fault);
        }
    }

    private static CheckpointStore CheckpointsOf(string path) => new(System.IO.Path.Combine(path, "checkpoints"));
}
