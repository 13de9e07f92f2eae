using System.Numerics;
using OpenCvSharp;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Classical;

/// <summary>
/// The road seen from above: a picture of a level road, mapped back to the ground (inverse perspective mapping; Mallot, Bülthoff, Little, Bohrer, Biological Cybernetics 64, 1991). Each of its
/// rows is one of the camera's, from near to far, so that nothing is interpolated along the road; its columns are metres, from left to right.
/// </summary>
internal sealed class GroundView : IDisposable
{
    // m: of a column, and to either side.
    private const float Step = 0.03f, HalfWidth = 7.5f;
    private readonly Pinhole _lens;
    private readonly CameraPose _pose;
    private readonly Mat _columns, _rows;

    /// <summary>Prepares the view of a camera.</summary>
    /// <param name="lens">What it sees.</param>
    /// <param name="pose">Where it is in the ego's axes (forward, left, up), m.</param>
    /// <param name="range">How far forward is seen, m.</param>
    public GroundView(Pinhole lens, CameraPose pose, float range)
    {
        (_lens, _pose) = (lens, pose);
        var stations = new List<float>();
        var lengths = new List<float>();
        for (int row = lens.Height - 1; row > 0 && Ahead(row + 0.5f) < range; row--)
        {
            stations.Add(Ahead(row + 0.5f));
            lengths.Add(Math.Min(Ahead(row), range) - Ahead(row + 1f));
        }
        (Stations, Lengths) = ([.. stations], [.. lengths]);
        Columns = (int)(2 * HalfWidth / Step) + 1;
        _columns = new Mat(Stations.Length, Columns, MatType.CV_32FC1);
        _rows = new Mat(Stations.Length, Columns, MatType.CV_32FC1);
        for (int i = 0; i < Stations.Length; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                var seen = Project(new(Stations[i], Left(j), 0f));
                // OpenCV's whole coordinates are middles of pixels.
                _columns.Set(i, j, seen.X - 0.5f);
                _rows.Set(i, j, seen.Y - 0.5f);
            }
        }
    }

    /// <summary>How far forward of the ego each row is, m.</summary>
    public float[] Stations { get; }

    /// <summary>How much of the road each row covers, m.</summary>
    public float[] Lengths { get; }

    /// <summary>Columns of the view.</summary>
    public int Columns { get; }

    /// <summary>Width of a pixel of the camera at a row of the view, m.</summary>
    public float PixelWidth(int row) => (Stations[row] - _pose.Position.X) / _lens.FocalLength;

    /// <summary>How far to the left of the ego a column is, m.</summary>
    public static float Left(float column) => HalfWidth - column * Step;

    /// <summary>Columns that a width covers.</summary>
    public static int ColumnsOf(float metres) => (int)MathF.Round(metres / Step);

    /// <summary>Column and row, in pixels, of a point of the ego's frame (forward, left, up), and its depth in m.</summary>
    public Vector3 Project(Vector3 point) => _lens.Project(_pose, point);

    /// <summary>Whether a place of the picture is in it.</summary>
    public bool IsInside(Vector2 pixel) => pixel.X >= 0 && pixel.X <= _lens.Width && pixel.Y >= 0 && pixel.Y <= _lens.Height;

    /// <summary>Maps a picture to the ground; what is outside of it continues its edges.</summary>
    public Mat From(Mat picture)
    {
        var view = new Mat();
        Cv2.Remap(picture, view, _columns, _rows, InterpolationFlags.Linear, BorderTypes.Replicate);
        return view;
    }

    /// <summary>Where a camera is in the axes of the ego that carries it.</summary>
    public static CameraPose PoseOf(CameraSettings camera)
    {
        Vector3 forward = Vector3.UnitX, left = Vector3.UnitY, up = Vector3.UnitZ;
        (forward, left) = Turn(forward, left, camera.Mount.Yaw);
        (up, forward) = Turn(up, forward, camera.Pitch);
        (left, up) = Turn(left, up, camera.Roll);
        return new(new(camera.Mount.X, camera.Mount.Y, camera.Mount.Z), forward, left, up);
    }

    public void Dispose()
    {
        _columns.Dispose();
        _rows.Dispose();
    }

    /// <summary>Where the ray through the middle of a row meets the ground, m forward of the ego; infinite where it does not.</summary>
    private float Ahead(float row)
    {
        var ray = _lens.FocalLength * _pose.Forward + (0.5f * _lens.Height - row) * _pose.Up;
        return ray.Z < 0 ? _pose.Position.X - _pose.Position.Z / ray.Z * ray.X : float.PositiveInfinity;
    }

    private static (Vector3 A, Vector3 B) Turn(Vector3 a, Vector3 b, float angle)
        => (MathF.Cos(angle) * a + MathF.Sin(angle) * b, MathF.Cos(angle) * b - MathF.Sin(angle) * a);
}
