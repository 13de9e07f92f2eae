using Snowball.Perception.Labels;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Metrics;

/// <summary>A vehicle that a detector believes to see.</summary>
/// <param name="Class">Car or truck.</param>
/// <param name="Box">Where in the picture.</param>
/// <param name="Score">How sure it is: more is surer.</param>
/// <param name="Distance">From the ego's front to its nearest point, m.</param>
/// <param name="RelativeSpeed">Its speed less the ego's, m/s.</param>
public readonly record struct Detection(SemanticClass Class, Box Box, float Score, float Distance, float RelativeSpeed = 0f);
