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
        ("truck", ["box-truck", "curtain-truck"]),
        ("semitrailer", ["semitrailer", "container", "white-trailer"]),
        ("tractor", ["tractor"]),
        ("trailer", ["trailer"]),
        ("unbraked-trailer", ["trailer"]),
        ("crate", ["crate"]),
    ];

    /// <summary>By <see cref="VehicleInstance.Model"/>.</summary>
    public static VehicleModel[] All { get; } = [.. CarShapes(), .. TruckShapes(), .. BoxShapes()];

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
        var estate = saloon with { Name = "estate", SideWindows = [0.06f, 0.36f, 0.4f, 0.68f, 0.72f, 0.92f], RoofRear = -1.85f, Deck = -2.2f };
        var suv = saloon with
        {
            Name = "suv", Height = 1.65f, Width = 1.85f, Cowl = 0.8f, RoofFront = 0.2f, RoofRear = -1.75f, Deck = -2.15f, Nose = 0.92f, Belt = 1.1f, Tail = 1.05f,
            WheelDiameter = 0.72f, Clearance = 0.28f, HasDarkSkirts = true,
        };
        var minibus = saloon with
        {
            Name = "minibus", Length = 4.57f, Width = 1.84f, Height = 1.95f, Cowl = 1.95f, RoofFront = 1.35f, RoofRear = -2.1f, Deck = -2.25f, Nose = 0.95f,
            Belt = 1.1f, Tail = 1.08f, FrontAxle = 1.35f, RearAxle = -1.2f, Lean = 0.17f, SideWindows = [0.04f, 0.26f, 0.3f, 0.62f, 0.66f, 0.95f],
        };
        var van = minibus with
        {
            Name = "van", Length = 5.93f, Width = 2.02f, Height = 2.6f, Cowl = 2.35f, RoofFront = 1.6f, RoofRear = -2.9f, Deck = -2.95f, Nose = 1.05f, Belt = 1.3f,
            Tail = 1.25f, FrontAxle = 1.95f, RearAxle = -1.7f, WheelDiameter = 0.7f, Lean = 0.16f, SideWindows = [0.04f, 0.22f], HasRearWindow = false, HasDarkSkirts = true,
        };
        return [saloon.Build(), hatchback.Build(), estate.Build(), suv.Build(), minibus.Build(), van.Build()];
    }

    private static VehicleModel[] TruckShapes()
    {
        var box = new TruckShape
        {
            Name = "box-truck", Length = 10f, Height = 3.8f, Cab = 2f, CabHeight = 2.95f, Axles = [3.65f, -1.9f],
            Load = Plain(226, 227, 225), Stripes = Plain(226, 227, 225),
        };
        var flag = box with { Name = "curtain-truck", Load = Plain(66, 110, 92), Stripes = Plain(58, 98, 82) };
        var trailer = new TruckShape
        {
            Name = "semitrailer", Length = 16.5f, Height = 4f, Cab = 2.25f, CabHeight = 3.5f, Gap = 0.65f, TractorEnd = 2.2f, Axles = [6.85f, 3.15f, -3.0f, -4.3f, -5.6f],
            Load = Plain(52, 88, 146), Stripes = Plain(46, 78, 132),
        };
        var container = trailer with { Name = "container", Load = Plain(156, 66, 50), Stripes = Plain(132, 54, 42) };
        var white = trailer with { Name = "white-trailer", Load = Plain(224, 225, 223), Stripes = Plain(212, 214, 214) };
        var tractor = box with { Name = "tractor", Length = 6f, Width = 2.5f, Cab = 2.25f, CabHeight = 3.5f, Height = 3.8f, Floor = 1f, Axles = [1.5f, -2.3f], IsBare = true };
        return [box.Build(), flag.Build(), trailer.Build(), container.Build(), white.Build(), tractor.Build()];

        static Skin Plain(int red, int green, int blue) => new(Surface.Plain, Skin.Rgb(red, green, blue));
    }

    private static VehicleModel[] BoxShapes()
    {
        var trailer = new BoxShape
        {
            Name = "trailer", Length = 13.6f, Width = 2.55f, Height = 4f, Floor = 1.15f, Axles = [-1.2f, -2.5f, -3.8f],
            Load = new(Surface.Plain, Skin.Rgb(52, 88, 146)), Edge = Skin.Steel,
        };
        var crate = new BoxShape
        {
            Name = "crate", Length = 1.2f, Width = 1f, Height = 0.8f,
            Load = new(Surface.Plain, Skin.Rgb(176, 132, 84)), Edge = new(Surface.Plain, Skin.Rgb(132, 94, 56)),
        };
        return [trailer.Build(), crate.Build()];
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
