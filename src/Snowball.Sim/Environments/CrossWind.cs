using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Environments;

/// <summary>Cross-wind of each world: a mean of the episode and gusts, an Ornstein-Uhlenbeck process stepped at the policy's rate.</summary>
internal sealed class CrossWind
{
    private readonly WindSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly float[] _mean, _gust;
    private readonly float _keep, _kick;

    public CrossWind(WindSettings settings, ColumnStore store, VehicleStates vehicles, float policySeconds)
    {
        (_settings, _vehicles) = (settings, vehicles);
        _mean = store.Add<float>(1);
        _gust = store.Add<float>(1);
        _keep = Elementary.Exp(-policySeconds / settings.GustTime);
        _kick = settings.Gust * MathF.Sqrt(1f - _keep * _keep);
    }

    public void Reset(int world, ulong episodeSeed)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.Wind, slot: 0);
        _mean[world] = _settings.CrossWind.Sample(ref random);
        _gust[world] = _settings.Gust * random.NextNormal();
        Apply(world);
    }

    public void Advance(int world, ulong episodeSeed, uint tick)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.Wind, slot: 0, tick);
        _gust[world] = _keep * _gust[world] + _kick * random.NextNormal();
        Apply(world);
    }

    private void Apply(int world)
        => _vehicles.SideWind.AsSpan(world * _vehicles.Slots, _vehicles.Slots).Fill(_mean[world] + _gust[world]);
}
