using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Metrics;

public sealed class ErrorTests
{
    [Fact]
    public void ErrorsAreAveraged()
    {
        var errors = new ErrorStatistics();
        Assert.True(double.IsNaN(errors.MeanAbsolute));
        foreach (double error in (double[])[3, -1, -2, 4]) errors.Add(error);
        Assert.Equal((4, 2.5, 1, Math.Sqrt(30 / 4.0)), (errors.Count, errors.MeanAbsolute, errors.Mean, errors.RootMeanSquare));
    }

    [Fact]
    public void LaneErrorsAreInMetresAndDegrees()
    {
        var errors = new LaneErrors();
        errors.Add(new EgoLane(0.5f, 0.02f, 0.001f, 3.5f), new EgoLane(0.25f, 0.03f, 0.002f, 3.5f));
        errors.Add(null, new EgoLane(1, 1, 1, 3.5f));
        Assert.Equal((2, 0.5), (errors.Pictures, errors.Availability));
        Assert.Equal(0.25, errors.Offset.MeanAbsolute);
        Assert.Equal(-0.573, errors.Heading.Mean, 1e-3);
        Assert.Equal(0.001, errors.Curvature.MeanAbsolute, 1e-9);
    }

    [Fact]
    public void VehicleErrorsAreThoseOfTheVehiclesThatAreFound()
    {
        var errors = new VehicleErrors(new DetectionRange(0, 50), leastScore: 0.3f);
        VehicleLabel near = new(1, SemanticClass.Car, new Box(0, 0, 40, 30), 1000, 20, 0, -2), far = near with { Box = new Box(100, 0, 120, 15), Distance = 60 };
        VehicleLabel missed = near with { Box = new Box(200, 0, 240, 30) };
        errors.Add(
            [
                new(SemanticClass.Car, near.Box, 0.8f, 22, -1.5f), new(SemanticClass.Car, far.Box, 0.9f, 90), new(SemanticClass.Truck, missed.Box, 0.9f, 20),
                new(SemanticClass.Car, missed.Box, 0.2f, 20),
            ],
            [near, far, missed]);
        Assert.Equal((2, 1), (errors.Vehicles, errors.Distance.Count));
        Assert.Equal(10, errors.Distance.MeanAbsolute, 1e-4);
        Assert.Equal(0.5, errors.RelativeSpeed.MeanAbsolute, 1e-6);
    }
}
