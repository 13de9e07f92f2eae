using System.Runtime.CompilerServices;
using OpenCvSharp;
using Snowball.Sim;

namespace Snowball.Cli.Films;

/// <summary>An MPEG-4 film, encoded by OpenCV. Only here OpenCV is loaded: everything else runs without it.</summary>
internal sealed class Mp4Writer : IFilmWriter
{
    private readonly string _file, _temporary;
    private readonly Encoder _encoder;
    private bool _isComplete;

    /// <exception cref="MachineException">OpenCV cannot be loaded.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Mp4Writer(string file, int width, int height, int rate)
    {
        _file = Path.GetFullPath(file);
        string folder = Path.GetDirectoryName(_file)!;
        Directory.CreateDirectory(folder);
        // The encoder chooses the format by the extension.
        _temporary = Path.Combine(folder, $".{Path.GetFileName(_file)}.{Environment.ProcessId}.mp4");
        try
        {
            _encoder = Open(_temporary, width, height, rate);
        }
        catch (Exception fault) when (fault is TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or OpenCvSharpException)
        {
            throw new MachineException(
                "OpenCV cannot be loaded, so no mp4 film can be written: install the packages libgtk-3-0, libatomic1 and libdrm2, or write a .gif "
                + $"({(fault.InnerException ?? fault).Message.TrimEnd('.')})", fault);
        }
    }

    public int Most => int.MaxValue;

    public void Write(ReadOnlySpan<byte> rgba) => _encoder.Write(rgba);

    public void Complete()
    {
        _encoder.Dispose();
        using (var written = new FileStream(_temporary, FileMode.Open)) written.Flush(flushToDisk: true);
        File.Move(_temporary, _file, overwrite: true);
        _isComplete = true;
    }

    public void Dispose()
    {
        _encoder.Dispose();
        if (!_isComplete) File.Delete(_temporary);
    }

    // A method of its own, so that a library that is missing is missed here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Encoder Open(string file, int width, int height, int rate) => new(file, width, height, rate);

    private sealed class Encoder : IDisposable
    {
        private readonly VideoWriter _writer;
        private readonly Mat _rgba, _bgr = new();

        public Encoder(string file, int width, int height, int rate)
        {
            _rgba = new Mat(height, width, MatType.CV_8UC4);
            _writer = new VideoWriter(file, FourCC.FromString("mp4v"), rate, new Size(width, height));
            if (_writer.IsOpened()) return;
            Dispose();
            throw new IOException($"{file} cannot be written");
        }

        public unsafe void Write(ReadOnlySpan<byte> rgba)
        {
            rgba.CopyTo(new Span<byte>((void*)_rgba.Data, rgba.Length));
            Cv2.CvtColor(_rgba, _bgr, ColorConversionCodes.RGBA2BGR);
            _writer.Write(_bgr);
        }

        public void Dispose()
        {
            _writer.Dispose();
            _rgba.Dispose();
            _bgr.Dispose();
        }
    }
}
