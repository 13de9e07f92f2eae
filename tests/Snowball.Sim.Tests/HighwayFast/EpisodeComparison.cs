namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>The simulator's steps beside those of a reference.</summary>
internal static class EpisodeComparison
{
    /// <summary>Of what does not grow with the way; m, m/s, rad and without unit.</summary>
    public const double Tolerance = 1e-4;

    // Positions reach 1,400 m, where neighbouring floats are 1.2e-4 m apart, and are rounded in each of five substeps.
    private const double XTolerance = 4e-4;

    /// <summary>What differs first, or null. Observations may be off by a tolerance, states by the usual one times <paramref name="factor"/> and
    /// what <paramref name="looseness"/> gives a vehicle.</summary>
    public static string? Difference(
        ReferenceStep expected, SimulatedStep actual, double factor = 1, bool comparePushes = true, double observationTolerance = Tolerance,
        Func<ReferenceVehicle, double>? looseness = null)
    {
        for (int substep = 0; substep < expected.Substeps.Length; substep++)
        {
            for (int i = 0; i < expected.Substeps[substep].Length; i++)
            {
                var (e, a) = (expected.Substeps[substep][i], actual.Substeps[substep][i]);
                string where = $"substep {substep}, vehicle {i}, ";
                if (e.Lane != a.Lane) return $"{where}lane {e.Lane}, not {a.Lane}";
                if (e.TargetLane != a.TargetLane) return $"{where}target lane {e.TargetLane}, not {a.TargetLane}";
                if (e.Crashed != a.Crashed) return $"{where}crashed {e.Crashed}, not {a.Crashed}";
                if (!comparePushes && (e.Crashed || e.Impact is not null)) continue;
                if (!IsClose(e.Impact, a.Impact)) return $"{where}impact {e.Impact}, not {a.Impact}";
                double times = factor * (looseness?.Invoke(e) ?? 1);
                if (!(Math.Abs(e.X - a.X) <= times * XTolerance)) return $"{where}x {e.X}, not {a.X}";
                if (!(Math.Abs(e.Y - a.Y) <= times * Tolerance)) return $"{where}y {e.Y}, not {a.Y}";
                if (!(Math.Abs(e.Speed - a.Speed) <= times * Tolerance)) return $"{where}speed {e.Speed}, not {a.Speed}";
                if (!(Math.Abs(e.Heading - a.Heading) <= times * Tolerance)) return $"{where}heading {e.Heading}, not {a.Heading}";
            }
        }
        if (expected.Terminated != actual.Terminated) return $"terminated {expected.Terminated}, not {actual.Terminated}";
        if (!comparePushes && expected.Terminated) return null;
        foreach (var (index, value) in expected.Observation.Cast<double>().Index())
        {
            if (!(Math.Abs(value - actual.Observation[index]) <= observationTolerance)) return $"observation {index}: {value}, not {actual.Observation[index]}";
        }
        return Math.Abs(expected.Reward - actual.Reward) <= Tolerance ? null : $"reward {expected.Reward}, not {actual.Reward}";
    }

    /// <summary>No impact and one of no length are alike: whoever touches has crashed already.</summary>
    private static bool IsClose((double X, double Y)? expected, (double X, double Y)? actual)
    {
        var (e, a) = (expected ?? default, actual ?? default);
        return Math.Abs(e.X - a.X) < 0.01 && Math.Abs(e.Y - a.Y) < 0.01;
    }
}
