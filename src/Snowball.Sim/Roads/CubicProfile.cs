using System.Collections.Immutable;

namespace Snowball.Sim.Roads;

/// <summary>A quantity along a road: one cubic after another, each valid from its start to the next one's. 0 before the first.</summary>
public sealed class CubicProfile
{
    /// <summary>0 everywhere.</summary>
    public static readonly CubicProfile Zero = new([]);

    private readonly double[] _starts;

    /// <summary>Takes cubics in the order of their starts.</summary>
    /// <exception cref="ArgumentException">A cubic starts before the one that precedes it.</exception>
    public CubicProfile(ImmutableArray<Cubic> cubics)
    {
        Cubics = cubics;
        _starts = new double[cubics.Length];
        for (int i = 0; i < cubics.Length; i++)
        {
            _starts[i] = cubics[i].Start;
            if (i > 0 && !(_starts[i] >= _starts[i - 1])) throw new ArgumentException($"Cubic {i} starts at {_starts[i]}, before {_starts[i - 1]}.", nameof(cubics));
        }
    }

    /// <summary>The same value everywhere from 0 on.</summary>
    public static CubicProfile Constant(double value) => new([new Cubic(0, value)]);

    /// <summary>The cubics in order.</summary>
    public ImmutableArray<Cubic> Cubics { get; }

    /// <summary>The cubic that is valid at s; 0 before the first.</summary>
    public Cubic CubicAt(double s)
    {
        int i = Stations.IndexAt(_starts, s);
        return i < 0 ? default : Cubics[i];
    }

    /// <summary>The value at s.</summary>
    public double At(double s) => CubicAt(s).At(s);

    /// <summary>The first derivative at s.</summary>
    public double SlopeAt(double s) => CubicAt(s).SlopeAt(s);
}
