namespace Snowball.Sim.Scenarios.Format;

/// <summary>What must hold between the sensors, the observation and the rest of a scenario.</summary>
internal static class SensingRules
{
    private const int MostCells = 10_000;

    /// <exception cref="InputException">A rule is broken.</exception>
    public static void Check(Scenario scenario, Entries file)
    {
        int simulation = scenario.Simulation.SimulationFrequency;
        foreach (SensorSettings sensor in scenario.Sensors)
        {
            Entries keys = file.Get<Entries>("sensors").Get<Entries>(sensor.Name);
            if (sensor.Instrument is CameraSettings camera)
            {
                CameraFormat.Check(scenario, sensor, camera, keys);
            }
            else if (simulation % sensor.Rate != 0)
            {
                throw keys.PlaceOf("rate").Fault($"is {sensor.Rate} Hz, which does not divide simulation_frequency, {simulation} Hz");
            }
        }
        CheckObservation(scenario, scenario.Observation, file.Get<Entries>("observation"));
    }

    private static void CheckObservation(Scenario scenario, ObservationSettings observation, Entries keys)
    {
        switch (observation)
        {
            case LaneGeometryObservation { Camera: { } camera }:
                if (observation != scenario.Observation) throw keys.PlaceOf("camera").Fault("is for an observation that is no part of another");
                if (Find(scenario, camera, keys, "camera").Instrument is CameraSettings) break;
                throw keys.PlaceOf("camera").Fault($"'{camera}' is not of kind camera");
            case TimeToCollisionObservation when scenario.Action is not MetaAction:
                throw keys.Place.Fault("time-to-collision needs the target speeds of action kind meta");
            case SensorObservation sensor:
                if (Find(scenario, sensor.Sensor, keys).Instrument is not CameraSettings) break;
                throw keys.PlaceOf("sensor").Fault($"'{sensor.Sensor}' is a camera, which has no numbers: its frames are the observation of kind camera");
            case CameraObservation camera:
                if (Find(scenario, camera.Sensor, keys).Instrument is CameraSettings) break;
                throw keys.PlaceOf("sensor").Fault($"'{camera.Sensor}' is not of kind camera");
            case ObjectListObservation list:
                CheckObjects(Find(scenario, list.Sensor, keys), list, keys);
                break;
            case LidarScanObservation scan:
                CheckScan(Find(scenario, scan.Sensor, keys), scan, keys);
                break;
            case OccupancyGridObservation grid:
                CheckGrid(grid, keys);
                break;
            case StackedObservation stacked:
                CheckObservation(scenario, stacked.Of, keys.Get<Entries>("of"));
                break;
            case MixedObservation mixed:
                CheckParts(scenario, mixed, keys.Get<Entries>("parts"));
                break;
        }
    }

    private static void CheckParts(Scenario scenario, MixedObservation mixed, Entries parts)
    {
        string? camera = null;
        foreach ((string name, ObservationSettings part) in mixed.Parts)
        {
            CheckObservation(scenario, part, parts.Get<Entries>(name));
            if (part is not CameraObservation) continue;
            if (camera is not null) throw parts.PlaceOf(name).Fault($"is a second camera beside {camera}, but an observation has the frames of one");
            camera = name;
        }
    }

    private static SensorSettings Find(Scenario scenario, string name, Entries keys, string key = "sensor")
    {
        var names = new List<string>();
        foreach (SensorSettings sensor in scenario.Sensors)
        {
            if (sensor.Name == name) return sensor;
            names.Add(sensor.Name);
        }
        throw keys.PlaceOf(key).Fault($"'{name}' is none of the sensors{Spelling.Suggest(name, names)}");
    }

    private static void CheckObjects(SensorSettings sensor, ObjectListObservation list, Entries keys)
    {
        if (sensor.Instrument is not ObjectListSettings settings) throw keys.PlaceOf("sensor").Fault($"'{sensor.Name}' is not of kind object-list");
        if (list.Objects > settings.Objects)
        {
            throw keys.PlaceOf("objects").Fault($"is {list.Objects}, but the sensor lists {settings.Objects}");
        }
    }

    private static void CheckScan(SensorSettings sensor, LidarScanObservation scan, Entries keys)
    {
        if (sensor.Instrument is not LidarSettings lidar) throw keys.PlaceOf("sensor").Fault($"'{sensor.Name}' is not of kind lidar");
        if (scan.Sectors > lidar.Rays) throw keys.PlaceOf("sectors").Fault($"is {scan.Sectors}, but the sensor has {lidar.Rays} rays in a channel");
    }

    private static void CheckGrid(OccupancyGridObservation grid, Entries keys)
    {
        (int rows, int columns) = grid.Size;
        if (rows < 1 || MathF.Abs(rows * grid.Cell - grid.Behind - grid.Ahead) > 1e-3f)
        {
            throw keys.PlaceOf("cell").Fault($"is {grid.Cell} m, which does not divide the length of the grid, {grid.Behind + grid.Ahead} m");
        }
        if (columns < 1 || MathF.Abs(columns * grid.Cell - 2 * grid.Side) > 1e-3f)
        {
            throw keys.PlaceOf("cell").Fault($"is {grid.Cell} m, which does not divide the width of the grid, {2 * grid.Side} m");
        }
        if ((long)rows * columns > MostCells)
        {
            throw keys.PlaceOf("cell").Fault($"is {grid.Cell} m, which makes {rows} x {columns} cells, but at most {MostCells} are kept");
        }
    }
}
