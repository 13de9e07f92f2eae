using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Sensors;

/// <summary>A vehicle for a sensor to look at.</summary>
internal readonly record struct Placed(string Kind, float X, float Y, float Heading = 0f, float Speed = 0f, float YawRate = 0f);

/// <summary>Worlds of vehicles that stand where a test puts them, the ego first.</summary>
internal static class Traffic
{
    public static VehicleStates Of(params Placed[] vehicles) => Worlds([vehicles]);

    public static VehicleStates Worlds(Placed[][] worlds)
    {
        var states = new VehicleStates(new ColumnStore(worlds.Length), worlds.Max(vehicles => vehicles.Length), egos: 1);
        for (int world = 0; world < worlds.Length; world++)
        {
            for (int slot = 0; slot < worlds[world].Length; slot++)
            {
                int index = world * states.Slots + slot;
                var vehicle = worlds[world][slot];
                states.Place(index, VehicleParameters.Named(vehicle.Kind)!, DynamicsModel.LinearSingleTrack);
                (states.X[index], states.Y[index], states.Heading[index]) = (vehicle.X, vehicle.Y, vehicle.Heading);
                (states.Speed[index], states.YawRate[index]) = (vehicle.Speed, vehicle.YawRate);
            }
        }
        return states;
    }

    /// <summary>30 others within 150 m, in no order.</summary>
    public static Placed[] Random(int seed, float x = 0f)
    {
        var random = new Random(seed);
        string[] kinds = ["ford-escort", "vw-vanagon", "truck", "bmw-320i"];
        var vehicles = new List<Placed> { new("bmw-320i", x, -5.6f, 0.03f, 27f, 0.05f) };
        while (vehicles.Count < 31)
        {
            float ahead = random.NextSingle() * 300 - 150, left = random.NextSingle() * 40 - 20;
            if (MathF.Abs(ahead) < 8 && MathF.Abs(left) < 4) continue;
            vehicles.Add(new(kinds[random.Next(4)], x + ahead, left - 5.6f, random.NextSingle() * 0.2f - 0.1f, 20 + 10 * random.NextSingle()));
        }
        return [.. vehicles];
    }
}
