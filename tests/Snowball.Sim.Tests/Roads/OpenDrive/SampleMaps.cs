using System.Text;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Roads.OpenDrive;

namespace Snowball.Sim.Tests.Roads.OpenDrive;

/// <summary>The hand-written maps of these tests.</summary>
internal static class SampleMaps
{
    public static readonly string[] Names = ["shapes.xodr", "surface.xodr", "lanes.xodr", "junction.xodr"];

    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(SampleMaps).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    public static RoadNetwork Network(string name) => Read(Text(name)).Network;

    public static OpenDriveMap Read(string text) => OpenDriveReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "map.xodr");

    public static string Write(RoadNetwork network)
    {
        using var stream = new MemoryStream();
        OpenDriveWriter.Write(network, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
