using CsCheck;
using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Metrics;

public sealed class AveragePrecisionTests
{
    private static readonly Gen<Box> Boxes = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[4, 14], Gen.Int[4, 14], (x, y, w, h) => new Box(x, y, x + w, y + h));
    private static readonly Gen<SemanticClass> Classes = Gen.Bool.Select(isCar => isCar ? SemanticClass.Car : SemanticClass.Truck);

    private static readonly Gen<(Detection[] Detections, VehicleLabel[] Vehicles)[]> Pictures = Gen.Select(
        Gen.Select(Classes, Boxes, Gen.Int[1, 8], Gen.Float[0, 100], (kind, box, score, distance) => new Detection(kind, box, score / 8f, distance)).Array[0, 8],
        Gen.Select(Classes, Boxes, Gen.Float[0, 100], (kind, box, distance) => new VehicleLabel(1, kind, box, 100, distance, 0, 0)).Array[0, 6]).Array[1, 5];

    [Fact]
    public void AllFoundIsOneAndNoneIsNothing()
    {
        Assert.Equal((1, 1), Score([Found(0, 0.5f)], [Vehicle(0)]));
        Assert.Equal((0, 0), Score([], [Vehicle(0)]));
        Assert.Equal((0, 0), Score([Found(50, 0.5f)], [Vehicle(0)]));
        Assert.Equal((double.NaN, double.NaN), Score([Found(0, 0.5f)], []));
    }

    /// <summary>Right, wrong, right, of three: precision 1 up to a recall of a third and 2/3 up to two thirds; 34 and 33 of 101 recalls.</summary>
    [Fact]
    public void PrecisionIsReadAtAHundredAndOneRecalls()
    {
        var (at50, mean) = Score([Found(0, 0.9f), Found(500, 0.8f), Found(100, 0.7f)], [Vehicle(0), Vehicle(100), Vehicle(200)]);
        Assert.Equal((34 + 33 * 2 / 3.0) / 101, at50, 1e-12);
        Assert.Equal(at50, mean, 1e-12);
    }

    /// <summary>Boxes of 20 pixels shifted by 4 overlap by 16/24: found at 0.50, 0.55, 0.60 and 0.65.</summary>
    [Fact]
    public void TheMeanIsThatOfTenThresholds() => Assert.Equal((1, 0.4), Score([Found(4, 0.5f)], [Vehicle(0)]));

    /// <summary>Boxes that overlap by exactly 3/5 are found at 0.6, as by definition: 0.50, 0.55 and 0.60.</summary>
    [Fact]
    public void AnOverlapOfTheThresholdIsEnough() => Assert.Equal((1, 0.3), Score([Found(5, 0.5f)], [Vehicle(0)]));

    [Fact]
    public void TheSurestDetectionChoosesFirst()
    {
        // The surer of two on one vehicle is right while its 16/24 suffice; then the other is, after a wrong one.
        Assert.Equal((1, 0.7), Score([Found(0, 0.3f), Found(4, 0.6f)], [Vehicle(0)]));
        // The surer one takes the vehicle that it overlaps most, which leaves the other its own.
        Assert.Equal(1, Score([Found(2, 0.9f), Found(5, 0.8f)], [Vehicle(0), Vehicle(5)]).At50);
    }

    [Fact]
    public void SmallVehiclesAreIgnored()
    {
        var small = new VehicleLabel(1, SemanticClass.Car, new Box(300, 0, 320, 7.9f), 100, 90, 0, 0);
        var onIt = new Detection(SemanticClass.Car, small.Box, 0.99f, 90);
        Assert.Equal((1, 1), Score([onIt, Found(0, 0.5f)], [small, Vehicle(0)]));
        Assert.Equal((1, 1), Score([Found(0, 0.5f)], [small, Vehicle(0)]));
        // What is detected as a small one where there is none is ignored too; two large ones on a small one are one too many.
        Assert.Equal((1, 1), Score([onIt, Found(0, 0.5f)], [Vehicle(0)]));
        var large = onIt with { Box = new Box(300, 0, 320, 8) };
        Assert.Equal(0.5, Score([large, large, Found(0, 0.5f)], [small, Vehicle(0)]).At50, 1e-12);
    }

    [Fact]
    public void DistancesCountInTheirBin()
    {
        var score = new DetectionScore();
        VehicleLabel[] vehicles = [Vehicle(0) with { Distance = 10 }, Vehicle(100) with { Distance = 30 }, Vehicle(200) with { Distance = 50 }, Vehicle(300) with { Distance = 120 }];
        Detection[] detections = [Found(0, 0.9f) with { Distance = 28 }, Found(200, 0.8f) with { Distance = 49 }, Found(400, 0.95f) with { Distance = 60 }];
        score.Add(detections, vehicles);
        Assert.Equal([1, 1, 1], score.Bins.Select(bin => Assert.Single(bin.Result.Classes).Vehicles));
        // Found, missed, and found after a detection of nothing at such a distance.
        Assert.Equal([1, 0, 0.5], score.Bins.Select(bin => bin.Result.At50));
        Assert.Equal(4, Assert.Single(score.All.Result.Classes).Vehicles);
    }

    [Fact]
    public void ClassesAreJudgedApartAndAveraged()
    {
        var truck = Vehicle(0) with { Class = SemanticClass.Truck };
        Assert.Equal(0, Score([Found(0, 0.9f)], [truck]).At50);
        Assert.Equal(0.5, Score([Found(100, 0.9f)], [truck, Vehicle(100)]).At50, 1e-12);
    }

    /// <summary>No more than 100 detections of a picture are judged.</summary>
    [Fact]
    public void TheSurestHundredCount()
    {
        var many = Enumerable.Range(1, 100).Select(i => Found(1000 * i, 0.9f));
        Assert.Equal(0, Score([.. many, Found(0, 0.5f)], [Vehicle(0)]).At50);
        Assert.Equal(1 / 100.0, Score([.. many.Skip(1), Found(0, 0.5f)], [Vehicle(0)]).At50, 1e-12);
    }

    [Fact]
    public void ItIsTheAreaUnderTheBestPrecision() => Pictures.Sample(pictures =>
    {
        foreach (var range in (DetectionRange[])[DetectionRange.All, new(25, 50)])
        {
            var score = new AveragePrecision(range);
            foreach (var (detections, vehicles) in pictures) score.Add(detections, vehicles);
            foreach (var result in score.Result.Classes) Assert.Equal(ByDefinition(pictures, range, result.Class, 0.5), result.At50, 1e-9);
        }
    }, iter: 500);

    /// <summary>For every recall, the best precision of all cut-offs of the score that reach it.</summary>
    private static double ByDefinition((Detection[] Detections, VehicleLabel[] Vehicles)[] pictures, DetectionRange range, SemanticClass kind, double threshold)
    {
        int vehicles = pictures.Sum(p => p.Vehicles.Count(v => v.Class == kind && range.Counts(v.Box, v.Distance)));
        var judged = new List<(float Score, bool Right)>();
        foreach (var picture in pictures)
        {
            var free = picture.Vehicles.Where(v => v.Class == kind).Select((v, i) => (v, i)).ToList();
            foreach (var detection in picture.Detections.Where(d => d.Class == kind).OrderByDescending(d => d.Score))
            {
                var choice = free.Where(f => detection.Box.Overlap(f.v.Box) >= threshold)
                    .OrderByDescending(f => range.Counts(f.v.Box, f.v.Distance)).ThenByDescending(f => detection.Box.Overlap(f.v.Box)).ThenByDescending(f => f.i).ToArray();
                if (choice.Length == 0)
                {
                    if (range.Counts(detection.Box, detection.Distance)) judged.Add((detection.Score, false));
                    continue;
                }
                free.Remove(choice[0]);
                if (range.Counts(choice[0].v.Box, choice[0].v.Distance)) judged.Add((detection.Score, true));
            }
        }
        var ranked = judged.OrderByDescending(j => j.Score).ToList();
        double sum = 0;
        for (int hundredths = 0; hundredths <= 100; hundredths++)
        {
            double best = 0;
            for (int cut = 1; cut <= ranked.Count; cut++)
            {
                int right = ranked.Take(cut).Count(j => j.Right);
                if (100L * right >= (long)hundredths * vehicles) best = Math.Max(best, right / (double)cut);
            }
            sum += best;
        }
        return sum / 101;
    }

    private static VehicleLabel Vehicle(float left) => new(1, SemanticClass.Car, new Box(left, 0, left + 20, 20), 400, 30, 0, 0);

    private static Detection Found(float left, float score) => new(SemanticClass.Car, new Box(left, 0, left + 20, 20), score, 30);

    private static (double At50, double Mean) Score(Detection[] detections, VehicleLabel[] vehicles)
    {
        var score = new AveragePrecision(DetectionRange.All);
        score.Add(detections, vehicles);
        return (score.Result.At50, Math.Round(score.Result.Mean, 12));
    }
}
