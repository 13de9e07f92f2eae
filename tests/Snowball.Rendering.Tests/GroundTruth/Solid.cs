using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Tests.GroundTruth;

/// <summary>Triangles in the world's frame, in double precision, and what a camera sees of them by one ray a pixel.</summary>
internal sealed class Solid
{
    private readonly (Vector3D A, Vector3D B, Vector3D C)[] _triangles;

    private Solid((Vector3D, Vector3D, Vector3D)[] triangles) => _triangles = triangles;

    /// <summary>The part of a vehicle's model that is drawn, its wheels among them where they are drawn apart.</summary>
    public static Solid Of(in VehicleInstance vehicle, in VisibleVehicle drawn)
    {
        var model = VehicleModels.All[vehicle.Model];
        Vector3D forward = Vector3D.Of(vehicle.Forward), up = Vector3D.Of(vehicle.Up), left = up.Cross(forward), middle = Vector3D.Of(vehicle.Position);
        var size = vehicle.Size;
        var corners = new List<Vector3D>();
        Add(drawn.Triangles, p => p);
        double steering = vehicle.Steering;
        if (drawn.WithWheels)
        {
            foreach (var wheel in model.Wheels)
            {
                // A wheel is nearly round: how far it has rolled does not matter here.
                double sin = wheel.IsSteered ? Math.Sin(steering) : 0, cos = wheel.IsSteered ? Math.Cos(steering) : 1;
                Add(model.Wheel, p =>
                {
                    double x = p.X * wheel.Diameter, y = p.Y * wheel.Width;
                    return new((x * cos - y * sin) / size.X + wheel.Centre.X, (x * sin + y * cos) / size.Y + wheel.Centre.Y, p.Z * wheel.Diameter / size.Z + wheel.Centre.Z);
                });
            }
        }
        return FromCorners(corners);

        void Add(IndexRange range, Func<Vector3D, Vector3D> place)
        {
            foreach (int index in model.Mesh.Indices.AsSpan(range.First, range.Count))
            {
                var p = place(Vector3D.Of(model.Mesh.Vertices[index].Position));
                corners.Add(middle + forward * (p.X * size.X) + left * (p.Y * size.Y) + up * (p.Z * size.Z));
            }
        }
    }

    /// <summary>What is drawn of a scene.</summary>
    public static Solid Of(RoadScene scene, Shot shot)
    {
        var corners = new List<Vector3D>();
        foreach (var range in shot.Static)
        {
            foreach (int index in scene.Mesh.Indices.AsSpan(range.First, range.Count)) corners.Add(Vector3D.Of(scene.Mesh.Vertices[index].Position));
        }
        return FromCorners(corners);
    }

    /// <summary>The box that a vehicle fills.</summary>
    public static Solid BoxOf(in VehicleInstance vehicle)
    {
        Vector3D forward = Vector3D.Of(vehicle.Forward), up = Vector3D.Of(vehicle.Up), left = up.Cross(forward), middle = Vector3D.Of(vehicle.Position);
        var size = vehicle.Size;
        var corners = new List<Vector3D>();
        // Faces by a normal axis and the two others in right-handed order; either sign.
        ReadOnlySpan<(Vector3D Normal, Vector3D U, Vector3D V)> axes =
        [
            (forward * (0.5 * size.X), left * (0.5 * size.Y), up * (0.5 * size.Z)),
            (left * (0.5 * size.Y), up * (0.5 * size.Z), forward * (0.5 * size.X)),
            (up * (0.5 * size.Z), forward * (0.5 * size.X), left * (0.5 * size.Y)),
        ];
        var centre = middle + up * (0.5 * size.Z);
        foreach (var (n, u, v) in axes)
        {
            corners.AddRange([centre + n - u - v, centre + n + u - v, centre + n + u + v, centre + n - u - v, centre + n + u + v, centre + n - u + v]);
            corners.AddRange([centre - n + u - v, centre - n - u - v, centre - n - u + v, centre - n + u - v, centre - n - u + v, centre - n + u + v]);
        }
        return FromCorners(corners);
    }

    /// <summary>Where a ray first meets the outside of a triangle, in lengths of its direction; infinite where it does not.</summary>
    public double Meet(Vector3D origin, Vector3D direction)
    {
        double nearest = double.PositiveInfinity;
        foreach (var (a, b, c) in _triangles)
        {
            // Moeller and Trumbore, Fast, minimum storage ray/triangle intersection, 1997.
            Vector3D edge1 = b - a, edge2 = c - a, p = direction.Cross(edge2);
            double determinant = edge1.Dot(p);
            if (determinant <= 0) continue;
            var offset = origin - a;
            double u = offset.Dot(p);
            if (u < 0 || u > determinant) continue;
            var q = offset.Cross(edge1);
            double v = direction.Dot(q);
            if (v < 0 || u + v > determinant) continue;
            double t = edge2.Dot(q) / determinant;
            if (t > 0) nearest = Math.Min(nearest, t);
        }
        return nearest;
    }

    /// <summary>Depths of the pixels of a picture on which the solid is; infinite elsewhere.</summary>
    public double[] Cast(Shot shot)
    {
        var depths = new double[Stage.Width * Stage.Height];
        Array.Fill(depths, double.PositiveInfinity);
        // Only around the projected corners.
        double left = Stage.Width, right = 0, top = Stage.Height, bottom = 0;
        foreach (var (a, b, c) in _triangles)
        {
            foreach (var corner in (ReadOnlySpan<Vector3D>)[a, b, c])
            {
                var offset = corner - Vector3D.Of(shot.Pose.Position);
                double depth = offset.Dot(Vector3D.Of(shot.Pose.Forward));
                if (depth < 0.2) return depths;
                double x = 0.5 * Stage.Width - shot.Camera.FocalLength * offset.Dot(Vector3D.Of(shot.Pose.Left)) / depth;
                double y = 0.5 * Stage.Height - shot.Camera.FocalLength * offset.Dot(Vector3D.Of(shot.Pose.Up)) / depth;
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        for (int row = Math.Max((int)top, 0); row <= Math.Min((int)bottom, Stage.Height - 1); row++)
        {
            for (int column = Math.Max((int)left, 0); column <= Math.Min((int)right, Stage.Width - 1); column++)
            {
                int pixel = row * Stage.Width + column;
                depths[pixel] = Meet(Vector3D.Of(shot.Pose.Position), shot.Ray(pixel));
            }
        }
        return depths;
    }

    private static Solid FromCorners(List<Vector3D> corners)
    {
        var triangles = new (Vector3D, Vector3D, Vector3D)[corners.Count / 3];
        for (int i = 0; i < triangles.Length; i++) triangles[i] = (corners[3 * i], corners[3 * i + 1], corners[3 * i + 2]);
        return new(triangles);
    }
}
