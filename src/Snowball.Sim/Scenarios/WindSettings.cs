namespace Snowball.Sim.Scenarios;

/// <summary>
/// Cross-wind on vehicles with single-track dynamics: a mean drawn for each episode (m/s, positive to the left of the road)
/// and gusts, an Ornstein-Uhlenbeck process with standard deviation <paramref name="Gust"/> m/s and time constant
/// <paramref name="GustTime"/> s.
/// </summary>
public sealed record WindSettings(Distribution CrossWind, float Gust, float GustTime);
