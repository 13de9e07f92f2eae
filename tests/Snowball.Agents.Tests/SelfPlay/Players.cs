using System.Collections.Immutable;
using Snowball.Agents.Training;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Tests.SelfPlay;

/// <summary>Policies that do one thing.</summary>
internal static class Players
{
    /// <summary>Always takes the same action.</summary>
    public static TrainedTable Always(int action, IBatchEnvironment environment)
    {
        string[] fields = [.. environment.Observation.Fields.Select(field => field.Name)];
        int choices = environment.Action.Choices;
        var description = new PolicyDescription(
            "always", new QTableDescription([new FieldBins(fields[0], [0.5])]), TrainedPolicy.DescribeObservation(environment),
            new DiscreteActionDescription(choices), Normaliser: false, new ScenarioDescription("test", "00"), new TrainingDescription(0, 0),
            ImmutableSortedDictionary<string, double>.Empty);
        double[] values = new double[2 * choices];
        values[action] = values[choices + action] = 1;
        return new TrainedTable(description, [.. values], [.. new long[2 * choices]]);
    }
}
