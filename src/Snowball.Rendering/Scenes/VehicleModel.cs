using System.Numerics;

namespace Snowball.Rendering.Scenes;

/// <summary>
/// The shape of a vehicle. The frame of its mesh: x forward, y to the left, z up; the body fills [-1/2, 1/2] x [-1/2, 1/2] x [0, 1] and is scaled to
/// the instance's length, width and height, so that every length has its right footprint. Wheels are drawn at <see cref="DetailLevel.Rich"/>
/// near the camera; further away they are part of the body's coarser levels.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Mesh">All triangles.</param>
/// <param name="Near">The body without wheels.</param>
/// <param name="Middle">The whole vehicle, coarse: at most about 60 triangles.</param>
/// <param name="Far">The whole vehicle as few triangles as tell it from others: at most about 24.</param>
/// <param name="Wheel">One wheel at the origin, axle along y, of diameter 1 and width 1.</param>
/// <param name="Wheels">Where they are.</param>
public sealed record VehicleModel(string Name, Mesh Mesh, IndexRange Near, IndexRange Middle, IndexRange Far, IndexRange Wheel, Wheel[] Wheels)
{
    /// <summary>Diameter of its wheels, m; 1 where it has none.</summary>
    public float WheelDiameter => Wheels.Length > 0 ? Wheels[0].Diameter : 1f;
}

/// <summary>A wheel of a model.</summary>
/// <param name="Centre">In the model's frame (shares of length, width and height).</param>
/// <param name="Diameter">m, and <paramref name="Width"/> m: wheels are not scaled with the body.</param>
/// <param name="IsSteered">Whether it turns with the steering.</param>
public readonly record struct Wheel(Vector3 Centre, float Diameter, float Width, bool IsSteered);
