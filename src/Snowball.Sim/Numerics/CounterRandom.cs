namespace Snowball.Sim.Numerics;

/// <summary>
/// Counter-based random numbers: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011). A draw is a pure function of its key and counter, so a world's numbers do not depend on the
/// order in which worlds, vehicles or threads ask for them.
/// </summary>
public static class CounterRandom
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>Four independent 32-bit words for a 64-bit key and a 128-bit counter.</summary>
    public static (uint X, uint Y, uint Z, uint W) Block(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0, p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>A well-mixed 64-bit hash of up to three words: how seeds are derived from seeds.</summary>
    public static ulong Hash(ulong key, ulong a, ulong b = 0)
    {
        var (x, y, _, _) = Block(key, (uint)a, (uint)(a >> 32), (uint)b, (uint)(b >> 32));
        return ((ulong)y << 32) | x;
    }

    /// <summary>Uniform in [0, 1) with 24 bits, exactly representable.</summary>
    public static float ToUnit(uint word) => (word >> 8) * (1f / 16777216f);
}

/// <summary>What a draw is for. A new use takes a new member, so that existing draws keep their values.</summary>
public enum RandomPurpose
{
    /// <summary>Geometry of a road.</summary>
    Road,

    /// <summary>Initial state of an ego.</summary>
    EgoStart,

    /// <summary>Initial state of traffic.</summary>
    TrafficStart,

    /// <summary>Parameters of a driver.</summary>
    Driver,

    /// <summary>Speeds of a lead vehicle.</summary>
    LeadProfile,

    /// <summary>Cross-wind.</summary>
    Wind,

    /// <summary>Noise of what the agent sees.</summary>
    SensorNoise,

    /// <summary>Choices of a random policy.</summary>
    PolicyNoise,

    /// <summary>Vehicles that enter traffic later.</summary>
    Respawn,

    /// <summary>Resamples of a bootstrap.</summary>
    Bootstrap,

    /// <summary>Errors of a sensor that last for an episode.</summary>
    SensorEpisode,

    /// <summary>Errors of one sample of a sensor.</summary>
    SensorSample,

    /// <summary>Faults of a sensor.</summary>
    SensorFault,

    /// <summary>Where a vehicle of traffic wants to.</summary>
    Destination,

    /// <summary>Which vehicle of a mix.</summary>
    VehicleKind,

    /// <summary>Starts and scripts of actors.</summary>
    Actor,

    /// <summary>Errors of a lidar.</summary>
    Lidar,

    /// <summary>Whether a radar detects an object, and its errors.</summary>
    Radar,

    /// <summary>False alarms of a radar.</summary>
    RadarClutter,

    /// <summary>Shape and paint of a vehicle in pictures.</summary>
    VehicleLook,

    /// <summary>Light, weather and wear in pictures.</summary>
    Appearance,

    /// <summary>Errors of a camera's mounting and lens.</summary>
    CameraMounting,

    /// <summary>Streaks of rain in a picture.</summary>
    RainStreaks,

    /// <summary>Noise of a camera's pixels.</summary>
    CameraNoise,

    /// <summary>Which steps of the past are learned from.</summary>
    Replay,

    /// <summary>Who steers the other egos in self-play.</summary>
    Opponent,

    /// <summary>How a driver weaves in his lane.</summary>
    Weaving,
}

/// <summary>A sequence of draws for one (episode seed, tick, slot, purpose). Cheap to make; holds no shared state.</summary>
public struct RandomStream(ulong episodeSeed, RandomPurpose purpose, int slot, uint tick = 0)
{
    private readonly uint _stream = (uint)purpose;
    private readonly uint _slot = (uint)slot;
    private readonly uint _tick = tick;
    private uint _block, _y, _z, _w;
    private int _left;

    /// <summary>The next 32 random bits.</summary>
    public uint NextBits()
    {
        switch (_left)
        {
            case 3: _left = 2; return _y;
            case 2: _left = 1; return _z;
            case 1: _left = 0; return _w;
            default:
                (uint x, _y, _z, _w) = CounterRandom.Block(episodeSeed, _block++, _tick, _slot, _stream);
                _left = 3;
                return x;
        }
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float NextUnit() => CounterRandom.ToUnit(NextBits());

    /// <summary>Uniform in [low, high).</summary>
    public float NextUniform(float low, float high) => low + (high - low) * NextUnit();

    /// <summary>Uniform integer in [0, count), count at least 1.</summary>
    public int NextIndex(int count) => (int)(((ulong)NextBits() * (uint)count) >> 32);

    /// <summary>Standard normal, by the inverse of the normal distribution function.</summary>
    public float NextNormal() => ToNormal(NextBits());

    /// <summary>Standard normal of a word: the middle of one of 2^23 equally likely intervals, exactly representable, so never 0 or 1.</summary>
    internal static float ToNormal(uint word) => Elementary.InverseNormal(((word >> 9) + 0.5f) * (1f / 8388608f));
}
