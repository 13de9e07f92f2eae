using Silk.NET.OpenGL;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>A vertex and a fragment shader, from the embedded files of the folder Shaders, which may include each other by #include "file".</summary>
internal sealed class ShaderProgram : IDisposable
{
    private readonly GL _gl;
    private readonly uint _program;

    /// <param name="gl">A current context.</param>
    /// <param name="vertex">File of the vertex shader.</param>
    /// <param name="fragment">File of the fragment shader.</param>
    /// <param name="defines">Names that the preprocessor knows.</param>
    /// <exception cref="MachineException">The driver does not take it.</exception>
    public ShaderProgram(GL gl, string vertex, string fragment, params ReadOnlySpan<string> defines)
    {
        _gl = gl;
        var preamble = new System.Text.StringBuilder("#version 450 core\n");
        foreach (string name in defines) preamble.Append("#define ").Append(name).Append('\n');
        if (defines.Contains("LAYERED")) preamble.Append("#extension GL_ARB_shader_viewport_layer_array : require\n");
        _program = gl.CreateProgram();
        uint vertexShader = Compile(ShaderType.VertexShader, vertex, preamble), fragmentShader = Compile(ShaderType.FragmentShader, fragment, preamble);
        gl.AttachShader(_program, vertexShader);
        gl.AttachShader(_program, fragmentShader);
        gl.LinkProgram(_program);
        gl.DeleteShader(vertexShader);
        gl.DeleteShader(fragmentShader);
        if (gl.GetProgram(_program, ProgramPropertyARB.LinkStatus) == 0) throw Refused($"{vertex} and {fragment}", gl.GetProgramInfoLog(_program));
    }

    /// <summary>Draws with it from now on.</summary>
    public void Use() => _gl.UseProgram(_program);

    /// <summary>Sets an integer that stays until it is set again.</summary>
    public void Set(int location, int value) => _gl.ProgramUniform1(_program, location, value);

    /// <inheritdoc/>
    public void Dispose() => _gl.DeleteProgram(_program);

    private uint Compile(ShaderType kind, string file, System.Text.StringBuilder preamble)
    {
        uint shader = _gl.CreateShader(kind);
        _gl.ShaderSource(shader, preamble + Read(file));
        _gl.CompileShader(shader);
        return _gl.GetShader(shader, ShaderParameterName.CompileStatus) != 0 ? shader : throw Refused(file, _gl.GetShaderInfoLog(shader));
    }

    private static string Read(string file)
    {
        const string Include = "#include \"";
        using var stream = typeof(ShaderProgram).Assembly.GetManifestResourceStream(file) ?? throw new ArgumentException($"no shader {file}");
        using var reader = new StreamReader(stream);
        var text = new System.Text.StringBuilder();
        while (reader.ReadLine() is { } line) text.Append(line.StartsWith(Include, StringComparison.Ordinal) ? Read(line[Include.Length..^1]) : line).Append('\n');
        return text.ToString();
    }

    private static MachineException Refused(string file, string log)
        => new($"the OpenGL driver does not take the shader {file}: {log.Trim()}; update the driver, or choose the software renderer");
}
