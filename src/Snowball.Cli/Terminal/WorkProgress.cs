using Spectre.Console;

namespace Snowball.Cli.Terminal;

/// <summary>How many pieces of some work are done: a bar on a terminal, a line for each piece elsewhere.</summary>
internal static class WorkProgress
{
    /// <summary>Shows the progress of work that tells how many pieces are done, and of how many.</summary>
    public static Task<T> Show<T>(ReportWriter report, string pieces, Func<Action<int, int>, Task<T>> work)
    {
        if (report.IsJson) return work(static (_, _) => { });
        if (!report.IsTerminal) return work((done, all) => report.Line($"{done} of {all} {pieces}"));
        return report.Console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(pieces);
                return work((done, all) =>
                {
                    (task.MaxValue, task.Value) = (all, done);
                    task.Description = $"{done} of {all} {pieces}";
                });
            });
    }
}
