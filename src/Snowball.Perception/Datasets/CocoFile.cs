using System.Text.Json;
using Snowball.Learning;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Datasets;

/// <summary>
/// The vehicles of a folder's frames as COCO annotations (Lin et al., Microsoft COCO, 2014): boxes and masks. Beside COCO's keys each has its
/// <c>instance</c>, <c>distance</c> (m), <c>relative_lane</c> and <c>relative_speed</c> (m/s).
/// </summary>
internal static class CocoFile
{
    /// <summary>Name in the folder.</summary>
    public const string Name = "annotations.json";

    /// <summary>COCO's number of a class.</summary>
    public static int CategoryOf(SemanticClass vehicle) => vehicle == SemanticClass.Truck ? 2 : 1;

    /// <summary>Writes it.</summary>
    public static void Write(string folder, DatasetPlan plan, IReadOnlyList<FrameRecord> frames) => AtomicFile.Write(Path.Combine(folder, Name), stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("categories");
        foreach (var vehicle in (ReadOnlySpan<SemanticClass>)[SemanticClass.Car, SemanticClass.Truck])
        {
            json.WriteStartObject();
            json.WriteNumber("id", CategoryOf(vehicle));
            json.WriteString("name", vehicle == SemanticClass.Car ? "car" : "truck");
            json.WriteString("supercategory", "vehicle");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("images");
        foreach (var frame in frames)
        {
            json.WriteStartObject();
            json.WriteNumber("id", frame.Id);
            json.WriteString("file_name", PlaneFiles.ImageOf(frame.Id));
            json.WriteNumber("width", plan.Width);
            json.WriteNumber("height", plan.Height);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("annotations");
        var files = new PlaneFiles(folder, plan.Width, plan.Height);
        var instances = new byte[plan.Width * plan.Height];
        int id = 1;
        foreach (var frame in frames)
        {
            if (frame.Labels.Vehicles.Length > 0) files.ReadInstances(frame.Id, instances);
            foreach (var vehicle in frame.Labels.Vehicles)
            {
                json.WriteStartObject();
                json.WriteNumber("id", id++);
                json.WriteNumber("image_id", frame.Id);
                json.WriteNumber("category_id", CategoryOf(vehicle.Class));
                WriteNumbers(json, "bbox", [vehicle.Box.Left, vehicle.Box.Top, vehicle.Box.Width, vehicle.Box.Height]);
                json.WriteNumber("area", vehicle.Pixels);
                json.WriteNumber("iscrowd", 0);
                json.WriteStartObject("segmentation");
                WriteNumbers(json, "size", [plan.Height, plan.Width]);
                json.WriteStartArray("counts");
                foreach (int run in RunLengths.Of(instances, plan.Width, vehicle.Instance)) json.WriteNumberValue(run);
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteNumber("instance", vehicle.Instance);
                json.WriteNumber("distance", vehicle.Distance);
                json.WriteNumber("relative_lane", vehicle.RelativeLane);
                json.WriteNumber("relative_speed", vehicle.RelativeSpeed);
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<float> numbers)
    {
        json.WriteStartArray(name);
        foreach (float number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
