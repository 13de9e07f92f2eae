using System.Diagnostics;
using System.Globalization;
using Snowball.Sim.Environments;

namespace Snowball.Sim.Tests.Determinism;

/// <summary>A world's state depends on (scenario, seed, actions) and on nothing else, to the bit.</summary>
public sealed class DeterminismTests
{
    private const ulong Seed = 42;
    private const int Steps = 50;
    private const string HashFile = "SNOWBALL_STATE_HASHES";
    private static readonly Lazy<string> s_hashes = new(() => HashesOfAProcess(null));

    public static TheoryData<string> Names => DrivenWorlds.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void ThreadsDoNotMatter(string name)
    {
        Assert.Equal(Drive(name, worlds: 24, threads: 1), Drive(name, worlds: 24, threads: 2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NeitherDoesTheBatchNorThePlaceInIt(string name)
    {
        var batch = Drive(name, worlds: 64, threads: 2);
        foreach (int world in (int[])[0, 7, 8, 63])
        {
            Assert.Equal(batch[world], Drive(name, worlds: 1, firstWorld: world)[0]);
        }
        Assert.Equal(batch[13..26], Drive(name, worlds: 13, firstWorld: 13));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatWasBeforeAResetIsForgotten(string name)
    {
        using var environment = new DrivingEnv(DrivenWorlds.Load(name), worlds: 9);
        environment.Reset(7);
        DrivenWorlds.Drive(environment, 25);
        environment.Reset(Seed);

        Assert.Equal(Drive(name, worlds: 9), DrivenWorlds.Drive(environment, Steps));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ARestoredStateGoesOnAsItDid(string name)
    {
        using var environment = new DrivingEnv(DrivenWorlds.Load(name), worlds: 9);
        using var other = new DrivingEnv(DrivenWorlds.Load(name), worlds: 9, threads: 2);
        environment.Reset(Seed);
        other.Reset(7);
        DrivenWorlds.Drive(environment, Steps / 2);
        DrivenWorlds.Drive(other, 3);
        var state = new byte[environment.StateBytes];
        environment.Save(state);
        var observations = environment.Observations.ToArray();
        var expected = DrivenWorlds.Drive(environment, Steps / 2);

        environment.Restore(state);
        Assert.Equal(observations, environment.Observations.ToArray());
        Assert.Equal(expected, DrivenWorlds.Drive(environment, Steps / 2));
        other.Restore(state);
        Assert.Equal(expected, DrivenWorlds.Drive(other, Steps / 2));
    }

    /// <summary>Guards the tests above: what they compare does vary. Writes its hashes for <see cref="InstructionsDoNotMatter"/>.</summary>
    [Fact]
    public void SeedsAndScenariosMatter()
    {
        var seen = new HashSet<ulong>();
        var lines = new List<string>();
        foreach (var row in DrivenWorlds.Names)
        {
            foreach (var world in Drive(row.Data, worlds: 5))
            {
                Assert.All(world, hash => Assert.True(seen.Add(hash)));
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{row.Data} {string.Join(' ', world)}"));
            }
        }
        if (Environment.GetEnvironmentVariable(HashFile) is { } file) File.WriteAllLines(file, lines);
    }

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_TieredCompilation")]
    public void InstructionsDoNotMatter(string switchedOff)
    {
        Assert.NotEmpty(s_hashes.Value);
        Assert.Equal(s_hashes.Value, HashesOfAProcess(switchedOff));
    }

    /// <summary>Runs <see cref="SeedsAndScenariosMatter"/> in a process of its own.</summary>
    private static string HashesOfAProcess(string? switchedOff)
    {
        string file = Path.GetTempFileName();
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"*.{nameof(SeedsAndScenariosMatter)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [HashFile] = file, ["NO_COLOR"] = "1" },
        };
        if (switchedOff is not null) start.Environment[switchedOff] = "0";
        try
        {
            using var process = Process.Start(start)!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, text);
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ulong[][] Drive(string name, int worlds, int threads = 1, int firstWorld = 0)
    {
        using var environment = new DrivingEnv(DrivenWorlds.Load(name), worlds, threads, firstWorld: firstWorld);
        environment.Reset(Seed);
        return DrivenWorlds.Drive(environment, Steps);
    }
}
