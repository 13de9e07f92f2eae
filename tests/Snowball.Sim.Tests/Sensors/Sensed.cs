using System.Runtime.CompilerServices;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors;

/// <summary>Small scenarios whose observation is one sensor, and its values in SI units.</summary>
internal static class Sensed
{
    private static readonly ConditionalWeakTable<ObservationSpec, Dictionary<string, int>> s_places = [];

    /// <summary>The plain road (20 Hz, decisions at 10 Hz) with an instrument.</summary>
    public static Scenario By(InstrumentSettings instrument, int rate = 10, Scenario? world = null) => (world ?? Worlds.Plain) with
    {
        Sensors = [new SensorSettings("sensor", instrument, rate, 0f, [])], Observation = new SensorObservation("sensor"),
    };

    /// <summary>A field of an agent's observation in SI units.</summary>
    public static double Value(this DrivingEnv environment, string field, int agent = 0)
    {
        var spec = environment.Observation;
        int place = s_places.GetValue(spec, known => known.Fields.Select((known, at) => (known.Name, at)).ToDictionary())[field];
        return environment.Observations[agent * spec.Size + place] * (double)spec.Fields[place].Scale + spec.Fields[place].Offset;
    }

    /// <summary>The action of the plain scenario that asks for an acceleration, in m/s2, and a steering angle, in rad.</summary>
    public static float[] Action(DrivingEnv environment, float acceleration, float steering = 0f)
    {
        var actions = new float[environment.Agents * 2];
        for (int agent = 0; agent < environment.Agents; agent++)
        {
            (actions[agent * 2], actions[agent * 2 + 1]) = (steering / 0.1f, (acceleration + 2f) / 6f);
        }
        return actions;
    }

    /// <summary>Asserts a variance by chi-square: within four deviations, sqrt(2 / n) each.</summary>
    public static void HasVariance(double expected, IReadOnlyCollection<double> errors)
    {
        double ratio = errors.Average(x => x * x) / expected;
        Assert.InRange(ratio, 1 - 4 * Math.Sqrt(2.0 / errors.Count), 1 + 4 * Math.Sqrt(2.0 / errors.Count));
    }
}
