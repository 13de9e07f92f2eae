using System.Text;

namespace Snowball.Sim;

/// <summary>
/// What the user gave is wrong: a scenario, a checkpoint, an argument. The message reads
/// <c>file:line: key: message</c>, with the parts that are known. The command line answers it with exit code 2.
/// </summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="file">The file at fault.</param>
/// <param name="line">Line in the file, from 1.</param>
/// <param name="key">Dotted path of the key at fault, such as <c>traffic.density</c>.</param>
public sealed class InputException(string message, string? file = null, int? line = null, string? key = null)
    : Exception(Render(message, file, line, key))
{
    /// <summary>The file at fault, if one is.</summary>
    public string? File { get; } = file;

    /// <summary>Line in <see cref="File"/>, from 1, if it is known.</summary>
    public int? Line { get; } = line;

    /// <summary>Dotted path of the key at fault, if one is.</summary>
    public string? Key { get; } = key;

    private static string Render(string message, string? file, int? line, string? key)
    {
        var text = new StringBuilder();
        if (file is not null)
        {
            text.Append(file);
        }

        if (line is not null)
        {
            text.Append(file is null ? "line " : ":").Append(line);
        }

        if (text.Length > 0)
        {
            text.Append(": ");
        }

        if (key is not null)
        {
            text.Append(key).Append(": ");
        }

        return text.Append(message).ToString();
    }
}
