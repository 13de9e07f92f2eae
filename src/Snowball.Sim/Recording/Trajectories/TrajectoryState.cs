using System.Collections.Immutable;
using System.Text.Json;
using Snowball.Sim.Environments;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;

namespace Snowball.Sim.Recording.Trajectories;

/// <summary>
/// The state that a replay starts from. JSON: an object with <c>vehicles</c>, a list of objects, the egos first, and optionally
/// <c>episode_seed</c>. The keys of a vehicle are <c>x</c>, <c>y</c>, <c>heading</c>, <c>speed</c>, <c>lane</c>, <c>target_lane</c>,
/// <c>target_speed</c>, for vehicles of a driver model also <c>timer</c> and <c>exponent</c>, and optionally <c>crashed</c> (default
/// false) and <c>impact</c> ([x, y], default none); see <see cref="VehicleStart"/> for frame, units and meaning.
/// </summary>
/// <param name="EpisodeSeed">Decides what the state leaves open: which road, driver parameters, wind, the lead's manoeuvres.</param>
/// <param name="Vehicles">All vehicles, the egos first; slots of the scenario beyond them stay empty.</param>
public sealed record TrajectoryState(ulong EpisodeSeed, ImmutableArray<VehicleStart> Vehicles)
{
    private const double LaneTolerance = 1e-3;
    private static readonly string[] Required = ["x", "y", "heading", "speed", "lane", "target_lane", "target_speed"];

    /// <summary>Reads a state for a scenario.</summary>
    /// <exception cref="InputException">There is no such file, or it is not a state for the scenario.</exception>
    public static TrajectoryState Load(string path, Scenario scenario)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be read: {fault.Message}", path);
        }
        var parser = new Parser(path, text, scenario);
        try
        {
            return parser.Parse();
        }
        catch (JsonException fault)
        {
            throw new InputException($"is not JSON: {fault.Message}", path, (int?)fault.LineNumber + 1);
        }
        catch (InvalidOperationException)
        {
            throw new InputException("is not UTF-8 text", path);
        }
    }

    /// <summary>One pass over the text, which knows the line that it is at.</summary>
    private ref struct Parser
    {
        private readonly string _path;
        private readonly ReadOnlySpan<byte> _text;
        private readonly Scenario _scenario;
        private readonly bool _driven;
        private Utf8JsonReader _json;

        public Parser(string path, ReadOnlySpan<byte> text, Scenario scenario)
        {
            ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
            if (text.StartsWith(mark)) text = text[mark.Length..];
            (_path, _scenario) = (path, scenario);
            _text = text;
            _json = new Utf8JsonReader(text);
            _driven = TrafficSource.Drivers(scenario.Traffic) is not null;
        }

        public TrajectoryState Parse()
        {
            ulong seed = 0;
            List<VehicleStart>? vehicles = null;
            _json.Read();
            if (_json.TokenType != JsonTokenType.StartObject) throw Error("expected an object with the key vehicles", null);
            while (NextKey(out string key))
            {
                switch (key)
                {
                    case "vehicles" when vehicles is null:
                        vehicles = Vehicles();
                        break;
                    case "episode_seed":
                        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetUInt64(out seed)) throw Error("expected a whole number from 0 to 2^64 - 1", key);
                        break;
                    case "vehicles":
                        throw Error("is given twice", key);
                    default:
                        throw Error("unknown key; known are vehicles and episode_seed", key);
                }
            }
            if (vehicles is null) throw Error("is missing", "vehicles");
            if (_json.Read()) throw Error("something follows the object", null);
            return new TrajectoryState(seed, [.. vehicles]);
        }

        private List<VehicleStart> Vehicles()
        {
            if (_json.TokenType != JsonTokenType.StartArray) throw Error("expected a list of vehicles", "vehicles");
            int egos = _scenario.Ego.Count, slots = egos + TrafficSource.Slots(_scenario.Traffic, RoadFamily.Of(_scenario.Road)[0].ThroughLanes);
            var vehicles = new List<VehicleStart>();
            while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            {
                if (vehicles.Count == slots) throw Error($"the scenario has at most {slots} vehicles, of which {egos} are egos", "vehicles");
                vehicles.Add(Vehicle($"vehicles[{vehicles.Count}]", needsDriver: _driven && vehicles.Count >= egos));
            }
            if (vehicles.Count < egos) throw Error($"has {vehicles.Count} vehicles, but the scenario has {egos} egos", "vehicles");
            return vehicles;
        }

        private VehicleStart Vehicle(string path, bool needsDriver)
        {
            if (_json.TokenType != JsonTokenType.StartObject) throw Error("expected an object", path);
            var start = default(VehicleStart);
            var given = new HashSet<string>(StringComparer.Ordinal);
            while (NextKey(out string key))
            {
                string at = $"{path}.{key}";
                if (!given.Add(key)) throw Error("is given twice", at);
                start = key switch
                {
                    "x" => start with { X = Number(at) },
                    "y" => start with { Y = Number(at) },
                    "heading" => start with { Heading = Number(at) },
                    "speed" => start with { Speed = Number(at) },
                    "lane" => start with { Lane = Lane(at) },
                    "target_lane" => start with { TargetLane = Lane(at) },
                    "target_speed" => start with { TargetSpeed = Number(at) },
                    "timer" => start with { Timer = NotNegative(at) },
                    "exponent" => start with { Exponent = NotNegative(at) },
                    "crashed" => start with { Crashed = Flag(at) },
                    "impact" => Impact(start, at),
                    _ => throw Error($"unknown key; known are {string.Join(", ", Required)}, timer, exponent, crashed, impact", at),
                };
            }
            foreach (string key in Required) Require(given, path, key);
            if (needsDriver)
            {
                Require(given, path, "timer");
                Require(given, path, "exponent");
            }
            float width = _scenario.Road.LaneWidth;
            double place = Math.Clamp(start.Y, 0, (_scenario.Road.Lanes - 1) * (double)width);
            if (Math.Abs(place - start.Lane * (double)width) > 0.5 * width + LaneTolerance)
            {
                throw Error($"lane {start.Lane} is not the nearest to y = {start.Y} m: its centre is at {start.Lane * (double)width} m", $"{path}.lane");
            }
            return start;
        }

        private VehicleStart Impact(VehicleStart start, string at)
        {
            if (_json.TokenType != JsonTokenType.StartArray) throw Error("expected two numbers in a list", at);
            _json.Read();
            double x = Number(at);
            _json.Read();
            double y = Number(at);
            _json.Read();
            if (_json.TokenType != JsonTokenType.EndArray) throw Error("expected two numbers in a list", at);
            return start with { ImpactX = x, ImpactY = y };
        }

        /// <summary>Goes to the value of an object's next key; false at its end.</summary>
        private bool NextKey(out string key)
        {
            _json.Read();
            key = "";
            if (_json.TokenType == JsonTokenType.EndObject) return false;
            key = _json.GetString()!;
            _json.Read();
            return true;
        }

        private double Number(string at)
        {
            // Beyond a thousand kilometres a float cannot place a vehicle.
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetDouble(out double value) || !(Math.Abs(value) <= 1e6))
            {
                throw Error("expected a number between -1e6 and 1e6", at);
            }
            return value;
        }

        private double NotNegative(string at)
        {
            double value = Number(at);
            return value >= 0 ? value : throw Error($"{value} must not be negative", at);
        }

        private int Lane(string at)
        {
            int lanes = _scenario.Road.Lanes;
            return _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out int lane) && lane >= 0 && lane < lanes
                ? lane
                : throw Error($"expected a lane from 0 to {lanes - 1}", at);
        }

        private bool Flag(string at) => _json.TokenType is JsonTokenType.True or JsonTokenType.False
            ? _json.GetBoolean()
            : throw Error("expected true or false", at);

        private void Require(HashSet<string> given, string path, string key)
        {
            if (!given.Contains(key)) throw Error("is missing", $"{path}.{key}");
        }

        private InputException Error(string message, string? key)
            => new(message, _path, _text[..(int)_json.TokenStartIndex].Count((byte)'\n') + 1, key);
    }
}
