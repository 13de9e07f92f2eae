using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Cameras;

/// <summary>Which draws of <see cref="SensorNoise"/> a picture takes.</summary>
internal readonly record struct NoiseKey(ulong Seed, uint Step, uint Camera);

/// <summary>Makes the bytes that a camera gives of a picture that was drawn: its planes, blurred by the lens, then with the sensor's noise. For one thread.</summary>
internal sealed class PictureFinish
{
    private readonly CameraSettings _camera;
    private readonly int _pixels;
    private readonly LensBlur? _blur;
    private readonly float[] _values;

    public PictureFinish(CameraSettings camera)
    {
        (_camera, _pixels) = (camera, camera.Width * camera.Height);
        _blur = camera.Blur > 0f ? new LensBlur(camera.Width, camera.Height, camera.Blur) : null;
        _values = new float[IsImperfect ? _pixels : 0];
    }

    private bool IsImperfect => _camera.Blur > 0f || _camera.Noise > 0f;

    /// <summary>Writes the planes.</summary>
    /// <param name="colour">[height x width], red, green, blue and the vehicle's id, red in the lowest byte.</param>
    /// <param name="depth">[height x width], m; empty where no plane needs it.</param>
    /// <param name="semantic">[height x width]; empty where no plane needs it.</param>
    /// <param name="noise">Which noise.</param>
    /// <param name="picture">[channels][height][width].</param>
    public void Write(ReadOnlySpan<uint> colour, ReadOnlySpan<float> depth, ReadOnlySpan<byte> semantic, NoiseKey noise, Span<byte> picture)
    {
        int channel = 0;
        foreach (var plane in _camera.Planes)
        {
            var into = picture.Slice(channel * _pixels, _pixels);
            switch (plane)
            {
                case CameraPlane.Colour:
                    for (int i = 0; i < 3; i++, channel++)
                    {
                        into = picture.Slice(channel * _pixels, _pixels);
                        Planes.Channel(colour, i, into);
                        Spoil(into, noise, channel);
                    }
                    continue;
                case CameraPlane.Grey:
                    Planes.Grey(colour, into);
                    Spoil(into, noise, channel);
                    break;
                case CameraPlane.Depth:
                    Planes.Depth(depth, _camera.Range, into);
                    break;
                case CameraPlane.Semantic:
                    semantic.CopyTo(into);
                    break;
                default:
                    Planes.Channel(colour, 3, into);
                    break;
            }
            channel++;
        }
    }

    private void Spoil(Span<byte> plane, NoiseKey noise, int channel)
    {
        if (!IsImperfect) return;
        Planes.Widen(plane, _values);
        _blur?.Apply(_values);
        if (_camera.Noise > 0f) SensorNoise.Add(_values, _camera.Noise, noise.Seed, noise.Step, noise.Camera, channel);
        Planes.Round(_values, plane);
    }
}
