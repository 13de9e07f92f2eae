using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Perception.Training.MultiTask;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Inference.MultiTask;

/// <summary>Reads vehicles from maps: every cell whose score is the greatest of its 3 x 3 tells of one (Zhou, Wang, Kraehenbuehl, "Objects as points", 2019), unless a surer
/// one has about the same box: several cells tell of a near vehicle.</summary>
public static class VehicleDecoder
{
    // Boxes and distances beyond these say that nothing was learned, exp(x) of cells and m.
    private const float GreatestLogarithm = 7f;

    // Intersection over union from which two boxes are of the same vehicle.
    private const float SameBox = 0.5f;

    /// <summary>The vehicles of one frame, the surest first; only a network with a memory tells their relative speeds.</summary>
    /// <param name="description">Of the network.</param>
    /// <param name="centres">[classes, rows, columns], logits.</param>
    /// <param name="boxes">[6, rows, columns].</param>
    /// <param name="threshold">Least score, 0 to 1.</param>
    /// <param name="most">Vehicles at most.</param>
    public static List<Detection> Decode(MultiTaskDescription description, ReadOnlySpan<float> centres, ReadOnlySpan<float> boxes, float threshold, int most)
    {
        int rows = description.Rows, columns = description.Columns, cells = rows * columns;
        float least = MathF.Log(threshold / (1 - threshold));
        var found = new List<Detection>();
        for (int kind = 0; kind < MultiTaskDescription.VehicleClasses; kind++)
        {
            var scores = centres.Slice(kind * cells, cells);
            for (int i = 0; i < cells; i++)
            {
                if (scores[i] < least || !IsPeak(scores, i, rows, columns)) continue;
                const int stride = MultiTaskDescription.Stride;
                float x = i % columns + 0.5f, y = i / columns + 0.5f;
                var box = new Box(
                    stride * (x - Exp(boxes[i])), stride * (y - Exp(boxes[cells + i])), stride * (x + Exp(boxes[2 * cells + i])), stride * (y + Exp(boxes[3 * cells + i])));
                found.Add(new Detection(
                    kind == 0 ? SemanticClass.Car : SemanticClass.Truck, box, 1 / (1 + MathF.Exp(-scores[i])), Exp(boxes[4 * cells + i]) - 1,
                    description.HasMemory ? boxes[(MultiTaskNetwork.BoxNumbers - 1) * cells + i] * MultiTaskTargets.SpeedScale : 0));
            }
        }
        found.Sort((a, b) => b.Score.CompareTo(a.Score));
        var kept = new List<Detection>();
        foreach (var vehicle in found)
        {
            if (kept.Count < most && kept.TrueForAll(surer => surer.Box.Overlap(vehicle.Box) < SameBox)) kept.Add(vehicle);
        }
        return kept;
    }

    private static float Exp(float logarithm) => MathF.Exp(MathF.Min(logarithm, GreatestLogarithm));

    /// <summary>Of equal neighbours the first is the peak.</summary>
    private static bool IsPeak(ReadOnlySpan<float> scores, int cell, int rows, int columns)
    {
        int row = cell / columns, column = cell % columns;
        for (int y = Math.Max(0, row - 1); y <= Math.Min(rows - 1, row + 1); y++)
        {
            for (int x = Math.Max(0, column - 1); x <= Math.Min(columns - 1, column + 1); x++)
            {
                int other = y * columns + x;
                if (scores[other] > scores[cell] || (scores[other] == scores[cell] && other < cell)) return false;
            }
        }
        return true;
    }
}
