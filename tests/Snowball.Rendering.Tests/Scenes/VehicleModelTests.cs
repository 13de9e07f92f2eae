using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Numerics;
using Snowball.Sim.Vehicles;

namespace Snowball.Rendering.Tests.Scenes;

/// <summary>Shapes of vehicles: their size, what they are made of, and that nothing is seen through them.</summary>
public sealed class VehicleModelTests
{
    private const string Tractor = "tractor", Trailer = "trailer", Crate = "crate";

    /// <summary>What drives.</summary>
    public static TheoryData<string> Names => [.. VehicleModels.All.Select(model => model.Name).Where(name => name is not (Trailer or Crate))];

    /// <summary>What drives and has a body over its whole length: a tractor without its trailer has an open frame behind the cab.</summary>
    public static TheoryData<string> ClosedNames => [.. VehicleModels.All.Select(model => model.Name).Where(name => name is not (Tractor or Trailer or Crate))];

    [Fact]
    public void EveryVehicleHasShapes()
    {
        for (int set = 0; set < VehicleParameters.All.Length; set++)
        {
            Assert.False(VehicleModels.Of(set).IsEmpty);
            foreach (byte place in VehicleModels.Of(set)) Assert.InRange(place, 0, VehicleModels.All.Length - 1);
        }
        Assert.Equal(["saloon", "hatchback", "estate", "suv"], Shapes("highway-env-car"));
        Assert.Contains("semitrailer", Shapes("semitrailer"));

        static string[] Shapes(string vehicle)
            => [.. VehicleModels.Of(VehicleParameters.All.IndexOf(VehicleParameters.Named(vehicle)!)).ToArray().Select(place => VehicleModels.All[place].Name)];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LevelsHaveTheirNumbersOfTriangles(string name)
    {
        var model = Model(name);

        Assert.InRange(model.Near.Count / 3, 200, 650);
        Assert.InRange(model.Middle.Count / 3, 30, 66);
        Assert.InRange(model.Far.Count / 3, 12, 26);
        Assert.InRange(model.Wheel.Count / 3, 24, 100);
    }

    [Theory]
    [MemberData(nameof(ClosedNames))]
    public void TheBodyFillsItsBox(string name)
    {
        var model = Model(name);
        foreach (var range in (ReadOnlySpan<IndexRange>)[model.Near, model.Middle, model.Far])
        {
            Vector3 low = new(float.PositiveInfinity), high = new(float.NegativeInfinity);
            foreach (var vertex in Corners(model, range))
            {
                (low, high) = (Vector3.Min(low, vertex.Position), Vector3.Max(high, vertex.Position));
                Assert.Equal(1f, vertex.Normal.Length(), 1e-4f);
            }
            // Lamps stand out by a centimetre or two.
            Assert.Equal(-0.5f, low.X, 0.006f);
            Assert.Equal(0.5f, high.X, 0.006f);
            Assert.Equal(-0.5f, low.Y, 0.006f);
            Assert.Equal(0.5f, high.Y, 0.006f);
            Assert.InRange(low.Z, 0f, 0.2f);
            Assert.Equal(1f, high.Z, 0.015f);
        }
    }

    /// <summary>What is towed or lies on the road: a box from its floor to its top, on as many wheels as it has.</summary>
    [Theory]
    [InlineData(Trailer, 6, 0.2875f)]
    [InlineData(Crate, 0, 0f)]
    public void BoxesFillTheirBoxAboveTheFloor(string name, int wheels, float floor)
    {
        var model = Model(name);
        Assert.Equal(wheels, model.Wheels.Length);
        Assert.InRange(model.Near.Count / 3, 100, 650);
        // Without its underside.
        Assert.Equal(10, model.Far.Count / 3);
        var corners = Corners(model, model.Far).Select(vertex => vertex.Position).ToList();
        Assert.Equal(new Vector3(-0.5f, -0.5f, floor), corners.Aggregate(Vector3.Min));
        Assert.Equal(new Vector3(0.5f, 0.5f, 1f), corners.Aggregate(Vector3.Max));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LampsAreWhereTheyBelong(string name)
    {
        var model = Model(name);
        foreach (var range in (ReadOnlySpan<IndexRange>)[model.Near, model.Middle, model.Far])
        {
            foreach (var vertex in Corners(model, range))
            {
                var place = vertex.Position;
                if (vertex.Surface == Surface.HeadLamp) Assert.True(place.X > 0.42f);
                if (vertex.Surface == Surface.TailLamp) Assert.True(place.X < -0.42f);
                if (vertex.Surface == Surface.BrakeLamp) Assert.True(place.X < -0.1f && place.Z > 0.85f);
                if (vertex.Surface == Surface.IndicatorLeft) Assert.True(place.Y > 0.2f && MathF.Abs(place.X) > 0.42f);
                if (vertex.Surface == Surface.IndicatorRight) Assert.True(place.Y < -0.2f && MathF.Abs(place.X) > 0.42f);
            }
        }
        Surface[] needed = [Surface.Paint, Surface.Glass, Surface.HeadLamp, Surface.TailLamp, Surface.IndicatorLeft, Surface.IndicatorRight];
        foreach (var surface in needed) Assert.Contains(Corners(model, model.Near), vertex => vertex.Surface == surface);
        Assert.Contains(Corners(model, model.Far), vertex => vertex.Surface == Surface.TailLamp);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WheelsStandOnTheRoadUnderTheBody(string name)
    {
        var model = Model(name);

        Assert.True(model.Wheels.Length >= 4);
        foreach (var wheel in model.Wheels)
        {
            Assert.InRange(MathF.Abs(wheel.Centre.X), 0.1f, 0.45f);
            Assert.InRange(MathF.Abs(wheel.Centre.Y), 0.35f, 0.5f);
            Assert.Equal(wheel.IsSteered, wheel.Centre.X == model.Wheels.Max(other => other.Centre.X));
        }
        foreach (var vertex in Corners(model, model.Wheel)) Assert.True(new Vector2(vertex.Position.X, vertex.Position.Z).Length() <= 0.5001f && MathF.Abs(vertex.Position.Y) <= 0.5f);
    }

    /// <summary>Renderers draw front faces only: whatever a ray from around meets first must be one, or it would look into the body.</summary>
    [Theory]
    [MemberData(nameof(ClosedNames))]
    public void NothingIsSeenThroughTheBody(string name)
    {
        var model = Model(name);
        // In metres, or a long lorry would be looked at from flat angles only.
        bool isLorry = model.Wheels.Length > 4 || name.Contains("truck");
        var size = name.Contains("truck") ? new Vector3(10f, 2.55f, 3.8f) : isLorry ? new Vector3(16.5f, 2.55f, 4f) : new Vector3(4.5f, 1.8f, 1.5f);
        foreach (var range in (ReadOnlySpan<IndexRange>)[model.Near, model.Middle, model.Far])
        {
            var corners = Corners(model, range).Select(vertex => vertex.Position * size).ToArray();
            var random = new RandomStream(episodeSeed: 5, RandomPurpose.Bootstrap, slot: 0);
            int missed = 0, met = 0;
            for (int ray = 0; ray < 1500; ray++)
            {
                var (sin, cos) = Elementary.SinCos(random.NextUniform(0f, 6.28f));
                float distance = size.X * random.NextUniform(0.8f, 2f) + 2f;
                Vector3 eye = new(distance * cos, distance * sin, random.NextUniform(1.3f, 5f));
                // In the body at every level: of a car between the wheels and below the bonnet, of a lorry in its load.
                float along = isLorry ? random.NextUniform(-0.45f, 0.2f) : random.NextUniform(-0.42f, 0.42f), up = random.NextUniform(0.22f, 0.36f);
                var target = new Vector3(along, random.NextUniform(-0.25f, 0.25f), isLorry ? up + 0.2f : up) * size;
                var (first, isFront) = First(corners, eye, target - eye);
                if (first > 1f) missed++;
                else if (isFront) met++;
            }

            Assert.True(missed == 0, $"{missed} of 1500 rays meet nothing");
            Assert.True(met == 1500, $"only {met} of 1500 rays meet an outside first");
        }
    }

    private static (float Distance, bool IsFront) First(Vector3[] corners, Vector3 eye, Vector3 direction)
    {
        float nearest = float.PositiveInfinity;
        bool isFront = false;
        for (int i = 0; i < corners.Length; i += 3)
        {
            Vector3 a = corners[i], edge1 = corners[i + 1] - a, edge2 = corners[i + 2] - a, p = Vector3.Cross(direction, edge2);
            float determinant = Vector3.Dot(edge1, p);
            if (determinant == 0f) continue;
            float inverse = 1f / determinant, u = Vector3.Dot(eye - a, p) * inverse;
            if (u is < 0f or > 1f) continue;
            var q = Vector3.Cross(eye - a, edge1);
            float v = Vector3.Dot(direction, q) * inverse, t = Vector3.Dot(edge2, q) * inverse;
            if (v < 0f || u + v > 1f || t <= 0f || t >= nearest) continue;
            (nearest, isFront) = (t, determinant > 0f);
        }
        return (nearest, isFront);
    }

    private static VehicleModel Model(string name) => VehicleModels.All.Single(model => model.Name == name);

    private static IEnumerable<Vertex> Corners(VehicleModel model, IndexRange range)
        => model.Mesh.Indices.Skip(range.First).Take(range.Count).Select(index => model.Mesh.Vertices[index]);
}
