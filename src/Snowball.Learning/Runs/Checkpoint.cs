using System.Globalization;
using System.IO.Hashing;
using Snowball.Learning.Formats;

namespace Snowball.Learning.Runs;

/// <summary>
/// All that a training needs to go on: tensors, byte blobs (tensors of type U8) and a JSON text, in one safetensors
/// file with a checksum.
/// </summary>
public sealed class Checkpoint
{
    private const string Format = "snowball-checkpoint";
    private const string Version = "1";

    /// <summary>A new one, to be filled and given to <see cref="CheckpointStore.Save"/>.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="state">What is no tensor: counters, schedules, as JSON.</param>
    public Checkpoint(long step, string state)
        : this(new SafetensorsFile("checkpoint"), step, state)
    {
    }

    private Checkpoint(SafetensorsFile content, long step, string state) => (Content, Step, State) = (content, step, state);

    /// <summary>Agent steps made so far.</summary>
    public long Step { get; }

    /// <summary>The JSON text.</summary>
    public string State { get; }

    /// <summary>The tensors and blobs; their reading names the checkpoint's file in errors.</summary>
    public SafetensorsFile Content { get; }

    /// <summary>Reads a checkpoint and verifies its checksum.</summary>
    /// <exception cref="CorruptFileException">It is damaged, of another version, or no checkpoint.</exception>
    public static Checkpoint Read(string path)
    {
        var content = SafetensorsFile.Read(path);
        if (content.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new CorruptFileException(path, "not a checkpoint");
        }

        if (content.Metadata.GetValueOrDefault("version") is var version && version != Version)
        {
            throw new CorruptFileException(path, $"its version is {version}, but this program reads version {Version}");
        }

        content.Metadata.Remove("checksum", out var checksum);
        if (checksum != ChecksumOf(content))
        {
            throw new CorruptFileException(path, "its checksum is wrong: the content is damaged");
        }

        return long.TryParse(content.Metadata.GetValueOrDefault("step"), CultureInfo.InvariantCulture, out var step)
            && content.Metadata.TryGetValue("state", out var state)
            ? new Checkpoint(content, step, state)
            : throw new CorruptFileException(path, "it has no step or no state");
    }

    internal void Write(string path)
    {
        var file = new SafetensorsFile(path)
        {
            Metadata =
            {
                ["format"] = Format,
                ["version"] = Version,
                ["step"] = Step.ToString(CultureInfo.InvariantCulture),
                ["state"] = State,
            },
        };
        foreach (var (name, tensor) in Content.Tensors)
        {
            file.Add(name, tensor);
        }

        file.Metadata["checksum"] = ChecksumOf(file);
        file.Write();
    }

    /// <summary>XxHash64 of the file as it would be without a checksum: the same content always gives the same bytes.</summary>
    private static string ChecksumOf(SafetensorsFile content)
    {
        var hash = new XxHash64();
        content.WriteTo(hash.Append);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
