namespace Snowball.Sim.Recording;

/// <summary>Topics of a rollout and the JSON schemas of their messages.</summary>
internal static class RolloutChannels
{
    public const string Scenario = "/scenario";
    public const string State = "/state";
    public const string Action = "/action";
    public const string Observation = "/observation";
    public const string Reward = "/reward";
    public const string Metrics = "/metrics";

    /// <summary>What the topics of sensors and overlays begin with; their names follow.</summary>
    public const string Sensors = "/sensors/", Overlays = "/overlays/";

    /// <summary>Name and schema of the messages of sensors.</summary>
    public const string SensorSchemaName = "snowball.sensor", SensorSchema = EgoValues;

    /// <summary>Name of the file's metadata that says which format this is.</summary>
    public const string MetadataName = "rollout";

    /// <summary>Key of the format's version in the metadata.</summary>
    public const string FormatKey = "format";

    /// <summary>Version of the format: a reader takes its own and no other.</summary>
    public const string Format = "1";

    /// <summary>Every topic with its schema, in the order in which a step is written.</summary>
    public static readonly (string Topic, string Schema)[] All =
    [
        (Scenario, """
            {
              "type": "object",
              "required": ["name", "hash", "yaml", "episode_seed", "policy", "simulation_hz", "policy_hz", "reward_terms", "costs", "metrics"],
              "properties": {
                "name": { "type": "string" },
                "hash": { "type": "string", "description": "hash of the resolved scenario" },
                "yaml": { "type": "string", "description": "the resolved scenario" },
                "episode_seed": { "type": "string", "description": "64-bit integer in decimal digits" },
                "policy": { "type": "string" },
                "simulation_hz": { "type": "number" },
                "policy_hz": { "type": "number" },
                "reward_terms": { "type": "array", "items": { "type": "string" } },
                "costs": { "type": "array", "items": { "type": "string" } },
                "metrics": { "type": "array", "items": { "type": "string" } }
              }
            }
            """),
        (Action, EgoValues),
        (Reward, """
            {
              "type": "object",
              "required": ["egos"],
              "properties": {
                "egos": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["total", "terms", "costs", "terminated", "truncated"],
                    "properties": {
                      "total": { "type": "number" },
                      "terms": { "type": "object", "additionalProperties": { "type": "number" } },
                      "costs": { "type": "object", "additionalProperties": { "type": "number" } },
                      "terminated": { "type": "boolean" },
                      "truncated": { "type": "boolean" }
                    }
                  }
                }
              }
            }
            """),
        (Metrics, """
            {
              "type": "object",
              "additionalProperties": { "type": "number" }
            }
            """),
        (State, """
            {
              "type": "object",
              "description": "one entry a vehicle, the same index in every column",
              "required": ["id", "x_m", "y_m", "heading_rad", "speed_mps", "steering_rad", "s_m", "d_m", "length_m", "width_m", "lane", "crashed"],
              "properties": {
                "id": { "type": "array", "items": { "type": "integer" } },
                "x_m": { "type": "array", "items": { "type": "number" } },
                "y_m": { "type": "array", "items": { "type": "number" } },
                "heading_rad": { "type": "array", "items": { "type": "number" } },
                "speed_mps": { "type": "array", "items": { "type": "number" } },
                "steering_rad": { "type": "array", "items": { "type": "number" } },
                "s_m": { "type": "array", "items": { "type": "number" } },
                "d_m": { "type": "array", "items": { "type": "number" } },
                "length_m": { "type": "array", "items": { "type": "number" } },
                "width_m": { "type": "array", "items": { "type": "number" } },
                "lane": { "type": "array", "items": { "type": "integer" } },
                "crashed": { "type": "array", "items": { "type": "boolean" } }
              }
            }
            """),
        (Observation, EgoValues),
    ];

    private const string EgoValues = """
        {
          "type": "object",
          "required": ["egos"],
          "properties": {
            "egos": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["values"],
                "properties": {
                  "values": { "type": "array", "items": { "type": "number" } }
                }
              }
            }
          }
        }
        """;
}
