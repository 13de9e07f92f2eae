using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>A unit and what one of it is in SI.</summary>
internal sealed record Unit(string Symbol, double InSi);

/// <summary>
/// What a quantity measures, and the units it may be written in. Bounds in the tables and in messages are in the first one.
/// </summary>
internal sealed record Dimension(string Name, double Typical, ImmutableArray<Unit> Units)
{
    private const double Degree = Math.PI / 180;
    private const double StandardGravity = 9.80665;

    /// <summary>A plain number.</summary>
    public static readonly Dimension None = new("a number", 1, [new("", 1)]);

    public static readonly Dimension Length = new("a length", 3.5, [new("m", 1), new("km", 1000), new("cm", 0.01)]);
    public static readonly Dimension Speed = new("a speed", 25, [new("m/s", 1), new("km/h", 1 / 3.6)]);
    public static readonly Dimension Time = new("a time", 2, [new("s", 1), new("ms", 0.001)]);
    public static readonly Dimension Frequency = new("a frequency", 50, [new("Hz", 1)]);
    public static readonly Dimension Angle = new("an angle", 3, [new("deg", Degree), new("rad", 1)]);
    public static readonly Dimension AngularVelocity = new("an angular velocity", 5, [new("deg/s", Degree), new("rad/s", 1)]);
    public static readonly Dimension Acceleration = new("an acceleration", 3, [new("m/s2", 1), new("g", StandardGravity)]);
    public static readonly Dimension Jerk = new("a jerk", 5, [new("m/s3", 1)]);

    /// <summary>Vehicles per kilometre and lane; its SI number stays per kilometre, as records and traffic theory have it.</summary>
    public static readonly Dimension Density = new("a density", 20, [new("veh/km", 1)]);

    /// <summary>A share of all; its number is 0 to 1.</summary>
    public static readonly Dimension Share = new("a share", 2, [new("%", 0.01)]);

    /// <summary>Rise over run, of a road along or across; its number is 0.04 for 4 %.</summary>
    public static readonly Dimension Slope = new("a slope", 4, [new("%", 0.01)]);

    public static readonly ImmutableArray<Dimension> All =
        [Length, Speed, Time, Frequency, Angle, AngularVelocity, Acceleration, Jerk, Density, Share, Slope];

    /// <summary>The unit that bounds and messages use.</summary>
    public Unit Preferred => Units[0];

    /// <summary>Such as <c>'25 m/s'</c>.</summary>
    public string Example => $"'{Write(Typical)}'";

    /// <summary>Such as <c>m/s, km/h</c>.</summary>
    public string Symbols
    {
        get
        {
            string symbols = Preferred.Symbol;
            for (int i = 1; i < Units.Length; i++) symbols += $", {Units[i].Symbol}";
            return symbols;
        }
    }

    /// <summary>The unit of that symbol in this dimension, or null.</summary>
    public Unit? Find(string symbol)
    {
        foreach (Unit unit in Units)
        {
            if (unit.Symbol == symbol) return unit;
        }
        return null;
    }

    /// <summary>The dimension which has a unit of that symbol; <see cref="None"/> for the empty one; else null.</summary>
    public static Dimension? Of(string symbol)
    {
        if (symbol.Length == 0) return None;
        foreach (Dimension dimension in All)
        {
            if (dimension.Find(symbol) is not null) return dimension;
        }
        return null;
    }

    /// <summary>A number in the preferred unit, as a person writes it.</summary>
    public string Write(IFormattable value) => Preferred.Symbol.Length == 0 ? $"{value}" : $"{value} {Preferred.Symbol}";
}
