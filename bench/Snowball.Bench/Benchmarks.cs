using BenchmarkDotNet.Attributes;
using Snowball.Cli.Bench;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

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

/// <summary>Tier 1, kernels: 64 vehicles for 0.1 s by a model of vehicle dynamics (KS, ST, STD).</summary>
[BenchmarkCategory("kernels")]
public class DynamicsKernel : WorkloadBenchmark
{
    [Params("kinematic", "linear-single-track", "single-track-drift")]
    public string Dynamics { get; set; } = "";

    private protected override Workload Create() => new DynamicsWorkload(Dynamics);
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

/// <summary>Tier 1, kernels: the gradient of a policy over 512 rows.</summary>
[BenchmarkCategory("kernels")]
public class GradientKernel : WorkloadBenchmark
{
    private protected override Workload Create() => new GradientWorkload();
}

/// <summary>Tier 1, kernels: the same gradient by libtorch.</summary>
[BenchmarkCategory("kernels")]
public class TorchGradientKernel : WorkloadBenchmark
{
    private protected override Workload Create() => new TorchGradientWorkload();
}

/// <summary>
/// Tier 1, kernels: contact in 8 worlds of 30 cars, a substep of 0.05 s: no contact rule that looks at all pairs (footprints), rigid
/// bodies of which none touch, and all in one sliding pile.
/// </summary>
[MemoryDiagnoser]
[InProcess]
[BenchmarkCategory("kernels")]
public class ContactKernel
{
    private const int Cars = 30;
    private readonly ColumnStore _store = new(ColumnStore.WorldBlock);
    private VehicleStates _vehicles = null!;
    private PlanarPhysics _physics = null!;
    private byte[] _start = [];

    [Params("footprints", "apart", "pile")]
    public string Cars30 { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _vehicles = new VehicleStates(_store, Cars, egos: 1);
        _physics = new PlanarPhysics(_vehicles, [DynamicsModel.Kinematic],
            contact: Cars30 == "footprints" ? new FootprintContactSettings() : new RigidBodyContactSettings(0.5f, 0.1f));
        var car = VehicleParameters.Named("bmw-320i")!;
        for (int i = 0; i < _vehicles.X.Length; i++)
        {
            _vehicles.Place(i, car, DynamicsModel.Kinematic);
            int column = i % Cars / 3, lane = i % 3;
            (_vehicles.X[i], _vehicles.Y[i]) = Cars30 == "pile" ? (4.4f * column, 1.55f * lane) : (30f * column, 3.5f * lane);
            _vehicles.Speed[i] = 25f;
            if (Cars30 != "pile") continue;
            _vehicles.Speed[i] = 25f - column;
            _vehicles.Crashed[i] = 1;
        }
        _start = new byte[_store.StateBytes];
        _store.Save(_start);
    }

    /// <summary>Restoring is a copy of some kilobytes, in every case alike.</summary>
    [Benchmark(OperationsPerInvoke = ColumnStore.WorldBlock)]
    public void Step()
    {
        _store.Restore(_start);
        _physics.Advance(0, ColumnStore.WorldBlock, 0.05f);
    }
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

/// <summary>Tier 2, steps of 64 worlds with one sensor.</summary>
[BenchmarkCategory("step")]
public class SensorStep : WorkloadBenchmark
{
    [ParamsSource(nameof(Sensors))]
    public string Sensor { get; set; } = "";

    public static IEnumerable<string> Sensors => SensorWorkload.Names;

    private protected override Workload Create() => new SensorWorkload(Sensor);
}

/// <summary>Tier 2, 64 pictures of dense traffic.</summary>
[BenchmarkCategory("step")]
public class RenderPictures : WorkloadBenchmark
{
    [Params("software", "opengl")]
    public string Renderer { get; set; } = "";

    [Params(84, 160)]
    public int Width { get; set; }

    [Params(false, true)]
    public bool AllPlanes { get; set; }

    private protected override Workload Create()
        => new RenderWorkload(Renderer, Width, Width == 84 ? 84 : 96, pictures: 64, threads: 1) { DrawsAllPlanes = AllPlanes };
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
