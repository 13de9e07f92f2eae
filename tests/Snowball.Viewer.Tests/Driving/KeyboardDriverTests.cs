using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Viewer.Driving;

namespace Snowball.Viewer.Tests.Driving;

public sealed class KeyboardDriverTests
{
    private readonly Pedals _pedals = new();

    [Theory]
    [InlineData("Left", "lane_left")]
    [InlineData("Right", "lane_right")]
    [InlineData("Throttle", "faster")]
    [InlineData("Brake", "slower")]
    [InlineData(null, "idle")]
    public void AKeyIsAMetaAction(string? pedal, string name)
    {
        using var environment = Samples.Environment("highway-fast");
        if (pedal is not null) _pedals.Set(Enum.Parse<Pedal>(pedal), isDown: true);

        Assert.Equal(name, environment.Action.Names[(int)Act(environment)[0]]);
    }

    [Fact]
    public void ATapBetweenTwoStepsCountsOnce()
    {
        using var environment = Samples.Environment("highway-fast");
        var driver = new KeyboardDriver(_pedals);
        _pedals.Set(Pedal.Left, isDown: true);
        _pedals.Set(Pedal.Left, isDown: false);

        Assert.Equal(EgoControl.LaneLeft, Act(environment, driver)[0]);
        Assert.Equal(EgoControl.Idle, Act(environment, driver)[0]);
    }

    [Fact]
    public void ALaneIsChangedOnceAPressHoweverLongItLasts()
    {
        using var environment = Samples.Environment("highway-fast");
        var driver = new KeyboardDriver(_pedals);
        _pedals.Set(Pedal.Right, isDown: true);

        Assert.Equal(EgoControl.LaneRight, Act(environment, driver)[0]);
        Assert.Equal(EgoControl.Idle, Act(environment, driver)[0]);
    }

    [Theory]
    [InlineData("Left", "Brake", -1, -6f, 0)]
    [InlineData("Right", "Throttle", 1, 3f, 2)]
    public void KeysAreATacticalAction(string lane, string pedal, int change, float acceleration, int third)
    {
        using var environment = Samples.Environment(Samples.Scenarios().First(name => Samples.Load(name).Action is TacticalAction));
        _pedals.Set(Enum.Parse<Pedal>(lane), isDown: true);
        _pedals.Set(Enum.Parse<Pedal>(pedal), isDown: true);
        var expected = new float[1];
        environment.Control.Encode(0, 0f, acceleration, change, expected);

        Assert.Equal(expected, Act(environment));
        // Lane left, keep and right are a third of the choices each.
        Assert.Equal(third, (int)expected[0] * 3 / environment.Action.Choices);
    }

    [Fact]
    public void AWheelTurnsWhileHeldAndReturns()
    {
        // Full lock takes half a second, the way back 0.3 s.
        Assert.Equal(0.2f, KeyboardDriver.Turn(0f, 1, 0.1f), 5);
        Assert.Equal(1f, KeyboardDriver.Turn(0.9f, 1, 0.1f), 5);
        Assert.Equal(-0.2f, KeyboardDriver.Turn(0f, -1, 0.1f), 5);
        Assert.Equal(1f - 1f / 3f, KeyboardDriver.Turn(1f, 0, 0.1f), 5);
        Assert.Equal(-1f + 1f / 3f, KeyboardDriver.Turn(-1f, 0, 0.1f), 5);
        Assert.Equal(0f, KeyboardDriver.Turn(0.1f, 0, 0.1f), 5);
        // Against the way it is turned it returns and turns.
        Assert.Equal(1f - 1f / 3f - 0.2f, KeyboardDriver.Turn(1f, -1, 0.1f), 5);
    }

    [Fact]
    public void SteeringIsLimitedByWhatACarCanStand()
    {
        using var environment = Samples.Environment("lane-keeping");
        var v = environment.Vehicles;
        v.Speed[0] = 30f;
        float fast = KeyboardDriver.SteeringLimit(v, 0);
        v.Speed[0] = 1f;
        float slow = KeyboardDriver.SteeringLimit(v, 0);

        // v^2 / L tan(steering), with 0.6 of the length as the wheelbase.
        Assert.Equal(4f, 900f / (0.6f * v.Length[0]) * MathF.Tan(fast), 3);
        Assert.Equal(0.5f, slow, 5);
    }

    [Fact]
    public void LeftIsPositive()
    {
        using var environment = Samples.Environment("lane-keeping");
        _pedals.Set(Pedal.Left, isDown: true);

        Assert.InRange(Act(environment)[0], 0.01f, 1f);
    }

    private float[] Act(DrivingEnv environment, KeyboardDriver? driver = null)
    {
        var action = new float[environment.Action.Dimensions];
        (driver ?? new KeyboardDriver(_pedals)).Act(environment, ego: 0, action);
        return action;
    }
}
