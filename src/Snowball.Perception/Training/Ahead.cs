namespace Snowball.Perception.Training;

/// <summary>Batches, of which the next is made on another thread while one is learned from.</summary>
/// <typeparam name="T">A batch, filled again and again.</typeparam>
internal sealed class Ahead<T> : IDisposable
{
    private readonly Action<T> _make;
    private T _given, _made;
    private Task _making;

    /// <param name="first">One batch.</param>
    /// <param name="second">Another one.</param>
    /// <param name="make">Fills a batch.</param>
    public Ahead(T first, T second, Action<T> make)
    {
        (_given, _made, _make) = (first, second, make);
        _making = Task.Run(() => _make(_made));
    }

    /// <summary>The next batch; it holds until the one after it is asked for.</summary>
    public T Next()
    {
        _making.GetAwaiter().GetResult();
        (_given, _made) = (_made, _given);
        _making = Task.Run(() => _make(_made));
        return _given;
    }

    /// <summary>Waits for the batch that is being made, whatever comes of it.</summary>
    public void Dispose() => Task.WhenAny(_making).Wait();
}
