using System.Numerics;

namespace Snowball.Viewer.Cameras;

/// <summary>A direction that follows another one with a lag, so that a camera swings rather than jerks.</summary>
/// <param name="timeConstant">s, in which it closes 63% of an angle.</param>
internal sealed class SmoothDirection(float timeConstant)
{
    // Further off than this it is another vehicle or another time, not a turn.
    private const float JumpCosine = 0.7f;

    /// <summary>Unit vector.</summary>
    public Vector3 Value { get; private set; }

    /// <summary>Is a direction at once.</summary>
    public void Jump(Vector3 direction) => Value = direction;

    /// <summary>Comes closer to a direction, and is given.</summary>
    public Vector3 Follow(Vector3 direction, float seconds)
    {
        float share = 1f - MathF.Exp(-seconds / timeConstant);
        Value = Vector3.Dot(Value, direction) < JumpCosine ? direction : Vector3.Normalize(Value + share * (direction - Value));
        return Value;
    }
}
