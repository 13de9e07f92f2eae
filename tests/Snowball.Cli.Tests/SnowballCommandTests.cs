namespace Snowball.Cli.Tests;

public sealed class SnowballCommandTests
{
    [Fact]
    public void HelpGoesToStandardOutput()
    {
        var (code, output, error) = Run("--help");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Usage:", output);
        Assert.Empty(error);
    }

    [Fact]
    public void AnUnknownCommandIsBadInput()
    {
        var (code, output, error) = Run("fly");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Contains("'fly'", error);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (SnowballCommand.Run(args, output, error), output.ToString(), error.ToString());
    }
}
