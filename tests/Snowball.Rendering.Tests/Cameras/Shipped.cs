namespace Snowball.Rendering.Tests.Cameras;

/// <summary>What comes with this checkout.</summary>
internal static class Shipped
{
    /// <summary>The folder of its scenarios.</summary>
    public static string Scenarios { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Snowball.sln"))) return Path.Combine(folder.FullName, "scenarios");
        }
        throw new DirectoryNotFoundException("The tests run inside the checkout.");
    }
}
