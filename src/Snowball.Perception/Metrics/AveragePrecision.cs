using System.Collections.Immutable;
using Snowball.Perception.Labels;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Metrics;

/// <summary>Mean average precision, 0 to 1; NaN where no vehicle counts.</summary>
/// <param name="At50">At an intersection over union of 0.5, mean of the classes.</param>
/// <param name="Mean">Mean of ten thresholds, 0.50 to 0.95, and of the classes.</param>
/// <param name="Classes">The classes that are there.</param>
public sealed record PrecisionResult(double At50, double Mean, ImmutableArray<ClassPrecision> Classes);

/// <summary>Average precision of a class.</summary>
/// <param name="Class">Which.</param>
/// <param name="Vehicles">Its vehicles that count.</param>
/// <param name="At50">At an intersection over union of 0.5.</param>
/// <param name="Mean">Mean of the thresholds.</param>
public readonly record struct ClassPrecision(SemanticClass Class, int Vehicles, double At50, double Mean);

/// <summary>
/// Average precision by COCO's definition (Lin et al.: Microsoft COCO, ECCV 2014; cocodataset.org, detection evaluation; pycocotools' cocoeval): the greatest precision at a recall
/// of at least 0, 0.01 ... 1, averaged. Vehicles out of the range, and detections out of it that are no vehicle, are ignored, as COCO does with areas out
/// of a range: a detection is a small or far one by its own box and distance. Equally sure detections keep the order in which they came.
/// </summary>
/// <param name="range">The vehicles that count.</param>
public sealed class AveragePrecision(DetectionRange range)
{
    private const int Thresholds = 10, Recalls = 101;
    private static readonly SemanticClass[] s_classes = [SemanticClass.Car, SemanticClass.Truck];
    private readonly ClassTally[] _tallies = [.. s_classes.Select(_ => new ClassTally())];

    /// <summary>The result so far.</summary>
    public PrecisionResult Result
    {
        get
        {
            var classes = ImmutableArray.CreateBuilder<ClassPrecision>();
            for (int i = 0; i < _tallies.Length; i++)
            {
                if (_tallies[i].Vehicles == 0) continue;
                double[] precisions = [.. Enumerable.Range(0, Thresholds).Select(_tallies[i].Precision)];
                classes.Add(new(s_classes[i], _tallies[i].Vehicles, precisions[0], precisions.Average()));
            }
            return classes.Count == 0
                ? new(double.NaN, double.NaN, [])
                : new(classes.Average(c => c.At50), classes.Average(c => c.Mean), classes.ToImmutable());
        }
    }

    /// <summary>Judges a picture.</summary>
    /// <param name="detections">In any order.</param>
    /// <param name="vehicles">What is there.</param>
    public void Add(ReadOnlySpan<Detection> detections, ReadOnlySpan<VehicleLabel> vehicles)
    {
        for (int i = 0; i < s_classes.Length; i++)
        {
            var kind = s_classes[i];
            var ranked = DetectionMatching.Ranked(detections, kind);
            var there = Array.FindAll(vehicles.ToArray(), vehicle => vehicle.Class == kind);
            bool[] counts = Array.ConvertAll(there, vehicle => range.Counts(vehicle.Box, vehicle.Distance));
            _tallies[i].Vehicles += counts.Count(c => c);
            for (int threshold = 0; threshold < Thresholds; threshold++)
            {
                int[] matches = DetectionMatching.Match(ranked, there, counts, Threshold(threshold));
                for (int d = 0; d < ranked.Length; d++)
                {
                    bool isVehicle = matches[d] >= 0;
                    if (isVehicle ? counts[matches[d]] : range.Counts(ranked[d].Box, ranked[d].Distance)) _tallies[i].Add(threshold, ranked[d].Score, isVehicle);
                }
            }
        }
    }

    private static double Threshold(int i) => i == Thresholds - 1 ? 0.95 : 0.5 + 0.05 * i;

    /// <summary>The detections of a class that are not ignored.</summary>
    private sealed class ClassTally
    {
        private readonly List<(float Score, bool IsVehicle)>[] _detections = [.. Enumerable.Range(0, Thresholds).Select(_ => new List<(float, bool)>())];

        public int Vehicles { get; set; }

        public void Add(int threshold, float score, bool isVehicle) => _detections[threshold].Add((score, isVehicle));

        public double Precision(int threshold)
        {
            var ranked = _detections[threshold].OrderByDescending(d => d.Score).ToArray();
            double[] precision = new double[ranked.Length], recall = new double[ranked.Length];
            int right = 0;
            for (int i = 0; i < ranked.Length; i++)
            {
                if (ranked[i].IsVehicle) right++;
                (precision[i], recall[i]) = (right / (double)(i + 1), right / (double)Vehicles);
            }
            for (int i = ranked.Length - 2; i >= 0; i--) precision[i] = Math.Max(precision[i], precision[i + 1]);
            double sum = 0;
            for (int i = 0, next = 0; i < Recalls; i++)
            {
                while (next < ranked.Length && recall[next] < i * 0.01) next++;
                if (next < ranked.Length) sum += precision[next];
            }
            return sum / Recalls;
        }
    }
}
