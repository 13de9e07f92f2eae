using System.Numerics;
using System.Runtime.CompilerServices;
using BepuPhysics;
using BepuPhysics.Collidables;
using BepuPhysics.CollisionDetection;
using BepuPhysics.Constraints;
using BepuPhysics.Trees;
using BepuUtilities;

namespace Snowball.Physics.Bepu;

/// <summary>Which pairs of a world touch, with what friction and spring; tells the world who did.</summary>
internal readonly struct ContactRules(BodyWorld world) : INarrowPhaseCallbacks
{
    // A wheel climbs what pushes it up more than aside: its ray carries it.
    private const float Steep = 0.5f;

    // Contacts begin ahead of the touch: nearer than this at the end of the step is one, m.
    private const float Touching = -1e-3f;

    // So strongly damped that a touch takes the whole closing speed at once; what overlaps then parts within a second, no faster than this, m/s.
    private const float BodyFrequency = 60f, BodyDamping = 100f, Recovery = 0.5f;

    // The tyre against a kerb.
    private const float TyreFrequency = 30f, TyreFriction = 0.6f;

    public void Initialize(Simulation simulation)
    {
    }

    public bool AllowContactGeneration(int worker, CollidableReference a, CollidableReference b, ref float margin)
        => (a.Mobility == CollidableMobility.Dynamic || b.Mobility == CollidableMobility.Dynamic) && !world.AreJoined(a, b);

    public bool AllowContactGeneration(int worker, CollidablePair pair, int childA, int childB)
    {
        // Child 0 is the body, the others are wheels. Of a static mesh children are triangles.
        bool wheelA = pair.A.Mobility == CollidableMobility.Dynamic && childA > 0, wheelB = pair.B.Mobility == CollidableMobility.Dynamic && childB > 0;
        if (!wheelA && !wheelB) return true;
        if (pair.A.Mobility == CollidableMobility.Static) return wheelB && world.Static(pair.A).Kind == StaticKind.Kerb;
        return pair.B.Mobility == CollidableMobility.Static && wheelA && world.Static(pair.B).Kind == StaticKind.Kerb;
    }

    public bool ConfigureContactManifold<T>(int worker, CollidablePair pair, ref T manifold, out PairMaterialProperties material)
        where T : unmanaged, IContactManifold<T>
    {
        bool isTouching = false;
        for (int i = 0; i < manifold.Count; i++)
        {
            manifold.GetContact(i, out var offset, out var normal, out float depth, out _);
            isTouching |= depth + world.Approach(pair, offset, normal) > Touching;
        }
        var kind = pair.A.Mobility == CollidableMobility.Static ? world.Static(pair.A).Kind
            : pair.B.Mobility == CollidableMobility.Static ? world.Static(pair.B).Kind : StaticKind.Obstacle;
        float friction = kind switch
        {
            StaticKind.Ground => world.GroundFriction(pair),
            StaticKind.Kerb => TyreFriction,
            _ => world.Friction,
        };
        var spring = kind switch
        {
            StaticKind.Ground => new SpringSettings(BodyFrequency, 1f),
            StaticKind.Kerb => new SpringSettings(TyreFrequency, 1f),
            _ => new SpringSettings(BodyFrequency, BodyDamping),
        };
        material = new PairMaterialProperties(friction * Bepu.Friction.Correction(manifold.Convex, manifold.Count), kind is StaticKind.Ground or StaticKind.Kerb ? float.MaxValue : Recovery, spring);
        if (manifold.Count > 0 && kind is StaticKind.Rail or StaticKind.Obstacle) world.NoteContact(pair, isTouching);
        return true;
    }

    public bool ConfigureContactManifold(int worker, CollidablePair pair, int childA, int childB, ref ConvexContactManifold manifold)
    {
        bool isStatic = pair.B.Mobility == CollidableMobility.Static || pair.A.Mobility == CollidableMobility.Static;
        if (!isStatic || manifold.Count == 0) return true;
        var other = world.Static(pair.B.Mobility == CollidableMobility.Static ? pair.B : pair.A);
        return other.Kind switch
        {
            StaticKind.Kerb => MathF.Abs(manifold.Normal.Z) < Steep || (pair.A.Mobility == CollidableMobility.Dynamic ? childA : childB) == 0,
            // The end of a piece leads on to the next one: a vehicle that slides along must not catch on it.
            StaticKind.Rail => MathF.Abs(manifold.Normal.X * other.AcrossX + manifold.Normal.Y * other.AcrossY) > Steep,
            _ => true,
        };
    }

    public void Dispose()
    {
    }
}

/// <summary>Moves bodies by their velocity alone: gravity and all else that pushes them is added before a step, so that tyres feel it.</summary>
internal readonly struct NoForces : IPoseIntegratorCallbacks
{
    public AngularIntegrationMode AngularIntegrationMode => AngularIntegrationMode.ConserveMomentum;

    public bool AllowSubstepsForUnconstrainedBodies => false;

    public bool IntegrateVelocityForKinematics => false;

    public void Initialize(Simulation simulation)
    {
    }

    public void PrepareForIntegration(float dt)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void IntegrateVelocity(
        Vector<int> bodyIndices, Vector3Wide position, QuaternionWide orientation, BodyInertiaWide localInertia, Vector<int> integrationMask, int worker,
        Vector<float> dt, ref BodyVelocityWide velocity)
    {
    }
}

/// <summary>The nearest point of road or kerb below a wheel.</summary>
internal struct RoadRay(BodyWorld world) : IRayHitHandler
{
    /// <summary>Distance, m; infinite where there is nothing.</summary>
    public float Distance { get; private set; } = float.PositiveInfinity;

    /// <summary>Upwards from the surface.</summary>
    public Vector3 Normal { get; private set; }

    public readonly bool AllowTest(CollidableReference collidable)
        => collidable.Mobility == CollidableMobility.Static && world.Static(collidable).Kind is StaticKind.Ground or StaticKind.Kerb;

    public readonly bool AllowTest(CollidableReference collidable, int childIndex) => true;

    public void OnRayHit(in RayData ray, ref float maximumT, float t, Vector3 normal, CollidableReference collidable, int childIndex)
    {
        if (t >= Distance) return;
        maximumT = t;
        (Distance, Normal) = (t, normal);
    }
}
