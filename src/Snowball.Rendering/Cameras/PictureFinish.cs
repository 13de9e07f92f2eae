using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Cameras;

/// <summary>What lens and sensor do to a picture: standard deviations of blur (pixels) and noise (of 255), and which draws of <see cref="SensorNoise"/> it takes.</summary>
internal readonly record struct PictureFaults(float Blur, float Noise, ulong Seed, uint Step, uint Camera);

/// <summary>Makes the bytes that a camera gives of a picture that was drawn: its planes, blurred by the lens, then with the sensor's noise. For one thread.</summary>
internal sealed class PictureFinish
{
    private readonly CameraSettings _camera;
    private readonly int _pixels;
    private readonly LensBlur _blur;
    private readonly float[] _values;

    public PictureFinish(CameraSettings camera)
    {
        (_camera, _pixels) = (camera, camera.Width * camera.Height);
        _blur = new LensBlur(camera.Width, camera.Height);
        _values = new float[_pixels];
    }

    /// <summary>Writes the planes.</summary>
    /// <param name="colour">[height x width], red, green, blue and the vehicle's id, red in the lowest byte.</param>
    /// <param name="depth">[height x width], m; empty where no plane needs it.</param>
    /// <param name="semantic">[height x width]; empty where no plane needs it.</param>
    /// <param name="faults">What spoils colour and grey.</param>
    /// <param name="picture">[channels][height][width].</param>
    public void Write(ReadOnlySpan<uint> colour, ReadOnlySpan<float> depth, ReadOnlySpan<byte> semantic, in PictureFaults faults, Span<byte> picture)
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
                        Spoil(into, faults, channel);
                    }
                    continue;
                case CameraPlane.Grey:
                    Planes.Grey(colour, into);
                    Spoil(into, faults, channel);
                    break;
                case CameraPlane.Depth:
                    Planes.Depth(depth, _camera.Range, into);
                    break;
                case CameraPlane.FineDepth:
                    Planes.FineDepth(depth, into, picture.Slice(++channel * _pixels, _pixels));
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

    private void Spoil(Span<byte> plane, in PictureFaults faults, int channel)
    {
        if (faults.Blur <= 0f && faults.Noise <= 0f) return;
        Planes.Widen(plane, _values);
        if (faults.Blur > 0f) _blur.Apply(_values, faults.Blur);
        if (faults.Noise > 0f) SensorNoise.Add(_values, faults.Noise, faults.Seed, faults.Step, faults.Camera, channel);
        Planes.Round(_values, plane);
    }
}
