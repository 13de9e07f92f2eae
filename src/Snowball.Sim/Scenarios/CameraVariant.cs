using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Scenarios;

/// <summary>
/// A scenario as it would be were a camera its observation: that which it declares first, or else a front camera whose last four pictures are seen. It is made
/// of a changed text, so that whatever keeps the text or its hash (runs, policies, recordings) means this scenario and no other.
/// </summary>
public static class CameraVariant
{
    private const string FrontCamera = "{kind: camera, stack: 4}", LaneCamera = "{kind: camera}";

    /// <summary>The variant whose observation is the frames.</summary>
    /// <exception cref="InputException">The file is not written in a section a line, or has no place for one more sensor.</exception>
    public static Scenario Of(Scenario scenario) => Make(scenario, FrontCamera, tellsLane: false);

    /// <summary>The variant of a scenario with lane geometry whose lane is told from the frames: of the camera that it declares first, or else of a front
    /// camera, one picture at a time.</summary>
    /// <exception cref="InputException">Its observation is another one, the file is not written in a section a line, or has no place for one more sensor.</exception>
    public static Scenario OfLane(Scenario scenario) => scenario.Observation is LaneGeometryObservation
        ? Make(scenario, LaneCamera, tellsLane: true)
        : throw new InputException("is not of kind lane-geometry, so that a camera cannot tell it", scenario.File, key: "observation");

    private static Scenario Make(Scenario scenario, string frontCamera, bool tellsLane)
    {
        string text = scenario.Text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var root = (Mapping)YamlReader.Read(text, scenario.File);
        var lines = new List<string>(text.Split('\n'));
        string? declared = null;
        foreach (SensorSettings sensor in scenario.Sensors)
        {
            if (sensor.Instrument is CameraSettings) declared ??= sensor.Name;
        }
        string name = declared ?? FreeName(scenario);
        string sensors = $"sensors: {{{name}: {frontCamera}}}";
        bool isListed = declared is not null;
        // What is left of the observation's lines takes up lines that are added, so that messages go on to name the lines of the file.
        int free = -1;
        // From the end, so that the lines before stay where they are.
        for (int i = root.Entries.Length - 1; i >= 0; i--)
        {
            (string key, Node value) = root.Entries[i];
            int first = value.Place.Line - 1, end = i + 1 < root.Entries.Length ? root.Entries[i + 1].Value.Place.Line - 1 : lines.Count;
            if (first == end || !lines[first].TrimStart('"', '\'').StartsWith(key, StringComparison.Ordinal))
            {
                throw new InputException("must begin a line of its own, for a camera to take the place of the observation", scenario.File, value.Place.Line, key);
            }
            if (tellsLane)
            {
                if (key == "observation") Add($"camera: {name}", (Mapping)value, lines, free);
            }
            else if (key is "observation" or "discretisation")
            {
                for (int line = first; line < end; line++) lines[line] = "";
            }
            if (key == "observation" && !tellsLane)
            {
                lines[first] = $"observation: {{kind: camera, sensor: {name}}}";
                free = end > first + 1 ? first + 1 : -1;
            }
            if (key != "sensors" || isListed) continue;
            Add($"{name}: {frontCamera}", (Mapping)value, lines, free);
            isListed = true;
        }
        if (!isListed && free >= 0) lines[free] = sensors;
        else if (!isListed) lines.Insert(root.Entries[0].Value.Place.Line - 1, sensors);
        return ScenarioLoader.Parse(string.Join('\n', lines), scenario.File);
    }

    /// <summary>Puts an entry before the others of a mapping, in its style.</summary>
    private static void Add(string entry, Mapping mapping, List<string> lines, int free)
    {
        int key = mapping.Place.Line - 1, child = mapping.Entries[0].Value.Place.Line - 1;
        for (int line = key; line <= child; line++)
        {
            string content = lines[line].Split('#')[0];
            int brace = content.IndexOf('{', line == key ? content.IndexOf(':', StringComparison.Ordinal) : 0);
            bool isOpened = brace >= 0 && (line < child || line == key || content.TrimStart()[0] == '{');
            if (!isOpened) continue;
            lines[line] = lines[line].Insert(brace + 1, $"{entry}, ");
            return;
        }
        string first = lines[child];
        if (free >= 0) lines.RemoveAt(free);
        lines.Insert(child, first[..^first.TrimStart().Length] + entry);
    }

    private static string FreeName(Scenario scenario)
    {
        string name = "camera";
        foreach (SensorSettings _ in scenario.Sensors)
        {
            foreach (SensorSettings sensor in scenario.Sensors)
            {
                if (sensor.Name == name) name += "-1";
            }
        }
        return name;
    }
}
