using Snowball.Agents.Imitation;
using Snowball.Learning.Formats;

namespace Snowball.Agents.Tests.Imitation;

public sealed class DemonstrationsTests
{
    [Fact]
    public void KeepsTheNewestRows()
    {
        var ring = new Demonstrations(capacity: 3, observationSize: 2, frameSize: 1, actionSize: 1);
        ring.Add([1, 10, 2, 20], [1, 2], [100, 200]);
        Assert.Equal(2, ring.Count);
        ring.Add([3, 30, 4, 40], [3, 4], [300, 400]);
        Assert.Equal((3, 4), (ring.Count, ring.Added));
        Assert.Equal([4f, 40f], ring.Observation(0).ToArray());
        Assert.Equal([2f, 20f], ring.Observation(1).ToArray());
        Assert.Equal([3f, 30f], ring.Observation(2).ToArray());
        Assert.Equal((byte)4, ring.Frames(0)[0]);
        Assert.Equal(300f, ring.Action(2)[0]);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(2, 0)]
    [InlineData(0, 3)]
    public void GoesOnFromAFile(int observationSize, int frameSize)
    {
        var ring = new Demonstrations(3, observationSize, frameSize, 1);
        for (int row = 0; row < 5; row++)
            ring.Add([.. Enumerable.Repeat((float)row, observationSize)], [.. Enumerable.Repeat((byte)row, frameSize)], [row]);
        var state = new SafetensorsFile("memory");
        ring.Save(state);
        using var stream = new MemoryStream();
        state.Write(stream);

        var other = new Demonstrations(3, observationSize, frameSize, 1);
        other.Load(SafetensorsFile.Read(new MemoryStream(stream.ToArray()), "memory"));
        foreach (var each in (Demonstrations[])[ring, other]) each.Add(new float[observationSize], new byte[frameSize], [9]);
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(ring.Observation(row).ToArray(), other.Observation(row).ToArray());
            Assert.Equal(ring.Frames(row).ToArray(), other.Frames(row).ToArray());
            Assert.Equal(ring.Action(row).ToArray(), other.Action(row).ToArray());
        }
    }

    [Fact]
    public void SaysWhatItTakes() => Assert.Equal(1000 * (4 * (25 + 2) + 7056), Demonstrations.Bytes(1000, 25, 7056, 2));
}
