using Snowball.Cli.Perception;
using Snowball.Perception.Driving;
using Snowball.Perception.Explanation;
using Snowball.Perception.Inference;
using Snowball.Rendering;
using Snowball.Rendering.Cameras;
using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Software;
using Snowball.Sim;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Inputs;

/// <summary>What draws pictures, by the names that the command line takes.</summary>
internal static class Renderers
{
    /// <summary>By OpenGL where there is a graphics card, else in software.</summary>
    public const string Auto = "auto";

    /// <summary>On any machine, with the same bits.</summary>
    public const string Software = "software";

    /// <summary>By OpenGL, on the CPU where there is no graphics card.</summary>
    public const string OpenGl = "opengl";

    private static readonly Lazy<bool> HasGraphicsCard = new(FindGraphicsCard);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, OpenGl, Software];

    private static readonly Lazy<LaneEstimator> LaneNetwork = new(() => NetworkFinder.LoadLane(NetworkFinder.Lane));
    private static readonly Lazy<LaneExplainer> LaneExplainer = new(() => NetworkFinder.LoadExplainer(NetworkFinder.Lane));

    /// <summary>What draws the frames of environments, and tells lanes from them.</summary>
    public static CameraRigFactory Cameras(string name = Auto) => LaneCamera.With(Frames(name), () => LaneNetwork.Value);

    /// <summary>The same, for people who want to see where in the frames the lanes are seen.</summary>
    public static CameraRigFactory ExplainedCameras() => LaneCamera.With(Frames(Auto), () => LaneNetwork.Value, () => LaneExplainer.Value);

    /// <summary>A renderer.</summary>
    /// <exception cref="MachineException">The machine lacks what it needs.</exception>
    public static IFrameRenderer Make(string name, int width, int height, DetailLevel level, int threads)
        => name == OpenGl || (name == Auto && HasGraphicsCard.Value)
            ? new OpenGlRenderer(width, height, level, threads)
            : new SoftwareRenderer(width, height, level, threads);

    private static CameraRigFactory Frames(string name) => CameraRig.With((width, height, threads) => Make(name, width, height, DetailLevel.Fast, threads));

    private static bool FindGraphicsCard()
    {
        try
        {
            using var trial = new OpenGlRenderer(SoftwareRenderer.LeastSize, SoftwareRenderer.LeastSize, DetailLevel.Fast, threads: 1);
            return !trial.IsSoftware;
        }
        catch (MachineException)
        {
            return false;
        }
    }
}
