using System.Net;
using System.Text;
using Snowball.Learning;
using Snowball.Sim.Metrics;

namespace Snowball.Cli.Reports;

/// <summary>A page of HTML that is one file without references to others.</summary>
internal sealed class Page
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1080px; margin: 2rem auto; padding: 0 1rem; color: #1c2733; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; font-weight: normal; margin-bottom: 0; }
        table { border-collapse: collapse; } th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #dde3ea; }
        td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } td:last-child { overflow-wrap: anywhere; } code { font-size: .85em; }
        .passed { color: #17803d; } .failed { color: #b42318; } .undecided { color: #b54708; } img { max-width: 100%; height: auto; }
        """;

    private readonly StringBuilder _html = new();

    /// <param name="title">Plain text.</param>
    public Page(string title) =>
        _html.Append($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Text(title)}</title>\n<style>{Style}</style></head><body>\n");

    /// <summary>Plain text as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A verdict in its colour, HTML.</summary>
    public static string Mark(Verdict verdict) => $"<span class=\"{Json.Text(verdict)}\">{Json.Text(verdict)}</span>";

    /// <summary>Adds HTML.</summary>
    public Page Add(string html)
    {
        _html.Append(html).Append('\n');
        return this;
    }

    /// <summary>Adds a heading; HTML.</summary>
    public Page Heading(string html) => Add($"<h2>{html}</h2>");

    /// <summary>Adds a table of HTML cells.</summary>
    /// <param name="header">Of the columns; empty for none.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="textColumns">How many columns from the left are text; the others are numbers.</param>
    public Page Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int textColumns)
    {
        _html.Append("<table>\n");
        if (header.Count > 0) _html.Append("<tr>").AppendJoin("", header.Select(cell => $"<th>{cell}</th>")).Append("</tr>\n");
        foreach (var row in rows)
        {
            _html.Append("<tr>").AppendJoin("", row.Select((cell, column) => column < textColumns ? $"<td>{cell}</td>" : $"<td class=\"number\">{cell}</td>")).Append("</tr>\n");
        }
        return Add("</table>");
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes($"{_html}</body></html>\n")));
}
