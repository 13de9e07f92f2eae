namespace Snowball.Sim;

/// <summary>
/// The machine lacks something: a library, a device, a display. The message says what to install. The command line answers it with exit code 3.
/// </summary>
/// <param name="message">What is missing, and what brings it.</param>
/// <param name="inner">What was thrown for it.</param>
public sealed class MachineException(string message, Exception? inner = null) : Exception(message, inner);
