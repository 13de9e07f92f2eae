#:project ../../../src/Snowball.Sim/Snowball.Sim.csproj
// usage: dotnet run sample.cs -- MAP.xodr...
// For every map: prints why it is refused, or samples the centre of every lane, and the line itself (lane 0), every SPACING metres
// as "sample road lane s x y z heading width", and how far the same points move when the map is written and read back.
using System.Globalization;
using Snowball.Sim;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Roads.OpenDrive;

const double Spacing = 3;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var output = new StreamWriter(Console.OpenStandardOutput());
foreach (string file in args)
{
    output.WriteLine($"map\t{file}");
    try
    {
        var network = OpenDriveReader.Read(file).Network;
        using var copy = new MemoryStream();
        OpenDriveWriter.Write(network, copy);
        copy.Position = 0;
        var again = OpenDriveReader.Read(copy, file).Network;

        double moved = 0;
        foreach (var (road, lane, s) in Places(network))
        {
            var (a, b) = (At(road, lane, s), At(again.Road(road.Id), lane, s));
            moved = Math.Max(moved, Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y) + (a.Z - b.Z) * (a.Z - b.Z)));
            var (left, right) = lane == 0 ? (0, 0) : road.LaneEdges(lane, s);
            output.WriteLine($"sample\t{road.Id}\t{lane}\t{s:R}\t{a.X:R}\t{a.Y:R}\t{a.Z:R}\t{a.Heading:R}\t{left - right:R}");
        }
        output.WriteLine($"moved\t{moved:R}");
    }
    catch (InputException refusal)
    {
        output.WriteLine($"refused\t{refusal.Message}");
    }
}

static WorldPose At(Road road, int lane, double s) => lane == 0 ? road.ToWorld(s, road.LaneOffset.At(s)) : road.LaneToWorld(lane, s);

static IEnumerable<(Road Road, int Lane, double S)> Places(RoadNetwork network)
{
    foreach (var road in network.Roads)
    {
        int steps = Math.Max(1, (int)Math.Ceiling(road.Length / Spacing));
        for (int i = 0; i <= steps; i++)
        {
            double s = road.Length * i / steps;
            yield return (road, 0, s);
            foreach (var lane in road.Sections[road.SectionAt(s)].Lanes) yield return (road, lane.Id, s);
        }
    }
}
