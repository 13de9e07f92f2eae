using System.Numerics;
using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>A draw of glMultiDrawElementsIndirect.</summary>
internal readonly record struct IndirectCommand(int Count, int Instances, int FirstIndex, int BaseVertex, int FirstInstance);

/// <summary>Draws of vehicles and wheels, one instance each.</summary>
internal sealed class VehicleDraws(ModelGeometry[] models)
{
    private readonly List<VehicleBlock> _instances = [];
    private readonly List<IndirectCommand> _commands = [];

    public int Count => _commands.Count;

    public ReadOnlySpan<VehicleBlock> Instances => CollectionsMarshal.AsSpan(_instances);

    public ReadOnlySpan<IndirectCommand> Commands => CollectionsMarshal.AsSpan(_commands);

    public void Clear()
    {
        _instances.Clear();
        _commands.Clear();
    }

    /// <summary>Adds a part of a vehicle's model.</summary>
    public void Add(in VehicleInstance vehicle, IndexRange triangles, Vector3 eye)
    {
        AddCommand(vehicle.Model, triangles);
        _instances.Add(new(vehicle, eye));
    }

    /// <summary>Adds a vehicle's wheels.</summary>
    public void AddWheels(in VehicleInstance vehicle, Vector3 eye)
    {
        var model = VehicleModels.All[vehicle.Model];
        foreach (ref readonly var wheel in model.Wheels.AsSpan())
        {
            AddCommand(vehicle.Model, model.Wheel);
            _instances.Add(VehicleBlock.OfWheel(vehicle, wheel, eye));
        }
    }

    private void AddCommand(int model, IndexRange triangles)
        => _commands.Add(new(triangles.Count, 1, models[model].FirstIndex + triangles.First, models[model].BaseVertex, _instances.Count));
}
