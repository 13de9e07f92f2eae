namespace Snowball.Sim.Recording.Mcap;

internal static class McapError
{
    public static InputException At(string path, long offset, string problem) => new($"byte {offset}: {problem}", path);
}
