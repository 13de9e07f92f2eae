using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Studies;

/// <summary>
/// Density, flow and speed of a ring in cells of space and time, by Edie's definitions: time spent and distance covered in a cell over
/// its area. All lanes together.
/// </summary>
public sealed class SpaceTime
{
    private readonly double _circumference, _cellMetres, _cellSeconds, _stepSeconds;
    private readonly double[,] _time, _distance;
    private int _step;

    /// <param name="circumference">Length of a lap, m.</param>
    /// <param name="duration">What is recorded, s.</param>
    /// <param name="cellMetres">Length of a cell, m, about.</param>
    /// <param name="cellSeconds">Time of a cell, s.</param>
    /// <param name="stepSeconds">Time between two recordings, s.</param>
    public SpaceTime(double circumference, double duration, double cellMetres, double cellSeconds, double stepSeconds)
    {
        Cells = (int)Math.Round(circumference / cellMetres);
        Rows = (int)Math.Round(duration / cellSeconds);
        (_circumference, _cellMetres, _cellSeconds, _stepSeconds) = (circumference, circumference / Cells, cellSeconds, stepSeconds);
        _time = new double[Rows, Cells];
        _distance = new double[Rows, Cells];
    }

    /// <summary>Cells round the ring.</summary>
    public int Cells { get; }

    /// <summary>Cells in time.</summary>
    public int Rows { get; }

    /// <summary>Vehicles/m in a cell.</summary>
    public double Density(int row, int cell) => _time[row, cell] / (_cellMetres * _cellSeconds);

    /// <summary>Vehicles/s in a cell.</summary>
    public double Flow(int row, int cell) => _distance[row, cell] / (_cellMetres * _cellSeconds);

    /// <summary>Mean speed in a cell, m/s; not a number where nobody was.</summary>
    public double Speed(int row, int cell) => _distance[row, cell] / _time[row, cell];

    /// <summary>Takes up where the vehicles of one ring are; after each step.</summary>
    public void Record(VehicleStates vehicles, int world = 0)
    {
        int row = Math.Min((int)(_step++ * _stepSeconds / _cellSeconds), Rows - 1);
        for (int index = world * vehicles.Slots; index < (world + 1) * vehicles.Slots; index++)
        {
            double laps = vehicles.S[index] / _circumference;
            int cell = Math.Min((int)((laps - Math.Floor(laps)) * Cells), Cells - 1);
            _time[row, cell] += _stepSeconds;
            _distance[row, cell] += _stepSeconds * vehicles.Speed[index];
        }
    }

    /// <summary>
    /// How fast waves travel along the road, m/s, negative upstream: the shift at which the speeds some rows later are most like those
    /// now, by their cross-correlation over the ring.
    /// </summary>
    /// <param name="lag">Rows between the two; within it a wave must travel less than half a lap.</param>
    /// <param name="first">The row to begin with.</param>
    public double WaveSpeed(int lag, int first = 0)
    {
        var correlation = new double[Cells];
        for (int row = first; row + lag < Rows; row++)
        {
            double mean = Mean(row), meanLater = Mean(row + lag);
            for (int shift = 0; shift < Cells; shift++)
            {
                for (int cell = 0; cell < Cells; cell++)
                {
                    correlation[shift] += (SpeedOrFree(row, cell) - mean) * (SpeedOrFree(row + lag, (cell + shift) % Cells) - meanLater);
                }
            }
        }
        int best = 0;
        for (int shift = 1; shift < Cells; shift++)
        {
            if (correlation[shift] > correlation[best]) best = shift;
        }
        // The top of the parabola through the best shift and its neighbours.
        double before = correlation[(best + Cells - 1) % Cells], at = correlation[best], after = correlation[(best + 1) % Cells];
        double top = best + 0.5 * (before - after) / (before - 2 * at + after);
        if (top > 0.5 * Cells) top -= Cells;
        return top * _cellMetres / (lag * _cellSeconds);
    }

    /// <summary>Mean flow (vehicles/s) and speed (m/s) of the cells in which traffic is free: at least a share of the fastest.</summary>
    public (double Flow, double Speed) Fastest(int first, double share)
    {
        double fastest = 0, flow = 0, speed = 0;
        for (int row = first; row < Rows; row++) fastest = Math.Max(fastest, Fastest(row));
        int count = 0;
        for (int row = first; row < Rows; row++)
        {
            for (int cell = 0; cell < Cells; cell++)
            {
                if (!(_time[row, cell] > 0 && Speed(row, cell) >= share * fastest)) continue;
                flow += Flow(row, cell);
                speed += Speed(row, cell);
                count++;
            }
        }
        return (flow / count, speed / count);
    }

    private double Mean(int row)
    {
        double sum = 0;
        for (int cell = 0; cell < Cells; cell++) sum += SpeedOrFree(row, cell);
        return sum / Cells;
    }

    /// <summary>An empty cell counts like the fastest.</summary>
    private double SpeedOrFree(int row, int cell) => _time[row, cell] > 0 ? Speed(row, cell) : Fastest(row);

    private double Fastest(int row)
    {
        double fastest = 0;
        for (int cell = 0; cell < Cells; cell++)
        {
            if (_time[row, cell] > 0) fastest = Math.Max(fastest, Speed(row, cell));
        }
        return fastest;
    }
}
