using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Policies.Steering;

/// <summary>What a law works out beforehand for a vehicle at each of many speeds, made when a vehicle is first met.</summary>
internal sealed class SpeedTable<T>(Func<VehicleParameters, double, T> make)
{
    private const float Spacing = 1f;
    private const int Speeds = 60;
    private readonly T[]?[] _entries = new T[]?[VehicleParameters.All.Length];

    /// <summary>Of a vehicle at the nearest speed.</summary>
    public T At(int parameterSet, float speed)
    {
        var entries = _entries[parameterSet] ??= Make(VehicleParameters.All[parameterSet]);
        int i = (int)((speed - LaneError.LeastSpeed) / Spacing + 0.5f);
        return entries[i < 0 ? 0 : i < Speeds ? i : Speeds - 1];
    }

    private T[] Make(VehicleParameters vehicle)
    {
        var entries = new T[Speeds];
        for (int i = 0; i < Speeds; i++) entries[i] = make(vehicle, LaneError.LeastSpeed + i * Spacing);
        return entries;
    }
}
