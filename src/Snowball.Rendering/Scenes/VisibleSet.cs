using System.Numerics;

namespace Snowball.Rendering.Scenes;

/// <summary>A vehicle of a view and the part of its model that is drawn.</summary>
/// <param name="Vehicle">Place in <see cref="FrameBatch.Vehicles"/>.</param>
/// <param name="Triangles">Of the model's mesh.</param>
/// <param name="WithWheels">Whether its wheels are drawn apart.</param>
/// <param name="HasShadow">Whether it is near enough for the shadow under it.</param>
public readonly record struct VisibleVehicle(int Vehicle, IndexRange Triangles, bool WithWheels, bool HasShadow);

/// <summary>
/// What of a view is drawn, and in which detail: the same for every renderer. Reused from view to view; it allocates only while it grows.
/// </summary>
public sealed class VisibleSet(DetailLevel level)
{
    // Heights in the picture, pixels, from which a vehicle is drawn with wheels apart, coarse, and at all; and that of a shadow.
    private const float NearFrom = 28f, MiddleFrom = 16f, DrawnFrom = 0.8f, ShadowFrom = 3f;
    private IndexRange[] _static = new IndexRange[64];
    private VisibleVehicle[] _vehicles = new VisibleVehicle[64];
    private int _statics, _vehicleCount;

    /// <summary>Triangles of the scene.</summary>
    public ReadOnlySpan<IndexRange> Static => _static.AsSpan(0, _statics);

    /// <summary>Vehicles, in the order of the batch.</summary>
    public ReadOnlySpan<VisibleVehicle> Vehicles => _vehicles.AsSpan(0, _vehicleCount);

    /// <summary>Finds what a view shows.</summary>
    /// <param name="view">The view.</param>
    /// <param name="width">Of the picture, pixels.</param>
    /// <param name="height">Of the picture, pixels.</param>
    /// <param name="scene">The view's scene.</param>
    /// <param name="vehicles">Of the whole batch.</param>
    public void Collect(in CameraView view, int width, int height, RoadScene scene, ReadOnlySpan<VehicleInstance> vehicles)
    {
        var frustum = new Frustum(view, width, height);
        _statics = _vehicleCount = 0;
        foreach (ref readonly var chunk in scene.Chunks.AsSpan())
        {
            float distance = Exact.Distance(chunk.Centre, view.Pose.Position) - chunk.Radius;
            if (distance >= chunk.HiddenFrom || !frustum.Sees(chunk.Centre, chunk.Radius)) continue;
            var triangles = distance < chunk.MiddleFrom ? chunk.Near : distance < chunk.FarFrom ? chunk.Middle : chunk.Far;
            if (triangles.Count == 0) continue;
            if (_statics == _static.Length) Array.Resize(ref _static, 2 * _statics);
            _static[_statics++] = triangles;
        }
        for (int i = view.FirstVehicle; i < view.FirstVehicle + view.Vehicles; i++)
        {
            ref readonly var vehicle = ref vehicles[i];
            var centre = vehicle.Position + 0.5f * vehicle.Size.Z * vehicle.Up;
            if (!frustum.Sees(centre, 0.5f * Exact.Length(vehicle.Size))) continue;
            float depth = MathF.Max(Exact.Dot(centre - view.Pose.Position, view.Pose.Forward), Shading.Near);
            float pixels = view.FocalLength * vehicle.Size.Z / depth;
            if (pixels < DrawnFrom) continue;
            var model = VehicleModels.All[vehicle.Model];
            bool isNear = level == DetailLevel.Rich && pixels >= NearFrom;
            if (_vehicleCount == _vehicles.Length) Array.Resize(ref _vehicles, 2 * _vehicleCount);
            _vehicles[_vehicleCount++] = new(
                i, isNear ? model.Near : pixels >= MiddleFrom ? model.Middle : model.Far, isNear, view.Atmosphere.Shadow > 0f && pixels >= ShadowFrom);
        }
    }

    /// <summary>The four sides of a picture's pyramid, and the camera's plane.</summary>
    private readonly ref struct Frustum
    {
        private readonly CameraView _view;
        private readonly float _tanX, _tanY, _reachX, _reachY;

        public Frustum(in CameraView view, int width, int height)
        {
            _view = view;
            (_tanX, _tanY) = (0.5f * width / view.FocalLength, 0.5f * height / view.FocalLength);
            (_reachX, _reachY) = (MathF.Sqrt(1f + _tanX * _tanX), MathF.Sqrt(1f + _tanY * _tanY));
        }

        public bool Sees(Vector3 centre, float radius)
        {
            var offset = centre - _view.Pose.Position;
            float depth = Exact.Dot(offset, _view.Pose.Forward);
            return depth > -radius
                && MathF.Abs(Exact.Dot(offset, _view.Pose.Left)) <= depth * _tanX + radius * _reachX
                && MathF.Abs(Exact.Dot(offset, _view.Pose.Up)) <= depth * _tanY + radius * _reachY;
        }
    }
}
