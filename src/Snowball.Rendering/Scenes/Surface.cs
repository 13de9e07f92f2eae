namespace Snowball.Rendering.Scenes;

/// <summary>How a triangle is shaded; see <see cref="Shading"/>. It is that of the triangle's first vertex.</summary>
public enum Surface : byte
{
    /// <summary>Its vertices' colours, lit.</summary>
    Plain,
    /// <summary>The same, multiplied by the vehicle's paint.</summary>
    Paint,
    /// <summary>Windows: dark, with the sky in it at level rich.</summary>
    Glass,
    /// <summary>Pavement with markings along its left and right edge.</summary>
    Road,
    /// <summary>Pavement with the diagonal bars of a gore.</summary>
    Gore,
    /// <summary>Ground beside the road.</summary>
    Terrain,
    /// <summary>Lights itself while the vehicle's <see cref="Lamps.Head"/> is on.</summary>
    HeadLamp,
    /// <summary>Dim with <see cref="Lamps.Tail"/>, bright with <see cref="Lamps.Brake"/>.</summary>
    TailLamp,
    /// <summary>Bright with <see cref="Lamps.Brake"/> only.</summary>
    BrakeLamp,
    /// <summary>Bright with <see cref="Lamps.IndicatorLeft"/>.</summary>
    IndicatorLeft,
    /// <summary>Bright with <see cref="Lamps.IndicatorRight"/>.</summary>
    IndicatorRight,
}

/// <summary>Paint along the edge of a strip of road; geometry in <see cref="Marking"/>.</summary>
public enum MarkingKind : byte
{
    /// <summary>No paint.</summary>
    None,
    /// <summary>A narrow line.</summary>
    Solid,
    /// <summary>A wide line, at the edge of the pavement.</summary>
    Edge,
    /// <summary>The line between lanes: 6 m of paint, 12 m of none.</summary>
    Dashed,
    /// <summary>The wide line beside a lane that ends, begins or leaves: 6 m of paint, 6 m of none.</summary>
    Blocks,
    /// <summary>Two narrow lines.</summary>
    Double,
    /// <summary>A yellow narrow line, at roadworks.</summary>
    Yellow,
}

/// <summary>Which lamps of a vehicle are on.</summary>
[Flags]
public enum Lamps : byte
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Low beam.</summary>
    Head = 1,
    /// <summary>Rear position lamps.</summary>
    Tail = 2,
    /// <summary>Brake lamps.</summary>
    Brake = 4,
    /// <summary>Left indicators, in the bright half of a blink.</summary>
    IndicatorLeft = 8,
    /// <summary>Right indicators, in the bright half of a blink.</summary>
    IndicatorRight = 16,
}
