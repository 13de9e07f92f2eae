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

    /// <summary>Some of the models that move a vehicle.</summary>
    public static Shape Dynamics(params ReadOnlySpan<DynamicsModel> models)
    {
        ImmutableArray<KeyValuePair<string, DynamicsModel>>.Builder names = ImmutableArray.CreateBuilder<KeyValuePair<string, DynamicsModel>>();
        foreach (DynamicsModel model in models) names.Add(new(Spelling.SnakeCase($"{model}").Replace('_', '-'), model));
        return new OneOf<DynamicsModel>(names.ToImmutable());
    }

    private static ImmutableArray<string> VehicleNames()
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (VehicleParameters vehicle in VehicleParameters.All) names.Add(vehicle.Name);
        return names.ToImmutable();
    }
}
