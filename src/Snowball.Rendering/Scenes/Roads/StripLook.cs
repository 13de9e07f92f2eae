using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>How a strip of ground looks.</summary>
internal readonly record struct StripLook(
    Surface Surface, SemanticClass Class, uint Colour, MarkingKind Left = MarkingKind.None, MarkingKind Right = MarkingKind.None);
