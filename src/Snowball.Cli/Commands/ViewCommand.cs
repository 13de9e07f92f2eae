using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Sim;
using Snowball.Viewer;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball view</c>: a window to watch in and to drive in.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        var subject = new Argument<string>("RUN|ROLLOUT|SCENARIO|POLICY")
        {
            Description = "A run folder, of a training that is under way too; a recorded episode (.mcap); a scenario; or a policy's file or folder",
        };
        var policy = Options.Policy("the policy beside the scenario, else the rule-based driver");
        var observation = Options.Observation();
        var physics = Options.Physics();
        var seed = Options.Seed();
        var episode = Options.Within(0, 100_000, new Option<int>("--episode") { HelpName = "N", Description = "The first test episode that is shown" });
        var weather = new Option<string?>("--weather") { HelpName = "NAME", Description = $"In place of the scenario's: {string.Join(", ", Atmospheres.Names)}" };
        var camera = new Option<string>("--camera") { Description = "The first camera", DefaultValueFactory = _ => ViewerWindow.Cameras[0] };
        camera.AcceptOnlyFromAmong([.. ViewerWindow.Cameras]);
        var width = Options.Within(320, 7680, new Option<int>("--width") { HelpName = "PIXELS", Description = "Of the picture, before the screen's scale", DefaultValueFactory = _ => 1280 });
        var height = Options.Within(240, 4320, new Option<int>("--height") { HelpName = "PIXELS", Description = "Of the picture, before the screen's scale", DefaultValueFactory = _ => 720 });
        var screenshot = new Option<string?>("--screenshot") { HelpName = "FILE.png", Description = "Save the first picture, and close" };
        var at = Options.Within(0, 1e6, new Option<double>("--at") { HelpName = "SECONDS", Description = "The time in the episode that is shown first" });
        var command = new Command("view",
            "Watch an episode in a window, or drive in it; ? shows the keys. Without a display there is snowball render. "
            + "Needs OpenGL 4.5 and GLFW (Debian and Ubuntu: apt-get install libglfw3 libgl1-mesa-dri).")
        {
            subject, policy, observation, physics, seed, episode, weather, camera, width, height, screenshot, at,
        };
        command.SetAction(parsed =>
        {
            var air = parsed.GetValue(weather) is { } name ? Atmospheres.Named(name) : (Rendering.Scenes.Atmosphere?)null;
            var watched = Watched.Find(parsed.GetValue(subject)!, parsed.GetValue(policy), parsed.GetValue(observation), parsed.GetValue(physics), new ReportWriter(parsed));
            using var player = watched.Play(parsed.GetValue(seed), new PlayerOptions { Atmosphere = air, Cameras = Renderers.ExplainedCameras() });
            if (player.Deviation is { } deviation) parsed.InvocationConfiguration.Error.WriteLine($"The recorded states are shown: driven again, the episode differs ({deviation}).");
            using var window = new ViewerWindow(player, new ViewerOptions
            {
                Width = parsed.GetValue(width),
                Height = parsed.GetValue(height),
                Camera = parsed.GetValue(camera)!,
                Episode = parsed.GetValue(episode),
                At = parsed.GetValue(at),
                Screenshot = parsed.GetValue(screenshot),
            });
            window.Run();
            return ExitCode.Done;
        });
        return command;
    }
}
