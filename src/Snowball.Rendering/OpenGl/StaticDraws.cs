using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Draws of static triangles, as glMultiDrawElementsBaseVertex wants them. Ranges of a picture that follow each other become one draw.</summary>
internal sealed class StaticDraws
{
    private readonly List<uint> _counts = [];
    private readonly List<nint> _offsets = [];
    private readonly List<int> _baseVertices = [];
    private int _start, _end;

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

    /// <summary>Starts a picture, whose ranges are all of one scene.</summary>
    public void Begin() => _start = _counts.Count;

    /// <summary>Adds a range.</summary>
    public void Add(IndexRange range, int baseVertex)
    {
        if (range.Count == 0) return;
        if (_counts.Count > _start && range.First == _end)
        {
            _counts[^1] += (uint)range.Count;
        }
        else
        {
            _counts.Add((uint)range.Count);
            _offsets.Add((nint)range.First * sizeof(int));
            _baseVertices.Add(baseVertex);
        }
        _end = range.First + range.Count;
    }

    /// <summary>Ends the picture.</summary>
    /// <returns>Its draws.</returns>
    public Share End() => new(_start, _counts.Count - _start);
}
