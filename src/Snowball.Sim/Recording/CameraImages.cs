using Snowball.Sim.Environments;
using Snowball.Sim.Recording.Foxglove;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Sim.Recording;

/// <summary>The newest picture of each ego's camera, a channel a plane: <c>/camera/colour</c>, and of the egos after the first <c>/camera/colour/1</c>.</summary>
internal sealed class CameraImages
{
    private const string Topic = "/camera/", Newest = "t.";
    private static readonly string[] s_colour = ["red", "green", "blue"];
    private readonly FrameSpec _frames;
    private readonly int _egos;
    private readonly Dictionary<string, ushort> _channels = [];

    public CameraImages(DrivingEnv environment, FrameSpec frames) => (_frames, _egos) = (frames, environment.Vehicles.Egos);

    /// <summary>Writes pictures: [egos x FrameSpec.Size].</summary>
    public void Write(JsonChannels file, ulong timeNs, ReadOnlySpan<byte> frames)
    {
        for (int ego = 0; ego < _egos; ego++)
        {
            var frame = frames.Slice(ego * _frames.Size, _frames.Size);
            for (int channel = 0; channel < _frames.Channels.Length && _frames.Channels[channel].StartsWith(Newest, StringComparison.Ordinal); channel++)
            {
                string plane = _frames.Channels[channel][Newest.Length..];
                if (plane == s_colour[0])
                {
                    Write(file, timeNs, ego, "colour", Interleave(frame, channel));
                    channel += s_colour.Length - 1;
                }
                else
                {
                    Write(file, timeNs, ego, plane, Plane(frame, channel));
                }
            }
        }
    }

    private void Write(JsonChannels file, ulong timeNs, int ego, string plane, ReadOnlySpan<byte> samples)
    {
        string topic = Topic + plane + (ego == 0 ? "" : $"/{ego}");
        if (!_channels.TryGetValue(topic, out ushort channel))
        {
            channel = _channels[topic] = file.Add(topic, FoxgloveSchemas.CompressedImageName, FoxgloveSchemas.CompressedImage);
        }
        file.Json.WriteImage(timeNs, "camera", Png.Encode(_frames.Width, _frames.Height, samples));
        file.Send(channel, timeNs);
    }

    private ReadOnlySpan<byte> Plane(ReadOnlySpan<byte> frame, int channel)
    {
        int pixels = _frames.Height * _frames.Width;
        return frame.Slice(channel * pixels, pixels);
    }

    /// <summary>From three planes to three bytes a pixel.</summary>
    private byte[] Interleave(ReadOnlySpan<byte> frame, int red)
    {
        var pixels = new byte[s_colour.Length * _frames.Height * _frames.Width];
        for (int i = 0; i < s_colour.Length; i++)
        {
            var plane = Plane(frame, red + i);
            for (int pixel = 0; pixel < plane.Length; pixel++) pixels[s_colour.Length * pixel + i] = plane[pixel];
        }
        return pixels;
    }
}
