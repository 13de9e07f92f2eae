using System.Globalization;
using Snowball.Sim.Environments;

namespace Snowball.Sim.Recording.Trajectories;

/// <summary>
/// The actions that a replay plays. CSV without a heading: one line a policy step, one number an action dimension, ego after ego;
/// a discrete action is its index, a continuous one lies in [-1, 1].
/// </summary>
internal static class TrajectoryActions
{
    /// <summary>Reads the actions; one array a line.</summary>
    /// <exception cref="InputException">There is no such file, or a line does not fit the action.</exception>
    public static List<float[]> Load(string path, ActionSpec spec, int egos)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be read: {fault.Message}", path);
        }
        if (lines.Length == 0) throw new InputException("has no actions", path);
        var actions = new List<float[]>(lines.Length);
        for (int line = 1; line <= lines.Length; line++) actions.Add(Parse(lines[line - 1], path, line, spec, egos));
        return actions;
    }

    private static float[] Parse(string text, string path, int line, ActionSpec spec, int egos)
    {
        string[] cells = text.Split(',');
        int width = egos * spec.Dimensions;
        if (cells.Length != width) throw new InputException($"expected {width} numbers, not {cells.Length}", path, line);
        var action = new float[width];
        for (int i = 0; i < width; i++)
        {
            bool isNumber = float.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
            if (spec.IsDiscrete)
            {
                if (!isNumber || value != MathF.Floor(value) || value < 0 || value >= spec.Choices)
                {
                    throw new InputException($"'{cells[i]}' is not one of the actions 0 to {spec.Choices - 1} ({string.Join(", ", spec.Names)})", path, line);
                }
            }
            else if (!isNumber || !(MathF.Abs(value) <= 1f))
            {
                throw new InputException($"'{cells[i]}' is not a number in [-1, 1] for {spec.Names[i % spec.Dimensions]}", path, line);
            }
            action[i] = value;
        }
        return action;
    }
}
