using System.Numerics;
using CsCheck;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Viewer.Cameras;

namespace Snowball.Viewer.Tests.Cameras;

public sealed class CameraTests
{
    private const float Picture = 1f / 60f;

    private static VehicleInstance Car(float heading = 0f, Vector3 position = default) => new()
    {
        Position = position,
        Forward = new(MathF.Cos(heading), MathF.Sin(heading), 0f),
        Up = Vector3.UnitZ,
        Size = new(4.5f, 1.8f, 1.5f),
    };

    private static ViewCamera[] All => [new ChaseCamera(), new CockpitCamera(), new OrbitCamera(), new TopDownCamera(), new FreeCamera(), new FrontCamera()];

    [Fact]
    public void EveryPoseIsARightHandedFrame() =>
        Gen.Select(Gen.Float[-3f, 3f], Gen.Float[-1f, 1f], Gen.Float[-1f, 1f], Gen.Float[-20f, 20f]).Sample((heading, dragX, dragY, scroll) =>
        {
            foreach (var camera in All)
            {
                var car = Car(heading, new(100f, -50f, 3f));
                camera.Start(car, Start);
                var pose = camera.Follow(car, new CameraInput(new(dragX, dragY), scroll, Vector3.One), Picture);
                Near(1f, pose.Forward.Length());
                Near(1f, pose.Left.Length());
                Near(pose.Up, Vector3.Cross(pose.Forward, pose.Left));
                Near(0f, Vector3.Dot(pose.Forward, pose.Left));
            }
        });

    [Fact]
    public void ChaseIsBehindAboveAndLevel()
    {
        var pose = Started(new ChaseCamera(), Car(heading: 0.5f * MathF.PI, new(10f, 20f, 5f)));

        // The car drives along y: the camera is at the same x, 12.25 m behind its middle.
        Near(10f, pose.Position.X);
        Near(20f - 2.25f - 10f, pose.Position.Y);
        Assert.True(pose.Position.Z > 5f + 1.5f);
        Near(0f, pose.Left.Z);
    }

    [Fact]
    public void ChaseSwingsRoundWithItsTimeConstant()
    {
        var camera = new ChaseCamera();
        Started(camera, Car());
        // A time constant after a turn of 0.1 rad, 63% of it are done; the sine of the camera's azimuth tells.
        CameraPose pose = default;
        for (int i = 0; i < 21; i++) pose = camera.Follow(Car(heading: 0.1f), default, 0.35f / 21);

        Assert.Equal(0.1f * (1f - MathF.Exp(-1f)), MathF.Atan2(pose.Forward.Y, pose.Forward.X), 0.002f);
    }

    [Fact]
    public void ChaseDoesNotSwingThroughTheCarWhenItIsAnotherOne()
    {
        var camera = new ChaseCamera();
        Started(camera, Car());

        var pose = camera.Follow(Car(heading: MathF.PI), default, Picture);

        Assert.True(pose.Position.X > 5f, $"{pose.Position}");
    }

    [Fact]
    public void CockpitSeesTheRoadOverTheBonnetFromTheLeftSeat()
    {
        var car = Car();

        var pose = Started(new CockpitCamera(), car);

        Assert.InRange(pose.Position.X, -1f, 0.5f);
        Assert.InRange(pose.Position.Y, 0.2f, 0.5f);
        Assert.InRange(pose.Position.Z, 1.1f, 1.4f);
        // The horizon is in the picture.
        Assert.InRange(pose.Forward.Z, -0.1f, 0f);
    }

    [Fact]
    public void CockpitLeansWithItsCar()
    {
        var up = Vector3.Normalize(new(0f, 0.1f, 1f));

        var pose = Started(new CockpitCamera(), Car() with { Up = up });

        Near(0f, Vector3.Dot(pose.Left, up));
        Assert.True(pose.Left.Z < -0.05f);
    }

    [Fact]
    public void CockpitOfATruckIsAtItsFront()
    {
        var pose = Started(new CockpitCamera(), Car() with { Size = new(16.5f, 2.55f, 4f) });

        Assert.InRange(pose.Position.X, 6f, 8f);
        Near(2.5f, pose.Position.Z);
    }

    [Fact]
    public void OrbitTurnsAndClosesInWithoutLosingTheCar() =>
        Gen.Select(Gen.Float[-2f, 2f], Gen.Float[-2f, 2f], Gen.Float[-30f, 30f]).Sample((x, y, scroll) =>
        {
            var camera = new OrbitCamera();
            var car = Car(position: new(7f, 8f, 9f));
            camera.Start(car, Start);
            var pose = camera.Follow(car, new CameraInput(new(x, y), scroll), Picture);

            var seen = new Pinhole(640, 480, 500f).Project(pose, car.Position + 0.75f * Vector3.UnitZ);
            Assert.Equal(320f, seen.X, 0.5f);
            Assert.Equal(240f, seen.Y, 0.5f);
            Assert.True(pose.Position.Z > car.Position.Z + 0.5f);
        });

    [Fact]
    public void OrbitFollowsTheMouse()
    {
        var camera = new OrbitCamera();
        var before = Started(camera, Car());

        var after = camera.Follow(Car(), new CameraInput(new(0.1f, 0f)), Picture);

        // The hand moves right, the scene moves right with it: the camera goes round to its own left.
        Assert.True(Vector3.Dot(after.Position - before.Position, before.Left) > 1f);
    }

    [Fact]
    public void TopDownShowsTheRoadFromLeftToRight()
    {
        var pose = Started(new TopDownCamera(), Car(heading: 0.5f * MathF.PI, new(3f, 4f, 0f)));

        Near(-Vector3.UnitZ, pose.Forward);
        Near(-Vector3.UnitY, pose.Left);
        Near(new(3f, 4f, 80f), pose.Position);
    }

    [Fact]
    public void TopDownKeepsThePointUnderThePointer()
    {
        var camera = new TopDownCamera();
        var lens = new Pinhole(800, 600, 300f / MathF.Tan(0.5f * camera.FieldOfView));
        var point = new Vector3(12f, -5f, 0f);
        var before = lens.Project(Started(camera, Car()), point);

        var after = lens.Project(camera.Follow(Car(), new CameraInput(new(0.2f, -0.1f)), Picture), point);

        Assert.Equal(before.X + 120f, after.X, 0.1f);
        Assert.Equal(before.Y - 60f, after.Y, 0.1f);
    }

    [Fact]
    public void FreeStartsWhereTheOtherCameraWasAndFlies()
    {
        var camera = new FreeCamera();
        var other = Started(new ChaseCamera(), Car());
        camera.Start(Car(), other);

        var still = camera.Follow(Car(), default, Picture);
        var moved = camera.Follow(Car(), new CameraInput(Move: Vector3.UnitX), 1f);

        Near(other.Position, still.Position);
        Near(other.Forward, still.Forward);
        Near(still.Position + 15f * still.Forward, moved.Position);
    }

    [Fact]
    public void FreeTakesOverFromAboveWithTheSamePictureUpwards()
    {
        var camera = new FreeCamera();
        var above = Started(new TopDownCamera(), Car());
        camera.Start(Car(), above);

        var pose = camera.Follow(Car(), default, Picture);

        Assert.True(Vector3.Dot(pose.Up, above.Up) > 0.99f);
        Assert.True(pose.Forward.Z < -0.99f);
    }

    [Fact]
    public void ChoosingACameraAgainStartsItAnew()
    {
        var cameras = new CameraSet();
        cameras.Choose(2);
        var first = cameras.Follow(Car(), default, Picture);
        var turned = cameras.Follow(Car(), new CameraInput(new(0.3f, 0f)), Picture);
        cameras.Choose(2);

        var again = cameras.Follow(Car(), default, Picture);

        Assert.True(Vector3.Distance(first.Position, turned.Position) > 1f);
        Near(first.Position, again.Position);
    }

    [Fact]
    public void NextGoesRoundAllCameras()
    {
        var cameras = new CameraSet();
        var names = new List<string>();
        for (int i = 0; i <= cameras.Count; i++)
        {
            names.Add(cameras.Chosen.Name);
            cameras.Next();
        }

        Assert.Equal(["chase", "cockpit", "orbit", "top-down", "free", "front", "chase"], names);
    }

    private static CameraPose Start => new(new(0f, 0f, 2f), Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);

    private static CameraPose Started(ViewCamera camera, in VehicleInstance car)
    {
        camera.Start(car, Start);
        return camera.Follow(car, default, Picture);
    }

    private static void Near(float expected, float actual) => Assert.Equal(expected, actual, 1e-3f);

    private static void Near(Vector3 expected, Vector3 actual) =>
        Assert.True(Vector3.Distance(expected, actual) < 1e-3f, $"{actual} is not {expected}");
}
