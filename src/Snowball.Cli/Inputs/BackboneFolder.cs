using Snowball.Cli.Perception;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Perception.Networks;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Cli.Inputs;

/// <summary>The folder of a lane network whose encoder agents see frames with. A run keeps a copy, so that it can be resumed whatever becomes of the network.</summary>
internal sealed class BackboneFolder
{
    private const string NameInRun = "backbone";
    private readonly string _path;

    private BackboneFolder(string path) => _path = path;

    /// <summary>That of a path; null where there is no lane network.</summary>
    public static BackboneFolder? At(string? path) => File.Exists(Path.Combine(path ?? "", LaneNetworkFile.DescriptionName)) ? new BackboneFolder(path!) : null;

    /// <summary>That of a run; null where it has none.</summary>
    public static BackboneFolder? InRun(string run) => At(Path.Combine(run, NameInRun));

    /// <summary>Leaves a copy in a run.</summary>
    public void CopyTo(string run)
    {
        string folder = Directory.CreateDirectory(Path.Combine(run, NameInRun)).FullName;
        foreach (string file in (string[])[LaneNetworkFile.WeightsName, LaneNetworkFile.DescriptionName]) File.Copy(Path.Combine(_path, file), Path.Combine(folder, file));
    }

    /// <summary>The encoder, for the frames of an environment.</summary>
    /// <exception cref="InputException">It cannot read them, or there are none.</exception>
    /// <exception cref="Learning.CorruptFileException">A file is damaged.</exception>
    public Backbone Load(DrivingEnv environment)
    {
        var network = NetworkFinder.LoadLane(_path).Network;
        if (environment.FrameSpec is not { } frames) throw new InputException("a lane network reads frames: train with --observation camera", key: "--from");
        var description = new BackboneDescription(
            (ConvolutionalEncoder)network.Network.Encoder, network.FirstRow, new FrameShape(frames.Channels.Length, frames.Height, frames.Width));
        if (description.Problem is { } problem) throw new InputException(problem, _path);
        return new Backbone(description, NetworkFinder.Weights(_path));
    }

    /// <summary>One line for a person.</summary>
    public override string ToString() => $"Frames are seen with the encoder of {_path}, which stays as it is";
}
