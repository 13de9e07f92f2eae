namespace Snowball.Sim.Sensors.Cameras;

/// <summary>What a pixel shows: the values of the semantic plane.</summary>
public enum SemanticClass : byte
{
    /// <summary>Sky, and everything beyond what is drawn.</summary>
    Sky,
    /// <summary>Pavement: lanes and shoulders.</summary>
    Road,
    /// <summary>Paint on the pavement.</summary>
    Marking,
    /// <summary>Ground beside the road.</summary>
    Terrain,
    /// <summary>Trees and bushes.</summary>
    Vegetation,
    /// <summary>Guard rails and walls.</summary>
    Barrier,
    /// <summary>Beacons, cones and other obstacles.</summary>
    Obstacle,
    /// <summary>Posts and gantries.</summary>
    Pole,
    /// <summary>Traffic signs.</summary>
    Sign,
    /// <summary>Bridges and other structures.</summary>
    Structure,
    /// <summary>Cars and vans.</summary>
    Car,
    /// <summary>Trucks, trailers and buses.</summary>
    Truck,
}
