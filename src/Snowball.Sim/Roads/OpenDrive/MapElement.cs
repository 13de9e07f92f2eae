using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>An element of an OpenDRIVE file, read so that whatever is wrong names file, line and element.</summary>
internal readonly struct MapElement(XElement xml, MapSource source)
{
    public string Name => xml.Name.LocalName;

    public string Text => xml.Value;

    /// <summary>Names from the outermost element to this one, with ids, such as <c>road[3].planView.geometry.arc</c>.</summary>
    private string Path
    {
        get
        {
            string path = "";
            for (var at = xml; at?.Parent is not null; at = at.Parent)
            {
                string? id = at.Attribute("id")?.Value;
                path = at.Name.LocalName + (id is null ? "" : $"[{id}]") + (path.Length > 0 ? "." + path : "");
            }
            return path;
        }
    }

    /// <summary>All children, or those of a name, in order.</summary>
    public List<MapElement> Children(string? name = null)
    {
        var children = new List<MapElement>();
        foreach (var child in xml.Elements())
        {
            if (name is null || child.Name.LocalName == name) children.Add(new MapElement(child, source));
        }
        return children;
    }

    /// <summary>The first child of a name.</summary>
    public MapElement? Child(string name) => Children(name) is [var first, ..] ? first : null;

    /// <summary>The first child of a name, which must be there.</summary>
    public MapElement Needed(string name) => Child(name) ?? throw Fault($"has no <{name}>");

    public bool Has(string attribute) => xml.Attribute(attribute) is not null;

    public string Attribute(string name) => xml.Attribute(name)?.Value ?? throw Fault($"has no attribute {name}");

    public string Attribute(string name, string otherwise) => xml.Attribute(name)?.Value ?? otherwise;

    public double Number(string name) => Number(name, Attribute(name));

    public double Number(string name, double otherwise) => xml.Attribute(name) is { } attribute ? Number(name, attribute.Value) : otherwise;

    /// <summary>A number that is not negative.</summary>
    public double Positive(string name)
    {
        double number = Number(name);
        return number >= 0 ? number : throw Fault($"{name} = {number} must not be negative");
    }

    public int Integer(string name)
        => int.TryParse(Attribute(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Fault($"{name} = \"{Attribute(name)}\" is not a whole number");

    /// <summary>An attribute that must be one of the words.</summary>
    public T Word<T>(string name, string text, (string Word, T Value)[] words)
    {
        foreach (var (word, value) in words)
        {
            if (word == text) return value;
        }
        throw Fault($"{name} = \"{text}\" is unknown");
    }

    /// <summary>a, b, c and d of a cubic that starts at the station of an attribute.</summary>
    public Cubic Cubic(string station) => new(Positive(station), Number("a"), Number("b"), Number("c"), Number("d"));

    /// <summary>The children of a name as one profile.</summary>
    public CubicProfile Profile(string name, string station)
    {
        var cubics = new List<Cubic>();
        foreach (var child in Children(name))
        {
            var cubic = child.Cubic(station);
            if (cubics.Count > 0 && cubic.Start < cubics[^1].Start) throw child.Fault($"{station} = {cubic.Start} lies before {cubics[^1].Start}, where the preceding one starts");
            cubics.Add(cubic);
        }
        return cubics.Count == 0 ? CubicProfile.Zero : new CubicProfile([.. cubics]);
    }

    /// <summary>Counts an element that says nothing of geometry.</summary>
    public void Skip() => source.Skip(Name);

    /// <summary>An exception that names file, line and element.</summary>
    public InputException Fault(string message)
        => new($"<{Name}>: {message}", source.File, ((IXmlLineInfo)xml).HasLineInfo() ? ((IXmlLineInfo)xml).LineNumber : null, Path);

    /// <summary>An exception for what this program cannot represent.</summary>
    public InputException Unsupported(string what) => Fault($"{what} is not supported, and leaving it out would change the geometry");

    private double Number(string name, string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Fault($"{name} = \"{text}\" is not a finite number");
}

/// <summary>A file that is being read: its name, its ids, and what was skipped.</summary>
internal sealed class MapSource(string file)
{
    public string File => file;

    public HashSet<string> Roads { get; } = [];

    public HashSet<string> Junctions { get; } = [];

    public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    public void Skip(string name) => Skipped[name] = Skipped.GetValueOrDefault(name) + 1;
}
