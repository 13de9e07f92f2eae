using Snowball.Perception.Labels;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Metrics;

/// <summary>
/// Which vehicle a detection is, as COCO has it (Lin et al.: Microsoft COCO, ECCV 2014; evaluateImg of pycocotools): the surest detection chooses first, of equally sure ones the
/// one that comes first; it takes the vehicle of its class that no one has and that it overlaps most, of equal overlaps the last one, if that is no less
/// than a threshold; one that is to be ignored only where no other is.
/// </summary>
internal static class DetectionMatching
{
    /// <summary>Detections that are judged of one class and picture: the surest.</summary>
    public const int MostDetections = 100;

    /// <summary>The detections of a class that are judged, the surest first.</summary>
    public static Detection[] Ranked(ReadOnlySpan<Detection> detections, SemanticClass kind)
        => [.. detections.ToArray().Where(detection => detection.Class == kind).OrderByDescending(detection => detection.Score).Take(MostDetections)];

    /// <summary>Matches the detections of one class.</summary>
    /// <param name="detections">Of the class, the surest first.</param>
    /// <param name="vehicles">Of the class.</param>
    /// <param name="counts">Whether each vehicle counts; the others are to be ignored.</param>
    /// <param name="threshold">Least intersection over union.</param>
    /// <returns>Each detection's vehicle, -1 for none.</returns>
    public static int[] Match(ReadOnlySpan<Detection> detections, ReadOnlySpan<VehicleLabel> vehicles, ReadOnlySpan<bool> counts, double threshold)
    {
        var result = new int[detections.Length];
        var taken = new bool[vehicles.Length];
        for (int i = 0; i < detections.Length; i++)
        {
            result[i] = Best(detections[i].Box, vehicles, counts, taken, wanted: true, threshold);
            if (result[i] < 0) result[i] = Best(detections[i].Box, vehicles, counts, taken, wanted: false, threshold);
            if (result[i] >= 0) taken[result[i]] = true;
        }
        return result;
    }

    private static int Best(in Box box, ReadOnlySpan<VehicleLabel> vehicles, ReadOnlySpan<bool> counts, ReadOnlySpan<bool> taken, bool wanted, double threshold)
    {
        int best = -1;
        double most = threshold;
        for (int i = 0; i < vehicles.Length; i++)
        {
            if (taken[i] || counts[i] != wanted) continue;
            double overlap = Overlap(box, vehicles[i].Box);
            if (overlap < most) continue;
            (best, most) = (i, overlap);
        }
        return best;
    }

    /// <summary>Intersection over union in double precision, so that a threshold such as 0.7 is met exactly where the definition says.</summary>
    private static double Overlap(in Box a, in Box b)
    {
        double width = Math.Min((double)a.Right, b.Right) - Math.Max((double)a.Left, b.Left), height = Math.Min((double)a.Bottom, b.Bottom) - Math.Max((double)a.Top, b.Top);
        if (width <= 0 || height <= 0) return 0;
        double shared = width * height;
        return shared / (Area(a) + Area(b) - shared);
    }

    private static double Area(in Box box) => ((double)box.Right - box.Left) * ((double)box.Bottom - box.Top);
}
