using System.Text.RegularExpressions;
using CsCheck;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>However a file is edited, it gives a scenario or a refusal, and units are checked at every key.</summary>
public sealed partial class MutationTests
{
    private static readonly string[] Pieces =
    [
        "", " ", "\n", "\n  ", "\t", ":", ": ", ",", "-", "- ", "[", "]", "{", "}", "(", ")", "&a ", "*a", "!!int ", "!", "|", ">", "'", "\"", "#", " #", "%", "@",
        "?", "? ", "---\n", "...\n", "~", "null", "true", "0", "-1", "1e999", "nan", "inf", " m", " m/s", " %", "uniform(", "normal(0, 1)", "choice()",
        "kind: ", "lanes: ", "road:", "<<: ", "\0", "\u2028", "\uFEFF", "\uD800", "\uFFFF", "é",
    ];

    // One with a map is nothing without that.
    private static readonly string[] Originals =
    [
        Sample.Text,
        .. ShippedScenarioTests.Names.Select(row => File.ReadAllText(Path.Combine(ShippedScenarioTests.Folder, row.Data, ScenarioLoader.FileName)))
            .Where(text => !text.Contains("kind: map", StringComparison.Ordinal)),
    ];

    /// <summary>Where, how much is cut, and what is put there.</summary>
    private static readonly Gen<(double Where, int Cut, int Piece)[]> Edits =
        Gen.Select(Gen.Double[0, 1], Gen.Frequency((3, Gen.Int[0, 3]), (1, Gen.Int[0, 200])), Gen.Int[0, Pieces.Length - 1]).Array[1, 4];

    [Fact]
    public void RandomEditsGiveAScenarioOrARefusal()
        => Gen.Select(Gen.Int[0, Originals.Length - 1], Edits).Sample(
            (original, edits) =>
            {
                string text = Originals[original];
                foreach ((double where, int cut, int piece) in edits)
                {
                    int at = (int)(where * text.Length);
                    text = text[..at] + Pieces[piece] + text[Math.Min(text.Length, at + cut)..];
                }
                return LoadsOrIsRefused(text);
            },
            iter: 20_000);

    [Fact]
    public void EveryPrefixGivesAScenarioOrARefusal()
    {
        for (int length = 0; length <= Sample.Text.Length; length++) Assert.True(LoadsOrIsRefused(Sample.Text[..length]));
    }

    [Fact]
    public void WithoutAnyOneLineItIsAScenarioOrARefusal()
    {
        foreach (string original in Originals)
        {
            string[] lines = original.Split('\n');
            for (int i = 0; i < lines.Length; i++) Assert.True(LoadsOrIsRefused(string.Join('\n', [.. lines[..i], .. lines[(i + 1)..]])));
        }
    }

    [Fact]
    public void EveryQuantityRefusesAnotherDimensionAndTooLargeAValue()
    {
        int quantities = 0;
        foreach (string original in Originals)
        {
            foreach (Match quantity in Quantity().Matches(original))
            {
                int line = original[..quantity.Index].Count(c => c == '\n') + 1;
                string before = original[..quantity.Index], after = original[(quantity.Index + quantity.Length)..];
                string number = quantity.Groups["number"].Value, unit = quantity.Groups["unit"].Value;

                var fault = Assert.Throws<InputException>(() => Sample.Read($"{before}{number} veh/km{after}"));
                Assert.Equal(line, fault.Line);
                Assert.EndsWith(", not a density", fault.Message);

                fault = Assert.Throws<InputException>(() => Sample.Read($"{before}1e30 {unit}{after}"));
                Assert.Equal(line, fault.Line);
                Assert.Contains("but must be", fault.Message);
                quantities++;
            }
        }
        Assert.True(quantities > 100);
    }

    private static bool LoadsOrIsRefused(string text)
    {
        try
        {
            return Sample.Read(text).Gate.Lines.Length > 0;
        }
        catch (InputException fault)
        {
            return fault.File == Sample.File && fault.Message.Length < 1000;
        }
    }

    [GeneratedRegex(@"(?<=[:\[,] )(?<number>-?[0-9.]+) (?<unit>m/s3|m/s2|m/s|km/h|km|cm|m|s|Hz|deg|g|%)(?=[\n,\]}])")]
    private static partial Regex Quantity();
}
