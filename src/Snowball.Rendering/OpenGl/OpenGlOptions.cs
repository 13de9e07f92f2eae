namespace Snowball.Rendering.OpenGl;

/// <summary>How a context draws; tests set here what other machines have.</summary>
/// <param name="RasterThreads">Threads that llvmpipe adds to the caller's.</param>
/// <param name="Library">File name of EGL's library.</param>
/// <param name="IsLayered">Whether shaders may choose the layer that they draw into, where the driver can.</param>
/// <param name="ReadsLater">Whether pictures are read while the next are drawn, on the CPU too.</param>
internal sealed record OpenGlOptions(int RasterThreads = 0, string Library = "libEGL.so.1", bool IsLayered = true, bool ReadsLater = false);
