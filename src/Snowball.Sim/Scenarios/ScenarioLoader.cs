using System.IO.Hashing;
using System.Text;
using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Scenarios;

/// <summary>Reads scenario files. Whatever is wrong with one is an <see cref="InputException"/> with file, line and key.</summary>
public static class ScenarioLoader
{
    /// <summary>The name of the file in a scenario's folder.</summary>
    public const string FileName = "scenario.yaml";

    /// <summary>The largest file that is read, in bytes.</summary>
    public const int LargestFile = 1 << 20;

    /// <summary>Names of files that a message lists.</summary>
    private const int MostNames = 10;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a scenario from its folder or its file.</summary>
    /// <exception cref="InputException">There is no such file, or it is not a valid scenario.</exception>
    public static Scenario Load(string pathOrFolder)
    {
        ArgumentNullException.ThrowIfNull(pathOrFolder);
        string file = FindFile(pathOrFolder);
        try
        {
            long bytes = new FileInfo(file).Length;
            if (bytes > LargestFile) throw new InputException($"has {bytes} bytes, but a scenario has at most {LargestFile}", file);
            return Parse(StrictUtf8.GetString(File.ReadAllBytes(file)), file);
        }
        catch (DecoderFallbackException)
        {
            throw new InputException("is not UTF-8 text", file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be read: {fault.Message}", file);
        }
    }

    /// <summary>Reads a scenario from its text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">Where it is from; its folder names the scenario.</param>
    /// <exception cref="InputException">It is not a valid scenario.</exception>
    public static Scenario Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (text.Length > LargestFile) throw new InputException($"has {text.Length} characters, but a scenario has at most {LargestFile}", file);

        string normalised = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var entries = (Entries)ScenarioFormat.File.Read(YamlReader.Read(normalised, file));
        Scenario built = ScenarioBuilder.Build(entries);
        string task = WithoutTraining(normalised);
        string hashed = built.Road is MapRoadSettings map ? task + map.FileHash : task;
        Scenario scenario = built with
        {
            Name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? "",
            Hash = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(hashed))),
            File = file,
            Text = text,
        };
        ScenarioRules.Check(scenario, entries);
        return scenario;
    }

    /// <summary>How an agent is trained changes nothing of what it is trained for: a policy stays that of the same scenario.</summary>
    private static string WithoutTraining(string text)
    {
        var task = new StringBuilder(text.Length);
        bool isTraining = false;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            bool startsSection = line.Length > 0 && char.IsAsciiLetter(line[0]);
            if (startsSection) isTraining = line.StartsWith("training:");
            if (!isTraining) task.Append(line).Append('\n');
        }
        return task.ToString();
    }

    /// <summary>Names a scenario beside the one that is missing.</summary>
    private static string Suggest(string path)
    {
        string full = Path.GetFullPath(Path.TrimEndingDirectorySeparator(path));
        string? parent = Path.GetDirectoryName(full);
        var names = new List<string>();
        if (parent is not null && Directory.Exists(parent))
        {
            foreach (string folder in Directory.GetDirectories(parent))
            {
                if (File.Exists(Path.Combine(folder, FileName))) names.Add(Path.GetFileName(folder));
            }
        }
        names.Sort(StringComparer.Ordinal);
        return Spelling.Suggest(Path.GetFileName(full), names);
    }

    private static string FindFile(string path)
    {
        if (File.Exists(path)) return path;
        if (!Directory.Exists(path)) throw new InputException($"there is no such file or folder{Suggest(path)}", path);
        string file = Path.Combine(path, FileName);
        if (File.Exists(file)) return file;

        var found = new List<string>();
        foreach (string entry in Directory.GetFileSystemEntries(path)) found.Add(Path.GetFileName(entry));
        found.Sort(StringComparer.Ordinal);
        string contents = found.Count == 0 ? "it is empty"
            : found.Count <= MostNames ? $"it holds {string.Join(", ", found)}"
            : $"it holds {string.Join(", ", found.GetRange(0, MostNames))} and {found.Count - MostNames} more";
        throw new InputException($"the folder has no {FileName}; {contents}", path);
    }
}
