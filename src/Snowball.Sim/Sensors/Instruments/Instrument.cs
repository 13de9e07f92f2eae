using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>Makes the instruments that a scenario declares.</summary>
internal static class Instrument
{
    /// <summary>What an instrument of the given settings measures; see <see cref="IInstrument.Fields"/>.</summary>
    public static ImmutableArray<ObservationField> Fields(InstrumentSettings settings) => settings switch
    {
        GnssSettings => GnssReceiver.Measured,
        ImuSettings => InertialUnit.Measured,
        OdometrySettings => WheelOdometer.Measured,
        ObjectListSettings list => ObjectDetector.Measured(list),
        LidarSettings lidar => LidarScanner.Measured(lidar),
        RadarSettings radar => RadarReceiver.Measured(radar),
        _ => throw Unknown(settings),
    };

    /// <summary>The quantity that a field holds: its name, without the <c>item_0_</c> before it.</summary>
    public static string QuantityOf(string field)
    {
        for (int i = field.Length - 2; i > 0; i--)
        {
            if (field[i] == '_' && char.IsAsciiDigit(field[i - 1])) return field[(i + 1)..];
        }
        return field;
    }

    /// <summary>The instrument of a sensor.</summary>
    public static IInstrument Create(SensorSettings sensor, SensedWorld sensed) => sensor.Instrument switch
    {
        GnssSettings gnss => new GnssReceiver(gnss, sensor.Rate, sensed),
        ImuSettings imu => new InertialUnit(imu, sensor.Rate, sensed),
        OdometrySettings odometry => new WheelOdometer(odometry, sensor.Rate, sensed),
        ObjectListSettings list => new ObjectDetector(list, sensed),
        LidarSettings lidar => new LidarScanner(lidar, sensed),
        RadarSettings radar => new RadarReceiver(radar, sensed),
        _ => throw Unknown(sensor.Instrument),
    };

    private static ArgumentException Unknown(InstrumentSettings settings) => new($"There is no instrument for {settings.GetType().Name}.", nameof(settings));
}
