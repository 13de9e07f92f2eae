using Snowball.Learning.Formats;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015) on one array of parameters, in managed code: its state is two arrays and a counter, so that
/// a checkpoint continues to the bit.
/// </summary>
internal sealed class Adam(int size)
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-5f;

    private readonly float[] _mean = new float[size];
    private readonly float[] _square = new float[size];
    private long _steps;

    /// <summary>Moves the parameters against the gradient.</summary>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double learningRate)
    {
        _steps++;
        float rate = (float)(learningRate / (1 - Math.Pow(Beta1, _steps)));
        float correction = (float)(1 / (1 - Math.Pow(Beta2, _steps)));
        for (int i = 0; i < parameters.Length; i++)
        {
            float g = gradient[i];
            float mean = _mean[i] = Beta1 * _mean[i] + (1 - Beta1) * g;
            float square = _square[i] = Beta2 * _square[i] + (1 - Beta2) * g * g;
            parameters[i] -= rate * mean / (MathF.Sqrt(square * correction) + Epsilon);
        }
    }

    public void Save(SafetensorsFile state)
    {
        state.Add<float>("adam.mean", _mean, _mean.Length);
        state.Add<float>("adam.square", _square, _square.Length);
        state.Add<long>("adam.steps", [_steps], 1);
    }

    public void Load(SafetensorsFile state)
    {
        state.Get<float>("adam.mean", _mean.Length).CopyTo(_mean, 0);
        state.Get<float>("adam.square", _square.Length).CopyTo(_square, 0);
        _steps = state.Get<long>("adam.steps", 1)[0];
    }
}
