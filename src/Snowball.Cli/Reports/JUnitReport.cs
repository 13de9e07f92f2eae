using System.Text;
using System.Xml;
using System.Xml.Linq;
using Snowball.Learning;
using Snowball.Sim.Metrics;

namespace Snowball.Cli.Reports;

/// <summary>A gate that was run, or why it could not be.</summary>
internal sealed record GateRun(string Scenario, string Policy, GateResult? Gate, string? Error, TimeSpan Duration)
{
    /// <summary>Whether every line passed.</summary>
    public bool Passed => Gate is { Passed: true };
}

/// <summary>Gates as JUnit XML, as build servers read it: a suite for each scenario, a test case for each line of its gate.</summary>
internal static class JUnitReport
{
    /// <summary>Writes the file.</summary>
    public static void Write(string path, IReadOnlyList<GateRun> runs)
    {
        var suites = runs.Select(Suite).ToList();
        var document = new XDocument(new XElement("testsuites",
            new XAttribute("name", "snowball"),
            new XAttribute("tests", suites.Sum(suite => (int)suite.Attribute("tests")!)),
            new XAttribute("failures", suites.Sum(suite => (int)suite.Attribute("failures")!)),
            new XAttribute("errors", 0),
            new XAttribute("time", Seconds(runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Duration))),
            suites));
        AtomicFile.Write(path, stream =>
        {
            using var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" });
            document.Save(writer);
        });
    }

    private static XElement Suite(GateRun run)
    {
        var cases = run.Gate is null
            ? [Case(run, "policy", new XElement("failure", new XAttribute("message", run.Error!), new XAttribute("type", "failed")))]
            : run.Gate.Lines.Select(line => Case(run, line.Line.Name, Failure(line))).ToList();
        return new XElement("testsuite",
            new XAttribute("name", run.Scenario),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(element => element.Element("failure") is not null)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", 0),
            new XAttribute("time", Seconds(run.Duration)),
            new XElement("properties", Properties(run)),
            cases);
    }

    private static XElement Case(GateRun run, string name, XElement? failure) => new("testcase",
        new XAttribute("classname", $"scenarios.{run.Scenario}"),
        new XAttribute("name", name),
        new XAttribute("time", "0"),
        failure);

    private static XElement? Failure(GateLineResult line) => line.Verdict == Verdict.Passed
        ? null
        : new XElement("failure", new XAttribute("message", line.Text), new XAttribute("type", Json.Text(line.Verdict)));

    /// <summary>The numbers: the schema allows properties of a suite only, so a line's begin with its name.</summary>
    private static IEnumerable<XElement> Properties(GateRun run)
    {
        yield return Property("policy", run.Policy);
        if (run.Gate is not { } gate) yield break;
        yield return Property("episodes", gate.Episodes.ToString());
        yield return Property("confidence", gate.Confidence.ToString("R"));
        foreach (var line in gate.Lines)
        {
            string name = line.Line.Name;
            yield return Property($"{name}.estimate", line.Estimate.ToString("R"));
            yield return Property($"{name}.limit", line.Limit.ToString("R"));
            yield return Property($"{name}.bound", ((decimal)line.Line.Value).ToString());
            if (line.EpisodesToDecide is { } episodes) yield return Property($"{name}.episodes_to_decide", episodes.ToString());
        }
    }

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), new XAttribute("value", value));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000");
}
