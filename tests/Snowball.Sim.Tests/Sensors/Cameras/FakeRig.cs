using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Sim.Tests.Sensors.Cameras;

/// <summary>Pictures without a renderer: every byte tells which episode, step, ego and channel it is of.</summary>
internal sealed class FakeRig(DrivingEnv environment, CameraSettings camera, int pictures) : ICameraRig
{
    private readonly int _channels = camera.Channels.Length;
    private readonly (ulong Seed, int Step, int Ego)[] _captured = new (ulong, int, int)[pictures];

    /// <summary>Pictures drawn so far, and calls.</summary>
    public int Drawn { get; private set; }

    public bool IsDisposed { get; private set; }

    public void Capture(int picture, int world, int ego) => _captured[picture] = (environment.EpisodeSeed(world), environment.EpisodeStep(world), ego);

    public PictureView View(int picture) => default;

    public void Draw(ReadOnlySpan<int> pictures, Span<byte> frames)
    {
        int plane = camera.Width * camera.Height, channels = _channels;
        // Assert.Equal would allocate.
        Assert.True(pictures.Length * channels * plane == frames.Length);
        for (int i = 0; i < pictures.Length; i++)
        {
            var (seed, step, ego) = _captured[pictures[i]];
            for (int channel = 0; channel < channels; channel++)
            {
                frames.Slice((i * channels + channel) * plane, plane).Fill(Value(seed, step, ego, channel));
            }
        }
        Drawn += pictures.Length;
    }

    public void Dispose() => IsDisposed = true;

    /// <summary>What a picture shows, never 0.</summary>
    public static byte Value(ulong seed, int step, int ego = 0, int channel = 0) => (byte)(1 + (seed % 61 + 7 * (ulong)step + 31 * (ulong)ego + 101 * (ulong)channel) % 251);
}
