using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>Height, slopes, friction and speed limits of a carriageway by station, for look-up in a step.</summary>
public sealed class SurfaceTable
{
    private readonly float[] _height, _grade, _bank, _friction, _speedLimit;

    internal SurfaceTable(SurfaceProfile profile, float speedLimit, int stations)
    {
        _height = Column(profile.Height, 0f);
        _bank = Column(profile.Bank, 0f);
        _friction = Column(profile.Friction, 1f);
        _speedLimit = Column(profile.SpeedLimit, speedLimit);
        _grade = new float[stations];
        for (int i = 0; i < stations; i++)
        {
            int before = Math.Max(i - 1, 0), after = Math.Min(i + 1, stations - 1);
            _grade[i] = Elementary.Atan((_height[after] - _height[before]) / ((after - before) * Carriageway.StationSpacing));
        }

        float[] Column(ImmutableArray<float> given, float otherwise)
        {
            var column = new float[stations];
            if (given.IsDefaultOrEmpty) Array.Fill(column, otherwise);
            else if (given.Length == stations) given.CopyTo(column);
            else throw new ArgumentException($"{given.Length} values for {stations} stations", nameof(profile));
            return column;
        }
    }

    /// <summary>z of the road d to the left of s, m.</summary>
    public float Height(float s, float d)
    {
        float position = Elementary.Clip(s * (1f / Carriageway.StationSpacing), 0f, _height.Length - 1);
        float floor = Elementary.Clip(MathF.Floor(position), 0f, _height.Length - 2);
        int i = (int)floor;
        float height = _height[i] + (_height[i + 1] - _height[i]) * (position - floor);
        return height + d * Elementary.SinCos(_bank[i] + (_bank[i + 1] - _bank[i]) * (position - floor)).Sin;
    }

    /// <summary>Slope along the line at s, rad, positive uphill.</summary>
    public float Grade(float s) => _grade[Nearest(s)];

    /// <summary>Superelevation at s, rad, positive where the left side is higher.</summary>
    public float Bank(float s) => _bank[Nearest(s)];

    /// <summary>Friction at s relative to a dry road.</summary>
    public float Friction(float s) => _friction[Nearest(s)];

    /// <summary>Speed limit at s, m/s.</summary>
    public float SpeedLimit(float s) => _speedLimit[Nearest(s)];

    private int Nearest(float s) => (int)Elementary.Clip(MathF.Floor(s * (1f / Carriageway.StationSpacing) + 0.5f), 0f, _height.Length - 1);
}
