using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Snowball.Cli.Films;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Rendering;
using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Overlays;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Rendering.Software;
using Snowball.Sim;
using Snowball.Viewer.Cameras;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball render</c>: films and pictures of drives, without a display.</summary>
internal static class RenderCommand
{
    private const int LeastSize = 64, LargestSize = 7680;

    public static Command Create()
    {
        var subjects = new Argument<string[]>("ROLLOUT|SCENARIO|POLICY|RUN")
        {
            Description = "A recorded episode (.mcap), a scenario, a policy or a run folder; of several, one episode each, one after another",
            Arity = ArgumentArity.OneOrMore,
        };
        var file = new Option<string>("--out") { HelpName = "FILE", Description = $"Where to write it: {string.Join(", ", FilmWriter.Extensions)}; a .png is the picture at --from", Required = true };
        var policy = Options.Policy("the policy beside the scenario, else the rule-based driver");
        var observation = Options.Observation();
        var physics = Options.Physics();
        var seed = Options.Seed();
        var episode = Options.Within(0, 1_000_000, new Option<int>("--episode") { HelpName = "N", Description = "Which of the seed's test episodes; a recorded one is itself" });
        var camera = new Option<string>("--camera") { Description = "From where it is seen", DefaultValueFactory = _ => CameraSet.Filming[0] };
        camera.AcceptOnlyFromAmong([.. CameraSet.Filming]);
        var size = new Option<string>("--size") { HelpName = "WIDTHxHEIGHT", Description = "Of the pictures, pixels", DefaultValueFactory = _ => "1280x720" };
        var rate = Options.Within(1, 120, new Option<int?>("--fps") { HelpName = "N", Description = "Pictures a second; without it 30, in a .gif 12" });
        var weather = new Option<string?>("--weather") { HelpName = "NAME", Description = $"In place of the scenario's: {string.Join(", ", Atmospheres.Names)}" };
        var renderer = new Option<string>("--renderer") { Description = "What draws; auto takes opengl where it can be had", DefaultValueFactory = _ => Renderers.Auto };
        renderer.AcceptOnlyFromAmong([.. Renderers.Names]);
        var level = new Option<string>("--level") { Description = "How much is drawn", DefaultValueFactory = _ => "rich" };
        level.AcceptOnlyFromAmong("rich", "fast");
        var overlays = new Option<string>("--overlays")
        {
            HelpName = "all|none|LIST", Description = $"What is painted over the pictures: {string.Join(", ", OverlayNames.All)}", DefaultValueFactory = _ => "all",
        };
        var from = Options.Within(0, 1e6, new Option<double>("--from") { HelpName = "SECONDS", Description = "Start, from the episode's" });
        var to = Options.Within(0, 1e6, new Option<double?>("--to") { HelpName = "SECONDS", Description = "End; without it that of the episode" });
        var vehicle = Options.Within(0, 100_000, new Option<int>("--vehicle") { HelpName = "SLOT", Description = "The vehicle that is followed; 0 is the first ego" });
        var json = Options.Json();
        var command = new Command("render",
            "Make a film or a picture of a drive, with what is known painted over it. Needs no display. "
            + "Films are MPEG-4 (.mp4; Debian and Ubuntu: apt-get install libgtk-3-0 libatomic1 libdrm2) or animated pictures (.gif).")
        {
            subjects, file, policy, observation, physics, seed, episode, camera, size, rate, weather, renderer, level, overlays, from, to, vehicle, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            string target = parsed.GetValue(file)!;
            var (width, height) = SizeOf(parsed.GetValue(size)!);
            string extension = Path.GetExtension(target).ToLowerInvariant();
            if (!FilmWriter.Extensions.Contains(extension)) throw new InputException($"is '{target}', but must end in {string.Join(" or ", FilmWriter.Extensions)}", key: "--out");
            if (parsed.GetValue(to) is { } last && last <= parsed.GetValue(from)) throw new InputException($"is {last} s, but the film starts at {parsed.GetValue(from)} s: there is nothing between them", key: "--to");
            var settings = new FilmSettings
            {
                Camera = parsed.GetValue(camera)!, Width = width, Height = height, Rate = parsed.GetValue(rate) ?? (extension == ".gif" ? 12 : 30),
                Layers = OverlayNames.Read(parsed.GetValue(overlays)!), Level = parsed.GetValue(level) == "fast" ? DetailLevel.Fast : DetailLevel.Rich,
                From = parsed.GetValue(from), To = parsed.GetValue(to), Slot = parsed.GetValue(vehicle),
            };
            var air = parsed.GetValue(weather) is { } name ? Atmospheres.Named(name) : (Rendering.Scenes.Atmosphere?)null;
            string[] what = parsed.GetValue(subjects)!;
            if (extension == ".png" && what.Length > 1) throw new InputException("a .png shows one picture: give one episode", key: "--out");
            // Found before anything is drawn, so that the last name that is wrong does not cost the film of the others.
            var watched = Array.ConvertAll(what, subject => Watched.Find(subject, parsed.GetValue(policy), parsed.GetValue(observation), parsed.GetValue(physics), report));
            using var maker = new FilmMaker(settings, (wide, high, threads) => Renderer(parsed.GetValue(renderer)!, wide, high, settings.Level, threads));
            using var written = FilmWriter.Create(target, settings);
            int pictures = 0;
            FilmProgress.Show(report, progress =>
            {
                for (int i = 0; i < watched.Length; i++)
                {
                    int place = i;
                    using var player = watched[i].Play(parsed.GetValue(seed), new PlayerOptions
                    {
                        Atmosphere = air, Bytes = FilmMaker.Bytes, Cameras = Renderers.ExplainedCameras(), Episode = parsed.GetValue(episode),
                    });
                    if (player.Deviation is { } deviation) report.Note($"Warning: {what[i]}: driven again, the episode differs ({deviation}). The recorded states are shown.");
                    pictures += maker.Make(player, written, share => progress((place + share) / watched.Length));
                }
            });
            written.Complete();
            Tell(report, target, settings, pictures, maker.Renderer);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(ReportWriter report, string file, FilmSettings settings, int pictures, string renderer)
    {
        report.Json(new JsonObject
        {
            ["file"] = file, ["pictures"] = pictures, ["fps"] = settings.Rate, ["width"] = settings.Width, ["height"] = settings.Height, ["renderer"] = renderer,
        });
        string length = pictures == 1 ? "A picture" : string.Create(CultureInfo.InvariantCulture, $"{(double)pictures / settings.Rate:0.0} s, {pictures} pictures");
        report.Line($"{length} of {settings.Width} x {settings.Height}, drawn by {renderer}: {file}");
    }

    /// <summary>Films are drawn richly, which OpenGL does better even without a graphics card.</summary>
    private static IFrameRenderer Renderer(string name, int width, int height, DetailLevel level, int threads)
    {
        if (name != Renderers.Auto) return Renderers.Make(name, width, height, level, threads);
        try
        {
            return new OpenGlRenderer(width, height, level, threads);
        }
        catch (MachineException)
        {
            return new SoftwareRenderer(width, height, level, threads);
        }
    }

    private static (int Width, int Height) SizeOf(string text)
    {
        string[] sides = text.Split('x');
        if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height))
        {
            throw new InputException($"is '{text}', but must be WIDTHxHEIGHT, such as 1280x720", key: "--size");
        }
        foreach (int side in (ReadOnlySpan<int>)[width, height])
        {
            if (side is < LeastSize or > LargestSize) throw new InputException($"is {text}, but both sides must be from {LeastSize} to {LargestSize} pixels", key: "--size");
            // Films are coded in blocks.
            if (side % 2 != 0) throw new InputException($"is {text}, but both sides must be even", key: "--size");
        }
        return (width, height);
    }
}
