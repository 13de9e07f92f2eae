using Snowball.Sim.Overlays;

namespace Snowball.Perception.Explanation;

/// <summary>Explanations as grey pictures, for viewers: where a frame matters it is bright.</summary>
public static class ExplanationOverlays
{
    // Of a frame that does not matter.
    private const float Dark = 0.25f;

    /// <summary>What the network read, lit by Grad-CAM; and the sizes of the integrated gradients.</summary>
    public static IEnumerable<Overlay> Of(LaneExplanation explanation)
    {
        float[] lit = Saliency.Relative(explanation.GradCam), shares = Saliency.Relative(Saliency.Smooth(explanation.IntegratedGradients, explanation.Width, explanation.Height));
        byte[] camera = new byte[lit.Length], gradients = new byte[lit.Length];
        for (int i = 0; i < lit.Length; i++)
        {
            camera[i] = (byte)(explanation.Prepared[i] * (Dark + (1 - Dark) * MathF.Abs(lit[i])));
            gradients[i] = (byte)(255 * MathF.Abs(shares[i]));
        }
        return [new ImageOverlay("grad_cam", explanation.Width, explanation.Height, camera), new ImageOverlay("integrated_gradients", explanation.Width, explanation.Height, gradients)];
    }
}
