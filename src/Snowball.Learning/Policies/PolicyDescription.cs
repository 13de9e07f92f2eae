using System.Text.Json.Serialization;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Policies;

/// <summary>What `policy.json` says: all that is needed to run the weights beside it, and where they come from.</summary>
/// <param name="Agent">The learner, such as "ppo".</param>
/// <param name="Network">What the weights are.</param>
/// <param name="Observation">What goes in.</param>
/// <param name="Action">What comes out.</param>
/// <param name="Normaliser">Whether observations pass through a normaliser that is stored with the weights.</param>
/// <param name="Scenario">What it was trained on.</param>
/// <param name="Training">How it was trained.</param>
/// <param name="Metrics">What was measured, by snake_case name.</param>
/// <param name="Backbone">What turns observed pictures into the numbers that the network reads, and the normaliser before it; null where the network reads what is observed.</param>
public sealed record PolicyDescription(
    string Agent,
    NetworkDescription Network,
    ObservationDescription Observation,
    ActionDescription Action,
    bool Normaliser,
    ScenarioDescription Scenario,
    TrainingDescription Training,
    IReadOnlyDictionary<string, double> Metrics,
    BackboneDescription? Backbone = null)
{
    /// <summary>What the network leads from: numbers, and pictures or null.</summary>
    internal (int Numbers, FrameShape? Frames) Input => Backbone is null ? (Observation.Size, Observation.Frames) : (Backbone.Features, null);
}

/// <summary>The kind of policy.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DeepDescription), "deep")]
[JsonDerivedType(typeof(QTableDescription), "q-table")]
public abstract record NetworkDescription;

/// <summary>A table of action values, [states, actions].</summary>
/// <param name="Bins">How observations become states.</param>
public sealed record QTableDescription(IReadOnlyList<FieldBins> Bins) : NetworkDescription;

/// <summary>The observation's layout.</summary>
/// <param name="Fields">Names in order.</param>
/// <param name="Size">Values a row; a field may have several.</param>
/// <param name="Frames">Pictures beside them; null where there are none.</param>
public sealed record ObservationDescription(IReadOnlyList<string> Fields, int Size, FrameShape? Frames = null);

/// <summary>The kind of action.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DiscreteActionDescription), "discrete")]
[JsonDerivedType(typeof(ContinuousActionDescription), "continuous")]
public abstract record ActionDescription
{
    /// <summary>Values that the network gives for a row.</summary>
    [JsonIgnore]
    public abstract int Outputs { get; }
}

/// <summary>One of a number of actions.</summary>
/// <param name="Count">How many there are.</param>
public sealed record DiscreteActionDescription(int Count) : ActionDescription
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Outputs => Count;
}

/// <summary>A vector of values.</summary>
/// <param name="Dimensions">Name and range of each.</param>
public sealed record ContinuousActionDescription(IReadOnlyList<ActionDimension> Dimensions) : ActionDescription
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Outputs => Dimensions.Count;
}

/// <summary>A continuous action's element.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
public sealed record ActionDimension(string Name, float Low, float High);

/// <summary>The scenario of the training.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">A hash of its content in hexadecimal digits.</param>
public sealed record ScenarioDescription(string Name, string Hash);

/// <summary>The training.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Steps">Agent steps that it has learned from.</param>
public sealed record TrainingDescription(ulong Seed, long Steps);
