using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Scenarios.Format;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Sim.Recording;

/// <summary>
/// Plays an episode in a world of its own and records it. What a world does depends on the scenario, the episode's seed and the
/// actions alone, so this is also how to record an episode that was one of a large batch: by its seed.
/// </summary>
public static class RolloutRecorder
{
    /// <summary>Records an episode that a policy drives.</summary>
    /// <param name="scenario">What to drive.</param>
    /// <param name="makePolicy">Makes the policy for the environment it will drive.</param>
    /// <param name="episodeSeed">The episode: <see cref="DrivingEnv.EpisodeSeed"/>, <see cref="EpisodeTable.Seed"/>, <see cref="EpisodeSeeds"/>.</param>
    /// <param name="steps">Policy steps after which to stop; an episode that ends earlier is recorded to its end.</param>
    /// <param name="cameras">What draws the frames, where the observation has any.</param>
    public static Rollout Record(
        Scenario scenario, Func<DrivingEnv, IPolicy> makePolicy, ulong episodeSeed, int steps = int.MaxValue, CameraRigFactory? cameras = null)
    {
        using var environment = new DrivingEnv(scenario, worlds: 1, cameras: cameras);
        environment.ResetWorld(0, episodeSeed);
        var policy = makePolicy(environment);
        environment.Open(policy.ChannelsRead);
        return Play(environment, policy.Name, (step, actions) =>
        {
            if (step == steps) return false;
            policy.Act(environment, actions);
            return true;
        });
    }

    /// <summary>
    /// Records an episode that a policy drives as a file with everything that there is to see, for Foxglove and the viewer: beside the rollout the
    /// road and the vehicles as a scene, what every sensor of the scenario tells, what sensors and policy show, and the frames of the camera.
    /// </summary>
    /// <param name="path">The file to be; one that exists is replaced.</param>
    /// <param name="scenario">What to drive.</param>
    /// <param name="makePolicy">Makes the policy for the environment it will drive.</param>
    /// <param name="episodeSeed">The episode.</param>
    /// <param name="cameras">What draws the frames, where the observation has any.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(
        string path, Scenario scenario, Func<DrivingEnv, IPolicy> makePolicy, ulong episodeSeed, CameraRigFactory? cameras = null)
    {
        using var environment = new DrivingEnv(scenario, worlds: 1, cameras: cameras);
        environment.ResetWorld(0, episodeSeed);
        var policy = makePolicy(environment);
        environment.Open(policy.ChannelsRead);
        using var writer = new RolloutWriter(path, Describe(environment, policy.Name));
        var scene = new SceneRecorder(environment, policy, writer);
        Play(
            environment,
            (_, actions) =>
            {
                policy.Act(environment, actions);
                return true;
            },
            scene.Write,
            scene.Write);
        writer.Complete();
    }

    /// <summary>Writes a rollout as a file; one that exists is replaced.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string path, Rollout rollout)
    {
        using var writer = new RolloutWriter(path, rollout.Header);
        foreach (var step in rollout.Steps) writer.Write(step);
        writer.Complete();
    }

    /// <summary>Plays the one world of an environment from its present episode's start to its end.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="policy">Name of the driver.</param>
    /// <param name="choose">Given the number of steps done, fills the actions, or is false to stop.</param>
    internal static Rollout Play(DrivingEnv environment, string policy, Func<int, float[], bool> choose)
    {
        var header = Describe(environment, policy);
        var steps = new List<RolloutStep>();
        Play(environment, choose, steps.Add);
        return new Rollout(header, steps);
    }

    /// <param name="environment">The environment.</param>
    /// <param name="choose">Given the number of steps done, fills the actions, or is false to stop.</param>
    /// <param name="take">Takes each step while the environment is in it.</param>
    /// <param name="takeFrames">Takes its frames, a little later: they are drawn when the environment may be in the next episode.</param>
    private static void Play(
        DrivingEnv environment, Func<int, float[], bool> choose, Action<RolloutStep> take, TakeFrames? takeFrames = null)
    {
        take(new(0, Vehicles(environment), Rows(environment.Observations, environment.Agents), null));
        takeFrames?.Invoke(environment.Frames);
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        int steps = 0;
        bool ended = false;
        environment.AfterStep = () =>
        {
            ended = environment.Terminated[0] || environment.Truncated[0];
            take(Take(environment, ++steps, actions, ended));
        };
        while (!ended && choose(steps, actions))
        {
            environment.Step(actions);
            takeFrames?.Invoke(ended ? environment.FinalFrames : environment.Frames);
        }
        environment.AfterStep = null;
    }

    private delegate void TakeFrames(ReadOnlySpan<byte> frames);

    private static RolloutHeader Describe(DrivingEnv environment, string policy)
    {
        var scenario = environment.Scenario;
        return new RolloutHeader
        {
            Scenario = scenario.Name,
            ScenarioHash = scenario.Hash,
            ScenarioYaml = scenario.Text,
            EpisodeSeed = environment.EpisodeSeed(0),
            Policy = policy,
            SimulationHz = scenario.Simulation.SimulationFrequency,
            PolicyHz = scenario.Simulation.PolicyFrequency,
            RewardTerms = [.. NamesOf(scenario.Reward.Terms.AsSpan())],
            Costs = [.. NamesOf(scenario.Cost.Terms.AsSpan())],
            Metrics = [.. MetricNames(environment.Agents)],
        };
    }

    private static List<string> NamesOf(ReadOnlySpan<WeightedTerm> terms)
    {
        var names = new List<string>();
        foreach (var term in terms) names.Add(Spelling.SnakeCase($"{term.Term}"));
        return names;
    }

    /// <summary>The metrics of all egos in a row; of several, each carries the number of its ego.</summary>
    private static List<string> MetricNames(int egos)
    {
        var names = new List<string>();
        for (int ego = 0; ego < egos; ego++)
        {
            foreach (var metric in MetricCatalog.All) names.Add(egos == 1 ? metric.Name : $"{metric.Name}_{ego}");
        }
        return names;
    }

    private static RolloutStep Take(DrivingEnv environment, int step, float[] actions, bool ended)
    {
        int egos = environment.Agents;
        var rewards = new RolloutReward[egos];
        var metrics = new List<float>();
        for (int ego = 0; ego < egos; ego++)
        {
            rewards[ego] = new RolloutReward(environment.Rewards[ego], environment.RewardTerms(ego).ToArray(),
                environment.CostTerms(ego).ToArray(), environment.Terminated[ego], environment.Truncated[ego]);
            metrics.AddRange(environment.Measured(ego));
        }
        var observations = ended ? environment.FinalObservations : environment.Observations;
        return new RolloutStep(
            (ulong)step * 1_000_000_000UL / (ulong)environment.Scenario.Simulation.PolicyFrequency,
            Vehicles(environment),
            Rows(observations, environment.Agents),
            new RolloutTransition(Rows(actions, environment.Agents), rewards, [.. metrics]));
    }

    /// <summary>The vehicles on the road; a vehicle is known by its slot.</summary>
    private static RolloutVehicles Vehicles(DrivingEnv environment)
    {
        var v = environment.Vehicles;
        var slots = new List<int>();
        for (int slot = 0; slot < v.Slots; slot++)
        {
            if (v.Active[slot] != 0) slots.Add(slot);
        }
        return new RolloutVehicles
        {
            Id = [.. slots],
            X = Column(v.X),
            Y = Column(v.Y),
            Heading = Column(v.Heading),
            Speed = Column(v.Speed),
            Steering = Column(v.Steering),
            S = Column(v.S),
            D = Column(v.D),
            Lane = Column(v.Lane),
            Length = Column(v.Length),
            Width = Column(v.Width),
            Crashed = [.. slots.ConvertAll(slot => v.Crashed[slot] != 0)],
        };

        T[] Column<T>(T[] column) => [.. slots.ConvertAll(slot => column[slot])];
    }

    private static float[][] Rows(ReadOnlySpan<float> values, int count)
    {
        int width = values.Length / count;
        var rows = new float[count][];
        for (int row = 0; row < count; row++) rows[row] = values.Slice(row * width, width).ToArray();
        return rows;
    }
}
