using Snowball.Cli.Terminal;
using Spectre.Console;

namespace Snowball.Cli.Films;

/// <summary>How far a film is: a bar on a terminal, a line for every tenth elsewhere.</summary>
internal static class FilmProgress
{
    private const int Lines = 10;

    /// <summary>Shows the progress of some work that tells its share, 0 to 1.</summary>
    public static void Show(ReportWriter report, Action<Action<double>> work)
    {
        if (report.IsJson)
        {
            work(static _ => { });
            return;
        }
        if (!report.IsTerminal)
        {
            int told = 0;
            work(share =>
            {
                int now = (int)(share * Lines + 1e-9);
                if (now <= told || now == Lines) return;
                report.Line($"{now * 100 / Lines} %");
                told = now;
            });
            return;
        }
        report.Console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var film = context.AddTask("film", maxValue: 1);
                work(share => film.Value = share);
            });
    }
}
