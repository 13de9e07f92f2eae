using System.Text.Json;

namespace Snowball.Sim.Recording;

/// <summary>Takes fields out of messages; what does not fit is a <see cref="FormatException"/> or one of JsonElement's own.</summary>
internal static class JsonFields
{
    public static JsonElement Field(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value : throw new FormatException($"'{name}' is missing");

    public static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("a text is null");

    public static float Number(JsonElement value) => value.GetSingle();

    public static T[] Array<T>(JsonElement json, string name, Func<JsonElement, T> read)
    {
        JsonElement array = Field(json, name);
        var values = new T[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            values[i++] = read(item);
        }

        return values;
    }
}
