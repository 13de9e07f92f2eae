namespace Snowball.Cli;

/// <summary>The machine lacks something that the command needs.</summary>
internal sealed class EnvironmentFault(string message, Exception? inner = null) : Exception(message, inner);
