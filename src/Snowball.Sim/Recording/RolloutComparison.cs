namespace Snowball.Sim.Recording;

/// <summary>
/// Field-by-field comparison of two rollouts. Numbers are the same when their bits are, or when they differ by no more
/// than the tolerance of their field. The policy's name and the scenario's text are not compared: the scenario's hash
/// and the actions say what matters about them.
/// </summary>
/// <param name="First">The first difference beyond tolerance; null when the rollouts are the same.</param>
/// <param name="Fields">Deviation of every field of numbers, in the order of comparison.</param>
/// <param name="StepCount">Steps that both rollouts have.</param>
public sealed record RolloutComparison(RolloutDifference? First, IReadOnlyList<FieldDeviation> Fields, int StepCount)
{
    /// <summary>Whether there is no difference beyond tolerance.</summary>
    public bool AreSame => First is null;

    /// <summary>Compares two rollouts.</summary>
    /// <param name="expected">The reference.</param>
    /// <param name="actual">What is judged.</param>
    /// <param name="tolerances">
    /// Largest absolute deviation of a channel (<c>/state</c>), field (<c>/state.x_m</c>, <c>/metrics.ttc</c>) or group
    /// (<c>/reward.terms</c>), in its unit; the longest name counts. What is not named must be the same to the bit.
    /// </param>
    /// <exception cref="InputException">A tolerance is negative, or names nothing in the rollouts.</exception>
    public static RolloutComparison Compare(
        Rollout expected,
        Rollout actual,
        IReadOnlyDictionary<string, double>? tolerances = null) =>
        new RolloutComparer(expected, actual, tolerances ?? new Dictionary<string, double>()).Compare();

    /// <summary>The result as lines to read: the first difference, then every field that deviates at all.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var lines = new List<string> { First is null ? $"the same over {StepCount} steps" : $"first difference {First}" };
        foreach (FieldDeviation field in Fields)
        {
            if (field.Maximum > 0 || field.OutsideCount > 0)
            {
                lines.Add(
                    $"{field.Field}: largest deviation {field.Maximum:R} at step {field.StepOfMaximum}, " +
                    $"{field.OutsideCount} values beyond the tolerance of {field.Tolerance:R}");
            }
        }

        return lines;
    }
}

/// <summary>Where two rollouts part.</summary>
/// <param name="Step">Index of the step; null for a difference of the headers.</param>
/// <param name="Field">Channel and field with index, such as <c>/state.x_m[3]</c> or <c>/action.egos[0].values[1]</c>.</param>
/// <param name="Expected">Value in the reference.</param>
/// <param name="Actual">Value in the rollout that is judged.</param>
public sealed record RolloutDifference(int? Step, string Field, string Expected, string Actual)
{
    /// <summary>The difference as a phrase.</summary>
    public override string ToString() =>
        $"{(Step is null ? "in the header" : $"at step {Step}")}: {Field}: expected {Expected}, actual {Actual}";
}

/// <summary>How far a field deviates over all steps.</summary>
/// <param name="Field">Channel and field, such as <c>/state.x_m</c>.</param>
/// <param name="Tolerance">Largest deviation allowed.</param>
/// <param name="Maximum">Largest absolute deviation found; infinite when only one of two numbers is finite.</param>
/// <param name="StepOfMaximum">Where it is found first.</param>
/// <param name="OutsideCount">Values beyond the tolerance.</param>
public sealed record FieldDeviation(string Field, double Tolerance, double Maximum, int StepOfMaximum, int OutsideCount);
