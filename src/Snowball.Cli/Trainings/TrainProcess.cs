using System.Diagnostics;
using Snowball.Learning.Runs;
using Snowball.Sim;

namespace Snowball.Cli.Trainings;

/// <summary>A training in a process of its own: it goes on from a checkpoint that is there, and what it says goes to a file beside the run.</summary>
/// <param name="Scenario">Name, folder or file.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Settings">Of the agent, such as "ppo.learning_rate=1e-3".</param>
/// <param name="Threads">Threads that it may use.</param>
/// <param name="Run">The run folder.</param>
internal sealed record TrainProcess(string Scenario, string Agent, ulong Seed, IReadOnlyList<string> Settings, int Threads, string Run)
{
    private const string Extension = ".log";

    /// <summary>What the process has said.</summary>
    public string Log => Run + Extension;

    /// <summary>Trains until the gate passes or the steps are spent.</summary>
    /// <param name="pauseAt">Agent steps at which it pauses, to be gone on with later; null trains to the end and judges the result.</param>
    /// <param name="cancellation">Ends the process, which leaves a checkpoint.</param>
    /// <exception cref="InputException">It failed.</exception>
    public async Task Train(long? pauseAt, CancellationToken cancellation)
    {
        bool isBegun = File.Exists(Path.Combine(Run, RunFolder.ConfigurationName));
        string[] settings = isBegun ? ["--resume"] : [.. Settings.SelectMany(setting => new[] { "--set", setting })];
        string[] pause = pauseAt is { } steps ? ["--pause-at", $"{steps}"] : [];
        var start = new ProcessStartInfo(
            Program(), ["train", Scenario, "--agent", Agent, "--seed", $"{Seed}", "--threads", $"{Threads}", "--run", Run, .. settings, .. pause])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InputException("the training could not be started", Run);
        using var registration = cancellation.Register(process.Kill);
        string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.WaitForExitAsync(CancellationToken.None);
        await File.AppendAllTextAsync(Log, string.Concat(said), CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode is not (ExitCode.Done or ExitCode.GateFailed))
            throw new InputException($"the training ended with exit code {process.ExitCode}: {said[1].Trim()} (all that it said is in {Log})", Run);
    }

    private static string Program() => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "snowball.exe" : "snowball");
}
