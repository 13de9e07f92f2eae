using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>contact</c> section.</summary>
internal static class ContactFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Kinds(
    [
        new("footprints", "a crashed vehicle brakes in its lane (the rule of highway-env)",
        [
            new("everybody", new Flag(), "whether all crash into vehicles, barriers and obstacles; otherwise only egos crash, into vehicles", Default: "false"),
        ]),
        new("rigid-bodies", "all vehicles, barriers and obstacles are rigid bodies; a crashed vehicle slides to rest and blocks the road",
        [
            new("friction", new Quantity(None, 0, 2), "coefficient of friction where bodies touch", Default: "0.5"),
            new("restitution", new Quantity(None, 0, 1), "speed at which bodies part / speed at which they met", Default: "0.1"),
        ]),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static ContactSettings Build(Entries? keys) => keys?.Kind == "rigid-bodies"
        ? new RigidBodyContactSettings(keys.Get<float>("friction"), keys.Get<float>("restitution"))
        : new FootprintContactSettings(keys?.Get<bool>("everybody") ?? false);
}
