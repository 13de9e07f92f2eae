using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenCvSharp;
using Snowball.Learning;
using Snowball.Sim;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Datasets;

/// <summary>The pictures of a frame as PNG files: <c>images</c> (colour), <c>semantic</c>, <c>instances</c> and <c>depth</c> (16 bits, cm).</summary>
/// <param name="folder">Where those folders are.</param>
/// <param name="width">Pixels.</param>
/// <param name="height">Pixels.</param>
internal sealed class PlaneFiles(string folder, int width, int height)
{
    private const string Images = "images", Semantic = "semantic", Instances = "instances", Depth = "depth";

    private readonly byte[] _interleaved = new byte[3 * width * height];
    private readonly ushort[] _centimetres = new ushort[width * height];

    /// <summary>Path of a frame's colours from the folder, with slashes.</summary>
    public static string ImageOf(int id) => $"{Images}/{Name(id)}";

    /// <summary>Makes the folders.</summary>
    /// <exception cref="MachineException">OpenCV, which writes PNG, cannot be loaded.</exception>
    public void Create()
    {
        try
        {
            Load();
        }
        catch (Exception fault) when (fault is TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new MachineException(
                $"OpenCV cannot be loaded: install the packages libgtk-3-0, libatomic1 and libdrm2 ({(fault.InnerException ?? fault).Message.TrimEnd('.')})", fault);
        }
        foreach (string plane in (ReadOnlySpan<string>)[Images, Semantic, Instances, Depth]) Directory.CreateDirectory(Path.Combine(folder, plane));
    }

    /// <summary>Writes the planes of a frame of a batch in colour.</summary>
    public void Write(int id, LabelledFrames batch, int frame)
    {
        int pixels = batch.Pixels;
        var colour = batch.Colour.AsSpan(3 * frame * pixels, 3 * pixels);
        // OpenCV keeps blue first.
        for (int i = 0; i < pixels; i++) (_interleaved[3 * i], _interleaved[3 * i + 1], _interleaved[3 * i + 2]) = (colour[2 * pixels + i], colour[pixels + i], colour[i]);
        var depth = batch.Depth.AsSpan(frame * pixels, pixels);
        for (int i = 0; i < pixels; i++) _centimetres[i] = (ushort)MathF.Round(100f * depth[i]);
        Encode<byte>(Images, id, MatType.CV_8UC3, _interleaved);
        Encode(Semantic, id, MatType.CV_8UC1, MemoryMarshal.AsBytes(batch.Classes.AsSpan(frame * pixels, pixels)));
        Encode<byte>(Instances, id, MatType.CV_8UC1, batch.Instances.AsSpan(frame * pixels, pixels));
        Encode<ushort>(Depth, id, MatType.CV_16UC1, _centimetres);
    }

    /// <summary>Reads them into a place of a batch.</summary>
    /// <exception cref="CorruptFileException">A file is missing, damaged or of another size.</exception>
    public void Read(int id, LabelledFrames batch, int frame)
    {
        int pixels = batch.Pixels;
        Decode<byte>(Images, id, MatType.CV_8UC3, _interleaved);
        var colour = batch.Colour.AsSpan(batch.Channels * frame * pixels, batch.Channels * pixels);
        for (int i = 0; i < pixels; i++)
        {
            byte blue = _interleaved[3 * i], green = _interleaved[3 * i + 1], red = _interleaved[3 * i + 2];
            if (batch.Channels == 1) colour[i] = (byte)((77 * red + 150 * green + 29 * blue) >> 8);
            else (colour[i], colour[pixels + i], colour[2 * pixels + i]) = (red, green, blue);
        }
        Decode(Semantic, id, MatType.CV_8UC1, MemoryMarshal.AsBytes(batch.Classes.AsSpan(frame * pixels, pixels)));
        ReadInstances(id, batch.Instances.AsSpan(frame * pixels, pixels));
        Decode<ushort>(Depth, id, MatType.CV_16UC1, _centimetres);
        for (int i = 0; i < pixels; i++) batch.Depth[frame * pixels + i] = _centimetres[i] / 100f;
    }

    /// <summary>Reads the instance plane of a frame: [height x width].</summary>
    /// <exception cref="CorruptFileException">The file is missing, damaged or of another size.</exception>
    public void ReadInstances(int id, Span<byte> instances) => Decode(Instances, id, MatType.CV_8UC1, instances);

    private static string Name(int id) => $"{id:000000}.png";

    // A method of its own, so that a library that is missing is missed here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load() => Cv2.GetVersionString();

    private void Encode<T>(string plane, int id, MatType type, ReadOnlySpan<T> values) where T : unmanaged
    {
        using var mat = new Mat(height, width, type);
        values.CopyTo(MemoryMarshal.Cast<byte, T>(Bytes(mat)));
        Cv2.ImEncode(".png", mat, out byte[] encoded, new ImageEncodingParam(ImwriteFlags.PngCompression, 3));
        File.WriteAllBytes(Path.Combine(folder, plane, Name(id)), encoded);
    }

    private void Decode<T>(string plane, int id, MatType type, Span<T> values) where T : unmanaged
    {
        string file = Path.Combine(folder, plane, Name(id));
        if (!File.Exists(file)) throw new CorruptFileException(file, "is missing");
        using var mat = Cv2.ImDecode(File.ReadAllBytes(file), ImreadModes.Unchanged);
        if (mat.Empty() || mat.Width != width || mat.Height != height || mat.Type() != type) throw new CorruptFileException(file, $"is no picture of {width} x {height} pixels of its kind");
        MemoryMarshal.Cast<byte, T>(Bytes(mat)).CopyTo(values);
    }

    /// <summary>The bytes of a matrix whose rows follow each other without gaps.</summary>
    private static unsafe Span<byte> Bytes(Mat mat) => new((void*)mat.Data, checked((int)(mat.Total() * mat.ElemSize())));
}
