using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Perception;
using Snowball.Perception.Datasets;

namespace Snowball.Cli.Commands;

/// <summary>The options of commands that try lane networks on frames of test episodes.</summary>
internal sealed class TestFrameOptions
{
    private readonly Option<string> _scenario = new("--scenario") { HelpName = "SCENARIO", Description = "Where frames come from", DefaultValueFactory = _ => PerceptionCommand.DefaultScenario };
    private readonly Option<string> _appearance = new("--appearance") { Description = "How worlds look", DefaultValueFactory = _ => "varied" };
    private readonly Option<int> _frames;
    private readonly Option<ulong> _seed = Options.Seed();
    private readonly Option<string> _renderer = Options.Renderer();
    private readonly Option<int> _threads = Options.Threads();

    /// <param name="frames">How many frames, unless it is said.</param>
    public TestFrameOptions(int frames)
    {
        _appearance.AcceptOnlyFromAmong([.. Appearances.Names]);
        _frames = Options.Within(1, 100_000, new Option<int>("--frames") { HelpName = "N", Description = "How many, about", DefaultValueFactory = _ => frames });
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_scenario, _appearance, _frames, _seed, _renderer, _threads]) command.Options.Add(option);
    }

    /// <summary>Those of a command line.</summary>
    public TestFrames Read(ParseResult parsed) => new(
        ScenarioFinder.Load(parsed.GetValue(_scenario)!), parsed.GetValue(_frames), parsed.GetValue(_appearance)!, parsed.GetValue(_seed), parsed.GetValue(_renderer)!, parsed.GetValue(_threads));
}
