using Snowball.Cli.Perception;
using Snowball.Perception.Inference;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Bench;

/// <summary>What the committed lane network tells of frames, from the camera's bytes to lanes.</summary>
internal sealed class LaneWorkload : Workload
{
    private const int Frames = 64;

    private readonly LaneEstimator _estimator = NetworkFinder.LoadLane(NetworkFinder.Lane);
    private readonly byte[] _frames;
    private readonly SeenLane[] _lanes = new SeenLane[Frames];

    public LaneWorkload(int threads)
        : base($"lane network, 84 x 84, {Frames} frames, managed", threads, "frames/s")
    {
        _frames = new byte[Frames * _estimator.Frame.Size];
        new Random(0).NextBytes(_frames);
    }

    public override long Run()
    {
        _estimator.Estimate(_frames, _lanes, Threads);
        return Frames;
    }

    public override void Dispose()
    {
    }
}
