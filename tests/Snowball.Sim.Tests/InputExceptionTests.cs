namespace Snowball.Sim.Tests;

public sealed class InputExceptionTests
{
    [Theory]
    [InlineData(null, null, null, "must be positive")]
    [InlineData("a.yaml", null, null, "a.yaml: must be positive")]
    [InlineData("a.yaml", 7, null, "a.yaml:7: must be positive")]
    [InlineData("a.yaml", 7, "road.length", "a.yaml:7: road.length: must be positive")]
    [InlineData("a.yaml", null, "road.length", "a.yaml: road.length: must be positive")]
    [InlineData(null, 7, null, "line 7: must be positive")]
    [InlineData(null, null, "road.length", "road.length: must be positive")]
    public void MessageNamesFileLineAndKey(string? file, int? line, string? key, string expected)
    {
        var fault = new InputException("must be positive", file, line, key);

        Assert.Equal(expected, fault.Message);
        Assert.Equal((file, line, key), (fault.File, fault.Line, fault.Key));
    }
}
