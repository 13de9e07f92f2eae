using System.Runtime.InteropServices;

namespace Snowball.Rendering.OpenGl;

/// <summary>Draws of static triangles, as glMultiDrawElementsBaseVertex wants them.</summary>
internal sealed class StaticDraws
{
    private readonly List<uint> _counts = [];
    private readonly List<nint> _offsets = [];
    private readonly List<int> _baseVertices = [];

    public int Count => _counts.Count;

    public ReadOnlySpan<uint> Counts => CollectionsMarshal.AsSpan(_counts);

    /// <summary>Of the first indices, bytes.</summary>
    public ReadOnlySpan<nint> Offsets => CollectionsMarshal.AsSpan(_offsets);

    public ReadOnlySpan<int> BaseVertices => CollectionsMarshal.AsSpan(_baseVertices);

    public void Clear()
    {
        _counts.Clear();
        _offsets.Clear();
        _baseVertices.Clear();
    }

    public void Add(int firstIndex, int count, int baseVertex)
    {
        if (count == 0) return;
        _counts.Add((uint)count);
        _offsets.Add((nint)firstIndex * sizeof(int));
        _baseVertices.Add(baseVertex);
    }
}
