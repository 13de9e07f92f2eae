using Snowball.Cli;

return SnowballCommand.Run(args, Console.Out, Console.Error);
