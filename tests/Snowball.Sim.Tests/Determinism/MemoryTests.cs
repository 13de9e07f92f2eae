using Snowball.Sim.Environments;
using Snowball.Sim.Policies;

namespace Snowball.Sim.Tests.Determinism;

public sealed class MemoryTests
{
    public static TheoryData<string> Names => DrivenWorlds.Names;

    /// <summary>Steps in which episodes end, and begin again, among them.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void AStepAllocatesNothing(string name)
    {
        using var environment = new DrivingEnv(DrivenWorlds.Load(name), worlds: 8);
        environment.Reset(1);
        var policy = new RandomPolicy();
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        long allocated = 0;
        int ends = 0;
        for (int step = 0; step < 450; step++)
        {
            policy.Act(environment, actions);
            long before = GC.GetAllocatedBytesForCurrentThread();
            environment.Step(actions);
            if (step < 50) continue;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            ends += environment.Terminated.Count(true) + environment.Truncated.Count(true);
        }
        Assert.Equal(0, allocated);
        Assert.True(ends >= 8, $"{ends} episodes ended");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TenThousandResetsLeaveMemoryFlat(string name)
    {
        using var environment = new DrivingEnv(DrivenWorlds.Load(name), worlds: 1);
        for (int reset = 0; reset < 100; reset++) environment.ResetWorld(0, (ulong)reset);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int reset = 0; reset < 10_000; reset++) environment.ResetWorld(0, (ulong)reset);

        // What allocates nothing holds no more than before; the total of the process would count the tests beside this one too. The runtime
        // may make an object when it recompiles a method; one in every hundred resets would be 2,400 bytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }
}
