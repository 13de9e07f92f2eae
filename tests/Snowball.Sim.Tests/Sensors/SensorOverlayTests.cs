using System.Numerics;
using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Sensors;

/// <summary>What sensors show lies in the world where the vehicles are that they saw.</summary>
public sealed class SensorOverlayTests
{
    private const float Degree = MathF.PI / 180;
    private static readonly LidarSettings Lidar = new(
        new Mount(0.5f, 0.2f, 1.6f, 0.3f), 8, -8 * Degree, 1 * Degree, 360 * Degree, 0.5f * Degree, 0.5f, 120f, 200f, RangeNoise: 0f, Dropout: 0f);

    private static readonly RadarSettings Radar = new(
        new Mount(2.2f, 0.3f, 0.5f, 0.1f), 90 * Degree, 0.5f, 250f, 70f, 400f, 0.3f, 0.1f, 0.5f * Degree, 1e-4f, 1e-4f, 0.01f * Degree, 0f, 0f, 0f, 8);

    [Fact]
    public void LidarReturnsLieOnTheBoxesThatTheyMet()
    {
        using var environment = Worlds.Start(Sensed.By(Lidar, world: Worlds.Handmade), (1, 100, 20), (1, 125, 20), (0, 110, 20));
        environment.Step(Sensed.Action(environment, acceleration: -1f, steering: 0.05f));
        var points = Assert.IsType<PointsOverlay>(Assert.Single(environment.Overlays(0, 0)));
        Assert.Equal("sensor", points.Channel);
        var v = environment.Vehicles;
        int[] met = new int[v.Slots];
        for (int i = 0; i < points.Points.Count; i++)
        {
            var point = points.Points[i];
            Assert.InRange(points.Values[i], float.Epsilon, 1f);
            if (point.Z < 0.001f) continue;
            int vehicle = Enumerable.Range(1, 2).MinBy(other => DistanceToOutline(v, other, point));
            Assert.InRange(DistanceToOutline(v, vehicle, point), 0, 2e-4);
            Assert.InRange(point.Z, 0f, VehicleParameters.All[v.ParameterSet[vehicle]].Height + 1e-3f);
            met[vehicle]++;
        }
        Assert.True(met[1] > 20 && met[2] > 20, $"{met[1]} returns of one, {met[2]} of the other");
    }

    [Fact]
    public void OnHillsReturnsAreLaidOverTheRoad()
    {
        var scenario = Sensed.By(Lidar with { Mount = new Mount(0f, 0f, 1.6f, 0f) }, Worlds.Hills.Simulation.PolicyFrequency, Worlds.Hills);
        using var environment = new DrivingEnv(scenario, worlds: 4);
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int step = 0; step < 20; step++)
        {
            for (int world = 0; world < environment.Worlds; world++)
            {
                var road = environment.Frame.Road(world);
                float hint = environment.Vehicles.S[world * environment.Vehicles.Slots];
                var points = ((PointsOverlay)environment.Overlays(world, 0).Single()).Points;
                for (int i = step; i < points.Count; i += 211)
                {
                    var point = points[i];
                    // The brute-force way to the nearest place of the road: every station.
                    int station = Enumerable.Range(0, road.X.Length).MinBy(i => Math.Pow(road.X[i] - point.X, 2) + Math.Pow(road.Y[i] - point.Y, 2));
                    road.Project(point.X, point.Y, 2f * station, out float s, out float d);
                    float height = point.Z - road.Surface!.Height(s, d);
                    Assert.InRange(height, -0.01f, 4.01f);
                    (low, high) = (MathF.Min(low, road.Surface.Height(s, d)), MathF.Max(high, road.Surface.Height(s, d)));
                }
            }
            environment.Step(new float[environment.Agents * environment.Action.Dimensions]);
        }
        Assert.True(high - low > 3f, $"the road rises by {high - low} m");
    }

    [Fact]
    public void RadarDetectionsHaveTheCovarianceThatTheyTell()
    {
        using var environment = Worlds.Start(Sensed.By(Radar, rate: 20, Worlds.Handmade), (1, 100, 20), (1, 150, 20), (0, 130, 18));
        var v = environment.Vehicles;
        var squares = new List<double>();
        for (int step = 0; step < 30; step++)
        {
            environment.Step(Sensed.Action(environment, 0f, 0.02f * ((step & 2) - 1)));
            if (v.Crashed[0] != 0) break;
            foreach (var track in Assert.IsType<TracksOverlay>(Assert.Single(environment.Overlays(0, 0))).Tracks)
            {
                var sensor = Sensor(v);
                int vehicle = Enumerable.Range(1, 2).MinBy(other => Vector2.Distance(Nearest(v, other, sensor), Plane(track.Position)));
                Assert.Equal(0.5f, track.Position.Z);
                var error = Plane(track.Position) - Nearest(v, vehicle, sensor);
                double determinant = track.CovarianceXX * track.CovarianceYY - track.CovarianceXY * track.CovarianceXY;
                squares.Add((error.X * error.X * track.CovarianceYY - 2 * error.X * error.Y * track.CovarianceXY + error.Y * error.Y * track.CovarianceXX) / determinant);
                // Only the part along the line of sight is measured.
                var sight = Vector2.Normalize(Plane(track.Position) - sensor);
                Assert.Equal(v.Speed[vehicle] * sight.X, Vector2.Dot(track.Velocity, sight), 5 * Radar.SpeedNoise);
            }
        }
        // Within three deviations, and as chi-square of two degrees of freedom: mean 2, deviation of the mean 2 / sqrt(n).
        Assert.True(squares.Count >= 40, $"{squares.Count} detections");
        Assert.InRange(squares.Count(square => square > 9), 0, squares.Count / 20);
        Assert.InRange(squares.Average(), 2 - 8 / Math.Sqrt(squares.Count), 2 + 8 / Math.Sqrt(squares.Count));
    }

    [Fact]
    public void ListedObjectsAreTheVehicles()
    {
        var list = new ObjectListSettings(new Mount(0, 0, 0, 0), 8, 100f, 2 * MathF.PI, 0f);
        using var environment = Worlds.Start(Sensed.By(list, world: Worlds.Handmade), (1, 100, 20), (1, 140, 22), (0, 95, 18));
        for (int step = 0; step < 5; step++) environment.Step(Sensed.Action(environment, -2f, 0.03f));
        var v = environment.Vehicles;
        var tracks = Assert.IsType<TracksOverlay>(Assert.Single(environment.Overlays(0, 0))).Tracks;
        Assert.Equal(2, tracks.Count);
        foreach (var track in tracks)
        {
            int vehicle = track.Id == 0 ? 2 : 1;
            Assert.Equal(v.X[vehicle], track.Position.X, 1e-3f);
            Assert.Equal(v.Y[vehicle], track.Position.Y, 1e-3f);
            Assert.Equal(0f, track.Position.Z);
            Assert.Equal(v.Heading[vehicle], track.Heading, 1e-5f);
            Assert.Equal((v.Length[vehicle], v.Width[vehicle]), (track.Size.X, track.Size.Y));
            Assert.Equal(v.Speed[vehicle], track.Velocity.X, 1e-4f);
            Assert.Equal(0f, track.Velocity.Y, 1e-4f);
            Assert.Equal((0f, 0f, 0f), (track.CovarianceXX, track.CovarianceXY, track.CovarianceYY));
        }
    }

    [Fact]
    public void SatellitePositionsScatterAsTheyTellAndVanishWithoutReception()
    {
        var gnss = new GnssSettings(0.7f, 0f, 100f, 0.05f, [new RoadInterval(140f, 180f)]);
        using var environment = Worlds.Start(Sensed.By(gnss, world: Worlds.Plain), (1, 100, 20));
        var v = environment.Vehicles;
        var errors = new List<double>();
        int none = 0;
        for (int step = 0; step < 400; step++)
        {
            environment.Step(Sensed.Action(environment, 0f));
            var tracks = Assert.IsType<TracksOverlay>(Assert.Single(environment.Overlays(0, 0))).Tracks;
            Assert.Equal(v.S[0] is >= 140f and < 180f, tracks.Count == 0);
            none += tracks.Count == 0 ? 1 : 0;
            foreach (var track in tracks)
            {
                errors.Add((track.Position.X - v.X[0]) / Math.Sqrt(track.CovarianceXX));
                errors.Add((track.Position.Y - v.Y[0]) / Math.Sqrt(track.CovarianceYY));
                Assert.Equal(20f, track.Velocity.X, 0.5f);
            }
        }
        Assert.Equal(20, none);
        Sensed.HasVariance(1, errors);
    }

    [Fact]
    public void WhatDoesNotRunOrHasNothingToShowIsNotShown()
    {
        var scenario = Sensed.By(ImuSettings.Ideal, world: Worlds.Handmade) with
        {
            Sensors = [new SensorSettings("sensor", ImuSettings.Ideal, 10, 0f, []), new SensorSettings("roof", Lidar, 10, 0f, [])],
        };
        using var environment = Worlds.Start(scenario, (1, 100, 20), (1, 125, 20));
        Assert.Empty(environment.Overlays(0, 0));
        environment.Open(["roof"]);
        Assert.Equal("roof", Assert.Single(environment.Overlays(0, 0)).Channel);
    }

    private static Vector2 Plane(Vector3 point) => new(point.X, point.Y);

    private static Vector2 Sensor(VehicleStates v)
    {
        var (sin, cos) = MathF.SinCos(v.Heading[0]);
        return new(v.X[0] + Radar.Mount.X * cos - Radar.Mount.Y * sin, v.Y[0] + Radar.Mount.X * sin + Radar.Mount.Y * cos);
    }

    /// <summary>The point of a vehicle, which heads along x, that is nearest to a place.</summary>
    private static Vector2 Nearest(VehicleStates v, int vehicle, Vector2 place) => new(
        Math.Clamp(place.X, v.X[vehicle] - v.Length[vehicle] / 2, v.X[vehicle] + v.Length[vehicle] / 2),
        Math.Clamp(place.Y, v.Y[vehicle] - v.Width[vehicle] / 2, v.Y[vehicle] + v.Width[vehicle] / 2));

    private static double DistanceToOutline(VehicleStates v, int vehicle, Vector3 point)
    {
        var (sin, cos) = Math.SinCos(v.Heading[vehicle]);
        double dx = point.X - v.X[vehicle], dy = point.Y - v.Y[vehicle];
        double outX = Math.Abs(dx * cos + dy * sin) - v.Length[vehicle] / 2, outY = Math.Abs(dy * cos - dx * sin) - v.Width[vehicle] / 2;
        return outX <= 0 && outY <= 0 ? Math.Min(-outX, -outY) : Math.Sqrt(Math.Pow(Math.Max(outX, 0), 2) + Math.Pow(Math.Max(outY, 0), 2));
    }
}
