using System.Collections.Immutable;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>What several sections take.</summary>
internal static class CommonShapes
{
    /// <summary>The name of a parameter set.</summary>
    public static Shape Vehicle { get; } = OneOf.Names(VehicleNames());

    /// <summary>A speed on the road.</summary>
    public static Shape RoadSpeed { get; } = new Distributed(Dimension.Speed, 0, 60);

    private static ImmutableArray<string> VehicleNames()
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (VehicleParameters vehicle in VehicleParameters.All) names.Add(vehicle.Name);
        return names.ToImmutable();
    }
}
