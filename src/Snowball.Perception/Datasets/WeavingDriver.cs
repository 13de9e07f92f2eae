using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Policies;
using Snowball.Sim.Policies.Steering;

namespace Snowball.Perception.Datasets;

/// <summary>
/// Drives with the traffic, but along a sine about some line of its lane instead of its middle, so that pictures show every place and direction in a lane. Line, width and
/// length of the sine are drawn from the episode's seed. For environments whose agents steer and accelerate.
/// </summary>
/// <param name="environment">The only environment that it drives.</param>
/// <param name="greatestSteering">Of the action, rad.</param>
internal sealed class WeavingDriver(DrivingEnv environment, float greatestSteering) : IPolicy
{
    // Of the sine's line, m; of its period, s; of its acceleration across the lane, m/s2.
    private const float FarthestLine = 1.2f, ShortestPeriod = 3f, LongestPeriod = 9f, GreatestAcceleration = 2.5f;

    // How the driver, whose wheels point towards the lane by its offset, is drawn to another line than its centre: the gains of Stanley, 1/s and m/s.
    // The most that its wheels are turned for that, rad.
    private const float Gain = 0.4f, Softening = 2f, GreatestTurn = 0.08f;

    private readonly RuleBasedPolicy _driver = RuleBasedPolicy.Steered(environment, SteeringLaw.Stanley);

    /// <inheritdoc/>
    public string Name => "weaving";

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead => _driver.ChannelsRead;

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions)
    {
        _driver.Act(environment, actions);
        var v = environment.Vehicles;
        int width = environment.Action.Dimensions;
        for (int agent = 0; agent < environment.Agents; agent++)
        {
            int world = agent / v.Egos, ego = agent % v.Egos;
            float speed = v.Speed[world * v.Slots + ego];
            var (offset, drift) = Wanted(environment.EpisodeSeed(world), ego, environment.EpisodeSeconds(world));
            float steering = Elementary.Clip((Gain * offset + drift) / (Softening + MathF.Abs(speed)), -GreatestTurn, GreatestTurn);
            ref float action = ref actions[agent * width];
            action = Elementary.Clip(action + steering / greatestSteering, -1f, 1f);
        }
    }

    /// <summary>Where in the lane it means to be, m to the left of the centre, and how fast that changes, m/s.</summary>
    private static (float Offset, float Drift) Wanted(ulong episodeSeed, int ego, float seconds)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.Weaving, ego);
        float line = random.NextUniform(-FarthestLine, FarthestLine), amplitude = random.NextUniform(0f, FarthestLine - MathF.Abs(line));
        float frequency = 2f * float.Pi / random.NextUniform(ShortestPeriod, LongestPeriod);
        frequency = MathF.Min(frequency, MathF.Sqrt(GreatestAcceleration / MathF.Max(amplitude, 0.01f)));
        var (sin, cos) = Elementary.SinCos(Elementary.WrapAngle(2f * float.Pi * random.NextUnit() + frequency * seconds));
        return (line + amplitude * sin, amplitude * frequency * cos);
    }
}
