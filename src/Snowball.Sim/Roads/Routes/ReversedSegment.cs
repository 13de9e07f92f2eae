namespace Snowball.Sim.Roads.Routes;

/// <summary>A segment driven from its end to its start: <paramref name="Forward"/> begins at <paramref name="Start"/>.</summary>
internal sealed record ReversedSegment(LineSegment Forward, Pose Start) : LineSegment(Forward.Length)
{
    /// <summary>The heading at <paramref name="start"/> tells only the number of turns; the position is that of the forward segment.</summary>
    internal override Pose At(Pose start, double along)
    {
        double turns = start.Heading - Forward.At(Start, Forward.Length).Heading;
        var pose = Forward.At(Start, Forward.Length - along);
        return new Pose(pose.X, pose.Y, pose.Heading + turns, -pose.Curvature);
    }
}
