using BenchmarkDotNet.Attributes;
using Snowball.Cli.Bench;

namespace Snowball.Bench;

/// <summary>Times one piece of a workload of `snowball bench`. In this process: what is timed is then what was built and tested.</summary>
[MemoryDiagnoser]
[InProcess]
public abstract class WorkloadBenchmark
{
    private Workload _workload = null!;

    [GlobalSetup]
    public void SetUp() => _workload = Create();

    [GlobalCleanup]
    public void CleanUp() => _workload.Dispose();

    [Benchmark]
    public long Run() => _workload.Run();

    private protected abstract Workload Create();
}

/// <summary>Tier 1, kernels: 64 worlds by 40 substeps of traffic.</summary>
[BenchmarkCategory("kernels")]
public class TrafficKernel : WorkloadBenchmark
{
    private protected override Workload Create() => new TrafficWorkload();
}

/// <summary>Tier 1, kernels: scans of eight worlds.</summary>
[BenchmarkCategory("kernels")]
public class LidarKernel : WorkloadBenchmark
{
    [Params(1, 16)]
    public int Channels { get; set; }

    [Params(false, true)]
    public bool Noise { get; set; }

    private protected override Workload Create() => new LidarWorkload(Channels, Noise);
}

/// <summary>Tier 1, kernels: 256 rows through a policy.</summary>
[BenchmarkCategory("kernels")]
public class InferenceKernel : WorkloadBenchmark
{
    private protected override Workload Create() => new InferenceWorkload();
}

/// <summary>Tier 1, kernels: 256 rows through the same policy in libtorch.</summary>
[BenchmarkCategory("kernels")]
public class TorchInferenceKernel : WorkloadBenchmark
{
    private protected override Workload Create() => new TorchInferenceWorkload();
}

/// <summary>Tier 2, steps of 256 worlds.</summary>
[BenchmarkCategory("step")]
public class EnvironmentStep : WorkloadBenchmark
{
    [Params("highway-fast", "lane-keeping")]
    public string Scenario { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    private protected override Workload Create() => new StepWorkload(Scenario, Threads);
}

/// <summary>Tier 2, starts of 256 episodes.</summary>
[BenchmarkCategory("step")]
public class EnvironmentReset : WorkloadBenchmark
{
    private protected override Workload Create() => new ResetWorkload();
}

/// <summary>Tier 3, an iteration of PPO.</summary>
[BenchmarkCategory("training")]
public class PpoIteration : WorkloadBenchmark
{
    [Params(1, 2)]
    public int Threads { get; set; }

    private protected override Workload Create() => new TrainingWorkload(Threads);
}
