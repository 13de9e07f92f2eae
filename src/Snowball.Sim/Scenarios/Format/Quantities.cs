using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>Numbers with their units as text: what quantities and distributions share.</summary>
internal static partial class Notation
{
    /// <summary>A decimal number, as a pattern that JSON schema understands too.</summary>
    public const string Number = "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?";

    private const int LongestQuantity = 200;

    /// <summary>The text of a scalar that may hold a quantity.</summary>
    public static string Text(Node node, Dimension dimension)
    {
        if (node is Scalar { Text.Length: > 0 and <= LongestQuantity } scalar) return scalar.Text.Trim();
        throw node.Place.Fault($"expects {dimension.Name} such as {dimension.Example}, not {node.What}");
    }

    /// <summary>Reads <c>25 m/s</c> into SI.</summary>
    public static double Read(Place place, string text, Dimension dimension)
    {
        Match match = Pattern().Match(text);
        if (!match.Success) throw place.Fault($"expects {dimension.Name} such as {dimension.Example}, not '{text}'");
        string number = match.Groups["number"].Value;
        Unit unit = FindUnit(place, match.Groups["unit"].Value, dimension, number);
        return ReadNumber(place, number) * unit.InSi;
    }

    /// <summary>The unit of that symbol, which must belong to the dimension.</summary>
    public static Unit FindUnit(Place place, string symbol, Dimension dimension, string number)
    {
        if (dimension.Find(symbol) is { } unit) return unit;
        if (dimension == Dimension.None) throw place.Fault($"expects a number without a unit, not '{number} {symbol}'");
        if (symbol.Length == 0 && dimension == Dimension.Share) throw place.Fault("is a share: write it as '2 %'");
        if (symbol.Length == 0) throw place.Fault($"has no unit: write '{number} {dimension.Preferred.Symbol}'");
        throw Dimension.Of(symbol) is { } other
            ? place.Fault($"expects {dimension.Name} ({dimension.Symbols}), not {other.Name}")
            : place.Fault($"expects {dimension.Name} ({dimension.Symbols}): '{symbol}' is not a known unit");
    }

    /// <summary>A finite number.</summary>
    public static double ReadNumber(Place place, string number)
    {
        double value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        return float.IsFinite((float)value) ? value : throw place.Fault($"{number} is too large");
    }

    /// <summary>The units as the end of a JSON-schema pattern.</summary>
    public static string UnitPattern(Dimension dimension) => $" *({dimension.Symbols.Replace(", ", "|", StringComparison.Ordinal)})";

    [GeneratedRegex($@"^(?<number>{Number})\s*(?<unit>.*)\z", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}

/// <summary>The closed interval that a quantity must lie in, in the preferred unit of its dimension.</summary>
internal readonly record struct Bounds(Dimension Dimension, double Low, double High)
{
    /// <summary>Refuses a value (SI) that is outside.</summary>
    public void Check(Place place, double value, string verb = "is")
    {
        double factor = Dimension.Preferred.InSi;
        if (value >= Low * factor && value <= High * factor) return;
        throw place.Fault($"{verb} {Dimension.Write((float)(value / factor))}, but must be {this}");
    }

    public override string ToString() => Low == High ? Dimension.Write(High) : $"{Low} to {Dimension.Write(High)}";
}

/// <summary>One value with a unit, as a float in SI.</summary>
internal sealed record Quantity(Dimension Dimension, double Low, double High) : Shape
{
    private Bounds Bounds => new(Dimension, Low, High);

    public override object Read(Node node)
    {
        string text = Notation.Text(node, Dimension);
        if (text.Contains('(', StringComparison.Ordinal)) throw node.Place.Fault($"must be one value, not the distribution '{text}'");
        double value = Notation.Read(node.Place, text, Dimension);
        Bounds.Check(node.Place, value);
        return (float)value;
    }

    public override JsonObject Schema() => Dimension == Dimension.None
        ? new JsonObject { ["type"] = "number", ["minimum"] = Low, ["maximum"] = High }
        : new JsonObject { ["type"] = "string", ["pattern"] = $"^{Notation.Number}{Notation.UnitPattern(Dimension)}$" };

    public override string Describe() => $"{Dimension.Name}, {Bounds}";
}

/// <summary>A <see cref="Distribution"/> in SI; all that it can give must lie within the bounds.</summary>
internal sealed record Distributed(Dimension Dimension, double Low, double High, bool Whole = false) : Shape
{
    private const string Forms = "uniform(low, high), normal(mean, deviation) or choice(a, b, ...)";

    private Bounds Bounds => new(Dimension, Low, High);

    public override object Read(Node node)
    {
        string text = Notation.Text(node, Dimension);
        int open = text.IndexOf('(', StringComparison.Ordinal), close = text.IndexOf(')', StringComparison.Ordinal);
        if (open < 0)
        {
            double value = Notation.Read(node.Place, text, Dimension);
            Check(node.Place, value, "is");
            return Distribution.Constant((float)value);
        }
        if (close < open)
        {
            throw node.Place.Fault($"'{text}' has no closing bracket; between {{ }} or [ ] write it in quotes, as in '\"uniform({Low}, {High}) {Dimension.Preferred.Symbol}\"'");
        }

        double[] numbers = Numbers(node.Place, text[(open + 1)..close]);
        Unit unit = Notation.FindUnit(node.Place, text[(close + 1)..].Trim(), Dimension, text);
        for (int i = 0; i < numbers.Length; i++) numbers[i] *= unit.InSi;
        return Draw(node.Place, text[..open].Trim(), numbers);
    }

    private static double[] Numbers(Place place, string list)
    {
        if (list.Trim().Length == 0) return [];
        string[] parts = list.Split(',');
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++) numbers[i] = Notation.Read(place, parts[i].Trim(), Dimension.None);
        return numbers;
    }

    private Distribution Draw(Place place, string family, double[] x)
    {
        switch (family)
        {
            case "uniform" when x.Length == 2 && !Whole:
                if (x[0] > x[1]) throw place.Fault("uniform(low, high) needs low <= high");
                CheckAll(place, x[0], x[1]);
                return Distribution.Uniform((float)x[0], (float)x[1]);
            case "normal" when x.Length == 2 && !Whole:
                if (x[1] < 0) throw place.Fault("normal(mean, deviation) needs a deviation that is not negative");
                Distribution normal = Distribution.Normal((float)x[0], (float)x[1]);
                CheckAll(place, normal.Minimum, normal.Maximum);
                return normal;
            case "choice" when x.Length > 0:
                var values = new float[x.Length];
                for (int i = 0; i < x.Length; i++)
                {
                    Check(place, x[i], "can be");
                    values[i] = (float)x[i];
                }
                return Distribution.Choice([.. values]);
            case "uniform" or "normal" when Whole:
                throw place.Fault($"must be a whole number or choice(a, b, ...), not {family}");
            case "uniform" or "normal":
                throw place.Fault($"{family} takes two numbers, not {x.Length}");
            case "choice":
                throw place.Fault("choice is empty: write choice(a, b, ...)");
            default:
                throw place.Fault($"'{family}' is not a distribution: write {Forms}");
        }
    }

    private void CheckAll(Place place, double least, double greatest)
    {
        Check(place, least, "can be");
        Check(place, greatest, "can be");
    }

    private void Check(Place place, double value, string verb)
    {
        Bounds.Check(place, value, verb);
        if (Whole && value != Math.Floor(value)) throw place.Fault($"{verb} {value}, but must be a whole number");
    }

    public override JsonObject Schema()
    {
        string list = $"{Notation.Number}( *, *{Notation.Number})*";
        string unit = Dimension == Dimension.None ? "" : Notation.UnitPattern(Dimension);
        var text = new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = $"^({Notation.Number}|(uniform|normal|choice) *\\( *{list} *\\)){unit}$",
        };
        return Dimension == Dimension.None
            ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number" }, text) }
            : text;
    }

    public override string Describe() => Whole ? $"whole number or choice, {Bounds}" : $"distribution of {Dimension.Name}, {Bounds}";
}
