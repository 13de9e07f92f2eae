using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>Scenarios whose observation is replaced by a camera.</summary>
public sealed class CameraVariantTests
{
    private const string Front = "  front: {kind: camera, width: 96}\n";

    public static TheoryData<string> Names => ShippedScenarioTests.Names;

    [Theory]
    [MemberData(nameof(Names), MemberType = typeof(CameraVariantTests))]
    public void EveryShippedScenarioHasOne(string name)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name));
        var variant = CameraVariant.Of(scenario);
        var camera = Assert.IsType<CameraSettings>(variant.Sensors.Single(sensor => sensor.Name == "camera").Instrument);
        Assert.Equal(new CameraObservation("camera"), variant.Observation);
        Assert.Equal((84, 84, 4, 1.3f), (camera.Width, camera.Height, camera.Stack, camera.Mount.Z));
        Assert.Equal((scenario.Name, scenario.File), (variant.Name, variant.File));
        Assert.NotEqual(scenario.Hash, variant.Hash);
        Assert.Equal(scenario.Gate.Lines, variant.Gate.Lines);
        Assert.Equal(scenario.Reward.Terms, variant.Reward.Terms);
        Assert.Equal(variant.Hash, ScenarioLoader.Parse(variant.Text, variant.File).Hash);
    }

    [Theory]
    [InlineData("sensors:\n  # before\n  imu: {kind: imu, rate: 5 Hz}\n  gnss:\n    kind: gnss\n    rate: 5 Hz\n")]
    [InlineData("sensors: {imu: {kind: imu, rate: 5 Hz}, gnss: {kind: gnss, rate: 5 Hz}}\n")]
    [InlineData("sensors: # in brackets {\n  {imu: {kind: imu, rate: 5 Hz},\n   gnss: {kind: gnss, rate: 5 Hz}}\n")]
    [InlineData("sensors: {\n  imu: {kind: imu, rate: 5 Hz},\n  gnss: {kind: gnss, rate: 5 Hz}}\n")]
    [InlineData("sensors:\n      imu: {kind: imu, rate: 5 Hz}\n      gnss: {kind: gnss, rate: 5 Hz}\n")]
    public void ItIsPutBesideOtherSensors(string sensors)
    {
        var variant = CameraVariant.Of(With(sensors));
        Assert.Equal(["camera", "imu", "gnss"], variant.Sensors.Select(sensor => sensor.Name));
        Assert.Equal(new CameraObservation("camera"), variant.Observation);
        Assert.Empty(variant.Discretisation);
    }

    [Fact]
    public void TheFirstThatIsDeclaredIsTaken()
    {
        var scenario = With($"sensors:\n  imu: {{kind: imu, rate: 5 Hz}}\n{Front}  rear: {{kind: camera}}\n");
        var variant = CameraVariant.Of(scenario);
        Assert.Equal(new CameraObservation("front"), variant.Observation);
        Assert.Equal(["imu", "front", "rear"], variant.Sensors.Select(sensor => sensor.Name));
        Assert.Equal(variant.Hash, CameraVariant.Of(scenario).Hash);
    }

    [Fact]
    public void ItsNameIsItsOwn()
        => Assert.Equal(["camera-1", "camera"], CameraVariant.Of(With("sensors:\n  camera: {kind: imu, rate: 5 Hz}\n")).Sensors.Select(sensor => sensor.Name));

    [Fact]
    public void LineEndsAndMarksDoNotMatter()
    {
        var variant = CameraVariant.Of(Sample.Read("\uFEFF---\r\n" + Sample.Text.ReplaceLineEndings("\r\n")));
        Assert.Equal(new CameraObservation("camera"), variant.Observation);
    }

    [Fact]
    public void ATextInBracesIsRefused()
    {
        // JSON is YAML; its sections end with commas.
        string json = Json.Of(Snowball.Sim.Scenarios.Format.YamlReader.Read(Sample.Text, Sample.File));
        var fault = Assert.Throws<InputException>(() => CameraVariant.Of(Sample.Read(json)));
        Assert.Contains("must begin a line of its own", fault.Message);
    }

    [Theory]
    [InlineData("lane-keeping")]
    [InlineData("lane-keeping-straight")]
    public void LaneGeometryIsToldByACamera(string name)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name));
        var variant = CameraVariant.OfLane(scenario);
        var (before, after) = ((LaneGeometryObservation)scenario.Observation, (LaneGeometryObservation)variant.Observation);
        Assert.Equal((null, "camera"), (before.Camera, after.Camera));
        Assert.Equal(before.Preview.AsEnumerable(), after.Preview);
        var camera = (CameraSettings)variant.Sensors.Single().Instrument;
        Assert.Equal((84, 84, 1), (camera.Width, camera.Height, camera.Stack));
        Assert.Equal(variant.Hash, ScenarioLoader.Parse(variant.Text, variant.File).Hash);
    }

    [Fact]
    public void OtherObservationsAreNotToldByACamera()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, "highway-fast"));
        Assert.Contains("is not of kind lane-geometry", Assert.Throws<InputException>(() => CameraVariant.OfLane(scenario)).Message);
    }

    private static Scenario With(string sensors) => Sample.With("observation:\n", sensors + "observation:\n");
}
