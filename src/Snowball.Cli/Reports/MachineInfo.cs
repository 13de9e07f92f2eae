using System.Runtime.InteropServices;

namespace Snowball.Cli.Reports;

/// <summary>What the numbers of a run were measured on.</summary>
internal static class MachineInfo
{
    /// <summary>Names and values.</summary>
    public static IReadOnlyDictionary<string, string> Read() => new Dictionary<string, string>
    {
        ["processor"] = Processor(),
        ["cores"] = Environment.ProcessorCount.ToString(),
        ["system"] = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["snowball"] = typeof(MachineInfo).Assembly.GetName().Version!.ToString(3),
    };

    private static string Processor()
    {
        const string LinuxFile = "/proc/cpuinfo";
        string? line = File.Exists(LinuxFile)
            ? File.ReadLines(LinuxFile).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
