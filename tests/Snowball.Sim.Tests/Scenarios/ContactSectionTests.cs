using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The <c>contact</c> section.</summary>
public sealed class ContactSectionTests
{
    [Fact]
    public void WithoutItContactsAreThoseOfFootprints()
        => Assert.IsType<FootprintContactSettings>(Sample.Read(Sample.Text).Contact);

    [Fact]
    public void EverybodyMayCrash() => Assert.Equal(new FootprintContactSettings(Everybody: true), With("{kind: footprints, everybody: true}").Contact);

    [Theory]
    [InlineData("{kind: footprints}", null, null)]
    [InlineData("{kind: rigid-bodies}", 0.5f, 0.1f)]
    [InlineData("{kind: rigid-bodies, friction: 0.2, restitution: 0}", 0.2f, 0f)]
    public void SaysTheRule(string section, float? friction, float? restitution)
    {
        ContactSettings expected = friction is null ? new FootprintContactSettings() : new RigidBodyContactSettings(friction.Value, restitution!.Value);
        Assert.Equal(expected, With(section).Contact);
    }

    [Theory]
    [InlineData("{friction: 0.5}", "31: contact: has no 'kind': footprints, rigid-bodies")]
    [InlineData("{kind: rigid}", "31: contact.kind: 'rigid' is not known; ")]
    [InlineData("{kind: footprints, friction: 0.5}", "31: contact.friction: is not a known key; known are kind, everybody")]
    [InlineData("{kind: footprints, everybody: 2}", "31: contact.everybody: ")]
    [InlineData("{kind: rigid-bodies, friction: 2.5}", "31: contact.friction: is 2.5, but must be 0 to 2")]
    [InlineData("{kind: rigid-bodies, friction: 0.5 m}", "31: contact.friction: expects a number without a unit, not '0.5 m'")]
    [InlineData("{kind: rigid-bodies, restitution: -0.1}", "31: contact.restitution: is -0.1, but must be 0 to 1")]
    [InlineData("{kind: rigid-bodies, restitution: much}", "31: contact.restitution: expects a number such as '1', not 'much'")]
    [InlineData("{kind: rigid-bodies, bounce: 1}", "31: contact.bounce: is not a known key; known are kind, friction, restitution")]
    [InlineData("rigid-bodies", "31: contact: expects a mapping of keys")]
    public void AMistakeIsRefused(string section, string message)
        => Assert.StartsWith($"{Sample.File}:{message}", Assert.Throws<InputException>(() => With(section)).Message, StringComparison.Ordinal);

    private static Scenario With(string section) => Sample.With("wind:\n", $"contact: {section}\nwind:\n");
}
