namespace Snowball.Sim.Vehicles.Contact;

/// <summary>What is noted at the first contact of a vehicle: later on places say nothing.</summary>
internal static class Collision
{
    /// <summary>Value of <see cref="VehicleStates.StruckBy"/> where the partner is a barrier or an obstacle.</summary>
    public const int WithObstacle = -1;

    /// <summary>Notes the first partner of a vehicle, and whether it came from behind.</summary>
    /// <param name="v">The columns.</param>
    /// <param name="index">The vehicle.</param>
    /// <param name="other">Its partner.</param>
    /// <param name="start">Index of the first slot of their world.</param>
    /// <param name="dx">From the vehicle's centre to the partner's along x, m.</param>
    /// <param name="dy">The same along y, m.</param>
    /// <param name="cos">Cosine of the vehicle's heading.</param>
    /// <param name="sin">Its sine.</param>
    public static void Note(VehicleStates v, int index, int other, int start, float dx, float dy, float cos, float sin)
    {
        if (v.StruckBy[index] != 0) return;
        v.StruckBy[index] = 1 + other - start;
        float along = dx * cos + dy * sin, across = dy * cos - dx * sin;
        bool behind = along < -0.25f * (v.Length[index] + v.Length[other]) && MathF.Abs(across) < 0.5f * (v.Width[index] + v.Width[other]);
        v.StruckFromBehind[index] = behind ? 1 : 0;
    }
}
