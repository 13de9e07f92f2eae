using Snowball.Sim.Numerics;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>The streams of an actor's random numbers: one for its start, and two for each event, so that none depends on the time of another.</summary>
internal static class ActorDraws
{
    public static RandomStream OfStart(ulong episodeSeed, int slot) => new(episodeSeed, RandomPurpose.Actor, slot);

    public static RandomStream OfTrigger(ulong episodeSeed, ScriptedEvent e, int slot) => new(episodeSeed, RandomPurpose.Actor, slot, 1 + 2 * (uint)e.Number);

    public static RandomStream OfAction(ulong episodeSeed, ScriptedEvent e, int slot) => new(episodeSeed, RandomPurpose.Actor, slot, 2 + 2 * (uint)e.Number);
}
