using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Playback;

/// <summary>
/// The moments of a player that are kept: the newest ones that fit into some memory. What is dropped is dropped in whole policy steps; the newest
/// step is always kept.
/// </summary>
/// <param name="bytes">Memory for moments, about.</param>
internal sealed class MomentHistory(long bytes)
{
    private Moment?[] _ring = new Moment?[256];
    private long _held;

    /// <summary>Number of the first moment that is kept.</summary>
    public int First { get; private set; }

    /// <summary>Number of the next one.</summary>
    public int End { get; private set; }

    /// <summary>Memory that is taken, as far as it grows with the moments.</summary>
    public long Held => _held;

    /// <exception cref="ArgumentOutOfRangeException">It is not kept (any more).</exception>
    public Moment this[int index] => index >= First && index < End
        ? _ring[index % _ring.Length]!
        : throw new ArgumentOutOfRangeException(nameof(index), $"Moment {index} is not kept: those from {First} to {End - 1} are.");

    /// <summary>Appends the next moment.</summary>
    public void Add(Moment moment)
    {
        if (End - First == _ring.Length) Grow();
        bool isNewStep = End == First || !ReferenceEquals(this[End - 1].Report, moment.Report);
        _ring[End++ % _ring.Length] = moment;
        _held += BytesOf(moment) + (isNewStep ? moment.Report.Bytes : 0);
        while (_held > bytes && !ReferenceEquals(this[First].Report, moment.Report)) DropStep();
    }

    private static long BytesOf(Moment moment)
    {
        unsafe
        {
            return 160 + (long)moment.Vehicles.Length * sizeof(VehicleInstance) + (long)moment.Truth.Length * sizeof(VehicleTruth);
        }
    }

    private void DropStep()
    {
        var report = this[First].Report;
        _held -= report.Bytes;
        while (ReferenceEquals(this[First].Report, report))
        {
            _held -= BytesOf(this[First]);
            _ring[First++ % _ring.Length] = null;
        }
    }

    private void Grow()
    {
        var larger = new Moment?[2 * _ring.Length];
        for (int i = First; i < End; i++) larger[i % larger.Length] = this[i];
        _ring = larger;
    }
}
