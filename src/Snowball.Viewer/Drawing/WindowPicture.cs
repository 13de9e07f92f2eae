using Silk.NET.OpenGL;
using Snowball.Sim;

namespace Snowball.Viewer.Drawing;

/// <summary>The picture that fills the window, pixel by pixel. For the thread of the window's context.</summary>
internal sealed class WindowPicture : IDisposable
{
    // One triangle that covers the window; the picture's rows go downwards.
    private const string Vertex = """
        #version 450 core
        out vec2 place;
        void main()
        {
            vec2 corner = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
            place = vec2(corner.x, 1.0 - corner.y);
            gl_Position = vec4(2.0 * corner - 1.0, 0.0, 1.0);
        }
        """;

    private const string Fragment = """
        #version 450 core
        in vec2 place;
        layout(binding = 0) uniform sampler2D picture;
        out vec4 colour;
        void main() { colour = texture(picture, place); }
        """;

    private readonly GL _gl;
    private readonly uint _program, _vertices;
    private byte[] _pixels = [];
    private uint _texture;
    private int _width, _height;

    /// <param name="gl">The context that is current.</param>
    /// <exception cref="MachineException">The driver does not take the shaders.</exception>
    public WindowPicture(GL gl)
    {
        _gl = gl;
        _program = Link();
        _vertices = gl.GenVertexArray();
    }

    /// <summary>[height][width][4], bytes, to be drawn into.</summary>
    public Span<byte> Pixels(int width, int height)
    {
        if ((width, height) != (_width, _height)) Resize(width, height);
        return _pixels;
    }

    /// <summary>Draws it into the window.</summary>
    public void Show()
    {
        _gl.TextureSubImage2D<byte>(_texture, 0, 0, 0, (uint)_width, (uint)_height, PixelFormat.Rgba, PixelType.UnsignedByte, _pixels);
        _gl.BindTextureUnit(0, _texture);
        _gl.Viewport(0, 0, (uint)_width, (uint)_height);
        _gl.UseProgram(_program);
        _gl.BindVertexArray(_vertices);
        _gl.DrawArrays(PrimitiveType.Triangles, 0, 3);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteTexture(_texture);
        _gl.DeleteVertexArray(_vertices);
        _gl.DeleteProgram(_program);
    }

    private void Resize(int width, int height)
    {
        (_width, _height, _pixels) = (width, height, new byte[4 * width * height]);
        _gl.DeleteTexture(_texture);
        _gl.CreateTextures(TextureTarget.Texture2D, 1, out _texture);
        _gl.TextureStorage2D(_texture, 1, SizedInternalFormat.Rgba8, (uint)width, (uint)height);
        _gl.TextureParameter(_texture, TextureParameterName.TextureMinFilter, (int)GLEnum.Nearest);
        _gl.TextureParameter(_texture, TextureParameterName.TextureMagFilter, (int)GLEnum.Nearest);
    }

    private uint Link()
    {
        uint program = _gl.CreateProgram();
        foreach (var (type, source) in (ReadOnlySpan<(ShaderType, string)>)[(ShaderType.VertexShader, Vertex), (ShaderType.FragmentShader, Fragment)])
        {
            uint shader = _gl.CreateShader(type);
            _gl.ShaderSource(shader, source);
            _gl.CompileShader(shader);
            _gl.AttachShader(program, shader);
            _gl.DeleteShader(shader);
        }
        _gl.LinkProgram(program);
        return _gl.GetProgram(program, ProgramPropertyARB.LinkStatus) != 0
            ? program
            : throw new MachineException($"The OpenGL driver does not take the viewer's shaders: {_gl.GetProgramInfoLog(program).Trim()}. Update it.");
    }
}
