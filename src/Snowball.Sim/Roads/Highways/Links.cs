using System.Collections.Immutable;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Highways;

/// <summary>Which roads and strips of a plan go on in which.</summary>
internal sealed class Links(HighwayPlan plan)
{
    private const double LeastWidth = 1e-3;

    /// <summary>What lies before the start of a road.</summary>
    public ImmutableArray<Stretch> Before(RoadPlan road)
    {
        int joint = JointAt(road, isEnd: false);
        if (joint < 0) return [];
        var stretches = ImmutableArray.CreateBuilder<Stretch>();
        foreach (var before in plan.Joints[joint].Before) stretches.Add(before.Stretches[^1]);
        return stretches.ToImmutable();
    }

    /// <summary>What lies beyond the end of a road.</summary>
    public ImmutableArray<Stretch> After(RoadPlan road)
    {
        int joint = JointAt(road, isEnd: true);
        if (joint < 0) return [];
        var stretches = ImmutableArray.CreateBuilder<Stretch>();
        foreach (var after in plan.Joints[joint].After) stretches.Add(after.Stretches[0]);
        return stretches.ToImmutable();
    }

    /// <summary>The junction at an end of a road.</summary>
    public RoadLink? Link(RoadPlan road, bool isEnd, bool isMirrored)
    {
        int joint = JointAt(road, isEnd);
        return joint < 0 ? null : RoadLink.ToJunction(HighwayNetwork.JunctionId(joint, isMirrored));
    }

    /// <summary>The number of the lane that a strip is in the neighbouring stretches, where both have a width at s.</summary>
    public static ImmutableArray<int> Same(Stretch stretch, Strip strip, ImmutableArray<Stretch> neighbours, double s, int sign)
    {
        if (strip.Width.At(s) < LeastWidth) return [];
        foreach (var neighbour in neighbours)
        {
            if (ReferenceEquals(neighbour, stretch)) continue;
            for (int i = 0; i < neighbour.Strips.Length; i++)
            {
                if (neighbour.Strips[i].Lane == strip.Lane && neighbour.Strips[i].Width.At(s) >= LeastWidth) return [sign * (i + 1)];
            }
        }
        return [];
    }

    private int JointAt(RoadPlan road, bool isEnd)
    {
        for (int i = 0; i < plan.Joints.Count; i++)
        {
            if ((isEnd ? plan.Joints[i].Before : plan.Joints[i].After).Contains(road)) return i;
        }
        return -1;
    }
}
