using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Sim.Recording;

/// <summary>Drives a recorded episode again by its recorded actions, to see whether the simulator still does the same.</summary>
public static class RolloutReplay
{
    /// <summary>The scenario that a rollout was recorded in, from the text that it carries.</summary>
    /// <param name="recorded">The rollout.</param>
    /// <param name="folder">The scenario's folder, where a map lies that the text names; null where it names none.</param>
    /// <exception cref="InputException">The text is not a valid scenario any more.</exception>
    public static Scenario ScenarioOf(Rollout recorded, string? folder = null)
        => ScenarioLoader.Parse(recorded.Header.ScenarioYaml, Path.Combine(folder ?? recorded.Header.Scenario, ScenarioLoader.FileName));

    /// <summary>Runs the recorded actions from the recorded episode's seed.</summary>
    /// <param name="recorded">The rollout.</param>
    /// <param name="scenario">What to drive: that of the recording, or the present version of it.</param>
    /// <param name="cameras">What draws the frames, where the observation has any.</param>
    /// <returns>The new rollout, for <see cref="RolloutComparison.Compare"/>; shorter where the episode ends earlier now.</returns>
    /// <exception cref="InputException">The recorded actions do not fit the scenario.</exception>
    public static Rollout Run(Rollout recorded, Scenario scenario, CameraRigFactory? cameras = null)
    {
        using var environment = new DrivingEnv(scenario, worlds: 1, cameras: cameras);
        environment.ResetWorld(0, recorded.Header.EpisodeSeed);
        return RolloutRecorder.Play(environment, recorded.Header.Policy, (step, actions) =>
        {
            if (step + 1 >= recorded.Steps.Count) return false;
            Fill(actions, recorded.Steps[step + 1].Transition!.Actions, environment, step);
            return true;
        });
    }

    private static void Fill(float[] actions, float[][] recorded, DrivingEnv environment, int step)
    {
        int width = environment.Action.Dimensions, choices = environment.Action.Choices;
        if (recorded.Length != environment.Agents) throw new InputException($"step {step} has actions of {recorded.Length} egos; the scenario has {environment.Agents}");
        for (int ego = 0; ego < recorded.Length; ego++)
        {
            if (recorded[ego].Length != width) throw new InputException($"step {step} has actions of {recorded[ego].Length} numbers; the scenario's have {width}");
            for (int i = 0; i < width; i++)
            {
                float action = recorded[ego][i];
                if (environment.Action.IsDiscrete && !(action >= 0 && action < choices && action == MathF.Floor(action)))
                {
                    throw new InputException($"step {step} has action {action}, which is not one of the scenario's {choices}");
                }
                actions[ego * width + i] = action;
            }
        }
    }
}
