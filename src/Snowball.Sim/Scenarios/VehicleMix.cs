using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>Which vehicles traffic is made of; each is drawn from the episode's seed. The shares add up to 1.</summary>
public sealed record VehicleMix(ImmutableArray<VehicleShare> Shares)
{
    /// <summary>All of one kind.</summary>
    public static implicit operator VehicleMix(string vehicle) => new([new VehicleShare(vehicle, 1f, Drivers: null)]);

    /// <summary>Whether the shares are the same.</summary>
    public bool Equals(VehicleMix? other) => other is not null && Shares.AsSpan().SequenceEqual(other.Shares.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Shares.IsEmpty ? 0 : HashCode.Combine(Shares.Length, Shares[0]);
}

/// <summary>A kind of vehicle in a mix.</summary>
/// <param name="Vehicle">Name of the parameter set.</param>
/// <param name="Share">Share of the vehicles, 0 to 1.</param>
/// <param name="Drivers">How its drivers follow others; null for drivers like all.</param>
public sealed record VehicleShare(string Vehicle, float Share, DriverSettings? Drivers);
