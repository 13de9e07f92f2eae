using Snowball.Learning.Formats;
using Snowball.Learning.Inference;

namespace Snowball.Agents.Training;

/// <summary>A normaliser as a part of a learner's state.</summary>
internal static class NormaliserState
{
    /// <summary>Adds NAME.mean, NAME.variance and NAME.count; nothing where there is none.</summary>
    public static void Save(SafetensorsFile state, string name, RunningNormaliser? normaliser)
    {
        if (normaliser is null) return;
        state.Add(name + ".mean", normaliser.Mean, normaliser.Size);
        state.Add(name + ".variance", normaliser.Variance, normaliser.Size);
        state.Add<long>(name + ".count", [normaliser.Count], 1);
    }

    /// <summary>What was saved of one like another; null where that is.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    public static RunningNormaliser? Load(SafetensorsFile state, string name, RunningNormaliser? like) => like is null ? null : new RunningNormaliser(
        state.Get<double>(name + ".mean", like.Size), state.Get<double>(name + ".variance", like.Size), state.Get<long>(name + ".count", 1)[0]);
}
