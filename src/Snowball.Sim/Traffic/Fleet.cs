using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>Draws which vehicle and driver a place in traffic gets.</summary>
internal sealed class Fleet
{
    private readonly ImmutableArray<(float UpTo, FleetMember Member)> _members;

    public Fleet(VehicleMix mix)
    {
        var members = ImmutableArray.CreateBuilder<(float, FleetMember)>(mix.Shares.Length);
        float upTo = 0f;
        (Shortest, Longest) = (float.PositiveInfinity, 0f);
        foreach (var share in mix.Shares)
        {
            var parameters = VehicleParameters.Named(share.Vehicle)!;
            upTo += share.Share;
            members.Add((upTo, new FleetMember(parameters, share.Drivers)));
            Shortest = MathF.Min(Shortest, parameters.Length);
            Longest = MathF.Max(Longest, parameters.Length);
        }
        _members = members.ToImmutable();
    }

    /// <summary>Length of the shortest and the longest vehicle, m.</summary>
    public float Shortest { get; }

    /// <inheritdoc cref="Shortest"/>
    public float Longest { get; }

    /// <summary>What a slot of a world gets at a tick.</summary>
    public FleetMember Draw(ulong episodeSeed, int slot, uint tick = 0)
    {
        if (_members.Length == 1) return _members[0].Member;
        float place = new RandomStream(episodeSeed, RandomPurpose.VehicleKind, slot, tick).NextUnit();
        foreach (var (upTo, member) in _members)
        {
            if (place < upTo) return member;
        }
        return _members[^1].Member;
    }
}

/// <summary>A vehicle and its driver; <paramref name="Drivers"/> is null where that is like all.</summary>
internal sealed record FleetMember(VehicleParameters Parameters, DriverSettings? Drivers)
{
    /// <summary>A speed at the start, m/s, no higher than the driver wants.</summary>
    public float StartSpeed(float speed) => Drivers?.DesiredSpeed is { } desired && desired.Maximum < speed ? desired.Maximum : speed;
}
