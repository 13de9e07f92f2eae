using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Vehicles;
using Snowball.Sim.Vehicles;
namespace Snowball.Physics.Bepu.Tests;
public sealed class Try
{
    [Fact] public void Trip()
    {
        var road = BepuPlayground.Road.With([new BarrierLine(-200f, 400f, -5f, -5f, 0.15f)], []);
        foreach (float speed in (float[])[2, 3, 4, 5, 6, 7, 8, 10])
        {
            var f = BepuPlayground.Fleet(vehicle: "vw-vanagon", road: road);
            f.States.RoadFriction[0] = 0.05f;
            f.Put(0, 0, 0, 0, speed); f.States.SlipAngle[0] = -MathF.PI / 2; f.Put(0, 0, -2f, 0, speed);
            float most = 0; int steps = 0;
            while (steps++ < 300) { f.Advance(0.02f); most = MathF.Max(most, MathF.Abs(f.States.Spatial!.Roll[0])); }
            Show(f, 0, $"trip {speed} most roll {most:0.00}");
        }
    }
    [Fact] public void Barrier()
    {
        var road = BepuPlayground.Road.With([new BarrierLine(-200f, 400f, -10f, -10f)], []);
        foreach (float angle in (float[])[7, 20, 45])
        {
            var f = BepuPlayground.Fleet(road: road);
            f.Put(0, 0, 0, -angle / 57.3f, 27.8f);
            for (int i = 0; i < 12; i++) { f.Advance(0.02f, 10); Show(f, 0, $"barrier {angle}"); }
        }
    }
    [Fact] public void Jack()
    {
        foreach (var (friction, brake, steer) in ((float, float, float)[])[(1f, 0f, 0f), (1f, 0f, 0.05f), (0.15f, -7f, 0.05f), (0.15f, -7f, 0.0f), (0.15f, 2f, 0.1f), (0.1f, -1f, 0.2f)])
        {
            var f = new Fleet(2, "tractor", DynamicsModel.SingleTrackDrift, false, (v, _) => BepuPlayground.Make(v, tows: [-1, 0]), isSpatial: true);
            for (int w = 0; w < 8; w++) { f.States.Place(2 * w + 1, VehicleParameters.Named("trailer")!, DynamicsModel.SingleTrackDrift); f.States.X[2 * w] = 1000 * w; f.States.X[2 * w + 1] = 1000 * w - 6.9f; }
            f.States.RoadFriction.AsSpan(0, 2).Fill(friction);
            f.Put(1, -6.9f, 0, 0, 20f); f.Put(0, 0, 0, 0, 20f);
            f.States.CommandSteering[0] = steer; f.States.CommandAcceleration[0] = brake;
            for (int i = 0; i < 8; i++) { f.Advance(0.02f, 50); Show(f, 0, $"jack {friction} {brake} {steer} fold {f.States.Heading[0] - f.States.Heading[1]:0.00}"); Show(f, 1, "   "); }
        }
    }
    [Fact] public void Debris()
    {
        var f = new Fleet(2, "bmw-320i", DynamicsModel.SingleTrackDrift, false, (v, _) => BepuPlayground.Make(v), isSpatial: true);
        for (int w = 0; w < 8; w++) { f.States.Place(2 * w + 1, VehicleParameters.Named("crate")!, DynamicsModel.SingleTrackDrift); f.States.X[2 * w] = 1000 * w; f.States.X[2 * w + 1] = 1000 * w + 15; }
        f.Put(0, 0, 0, 0, 25f); f.Put(1, 15, 0, 0, 0);
        for (int i = 0; i < 20; i++) { f.Advance(0.02f, 5); Show(f, 0, $"debris"); Show(f, 1, "   "); }
    }
    private static void Show(Fleet f, int i, string what)
    {
        var (v, s) = (f.States, f.States.Spatial!);
        Console.WriteLine($"{what}: x {v.X[i]:0.000} y {v.Y[i]:0.000} h {v.Heading[i]:0.000} v {v.Speed[i]:0.000} slip {v.SlipAngle[i]:0.000} yaw {v.YawRate[i]:0.00} z {s.CentreZ[i]:0.000} roll {s.Roll[i]:0.000} pitch {s.Pitch[i]:0.000} crashed {v.Crashed[i]}");
    }
}
