using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.OpenGl;

/// <summary>A straight road along x, its left edge at y = 0, with traffic on it, and cameras over it.</summary>
internal static class StraightRoad
{
    public static RoadScene Scene { get; } = RoadSceneBuilder.Build(Carriageway.Straight(lanes: 3, laneWidth: 3.75f, speedLimit: 30f), 0f, 600f, DetailLevel.Fast);

    /// <summary>Vehicles of all models, three abreast.</summary>
    public static VehicleInstance[] Vehicles(int count, int first = 0)
    {
        var vehicles = new VehicleInstance[count];
        for (int i = 0; i < count; i++)
        {
            int number = first + i;
            vehicles[i] = Vehicle(new(15f + i / 3 * 18f + number % 5, -1.9f - i % 3 * 3.75f, 0f), number % VehicleModels.All.Length, (byte)(i + 1));
            vehicles[i].Lamps = (Lamps)(number % 32);
            vehicles[i].Paint = 0xFF000000u | (uint)(number * 2654435761L & 0x7F7F7F) + 0x404040;
        }
        return vehicles;
    }

    public static VehicleInstance Vehicle(Vector3 position, int model, byte id) => new()
    {
        Position = position,
        Forward = Vector3.UnitX,
        Up = Vector3.UnitZ,
        Size = new(4.5f, 1.8f, 1.5f),
        Paint = 0xC08040,
        Model = (byte)model,
        Id = id,
    };

    /// <summary>A camera 1.5 m over the middle lane, looking along the road.</summary>
    public static CameraView View(int width, float x = 0f, int vehicles = 0, int firstVehicle = 0) => new()
    {
        Pose = new(new(x, -5.6f, 1.5f), Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ),
        FocalLength = 0.7f * width,
        FirstVehicle = firstVehicle,
        Vehicles = vehicles,
        Atmosphere = Atmospheres.Clear,
    };
}
