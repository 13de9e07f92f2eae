using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>
/// The actors of a scenario. In a substep their scripts are played first; then they get commands by which the physics bring them near
/// to where their profiles lead, so that contact finds them; after it each is put exactly there, unless it has crashed: then its
/// script ends and the physics have it. One that drives is moved by the drivers and the physics as traffic is.
/// </summary>
internal sealed class ScriptedActors
{
    private readonly ActorScripts _scripts;
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly Drivers? _drivers;
    private readonly ActorStarts _starts;
    private readonly EventTriggers _triggers;
    private readonly ActorMotion _motion;

    // Trailers and loads, which only the physics move.
    private readonly bool[] _isPassive;

    // Live within one substep.
    private readonly ActorPose[] _poses;

    public ScriptedActors(
        ImmutableArray<ActorSettings> actors, ColumnStore store, VehicleStates vehicles, RoadFrame frame, Drivers? drivers, int simulationFrequency)
    {
        (_vehicles, _frame, _drivers) = (vehicles, frame, drivers);
        _scripts = new ActorScripts(actors, vehicles.Egos);
        _starts = new ActorStarts(_scripts, vehicles, frame);
        _triggers = new EventTriggers(_scripts, store, vehicles, simulationFrequency);
        _motion = new ActorMotion(_scripts, store, vehicles, frame, simulationFrequency);
        _isPassive = new bool[actors.Length];
        for (int actor = 0; actor < actors.Length; actor++) _isPassive[actor] = actors[actor].IsPassive;
        _poses = new ActorPose[store.PaddedWorlds * actors.Length];
    }

    /// <summary>Places the actors of a world whose egos are placed, and draws the numbers of their scripts.</summary>
    public void Reset(int world, ulong episodeSeed)
    {
        _starts.Place(world, episodeSeed);
        _triggers.Draw(world, episodeSeed);
        for (int actor = 0; actor < _scripts.Actors.Length; actor++) Hire(Index(world, actor), episodeSeed, drives: false);
    }

    /// <summary>Begins the scripts of a world with its vehicles where they are.</summary>
    public void Begin(int world)
    {
        _triggers.Begin(world);
        for (int actor = 0; actor < _scripts.Actors.Length; actor++) _motion.Reset(Row(world, actor), Index(world, actor));
    }

    /// <summary>Plays the scripts of a world, before its drivers look about, and moves its actors on to the end of the substep.</summary>
    /// <param name="world">The world.</param>
    /// <param name="episodeSeed">Its seed.</param>
    /// <param name="clock">Substeps done in the episode.</param>
    public void Play(int world, ulong episodeSeed, int clock)
    {
        do EndEvents(world, clock);
        while (StartEvents(world, clock, episodeSeed));

        var v = _vehicles;
        for (int actor = 0; actor < _scripts.Actors.Length; actor++)
        {
            int i = Row(world, actor), index = Index(world, actor);
            if (!IsScripted(i, index)) continue;
            _poses[i] = _motion.Advance(i, index, clock);
            v.TargetLane[index] = _motion.Lane(i);
            v.TargetSpeed[index] = _motion.TargetSpeed(i);
        }
    }

    /// <summary>Writes the commands of a world's actors, over what drivers and lane keeping wrote.</summary>
    public void Command(int world)
    {
        var v = _vehicles;
        for (int actor = 0; actor < _scripts.Actors.Length; actor++)
        {
            int i = Row(world, actor), index = Index(world, actor);
            if (IsScripted(i, index)) (v.CommandAcceleration[index], v.CommandSteering[index]) = (_poses[i].Acceleration, _poses[i].Steering);
        }
    }

    /// <summary>Puts the actors of a world that have not crashed where their scripts have them.</summary>
    public void Place(int world)
    {
        var v = _vehicles;
        for (int actor = 0; actor < _scripts.Actors.Length; actor++)
        {
            int i = Row(world, actor), index = Index(world, actor);
            if (!IsScripted(i, index)) continue;
            var pose = _poses[i];
            _frame.Put(index, pose.S, pose.D, pose.Heading);
            (v.Speed[index], v.Acceleration[index]) = (pose.Speed, pose.Acceleration);
            (v.YawRate[index], v.Steering[index], v.SlipAngle[index]) = (pose.YawRate, pose.Steering, 0f);
        }
    }

    private bool IsScripted(int i, int index)
        => _vehicles.Active[index] != 0 && _vehicles.Crashed[index] == 0 && !_isPassive[i % _isPassive.Length] && _motion.Along(i) is not { Settings.Action: DriveAction };

    private void EndEvents(int world, int clock)
    {
        foreach (var e in _scripts.Events)
        {
            int i = Row(world, e.Actor), index = Index(world, e.Actor);
            if (_triggers.IsRunning(world, e) && (_vehicles.Crashed[index] != 0 || _motion.IsOver(i, e, clock))) Stop(world, e);
        }
    }

    /// <summary>Starts the events that are due; true where there were some: they may be what others wait for.</summary>
    private bool StartEvents(int world, int clock, ulong episodeSeed)
    {
        bool any = false;
        foreach (var e in _scripts.Events)
        {
            int i = Row(world, e.Actor), index = Index(world, e.Actor);
            if (_vehicles.Active[index] == 0 || _vehicles.Crashed[index] != 0 || !_triggers.IsDue(world, e, clock)) continue;
            var (along, across) = ActorMotion.Axes(e.Settings.Action);
            if (along && _motion.Along(i) is { } former) Stop(world, former);
            if (across && _motion.Across(i) is { } other) Stop(world, other);
            var random = ActorDraws.OfAction(episodeSeed, e, _scripts.Slot(e.Actor));
            _motion.Begin(i, index, e, clock, ref random);
            _triggers.Start(world, e);
            if (e.Settings.Action is DriveAction) Hire(index, episodeSeed, drives: true);
            any = true;
        }
        return any;
    }

    private void Stop(int world, ScriptedEvent e)
    {
        int i = Row(world, e.Actor), index = Index(world, e.Actor);
        _motion.Release(i, index, e);
        _triggers.End(world, e);
        if (e.Settings.Action is not DriveAction) return;
        _drivers!.Dismiss(index);
        _motion.TakeOver(i, index);
    }

    /// <summary>Gives an actor its driver, who drives from now on or waits.</summary>
    private void Hire(int index, ulong episodeSeed, bool drives)
    {
        if (_drivers is null) return;
        var v = _vehicles;
        float wanted = v.TargetSpeed[index];
        var random = new RandomStream(episodeSeed, RandomPurpose.Driver, index % v.Slots);
        int countdown = random.NextIndex(_drivers.ChangeInterval);
        _drivers.Draw(index, ref random, countdown);
        if (drives) return;
        _drivers.Dismiss(index);
        v.TargetSpeed[index] = wanted;
    }

    private int Row(int world, int actor) => world * _scripts.Actors.Length + actor;

    private int Index(int world, int actor) => world * _vehicles.Slots + _scripts.Slot(actor);
}
