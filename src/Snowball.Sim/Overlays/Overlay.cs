using System.Numerics;

namespace Snowball.Sim.Overlays;

/// <summary>
/// Something that a sensor or a policy has to show, drawn over a picture or recorded with a rollout: a named channel, such as
/// <c>front_lidar</c> or <c>plan</c>. Positions are in the world's frame, m.
/// </summary>
/// <param name="Channel">Name of what shows it.</param>
public abstract record Overlay(string Channel);

/// <summary>A line through points, such as a planned path or a lane that was seen.</summary>
public sealed record PathOverlay(string Channel, IReadOnlyList<Vector3> Points) : Overlay(Channel);

/// <summary>Points, such as returns of a lidar; of each a value in [0, 1] that colours it.</summary>
public sealed record PointsOverlay(string Channel, IReadOnlyList<Vector3> Points, IReadOnlyList<float> Values) : Overlay(Channel);

/// <summary>Vehicles that are believed to be there.</summary>
public sealed record TracksOverlay(string Channel, IReadOnlyList<Track> Tracks) : Overlay(Channel);

/// <summary>
/// A vehicle that is believed to be there.
/// </summary>
/// <param name="Id">The same from step to step.</param>
/// <param name="Position">Middle of its footprint, m.</param>
/// <param name="Heading">rad.</param>
/// <param name="Size">Length, width, height, m.</param>
/// <param name="Velocity">World's frame, m/s.</param>
/// <param name="CovarianceXX">Variance of x, m2; with the next two the covariance of the position; zero where it is known exactly.</param>
/// <param name="CovarianceXY">Covariance of x and y, m2.</param>
/// <param name="CovarianceYY">Variance of y, m2.</param>
public readonly record struct Track(
    int Id, Vector3 Position, float Heading, Vector3 Size, Vector2 Velocity, float CovarianceXX, float CovarianceXY, float CovarianceYY);

/// <summary>A picture of its own, such as a network's input or its saliency: grey bytes [height][width].</summary>
public sealed record ImageOverlay(string Channel, int Width, int Height, byte[] Grey) : Overlay(Channel);

/// <summary>Has something to show: a sensor of the scenario, a policy, or a network.</summary>
public interface IOverlaySource
{
    /// <summary>What it shows of an agent now. For recordings and viewers: it may allocate.</summary>
    IEnumerable<Overlay> Overlays(int world, int ego);
}
