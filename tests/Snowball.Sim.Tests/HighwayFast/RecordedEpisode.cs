using System.Text.Json;

namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>
/// What highway-env 1.12.1 did (double precision): ordinary episodes under several policies, and a few seconds from deliberately
/// disordered starts (named wild), with cars between lanes, near standstill, too fast, and struck by the ego.
/// </summary>
/// <param name="Initial">x, y, heading, speed, lane, target lane, target speed, timer, exponent.</param>
/// <param name="Final">x, y, heading, speed, lane, target lane, crashed.</param>
internal sealed record RecordedEpisode(
    string Name,
    double[][] Initial,
    int[] Actions,
    double[] Rewards,
    bool Terminated,
    bool Truncated,
    double[][] Observations,
    double[][] Final)
{
    public static RecordedEpisode[] All { get; } = Load("HighwayFast");

    public ReferenceVehicle[] Start() => [.. Initial.Select(vehicle => new ReferenceVehicle
    {
        X = vehicle[0],
        Y = vehicle[1],
        Heading = vehicle[2],
        Speed = vehicle[3],
        Lane = (int)vehicle[4],
        TargetLane = (int)vehicle[5],
        TargetSpeed = vehicle[6],
        Timer = vehicle[7],
        Exponent = vehicle[8],
    })];

    public static RecordedEpisode[] Load(string folder)
    {
        using var stream = typeof(RecordedEpisode).Assembly.GetManifestResourceStream($"{folder}/RecordedEpisodes.json")!;
        return JsonSerializer.Deserialize<RecordedEpisode[]>(stream, JsonSerializerOptions.Web)!;
    }
}
