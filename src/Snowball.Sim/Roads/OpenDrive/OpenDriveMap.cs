using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>What was read from an OpenDRIVE file.</summary>
/// <param name="Network">The roads.</param>
/// <param name="Skipped">How many elements of each name were left out because they say nothing of geometry, such as signals.</param>
public sealed record OpenDriveMap(RoadNetwork Network, IReadOnlyDictionary<string, int> Skipped);
