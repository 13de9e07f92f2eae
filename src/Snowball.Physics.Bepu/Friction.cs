using System.Numerics;
using System.Runtime.CompilerServices;
using BepuPhysics;
using BepuPhysics.Collidables;
using BepuPhysics.CollisionDetection;
using BepuPhysics.Constraints;
using BepuUtilities;
using BepuUtilities.Memory;
using Snowball.Sim;

namespace Snowball.Physics.Bepu;

/// <summary>
/// How the BepuPhysics at hand takes a coefficient of friction. Versions up to 2.5.0-beta.29 divide that of two convex shapes by the number of points at which
/// they touch; others do not. A box that slides on another tells, and what is neither is refused.
/// </summary>
internal static class Friction
{
    private const float Tolerance = 0.05f;
    private static readonly Lazy<bool> s_isDivided = new(() => Decide(Measure));

    /// <summary>What a coefficient has to be multiplied by to act as it is.</summary>
    /// <param name="isConvex">Whether both shapes are convex.</param>
    /// <param name="points">Points at which they touch.</param>
    /// <exception cref="MachineException">Friction acts at a scale that nothing is known of.</exception>
    public static float Correction(bool isConvex, int points) => isConvex && s_isDivided.Value ? points : 1f;

    /// <summary>Whether friction is divided by the number of points.</summary>
    /// <param name="measure">Deceleration of a sliding box over that of Coulomb friction, where the coefficient is given as it is or (true) times the points.</param>
    /// <exception cref="MachineException">It acts at a scale that nothing is known of.</exception>
    internal static bool Decide(Func<bool, float> measure)
    {
        float plain = measure(false);
        if (MathF.Abs(plain - 1f) < Tolerance) return false;
        float multiplied = measure(true);
        if (MathF.Abs(multiplied - 1f) < Tolerance) return true;
        throw new MachineException(
            $"BepuPhysics {typeof(Simulation).Assembly.GetName().Version} is not fit for use: a sliding box is slowed by {plain:0.00} of its friction, and by {multiplied:0.00} of it "
            + "where that is multiplied by the points of contact; one of both should be 1");
    }

    /// <summary>Deceleration of a box that slides on another, over mu g.</summary>
    internal static float Measure(bool isMultiplied)
    {
        const float mu = 0.5f, gravity = 9.81f, step = 0.005f;
        const int settle = 40, slide = 60;
        using var pool = new BufferPool();
        using var simulation = Simulation.Create(pool, new OneMaterial(mu, isMultiplied), new Gravity(gravity), new SolveDescription(8, 1));
        simulation.Statics.Add(new StaticDescription(new Vector3(0f, 0f, -1f), simulation.Shapes.Add(new Box(200f, 200f, 2f))));
        var box = new Box(2f, 1f, 0.5f);
        var handle = simulation.Bodies.Add(BodyDescription.CreateDynamic(
            new Vector3(0f, 0f, 0.25f), new BodyVelocity(new Vector3(10f, 0f, 0f)), box.ComputeInertia(500f), simulation.Shapes.Add(box), -1f));
        for (int i = 0; i < settle; i++) simulation.Timestep(step);
        float before = simulation.Bodies[handle].Velocity.Linear.X;
        for (int i = 0; i < slide; i++) simulation.Timestep(step);
        return (before - simulation.Bodies[handle].Velocity.Linear.X) / (mu * gravity * slide * step);
    }

    private readonly struct OneMaterial(float friction, bool isMultiplied) : INarrowPhaseCallbacks
    {
        public void Initialize(Simulation simulation)
        {
        }

        public bool AllowContactGeneration(int worker, CollidableReference a, CollidableReference b, ref float margin) => true;

        public bool AllowContactGeneration(int worker, CollidablePair pair, int childA, int childB) => true;

        public bool ConfigureContactManifold<T>(int worker, CollidablePair pair, ref T manifold, out PairMaterialProperties material)
            where T : unmanaged, IContactManifold<T>
        {
            material = new PairMaterialProperties(isMultiplied ? friction * manifold.Count : friction, 2f, new SpringSettings(30f, 1f));
            return true;
        }

        public bool ConfigureContactManifold(int worker, CollidablePair pair, int childA, int childB, ref ConvexContactManifold manifold) => true;

        public void Dispose()
        {
        }
    }

    private struct Gravity(float gravity) : IPoseIntegratorCallbacks
    {
        private Vector<float> _fall;

        public readonly AngularIntegrationMode AngularIntegrationMode => AngularIntegrationMode.Nonconserving;

        public readonly bool AllowSubstepsForUnconstrainedBodies => false;

        public readonly bool IntegrateVelocityForKinematics => false;

        public readonly void Initialize(Simulation simulation)
        {
        }

        public void PrepareForIntegration(float dt) => _fall = new Vector<float>(gravity * dt);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void IntegrateVelocity(
            Vector<int> bodyIndices, Vector3Wide position, QuaternionWide orientation, BodyInertiaWide localInertia, Vector<int> integrationMask, int worker,
            Vector<float> dt, ref BodyVelocityWide velocity) => velocity.Linear.Z -= _fall;
    }
}
