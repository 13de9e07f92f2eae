using System.Globalization;
using System.Text;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Recording.Trajectories;

/// <summary>What a replay came to.</summary>
/// <param name="Steps">Policy steps taken.</param>
/// <param name="Terminated">Whether something that happened ended the episode.</param>
/// <param name="Truncated">Whether the episode ended otherwise.</param>
/// <param name="Unused">Actions left over when the episode ended.</param>
public sealed record TrajectoryReplayResult(int Steps, bool Terminated, bool Truncated, int Unused);

/// <summary>
/// Plays given actions from a given state and writes where every vehicle goes, so that anyone can compare it with another simulator.
/// </summary>
/// <remarks>
/// The table has a line for each vehicle at the start (step 0, substep 0) and after each substep (steps and substeps from 1):
/// <c>step,substep,time,vehicle,x,y,speed,heading,lane,target_lane,crashed,reward,terminated,truncated</c>, in the frame and
/// units of <see cref="VehicleStart"/>, flags as 0 or 1. The last three are there for egos at the end of each policy step and
/// empty elsewhere. Numbers have the fewest digits that read back as the same float. The replay ends with the episode.
/// </remarks>
public static class TrajectoryReplay
{
    /// <summary>Replays one episode.</summary>
    /// <param name="scenario">What to drive.</param>
    /// <param name="statePath">The state, JSON: see <see cref="TrajectoryState"/>.</param>
    /// <param name="actionsPath">CSV, one line a policy step with one number an action dimension, ego after ego.</param>
    /// <param name="outPath">The table to write; one that exists is replaced.</param>
    /// <exception cref="InputException">State or actions are wrong.</exception>
    /// <exception cref="IOException">The table cannot be written.</exception>
    public static TrajectoryReplayResult Run(Scenario scenario, string statePath, string actionsPath, string outPath)
    {
        var state = TrajectoryState.Load(statePath, scenario);
        using var environment = new DrivingEnv(scenario, worlds: 1);
        var actions = TrajectoryActions.Load(actionsPath, environment.Action, environment.Agents);
        environment.ResetWorld(0, state.EpisodeSeed, state.Vehicles.AsSpan());

        string temporary = outPath + ".partial";
        TrajectoryReplayResult result;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                using (var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" })
                {
                    result = Play(environment, actions, text);
                }
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, outPath, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        return result;
    }

    private static TrajectoryReplayResult Play(DrivingEnv environment, List<float[]> actions, TextWriter text)
    {
        var table = new Table(environment, text);
        environment.AfterSubstep = table.TakeSubstep;
        text.WriteLine("step,substep,time,vehicle,x,y,speed,heading,lane,target_lane,crashed,reward,terminated,truncated");
        table.WriteStart();
        bool terminated = false, truncated = false;
        int step = 0;
        while (step < actions.Count && !terminated && !truncated)
        {
            environment.Step(actions[step++]);
            table.WriteStep();
            terminated = environment.Terminated.Contains(true);
            truncated = !terminated && environment.Truncated.Contains(true);
        }
        return new TrajectoryReplayResult(step, terminated, truncated, actions.Count - step);
    }

    /// <summary>Writes lines; those of a step's last substep wait for its rewards.</summary>
    private sealed class Table(DrivingEnv environment, TextWriter text)
    {
        private readonly List<(int Vehicle, string Line)> _waiting = [];
        private int _step, _substep;

        public void WriteStart()
        {
            Take();
            foreach (var (_, line) in _waiting) text.WriteLine(line + ",,,");
        }

        public void TakeSubstep()
        {
            if (_substep == 0) _step++;
            _substep++;
            Take();
            if (_substep == environment.Scenario.Simulation.Substeps) return;
            foreach (var (_, line) in _waiting) text.WriteLine(line + ",,,");
        }

        public void WriteStep()
        {
            foreach (var (vehicle, line) in _waiting)
            {
                text.WriteLine(vehicle < environment.Agents
                    ? string.Create(CultureInfo.InvariantCulture,
                        $"{line},{environment.Rewards[vehicle]},{Flag(environment.Terminated[vehicle])},{Flag(environment.Truncated[vehicle])}")
                    : line + ",,,");
            }
            _substep = 0;
        }

        private void Take()
        {
            _waiting.Clear();
            var v = environment.Vehicles;
            var simulation = environment.Scenario.Simulation;
            int substeps = Math.Max(0, _step - 1) * simulation.Substeps + _substep;
            double time = (double)substeps / simulation.SimulationFrequency;
            float half = 0.5f * environment.Frame.LaneWidth;
            for (int vehicle = 0; vehicle < v.Slots; vehicle++)
            {
                if (v.Active[vehicle] == 0) continue;
                _waiting.Add((vehicle, string.Create(CultureInfo.InvariantCulture,
                    $"{_step},{_substep},{time},{vehicle},{v.S[vehicle]},{-v.D[vehicle] - half},{v.Speed[vehicle]},{-v.RelativeHeading[vehicle]},{v.Lane[vehicle]},{v.TargetLane[vehicle]},{v.Crashed[vehicle]}")));
            }
        }

        private static int Flag(bool value) => value ? 1 : 0;
    }
}
