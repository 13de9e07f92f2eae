using System.Buffers.Binary;
using System.Collections.Immutable;
using Snowball.Sim.Metrics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Sim.Sensors.Observations;
using Snowball.Sim.Traffic;
using Snowball.Sim.Traffic.Actors;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Environments;

/// <summary>
/// N worlds of one scenario with k egos each, in one process. What a world does depends on (scenario, episode seed, actions) and
/// on nothing else: not on the number of worlds or threads, nor on its place in the batch. Not thread-safe; it uses its own threads.
/// </summary>
public sealed class DrivingEnv : IBatchEnvironment, IOverlaySource, IDisposable
{
    private const float RoadEnd = 10f;
    private readonly ColumnStore _store;
    private readonly EpisodeClock _clock;
    private readonly ITrafficSource _traffic;
    private readonly ScriptedActors? _actors;
    private readonly CrossWind? _wind;
    private readonly IPhysics _physics;
    private readonly Timestepper _timestepper;
    private readonly EgoMonitor _monitor;
    private readonly SensorSuite _sensors;
    private readonly ISensor _observation;
    private readonly CameraFrames? _cameras;
    private readonly LaneSight? _lanes;
    private readonly BlockScheduler _scheduler;
    private readonly VehicleParameters _egoParameters;
    private readonly int _firstWorld, _episodeSteps;
    private readonly SeedSplit _split;
    private readonly float[] _observations, _finalObservations, _rewards, _costs;
    private readonly bool[] _terminated, _truncated;
    private readonly float[] _actions;
    private ulong _runSeed;

    /// <param name="scenario">What to drive.</param>
    /// <param name="worlds">Number of worlds, at least 1.</param>
    /// <param name="threads">Threads that step them, the caller's among them.</param>
    /// <param name="split">Which family of episodes.</param>
    /// <param name="firstWorld">Number of the first world, where a batch is a part of a larger one.</param>
    /// <param name="cameras">What draws the frames, where the observation has any.</param>
    /// <exception cref="InputException">The egos can start where there is no lane, the frames do not fit into memory, or nothing draws them.</exception>
    /// <exception cref="MachineException">The machine cannot draw the frames.</exception>
    public DrivingEnv(
        Scenario scenario, int worlds, int threads = 1, SeedSplit split = SeedSplit.Training, int firstWorld = 0, CameraRigFactory? cameras = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worlds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (Scenario, Worlds, _split, _firstWorld) = (scenario, worlds, split, firstWorld);
        var simulation = scenario.Simulation;
        _egoParameters = VehicleParameters.Named(scenario.Ego.Vehicle)!;
        _episodeSteps = (int)MathF.Round(scenario.Episode.Duration * simulation.PolicyFrequency);

        _store = new ColumnStore(worlds);
        int slots = scenario.Ego.Count + scenario.Actors.Length + TrafficSource.Slots(scenario.Traffic, RoadFamily.Of(scenario.Road)[0].ThroughLanes);
        Vehicles = new VehicleStates(_store, slots, scenario.Ego.Count, scenario.Actors.Length, isSpatial: scenario.Physics == PhysicsBackEnd.Bepu);
        _clock = new EpisodeClock(_store);
        CheckStart(scenario);
        var driverSettings = TrafficSource.Drivers(scenario.Traffic);
        Frame = new RoadFrame(
            _store, Vehicles, RoadFamily.Of(scenario.Road), scenario.Ego.Goal, TrafficSource.Circumference(scenario.Traffic),
            driverSettings?.Sight ?? DriverSight.Carriageway);
        Order = new LaneOrder(_store, Vehicles, driverSettings?.Gap != GapMeasure.Centre, TrafficSource.Circumference(scenario.Traffic));
        Drivers = driverSettings is null ? null : new Drivers(
            _store, Vehicles, Order, Frame, driverSettings, simulation.SimulationFrequency);
        _traffic = TrafficSource.Create(scenario.Traffic, _store, Vehicles, Frame, Drivers, simulation.SimulationFrequency);
        _actors = scenario.Actors.IsEmpty ? null : new ScriptedActors(scenario.Actors, _store, Vehicles, Frame, Drivers, simulation.SimulationFrequency);
        _wind = scenario.Wind is null ? null : new CrossWind(scenario.Wind, _store, Vehicles, simulation.PolicyStepSeconds);
        Control = new EgoControl(scenario.Action, _store, Vehicles, Frame);
        _monitor = new EgoMonitor(scenario, _store, Vehicles, Order, Frame, Control, _clock);
        _physics = PhysicsBackEnds.Make(scenario.Physics, new PhysicsTask(
            Vehicles, Models(scenario), scenario.Ego.DynamicsSubstep, scenario.Contact, Frame.Road, RoadFamily.Of(scenario.Road).HasSurface, Tows(scenario, slots)));
        _timestepper = new Timestepper(Vehicles, Order, Drivers, _traffic, _actors, Control, _physics, Frame, _clock, simulation.SubstepSeconds);
        var sensed = new SensedWorld(scenario, _store, _clock, Vehicles, Order, Frame);
        _sensors = new SensorSuite(sensed);
        _observation = ObservationSensor.Create(scenario.Observation, sensed, _sensors);
        if (CameraFrames.Seen(scenario) is { } camera)
        {
            if (cameras is null) throw new InputException($"sees the camera {camera.Name}, but there is nothing here that draws its frames", scenario.File, key: "observation");
            _cameras = new CameraFrames(camera, sensed, (settings, pictures) => cameras(this, settings, pictures, threads));
            if (_observation is LaneGeometrySensor lanes) _lanes = new LaneSight(_cameras, lanes, sensed);
        }

        _observations = new float[Agents * Observation.Size];
        _finalObservations = new float[Agents * Observation.Size];
        _rewards = new float[Agents];
        _costs = new float[Agents];
        _terminated = new bool[Agents];
        _truncated = new bool[Agents];
        _actions = new float[Agents * Action.Dimensions];
        _scheduler = new BlockScheduler(Math.Min(threads, _store.PaddedWorlds / ColumnStore.WorldBlock), (_, block) => StepBlock(block * ColumnStore.WorldBlock));
        try
        {
            Reset(0);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What is driven.</summary>
    public Scenario Scenario { get; }

    /// <summary>Number of worlds.</summary>
    public int Worlds { get; }

    /// <inheritdoc/>
    public int Agents => Worlds * Vehicles.Egos;

    /// <inheritdoc/>
    public ObservationSpec Observation => _observation.Spec;

    /// <inheritdoc/>
    public ActionSpec Action => Control.Spec;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Observations => _observations;

    /// <inheritdoc/>
    public ReadOnlySpan<float> FinalObservations => _finalObservations;

    /// <inheritdoc/>
    public FrameSpec? FrameSpec => _lanes is null ? _cameras?.Spec : null;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Frames => FrameSpec is null ? [] : _cameras!.Frames;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> FinalFrames => FrameSpec is null ? [] : _cameras!.FinalFrames;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Rewards => _rewards;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Costs => _costs;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Terminated => _terminated;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Truncated => _truncated;

    /// <summary>Takes the finished episodes where it is set; row = episode of its world * Worlds + world, rows beyond it are dropped.
    /// A table of one row an episode gets each ego in turn (<see cref="JudgedEgo"/>): egos of one world share its fate, so they are no
    /// independent trials. One of all egos gets them all.</summary>
    public EpisodeTable? Results { get; set; }

    /// <summary>Which ego of a world stands in <see cref="Results"/> for the episode that it is in.</summary>
    public int JudgedEgo(int world) => (int)(ResultRow(world) % Vehicles.Egos);

    /// <summary>Told after every substep, before an episode that ends is started anew; for recordings of one world.</summary>
    internal Action? AfterSubstep { get; set; }

    /// <summary>Told after every policy step, before an episode that ends is started anew and before frames are drawn; for recordings of one world.</summary>
    internal Action? AfterStep { get; set; }

    /// <summary>What an agent's last reward is the sum of, before it is mapped to [0, 1]: [reward terms], each with its weight.</summary>
    internal ReadOnlySpan<float> RewardTerms(int agent) => _monitor.RewardTerms(agent);

    /// <summary>What an agent's last cost is the sum of: [cost terms], each with its weight.</summary>
    internal ReadOnlySpan<float> CostTerms(int agent) => _monitor.CostTerms(agent);

    /// <summary>Lets sensors that are no part of the observation run from now on, for <see cref="Channel"/>: those that a policy or a
    /// recording reads. A world's state and its hash include the sensors that run.</summary>
    /// <param name="channels">Names of the scenario's sensors; <see cref="Channels"/> that are always there may be among them.</param>
    /// <exception cref="InputException">The scenario has no such sensor.</exception>
    public void Open(IEnumerable<string> channels)
    {
        foreach (string channel in channels)
        {
            if (channel is not (Channels.Observation or Channels.TruthVehicles)) _sensors.Open(channel);
        }
    }

    /// <summary>[Agents x size], what a sensor that was opened tells now; layout in <see cref="ChannelSpec"/>. When an episode ends, of
    /// the next one.</summary>
    public ReadOnlySpan<float> Channel(string name) => _sensors.Channel(name);

    /// <summary>Layout of a row of a channel.</summary>
    public ObservationSpec ChannelSpec(string name) => _sensors.Spec(name);

    /// <summary>What the sensors that run have to show of an ego: those of the observation and those that were opened. Lidar returns are points,
    /// coloured by intensity; radar detections, listed objects and satellite positions are tracks. When an episode ends, of the next one.</summary>
    public IEnumerable<Overlay> Overlays(int world, int ego) => _sensors.Overlays(world, ego);

    /// <summary>What there is to show of the frame in which an ego's lane is seen; nothing where none is. Frames are drawn after <see cref="AfterStep"/>.</summary>
    /// <param name="world">The world.</param>
    /// <param name="ego">The ego.</param>
    /// <param name="isFinal">Whether it is the last frame of an episode that the last step ended.</param>
    public IEnumerable<Overlay> FrameOverlays(int world, int ego, bool isFinal) => _lanes?.Show(world * Vehicles.Egos + ego, isFinal) ?? [];

    /// <summary>All vehicles: the truth.</summary>
    public VehicleStates Vehicles { get; }

    /// <summary>Who is ahead of whom.</summary>
    public LaneOrder Order { get; }

    /// <summary>The worlds' roads.</summary>
    public RoadFrame Frame { get; }

    /// <summary>How actions become commands.</summary>
    public EgoControl Control { get; }

    /// <summary>The drivers of traffic; null where none is modelled.</summary>
    public Drivers? Drivers { get; }

    /// <inheritdoc/>
    public int StateBytes => sizeof(ulong) + _store.StateBytes;

    /// <summary>Seed of the episode that a world is in.</summary>
    public ulong EpisodeSeed(int world) => _clock.EpisodeSeed[world];

    /// <summary>Policy steps done in the episode that a world is in.</summary>
    public int EpisodeStep(int world) => _clock.Step[world];

    /// <summary>Simulated time of the episode that a world is in, s.</summary>
    public float EpisodeSeconds(int world) => _clock.Substep[world] * Scenario.Simulation.SubstepSeconds;

    /// <summary>The number of the episode that a world is in, from 0.</summary>
    public int Episode(int world) => _clock.Episode[world];

    /// <summary>The metrics of an agent's last step, in the order of <see cref="MetricCatalog.All"/>; of the episode's first step on.</summary>
    public ReadOnlySpan<float> Measured(int agent) => _monitor.Present(agent);

    /// <summary>Hash of the bits of a world's whole state.</summary>
    public ulong StateHash(int world) => _store.Hash(world);

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _runSeed = seed;
        for (int world = 0; world < Worlds; world++)
        {
            _clock.Episode[world] = 0;
            StartEpisode(world);
        }
        Look();
        _cameras?.ClearFinal();
        Array.Clear(_rewards);
        Array.Clear(_costs);
        Array.Clear(_terminated);
        Array.Clear(_truncated);
        Array.Clear(_finalObservations);
    }

    /// <summary>Starts one world's episode of a given seed, as a replay does.</summary>
    public void ResetWorld(int world, ulong episodeSeed)
    {
        _clock.EpisodeSeed[world] = episodeSeed;
        Place(world);
        StartSensing(world);
        Look();
    }

    /// <summary>Starts one world's episode from a state given from outside: the egos, then others; further slots stay empty.
    /// The seed decides what the state leaves open.</summary>
    internal void ResetWorld(int world, ulong episodeSeed, ReadOnlySpan<VehicleStart> vehicles)
    {
        ResetWorld(world, episodeSeed);
        var v = Vehicles;
        int start = world * v.Slots;
        for (int slot = 0; slot < v.Slots; slot++)
        {
            int index = start + slot;
            v.Active[index] = slot < vehicles.Length ? 1 : 0;
            if (slot >= vehicles.Length) continue;
            var given = vehicles[slot];
            Frame.Put(index, (float)given.X, (float)(-given.Y - 0.5 * Frame.LaneWidth), (float)-given.Heading);
            v.Speed[index] = (float)given.Speed;
            v.TargetSpeed[index] = (float)given.TargetSpeed;
            v.TargetLane[index] = given.TargetLane;
            v.Crashed[index] = given.Crashed ? 1 : 0;
            (v.ImpactX[index], v.ImpactY[index]) = ((float)given.ImpactX, (float)-given.ImpactY);
            if (slot >= v.Egos) Drivers?.Set(index, (float)given.Exponent, Drivers.SubstepsToDecision(given.Timer));
        }
        Ready(world);
        for (int slot = 0; slot < vehicles.Length; slot++) v.Lane[start + slot] = vehicles[slot].Lane;
        StartSensing(world);
        Look();
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions)
    {
        if (actions.Length != _actions.Length)
        {
            throw new ArgumentException($"Expected {Agents} x {Action.Dimensions} numbers of actions, not {actions.Length}.", nameof(actions));
        }
        actions.CopyTo(_actions);
        _scheduler.Run(_store.PaddedWorlds / ColumnStore.WorldBlock);
        Look();
    }

    /// <inheritdoc/>
    public void Save(Span<byte> state)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(state, _runSeed);
        _store.Save(state[sizeof(ulong)..]);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes)
        {
            throw new InputException($"the saved state has {state.Length} bytes; this environment has {StateBytes}");
        }
        _runSeed = BinaryPrimitives.ReadUInt64LittleEndian(state);
        _store.Restore(state[sizeof(ulong)..]);
        for (int world = 0; world < Worlds; world++)
        {
            _physics.Restore(world);
            Order.ClearEmptySlots(world);
            Observe(world, _observations);
        }
        _cameras?.Restore();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scheduler.Dispose();
        (_physics as IDisposable)?.Dispose();
        _cameras?.Dispose();
    }

    /// <summary>For each slot that of the vehicle that tows it, or -1; empty where nothing is towed.</summary>
    private static int[] Tows(Scenario scenario, int slots)
    {
        int[] tows = [];
        for (int actor = 0; actor < scenario.Actors.Length; actor++)
        {
            if (scenario.Actors[actor].TowedBy is not { } tow) continue;
            if (tows.Length == 0)
            {
                tows = new int[slots];
                Array.Fill(tows, -1);
            }
            int by = 0;
            for (int other = 0; other < scenario.Actors.Length; other++)
            {
                if (scenario.Actors[other].Name == tow) by = scenario.Ego.Count + other;
            }
            tows[scenario.Ego.Count + actor] = by;
        }
        return tows;
    }

    private static DynamicsModel[] Models(Scenario scenario)
    {
        var models = ImmutableArray.CreateBuilder<DynamicsModel>();
        models.Add(scenario.Ego.Dynamics);
        if (scenario.Traffic is not NoTraffic) models.Add(scenario.Traffic.Dynamics);
        foreach (var actor in scenario.Actors) models.Add(actor.Dynamics);
        return models.ToArray();
    }

    private void StepBlock(int first)
    {
        int end = first + ColumnStore.WorldBlock;
        int last = Math.Min(end, Worlds), egos = Vehicles.Egos, width = egos * Action.Dimensions;
        for (int world = first; world < last; world++) Control.Take(world, _actions.AsSpan(world * width, width));
        for (int substep = 0; substep < Scenario.Simulation.Substeps; substep++)
        {
            _timestepper.Step(first, end, last);
            for (int world = first; world < last; world++) _clock.Substep[world]++;
            _sensors.Sample(first, last);
            AfterSubstep?.Invoke();
        }
        for (int world = first; world < last; world++) FinishStep(world);
    }

    private void FinishStep(int world)
    {
        uint step = (uint)++_clock.Step[world];
        int egos = Vehicles.Egos, agent = world * egos;
        bool anyTerminated = false;
        for (int ego = 0; ego < egos; ego++)
        {
            (_rewards[agent + ego], _costs[agent + ego]) = _monitor.Measure(world, ego);
            _terminated[agent + ego] = IsTerminal(_monitor.Present(agent + ego));
            anyTerminated |= _terminated[agent + ego];
        }
        bool ends = anyTerminated || step >= _episodeSteps || IsRoadEnding(world);
        for (int ego = 0; ego < egos; ego++) _truncated[agent + ego] = ends && !_terminated[agent + ego];
        if (ends)
        {
            _observation.Sample(world);
            Observe(world, _finalObservations);
            _cameras?.End(world);
            _lanes?.End(world);
            Publish(world);
            AfterStep?.Invoke();
            _clock.Episode[world]++;
            StartEpisode(world);
            return;
        }
        ulong seed = _clock.EpisodeSeed[world];
        _wind?.Advance(world, seed, step);
        if (_traffic.Refresh(world, seed, step))
        {
            Frame.Locate(world, world + 1);
            Order.Rebuild(world);
        }
        _observation.Sample(world);
        Observe(world, _observations);
        _cameras?.Go(world);
        _lanes?.Go(world);
        AfterStep?.Invoke();
    }

    private bool IsTerminal(ReadOnlySpan<float> measured)
    {
        var causes = Scenario.Episode.TerminateOn;
        // Enum.HasFlag allocates until it is optimised.
        return ((causes & TerminationCauses.Collision) != 0 && measured[(int)MetricIndex.Collision] > 0f)
            || ((causes & TerminationCauses.LaneDeparture) != 0 && measured[(int)MetricIndex.LaneDeparture] > 0f)
            || ((causes & TerminationCauses.OffRoad) != 0 && measured[(int)MetricIndex.OffRoad] > 0f)
            || ((causes & TerminationCauses.Goal) != 0 && measured[(int)MetricIndex.GoalReached] + measured[(int)MetricIndex.GoalMissed] > 0f);
    }

    private bool IsRoadEnding(int world)
    {
        float limit = Frame.Road(world).Length - RoadEnd;
        int start = world * Vehicles.Slots;
        for (int ego = start; ego < start + Vehicles.Egos; ego++)
        {
            if (Vehicles.S[ego] > limit) return true;
        }
        return false;
    }

    private void Publish(int world)
    {
        if (Results is not { } results) return;
        long row = ResultRow(world) * results.Egos;
        if (row >= results.Episodes) return;
        int first = results.Egos == 1 ? JudgedEgo(world) : 0;
        for (int ego = 0; ego < results.Egos; ego++)
        {
            int agent = world * Vehicles.Egos + first + ego;
            results.Set((int)row + ego, _clock.EpisodeSeed[world], _clock.Step[world], _terminated[agent],
                _monitor.Sum(agent), _monitor.Max(agent), _monitor.Min(agent));
        }
    }

    private long ResultRow(int world) => (long)_clock.Episode[world] * Worlds + world;

    private void StartEpisode(int world)
    {
        int episode = _clock.Episode[world];
        // Outside training the episodes are numbered through the batch, so that a table of results does not depend on its size.
        _clock.EpisodeSeed[world] = _split == SeedSplit.Training
            ? EpisodeSeeds.Derive(_runSeed, _split, _firstWorld + world, episode)
            : EpisodeSeeds.Derive(_runSeed, _split, episode * Worlds + _firstWorld + world, episode: 0);
        Place(world);
        StartSensing(world);
    }

    private void Place(int world)
    {
        ulong seed = _clock.EpisodeSeed[world];
        (_clock.Step[world], _clock.Substep[world]) = (0, 0);
        Frame.Choose(world, seed);
        PlaceEgos(world, seed);
        _actors?.Reset(world, seed);
        _traffic.Reset(world, seed);
        _wind?.Reset(world, seed);
        Control.Reset(world);
        Ready(world);
    }

    /// <summary>Takes up vehicles that were placed: their lanes, their order, the start of the measurements.</summary>
    private void Ready(int world)
    {
        Frame.Locate(world, world + 1);
        _physics.Reset(world);
        Order.Rebuild(world);
        _actors?.Begin(world);
        _monitor.Reset(world);
    }

    /// <exception cref="InputException">A vehicle can start where its lane is not there on some road.</exception>
    private static void CheckStart(Scenario scenario)
    {
        CheckStart(scenario, scenario.Ego.Lane, scenario.Ego.Position, "ego.lane");
        if (scenario.Traffic is not PlacedTraffic placed) return;
        for (int i = 0; i < placed.Places.Length; i++) CheckStart(scenario, placed.Places[i].Lane, placed.Places[i].Position, $"traffic.places[{i}].lane");
    }

    private static void CheckStart(Scenario scenario, Distribution lanes, Distribution positions, string key)
    {
        var roads = RoadFamily.Of(scenario.Road);
        for (int variant = 0; variant < roads.Variants && roads[variant].Table is { } table; variant++)
        {
            foreach (float lane in (ReadOnlySpan<float>)[lanes.Minimum, lanes.Maximum])
            {
                foreach (float s in (ReadOnlySpan<float>)[positions.Minimum, positions.Maximum])
                {
                    if (table.IsOpen((int)lane, s)) continue;
                    throw new InputException($"can be {lane}, but that lane is not open at {s} m of road {variant}", scenario.File, key: key);
                }
            }
        }
    }

    private void PlaceEgos(int world, ulong seed)
    {
        var v = Vehicles;
        var settings = Scenario.Ego;
        int start = world * v.Slots;
        float position = 0f;
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = start + ego;
            var random = new RandomStream(seed, RandomPurpose.EgoStart, ego);
            int lane = (int)settings.Lane.Sample(ref random);
            float speed = settings.Speed.Sample(ref random);
            float offset = settings.LateralOffset.Sample(ref random), heading = settings.HeadingError.Sample(ref random);
            float first = settings.Position.Sample(ref random), factor = random.NextUniform(0.9f, 1.1f);
            if (Scenario.Traffic is SequentialTraffic sequential)
            {
                float step = SequentialSource.Offset(sequential.EgoSpacing, speed, Frame.Lanes);
                position = (ego == 0 ? 3f * step : position) + step * factor;
            }
            else
            {
                position = ego == 0 ? first : position + 2f * v.Length[start] + 2f * speed;
            }
            v.Place(index, _egoParameters, settings.Dynamics);
            // Nobody models its driver, but its clock is counted down with the others'.
            Drivers?.Set(index, exponent: 0f, countdown: 0);
            v.Speed[index] = v.TargetSpeed[index] = speed;
            v.TargetLane[index] = lane;
            Frame.PutInLane(index, lane, position, offset, heading);
        }
    }

    private void StartSensing(int world)
    {
        _sensors.Reset(world);
        _observation.Reset(world);
        Observe(world, _observations);
        _cameras?.Begin(world);
        _lanes?.Begin(world);
    }

    /// <summary>Has the frames drawn, and looks at them where the observation is what they show.</summary>
    private void Look()
    {
        _cameras?.Update();
        _lanes?.Update(_observations, _finalObservations);
    }

    private void Observe(int world, float[] buffer)
    {
        int width = Vehicles.Egos * Observation.Size;
        _observation.Write(world, buffer.AsSpan(world * width, width));
        _sensors.Write(world);
    }
}
