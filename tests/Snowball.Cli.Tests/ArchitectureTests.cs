using System.Reflection;
using NetArchTest.Rules;

namespace Snowball.Cli.Tests;

/// <summary>Dependencies point one way: a project is named with everything that it must not know.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Snowball.Sim", "TorchSharp", "Silk.NET", "SkiaSharp", "OpenCvSharp", "BepuPhysics", "Snowball.Physics", "Snowball.Learning", "Snowball.Agents", "Snowball.Perception", "Snowball.Rendering", "Snowball.Viewer", "Snowball.Cli")]
    [InlineData("Snowball.Learning", "Silk.NET", "OpenCvSharp", "Snowball.Sim", "Snowball.Agents", "Snowball.Perception", "Snowball.Rendering", "Snowball.Viewer", "Snowball.Cli")]
    [InlineData("Snowball.Agents", "Silk.NET", "OpenCvSharp", "Snowball.Perception", "Snowball.Rendering", "Snowball.Viewer", "Snowball.Cli")]
    [InlineData("Snowball.Perception", "Silk.NET", "Snowball.Agents", "Snowball.Rendering", "Snowball.Viewer", "Snowball.Cli")]
    [InlineData("Snowball.Rendering", "TorchSharp", "OpenCvSharp", "Snowball.Learning", "Snowball.Agents", "Snowball.Perception", "Snowball.Viewer", "Snowball.Cli")]
    [InlineData("Snowball.Viewer", "TorchSharp", "OpenCvSharp", "Snowball.Learning", "Snowball.Agents", "Snowball.Perception", "Snowball.Cli")]
#if BEPU
    [InlineData("Snowball.Physics.Bepu", "TorchSharp", "Silk.NET", "OpenCvSharp", "Snowball.Learning", "Snowball.Agents", "Snowball.Perception", "Snowball.Rendering", "Snowball.Viewer", "Snowball.Cli")]
#endif
    public void ProjectDoesNotKnow(string project, params string[] forbidden)
    {
        var assembly = Assembly.Load(project);

        var result = Types.InAssembly(assembly).ShouldNot().HaveDependencyOnAny(forbidden).GetResult();

        Assert.NotEmpty(assembly.GetTypes());
        Assert.True(result.IsSuccessful, $"{project}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void ARuleSeesADependencyThatIsThere()
    {
        var result = Types.InAssembly(typeof(SnowballCommand).Assembly)
            .ShouldNot().HaveDependencyOnAny("Snowball.Sim").GetResult();

        Assert.False(result.IsSuccessful);
    }
}
