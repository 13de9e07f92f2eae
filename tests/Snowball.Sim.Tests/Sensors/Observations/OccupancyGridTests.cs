using System.Numerics;
using Snowball.Sim.Environments;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors.Observations;

public sealed class OccupancyGridTests
{
    private static readonly OccupancyGridObservation Grid =
        new([GridLayer.Presence, GridLayer.OnRoad, GridLayer.Vx, GridLayer.Vy], Behind: 24f, Ahead: 60f, Side: 18f, Cell: 3f, SpeedScale: 40f);

    [Fact]
    public void CellsAreCountedFromBehindAndTheRight()
    {
        using var environment = Worlds.Start(Worlds.Handmade with { Observation = Grid }, (1, 100, 20), (0, 107, 15));
        Assert.Equal((28, 12), Grid.Size);
        Assert.Equal(28 * 12 * 4, environment.Observation.Size);
        // 7 m ahead is row (24 + 7) / 3; 4 m to the left is column (18 + 4) / 3. The ego is in row 8, column 6.
        Assert.Equal(1, environment.Value("cell_10_7_presence"));
        Assert.Equal(-5, environment.Value("cell_10_7_vx"), 1e-4);
        Assert.Equal(1, environment.Value("cell_8_6_presence"));
        Assert.Equal(0, environment.Value("cell_8_6_vx"));
        Assert.Equal(2, environment.Observations[..(28 * 12)].ToArray().Sum());
        // The road reaches 6 m to each side: columns 4 to 7.
        for (int column = 0; column < 12; column++) Assert.Equal(column is >= 4 and < 8 ? 1 : 0, environment.Value($"cell_20_{column}_on_road"));
    }

    [Fact]
    public void ItIsThatOfBruteForce()
    {
        using var environment = new DrivingEnv(Worlds.Flow(density: 40f, curved: true) with { Observation = Grid }, worlds: 4);
        var random = new Random(1);
        int occupied = 0, offRoad = 0;
        for (int step = 0; step < 12; step++)
        {
            environment.Step([.. Enumerable.Range(0, 4).Select(_ => (float)random.Next(3))]);
            for (int world = 0; world < 4; world++)
            {
                var v = environment.Vehicles;
                int ego = world * v.Slots;
                var forward = Complex.FromPolarCoordinates(1, v.Heading[ego]);
                var road = environment.Frame.Road(world);
                var vehicles = Enumerable.Range(ego, v.Slots).Where(i => v.Active[i] != 0).Select(i => (i, At: Local(i))).ToList();
                for (int row = 0; row < 28; row++)
                {
                    for (int column = 0; column < 12; column++)
                    {
                        var inside = vehicles.Where(pair => Contains(row, -24, pair.At.Real) && Contains(column, -18, pair.At.Imaginary)).OrderBy(pair => pair.At.Magnitude).ToList();
                        Assert.Equal(inside.Count > 0 ? 1 : 0, environment.Value($"cell_{row}_{column}_presence", world));
                        if (inside.Count > 0)
                        {
                            var relative = (Velocity(inside[0].i) - Velocity(ego)) / forward;
                            Assert.Equal(Math.Clamp(relative.Real, -40, 40), environment.Value($"cell_{row}_{column}_vx", world), 1e-3);
                            Assert.Equal(Math.Clamp(relative.Imaginary, -40, 40), environment.Value($"cell_{row}_{column}_vy", world), 1e-3);
                            occupied++;
                        }
                    }
                }
                for (int cell = step; cell < 28 * 12; cell += 41)
                {
                    int row = cell / 12, column = cell % 12;
                    var place = new Complex(v.X[ego], v.Y[ego]) + new Complex(row * 3 + 1.5 - 24, column * 3 + 1.5 - 18) * forward;
                    double d = DistanceToLine(road.Line, place, v.S[ego] + row * 3 - 24);
                    if (Math.Abs(d) < 0.02 || Math.Abs(d + 12) < 0.02) continue;
                    double onRoad = d is < 0 and > -12 ? 1 : 0;
                    Assert.Equal(onRoad, environment.Value($"cell_{row}_{column}_on_road", world));
                    offRoad += onRoad == 0 ? 1 : 0;
                }

                Complex Local(int i) => (new Complex(v.X[i], v.Y[i]) - new Complex(v.X[ego], v.Y[ego])) / forward;

                Complex Velocity(int i)
                {
                    double slip = Math.Atan(Math.Tan(v.Steering[i]) / v.AxleRatio[i]);
                    return Complex.FromPolarCoordinates(v.Speed[i], v.Heading[i] + slip);
                }
            }
        }
        Assert.True(occupied > 100 && offRoad > 50, $"{occupied} {offRoad}");

        static bool Contains(int cell, double first, double at) => Math.Floor((at - first) / 3) == cell;
    }

    /// <summary>Signed distance to the left of the line, of the nearest of points 5 cm apart.</summary>
    private static double DistanceToLine(ReferenceLine line, Complex place, double near)
    {
        double least = double.PositiveInfinity, signed = 0;
        for (double s = near - 15; s < near + 15; s += 0.05)
        {
            var pose = line.At(s);
            var away = (place - new Complex(pose.X, pose.Y)) / Complex.FromPolarCoordinates(1, pose.Heading);
            if (away.Magnitude < least) (least, signed) = (away.Magnitude, away.Imaginary);
        }
        return signed;
    }
}
