namespace Snowball.Sim.Sensors.Cameras;

/// <summary>Where an ego is in its lane, as some picture tells, and how sure that is.</summary>
/// <param name="LateralOffset">Of the ego from the lane's centre, m, positive to the left.</param>
/// <param name="HeadingError">Of the ego against the lane's direction, rad, positive when it is turned to the left.</param>
/// <param name="Curvature">Of the lane some way ahead, 1/m, positive for a turn to the left.</param>
/// <param name="LateralOffsetVariance">Of the error of the offset, m2.</param>
/// <param name="HeadingErrorVariance">Of the error of the heading, rad2.</param>
/// <param name="CurvatureVariance">Of the error of the curvature, 1/m2.</param>
public readonly record struct SeenLane(
    float LateralOffset, float HeadingError, float Curvature, float LateralOffsetVariance, float HeadingErrorVariance, float CurvatureVariance);
