namespace Snowball.Rendering.Scenes;

/// <summary>The shapes of all vehicles.</summary>
public static class VehicleModels
{
    /// <summary>By <see cref="VehicleInstance.Model"/>.</summary>
    public static VehicleModel[] All { get; } = [];
}
