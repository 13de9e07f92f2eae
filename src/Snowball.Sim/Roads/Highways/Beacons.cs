using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Highways;

/// <summary>Beacons beside the lanes that roadworks leave open (German RSA 21: sign 605, 0.25 m x 1 m, every 10 m).</summary>
internal static class Beacons
{
    private const double Spacing = 10, Width = 0.25, Thickness = 0.1, Height = 1, Setback = 0.3;

    /// <summary>Stands them along a fence (t over the stations of the highway, m), on its closed side.</summary>
    public static void Place(RoadPlan road, double from, double to, Cubic fence, bool worksOnLeft)
    {
        for (double s = from; s < to - Spacing / 2; s += Spacing)
        {
            double t = fence.At(s) + (worksOnLeft ? Setback : -Setback);
            road.Objects.Add(new RoadObstacle
            {
                Type = "obstacle",
                Name = "beacon",
                Id = $"{road.Id}-beacon-{road.Objects.Count + 1}",
                S = s - road.From,
                T = t,
                Length = Thickness,
                Width = Width,
                Height = Height,
            });
        }
    }
}
