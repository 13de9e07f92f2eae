using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Recording;

namespace Snowball.Rendering.Playback;

/// <summary>What there was to show when an episode was recorded, for an environment that is driven again as it was.</summary>
internal sealed class RecordedOverlays(Rollout rollout, DrivingEnv environment) : IOverlaySource
{
    /// <summary>Whether anything was recorded.</summary>
    public bool HasAny
    {
        get
        {
            foreach (var step in rollout.Steps)
            {
                if (step.Overlays.Count > 0) return true;
            }
            return false;
        }
    }

    public IEnumerable<Overlay> Overlays(int world, int ego) => Of(rollout.Steps[environment.EpisodeStep(world)], ego);

    /// <summary>Those of an ego.</summary>
    public static ImmutableArray<Overlay> Of(RolloutStep step, int ego)
    {
        var overlays = ImmutableArray.CreateBuilder<Overlay>();
        foreach (var shown in step.Overlays)
        {
            if (shown.Ego == ego) overlays.Add(shown.Overlay);
        }
        return overlays.ToImmutable();
    }
}
