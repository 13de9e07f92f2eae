using Snowball.Rendering.Scenes.Vehicles;
using Snowball.Sim.Vehicles;

namespace Snowball.Rendering.Scenes;

/// <summary>The shapes of all vehicles, and which of them a vehicle has.</summary>
public static class VehicleModels
{
    // Which shapes a set of parameters may have.
    private static readonly (string Vehicle, string[] Shapes)[] ByVehicle =
    [
        ("ford-escort", ["hatchback", "estate"]),
        ("bmw-320i", ["saloon", "estate"]),
        ("vw-vanagon", ["minibus"]),
        ("highway-env-car", ["saloon", "hatchback", "estate", "suv"]),
        ("van", ["van"]),
        ("truck", ["box-truck"]),
        ("semitrailer", ["semitrailer", "container"]),
    ];

    /// <summary>By <see cref="VehicleInstance.Model"/>.</summary>
    public static VehicleModel[] All { get; } = [.. CarShapes(), .. TruckShapes()];

    private static readonly byte[][] ByParameterSet = Places();

    /// <summary>The shapes that a vehicle of a parameter set may have: places in <see cref="All"/>.</summary>
    /// <param name="parameterSet">Place in <see cref="VehicleParameters.All"/>.</param>
    public static ReadOnlySpan<byte> Of(int parameterSet) => ByParameterSet[parameterSet];

    private static VehicleModel[] CarShapes()
    {
        var saloon = new CarShape
        {
            Name = "saloon", Length = 4.6f, Width = 1.8f, Height = 1.45f, Cowl = 0.85f, RoofFront = 0.15f, RoofRear = -0.95f, Deck = -1.6f,
            Nose = 0.72f, Belt = 0.95f, Tail = 0.92f, FrontAxle = 1.4f, RearAxle = -1.35f,
        };
        var hatchback = saloon with
        {
            Name = "hatchback", Length = 4.3f, Cowl = 0.85f, RoofFront = 0.2f, RoofRear = -1.45f, Deck = -2.05f, Tail = 0.9f, FrontAxle = 1.3f, RearAxle = -1.3f,
        };
        var estate = saloon with { Name = "estate", RoofRear = -1.85f, Deck = -2.2f };
        var suv = saloon with
        {
            Name = "suv", Height = 1.65f, Width = 1.85f, Cowl = 0.8f, RoofFront = 0.2f, RoofRear = -1.75f, Deck = -2.15f, Nose = 0.92f, Belt = 1.1f, Tail = 1.05f,
            WheelDiameter = 0.72f, Clearance = 0.28f,
        };
        var minibus = saloon with
        {
            Name = "minibus", Length = 4.57f, Width = 1.84f, Height = 1.95f, Cowl = 1.95f, RoofFront = 1.35f, RoofRear = -2.1f, Deck = -2.25f, Nose = 0.95f,
            Belt = 1.1f, Tail = 1.08f, FrontAxle = 1.35f, RearAxle = -1.2f,
        };
        var van = minibus with
        {
            Name = "van", Length = 5.93f, Width = 2.02f, Height = 2.6f, Cowl = 2.35f, RoofFront = 1.6f, RoofRear = -2.9f, Deck = -2.95f, Nose = 1.05f, Belt = 1.3f,
            Tail = 1.25f, FrontAxle = 1.95f, RearAxle = -1.7f, WheelDiameter = 0.7f,
        };
        return [saloon.Build(), hatchback.Build(), estate.Build(), suv.Build(), minibus.Build(), van.Build()];
    }

    private static VehicleModel[] TruckShapes()
    {
        var white = new Skin(Surface.Plain, Skin.Rgb(225, 226, 224));
        var box = new TruckShape
        {
            Name = "box-truck", Length = 10f, Height = 3.8f, Cab = 2f, CabHeight = 3f, Load = white, Axles = [3.6f, -1.9f],
        };
        var trailer = box with
        {
            Name = "semitrailer", Length = 16.5f, Height = 4f, Cab = 2.2f, CabHeight = 3.8f, Gap = 0.7f, Load = new(Surface.Plain, Skin.Rgb(50, 84, 140)),
            Axles = [6.85f, 3.1f, -3.2f, -4.5f, -5.8f],
        };
        var container = trailer with { Name = "container", Load = new(Surface.Plain, Skin.Rgb(150, 62, 48)) };
        return [box.Build(), trailer.Build(), container.Build()];
    }

    private static byte[][] Places()
    {
        var places = new byte[VehicleParameters.All.Length][];
        for (int set = 0; set < places.Length; set++)
        {
            string vehicle = VehicleParameters.All[set].Name;
            var (_, shapes) = Array.Find(ByVehicle, entry => entry.Vehicle == vehicle);
            places[set] = Array.ConvertAll(shapes, shape => (byte)Array.FindIndex(All, model => model.Name == shape));
        }
        return places;
    }
}
