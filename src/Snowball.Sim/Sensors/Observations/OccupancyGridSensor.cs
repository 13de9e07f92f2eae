using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>Layers of cells around the ego, along its axes; see <see cref="OccupancyGridObservation"/>. Rows go forward, columns to the left.</summary>
internal sealed class OccupancyGridSensor : ISensor
{
    private readonly OccupancyGridObservation _settings;
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly int _rows, _columns;

    public OccupancyGridSensor(OccupancyGridObservation settings, VehicleStates vehicles, RoadFrame frame)
    {
        (_settings, _vehicles, _frame) = (settings, vehicles, frame);
        (_rows, _columns) = settings.Size;
        var fields = ImmutableArray.CreateBuilder<ObservationField>();
        foreach (var layer in settings.Layers)
        {
            var (name, unit, scale) = layer switch
            {
                GridLayer.Presence => ("presence", "", 1f),
                GridLayer.OnRoad => ("on_road", "", 1f),
                GridLayer.Vx => ("vx", "m/s", settings.SpeedScale),
                _ => ("vy", "m/s", settings.SpeedScale),
            };
            for (int cell = 0; cell < _rows * _columns; cell++) fields.Add(new($"cell_{cell / _columns}_{cell % _columns}_{name}", unit, scale));
        }
        Spec = new ObservationSpec(fields.ToImmutable());
    }

    public string Name => "occupancy-grid";

    public ObservationSpec Spec { get; }

    public void Write(int world, Span<float> rows)
    {
        rows.Clear();
        int cells = _rows * _columns;
        for (int ego = 0; ego < _vehicles.Egos; ego++)
        {
            var grid = rows.Slice(ego * Spec.Size, Spec.Size);
            int index = world * _vehicles.Slots + ego;
            int presence = _settings.Layers.IndexOf(GridLayer.Presence), road = _settings.Layers.IndexOf(GridLayer.OnRoad);
            int vx = _settings.Layers.IndexOf(GridLayer.Vx), vy = _settings.Layers.IndexOf(GridLayer.Vy);
            WriteVehicles(world, index, Layer(grid, presence, cells), Layer(grid, vx, cells), Layer(grid, vy, cells));
            if (road >= 0) WriteRoad(world, index, Layer(grid, road, cells));
        }
    }

    private void WriteVehicles(int world, int ego, Span<float> presence, Span<float> layerX, Span<float> layerY)
    {
        var v = _vehicles;
        var (sin, cos) = Elementary.SinCos(v.Heading[ego]);
        var (egoX, egoY) = v.Velocity(ego);
        Span<float> nearest = stackalloc float[_rows * _columns];
        nearest.Fill(float.PositiveInfinity);
        for (int other = world * v.Slots; other < (world + 1) * v.Slots; other++)
        {
            if (v.Active[other] == 0) continue;
            float dx = v.X[other] - v.X[ego], dy = v.Y[other] - v.Y[ego];
            int cell = CellAt(dx * cos + dy * sin, dy * cos - dx * sin);
            float distance = dx * dx + dy * dy;
            if (cell < 0 || distance >= nearest[cell]) continue;
            nearest[cell] = distance;
            if (!presence.IsEmpty) presence[cell] = 1f;
            if (layerX.IsEmpty && layerY.IsEmpty) continue;
            var (x, y) = v.Velocity(other);
            float vx = x - egoX, vy = y - egoY;
            if (!layerX.IsEmpty) layerX[cell] = Elementary.Clip((vx * cos + vy * sin) / _settings.SpeedScale, -1f, 1f);
            if (!layerY.IsEmpty) layerY[cell] = Elementary.Clip((vy * cos - vx * sin) / _settings.SpeedScale, -1f, 1f);
        }
    }

    private void WriteRoad(int world, int ego, Span<float> layer)
    {
        var v = _vehicles;
        var road = _frame.Road(world);
        var (sin, cos) = Elementary.SinCos(v.Heading[ego]);
        for (int cell = 0; cell < layer.Length; cell++)
        {
            float along = (cell / _columns + 0.5f) * _settings.Cell - _settings.Behind, across = (cell % _columns + 0.5f) * _settings.Cell - _settings.Side;
            float x = v.X[ego] + along * cos - across * sin, y = v.Y[ego] + along * sin + across * cos;
            road.Project(x, y, v.S[ego] + along, out float s, out float d);
            if (road.OnRoad(s, d)) layer[cell] = 1f;
        }
    }

    private int CellAt(float along, float across)
    {
        float row = MathF.Floor((along + _settings.Behind) / _settings.Cell), column = MathF.Floor((across + _settings.Side) / _settings.Cell);
        return row >= 0f && row < _rows && column >= 0f && column < _columns ? (int)row * _columns + (int)column : -1;
    }

    private static Span<float> Layer(Span<float> grid, int layer, int cells) => layer < 0 ? [] : grid.Slice(layer * cells, cells);
}
