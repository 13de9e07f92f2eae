using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Decides where signs, gantries and bridges stand, and has them drawn.</summary>
internal sealed class SignPlacer(RoadShape shape, CrossSections sections, LaneRows lanes, Ground ground, MeshBuilder mesh, RoadDetail detail)
{
    private const float Setback = 1.4f, SignHeight = 2.4f, SignRadius = 0.42f, StepsPerLimit = 3.6f;
    // Before an exit: its gantry and its beacons, m.
    private const float Announced = 500f;

    private readonly SignBuilder _signs = new(detail.IsRich);

    public void Build()
    {
        SpeedLimits();
        foreach (float s in Exits())
        {
            for (int bars = 3; bars >= 1; bars--) Beside(s - 100f * bars, -1f, spot => _signs.Countdown(spot, bars));
            if (IsWithin(s - Announced)) Gantry(sections.Nearest(s - Announced));
        }
    }

    private bool IsWithin(float s) => s >= sections.S(0) && s <= sections.S(sections.Rows - 1);

    private void SpeedLimits()
    {
        if (shape.Road.Surface is not { } surface) return;
        int before = KilometresPerHour(surface.SpeedLimit(0f));
        for (int row = 1; row < sections.Rows; row++)
        {
            int limit = KilometresPerHour(surface.SpeedLimit(sections.S(row)));
            if (limit == before) continue;
            before = limit;
            foreach (float side in (ReadOnlySpan<float>)[1f, -1f])
            {
                Beside(sections.S(row), side, spot =>
                {
                    _signs.Post(spot, 0f, SignHeight);
                    _signs.SpeedLimit(spot with { Foot = spot.At(-0.06f, 0f, 0f) }, limit, 0f, SignHeight - SignRadius, SignRadius);
                });
            }
        }
    }

    private static int KilometresPerHour(float speed) => 10 * (int)MathF.Floor(speed * StepsPerLimit / 10f + 0.5f);

    /// <summary>Where the lanes begin that lead to exits.</summary>
    private List<float> Exits()
    {
        var exits = new List<float>();
        if (shape.Road.Table is not { } table) return exits;
        for (int i = 1; i < table.Destinations.Length; i++)
        {
            int lane = table.Destinations[i].FirstLane, row = lanes.Nearest(table.Destinations[i].S - 4f);
            while (row > 0 && lanes.IsThere(row - 1, lane)) row--;
            // A lane that was always there has no beginning: the exit is where it parts.
            if (row > 0) exits.Add(lanes.S(row));
        }
        return exits;
    }

    private void Beside(float s, float side, Action<Spot> draw)
    {
        if (!IsWithin(s)) return;
        int row = sections.Nearest(s);
        float edge = side > 0f ? sections.Left(row) : ground.Edge(row, side);
        draw(new(shape.At(sections.S(row), edge + side * Setback), shape.Forward(sections.S(row)), mesh));
        mesh.Chunk(detail.ThingsHidden);
    }

    /// <summary>A beam over all lanes with boards: the way on, and the exit to the right.</summary>
    private void Gantry(int row)
    {
        const float Clearance = 5.5f, BoardHeight = 2.6f;
        float s = sections.S(row), left = sections.Left(row) + 0.9f, right = ground.Edge(row, -1f) - 1.2f;
        float middle = 0.5f * (left + right), half = 0.5f * (left - right), top = Clearance + BoardHeight;
        var spot = new Spot(shape.At(s, middle), shape.Forward(s), mesh);
        var faces = detail.IsRich ? Faces.Sides | Faces.Bottom | Faces.Top : Faces.Back;
        spot.Box(SemanticClass.Pole, Palette.Post, new(0.1f, half - 0.2f, -1f), new(0.5f, half + 0.2f, top), faces);
        spot.Box(SemanticClass.Pole, Palette.Post, new(0.1f, -half - 0.2f, -1f), new(0.5f, -half + 0.2f, top), faces);
        spot.Box(SemanticClass.Pole, Palette.Post, new(0.1f, -half, top - 1f), new(0.5f, half, top - 0.5f), faces);
        _signs.Board(spot, 0.5f * half + 2.4f, 0.5f * half - 2.4f, Clearance, top, isExit: false, lines: 3);
        _signs.Board(spot, -0.5f * half + 2.4f, -0.5f * half - 2.4f, Clearance, top, isExit: true, lines: 2);
        mesh.Chunk(detail.Pavement.HiddenFrom);
    }
}
