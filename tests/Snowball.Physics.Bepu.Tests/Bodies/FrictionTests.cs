using Snowball.Sim;

namespace Snowball.Physics.Bepu.Tests;

/// <summary>The probe of how BepuPhysics takes a coefficient of friction.</summary>
public sealed class FrictionTests
{
    [Fact]
    public void FrictionActsAsItIsOnceItIsCorrected()
    {
        bool isDivided = Friction.Decide(Friction.Measure);
        TestContext.Current.SendDiagnosticMessage(
            isDivided ? "BepuPhysics divides friction by the points of contact, which is corrected." : "BepuPhysics takes friction as it is.");
        Assert.Equal(1f, Friction.Measure(isDivided), 0.01);
        Assert.Equal(isDivided ? 4f : 1f, Friction.Correction(isConvex: true, points: 4));
        Assert.Equal(1f, Friction.Correction(isConvex: false, points: 4));
    }

    [Theory]
    [InlineData(1f, 4f, false)]
    [InlineData(0.25f, 1f, true)]
    public void AKnownScaleIsRecognised(float plain, float multiplied, bool isDivided)
        => Assert.Equal(isDivided, Friction.Decide(isMultiplied => isMultiplied ? multiplied : plain));

    [Fact]
    public void AnUnknownScaleIsRefused()
    {
        var fault = Assert.Throws<MachineException>(() => Friction.Decide(isMultiplied => isMultiplied ? 2f : 0.5f));
        Assert.Contains("0.50", fault.Message);
    }
}
