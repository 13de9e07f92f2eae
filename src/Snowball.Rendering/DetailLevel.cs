namespace Snowball.Rendering;

/// <summary>How much is drawn.</summary>
public enum DetailLevel
{
    /// <summary>What a network of few pixels can see: for training.</summary>
    Fast,
    /// <summary>What a person enjoys: for the viewer, films and datasets.</summary>
    Rich,
}
