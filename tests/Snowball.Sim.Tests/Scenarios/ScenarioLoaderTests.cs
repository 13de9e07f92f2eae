using Snowball.Sim.Scenarios;
using static Snowball.Sim.Scenarios.Distribution;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>What the file says is what the records hold, in SI.</summary>
public sealed class ScenarioLoaderTests
{
    private const float Degree = (float)(Math.PI / 180);

    [Fact]
    public void EveryPartOfTheSampleIsRead()
    {
        Scenario scenario = Sample.Read(Sample.Text);

        Assert.Equal(("sample", "A sample.", Sample.File, Sample.Text), (scenario.Name, scenario.Description, scenario.File, scenario.Text));
        Assert.Equal(new SimulationSettings(20, 5), scenario.Simulation);
        Assert.Equal(new CurvedRoadSettings(2, 3.5f, 25f, 1500f, 8, Uniform(200, 800), Constant(80), Uniform(50, 100), Constant(60)), scenario.Road);
        Assert.Equal(
            new EgoSettings(1, "bmw-320i", DynamicsModel.LinearSingleTrack, 0.002f, Choice([0, 1]), Uniform(10, 50), Uniform(15, 25), Normal(0, 0.1f), Constant(0)),
            scenario.Ego);
        Assert.Equal(new LeadTraffic(Constant(30), Uniform(5, 20), Constant(1.96133f), Constant(5), "vw-vanagon"), scenario.Traffic);
        Assert.Equal(new WindSettings(Normal(0, 5), 0, 1), scenario.Wind);
        Assert.Equal([-3 * Degree, 3 * Degree], Range(Assert.IsType<ContinuousAction>(scenario.Action).Steering));
        Assert.Null(((ContinuousAction)scenario.Action).Acceleration);
        Assert.Equal(new EpisodeSettings(40, TerminationCauses.Collision | TerminationCauses.LaneDeparture), scenario.Episode);

        var seen = Assert.IsType<LaneGeometryObservation>(scenario.Observation);
        Assert.Equal([10f, 30f], seen.Preview);
        Assert.Equal((null, Normal(0, (float)(0.1 * Math.PI / 180)), null, null), (seen.LateralOffsetNoise, seen.HeadingNoise, seen.SpeedNoise, seen.YawRateNoise));
    }

    [Fact]
    public void TermsKeepTheOrderOfTheFile()
    {
        Scenario scenario = Sample.Read(Sample.Text);

        Assert.Equal(
            [
                new(RewardTerm.Survival, 1, 0, 0),
                new(RewardTerm.LateralOffset, -1, 0, 0.5f),
                new(RewardTerm.GapError, -1, 4, 1.5f),
            ],
            scenario.Reward.Terms);
        Assert.Equal((null, null, false), (scenario.Reward.NormaliseLow, scenario.Reward.NormaliseHigh, scenario.Reward.ZeroOffRoad));
        Assert.Equal([new(RewardTerm.LaneDeparture, 1, 0, 0)], scenario.Cost.Terms);
        Assert.Equal(0.02f, scenario.Cost.Limit);
    }

    [Fact]
    public void GateLinesHaveBoundsInSi()
    {
        GateSettings gate = Sample.Read(Sample.Text).Gate;

        Assert.Equal((1000, 100, 0.95f), (gate.Episodes, gate.ValidationEpisodes, gate.Confidence));
        Assert.Equal(
            [
                new("lane_departure", Aggregate.Any, BoundKind.AtMost, 0.02f, null, false, 58),
                new("lateral_jerk", Aggregate.Any, BoundKind.AtMost, 0.03f, 5f, false, 59),
                new("progress", Aggregate.Sum, BoundKind.AtLeast, 500f, null, false, 60),
            ],
            gate.Lines);
    }

    [Fact]
    public void AThresholdMayBeALowerOne()
    {
        GateLine line = Sample.With("lateral_jerk, aggregate: any, above: 5 m/s3", "ttc, aggregate: any, below: 1500 ms").Gate.Lines[1];

        Assert.Equal((1.5f, true), (line.Threshold, line.ThresholdIsLower));
    }

    [Fact]
    public void SettingsOfAgentsStayAsWritten()
    {
        TrainingSettings training = Sample.Read(Sample.Text).Training;

        Assert.Equal("ppo", training.Agent);
        Assert.Equal(new AgentSetting("3e-4", 65), training.Agents["ppo"]["learning_rate"]);
        Assert.Equal(new AgentSetting("64, 64", 65), training.Agents["ppo"]["hidden"]);
    }

    [Fact]
    public void BinEdgesAreReadInSi()
    {
        DiscretisedField field = Assert.Single(Sample.Read(Sample.Text).Discretisation);

        Assert.Equal("lateral_offset", field.Field);
        Assert.Equal([-0.5f, 0.5f], field.Edges);
    }

    [Theory]
    [InlineData("36 km/h", 10f)]
    [InlineData("10 m/s", 10f)]
    [InlineData("1e1 m/s", 10f)]
    [InlineData("+10.0m/s", 10f)]
    [InlineData("'.1e2   m/s'", 10f)]
    public void SpeedsAreInMetresPerSecond(string written, float value)
        => Assert.Equal(Constant(value), Sample.With("speed: uniform(15, 25) m/s", $"speed: {written}").Ego.Speed);

    [Theory]
    [InlineData("5 m", 5f)]
    [InlineData("0.5 km", 500f)]
    [InlineData("250 cm", 2.5f)]
    public void LengthsAreInMetres(string written, float value)
        => Assert.Equal(Constant(value), Sample.With("gap: 30 m", $"gap: {written}").Traffic is LeadTraffic lead ? lead.Gap : null);

    [Theory]
    [InlineData("2 s", 2f)]
    [InlineData("1500 ms", 1.5f)]
    public void TimesAreInSeconds(string written, float value)
        => Assert.Equal(Constant(value), Sample.With("hold: 5 s", $"hold: {written}").Traffic is LeadTraffic lead ? lead.Hold : null);

    [Theory]
    [InlineData("3 m/s2", 3f)]
    [InlineData("1 g", 9.80665f)]
    public void AccelerationsAreInMetresPerSecondSquared(string written, float value)
        => Assert.Equal(Constant(value), Sample.With("acceleration: 0.2 g", $"acceleration: {written}").Traffic is LeadTraffic lead ? lead.Acceleration : null);

    [Theory]
    [InlineData("[-0.1 rad, 0.1 rad]", 0.1f)]
    [InlineData("[-10 deg, 10 deg]", 0.17453292f)]
    public void AnglesAreInRadians(string written, float value)
        => Assert.Equal([-value, value], Range(((ContinuousAction)Sample.With("[-3 deg, 3 deg]", written).Action).Steering));

    [Theory]
    [InlineData("0.01 rad/s", 0.01f)]
    [InlineData("1 deg/s", 0.017453292f)]
    public void YawRatesAreInRadiansPerSecond(string written, float value)
        => Assert.Equal(
            Constant(value), ((LaneGeometryObservation)Sample.With("heading: normal(0, 0.1) deg", $"yaw_rate: {written}").Observation).YawRateNoise);

    [Fact]
    public void DistributionsScaleWithTheirUnit()
    {
        Assert.Equal(Uniform(10, 20), Speed("uniform(36, 72) km/h"));
        Assert.Equal(Normal(10, 1), Speed("normal(36,3.6)km/h"));
        Assert.Equal(Choice([10, 20, 30]), Speed("choice( 10 , 20, 30 ) m/s"));
        Assert.Equal(Uniform(20, 20), Speed("uniform(20, 20) m/s"));

        static Distribution Speed(string written) => Sample.With("speed: uniform(15, 25) m/s", $"speed: {written}").Ego.Speed;
    }

    [Fact]
    public void AFlowOfTrafficIsReadWithItsDrivers()
    {
        Scenario scenario = Sample.With(
            "kind: lead\n  gap: 30 m\n  speed: uniform(5, 20) m/s\n  acceleration: 0.2 g\n  hold: 5 s\n",
            """
            kind: flow
              density: 12 veh/km
              behind: 100 m
              ahead: 200 m
              speed: 20 m/s
              drivers:
                time_headway: 1.5 s
                minimum_gap: 2 m
                maximum_acceleration: 1 m/s2
                comfortable_deceleration: 2 m/s2
                acceleration_limit: 6 m/s2

            """);

        DriverSettings drivers = new(
            null, Constant(1.5f), Constant(2), Constant(1), Constant(2), 6, Constant(4), GapMeasure.Bumper,
            ChangesLanes: false, 1, Constant(0), 0, 0);
        Assert.Equal(new FlowTraffic(12, 100, 200, Constant(20), drivers, "vw-vanagon"), scenario.Traffic);
    }

    [Fact]
    public void TheHashIsOfTheTextButNotOfItsLineEndingsNorOfTheTraining()
    {
        string hash = Sample.Read(Sample.Text).Hash;

        Assert.Matches("^[0-9a-f]{32}$", hash);
        Assert.Equal(hash, Sample.Read(Sample.Text.ReplaceLineEndings("\r\n")).Hash);
        Assert.Equal(hash, Sample.Read("\uFEFF" + Sample.Text).Hash);
        Assert.Equal(hash, Sample.Read(Sample.Text + "  dqn: {steps: 1}\n").Hash);
        Assert.NotEqual(hash, Sample.Read("# more\n" + Sample.Text).Hash);
    }

    private static float[] Range(ControlRange? range) => [range!.Value.Low, range.Value.High];
}
